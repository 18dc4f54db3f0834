//! `coverage`: what is in the corpus, and what is missing.

use super::filters::Filters;
use super::pictures::Pictures;
use super::terminal::Terminal;
use super::{End, Global, count, open};
use crate::Result;
use crate::analyse::{self, CoverageRequest, Covered, InspectionCoverage};
use crate::render::{covered, json, picture};

/// Show which inspections are in the corpus, and what is missing of each round
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian coverage                              a row a round and pillar
  peelian coverage --force kent --list          a row an inspection, with what is missing
  peelian coverage --year 2016 --here nothing   inspections of which nothing is here

What is missing is missing of what the framework of the round grades, for the forces that the gazetteer lists.")]
pub(super) struct Args {
    /// A row an inspection
    #[arg(long)]
    list: bool,
    /// Only inspections of which so much is here: whole, part, mentioned, nothing; implies --list
    #[arg(long, value_name = "HOW_MUCH", value_delimiter = ',')]
    here: Vec<String>,
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    pictures: Pictures,
}

pub(super) fn run(args: &Args, global: &Global, terminal: &mut Terminal) -> Result<End> {
    args.pictures.check(terminal)?;
    let request = CoverageRequest { filters: args.filters.meant()? };
    let states = Covered::ALL.map(|state| (state.slug(), state));
    let wanted: Vec<Covered> = args
        .here
        .iter()
        .map(|name| count::choice("--here", name, states))
        .collect::<Result<_>>()?;
    let index = open::open(global, terminal)?;
    let coverage = analyse::coverage(&index, &request)?;
    let shown = |it: &InspectionCoverage| wanted.is_empty() || wanted.contains(&it.covered);
    let list = args.list || !wanted.is_empty();
    let rows = if list {
        coverage.inspections.iter().filter(|it| shown(it)).count()
    } else {
        coverage.rounds.len()
    };
    let drawn =
        args.pictures.show(terminal, || picture::of::coverage(&request.filters, &coverage))?;
    let summary = json::coverage_summary(&coverage);
    let is_told = rows > 0 && !drawn;
    if list {
        let lines = coverage.inspections.iter().filter(|it| shown(it));
        let table = || is_told.then(|| covered::inspections(&coverage, shown));
        terminal.rows(lines.map(json::inspection_coverage), &summary, table)?;
    } else {
        let table = || is_told.then(|| covered::rounds(&coverage));
        terminal.rows(coverage.rounds.iter().map(json::round_coverage), &summary, table)?;
    }
    for line in covered::summary(&coverage) {
        terminal.note(&line);
    }
    Ok(End::found(rows > 0))
}

//! `trend`: how often, round by round.

use super::filters::{Filters, parsed};
use super::pictures::Pictures;
use super::search::tell;
use super::terminal::Terminal;
use super::{End, Global, count, open, shield};
use crate::Result;
use crate::analyse::{self, TrendBy, TrendRequest};
use crate::render::{json, picture, trends};

/// Show how often findings match an inspection, round by round
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian trend vetting
  peelian trend --kind afi --by pillar          areas for improvement an inspection
  peelian trend 'stop and search' --by force --year 2016
  peelian trend counter-corruption --programme peel --json

Options such as `--force` narrow the inspections that are divided by too; `--kind` and fields within the query, such as
`force:kent`, narrow only what is looked for.")]
pub(super) struct Args {
    /// What is looked for; without it every finding
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// What a row is: year, pillar or force
    #[arg(long, value_name = "BY", default_value = "year")]
    by: String,
    /// The words as written only: no other endings or spellings
    #[arg(long)]
    exact: bool,
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    pictures: Pictures,
}

impl Args {
    fn meant(&self) -> Result<TrendRequest> {
        let text = shield::lower(&self.query);
        let choices =
            [("year", TrendBy::Year), ("pillar", TrendBy::Pillar), ("force", TrendBy::Force)];
        Ok(TrendRequest {
            query: if text.trim().is_empty() { None } else { Some(parsed(&text, self.exact)?) },
            filters: self.filters.meant()?,
            by: count::choice("--by", &self.by, choices)?,
        })
    }
}

pub(super) fn run(args: &Args, global: &Global, terminal: &mut Terminal) -> Result<End> {
    args.pictures.check(terminal)?;
    let request = args.meant()?;
    let index = open::open(global, terminal)?;
    let trend = analyse::trend(&index, &request)?;
    let drawn = args.pictures.show(terminal, || picture::of::trend(&request, &trend))?;
    let text = request.query.as_ref().map(|query| query.text.as_str());
    let lines = trend.rows.iter().map(json::trend);
    let table = || (!trend.rows.is_empty() && !drawn).then(|| trends::trend(&trend));
    terminal.rows(lines, &json::trend_summary(&trend, text), table)?;
    for line in trends::summary(&trend) {
        terminal.note(&line);
    }
    tell(&trend.also, &trend.hints, terminal);
    Ok(End::found(trend.total.findings > 0))
}

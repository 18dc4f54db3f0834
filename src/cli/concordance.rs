//! `concordance`: every place at which findings hold a word, in its context.

use super::filters::{Filters, parsed};
use super::pictures::Pictures;
use super::search::tell;
use super::terminal::{Format, Terminal};
use super::{End, Global, count, open, shield};
use crate::analyse::{self, Concordance, ConcordanceRequest, LineOrder};
use crate::render::{concordance as kwic, json, picture, plural, thousands};
use crate::{Error, ErrorKind, Result};

/// Show every place at which findings hold a word, with what stands around it
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian concordance vetting
  peelian concordance '\"the force should\"' --sort right --kind afi
  peelian concordance 'vet*' --force kent --width 20
  peelian concordance counter-corruption --sort left --limit 100 --json
  peelian concordance backlog --limit 1000 --draw       the words around it, by place

A phrase or compound stands in the middle as one. `peelian show ID` opens the finding of a line; the beginning of an
id is enough.")]
pub(super) struct Args {
    /// What stands in the middle; field tests narrow it
    #[arg(value_name = "QUERY", required = true)]
    query: Vec<String>,
    /// The order of the lines: position, left, right (the words there, from the middle outwards), force, year
    #[arg(long, value_name = "ORDER", default_value = "position")]
    sort: String,
    /// Words on either side, at most 100; a screen shows as many as there is room for
    #[arg(long, value_name = "N", default_value_t = 12)]
    width: usize,
    /// Lines to show; 0 only counts
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// Lines to pass over
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    /// The words as written only: no other endings or spellings
    #[arg(long)]
    exact: bool,
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    pictures: Pictures,
}

impl Args {
    fn meant(&self) -> Result<ConcordanceRequest> {
        if self.width > analyse::MAX_WIDTH {
            let message =
                format!("`--width {}` is more than {} words", self.width, analyse::MAX_WIDTH);
            return Err(Error::new(ErrorKind::Usage, message)
                .hint("`peelian show ID` gives the whole of a finding"));
        }
        let orders = [
            ("position", LineOrder::Position),
            ("left", LineOrder::Left),
            ("right", LineOrder::Right),
            ("force", LineOrder::Force),
            ("year", LineOrder::Year),
        ];
        Ok(ConcordanceRequest {
            query: parsed(&shield::lower(&self.query), self.exact)?,
            filters: self.filters.meant()?,
            order: count::choice("--sort", &self.sort, orders)?,
            width: self.width,
            limit: self.limit,
            offset: self.offset,
        })
    }
}

pub(super) fn run(args: &Args, global: &Global, terminal: &mut Terminal) -> Result<End> {
    args.pictures.check(terminal)?;
    let request = args.meant()?;
    let index = open::open(global, terminal)?;
    let found = analyse::concordance(&index, &request)?;
    let drawn = args.pictures.show(terminal, || picture::of::concordance(&request, &found))?;
    match terminal.format() {
        Format::Json => {
            for line in &found.lines {
                terminal.json(&json::kwic(line))?;
            }
            terminal.json(&json::kwic_summary(&found, &request.query.text))?;
        }
        _ if drawn => {}
        Format::Table => terminal.text(&kwic::lines(&found, terminal.look()))?,
        _ => terminal.table(&kwic::table(&found))?,
    }
    say(&found, &request, drawn, terminal);
    Ok(End::found(found.total > 0))
}

fn say(found: &Concordance, request: &ConcordanceRequest, drawn: bool, terminal: &mut Terminal) {
    if !drawn && terminal.format() == Format::Table && !found.lines.is_empty() {
        terminal.note(&kwic::legend(found));
    }
    terminal.note(&format!(
        "{} in {} of {} under these filters",
        plural(found.total, "line"),
        thousands(found.matching.findings),
        plural(found.of.findings, "finding"),
    ));
    tell(&found.also, &found.hints, terminal);
    let shown = (request.offset + found.lines.len()) as u64;
    if request.limit > 0 && found.total > 0 && found.lines.is_empty() {
        terminal.note(&format!("`--offset {}` is behind the last line", request.offset));
    } else if request.limit > 0 && shown < found.total {
        terminal.note(&format!("more with `--offset {shown}`"));
    }
}

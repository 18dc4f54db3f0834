//! `dispersion`: how evenly a word is spread over the inspections.

use super::filters::{Filters, parsed};
use super::pictures::Pictures;
use super::search::tell;
use super::terminal::{Format, Terminal};
use super::{End, Global, open, shield};
use crate::Result;
use crate::analyse::{self, Spread};
use crate::render::{json, language, picture, plural, thousands};

/// Show over which inspections a word is spread, and how evenly
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian dispersion vetting
  peelian dispersion '\"stop and search\"' --pillar legitimacy
  peelian dispersion backlog --json

A sign stands for an inspection, higher where the word is more frequent for its size, `·` where it is not. DP is 0
where every inspection has its share, near 1 where one small one has it all; Juilland's D is the other way round.")]
pub(super) struct Args {
    /// The word, phrase or pattern
    #[arg(value_name = "QUERY", required = true)]
    query: Vec<String>,
    /// Inspections to list on a screen, those that have most of it for their size
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: usize,
    /// The words as written only: no other endings or spellings
    #[arg(long)]
    exact: bool,
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    pictures: Pictures,
}

pub(super) fn run(args: &Args, global: &Global, terminal: &mut Terminal) -> Result<End> {
    args.pictures.check(terminal)?;
    let query = parsed(&shield::lower(&args.query), args.exact)?;
    let filters = args.filters.meant()?;
    let index = open::open(global, terminal)?;
    let found = analyse::spread(&index, &query, &filters)?;
    let any = found.dispersion.is_some();
    let draw = || picture::of::dispersion(&query, &filters, &found, args.limit);
    let drawn = args.pictures.show(terminal, draw)?;
    match terminal.format() {
        Format::Json => {
            for part in &found.parts {
                terminal.json(&json::spread_part(part))?;
            }
            terminal.json(&json::spread_summary(&found, &query.text))?;
        }
        _ if drawn => {}
        Format::Table if any => {
            terminal.text(&language::spread(&found, args.limit, terminal.look()))?;
        }
        Format::Table => {}
        _ => terminal.table(&language::parts(&found))?,
    }
    say(&found, terminal);
    tell(&found.also, &found.hints, terminal);
    Ok(End::found(any))
}

fn say(found: &Spread, terminal: &mut Terminal) {
    terminal.note(&format!(
        "{} in {}: {} of {} under these filters",
        plural(found.share.n, "occurrence"),
        plural(found.share.of, "token"),
        thousands(found.inspections),
        plural(found.of.inspections, "inspection"),
    ));
    let Some(measured) = found.dispersion else { return };
    let number = |value: Option<f64>| value.map_or("–".to_owned(), |value| format!("{value:.3}"));
    terminal.note(&format!(
        "range {} of {}, DP {:.3}, DPnorm {}, Juilland's D {}",
        measured.range,
        plural(measured.parts, "part"),
        measured.dp,
        number(measured.dp_norm),
        number(measured.d),
    ));
}

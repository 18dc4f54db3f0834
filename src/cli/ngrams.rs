//! `ngrams`: the runs of words that findings use again and again.

use super::filters::{Filters, parsed};
use super::keyness::{grams, mask};
use super::pictures::Pictures;
use super::search::tell;
use super::terminal::Terminal;
use super::{End, Global, open, shield};
use crate::Result;
use crate::analyse::{self, Ngrams, NgramsRequest};
use crate::render::{json, language, picture, plural};

/// List the runs of words that are used most
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian ngrams --n 3..5 --kind afi
  peelian ngrams vetting --n 4 --mask boilerplate
  peelian ngrams --grade inadequate --json

A run stays within a sentence. With a query only the findings that match are read.")]
pub(super) struct Args {
    /// Count only the findings that match
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// Words of a run: 2 to 5, or a range as 2..5
    #[arg(long, value_name = "N", default_value = "3")]
    n: String,
    /// What does not count: grades, boilerplate, as in `keyness`
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    mask: Vec<String>,
    /// Occurrences that a run must have
    #[arg(long, value_name = "N", default_value_t = 3)]
    min_freq: u64,
    /// Inspections that must hold it
    #[arg(long, value_name = "N", default_value_t = 2)]
    min_inspections: u64,
    /// Runs to show
    #[arg(long, value_name = "N", default_value_t = 25)]
    limit: usize,
    /// The words as written only: no other endings or spellings
    #[arg(long)]
    exact: bool,
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    pictures: Pictures,
}

impl Args {
    fn meant(&self) -> Result<NgramsRequest> {
        let text = shield::lower(&self.query);
        let query = if text.trim().is_empty() { None } else { Some(parsed(&text, self.exact)?) };
        Ok(NgramsRequest {
            query,
            filters: self.filters.meant()?,
            grams: grams("--n", &self.n, 2)?,
            mask: mask(&self.mask)?,
            least_frequency: self.min_freq,
            least_inspections: self.min_inspections,
            limit: self.limit,
        })
    }
}

pub(super) fn run(args: &Args, global: &Global, terminal: &mut Terminal) -> Result<End> {
    args.pictures.check(terminal)?;
    let request = args.meant()?;
    let index = open::open(global, terminal)?;
    let found = analyse::ngrams(&index, &request)?;
    let draw = || picture::of::ngrams(request.query.as_ref(), &request.filters, &found);
    let drawn = args.pictures.show(terminal, draw)?;
    let lines = found.rows.iter().map(json::ngram);
    let table = || (!drawn).then(|| language::ngrams(&found));
    terminal.rows(lines, &json::ngrams_summary(&found), table)?;
    say(&found, terminal);
    Ok(End::found(found.total > 0))
}

fn say(found: &Ngrams, terminal: &mut Terminal) {
    terminal.note(&format!(
        "{} of {} reach the minima, in {} of {}",
        plural(found.total, "run"),
        plural(found.different, "different run"),
        plural(found.of.findings, "finding"),
        plural(found.of.inspections, "inspection"),
    ));
    super::keyness::say_masked(found.masked, terminal);
    if (found.rows.len() as u64) < found.total {
        terminal.note(&format!(
            "{} more with a greater `--limit`",
            found.total - found.rows.len() as u64
        ));
    }
    tell(&[], &found.hints, terminal);
}

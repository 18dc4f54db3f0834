//! `search`: findings, best first.

use std::time::Instant;

use super::filters::{Filters, parsed};
use super::terminal::{Format, Terminal};
use super::{End, Global, batch, listing, open, shield};
use crate::Result;
use crate::index::Index;
use crate::query::{self, Query};
use crate::render::{json, plural, sheets, text};
use crate::search::{self, Also, Answer, SearchRequest};

/// Find passages, best first
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian search counter-corruption
  peelian search '\"vetting unit\"~3 -backlog' --force northants
  peelian search 'vetting NEAR/10 backlog' --year 2014..2018 --grade '>=good'
  peelian search vetting --kind afi --json | jq -r .text
  peelian search vetting --sort date --unit force       each force's newest finding about it
  peelian search --batch queries.txt --json             a query a line, one opening of the index

Query language:
  two words            findings with both; if few, findings with some of them follow, set apart
  \"in this order\"      a phrase; \"...\"~3 lets words move; a NEAR/10 b; a BEFORE/10 b
  corrupt*  c?t  /re/  corrupton~1    words like these;  =policing  this form of the word only
  AND OR NOT ( ) -word                              combinations
  force:kent year:2016 grade>=good kind:afi pillar:legitimacy question:2 region:\"East Midlands\"
  has:recommendation missing:grade                  what there is and is not")]
pub(super) struct Args {
    /// The query; several words are joined by spaces
    #[arg(value_name = "QUERY", required_unless_present = "batch")]
    query: Vec<String>,
    /// Answer many queries, a line each: text, or JSON with `query_id`, `query`, `limit` and filters; `-` is standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["query", "after", "explain_query"])]
    batch: Option<String>,
    /// Findings to show, at most 10000; 0 only counts
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: usize,
    /// Findings to pass over
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    /// Only findings that hold all the words
    #[arg(long)]
    all: bool,
    /// The words as written only: no other endings or spellings
    #[arg(long)]
    exact: bool,
    /// Show how the query was understood, then the findings
    #[arg(long)]
    explain_query: bool,
    #[command(flatten)]
    listing: listing::Typed,
    #[command(flatten)]
    pub(super) filters: Filters,
}

impl Args {
    /// What is meant.
    ///
    /// # Errors
    /// `Query` or `Usage` for what cannot be meant.
    pub(super) fn meant(&self) -> Result<SearchRequest> {
        self.with(&self.filters, &shield::lower(&self.query), None)
    }

    /// The same for another query, other filters and, if given, another choice of exact words.
    ///
    /// # Errors
    /// `Query` or `Usage` for what cannot be meant.
    pub(super) fn with(
        &self,
        filters: &Filters,
        text: &str,
        exact: Option<bool>,
    ) -> Result<SearchRequest> {
        Ok(SearchRequest {
            query: parsed(text, exact.unwrap_or(self.exact))?,
            filters: filters.meant()?,
            limit: self.limit,
            offset: self.offset,
            all: self.all,
            listing: self.listing.meant()?,
            facets: true,
        })
    }
}

pub(super) fn run(args: Args, global: &Global, terminal: &mut Terminal) -> Result<End> {
    if let Some(source) = &args.batch {
        let index = open::open(global, terminal)?;
        return batch::run(source, &args, &index, terminal);
    }
    // Rows have no place for facets.
    let facets = matches!(terminal.format(), Format::Json | Format::Table);
    let request = SearchRequest { facets, ..args.meant()? };
    let index = open::open_for_one(global, terminal);
    if args.explain_query {
        terminal.message(&explained(index.as_ref().ok(), &request.query)?);
    }
    let index = index?;
    let started = Instant::now();
    let answer = search::search(&index, &request)?;
    let took_us = if terminal.keeps() { 0 } else { took(started) };
    show(&request.query, &answer, took_us, terminal)?;
    say(&answer, &request, took_us, terminal);
    Ok(End::found(answer.findings > 0 || !answer.hits.is_empty()))
}

/// The query as a tree; with an index also what its words stand for there.
fn explained(index: Option<&Index>, query: &Query) -> Result<String> {
    let understood = index.map(|index| search::understood(index, query)).transpose()?;
    let tree = understood.map_or_else(|| query::explain(query), |read| query::explain(&read.query));
    Ok(tree.trim_end().to_owned())
}

/// What the words also stood for, then what else a reader should know, a line each: nothing is added or left out in silence.
fn remarks(also: &[Also], hints: &[String]) -> Vec<String> {
    let hints = hints.iter().map(|hint| format!("hint: {hint}"));
    text::also(also).into_iter().chain(hints).collect()
}

/// The [`remarks`] on an answer, and what stands in none of its hits.
pub(super) fn remarks_on(answer: &Answer, request: &SearchRequest) -> Vec<String> {
    let mut remarks = remarks(&answer.also, &answer.hints);
    if answer.without_unit > 0 {
        let few = plural(answer.without_unit, "finding");
        let unit = request.listing.unit.slug();
        remarks.push(format!("in no hit, for want of a known {unit}: {few}"));
    }
    remarks.extend(copies(answer.copies));
    remarks
}

/// What is not counted because it counts elsewhere.
pub(super) fn copies(n: u64) -> Option<String> {
    let more = plural(n, "finding");
    (n > 0).then(|| format!("not counted again: {more} that other documents hold too; `--copies`"))
}

/// Says the [`remarks`].
pub(super) fn tell(also: &[Also], hints: &[String], terminal: &mut Terminal) {
    for remark in remarks(also, hints) {
        terminal.note(&remark);
    }
}

/// Microseconds since `started`.
pub(super) fn took(started: Instant) -> u64 {
    u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX)
}

/// The answer to `query` in the format asked for.
pub(super) fn show(
    query: &Query,
    answer: &Answer,
    took_us: u64,
    terminal: &mut Terminal,
) -> Result<()> {
    match terminal.format() {
        Format::Json => {
            for hit in &answer.hits {
                terminal.json(&json::hit(hit))?;
            }
            terminal.json(&json::search_summary(&query.text, answer, took_us))?;
        }
        Format::Table => terminal.text(&text::answer(answer, terminal.look()))?,
        _ => terminal.table(&sheets::findings(answer))?,
    }
    Ok(())
}

/// The option that gives the next page.
fn onward(answer: &Answer, request: &SearchRequest, next: &str) -> String {
    let last = answer.hits.last().map_or(0, |hit| hit.rank);
    if request.listing.after.is_none() && last + request.limit <= search::MAX_HITS {
        format!("--offset {last}")
    } else {
        format!("--after {next}")
    }
}

/// Totals and hints, beside the data.
fn say(answer: &Answer, request: &SearchRequest, took_us: u64, terminal: &mut Terminal) {
    let units = answer.units.filter(|_| answer.findings > 0);
    let units = units.map(|n| format!("{}; ", plural(n, request.listing.unit.slug())));
    let totals = units.unwrap_or_default() + &text::totals(answer, &request.query);
    let milliseconds = took_us as f64 / 1000.0;
    terminal.note(&format!("{totals} ({milliseconds:.1} ms)"));
    for remark in remarks_on(answer, request) {
        terminal.note(&remark);
    }
    if request.listing.explain && !matches!(terminal.format(), Format::Json | Format::Table) {
        terminal
            .note("hint: rows have no place for explanations: use `--json` or `--format table`");
    }
    if let Some(next) = &answer.next {
        terminal.note(&format!("more with `{}`", onward(answer, request, next)));
    }
}

//! `reports`: what documents there are and what each is about.

use super::filters::{Filters, parsed};
use super::search::tell;
use super::terminal::{Format, Terminal};
use super::{End, Global, open, shield};
use crate::Result;
use crate::analyse::{self, CatalogueRequest};
use crate::render::{json, plural, sheets};
use crate::search;

/// List reports: kind, forces, year, pillar, grade
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian reports
  peelian reports vetting --year 2016           reports with a finding that matches
  peelian reports --json | jq '.evidence.year'  how each year is known")]
pub(super) struct Args {
    /// List only reports with a finding that matches
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// The words as written only: no other endings or spellings
    #[arg(long)]
    exact: bool,
    #[command(flatten)]
    filters: Filters,
}

pub(super) fn run(args: Args, global: &Global, terminal: &mut Terminal) -> Result<End> {
    let text = shield::lower(&args.query);
    let query = if text.trim().is_empty() { None } else { Some(parsed(&text, args.exact)?) };
    let request = CatalogueRequest { query, filters: args.filters.meant()? };
    let index = open::open(global, terminal)?;
    let listings = analyse::catalogue(&index, &request)?;
    if terminal.format() == Format::Json {
        for listing in &listings {
            terminal.json(&json::report(listing))?;
        }
    } else {
        terminal.table(&sheets::reports(&listings))?;
    }
    if let Some(query) = &request.query {
        let understood = search::understood(&index, query)?;
        tell(&understood.also, &understood.left_out, terminal);
    }
    terminal.note(&plural(listings.len() as u64, "report"));
    Ok(End::found(!listings.is_empty()))
}

//! `thesaurus`: what names stand for besides themselves.

use super::terminal::{Format, Terminal};
use super::{End, Global, open};
use crate::Result;
use crate::render::{json, plural, sheets};
use crate::search;

/// List acronyms and other names, and how each is known
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian thesaurus                 all: what documents define, then the thesaurus
  peelian thesaurus CCU             names that hold this word
  peelian thesaurus --json | jq 'select(.source == \"corpus\")'

A search for one of the names finds the others too and says so; `--exact` looks for what is typed only.
A `thesaurus.toml` at the root of a corpus adds groups and switches names off.")]
pub(super) struct Args {
    /// Only names that hold these words
    #[arg(value_name = "TERM")]
    term: Vec<String>,
}

pub(super) fn run(args: &Args, global: &Global, terminal: &mut Terminal) -> Result<End> {
    let index = open::open(global, terminal)?;
    let term = (!args.term.is_empty()).then(|| args.term.join(" "));
    let found = search::known_names(&index, term.as_deref())?;
    if terminal.format() == Format::Json {
        for one in &found {
            terminal.json(&json::meaning(one))?;
        }
    } else {
        terminal.table(&sheets::meanings(&found))?;
    }
    let defined = found.iter().filter(|one| one.meaning.reports.is_some()).count();
    terminal.note(&match (term, found.len() - defined) {
        (Some(term), 0) if defined == 0 => format!("no name holds `{term}`"),
        (_, listed) => format!(
            "{} of the documents, {listed} of the thesaurus",
            plural(defined as u64, "definition")
        ),
    });
    Ok(End::found(!found.is_empty()))
}

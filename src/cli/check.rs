//! `check`: judgments about which documents disagree.

use super::filters::Filters;
use super::terminal::{Format, Terminal};
use super::{End, Global, open};
use crate::Result;
use crate::analyse::{Judgment, disagreements};
use crate::render::{json, plural, sheets};

/// List judgments that documents grade differently
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian check
  peelian check --force northants --json

Each judgment is listed with what every document says of it, the statement that is counted first. Exit code 1
says that no documents disagree.")]
pub(super) struct Args {
    #[command(flatten)]
    filters: Filters,
}

pub(super) fn run(args: &Args, global: &Global, terminal: &mut Terminal) -> Result<End> {
    let filters = args.filters.meant()?;
    let index = open::open(global, terminal)?;
    let found: Vec<Judgment> = disagreements(&index, &filters)?;
    if terminal.format() == Format::Json {
        for judgment in &found {
            terminal.json(&json::contradiction(judgment))?;
        }
    } else if !found.is_empty() {
        terminal.table(&sheets::statements(&found))?;
    }
    terminal.note(&match found.len() as u64 {
        0 => "no documents disagree about a grade".to_owned(),
        n => format!("documents disagree about {}", plural(n, "judgment")),
    });
    Ok(End::found(!found.is_empty()))
}

//! `check`: judgments about which documents disagree.

use super::filters::Filters;
use super::terminal::{Format, Terminal};
use super::{End, Global, open};
use crate::Result;
use crate::analyse::{self, Judgment};
use crate::render::{disagreements, json, plural};

/// List judgments that documents grade differently
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian check
  peelian check --force northants --json

Each judgment is listed with what every document says of it: the words, their place, the day, and which document is
followed and why. Exit code 1 says that no documents disagree.")]
pub(super) struct Args {
    #[command(flatten)]
    filters: Filters,
}

pub(super) fn run(args: &Args, global: &Global, terminal: &mut Terminal) -> Result<End> {
    let filters = args.filters.meant()?;
    let index = open::open(global, terminal)?;
    let found: Vec<Judgment> = analyse::disagreements(&index, &filters)?;
    if terminal.format() == Format::Json {
        for judgment in &found {
            terminal.json(&json::contradiction(judgment))?;
        }
    } else if terminal.format() == Format::Table {
        let look = terminal.look();
        terminal.text(&disagreements::text(&found, look))?;
    } else {
        terminal.table(&disagreements::table(&found))?;
    }
    terminal.note(&match found.len() as u64 {
        0 => "no documents disagree about a grade".to_owned(),
        n => format!("documents disagree about {}", plural(n, "judgment")),
    });
    Ok(End::found(!found.is_empty()))
}

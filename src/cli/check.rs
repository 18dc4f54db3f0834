//! `check`: judgments about which documents disagree.

use super::filters::Filters;
use super::pictures::Pictures;
use super::terminal::{Format, Terminal};
use super::{End, Global, open};
use crate::Result;
use crate::analyse::{self, Judgment};
use crate::render::{disagreements, json, picture, plural};

/// List judgments that documents grade differently
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian check
  peelian check --force northants --json
  peelian check --picture disagreements.svg

Each judgment is listed with what every document says of it: the words, their place, the day, and which document is
followed and why. Exit code 1 says that no documents disagree.")]
pub(super) struct Args {
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    pictures: Pictures,
}

pub(super) fn run(args: &Args, global: &Global, terminal: &mut Terminal) -> Result<End> {
    args.pictures.check(terminal)?;
    let filters = args.filters.meant()?;
    let index = open::open(global, terminal)?;
    let found: Vec<Judgment> = analyse::disagreements(&index, &filters)?;
    let draw = || picture::of::disagreements(&filters, &found);
    let drawn = args.pictures.show(terminal, draw)?;
    match terminal.format() {
        Format::Json => {
            for judgment in &found {
                terminal.json(&json::contradiction(judgment))?;
            }
        }
        _ if drawn => {}
        Format::Table => terminal.text(&disagreements::text(&found, terminal.look()))?,
        _ => terminal.table(&disagreements::table(&found))?,
    }
    terminal.note(&match found.len() as u64 {
        0 => "no documents disagree about a grade".to_owned(),
        n => format!("documents disagree about {}", plural(n, "judgment")),
    });
    Ok(End::found(!found.is_empty()))
}

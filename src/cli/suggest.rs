//! `suggest`: what a few letters may become.

use super::terminal::{Format, Terminal};
use super::{End, Global, open};
use crate::Result;
use crate::render::{json, sheets};
use crate::search;

/// Suggest words, forces and questions that begin so
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian suggest vet
  peelian suggest north --json")]
pub(super) struct Args {
    /// The first letters
    #[arg(value_name = "PREFIX")]
    prefix: String,
    /// Suggestions of each kind
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: usize,
}

pub(super) fn run(args: &Args, global: &Global, terminal: &mut Terminal) -> Result<End> {
    let index = open::open(global, terminal)?;
    let found = search::suggest(&index, &args.prefix, args.limit)?;
    if terminal.format() == Format::Json {
        for suggestion in &found {
            terminal.json(&json::suggestion(suggestion))?;
        }
    } else {
        terminal.table(&sheets::suggestions(&found))?;
    }
    Ok(End::found(!found.is_empty()))
}

//! `stats`: what the index holds.

use super::terminal::{Format, Terminal};
use super::{End, Global, open};
use crate::Result;
use crate::render::{json, sheets};

/// Show what the index holds
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian stats
  peelian stats --json")]
pub(super) struct Args {}

pub(super) fn run(_: &Args, global: &Global, terminal: &mut Terminal) -> Result<End> {
    let stats = open::open(global, terminal)?.stats();
    if terminal.format() == Format::Json {
        terminal.json(&json::stats(&stats))?;
    } else {
        terminal.table(&sheets::stats(&stats))?;
    }
    Ok(End::Done)
}

//! `analyze`: a text as the index sees it.

use super::End;
use super::shield;
use super::terminal::{Format, Terminal};
use crate::Result;
use crate::index;
use crate::render::{json, sheets};

/// Show the tokens of a text as the index sees them
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian analyze counter-corruption \"the force's vetting\"

Needs no index. A compound has one token a part and one for the whole.")]
pub(super) struct Args {
    /// The text; several words are joined by spaces
    #[arg(value_name = "TEXT", required = true)]
    text: Vec<String>,
}

pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<End> {
    let tokens = index::analyze(&shield::lower(&args.text));
    if terminal.format() == Format::Json {
        for token in &tokens {
            terminal.json(&json::token(token))?;
        }
    } else {
        terminal.table(&sheets::tokens(&tokens))?;
    }
    Ok(End::found(!tokens.is_empty()))
}

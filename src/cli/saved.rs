//! `saved`: what is saved.

use super::store::{Place, Store};
use super::terminal::{Format, Terminal};
use super::{End, Global, asked};
use crate::Result;
use crate::render::{Table, json};

/// List saved questions, or forget one
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian saved
  peelian saved --remove vetting")]
pub(super) struct Args {
    /// Forget this one
    #[arg(long, value_name = "NAME")]
    remove: Option<String>,
    #[command(flatten)]
    place: Place,
}

pub(super) fn run(args: &Args, _: &Global, terminal: &mut Terminal) -> Result<End> {
    let mut store = Store::open(&args.place)?;
    if let Some(name) = &args.remove {
        store.remove(name)?;
        terminal.note(&format!("forgot `{name}`"));
        return Ok(End::Done);
    }
    let mut table = Table::new(["name", "asks"]);
    for (name, words) in store.all() {
        if terminal.format() == Format::Json {
            terminal.json(&json::saved(name, words, &asked::line(words)))?;
        }
        table.push(vec![Some(name.to_owned()), Some(asked::line(words))]);
    }
    if table.is_empty() {
        terminal.note("nothing is saved; `peelian save NAME VERB ...` saves a question");
    } else if terminal.format() != Format::Json {
        terminal.table(&table)?;
    }
    Ok(End::found(!table.is_empty()))
}

//! `run`: a saved question, asked again.

use super::store::{Place, Store};
use super::terminal::Terminal;
use super::{End, Global, asked, shield};
use crate::Result;

/// Ask a saved question again
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian run vetting
  peelian run vetting --limit 50 --year 2016    with more options: a later one takes the place of a saved one
  peelian run vetting --json")]
pub(super) struct Args {
    #[command(flatten)]
    place: Place,
    /// The name of the saved question
    #[arg(value_name = "NAME")]
    name: String,
    /// More words and options for it
    #[arg(value_name = "MORE", trailing_var_arg = true, allow_hyphen_values = true)]
    more: Vec<String>,
}

pub(super) fn run(args: &Args, global: &Global, terminal: &mut Terminal) -> Result<End> {
    let store = Store::open(&args.place)?;
    let mut words = store.find(&args.name)?.to_vec();
    words.extend(shield::as_typed(&args.more));
    let blame = |error| asked::blame(error, &args.name, &words);
    let typed = asked::parse(&words).map_err(blame)?;
    let global = asked::over(&typed.global, global);
    terminal.flush()?;
    let mut inner = Terminal::new(&global);
    let end = super::run(typed.verb, &global, &mut inner).map_err(blame)?;
    inner.flush().map(|()| end)
}

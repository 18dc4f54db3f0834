//! `save`: a question under a name.

use super::store::{Place, Store};
use super::terminal::{Format, Terminal};
use super::{End, Global, asked, shield};
use crate::render::json;
use crate::{ErrorKind, Result};

/// Save a question under a name, to be asked again
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian save vetting search vetting -backlog --kind afi
  peelian save ours grades --force kent --format table
  peelian save --replace vetting search '\"vetting unit\"'

Any verb that asks can be saved: search, count, grades and the other analyses, not those that build, write or publish.
All that follows NAME is kept as it is typed. Options of `save` itself stand before NAME. Then `peelian run NAME` asks
it, `peelian watch NAME` shows what is new, `peelian saved` lists all.")]
pub(super) struct Args {
    /// Put it in the place of another of this name
    #[arg(long)]
    replace: bool,
    #[command(flatten)]
    place: Place,
    /// The name: letters, digits, - and _
    #[arg(value_name = "NAME")]
    name: String,
    /// A verb that asks, and what it takes
    #[arg(
        value_name = "VERB",
        required = true,
        trailing_var_arg = true,
        allow_hyphen_values = true
    )]
    words: Vec<String>,
}

pub(super) fn run(args: &Args, global: &Global, terminal: &mut Terminal) -> Result<End> {
    let words: Vec<String> = shield::as_typed(&args.words);
    let index = asked::parse(&words)?.global.index.or_else(|| global.index.clone());
    // Asked once where there is an index, so that a mistake in the query shows now and not in a month.
    if let Err(error) = asked::keep(&words, index, Format::Json)
        && matches!(error.kind, ErrorKind::Usage | ErrorKind::Query)
    {
        return Err(error);
    }
    let mut store = Store::open(&args.place)?;
    store.save(&args.name, words, args.replace)?;
    let words = store.find(&args.name)?;
    if terminal.format() == Format::Json {
        terminal.json(&json::saved(&args.name, words, &asked::line(words)))?;
    }
    terminal.note(&format!("saved `{}`: `{}`", args.name, asked::line(words)));
    Ok(End::Done)
}

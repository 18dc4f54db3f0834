//! `man`: the manual page.

use super::terminal::Terminal;
use super::{End, command};
use crate::{Error, ErrorKind, Result};

/// Print the manual page of the program or of a verb
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian man | man -l -
  peelian man search > peelian-search.1")]
pub(super) struct Args {
    /// The verb; without one the page of the program
    #[arg(value_name = "VERB")]
    verb: Option<String>,
}

pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<End> {
    let mut program = command();
    program.build();
    let page = match &args.verb {
        None => program,
        Some(name) => program.find_subcommand(name).cloned().ok_or_else(|| {
            Error::new(ErrorKind::Usage, format!("there is no verb `{name}`"))
                .hint("`peelian --help` lists them")
        })?,
    };
    let mut text = Vec::new();
    clap_mangen::Man::new(page)
        .render(&mut text)
        .map_err(|error| Error::new(ErrorKind::Bug, format!("manual page: {error}")))?;
    terminal.text(&String::from_utf8_lossy(&text))?;
    Ok(End::Done)
}

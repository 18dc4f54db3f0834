//! `bench`: how fast it is here.

mod index;
mod query;

use std::path::{Path, PathBuf};

use super::terminal::Terminal;
use super::{End, Global};
use crate::bench::Earlier;
use crate::{Error, Result};

/// Measure how fast it is here: building an index, or asking one
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian bench index                           made-up findings, on one thread and on all
  peelian bench index reports --threads 1,2,4 --runs 3
  peelian bench query                           the index, by classes of questions
  peelian bench query --json > today.json
  peelian bench query --compare today.json      what has changed since

Compare figures of one machine that does nothing else. With `--json` the figures are a report that `--compare` reads.")]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Findings and bytes a second, memory, size of the index, speed-up by threads
    Index(index::Args),
    /// Times by classes of questions, warm and cold
    Query(query::Args),
}

pub(super) fn run(args: &Args, global: &Global, terminal: &mut Terminal) -> Result<End> {
    match &args.what {
        What::Index(args) => index::run(args, terminal),
        What::Query(args) => query::run(args, global, terminal),
    }
}

fn earlier(file: Option<&PathBuf>, kind: &str) -> Result<Option<Earlier>> {
    let read = |file: &PathBuf| {
        let text = std::fs::read_to_string(file).map_err(|error| Error::io(file, error))?;
        Earlier::read(&text, kind).map_err(|error| {
            let message = format!("`{}`: {}", file.display(), error.message);
            let named = Error::new(error.kind, message);
            error.hints.iter().fold(named, |named, hint| named.hint(hint.clone()))
        })
    };
    file.map(read).transpose()
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// This program again, in a process of its own, with nothing of the user's in its way.
fn itself(args: &[String]) -> Result<std::process::Command> {
    let program =
        std::env::current_exe().map_err(|error| Error::io(Path::new("peelian"), error))?;
    let mut command = std::process::Command::new(program);
    command.args(args).stdin(std::process::Stdio::null());
    Ok(command)
}

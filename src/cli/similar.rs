//! `similar`: findings like another.

use std::time::Instant;

use super::search::{show, tell, took};
use super::show::{Named, find};
use super::terminal::Terminal;
use super::{End, Global, open};
use crate::render::text;
use crate::search::{self, Elsewhere};
use crate::{Error, ErrorKind, Result};

/// Find findings like another
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian similar 40696fe179480187-12
  peelian similar 40696fe179480187-12 --other-force   what other forces were told")]
pub(super) struct Args {
    /// The id of a finding, or of its report's beginning with its number
    #[arg(value_name = "ID")]
    id: String,
    /// Only findings about other forces
    #[arg(long)]
    other_force: bool,
    /// Only findings of other cycles
    #[arg(long)]
    other_year: bool,
    /// Findings to show, at most 10000
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: usize,
    /// Show every finding, also those that say the same as one above
    #[arg(long)]
    unfold: bool,
}

pub(super) fn run(args: &Args, global: &Global, terminal: &mut Terminal) -> Result<End> {
    let index = open::open(global, terminal)?;
    let finding = match find(&index, &args.id)? {
        Some(Named::Finding(finding, _)) => finding,
        Some(Named::Report(_)) => {
            let message = format!("`{}` is a report; `similar` takes a finding", args.id);
            let hint = format!("its findings: peelian show {}", args.id);
            return Err(Error::new(ErrorKind::Usage, message).hint(hint));
        }
        None => {
            terminal.note(&format!("nothing has the id `{}`", args.id));
            return Ok(End::Nothing);
        }
    };
    let elsewhere = Elsewhere { force: args.other_force, year: args.other_year };
    let started = Instant::now();
    let (query, answer) = search::similar(&index, &finding, elsewhere, args.limit, args.unfold)?;
    let took_us = if terminal.keeps() { 0 } else { took(started) };
    show(&query, &answer, took_us, terminal)?;
    terminal.note(&text::totals(&answer, &query));
    tell(&answer.also, &answer.hints, terminal);
    Ok(End::found(!answer.hits.is_empty()))
}

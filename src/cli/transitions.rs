//! `transitions`: from which grade to which.

use super::pictures::Pictures;
use super::rounds::{NOTHING, Rounds};
use super::terminal::Terminal;
use super::{End, Global, open};
use crate::Result;
use crate::analyse;
use crate::render::{json, movements, picture};

/// Show how many judgments went from each grade to each, between two rounds
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian transitions                           between the last two rounds that can be compared
  peelian transitions --from 2016 --to 2017 --pillar efficiency
  peelian transitions --question all --json

A row is a grade of the earlier round; shares are of the row, whose number of judgments stands at its end.
`movers` lists the judgments themselves.")]
pub(super) struct Args {
    #[command(flatten)]
    rounds: Rounds,
    #[command(flatten)]
    pictures: Pictures,
}

pub(super) fn run(args: &Args, global: &Global, terminal: &mut Terminal) -> Result<End> {
    args.pictures.check(terminal)?;
    let request = args.rounds.meant()?;
    let index = open::open(global, terminal)?;
    let Some(found) = analyse::transitions(&index, &request)? else {
        terminal.note(NOTHING);
        return Ok(End::Nothing);
    };
    let drawn = args.pictures.show(terminal, || picture::of::transitions(&found))?;
    let table = || (found.n() > 0 && !drawn).then(|| movements::transitions(&found));
    terminal.rows(json::transitions(&found), &json::transitions_summary(&found), table)?;
    for line in movements::summary(&found.pairs, &found.moves, &found.apart) {
        terminal.note(&line);
    }
    Ok(End::found(found.n() > 0))
}

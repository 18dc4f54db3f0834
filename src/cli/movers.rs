//! `movers`: which grades went up and down.

use super::pictures::Pictures;
use super::rounds::{NOTHING, Rounds};
use super::terminal::Terminal;
use super::{End, Global, count, open};
use crate::Result;
use crate::analyse::{self, Move, Pair, Verdict};
use crate::render::{json, movements, picture};

/// Show which grades moved between two rounds: up, down, new, gone, the same
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian movers                                between the last two rounds that can be compared
  peelian movers --from 2016 --to 2017 --move down
  peelian movers --from 2017 --to 2018/19 --question all --force kent
  peelian movers --question planning_for_the_future --programme peel

Like for like only: one programme, one scale, one pillar, one question by what it asks, whatever its number. What
cannot be compared is listed apart with the reason. `new` was inspected and given no grade before, `gone` now.")]
pub(super) struct Args {
    /// Rows to show: up, down, new, gone, same, apart [default: all]
    #[arg(long = "move", value_name = "MOVE", value_delimiter = ',')]
    moves: Vec<String>,
    #[command(flatten)]
    rounds: Rounds,
    #[command(flatten)]
    pictures: Pictures,
}

pub(super) fn run(args: &Args, global: &Global, terminal: &mut Terminal) -> Result<End> {
    args.pictures.check(terminal)?;
    let request = args.rounds.meant()?;
    let shown = shown(&args.moves)?;
    let index = open::open(global, terminal)?;
    let Some(movers) = analyse::movers(&index, &request)? else {
        terminal.note(NOTHING);
        return Ok(End::Nothing);
    };
    let is_shown = |pair: &Pair| {
        shown.is_empty()
            || shown.contains(&match pair.verdict {
                Verdict::Compared(how) => Some(how),
                Verdict::Apart(..) => None,
            })
    };
    let rows = movers.pairs.pairs.iter().filter(|pair| is_shown(pair)).count();
    let drawn = args.pictures.show(terminal, || picture::of::movers(&movers, is_shown))?;
    let lines = movers.pairs.pairs.iter().filter(|pair| is_shown(pair));
    let lines = lines.map(|pair| json::mover(&movers.pairs, pair));
    let table = || (rows > 0 && !drawn).then(|| movements::movers(&movers, is_shown));
    terminal.rows(lines, &json::movers_summary(&movers), table)?;
    for line in movements::summary(&movers.pairs, &movers.moves, &movers.apart) {
        terminal.note(&line);
    }
    Ok(End::found(rows > 0))
}

/// The moves to show; `None` stands for what was not compared. Empty for all.
fn shown(names: &[String]) -> Result<Vec<Option<Move>>> {
    let choices = [
        ("up", Some(Move::Up)),
        ("down", Some(Move::Down)),
        ("new", Some(Move::New)),
        ("gone", Some(Move::Gone)),
        ("same", Some(Move::Same)),
        ("apart", None),
    ];
    names.iter().map(|name| count::choice("--move", name, choices)).collect()
}

#[cfg(test)]
mod tests {
    use super::{Move, shown};

    #[test]
    fn moves_are_read_by_name() {
        let names =
            |names: &[&str]| shown(&names.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(names(&["Down", "apart"]).unwrap(), [Some(Move::Down), None]);
        assert!(names(&["sideways"]).unwrap_err().hints[0].contains("`up`"));
    }
}

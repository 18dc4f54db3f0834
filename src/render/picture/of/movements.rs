//! Movements of grades: the pairs as a heat map of two rounds, the transitions as a matrix.

use crate::analyse::{Apart, Move, Movers, Pair, Side, Topic, Transitions, Verdict};
use crate::render::picture::{Absence, Cell, Form, Grid, Key, Picture, Tone, label};
use crate::render::{movements, plural};
use crate::report::{Cycle, Outcome};

/// The pairs that `shown` lets pass, a row each: the grade then, the grade now, and how it moved.
#[must_use]
pub fn movers(movers: &Movers, shown: impl Fn(&Pair) -> bool) -> Picture {
    let pairs = &movers.pairs;
    let (from, to) = (pairs.from, pairs.to);
    let rows: Vec<&Pair> = pairs.pairs.iter().filter(|pair| shown(pair)).collect();
    let cells = rows.iter().map(|pair| {
        vec![side(&pair.from, pair, from), side(&pair.to, pair, to), moved(pair.verdict)]
    });
    let mut lines = told(movements::summary(pairs, &movers.moves, &movers.apart));
    let programme = lines.next().unwrap_or_default();
    let hidden = pairs.pairs.len() - rows.len();
    let hidden = (hidden > 0).then(|| format!("{} not shown", plural(hidden as u64, "row")));
    Picture {
        title: label(&format!("Movements of grades: {programme}")),
        figures: label(&movements::of(&pairs.of, pairs.programme)),
        form: Form::Grid(Grid {
            row: "force, pillar and question".to_owned(),
            column: "round".to_owned(),
            unit: "grades".to_owned(),
            rows: rows.iter().map(|pair| name(pair)).collect(),
            columns: vec![from.to_string(), to.to_string(), "move".to_owned()],
            breaks: Vec::new(),
            cells: cells.collect(),
        }),
        notes: lines.chain(hidden).map(|line| label(&line)).collect(),
    }
}

/// What is said beside the table, without what stands above the picture and without commands.
fn told(lines: Vec<String>) -> impl Iterator<Item = String> {
    lines.into_iter().filter(|line| !line.starts_with("of ") && !line.contains('`'))
}

fn name(pair: &Pair) -> String {
    let pillar = pair.pillar.as_ref().map(|pillar| format!(", {pillar}")).unwrap_or_default();
    let topic = match &pair.topic {
        Topic::Overall => String::new(),
        topic => format!(", {}", topic.slug().replace('_', " ")),
    };
    label(&format!("{}{pillar}{topic}", pair.force.name))
}

fn side(side: &Side, pair: &Pair, round: Cycle) -> Cell {
    let why = match pair.verdict {
        Verdict::Apart(why, of) if of.is_none_or(|of| of == round) => Some(why),
        _ => None,
    };
    let absence = match (side.outcome, why) {
        (Some(Outcome::Graded(grade)), _) => {
            return super::grades::given(grade, side.carried_over_from);
        }
        (Some(Outcome::NotYetGraded), _) => Absence::NotYetGraded,
        (Some(Outcome::Ungraded), _) => Absence::Ungraded,
        (Some(Outcome::NotCarriedOut), _) => Absence::NotCarriedOut,
        (Some(Outcome::Lost), _) => Absence::Lost,
        (None, Some(Apart::OtherScale | Apart::OtherFramework | Apart::TwoAnswers) | None) => {
            Absence::NotStated
        }
        (None, Some(why)) => super::rank::absence(why),
    };
    Cell::absent(absence)
}

fn moved(verdict: Verdict) -> Cell {
    let (sign, words, key) = match verdict {
        Verdict::Compared(Move::Up) => ("▲", "up", "went up"),
        Verdict::Compared(Move::Down) => ("▼", "down", "went down"),
        Verdict::Compared(Move::Same) => ("=", "same", "the same"),
        Verdict::Compared(Move::New) => ("+", "new", "graded for the first time"),
        Verdict::Compared(Move::Gone) => ("×", "gone", "no longer graded"),
        Verdict::Apart(why, _) => ("|", movements::reason(why), "not compared"),
    };
    let words = match verdict {
        // What a side of the pair says already is not said again.
        Verdict::Apart(why, _) if !is_of_both(why) => "not compared".to_owned(),
        Verdict::Apart(..) => format!("not compared: {words}"),
        Verdict::Compared(_) => format!("{sign} {words}"),
    };
    let key = Key { sign: sign.to_owned(), words: key.to_owned() };
    Cell { sign: sign.to_owned(), words, key: Some(key), tone: Tone::Share(0.0) }
}

/// True for reasons that neither side of a pair shows by itself.
fn is_of_both(why: Apart) -> bool {
    matches!(why, Apart::OtherScale | Apart::OtherFramework | Apart::TwoAnswers)
}

/// The matrix: a row a grade then, a column a grade now.
#[must_use]
pub fn transitions(found: &Transitions) -> Picture {
    let (from, to) = (found.pairs.from, found.pairs.to);
    // Nothing was compared: zeros in a frame would look like an answer.
    let rows = if found.n() == 0 { &[][..] } else { found.rows.as_slice() };
    let cells = rows.iter().map(|row| {
        let n = row.n();
        let cell = |(_, count): &(_, u64)| {
            let share = if n == 0 { 0.0 } else { *count as f64 / n as f64 };
            Cell::amount(&count.to_string(), &movements::share(*count, n), share)
        };
        row.to.iter().map(cell).collect()
    });
    let mut lines = told(movements::summary(&found.pairs, &found.moves, &found.apart));
    let programme = lines.next().unwrap_or_default();
    let of = movements::of(&found.pairs.of, found.pairs.programme);
    Picture {
        title: label(&format!("From which grade to which: {programme}")),
        figures: label(&format!("{} in both rounds; {of}", plural(found.n(), "judgment"))),
        form: Form::Grid(Grid {
            row: format!("grade of {from}"),
            column: format!("grade of {to}"),
            unit: "judgments".to_owned(),
            rows: rows
                .iter()
                .map(|row| format!("{from} {} (n={})", row.from.label(), row.n()))
                .collect(),
            columns: rows.iter().map(|row| format!("{to} {}", row.from.label())).collect(),
            breaks: Vec::new(),
            cells: cells.collect(),
        }),
        notes: lines.chain(["Shades and percentages are shares of the row".to_owned()]).collect(),
    }
}

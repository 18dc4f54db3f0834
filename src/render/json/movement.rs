use std::collections::BTreeMap;

use serde::Serialize;

use super::{Head, head};
use crate::analyse::{Apart, Move, Movers, Of, Pair, Pairs, Share, Side, Transitions, Verdict};
use crate::render::trends::broken;
use crate::report::{Grade, Outcome, Subject};

/// A line `mover`: one subject in two rounds.
#[derive(Debug, Serialize)]
pub struct MoverLine<'a> {
    #[serde(flatten)]
    head: Head,
    force: &'a str,
    force_name: &'a str,
    programme: &'static str,
    pillar: Option<&'a str>,
    topic: &'a str,
    r#move: Option<&'static str>,
    reason: Option<&'static str>,
    reason_year: Option<String>,
    same_wording: Option<bool>,
    from: SidePart<'a>,
    to: SidePart<'a>,
}

#[derive(Debug, Serialize)]
struct SidePart<'a> {
    year: String,
    question: Option<u16>,
    question_text: Option<&'a str>,
    grade: Option<&'static str>,
    state: Option<&'static str>,
    standing: Option<&'static str>,
    carried_over_from: Option<String>,
    attested_by: &'a [String],
    contradicted: bool,
}

impl<'a> SidePart<'a> {
    fn new(side: &'a Side, year: String) -> Self {
        Self {
            year,
            question: side.subject.as_ref().and_then(Subject::question),
            question_text: side.text.as_deref(),
            grade: side.outcome.and_then(Outcome::grade).map(Grade::slug),
            state: side.outcome.map(Outcome::state),
            standing: side.outcome.map(|_| side.hearsay.map_or("first_hand", Apart::slug)),
            carried_over_from: side.carried_over_from.map(|cycle| cycle.to_string()),
            attested_by: &side.reports,
            contradicted: side.contradicted,
        }
    }
}

/// One pair of `pairs`.
#[must_use]
pub fn mover<'a>(pairs: &Pairs, pair: &'a Pair) -> MoverLine<'a> {
    let (how, reason, reason_year) = match pair.verdict {
        Verdict::Compared(how) => (Some(how.slug()), None, None),
        Verdict::Apart(why, round) => (None, Some(why.slug()), round.map(|it| it.to_string())),
    };
    MoverLine {
        head: head("mover"),
        force: &pair.force.slug,
        force_name: &pair.force.name,
        programme: pairs.programme.slug(),
        pillar: pair.pillar.as_ref().map(|pillar| pillar.slug()),
        topic: pair.topic.slug(),
        r#move: how,
        reason,
        reason_year,
        same_wording: pair.same_wording(),
        from: SidePart::new(&pair.from, pairs.from.to_string()),
        to: SidePart::new(&pair.to, pairs.to.to_string()),
    }
}

/// What a comparison of two rounds was of.
#[derive(Debug, Serialize)]
struct RoundsPart {
    unit: &'static str,
    programme: &'static str,
    from: String,
    to: String,
    scale: Option<&'static str>,
    broken: Option<&'static str>,
    apart: BTreeMap<&'static str, u64>,
    denominators: OfPart,
}

#[derive(Debug, Serialize)]
struct OfPart {
    forces: u64,
    forces_listed: u64,
    pillars: Option<u64>,
    pillars_asked: Option<u64>,
    graded_from: u64,
    graded_to: u64,
}

impl RoundsPart {
    fn new(pairs: &Pairs, apart: &BTreeMap<Apart, u64>) -> Self {
        let Of { forces, forces_listed, pillars, pillars_asked, graded_from, graded_to } = pairs.of;
        Self {
            unit: "judgments",
            programme: pairs.programme.slug(),
            from: pairs.from.to_string(),
            to: pairs.to.to_string(),
            scale: pairs.scale.map(|scale| scale.slug()),
            broken: pairs.broken.map(broken),
            apart: apart.iter().map(|(why, n)| (why.slug(), *n)).collect(),
            denominators: OfPart {
                forces,
                forces_listed,
                pillars,
                pillars_asked,
                graded_from,
                graded_to,
            },
        }
    }
}

/// The line `summary` of `movers`.
#[derive(Debug, Serialize)]
pub struct MoversSummary {
    #[serde(flatten)]
    head: Head,
    #[serde(flatten)]
    rounds: RoundsPart,
    total: u64,
    moves: BTreeMap<&'static str, u64>,
    carried_over: u64,
    reworded: u64,
    contradicted: u64,
}

/// The totals of `movers`; every move is there, also those that do not occur.
#[must_use]
pub fn movers_summary(movers: &Movers) -> MoversSummary {
    let n = |how: Move| movers.moves.get(&how).copied().unwrap_or_default();
    MoversSummary {
        head: head("summary"),
        rounds: RoundsPart::new(&movers.pairs, &movers.apart),
        total: movers.pairs.pairs.iter().filter(|pair| pair.is_compared()).count() as u64,
        moves: Move::ALL.into_iter().map(|how| (how.slug(), n(how))).collect(),
        carried_over: movers.carried_over,
        reworded: movers.reworded,
        contradicted: movers.contradicted,
    }
}

/// A line `transition`: a cell of the matrix.
#[derive(Debug, Serialize)]
pub struct TransitionLine {
    #[serde(flatten)]
    head: Head,
    unit: &'static str,
    from_grade: &'static str,
    to_grade: &'static str,
    n: u64,
    of: u64,
    share: Option<f64>,
}

/// Every cell of the matrix, row by row; `share` is of the row, `null` where the row is empty.
pub fn transitions(transitions: &Transitions) -> impl Iterator<Item = TransitionLine> {
    transitions.rows.iter().flat_map(|row| {
        let of = row.n();
        row.to.iter().map(move |(to, n)| TransitionLine {
            head: head("transition"),
            unit: "judgments",
            from_grade: row.from.slug(),
            to_grade: to.slug(),
            n: *n,
            of,
            share: Share { n: *n, of }.value(),
        })
    })
}

/// The line `summary` of `transitions`.
#[derive(Debug, Serialize)]
pub struct TransitionsSummary {
    #[serde(flatten)]
    head: Head,
    #[serde(flatten)]
    rounds: RoundsPart,
    total: u64,
    new: u64,
    gone: u64,
}

/// The totals of `transitions`.
#[must_use]
pub fn transitions_summary(transitions: &Transitions) -> TransitionsSummary {
    let n = |how: Move| transitions.moves.get(&how).copied().unwrap_or_default();
    TransitionsSummary {
        head: head("summary"),
        rounds: RoundsPart::new(&transitions.pairs, &transitions.apart),
        total: transitions.n(),
        new: n(Move::New),
        gone: n(Move::Gone),
    }
}

use std::collections::BTreeMap;

use crate::Result;
use crate::index::Index;
use crate::report::{Grade, Outcome, Scale};

use super::movers::tally;
use super::pair::{Apart, Move, Pairs};
use super::pairs::{PairsRequest, pairs};

/// How many judgments went from each grade to each.
#[derive(Debug, Clone, PartialEq)]
pub struct Transitions {
    /// The rounds, the pairs counted and those that were not.
    pub pairs: Pairs,
    /// The scale of both rounds.
    pub scale: Scale,
    /// One row a grade of the earlier round, best first.
    pub rows: Vec<TransitionRow>,
    /// Number of pairs of each move that occurs, as in [`super::Movers`].
    pub moves: BTreeMap<Move, u64>,
    /// Number of pairs that were not compared, by reason.
    pub apart: BTreeMap<Apart, u64>,
}

/// The judgments that had one grade in the earlier round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransitionRow {
    /// The grade then.
    pub from: Grade,
    /// How many have each grade now, best first.
    pub to: Vec<(Grade, u64)>,
}

impl TransitionRow {
    /// Judgments of the row: what its shares are of.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.to.iter().map(|(_, n)| n).sum()
    }
}

impl Transitions {
    /// Judgments compared.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.rows.iter().map(TransitionRow::n).sum()
    }
}

/// The matrix of grades of two rounds, like for like as in [`super::movers`]. `None` where no two rounds can be compared and
/// none were named.
///
/// # Errors
/// As [`super::movers`].
pub fn transitions(index: &Index, request: &PairsRequest) -> Result<Option<Transitions>> {
    Ok(pairs(index, request)?.map(of))
}

pub(super) fn of(pairs: Pairs) -> Transitions {
    let scale = Scale::of(Some(pairs.programme), Some(pairs.to), Grade::Good);
    let scale = pairs.scale.unwrap_or(scale);
    let grades: Vec<Grade> = Grade::ALL
        .into_iter()
        .rev()
        .filter(|grade| scale == Scale::FiveTier || *grade != Grade::Adequate)
        .collect();
    let mut counts: BTreeMap<(Grade, Grade), u64> = BTreeMap::new();
    for pair in pairs.pairs.iter().filter(|pair| pair.is_compared()) {
        let grade = |outcome: Option<Outcome>| outcome.and_then(Outcome::grade);
        if let Some(moved) = grade(pair.from.outcome).zip(grade(pair.to.outcome)) {
            *counts.entry(moved).or_insert(0) += 1;
        }
    }
    let n = |from, to| counts.get(&(from, to)).copied().unwrap_or_default();
    let row = |from: &Grade| TransitionRow {
        from: *from,
        to: grades.iter().map(|to| (*to, n(*from, *to))).collect(),
    };
    let rows = grades.iter().map(row).collect();
    let (moves, apart) = tally(&pairs);
    Transitions { pairs, scale, rows, moves, apart }
}

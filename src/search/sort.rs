//! By what the list is sorted, as a number for each finding: one number, so that the best of many is found in one pass.

use serde::Serialize;
use tantivy::DocId;

use super::columns::{Numbers, Texts};
use crate::Result;
use crate::index::Index;

/// By what the findings are sorted. Unknown values come last, whichever way round; equal ones are ordered by score.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// How well they answer the query.
    #[default]
    Score,
    /// The newest cycle first; within a cycle by the day of the report: published, else sent, else last updated.
    Date,
    /// The best grade first, scale by scale, for grades of two scales cannot be compared: the five-tier scale, the
    /// four-tier scale, then the states without a grade.
    Grade,
    /// The name of the body, from A to Z.
    Force,
}

/// Bits that hold a cycle or a day as a number of eight digits.
pub(super) const EIGHT_DIGITS: u32 = 27;

/// How a request sorts.
#[derive(Debug, Clone, Default)]
pub(super) struct Order {
    sort: Sort,
    reverse: bool,
    /// The keys of the bodies in the order of their names, for [`Sort::Force`].
    bodies: Vec<String>,
}

impl Order {
    /// The order of `sort`, turned round by `reverse`.
    pub(super) fn new(index: &Index, sort: Sort, reverse: bool) -> Result<Self> {
        let mut bodies = Vec::new();
        if sort == Sort::Force {
            let mut named: Vec<_> =
                index.bodies()?.iter().map(|body| (&body.name, &body.key)).collect();
            named.sort();
            bodies = named.into_iter().map(|(_, key)| key.clone()).collect();
        }
        Ok(Self { sort, reverse, bodies })
    }

    /// Whether the best score comes first.
    pub(super) fn is_by_score(&self) -> bool {
        self.sort == Sort::default() && !self.reverse
    }
}

/// The number of each finding of a segment; greater comes first.
pub(super) enum Keys {
    Score,
    Date { cycles: Numbers, days: Numbers, reverse: bool },
    Grade { grades: Numbers, reverse: bool },
    Force { bodies: Texts, keys: Vec<u64> },
}

impl Keys {
    pub(super) fn open(index: &Index, segment: usize, order: &Order) -> Result<Self> {
        let reverse = order.reverse;
        Ok(match order.sort {
            Sort::Score => Self::Score,
            Sort::Date => {
                let numbers = |name| Numbers::open(index, segment, name);
                Self::Date { cycles: numbers("cycle_order")?, days: numbers("day")?, reverse }
            }
            Sort::Grade => {
                Self::Grade { grades: Numbers::open(index, segment, "grade_order")?, reverse }
            }
            Sort::Force => {
                let bodies = Texts::open(index, segment, "body")?;
                let mut keys = vec![0; bodies.width()];
                for (place, name) in (0..).zip(&order.bodies) {
                    let place = if reverse { place + 1 } else { order.bodies.len() as u64 - place };
                    let found = bodies.find(name).map_err(|error| index.failure(error))?;
                    if let Some(key) = found.and_then(|ordinal| keys.get_mut(ordinal)) {
                        *key = place;
                    }
                }
                Self::Force { bodies, keys }
            }
        })
    }

    pub(super) fn of(&self, doc: DocId) -> u64 {
        match self {
            Self::Score => 0,
            Self::Date { cycles, days, reverse } => {
                let turned = |number| turned(number, 1 << EIGHT_DIGITS, *reverse);
                turned(cycles.of(doc)) << EIGHT_DIGITS | turned(days.of(doc))
            }
            Self::Grade { grades, reverse } => {
                let grade = grades.of(doc);
                // The scales keep their places, and what has no grade stays behind them.
                if grade < 10 { grade } else { grade / 10 * 10 + turned(grade % 10, 6, *reverse) }
            }
            Self::Force { bodies, keys } => keys.get(bodies.ordinal(doc)).copied().unwrap_or(0),
        }
    }
}

/// A number below `limit` turned round if wanted; 0, the unknown, stays.
fn turned(number: u64, limit: u64, reverse: bool) -> u64 {
    if reverse && number > 0 { limit.saturating_sub(number) } else { number }
}

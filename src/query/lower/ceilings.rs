//! The most that a word scores in each run of its records: what cannot be among the best is passed over unread.
//!
//! After Ding and Suel, "Faster top-k document retrieval using block-max indexes" (2011), with the bounds worked out at the
//! first question that needs them: they are the greatest scores of each run as this ranking has them, fields, lengths and all,
//! which no bound written for another formula would be. They are kept as long as the index is open.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::index::SegmentId;
use tantivy::query::Scorer;
use tantivy::{DocId, Score, TERMINATED};

/// Records of a run.
const RUN: usize = 64;

/// Runs that are kept at most, of all words and segments: 32 MiB.
const MOST_RUNS: usize = 1 << 22;

/// Sums of scores are not exact, and not always made in one order.
pub(super) const SLACK: Score = 1.0 + 1e-5;

/// The last record of a run and the greatest score in it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Run {
    last: DocId,
    most: Score,
}

/// The runs of one part of a query in one segment.
#[derive(Debug, Default)]
pub(super) struct Runs(Vec<Run>);

impl Runs {
    fn of(mut scorer: Box<dyn Scorer>, share: &dyn Fn(DocId) -> Score) -> Self {
        let (mut runs, mut held) = (Vec::new(), 0);
        let mut run = Run { last: 0, most: 0.0 };
        let mut doc = scorer.doc();
        while doc != TERMINATED {
            run = Run { last: doc, most: run.most.max(scorer.score() * share(doc)) };
            held += 1;
            if held == RUN {
                runs.push(run);
                (held, run.most) = (0, 0.0);
            }
            doc = scorer.advance();
        }
        if held > 0 {
            runs.push(run);
        }
        Self(runs)
    }
}

/// What else scores depend on than words: each record has a share of the most that its words could count.
pub(crate) trait Share: Send + Sync {
    /// The shares of the records of a segment, at most 1.
    fn share(&self, segment: SegmentId) -> Box<dyn Fn(DocId) -> Score + '_>;
}

/// The runs that were worked out.
pub(crate) struct Ceilings {
    share: Arc<dyn Share>,
    parts: Mutex<Parts>,
}

#[derive(Debug, Default)]
struct Parts {
    by_name: HashMap<String, HashMap<SegmentId, Arc<Runs>>>,
    runs: usize,
}

impl Ceilings {
    /// Nothing is worked out yet.
    pub(crate) fn new(share: Arc<dyn Share>) -> Self {
        Self { share, parts: Mutex::default() }
    }

    /// The shares of the records of a segment.
    pub(super) fn shares(&self, segment: SegmentId) -> Box<dyn Fn(DocId) -> Score + '_> {
        self.share.share(segment)
    }

    /// The runs of what is called `name`, which says all that its scores depend on, in a segment; `scorer` gives its records.
    pub(super) fn of(
        &self,
        name: &str,
        segment: SegmentId,
        scorer: impl FnOnce() -> tantivy::Result<Box<dyn Scorer>>,
    ) -> tantivy::Result<Arc<Runs>> {
        let parts = || self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = parts().by_name.get(name).and_then(|part| part.get(&segment)) {
            return Ok(Arc::clone(found));
        }
        let found = Arc::new(Runs::of(scorer()?, &*self.share.share(segment)));
        let mut parts = parts();
        // A name takes room too, also one without a run.
        let room = found.0.len() + name.len() / size_of::<Run>() + 1;
        if parts.runs + room > MOST_RUNS {
            *parts = Parts::default();
        }
        parts.runs += room;
        parts.by_name.entry(name.to_owned()).or_default().insert(segment, Arc::clone(&found));
        Ok(found)
    }
}

/// A walk along the runs of one part, forwards.
pub(super) struct Walk {
    runs: Arc<Runs>,
    at: usize,
    /// Set if one bound is to hold for all records.
    whole: Option<Score>,
}

impl Walk {
    pub(super) fn new(runs: Arc<Runs>) -> Self {
        Self { runs, at: 0, whole: None }
    }

    /// Goes by one bound for all records: where few of them are asked for, the runs are more than those.
    pub(super) fn coarse(&mut self) {
        let most = |most: Score, run: &Run| most.max(run.most);
        self.whole = Some(self.runs.0.iter().fold(0.0, most) * SLACK);
    }

    /// The most that a record from `doc` on can score up to the record that is given with it; `None` if no record from `doc` on
    /// holds the part.
    pub(super) fn from(&mut self, doc: DocId) -> Option<(DocId, Score)> {
        let runs = &self.runs.0;
        if let Some(whole) = self.whole {
            let holds = runs.last().is_some_and(|run| doc <= run.last);
            return holds.then_some((TERMINATED - 1, whole));
        }
        while runs.get(self.at).is_some_and(|run| run.last < doc) {
            self.at += 1;
        }
        runs.get(self.at).map(|run| (run.last, run.most * SLACK))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A third of what the words of odd records count.
    struct Odd;

    impl Share for Odd {
        fn share(&self, _: SegmentId) -> Box<dyn Fn(DocId) -> Score + '_> {
            Box::new(|doc| if doc % 2 == 1 { 1.0 / 3.0 } else { 1.0 })
        }
    }

    #[test]
    fn a_walk_tells_the_most_of_each_run() {
        struct Some(Vec<(DocId, Score)>, usize);
        impl tantivy::DocSet for Some {
            fn advance(&mut self) -> DocId {
                self.1 += 1;
                self.doc()
            }
            fn doc(&self) -> DocId {
                self.0.get(self.1).map_or(TERMINATED, |(doc, _)| *doc)
            }
            fn size_hint(&self) -> u32 {
                self.0.len() as u32
            }
        }
        impl Scorer for Some {
            fn score(&mut self) -> Score {
                self.0[self.1].1
            }
        }
        let all: Vec<_> = (0..300).map(|at| (at * 3, (at % 200) as Score)).collect();
        let mut walk = Walk::new(Arc::new(Runs::of(Box::new(Some(all, 0)), &|_| 1.0)));
        let most = |most: Score| most * SLACK;
        assert_eq!(walk.from(0), Option::Some((189, most(63.0))));
        assert_eq!(walk.from(189), Option::Some((189, most(63.0))));
        assert_eq!(walk.from(190), Option::Some((381, most(127.0))));
        assert_eq!(walk.from(580), Option::Some((765, most(199.0))));
        assert_eq!(walk.from(770), Option::Some((897, most(99.0))));
        walk.coarse();
        assert_eq!(walk.from(897), Option::Some((TERMINATED - 1, most(199.0))));
        assert_eq!(walk.from(898), None);
        let odd = Odd;
        let share = odd.share(SegmentId::generate_random());
        let mut walk =
            Walk::new(Arc::new(Runs::of(Box::new(Some(vec![(1, 6.0), (2, 3.0)], 0)), &*share)));
        assert_eq!(walk.from(0), Option::Some((2, most(3.0))));
        let none = Runs::of(Box::new(tantivy::query::EmptyScorer), &|_| 1.0);
        assert_eq!(Walk::new(Arc::new(none)).from(0), None);
    }

    #[test]
    fn runs_are_worked_out_once_a_segment() {
        let (known, segment) = (Ceilings::new(Arc::new(Odd)), SegmentId::generate_random());
        let empty = || Ok(Box::new(tantivy::query::EmptyScorer) as Box<dyn Scorer>);
        let fails = || Err(tantivy::TantivyError::InvalidArgument("asked again".to_owned()));
        known.of("police", segment, empty).unwrap();
        assert!(known.of("police", segment, fails).is_ok());
        assert!(known.of("police", SegmentId::generate_random(), fails).is_err());
        assert!(known.of("crime", segment, fails).is_err());
    }
}

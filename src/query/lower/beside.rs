//! What decides, with what neighbours add beside it, looked at only where it can matter.
//!
//! Whether two words stand close is told by their positions, which take longer to read than all the rest. A record that would
//! not be among the best if they stood as close as their frequencies allow is given its score without.

use std::sync::Arc;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

use tantivy::query::{EnableScoring, Explanation, Query, QueryClone, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, Term};

use super::ceilings::SLACK;
use super::nearness::{Nearness, NearnessScorer, NearnessWeight};

/// What a record must score for at least to matter, as far as it is known by now: whoever collects raises it, and clones share
/// it. Scores are not negative, so that their bits are in their order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Least(Arc<AtomicU32>);

impl Least {
    /// Everything matters again.
    pub(crate) fn reset(&self) {
        self.0.store(0, Relaxed);
    }

    /// What scores less than `score` does not matter.
    pub(crate) fn raise(&self, score: Score) {
        self.0.fetch_max(score.max(0.0).to_bits(), Relaxed);
    }

    fn score(&self) -> Score {
        Score::from_bits(self.0.load(Relaxed))
    }
}

/// A query and what neighbours add to the records that it finds.
#[derive(Debug)]
pub(super) struct Beside {
    pub(super) must: Box<dyn Query>,
    pub(super) bonus: Vec<Nearness>,
    pub(super) least: Least,
}

impl Clone for Beside {
    fn clone(&self) -> Self {
        let Self { must, bonus, least } = self;
        Self { must: must.box_clone(), bonus: bonus.clone(), least: least.clone() }
    }
}

impl Query for Beside {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let must = self.must.weight(scoring)?;
        let mut bonus = Vec::with_capacity(self.bonus.len());
        for near in &self.bonus {
            match near.weighed(scoring)? {
                Some(weight) => bonus.push(weight),
                None => return Ok(must),
            }
        }
        Ok(Box::new(BesideWeight { must, bonus, least: self.least.clone() }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.must.query_terms(visitor);
        self.bonus.iter().for_each(|near| near.query_terms(visitor));
    }
}

struct BesideWeight {
    must: Box<dyn Weight>,
    bonus: Vec<NearnessWeight>,
    least: Least,
}

impl Weight for BesideWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let must = self.must.scorer(reader, boost)?;
        let mut near = Vec::with_capacity(self.bonus.len());
        for weight in &self.bonus {
            near.extend(weight.open(reader, boost)?);
        }
        let may = Vec::with_capacity(near.len());
        let ceiling = near.iter().map(NearnessScorer::ceiling).sum();
        Ok(Box::new(BesideScorer { must, near, may, ceiling, least: self.least.clone() }))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let decides = self.must.explain(reader, doc)?;
        let mut explanation = Explanation::new("sum of", decides.value());
        explanation.add_detail(decides);
        for weight in &self.bonus {
            // What does not stand close adds nothing, and says so by an error.
            if let Ok(added) = weight.explain(reader, doc) {
                explanation.add_detail(added);
            }
        }
        Ok(explanation)
    }

    fn count(&self, reader: &SegmentReader) -> tantivy::Result<u32> {
        self.must.count(reader)
    }
}

struct BesideScorer {
    must: Box<dyn Scorer>,
    near: Vec<NearnessScorer>,
    /// Which of them may add something to the present record.
    may: Vec<usize>,
    /// The most that all of them add to any record.
    ceiling: Score,
    least: Least,
}

impl DocSet for BesideScorer {
    fn advance(&mut self) -> DocId {
        self.must.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.must.seek(target)
    }

    fn doc(&self) -> DocId {
        self.must.doc()
    }

    fn size_hint(&self) -> u32 {
        self.must.size_hint()
    }
}

impl Scorer for BesideScorer {
    fn score(&mut self) -> Score {
        let (doc, score) = (self.must.doc(), self.must.score());
        if (score + self.ceiling) * SLACK <= self.least.score() {
            return score;
        }
        let mut most = score;
        self.may.clear();
        for (at, near) in self.near.iter_mut().enumerate() {
            let here = near.most(doc);
            if here > 0.0 {
                (most, _) = (most + here, self.may.push(at));
            }
        }
        if most * SLACK <= self.least.score() {
            return score;
        }
        let mut added = 0.0;
        for at in &self.may {
            added += self.near[*at].score_here();
        }
        score + added
    }
}

#[cfg(test)]
mod tests {
    use super::Least;

    #[test]
    fn the_least_only_rises_and_is_shared() {
        let least = Least::default();
        let shared = least.clone();
        shared.raise(2.5);
        least.raise(1.0);
        least.raise(-3.0);
        assert_eq!((least.score(), shared.score()), (2.5, 2.5));
        least.reset();
        assert_eq!(shared.score(), 0.0);
    }
}

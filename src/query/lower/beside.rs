//! What decides, with what neighbours add beside it, looked at only where it can matter.
//!
//! Whether two words stand close is told by their positions, which take longer to read than all the rest. A record that would
//! not be among the best if they stood as close as their frequencies allow is given its score without.

use std::fmt;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, OnceLock};

use tantivy::index::SegmentId;
use tantivy::query::{EnableScoring, Explanation, Query, QueryClone, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, Term};

use super::bm25f::{Bm25f, Bm25fWeight};
use super::ceilings::{SLACK, Share};
use super::looked_up::Known;
use super::nearness::{Nearness, NearnessScorer, NearnessWeight};
use super::sweep::{Found, Sweep};

/// What the words of a record must score for at least to matter, as far as it is known by now, if it has the greatest share of
/// what words can count: whoever collects raises it, and clones share it. Scores are not negative, so that their bits are in their
/// order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Least(Arc<Shared>);

#[derive(Default)]
struct Shared {
    score: AtomicU32,
    share: OnceLock<Arc<dyn Share>>,
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").field("score", &self.score).finish_non_exhaustive()
    }
}

impl Least {
    /// Everything matters again.
    pub(crate) fn reset(&self) {
        self.0.score.store(0, Relaxed);
    }

    /// What scores less than `score` does not matter.
    pub(crate) fn raise(&self, score: Score) {
        self.0.score.fetch_max(score.max(0.0).to_bits(), Relaxed);
    }

    /// Tells by what share the words of a record count: those of one with a small share must score for more. What was told first
    /// stays.
    pub(crate) fn tell(&self, share: Arc<dyn Share>) {
        self.0.share.get_or_init(|| share);
    }

    fn score(&self) -> Score {
        Score::from_bits(self.0.score.load(Relaxed))
    }

    fn shares(&self, segment: SegmentId) -> Box<dyn Fn(DocId) -> Score + '_> {
        match self.0.share.get() {
            Some(share) => share.share(segment),
            None => Box::new(|_| 1.0),
        }
    }
}

/// A query and what neighbours add to the records that it finds.
#[derive(Debug)]
pub(super) struct Beside {
    pub(super) must: Box<dyn Query>,
    /// The words of which a record must hold all, if that is what the query is; else none.
    pub(super) words: Vec<Bm25f>,
    pub(super) bonus: Vec<Nearness>,
    pub(super) least: Least,
}

impl Clone for Beside {
    fn clone(&self) -> Self {
        let Self { must, words, bonus, least } = self;
        let (words, bonus) = (words.clone(), bonus.clone());
        Self { must: must.box_clone(), words, bonus, least: least.clone() }
    }
}

impl Query for Beside {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let must = self.must.weight(scoring)?;
        let EnableScoring::Enabled { searcher, .. } = scoring else { return Ok(must) };
        let bonus = self.bonus.iter().map(|near| near.weighed_in(searcher));
        let bonus = bonus.collect::<tantivy::Result<Vec<_>>>()?;
        let weighed = |word: &Bm25f| word.weighed(searcher);
        let words = self.words.iter().map(weighed).collect::<tantivy::Result<Vec<_>>>()?;
        let near = |near: &NearnessWeight| {
            let [first, second] = near.words()?;
            let number = |side: &Known| {
                words.iter().position(|word| word.decides().is_some_and(|word| word.is(side)))
            };
            Some([number(first)?, number(second)?])
        };
        let sides = bonus.iter().map(near).collect();
        Ok(Box::new(BesideWeight { must, words, bonus, sides, least: self.least.clone() }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.must.query_terms(visitor);
        self.bonus.iter().for_each(|near| near.query_terms(visitor));
    }
}

struct BesideWeight {
    must: Box<dyn Weight>,
    words: Vec<Bm25fWeight>,
    bonus: Vec<NearnessWeight>,
    /// For each of these which words stand on its sides, where that is known.
    sides: Vec<Option<[usize; 2]>>,
    least: Least,
}

impl BesideWeight {
    fn neighbours(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Neighbours> {
        let mut near = Vec::with_capacity(self.bonus.len());
        for (weight, sides) in self.bonus.iter().zip(&self.sides) {
            near.extend(weight.open(reader, boost)?.map(|scorer| (scorer, *sides)));
        }
        let (may, matter) = (Vec::with_capacity(near.len()), Vec::new());
        let ceiling = near.iter().map(|(near, _)| near.ceiling()).sum();
        Ok(Neighbours { near, may, matter, ceiling, least: self.least.clone() })
    }
}

impl Weight for BesideWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let must = self.must.scorer(reader, boost)?;
        Ok(Box::new(BesideScorer { must, neighbours: self.neighbours(reader, boost)? }))
    }

    fn for_each(
        &self,
        reader: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score),
    ) -> tantivy::Result<()> {
        let mut neighbours = self.neighbours(reader, 1.0)?;
        if let Some(sweep) = Sweep::open(&self.words, reader)? {
            let share = self.least.shares(reader.segment_id());
            sweep.each(|found| {
                neighbours.add(found, &share);
                found
                    .docs
                    .iter()
                    .zip(&found.scores)
                    .for_each(|(doc, score)| callback(*doc, *score));
            });
            return Ok(());
        }
        let must = self.must.scorer(reader, 1.0)?;
        let mut scorer = BesideScorer { must, neighbours };
        let mut doc = scorer.doc();
        while doc != TERMINATED {
            callback(doc, scorer.score());
            doc = scorer.advance();
        }
        Ok(())
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let decides = self.must.explain(reader, doc)?;
        if self.bonus.is_empty() {
            return Ok(decides);
        }
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

/// What neighbours add to records, which are asked in rising order.
struct Neighbours {
    /// Each with the words on its sides, where that is known.
    near: Vec<(NearnessScorer, Option<[usize; 2]>)>,
    /// Which of them may add something to the present record.
    may: Vec<usize>,
    /// Which of the records that were found may matter.
    matter: Vec<usize>,
    /// The most that all of them add to any record.
    ceiling: Score,
    least: Least,
}

impl Neighbours {
    /// Adds to what records score, where it can matter, as far as that is told by how often they hold the words and by their shares.
    fn add(&mut self, found: &mut Found, share: impl Fn(DocId) -> Score) {
        let mut may = std::mem::take(&mut self.matter);
        let least = self.least.score();
        // One after the other, without a branch: which may matter cannot be foreseen.
        may.clear();
        may.resize(found.docs.len(), 0);
        let mut many = 0;
        for (nth, score) in found.scores.iter().enumerate() {
            may[many] = nth;
            many += usize::from((score + self.ceiling) * SLACK > least);
        }
        may.truncate(many);
        may.retain(|nth| {
            let (doc, score) = (found.docs[*nth], found.scores[*nth]);
            let most = |(near, sides): &(NearnessScorer, Option<[usize; 2]>)| {
                let times = sides.map(|sides| sides.map(|side| found.times(side)[*nth]));
                times.map_or(near.ceiling(), |times| near.most_of(times, doc))
            };
            let most = (score + self.near.iter().map(most).sum::<Score>()) * SLACK;
            most > least && most * share(doc) > least
        });
        for nth in &may {
            found.scores[*nth] = self.added_to(found.scores[*nth], found.docs[*nth]);
        }
        self.matter = may;
    }

    /// The score of a record with what is added to it, where that can matter.
    fn added_to(&mut self, score: Score, doc: DocId) -> Score {
        if (score + self.ceiling) * SLACK <= self.least.score() {
            return score;
        }
        let mut most = score;
        self.may.clear();
        for (at, (near, _)) in self.near.iter_mut().enumerate() {
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
            added += self.near[*at].0.score_here();
        }
        score + added
    }
}

struct BesideScorer {
    must: Box<dyn Scorer>,
    neighbours: Neighbours,
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
        let score = self.must.score();
        self.neighbours.added_to(score, self.must.doc())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tantivy::index::SegmentId;
    use tantivy::{DocId, Score};

    use super::{Least, Share};

    struct Halves;

    impl Share for Halves {
        fn share(&self, _: SegmentId) -> Box<dyn Fn(DocId) -> Score + '_> {
            Box::new(|doc| if doc == 0 { 1.0 } else { 0.5 })
        }
    }

    #[test]
    fn shares_are_told_once_and_stay() {
        let (least, segment) = (Least::default(), SegmentId::generate_random());
        assert_eq!(least.shares(segment)(1), 1.0);
        least.clone().tell(Arc::new(Halves));
        least.reset();
        assert_eq!([0, 1].map(least.shares(segment)), [1.0, 0.5]);
    }

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

//! A query of words of which only the best records are wanted: those that cannot be among them are passed over.
//!
//! It finds, counts and scores as it does plainly; only `for_each_pruning`, which says how much a record must score for, goes
//! by [`super::ceilings`].

use std::fmt;
use std::sync::Arc;

use tantivy::query::{EnableScoring, Explanation, Occur, Query, QueryClone, Scorer, Weight};
use tantivy::{DocId, Score, SegmentReader, Term};

use super::bm25f::Bm25f;
use super::ceilings::{Ceilings, Walk};
use super::deciding::Deciding;
use super::nearness::{Nearness, NearnessWeight};
use super::windows::{self, Callback, Near, Word};

/// A query and what it is made of.
pub(super) struct Skipping {
    plain: Box<dyn Query>,
    shape: Shape,
    ceilings: Arc<Ceilings>,
}

/// What is made of words that can be passed over.
#[derive(Clone)]
enum Shape {
    /// Records hold each of the words and pass each of the tests; neighbours add to their score.
    All { words: Vec<Bm25f>, tests: Vec<Deciding>, bonus: Vec<Nearness> },
    /// Records hold one of the words.
    Any(Vec<Bm25f>),
}

impl Skipping {
    /// Of what must hold, words and tests that add nothing to the score, and of what neighbours add; `plain` is the same as the
    /// engine has it. Gives `plain` back for what is not so.
    pub(super) fn all(
        clauses: &[(Occur, Box<dyn Query>)],
        bonus: &[Box<dyn Query>],
        plain: Box<dyn Query>,
        ceilings: &Arc<Ceilings>,
    ) -> Box<dyn Query> {
        let (mut words, mut tests) = (Vec::new(), Vec::new());
        for (occur, clause) in clauses {
            let (word, test) = (clause.downcast_ref::<Bm25f>(), clause.downcast_ref::<Deciding>());
            match (occur, word, test) {
                (Occur::Must, Some(word), _) => words.push(word.clone()),
                (Occur::Must, _, Some(test)) => tests.push(test.clone()),
                _ => return plain,
            }
        }
        let bonus: Option<Vec<Nearness>> =
            bonus.iter().map(|bonus| bonus.downcast_ref::<Nearness>().cloned()).collect();
        let Some(bonus) = bonus.filter(|_| !words.is_empty()) else { return plain };
        let shape = Shape::All { words, tests, bonus };
        Box::new(Self { plain, shape, ceilings: Arc::clone(ceilings) })
    }

    /// Of parts of which a record holds one at least.
    pub(super) fn any(
        parts: &[Box<dyn Query>],
        plain: Box<dyn Query>,
        ceilings: &Arc<Ceilings>,
    ) -> Box<dyn Query> {
        let words: Option<Vec<Bm25f>> =
            parts.iter().map(|part| part.downcast_ref::<Bm25f>().cloned()).collect();
        match words {
            Some(words) => {
                Box::new(Self { plain, shape: Shape::Any(words), ceilings: Arc::clone(ceilings) })
            }
            None => plain,
        }
    }
}

impl fmt::Debug for Skipping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.plain.fmt(f)
    }
}

impl Clone for Skipping {
    fn clone(&self) -> Self {
        let ceilings = Arc::clone(&self.ceilings);
        Self { plain: self.plain.box_clone(), shape: self.shape.clone(), ceilings }
    }
}

impl Query for Skipping {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        if !scoring.is_scoring_enabled() {
            return self.plain.weight(scoring);
        }
        let parts = |words: &[Bm25f]| -> tantivy::Result<Vec<Part>> {
            words.iter().map(|word| Part::new(word, scoring)).collect()
        };
        let shape = match &self.shape {
            Shape::Any(words) => Weighed::Any(parts(words)?),
            Shape::All { words, tests, bonus } => {
                let near = |near: &Nearness| {
                    let part = Part::new(near, scoring)?;
                    Ok((part, near.weighed(scoring)?))
                };
                let test = |test: &Deciding| test.weight(scoring);
                Weighed::All {
                    words: parts(words)?,
                    tests: tests.iter().map(test).collect::<tantivy::Result<_>>()?,
                    bonus: bonus.iter().map(near).collect::<tantivy::Result<_>>()?,
                }
            }
        };
        let plain = self.plain.weight(scoring)?;
        Ok(Box::new(SkippingWeight { plain, shape, ceilings: Arc::clone(&self.ceilings) }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.plain.query_terms(visitor);
    }
}

/// A part of the query with all that its scores depend on.
struct Part {
    name: String,
    weight: Box<dyn Weight>,
}

impl Part {
    fn new(query: &dyn Query, scoring: EnableScoring<'_>) -> tantivy::Result<Self> {
        Ok(Self { name: format!("{query:?}"), weight: query.weight(scoring)? })
    }

    fn walk(&self, reader: &SegmentReader, ceilings: &Ceilings) -> tantivy::Result<Walk> {
        let scorer = || self.weight.scorer(reader, 1.0);
        ceilings.of(&self.name, reader.segment_id(), scorer).map(Walk::new)
    }
}

enum Weighed {
    All {
        words: Vec<Part>,
        tests: Vec<Box<dyn Weight>>,
        bonus: Vec<(Part, Option<NearnessWeight>)>,
    },
    Any(Vec<Part>),
}

struct SkippingWeight {
    plain: Box<dyn Weight>,
    shape: Weighed,
    ceilings: Arc<Ceilings>,
}

impl SkippingWeight {
    fn word(&self, part: &Part, reader: &SegmentReader) -> tantivy::Result<Word> {
        let walk = part.walk(reader, &self.ceilings)?;
        Ok(Word { walk, scorer: part.weight.scorer(reader, 1.0)?, most: 0.0 })
    }
}

impl Weight for SkippingWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        self.plain.scorer(reader, boost)
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.plain.explain(reader, doc)
    }

    fn for_each_pruning(
        &self,
        threshold: Score,
        reader: &SegmentReader,
        callback: Callback<'_>,
    ) -> tantivy::Result<()> {
        let share = self.ceilings.shares(reader.segment_id());
        let word = |part| self.word(part, reader);
        match &self.shape {
            Weighed::All { words, tests, bonus } => {
                let mut words = words.iter().map(word).collect::<tantivy::Result<Vec<_>>>()?;
                let tests = tests.iter().map(|test| test.scorer(reader, 1.0));
                let mut tests = tests.collect::<tantivy::Result<Vec<_>>>()?;
                let mut near = Vec::with_capacity(bonus.len());
                for (part, weight) in bonus {
                    let opened =
                        weight.as_ref().map(|weight| weight.open(reader, 1.0)).transpose()?;
                    if let Some(scorer) = opened.flatten() {
                        near.push(Near { walk: part.walk(reader, &self.ceilings)?, scorer });
                    }
                }
                windows::all(&mut words, &mut tests, &mut near, threshold, &*share, callback);
            }
            Weighed::Any(words) => {
                let mut words = words.iter().map(word).collect::<tantivy::Result<Vec<_>>>()?;
                windows::any(&mut words, threshold, &*share, callback);
            }
        }
        Ok(())
    }
}

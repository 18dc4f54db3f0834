//! A query of words of which only the best records are wanted: those that cannot be among them are passed over.
//!
//! It finds, counts and scores as it does plainly; only `for_each_pruning`, which says how much a record must score for, goes
//! by [`super::ceilings`].

use std::fmt;
use std::sync::Arc;

use tantivy::query::{
    BooleanQuery, EmptyQuery, EnableScoring, Explanation, Occur, Query, Scorer, Weight,
};
use tantivy::{DocId, DocSet, Score, Searcher, SegmentReader, Term};

use super::all_words::All;
use super::any_words::Any;
use super::bm25f::{Bm25f, Bm25fScorer, Bm25fWeight, Place};
use super::ceilings::{Ceiling, Ceilings, WINDOW};
use super::deciding::Deciding;
use super::key::Key;
use super::nearness::{Nearness, NearnessWeight};
use super::passing::Passing;
use super::windows::{Near, Taker, Wanted, Word, walk};
use super::{Lowered, told};

/// A query and what it is made of.
#[derive(Clone)]
pub(super) struct Skipping {
    shape: Shape,
    best: Best,
}

/// What is wanted of the records, and what is known of where they are.
#[derive(Clone)]
pub(super) struct Best {
    /// The number that is wanted.
    pub(super) number: usize,
    /// What is known.
    pub(super) ceilings: Arc<Ceilings>,
}

/// What is made of words that can be passed over.
#[derive(Clone)]
enum Shape {
    /// Records hold each of the words and pass each of the tests; neighbours add to their score.
    All { words: Vec<Bm25f>, tests: Vec<Deciding>, bonus: Vec<Nearness> },
    /// Records hold one of the words and pass each of the tests.
    Any { words: Vec<Bm25f>, tests: Vec<Deciding> },
}

impl Skipping {
    /// Of what must hold, words and tests that add nothing to the score, and of what neighbours add. Gives it back where it is
    /// anything else.
    pub(super) fn all(lowered: Lowered, best: &Best) -> Result<Self, Lowered> {
        let (mut words, mut tests, mut either) = (Vec::new(), Vec::new(), Vec::new());
        for (occur, clause) in &lowered.clauses {
            let clause = clause.as_ref();
            if *occur != Occur::Must {
                return Err(lowered);
            } else if let Some(word) = clause.downcast_ref::<Bm25f>() {
                words.push(word);
            } else if let Some(test) = clause.downcast_ref::<Deciding>() {
                tests.push(test.clone());
            } else if let Some(Self { shape: Shape::Any { words, tests }, .. }) =
                clause.downcast_ref()
                && tests.is_empty()
            {
                either.push(words);
            } else {
                return Err(lowered);
            }
        }
        let near: Option<Vec<Nearness>> =
            lowered.bonus.iter().map(|bonus| bonus.downcast_ref::<Nearness>().cloned()).collect();
        let shape = match (words.as_slice(), either.as_slice(), near) {
            ([_, ..], [], Some(bonus)) => {
                Shape::All { words: words.into_iter().cloned().collect(), tests, bonus }
            }
            ([], [words], Some(bonus)) if bonus.is_empty() => {
                Shape::Any { words: (*words).clone(), tests }
            }
            _ => return Err(lowered),
        };
        Ok(Self { shape, best: best.clone() })
    }

    /// Of parts of which a record holds one at least. Gives them back where they are no words.
    pub(super) fn any(
        parts: Vec<Box<dyn Query>>,
        best: &Best,
    ) -> Result<Self, Vec<Box<dyn Query>>> {
        let words: Option<Vec<Bm25f>> =
            parts.iter().map(|part| part.downcast_ref::<Bm25f>().cloned()).collect();
        match words {
            Some(words) => {
                Ok(Self { shape: Shape::Any { words, tests: Vec::new() }, best: best.clone() })
            }
            None => Err(parts),
        }
    }
}

impl Shape {
    /// The same as the engine has it.
    fn plain(&self) -> Box<dyn Query> {
        let boxed = |word: &Bm25f| -> Box<dyn Query> { Box::new(word.clone()) };
        let must = |query| (Occur::Must, query);
        let tests = |tests: &[Deciding]| -> Vec<(Occur, Box<dyn Query>)> {
            tests.iter().map(|test| must(Box::new(test.clone()) as Box<dyn Query>)).collect()
        };
        let mut clauses = match self {
            Self::All { words, tests: passed, bonus } => {
                let mut clauses: Vec<_> = words.iter().map(boxed).map(must).collect();
                clauses.extend(tests(passed));
                clauses.extend(
                    bonus
                        .iter()
                        .map(|near| (Occur::Should, Box::new(near.clone()) as Box<dyn Query>)),
                );
                clauses
            }
            Self::Any { words, tests: passed } => {
                let either = told(BooleanQuery::union(words.iter().map(boxed).collect()));
                let mut clauses = vec![must(either)];
                clauses.extend(tests(passed));
                clauses
            }
        };
        match clauses.len() {
            0 => Box::new(EmptyQuery),
            1 => clauses.remove(0).1,
            _ => told(BooleanQuery::new(clauses)),
        }
    }
}

impl fmt::Debug for Skipping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.shape.plain().fmt(f)
    }
}

impl Query for Skipping {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let EnableScoring::Enabled { searcher, .. } = scoring else {
            return self.shape.plain().weight(scoring);
        };
        let known = &self.best.ceilings;
        let weighed = |word: &Bm25f| -> tantivy::Result<Part<Bm25fWeight>> {
            let worths =
                |place: &Place| known.worths(place, || place.worths(searcher, word.records));
            Ok(Part { key: word.key(), weight: word.weighed_by(searcher, worths)? })
        };
        let words = |words: &[Bm25f]| -> tantivy::Result<Vec<Part<Bm25fWeight>>> {
            words.iter().map(weighed).collect()
        };
        let near = |near: &Nearness| -> tantivy::Result<Part<NearnessWeight>> {
            Ok(Part { key: near.key(), weight: near.weighed_in(searcher)? })
        };
        let passing = |tests: &[Deciding]| -> Vec<Passing> {
            tests.iter().map(|test| Passing::new(test.clone(), searcher)).collect()
        };
        let weighed = match &self.shape {
            Shape::Any { words: either, tests } => {
                Weighed::Any { words: words(either)?, tests: passing(tests) }
            }
            Shape::All { words: all, tests, bonus } => Weighed::All {
                words: words(all)?,
                tests: passing(tests),
                bonus: bonus.iter().map(near).collect::<tantivy::Result<_>>()?,
            },
        };
        let (query, searcher) = (self.clone(), searcher.clone());
        Ok(Box::new(SkippingWeight { weighed, query, searcher }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        let (Shape::All { words, tests, .. } | Shape::Any { words, tests }) = &self.shape;
        words.iter().for_each(|word| word.query_terms(visitor));
        tests.iter().for_each(|test| test.query_terms(visitor));
        if let Shape::All { bonus, .. } = &self.shape {
            bonus.iter().for_each(|near| near.query_terms(visitor));
        }
    }
}

/// A part of the query with all that its scores depend on.
struct Part<W> {
    key: Key,
    weight: W,
}

impl Part<Bm25fWeight> {
    /// The word in a segment; `None` if that lacks it.
    fn open(
        &self,
        reader: &SegmentReader,
        ceilings: &Ceilings,
        alone: bool,
    ) -> tantivy::Result<Option<Word<Bm25fScorer>>> {
        let Some(scorer) = self.weight.open(reader, 1.0)? else { return Ok(None) };
        // What a record scores is as soon known as the most of its window.
        let few = alone && scorer.is_of_words() && scorer.size_hint() < reader.max_doc() / WINDOW;
        let ceiling = (!few).then(|| self.ceiling(reader, ceilings)).transpose()?;
        Ok(Some(Word { ceiling, scorer }))
    }

    fn ceiling(
        &self,
        reader: &SegmentReader,
        ceilings: &Ceilings,
    ) -> tantivy::Result<Arc<Ceiling>> {
        ceilings.of(self.key.bytes(), reader, || self.weight.open(reader, 1.0))
    }
}

impl Part<NearnessWeight> {
    fn open(&self, reader: &SegmentReader, ceilings: &Ceilings) -> tantivy::Result<Option<Near>> {
        let Some(scorer) = self.weight.open(reader, 1.0)? else { return Ok(None) };
        let settled = || self.weight.settled(reader, 1.0);
        Ok(Some(Near { ceiling: ceilings.of(self.key.bytes(), reader, settled)?, scorer }))
    }
}

/// Is given records with their scores, and gives back how much a record must score for.
type Callback<'a> = &'a mut dyn FnMut(DocId, Score) -> Score;

/// Tells whoever asked the engine.
struct Asking<'a> {
    share: &'a dyn Fn(DocId) -> Score,
    callback: Callback<'a>,
}

impl Taker for Asking<'_> {
    fn share(&self, doc: DocId) -> Score {
        (self.share)(doc)
    }

    fn take(&mut self, doc: DocId, score: Score) -> Score {
        (self.callback)(doc, score)
    }
}

enum Weighed {
    All { words: Vec<Part<Bm25fWeight>>, tests: Vec<Passing>, bonus: Vec<Part<NearnessWeight>> },
    Any { words: Vec<Part<Bm25fWeight>>, tests: Vec<Passing> },
}

struct SkippingWeight {
    weighed: Weighed,
    query: Skipping,
    searcher: Searcher,
}

impl SkippingWeight {
    fn plain(&self) -> tantivy::Result<Box<dyn Weight>> {
        self.query.shape.plain().weight(EnableScoring::enabled_from_searcher(&self.searcher))
    }
}

impl Weight for SkippingWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        self.plain()?.scorer(reader, boost)
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.plain()?.explain(reader, doc)
    }

    fn for_each_pruning(
        &self,
        threshold: Score,
        reader: &SegmentReader,
        callback: Callback<'_>,
    ) -> tantivy::Result<()> {
        let Best { number, ceilings } = &self.query.best;
        let share = &*ceilings.shares(reader.segment_id());
        let taker = Asking { share, callback };
        let mut wanted = Wanted { best: *number, least: threshold, taker };
        let records = |word: &Word<Bm25fScorer>| word.scorer.size_hint();
        match &self.weighed {
            Weighed::All { words: parts, tests, bonus } => {
                walk(reader.max_doc(), &mut wanted, || {
                    let mut words = Vec::with_capacity(parts.len());
                    for part in parts {
                        let Some(word) = part.open(reader, ceilings, parts.len() == 1)? else {
                            return Ok(None);
                        };
                        words.push(word);
                    }
                    let rarest = words.iter().map(records).min().unwrap_or(0);
                    let tests = tests.iter().map(|test| test.open(reader, rarest));
                    let tests = tests.collect::<tantivy::Result<_>>()?;
                    let mut near = Vec::with_capacity(bonus.len());
                    for part in bonus {
                        near.extend(part.open(reader, ceilings)?);
                    }
                    Ok(Some(All::new(words, tests, near)))
                })
            }
            Weighed::Any { words: parts, tests } => walk(reader.max_doc(), &mut wanted, || {
                let mut words = Vec::with_capacity(parts.len());
                for part in parts {
                    words.extend(part.open(reader, ceilings, parts.len() == 1)?);
                }
                let all = words.iter().map(records).fold(0, u32::saturating_add);
                let tests = tests.iter().map(|test| test.open(reader, all));
                let tests = tests.collect::<tantivy::Result<_>>()?;
                Ok(Some(Any::new(words, tests)))
            }),
        }
    }
}

//! A query of words that only decides which records match: where its words are common, by [`super::sets`].
//!
//! It finds what the engine finds. Where it cannot be answered so, and wherever scores are asked for, the engine is asked.

use std::fmt;
use std::sync::Arc;

use tantivy::query::{BooleanQuery, EnableScoring, Explanation, Occur, Query, Scorer, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, Searcher, SegmentReader, TERMINATED, TantivyError, Term};

use super::bm25f::Bm25f;
use super::deciding::Deciding;
use super::looked_up::{Known, LookedUp};
use super::passing::Passing;
use super::sets::{BITS, Set, Sets, add, empty, has, insert, is_common};
use super::told::Told;

/// Records that are handed on together.
const TOGETHER: usize = 1_024;

/// A query with the words that decide it.
pub(super) struct Decided {
    /// The same as the engine has it.
    plain: Box<dyn Query>,
    words: Vec<Held>,
    /// Whether a record must hold all of the words, or any.
    all: bool,
    tests: Vec<Deciding>,
    looked_up: LookedUp,
    sets: Arc<Sets>,
}

/// What records hold.
#[derive(Clone)]
enum Held {
    /// A word, or two that are indexed together.
    Word(Term),
    /// Words that follow each other and are not.
    Run(Box<Bm25f>),
}

impl Held {
    /// What `query` finds, if it finds just that.
    fn of(query: &dyn Query) -> Option<Self> {
        let query = query.downcast_ref::<Bm25f>()?;
        match query.only_word() {
            Some(word) => Some(Self::Word(word.clone())),
            None => query.only_run().map(|_| Self::Run(Box::new(query.clone()))),
        }
    }
}

impl Decided {
    /// Of what must hold; `None` if it is anything but words, all or any of them, and tests.
    pub(super) fn of(
        clauses: &[(Occur, Box<dyn Query>)],
        looked_up: &LookedUp,
        sets: &Arc<Sets>,
    ) -> Option<Self> {
        let (mut words, mut either, mut tests) = (Vec::new(), None, Vec::new());
        for (occur, clause) in clauses {
            let clause = clause.as_ref();
            if *occur != Occur::Must {
                return None;
            } else if let Some(test) = clause.downcast_ref::<Deciding>() {
                tests.push(test.clone());
            } else if let Some(word) = Held::of(clause) {
                words.push(word);
            } else if either.is_none() {
                either = Some(any_of(clause)?);
            } else {
                return None;
            }
        }
        let (words, all) = match either {
            Some(either) if words.is_empty() => (either, false),
            Some(_) => return None,
            None => (words, true),
        };
        // One word alone is counted by the dictionary.
        let is_run = matches!(words.as_slice(), [Held::Run(_)]);
        if words.is_empty() || !is_run && words.len() + tests.len() < 2 {
            return None;
        }
        let clauses: Vec<(Occur, Box<dyn Query>)> =
            clauses.iter().map(|(occur, clause)| (*occur, clause.box_clone())).collect();
        let plain: Box<dyn Query> = match <[_; 1]>::try_from(clauses) {
            Ok([(_, clause)]) => clause,
            Err(clauses) => super::told(BooleanQuery::new(clauses)),
        };
        let (looked_up, sets) = (looked_up.clone(), Arc::clone(sets));
        Some(Self { plain, words, all, tests, looked_up, sets })
    }
}

/// The words of which `query` finds any.
fn any_of(query: &dyn Query) -> Option<Vec<Held>> {
    let told = query.downcast_ref::<Told>()?;
    let either = told.query.downcast_ref::<BooleanQuery>()?;
    let word = |(occur, query): &(Occur, Box<dyn Query>)| {
        Held::of(query.as_ref()).filter(|_| *occur == Occur::Should)
    };
    either.clauses().iter().map(word).collect()
}

impl fmt::Debug for Decided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.plain.fmt(f)
    }
}

impl Clone for Decided {
    fn clone(&self) -> Self {
        Self {
            plain: self.plain.box_clone(),
            words: self.words.clone(),
            all: self.all,
            tests: self.tests.clone(),
            looked_up: self.looked_up.clone(),
            sets: Arc::clone(&self.sets),
        }
    }
}

impl Query for Decided {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let plain = self.plain.weight(scoring)?;
        if scoring.is_scoring_enabled() {
            return Ok(plain);
        }
        let searcher = scoring
            .searcher()
            .ok_or_else(|| TantivyError::InvalidArgument("words without an index".to_owned()))?;
        let known = |held: &Held| -> tantivy::Result<Sought> {
            Ok(match held {
                Held::Word(word) => {
                    Sought::Word(word.clone(), self.looked_up.word(word, searcher)?)
                }
                Held::Run(run) => Sought::Run(run.clone(), searcher.clone()),
            })
        };
        Ok(Box::new(DecidedWeight {
            plain,
            words: self.words.iter().map(known).collect::<tantivy::Result<_>>()?,
            all: self.all,
            tests: self.tests.iter().map(|test| Passing::new(test.clone(), searcher)).collect(),
            sets: Arc::clone(&self.sets),
        }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.plain.query_terms(visitor);
    }
}

/// What is sought in each segment.
enum Sought {
    Word(Term, Known),
    Run(Box<Bm25f>, Searcher),
}

struct DecidedWeight {
    plain: Box<dyn Weight>,
    words: Vec<Sought>,
    all: bool,
    tests: Vec<Passing>,
    sets: Arc<Sets>,
}

/// The records of a segment that match.
enum Matching {
    /// As bits.
    Set(Vec<u64>),
    /// In their order.
    Listed(Vec<DocId>),
}

impl DecidedWeight {
    /// What matches in a segment, removed records left out; `None` where the engine is to be asked.
    fn matching(&self, reader: &SegmentReader) -> tantivy::Result<Option<Matching>> {
        let (mut sets, mut rare) = (Vec::new(), Vec::new());
        for sought in &self.words {
            match sought {
                Sought::Run(run, searcher) => {
                    let words = run.only_run().unwrap_or_default();
                    let found = || found(run, searcher, reader);
                    let Some(set) = self.sets.kept(words, reader, found)? else { return Ok(None) };
                    sets.push(set);
                }
                Sought::Word(word, known) => match self.sets.of(word, known, reader)? {
                    Some(set) => sets.push(set),
                    None if is_common(known, reader) => return Ok(None),
                    None => rare.push(known),
                },
            }
        }
        // Without a set there is nothing to be gained.
        if sets.is_empty() {
            return Ok(None);
        }
        let mut matching = match (self.all, rare.as_slice()) {
            (true, []) => Matching::Set(laid_over(&sets, |a, b| a & b)),
            (true, rare) => Matching::Listed(in_all(rare, &sets, reader)?),
            (false, rare) => {
                let mut bits = laid_over(&sets, |a, b| a | b);
                rare.iter().try_for_each(|known| add(&mut bits, known, reader))?;
                Matching::Set(bits)
            }
        };
        let alive = reader.alive_bitset();
        let mut tests = Vec::with_capacity(self.tests.len());
        for test in &self.tests {
            // Bits have no order in which a list would have to be gone along twice.
            tests.push(test.open(reader, 0)?);
        }
        if alive.is_some() || !tests.is_empty() {
            matching.keep(|doc| {
                alive.is_none_or(|alive| alive.is_alive(doc))
                    && tests.iter_mut().all(|test| test.passes(doc))
            });
        }
        Ok(Some(matching))
    }
}

/// The records of a segment that a query finds.
fn found(query: &Bm25f, searcher: &Searcher, reader: &SegmentReader) -> tantivy::Result<Set> {
    let mut bits = empty(reader);
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
    weight.for_each_no_score(reader, &mut |docs| {
        docs.iter().for_each(|doc| insert(&mut bits, *doc))
    })?;
    Ok(bits.into())
}

/// The bits of sets, laid over each other.
fn laid_over(sets: &[Set], lay: impl Fn(u64, u64) -> u64) -> Vec<u64> {
    let Some((first, others)) = sets.split_first() else { return Vec::new() };
    let mut bits = first.to_vec();
    for set in others {
        for (bits, other) in bits.iter_mut().zip(set.iter()) {
            *bits = lay(*bits, *other);
        }
    }
    bits
}

/// The records that hold all of some words and are in all of some sets.
fn in_all(words: &[&Known], sets: &[Set], reader: &SegmentReader) -> tantivy::Result<Vec<DocId>> {
    let mut postings = Vec::with_capacity(words.len());
    for word in words {
        match word.postings(reader, IndexRecordOption::Basic)? {
            Some(opened) => postings.push(opened),
            None => return Ok(Vec::new()),
        }
    }
    postings.sort_by_key(DocSet::size_hint);
    let Some((first, others)) = postings.split_first_mut() else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    let mut doc = first.doc();
    while doc != TERMINATED {
        if sets.iter().all(|set| has(set, doc))
            && others
                .iter_mut()
                .all(|other| (if other.doc() < doc { other.seek(doc) } else { other.doc() }) == doc)
        {
            found.push(doc);
        }
        doc = first.advance();
    }
    Ok(found)
}

impl Matching {
    fn keep(&mut self, mut wanted: impl FnMut(DocId) -> bool) {
        match self {
            Self::Listed(docs) => docs.retain(|doc| wanted(*doc)),
            Self::Set(bits) => {
                for (at, word) in bits.iter_mut().enumerate() {
                    let mut rest = *word;
                    while rest != 0 {
                        let lowest = rest & rest.wrapping_neg();
                        if !wanted((at * BITS) as DocId + rest.trailing_zeros()) {
                            *word &= !lowest;
                        }
                        rest &= !lowest;
                    }
                }
            }
        }
    }

    fn count(&self) -> u32 {
        match self {
            Self::Listed(docs) => docs.len() as u32,
            Self::Set(bits) => bits.iter().map(|word| word.count_ones()).sum(),
        }
    }

    fn each(&self, callback: &mut dyn FnMut(&[DocId])) {
        match self {
            Self::Listed(docs) => docs.chunks(TOGETHER).for_each(callback),
            Self::Set(bits) => {
                let mut docs = Vec::with_capacity(TOGETHER + BITS);
                for (at, word) in bits.iter().enumerate() {
                    let mut rest = *word;
                    while rest != 0 {
                        docs.push((at * BITS) as DocId + rest.trailing_zeros());
                        rest &= rest - 1;
                    }
                    if docs.len() >= TOGETHER {
                        callback(&docs);
                        docs.clear();
                    }
                }
                if !docs.is_empty() {
                    callback(&docs);
                }
            }
        }
    }
}

impl Weight for DecidedWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        self.plain.scorer(reader, boost)
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.plain.explain(reader, doc)
    }

    fn count(&self, reader: &SegmentReader) -> tantivy::Result<u32> {
        match self.matching(reader)? {
            Some(matching) => Ok(matching.count()),
            None => self.plain.count(reader),
        }
    }

    fn for_each_no_score(
        &self,
        reader: &SegmentReader,
        callback: &mut dyn FnMut(&[DocId]),
    ) -> tantivy::Result<()> {
        match self.matching(reader)? {
            Some(matching) => matching.each(callback),
            None => self.plain.for_each_no_score(reader, callback)?,
        }
        Ok(())
    }
}

//! A tantivy query for words that stand close together.
//!
//! tantivy's own sloppy phrase takes words in either order and spends its slop unevenly over three words and more, and it
//! has no nearness of phrases; what is marked in a text must be what matched, so both go by [`super::closeness`].

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{
    BooleanQuery, EmptyScorer, EnableScoring, Explanation, PhraseQuery, Query, Scorer, TermQuery,
    TermSetQuery, Weight,
};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term};

use super::closeness::{Run, near, runs, within_slop};

/// Words at consecutive positions: the terms that may stand at each.
pub(super) type Way = Vec<Vec<Term>>;

/// Terms at one position that are scored each by itself; more are a pattern, which only decides.
const MAX_SCORED: usize = 32;

/// Words that stand close together.
#[derive(Debug, Clone)]
pub(super) enum Proximity {
    /// A phrase whose words may be moved by so many places in all.
    Sloppy(Way, u32),
    /// One of the ways on either side, with at most so many words between them; in this order only if `ordered`.
    Near {
        /// Left and right.
        sides: [Vec<Way>; 2],
        /// Words between at most.
        between: u32,
        /// Whether the left side must come first.
        ordered: bool,
    },
}

impl Proximity {
    /// What a record must hold in any case: every word, and each side. Also gives the score.
    fn candidates(&self) -> BooleanQuery {
        match self {
            Self::Sloppy(way, _) => BooleanQuery::intersection(way.iter().map(any).collect()),
            Self::Near { sides, .. } => {
                let side = |ways: &Vec<Way>| {
                    let either = ways.iter().map(in_order).collect();
                    Box::new(BooleanQuery::union(either)) as Box<dyn Query>
                };
                BooleanQuery::intersection(sides.iter().map(side).collect())
            }
        }
    }
}

impl Query for Proximity {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let candidates = self.candidates().weight(scoring)?;
        Ok(Box::new(ProximityWeight { candidates, proximity: self.clone() }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        match self {
            Self::Sloppy(way, _) => way.iter().flatten().for_each(|word| visitor(word, true)),
            Self::Near { sides, .. } => {
                let words = sides.iter().flatten().flatten().flatten();
                words.for_each(|word| visitor(word, true));
            }
        }
    }
}

struct ProximityWeight {
    candidates: Box<dyn Weight>,
    proximity: Proximity,
}

impl Weight for ProximityWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let open = |way: &Way| Places::open(way, reader);
        let test = match &self.proximity {
            Proximity::Sloppy(way, slop) => match open(way)? {
                Some(places) => Test::Sloppy(places, *slop),
                None => return Ok(Box::new(EmptyScorer)),
            },
            Proximity::Near { sides: [left, right], between, ordered } => {
                let side = |ways: &Vec<Way>| -> tantivy::Result<Vec<Places>> {
                    let opened = ways.iter().map(open).collect::<tantivy::Result<Vec<_>>>()?;
                    Ok(opened.into_iter().flatten().collect())
                };
                Test::Near([side(left)?, side(right)?], *between, *ordered)
            }
        };
        let mut scorer =
            ProximityScorer { candidates: self.candidates.scorer(reader, boost)?, test };
        scorer.settle();
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(TantivyError::InvalidArgument(format!("record {doc} does not match")));
        }
        let mut explanation = Explanation::new("words close together", scorer.score());
        explanation.add_detail(self.candidates.explain(reader, doc)?);
        Ok(explanation)
    }
}

struct ProximityScorer {
    candidates: Box<dyn Scorer>,
    test: Test,
}

impl ProximityScorer {
    /// Goes on to the next candidate that passes, if the present one does not.
    fn settle(&mut self) -> DocId {
        let mut doc = self.candidates.doc();
        while doc != TERMINATED && !self.test.passes(doc) {
            doc = self.candidates.advance();
        }
        doc
    }
}

impl DocSet for ProximityScorer {
    fn advance(&mut self) -> DocId {
        self.candidates.advance();
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.candidates.seek(target);
        self.settle()
    }

    fn doc(&self) -> DocId {
        self.candidates.doc()
    }

    fn size_hint(&self) -> u32 {
        self.candidates.size_hint()
    }
}

impl Scorer for ProximityScorer {
    fn score(&mut self) -> Score {
        self.candidates.score()
    }
}

/// What a candidate must pass.
enum Test {
    Sloppy(Places, u32),
    Near([Vec<Places>; 2], u32, bool),
}

impl Test {
    fn passes(&mut self, doc: DocId) -> bool {
        match self {
            Self::Sloppy(words, slop) => !within_slop(words.of(doc), *slop).is_empty(),
            Self::Near([left, right], between, ordered) => {
                let (left, right) = (side_runs(left, doc), side_runs(right, doc));
                !near(&left, &right, *between, *ordered).is_empty()
            }
        }
    }
}

fn side_runs(side: &mut [Places], doc: DocId) -> Vec<Run> {
    let mut all: Vec<Run> = side.iter_mut().flat_map(|words| runs(words.of(doc))).collect();
    all.sort_unstable();
    all
}

/// The positions of some words in one record after another.
struct Places {
    /// The postings of the terms of each place.
    postings: Vec<Vec<SegmentPostings>>,
    positions: Vec<Vec<u32>>,
    of_one: Vec<u32>,
}

impl Places {
    /// `None` if the segment lacks every term of one of the places.
    fn open(way: &Way, reader: &SegmentReader) -> tantivy::Result<Option<Self>> {
        let mut postings = Vec::with_capacity(way.len());
        for terms in way {
            let mut here = Vec::new();
            for term in terms {
                let inverted = reader.inverted_index(term.field())?;
                let found =
                    inverted.read_postings(term, IndexRecordOption::WithFreqsAndPositions)?;
                here.extend(found);
            }
            if here.is_empty() {
                return Ok(None);
            }
            postings.push(here);
        }
        let positions = vec![Vec::new(); postings.len()];
        Ok(Some(Self { postings, positions, of_one: Vec::new() }))
    }

    /// The sorted positions of each place.
    fn of(&mut self, doc: DocId) -> &[Vec<u32>] {
        let Self { postings, positions, of_one } = self;
        for (terms, positions) in postings.iter_mut().zip(positions.iter_mut()) {
            positions.clear();
            for postings in terms {
                if postings.doc() < doc {
                    postings.seek(doc);
                }
                if postings.doc() == doc {
                    postings.positions(of_one);
                    positions.append(of_one);
                }
            }
            positions.sort_unstable();
            positions.dedup();
        }
        positions
    }
}

/// Any of the terms that may stand at a place.
fn any(terms: &Vec<Term>) -> Box<dyn Query> {
    if terms.len() > MAX_SCORED {
        return Box::new(TermSetQuery::new(terms.iter().cloned()));
    }
    let single = |term: &Term| -> Box<dyn Query> {
        Box::new(TermQuery::new(term.clone(), IndexRecordOption::WithFreqs))
    };
    match terms.as_slice() {
        [term] => single(term),
        _ => Box::new(BooleanQuery::union(terms.iter().map(single).collect())),
    }
}

/// A record with the words: side by side where that can be asked of one field, else anywhere in it.
fn in_order(way: &Way) -> Box<dyn Query> {
    let single: Option<Vec<Term>> = way
        .iter()
        .map(|terms| match terms.as_slice() {
            [term] => Some(term.clone()),
            _ => None,
        })
        .collect();
    match single {
        Some(words) if words.len() > 1 && words.iter().all(|w| w.field() == words[0].field()) => {
            Box::new(PhraseQuery::new(words))
        }
        _ => match way.as_slice() {
            [terms] => any(terms),
            _ => Box::new(BooleanQuery::intersection(way.iter().map(any).collect())),
        },
    }
}

//! A tantivy query for words that stand close together.
//!
//! tantivy's own sloppy phrase takes words in either order and spends its slop unevenly over three words and more, and it
//! has no nearness of phrases; what is marked in a text must be what matched, so both go by [`super::closeness`].

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{
    BooleanQuery, EmptyScorer, EnableScoring, Explanation, PhraseQuery, Query, Scorer, TermQuery,
    Weight,
};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term};

use super::closeness::{Run, near, runs, within_slop};
use super::occurrences::Sequence;

/// Words that stand close together.
#[derive(Debug, Clone)]
pub(super) enum Proximity {
    /// A phrase whose words may be moved by so many places in all.
    Sloppy(Sequence, u32),
    /// One of the sequences on either side, with at most so many words between them.
    Near([Vec<Sequence>; 2], u32),
}

impl Proximity {
    /// What a record must hold in any case: every word, and each side as a phrase. Also gives the score.
    fn candidates(&self) -> BooleanQuery {
        match self {
            Self::Sloppy(words, _) => BooleanQuery::intersection(
                words.iter().cloned().map(|word| phrase(vec![word])).collect(),
            ),
            Self::Near(sides, _) => {
                let side = |side: &Vec<Sequence>| {
                    let either = side.iter().cloned().map(phrase).collect();
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
            Self::Sloppy(words, _) => words.iter().for_each(|word| visitor(word, true)),
            Self::Near(sides, _) => {
                sides.iter().flatten().flatten().for_each(|word| visitor(word, true));
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
        let open = |words: &Sequence| Places::open(words, reader);
        let test = match &self.proximity {
            Proximity::Sloppy(words, slop) => match open(words)? {
                Some(words) => Test::Sloppy(words, *slop),
                None => return Ok(Box::new(EmptyScorer)),
            },
            Proximity::Near([left, right], between) => {
                let side = |side: &Vec<Sequence>| -> tantivy::Result<Vec<Places>> {
                    Ok(side
                        .iter()
                        .map(open)
                        .collect::<tantivy::Result<Vec<_>>>()?
                        .into_iter()
                        .flatten()
                        .collect())
                };
                Test::Near([side(left)?, side(right)?], *between)
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
    Near([Vec<Places>; 2], u32),
}

impl Test {
    fn passes(&mut self, doc: DocId) -> bool {
        match self {
            Self::Sloppy(words, slop) => !within_slop(words.of(doc), *slop).is_empty(),
            Self::Near([left, right], between) => {
                !near(&side_runs(left, doc), &side_runs(right, doc), *between).is_empty()
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
    postings: Vec<SegmentPostings>,
    positions: Vec<Vec<u32>>,
}

impl Places {
    /// `None` if the segment lacks one of the words.
    fn open(words: &Sequence, reader: &SegmentReader) -> tantivy::Result<Option<Self>> {
        let mut postings = Vec::with_capacity(words.len());
        for word in words {
            let inverted = reader.inverted_index(word.field())?;
            match inverted.read_postings(word, IndexRecordOption::WithFreqsAndPositions)? {
                Some(found) => postings.push(found),
                None => return Ok(None),
            }
        }
        let positions = vec![Vec::new(); postings.len()];
        Ok(Some(Self { postings, positions }))
    }

    fn of(&mut self, doc: DocId) -> &[Vec<u32>] {
        for (postings, positions) in self.postings.iter_mut().zip(&mut self.positions) {
            positions.clear();
            if postings.doc() < doc {
                postings.seek(doc);
            }
            if postings.doc() == doc {
                postings.positions(positions);
            }
        }
        &self.positions
    }
}

fn phrase(mut words: Sequence) -> Box<dyn Query> {
    if words.len() == 1 {
        return Box::new(TermQuery::new(words.remove(0), IndexRecordOption::WithFreqs));
    }
    Box::new(PhraseQuery::new(words))
}

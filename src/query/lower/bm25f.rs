//! BM25F: one word over text, heading, question and title, as one count with one saturation.
//!
//! After Robertson, Zaragoza and Taylor, "Simple BM25 extension to multiple weighted fields" (2004): the frequencies
//! are weighed and summed before they saturate, so that a word in heading and text is not two words. The first field
//! decides whether a record matches, the others only weigh.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, TermQuery, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, Searcher, SegmentReader, TERMINATED, TantivyError, Term};

/// A word in one field.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// The word there.
    pub(super) term: Term,
    /// What it counts against 1.
    pub(super) weight: Score,
    /// How far the length of the field counts, 0 to 1.
    pub(super) length: Score,
}

/// A word over several fields.
#[derive(Debug, Clone)]
pub(super) struct Bm25f {
    /// What must hold the word, then what only weighs.
    pub(super) places: Vec<Place>,
    /// `k1`.
    pub(super) saturation: Score,
    /// Records of the kind that is searched.
    pub(super) records: u64,
    /// What the whole counts.
    pub(super) weight: Score,
}

impl Bm25f {
    fn inverse_frequency(&self, searcher: &Searcher) -> tantivy::Result<Score> {
        let Some(place) = self.places.first() else { return Ok(0.0) };
        Ok(rarity(searcher.doc_freq(&place.term)?, self.records))
    }
}

/// The inverse document frequency of BM25 in the form that is never negative.
pub(super) fn rarity(holding: u64, records: u64) -> Score {
    let rest = records.saturating_sub(holding) as Score;
    (1.0 + (rest + 0.5) / (holding as Score + 0.5)).ln()
}

impl Query for Bm25f {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let Some(first) = self.places.first() else {
            return Err(TantivyError::InvalidArgument("a word without a field".to_owned()));
        };
        let EnableScoring::Enabled { searcher, .. } = scoring else {
            return TermQuery::new(first.term.clone(), IndexRecordOption::Basic).weight(scoring);
        };
        let averages =
            self.places.iter().map(|place| average(searcher, place.term.field(), self.records));
        Ok(Box::new(Bm25fWeight {
            averages: averages.collect::<tantivy::Result<_>>()?,
            factor: self.weight * self.inverse_frequency(searcher)? * (self.saturation + 1.0),
            query: self.clone(),
        }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.places.iter().for_each(|place| visitor(&place.term, false));
    }
}

/// Words in `field` by record.
pub(super) fn average(searcher: &Searcher, field: Field, records: u64) -> tantivy::Result<Score> {
    let mut words = 0;
    for reader in searcher.segment_readers() {
        words += reader.inverted_index(field)?.total_num_tokens();
    }
    Ok(words as Score / records.max(1) as Score)
}

struct Bm25fWeight {
    query: Bm25f,
    averages: Vec<Score>,
    factor: Score,
}

impl Bm25fWeight {
    fn open(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Option<Bm25fScorer>> {
        let mut opened = Vec::with_capacity(self.averages.len());
        for (place, average) in self.query.places.iter().zip(&self.averages) {
            opened.push(Opened::new(reader, place, *average)?);
        }
        let mut opened = opened.into_iter();
        let Some(first) = opened.next().flatten() else { return Ok(None) };
        let others = opened.flatten().collect();
        let saturation = self.query.saturation;
        Ok(Some(Bm25fScorer { first, others, saturation, factor: self.factor * boost }))
    }
}

impl Weight for Bm25fWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(match self.open(reader, boost)? {
            Some(scorer) => Box::new(scorer),
            None => Box::new(EmptyScorer),
        })
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let not_there = || TantivyError::InvalidArgument(format!("record {doc} does not match"));
        let mut scorer = self.open(reader, 1.0)?.ok_or_else(not_there)?;
        if scorer.doc() > doc || (scorer.doc() < doc && scorer.seek(doc) != doc) {
            return Err(not_there());
        }
        let mut explanation = Explanation::new("a word over its fields", scorer.score());
        explanation.add_const("rarity, weight and saturation", scorer.factor);
        explanation.add_const("weighed frequency", scorer.frequency());
        Ok(explanation)
    }
}

/// The postings of a word in one field of a segment.
struct Opened {
    postings: SegmentPostings,
    lengths: FieldNormReader,
    weight: Score,
    length: Score,
    average: Score,
}

impl Opened {
    /// `None` if no record of the segment holds the word there.
    fn new(reader: &SegmentReader, place: &Place, average: Score) -> tantivy::Result<Option<Self>> {
        let field = place.term.field();
        let inverted = reader.inverted_index(field)?;
        let postings = inverted.read_postings(&place.term, IndexRecordOption::WithFreqs)?;
        let Some(postings) = postings else { return Ok(None) };
        let lengths = reader.get_fieldnorms_reader(field)?;
        Ok(Some(Self { postings, lengths, weight: place.weight, length: place.length, average }))
    }

    /// How often `doc` holds the word, weighed and against its length.
    fn frequency(&mut self, doc: DocId) -> Score {
        if self.postings.doc() < doc {
            self.postings.seek(doc);
        }
        if self.postings.doc() != doc {
            return 0.0;
        }
        let length = self.lengths.fieldnorm(doc) as Score / self.average.max(1.0);
        let norm = 1.0 - self.length + self.length * length;
        self.weight * self.postings.term_freq() as Score / norm
    }
}

struct Bm25fScorer {
    first: Opened,
    others: Vec<Opened>,
    saturation: Score,
    factor: Score,
}

impl Bm25fScorer {
    fn frequency(&mut self) -> Score {
        let doc = self.first.postings.doc();
        if doc == TERMINATED {
            return 0.0;
        }
        let own = self.first.frequency(doc);
        own + self.others.iter_mut().map(|other| other.frequency(doc)).sum::<Score>()
    }
}

impl DocSet for Bm25fScorer {
    fn advance(&mut self) -> DocId {
        self.first.postings.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.first.postings.seek(target)
    }

    fn doc(&self) -> DocId {
        self.first.postings.doc()
    }

    fn size_hint(&self) -> u32 {
        self.first.postings.size_hint()
    }
}

impl Scorer for Bm25fScorer {
    fn score(&mut self) -> Score {
        let frequency = self.frequency();
        self.factor * frequency / (self.saturation + frequency)
    }
}

//! Taking the records of a document out of the segments that were there when a build began.
//!
//! New records of the same document may already be on their way into a new segment, and what the engine is told to delete by a term
//! may meet them there; a deletion that names the segments cannot.

use std::collections::BTreeSet;
use std::sync::Arc;

use tantivy::index::SegmentId;
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, TermQuery, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, Result, Score, SegmentReader, TantivyError, Term};

/// Finds the records with a term in some segments.
#[derive(Debug, Clone)]
pub(in crate::index) struct Removal {
    query: TermQuery,
    segments: Arc<BTreeSet<SegmentId>>,
}

impl Removal {
    /// Of the records with this term in these segments.
    pub(in crate::index) fn new(term: Term, segments: &Arc<BTreeSet<SegmentId>>) -> Self {
        Self {
            query: TermQuery::new(term, IndexRecordOption::Basic),
            segments: Arc::clone(segments),
        }
    }
}

impl Query for Removal {
    fn weight(&self, scoring: EnableScoring<'_>) -> Result<Box<dyn Weight>> {
        let inner = self.query.weight(scoring)?;
        Ok(Box::new(OfSegments { inner, segments: Arc::clone(&self.segments) }))
    }
}

struct OfSegments {
    inner: Box<dyn Weight>,
    segments: Arc<BTreeSet<SegmentId>>,
}

impl Weight for OfSegments {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> Result<Box<dyn Scorer>> {
        if self.segments.contains(&reader.segment_id()) {
            return self.inner.scorer(reader, boost);
        }
        Ok(Box::new(EmptyScorer))
    }

    fn explain(&self, _: &SegmentReader, doc: DocId) -> Result<Explanation> {
        Err(TantivyError::InvalidArgument(format!("a removal has no scores: record {doc}")))
    }
}

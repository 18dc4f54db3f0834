//! A part of a query that can be asked to explain itself for any record.
//!
//! tantivy (0.27) explains a part by seeking its scorer to the record, also where the scorer stands beyond it already; a
//! scorer that only goes forward then stops a debug build, and another would tell of a record that does not match.

use tantivy::query::{EnableScoring, Explanation, Query, QueryClone, Scorer, Weight};
use tantivy::{DocId, Score, SegmentReader, TantivyError, Term};

/// A query; it finds and counts as it does alone.
#[derive(Debug)]
pub(super) struct Told {
    /// The query.
    pub(super) query: Box<dyn Query>,
    /// What it is called, if it is not taken apart further.
    pub(super) name: Option<String>,
}

impl Clone for Told {
    fn clone(&self) -> Self {
        Self { query: self.query.box_clone(), name: self.name.clone() }
    }
}

impl Query for Told {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(ToldWeight { weight: self.query.weight(scoring)?, name: self.name.clone() }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.query.query_terms(visitor);
    }
}

struct ToldWeight {
    weight: Box<dyn Weight>,
    name: Option<String>,
}

impl Weight for ToldWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        self.weight.scorer(reader, boost)
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let score = score_of(self.weight.as_ref(), reader, doc)?;
        match &self.name {
            Some(name) => Ok(Explanation::new_with_string(name.clone(), score)),
            None => self.weight.explain(reader, doc),
        }
    }

    fn for_each(
        &self,
        reader: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score),
    ) -> tantivy::Result<()> {
        self.weight.for_each(reader, callback)
    }

    fn for_each_no_score(
        &self,
        reader: &SegmentReader,
        callback: &mut dyn FnMut(&[DocId]),
    ) -> tantivy::Result<()> {
        self.weight.for_each_no_score(reader, callback)
    }

    fn for_each_pruning(
        &self,
        threshold: Score,
        reader: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score) -> Score,
    ) -> tantivy::Result<()> {
        self.weight.for_each_pruning(threshold, reader, callback)
    }

    fn count(&self, reader: &SegmentReader) -> tantivy::Result<u32> {
        self.weight.count(reader)
    }
}

/// What a query gives `doc`.
///
/// # Errors
/// If it does not match.
pub(super) fn score_of(
    weight: &dyn Weight,
    reader: &SegmentReader,
    doc: DocId,
) -> tantivy::Result<Score> {
    let mut scorer = weight.scorer(reader, 1.0)?;
    if scorer.doc() > doc || (scorer.doc() < doc && scorer.seek(doc) != doc) {
        return Err(TantivyError::InvalidArgument(format!("record {doc} does not match")));
    }
    Ok(scorer.score())
}

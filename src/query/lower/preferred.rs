//! One of two: what the first matches counts by the first, what only the second matches by a part of the second.

use tantivy::query::{EnableScoring, Explanation, Query, QueryClone, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TantivyError, Term};

/// Either of two queries, of which the first counts wherever it matches.
#[derive(Debug)]
pub(super) struct Preferred {
    /// What counts.
    pub(super) first: Box<dyn Query>,
    /// What counts where the first does not match.
    pub(super) otherwise: Box<dyn Query>,
    /// What part of the second counts.
    pub(super) factor: Score,
}

impl Clone for Preferred {
    fn clone(&self) -> Self {
        let (first, otherwise) = (self.first.box_clone(), self.otherwise.box_clone());
        Self { first, otherwise, factor: self.factor }
    }
}

impl Query for Preferred {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let (first, otherwise) = (self.first.weight(scoring)?, self.otherwise.weight(scoring)?);
        Ok(Box::new(PreferredWeight { first, otherwise, factor: self.factor }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.first.query_terms(visitor);
        self.otherwise.query_terms(visitor);
    }
}

struct PreferredWeight {
    first: Box<dyn Weight>,
    otherwise: Box<dyn Weight>,
    factor: Score,
}

impl Weight for PreferredWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(PreferredScorer {
            first: self.first.scorer(reader, boost)?,
            otherwise: self.otherwise.scorer(reader, boost * self.factor)?,
        }))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        if let Ok(explanation) = self.first.explain(reader, doc) {
            return Ok(explanation);
        }
        let mut scorer = self.otherwise.scorer(reader, self.factor)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(TantivyError::InvalidArgument(format!("record {doc} does not match")));
        }
        let what = format!("apart, which counts {} times", self.factor);
        Ok(Explanation::new_with_string(what, scorer.score()))
    }
}

struct PreferredScorer {
    first: Box<dyn Scorer>,
    otherwise: Box<dyn Scorer>,
}

impl DocSet for PreferredScorer {
    fn advance(&mut self) -> DocId {
        let doc = self.doc();
        if self.first.doc() == doc {
            self.first.advance();
        }
        if self.otherwise.doc() == doc {
            self.otherwise.advance();
        }
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.first.doc() < target {
            self.first.seek(target);
        }
        if self.otherwise.doc() < target {
            self.otherwise.seek(target);
        }
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.first.doc().min(self.otherwise.doc())
    }

    fn size_hint(&self) -> u32 {
        self.first.size_hint().saturating_add(self.otherwise.size_hint())
    }
}

impl Scorer for PreferredScorer {
    fn score(&mut self) -> Score {
        match self.first.doc() <= self.otherwise.doc() {
            true => self.first.score(),
            false => self.otherwise.score(),
        }
    }
}

//! What decides whether a record matches and adds nothing to its score: the test of a field.

use tantivy::Term;
use tantivy::query::{ConstScoreQuery, EnableScoring, Query, Weight};

/// A query whose every record scores 0.
#[derive(Debug, Clone)]
pub(super) struct Deciding(ConstScoreQuery);

impl Deciding {
    /// The records of `query`, not weighed.
    pub(super) fn new(query: Box<dyn Query>) -> Self {
        Self(ConstScoreQuery::new(query, 0.0))
    }
}

impl Query for Deciding {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        self.0.weight(scoring)
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.0.query_terms(visitor);
    }
}

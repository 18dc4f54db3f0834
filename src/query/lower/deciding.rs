//! What decides whether a record matches and adds nothing to its score: the test of a field.

use tantivy::Term;
use tantivy::query::{ConstScoreQuery, EnableScoring, Query, QueryClone, Weight};

use super::passing::OneOf;

/// A query whose every record scores 0.
#[derive(Debug)]
pub(super) struct Deciding {
    query: Box<dyn Query>,
    one_of: Option<OneOf>,
}

impl Deciding {
    /// The records of `query`, not weighed.
    pub(super) fn new(query: Box<dyn Query>) -> Self {
        Self { query, one_of: None }
    }

    /// The same, which are those with one of some values.
    pub(super) fn by(self, one_of: Option<OneOf>) -> Self {
        Self { one_of, ..self }
    }

    /// What it asks.
    pub(super) fn query(&self) -> &dyn Query {
        self.query.as_ref()
    }

    /// The values of which each of its records has one, and no other record, if it is such a test.
    pub(super) fn one_of(&self) -> Option<&OneOf> {
        self.one_of.as_ref()
    }
}

impl Clone for Deciding {
    fn clone(&self) -> Self {
        Self { query: self.query.box_clone(), one_of: self.one_of.clone() }
    }
}

impl Query for Deciding {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        ConstScoreQuery::new(self.query.box_clone(), 0.0).weight(scoring)
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.query.query_terms(visitor);
    }
}

//! From text to meaning: here are the words a person typed, tell me what they ask for.
//!
//! `parse` and the types here know nothing of tantivy; `lower` alone does.

mod ast;
pub(crate) mod lower;
pub(crate) mod pattern;

pub use ast::{Choice, Comparison, FieldName, FieldTest, Node, Query, Value};

use crate::Result;

/// Reads a query.
///
/// # Errors
/// `Query` with the place of the mistake, what was expected and what may have been meant.
pub fn parse(text: &str) -> Result<Query> {
    let _ = text;
    Err(crate::Error::new(crate::ErrorKind::Bug, "not written yet"))
}

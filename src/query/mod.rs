//! From text to meaning: here are the words a person typed, tell me what they ask for.
//!
//! [`parse`] reads a query, [`print()`] writes it back in its canonical form, [`explain()`] lays it out as a tree, and
//! [`filter`] reads the values of an option such as `--year 2014..2018` as the same test of a field. The parser and the
//! types here know nothing of the engine; values are kept as typed and looked up when the query is answered.
//!
//! ```
//! let query = peelian::query::parse("vetting -fleet grade>=good")?;
//! assert_eq!(peelian::query::print(&query), "vetting AND NOT fleet AND grade>=good");
//! # Ok::<(), peelian::Error>(())
//! ```

mod ast;
mod closest;
#[cfg(test)]
mod docs;
mod exactly;
mod explain;
mod field;
mod foreign;
mod grammar;
mod lex;
pub(crate) mod lower;
mod mistake;
mod pattern;
mod place;
mod print;
#[cfg(test)]
mod properties;
pub(crate) mod ranking;
mod scan;
#[cfg(test)]
mod tests;
mod value;

pub use ast::{Choice, Comparison, FieldName, FieldTest, Node, Query, Value};
pub use exactly::exactly;
pub use explain::explain;
pub(crate) use pattern::{holds_pattern, is_begun};
pub(crate) use print::node as shown;
pub use print::print;
pub use ranking::Ranking;

use crate::Result;

/// Bytes of a query at most.
pub const MAX_BYTES: usize = 16 * 1024;
/// Parentheses and negations within each other at most.
pub const MAX_DEPTH: usize = 64;
/// Words (those of phrases too), patterns and field values at most; a regular expression counts as 16.
pub const MAX_CLAUSES: usize = 1024;
/// Words between the sides of a `NEAR`, and places of a phrase's slop, at most.
pub const MAX_DISTANCE: u32 = 100;
/// Characters of a regular expression at most.
pub const MAX_REGEX: usize = 256;

/// Reads a query; white space alone asks for everything.
///
/// # Errors
/// `Query` with the place of the mistake, what was expected and what may have been meant; a query that is longer than
/// [`MAX_BYTES`] has no place.
pub fn parse(text: &str) -> Result<Query> {
    if text.len() > MAX_BYTES {
        let length = text.len();
        let message =
            format!("the query is {length} bytes long; at most 16,384 (16 KiB) are allowed");
        return Err(crate::Error::new(crate::ErrorKind::Query, message));
    }
    let tokens = lex::lex(text).map_err(|mistake| mistake.in_query(text))?;
    let plain = tokens
        .iter()
        .all(|token| matches!(&token.kind, lex::TokenKind::Clause(node) if node.is_plain()));
    let root = grammar::tree(text, tokens).map_err(|mistake| mistake.in_query(text))?;
    Ok(Query { text: text.to_owned(), root, plain })
}

/// The test of a field that the values of an option ask for, of which one must hold: `--year 2014..2018 --year 2021/22`
/// is `year:(2014..2018 2021/22)`, `--grade '>=good'` is `grade>=good`. A value may hold spaces.
///
/// # Errors
/// `Usage` for an empty or missing value, a wrong year, number, range or name of a field.
pub fn filter(field: FieldName, values: &[String]) -> Result<FieldTest> {
    field::from_options(field, values).map_err(mistake::Mistake::in_option)
}

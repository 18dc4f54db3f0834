//! Full-text search and analytics over inspection reports.
//!
//! The way of the data, and the order of the rooms; each uses only those before it:
//!
//! ```text
//! folder -> corpus -> Document -> extract -> Text -> parse -> Report -> index
//! words typed -> query -> Query -> search -> Answer | analyse -> Counts -> render -> table, TSV, JSON Lines
//! ```
//!
//! A [`report::Report`] holds [`report::Finding`]s, the passages that search returns, and
//! [`report::Attestation`]s, its statements of grades; [`analyse`] counts a grade once however many documents
//! state it. `docs/ARCHITECTURE.md` is the map of the house.

pub mod analyse;
pub mod bench;
pub mod cli;
pub mod corpus;
pub mod error;
pub mod extract;
pub mod fetch;
pub mod gazetteer;
pub mod index;
pub mod parse;
pub mod query;
pub mod render;
pub mod report;
pub mod search;
pub mod synth;
pub mod thesaurus;

pub use error::{Error, ErrorKind, Result};

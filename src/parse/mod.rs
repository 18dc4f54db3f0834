//! From text to report: here is a document's text, tell me what it is about, what it grades and what it finds.
//!
//! Parsing never fails and does no input or output: what the text does not settle is `None` with a note.

use crate::corpus::Supplied;
use crate::extract::Text;
use crate::gazetteer::Gazetteer;
use crate::report::{Finding, Note, Report};

/// What is known of a document before its text is read.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Path within the corpus.
    pub path: &'a str,
    /// BLAKE3 digest in hexadecimal.
    pub digest: &'a str,
    /// What a sidecar or manifest gives.
    pub supplied: &'a Supplied,
}

/// Reads a document's text as a report.
#[must_use]
pub fn parse(_source: Source<'_>, _text: &Text, _gazetteer: &Gazetteer) -> Report {
    unimplemented_report()
}

fn unimplemented_report() -> Report {
    serde_json::from_str("{}").unwrap_or_else(|_| std::process::abort())
}

/// What one line of a JSON Lines file holds.
#[derive(Debug, Clone)]
pub enum Line {
    /// A finding.
    Finding(Box<Finding>),
    /// A whole report (`"type":"report"`).
    Report(Box<Report>),
    /// Nothing: an empty line, or one that could not be read (then a note says why).
    Nothing,
}

/// Reads the line numbered `number` (from 1) of a JSON Lines file whose report has the id `report_id`;
/// also gives notes (without the name of the file) and the names of ignored keys are one note a file, made by the caller
/// from the last part: the unknown keys of this line.
#[must_use]
pub fn parse_line(
    _source: Source<'_>,
    _report_id: &str,
    _number: u64,
    _line: &str,
    _gazetteer: &Gazetteer,
) -> (Line, Vec<Note>, Vec<String>) {
    (Line::Nothing, Vec::new(), Vec::new())
}

/// The report that stands for a JSON Lines file as a whole: kind `other`, no findings of its own yet.
#[must_use]
pub fn container(_source: Source<'_>) -> Report {
    unimplemented_report()
}

/// The id of the report at `path`: sixteen hexadecimal digits.
#[must_use]
pub fn report_id(path: &str) -> String {
    blake3::hash(path.as_bytes()).to_hex()[..16].to_owned()
}

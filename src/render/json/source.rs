use serde::Serialize;

use super::{Head, head};
use crate::render::source::Source;
use crate::report::Span;

/// A line `source`: where a passage stands in its file.
#[derive(Debug, Serialize)]
pub struct SourceLine<'a> {
    #[serde(flatten)]
    head: Head,
    of: &'a str,
    quote: &'a str,
    span: Span,
    file: String,
    in_file: Option<Span>,
    lines: Vec<LinePart>,
    paragraphs: Option<[usize; 2]>,
    excerpt: Option<String>,
}

/// A printed line: page and box.
#[derive(Debug, Serialize)]
struct LinePart {
    page: u32,
    area: [f32; 4],
}

/// Where a passage stands.
#[must_use]
pub fn source<'a>(source: &'a Source<'_>) -> SourceLine<'a> {
    let lines = source.origin.lines.iter();
    SourceLine {
        head: head("source"),
        of: source.of,
        quote: source.words,
        span: source.span,
        file: source.file.display().to_string(),
        in_file: source.origin.bytes,
        lines: lines.map(|line| LinePart { page: line.page, area: line.area }).collect(),
        paragraphs: source.origin.blocks.map(|(first, last)| [first, last]),
        excerpt: source.excerpt.map(|bytes| String::from_utf8_lossy(bytes).into_owned()),
    }
}

//! A document's text as numbered lines, each with a plain form that the rules match against.

use std::ops::Range;

use super::sieve::{Rule, Sieved};
use crate::extract::{BlockKind, Text};
use crate::report::Span;

/// The lines of a document.
#[derive(Debug)]
pub(super) struct Page<'a> {
    canonical: &'a str,
    pub(super) lines: Vec<Line>,
}

/// One block of the text.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// The words, white space folded.
    pub(super) text: String,
    /// The same with one kind of dash, quotation mark and apostrophe.
    pub(super) plain: String,
    pub(super) span: Span,
    pub(super) kind: BlockKind,
    /// The box it stands in, by where it begins, where the document draws boxes.
    pub(super) frame: Option<usize>,
    sieved: Sieved,
}

impl Line {
    /// False if the rule matches nothing in the plain form.
    pub(super) fn may(&self, rule: Rule) -> bool {
        self.sieved.may(rule)
    }
}

impl<'a> Page<'a> {
    /// The lines of `text` without empty ones and without a bracketed notice in the first.
    pub(super) fn new(text: &'a Text) -> Self {
        let mut lines: Vec<Line> = Vec::with_capacity(text.blocks.len());
        for block in &text.blocks {
            let words = text.block_text(block);
            if words.is_empty()
                || (lines.is_empty() && words.starts_with('[') && words.ends_with(']'))
            {
                continue;
            }
            let plain = match words.is_ascii() && memchr::memchr(b'`', words.as_bytes()).is_none() {
                true => words.clone(),
                false => words.chars().map(plain_char).collect(),
            };
            let frame = text.boxes.partition_point(|frame| frame.end <= block.span.start);
            let frame = text.boxes.get(frame).filter(|frame| frame.start <= block.span.start);
            let frame = frame.map(|frame| frame.start);
            lines.push(Line {
                text: words,
                plain,
                span: block.span,
                kind: block.kind,
                frame,
                sieved: Sieved::default(),
            });
        }
        let plains: Vec<&str> = lines.iter().map(|line| line.plain.as_str()).collect();
        let sieved = Sieved::of(&plains);
        lines.iter_mut().zip(sieved).for_each(|(line, sieved)| line.sieved = sieved);
        Self { canonical: &text.canonical, lines }
    }

    /// The plain form of line `at`; empty past the end.
    pub(super) fn plain(&self, at: usize) -> &str {
        self.lines.get(at).map_or("", |line| &line.plain)
    }

    /// The place in the canonical text of a byte range of the plain form of line `at`.
    pub(super) fn locate(&self, at: usize, range: &Range<usize>) -> Span {
        let Some(line) = self.lines.get(at) else { return Span::new(0, 0) };
        let raw = self.canonical.get(line.span.start..line.span.end).unwrap_or("");
        if is_as_written(raw, &line.plain, range) {
            return Span::new(line.span.start + range.start, line.span.start + range.end);
        }
        let (mut start, mut end, mut written) = (line.span.end, line.span.end, 0);
        let mut space_due = false;
        for (offset, c) in raw.char_indices() {
            let tab = line.kind == BlockKind::Row && c == '\t';
            if c.is_whitespace() && !tab {
                space_due = written > 0;
                continue;
            }
            written += usize::from(std::mem::take(&mut space_due) && !tab);
            if written == range.start
                || (written < range.start && written + plain_char(c).len_utf8() > range.start)
            {
                start = line.span.start + offset;
            }
            written += plain_char(c).len_utf8();
            if written >= range.end {
                end = line.span.start + offset + c.len_utf8();
                break;
            }
        }
        Span::new(start.min(end), end)
    }

    /// The words as printed at a byte range of the plain form of line `at`, white space folded.
    pub(super) fn quote(&self, at: usize, range: &Range<usize>) -> (String, Span) {
        let span = self.locate(at, range);
        let raw = self.canonical.get(span.start..span.end).unwrap_or("");
        (raw.split_whitespace().collect::<Vec<_>>().join(" "), span)
    }
}

/// True if the plain form has every byte where the text has it, and the range neither begins nor ends with a space.
fn is_as_written(raw: &str, plain: &str, range: &Range<usize>) -> bool {
    let is_word = |at: usize| plain.as_bytes().get(at).is_some_and(u8::is_ascii_graphic);
    raw == plain
        && raw.is_ascii()
        && is_word(range.start)
        && range.end > range.start
        && is_word(range.end - 1)
}

/// One dash, one apostrophe, one quotation mark.
fn plain_char(c: char) -> char {
    match c {
        '\u{ad}' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}' => '-',
        '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{2bc}' | '\u{2032}' | '`' => '\'',
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{ab}' | '\u{bb}' => '"',
        '\u{a0}' => ' ',
        _ => c,
    }
}

/// The byte ranges of the sentences of a plain text.
pub(super) fn sentences(plain: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let bytes = plain.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        if !matches!(byte, b'.' | b'!' | b'?') {
            continue;
        }
        let mut end = at + 1;
        while end < bytes.len() && matches!(bytes[end], b'"' | b'\'' | b')') {
            end += 1;
        }
        let ends = end >= bytes.len()
            || (bytes[end] == b' '
                && bytes
                    .get(end + 1)
                    .is_some_and(|next| !next.is_ascii_lowercase() && !next.is_ascii_digit()));
        if ends && end > start {
            found.push(start..end);
            start = (end + 1).min(bytes.len());
        }
    }
    if start < plain.len() {
        found.push(start..plain.len());
    }
    found.retain(|range| plain.is_char_boundary(range.start) && plain.is_char_boundary(range.end));
    found
}

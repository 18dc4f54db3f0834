//! The cursor: where the next page begins, as a short text that holds for one question on one state of the index.

use std::fmt;

use super::best::Position;
use super::list::Place;
use super::{MAX_HITS, SearchRequest};
use crate::index::Index;
use crate::{Error, ErrorKind, Result};

/// The lists that follow each other; findings fold within one of them only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// Findings that hold all that was asked.
    All,
    /// Findings that hold all of it once mistyped words are read as what they were meant for.
    AsRead,
    /// Findings that hold some of it.
    Some,
}

/// Where a page begins.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Start {
    pub(super) stage: Stage,
    /// Hits of the pages before.
    pub(super) rank: usize,
    pub(super) place: Place,
}

/// The same for one question on one state of the index.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cursor {
    question: u32,
    state: u32,
    pub(super) start: Start,
}

impl Cursor {
    /// A cursor for the question of `request`.
    pub(super) fn new(index: &Index, request: &SearchRequest, start: Start) -> Self {
        Self { question: question(request), state: state(index), start }
    }

    /// Reads the cursor of a request.
    ///
    /// # Errors
    /// `Query` if it is none, or belongs to another question or another state of the index.
    pub(super) fn read(index: &Index, request: &SearchRequest, text: &str) -> Result<Self> {
        let cursor = parse(text).ok_or_else(|| {
            let message = format!("`{text}` is no cursor");
            wrong(message).hint("a cursor is what `next` of the line `summary` says, as it is")
        })?;
        if cursor.question != question(request) {
            let message = format!("the cursor `{text}` belongs to another query, filter or order");
            return Err(
                wrong(message).hint("ask as for the page before; only the limit may differ")
            );
        }
        if cursor.state != state(index) {
            let message = format!("the index has changed since the cursor `{text}` was given");
            return Err(wrong(message).hint("begin again without `--after`"));
        }
        Ok(cursor)
    }
}

impl fmt::Display for Cursor {
    /// Hexadecimal numbers parted by points.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Start { stage, rank, place: Place { after, skip } } = &self.start;
        let stage = *stage as u8;
        write!(out, "{:x}.{:x}.{stage}.{rank:x}.{skip:x}", self.question, self.state)?;
        if let Some(Position { order, score, cycle, report, number }) = after {
            let score = score.to_bits();
            write!(out, ".{order:x}.{score:x}.{cycle:x}.{number:x}.{report}")?;
        }
        Ok(())
    }
}

fn parse(text: &str) -> Option<Cursor> {
    let mut parts = text.split('.');
    let mut number = || u64::from_str_radix(parts.next()?, 16).ok();
    let (question, state) = (number()?.try_into().ok()?, number()?.try_into().ok()?);
    let stage = match number()? {
        0 => Stage::All,
        1 => Stage::AsRead,
        2 => Stage::Some,
        _ => return None,
    };
    let rank = number()?.try_into().ok().filter(|rank| *rank <= u32::MAX as usize)?;
    let skip = number()?.try_into().ok().filter(|skip| *skip <= MAX_HITS)?;
    let after = match number() {
        None => None,
        Some(order) => {
            let (score, cycle, number) = (number()?, number()?, number()?);
            let score = f32::from_bits(score.try_into().ok()?);
            let report = parts.next().filter(|report| !report.is_empty())?.to_owned();
            Some(Position { order, score, cycle, report, number })
        }
    };
    let start = Start { stage, rank, place: Place { after, skip } };
    let cursor = Cursor { question, state, start };
    // Whatever would not be written in this way was not written by us.
    (cursor.to_string() == text).then_some(cursor)
}

fn wrong(message: String) -> Error {
    Error::new(ErrorKind::Query, message)
}

/// What must be the same for all pages of a list: everything but the page and what is counted beside it.
fn question(request: &SearchRequest) -> u32 {
    let mut whole = SearchRequest { limit: 0, offset: 0, facets: true, ..request.clone() };
    whole.listing.after = None;
    digest(&format!("{whole:?}"))
}

/// The documents of the index, and the program, whose ranking another version may have changed.
fn state(index: &Index) -> u32 {
    digest(&format!("{} {}", env!("CARGO_PKG_VERSION"), index.payload().corpus_digest))
}

fn digest(text: &str) -> u32 {
    let [a, b, c, d, ..] = *blake3::hash(text.as_bytes()).as_bytes();
    u32::from_le_bytes([a, b, c, d])
}

//! The records that hold a common word, one bit each: where two words are held by every fifth record, to go along both lists takes
//! a hundred times as long as to lay their bits over each other.
//!
//! So are kept those that hold words that follow each other and are no pair of the index: to look them up in positions takes longer still.
//!
//! A set is made when a second question asks for its word, so that a program that answers one question never pays for it, and kept
//! as long as the index is open.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::index::SegmentId;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, Term};

use super::looked_up::Known;

/// One in so many records holds a common word, at least.
const COMMON: u64 = 32;

/// Bytes that are kept at most: 16 MiB.
const MOST_BYTES: usize = 1 << 24;

/// Bits of a word of a set.
pub(super) const BITS: usize = u64::BITS as usize;

/// The records of a segment as bits, the first the lowest bit of the first number.
pub(super) type Set = Arc<[u64]>;

/// The sets that were made.
#[derive(Default)]
pub(crate) struct Sets(Mutex<Made>);

#[derive(Default)]
struct Made {
    by_words: HashMap<Box<[Term]>, HashMap<SegmentId, Asked>>,
    bytes: usize,
}

#[derive(Clone)]
enum Asked {
    Once,
    Again(Set),
}

impl Sets {
    /// The records of a segment that hold `word`; `None` if it is not common there, or asked for the first time.
    pub(super) fn of(
        &self,
        word: &Term,
        known: &Known,
        reader: &SegmentReader,
    ) -> tantivy::Result<Option<Set>> {
        if !is_common(known, reader) {
            return Ok(None);
        }
        self.kept(std::slice::from_ref(word), reader, || set(known, reader))
    }

    /// The records of a segment that hold `words` in their order, which `find` finds; `None` if they are asked for the first time.
    pub(super) fn kept(
        &self,
        words: &[Term],
        reader: &SegmentReader,
        find: impl FnOnce() -> tantivy::Result<Set>,
    ) -> tantivy::Result<Option<Set>> {
        let segment = reader.segment_id();
        let made = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let asked = made().by_words.get(words).and_then(|words| words.get(&segment)).cloned();
        match asked {
            Some(Asked::Again(set)) => return Ok(Some(set)),
            Some(Asked::Once) => {}
            None => {
                made().by_words.entry(words.into()).or_default().insert(segment, Asked::Once);
                return Ok(None);
            }
        }
        let set = find()?;
        let mut made = made();
        let bytes = set.len() * size_of::<u64>();
        if made.bytes + bytes > MOST_BYTES {
            *made = Made::default();
        }
        made.bytes += bytes;
        let segments = made.by_words.entry(words.into()).or_default();
        segments.insert(segment, Asked::Again(Arc::clone(&set)));
        Ok(Some(set))
    }
}

/// Whether a word is common in a segment.
pub(super) fn is_common(known: &Known, reader: &SegmentReader) -> bool {
    u64::from(known.held_in(reader)) * COMMON >= u64::from(reader.max_doc())
}

/// The records of a segment that hold a word.
fn set(known: &Known, reader: &SegmentReader) -> tantivy::Result<Set> {
    let mut bits = empty(reader);
    add(&mut bits, known, reader)?;
    Ok(bits.into())
}

/// No record of a segment.
pub(super) fn empty(reader: &SegmentReader) -> Vec<u64> {
    vec![0; (reader.max_doc() as usize).div_ceil(BITS)]
}

/// Adds the records that hold a word.
pub(super) fn add(bits: &mut [u64], known: &Known, reader: &SegmentReader) -> tantivy::Result<()> {
    let Some(mut postings) = known.postings(reader, IndexRecordOption::Basic)? else {
        return Ok(());
    };
    let mut doc = postings.doc();
    while doc != TERMINATED {
        insert(bits, doc);
        doc = postings.advance();
    }
    Ok(())
}

/// Adds a record.
#[inline]
pub(super) fn insert(bits: &mut [u64], doc: DocId) {
    let doc = doc as usize;
    bits.get_mut(doc / BITS).into_iter().for_each(|word| *word |= 1 << (doc % BITS));
}

/// Whether a set has `doc`.
pub(super) fn has(bits: &[u64], doc: u32) -> bool {
    let doc = doc as usize;
    bits.get(doc / BITS).is_some_and(|word| word >> (doc % BITS) & 1 == 1)
}

//! Words looked up in the dictionaries of all segments: each once a query, however many of its parts ask for it.
//!
//! A part of a query asks how rare its words are, whether other forms of them are held, and then for their postings; and
//! parts share words. Most of a short search would be the same look-ups made again.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::index::SegmentId;
use tantivy::postings::{BlockSegmentPostings, SegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{InvertedIndexReader, Searcher, SegmentReader, Term};

use super::occurrences::Sequence;
use crate::index::{Ahead, Index};

/// The words of a query that were looked up. Clones share them.
#[derive(Clone)]
pub(crate) struct LookedUp {
    words: Arc<Mutex<HashMap<Term, Known>>>,
    /// Told where words stand as soon as they are looked up.
    ahead: Option<Arc<Ahead>>,
}

/// Where the dictionaries have a word.
#[derive(Clone)]
pub(super) struct Known(Arc<Entries>);

struct Entries {
    held: u64,
    segments: Vec<Entry>,
}

/// The word in one segment that has it.
struct Entry {
    segment: SegmentId,
    inverted: Arc<InvertedIndexReader>,
    info: TermInfo,
}

impl fmt::Debug for LookedUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LookedUp")
    }
}

impl LookedUp {
    /// None yet, of an index.
    pub(crate) fn none(index: &Index) -> Self {
        Self { words: Arc::default(), ahead: index.ahead().cloned() }
    }

    /// Where `word` is.
    pub(super) fn word(&self, word: &Term, searcher: &Searcher) -> tantivy::Result<Known> {
        let mut words = self.words.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = words.get(word) {
            return Ok(known.clone());
        }
        let known = Known::of(word, searcher.segment_readers())?;
        if let Some(ahead) = &self.ahead {
            let entries = known.0.segments.iter();
            entries.for_each(|entry| ahead.word(entry.segment, word.field(), &entry.info));
        }
        words.insert(word.clone(), known.clone());
        Ok(known)
    }

    /// Where the words of each way are.
    pub(super) fn ways(
        &self,
        ways: &[Sequence],
        searcher: &Searcher,
    ) -> tantivy::Result<Vec<Vec<Known>>> {
        let word = |word| self.word(word, searcher);
        ways.iter().map(|way| way.iter().map(word).collect()).collect()
    }
}

/// The word that is the only way to write something, if it is one.
pub(super) fn only_word(ways: &[Vec<Known>]) -> Option<&Known> {
    match ways {
        [way] if way.len() == 1 => way.first(),
        _ => None,
    }
}

impl Known {
    /// Where `word` is in these segments.
    pub(super) fn of(word: &Term, readers: &[SegmentReader]) -> tantivy::Result<Self> {
        let (mut held, mut segments) = (0, Vec::new());
        for reader in readers {
            let inverted = reader.inverted_index(word.field())?;
            if let Some(info) = inverted.get_term_info(word)? {
                held += u64::from(info.doc_freq);
                segments.push(Entry { segment: reader.segment_id(), inverted, info });
            }
        }
        Ok(Self(Arc::new(Entries { held, segments })))
    }

    /// How many records hold it, removed ones among them as in the dictionaries.
    pub(super) fn held(&self) -> u64 {
        self.0.held
    }

    /// How many records of a segment hold it, in the same way.
    pub(super) fn held_in(&self, reader: &SegmentReader) -> u32 {
        self.entry(reader).map_or(0, |entry| entry.info.doc_freq)
    }

    /// Whether a segment has it.
    pub(super) fn is_in(&self, reader: &SegmentReader) -> bool {
        self.entry(reader).is_some()
    }

    /// Its postings in a segment; `None` where that lacks it.
    pub(super) fn postings(
        &self,
        reader: &SegmentReader,
        option: IndexRecordOption,
    ) -> tantivy::Result<Option<SegmentPostings>> {
        let open = |entry: &Entry| entry.inverted.read_postings_from_terminfo(&entry.info, option);
        Ok(self.entry(reader).map(open).transpose()?)
    }

    /// The same block by block, with how often each record holds it.
    pub(super) fn blocks(
        &self,
        reader: &SegmentReader,
    ) -> tantivy::Result<Option<BlockSegmentPostings>> {
        let option = IndexRecordOption::WithFreqs;
        let open =
            |entry: &Entry| entry.inverted.read_block_postings_from_terminfo(&entry.info, option);
        Ok(self.entry(reader).map(open).transpose()?)
    }

    /// Whether both were looked up as one.
    pub(super) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    fn entry(&self, reader: &SegmentReader) -> Option<&Entry> {
        let segment = reader.segment_id();
        self.0.segments.iter().find(|entry| entry.segment == segment)
    }
}

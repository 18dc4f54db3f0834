//! The records of a segment that hold a word that begins with some letters; of common words the bits are kept.

use std::sync::Arc;

use tantivy::schema::IndexRecordOption;

use super::super::begun::Bits;
use super::super::sets::Set;
use super::{Segment, Word, Written};

/// One in so many records holds a word whose bits are kept, at least: to lay bits over each other is then less than to unpack a list.
const COMMON: u32 = 32;

impl Written {
    /// The records of a segment that hold a word that begins with `letters`, removed ones among them.
    pub(crate) fn begun(&self, nth: usize, letters: &str) -> tantivy::Result<Bits> {
        let Some(segment) = self.segments.get(nth) else { return Ok(Bits::new(0)) };
        let mut bits = Bits::new(segment.records);
        bits.add_begun(&segment.inverted, letters, |bits, word, info| {
            if info.doc_freq < segment.records / COMMON {
                return Ok(false);
            }
            let Ok(word) = std::str::from_utf8(word) else { return Ok(false) };
            let word = self.word(word)?;
            let Some(set) = self.set(nth, segment, &word)? else { return Ok(false) };
            bits.0.iter_mut().zip(set.iter()).for_each(|(bits, other)| *bits |= other);
            Ok(true)
        })?;
        Ok(bits)
    }

    /// The records that hold a word, worked out once.
    pub(super) fn set(
        &self,
        nth: usize,
        segment: &Segment,
        word: &Word,
    ) -> tantivy::Result<Option<Set>> {
        let Some(here) = word.segments.get(nth) else { return Ok(None) };
        if let Some(set) = here.set.get() {
            return Ok(Some(Arc::clone(set)));
        }
        let Some(info) = &here.info else { return Ok(None) };
        let option = IndexRecordOption::Basic;
        let mut postings =
            segment.inverted_of(word).read_block_postings_from_terminfo(info, option)?;
        let mut bits = Bits::new(segment.records);
        bits.add(&mut postings);
        self.grown(bits.0.len() * size_of::<u64>());
        Ok(Some(Arc::clone(here.set.get_or_init(|| bits.0.into()))))
    }
}

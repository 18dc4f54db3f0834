//! The records that hold a word that begins with some letters; of common words the bits are kept.

use std::sync::Arc;

use tantivy::schema::IndexRecordOption;

use super::super::begun::Bits;
use super::super::sets::Set;
use super::{Word, Written};

/// One in so many records of a segment holds a word whose bits are kept, at least: to lay bits over each other is then less than to unpack
/// a list.
const COMMON: u32 = 32;

impl Written {
    /// The records that hold a word that begins with `letters`, removed ones among them.
    pub(crate) fn begun(&self, letters: &str) -> tantivy::Result<Bits> {
        let mut bits = Bits::new(self.among.places());
        let mut laid: Vec<Arc<Word>> = Vec::new();
        let segments = self.among.firsts().iter().zip(&self.parts);
        let ends = self.among.firsts().iter().skip(1).chain([&self.records.places]);
        for ((first, part), end) in segments.zip(ends) {
            bits.add_begun((*first, &part.inverted), letters, |bits, word, info| {
                if info.doc_freq < (end - first) / COMMON {
                    return Ok(false);
                }
                let Ok(word) = std::str::from_utf8(word) else { return Ok(false) };
                let word = self.word(word)?;
                if laid.iter().any(|other| Arc::ptr_eq(other, &word)) {
                    return Ok(true);
                }
                let Some(set) = self.set(&word)? else { return Ok(false) };
                bits.0.iter_mut().zip(set.iter()).for_each(|(bits, other)| *bits |= other);
                laid.push(word);
                Ok(true)
            })?;
        }
        Ok(bits)
    }

    /// The records that hold a word, worked out once.
    pub(super) fn set(&self, word: &Word) -> tantivy::Result<Option<Set>> {
        if let Some(set) = word.set.get() {
            return Ok(Some(Arc::clone(set)));
        }
        if word.held() == 0 {
            return Ok(None);
        }
        let mut bits = Bits::new(self.among.places());
        if let Some(opened) = word.opened.get() {
            opened.unpacked.each(|doc, _| bits.insert(doc));
        }
        let lists = word.lists(self).filter(|_| word.opened.get().is_none());
        for (first, part, info) in lists {
            let inverted = word.inverted(part);
            let option = IndexRecordOption::Basic;
            bits.add(&mut inverted.read_block_postings_from_terminfo(info, option)?, first);
        }
        self.grown(bits.0.len() * size_of::<u64>());
        Ok(Some(Arc::clone(word.set.get_or_init(|| bits.0.into()))))
    }
}

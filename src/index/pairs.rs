//! Two words side by side as a term of their own: where both are frequent, a phrase of them is looked up like a word.
//!
//! Which words are frequent is chosen once for an index, by the first segment that has enough records, and said by every
//! commit after it. A segment that was written by that choice has a mark on each of its records, and so has one that was merged of
//! such segments; of another the pairs are not believed, for it may lack some. After Williams, Zobel and Bahle, "Fast phrase
//! querying with combined indexes" (2004), who index pairs of common words as well.

use std::collections::BTreeMap;

use tantivy::schema::Field;
use tantivy::{SegmentReader, Term};

use super::Index;
use crate::Result;

/// Records of a segment by which the frequent words can be chosen, at least.
pub(super) const FEWEST_RECORDS: u32 = 1 << 10;

/// A word is frequent that stands in the texts once for so many records, at least. With fifty an index of made-up findings was 1.31 of
/// its text, with twenty it is 1.26.
const ONCE_IN: u64 = 20;

/// Frequent words at most: each pair of them is counted when a segment is written.
const MOST_WORDS: usize = 1 << 10;

/// What every record has of a segment in which no pair is missing.
pub(super) const MARK: &str = "\u{1}";

/// What parts the words of a pair: no word holds it, and every letter of a word comes after it.
pub(super) const BETWEEN: char = ' ';

/// The frequent words among those of so many records, each with how often it stands there: sorted.
pub(super) fn frequent(counts: BTreeMap<&[u8], u64>, records: u32) -> Vec<String> {
    let least = (u64::from(records) / ONCE_IN).max(1);
    let mut often: Vec<(&[u8], u64)> =
        counts.into_iter().filter(|(_, count)| *count >= least).collect();
    often.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    often.truncate(MOST_WORDS);
    let text = |(word, _): (&[u8], u64)| String::from_utf8_lossy(word).into_owned();
    let mut words: Vec<String> = often.into_iter().map(text).collect();
    words.sort_unstable();
    words
}

/// What an index knows of pairs.
pub(crate) struct Pairs {
    field: Field,
    /// Sorted.
    frequent: Vec<String>,
    /// For each segment whether none is missing.
    whole: Vec<bool>,
}

impl Pairs {
    /// The term of two words as written that follow each other, if both are frequent.
    pub(crate) fn term(&self, first: &str, second: &str) -> Option<Term> {
        let is_frequent =
            |word: &str| self.frequent.binary_search_by(|other| other.as_str().cmp(word)).is_ok();
        if !is_frequent(first) || !is_frequent(second) {
            return None;
        }
        let mut text = String::with_capacity(first.len() + second.len() + 1);
        text.push_str(first);
        text.push(BETWEEN);
        text.push_str(second);
        Some(Term::from_field_text(self.field, &text))
    }

    /// Whether no pair is missing in any segment.
    pub(crate) fn are_whole(&self) -> bool {
        self.whole.iter().all(|whole| *whole)
    }
}

impl Index {
    /// What is known of pairs of words; `None` if the index has none.
    ///
    /// # Errors
    /// `IndexDamaged`.
    pub(crate) fn pairs(&self) -> Result<Option<&Pairs>> {
        if let Some(pairs) = self.pairs.get() {
            return Ok(pairs.as_ref());
        }
        let field = self.fields().pairs;
        let whole = |reader: &SegmentReader| -> tantivy::Result<bool> {
            let mark = Term::from_field_text(field, MARK);
            Ok(reader.inverted_index(field)?.doc_freq(&mark)? == reader.max_doc())
        };
        let frequent = self.frequent_words().to_vec();
        if frequent.is_empty() {
            return Ok(self.pairs.get_or_init(|| None).as_ref());
        }
        let whole = self.searcher().segment_readers().iter().map(whole);
        let whole = whole.collect::<tantivy::Result<_>>().map_err(|error| self.failure(error))?;
        Ok(self.pairs.get_or_init(|| Some(Pairs { field, frequent, whole })).as_ref())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{MOST_WORDS, frequent};

    #[test]
    fn the_frequent_words_are_the_most_frequent_in_order() {
        let words: Vec<String> = (0..3_000).map(|n| format!("w{n:04}")).collect();
        let counts: BTreeMap<&[u8], u64> =
            words.iter().zip(0..).map(|(word, n)| (word.as_bytes(), n)).collect();
        // One in twenty of 40,000 is 2,000: the last thousand words.
        assert_eq!(frequent(counts.clone(), 40_000), words[2_000..]);
        assert_eq!(frequent(counts, 1_000), words[3_000 - MOST_WORDS..]);
        assert_eq!(frequent(BTreeMap::from([(b"a".as_slice(), 0), (b"b", 1)]), 4), ["b"]);
    }
}

//! The records that hold a word that begins with some letters: bits are counted and gone along sooner than they are asked for
//! one after the other.
//!
//! It finds what the engine's range of words finds, which also gives the scores, all the same.

use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::query::{EnableScoring, Explanation, InvertedIndexRangeQuery, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, InvertedIndexReader, Score, SegmentReader, Term};

use super::sets::BITS;

/// Records that are handed on together.
const TOGETHER: usize = 1_024;

/// Records of a segment, the first the lowest bit of the first number.
pub(crate) struct Bits(pub(super) Vec<u64>);

impl Bits {
    /// None of so many records.
    pub(super) fn new(records: u32) -> Self {
        Self(vec![0; (records as usize).div_ceil(BITS)])
    }

    /// Adds a record.
    pub(super) fn insert(&mut self, doc: DocId) {
        let doc = doc as usize;
        self.0.get_mut(doc / BITS).into_iter().for_each(|bits| *bits |= 1 << (doc % BITS));
    }

    /// Number of records.
    pub(crate) fn count(&self) -> u32 {
        self.0.iter().map(|bits| bits.count_ones()).sum()
    }

    /// Whether a record is among them.
    #[inline]
    pub(crate) fn has(&self, doc: DocId) -> bool {
        super::sets::has(&self.0, doc)
    }

    /// The records in their order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = DocId> {
        self.0.iter().enumerate().filter(|(_, bits)| **bits != 0).flat_map(|(at, bits)| {
            let mut rest = *bits;
            std::iter::from_fn(move || {
                let lowest = (rest != 0).then(|| rest.trailing_zeros())?;
                rest &= rest - 1;
                Some((at * BITS) as DocId + lowest)
            })
        })
    }

    /// Adds what a list has, of records of which the first has the place `first`, and gives back how many were not there.
    pub(super) fn add(&mut self, postings: &mut BlockSegmentPostings, first: DocId) -> u32 {
        let mut added = 0;
        while postings.block_len() > 0 {
            for doc in postings.docs().iter().map(|doc| (first + *doc) as usize) {
                let Some(bits) = self.0.get_mut(doc / BITS) else { continue };
                added += u32::from(*bits >> (doc % BITS) & 1 == 0);
                *bits |= 1 << (doc % BITS);
            }
            postings.advance();
        }
        added
    }

    /// Adds the records of a segment that hold a word that begins with `letters`, `first` being the place of the first; of a word that `known` adds, the list is not
    /// read. Gives back how many were not there, those that `known` adds left out.
    pub(super) fn add_begun(
        &mut self,
        (first, inverted): (DocId, &InvertedIndexReader),
        letters: &str,
        mut known: impl FnMut(&mut Self, &[u8], &TermInfo) -> tantivy::Result<bool>,
    ) -> tantivy::Result<u32> {
        let mut added = 0;
        let mut words = inverted.terms().range().ge(letters).into_stream()?;
        let mut reading: Option<BlockSegmentPostings> = None;
        while words.advance() && words.key().starts_with(letters.as_bytes()) {
            if known(self, words.key(), words.value())? {
                continue;
            }
            match &mut reading {
                Some(postings) => {
                    inverted.reset_block_postings_from_terminfo(words.value(), postings)?;
                    added += self.add(postings, first);
                }
                None => {
                    let option = IndexRecordOption::Basic;
                    let found =
                        inverted.read_block_postings_from_terminfo(words.value(), option)?;
                    added += self.add(reading.insert(found), first);
                }
            }
        }
        Ok(added)
    }
}

/// A query of a beginning.
#[derive(Debug, Clone)]
pub(super) struct Begun {
    /// Where the words are.
    pub(super) field: Field,
    /// How they begin.
    pub(super) letters: String,
    /// The same as the engine has it.
    pub(super) range: InvertedIndexRangeQuery,
}

impl Query for Begun {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let (field, letters) = (self.field, self.letters.clone());
        Ok(Box::new(BegunWeight { field, letters, range: self.range.weight(scoring)? }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.range.query_terms(visitor);
    }
}

struct BegunWeight {
    field: Field,
    letters: String,
    range: Box<dyn Weight>,
}

impl BegunWeight {
    /// The records of a segment, removed ones among them, and how many they are: to count them as they come is less than to count the bits.
    fn bits(&self, reader: &SegmentReader) -> tantivy::Result<(Bits, u32)> {
        let mut bits = Bits::new(reader.max_doc());
        let inverted = reader.inverted_index(self.field)?;
        let count = bits.add_begun((0, &inverted), &self.letters, |_, _, _| Ok(false))?;
        Ok((bits, count))
    }
}

impl Weight for BegunWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        self.range.scorer(reader, boost)
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.range.explain(reader, doc)
    }

    fn count(&self, reader: &SegmentReader) -> tantivy::Result<u32> {
        let (bits, count) = self.bits(reader)?;
        Ok(match reader.alive_bitset() {
            Some(alive) => bits.iter().filter(|doc| alive.is_alive(*doc)).count() as u32,
            None => count,
        })
    }

    fn for_each_no_score(
        &self,
        reader: &SegmentReader,
        callback: &mut dyn FnMut(&[DocId]),
    ) -> tantivy::Result<()> {
        let mut docs = Vec::with_capacity(TOGETHER);
        for doc in self.bits(reader)?.0.iter() {
            docs.push(doc);
            if docs.len() == TOGETHER {
                callback(&docs);
                docs.clear();
            }
        }
        if !docs.is_empty() {
            callback(&docs);
        }
        Ok(())
    }
}

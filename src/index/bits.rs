//! A set of records of a segment, a bit a record.

use tantivy::DocId;

/// A bit a record.
#[derive(Debug)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    pub(super) fn new(records: u32) -> Self {
        Self(vec![0; records.div_ceil(u64::BITS) as usize])
    }

    pub(super) fn insert(&mut self, doc: DocId) {
        self.0[(doc / u64::BITS) as usize] |= 1 << (doc % u64::BITS);
    }

    pub(super) fn holds(&self, doc: DocId) -> bool {
        let word = self.0.get((doc / u64::BITS) as usize);
        word.is_some_and(|word| word >> (doc % u64::BITS) & 1 == 1)
    }

    pub(super) fn count(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// The first record from `doc` on.
    pub(super) fn next(&self, doc: DocId) -> Option<DocId> {
        let at = (doc / u64::BITS) as usize;
        let here = self.0.get(at)? & (u64::MAX << (doc % u64::BITS));
        let mut words = (at..).zip(std::iter::once(&here).chain(&self.0[at + 1..]));
        let (at, word) = words.find(|(_, word)| **word > 0)?;
        Some(at as u32 * u64::BITS + word.trailing_zeros())
    }
}

#[cfg(test)]
mod tests {
    use super::Bits;

    #[test]
    fn the_next_bit_is_found_across_words() {
        let mut bits = Bits::new(200);
        [0, 63, 64, 190].iter().for_each(|doc| bits.insert(*doc));
        let found: Vec<_> = [0, 1, 63, 64, 65, 190, 191, 500].map(|doc| bits.next(doc)).to_vec();
        let expected = [Some(0), Some(63), Some(63), Some(64), Some(190), Some(190), None, None];
        assert_eq!((found, bits.count()), (expected.to_vec(), 4));
        assert_eq!(
            [62, 63, 64, 65, 190, 500].map(|doc| bits.holds(doc)),
            [false, true, true, false, true, false]
        );
        assert_eq!(Bits::new(0).next(0), None);
    }
}

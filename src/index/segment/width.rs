//! A place of a word, its record and its position, as one number: in half as many bytes where records and positions have room in them.

use tantivy::DocId;

/// How many bits of a place are the position: the record is in the others.
#[derive(Debug, Clone, Copy)]
pub(super) struct Width(u32);

impl Width {
    /// For so many records with positions up to `last`; `None` if they have no room.
    pub(super) fn of(records: u32, last: u32) -> Option<Self> {
        let width = u32::BITS - last.leading_zeros();
        (u64::from(records) << width <= 1 << u32::BITS).then_some(Self(width))
    }

    pub(super) fn place(self, record: DocId, position: u32) -> u32 {
        (u64::from(record) << self.0) as u32 | position
    }

    pub(super) fn read(self, place: u32) -> (DocId, u32) {
        let record = (u64::from(place) >> self.0) as DocId;
        (record, place - self.place(record, 0))
    }
}

#[cfg(test)]
mod tests {
    use super::Width;

    #[test]
    fn places_are_read_as_they_were_made() {
        for (records, last) in [(1, 0), (1, u32::MAX), (1 << 18, 16_383), (u32::MAX, 0), (5, 1)] {
            let width = Width::of(records, last).unwrap();
            for (record, position) in [(0, 0), (records - 1, last), (records - 1, 0), (0, last)] {
                assert_eq!(width.read(width.place(record, position)), (record, position));
            }
        }
        for (records, last) in [(2, u32::MAX), (1 << 18, 16_384), ((1 << 18) + 1, 16_383)] {
            assert!(Width::of(records, last).is_none(), "{records} {last}");
        }
    }
}

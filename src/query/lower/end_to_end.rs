//! The segments of an index end to end: one number for each of their records, so that what is kept of a word is kept of the whole
//! index, and a question begins once and not once a segment.

use tantivy::{DocAddress, DocId, Searcher, TERMINATED};

use super::ceilings::WINDOW;

/// Where the records of each segment lie among those of all.
#[derive(Debug, Clone)]
pub(crate) struct EndToEnd {
    /// The place of the first record of each segment. It begins a window, so that no window is of two segments; between the last record
    /// of one and the first of the next there may be places without a record.
    firsts: Box<[DocId]>,
    places: DocId,
}

impl EndToEnd {
    /// The segments of an index; `None` where their records are too many for one row of numbers.
    pub(crate) fn of(searcher: &Searcher) -> Option<Self> {
        Self::new(searcher.segment_readers().iter().map(|reader| reader.max_doc()))
    }

    fn new(records: impl IntoIterator<Item = DocId>) -> Option<Self> {
        let (mut firsts, mut places) = (Vec::new(), 0_u32);
        for records in records {
            firsts.push(places);
            places = records.checked_next_multiple_of(WINDOW)?.checked_add(places)?;
        }
        (places < TERMINATED).then(|| Self { firsts: firsts.into(), places })
    }

    /// Number of places, those without a record among them.
    pub(crate) fn places(&self) -> DocId {
        self.places
    }

    /// The place of the first record of a segment.
    pub(crate) fn first(&self, segment: usize) -> DocId {
        self.firsts.get(segment).copied().unwrap_or(self.places)
    }

    /// The places of the first records, by segment.
    pub(super) fn firsts(&self) -> &[DocId] {
        &self.firsts
    }

    /// Which record has this place.
    pub(crate) fn address(&self, place: DocId) -> DocAddress {
        let segment = self.firsts.partition_point(|first| *first <= place).saturating_sub(1);
        DocAddress::new(segment as u32, place - self.first(segment))
    }
}

#[cfg(test)]
mod tests {
    use tantivy::DocAddress;

    use super::EndToEnd;

    #[test]
    fn every_record_has_a_place_of_its_own_and_every_segment_begins_a_window() {
        let sizes = [128, 1, 0, 300];
        let known = EndToEnd::new(sizes).unwrap();
        assert_eq!(known.firsts(), [0, 128, 256, 256]);
        assert_eq!((known.places(), known.first(9)), (640, 640));
        for (segment, records) in (0..).zip(sizes) {
            for doc in 0..records {
                let address = DocAddress::new(segment, doc);
                assert_eq!(known.address(known.first(segment as usize) + doc), address);
            }
        }
        assert!(EndToEnd::new([u32::MAX / 4; 3]).is_none() && EndToEnd::new([u32::MAX]).is_none());
    }
}

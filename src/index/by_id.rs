//! Records in the order of their ids, without a list of them: a bit a record, and the runs in which they lie in that order
//! already. Reports are written one after another and their findings by number, so there are about as many runs as reports.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::sync::Arc;

use rayon::prelude::*;
use tantivy::columnar::Column;
use tantivy::query::{EnableScoring, Query, Weight};
use tantivy::{DocAddress, DocId};

use super::{Index, Ordinals};
use crate::Result;

/// The records that match a query, by the ids of their reports, then by number, then as they lie.
#[derive(Debug)]
pub(crate) struct ById {
    segments: Vec<Segment>,
    /// By their first records.
    runs: Vec<Run>,
    len: usize,
}

/// Where a record stands: the place of its report among all reports, then its number, then how it lies.
type Place = (u32, u64, DocAddress);

/// Records of one segment that lie in order: those that match from the first to the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Run {
    first: Place,
    last: DocId,
}

/// What is known of a segment.
#[derive(Debug)]
struct Segment {
    matching: Bits,
    reports: Arc<Ordinals>,
    numbers: Column<u64>,
    /// The place of the report with each ordinal, of those that hold a record that matches; one without a report comes first.
    places: Vec<u32>,
}

impl Index {
    /// The records that match `query`, in order.
    ///
    /// # Errors
    /// `IndexDamaged`.
    pub(crate) fn by_id(&self, query: &dyn Query) -> Result<ById> {
        self.by_id_inner(query).map_err(|error| self.failure(error))
    }

    fn by_id_inner(&self, query: &dyn Query) -> tantivy::Result<ById> {
        let weight = query.weight(EnableScoring::disabled_from_searcher(self.searcher()))?;
        let all = 0..self.searcher().segment_readers().len();
        let open = |segment| Segment::open(self, segment, &*weight);
        let segments = all.into_par_iter().map(open).collect::<tantivy::Result<Vec<_>>>()?;
        let mut found = ById { segments, runs: Vec::new(), len: 0 };
        found.place_reports()?;
        let runs = (0..).zip(&found.segments).collect::<Vec<_>>().into_par_iter();
        let runs = runs.map(|(nth, segment)| segment.runs(nth));
        found.runs = runs.flatten_iter().collect();
        found.runs.sort_unstable();
        found.len = found.segments.iter().map(|segment| segment.matching.count()).sum();
        Ok(found)
    }
}

impl ById {
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Where they lie, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = DocAddress> + '_ {
        let mut runs = self.runs.iter().copied().peekable();
        let mut open: BinaryHeap<Reverse<Run>> = BinaryHeap::new();
        std::iter::from_fn(move || {
            let is_next =
                |run: &Run| open.peek().is_none_or(|Reverse(first)| run.first < first.first);
            if let Some(run) = runs.next_if(is_next) {
                open.push(Reverse(run));
            }
            let mut first = open.peek_mut()?;
            let Reverse(Run { first: (_, _, address), last }) = *first;
            let segment = self.segments.get(address.segment_ord as usize)?;
            let after = segment.matching.next(address.doc_id + 1).filter(|doc| *doc <= last);
            match after {
                Some(doc) => first.0.first = segment.place(DocAddress { doc_id: doc, ..address }),
                None => drop(PeekMut::pop(first)),
            }
            Some(address)
        })
    }

    /// Gives every report its place among those of all segments.
    fn place_reports(&mut self) -> tantivy::Result<()> {
        let ids = self.segments.par_iter().map(Segment::ids);
        let ids: Vec<Vec<Vec<u8>>> = ids.collect::<tantivy::Result<_>>()?;
        let mut all: Vec<&Vec<u8>> = ids.iter().flatten().collect();
        // Every segment gives its ids in order: the sort only joins runs.
        all.sort();
        all.dedup();
        for (segment, ids) in self.segments.iter_mut().zip(&ids) {
            let mut place = 0;
            let wanted = segment.places.iter_mut().skip(1).filter(|place| **place > 0);
            for (report, id) in wanted.zip(ids) {
                place += all[place..].iter().take_while(|other| **other < id).count();
                *report = place as u32 + 1;
            }
        }
        Ok(())
    }
}

impl Segment {
    fn open(index: &Index, nth: usize, weight: &dyn Weight) -> tantivy::Result<Self> {
        let reader = index.searcher().segment_reader(nth as u32);
        let reports = index.ordinals(nth, "report")?;
        let width = reports.column().map_or(0, |column| column.num_terms()) + 1;
        let (mut matching, mut places) = (Bits::new(reader.max_doc()), vec![0; width]);
        let alive = reader.alive_bitset();
        weight.for_each_no_score(reader, &mut |docs| {
            let is_alive = |doc: &&DocId| alive.is_none_or(|alive| alive.is_alive(**doc));
            for doc in docs.iter().filter(is_alive) {
                matching.insert(*doc);
                places[reports.of(*doc)] = 1;
            }
        })?;
        Ok(Self { matching, reports, numbers: index.numbers(nth, "number")?, places })
    }

    /// The ids of the reports that hold a record that matches, in order.
    fn ids(&self) -> tantivy::Result<Vec<Vec<u8>>> {
        let Some(column) = self.reports.column() else { return Ok(Vec::new()) };
        let reports = (0..).zip(self.places.iter().skip(1));
        let wanted: Vec<u64> =
            reports.filter(|(_, place)| **place > 0).map(|(ordinal, _)| ordinal).collect();
        let mut ids = Vec::with_capacity(wanted.len());
        column.dictionary().sorted_ords_to_term_cb(&wanted, |id| ids.push(id.to_vec()))?;
        Ok(ids)
    }

    fn place(&self, address: DocAddress) -> Place {
        let report = self.places.get(self.reports.of(address.doc_id)).copied().unwrap_or(0);
        (report, self.numbers.first(address.doc_id).unwrap_or(0), address)
    }

    /// The records that match as runs.
    fn runs(&self, nth: u32) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        let mut before = None;
        let mut from = 0;
        while let Some(doc) = self.matching.next(from) {
            let first = self.place(DocAddress::new(nth, doc));
            match runs.last_mut().filter(|_| before < Some(first)) {
                Some(run) => run.last = doc,
                None => runs.push(Run { first, last: doc }),
            }
            (before, from) = (Some(first), doc + 1);
        }
        runs
    }
}

/// A bit a record.
#[derive(Debug)]
struct Bits(Vec<u64>);

impl Bits {
    fn new(records: u32) -> Self {
        Self(vec![0; records.div_ceil(u64::BITS) as usize])
    }

    fn insert(&mut self, doc: DocId) {
        self.0[(doc / u64::BITS) as usize] |= 1 << (doc % u64::BITS);
    }

    fn count(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// The first record from `doc` on.
    fn next(&self, doc: DocId) -> Option<DocId> {
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
        assert_eq!(Bits::new(0).next(0), None);
    }
}

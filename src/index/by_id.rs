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

use super::bits::Bits;
use super::{Index, Living, Ordinals};
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
    /// The records that match `query` and count, in order.
    ///
    /// # Errors
    /// `IndexDamaged`.
    pub(crate) fn by_id(&self, query: &dyn Query) -> Result<ById> {
        let living = (0..self.segments()).map(|segment| self.living(segment));
        let living = living.collect::<Result<Vec<_>>>()?;
        self.by_id_inner(query, &living).map_err(|error| self.failure(error))
    }

    /// The same with findings that are copies of others.
    ///
    /// # Errors
    /// `IndexDamaged`.
    pub(crate) fn all_by_id(&self, query: &dyn Query) -> Result<ById> {
        let alive = (0..self.segments()).map(|segment| self.alive(segment));
        let alive: Vec<Living<'_>> = alive.collect();
        self.by_id_inner(query, &alive).map_err(|error| self.failure(error))
    }

    fn by_id_inner(&self, query: &dyn Query, living: &[Living<'_>]) -> tantivy::Result<ById> {
        let weight = query.weight(EnableScoring::disabled_from_searcher(self.searcher()))?;
        let all = (0..living.len()).into_par_iter();
        let open = |segment: usize| Segment::open(self, segment, &*weight, living[segment]);
        let segments = all.map(open).collect::<tantivy::Result<Vec<_>>>()?;
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
    fn open(
        index: &Index,
        nth: usize,
        weight: &dyn Weight,
        living: Living<'_>,
    ) -> tantivy::Result<Self> {
        let reader = index.searcher().segment_reader(nth as u32);
        let reports = index.ordinals(nth, "report")?;
        let width = reports.column().map_or(0, |column| column.num_terms()) + 1;
        let (mut matching, mut places) = (Bits::new(reader.max_doc()), vec![0; width]);
        weight.for_each_no_score(reader, &mut |docs| {
            for doc in docs.iter().filter(|doc| living.holds(**doc)) {
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

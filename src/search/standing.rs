//! In which order findings are listed that score the same: newer cycles first, then by id. It is worked out once for an index, so that
//! two findings are told apart by one look at each, and of many that begin with some letters the first are found without looking at the
//! others.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use tantivy::{DocId, Score};

use super::weights::Scales;
use crate::Result;
use crate::index::{ColumnValues, Index};
use crate::query::lower::{Bits, EndToEnd};

/// The findings of an index in the order in which they are listed where they score the same, by their places.
pub(super) struct Ties {
    /// The rank of each finding in that order; [`NONE`] for a place without a record.
    ranks: Box<[u32]>,
    records: usize,
}

/// No rank.
const NONE: u32 = u32::MAX;

impl Ties {
    /// Worked out from the columns; `values` are the reports of several segments, `numbers` those of the findings in their reports, by
    /// place.
    pub(super) fn of(
        index: &Index,
        scales: &Scales,
        (among, values): (&EndToEnd, Option<&ColumnValues>),
        numbers: &[u32],
    ) -> Result<Self> {
        let readers = index.searcher().segment_readers();
        let mut by_id: Vec<(u64, DocId)> = Vec::with_capacity(among.places() as usize);
        let (mut cycles, mut of_places) = (Cycles::default(), vec![0; among.places() as usize]);
        for (nth, reader) in readers.iter().enumerate() {
            let (scale, first) = (scales.at(nth)?, among.first(nth));
            scale.expect_ties(reader.max_doc() as usize);
            let known = values.and_then(|values| values.numbers.get(nth));
            let place_of = |ordinal: usize| match known {
                Some(known) => {
                    let number = ordinal.checked_sub(1).and_then(|at| known.get(at));
                    number.map_or(0, |number| u64::from(*number) + 1)
                }
                None => ordinal as u64,
            };
            let here = (first..).zip(numbers.iter().zip(&mut of_places).skip(first as usize));
            for (doc, (place, (number, cycle))) in (0..reader.max_doc()).zip(here) {
                *cycle = cycles.count(scale.cycle(doc));
                let report = place_of(scale.report_ordinal(doc));
                by_id.push((report << u32::BITS | u64::from(*number), place));
            }
        }
        // As records mostly lie: a stable sort finds those of each segment in order, and merges them.
        by_id.sort();
        let mut next = cycles.begin();
        let mut ranks = vec![NONE; of_places.len()].into_boxed_slice();
        for place in by_id.iter().map(|(_, place)| *place as usize) {
            let rank = of_places.get(place).and_then(|cycle| next.get_mut(*cycle as usize));
            if let Some((rank, next)) = ranks.get_mut(place).zip(rank) {
                (*rank, *next) = (*next, *next + 1);
            }
        }
        Ok(Self { ranks, records: by_id.len() })
    }

    /// Whether one finding stands before another.
    #[inline]
    pub(super) fn is_before(&self, a: DocId, b: DocId) -> bool {
        let rank = |doc: DocId| self.ranks.get(doc as usize).copied().unwrap_or(NONE);
        rank(a) < rank(b)
    }

    /// The places of the records in their order.
    fn in_order(&self) -> Vec<DocId> {
        let mut ordered = vec![0; self.records];
        for (place, rank) in (0..).zip(&self.ranks) {
            ordered.get_mut(*rank as usize).into_iter().for_each(|it| *it = place);
        }
        ordered
    }
}

/// The cycles of findings, each with the number of its findings; they are few.
#[derive(Default)]
struct Cycles {
    held: Vec<(u64, u32)>,
    last: usize,
}

impl Cycles {
    /// Counts a finding, and gives the number of its cycle.
    fn count(&mut self, cycle: u64) -> u32 {
        // They come in runs.
        if self.held.get(self.last).is_none_or(|(last, _)| *last != cycle) {
            let known = self.held.iter().position(|(known, _)| *known == cycle);
            self.last = known.unwrap_or_else(|| {
                self.held.push((cycle, 0));
                self.held.len() - 1
            });
        }
        self.held[self.last].1 += 1;
        self.last as u32
    }

    /// For each cycle how many findings are of newer ones.
    fn begin(&self) -> Vec<u32> {
        let newer = |cycle: u64| self.held.iter().filter(move |(other, _)| *other > cycle);
        self.held.iter().map(|(cycle, _)| newer(*cycle).map(|(_, held)| held).sum()).collect()
    }
}

/// The findings of an index in the order in which they are listed where their words score the same.
pub(super) struct Standing {
    /// The first first.
    records: Box<[DocId]>,
    /// The rank of each finding in that order, by place.
    ranks: Box<[u32]>,
}

impl Standing {
    /// Worked out for findings whose words count so much more or less.
    pub(super) fn of(ties: &Ties, weight: impl Fn(DocId) -> Score) -> Self {
        let tied = ties.in_order();
        // Greater scores first. They are not negative, so that their bits are in their order.
        let class = |doc: DocId| Reverse(weight(doc).to_bits());
        let mut next: BTreeMap<_, u32> = BTreeMap::new();
        tied.iter().for_each(|doc| *next.entry(class(*doc)).or_insert(0) += 1);
        let mut before = 0;
        for count in next.values_mut() {
            (before, *count) = (before + *count, before);
        }
        let mut ranks = vec![NONE; ties.ranks.len()].into_boxed_slice();
        let mut records = vec![0; tied.len()].into_boxed_slice();
        for doc in tied {
            let Some(rank) = next.get_mut(&class(doc)) else { continue };
            ranks[doc as usize] = *rank;
            records[*rank as usize] = doc;
            *rank += 1;
        }
        Self { records, ranks }
    }

    /// The first so many of the records in `of` that `counts`, in order.
    pub(super) fn first(
        &self,
        of: &Bits,
        limit: usize,
        counts: impl Fn(DocId) -> bool,
    ) -> Vec<DocId> {
        let held = u64::from(of.count());
        // Of many the first come soon; of few it is less to look at the rank of each.
        if held * held > limit as u64 * self.records.len() as u64 {
            let held = self.records.iter().copied().filter(|doc| of.has(*doc) && counts(*doc));
            return held.take(limit).collect();
        }
        let mut found: Vec<u32> = Vec::with_capacity(limit + 1);
        for doc in of.iter() {
            let rank = self.rank(doc);
            let is_full = found.len() == limit;
            if is_full && found.last().is_none_or(|last| *last < rank) || !counts(doc) {
                continue;
            }
            found.insert(found.partition_point(|other| *other < rank), rank);
            found.truncate(limit);
        }
        self.of_ranks(&found)
    }

    /// The rank of a record.
    pub(super) fn rank(&self, doc: DocId) -> u32 {
        self.ranks.get(doc as usize).copied().unwrap_or(NONE)
    }

    /// The records with these ranks.
    pub(super) fn of_ranks(&self, ranks: &[u32]) -> Vec<DocId> {
        ranks.iter().filter_map(|rank| self.records.get(*rank as usize)).copied().collect()
    }
}

//! In which order findings are listed whose words score the same: of many that begin with some letters the first are found without
//! looking at the others.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use tantivy::DocId;

use super::best::Scale;
use crate::query::lower::Bits;

/// The records of a segment in that order.
pub(super) struct Standing {
    /// The first first.
    records: Box<[DocId]>,
    /// The place of each record.
    places: Box<[u32]>,
}

impl Standing {
    /// Worked out for a segment of so many records.
    pub(super) fn of(scale: &Scale, records: DocId) -> Self {
        let all: Vec<DocId> = (0..records).collect();
        let numbers = scale.all_numbers(&all);
        scale.expect_ties(records as usize);
        let within = |doc: &DocId| (scale.report_ordinal(*doc), numbers[*doc as usize]);
        let mut by_id = all;
        // As records mostly lie.
        if !by_id.is_sorted_by_key(within) {
            by_id.sort_unstable_by_key(within);
        }
        // Greater scores first, then newer cycles. Scores are not negative, so that their bits are in their order.
        let class = |doc: DocId| {
            let [kind, document] = scale.weights(doc);
            (Reverse((kind * document).to_bits()), Reverse(scale.cycle(doc)))
        };
        let mut next: BTreeMap<_, u32> = BTreeMap::new();
        by_id.iter().for_each(|doc| *next.entry(class(*doc)).or_insert(0) += 1);
        let mut before = 0;
        for count in next.values_mut() {
            (before, *count) = (before + *count, before);
        }
        let mut places = vec![0; records as usize].into_boxed_slice();
        let mut ordered = vec![0; records as usize].into_boxed_slice();
        for doc in by_id {
            let Some(place) = next.get_mut(&class(doc)) else { continue };
            places[doc as usize] = *place;
            ordered[*place as usize] = doc;
            *place += 1;
        }
        Self { records: ordered, places }
    }

    /// The first so many of the records in `of` that `counts`, in order.
    pub(super) fn first(
        &self,
        of: &Bits,
        limit: usize,
        counts: impl Fn(DocId) -> bool,
    ) -> Vec<DocId> {
        let held = u64::from(of.count());
        // Of many the first come soon; of few it is less to look at the place of each.
        if held * held > limit as u64 * self.records.len() as u64 {
            let held = self.records.iter().copied().filter(|doc| of.has(*doc) && counts(*doc));
            return held.take(limit).collect();
        }
        let mut found: Vec<u32> = Vec::with_capacity(limit + 1);
        for doc in of.iter() {
            let Some(&place) = self.places.get(doc as usize) else { continue };
            let is_full = found.len() == limit;
            if is_full && found.last().is_none_or(|last| *last < place) || !counts(doc) {
                continue;
            }
            found.insert(found.partition_point(|other| *other < place), place);
            found.truncate(limit);
        }
        found.iter().filter_map(|place| self.records.get(*place as usize)).copied().collect()
    }
}

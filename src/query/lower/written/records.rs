//! What the score of a word depends on besides the word: the length of each text, and what its record weighs.

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::{DocId, Score, SegmentReader};

use super::super::ceilings::WINDOW;
use super::super::end_to_end::EndToEnd;
use super::super::sets::{BITS, has};

/// What else scores depend on than words: each record has one of a few weights.
#[derive(Debug)]
pub(crate) struct ByNumber {
    /// For each place the number of the weight of its record.
    pub(crate) numbers: Vec<u8>,
    /// The weights as parts of the greatest.
    pub(crate) shares: Vec<Score>,
}

/// The records of all segments, by place.
pub(super) struct Records {
    pub(super) places: DocId,
    saturation: Score,
    /// What one occurrence counts in a text of each length that the index tells apart.
    worths: Arc<[Score]>,
    /// The length of the text and the number of the weight.
    of_places: Box<[[u8; 2]]>,
    shares: Box<[Score]>,
    /// Those that were removed, a bit each.
    removed: Option<Box<[u64]>>,
}

impl Records {
    /// Those of segments, with the lengths of the texts in each.
    pub(super) fn new(
        (saturation, worths): (Score, Arc<[Score]>),
        weights: ByNumber,
        among: &EndToEnd,
        segments: &[(&SegmentReader, FieldNormReader)],
    ) -> Self {
        let places = among.places();
        let mut of_places: Box<[[u8; 2]]> =
            weights.numbers.into_iter().map(|number| [0, number]).collect();
        let mut removed: Option<Box<[u64]>> = None;
        for (first, (reader, lengths)) in among.firsts().iter().zip(segments) {
            let here = of_places.iter_mut().skip(*first as usize);
            (0..reader.max_doc()).zip(here).for_each(|(doc, [length, _])| {
                *length = lengths.fieldnorm_id(doc);
            });
            let Some(alive) = reader.alive_bitset() else { continue };
            let bits =
                removed.get_or_insert_with(|| vec![0; (places as usize).div_ceil(BITS)].into());
            for doc in (0..reader.max_doc()).filter(|doc| !alive.is_alive(*doc)) {
                let place = (first + doc) as usize;
                bits.get_mut(place / BITS).into_iter().for_each(|it| *it |= 1 << (place % BITS));
            }
        }
        let shares = weights.shares.into();
        Self { places, saturation, worths, of_places, shares, removed }
    }

    pub(super) fn windows(&self) -> u32 {
        self.places.div_ceil(WINDOW)
    }

    /// What `doc` scores that holds a word so often.
    #[inline]
    pub(super) fn score(&self, doc: DocId, times: u32, factor: Score) -> Score {
        let length = self.of_places.get(doc as usize).map_or(0, |[length, _]| *length);
        let worth = self.worths.get(usize::from(length)).copied().unwrap_or(0.0);
        let frequency = times as Score * worth;
        factor * frequency / (self.saturation + frequency)
    }

    /// The number of its weight.
    #[inline]
    pub(super) fn number(&self, doc: DocId) -> u8 {
        self.of_places.get(doc as usize).map_or(0, |[_, number]| *number)
    }

    /// By what its score is multiplied, as a part of the most.
    #[inline]
    pub(super) fn share(&self, doc: DocId) -> Score {
        self.shares.get(usize::from(self.number(doc))).copied().unwrap_or(1.0)
    }

    /// Whether it was not removed.
    #[inline]
    pub(super) fn is_alive(&self, doc: DocId) -> bool {
        self.removed.as_ref().is_none_or(|removed| !has(removed, doc))
    }
}

//! What two neighbouring words of a query add to a finding in which they stand close: it only weighs.

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::query::{EmptyQuery, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::Field;
use tantivy::{DocId, DocSet, Score, Searcher, SegmentReader, TERMINATED, TantivyError, Term};

use super::bm25f::{average, rarity_of, worths};
use super::closeness::Run;
use super::key::Key;
use super::looked_up::{Known, LookedUp, only_word};
use super::occurrences::{Occurrences, Sequence};
use crate::query::ranking::{CLOSE, Ranking};

/// What it counts that the words stand in the other order.
const REVERSED: Score = 0.5;

/// The most that a word adds by others that stand close to it, one at each place in reach: the sum of one over each distance, on
/// both sides.
const MOST_BESIDE: Score = (1.0 + REVERSED) * 25.0 / 12.0;

/// Two words or compounds of one field, in the order of the query, each in its ways to be written.
#[derive(Debug, Clone)]
pub(super) struct Nearness {
    /// What it is called in an explanation.
    pub(super) name: String,
    /// The field.
    pub(super) field: Field,
    /// What stands first in the query, then its neighbour.
    pub(super) sides: [Vec<Sequence>; 2],
    /// The parameters.
    pub(super) ranking: Ranking,
    /// Records of the kind that is searched.
    pub(super) records: u64,
    /// The words of the query that were looked up.
    pub(super) looked_up: LookedUp,
}

impl Query for Nearness {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        match self.weighed(scoring)? {
            Some(weight) => Ok(Box::new(weight)),
            None => EmptyQuery.weight(scoring),
        }
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.sides.iter().flatten().flatten().for_each(|word| visitor(word, true));
    }
}

impl Nearness {
    /// What it weighs; `None` where nothing is weighed, for it only weighs.
    pub(super) fn weighed(
        &self,
        scoring: EnableScoring<'_>,
    ) -> tantivy::Result<Option<NearnessWeight>> {
        let EnableScoring::Enabled { searcher, .. } = scoring else { return Ok(None) };
        self.weighed_in(searcher).map(Some)
    }

    /// What it weighs in a search that weighs.
    pub(super) fn weighed_in(&self, searcher: &Searcher) -> tantivy::Result<NearnessWeight> {
        let Ranking { nearness, saturation, length, .. } = self.ranking;
        let [first, second] = &self.sides;
        let known = |side: &[Sequence]| self.looked_up.ways(side, searcher);
        let sides = [known(first)?, known(second)?];
        // The rarer word would weigh more; what stands together is as common as its commoner word.
        let [rare, other] = [0, 1].map(|side| rarity_of(&sides[side], self.records));
        let rare = rare.min(other);
        Ok(NearnessWeight {
            name: self.name.clone(),
            sides,
            field: self.field,
            worths: worths(1.0, length, average(searcher, self.field, self.records)?),
            saturation,
            factor: nearness * rare * (saturation + 1.0),
        })
    }

    /// All that the scores depend on in one index, as bytes.
    pub(super) fn key(&self) -> Key {
        let Ranking { nearness, saturation, length, .. } = self.ranking;
        let mut key = Key::of(b'n');
        key.number(self.records);
        key.numbers(&[nearness, saturation, length]);
        key.number(u64::from(self.field.field_id()));
        self.sides.iter().for_each(|side| key.ways(side));
        key
    }
}

pub(super) struct NearnessWeight {
    name: String,
    sides: [Vec<Vec<Known>>; 2],
    field: Field,
    worths: Arc<[Score]>,
    saturation: Score,
    factor: Score,
}

impl NearnessWeight {
    /// The places of both sides, before the first record; `None` if the segment lacks one of them.
    pub(super) fn open(
        &self,
        reader: &SegmentReader,
        boost: Score,
    ) -> tantivy::Result<Option<NearnessScorer>> {
        let [first, second] = &self.sides;
        let open = |side| Occurrences::open(side, reader, true);
        let (Some(first), Some(second)) = (open(first)?, open(second)?) else { return Ok(None) };
        Ok(Some(NearnessScorer {
            sides: [first, second],
            runs: [Vec::new(), Vec::new()],
            lengths: reader.get_fieldnorms_reader(self.field)?,
            worths: Arc::clone(&self.worths),
            saturation: self.saturation,
            factor: self.factor * boost,
            closeness: 0.0,
        }))
    }
}

impl NearnessWeight {
    /// The same at the first record in which the words stand close.
    pub(super) fn settled(
        &self,
        reader: &SegmentReader,
        boost: Score,
    ) -> tantivy::Result<Option<NearnessScorer>> {
        let mut opened = self.open(reader, boost)?;
        opened.iter_mut().for_each(|scorer| {
            scorer.settle();
        });
        Ok(opened)
    }
}

impl Weight for NearnessWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        match self.settled(reader, boost)? {
            Some(scorer) => Ok(Box::new(scorer)),
            None => Ok(Box::new(EmptyScorer)),
        }
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(TantivyError::InvalidArgument(format!("record {doc} does not match")));
        }
        Ok(Explanation::new_with_string(self.name.clone(), scorer.score()))
    }
}

impl NearnessWeight {
    /// The word on each side, where that is one.
    pub(super) fn words(&self) -> Option<[&Known; 2]> {
        let [first, second] = &self.sides;
        Some([only_word(first)?, only_word(second)?])
    }
}

pub(super) struct NearnessScorer {
    sides: [Occurrences; 2],
    runs: [Vec<Run>; 2],
    lengths: FieldNormReader,
    worths: Arc<[Score]>,
    saturation: Score,
    factor: Score,
    /// How close the words stand in the present record.
    closeness: Score,
}

impl NearnessScorer {
    /// The most that it can give any record.
    pub(super) fn ceiling(&self) -> Score {
        self.factor
    }

    /// The most that it can give `doc`, by how often that holds the words; nothing where it does not hold both. Records are asked
    /// in rising order, and no other is looked at.
    pub(super) fn most(&mut self, doc: DocId) -> Score {
        for side in &mut self.sides {
            if side.within(doc, doc + 1) != doc {
                return 0.0;
            }
        }
        let [first, second] = &mut self.sides;
        if !first.is_word() || !second.is_word() {
            return self.factor;
        }
        let times = [first.frequency(), second.frequency()];
        self.most_of(times, doc)
    }

    /// The most that it can give `doc`, which holds each word so often.
    pub(super) fn most_of(&self, times: [u32; 2], doc: DocId) -> Score {
        let [first, second] = times.map(|times| times as Score);
        let few = first.min(second);
        self.given((few * MOST_BESIDE).min(first * second), doc)
    }

    /// Whether `doc`, of which [`Self::most`] was asked, holds both words.
    pub(super) fn is_at(&self, doc: DocId) -> bool {
        self.sides.iter().all(|side| side.doc() == doc)
    }

    /// What it gives the record of which [`Self::most`] was asked last.
    pub(super) fn score_here(&mut self) -> Score {
        let [before, after] = &mut self.runs;
        self.sides[0].runs(before);
        self.sides[1].runs(after);
        self.closeness = closeness(before, after);
        self.score()
    }

    fn given(&self, closeness: Score, doc: DocId) -> Score {
        let worth = self.worths.get(usize::from(self.lengths.fieldnorm_id(doc)));
        let frequency = closeness * worth.copied().unwrap_or(0.0);
        self.factor * frequency / (self.saturation + frequency)
    }

    /// Goes on to the next record in which the words stand close, if the present one is none.
    fn settle(&mut self) -> DocId {
        loop {
            let [first, second] = &mut self.sides;
            let doc = first.doc();
            if doc == TERMINATED {
                return doc;
            }
            let other = if second.doc() < doc { second.seek(doc) } else { second.doc() };
            if other == doc {
                let [before, after] = &mut self.runs;
                first.runs(before);
                second.runs(after);
                self.closeness = closeness(before, after);
                if self.closeness > 0.0 {
                    return doc;
                }
                first.advance();
            } else {
                first.seek(other);
            }
        }
    }
}

impl DocSet for NearnessScorer {
    fn advance(&mut self) -> DocId {
        self.sides[0].advance();
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.sides[0].doc() < target {
            self.sides[0].seek(target);
        }
        self.settle()
    }

    fn doc(&self) -> DocId {
        self.sides[0].doc()
    }

    fn size_hint(&self) -> u32 {
        self.sides[0].size_hint().min(self.sides[1].size_hint())
    }
}

impl Scorer for NearnessScorer {
    fn score(&mut self) -> Score {
        self.given(self.closeness, self.doc())
    }
}

/// One over the distance of each two places that are close, summed; neighbours are one apart. Runs are sorted.
fn closeness(first: &[Run], second: &[Run]) -> Score {
    let reach = CLOSE + 1;
    let mut sum = 0.0;
    for &a in first {
        let from = second.partition_point(|b| b.1.saturating_add(CLOSE) < a.0);
        let near = second.iter().skip(from).take_while(|b| b.0 <= a.1.saturating_add(CLOSE));
        for b in near {
            let after = (b.0 + 1).checked_sub(a.1).filter(|distance| *distance > 0);
            let before = (a.0 + 1).checked_sub(b.1).filter(|distance| *distance > 0);
            sum += match (after, before) {
                (Some(distance), _) if distance <= reach => 1.0 / distance as Score,
                (_, Some(distance)) if distance <= reach => REVERSED / distance as Score,
                _ => 0.0,
            };
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_among_many_gets_no_more_than_the_most() {
        let words =
            |places: std::ops::Range<u32>| places.map(|at| (at, at + 1)).collect::<Vec<Run>>();
        assert_eq!(CLOSE + 1, 4);
        let around: Vec<Run> = [words(0..10), words(11..20)].concat();
        let most = closeness(&words(10..11), &around);
        assert!((most - MOST_BESIDE).abs() < 1e-5, "{most}");
        assert!((closeness(&around, &words(10..11)) - MOST_BESIDE).abs() < 1e-5);
    }

    #[test]
    fn closer_is_more_and_the_typed_order_is_most() {
        let words = |places: &[u32]| places.iter().map(|&at| (at, at + 1)).collect::<Vec<Run>>();
        for (first, second, expected) in [
            (words(&[3]), words(&[4]), 1.0),
            (words(&[3]), words(&[5]), 0.5),
            (words(&[4]), words(&[3]), 0.5),
            (words(&[0]), words(&[4]), 0.25),
            (words(&[0]), words(&[5]), 0.0),
            (words(&[7]), words(&[7]), 0.0),
            (words(&[1, 10]), words(&[2, 11]), 2.0),
            (vec![(3, 5)], words(&[5]), 1.0),
            (vec![(3, 5)], words(&[2]), 0.5),
            (vec![(3, 5)], words(&[4]), 0.0),
        ] {
            assert_eq!(closeness(&first, &second), expected, "{first:?} {second:?}");
        }
    }
}

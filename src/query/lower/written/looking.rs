//! Which records of a segment are looked at where windows are not gone along: those of one word, of a rare one, and those that the
//! bits of several leave.

use tantivy::{DocId, Score};

use super::super::ceilings::PIECES;
use super::super::sets::{BITS, Set};
use super::super::windows::{Taker, Wanted, part, whole};
use super::unpacked::Cursor;
use super::word::Opened;
use super::{Segment, Tested};

impl Segment {
    /// Gives the records of one word that may be wanted, from the windows that promise most on; false where tests want records in
    /// their order and there are many.
    pub(super) fn of_word<T: Taker>(
        &self,
        word: &Opened,
        factor: Score,
        wanted: &mut Wanted<Tested<T>>,
    ) -> bool {
        if let Some(listed) = word.unpacked.listed() {
            listed.for_each(|(doc, times)| wanted.take(doc, self.score(doc, times, factor)));
            return true;
        }
        if !wanted.taker.is_by_record() {
            return false;
        }
        let mut cursor = Cursor::new(&word.unpacked);
        let is_tested = !wanted.taker.tests.is_empty();
        let mut look_at = |stretch: std::ops::Range<DocId>, wanted: &mut Wanted<Tested<T>>| {
            let mut doc = cursor.within(stretch.start, stretch.end);
            while doc < stretch.end {
                // A test is less than a score.
                if !is_tested || wanted.taker.passes(doc) {
                    wanted.take(doc, self.score(doc, cursor.times(), factor));
                }
                doc = cursor.go_on();
            }
        };
        let fine = word.fine();
        for (window, most) in word.promising() {
            if most <= wanted.least {
                return true;
            }
            let Some(fine) = fine else {
                look_at(whole(window), wanted);
                continue;
            };
            let most = fine.in_pieces(window);
            for (piece, most) in (0..PIECES).zip(most) {
                if most > wanted.least && most > 0.0 {
                    look_at(part(window, piece), wanted);
                }
            }
        }
        true
    }

    /// Gives the records that hold all of `words`, the rarest first, if that is so rare that its records are listed; else false.
    pub(super) fn few_of_all<T: Taker>(
        &self,
        words: &[(&Opened, Score)],
        wanted: &mut Wanted<T>,
    ) -> bool {
        let Some(((first, factor), others)) = words.split_first() else { return false };
        let Some(listed) = first.unpacked.listed() else { return false };
        for (doc, times) in listed {
            let own = self.score(doc, times, *factor);
            if let Some(score) = self.with(own, doc, others) {
                wanted.take(doc, score);
            }
        }
        true
    }

    /// Gives the records that are in all of `sets`, which are those of `words`.
    pub(super) fn of_sets<T: Taker>(
        &self,
        words: &[(&Opened, Score)],
        sets: &[Set],
        wanted: &mut Wanted<T>,
    ) {
        let Some((first, others)) = sets.split_first() else { return };
        for (at, bits) in first.iter().enumerate() {
            let laid = |bits: u64, set: &Set| bits & set.get(at).copied().unwrap_or(0);
            let mut rest = others.iter().fold(*bits, laid);
            while rest != 0 {
                let doc = (at * BITS) as DocId + rest.trailing_zeros();
                rest &= rest - 1;
                if let Some(score) = self.with(0.0, doc, words) {
                    wanted.take(doc, score);
                }
            }
        }
    }

    /// What `doc` scores for all of `words`, added to `score`; `None` if it lacks one.
    fn with(&self, score: Score, doc: DocId, words: &[(&Opened, Score)]) -> Option<Score> {
        let mut sum = score;
        for (word, factor) in words {
            match word.unpacked.times_in(doc) {
                0 => return None,
                times => sum += self.score(doc, times, *factor),
            }
        }
        Some(sum)
    }

    /// How many records hold all of `words`, if they stood together by chance.
    pub(super) fn likely(&self, words: &[(&Opened, Score)]) -> f32 {
        let records = self.records as f32;
        words.iter().fold(records, |all, (word, _)| all * word.unpacked.held() as f32 / records)
    }
}

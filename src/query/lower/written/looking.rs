//! Which records are looked at where windows are not gone along: those of one word, of the rarest of several, those that pass a test that few
//! pass, and those that the bits of several leave.

use tantivy::{DocId, Score};

use super::super::ceilings::PIECES;
use super::super::sets::{BITS, Set};
use super::super::windows::{Taker, Wanted, part, whole};
use super::unpacked::Cursor;
use super::word::{Greatest, Opened};
use super::{Records, Tested};

/// Records of a word that are looked at one by one, at most, the greatest scores first: where more of them could be among the best, it is less
/// to go along windows, and what is enough is known by then. In a test they are fewer.
const MOST_ALONG: usize = if cfg!(test) { 32 } else { 4_096 };

/// So many times [`BITS`] records are laid over each other while one record is looked at.
const LAID: f32 = 16.0;

impl Records {
    /// Gives the records of one word that may be wanted: of a rare one those with the greatest scores first, of others from the windows
    /// that promise most on. `grown` is told how much memory is kept for that.
    pub(super) fn of_word<T: Taker>(
        &self,
        word: &Opened,
        factor: Score,
        grown: impl FnOnce(usize),
        wanted: &mut Wanted<Tested<T>>,
    ) {
        if let Some(greatest) = word.greatest(self, factor, grown) {
            for record in greatest {
                if record.most(self) <= wanted.least {
                    return;
                }
                wanted.take(record.doc, record.score);
            }
            return;
        }
        if let Some((first, are_all)) = word.known_first() {
            let passing = first.iter().filter(|record| wanted.taker.passes(record.doc));
            let best: Vec<Greatest> = passing.take(wanted.best).copied().collect();
            if are_all || best.len() == wanted.best {
                best.iter().for_each(|record| wanted.take(record.doc, record.score));
                return;
            }
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
                return;
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
    }

    /// Gives those of some places that hold all of `words`, or any.
    pub(super) fn of_places<T: Taker>(
        &self,
        places: &[DocId],
        (words, all): (&[(&Opened, Score)], bool),
        wanted: &mut Wanted<T>,
    ) {
        for doc in places {
            let found = if all { self.with(0.0, *doc, words) } else { self.any_of(*doc, words) };
            if let Some(score) = found {
                wanted.take(*doc, score);
            }
        }
    }

    /// Gives the records that hold all of `words`, of which the first is the rarest, `greatest` being its records: from those that it
    /// scores most in on, until the others cannot make up for what is left. False if that takes too many; some were given then.
    pub(super) fn of_greatest<T: Taker>(
        &self,
        greatest: &[Greatest],
        words: &[(&Opened, Score)],
        wanted: &mut Wanted<T>,
    ) -> bool {
        let others = words.get(1..).unwrap_or_default();
        let rest: Score = others.iter().map(|(word, _)| word.most_anywhere()).sum();
        for (nth, record) in greatest.iter().enumerate() {
            let own = record.most(self);
            if !wanted.may(own + rest) {
                return true;
            }
            if nth == MOST_ALONG {
                return false;
            }
            let around: Score = others.iter().map(|(word, _)| word.most_around(record.doc)).sum();
            if wanted.may(own + around)
                && let Some(score) = self.with(record.score, record.doc, others)
            {
                wanted.take(record.doc, score);
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
                let around: Score = words.iter().map(|(word, _)| word.most_around(doc)).sum();
                if wanted.may(around)
                    && let Some(score) = self.with(0.0, doc, words)
                {
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

    /// What `doc` scores for those of `words` that it holds; `None` if it holds none.
    fn any_of(&self, doc: DocId, words: &[(&Opened, Score)]) -> Option<Score> {
        let held = words.iter().filter_map(|(word, factor)| match word.unpacked.times_in(doc) {
            0 => None,
            times => Some(self.score(doc, times, *factor)),
        });
        held.reduce(|sum, score| sum + score)
    }

    /// How many records are looked at that are in all of the sets of `words`, if they stood together by chance, or as good as looked at
    /// when the sets are laid over each other.
    pub(super) fn likely(&self, words: &[(&Opened, Score)]) -> f32 {
        let records = self.places as f32;
        let laid = records / BITS as f32 / LAID;
        laid + words
            .iter()
            .fold(records, |all, (word, _)| all * word.unpacked.held() as f32 / records)
    }
}

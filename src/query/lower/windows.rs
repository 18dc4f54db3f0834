//! Walking over the records that hold words, window by window: in each the most is known that every word can score there.
//!
//! First come the windows that promise most, for what they hold soon tells how much is enough; then those of the others that still
//! promise more, as in Mallia, Suel and Tonellotto's "Faster learned sparse retrieval with block-max pruning" (2024).

use std::ops::Range;
use std::sync::Arc;

use tantivy::{DocId, Score, TERMINATED};

use super::ceilings::{Ceiling, PIECE, PIECES, Pieces, SLACK, WINDOW};
use super::mosts::Mosts;
use super::nearness::NearnessScorer;

/// Takes the records that a walk finds.
pub(crate) trait Taker {
    /// By what the score of a record is multiplied, as a part of the most.
    fn share(&self, doc: DocId) -> Score;

    /// Takes a record with its score, and gives back how much a record must score for.
    fn take(&mut self, doc: DocId, score: Score) -> Score;
}

/// One record in so many windows is few: then a window is asked for its most where a record lies in it, and all are not added up.
const FEW: u32 = 16;

/// What scores records and can be kept from going further than it is asked to.
pub(super) trait Within {
    /// Goes on to the first of its records from `from` on, if that comes before `past`; else to anything from `past` on.
    fn within(&mut self, from: DocId, past: DocId) -> DocId;

    /// The present record; [`TERMINATED`] behind the last.
    fn here(&self) -> DocId;

    /// Goes on from the present record to the next, as [`Self::within`] would up to where it was asked to.
    fn go_on(&mut self) -> DocId;

    /// What the present record scores.
    fn scored(&mut self) -> Score;

    /// How many records it has, at most.
    fn records(&self) -> u32;

    /// The pieces of a window in which it may have records, a bit each.
    fn pieces(&self, _window: DocId) -> u8 {
        u8::MAX
    }
}

/// What is wanted of a walk.
pub(super) struct Wanted<T> {
    /// The number of records.
    pub(super) best: usize,
    /// What a record must score more than.
    pub(super) least: Score,
    /// Who takes them.
    pub(super) taker: T,
}

impl<T: Taker> Wanted<T> {
    /// Whether a record that scores at most so much may be wanted.
    pub(super) fn may(&self, most: Score) -> bool {
        most * SLACK > self.least
    }

    pub(super) fn take(&mut self, doc: DocId, score: Score) {
        if score > self.least {
            self.least = self.taker.take(doc, score);
        }
    }

    /// By what the score of a record is multiplied, as a part of the most.
    pub(super) fn share(&self, doc: DocId) -> Score {
        self.taker.share(doc)
    }
}

/// A walk along the records of a segment, forwards.
pub(super) trait Walk {
    /// Records that are looked at, at most.
    fn records(&self) -> u32;

    /// The next record that may match.
    fn doc(&self) -> DocId;

    /// Goes on to the next record from `doc` on that may match.
    fn go_to(&mut self, doc: DocId);

    /// The most that a record of a window can score; less than any score if none of it matches.
    fn most(&self, window: DocId) -> Score;

    /// The same of so many windows, from the first on; `None` where it is not known.
    fn all_most(&self, windows: usize) -> Option<Mosts>;

    /// Gives the records of a window that may be wanted, from the present one on.
    fn look_at<T: Taker>(&mut self, window: DocId, wanted: &mut Wanted<T>);
}

/// Gives the records that match in a segment of `records` and score more than the least that is wanted; `open` begins a walk,
/// which is `None` where nothing matches.
pub(super) fn walk<W: Walk, T: Taker>(
    records: DocId,
    wanted: &mut Wanted<T>,
    open: impl Fn() -> tantivy::Result<Option<W>>,
) -> tantivy::Result<()> {
    let Some(mut walk) = open()? else { return Ok(()) };
    let windows = records.div_ceil(WINDOW);
    let are_few = walk.records() <= windows / FEW;
    let known = if are_few { None } else { walk.all_most(windows as usize) };
    let Some(most) = known else {
        loop {
            let doc = walk.doc();
            if doc == TERMINATED {
                return Ok(());
            }
            let window = doc / WINDOW;
            if walk.most(window) > wanted.least {
                walk.look_at(window, wanted);
            }
            walk.go_to((window + 1) * WINDOW);
        }
    };
    let (mut begun, mut past) = (Some(walk), u16::MAX);
    for from in most.bands(wanted.best) {
        most.each(from..=past, wanted.least, |window| {
            if begun.is_none() {
                begun = open()?;
            }
            begun.iter_mut().for_each(|walk| walk.look_at(window, wanted));
            tantivy::Result::Ok(wanted.least)
        })?;
        (begun, past) = (None, from.saturating_sub(1));
    }
    Ok(())
}

/// A word in one segment.
pub(super) struct Word<S> {
    /// The most that it scores; not known where nothing is to be gained by it.
    pub(super) ceiling: Option<Arc<Ceiling>>,
    pub(super) scorer: S,
}

impl<S: Within> Word<S> {
    /// Goes on to `doc`; true if that holds the word.
    pub(super) fn holds(&mut self, doc: DocId) -> bool {
        self.scorer.within(doc, doc + 1) == doc
    }

    pub(super) fn most(&self, window: DocId) -> Option<Score> {
        self.ceiling.as_ref().map_or(Some(Score::MAX), |ceiling| ceiling.at(window))
    }

    #[inline]
    pub(super) fn in_pieces(&self, window: DocId) -> Pieces {
        let Some(ceiling) = &self.ceiling else { return [Score::MAX; PIECES] };
        let mut most = ceiling.in_pieces(window);
        if !ceiling.is_fine() {
            let pieces = self.scorer.pieces(window);
            for (piece, most) in most.iter_mut().enumerate() {
                *most = if pieces >> piece & 1 == 1 { *most } else { 0.0 };
            }
        }
        most
    }

    pub(super) fn is_fine(&self) -> bool {
        self.ceiling.as_ref().is_some_and(|ceiling| ceiling.is_fine())
    }
}

/// The records of a window.
pub(super) fn whole(window: DocId) -> Range<DocId> {
    window * WINDOW..(window + 1) * WINDOW
}

/// The records of a piece of a window.
pub(super) fn part(window: DocId, piece: usize) -> Range<DocId> {
    let first = window * WINDOW + piece as DocId * PIECE;
    first..first + PIECE
}

/// What two neighbours add in one segment.
pub(super) struct Near {
    pub(super) ceiling: Arc<Ceiling>,
    pub(super) scorer: NearnessScorer,
}

/// Adds piece by piece.
pub(super) fn add(sums: &mut Pieces, most: &Pieces) {
    sums.iter_mut().zip(most).for_each(|(sum, most)| *sum += most);
}

/// The same of what every record must hold: no sum is enough where none does.
pub(super) fn narrow(sums: &mut Pieces, most: &Pieces) {
    for (sum, most) in sums.iter_mut().zip(most) {
        *sum = if *most == 0.0 { Score::NEG_INFINITY } else { *sum + most };
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use tantivy::DocSet;
    use tantivy::query::Scorer;

    use super::*;
    use crate::query::lower::all_words::All;
    use crate::query::lower::any_words::Any;
    use crate::query::lower::ceilings::tests::{Listed, ceiling};

    /// Records of the segment.
    const RECORDS: DocId = 3_000;

    type Scores = BTreeMap<DocId, Score>;

    impl Within for Listed {
        fn within(&mut self, from: DocId, _: DocId) -> DocId {
            if self.doc() < from { self.seek(from) } else { self.doc() }
        }

        fn here(&self) -> DocId {
            self.doc()
        }

        fn go_on(&mut self) -> DocId {
            self.advance()
        }

        fn scored(&mut self) -> Score {
            self.score()
        }

        fn records(&self) -> u32 {
            self.size_hint()
        }
    }

    /// Keeps the greatest scores.
    struct Greatest {
        best: usize,
        scores: Vec<Score>,
        given: usize,
    }

    impl Taker for &mut Greatest {
        fn share(&self, _: DocId) -> Score {
            1.0
        }

        fn take(&mut self, _: DocId, score: Score) -> Score {
            self.given += 1;
            self.scores.push(score);
            self.scores.sort_by(|a, b| Score::total_cmp(b, a));
            self.scores.truncate(self.best);
            if self.scores.len() < self.best { Score::MIN } else { self.scores[self.best - 1] }
        }
    }

    fn words(of: &[Scores]) -> Vec<Word<Listed>> {
        let word = |scores: &Scores| {
            let scores: Vec<(DocId, Score)> = scores.iter().map(|(doc, it)| (*doc, *it)).collect();
            let ceiling = Some(Arc::new(ceiling(&scores, RECORDS)));
            Word { ceiling, scorer: Listed(scores, 0) }
        };
        of.iter().map(word).collect()
    }

    /// The greatest `best` scores that a walk gives, and how many records it gave.
    fn walked<W: Walk>(best: usize, open: impl Fn() -> W) -> (Vec<Score>, usize) {
        let mut kept = Greatest { best, scores: Vec::new(), given: 0 };
        let mut wanted = Wanted { best, least: Score::MIN, taker: &mut kept };
        walk(RECORDS, &mut wanted, || Ok(Some(open()))).unwrap();
        (kept.scores, kept.given)
    }

    /// The greatest `best` of the records that hold all of the words, or any of them.
    fn plainly(best: usize, of: &[Scores], all: bool) -> Vec<Score> {
        let held = |doc: &DocId| of.iter().filter(|word| word.contains_key(doc)).count();
        let wanted = |doc: &DocId| if all { held(doc) == of.len() } else { held(doc) > 0 };
        let score = |doc: DocId| of.iter().filter_map(|word| word.get(&doc)).sum();
        let mut scores: Vec<Score> = (0..RECORDS).filter(wanted).map(score).collect();
        scores.sort_by(|a, b| b.total_cmp(a));
        scores.truncate(best);
        scores
    }

    fn word() -> impl Strategy<Value = Scores> {
        (0..RECORDS, 1..6_u32, 1..1_000_u32).prop_flat_map(|(first, apart, most)| {
            let every = (first..RECORDS).step_by(apart as usize).collect::<Vec<_>>();
            let score = (0..most).prop_map(|score| score as Score / 8.0);
            prop::collection::vec(score, every.len())
                .prop_map(move |scores| every.iter().copied().zip(scores).collect())
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn the_best_are_those_of_a_plain_reading(
            of in prop::collection::vec(word(), 1..4),
            best in prop::sample::select(vec![1, 3, 10, 40, 5_000]),
        ) {
            let (all, _) = walked(best, || All::new(words(&of), Vec::new(), Vec::new()));
            prop_assert_eq!(all, plainly(best, &of, true));
            let (any, _) = walked(best, || Any::new(words(&of), Vec::new()));
            prop_assert_eq!(any, plainly(best, &of, false));
        }
    }

    #[test]
    fn of_one_word_hardly_more_than_the_best_are_given() {
        // Each score once, in no order.
        let scores: Scores =
            (0..RECORDS).map(|doc| (doc, (doc * 1_237 % RECORDS) as Score)).collect();
        let of = [scores];
        let (all, given) = walked(10, || All::new(words(&of), Vec::new(), Vec::new()));
        assert_eq!(all, plainly(10, &of, true));
        assert!(given < 100, "{given} of {RECORDS} records were looked at");
    }
}

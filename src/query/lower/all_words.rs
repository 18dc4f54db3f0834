//! A walk along the records that hold all of some words: the rarest leads, and of a record no more is asked than it takes to tell that
//! it is not enough.

use std::ops::Range;
use std::sync::Arc;

use tantivy::query::Scorer;
use tantivy::{DocId, Score, TERMINATED};

use super::ceilings::PIECES;
use super::mosts::Mosts;
use super::passing::Test;
use super::windows::{Near, Taker, Walk, Wanted, Within, Word, add, narrow, part, whole};

/// The records that hold all of some words and pass all tests.
pub(super) struct All<S> {
    /// The rarest first; in this order they are also added up.
    words: Vec<Word<S>>,
    tests: Vec<Test>,
    near: Vec<Near>,
    /// Set if a test passes fewer records than hold the rarest word.
    leading: Option<Box<dyn Scorer>>,
}

impl<S: Within> All<S> {
    /// Of one word at least.
    pub(super) fn new(mut words: Vec<Word<S>>, mut tests: Vec<Test>, near: Vec<Near>) -> Self {
        words.sort_by_key(|word| word.scorer.records());
        tests.sort_by_key(Test::passing);
        let rarest = words.first().map_or(0, |word| word.scorer.records());
        let mut leading = None;
        if tests.first().is_some_and(|test| test.passing() < rarest) {
            match tests.remove(0) {
                Test::Listed(passing) => leading = Some(passing),
                other => tests.push(other),
            }
        }
        Self { words, tests, near, leading }
    }

    /// Goes on to the first record that may match from `from` on, if that comes before `past`.
    fn within(&mut self, from: DocId, past: DocId) -> DocId {
        match (&mut self.leading, self.words.first_mut()) {
            (Some(test), _) if test.doc() < from => test.seek(from),
            (Some(test), _) => test.doc(),
            (None, Some(first)) => first.scorer.within(from, past),
            (None, None) => TERMINATED,
        }
    }

    /// Gives the records of a stretch that may be wanted; `rest` and `bonus` as for [`Self::score`].
    fn look_between<T: Taker>(
        &mut self,
        stretch: Range<DocId>,
        rest: Score,
        bonus: Score,
        wanted: &mut Wanted<T>,
    ) {
        let mut doc = self.within(stretch.start, stretch.end);
        while doc < stretch.end {
            if let Some(score) = self.score(doc, rest, bonus, wanted) {
                wanted.take(doc, score);
            }
            doc = self.advance();
        }
    }

    fn advance(&mut self) -> DocId {
        match (&mut self.leading, self.words.first_mut()) {
            (Some(test), _) => test.advance(),
            (None, Some(first)) => first.scorer.go_on(),
            (None, None) => TERMINATED,
        }
    }

    /// What `doc`, at which what leads stands, scores, if it may be wanted; `rest` is the most that all but the first word can add,
    /// and `bonus` what of it comes from neighbours.
    fn score<T: Taker>(
        &mut self,
        doc: DocId,
        rest: Score,
        bonus: Score,
        wanted: &Wanted<T>,
    ) -> Option<Score> {
        let Self { words, tests, near, leading } = self;
        let (first, others) = words.split_first_mut()?;
        if leading.is_some() && !first.holds(doc) {
            return None;
        }
        let mut whole = first.scorer.scored();
        if !wanted.may(whole + rest) || !tests.iter_mut().all(|test| test.passes(doc)) {
            return None;
        }
        let share = wanted.share(doc);
        if !wanted.may(whole * share + rest) || !others.iter_mut().all(|word| word.holds(doc)) {
            return None;
        }
        others.iter_mut().for_each(|word| whole += word.scorer.scored());
        if near.is_empty() {
            return Some(whole);
        }
        if !wanted.may(whole * share + bonus) {
            return None;
        }
        let most: Score = near.iter_mut().map(|near| near.scorer.most(doc)).sum();
        if !wanted.may((whole + most) * share) {
            return None;
        }
        let here = near.iter_mut().filter(|near| near.scorer.is_at(doc));
        let mut added = 0.0;
        here.for_each(|near| added += near.scorer.score_here());
        Some(whole + added)
    }
}

impl<S: Within> Walk for All<S> {
    fn records(&self) -> u32 {
        let rarest = self.words.first().map_or(0, |word| word.scorer.records());
        self.leading.as_ref().map_or(rarest, |test| test.size_hint())
    }

    fn doc(&self) -> DocId {
        let first = self.words.first().map_or(TERMINATED, |word| word.scorer.here());
        self.leading.as_ref().map_or(first, |test| test.doc())
    }

    fn go_to(&mut self, doc: DocId) {
        self.within(doc, doc);
    }

    fn most(&self, window: DocId) -> Score {
        let words: Option<Score> = self.words.iter().map(|word| word.most(window)).sum();
        let near: Score = self.near.iter().filter_map(|near| near.ceiling.at(window)).sum();
        words.map_or(Score::NEG_INFINITY, |words| words + near)
    }

    fn all_most(&self, windows: usize) -> Option<Mosts> {
        let words = self.words.iter().map(|word| word.ceiling.clone()).collect();
        let near = self.near.iter().map(|near| Arc::clone(&near.ceiling)).collect();
        Mosts::all(windows, words, near)
    }

    fn look_at<T: Taker>(&mut self, window: DocId, wanted: &mut Wanted<T>) {
        // Where the rarest is rare, few of its records lie in a window: to look into pieces is more than to look at those.
        if !self.words.first().is_some_and(Word::is_fine) {
            let bonus: Score = self.near.iter().filter_map(|near| near.ceiling.at(window)).sum();
            let others = self.words.iter().skip(1).filter_map(|word| word.most(window));
            let rest = others.sum::<Score>() + bonus;
            return self.look_between(whole(window), rest, bonus, wanted);
        }
        let mut bonus = [0.0; PIECES];
        for near in &self.near {
            add(&mut bonus, &near.ceiling.in_pieces(window));
        }
        let mut rest = bonus;
        for word in self.words.iter().skip(1) {
            narrow(&mut rest, &word.in_pieces(window));
        }
        let mut most = rest;
        self.words.first().into_iter().for_each(|word| narrow(&mut most, &word.in_pieces(window)));
        for piece in 0..PIECES {
            if most[piece] > wanted.least {
                self.look_between(part(window, piece), rest[piece], bonus[piece], wanted);
            }
        }
    }
}

//! A walk along the records that hold any of some words: only those of what can be enough by itself are looked at, Turtle and Flood's
//! "Query evaluation: strategies and optimizations" (1995), which they call MaxScore.

use std::ops::Range;

use tantivy::{DocId, Score, TERMINATED};

use super::ceilings::{PIECES, Pieces, WINDOW};
use super::mosts::Mosts;
use super::passing::Test;
use super::windows::{Taker, Walk, Wanted, Within, Word, add, part, whole};

/// The records that hold one of some words at least and pass all tests.
pub(super) struct Any<S> {
    words: Vec<Word<S>>,
    tests: Vec<Test>,
    /// For each word the most that it scores in the pieces of the present window.
    most: Vec<Pieces>,
    /// The words that the present piece has, with the most that they score in it: the least first.
    order: Vec<(usize, Score)>,
    /// For each word what it scores in the records of the present piece.
    scores: Vec<[Score; WINDOW as usize]>,
    /// For each word which records of the piece these are.
    held: Vec<u128>,
    /// What the records of the present piece score for the words that were looked at.
    so_far: [Score; WINDOW as usize],
}

impl<S: Within> Any<S> {
    /// Of some words.
    pub(super) fn new(words: Vec<Word<S>>, tests: Vec<Test>) -> Self {
        let scores = vec![[0.0; WINDOW as usize]; words.len()];
        let (held, most) = (vec![0; words.len()], vec![[0.0; PIECES]; words.len()]);
        let (order, so_far) = (Vec::new(), [0.0; WINDOW as usize]);
        Self { words, tests, most, order, scores, held, so_far }
    }

    /// What a record scores, in the order of the words whatever the window showed first: so it is always the same.
    fn sum(&self, place: usize) -> Score {
        let of = |(held, scores): (&u128, &[Score; WINDOW as usize])| {
            if held >> place & 1 == 1 { scores[place] } else { 0.0 }
        };
        self.held.iter().zip(&self.scores).map(of).sum()
    }
}

impl<S: Within> Walk for Any<S> {
    fn records(&self) -> u32 {
        self.words.iter().map(|word| word.scorer.records()).fold(0, u32::saturating_add)
    }

    fn doc(&self) -> DocId {
        self.words.iter().map(|word| word.scorer.here()).min().unwrap_or(TERMINATED)
    }

    fn go_to(&mut self, doc: DocId) {
        self.words.iter_mut().for_each(|word| {
            word.scorer.within(doc, doc);
        });
    }

    fn most(&self, window: DocId) -> Score {
        let mut words = self.words.iter().filter_map(|word| word.most(window));
        words.next().map_or(Score::NEG_INFINITY, |first| first + words.sum::<Score>())
    }

    fn all_most(&self, windows: usize) -> Option<Mosts> {
        Mosts::any(windows, self.words.iter().map(|word| word.ceiling.clone()).collect())
    }

    fn look_at<T: Taker>(&mut self, window: DocId, wanted: &mut Wanted<T>) {
        for (word, known) in self.words.iter().zip(&mut self.most) {
            known[0] = word.most(window).unwrap_or(0.0);
        }
        // One common word alone stands in every piece of a window; and where common words are not enough without a rare one, only
        // its few records are looked at.
        let rare_last = !self.are_enough(wanted);
        if rare_last || self.words.iter().filter(|word| word.is_fine()).count() < 2 {
            return self.look_at_piece((0, rare_last), whole(window), wanted);
        }
        let mut most = [0.0; PIECES];
        for (word, known) in self.words.iter().zip(&mut self.most) {
            *known = word.in_pieces(window);
            add(&mut most, known);
        }
        for (piece, most) in most.iter().enumerate() {
            if *most > wanted.least && *most > 0.0 {
                self.look_at_piece((piece, false), part(window, piece), wanted);
            }
        }
    }
}

impl<S: Within> Any<S> {
    /// Whether the common words of a window, of which the most is known, can be enough.
    fn are_enough<T: Taker>(&self, wanted: &Wanted<T>) -> bool {
        let common = self.words.iter().zip(&self.most).filter(|(word, _)| word.is_fine());
        wanted.may(common.map(|(_, most)| most[0]).sum())
    }

    /// Gives the records of a stretch that may be wanted; `piece` has the most that the words score in it. With `rare_last` common
    /// words are sooner passed over than rare ones.
    fn look_at_piece<T: Taker>(
        &mut self,
        (piece, rare_last): (usize, bool),
        stretch: Range<DocId>,
        wanted: &mut Wanted<T>,
    ) {
        let Range { start: from, end: past } = stretch;
        self.order.clear();
        for (at, most) in self.most.iter().map(|most| most[piece]).enumerate() {
            if most > 0.0 {
                // They are few: each is put to its place.
                let is_later = |at: usize| rare_last && !self.words[at].is_fine();
                let this = (is_later(at), most);
                let before = |other: &&(usize, Score)| (is_later(other.0), other.1) <= this;
                let place = self.order.iter().take_while(before).count();
                self.order.insert(place, (at, most));
            }
        }
        // What a record scores for the first of them alone is not enough.
        let (mut alone, mut rest) = (0, 0.0);
        for (_, most) in &self.order {
            if wanted.may(rest + most) {
                break;
            }
            (alone, rest) = (alone + 1, rest + most);
        }
        self.held.fill(0);
        let mut found: u128 = 0;
        for (at, _) in &self.order[alone..] {
            let (scorer, scores) = (&mut self.words[*at].scorer, &mut self.scores[*at]);
            let mut doc = scorer.within(from, past);
            let mut held = 0_u128;
            while doc < past {
                let place = (doc - from) as usize;
                let (score, so_far) = (scorer.scored(), &mut self.so_far[place]);
                scores[place] = score;
                *so_far = if found >> place & 1 == 1 { *so_far + score } else { score };
                held |= 1 << place;
                doc = scorer.go_on();
            }
            self.held[*at] = held;
            found |= held;
        }
        while found != 0 {
            let place = found.trailing_zeros() as usize;
            found &= found - 1;
            let doc = from + place as DocId;
            let (mut known, mut rest) = (self.so_far[place], rest);
            if !wanted.may(known + rest) || !self.tests.iter_mut().all(|test| test.passes(doc)) {
                continue;
            }
            let share = wanted.share(doc);
            for (at, most) in self.order[..alone].iter().rev() {
                if !wanted.may(known * share + rest) {
                    break;
                }
                rest -= most;
                let word = &mut self.words[*at];
                if word.holds(doc) {
                    self.scores[*at][place] = word.scorer.scored();
                    self.held[*at] |= 1 << place;
                    known += self.scores[*at][place];
                }
            }
            if wanted.may(known * share + rest) {
                let score = self.sum(place);
                wanted.take(doc, score);
            }
        }
    }
}

//! The tokens and n-grams of texts, counted where they stand; what is masked does not count.

use std::collections::HashMap;
use std::num::NonZeroU32;

use super::mask::{Boilerplate, Mask, is_grade_word, states_improvement};
use crate::Result;
use crate::index::{Analyzer, Role};
use crate::search::{GAP, Part, Side, Sided, Sides, sentences};

/// Words of an n-gram at most.
pub const MAX_GRAM: usize = 5;

/// How often something stands on each side, and where: there are as many of these as different n-grams, so they are small.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Counted {
    /// Most n-grams have one place only.
    first: Option<Place>,
    /// The others, behind a pointer that is smaller than an empty list.
    #[expect(clippy::box_collection, reason = "most have none, and there are millions of them")]
    others: Option<Box<Vec<Place>>>,
}

/// Occurrences in a part on a side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    part: u32,
    side: Side,
    n: NonZeroU32,
}

impl Place {
    fn is_of(&self, part: u32, side: Side) -> bool {
        (self.part, self.side) == (part, side)
    }
}

impl Counted {
    fn add(&mut self, part: u32, side: Side) {
        let last = self.others.as_mut().and_then(|others| others.last_mut());
        let last = last.or(self.first.as_mut()).filter(|last| last.is_of(part, side));
        match last.and_then(|last| Some((last.n.checked_add(1)?, last))) {
            Some((n, last)) => last.n = n,
            None => self.push(Place { part, side, n: NonZeroU32::MIN }),
        }
    }

    fn push(&mut self, place: Place) {
        match self.first {
            None => self.first = Some(place),
            Some(_) => self.others.get_or_insert_default().push(place),
        }
    }

    fn merge(&mut self, other: Self) {
        other.places().for_each(|place| self.push(*place));
    }

    fn places(&self) -> impl Iterator<Item = &Place> {
        self.first.iter().chain(self.others.iter().flat_map(|others| others.iter()))
    }

    /// The places in order, so that those of one part on one side follow each other.
    fn settle(&mut self) {
        let (Some(first), Some(others)) = (&mut self.first, &mut self.others) else { return };
        others.push(*first);
        others.sort_unstable();
        *first = others.remove(0);
    }

    /// Occurrences on each side.
    pub(super) fn n(&self) -> [u64; 2] {
        let mut n = [0; 2];
        self.places().for_each(|place| n[place.side.place()] += u64::from(place.n.get()));
        n
    }

    /// Distinct inspections on each side.
    pub(super) fn inspections(&self, parts: &[Part]) -> [u64; 2] {
        let mut found = [0; 2];
        let mut before = None;
        for place in self.places() {
            let here = (place.part, place.side);
            let is = matches!(parts.get(place.part as usize), Some(Part::Inspection(_)));
            found[place.side.place()] += u64::from(is && before != Some(here));
            before = Some(here);
        }
        found
    }

    /// Occurrences of each part on each side.
    pub(super) fn spread(&self, parts: usize) -> Vec<[u64; 2]> {
        let mut spread = vec![[0; 2]; parts];
        for place in self.places() {
            spread[place.part as usize][place.side.place()] += u64::from(place.n.get());
        }
        spread
    }
}

/// The n-grams of both sides.
#[derive(Debug, Default)]
pub(super) struct Grams {
    /// By the words, parted by spaces.
    counts: HashMap<Box<str>, Counted>,
    /// N-grams in all by their number of words less one, of each side.
    pub(super) totals: Vec<[u64; 2]>,
    /// Tokens of each part on each side.
    pub(super) parts: HashMap<u32, [u64; 2]>,
    /// What was masked.
    pub(super) masked: Masked,
}

/// What a mask took out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Masked {
    /// Tokens that state a grade.
    pub grade_words: u64,
    /// Sentences that many inspections share.
    pub sentences: u64,
}

impl Grams {
    fn merge(&mut self, other: Self) {
        other.counts.into_iter().for_each(|(gram, counted)| {
            self.counts.entry(gram).or_default().merge(counted);
        });
        self.totals.resize(self.totals.len().max(other.totals.len()), [0; 2]);
        for (mine, others) in self.totals.iter_mut().zip(&other.totals) {
            (0..2).for_each(|side| mine[side] += others[side]);
        }
        other.parts.into_iter().for_each(|(part, n)| {
            let mine = self.parts.entry(part).or_default();
            (0..2).for_each(|side| mine[side] += n[side]);
        });
        self.masked.grade_words += other.masked.grade_words;
        self.masked.sentences += other.masked.sentences;
    }

    /// Number of different n-grams.
    pub(super) fn different(&self) -> u64 {
        self.counts.len() as u64
    }

    /// The n-grams that occur at least so often on one of the sides, with their number of words, in the order of the alphabet.
    pub(super) fn sorted(&mut self, least: u64) -> Vec<(usize, String, Counted)> {
        let counts = std::mem::take(&mut self.counts).into_iter();
        let often = counts.filter(|(_, counted)| counted.n().into_iter().any(|n| n >= least));
        let mut all: Vec<_> = often
            .map(|(gram, mut counted)| {
                counted.settle();
                (gram.matches(' ').count() + 1, String::from(gram), counted)
            })
            .collect();
        all.sort_unstable_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
        all
    }
}

/// Counts the n-grams of `from` to `to` words. A single token may also be a compound as a whole; the words of a longer one
/// follow each other within a sentence, with nothing masked between.
pub(super) fn grams(
    sides: &Sides<'_>,
    (from, to): (usize, usize),
    mask: Mask,
    boilerplate: Option<&Boilerplate>,
) -> Result<Grams> {
    let state = Reader { analyzer: Analyzer::for_corpus(), words: Vec::new() };
    let each = |reader: &mut Reader, grams: &mut Grams, sided: Sided| {
        grams.totals.resize(to, [0; 2]);
        let text = &sided.words.text;
        for (_, sentence) in sentences_of(text) {
            if boilerplate.is_some_and(|known| known.holds(sentence, sided.words.body.as_deref())) {
                grams.masked.sentences += 1;
                continue;
            }
            reader.sentence(sentence, mask, (from, to), &sided, grams);
        }
    };
    sides.gather(&state, each, Grams::merge)
}

/// The sentences of a text with where they begin; a title of its own is one.
pub(super) fn sentences_of(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    text.split(GAP).flat_map(move |part| {
        let from = start;
        start += part.len() + GAP.len_utf8();
        let found = sentences(part).into_iter();
        found.map(move |span| (from + span.start, &part[span.start..span.end]))
    })
}

#[derive(Clone)]
struct Reader {
    analyzer: Analyzer,
    words: Vec<(String, Role)>,
}

impl Reader {
    fn sentence(
        &mut self,
        sentence: &str,
        mask: Mask,
        (from, to): (usize, usize),
        sided: &Sided,
        grams: &mut Grams,
    ) {
        let Self { analyzer, words } = self;
        words.clear();
        analyzer.each(sentence, |found| words.push((found.text.to_owned(), found.role)));
        let (side, part) = (sided.side, sided.part);
        let mut run: Vec<&str> = Vec::new();
        let mut gram = String::new();
        let plain: Vec<usize> =
            (0..words.len()).filter(|at| words[*at].1 != Role::Joined).collect();
        if from == 1 {
            for (word, _) in words.iter().filter(|(_, role)| *role == Role::Joined) {
                take(grams, 1, word, side, part, (from, to));
            }
        }
        for (nth, at) in plain.iter().enumerate() {
            let word = words[*at].0.as_str();
            let beside = |step: isize| {
                let other = plain.get(nth.checked_add_signed(step)?)?;
                Some(words[*other].0.as_str())
            };
            let masked = mask.grades
                && (is_grade_word(word) || states_improvement(word, beside(-1), beside(1)));
            if masked {
                grams.masked.grade_words += 1;
                run.clear();
                continue;
            }
            run.push(word);
            for n in 1..=to.min(run.len()) {
                gram.clear();
                // A run of less words than are counted is only a number.
                for (nth, word) in run[run.len() - n..].iter().enumerate().filter(|_| n >= from) {
                    gram.extend((nth > 0).then_some(' '));
                    gram.push_str(word);
                }
                take(grams, n, &gram, side, part, (from, to));
            }
        }
    }
}

fn take(grams: &mut Grams, n: usize, gram: &str, side: Side, part: u32, (from, _): (usize, usize)) {
    grams.totals[n - 1][side.place()] += 1;
    if n == 1 {
        grams.parts.entry(part).or_default()[side.place()] += 1;
    }
    if n >= from {
        match grams.counts.get_mut(gram) {
            Some(counted) => counted.add(part, side),
            None => grams.counts.entry(gram.into()).or_default().add(part, side),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_add_up_in_whatever_order_they_come() {
        let parts = ["a", "b"].map(|key| Part::Inspection(key.to_owned()));
        let parts = [parts.as_slice(), &[Part::Report("r".to_owned())]].concat();
        let (target, reference) = (Side::Target, Side::Reference);
        let mut counted = Counted::default();
        for (part, side) in [(1, target), (0, target), (1, target), (2, target), (1, reference)] {
            counted.add(part, side);
        }
        let mut other = Counted::default();
        (0..3).for_each(|_| other.add(1, target));
        other.merge(counted);
        other.settle();
        assert_eq!(other.n(), [7, 1]);
        // Part 2 is no inspection.
        assert_eq!(other.inspections(&parts), [2, 1]);
        assert_eq!(other.spread(3), [[1, 0], [5, 1], [1, 0]]);
        assert_eq!(Counted::default().n(), [0, 0]);
    }
}

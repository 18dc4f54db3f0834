//! The tokens and n-grams of texts, counted where they stand; what is masked does not count.

use std::collections::HashMap;

use super::mask::{Boilerplate, Mask, is_grade_word, states_improvement};
use crate::Result;
use crate::index::{Analyzer, Role};
use crate::search::{GAP, Part, Side, Sided, Sides, sentences};

/// Words of an n-gram at most.
pub const MAX_GRAM: usize = 5;

/// How often something stands on each side, and where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Counted {
    pub(super) n: [u64; 2],
    /// Occurrences by part and side, each pair once after [`Counted::settle`].
    places: Vec<(u32, Side, u64)>,
}

impl Counted {
    fn add(&mut self, part: u32, side: Side) {
        self.n[side.place()] += 1;
        match self.places.last_mut() {
            Some((last, of, n)) if (*last, *of) == (part, side) => *n += 1,
            _ => self.places.push((part, side, 1)),
        }
    }

    fn settle(&mut self) {
        self.places.sort_unstable();
        let mut settled: Vec<(u32, Side, u64)> = Vec::new();
        for &(part, side, n) in &self.places {
            match settled.last_mut() {
                Some((last, of, sum)) if (*last, *of) == (part, side) => *sum += n,
                _ => settled.push((part, side, n)),
            }
        }
        self.places = settled;
    }

    /// Distinct inspections on each side.
    pub(super) fn inspections(&self, parts: &[Part]) -> [u64; 2] {
        let mut found = [0; 2];
        for (part, side, _) in &self.places {
            let is = matches!(parts.get(*part as usize), Some(Part::Inspection(_)));
            found[side.place()] += u64::from(is);
        }
        found
    }

    /// Occurrences of each part on each side.
    pub(super) fn spread(&self, parts: usize) -> Vec<[u64; 2]> {
        let mut spread = vec![[0; 2]; parts];
        for (part, side, n) in &self.places {
            spread[*part as usize][side.place()] += n;
        }
        spread
    }
}

/// The n-grams of both sides.
#[derive(Debug, Default)]
pub(super) struct Grams {
    counts: HashMap<(usize, String), Counted>,
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
            let mine = self.counts.entry(gram).or_default();
            (0..2).for_each(|side| mine.n[side] += counted.n[side]);
            mine.places.extend(counted.places);
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

    /// The n-grams with their number of words, in the order of the alphabet.
    pub(super) fn sorted(&mut self) -> Vec<(usize, String, Counted)> {
        let counts = std::mem::take(&mut self.counts).into_iter();
        let mut all: Vec<_> = counts.map(|((n, gram), counted)| (n, gram, counted)).collect();
        all.iter_mut().for_each(|(_, _, counted)| counted.settle());
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
                let gram = run[run.len() - n..].join(" ");
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
        match grams.counts.get_mut(&(n, gram.to_owned())) {
            Some(counted) => counted.add(part, side),
            None => grams.counts.entry((n, gram.to_owned())).or_default().add(part, side),
        }
    }
}

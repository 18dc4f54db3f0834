//! A pattern as an automaton over the letters of the dictionary, so that only the words it may match are looked at.
//!
//! V. M. Glushkov, *The abstract theory of automata*, 1961: a state for each letter of the expression, none that is
//! empty; the set of states a word may be in is a handful of bits. Nothing is built ahead, so no expression blows up.
//! Letters beyond ASCII are all one to it: it takes a few words too many, which the caller tests with the expression.

use regex_syntax::hir::{Class, Hir, HirKind, Repetition};
use tantivy_fst::Automaton;

/// Letters and classes of a pattern at most, each as often as it may be repeated.
pub(super) const MAX_LETTERS: usize = 256;

const WORDS: usize = MAX_LETTERS / 64;

/// The pattern as an automaton.
#[derive(Debug)]
pub(super) struct Glushkov {
    /// By byte, the letters of the pattern that it may be.
    of_byte: Vec<Letters>,
    /// By letter, those that may follow.
    follow: Vec<Letters>,
    first: Letters,
    last: Letters,
    empty: bool,
}

/// A set of letters of the pattern.
type Letters = [u64; WORDS];

const NONE: Letters = [0; WORDS];

/// Where the automaton is within a word.
#[derive(Debug, Clone, Copy)]
pub(super) enum State {
    /// Before the first byte.
    Start,
    /// At one of these letters; at none, nothing can match any more.
    At(Letters),
}

impl Glushkov {
    /// The automaton of an expression; `None` if it has too many letters or holds what words do not.
    pub(super) fn new(expression: &Hir) -> Option<Self> {
        let (of_byte, follow) = (vec![NONE; 256], Vec::new());
        let mut made = Self { of_byte, follow, first: NONE, last: NONE, empty: false };
        let whole = made.part(expression)?;
        (made.first, made.last, made.empty) = (whole.first, whole.last, whole.empty);
        Some(made)
    }

    /// Adds the letters of a part; the parser bounds how deep it is.
    fn part(&mut self, part: &Hir) -> Option<Part> {
        match part.kind() {
            HirKind::Empty => Some(Part::EMPTY),
            HirKind::Literal(literal) => {
                let text = std::str::from_utf8(&literal.0).ok()?;
                self.row(text.chars().map(|letter| (letter, letter)).map(|range| vec![range]))
            }
            HirKind::Class(Class::Unicode(class)) => self.row([class
                .ranges()
                .iter()
                .map(|range| (range.start(), range.end()))
                .collect()]),
            HirKind::Repetition(repetition) => self.repeated(repetition),
            HirKind::Capture(capture) => self.part(&capture.sub),
            HirKind::Concat(parts) => {
                let mut whole = Part::EMPTY;
                for part in parts {
                    let next = self.part(part)?;
                    whole = self.joined(whole, next);
                }
                Some(whole)
            }
            HirKind::Alternation(parts) => {
                let mut whole = Part { empty: false, ..Part::EMPTY };
                for part in parts {
                    whole = whole.or(self.part(part)?);
                }
                Some(whole)
            }
            HirKind::Look(_) | HirKind::Class(Class::Bytes(_)) => None,
        }
    }

    /// One letter after another, each given as ranges of characters.
    fn row(&mut self, letters: impl IntoIterator<Item = Vec<(char, char)>>) -> Option<Part> {
        let mut whole = Part::EMPTY;
        for ranges in letters {
            let mut either = Part { empty: false, ..Part::EMPTY };
            let mut ascii: Vec<u8> = Vec::new();
            for (from, to) in &ranges {
                let to = (*to as u32).min(127);
                ascii.extend((*from as u32..=to).filter_map(|c| u8::try_from(c).ok()));
            }
            if !ascii.is_empty() {
                // The dictionary has small letters only.
                ascii.iter_mut().for_each(u8::make_ascii_lowercase);
                either = either.or(self.letter(&ascii, false)?);
            }
            if ranges.iter().any(|(_, to)| !to.is_ascii()) {
                let high: Vec<u8> = (0x80..=0xff).collect();
                either = either.or(self.letter(&high, true)?);
            }
            whole = self.joined(whole, either);
        }
        Some(whole)
    }

    /// A letter that is one of these bytes, or a row of them.
    fn letter(&mut self, bytes: &[u8], row: bool) -> Option<Part> {
        let number = self.follow.len();
        if number == MAX_LETTERS {
            return None;
        }
        let only = single(number);
        bytes.iter().for_each(|byte| add(&mut self.of_byte[usize::from(*byte)], &only));
        self.follow.push(if row { only } else { NONE });
        Some(Part { first: only, last: only, empty: false })
    }

    fn repeated(&mut self, repetition: &Repetition) -> Option<Part> {
        let mut whole = Part::EMPTY;
        for _ in 0..repetition.min {
            let next = self.part(&repetition.sub)?;
            whole = self.joined(whole, next);
        }
        match repetition.max {
            None => {
                let again = self.part(&repetition.sub)?;
                self.follows(&again.last, &again.first);
                whole = self.joined(whole, Part { empty: true, ..again });
            }
            Some(max) => {
                let mut rest = Part::EMPTY;
                for _ in repetition.min..max {
                    let next = self.part(&repetition.sub)?;
                    rest = self.joined(rest, Part { empty: true, ..next });
                }
                whole = self.joined(whole, rest);
            }
        }
        Some(whole)
    }

    fn joined(&mut self, before: Part, after: Part) -> Part {
        self.follows(&before.last, &after.first);
        let with = |mut set: Letters, other: &Letters, wanted: bool| {
            if wanted {
                add(&mut set, other);
            }
            set
        };
        Part {
            first: with(before.first, &after.first, before.empty),
            last: with(after.last, &before.last, after.empty),
            empty: before.empty && after.empty,
        }
    }

    fn follows(&mut self, before: &Letters, after: &Letters) {
        each(before, |letter| {
            if let Some(follow) = self.follow.get_mut(letter) {
                add(follow, after);
            }
        });
    }
}

impl Automaton for Glushkov {
    type State = State;

    fn start(&self) -> State {
        State::Start
    }

    fn is_match(&self, state: &State) -> bool {
        match state {
            State::Start => self.empty,
            State::At(letters) => letters.iter().zip(&self.last).any(|(at, last)| at & last != 0),
        }
    }

    fn can_match(&self, state: &State) -> bool {
        !matches!(state, State::At(letters) if *letters == NONE)
    }

    fn accept(&self, state: &State, byte: u8) -> State {
        let mut next = match state {
            State::Start => self.first,
            State::At(letters) => {
                let mut next = NONE;
                each(letters, |letter| {
                    if let Some(follow) = self.follow.get(letter) {
                        add(&mut next, follow);
                    }
                });
                next
            }
        };
        if let Some(here) = self.of_byte.get(usize::from(byte)) {
            next.iter_mut().zip(here).for_each(|(set, here)| *set &= here);
        }
        State::At(next)
    }
}

/// The letters a part may begin and end with, and whether it may be nothing.
#[derive(Clone, Copy)]
struct Part {
    first: Letters,
    last: Letters,
    empty: bool,
}

impl Part {
    const EMPTY: Self = Self { first: NONE, last: NONE, empty: true };

    fn or(mut self, other: Self) -> Self {
        add(&mut self.first, &other.first);
        add(&mut self.last, &other.last);
        Self { empty: self.empty || other.empty, ..self }
    }
}

fn single(letter: usize) -> Letters {
    let mut set = NONE;
    if let Some(word) = set.get_mut(letter / 64) {
        *word = 1 << (letter % 64);
    }
    set
}

fn add(set: &mut Letters, other: &Letters) {
    set.iter_mut().zip(other).for_each(|(set, other)| *set |= other);
}

fn each(set: &Letters, mut each: impl FnMut(usize)) {
    for (word, bits) in set.iter().enumerate() {
        let mut bits = *bits;
        while bits != 0 {
            each(word * 64 + bits.trailing_zeros() as usize);
            bits &= bits - 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn automaton(pattern: &str) -> Option<Glushkov> {
        Glushkov::new(&regex_syntax::parse(pattern).unwrap())
    }

    fn takes(automaton: &Glushkov, word: &str) -> bool {
        let end = word.bytes().fold(automaton.start(), |state, byte| {
            assert!(automaton.can_match(&state) || !automaton.is_match(&state));
            automaton.accept(&state, byte)
        });
        automaton.is_match(&end)
    }

    #[test]
    fn too_many_letters_are_too_many() {
        assert!(automaton("a{256}").is_some());
        assert!(automaton("a{257}").is_none());
        assert!(automaton("(a{100}){100}").is_none());
    }

    #[test]
    fn letters_beyond_ascii_are_all_one() {
        let automaton = automaton("caf\u{e9}s?").unwrap();
        assert!(takes(&automaton, "caf\u{e9}") && takes(&automaton, "caf\u{20ac}s"));
        assert!(!takes(&automaton, "cafe") && !takes(&automaton, "caf"));
    }

    proptest! {
        #[test]
        fn it_takes_what_the_expression_matches(
            pattern in r"[abc.?*+|]{0,4}(\((a|b\|c|[ab]\*)\)(\{1,3\}|[*+?])?){0,2}[abc.]{0,3}",
            words in prop::collection::vec("[abc]{0,6}", 1..20),
        ) {
            let Ok(hir) = regex_syntax::parse(&pattern) else { return Ok(()) };
            let regex = regex::Regex::new(&format!("^(?:{pattern})$")).unwrap();
            let automaton = Glushkov::new(&hir).unwrap();
            for word in words {
                prop_assert_eq!(takes(&automaton, &word), regex.is_match(&word), "{} {}", pattern, word);
            }
        }
    }
}

//! What is not to count as language: words that state a grade, and sentences that many inspections share.

use std::collections::{HashMap, HashSet};

use super::grams::sentences_of;
use crate::Result;
use crate::index::mixed;
use crate::search::{Sided, Sides};

/// Inspections that must share a sentence for it to be boilerplate.
const MANY: usize = 3;

/// Words of a sentence that are no boilerplate however often they stand: too short to tell.
const SHORTEST: usize = 4;

/// Telling words from which on one of them may differ: in a shorter sentence it may be the one that matters.
const FORGIVING: usize = 8;

/// What is left out of a count of words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Mask {
    /// Words that state a grade.
    pub grades: bool,
    /// Sentences that many inspections share.
    pub boilerplate: bool,
}

/// True for a word that is a grade wherever it stands.
pub(super) fn is_grade_word(word: &str) -> bool {
    matches!(word, "outstanding" | "good" | "adequate" | "inadequate")
}

/// True for either word of `requires improvement`.
pub(super) fn states_improvement(word: &str, before: Option<&str>, after: Option<&str>) -> bool {
    let requires = |word: &str| matches!(word, "requires" | "require" | "requiring" | "required");
    match word {
        "improvement" => before.is_some_and(requires),
        _ => requires(word) && after == Some("improvement"),
    }
}

/// Sentences that say the same in many inspections, but for the names of bodies, numbers and small words.
#[derive(Debug, Default)]
pub(super) struct Boilerplate(HashSet<u64>);

impl Boilerplate {
    /// Finds them among the findings of both sides.
    pub(super) fn of(sides: &Sides<'_>) -> Result<Self> {
        type Seen = HashMap<u64, Vec<u32>>;
        let each = |(): &mut (), seen: &mut Seen, sided: Sided| {
            for (_, sentence) in sentences_of(&sided.words.text) {
                for key in skeletons(sentence, sided.words.body.as_deref()) {
                    note(seen.entry(key).or_default(), sided.part);
                }
            }
        };
        let merge = |seen: &mut Seen, other: Seen| {
            other.into_iter().for_each(|(key, parts)| {
                let mine = seen.entry(key).or_default();
                parts.into_iter().for_each(|part| note(mine, part));
            });
        };
        let seen = sides.gather(&(), each, merge)?;
        let shared = seen.into_iter().filter(|(_, parts)| parts.len() >= MANY);
        Ok(Self(shared.map(|(key, _)| key).collect()))
    }

    /// True if the sentence is one of them.
    pub(super) fn holds(&self, sentence: &str, body: Option<&str>) -> bool {
        skeletons(sentence, body).iter().any(|key| self.0.contains(key))
    }
}

/// Notes a part, of as many as must share a sentence.
fn note(parts: &mut Vec<u32>, part: u32) {
    if parts.len() < MANY && !parts.contains(&part) {
        parts.push(part);
    }
}

/// What of a sentence must be the same: its words in order, without those of the name of the body, those with digits and
/// those that carry no meaning of their own; of a long sentence also that without each of its words, so that two which
/// differ in one word have one of these in common. None for a sentence too short to tell.
fn skeletons(sentence: &str, body: Option<&str>) -> Vec<u64> {
    let names: Vec<String> = words(body.unwrap_or_default()).collect();
    let tells = |word: &String| {
        let is_small =
            SMALL.contains(&word.as_str()) || word.contains(|c: char| c.is_ascii_digit());
        !is_small && !names.contains(word)
    };
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(FNV_PRIME);
    let telling: Vec<u64> =
        words(sentence).filter(tells).map(|word| word.bytes().fold(FNV_START, step)).collect();
    let without = |left_out: usize| {
        let kept = telling.iter().enumerate().filter(|(at, _)| *at != left_out);
        kept.fold(FNV_START, |hash, (_, word)| mixed(hash.rotate_left(5) ^ word))
    };
    match telling.len() {
        few if few < SHORTEST => Vec::new(),
        some if some < FORGIVING => vec![without(usize::MAX)],
        many => (0..many).chain([usize::MAX]).map(without).collect(),
    }
}

fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    let is_silent = |c: char| matches!(c, '\'' | '\u{2019}');
    let split = text.split(move |c: char| !c.is_alphanumeric() && !is_silent(c));
    split.map(|word| word.trim_end_matches("'s").trim_end_matches("\u{2019}s")).filter_map(|word| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        (!word.is_empty()).then(|| word.to_lowercase())
    })
}

/// Words without a meaning of their own, and those that stand for the body.
const SMALL: [&str; 24] = [
    "a",
    "an",
    "and",
    "as",
    "at",
    "by",
    "for",
    "from",
    "in",
    "is",
    "it",
    "its",
    "of",
    "on",
    "or",
    "that",
    "the",
    "their",
    "this",
    "to",
    "with",
    "force",
    "constabulary",
    "police",
];

const FNV_START: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0100_0000_01b3;

#[cfg(test)]
mod tests {
    use super::*;

    fn same(one: (&str, &str), other: (&str, &str)) -> bool {
        let [one, other] = [one, other].map(|(text, body)| skeletons(text, Some(body)));
        one.iter().any(|key| other.contains(key))
    }

    #[test]
    fn a_sentence_is_known_again_but_for_names_and_numbers() {
        let of = |force, grade: &str| {
            (format!("{force} has been assessed as {grade} at keeping people safe in 2016."), force)
        };
        let (one, mereshire) = of("Mereshire Police", "good");
        let (other, fenwold) = of("Fenwold Constabulary", "good");
        let (turned, _) = of("Fenwold Constabulary", "inadequate");
        assert!(same((&one, mereshire), (&other.replace("2016", "in 2017,"), fenwold)));
        assert!(!same((&one, mereshire), (&turned, fenwold)));
        assert!(skeletons("Areas for improvement", None).is_empty());
    }

    #[test]
    fn a_long_sentence_may_differ_in_one_word() {
        let long = "We inspected how well forces treat victims, record crimes, answer calls and plan work.";
        let none = "";
        for (other, is) in [
            (long.replace("well", "fairly"), true),
            (long.replace("answer calls and ", "answer "), true),
            (long.replace("victims,", "vulnerable victims,"), true),
            (long.replace("victims", "witnesses").replace("calls", "letters"), false),
        ] {
            assert_eq!(same((long, none), (&other, none)), is, "{other}");
        }
    }

    #[test]
    fn a_grade_is_told_from_the_same_words_elsewhere() {
        let words =
            ["it", "requires", "improvement", "and", "requires", "time", "for", "improvement"];
        let masked: Vec<usize> = (0..words.len())
            .filter(|&at| {
                let before = at.checked_sub(1).map(|at| words[at]);
                states_improvement(words[at], before, words.get(at + 1).copied())
            })
            .collect();
        assert_eq!(masked, [1, 2]);
    }
}

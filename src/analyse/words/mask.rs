//! What is not to count as language: words that state a grade, and sentences that many inspections share.

use std::collections::{HashMap, HashSet};

use super::grams::sentences_of;
use crate::Result;
use crate::search::{Sided, Sides};

/// Inspections that must share a sentence for it to be boilerplate.
const MANY: usize = 3;

/// Words of a sentence that are no boilerplate however often they stand: too short to tell.
const SHORTEST: usize = 4;

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
                let Some(key) = skeleton(sentence, sided.words.body.as_deref()) else { continue };
                note(seen.entry(key).or_default(), sided.part);
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
        skeleton(sentence, body).is_some_and(|key| self.0.contains(&key))
    }
}

/// Notes a part, of as many as must share a sentence.
fn note(parts: &mut Vec<u32>, part: u32) {
    if parts.len() < MANY && !parts.contains(&part) {
        parts.push(part);
    }
}

/// What of a sentence must be the same: its words in order, without those of the name of the body, those with digits and
/// those that carry no meaning of their own. `None` for a sentence too short to tell.
fn skeleton(sentence: &str, body: Option<&str>) -> Option<u64> {
    let names: Vec<String> = words(body.unwrap_or_default()).collect();
    let mut hash = FNV_START;
    let mut count = 0;
    for word in words(sentence) {
        if SMALL.contains(&word.as_str()) || word.contains(|c: char| c.is_ascii_digit()) {
            continue;
        }
        if names.contains(&word) {
            continue;
        }
        count += 1;
        let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(FNV_PRIME);
        hash = word.bytes().chain([b' ']).fold(hash, step);
    }
    (count >= SHORTEST).then_some(hash)
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

    #[test]
    fn a_sentence_is_known_again_but_for_names_and_numbers() {
        let one = skeleton(
            "Mereshire Police has been assessed as good at keeping people safe in 2016.",
            Some("Mereshire Police"),
        );
        let other = skeleton(
            "Fenwold Constabulary has been assessed as good, at keeping people safe in 2017",
            Some("Fenwold Constabulary"),
        );
        assert!(one.is_some() && one == other);
        let turned = skeleton(
            "Mereshire Police has been assessed as inadequate at keeping people safe in 2016.",
            Some("Mereshire Police"),
        );
        assert_ne!(one, turned);
        assert_eq!(skeleton("Areas for improvement", None), None);
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

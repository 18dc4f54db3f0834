//! Whether two texts ask for the same: the words that tell, signatures by which candidates meet, and the exact check.
//!
//! Candidates: MinHash (Broder, "On the resemblance and containment of documents", 1997) with bands (Leskovec, Rajaraman and Ullman,
//! "Mining of massive datasets", chapter 3) over two sets of a text. Runs of five telling words find what was copied into a longer
//! text; single telling words find what was reworded. The check counts: the Dice coefficient of the telling words, or, where a
//! passage stands within a longer text, how much of the shorter one is aligned (Smith and Waterman, "Identification of common
//! molecular subsequences", 1981).

use std::ops::Range;

use super::align::local;
use crate::index::{Analyzer, Role, mixed};

/// How alike two texts must be to ask for the same: chosen on the labelled pairs of `tests/data/recurring.toml`.
pub const LEAST_ALIKE: f64 = 0.6;

/// Telling words of a text at least: fewer meet by chance.
const LEAST_TELLING: usize = 3;

/// Telling words that two texts must share, unless they share nearly all: a compound and a noun beside it are no request.
const LEAST_SHARED: usize = 4;

/// What counts as nearly all.
const NEARLY_ALL: f64 = 0.8;

/// Telling words of a passage that may be found within a longer text.
const LEAST_PASSAGE: usize = 6;

/// Words of a shingle.
const SHINGLE: usize = 5;

/// Bands of signatures over single words, and rows of each: pairs that share four in ten words meet with 98 in 100, pairs that
/// share one in twenty with less than one.
const WORD_BANDS: (usize, usize) = (64, 3);

/// Bands over shingles: a passage that makes two of a hundred shingles of a longer text meets it with 92 in 100.
const SHINGLE_BANDS: (usize, usize) = (128, 1);

/// Bands of a text: those over words, then those over shingles.
pub(super) const BANDS: usize = WORD_BANDS.0 + SHINGLE_BANDS.0;

/// A text as it is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wording {
    /// Hashes of the stems of its telling words, in order.
    telling: Vec<u64>,
    /// The same, sorted.
    sorted: Vec<u64>,
}

impl Wording {
    /// The wording of `text`; the words of `name`, which say whom it is about, tell nothing.
    pub(super) fn of(analyzer: &mut Analyzer, text: &str, name: &str) -> Self {
        let mut words = Vec::new();
        let mut names = Vec::new();
        analyzer.each(name, |found| names.push(found.text.to_owned()));
        analyzer.each(text, |found| {
            let tells = found.role != Role::Joined
                && SMALL.binary_search(&found.text).is_err()
                && !names.iter().any(|name| name == found.text);
            if tells {
                words.push(found.text.to_owned());
            }
        });
        let telling: Vec<u64> = words.iter().map(|word| hash(analyzer.stem(word))).collect();
        let mut sorted = telling.clone();
        sorted.sort_unstable();
        Self { telling, sorted }
    }

    /// The same for texts of the same telling words in the same order.
    pub(super) fn key(&self) -> &[u64] {
        &self.telling
    }

    /// True for a text that tells too little to be compared.
    pub(super) fn is_too_short(&self) -> bool {
        self.telling.len() < LEAST_TELLING
    }

    /// The bands with these numbers, which are below [`BANDS`]; none for a text without words. A text that has one of them in
    /// common with another may ask for the same.
    pub(super) fn bands(&self, numbers: Range<usize>) -> Vec<u64> {
        if self.telling.is_empty() {
            return Vec::new();
        }
        let size = SHINGLE.min(self.telling.len());
        let shingle = |words: &[u64]| {
            words.iter().fold(0_u64, |hash, word| mixed(hash.rotate_left(7) ^ word))
        };
        let shingles: Vec<u64> = match numbers.end > WORD_BANDS.0 {
            true => self.telling.windows(size).map(shingle).collect(),
            false => Vec::new(),
        };
        let band = |nth: usize| match nth.checked_sub(WORD_BANDS.0) {
            None => band(&self.sorted, nth, WORD_BANDS.1, 0),
            Some(nth) => band(&shingles, nth, SHINGLE_BANDS.1, 1),
        };
        numbers.map(band).collect()
    }

    /// True if both ask for the same: alike enough, in words enough.
    pub(super) fn asks_again(&self, other: &Self, least: f64) -> bool {
        let alike = self.alike(other);
        let enough = || shared(&self.sorted, &other.sorted) >= LEAST_SHARED;
        alike >= least && (alike >= NEARLY_ALL || enough())
    }

    /// How alike two texts are, 0 to 1.
    pub(super) fn alike(&self, other: &Self) -> f64 {
        if self.is_too_short() || other.is_too_short() {
            return 0.0;
        }
        let (a, b) = (self.telling.len(), other.telling.len());
        let dice = 2.0 * shared(&self.sorted, &other.sorted) as f64 / (a + b) as f64;
        let shorter = a.min(b);
        if shorter < LEAST_PASSAGE || a.max(b) < 2 * shorter {
            return dice;
        }
        let within = local(&self.telling, &other.telling) as f64 / shorter as f64;
        dice.max(within)
    }
}

/// How alike two texts are that ask for the same of `name`; `None` where they do not meet as candidates or are not alike enough.
#[must_use]
pub fn recurs(one: &str, other: &str, name: &str) -> Option<f64> {
    let mut analyzer = Analyzer::default();
    let [one, other] = [one, other].map(|text| Wording::of(&mut analyzer, text, name));
    let (mine, others) = (one.bands(0..BANDS), other.bands(0..BANDS));
    let meet = mine.iter().zip(&others).any(|(mine, other)| mine == other);
    (meet && one.asks_again(&other, LEAST_ALIKE)).then(|| one.alike(&other))
}

/// Elements that two sorted lists share, each as often as both hold it.
fn shared(a: &[u64], b: &[u64]) -> usize {
    let (mut at, mut count) = (0, 0);
    for value in a {
        while b.get(at).is_some_and(|other| other < value) {
            at += 1;
        }
        if b.get(at) == Some(value) {
            count += 1;
            at += 1;
        }
    }
    count
}

/// A band of so many rows of the MinHash signature of a set; `family` keeps the bands of different sets apart.
fn band(set: &[u64], nth: usize, rows: usize, family: u64) -> u64 {
    let least = |nth: usize| {
        let seed = mixed(nth as u64 + 1 + (family << 32));
        set.iter().map(|value| mixed(value ^ seed)).min().unwrap_or(0)
    };
    let start = mixed(nth as u64 ^ (family << 48));
    (0..rows).fold(start, |hash, row| mixed(hash.rotate_left(9) ^ least(nth * rows + row)))
}

fn hash(word: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    mixed(word.bytes().fold(0xcbf2_9ce4_8422_2325, step))
}

/// Words that tell nothing of what is asked for, sorted: small words, and the stock of recommendations.
const SMALL: [&str; 117] = [
    "a",
    "able",
    "about",
    "across",
    "all",
    "also",
    "always",
    "among",
    "an",
    "and",
    "any",
    "are",
    "as",
    "at",
    "be",
    "because",
    "been",
    "before",
    "being",
    "between",
    "both",
    "but",
    "by",
    "can",
    "chief",
    "constable",
    "constabulary",
    "could",
    "do",
    "does",
    "done",
    "each",
    "effectively",
    "ensure",
    "ensures",
    "ensuring",
    "every",
    "for",
    "force",
    "forces",
    "from",
    "further",
    "had",
    "has",
    "have",
    "how",
    "if",
    "immediate",
    "immediately",
    "improve",
    "improved",
    "improvement",
    "in",
    "into",
    "is",
    "it",
    "its",
    "made",
    "make",
    "makes",
    "making",
    "may",
    "month",
    "months",
    "more",
    "must",
    "necessary",
    "need",
    "needs",
    "no",
    "not",
    "now",
    "of",
    "on",
    "or",
    "other",
    "over",
    "own",
    "police",
    "put",
    "recommend",
    "recommended",
    "service",
    "services",
    "should",
    "so",
    "soon",
    "steps",
    "such",
    "sure",
    "take",
    "takes",
    "taking",
    "than",
    "that",
    "the",
    "their",
    "them",
    "then",
    "there",
    "these",
    "they",
    "this",
    "those",
    "through",
    "to",
    "under",
    "was",
    "ways",
    "well",
    "what",
    "when",
    "where",
    "which",
    "will",
    "with",
    "within",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_that_tell_nothing_are_sorted() {
        assert!(SMALL.is_sorted());
    }

    /// Candidates meet as often as the theory of bands says: 1 - (1 - J^rows)^bands.
    #[test]
    fn candidates_meet_as_often_as_they_should() {
        let set = |from: u64, to: u64| (from..to).map(mixed).collect::<Vec<u64>>();
        let rate = |shared: u64, trials: u64| {
            let meets = (0..trials).filter(|trial| {
                let base = trial * 1_000;
                let one = set(base, base + 20);
                let from = base + 20 - shared;
                let other = set(from, from + 20);
                let of = |set: &[u64], nth: usize| band(set, nth, WORD_BANDS.1, 0);
                (0..WORD_BANDS.0).any(|nth| of(&one, nth) == of(&other, nth))
            });
            meets.count() as f64 / trials as f64
        };
        // 12 of 28 are shared, 2 of 38.
        let theory = |jaccard: f64| 1.0 - (1.0 - jaccard.powi(3)).powi(64);
        for (shared, jaccard) in [(12, 12.0 / 28.0), (2, 2.0 / 38.0)] {
            let found = rate(shared, 400);
            assert!((found - theory(jaccard)).abs() < 0.03, "{shared}: {found}");
        }
    }

    #[test]
    fn a_passage_within_a_longer_text_is_found() {
        let passage =
            "The force should clear the backlog of vetting renewals among officers and staff.";
        let longer = "This is a cause of concern. Supervisors seldom meet their teams, and the estate is let to decay \
            while fleet vehicles stand unused behind the station. The force should clear the backlog of vetting renewals among \
            officers and staff, and publish quarterly figures on overtime, sickness and unfilled posts.";
        assert!(recurs(passage, longer, "Mereshire Police").is_some());
        let none =
            longer.replace("The force should clear the backlog of vetting renewals among", "");
        assert_eq!(recurs(passage, &none, "Mereshire Police"), None);
    }
}

//! Whether two texts say the same: a sketch of eight bytes that finds pairs which may, and the exact test of such a pair.
//!
//! A text is the set of its runs of five words (shingles), and two texts are as alike as the Jaccard coefficient of the
//! sets: Broder, "On the resemblance and containment of documents", 1997. The sketch is a MinHash by one permutation (Li,
//! Owen and Zhang, "One permutation hashing", 2012) with 16 bins of four bits each, for many bins of few bits tell more
//! than few of many (Li and König, "b-Bit minwise hashing", 2010). Empty bins are filled from the next full one (Shrivastava
//! and Li, "Densifying one permutation hashing via rotation", 2014).

use std::hint::select_unpredictable;
use std::sync::LazyLock;

use super::short::Short;

/// Words of a shingle: shorter runs meet by chance, longer ones are lost by every word changed.
const SHINGLE: usize = 5;

/// Texts at least as alike as this say the same: shared shingles against all shingles of both.
const ALIKE: f64 = 0.8;

/// Bins of 16 that must agree for two texts to be worth the exact test. Of texts that are just alike enough 13 do in the
/// mean, with a deviation of 1.6; of texts that share nothing, one.
const LIKELY: u32 = 9;

/// Words that turn a meaning: texts that do not hold the same of them, and the same numbers, never say the same.
const TURNING: [&str; 7] = ["cannot", "never", "no", "none", "nor", "not", "without"];

/// Words that may state a grade, those of `requires improvement` too. They turn a meaning as well.
const GRADES: [&str; 7] =
    ["outstanding", "good", "adequate", "inadequate", "require", "requires", "requiring"];

/// What the index keeps of a text to find others that say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Sketch {
    /// A hash of all words in their order, its last bit set if a word states a grade; 0 for a text without words.
    pub(crate) twin: u64,
    /// The 16 bins, four bits each.
    pub(crate) bins: u64,
}

impl Sketch {
    /// The sketch of a text; in `words`, whose memory is used again, its words are kept.
    pub(crate) fn of(text: &str, words: &mut Vec<u64>) -> Self {
        words.clear();
        words.extend(self::words(text).map(|word| word.hash));
        if words.is_empty() {
            return Self::default();
        }
        let known = known();
        let grade = u64::from(words.iter().any(|word| known.is_grade(*word)));
        let twin = (hash_of(words) & !1).max(2) | grade;
        Self { twin, bins: dense(&least_of_bins(words)) }
    }

    /// True if a word of the text states a grade.
    pub(crate) fn states_a_grade(self) -> bool {
        self.twin & 1 == 1
    }

    /// True if the words of both are the same; 63 bits of hash make no mistake that anyone will see.
    pub(crate) fn is_twin(self, other: Self) -> bool {
        self.twin == other.twin && self.twin != 0
    }

    /// True if texts with these bins may say the same; also of twins.
    pub(crate) fn may_resemble(bins: u64, others: u64) -> bool {
        differing(bins, others) <= 16 - LIKELY
    }
}

/// A text as a set of shingles, with what turns its meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shingles {
    /// Hashes, sorted, each once.
    all: Vec<u64>,
    /// Hashes of the numbers and the words that turn a meaning, sorted.
    turning: Vec<u64>,
}

impl Shingles {
    /// The shingles of a text.
    pub(crate) fn of(text: &str) -> Self {
        let words: Vec<Word> = words(text).collect();
        let turns = |word: &&Word| word.has_digit || known().turning.contains(&word.hash);
        let mut turning: Vec<u64> = words.iter().filter(turns).map(|word| word.hash).collect();
        turning.sort_unstable();
        let hashes: Vec<u64> = words.iter().map(|word| word.hash).collect();
        let mut all: Vec<u64> = shingles(&hashes).map(hash_of).collect();
        all.sort_unstable();
        all.dedup();
        Self { all, turning }
    }

    /// True if the texts say the same: as alike as wanted, with the same numbers, negations and grades.
    pub(crate) fn resembles(&self, other: &Self) -> bool {
        if self.all.is_empty() || self.turning != other.turning {
            return false;
        }
        let shared = self.all.iter().filter(|hash| other.all.binary_search(hash).is_ok()).count();
        let union = self.all.len() + other.all.len() - shared;
        shared as f64 >= ALIKE * union as f64
    }
}

/// Hashes of the words that are looked for.
struct Known {
    turning: Vec<u64>,
    grades: Vec<u64>,
    /// The bits whose numbers are the lowest six bits of the grades: most other words have another.
    bits_of_grades: u64,
}

impl Known {
    fn is_grade(&self, word: u64) -> bool {
        self.bits_of_grades >> (word & 63) & 1 == 1 && self.grades.contains(&word)
    }
}

fn known() -> &'static Known {
    static KNOWN: LazyLock<Known> = LazyLock::new(|| {
        let hash = |word: &&str| words(word).next().map(|word| word.hash);
        let grades: Vec<u64> = GRADES.iter().filter_map(hash).collect();
        let turning = TURNING.iter().filter_map(hash).chain(grades.iter().copied()).collect();
        let bits_of_grades = grades.iter().fold(0, |bits, word| bits | 1 << (word & 63));
        Known { turning, grades, bits_of_grades }
    });
    &KNOWN
}

struct Word {
    hash: u64,
    has_digit: bool,
}

/// Letters that are taken without a question where a word ends, which is a guess that is often wrong.
const STEPS: usize = 8;

impl Word {
    /// Takes the ASCII letters and digits that `rest` begins with, and tells how many.
    fn take(&mut self, rest: &[u8]) -> usize {
        let Some(short) = Short::word_at(rest, 0) else { return self.take_one_by_one(rest) };
        let (letters, length) = (short.bytes(), short.len());
        let (first, others) = letters.split_at(STEPS);
        for (nth, letter) in first.iter().enumerate() {
            let next = step(self.hash, u32::from(*letter));
            self.hash = select_unpredictable(nth < length, next, self.hash);
        }
        for letter in others.iter().take(length.saturating_sub(STEPS)) {
            self.hash = step(self.hash, u32::from(*letter));
        }
        self.has_digit |= short.has_digit();
        length
    }

    fn take_one_by_one(&mut self, rest: &[u8]) -> usize {
        let letters = rest.iter().map(|byte| LETTERS[usize::from(*byte)]);
        let mut count = 0;
        for letter in letters.take_while(|letter| *letter > OTHER) {
            self.has_digit |= letter < b'a';
            self.hash = step(self.hash, letter.into());
            count += 1;
        }
        count
    }
}

/// The runs of letters and digits in lower case. Apostrophes are nothing, so that both ways to print one agree; every dash
/// parts words. Much cheaper than the analysis of the index, and it need not agree with it.
fn words(text: &str) -> impl Iterator<Item = Word> + '_ {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let mut word = Word { hash: FNV_START, has_digit: false };
        let mut is_word = false;
        while let Some(&byte) = bytes.get(at) {
            match LETTERS[usize::from(byte)] {
                BETWEEN if is_word => break,
                // A run of apostrophes alone is no word.
                BETWEEN | SILENT => at += 1,
                OTHER => {
                    let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else {
                        break;
                    };
                    if c.is_alphanumeric() {
                        is_word = true;
                        word.hash = c.to_lowercase().map(u32::from).fold(word.hash, step);
                    } else if !is_silent(c) && is_word {
                        break;
                    }
                    at += c.len_utf8();
                }
                _ => {
                    is_word = true;
                    let rest = bytes.get(at..).unwrap_or_default();
                    at += word.take(rest);
                }
            }
        }
        word.hash = mixed(word.hash);
        is_word.then_some(word)
    })
}

fn is_silent(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2018}')
}

fn step(hash: u64, c: u32) -> u64 {
    (hash ^ u64::from(c)).wrapping_mul(FNV_PRIME)
}

/// What a byte is: a letter or digit (its lower case), or one of these, which are less.
const LETTERS: [u8; 256] = {
    let mut letters = [OTHER; 256];
    let mut byte = 0;
    while byte < 128 {
        letters[byte] = match byte as u8 {
            b'\'' => SILENT,
            letter if letter.is_ascii_alphanumeric() => letter.to_ascii_lowercase(),
            _ => BETWEEN,
        };
        byte += 1;
    }
    letters
};
const BETWEEN: u8 = 0;
const SILENT: u8 = 1;
const OTHER: u8 = 2;

/// The runs of [`SHINGLE`] words, or all words where there are fewer.
fn shingles(words: &[u64]) -> impl Iterator<Item = &[u64]> {
    words.windows(SHINGLE.min(words.len()).max(1))
}

fn least_of_bins(words: &[u64]) -> [u64; 16] {
    let mut least = [u64::MAX; 16];
    for shingle in shingles(words) {
        let hash = hash_of(shingle);
        let (bin, value) = ((hash >> 60) as usize, hash & (u64::MAX >> 4));
        least[bin] = least[bin].min(value);
    }
    least
}

/// Four bits of each bin; an empty one takes those of the next full one, moved by how far away that is.
fn dense(least: &[u64; 16]) -> u64 {
    let bits = |bin: usize| {
        let full = (0..16).find(|away| least[(bin + away) % 16] != u64::MAX).unwrap_or(0);
        (least[(bin + full) % 16].wrapping_add(full as u64 * 5)) & 0xf
    };
    (0..16).fold(0, |packed, bin| packed << 4 | bits(bin))
}

/// Number of bins that are not the same.
fn differing(bins: u64, others: u64) -> u32 {
    let bits = bins ^ others;
    ((bits | bits >> 1 | bits >> 2 | bits >> 3) & 0x1111_1111_1111_1111).count_ones()
}

const FNV_START: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0100_0000_01b3;

fn hash_of(words: &[u64]) -> u64 {
    let step = |hash: u64, word: &u64| (hash.rotate_left(5) ^ word).wrapping_mul(FNV_PRIME);
    mixed(words.iter().fold(FNV_START, step))
}

/// The last step of SplitMix64, which spreads every bit over all: Steele, Lea and Flood, 2014.
pub(crate) fn mixed(hash: u64) -> u64 {
    let hash = (hash ^ hash >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ hash >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ hash >> 31
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: &str = "The force should ensure that it understands the demand for its services, that \
        supervisors check the work of their teams, that victims are told what came of their report, and that \
        the workforce has the time, the training and the equipment to do what the public may expect of it, by \
        night as well as by day, in towns as well as in villages, and on the roads that lead from one to the \
        other.";

    fn of(text: &str) -> Sketch {
        Sketch::of(text, &mut Vec::new())
    }

    fn say_the_same(a: &str, b: &str) -> bool {
        let (first, second) = (of(a), of(b));
        Sketch::may_resemble(first.bins, second.bins)
            && (first.is_twin(second) || Shingles::of(a).resembles(&Shingles::of(b)))
    }

    /// A labelled set: what says the same and what only looks like it.
    #[test]
    fn pairs_are_judged_as_labelled() {
        let one_word = LONG.replace("villages", "hamlets");
        let other_end = LONG.replace("and on the roads that lead from one to the other", "always");
        let shouted = LONG.to_uppercase();
        for (a, b, same) in [
            (LONG, LONG, true),
            (LONG, shouted.as_str(), true),
            (LONG, &one_word, true),
            (LONG, &other_end, true),
            (LONG, &LONG.replace("should ensure", "should not ensure"), false),
            (LONG, &LONG.replace("by day", "by 3 days"), false),
            (LONG, &LONG[..LONG.len() / 2], false),
            ("The force\u{2019}s plan, is small", "the force's plan is small.", true),
            ("Kent Police keeps people safe", "Essex Police keeps people safe", false),
            ("It has no backlog of vetting", "It has a backlog of vetting", false),
            ("Good", "good", true),
            ("Good", "Inadequate", false),
            ("A counter-corruption plan", "A counter\u{2013}corruption plan", true),
            ("", "", false),
            ("...", "\u{2026}", false),
        ] {
            assert_eq!(say_the_same(a, b), same, "{a:?} {b:?}");
            assert_eq!(say_the_same(b, a), same, "{b:?} {a:?}");
        }
    }

    /// Sketches of texts that share more agree in more bins: over many pairs the mean is what the paper says.
    #[test]
    fn bins_agree_as_often_as_texts_are_alike() {
        let text = |from: u32, to: u32| {
            (from..to).map(|n| format!("word{n}")).collect::<Vec<_>>().join(" ")
        };
        let mut agree = 0;
        for start in (0..200_000).step_by(1000) {
            // 200 and 200 shingles of which 150 are shared: 150 of 250, which is 0.6.
            let (a, b) = (text(start, start + 204), text(start + 50, start + 254));
            agree += 16 - differing(of(&a).bins, of(&b).bins);
        }
        // A bin agrees by chance once in 16 times.
        let expected = 0.6 + 0.4 / 16.0;
        let mean = f64::from(agree) / 200.0 / 16.0;
        assert!((mean - expected).abs() < 0.03, "{mean}");
    }

    /// The words as one would split them letter by letter, with their digits: the table is only faster.
    #[test]
    fn words_are_runs_of_letters_and_digits() {
        let plainly = |text: &str| -> Vec<(u64, bool)> {
            let split = text.split(|c: char| !c.is_alphanumeric() && !is_silent(c));
            let words = split.filter(|word| word.contains(char::is_alphanumeric));
            words
                .map(|word| {
                    let letters = word.chars().filter(|c| !is_silent(*c));
                    let hash = letters.flat_map(char::to_lowercase).map(u32::from);
                    let has_digit = word.bytes().any(|byte| byte.is_ascii_digit());
                    (mixed(hash.fold(FNV_START, step)), has_digit)
                })
                .collect()
        };
        for text in [
            LONG,
            "Force\u{2019}s 'quoted' -- '' \u{2018}\u{2019} 3rd, 12,400 A&E",
            "Zo\u{eb} \u{130}\u{130} stra\u{df}e caf\u{e9}\u{2014}bar \u{663}\u{664} x\u{301}y",
            "\u{2019}s it's' 's'",
            "a to the word after eleven unendingly abcdefghijklmn abcdefghijklmno abcdefghijklmnop 1 x2x",
            "",
            "'",
        ] {
            let found: Vec<_> = words(text).map(|word| (word.hash, word.has_digit)).collect();
            assert_eq!(found, plainly(text), "{text}");
        }
    }

    #[test]
    fn a_grade_is_seen() {
        for (text, stated) in [
            ("Kent Police is 'Good' at it.", true),
            ("It requires improvement.", true),
            ("An inadequate plan", true),
            ("The goods were counted.", false),
            ("", false),
        ] {
            assert_eq!(of(text).states_a_grade(), stated, "{text}");
        }
    }

    #[test]
    fn differing_bins_are_counted() {
        for (bits, count) in [(0, 0), (1, 1), (0x80, 1), (0xff00_0001, 3), (u64::MAX, 16)] {
            assert_eq!(differing(bits ^ 0x1234, 0x1234), count, "{bits:x}");
        }
    }
}

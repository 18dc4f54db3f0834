//! Sentences with the word frequencies and the phrases of the bundled corpus.
//!
//! A model of the first order: what follows a word is drawn from what followed it in the corpus at least twice, as often
//! as it did, and in the other cases from all words by how often they stood there in such a case (so that there are new pairs, as there are in
//! every new text). Of those words that the corpus has but once, half give way to coined ones, for the share of such
//! words is the chance that the next word is new: Good, "The population frequencies of species and the estimation of
//! population parameters", 1953. Sentences that hold a grade word, or a word by which the words of others are known,
//! taught the model nothing, so that nothing it says can be read as a grade. Bodies were `the force` to it.

use std::collections::HashMap;

use super::draws::Draws;

/// `word count next:count ...`, a line a word; made from the corpus by a test.
const WORDS: &str = include_str!("data/words.txt");

/// The end of a sentence, and what its first word follows.
const END: u16 = 0;
const COMMA: u16 = 1;
/// Stands for any number.
const NUMBER: u16 = 2;
/// In the place of what follows: any word.
const ANY: u16 = u16::MAX;

/// Words of a sentence at least, and at most.
const LEAST_WORDS: usize = 4;
const MOST_WORDS: usize = 36;

/// How many words there are to coin.
const COINED: usize = 200_000;

/// Endings and beginnings of English place names; 32, so that a number is a word.
const SYLLABLES: [&str; 32] = [
    "al", "ber", "cor", "den", "el", "fen", "gar", "hol", "in", "kel", "lan", "mer", "nor", "ol",
    "pen", "ren", "sal", "tor", "ul", "ven", "wes", "yar", "bram", "cal", "dur", "hamp", "lin",
    "mar", "thorn", "wick", "stan", "ley",
];

/// What the corpus taught.
#[derive(Debug)]
pub(super) struct Language {
    words: Vec<&'static str>,
    /// True for a word that the corpus has once.
    once: Vec<bool>,
    /// Where the followers of each word begin in `next`; one more than there are words.
    starts: Vec<usize>,
    /// A follower for each time a word stood somewhere: one draw finds the next word.
    next: Vec<u16>,
    /// Every word as often as it stood where no pair of `next` put it, so that its frequency is that of the corpus.
    any: Vec<u16>,
}

impl Language {
    /// The language of the bundled corpus.
    pub(super) fn bundled() -> Self {
        let lines: Vec<Vec<&str>> = WORDS.lines().map(|line| line.split(' ').collect()).collect();
        let words: Vec<&str> = lines.iter().filter_map(|line| line.first().copied()).collect();
        let place: HashMap<&str, u16> =
            (0_u16..).zip(&words).map(|(at, word)| (*word, at)).collect();
        let count_of =
            |line: &[&str]| line.get(1).and_then(|count| count.parse().ok()).unwrap_or(1);
        let counts: Vec<usize> = lines.iter().map(|line| count_of(line)).collect();
        let mut told = vec![0; words.len()];
        let (mut starts, mut next) = (vec![0], Vec::new());
        for (line, count) in lines.iter().zip(&counts) {
            let begin = next.len();
            for (word, count) in line.iter().skip(2).filter_map(|part| part.rsplit_once(':')) {
                let Some(&follower) = place.get(word) else { continue };
                let count = count.parse().unwrap_or(1);
                told[usize::from(follower)] += count;
                next.extend(std::iter::repeat_n(follower, count));
            }
            next.resize((begin + count).max(next.len()), ANY);
            starts.push(next.len());
        }
        let once = counts.iter().map(|count| *count == 1).collect();
        let left = counts.iter().zip(told).map(|(count, told)| count.saturating_sub(told));
        let any =
            (0_u16..).zip(left).flat_map(|(at, left)| std::iter::repeat_n(at, left)).collect();
        Self { words, once, starts, next, any }
    }

    /// Puts a sentence after what `out` has, its first letter a capital.
    pub(super) fn sentence(&self, draws: &mut Draws, out: &mut String) {
        let from = out.len();
        self.run(draws, END, LEAST_WORDS, out);
        if let Some(first) = out.get_mut(from..from + 1) {
            first.make_ascii_uppercase();
        }
        out.push('.');
    }

    /// Puts several sentences.
    pub(super) fn sentences(&self, draws: &mut Draws, count: usize, out: &mut String) {
        for number in 0..count {
            if number > 0 {
                out.push(' ');
            }
            self.sentence(draws, out);
        }
    }

    /// What may follow `word` to the end of the sentence, without a full stop: at least two words.
    pub(super) fn clause(&self, draws: &mut Draws, word: &str, out: &mut String) {
        let from = self.words.iter().position(|known| *known == word).unwrap_or(0);
        self.run(draws, from as u16, 3, out);
    }

    /// A heading of some words, its first letter a capital.
    pub(super) fn heading(&self, draws: &mut Draws, out: &mut String) {
        let from = out.len();
        let mut last = END;
        let count = draws.between(4, 8);
        for number in 0..count {
            last = self.word_after(draws, last);
            if number > 0 {
                out.push(' ');
            }
            self.put(draws, last, out);
        }
        if let Some(first) = out.get_mut(from..from + 1) {
            first.make_ascii_uppercase();
        }
    }

    /// Words after `last` until a sentence ends.
    fn run(&self, draws: &mut Draws, mut last: u16, least: usize, out: &mut String) {
        let mut count = 0;
        let mut comma = false;
        loop {
            let next = self.after(draws, last);
            match next {
                END if count >= least && last != COMMA => return,
                COMMA if count > 1 && last > COMMA && count < MOST_WORDS => {
                    comma = true;
                    last = COMMA;
                    continue;
                }
                // Neither of them can stand here: any word does.
                END | COMMA => last = self.word_after(draws, last),
                word => last = word,
            }
            if comma {
                out.push(',');
                comma = false;
            }
            if count > 0 {
                out.push(' ');
            }
            self.put(draws, last, out);
            count += 1;
            if count >= MOST_WORDS {
                return;
            }
        }
    }

    fn after(&self, draws: &mut Draws, last: u16) -> u16 {
        let last = usize::from(last);
        let range = self.starts.get(last).zip(self.starts.get(last + 1));
        let followers = range.and_then(|(start, end)| self.next.get(*start..*end)).unwrap_or(&[]);
        match draws.one(followers) {
            Some(&word) if word != ANY => word,
            _ => draws.one(&self.any).copied().unwrap_or(END),
        }
    }

    /// A word that may follow, no sign.
    fn word_after(&self, draws: &mut Draws, last: u16) -> u16 {
        for _ in 0..16 {
            let word = self.after(draws, last);
            if word > COMMA {
                return word;
            }
        }
        NUMBER
    }

    fn put(&self, draws: &mut Draws, word: u16, out: &mut String) {
        let at = usize::from(word);
        if word == NUMBER {
            push_number(draws.between(2, 97), out);
        } else if self.once.get(at).is_some_and(|once| *once) && draws.in_hundred(50) {
            coin(draws.rank(COINED), out);
        } else {
            out.push_str(self.words.get(at).copied().unwrap_or_default());
        }
    }
}

/// A word that no corpus has: the frequent ones are short.
fn coin(rank: usize, out: &mut String) {
    let syllables = match rank {
        0..1_024 => 2,
        1_024..32_768 => 3,
        _ => 4,
    };
    // An odd factor moves the ranks about, so that neighbours do not look alike, and gives no word twice.
    let mut code = rank.wrapping_mul(0x9_e375) % (1 << (5 * syllables));
    for _ in 0..syllables {
        out.push_str(SYLLABLES[code % 32]);
        code /= 32;
    }
}

fn push_number(number: usize, out: &mut String) {
    if number >= 10 {
        out.push(char::from(b'0' + (number / 10 % 10) as u8));
    }
    out.push(char::from(b'0' + (number % 10) as u8));
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::draws::{Draws, Stream};
    use super::{Language, WORDS};

    fn text(sentences: usize) -> String {
        let mut out = String::new();
        Language::bundled().sentences(&mut Draws::new(1, Stream::Report, 1), sentences, &mut out);
        out
    }

    #[test]
    fn the_table_begins_with_the_signs() {
        let first: Vec<&str> =
            WORDS.lines().take(3).filter_map(|line| line.split(' ').next()).collect();
        assert_eq!(first, [".", ",", "0"]);
        assert!(WORDS.lines().count() < usize::from(u16::MAX));
    }

    /// Of the commonest words of the corpus each is as common here, within the spread of the draws.
    #[test]
    fn words_are_as_frequent_as_in_the_corpus() {
        let counts = |word: &str| {
            let line = WORDS.lines().find(|line| line.split(' ').next() == Some(word));
            line.and_then(|line| line.split(' ').nth(1)?.parse::<f64>().ok()).unwrap()
        };
        let all: f64 = WORDS
            .lines()
            .skip(3)
            .map(|line| line.split(' ').nth(1).and_then(|count| count.parse::<f64>().ok()).unwrap())
            .sum();
        let text = text(20_000).to_lowercase();
        let mut made: BTreeMap<&str, f64> = BTreeMap::new();
        let words: Vec<&str> =
            text.split_whitespace().map(|word| word.trim_end_matches([',', '.'])).collect();
        words.iter().for_each(|word| *made.entry(word).or_default() += 1.0);
        for word in ["the", "and", "of", "force", "its", "officers"] {
            let (here, there) = (made[word] / words.len() as f64, counts(word) / all);
            assert!((0.8..1.25).contains(&(here / there)), "{word}: {here} {there}");
        }
    }

    #[test]
    fn sentences_are_sentences() {
        for sentence in text(2_000).split_inclusive(". ").map(str::trim) {
            assert!(sentence.ends_with('.') && sentence.split(' ').count() >= 4, "{sentence}");
            assert!(!sentence.contains(",.") && !sentence.contains(" ,"), "{sentence}");
            assert!(sentence.starts_with(|c: char| !c.is_lowercase()), "{sentence}");
        }
    }

    #[test]
    fn coined_words_are_many_and_each_is_one() {
        let mut words: Vec<String> = (0..super::COINED)
            .map(|rank| {
                let mut word = String::new();
                super::coin(rank, &mut word);
                word
            })
            .collect();
        words.sort();
        words.dedup();
        // Syllables run together: a few words can be read as two rows of them.
        assert!(words.len() > super::COINED * 99 / 100, "{}", words.len());
    }
}

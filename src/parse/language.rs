//! In which language a document is: English or Welsh, by the words that hold sentences together.
//!
//! The words are among the most frequent of each language (Welsh: Ellis, O'Dochartaigh, Hicks, Morgan and Laporte 2001,
//! *Cronfa Electroneg o Gymraeg*; English: Leech, Rayson and Wilson 2001, *Word Frequencies in Written and Spoken English*).
//! Left out are those that are words of the other too: `a`, `am`, `ar`, `at`, `can`, `had`, `hi`, `i`, `o`, `pan`, `to`. Every third to
//! fourth word of running text is one of them, and next to none of the other language: a library with models of
//! letters would tell single words apart, which is not asked here.

use std::sync::LazyLock;

use super::draft::Draft;
use super::page::Page;
use crate::report::{Language, Note};

const WELSH: [&str; 40] = [
    "y", "yr", "yn", "yng", "ym", "mae", "ac", "gan", "wedi", "nid", "sydd", "sy", "bod", "ei",
    "eu", "ein", "hyn", "hon", "hwn", "fel", "oedd", "ond", "neu", "mewn", "gyda", "i'r", "o'r",
    "a'r", "mae'r", "yw", "ni", "fod", "cael", "dros", "rhwng", "hefyd", "iawn", "lle", "pob",
    "nad",
];

const ENGLISH: [&str; 40] = [
    "the", "of", "and", "in", "is", "that", "for", "was", "with", "are", "by", "not", "it", "be",
    "this", "which", "have", "has", "from", "they", "or", "were", "their", "an", "been", "its",
    "who", "we", "on", "as", "but", "would", "all", "there", "when", "more", "what", "some",
    "these", "should",
];

/// Words of either list that a document must hold: with fewer it is a label or a table.
const LEAST: usize = 8;

/// The language of most of the page; `None` where there are too few words. A page half and half is English: its grades
/// are read as on any other.
pub(super) fn of(page: &Page<'_>) -> Option<Language> {
    let mut count = Count::default();
    for line in &page.lines {
        // Most lines are ASCII, where bytes are letters and need no lower case of their own.
        match line.plain.is_ascii() {
            true => count.words_of_ascii(line.plain.as_bytes()),
            false => {
                let lower = line.plain.to_lowercase();
                let words = lower.split(|c: char| !c.is_alphabetic() && c != '\'');
                words.for_each(|word| count.word(word.as_bytes()));
            }
        }
    }
    let Count { welsh, english } = count;
    if welsh + english < LEAST {
        return None;
    }
    Some(if welsh > 2 * english { Language::Welsh } else { Language::English })
}

/// How many words of each list there are.
#[derive(Debug, Default, PartialEq, Eq)]
struct Count {
    welsh: usize,
    english: usize,
}

impl Count {
    /// Eight bytes at a time: most words are shorter, and where they end is told without a loop.
    fn words_of_ascii(&mut self, line: &[u8]) {
        let known = known();
        let mut at = 0;
        while at < line.len() {
            let (eight, letters) = eight_at(line, at);
            let end = at + letters;
            if letters == 0 {
                at += 1;
                continue;
            }
            if letters == LONGEST && line.get(end).is_some_and(|byte| LETTERS[usize::from(*byte)]) {
                let more = line[end..].iter().take_while(|byte| LETTERS[usize::from(**byte)]);
                let end = end + more.count();
                self.quoted_word(&line[at..end]);
                at = end + 1;
                continue;
            }
            if line[at] == b'\'' || line[end - 1] == b'\'' {
                self.quoted_word(&line[at..end]);
            } else {
                let rest = u64::MAX.checked_shl(8 * letters as u32).unwrap_or(0);
                self.add(known, (eight | SMALL) & !rest);
            }
            at = end + 1;
        }
    }

    /// A word that may be longer than any that is looked for, unless quotation marks stand around it.
    fn quoted_word(&mut self, word: &[u8]) {
        if word.len() <= LONGEST || word.starts_with(b"'") || word.ends_with(b"'") {
            self.word(word);
        }
    }

    fn word(&mut self, word: &[u8]) {
        key(trimmed(word)).into_iter().for_each(|key| self.add(known(), key));
    }

    /// Without a question that is answered now so and now so: every third to fourth word is one of them.
    fn add(&mut self, known: &Known, key: u64) {
        let differs = known[home(key)] ^ key;
        self.english += usize::from(differs == 0);
        self.welsh += usize::from(differs == IS_WELSH);
    }
}

/// Sets the bit that small letters have and capitals lack; an apostrophe has it.
const SMALL: u64 = each_byte(0x20);

/// The same byte eight times.
const fn each_byte(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; LONGEST])
}

/// The eight bytes of an ASCII text from `at` on, and how many of them stand before the first that is neither letter nor apostrophe.
fn eight_at(line: &[u8], at: usize) -> (u64, usize) {
    let rest = line.get(at..).unwrap_or_default();
    let bytes = match rest.first_chunk::<LONGEST>() {
        Some(bytes) => *bytes,
        None => {
            let mut bytes = [0; LONGEST];
            bytes.iter_mut().zip(rest).for_each(|(byte, of_line)| *byte = *of_line);
            bytes
        }
    };
    let eight = u64::from_le_bytes(bytes);
    // In each of these the highest bit of each byte tells; no byte is above 0x7f, so that no sum runs over into the next.
    let folded = eight | SMALL;
    let letters = (folded + each_byte(0x80 - b'a')) & !(folded + each_byte(0x80 - b'z' - 1));
    let apostrophes = !((eight ^ each_byte(b'\'')) + each_byte(0x7f));
    let others = !(letters | apostrophes) & each_byte(0x80);
    (eight, others.trailing_zeros() as usize / 8)
}

/// Bytes of ASCII words.
const LETTERS: [bool; 256] = {
    let mut letters = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        letters[byte] = (byte as u8).is_ascii_alphabetic() || byte as u8 == b'\'';
        byte += 1;
    }
    letters
};

/// Bytes of the longest word that is looked for.
const LONGEST: usize = 8;

/// A word without quotation marks around it.
fn trimmed(mut word: &[u8]) -> &[u8] {
    while let [b'\'', rest @ ..] | [rest @ .., b'\''] = word {
        word = rest;
    }
    word
}

/// A word in lower case as one number; `None` for one longer than those that are looked for.
fn key(word: &[u8]) -> Option<u64> {
    if word.is_empty() || word.len() > LONGEST {
        return None;
    }
    // Letters and the apostrophe keep what they are, capitals become small.
    Some(word.iter().rev().fold(0, |key, byte| key << 8 | u64::from(byte | 0x20)))
}

/// The words of both lists by their [`key`]s, each at its [`home`].
type Known = [u64; PLACES];

const PLACES: usize = 1 << 9;

/// No word has the highest bit of any byte.
const IS_WELSH: u64 = 1 << 63;
const NONE: u64 = u64::MAX;

fn known() -> &'static Known {
    static KNOWN: LazyLock<Known> = LazyLock::new(|| {
        let mut known = [NONE; PLACES];
        for (words, mark) in [(WELSH, IS_WELSH), (ENGLISH, 0)] {
            for key in words.iter().filter_map(|word| key(word.as_bytes())) {
                known[home(key)] = key | mark;
            }
        }
        known
    });
    &KNOWN
}

/// The place of a word. The number is one of many that were tried: with it each of the words has a place of its own.
fn home(key: u64) -> usize {
    (key.wrapping_mul(0xbc38_4257_06bf_c2eb) >> 55) as usize
}

/// Says that a document is in Welsh, and takes back what the rules of English took for statements of grades: no Welsh
/// words for grades are certain enough to be read instead.
pub(super) fn settle(language: Option<Language>, draft: &mut Draft) {
    draft.report.language = language;
    if language != Some(Language::Welsh) {
        return;
    }
    let note = "the document is in Welsh: its words are searched as they are, and no grade is read from it";
    draft
        .note(Note::info(note).hint("its English twin, if it is in the corpus, states the grades"));
    let taken_back = std::mem::take(&mut draft.report.attestations);
    for finding in &mut draft.report.findings {
        finding.outcome = None;
    }
    for said in taken_back {
        let note = format!("`{}` looks like a statement of a grade: left out", said.quote);
        draft.note(Note::warning(note).at(said.span));
    }
}

#[cfg(test)]
mod tests {
    use super::{Count, ENGLISH, WELSH, of};
    use crate::extract::extract_str;
    use crate::parse::page::Page;
    use crate::report::Language;

    #[test]
    fn welsh_is_told_from_english() {
        let welsh = "Mae'r heddlu yn gwrando ar bobl y dref, ac mae'r swyddogion wedi siarad â'r plant. \
            Nid oes digon o swyddogion yn y gogledd.";
        let english =
            "The force listens to the people of the town, and it has spoken with the children.";
        for (text, language) in [
            (welsh.to_owned(), Some(Language::Welsh)),
            (english.to_owned(), Some(Language::English)),
            (format!("English | Cymraeg\n\n{english}"), Some(Language::English)),
            (format!("{english}\n\n{welsh}"), Some(Language::English)),
            (format!("Skip to the content\n\n{welsh}"), Some(Language::Welsh)),
            ("Good\n\nKent PEEL 2016".to_owned(), None),
            (String::new(), None),
        ] {
            let extracted = extract_str(&text);
            assert_eq!(of(&Page::new(&extracted)), language, "{text}");
        }
    }

    #[test]
    fn words_are_those_of_the_lists_in_any_case_and_between_quotation_marks() {
        for (words, expected) in
            [(WELSH, Count { welsh: 1, english: 0 }), (ENGLISH, Count { welsh: 0, english: 1 })]
        {
            for word in words {
                let mut count = Count::default();
                count.word(word.to_uppercase().as_bytes());
                assert_eq!(count, expected, "{word}");
            }
        }
        let mut count = Count::default();
        count.words_of_ascii(
            b"THE 'of' yn, mae'r' '''''and'''''' it's o'r, theirs unabbreviated '' ' an1",
        );
        assert_eq!(count, Count { welsh: 3, english: 4 });
    }

    /// Words of every length between every two bytes: eight bytes at a time are only faster.
    #[test]
    fn words_end_where_they_end_byte_by_byte() {
        let words =
            ["", "a", "yr", "the", "mae'r", "which", "'there'", "abcdefg", "abcdefgh", "abcdefghi"];
        for (nth, word) in words.iter().enumerate() {
            for byte in 0..0x80 {
                let between = char::from(byte);
                let line = format!("{word}{between}of{between}{}", words[(nth + 3) % words.len()]);
                let mut plainly = Count::default();
                let split = line.split(|c: char| !c.is_alphabetic() && c != '\'');
                split.for_each(|word| plainly.word(word.as_bytes()));
                let mut count = Count::default();
                count.words_of_ascii(line.as_bytes());
                assert_eq!(count, plainly, "{line:?}");
            }
        }
    }
}

//! In which language a document is: English or Welsh, by the words that hold sentences together.
//!
//! The words are among the most frequent of each language (Welsh: Ellis, O'Dochartaigh, Hicks, Morgan and Laporte 2001,
//! *Cronfa Electroneg o Gymraeg*; English: Leech, Rayson and Wilson 2001, *Word Frequencies in Written and Spoken English*).
//! Left out are those that are words of the other too: `a`, `am`, `ar`, `at`, `can`, `had`, `hi`, `i`, `o`, `pan`, `to`. Every third to
//! fourth word of running text is one of them, and next to none of the other language: a library with models of
//! letters would tell single words apart, which is not asked here.

use std::borrow::Cow;
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
    let (mut welsh, mut english) = (0, 0);
    for line in &page.lines {
        // Most lines are ASCII, where bytes are letters and need no lower case of their own.
        let folded = match line.plain.is_ascii() {
            true => Cow::Borrowed(line.plain.as_str()),
            false => Cow::Owned(line.plain.to_lowercase()),
        };
        let words = folded.split(|c: char| !c.is_alphabetic() && c != '\'');
        for word in words.map(|word| word.trim_matches('\'')) {
            match key(word).and_then(known) {
                Some(Language::Welsh) => welsh += 1,
                Some(Language::English) => english += 1,
                None => {}
            }
        }
    }
    if welsh + english < LEAST {
        return None;
    }
    Some(if welsh > 2 * english { Language::Welsh } else { Language::English })
}

/// A word in lower case as one number; `None` for one longer than those that are looked for.
fn key(word: &str) -> Option<u64> {
    let mut key = [0; 8];
    let room = key.get_mut(..word.len())?;
    room.copy_from_slice(word.as_bytes());
    key.make_ascii_lowercase();
    (!word.is_empty()).then(|| u64::from_le_bytes(key))
}

/// The language that has this word, by its [`key`].
fn known(key: u64) -> Option<Language> {
    static WORDS: LazyLock<Vec<(u64, Language)>> = LazyLock::new(|| {
        let welsh = WELSH.iter().map(|word| (word, Language::Welsh));
        let all = welsh.chain(ENGLISH.iter().map(|word| (word, Language::English)));
        let mut all: Vec<_> =
            all.filter_map(|(word, language)| Some((self::key(word)?, language))).collect();
        all.sort_unstable_by_key(|(key, _)| *key);
        all
    });
    let at = WORDS.binary_search_by_key(&key, |(key, _)| *key).ok()?;
    WORDS.get(at).map(|(_, language)| *language)
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
    use super::of;
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
}

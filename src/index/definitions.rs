//! Short forms that a text defines: `counter-corruption unit (CCU)`, `CCU (counter-corruption unit)`.
//!
//! The rule is that of Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical
//! text" (Pacific Symposium on Biocomputing 8, 2003): the letters of the short form must all stand in the long form, in their
//! order, the first at the beginning of a word; the long form is the shortest run of words for which that holds. Here a
//! short form is also one word of at least two capitals, which is how reports write them, and a long form has at least two
//! words.

use super::scan::{GAP, chains, is_apostrophe};
use crate::thesaurus::is_acronym;

/// Bytes between the parentheses at most, for a long form to be there.
const MAX_INNER: usize = 240;

/// Letters and digits of a short form.
const SHORT_LETTERS: std::ops::RangeInclusive<usize> = 2..=10;

/// Words without a letter of their own in a short form, or that may lack one.
const LIGHT: [&str; 12] =
    ["a", "an", "and", "by", "for", "in", "of", "on", "or", "the", "to", "with"];

/// Words that begin what stands before a parenthesis without being part of a name.
const ARTICLES: [&str; 8] = ["a", "an", "her", "his", "its", "our", "the", "their"];

/// A short form and what it stands for, both as written, the long form on one line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Definition {
    /// `CCU`, without the `s` of a plural.
    pub(crate) short: String,
    /// `counter-corruption unit`.
    pub(crate) long: String,
}

/// The definitions in `text`, in their order.
pub(crate) fn definitions(text: &str) -> Vec<Definition> {
    let mut found = Vec::new();
    for (open, _) in text.match_indices('(') {
        let rest = &text[open + 1..];
        let Some(close) = rest.find(['(', ')']).filter(|&at| rest[at..].starts_with(')')) else {
            continue;
        };
        if close <= MAX_INNER {
            found.extend(definition(&text[..open], &rest[..close]));
        }
    }
    found
}

fn definition(before: &str, inner: &str) -> Option<Definition> {
    let first = inner.split([',', ';']).next().unwrap_or(inner);
    if let Some(short) = short_form(first) {
        return defined(short, words_before(before, short));
    }
    let word = before.trim_end().rsplit(|c: char| c.is_whitespace()).next()?;
    let short = short_form(word)?;
    let whole = |long: &str| defined(short, long).filter(|found| same_words(&found.long, long));
    whole(inner).or_else(|| whole(first))
}

/// The short form that `text` is, without quotation marks, article and plural.
fn short_form(text: &str) -> Option<&str> {
    let text = text.trim();
    let text = ["the ", "or "].iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text);
    let text = text.trim_matches(|c: char| !c.is_alphanumeric());
    let short = match text.strip_suffix('s') {
        Some(single) if single.ends_with(char::is_uppercase) => single,
        _ => text,
    };
    let letters = short.chars().count();
    let capitals = short.chars().filter(|c| c.is_uppercase()).count();
    let one_word = short.chars().all(char::is_alphanumeric);
    let fits = one_word && SHORT_LETTERS.contains(&letters) && 2 * capitals >= letters;
    (fits && is_acronym(short) && short.starts_with(char::is_alphabetic)).then_some(short)
}

/// As many words before the parenthesis as the rule allows, within the sentence.
fn words_before<'t>(before: &'t str, short: &str) -> &'t str {
    let letters = short.chars().count();
    let most = (letters + 5).min(letters * 2);
    let before = before.trim_end();
    let mut start = before.len();
    for _ in 0..most {
        let head = before[..start].trim_end();
        if head.is_empty() || (start < before.len() && ends(&before[head.len()..start], head)) {
            break;
        }
        start = head
            .rfind(|c: char| c.is_whitespace() || c == GAP)
            .map_or(0, |space| space + head[space..].chars().next().map_or(1, char::len_utf8));
    }
    &before[start..]
}

/// True if a thought ends between `head` and what follows it after `space`.
fn ends(space: &str, head: &str) -> bool {
    let lines = space.bytes().filter(|byte| *byte == b'\n').count();
    lines > 1
        || space.contains(GAP)
        || head.ends_with(['.', '!', '?', ';', ':', '(', ')', '\u{2022}'])
}

/// The end of `words` that is the long form of `short`. Where the shortest is a single word (`concern` has all letters of
/// `CoC`), the next longer that begins with the letter.
fn defined(short: &str, words: &str) -> Option<Definition> {
    let shortest = matched(short, words)?;
    let begins = |&(at, _): &(usize, &str)| {
        let first = words[at..].chars().flat_map(char::to_lowercase).next();
        first == short.chars().flat_map(char::to_lowercase).next()
            && !words[..at].ends_with(|c: char| c.is_alphanumeric() || is_apostrophe(c))
    };
    let longer = words[..shortest].rmatch_indices(char::is_alphanumeric).filter(begins);
    let starts = std::iter::once(shortest).chain(longer.map(|(at, _)| word_start(words, at)));
    starts.take(2).find_map(|start| {
        let long = one_line(without_article(short, words[start..].trim()));
        is_name(short, &long).then(|| Definition { short: short.to_owned(), long })
    })
}

/// `long` without a leading article, where the rule holds without it too.
fn without_article<'t>(short: &str, mut long: &'t str) -> &'t str {
    while let Some((first, rest)) = long.split_once(char::is_whitespace) {
        let is_article = ARTICLES.contains(&first.to_lowercase().as_str());
        if !is_article || matched(short, rest).is_none() {
            break;
        }
        long = rest.trim_start();
    }
    long
}

/// Where the word that holds `at` begins, dashes being within it.
fn word_start(words: &str, at: usize) -> usize {
    let before = &words[..at];
    before.trim_end_matches(|c: char| !c.is_whitespace()).len()
}

/// The rule: where the long form begins in `words`, which end with it.
fn matched(short: &str, words: &str) -> Option<usize> {
    let letters: Vec<char> = short.chars().flat_map(char::to_lowercase).collect();
    let text: Vec<(usize, char)> = words.char_indices().collect();
    let mut at = text.len();
    for (place, letter) in letters.iter().enumerate().rev() {
        loop {
            at = at.checked_sub(1)?;
            let is_letter = text[at].1.to_lowercase().eq(std::iter::once(*letter));
            let before = at.checked_sub(1).map(|before| text[before].1);
            let begins = !before.is_some_and(|c| c.is_alphanumeric() || is_apostrophe(c));
            if is_letter && (place > 0 || begins) {
                break;
            }
        }
    }
    text.get(at).map(|(start, _)| word_start(words, *start))
}

/// At least two words, none of them the short form, and hardly more of weight than the short form has letters.
fn is_name(short: &str, long: &str) -> bool {
    let parts: Vec<&str> = long.split_whitespace().collect();
    let heavy = parts.iter().filter(|word| {
        word.contains(char::is_alphanumeric) && !LIGHT.contains(&word.to_lowercase().as_str())
    });
    let mut words = chains(long).flat_map(|chain| chain.words().to_vec());
    let several = words.by_ref().nth(1).is_some();
    let own = chains(long)
        .any(|chain| chain.words().iter().any(|&(start, end)| long.get(start..end) == Some(short)));
    several && !own && heavy.count() <= short.chars().count() + 1 && !long.contains(GAP)
}

/// True if both hold the same words: nothing of a long form in parentheses may be left over.
fn same_words(a: &str, b: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let words = text.split_whitespace().map(str::to_lowercase);
        words.skip_while(|word| ARTICLES.contains(&word.as_str())).collect()
    };
    words(a) == words(b)
}

/// The long form with single spaces, plain dashes, and what was broken over two lines put together.
fn one_line(long: &str) -> String {
    let mut line = String::with_capacity(long.len());
    let mut last = 0;
    for chain in chains(long) {
        for (place, &(start, end)) in chain.words().iter().enumerate() {
            match place {
                0 => push_spaced(&mut line, &long[last..start]),
                _ => line.push('-'),
            }
            line.push_str(&long[start..end]);
            last = end;
        }
    }
    let closing = long[last..].chars().take_while(|&c| is_apostrophe(c));
    line.extend(closing);
    line
}

fn push_spaced(line: &mut String, between: &str) {
    for c in between.chars() {
        match c.is_whitespace() {
            true if line.ends_with(' ') || line.is_empty() => {}
            true => line.push(' '),
            false if line.is_empty() => {}
            false => line.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let found = definitions(text).into_iter();
        found.map(|found| format!("{}={}", found.short, found.long)).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn definitions_are_found_in_both_orders() {
        for (text, expected) in [
            ("works with the counter-corruption unit (CCU) daily", "CCU=counter-corruption unit"),
            ("The CCU (counter-corruption unit) is small", "CCU=counter-corruption unit"),
            ("the CCU (the counter-corruption unit) is", "CCU=counter-corruption unit"),
            ("its counter-\ncorruption  unit (\u{2018}CCU\u{2019})", "CCU=counter-corruption unit"),
            (
                "Officers and police community support officers (PCSOs) met",
                "PCSO=police community support officers",
            ),
            (
                "Her Majesty\u{2019}s Inspectorate of Constabulary and Fire & Rescue Services (HMICFRS)",
                "HMICFRS=Her Majesty\u{2019}s Inspectorate of Constabulary and Fire & Rescue Services",
            ),
            (
                "the National Police Chiefs' Council (NPCC), and",
                "NPCC=National Police Chiefs' Council",
            ),
            (
                "uses THRIVE (threat, harm, risk, investigation, vulnerability and engagement) to",
                "THRIVE=threat, harm, risk, investigation, vulnerability and engagement",
            ),
            (
                "a professional standards department (PSD, formed in 2012) sits",
                "PSD=professional standards department",
            ),
            (
                "An area for improvement (AFI). A cause of concern (CoC)",
                "AFI=area for improvement; CoC=cause of concern",
            ),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_plainly_no_acronym_is_left_alone() {
        for text in [
            "as we said (paragraph 3) and (2016) and (3)",
            "Get the report (PDF document)",
            "the fens (Mereshire) and the vetting unit (part of HR)",
            "grades rose (GOOD news) again",
            "a report on the force. Unit costs (CCU) rose",
            "the custody (CC) suite",
            "Chief Constable Una Ford of the county and city of Undern (CCU",
            "they came, counted and used up nets, oars, rope, tar and unpainted boats (CCU) there",
            "(CCU)",
            "the unit\n\nCorruption counted (UCC) is",
            "",
        ] {
            assert_eq!(shown(text), "", "{text}");
        }
    }
}

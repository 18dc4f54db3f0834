//! Words broken at the ends of lines, put together as the document itself writes them elsewhere.

use std::collections::HashMap;

/// First parts that English keeps apart from what follows by a hyphen; used only where the document does not say.
const KEEP: [&str; 22] = [
    "all", "anti", "co", "counter", "cross", "ex", "first", "full", "half", "high", "long", "low",
    "night", "non", "part", "self", "short", "third", "well", "world", "year", "zero",
];

/// What English puts behind a word without a hyphen.
const ENDINGS: [&str; 9] = ["ed", "er", "est", "ing", "less", "ly", "ment", "ness", "s"];

/// The words of a document and how often each is written within a line.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    words: HashMap<String, u32>,
    /// The words that line ends cut: before the hyphen and behind it.
    breaks: Vec<(String, String)>,
    /// True if the program that set the document cuts words at line ends itself; known when all is learnt.
    hyphenates: bool,
}

impl Vocabulary {
    /// Learns the words of a printed line, but for a word that its end or its beginning may have cut.
    pub(super) fn learn(&mut self, line: &str, after_break: bool) {
        let cut = line.trim_end().ends_with(is_hyphen);
        let mut words: Vec<&str> =
            line.split(|c: char| !is_part(c)).filter(|w| !w.is_empty()).collect();
        if cut {
            words.pop();
        }
        for word in words.into_iter().skip(usize::from(after_break)) {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            if !word.is_empty() {
                *self.words.entry(plain(word)).or_default() += 1;
            }
        }
    }

    /// Learns a word that a line end cuts.
    pub(super) fn learn_break(&mut self, line: &str, next: &str) {
        let Some((first, second)) = cut(line, next) else { return };
        self.breaks.push((first.to_owned(), second.to_owned()));
    }

    /// When all lines are learnt: are there pieces of words at line ends, or only whole ones at hyphens that were typed?
    pub(super) fn settle(&mut self) {
        let known = |word: &str| self.count(word) > 0;
        let is_piece = |(first, second): &(String, String)| {
            let last = first.rsplit('-').next().unwrap_or(first);
            let is_ending = ENDINGS.contains(&second.as_str());
            known(&format!("{first}{second}"))
                || is_ending
                || !(known(last) || KEEP.contains(&&*plain(last)) || known(second))
        };
        self.hyphenates = self.breaks.iter().any(is_piece);
    }

    fn count(&self, word: &str) -> u32 {
        self.words.get(&plain(word)).copied().unwrap_or(0)
    }

    /// Adds a line to the text before it: with a space, or where that ends in a hyphen as the document writes the word.
    pub(super) fn join(&self, text: &mut String, next: &str) {
        let next = next.trim_start();
        let end = text.trim_end().len();
        text.truncate(end);
        let Some(hyphen) = text.chars().next_back().filter(|c| is_hyphen(*c)) else {
            if !text.is_empty() && !next.is_empty() {
                text.push(' ');
            }
            text.push_str(next);
            return;
        };
        match cut(text, next) {
            // A dash between words, or the hyphen of an open range.
            None => text.push(' '),
            Some((first, second)) if self.is_one_word(first, second) => {
                text.truncate(end - hyphen.len_utf8());
            }
            Some(_) => {}
        }
        text.push_str(next);
    }

    /// True if the two parts of a broken word are written without a hyphen.
    fn is_one_word(&self, first: &str, second: &str) -> bool {
        let joined = self.count(&format!("{first}{second}"));
        let parted = self.count(&format!("{first}-{second}"));
        if joined + parted > 0 {
            return joined > parted;
        }
        let starts_low = second.chars().next().is_some_and(char::is_lowercase);
        if !starts_low || first.chars().any(|c| c.is_ascii_digit()) {
            return false;
        }
        // `anti-cor-` before `ruption`: what follows the last hyphen is what was cut.
        let last = first.rsplit('-').next().unwrap_or(first);
        let both = last.len() > 2 && self.count(last) > 0 && self.count(second) > 0;
        let is_kept = KEEP.contains(&last.to_lowercase().as_str()) && !ENDINGS.contains(&second);
        self.hyphenates && !both && !is_kept
    }
}

/// The two parts of a word that a line end cuts at a hyphen.
fn cut<'a>(line: &'a str, next: &'a str) -> Option<(&'a str, &'a str)> {
    let head = line.trim_end().strip_suffix(is_hyphen)?;
    let next = next.trim_start();
    let end = next.find(|c| !is_part(c)).unwrap_or(next.len());
    let second = next.get(..end).unwrap_or("").trim_end_matches(is_hyphen);
    let first = tail(head);
    (!first.is_empty() && !second.is_empty()).then_some((first, second))
}

/// The word that a text ends in, with its own hyphens.
fn tail(text: &str) -> &str {
    let start = text
        .char_indices()
        .rev()
        .take_while(|(_, c)| is_part(*c))
        .last()
        .map_or(text.len(), |(at, _)| at);
    text.get(start..).unwrap_or("").trim_start_matches(|c: char| !c.is_alphanumeric())
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || is_hyphen(c) || matches!(c, '\'' | '\u{2019}')
}

pub(super) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{ad}' | '\u{2010}' | '\u{2011}')
}

fn plain(word: &str) -> String {
    word.chars().map(|c| if is_hyphen(c) { '-' } else { c }).collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::Vocabulary;

    fn joined(known: &str, lines: [&str; 2]) -> String {
        let mut words = Vocabulary::default();
        words.learn(known, false);
        words.learn(lines[0], false);
        words.learn(lines[1], lines[0].ends_with(super::is_hyphen));
        words.learn_break(lines[0], lines[1]);
        words.settle();
        let mut text = lines[0].to_owned();
        words.join(&mut text, lines[1]);
        text
    }

    #[test]
    fn a_broken_word_is_written_as_the_document_writes_it() {
        for (known, first, second, whole) in [
            (
                "its counter-corruption unit",
                "the counter-",
                "corruption unit",
                "the counter-corruption unit",
            ),
            (
                "its countercorruption unit",
                "the counter-",
                "corruption unit",
                "the countercorruption unit",
            ),
            ("", "the counter-", "corruption unit", "the counter-corruption unit"),
            ("an improvement", "an improve-", "ment plan", "an improvement plan"),
            ("", "an improve-", "ment plan", "an improvement plan"),
            ("", "the improve\u{ad}", "ment plan", "the improvement plan"),
            ("a victim and a centred view", "a victim-", "centred view", "a victim-centred view"),
            ("at night", "two night-", "time shifts", "two night-time shifts"),
            ("", "its first-", "line teams", "its first-line teams"),
            ("", "it was first-", "ly said", "it was firstly said"),
            ("", "in 2015-", "16 it", "in 2015-16 it"),
            ("", "Stoke-on-", "Trent is", "Stoke-on-Trent is"),
            ("", "the force -", "which is", "the force - which is"),
            ("", "the force", "which is", "the force which is"),
        ] {
            assert_eq!(joined(known, [first, second]), whole, "{known}");
        }
    }
}

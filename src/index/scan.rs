//! Where words begin and end, and which of them hang together by dashes.

use super::short::Short;

/// Parts of a compound at most; a longer chain of dashes is several compounds.
const MAX_PARTS: usize = 8;

/// How far apart words stand on either side of a [`GAP`].
const GAP_POSITIONS: usize = 100;

/// Parts the values of one field, so that no phrase crosses from one into the next.
pub(crate) const GAP: char = '\u{1f}';

/// The bytes that are ASCII letters and digits: one load tells, and most of what is indexed is asked.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        plain[byte] = (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    plain
};

/// Between spaces it is the word *and*.
pub(crate) const AMPERSAND: char = '&';

/// One word, or the words of a compound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chain {
    /// Byte range of the first word: most chains are one word, there are millions of them, and they hold no more.
    first: [(usize, usize); 1],
    /// Byte ranges of all words of a compound; empty for a word.
    compound: Vec<(usize, usize)>,
}

impl Chain {
    /// The chain that begins with this word.
    pub(super) fn from(text: &str, word: (usize, usize)) -> Self {
        let mut chain = Self { first: [word], compound: Vec::new() };
        let mut end = word.1;
        while chain.words().len() < MAX_PARTS
            && let Some(next) = hanging_word(text, end)
        {
            chain.push(next);
            end = next.1;
        }
        chain
    }

    /// Byte ranges of the words.
    pub(crate) fn words(&self) -> &[(usize, usize)] {
        if self.is_compound() { &self.compound } else { &self.first }
    }

    /// True for two words and more.
    pub(crate) fn is_compound(&self) -> bool {
        !self.compound.is_empty()
    }

    /// Where the last word ends.
    pub(crate) fn end(&self) -> usize {
        self.compound.last().unwrap_or(&self.first[0]).1
    }

    fn push(&mut self, word: (usize, usize)) {
        if self.compound.is_empty() {
            self.compound.push(self.first[0]);
        }
        self.compound.push(word);
    }
}

/// The words and compounds of `text` from left to right.
pub(crate) fn chains(text: &str) -> impl Iterator<Item = Chain> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let chain = Chain::from(text, next_word(text, at)?.word);
        at = chain.end();
        Some(chain)
    })
}

/// The compounds of `text` from left to right. In ASCII, which has one dash, the words before the one that hangs on the next dash are
/// passed over: none goes over a space.
pub(crate) fn compounds(text: &str) -> impl Iterator<Item = Chain> {
    let is_ascii = text.is_ascii();
    let (mut at, mut behind_dash) = (0, 0);
    std::iter::from_fn(move || {
        loop {
            if is_ascii && at >= behind_dash {
                let rest = text.get(at..)?.as_bytes();
                let dash = memchr::memchr(b'-', rest)?;
                behind_dash = at + dash + 1;
                at += memchr::memrchr(b' ', &rest[..dash]).unwrap_or(0);
            }
            let next = next_word(text, at)?;
            at = next.word.1;
            if next.short.is_some() {
                continue;
            }
            let chain = Chain::from(text, next.word);
            at = chain.end();
            if chain.is_compound() {
                return Some(chain);
            }
        }
    })
}

/// `'` in all its shapes.
pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '\u{2bc}' | '\u{ff07}')
}

/// Accents that stand apart from their letter.
pub(crate) fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// The dashes that make a compound.
pub(crate) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{ad}' | '\u{2010}'..='\u{2013}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}')
}

/// The dashes that break a word over a line; a spaced en dash or minus parts two thoughts.
fn is_hyphen(c: char) -> bool {
    is_dash(c) && !matches!(c, '\u{2012}' | '\u{2013}' | '\u{2212}')
}

/// A word as it is met.
pub(super) struct Next {
    /// Its bytes in the text.
    pub(super) word: (usize, usize),
    /// Positions to leave out before it.
    pub(super) gap: usize,
    /// The word as it is indexed, where that is told at once: it is short, of ASCII letters and digits alone, and no compound begins with it.
    pub(super) short: Option<Short>,
}

/// The first word from `from` on.
pub(super) fn next_word(text: &str, from: usize) -> Option<Next> {
    let bytes = text.as_bytes();
    let (mut start, mut gap) = (from, 0);
    while let Some(&byte) = bytes.get(start) {
        if PLAIN[usize::from(byte)] {
            if let Some(short) = Short::word_at(bytes, start) {
                let end = start + short.len();
                if stops_at(bytes, end) {
                    return Some(Next { word: (start, end), gap, short: Some(short) });
                }
            }
            return Some(Next { word: (start, word_end(text, start)), gap, short: None });
        }
        if byte.is_ascii() {
            match char::from(byte) {
                GAP => gap += GAP_POSITIONS,
                AMPERSAND if stands_alone(text, start) => {
                    return Some(Next { word: (start, start + 1), gap, short: None });
                }
                _ => {}
            }
            start += 1;
            continue;
        }
        let c = text.get(start..)?.chars().next()?;
        if c.is_alphanumeric() {
            return Some(Next { word: (start, word_end(text, start)), gap, short: None });
        }
        start += c.len_utf8();
    }
    None
}

/// Whether there are spaces on both sides of the mark at `start`: `stop & search`, but neither `R&D` nor a list that
/// begins with it.
fn stands_alone(text: &str, start: usize) -> bool {
    let before = text[..start].ends_with(char::is_whitespace);
    before && text[start + AMPERSAND.len_utf8()..].starts_with(char::is_whitespace)
}

/// The word that hangs on a dash right after `end`, if one does.
fn hanging_word(text: &str, end: usize) -> Option<(usize, usize)> {
    if text.as_bytes().get(end).is_some_and(|byte| byte.is_ascii() && *byte != b'-') {
        return None;
    }
    let rest = text.get(end..)?;
    let dash = rest.chars().next().filter(|&c| is_dash(c))?;
    let after = &rest[dash.len_utf8()..];
    let start = end + dash.len_utf8();
    if after.starts_with(char::is_alphanumeric) {
        return Some((start, word_end(text, start)));
    }
    let blank = broken_line(after).filter(|_| is_hyphen(dash))?;
    let start = start + blank;
    text[start..].starts_with(char::is_lowercase).then(|| (start, word_end(text, start)))
}

/// Bytes of one space, or of a line break and what indents the next line.
fn broken_line(after: &str) -> Option<usize> {
    if let Some(rest) = after.strip_prefix("\r\n").or_else(|| after.strip_prefix('\n')) {
        return Some(after.len() - rest.trim_start_matches([' ', '\t']).len());
    }
    after.starts_with(' ').then_some(1)
}

/// Where the ASCII letters and digits from `start` on end.
fn plain_end(text: &str, start: usize) -> usize {
    let rest = &text.as_bytes()[start..];
    start + rest.iter().take_while(|byte| PLAIN[usize::from(**byte)]).count()
}

/// True if neither a word that has only ASCII letters and digits before `end` nor a compound goes further, as far as two bytes tell.
fn stops_at(bytes: &[u8], end: usize) -> bool {
    match bytes.get(end) {
        None => true,
        Some(b'.' | b',') => !bytes[end - 1].is_ascii_digit(),
        Some(byte) => byte.is_ascii() && !matches!(byte, b'\'' | b'-'),
    }
}

fn word_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = plain_end(text, start);
    let mut previous = bytes[start..end].last().map_or(' ', |byte| char::from(*byte));
    while let Some(c) = text[end..].chars().next() {
        let after = &text[end + c.len_utf8()..];
        let inside = c.is_alphanumeric()
            || is_combining(c)
            || (is_apostrophe(c) && after.starts_with(char::is_alphabetic))
            || (previous.is_ascii_digit() && joins_digits(c, after));
        if !inside {
            break;
        }
        end += c.len_utf8();
        previous = c;
    }
    end
}

/// `3.5` is one number and so is `12,400`; `1,2` are two.
fn joins_digits(c: char, after: &str) -> bool {
    let digits = after.bytes().take(4).take_while(u8::is_ascii_digit).count();
    match c {
        '.' => digits > 0,
        ',' => digits == 3,
        _ => false,
    }
}

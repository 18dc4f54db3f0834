//! A query read character by character, and what each character is to the language.

use crate::report::Span;

/// A place in a query that moves forward over whole characters.
#[derive(Debug, Clone)]
pub(super) struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// Byte offset of the next character.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// What is still to be read.
    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn bump(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    /// Passes over `token` if it comes next.
    pub(super) fn eat(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    pub(super) fn take_while(&mut self, accepts: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let taken = rest.find(|c| !accepts(c)).unwrap_or(rest.len());
        self.at += taken;
        rest.get(..taken).unwrap_or_default()
    }

    pub(super) fn skip_spaces(&mut self) {
        self.take_while(is_space);
    }

    /// The characters up to the next space, parenthesis, quotation mark, `^`, `&&` or `||`.
    pub(super) fn run(&self) -> &'a str {
        let rest = self.rest();
        let ends = |(at, c): &(usize, char)| {
            ends_run(*c) || (matches!(c, '&' | '|') && starts_doubled(rest, *at))
        };
        let end = rest.char_indices().find(ends).map_or(rest.len(), |(at, _)| at);
        rest.get(..end).unwrap_or_default()
    }

    /// Reads [`Scanner::run`] and passes over it.
    pub(super) fn take_run(&mut self) -> &'a str {
        let run = self.run();
        self.at += run.len();
        run
    }

    /// Passes over the other half of a compound that was pasted as its line was broken, `counter- corruption`: one
    /// space or line break after a hyphen, then a small letter, as the index reads it. `counter- and` is no such word.
    pub(super) fn take_rest_of_broken_word(&mut self, start: usize) -> bool {
        let hanging = self.since(start).strip_suffix(is_hyphen);
        if !hanging.is_some_and(|word| word.ends_with(char::is_alphanumeric)) {
            return false;
        }
        let rest = self.rest();
        let next = match rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n')) {
            Some(line) => line.trim_start_matches([' ', '\t']),
            None => rest.strip_prefix(' ').unwrap_or_default(),
        };
        let mut ahead = Self { text: self.text, at: self.text.len() - next.len() };
        let word = ahead.take_run();
        let broken = word.starts_with(char::is_lowercase)
            && word.chars().all(|c| c.is_alphanumeric() || is_hyphen(c) || matches!(c, '\'' | '’'))
            && !matches!(word, "and" | "or");
        if broken {
            *self = ahead;
        }
        broken
    }

    /// True where no clause could go on: at the end, before a space or a character that [`Scanner::run`] stops at.
    pub(super) fn is_at_bound(&self) -> bool {
        self.run().is_empty()
    }

    /// From `start` to here.
    pub(super) fn span_from(&self, start: usize) -> Span {
        Span::new(start, self.at)
    }

    /// The text between `start` and here.
    pub(super) fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or_default()
    }
}

fn starts_doubled(text: &str, at: usize) -> bool {
    text.get(at..).is_some_and(|rest| rest.starts_with("&&") || rest.starts_with("||"))
}

fn ends_run(c: char) -> bool {
    is_space(c) || is_quote(c) || matches!(c, '(' | ')' | '^')
}

/// White space, and what parts words like it: control characters, zero-width spaces, the long dashes of prose.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{200B}' | '\u{FEFF}' | '\u{2014}' | '\u{2015}')
}

/// A double quotation mark, straight or curly, opening or closing: pasted text mixes them.
pub(super) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '\u{FF02}')
}

/// A dash that a reader sees as one: all that join a compound but the invisible soft hyphen.
pub(super) fn is_minus(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2013}' | '\u{2212}' | '\u{FE63}' | '\u{FF0D}')
}

/// A dash that breaks a word over a line; a spaced en dash or minus parts two thoughts.
fn is_hyphen(c: char) -> bool {
    c == '\u{AD}' || (is_minus(c) && !matches!(c, '\u{2012}' | '\u{2013}' | '\u{2212}'))
}

/// The number of letters and digits.
pub(super) fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

/// The text with every run of white space and control characters as one space, none at the ends.
pub(super) fn fold_spaces(text: &str) -> String {
    text.split(is_space).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

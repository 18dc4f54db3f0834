//! Text and tags of a page, with their places: just enough of the HTML tokenizer to know which is which.

use std::borrow::Cow;
use std::ops::Range;

/// A piece of a page. Comments, doctypes and the like are passed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Characters between tags, entities not decoded.
    Text(Range<usize>),
    /// `<name ...>`
    Start(Tag<'a>),
    /// `</name>`, in lower case.
    End(Cow<'a, str>),
}

/// A start tag.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// In lower case.
    pub(super) name: Cow<'a, str>,
    /// The attributes that are read, the first of each name.
    pub(super) attributes: Vec<Attribute<'a>>,
    /// True for `<name/>`.
    pub(super) closed: bool,
}

/// An attribute of a start tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Attribute<'a> {
    /// One of [`WANTED`].
    pub(super) name: &'static str,
    /// The value as written, entities not decoded.
    pub(super) value: &'a str,
    /// Where the value begins.
    pub(super) start: usize,
}

/// The attributes that something here looks at. The others do not reach the tree builder, whose cost grows
/// with the square of their number.
const WANTED: [&str; 11] = [
    "class",
    "id",
    "role",
    "hidden",
    "aria-hidden",
    "alt",
    "href",
    "rel",
    "property",
    "content",
    "style",
];

impl<'a> Tag<'a> {
    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&Attribute<'a>> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }
}

/// Reads a page token by token.
#[derive(Debug)]
pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// Where the next token begins.
    pub(super) fn place(&self) -> usize {
        self.at
    }

    /// Goes back to a place that [`Self::place`] gave.
    pub(super) fn go_back(&mut self, place: usize) {
        self.at = place;
    }

    /// Passes over the content of an element that holds no markup (`script`, `title`) and over its end tag;
    /// where the content stood. Without an end tag all the rest is content, as in a browser.
    pub(super) fn raw_content(&mut self, name: &str) -> Range<usize> {
        let start = self.at;
        let mut from = start;
        while let Some(at) = self.text.get(from..).and_then(|rest| rest.find("</")) {
            let open = from + at;
            let after = open + 2 + name.len();
            let same = self.text.get(open + 2..after).is_some_and(|n| n.eq_ignore_ascii_case(name));
            if same
                && self.byte(after).is_none_or(|b| b.is_ascii_whitespace() || b"/>".contains(&b))
            {
                self.at = self.find_from(">", after).map_or(self.text.len(), |close| close + 1);
                return start..open;
            }
            from = open + 2;
        }
        self.at = self.text.len();
        start..self.at
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn find_from(&self, what: &str, from: usize) -> Option<usize> {
        self.text.get(from..)?.find(what).map(|at| from + at)
    }

    /// The end of the text that begins here: the next `<` that opens a tag, comment or the like.
    fn text_end(&self) -> usize {
        let mut from = self.at;
        while let Some(open) = self.find_from("<", from) {
            match self.byte(open + 1) {
                Some(b'!' | b'?') => return open,
                Some(b'/') if self.byte(open + 2).is_some_and(|b| b != b'<') => return open,
                Some(b) if b.is_ascii_alphabetic() => return open,
                _ => from = open + 1,
            }
        }
        self.text.len()
    }

    fn skip_comment(&mut self) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let close = if rest.starts_with("<!-->") {
            Some(self.at + 5)
        } else if rest.starts_with("<!--") {
            self.find_from("-->", self.at + 4).map(|at| at + 3)
        } else {
            self.find_from(">", self.at).map(|at| at + 1)
        };
        self.at = close.unwrap_or(self.text.len());
    }

    fn name(&mut self) -> Cow<'a, str> {
        let start = self.at;
        self.skip_while(|b| !b.is_ascii_whitespace() && !b"/>".contains(&b));
        let name = self.text.get(start..self.at).unwrap_or_default();
        match name.bytes().any(|b| b.is_ascii_uppercase()) {
            true => Cow::Owned(name.to_ascii_lowercase()),
            false => Cow::Borrowed(name),
        }
    }

    /// The attributes up to the `>`, and whether a `/` stands before it; `None` if the page ends first.
    fn attributes(&mut self) -> Option<(Vec<Attribute<'a>>, bool)> {
        let mut found: Vec<Attribute<'a>> = Vec::new();
        let mut closed = false;
        loop {
            match self.byte(self.at)? {
                b'>' => {
                    self.at += 1;
                    return Some((found, closed));
                }
                b if b.is_ascii_whitespace() || b == b'/' => {
                    closed = b == b'/';
                    self.at += 1;
                }
                _ => {
                    closed = false;
                    let (name, value, start) = self.one_attribute();
                    let wanted = WANTED.into_iter().find(|w| w.eq_ignore_ascii_case(name));
                    let new = |name: &str| found.iter().all(|other| other.name != name);
                    if let Some(name) = wanted.filter(|name| new(name)) {
                        found.push(Attribute { name, value, start });
                    }
                }
            }
        }
    }

    fn one_attribute(&mut self) -> (&'a str, &'a str, usize) {
        let start = self.at;
        self.at += 1;
        self.skip_while(|b| !b.is_ascii_whitespace() && !b"/>=".contains(&b));
        // The first byte may open a wider character: both ends stand on character bounds all the same,
        // because no byte of a wide character is one of those that end a name.
        let name = self.text.get(start..self.at).unwrap_or_default();
        let after_name = self.at;
        self.skip_while(|b| b.is_ascii_whitespace());
        if self.byte(self.at) != Some(b'=') {
            self.at = after_name;
            return (name, "", after_name);
        }
        self.at += 1;
        self.skip_while(|b| b.is_ascii_whitespace());
        let quote = self.byte(self.at).filter(|b| matches!(b, b'"' | b'\''));
        let begin = self.at + usize::from(quote.is_some());
        self.at = begin;
        match quote {
            Some(quote) => self.skip_while(|b| b != quote),
            None => self.skip_while(|b| !b.is_ascii_whitespace() && b != b'>'),
        }
        let value = self.text.get(begin..self.at).unwrap_or_default();
        self.at += usize::from(quote.is_some());
        (name, value, begin)
    }

    fn skip_while(&mut self, test: impl Fn(u8) -> bool) {
        while self.byte(self.at).is_some_and(&test) {
            self.at += 1;
        }
    }
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        while self.at < self.text.len() {
            let end = self.text_end();
            if end > self.at {
                let text = self.at..end;
                self.at = end;
                return Some(Token::Text(text));
            }
            match self.byte(self.at + 1) {
                Some(b'/') if self.byte(self.at + 2).is_some_and(|b| b.is_ascii_alphabetic()) => {
                    self.at += 2;
                    let name = self.name();
                    self.attributes();
                    return Some(Token::End(name));
                }
                Some(b) if b.is_ascii_alphabetic() => {
                    self.at += 1;
                    let name = self.name();
                    let (attributes, closed) = self.attributes()?;
                    return Some(Token::Start(Tag { name, attributes, closed }));
                }
                _ => self.skip_comment(),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{Lexer, Token};

    /// Texts as they are, `+name` and `-name` for tags, `name=value` for attributes.
    fn shown(page: &str) -> Vec<String> {
        let show = |token| match token {
            Token::Text(range) => page[range].to_owned(),
            Token::End(name) => format!("-{name}"),
            Token::Start(tag) => {
                let with = tag.attributes.iter().map(|a| format!(" {}={}", a.name, a.value));
                format!("+{}{}", tag.name, with.collect::<String>())
            }
        };
        Lexer::new(page).map(show).collect()
    }

    #[test]
    fn text_and_tags_are_told_apart() {
        for (page, tokens) in [
            ("a<b>c</B>d", vec!["a", "+b", "c", "-b", "d"]),
            ("1 < 2 <3 <", vec!["1 < 2 <3 <"]),
            ("<!doctype html><!-- <p> --><?x?><p>", vec!["+p"]),
            (
                "<P CLASS='a > b' id=c/d x=\"<i>\" hidden>x",
                vec!["+p class=a > b id=c/d hidden=", "x"],
            ),
            ("<p class=a class=b/>", vec!["+p class=a"]),
            ("<é>a</é>b", vec!["<é>a", "b"]),
            ("<p é=1 class = c>", vec!["+p class=c"]),
            ("<br/>x<p class=\"", vec!["+br", "x"]),
            ("<!-->a<!--b", vec!["a"]),
        ] {
            assert_eq!(shown(page), tokens, "{page}");
        }
    }

    #[test]
    fn raw_content_ends_at_its_own_tag() {
        let page = "a < b </scr </SCRIPT >rest";
        let mut lexer = Lexer::new(page);
        assert_eq!(&page[lexer.raw_content("script")], "a < b </scr ");
        assert_eq!(lexer.next(), Some(Token::Text(22..26)));
    }
}

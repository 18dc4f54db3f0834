//! Rich Text Format (specification 1.9.1): what the words are, which of them are headings, items, rows and boxes.
//!
//! A file is a row of groups within groups; each has a [`State`] that its words change and that ends with it. Headings are what
//! an outline level or the name of a style says. Headers, footers, notes, pictures, hidden and deleted text are not read.

mod codepage;
mod lexer;
mod page;
mod state;

use std::collections::BTreeMap;

use self::codepage::Codepages;
use self::lexer::{Lexer, Token};
use self::page::Page;
use self::state::{Destination, State};
use super::Text;
use super::out::level_of_style;
use crate::report::Note;

/// Groups within each other at most; what lies deeper is read as if it lay there.
const MOST_NESTED: usize = 10_000;

/// Reads a file.
pub(super) fn read(bytes: &[u8]) -> Text {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if !bytes.trim_ascii_start().starts_with(b"{\\rtf") {
        return Text::unread("this is no Rich Text Format".to_owned());
    }
    let mut reader = Reader::default();
    for token in Lexer::new(bytes) {
        reader.take(token);
        if reader.ended {
            break;
        }
    }
    reader.finish()
}

#[derive(Default)]
struct Reader {
    state: State,
    outer: Vec<State>,
    /// Groups that are open beyond [`MOST_NESTED`].
    beyond: usize,
    ended: bool,
    /// True after `\*`: a destination that is not known is passed over.
    starred: bool,
    /// Bytes of characters that are not complete yet, and the font they are in.
    bytes: Vec<u8>,
    /// The first half of a character beyond the sixteen bits of `\u`.
    half: Option<u16>,
    /// Characters that stand in for the last `\u` and are to be passed over.
    stand_ins: usize,
    pages: Codepages,
    styles: BTreeMap<i32, u8>,
    style: (i32, Option<u8>),
    /// The name of a style, or the title, as it grows.
    name: String,
    title: Option<String>,
    page: Page,
}

impl Reader {
    fn take(&mut self, token: Token<'_>) {
        if !matches!(token, Token::Byte(_)) {
            self.flush();
        }
        match token {
            Token::Open => self.open(),
            Token::Close => self.close(),
            Token::Word(word, number) => self.word(word, number),
            Token::Symbol(symbol) => self.symbol(symbol),
            Token::Byte(byte) if self.stand_ins == 0 => self.bytes.push(byte),
            Token::Byte(_) => self.stand_ins -= 1,
            Token::Text(text) => {
                let skipped = self.stand_ins.min(text.len());
                self.stand_ins -= skipped;
                self.text(text.get(skipped..).unwrap_or_default());
            }
        }
    }

    fn open(&mut self) {
        self.stand_ins = 0;
        if self.outer.len() >= MOST_NESTED {
            self.beyond += 1;
            return;
        }
        self.outer.push(self.state.clone());
        self.state.begins = false;
        if self.state.destination == Destination::Styles {
            (self.state.destination, self.state.begins) = (Destination::Style, true);
            (self.style, self.name) = ((0, None), String::new());
        }
    }

    fn close(&mut self) {
        (self.stand_ins, self.starred) = (0, false);
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        match (self.state.destination, self.state.begins) {
            (Destination::Style, true) => self.end_style(),
            (Destination::Title, true) => self.title = Some(std::mem::take(&mut self.name)),
            (Destination::Body, true) => self.page.end_frame(&self.state, &self.styles),
            _ => {}
        }
        match self.outer.pop() {
            Some(outer) => self.state = outer,
            None => self.ended = true,
        }
        self.ended = self.ended || self.outer.is_empty();
    }

    fn text(&mut self, text: &str) {
        self.starred = false;
        if text.is_empty() || self.state.hidden {
            return;
        }
        match self.state.destination {
            Destination::Body => self.page.text(text),
            Destination::Style | Destination::Title => self.name.push_str(text),
            _ => {}
        }
    }

    fn flush(&mut self) {
        if !self.bytes.is_empty() {
            let text = self.pages.decode(self.state.font, &self.bytes);
            self.bytes.clear();
            self.text(&text);
        }
    }

    fn symbol(&mut self, symbol: u8) {
        if self.stand_ins > 0 {
            self.stand_ins -= 1;
            return;
        }
        match symbol {
            b'*' => self.starred = true,
            b'~' => self.text("\u{a0}"),
            b'_' => self.text("\u{2011}"),
            b'-' => self.text("\u{ad}"),
            b'\r' | b'\n' => self.word("par", None),
            b'{' | b'}' | b'\\' => self.text(char::from(symbol).encode_utf8(&mut [0; 4])),
            _ => {}
        }
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        if self.stand_ins > 0 && word != "u" {
            self.stand_ins -= 1;
            return;
        }
        let starred = std::mem::take(&mut self.starred);
        if self.state.destination == Destination::Skip {
            return;
        }
        if let Some(destination) = Destination::of(word, starred, self.state.destination) {
            return self.enter(destination, word);
        }
        let n = number.unwrap_or(0);
        match (self.state.destination, word) {
            (_, "u") => self.unicode(n),
            (_, "uc") => self.state.stand_ins = usize::try_from(n).unwrap_or(0).min(64),
            (_, "ansicpg") => self.pages.set_usual(n),
            (_, "mac") => self.pages.set_usual(10_000),
            (_, "pc") => self.pages.set_usual(437),
            (_, "pca") => self.pages.set_usual(850),
            (_, "f") => self.state.font = n,
            (_, "deff") => self.state.usual_font(n),
            (Destination::Fonts, "fcharset") => self.pages.set_font(self.state.font, n),
            (Destination::Style, "s") => self.style.0 = n,
            (Destination::Style, "outlinelevel") => {
                self.style.1 = u8::try_from(n).ok().filter(|level| *level < 9);
            }
            (Destination::Body, _) => self.body(word, number),
            _ => {}
        }
    }

    fn enter(&mut self, destination: Destination, word: &str) {
        self.state.destination = destination;
        self.state.begins = true;
        match destination {
            Destination::Body => self.page.begin_frame(&mut self.state),
            Destination::Title => self.name.clear(),
            _ if matches!(word, "listtext" | "pntext") => self.page.begin_item(),
            _ => {}
        }
    }

    fn body(&mut self, word: &str, number: Option<i32>) {
        let mark = match word {
            "emdash" => "\u{2014}",
            "endash" => "\u{2013}",
            "lquote" => "\u{2018}",
            "rquote" => "\u{2019}",
            "ldblquote" => "\u{201c}",
            "rdblquote" => "\u{201d}",
            "bullet" => "\u{2022}",
            "tab" | "line" | "emspace" | "enspace" | "qmspace" => " ",
            _ => "",
        };
        if !mark.is_empty() {
            return self.text(mark);
        }
        match word {
            "par" | "sect" | "page" | "column" => self.page.paragraph(&self.state, &self.styles),
            "cell" => self.page.cell(&self.state, &self.styles),
            "row" => self.page.row(),
            // A table within a cell is words of that cell.
            "nestcell" | "nestrow" => self.page.text(" "),
            _ => self.state.set(word, number),
        }
    }

    /// A sixteen-bit unit of UTF-16, and how many characters after it stand in for it.
    fn unicode(&mut self, number: i32) {
        self.stand_ins = self.state.stand_ins;
        let Ok(unit) = u16::try_from(number & 0xffff) else { return };
        let units = match self.half.take() {
            Some(half) => vec![half, unit],
            None if (0xd800..0xdc00).contains(&unit) => {
                self.half = Some(unit);
                return;
            }
            None => vec![unit],
        };
        let text: String =
            char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        self.text(&text);
    }

    /// A style with the level that it says, or that its name says.
    fn end_style(&mut self) {
        let name = std::mem::take(&mut self.name);
        let name = name.trim().trim_end_matches(';').trim();
        let (number, outline) = std::mem::take(&mut self.style);
        let level = outline.map(|level| level.min(5) + 1).or_else(|| level_of_style(name));
        if let (false, Some(level)) = (name.is_empty(), level) {
            self.styles.insert(number, level);
        }
    }

    fn finish(mut self) -> Text {
        self.flush();
        let cut = !self.outer.is_empty();
        self.page.paragraph(&self.state, &self.styles);
        let mut text = self.page.finish(self.title);
        if cut {
            let note = "its groups are not all closed: it may be cut short";
            text.notes.push(Note::warning(note));
        }
        if self.beyond > 0 || cut && self.outer.len() >= MOST_NESTED {
            text.notes.push(Note::warning(format!("groups nested deeper than {MOST_NESTED}")));
        }
        if let Some(number) = self.pages.unknown {
            let note = format!("code page {number} is not known: read as windows-1252");
            text.notes.push(Note::warning(note));
        }
        text
    }
}

#[cfg(test)]
mod tests;

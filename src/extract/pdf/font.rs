//! What a character code of a font says, how wide it is, and whether the font is bold.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use hayro_font::hayro_cmap::BfString;
use hayro_font::{CMapResolverFn, Font, FontCache, FontGlyph, FontQuery, FontResolverFn};
use hayro_syntax::object::{Dict, Name};

/// Weight from which on a font counts as bold (ISO 32000-2, table 120: 400 is normal, 700 bold).
const BOLD: u32 = 600;

/// The flag `ForceBold` of a font descriptor (ISO 32000-2, table 121).
const FORCE_BOLD: u32 = 1 << 18;

/// A font of a document.
pub(super) struct Face<'a> {
    font: Font<'a>,
    /// True if its weight, its flags or its name say bold.
    pub(super) is_bold: bool,
    /// By number: the fonts of reports have few codes, and small ones.
    codes: RefCell<Vec<Option<Rc<Code>>>>,
}

/// Codes beyond this one are looked up each time.
const MOST_CODES: usize = 1 << 16;

/// What one character code shows.
#[derive(Debug)]
pub(super) struct Code {
    /// The characters; `None` where the file does not say which they are.
    pub(super) text: Option<Rc<str>>,
    /// The way to the next glyph in thousandths of the font size.
    pub(super) advance: f64,
}

impl Face<'_> {
    /// The code that begins at `at` and its length in bytes.
    pub(super) fn read(&self, bytes: &[u8], at: usize) -> (Rc<Code>, u32, usize) {
        let (number, length) = self.font.read_code(bytes, at);
        (self.code(number), number, length.max(1))
    }

    fn code(&self, number: u32) -> Rc<Code> {
        let place = number as usize;
        if let Some(Some(known)) = self.codes.borrow().get(place) {
            return Rc::clone(known);
        }
        let unicode = match self.font.glyph(self.font.map_code(number), number) {
            FontGlyph::Outline(glyph) => glyph.as_unicode(),
            FontGlyph::Type3(glyph) => glyph.as_unicode(),
        };
        let text = unicode.map(|said| match said {
            BfString::Char(c) => settled(c.encode_utf8(&mut [0; 4])),
            BfString::String(text) => settled(&text),
        });
        let text = text.filter(|text| !text.is_empty()).map(Rc::from);
        let code = Rc::new(Code { text, advance: self.font.code_advance(number).x });
        if place < MOST_CODES {
            let mut codes = self.codes.borrow_mut();
            if codes.len() <= place {
                codes.resize(place + 1, None);
            }
            if let Some(slot) = codes.get_mut(place) {
                *slot = Some(Rc::clone(&code));
            }
        }
        code
    }
}

/// The fonts of a document, each made once.
pub(super) struct Fonts<'a> {
    cache: FontCache<'a>,
    faces: HashMap<Key, Option<Rc<Face<'a>>>>,
    standard: FontResolverFn,
    no_cmaps: CMapResolverFn,
}

/// Where a font stands in the file.
#[derive(PartialEq, Eq, Hash)]
enum Key {
    Object(hayro_syntax::object::ObjectIdentifier),
    Inline(usize),
    Fallback,
}

impl<'a> Fonts<'a> {
    /// No fonts yet.
    pub(super) fn new() -> Self {
        Self {
            cache: FontCache::new(),
            faces: HashMap::new(),
            standard: Arc::new(|query| match query {
                FontQuery::Standard(font) => Some(font.get_font_data()),
                FontQuery::Fallback(font) => Some(font.pick_standard_font().get_font_data()),
            }),
            no_cmaps: Arc::new(|_| None),
        }
    }

    /// The font that a dictionary describes; `None` if it is no font that can be read.
    pub(super) fn face(&mut self, dict: &Dict<'a>) -> Option<Rc<Face<'a>>> {
        let key = match dict.obj_id() {
            Some(id) => Key::Object(id),
            None => Key::Inline(dict.data().as_ptr() as usize),
        };
        if let Some(known) = self.faces.get(&key) {
            return known.clone();
        }
        let font = self.cache.font(dict, &self.standard, &self.no_cmaps);
        let face = font.map(|font| face(font, is_bold(dict)));
        self.faces.insert(key, face.clone());
        face
    }

    /// The font of text that names none, or one that cannot be read: as viewers do.
    pub(super) fn fallback(&mut self) -> Option<Rc<Face<'a>>> {
        let (cache, standard) = (&self.cache, &self.standard);
        let made = || cache.standard_font(hayro_font::StandardFont::Helvetica, standard);
        self.faces.entry(Key::Fallback).or_insert_with(|| made().map(|f| face(f, false))).clone()
    }
}

fn face(font: Font<'_>, is_bold: bool) -> Rc<Face<'_>> {
    Rc::new(Face { font, is_bold, codes: RefCell::default() })
}

fn is_bold(dict: &Dict<'_>) -> bool {
    let inner = dict.get::<hayro_syntax::object::Array<'_>>("DescendantFonts");
    let inner = inner.and_then(|fonts| fonts.iter::<Dict<'_>>().next());
    let mut described = std::iter::once(dict).chain(&inner);
    let descriptor = described.find_map(|dict| dict.get::<Dict<'_>>("FontDescriptor"));
    let said = descriptor.is_some_and(|said| {
        said.get::<u32>("FontWeight").is_some_and(|weight| weight >= BOLD)
            || said.get::<u32>("Flags").is_some_and(|flags| flags & FORCE_BOLD != 0)
    });
    let name = dict.get::<Name<'_>>("BaseFont").map(|name| name.as_str().to_ascii_lowercase());
    said || name.is_some_and(|name| {
        ["bold", "black", "heavy", "demi"].iter().any(|weight| name.contains(weight))
    })
}

/// One way to write what can be written in several: ligatures of Latin letters as their letters, private bullets of
/// symbol fonts as bullets, no characters that show nothing.
fn settled(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{fb00}' => out.push_str("ff"),
            '\u{fb01}' => out.push_str("fi"),
            '\u{fb02}' => out.push_str("fl"),
            '\u{fb03}' => out.push_str("ffi"),
            '\u{fb04}' => out.push_str("ffl"),
            '\u{fb05}' | '\u{fb06}' => out.push_str("st"),
            // The bullets that word processors take from Symbol and Wingdings (code 0xB7, 0xA7 and others).
            '\u{f0b7}' | '\u{f0a7}' | '\u{f06c}' | '\u{f0d8}' | '\u{f0a8}' => out.push('\u{2022}'),
            '\t' | '\n' | '\r' => out.push(' '),
            c if c.is_control() => {}
            c => out.extend(crate::extract::decode::clean(c)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::settled;

    #[test]
    fn ligatures_and_bullets_of_symbol_fonts_are_written_one_way() {
        assert_eq!(settled("\u{fb01}nding o\u{fb03}cer \u{f0b7}"), "finding officer \u{2022}");
        assert_eq!(settled("a\u{0}\u{200b}b\tc\u{ad}"), "ab c\u{ad}");
    }
}

//! Marked content: what a file says of its own text. Furniture, hidden layers, words that stand for a drawing.

use std::collections::HashSet;
use std::rc::Rc;

use hayro_syntax::object::{Array, Dict, Name, ObjRef, ObjectIdentifier, String as PdfString};
use hayro_syntax::xref::XRef;

/// Marks within each other at most: what lies deeper is read as its surroundings.
const MOST_MARKS: usize = 4096;

/// The marks that are open at a place of a content stream.
#[derive(Debug, Clone, Default)]
pub(super) struct Marks {
    /// Layers that are switched off when the file is opened.
    hidden: Rc<HashSet<ObjectIdentifier>>,
    open: Vec<Mark>,
    /// Marks that were not kept because there were too many.
    deeper: usize,
}

#[derive(Debug, Clone, Default)]
struct Mark {
    is_hidden: bool,
    is_artifact: bool,
    /// The words that stand for the glyphs within; taken by the first of them.
    actual: Option<Option<String>>,
}

impl Marks {
    /// No marks, and the layers that the catalogue switches off (ISO 32000-2, 8.11.4.3).
    pub(super) fn new(file: &XRef) -> Self {
        let mut hidden = HashSet::new();
        let catalogue = file.get::<Dict<'_>>(file.root_id());
        let layers = catalogue.and_then(|catalogue| catalogue.get::<Dict<'_>>("OCProperties"));
        if let Some(layers) = layers {
            let config = layers.get::<Dict<'_>>("D").unwrap_or_default();
            let ids = |dict: &Dict<'_>, key: &str| -> Vec<ObjectIdentifier> {
                let array = dict.get::<Array<'_>>(key);
                let items = array.iter().flat_map(|array| array.raw_iter());
                items.filter_map(|item| item.as_obj_ref()).map(Into::into).collect()
            };
            if config.get::<Name<'_>>("BaseState").is_some_and(|state| state.as_str() == "OFF") {
                hidden.extend(ids(&layers, "OCGs"));
                ids(&config, "ON").iter().for_each(|id| _ = hidden.remove(id));
            }
            hidden.extend(ids(&config, "OFF"));
        }
        Self { hidden: Rc::new(hidden), ..Self::default() }
    }

    pub(super) fn depth(&self) -> usize {
        self.open.len() + self.deeper
    }

    /// Begins marked content with a tag and its properties, which may be a layer.
    pub(super) fn begin(
        &mut self,
        tag: &Name<'_>,
        properties: Option<(&Dict<'_>, Option<ObjRef>)>,
    ) {
        let mut mark = self.inner();
        mark.is_artifact |= tag.as_str() == "Artifact" && properties.is_none_or(is_furniture);
        if let Some((dict, layer)) = properties {
            if tag.as_str() == "OC" {
                mark.is_hidden |= self.hides(dict, layer);
            }
            let actual = dict.get::<PdfString<'_>>("ActualText");
            if let Some(actual) = actual.map(|text| words(text.as_bytes())) {
                mark.actual = Some(Some(actual));
            }
        }
        self.push(mark);
    }

    /// Begins a form, which may belong to a layer.
    pub(super) fn begin_form(&mut self, layer: Option<(&Dict<'_>, Option<ObjRef>)>) {
        let mut mark = self.inner();
        mark.is_hidden |= layer.is_some_and(|(dict, layer)| self.hides(dict, layer));
        self.push(mark);
    }

    /// What a mark has from those around it. Words that stand for a run stay with the mark that gives them.
    fn inner(&self) -> Mark {
        self.open.last().map(|mark| Mark { actual: None, ..mark.clone() }).unwrap_or_default()
    }

    fn push(&mut self, mark: Mark) {
        if self.open.len() < MOST_MARKS { self.open.push(mark) } else { self.deeper += 1 }
    }

    pub(super) fn end(&mut self) {
        match self.deeper.checked_sub(1) {
            Some(fewer) => self.deeper = fewer,
            None => _ = self.open.pop(),
        }
    }

    pub(super) fn end_to(&mut self, depth: usize) {
        while self.depth() > depth {
            self.end();
        }
    }

    pub(super) fn are_seen(&self) -> bool {
        self.open.last().is_none_or(|mark| !mark.is_hidden)
    }

    pub(super) fn are_artifact(&self) -> bool {
        self.open.last().is_some_and(|mark| mark.is_artifact)
    }

    /// `None` where glyphs stand for themselves; else the words that stand for them, which only the first glyph gets.
    pub(super) fn actual(&mut self) -> Option<Option<String>> {
        let mark = self.open.iter_mut().rev().find(|mark| mark.actual.is_some())?;
        Some(mark.actual.as_mut()?.take())
    }

    fn hides(&self, dict: &Dict<'_>, layer: Option<ObjRef>) -> bool {
        let is_off = |id: ObjRef| self.hidden.contains(&id.into());
        if dict.get::<Name<'_>>("Type").is_none_or(|kind| kind.as_str() != "OCMD") {
            return layer.is_some_and(is_off);
        }
        // A group of layers is seen where any of them is (the policy `AnyOn`, which is the default).
        let array = dict.get::<Array<'_>>("OCGs");
        let items = array.iter().flat_map(|array| array.raw_iter());
        let mut ids: Vec<ObjRef> = items.filter_map(|item| item.as_obj_ref()).collect();
        ids.extend(dict.get_ref("OCGs").filter(|_| array.is_none()));
        !ids.is_empty() && ids.into_iter().all(is_off)
    }
}

/// True for an artifact that is no drawing of the page: running heads and page numbers, or one that does not say what.
fn is_furniture(properties: (&Dict<'_>, Option<ObjRef>)) -> bool {
    let kind = properties.0.get::<Name<'_>>("Type");
    kind.is_none_or(|kind| kind.as_str() == "Pagination")
}

/// A text string: UTF-16 or UTF-8 with a mark, else the encoding of PDF documents, which is Latin-1 but for rare signs.
pub(super) fn words(bytes: &[u8]) -> String {
    let text: String = match bytes {
        [0xfe, 0xff, rest @ ..] => {
            let units = rest.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
        }
        [0xff, 0xfe, rest @ ..] => {
            let units = rest.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
            char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
        }
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => bytes.iter().copied().map(of_pdf_encoding).collect(),
    };
    text.chars().filter_map(crate::extract::decode::clean).collect()
}

/// PDFDocEncoding (ISO 32000-2, annex D.2) for the bytes in which it is not Latin-1.
fn of_pdf_encoding(byte: u8) -> char {
    const SIGNS: [char; 31] = [
        '\u{2022}', '\u{2020}', '\u{2021}', '\u{2026}', '\u{2014}', '\u{2013}', '\u{192}',
        '\u{2044}', '\u{2039}', '\u{203a}', '\u{2212}', '\u{2030}', '\u{201e}', '\u{201c}',
        '\u{201d}', '\u{2018}', '\u{2019}', '\u{201a}', '\u{2122}', '\u{fb01}', '\u{fb02}',
        '\u{141}', '\u{152}', '\u{160}', '\u{178}', '\u{17d}', '\u{131}', '\u{142}', '\u{153}',
        '\u{161}', '\u{17e}',
    ];
    match byte {
        0x80..=0x9e => SIGNS.get(usize::from(byte - 0x80)).copied().unwrap_or(' '),
        0xa0 => '\u{20ac}',
        other => char::from(other),
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn text_strings_say_their_encoding() {
        assert_eq!(words(b"\xfe\xff\x00Z\x00o\x00\xeb"), "Zo\u{eb}");
        assert_eq!(words(b"\xef\xbb\xbfZo\xc3\xab"), "Zo\u{eb}");
        assert_eq!(words(b"Zo\xeb \x84 \x90fair\x8f"), "Zo\u{eb} \u{2014} \u{2019}fair\u{2018}");
    }
}

//! PDF to blocks: what stands on the pages, in reading order, without what is printed on every page.
//!
//! `content` reads a page's content stream into glyphs and shapes (`font` says what they are, `marks` what the file
//! itself says of them), `strip` puts glyphs into runs, `furniture` takes out what repeats, `frame` finds the boxes,
//! `flow` the order of columns, tables and boxes, `piece` the paragraphs, `style` the headings, and `write` joins it all.
//! Nothing here draws, and images are only counted: their decoders are not even linked.

mod content;
mod flow;
mod font;
mod frame;
mod furniture;
mod grid;
mod hyphen;
mod levels;
mod line;
mod marks;
mod piece;
mod shape;
mod state;
mod strip;
mod style;
mod table;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod typeset;
mod words;
mod write;

use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use self::content::Shown;
use self::furniture::Sheet;
use self::grid::Rules;
use self::piece::Pieces;
use self::shape::{Area, Shape};
use self::strip::{Strip, strips};
use super::Text;
use crate::report::Note;

/// Pages beyond this one are not read.
const MOST_PAGES: usize = 20_000;

/// Bytes of text at most.
const MOST_TEXT: usize = 64 << 20;

/// Texts of furniture that a note names.
const NAMED: usize = 4;

/// Reads a document.
pub(super) fn read(bytes: &[u8]) -> Text {
    let pdf = match Pdf::new(bytes.to_vec()) {
        Ok(pdf) => pdf,
        Err(error) => return unread(error),
    };
    let mut document = Document::default();
    let marks = marks::Marks::new(pdf.xref());
    let mut fonts = font::Fonts::new();
    for page in pdf.pages().iter().take(MOST_PAGES) {
        if document.letters > MOST_TEXT {
            document.is_cut = true;
            break;
        }
        document.add(content::shown(page, &mut fonts, marks.clone()));
    }
    document.is_cut |= pdf.pages().len() > MOST_PAGES;
    let title = pdf.metadata().title.as_deref().map(marks::words);
    let mut text = document.finish();
    text.head_title = title.filter(|title| is_title(title));
    text
}

fn unread(error: LoadPdfError) -> Text {
    let (why, hint) = match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => {
            ("the PDF is protected by a password", Some("save it without a password"))
        }
        LoadPdfError::Decryption(_) => ("the PDF is encrypted in a way that is not known", None),
        LoadPdfError::Invalid => ("this is no PDF, or one that is damaged beyond reading", None),
    };
    let mut text = Text::unread(why.to_owned());
    text.notes.iter_mut().for_each(|note| note.hint = hint.map(str::to_owned));
    text
}

/// Titles that a program gave and nobody wrote.
fn is_title(title: &str) -> bool {
    let low = title.trim().to_lowercase();
    let junk =
        ["untitled", "microsoft word", "microsoft powerpoint", "slide ", "document", "about:"];
    let is_file =
        [".doc", ".docx", ".indd", ".pdf", ".odt", ".html"].iter().any(|e| low.ends_with(e));
    low.len() > 3 && !is_file && !junk.iter().any(|start| low.starts_with(start))
}

/// The pages of a document as they are read.
#[derive(Default)]
struct Document {
    sheets: Vec<Sheet>,
    drawn: Vec<Drawn>,
    letters: usize,
    unknown: usize,
    outside: usize,
    /// Pages without text, by number, with whether they show an image.
    empty: Vec<(usize, bool)>,
    is_cut: bool,
}

/// What a page holds beside the text that stands upright.
struct Drawn {
    width: f64,
    shapes: Vec<Shape>,
    rules: Rules,
    /// What is set across the page.
    turned: Vec<Strip>,
}

impl Document {
    fn add(&mut self, shown: Shown) {
        let number = self.sheets.len() + 1;
        if shown.glyphs.iter().all(|glyph| glyph.text.trim().is_empty()) {
            self.empty.push((number, shown.images > 0));
        }
        self.letters += shown.glyphs.len();
        self.unknown += shown.unknown;
        self.outside += shown.outside;
        self.is_cut |= shown.is_cut;
        let rules = Rules::of(&shown.shapes, shown.width, shown.height);
        let mut strips = line::with_their_marks(strips(&shown.glyphs, 0, &rules.down));
        line::with_drawn_marks(&mut strips, &shown.shapes);
        let turned = (1..4).flat_map(|turn| strip::strips(&shown.glyphs, turn, &[])).collect();
        self.sheets.push(Sheet { height: shown.height, strips });
        self.drawn.push(Drawn { width: shown.width, shapes: shown.shapes, rules, turned });
    }

    fn finish(mut self) -> Text {
        let taken = furniture::take_out(&mut self.sheets);
        let notes = self.notes(&taken);
        let pictures = self.pictures().filter_map(|page| page.try_into().ok()).collect();
        let mut pieces = Pieces::default();
        let pages = self.sheets.into_iter().zip(self.drawn).enumerate();
        for (number, (sheet, drawn)) in pages {
            let grids = drawn.rules.grids();
            let mut boxes = frame::boxes(&drawn.shapes, &sheet.strips, drawn.width, sheet.height);
            boxes.retain(|area| !grids.iter().any(|grid| grid.area.holds(area, 4.0)));
            let rules: Vec<Area> = drawn.shapes.iter().flat_map(edges).collect();
            let items = flow::nest(sheet.strips, grids, &boxes);
            pieces.add(flow::read(items, &rules), number, drawn.width);
            let turned = drawn.turned.into_iter().map(flow::Item::Strip).collect();
            pieces.add(flow::read(turned, &[]), number, drawn.width);
        }
        let written = write::write(pieces.pieces);
        Text {
            canonical: written.canonical,
            blocks: written.blocks,
            places: written.places,
            boxes: written.boxes,
            notes,
            pictures,
            ..Text::default()
        }
    }

    /// The pages that show an image and have no text.
    fn pictures(&self) -> impl Iterator<Item = usize> {
        self.empty.iter().filter(|(_, image)| *image).map(|(page, _)| *page)
    }

    fn notes(&self, taken: &[(String, usize)]) -> Vec<Note> {
        let mut notes = Vec::new();
        if self.is_cut {
            notes.push(Note::warning("more pages or text than are read: the rest was left out"));
        }
        let scanned: Vec<usize> = self.pictures().collect();
        if let Some(first) = scanned.first() {
            let (count, all) = (scanned.len(), self.sheets.len());
            let note = format!(
                "{count} of {all} page(s) are pictures without text, the first is page {first}: needs OCR"
            );
            notes.push(
                Note::warning(note)
                    .hint("`peelian index --ocr` reads it, where `tesseract` is installed"),
            );
        }
        if self.unknown > 0 {
            let note = format!(
                "{} character(s) whose meaning the file does not tell became `\u{fffd}`",
                self.unknown
            );
            notes.push(Note::warning(note));
        }
        if self.outside > 0 {
            let note =
                format!("{} character(s) outside of the visible page left out", self.outside);
            notes.push(Note::info(note));
        }
        if !taken.is_empty() {
            let lines: usize = taken.iter().map(|(_, count)| count).sum();
            let mut few: Vec<String> =
                taken.iter().take(NAMED).map(|(text, _)| format!("`{text}`")).collect();
            if taken.len() > NAMED {
                few.push("and others".to_owned());
            }
            let note = format!(
                "{lines} line(s) of running heads, footers and page numbers left out: {}",
                few.join(", ")
            );
            notes.push(Note::info(note));
        }
        notes
    }
}

/// The straight lines that a shape shows: itself, or the edges of a frame.
fn edges(shape: &Shape) -> Vec<Area> {
    match shape {
        Shape::Rule(area) => vec![*area],
        Shape::Dot(_) => Vec::new(),
        Shape::Frame(area, _) => {
            [area.y0, area.y1].map(|y| Area { y0: y, y1: y, ..*area }).to_vec()
        }
    }
}

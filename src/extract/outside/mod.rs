//! Programs of others, run where a user asks for it and never linked: `tesseract` (with `pdftoppm`) reads the pages of a PDF
//! that are pictures, `pdftotext` reads a PDF in the place of our own reader, as a cross-check.
//!
//! They are given a file of their own and a time limit, and what they write is taken as text like any other. Words that come
//! from pictures are marked ([`Text::from_pictures`]): `parse` says so of everything that rests on them.

mod merge;
mod program;

use std::path::PathBuf;
use std::time::Duration;

use self::program::{Program, Scratch};
use super::{Text, decode, plain};
use crate::corpus::{Document, Format};
use crate::report::Note;
use crate::{Error, ErrorKind, Result};

/// Pictures of a document that are read at most.
const MOST_PICTURES: usize = 500;

/// Dots per inch at which a page is drawn: what the authors of `tesseract` advise.
const RESOLUTION: &str = "300";

/// Which reader of PDF reads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PdfEngine {
    /// That of this program.
    #[default]
    Own,
    /// The program `pdftotext` of Poppler: the words in its order, without boxes and headings.
    Pdftotext,
}

/// The programs of others that a build runs.
#[derive(Debug, Clone)]
pub struct Outside {
    /// `pdftoppm` and `tesseract`, where pictures are to be read.
    ocr: Option<(Program, Program)>,
    pdftotext: Option<Program>,
    folder: PathBuf,
}

impl Outside {
    /// Finds the programs that are needed for this; `None` if none is. `folder` is one for temporary files, `wall` how long
    /// a program may take, a page with OCR, a document else.
    ///
    /// # Errors
    /// `Usage` for a program that is not there.
    pub fn find(
        ocr: bool,
        engine: PdfEngine,
        folder: PathBuf,
        wall: Duration,
    ) -> Result<Option<Self>> {
        let need = |name, version, option, package| {
            Program::find(name, version, wall).ok_or_else(|| {
                let message = format!("`{option}` needs the program `{name}`, which is not on the PATH");
                Error::new(ErrorKind::Usage, message)
                    .hint(format!("install it (on Debian and Ubuntu the package `{package}`), or leave `{option}` out"))
            })
        };
        let pair = || {
            let pdftoppm = need("pdftoppm", "-v", "--ocr", "poppler-utils")?;
            Ok((pdftoppm, need("tesseract", "--version", "--ocr", "tesseract-ocr")?))
        };
        let ocr = if ocr { Some(pair()?) } else { None };
        let pdftotext = match engine {
            PdfEngine::Own => None,
            PdfEngine::Pdftotext => {
                Some(need("pdftotext", "-v", "--pdf-engine pdftotext", "poppler-utils")?)
            }
        };
        let needed = ocr.is_some() || pdftotext.is_some();
        Ok(needed.then_some(Self { ocr, pdftotext, folder }))
    }

    /// What is added to the digest of a document of this format, so that it is read again when it is to be read otherwise.
    #[must_use]
    pub fn stamp(&self, format: Format) -> &'static str {
        match (format, self.pdftotext.is_some(), self.ocr.is_some()) {
            (Format::Pdf, true, _) => "+pdftotext",
            (Format::Pdf, false, true) => "+ocr",
            _ => "",
        }
    }

    /// The text of a PDF: `own` reads it as this program does.
    #[must_use]
    pub fn read(&self, document: &Document, own: impl FnOnce() -> Text) -> Text {
        match (&self.pdftotext, &self.ocr) {
            (Some(pdftotext), _) => self.pdftotext(document, pdftotext),
            (None, Some(ocr)) => self.ocr(document, own(), ocr),
            (None, None) => own(),
        }
    }

    fn pdftotext(&self, document: &Document, pdftotext: &Program) -> Text {
        let read = Scratch::new(&self.folder, &document.bytes)
            .and_then(|file| pdftotext.run(&["-enc", "UTF-8", "-eol", "unix", &file.path(), "-"]));
        let bytes = match read {
            Ok(bytes) => bytes,
            Err(why) => return Text::unread(format!("`pdftotext` {why}")),
        };
        let mut text = Text::default();
        for (page, bytes) in (1..).zip(bytes.split(|byte| *byte == b'\x0c')) {
            let read = plain(decode::decode(bytes, false));
            if !read.blocks.is_empty() {
                let end = text.canonical.len();
                merge::insert(&mut text, end, page, &read);
            }
        }
        text.notes.push(Note::info(
            "read by `pdftotext`: without boxes, headings and the places of lines",
        ));
        text
    }

    /// Reads the pages that are pictures and puts their words where they belong.
    fn ocr(&self, document: &Document, mut text: Text, programs: &(Program, Program)) -> Text {
        let pages: Vec<u32> = text.pictures.iter().copied().take(MOST_PICTURES).collect();
        if pages.is_empty() {
            return text;
        }
        let file = match Scratch::new(&self.folder, &document.bytes) {
            Ok(file) => file,
            Err(why) => {
                text.notes.push(Note::error(format!("no page was read by OCR: {why}")));
                return text;
            }
        };
        let (mut read, mut empty) = (Vec::new(), Vec::new());
        for page in pages {
            match self.ocr_page(&file, page, programs) {
                Ok(found) if found.blocks.is_empty() => empty.push(page),
                Ok(found) => {
                    let at = merge::place_of(&text, page);
                    merge::insert(&mut text, at, page, &found);
                    read.push(page);
                }
                Err(why) => {
                    text.notes.push(Note::error(format!("page {page} was not read by OCR: {why}")));
                }
            }
        }
        let left = text.pictures.len() - text.pictures.len().min(MOST_PICTURES);
        let say = |pages: &[u32]| pages.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
        if !read.is_empty() {
            let said_before =
                |note: &Note| note.message.contains("needs OCR") || note.message == super::NO_TEXT;
            text.notes.retain(|note| !said_before(note));
            let note = format!("read by OCR, where a word may be misread: page {}", say(&read));
            text.notes.push(Note::warning(note));
        }
        if !empty.is_empty() {
            text.notes.push(Note::info(format!("OCR found no words on page {}", say(&empty))));
        }
        if left > 0 {
            let note = format!(
                "{left} more pages that are pictures were not read: at most {MOST_PICTURES} are"
            );
            text.notes.push(Note::warning(note));
        }
        text
    }

    fn ocr_page(
        &self,
        file: &Scratch,
        page: u32,
        (pdftoppm, tesseract): &(Program, Program),
    ) -> std::result::Result<Text, String> {
        let picture = file.beside("page");
        let number = page.to_string();
        pdftoppm
            .run(&[
                "-r",
                RESOLUTION,
                "-gray",
                "-png",
                "-singlefile",
                "-f",
                &number,
                "-l",
                &number,
                &file.path(),
                &picture.stem(),
            ])
            .map_err(|why| format!("`pdftoppm` {why}"))?;
        let words = tesseract
            .run(&[&picture.path(), "stdout"])
            .map_err(|why| format!("`tesseract` {why}"))?;
        let words = with_bullets(&String::from_utf8_lossy(words.trim_ascii()));
        let mut read = plain(decode::decode(words.as_bytes(), false));
        read.from_pictures = vec![crate::report::Span::new(0, read.canonical.len())];
        Ok(read)
    }
}

/// The same lines with a bullet where `tesseract` took one for a letter or sign: none of these stands alone at the
/// beginning of a line of English.
fn with_bullets(words: &str) -> String {
    const TAKEN_FOR: [&str; 7] = ["e ", "¢ ", "© ", "« ", "» ", "° ", "* "];
    let mut out = String::with_capacity(words.len() + 64);
    for line in words.split_inclusive('\n') {
        let item = TAKEN_FOR.iter().find_map(|sign| line.strip_prefix(sign));
        match item.filter(|item| !item.trim().is_empty()) {
            Some(item) => {
                out.push_str("• ");
                out.push_str(item);
            }
            None => out.push_str(line),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::with_bullets;

    #[test]
    fn a_sign_alone_before_a_line_is_a_bullet() {
        let read = "e The force\n¢ should write\neach e mail\ne \n« down\n";
        assert_eq!(with_bullets(read), "• The force\n• should write\neach e mail\ne \n• down\n");
    }
}

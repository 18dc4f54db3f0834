//! From bytes to text: here is a document, give me its words in reading order, and the way back to the bytes.

mod decode;
mod html;
mod isolated;
mod lines;
mod markdown;
mod mhtml;
#[cfg(feature = "docx")]
mod office;
mod origin;
mod out;
mod outside;
#[cfg(feature = "pdf")]
mod pdf;
mod place;
mod quoted;
mod rtf;
mod source;
mod text;

pub use html::Links;
pub use isolated::{BROKE_OFF, Limits, READER, Readers, serve};
pub use origin::Origin;
pub use outside::{Outside, PdfEngine};
pub use place::{Place, Steps};
pub use quoted::{Paper, Quotation, quotations};
pub use source::SourceMap;

use serde::{Deserialize, Serialize};

use crate::corpus::archive::{Here, Opener};
use crate::corpus::{Document, Format, MAX_BYTES};
use crate::report::{Note, Severity, Span};

/// What is said of a document without text.
const NO_TEXT: &str = "there is no text in it";

/// The text of a document.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Text {
    /// The canonical text: UTF-8, `\n` line ends, the words in reading order without page furniture.
    /// Spans everywhere else point into this string.
    pub canonical: String,
    /// Its blocks, in order, not overlapping.
    pub blocks: Vec<Block>,
    /// Title of the page as its head gives it (HTML `title`), if any.
    pub head_title: Option<String>,
    /// Address that the page gives for itself (`link rel=canonical`, `og:url`), if any.
    pub head_url: Option<String>,
    /// What was odd: encoding guessed, damaged bytes, limits met.
    pub notes: Vec<Note>,
    /// The way back to the bytes; empty for formats whose bytes hold no readable text (PDF).
    pub source: SourceMap,
    /// Where the lines stand on their pages, in the order of the text; empty for formats without pages.
    pub places: Vec<Place>,
    /// What a page sets in a box of its own, in the order of the text: blocks do not cross its ends.
    pub boxes: Vec<Span>,
    /// The pages that show a picture and have no text, by number: what OCR could read.
    #[serde(default)]
    pub pictures: Vec<u32>,
    /// Words that OCR read in pictures, in the order of the text: any of them may be misread.
    #[serde(default)]
    pub from_pictures: Vec<Span>,
    /// Why nothing could be read, where that is so: the document is an input that failed.
    pub unread: Option<String>,
}

/// A run of text that belongs together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where it stands in the canonical text, without bullets, heading marks and outer white space.
    pub span: Span,
    /// How many blank lines stand before it (plain text); 1 between HTML blocks.
    pub blank_before: u8,
}

/// What a [`Block`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum BlockKind {
    /// A heading with its level, 1 to 6 (Markdown, HTML).
    Heading(u8),
    /// A paragraph, or a line of plain text that stands alone; hard-wrapped lines are one paragraph.
    Paragraph,
    /// A list item with its depth, from 0.
    Item(u8),
    /// A row of a table: its cells are parted by `\t` in the canonical text.
    Row,
    /// A label such as a grade badge or the alternative text of a grade image.
    Badge,
}

impl Text {
    /// The text of a document that cannot be read, and why not.
    #[must_use]
    pub(crate) fn unread(why: String) -> Self {
        Self { notes: vec![Note::error(why.clone())], unread: Some(why), ..Self::default() }
    }

    /// The page on which `span` begins; `None` for formats without pages.
    #[must_use]
    pub fn page(&self, span: Span) -> Option<u32> {
        let next = self.places.partition_point(|place| place.start <= span.start);
        self.places.get(next.saturating_sub(1)).map(|place| place.page)
    }

    /// The words of a block with white space folded to single spaces (tabs between cells kept).
    #[must_use]
    pub fn block_text(&self, block: &Block) -> String {
        let raw = &self.canonical[block.span.start..block.span.end];
        if block.kind == BlockKind::Row {
            let cells: Vec<String> = raw.split('\t').map(fold).collect();
            return cells.join("\t");
        }
        fold(raw)
    }
}

fn fold(raw: &str) -> String {
    if is_folded(raw) {
        return raw.to_owned();
    }
    let mut folded = String::with_capacity(raw.len());
    for word in raw.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

/// True for ASCII with single spaces between its words and no other white space: most blocks are so already.
fn is_folded(raw: &str) -> bool {
    // All of it is looked at, so that many bytes are at a time.
    let bytes = raw.as_bytes();
    let odd = bytes.iter().fold(false, |odd, byte| odd | (*byte <= 0x1f) | !byte.is_ascii());
    let pairs = bytes.iter().zip(bytes.iter().skip(1));
    let doubled = pairs.fold(false, |any, (one, next)| any | ((*one == b' ') & (*next == b' ')));
    !odd && !doubled && !raw.is_empty() && !raw.starts_with(' ') && !raw.ends_with(' ')
}

/// Reads the text of a document. Never fails: what cannot be read becomes a note.
///
/// A JSON Lines file has no text of its own; its lines are read by [`crate::corpus::lines`].
#[must_use]
pub fn extract(document: &Document) -> Text {
    if document.bytes.len() as u64 > MAX_BYTES {
        let note = format!("larger than {} MiB: not read", MAX_BYTES >> 20);
        return Text { notes: vec![Note::error(note)], ..Text::default() };
    }
    let mut text = match document.format {
        Format::Text => plain(decode::decode(&document.bytes, false)),
        Format::Markdown => markdown::read(decode::decode(&document.bytes, false)),
        Format::Html => html::read(decode::decode(&document.bytes, true)),
        #[cfg(feature = "pdf")]
        Format::Pdf => pdf::read(&document.bytes),
        #[cfg(not(feature = "pdf"))]
        Format::Pdf => {
            let note = "this program was built without its reader of PDF (feature `pdf`)";
            return Text::unread(note.to_owned());
        }
        #[cfg(feature = "docx")]
        Format::Docx => office::docx(&document.bytes),
        #[cfg(feature = "docx")]
        Format::Odt => office::odt(&document.bytes),
        #[cfg(not(feature = "docx"))]
        Format::Docx | Format::Odt => {
            let note = "this program was built without its reader of office files (feature `docx`)";
            return Text::unread(note.to_owned());
        }
        Format::Rtf => rtf::read(&document.bytes),
        Format::Mhtml => mhtml::read(&document.bytes),
        Format::JsonLines | Format::Csv => return Text::default(),
        Format::Xlsx => return sheet(&document.bytes),
        Format::Archive => return Text::unread("an archive is no document".to_owned()),
    };
    if text.blocks.is_empty() && text.notes.iter().all(|note| note.severity != Severity::Error) {
        text.notes.push(Note::warning(NO_TEXT));
    }
    text
}

/// A workbook has no text of its own; its sheet as CSV takes that place between processes.
fn sheet(bytes: &[u8]) -> Text {
    match Here.sheet(bytes.to_vec()) {
        Ok((canonical, notes)) => Text { canonical, notes, ..Text::default() },
        Err(why) => Text::unread(why),
    }
}

/// Reads text that is already a string (a report inside a JSON Lines file) as plain text.
#[must_use]
pub fn extract_str(text: &str) -> Text {
    plain(decode::clean_str(text))
}

/// Where the links of a page lead, and its licence line: what a crawler asks of it.
#[must_use]
pub fn links(page: &[u8]) -> Links {
    html::links(&decode::decode(page, true).text)
}

/// Plain text, or Markdown under the name of plain text: releases are often passed on so.
fn plain(decoded: decode::Decoded) -> Text {
    if markdown::is_likely(&decoded.text) {
        return markdown::read(decoded);
    }
    Text {
        blocks: text::blocks(&decoded.text),
        canonical: decoded.text,
        notes: decoded.notes,
        source: decoded.source,
        ..Text::default()
    }
}

#[cfg(test)]
mod tests;

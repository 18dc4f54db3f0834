//! What a paper quotes: here is an article or a response, give me the words that it puts in quotation marks.
//!
//! Quotations stand in double marks of any shape, in block quotations (`>` in Markdown, `blockquote` and `q` in HTML, the styles
//! `Quote` and `IntenseQuote` in a Word file). Single marks are apostrophes as often, and are left alone.

#[cfg(feature = "docx")]
mod docx;
mod html;
mod lines;
mod marks;

use super::decode;
use crate::{Error, ErrorKind, Result};

/// How a paper is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// Plain text; paragraphs are parted by empty lines.
    Text,
    /// Markdown.
    Markdown,
    /// A page.
    Html,
    /// A Word file.
    Docx,
}

/// Words that a paper quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotation {
    /// The words, white space folded, without the marks.
    pub text: String,
    /// The line on which its paragraph begins, in pages and Word files the number of the paragraph; from 1.
    pub line: usize,
    /// True for a block quotation.
    pub is_block: bool,
}

/// A paragraph of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Paragraph {
    text: String,
    line: usize,
    is_block: bool,
}

impl Paper {
    /// How a file is written, by the end of its name; plain text if that tells nothing.
    #[must_use]
    pub fn of(path: &std::path::Path) -> Self {
        let end = path.extension().map(|end| end.to_string_lossy().to_lowercase());
        match end.as_deref() {
            Some("md" | "markdown") => Self::Markdown,
            Some("html" | "htm" | "xhtml") => Self::Html,
            Some("docx") => Self::Docx,
            _ => Self::Text,
        }
    }
}

/// The quotations of a paper, in order.
///
/// # Errors
/// `Input` for a Word file that cannot be read and for what is no text; `Usage` where this program was built without the feature `docx`.
pub fn quotations(bytes: &[u8], paper: Paper) -> Result<Vec<Quotation>> {
    if let Some(kind) = other_kind(bytes).filter(|_| paper != Paper::Docx) {
        return Err(Error::new(ErrorKind::Input, format!("{kind} is no text"))
            .hint("save it as Word (`.docx`), HTML, Markdown or plain text"));
    }
    let paragraphs = match paper {
        Paper::Text => lines::paragraphs(&decode::decode(bytes, false).text, false),
        Paper::Markdown => lines::paragraphs(&decode::decode(bytes, false).text, true),
        Paper::Html => html::paragraphs(&decode::decode(bytes, true).text),
        #[cfg(feature = "docx")]
        Paper::Docx => docx::paragraphs(bytes)?,
        #[cfg(not(feature = "docx"))]
        Paper::Docx => {
            let message = "this program was built without `docx`";
            return Err(Error::new(ErrorKind::Usage, message)
                .hint("build it with `--features docx`, or save the paper as HTML"));
        }
    };
    Ok(paragraphs.iter().flat_map(quoted).collect())
}

/// What a file is by its first bytes, where that is neither text nor HTML: read as text it would have no quotations.
fn other_kind(bytes: &[u8]) -> Option<&'static str> {
    let kinds: [(&[u8], &str); 4] = [
        (b"PK\x03\x04", "an archive or OpenDocument file"),
        (b"%PDF", "a PDF"),
        (b"\xd0\xcf\x11\xe0", "a Word file of before 2007"),
        (b"{\\rtf", "a Rich Text file"),
    ];
    kinds.into_iter().find(|(begins, _)| bytes.starts_with(begins)).map(|(_, kind)| kind)
}

/// The quotations of a paragraph: all of a block quotation, else what stands between marks.
fn quoted(paragraph: &Paragraph) -> Vec<Quotation> {
    let one = |text: &str| Quotation {
        text: text.split_whitespace().collect::<Vec<_>>().join(" "),
        line: paragraph.line,
        is_block: paragraph.is_block,
    };
    if !paragraph.is_block {
        return marks::between(&paragraph.text).into_iter().map(one).collect();
    }
    // Who said it stands below it after a dash, a quotation dash or two hyphens. One hyphen begins an item of a list.
    let dashes = ["\u{2014}", "\u{2013}", "\u{2015}", "--"];
    let is_source = |line: &&str| dashes.iter().any(|dash| line.trim_start().starts_with(dash));
    let lines = paragraph.text.lines();
    let said: Vec<&str> = lines.take_while(|line| !is_source(line)).collect();
    let said = said.join("\n");
    let bare = marks::without(said.trim());
    if bare.is_empty() { Vec::new() } else { vec![one(bare)] }
}

/// A Word file that is none, or a part of it that is not there.
#[cfg(feature = "docx")]
fn unreadable(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::new(ErrorKind::Input, format!("the Word file cannot be read: {error}")).because(error)
}

#[cfg(test)]
mod tests {
    use super::{Paper, quotations};

    fn found(text: &str, paper: Paper) -> Vec<(usize, String)> {
        let all = quotations(text.as_bytes(), paper).unwrap();
        all.into_iter().map(|one| (one.line, one.text)).collect()
    }

    #[test]
    fn every_double_mark_quotes() {
        let text = "He said \u{201c}the nets are\nmended\u{201d} and \"no boat is lost\".\n\n\
                    \u{ab} Les filets \u{bb} and \u{201e}die Netze\u{201c}; it is the force's 6\" net.";
        assert_eq!(
            found(text, Paper::Text),
            [
                (1, "the nets are mended".to_owned()),
                (1, "no boat is lost".to_owned()),
                (4, "Les filets".to_owned()),
                (4, "die Netze".to_owned()),
            ]
        );
    }

    #[test]
    fn markdown_quotes_in_blocks_and_leaves_code_alone() {
        let text = "# A \"heading of note\"\n\n> The force *should* mend\n> its [nets](https://x.org).\n>\n> \u{2014} HMIC, 2016\n\n\
                    ```\n\"code is no quotation\"\n```\n\n- an item \"with words in it\"\n- and `\"code\"` too\n";
        assert_eq!(
            found(text, Paper::Markdown),
            [
                (1, "heading of note".to_owned()),
                (3, "The force should mend its nets.".to_owned()),
                (12, "with words in it".to_owned()),
            ]
        );
    }

    #[test]
    fn a_page_quotes_by_its_elements_and_by_marks() {
        let text = "<html><head><title>\"not this\"</title></head><body><p>It has <q>no <b>backlog</b></q> &ldquo;at \
                    all&rdquo;.</p><blockquote><p>First.</p><p>Second.</p><footer>\u{2014} HMIC</footer></blockquote>\
                    <script>\"nor this\"</script></body></html>";
        assert_eq!(
            found(text, Paper::Html),
            [
                (1, "no backlog".to_owned()),
                (1, "at all".to_owned()),
                (2, "First. Second.".to_owned()),
            ]
        );
    }
}

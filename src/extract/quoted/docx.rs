//! Paragraphs of a Word file: `word/document.xml` in its archive (ECMA-376, WordprocessingML).

use std::io::{Cursor, Read};

use roxmltree::{Document, Node};
use zip::ZipArchive;

use super::{Paragraph, unreadable};
use crate::Result;

/// Bytes of the document at most: an archive may promise more than there is memory.
const MOST: u64 = 64 << 20;

/// The paragraphs, numbered from 1; those in a style for quotations that follow each other are one block quotation.
///
/// # Errors
/// `Input` for what is no Word file.
pub(super) fn paragraphs(bytes: &[u8]) -> Result<Vec<Paragraph>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(unreadable)?;
    let part = archive.by_name("word/document.xml").map_err(unreadable)?;
    let mut xml = String::new();
    part.take(MOST).read_to_string(&mut xml).map_err(unreadable)?;
    let document = Document::parse(&xml).map_err(unreadable)?;
    let mut found: Vec<Paragraph> = Vec::new();
    let is_paragraph = |node: &Node<'_, '_>| node.is_element() && node.tag_name().name() == "p";
    for (line, node) in (1..).zip(document.descendants().filter(is_paragraph)) {
        let (text, is_block) = (words(node), is_quotation(node));
        match found.last_mut() {
            Some(last) if is_block && last.is_block => {
                last.text.push('\n');
                last.text.push_str(&text);
            }
            _ if text.trim().is_empty() => {}
            _ => found.push(Paragraph { text, line, is_block }),
        }
    }
    Ok(found)
}

/// The words that are shown: what was deleted under review is not.
fn words(paragraph: Node<'_, '_>) -> String {
    let mut words = String::new();
    for node in paragraph.descendants().filter(Node::is_element) {
        match node.tag_name().name() {
            "t" => words.push_str(node.text().unwrap_or_default()),
            "tab" | "br" | "cr" => words.push(' '),
            "noBreakHyphen" => words.push('\u{2011}'),
            _ => {}
        }
    }
    words
}

fn is_quotation(paragraph: Node<'_, '_>) -> bool {
    paragraph.descendants().filter(|node| node.tag_name().name() == "pStyle").any(|style| {
        let named = style.attributes().find(|attribute| attribute.name() == "val");
        named.is_some_and(|style| style.value().to_lowercase().contains("quote"))
    })
}

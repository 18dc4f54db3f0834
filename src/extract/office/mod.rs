//! Office files to blocks: Word (`docx`) and OpenDocument (`odt`), each a zip archive of XML.
//!
//! Headings, lists and tables are what their styles and marks say. What stands in a frame (a text box, a table of one column,
//! a paragraph with a border) is a box. Headers, footers, notes, comments and what was deleted under review are not read.

mod docx;
mod odt;

use std::io::{Cursor, Read};

use roxmltree::{Document, Node};
use zip::ZipArchive;

use super::Text;

/// Bytes of one part at most: an archive may promise more than there is memory.
const MOST: u64 = 64 << 20;

/// Elements within each other at most; what lies deeper is left out.
const MOST_NESTED: usize = 200;

/// Reads a Word file (ECMA-376, WordprocessingML).
pub(super) fn docx(bytes: &[u8]) -> Text {
    read(bytes, docx::read)
}

/// Reads an OpenDocument text (ISO/IEC 26300).
pub(super) fn odt(bytes: &[u8]) -> Text {
    read(bytes, odt::read)
}

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

fn read(bytes: &[u8], how: fn(&mut Archive<'_>) -> Result<Text, String>) -> Text {
    let opened = ZipArchive::new(Cursor::new(bytes));
    let mut archive = match opened {
        Ok(archive) => archive,
        Err(error) => return Text::unread(format!("this is no office file: {error}")),
    };
    how(&mut archive).unwrap_or_else(Text::unread)
}

/// A part of the archive as text; `None` if there is none of that name.
fn part(archive: &mut Archive<'_>, name: &str) -> Result<Option<String>, String> {
    let Ok(part) = archive.by_name(name) else { return Ok(None) };
    let mut bytes = Vec::new();
    let read = part.take(MOST + 1).read_to_end(&mut bytes);
    read.map_err(|error| format!("`{name}` cannot be read: {error}"))?;
    if bytes.len() as u64 > MOST {
        return Err(format!("`{name}` is larger than {} MiB", MOST >> 20));
    }
    let text = String::from_utf8(bytes).map_err(|_| format!("`{name}` is not UTF-8"))?;
    Ok(Some(text))
}

/// A part that must be there.
fn needed(archive: &mut Archive<'_>, name: &str) -> Result<String, String> {
    part(archive, name)?.ok_or_else(|| format!("there is no `{name}` in it"))
}

/// The tree of a part; no document type is read, so no entity can grow.
fn tree<'a>(xml: &'a str, name: &str) -> Result<Document<'a>, String> {
    Document::parse(xml).map_err(|error| format!("`{name}` is damaged: {error}"))
}

/// An attribute by its local name, whatever its prefix.
fn attribute<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.attributes().find(|attribute| attribute.name() == name).map(|found| found.value())
}

/// The child element of a local name.
fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|child| child.is_element() && child.tag_name().name() == name)
}

#[cfg(test)]
mod tests;

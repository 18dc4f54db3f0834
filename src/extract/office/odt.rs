//! `content.xml` of an OpenDocument text: headings, paragraphs, lists, tables (ISO/IEC 26300-1, 4 and 9).

use roxmltree::Node;

use super::{Archive, MOST_NESTED, attribute, child, needed, part, tree};
use crate::extract::out::Out;
use crate::extract::{BlockKind, Text};

pub(super) fn read(archive: &mut Archive<'_>) -> Result<Text, String> {
    const CONTENT: &str = "content.xml";
    let xml = needed(archive, CONTENT)?;
    let document = tree(&xml, CONTENT)?;
    let meta = part(archive, "meta.xml")?;
    let title = meta.and_then(|xml| {
        let tree = tree(&xml, "meta.xml").ok()?;
        let said = tree.descendants().find(|node| node.tag_name().name() == "title")?;
        Some(said.text()?.to_owned())
    });
    let mut reader = Reader { out: Out::default(), lists: 0, fresh: false };
    let body = child(document.root_element(), "body").and_then(|body| child(body, "text"));
    if let Some(body) = body {
        reader.content(body, 0);
    }
    Ok(reader.out.finish(title))
}

struct Reader {
    out: Out,
    /// Lists that are open.
    lists: u8,
    /// True before the first paragraph of an item: the next ones of it are no items.
    fresh: bool,
}

impl Reader {
    fn content(&mut self, parent: Node<'_, '_>, deep: usize) {
        if deep > MOST_NESTED {
            return;
        }
        for node in parent.children().filter(Node::is_element) {
            match node.tag_name().name() {
                "h" => {
                    let level = attribute(node, "outline-level").and_then(|l| l.parse::<u8>().ok());
                    let level = level.unwrap_or(1).clamp(1, 6);
                    self.block(BlockKind::Heading(level), node, deep);
                }
                "p" => {
                    let first = std::mem::take(&mut self.fresh);
                    let kind = if first {
                        BlockKind::Item(self.lists.saturating_sub(1))
                    } else {
                        BlockKind::Paragraph
                    };
                    self.block(kind, node, deep);
                }
                "list" => {
                    self.lists = self.lists.saturating_add(1);
                    self.content(node, deep + 1);
                    self.lists -= 1;
                }
                "list-item" => {
                    self.fresh = true;
                    self.content(node, deep + 1);
                    self.fresh = false;
                }
                "section" | "list-header" | "index-body" => self.content(node, deep + 1),
                "table" => self.table(node, deep),
                _ => {}
            }
        }
    }

    fn block(&mut self, kind: BlockKind, node: Node<'_, '_>, deep: usize) {
        let mut words = String::new();
        let mut frames = Vec::new();
        gather(node, &mut words, &mut frames, deep);
        self.out.block(kind, &words);
        for frame in frames {
            self.out.open_box();
            self.content(frame, deep + 1);
            self.out.close_box();
        }
    }

    /// A table row by row; one whose rows are single cells is a box.
    fn table(&mut self, table: Node<'_, '_>, deep: usize) {
        let rows = || {
            let rows = table.descendants().filter(|node| node.tag_name().name() == "table-row");
            rows.filter(|row| {
                let own = row.ancestors().skip(1).find(|above| above.tag_name().name() == "table");
                own.is_some_and(|own| own.id() == table.id())
            })
        };
        let is_cell = |node: &Node<'_, '_>| node.tag_name().name() == "table-cell";
        if rows().all(|row| row.children().filter(is_cell).count() <= 1) {
            self.out.open_box();
            for row in rows() {
                row.children().filter(is_cell).for_each(|cell| self.content(cell, deep + 1));
            }
            self.out.close_box();
            return;
        }
        for row in rows() {
            let texts = row.children().filter(is_cell).map(|cell| {
                let mut words = String::new();
                let is_paragraph =
                    |node: &Node<'_, '_>| matches!(node.tag_name().name(), "p" | "h");
                for paragraph in cell.descendants().filter(is_paragraph) {
                    if !words.is_empty() {
                        words.push(' ');
                    }
                    gather(paragraph, &mut words, &mut Vec::new(), deep);
                }
                words.replace('\t', " ").trim().to_owned()
            });
            let texts: Vec<String> = texts.collect();
            self.out.block(BlockKind::Row, &texts.join("\t"));
        }
    }
}

/// The words of a paragraph, and the text boxes that hang on it.
fn gather<'a, 'i>(
    node: Node<'a, 'i>,
    words: &mut String,
    frames: &mut Vec<Node<'a, 'i>>,
    deep: usize,
) {
    if deep > MOST_NESTED {
        return;
    }
    for inner in node.children() {
        if inner.is_text() {
            // White space is one space, however much the file holds (ISO/IEC 26300-1, 6.1.2).
            for c in inner.text().unwrap_or_default().chars() {
                match c {
                    ' ' | '\t' | '\n' | '\r' if words.ends_with(' ') => {}
                    ' ' | '\t' | '\n' | '\r' => words.push(' '),
                    c => words.push(c),
                }
            }
            continue;
        }
        match inner.tag_name().name() {
            "s" | "tab" | "line-break" => words.push(' '),
            "text-box" => frames.push(inner),
            "note" | "annotation" | "tracked-changes" => {}
            _ => gather(inner, words, frames, deep + 1),
        }
    }
}

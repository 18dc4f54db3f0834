//! Paragraphs of a page; `q` becomes quotation marks, `blockquote` a block quotation.

use scraper::Html;

use super::Paragraph;

/// What is no text of the page.
const SILENT: [&str; 7] = ["script", "style", "noscript", "template", "head", "svg", "code"];

/// What stands within a line.
const INLINE: [&str; 20] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "dfn", "em", "i", "kbd", "mark", "q", "s", "small",
    "span", "strong", "sub", "sup", "u", "wbr",
];

/// Who said it, at the foot of a block quotation.
const SOURCE: [&str; 3] = ["footer", "cite", "figcaption"];

/// The paragraphs, numbered from 1; a block quotation is one.
pub(super) fn paragraphs(page: &str) -> Vec<Paragraph> {
    let html = Html::parse_document(page);
    let mut reader = Reader::default();
    let mut next = html.tree.root().first_child();
    // Down, along and up by hand: the depth of a hostile page is no stack of ours.
    while let Some(node) = next {
        let goes_in = match node.value() {
            scraper::Node::Text(text) => {
                reader.text.push_str(text);
                false
            }
            scraper::Node::Element(element) => reader.enter(element.name()),
            _ => true,
        };
        let mut here = node;
        next = if goes_in { here.first_child() } else { None };
        let mut entered = goes_in;
        while next.is_none() {
            if entered && let scraper::Node::Element(element) = here.value() {
                reader.leave(element.name());
            }
            next = here.next_sibling();
            if next.is_some() {
                break;
            }
            let Some(parent) = here.parent() else { break };
            (here, entered) = (parent, true);
        }
    }
    reader.end();
    reader.found
}

#[derive(Default)]
struct Reader {
    found: Vec<Paragraph>,
    text: String,
    /// Block quotations within each other.
    blocks: usize,
}

impl Reader {
    /// True if what is in it is read.
    fn enter(&mut self, name: &str) -> bool {
        if SILENT.contains(&name) || (self.blocks > 0 && SOURCE.contains(&name)) {
            return false;
        }
        match name {
            "q" => self.text.push('\u{201c}'),
            "blockquote" => {
                if self.blocks == 0 {
                    self.end();
                }
                self.blocks += 1;
            }
            name => self.boundary(name),
        }
        true
    }

    fn leave(&mut self, name: &str) {
        match name {
            "q" => self.text.push('\u{201d}'),
            "blockquote" => {
                if self.blocks == 1 {
                    self.end();
                }
                self.blocks = self.blocks.saturating_sub(1);
            }
            name => self.boundary(name),
        }
    }

    /// A paragraph ends with its element, but within a block quotation, which is one.
    fn boundary(&mut self, name: &str) {
        if INLINE.contains(&name) {
            return;
        }
        if self.blocks > 0 {
            self.text.push('\n');
        } else if name == "br" {
            self.text.push(' ');
        } else {
            self.end();
        }
    }

    fn end(&mut self) {
        let text = std::mem::take(&mut self.text);
        if !text.trim().is_empty() {
            let line = self.found.len() + 1;
            self.found.push(Paragraph { text, line, is_block: self.blocks > 0 });
        }
    }
}

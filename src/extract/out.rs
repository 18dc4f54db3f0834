//! The text of a word processor's file as it grows.

use crate::extract::{Block, BlockKind, Text};
use crate::report::Span;

/// Blocks, and the box that is open.
#[derive(Debug, Default)]
pub(super) struct Out {
    canonical: String,
    blocks: Vec<Block>,
    boxes: Vec<Span>,
    /// Where the outermost open box began, and how many are open.
    open: Option<(usize, usize)>,
}

impl Out {
    /// Adds a block; one without words is none. Tabs part the cells of a row and are spaces elsewhere.
    pub(super) fn block(&mut self, kind: BlockKind, words: &str) {
        let words: String = words
            .chars()
            .filter_map(crate::extract::decode::clean)
            .map(|c| if c == '\t' && kind != BlockKind::Row { ' ' } else { c })
            .collect();
        let words = if kind == BlockKind::Row { words.as_str() } else { words.trim() };
        if words.trim().is_empty() {
            return;
        }
        if !self.canonical.is_empty() {
            self.canonical.push_str("\n\n");
        }
        let start = self.canonical.len();
        self.canonical.push_str(words);
        let blank_before = u8::from(!self.blocks.is_empty());
        self.blocks.push(Block { kind, span: Span::new(start, start + words.len()), blank_before });
    }

    pub(super) fn open_box(&mut self) {
        let start = self.canonical.len();
        self.open = Some(self.open.map_or((start, 1), |(start, deep)| (start, deep + 1)));
    }

    pub(super) fn close_box(&mut self) {
        self.open = match self.open.take() {
            Some((start, 1)) => {
                // The blank line before the first block in the box is not of the box.
                let first =
                    self.blocks.iter().map(|block| block.span.start).find(|at| *at >= start);
                if let Some(first) = first {
                    self.boxes.push(Span::new(first, self.canonical.len()));
                }
                None
            }
            Some((start, deep)) => Some((start, deep - 1)),
            None => None,
        };
    }

    pub(super) fn finish(mut self, title: Option<String>) -> Text {
        while self.open.is_some() {
            self.close_box();
        }
        Text {
            canonical: self.canonical,
            blocks: self.blocks,
            boxes: self.boxes,
            head_title: title.filter(|title| !title.trim().is_empty()),
            ..Text::default()
        }
    }
}

/// `heading 2`, `Title`: the names that every language of Word keeps inside the file.
pub(super) fn level_of_style(name: &str) -> Option<u8> {
    let name = name.to_lowercase();
    if name == "title" {
        return Some(1);
    }
    let level: u8 = name.strip_prefix("heading ")?.trim().parse().ok()?;
    (1..=9).contains(&level).then_some(level.min(6))
}

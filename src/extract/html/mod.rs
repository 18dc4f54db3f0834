//! HTML to blocks: the words of the page's main part, without its furniture.
//!
//! html5ever builds the tree as a browser would, but forgets where in the file a word stood. So the page is
//! first rewritten ([`mark`]): what is never read is left out, what could make the tree builder slow is
//! flattened, and a comment with its place is put before each run of text. The comments come through with
//! the tree, and the way back is exact without a search.

mod align;
mod badge;
mod entities;
mod furniture;
mod lexer;
mod links;
mod mark;
mod tree;
mod walk;

use scraper::Html;

pub use links::Links;
pub(super) use links::links;

use super::decode::Decoded;
use super::{Block, Text};

/// Reads a page.
pub(super) fn read(decoded: Decoded) -> Text {
    let marked = mark::mark(&decoded.text);
    let html = Html::parse_document(&marked.html);
    let tree = tree::Tree::new(&html);
    let (mut blocks, builder) = walk::blocks(&tree, &decoded.text);
    let (canonical, source) = builder.finish();
    if let Some(first) = blocks.first_mut() {
        *first = Block { blank_before: 0, ..*first };
    }
    let mut notes = decoded.notes;
    notes.extend(marked.notes);
    Text {
        canonical,
        blocks,
        head_title: tree::head_title(&tree),
        head_url: tree::head_url(&tree),
        notes,
        source: source.through(&decoded.source),
        ..Text::default()
    }
}

#[cfg(test)]
mod tests;

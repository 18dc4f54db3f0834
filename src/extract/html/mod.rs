//! HTML to blocks: the words of the page's main part, without its furniture.
//!
//! A page is read tag by tag ([`mark`]): what is never looked at is left out, what could make a tree builder slow is flattened. Where
//! the tags stand as they should the tree is what they say ([`regular`]). Else html5ever builds it as a browser would, but forgets
//! where in the file a word stood: so the page is rewritten for it ([`rewritten`]) with a comment before each run of text that says
//! its place. The comments come through with the tree, and the way back is exact without a search.

mod align;
mod badge;
mod element;
mod entities;
mod furniture;
mod lexer;
mod links;
mod mark;
mod regular;
mod rewritten;
mod tree;
mod walk;
mod what;

use scraper::Html;

pub use links::Links;
pub(super) use links::links;

use super::decode::Decoded;
use super::{Block, Text};
use crate::report::Note;
use regular::Regular;
use rewritten::Rewritten;
use tree::Tree;

/// Reads a page.
pub(super) fn read(decoded: Decoded) -> Text {
    let mut regular = Regular::new();
    let notes = mark::mark(&decoded.text, &mut regular);
    match regular.finish() {
        Some(nodes) => read_tree(&Tree::of(nodes), &decoded, notes),
        None => read_mended(&decoded),
    }
}

/// Reads a page by way of the tree builder.
fn read_mended(decoded: &Decoded) -> Text {
    let mut rewritten = Rewritten::with_room(decoded.text.len());
    let notes = mark::mark(&decoded.text, &mut rewritten);
    let html = Html::parse_document(&rewritten.0);
    read_tree(&Tree::new(&html), decoded, notes)
}

fn read_tree(tree: &Tree<'_>, decoded: &Decoded, limits: Vec<Note>) -> Text {
    let (mut blocks, builder) = walk::blocks(tree, &decoded.text);
    let (canonical, source) = builder.finish();
    if let Some(first) = blocks.first_mut() {
        *first = Block { blank_before: 0, ..*first };
    }
    Text {
        canonical,
        blocks,
        head_title: tree::head_title(tree),
        head_url: tree::head_url(tree),
        notes: decoded.notes.iter().cloned().chain(limits).collect(),
        source: source.through(&decoded.source),
        ..Text::default()
    }
}

#[cfg(test)]
mod tests;

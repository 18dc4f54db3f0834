//! Which pieces are headings, and of which level: by size and weight against what most of the document is set in.

use std::collections::BTreeMap;

use super::piece::{Kind, Piece, ends_sentence};
use crate::extract::BlockKind;

/// A heading is larger than the body by this factor, or bold where the body is not.
const LARGER: f64 = 1.12;

/// Words of a heading at most, by size and by weight.
const MOST_WORDS: usize = 40;
const MOST_BOLD_WORDS: usize = 25;

/// How a document is set.
#[derive(Debug)]
pub(super) struct Style {
    body: (i64, bool),
    /// Sizes of headings from the largest, in half points.
    sizes: Vec<i64>,
}

impl Style {
    pub(super) fn of(pieces: &[Piece]) -> Self {
        let mut letters: BTreeMap<(i64, bool), usize> = BTreeMap::new();
        for line in pieces.iter().flat_map(|piece| &piece.lines) {
            *letters.entry((half_points(line.size), line.is_bold)).or_default() +=
                line.text().len();
        }
        let body = letters.iter().max_by_key(|(_, count)| **count).map_or((20, false), |(s, _)| *s);
        let mut style = Self { body, sizes: Vec::new() };
        let mut sizes: Vec<i64> = pieces
            .iter()
            .filter(|piece| style.is_large(piece))
            .map(|piece| half_points(piece.size()))
            .collect();
        sizes.sort_unstable_by(|a, b| b.cmp(a));
        sizes.dedup();
        style.sizes = sizes;
        style
    }

    /// What the piece is as a block, and the bytes of its first line that are a list mark.
    pub(super) fn block(&self, piece: &Piece, depths: &mut Depths) -> (BlockKind, usize) {
        let level = self.level(piece);
        if !matches!(piece.kind, Kind::Item(..)) || level.is_some() {
            depths.close();
        }
        match (&piece.kind, level) {
            (Kind::Row(_), _) => (BlockKind::Row, 0),
            (Kind::Badge, _) => (BlockKind::Badge, 0),
            (_, Some(level)) => (BlockKind::Heading(level), 0),
            (Kind::Item(mark), None) => (BlockKind::Item(depths.depth(mark.indent)), mark.length),
            (Kind::Paragraph, None) => (BlockKind::Paragraph, 0),
        }
    }

    fn level(&self, piece: &Piece) -> Option<u8> {
        let level = if self.is_large(piece) {
            self.sizes.iter().position(|size| *size == half_points(piece.size()))?
        } else if self.is_strong(piece) {
            self.sizes.len()
        } else {
            return None;
        };
        u8::try_from(level + 1).ok().map(|level| level.min(6))
    }

    fn is_large(&self, piece: &Piece) -> bool {
        let words = count_words(piece);
        let sentence = words > 12 && ends_sentence(piece.last_words());
        half_points(piece.size()) as f64 >= self.body.0 as f64 * LARGER
            && words <= MOST_WORDS
            && !sentence
            && may_be_heading(piece)
    }

    fn is_strong(&self, piece: &Piece) -> bool {
        piece.is_bold()
            && !self.body.1
            && half_points(piece.size()) as f64 >= self.body.0 as f64 * 0.9
            && count_words(piece) <= MOST_BOLD_WORDS
            && !piece.last_words().ends_with(['.', ':', ';', ','])
            && may_be_heading(piece)
    }
}

fn may_be_heading(piece: &Piece) -> bool {
    let bullet = || piece.first_words().starts_with(|c: char| !c.is_alphanumeric() && c != '(');
    let has_letters = || piece.first_words().chars().any(char::is_alphabetic);
    match piece.kind {
        Kind::Paragraph => has_letters(),
        Kind::Item(..) => !bullet() && has_letters(),
        Kind::Row(_) | Kind::Badge => false,
    }
}

fn count_words(piece: &Piece) -> usize {
    piece.lines.iter().map(|line| line.text().split_whitespace().count()).sum()
}

fn half_points(size: f64) -> i64 {
    (size * 2.0).round() as i64
}

/// How deep the lists are that are open.
#[derive(Debug, Default)]
pub(super) struct Depths {
    marks: Vec<f64>,
}

impl Depths {
    fn close(&mut self) {
        self.marks.clear();
    }

    /// The depth of an item whose mark stands so far in.
    fn depth(&mut self, x: f64) -> u8 {
        while self.marks.last().is_some_and(|open| *open > x + 3.0) {
            self.marks.pop();
        }
        if self.marks.last().is_none_or(|open| *open < x - 3.0) {
            self.marks.push(x);
        }
        u8::try_from(self.marks.len().saturating_sub(1)).unwrap_or(u8::MAX)
    }
}

//! One text put into another: the words of a page where the page belongs.

use crate::extract::{Block, Place, Steps, Text};
use crate::report::Span;

/// Parts a page from what stands before and behind it.
const GAP: &str = "\n\n";

/// Where the words of `page` belong in a text with pages: before the first line of a later page, but never within a
/// block, which may go over the end of a page.
pub(super) fn place_of(text: &Text, page: u32) -> usize {
    let later = text.places.iter().find(|place| place.page > page);
    let Some(at) = later.map(|place| place.start) else { return text.canonical.len() };
    let within = text.blocks.iter().find(|block| block.span.start < at && at < block.span.end);
    within.map_or(at, |block| block.span.end)
}

/// Puts `inner` into `text` at a byte that parts two blocks, as the words of `page`.
pub(super) fn insert(text: &mut Text, at: usize, page: u32, inner: &Text) {
    let (before, behind) = text.canonical.split_at(at);
    let lead = if before.is_empty() || before.ends_with(GAP) { "" } else { GAP };
    let trail = if behind.is_empty() || behind.starts_with('\n') { "" } else { GAP };
    let added = format!("{lead}{}{trail}", inner.canonical);
    let start = at + lead.len();
    let length = added.len();
    text.canonical.insert_str(at, &added);
    let shifted = |span: Span| {
        let place = |byte: usize, moves: bool| if moves { byte + length } else { byte };
        let begins_behind = span.start >= at && !span.is_empty();
        Span::new(place(span.start, begins_behind), place(span.end, begins_behind || span.end > at))
    };
    let inside = |span: Span| Span::new(span.start + start, span.end + start);
    text.blocks.iter_mut().for_each(|block| block.span = shifted(block.span));
    text.boxes.iter_mut().for_each(|frame| *frame = shifted(*frame));
    text.from_pictures.iter_mut().for_each(|span| *span = shifted(*span));
    text.places
        .iter_mut()
        .filter(|place| place.start >= at)
        .for_each(|place| place.start += length);
    text.notes.iter_mut().for_each(|note| note.span = note.span.map(shifted));
    let first = text.blocks.partition_point(|block| block.span.start < start);
    let blocks = inner.blocks.iter().map(|block| Block { span: inside(block.span), ..*block });
    text.blocks.splice(first..first, blocks);
    text.from_pictures.extend(inner.from_pictures.iter().map(|span| inside(*span)));
    text.from_pictures.sort_unstable();
    let first = text.places.partition_point(|place| place.start < start);
    text.places.insert(first, Place { start, page, area: [0.0; 4], steps: Steps::default() });
}

#[cfg(test)]
mod tests {
    use super::{insert, place_of};
    use crate::extract::{Block, BlockKind, Place, Steps, Text, extract_str};
    use crate::report::Span;

    /// Page 1 and the beginning of 3 in one block, then more of 3.
    fn text() -> Text {
        let block = |start, end| Block {
            kind: BlockKind::Paragraph,
            span: Span::new(start, end),
            blank_before: 1,
        };
        let place = |start, page| Place { start, page, area: [1.0; 4], steps: Steps::default() };
        Text {
            canonical: "One\ntwo\n\nThree".to_owned(),
            blocks: vec![block(0, 7), block(9, 14)],
            places: vec![place(0, 1), place(4, 3), place(9, 3)],
            boxes: vec![Span::new(9, 14)],
            ..Text::default()
        }
    }

    #[test]
    fn a_page_is_put_where_it_belongs_and_everything_moves() {
        let mut whole = text();
        let mut page = extract_str("Scanned\n\nwords");
        page.from_pictures = vec![Span::new(0, page.canonical.len())];
        let at = place_of(&whole, 2);
        assert_eq!(at, 7, "behind the block that goes over the page");
        insert(&mut whole, at, 2, &page);
        assert_eq!(whole.canonical, "One\ntwo\n\nScanned\n\nwords\n\nThree");
        let blocks: Vec<String> =
            whole.blocks.iter().map(|block| whole.block_text(block)).collect();
        assert_eq!(blocks, ["One two", "Scanned", "words", "Three"]);
        let words = |span: Span| &whole.canonical[span.start..span.end];
        assert_eq!(words(whole.boxes[0]), "Three");
        assert_eq!(words(whole.from_pictures[0]), "Scanned\n\nwords");
        let pages = |at: usize| whole.page(whole.blocks[at].span);
        assert_eq!([pages(0), pages(1), pages(2), pages(3)], [Some(1), Some(2), Some(2), Some(3)]);
        // At the end, and into nothing.
        let end = place_of(&whole, 9);
        insert(&mut whole, end, 9, &page);
        assert!(whole.canonical.ends_with("Three\n\nScanned\n\nwords"));
        let mut empty = Text::default();
        let at = place_of(&empty, 1);
        insert(&mut empty, at, 1, &page);
        assert_eq!((empty.canonical.as_str(), empty.places.len()), ("Scanned\n\nwords", 1));
    }
}

use std::ops::Range;

use super::{Place, Text};
use crate::report::Span;

/// Where in its file a passage stands.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Origin {
    /// The bytes of the file it came from, for formats whose bytes hold readable text (HTML, Markdown, plain text): the
    /// smallest range that holds them all, markup between them included.
    pub bytes: Option<Span>,
    /// The printed lines it stands in, with the page and the box of its characters on them, for formats with pages (PDF).
    pub lines: Vec<Place>,
    /// The first and the last of the text's blocks (paragraphs, headings, items, rows) it stands in, from 1.
    pub blocks: Option<(usize, usize)>,
}

impl Text {
    /// Where in the file the words at `span` of the canonical text stand. What is not known of a format stays empty.
    #[must_use]
    pub fn origin(&self, span: Span) -> Origin {
        let bytes = self.source.to_source(span);
        Origin { bytes, lines: self.lines_of(span), blocks: self.blocks_of(span) }
    }

    fn lines_of(&self, span: Span) -> Vec<Place> {
        let last = self.places.partition_point(|place| place.start < span.end.max(span.start + 1));
        let first = self.places.partition_point(|place| place.start <= span.start);
        let first = first.saturating_sub(1);
        let lines = self.places.get(first..last).unwrap_or_default();
        let ends = self.places.iter().skip(first + 1).map(|next| next.start);
        let ends = ends.chain([self.canonical.len()]);
        let of = lines.iter().zip(ends).filter_map(|(line, end)| self.part_of(line, end, span));
        let found: Vec<Place> = of.collect();
        // Of white space alone there is the line.
        if found.is_empty() { lines.first().cloned().into_iter().collect() } else { found }
    }

    /// The part of a line, which ends at byte `end`, that shows characters of the span.
    fn part_of(&self, line: &Place, end: usize, span: Span) -> Option<Place> {
        let (from, to) = (line.start.max(span.start), end.min(span.end));
        let words = self.canonical.get(from..to)?;
        let before = self.canonical.get(line.start..from)?.chars().count();
        let first = before + words.chars().take_while(|c| c.is_whitespace()).count();
        let count = words.trim().chars().count();
        let area = line.area_of(first..first + count);
        (count > 0).then(|| Place { area, ..line.clone() })
    }

    fn blocks_of(&self, span: Span) -> Option<(usize, usize)> {
        let first = self.blocks.partition_point(|block| block.span.end <= span.start);
        let last = self.blocks.partition_point(|block| block.span.start < span.end);
        let found: Range<usize> = first..last;
        (!found.is_empty()).then_some((found.start + 1, found.end))
    }
}

#[cfg(test)]
mod tests {
    use super::Origin;
    use crate::extract::{Block, BlockKind, Place, Steps, Text};
    use crate::report::Span;

    #[test]
    fn a_passage_knows_its_lines_and_blocks() {
        let place = |start, page| Place { start, page, area: [0.0; 4], steps: Steps::default() };
        let block = |start, end| Block {
            kind: BlockKind::Paragraph,
            span: Span::new(start, end),
            blank_before: 0,
        };
        let text = Text {
            canonical: "one two\nthree four\n\nfive".to_owned(),
            blocks: vec![block(0, 18), block(20, 24)],
            places: vec![place(0, 1), place(8, 1), place(20, 2)],
            ..Text::default()
        };
        let of = |start, end| {
            let Origin { lines, blocks, bytes } = text.origin(Span::new(start, end));
            assert_eq!(bytes, None);
            (lines.iter().map(|line| line.start).collect::<Vec<_>>(), blocks)
        };
        assert_eq!(of(0, 3), (vec![0], Some((1, 1))));
        assert_eq!(of(4, 13), (vec![0, 8], Some((1, 1))));
        assert_eq!(of(8, 24), (vec![8, 20], Some((1, 2))));
        assert_eq!(of(21, 21), (vec![20], Some((2, 2))));
        assert_eq!(of(18, 20), (vec![8], None));
    }
}

//! The way from the canonical text back to the bytes of the file, and the builder that records it.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::report::Span;

/// The way from a byte of the canonical text back to a byte of the source.
///
/// Kept as runs of equal units: one run for a whole UTF-8 file, one per stretch of equally wide characters
/// in other encodings, one per entity or fold of white space. What no run covers came from nowhere (a line
/// end put between blocks, a cell's tab). At most 4 GiB of text and of source are mapped.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceMap {
    /// Not overlapping, in the order of the text.
    runs: Vec<Run>,
}

/// `count` units from `text` on, each `text_step` bytes wide, came from as many units from `source` on, each
/// `source_step` bytes wide. Equal steps are written as 1 and 1: such a run maps byte by byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Run {
    text: u32,
    source: u32,
    count: u32,
    text_step: u16,
    source_step: u16,
}

impl SourceMap {
    /// The byte range of the source that `span` of the canonical text came from; `None` if it came from nowhere.
    ///
    /// A span that is covered in part gives the smallest range that holds all that is known; a unit that is
    /// cut (half an entity) gives the whole unit.
    #[must_use]
    pub fn to_source(&self, span: Span) -> Option<Span> {
        let end = span.end.max(span.start + 1);
        let found = self.overlapping(span.start..end).map(|run| run.source_of(&(span.start..end)));
        let range = found.reduce(|a, b| a.start.min(b.start)..a.end.max(b.end))?;
        let end = if span.is_empty() { range.start } else { range.end };
        Some(Span::new(range.start, end))
    }

    fn overlapping(&self, text: Range<usize>) -> impl Iterator<Item = &Run> {
        let first = self.runs.partition_point(|run| run.text_end() <= text.start);
        self.runs.iter().skip(first).take_while(move |run| (run.text as usize) < text.end)
    }

    /// The map from this text to the bytes, where this map leads to a decoded text and `outer` from there on.
    pub(super) fn through(&self, outer: &Self) -> Self {
        let mut joined = Self::default();
        for run in &self.runs {
            if run.is_linear() {
                joined.push_linear_through(run, outer);
            } else {
                joined.push_units_through(run, outer);
            }
        }
        joined
    }

    fn push_linear_through(&mut self, run: &Run, outer: &Self) {
        let middle = run.source as usize..run.source as usize + run.count as usize;
        for piece in outer.overlapping(middle.clone()) {
            let step = usize::from(piece.text_step);
            let start = middle.start.max(piece.text as usize);
            let end = middle.end.min(piece.text_end());
            let unit = (start - piece.text as usize).div_ceil(step);
            let text = run.text as usize + (piece.text as usize + unit * step - middle.start);
            let source = piece.source as usize + unit * usize::from(piece.source_step);
            let count = end.saturating_sub(piece.text as usize + unit * step) / step;
            self.push(text, source, count, step, usize::from(piece.source_step));
        }
    }

    fn push_units_through(&mut self, run: &Run, outer: &Self) {
        let (text_step, source_step) = (usize::from(run.text_step), usize::from(run.source_step));
        for unit in 0..run.count as usize {
            let start = run.source as usize + unit * source_step;
            if let Some(source) = outer.to_source(Span::new(start, start + source_step)) {
                let text = run.text as usize + unit * text_step;
                self.push(text, source.start, 1, text_step, source.len());
            }
        }
    }

    fn push(&mut self, text: usize, source: usize, count: usize, text_step: usize, step: usize) {
        let Some(run) = Run::new(text, source, count, text_step, step) else { return };
        match self.runs.last_mut() {
            Some(last) if last.goes_on_with(&run) => last.count += run.count,
            _ => self.runs.push(run),
        }
    }
}

impl Run {
    /// `None` for an empty run and for one that the widths of the fields cannot hold.
    fn new(
        text: usize,
        source: usize,
        count: usize,
        text_step: usize,
        step: usize,
    ) -> Option<Self> {
        if count == 0 || text_step == 0 || step == 0 {
            return None;
        }
        let (count, text_step, step) =
            if text_step == step { (count * step, 1, 1) } else { (count, text_step, step) };
        Some(Self {
            text: u32::try_from(text).ok()?,
            source: u32::try_from(source).ok()?,
            count: u32::try_from(count).ok()?,
            text_step: u16::try_from(text_step).ok()?,
            source_step: u16::try_from(step).ok()?,
        })
    }

    fn is_linear(&self) -> bool {
        self.text_step == self.source_step
    }

    fn text_end(&self) -> usize {
        self.text as usize + self.count as usize * usize::from(self.text_step)
    }

    fn source_end(&self) -> usize {
        self.source as usize + self.count as usize * usize::from(self.source_step)
    }

    fn goes_on_with(&self, next: &Self) -> bool {
        self.text_step == next.text_step
            && self.source_step == next.source_step
            && self.text_end() == next.text as usize
            && self.source_end() == next.source as usize
            && self.count.checked_add(next.count).is_some()
    }

    /// What the part of the run inside `text` came from, in whole units.
    fn source_of(&self, text: &Range<usize>) -> Range<usize> {
        let (step, source_step) = (usize::from(self.text_step), usize::from(self.source_step));
        let start = text.start.saturating_sub(self.text as usize) / step;
        let end = (text.end.min(self.text_end()) - self.text as usize).div_ceil(step);
        self.source as usize + start * source_step..self.source as usize + end * source_step
    }
}

/// A text that grows together with the way back to where its pieces came from.
#[derive(Debug, Default)]
pub(super) struct TextBuilder {
    text: String,
    source: SourceMap,
}

impl TextBuilder {
    /// Appends text that stands in the source as it is, from `source` on.
    pub(super) fn copy(&mut self, text: &str, source: usize) {
        self.source.push(self.text.len(), source, text.len(), 1, 1);
        self.text.push_str(text);
    }

    /// Appends text that stands for other bytes as a whole: a character of a narrow encoding, an entity.
    pub(super) fn replace(&mut self, text: &str, source: Range<usize>) {
        self.source.push(self.text.len(), source.start, 1, text.len(), source.len());
        self.text.push_str(text);
    }

    /// Appends text that stands nowhere in the source.
    pub(super) fn invent(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// The text so far.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Bytes of text so far.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// The text and its way back.
    pub(super) fn finish(self) -> (String, SourceMap) {
        (self.text, self.source)
    }
}

/// Bytes that grow together with the way back to where they came from: what a file was packed as, unpacked.
#[derive(Debug, Default)]
pub(super) struct BytesBuilder {
    bytes: Vec<u8>,
    source: SourceMap,
}

impl BytesBuilder {
    /// Appends bytes that stand in the source as they are, from `source` on.
    pub(super) fn copy(&mut self, bytes: &[u8], source: usize) {
        self.source.push(self.bytes.len(), source, bytes.len(), 1, 1);
        self.bytes.extend_from_slice(bytes);
    }

    /// Appends bytes that stand for others as a whole.
    pub(super) fn replace(&mut self, bytes: &[u8], source: Range<usize>) {
        self.source.push(self.bytes.len(), source.start, 1, bytes.len(), source.len());
        self.bytes.extend_from_slice(bytes);
    }

    /// The bytes and their way back.
    pub(super) fn finish(self) -> (Vec<u8>, SourceMap) {
        (self.bytes, self.source)
    }
}

#[cfg(test)]
mod tests {
    use super::{SourceMap, TextBuilder};
    use crate::report::Span;

    fn at(map: &SourceMap, start: usize, end: usize) -> Option<(usize, usize)> {
        map.to_source(Span::new(start, end)).map(Into::into)
    }

    #[test]
    fn runs_of_equal_units_are_kept_as_one() {
        let mut builder = TextBuilder::default();
        for (i, c) in ["a", "b", "c"].iter().enumerate() {
            builder.replace(c, 2 * i..2 * i + 2);
        }
        builder.copy("dé", 6);
        builder.copy("f", 9);
        let (text, map) = builder.finish();
        assert_eq!((text.as_str(), map.runs.len()), ("abcdéf", 2));
        assert_eq!(at(&map, 1, 2), Some((2, 4)));
        assert_eq!(at(&map, 0, 7), Some((0, 10)));
        assert_eq!(at(&map, 3, 3), Some((6, 6)));
    }

    #[test]
    fn what_came_from_nowhere_maps_to_nothing() {
        let mut builder = TextBuilder::default();
        builder.copy("Good", 10);
        builder.invent("\n\n");
        builder.replace("&", 20..25);
        let (_, map) = builder.finish();
        for (span, source) in [
            ((4, 6), None),
            ((0, 5), Some((10, 14))),
            ((3, 7), Some((13, 25))),
            ((6, 7), Some((20, 25))),
            ((7, 9), None),
        ] {
            assert_eq!(at(&map, span.0, span.1), source, "{span:?}");
        }
    }

    #[test]
    fn two_maps_in_a_row_are_one() {
        let mut wide = TextBuilder::default();
        wide.replace("a", 0..2);
        wide.replace("b", 2..4);
        wide.replace("é", 4..6);
        wide.replace("c", 6..8);
        let mut inner = TextBuilder::default();
        inner.copy("b", 1);
        inner.invent(" ");
        inner.copy("éc", 2);
        inner.replace("!", 0..2);
        let map = inner.finish().1.through(&wide.finish().1);
        assert_eq!(at(&map, 0, 1), Some((2, 4)));
        assert_eq!(at(&map, 2, 4), Some((4, 6)));
        assert_eq!(at(&map, 4, 5), Some((6, 8)));
        assert_eq!(at(&map, 5, 6), Some((0, 4)));
        assert_eq!(at(&map, 1, 2), None);
    }
}

//! Which characters of the page the characters of a text node came from.

use std::ops::Range;

use super::entities::{Entities, Inside};

/// The characters of a node, each with its place in the page. `place` is where the node's text stands in the
/// page, entities not decoded. A character that cannot be accounted for, and all after it, have no place:
/// none is better than a wrong one.
pub(super) fn align<'a>(
    page: &'a str,
    place: Option<Range<usize>>,
    node: &'a str,
    inside: Inside,
    entities: &'a mut Entities,
) -> Aligned<'a> {
    let source = place.and_then(|range| Some((page.get(range.clone())?, range.start)));
    Aligned { node, source, paired: false, inside, entities }
}

/// Made by [`align`].
#[derive(Debug)]
pub(super) struct Aligned<'a> {
    /// What is left of the node.
    node: &'a str,
    /// What is left of its text in the page, and where that begins; `None` once the two disagree.
    source: Option<(&'a str, usize)>,
    /// True if the next character is the second of an entity that stands for two.
    paired: bool,
    inside: Inside,
    entities: &'a mut Entities,
}

impl Iterator for Aligned<'_> {
    type Item = (char, Option<Range<usize>>);

    fn next(&mut self) -> Option<Self::Item> {
        let c = self.node.chars().next()?;
        let found = if std::mem::take(&mut self.paired) { None } else { self.step(c) };
        self.node = self.node.get(c.len_utf8()..).unwrap_or_default();
        Some((c, found))
    }
}

impl<'a> Aligned<'a> {
    /// The next characters that stand in the page as they are, and where: printable ASCII with single spaces between, most of every
    /// text, taken in one go.
    pub(super) fn plain(&mut self) -> Option<(&'a str, usize)> {
        let (source, start) = self.source.filter(|_| !self.paired)?;
        let length = plain_length(self.node.as_bytes(), source.as_bytes());
        let run = self.node.get(..length)?.trim_end_matches(' ');
        let (run, rest) =
            self.node.split_at_checked(run.len()).filter(|(run, _)| !run.is_empty())?;
        self.node = rest;
        self.source = source.get(run.len()..).map(|rest| (rest, start + run.len()));
        Some((run, start))
    }

    fn step(&mut self, c: char) -> Option<Range<usize>> {
        let (source, start) = self.source.take()?;
        let step = self.one(source, c)?;
        let after = step.skipped + step.source;
        self.paired = step.node > c.len_utf8();
        self.source = source.get(after..).map(|rest| (rest, start + after));
        Some(start + step.skipped..start + after)
    }

    fn one(&mut self, source: &str, wanted: char) -> Option<Step> {
        let white = source.len() - source.trim_ascii_start().len();
        let skipped = if wanted.is_ascii_whitespace() { 0 } else { white };
        let source = source.get(skipped..)?;
        let found = source.chars().next()?;
        if found == '&' {
            let entity = self.entities.read(source, wanted, self.inside)?;
            let agrees = self.node.starts_with(&entity.text);
            let (source, node) = (entity.source, entity.text.len());
            return agrees.then_some(Step { skipped, source, node });
        }
        let length = found.len_utf8();
        (found == wanted).then_some(Step { skipped, source: length, node: length })
    }
}

/// Bytes from the beginning of a node on that the page has too: graphic ASCII but for `&`, with single spaces between.
fn plain_length(node: &[u8], page: &[u8]) -> usize {
    let ((node_chunks, _), (page_chunks, _)) = (node.as_chunks(), page.as_chunks());
    let mut ends_in_space = true;
    let whole = node_chunks.iter().zip(page_chunks).take_while(|(node, page)| {
        let spaces = (node == page).then(|| spaces_of_plain(**node)).flatten();
        let before = u128::from(ends_in_space) << 7;
        ends_in_space = spaces.is_some_and(|spaces| spaces >> 127 == 1);
        spaces.is_some_and(|spaces| spaces & (spaces << 8 | before) == 0)
    });
    let length = whole.count() * CHUNK;
    let mut last = length.checked_sub(1).and_then(|at| node.get(at)).copied().unwrap_or(b' ');
    let rest = node.iter().zip(page).skip(length).take_while(|(node, page)| {
        let is_plain = node.is_ascii_graphic() && **node != b'&';
        let goes_on = node == page && (is_plain || **node == b' ' && last != b' ');
        last = **node;
        goes_on
    });
    length + rest.count()
}

/// Bytes that are looked at together.
const CHUNK: usize = size_of::<u128>();

/// The highest bit of each byte that is a space, of bytes that all are graphic ASCII but for `&`, or spaces; `None` for others.
fn spaces_of_plain(bytes: [u8; CHUNK]) -> Option<u128> {
    const fn each(byte: u8) -> u128 {
        u128::from_ne_bytes([byte; CHUNK])
    }
    let bytes = u128::from_le_bytes(bytes);
    if bytes & each(0x80) != 0 {
        return None;
    }
    // No byte is above 0x7f, so that none of these sums runs over into the next.
    let is = |byte: u8| !((bytes ^ each(byte)) + each(0x7f)) & each(0x80);
    let controls = !(bytes + each(0x80 - b' ')) & each(0x80);
    (controls | is(b'&') | is(0x7f) == 0).then(|| is(b' '))
}

/// What one character of a node (two, for some entities) takes.
#[derive(Debug, Clone, Copy)]
struct Step {
    /// Bytes of white space passed over in the page: the tree builder drops it in places.
    skipped: usize,
    /// Bytes of the page.
    source: usize,
    /// Bytes of the node.
    node: usize,
}

#[cfg(test)]
mod tests {
    use super::{Entities, Inside, align, plain_length};

    /// Sixteen bytes at a time are as many as one at a time, whatever byte stands where.
    #[test]
    fn plain_bytes_end_where_they_end_byte_by_byte() {
        let text = b"The force should, by May 2019, see to it that all of its officers are vetted";
        for at in 0..text.len() {
            for byte in 0..=u8::MAX {
                let mut node = text.to_vec();
                node[at] = byte;
                for page in [&node[..], text, &text[..at]] {
                    let mut last = b' ';
                    let same = node.iter().zip(page).take_while(|(a, b)| {
                        let graphic = a.is_ascii_graphic() && **a != b'&';
                        let goes_on = a == b && (graphic || **a == b' ' && last != b' ');
                        last = **a;
                        goes_on
                    });
                    assert_eq!(plain_length(&node, page), same.count(), "{at} {byte}");
                }
            }
        }
    }

    #[test]
    fn every_character_finds_its_bytes_or_none() {
        for (page, node, places) in [
            ("abc", "abc", vec!["a", "b", "c"]),
            ("a&amp;b", "a&b", vec!["a", "&amp;", "b"]),
            ("R&D &c", "R&D &c", vec!["R", "&", "D", " ", "&", "c"]),
            ("&rsquo;&#8217;&#x2019;", "’’’", vec!["&rsquo;", "&#8217;", "&#x2019;"]),
            ("&copy2016", "©2016", vec!["&copy", "2", "0", "1", "6"]),
            ("&nosuch;x", "&nosuch;x", vec!["&", "n", "o", "s", "u", "c", "h", ";", "x"]),
            ("&NotEqualTilde;x", "\u{2242}\u{338}x", vec!["&NotEqualTilde;", "-", "x"]),
            ("  \n a b", "a b", vec!["a", " ", "b"]),
            (
                "ab c  d &amp; e ",
                "ab c  d & e ",
                vec!["a", "b", " ", "c", " ", " ", "d", " ", "&amp;", " ", "e", " "],
            ),
            ("abc", "axc", vec!["a", "-", "-"]),
            ("é&eacute;", "éé", vec!["é", "&eacute;"]),
            // What stands behind the name says nothing of where the entity ends.
            ("&copyab&amp;", "©ab&", vec!["&copy", "a", "b", "&amp;"]),
            ("&ab&amp;&lt;", "&ab&<", vec!["&", "a", "b", "&amp;", "&lt;"]),
            ("&amp;amp;", "&amp;", vec!["&amp;", "a", "m", "p", ";"]),
        ] {
            let mut entities = Entities::default();
            let place = Some(0..page.len());
            let found: Vec<_> = align(page, place, node, Inside::Text, &mut entities)
                .map(|(_, range)| range.clone().map_or("-", |range| &page[range]))
                .collect();
            assert_eq!(found, places, "{page}");
            let mut in_runs = Vec::new();
            let mut aligned = align(page, Some(0..page.len()), node, Inside::Text, &mut entities);
            loop {
                if let Some((run, start)) = aligned.plain() {
                    in_runs.extend((start..start + run.len()).map(|at| &page[at..=at]));
                }
                let Some((_, range)) = aligned.next() else { break };
                in_runs.push(range.map_or("-", |range| &page[range]));
            }
            assert_eq!(in_runs, places, "{page}");
        }
    }
}

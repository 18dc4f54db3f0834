//! Which characters of the page the characters of a text node came from.

use std::ops::Range;

/// The characters of a node, each with its place in the page. `place` is where the node's text stands in the
/// page, entities not decoded. A character that cannot be accounted for, and all after it, have no place:
/// none is better than a wrong one.
pub(super) fn align<'a>(page: &'a str, place: Option<Range<usize>>, node: &'a str) -> Aligned<'a> {
    let source = place.and_then(|range| Some((page.get(range.clone())?, range.start)));
    Aligned { node, source, paired: false }
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

impl Aligned<'_> {
    fn step(&mut self, c: char) -> Option<Range<usize>> {
        let (source, start) = self.source.take()?;
        let step = one(source, self.node)?;
        let after = step.skipped + step.source;
        self.paired = step.node > c.len_utf8();
        self.source = source.get(after..).map(|rest| (rest, start + after));
        Some(start + step.skipped..start + after)
    }
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

fn one(source: &str, node: &str) -> Option<Step> {
    let wanted = node.chars().next()?;
    let white = source.len() - source.trim_ascii_start().len();
    let skipped = if wanted.is_ascii_whitespace() { 0 } else { white };
    let source = source.get(skipped..)?;
    let found = source.chars().next()?;
    if found == '&' {
        let (source, node) = entity(source, node, wanted)?;
        return Some(Step { skipped, source, node });
    }
    let length = found.len_utf8();
    (found == wanted).then_some(Step { skipped, source: length, node: length })
}

/// How many bytes of the page and of the node the entity at the head of `source` takes.
///
/// There is no table of the two thousand entities here: the tree builder has decoded them already. An entity
/// is as long as makes what follows it agree.
fn entity(source: &str, node: &str, wanted: char) -> Option<(usize, usize)> {
    let body = source.get(1..)?;
    let name =
        body.bytes().take(40).take_while(|b| b.is_ascii_alphanumeric() || *b == b'#').count();
    let closed = body.as_bytes().get(name) == Some(&b';');
    let one = wanted.len_utf8();
    let two = node.chars().take(2).map(char::len_utf8).sum::<usize>();
    let full = 1 + name + usize::from(closed);
    let whole = [(full, one), (full, two)].into_iter().filter(|_| name > 1);
    let literal = (wanted == '&').then_some((1, 1));
    // `&copy2016`: old names need no semicolon.
    let cut = (2..name).rev().map(|length| (1 + length, one));
    whole.chain(literal).chain(cut).find(|(taken, of_node)| {
        let after = (source.get(*taken..), node.get(*of_node..));
        matches!(after, (Some(source), Some(node)) if agree(source, node))
    })
}

/// True if the next few characters are the same, up to the next entity.
fn agree(source: &str, node: &str) -> bool {
    let mut node = node.chars();
    for found in source.chars().take(8) {
        if found == '&' {
            return node.next().is_some();
        }
        if node.next() != Some(found) {
            return false;
        }
    }
    source.len() > 8 || node.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::align;

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
            ("abc", "axc", vec!["a", "-", "-"]),
            ("é&eacute;", "éé", vec!["é", "&eacute;"]),
        ] {
            let found: Vec<_> = align(page, Some(0..page.len()), node)
                .map(|(_, range)| range.clone().map_or("-", |range| &page[range]))
                .collect();
            assert_eq!(found, places, "{page}");
        }
    }
}

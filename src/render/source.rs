//! Where passages stand in their files, as a table.

use std::path::Path;

use super::Table;
use crate::extract::Origin;
use crate::report::Span;

/// Bytes of the file that are shown; JSON has them all.
const MOST_SHOWN: usize = 200;

/// A passage and where it is from.
#[derive(Debug)]
pub struct Source<'a> {
    /// The id of a finding, or the field that rests on it.
    pub of: &'a str,
    /// The passage.
    pub words: &'a str,
    /// The file on the disk.
    pub file: &'a Path,
    /// Its place in the canonical text.
    pub span: Span,
    /// Its place in the file.
    pub origin: Origin,
    /// The bytes of the file at `origin.bytes`.
    pub excerpt: Option<&'a [u8]>,
}

/// A row a passage.
#[must_use]
pub fn table() -> Table {
    Table::new(["of", "file", "bytes", "page", "box", "paragraph", "in the file"])
}

/// The row of a passage; its bytes are shown as text, what is none replaced.
#[must_use]
pub fn row(source: &Source<'_>) -> Vec<Option<String>> {
    let pages: Vec<u32> = source.origin.lines.iter().map(|line| line.page).collect();
    let page = pages.first().zip(pages.last()).map(|(first, last)| range(*first, *last));
    let excerpt = source.excerpt.map(|bytes| {
        let cut = bytes.len() > MOST_SHOWN;
        let shown = String::from_utf8_lossy(bytes.get(..MOST_SHOWN).unwrap_or(bytes));
        format!("{shown}{}", if cut { "…" } else { "" })
    });
    vec![
        Some(source.of.to_owned()),
        Some(source.file.display().to_string()),
        source.origin.bytes.map(|bytes| format!("{}-{}", bytes.start, bytes.end)),
        page,
        first_box(&source.origin),
        source.origin.blocks.map(|(first, last)| range(first, last)),
        excerpt,
    ]
}

fn range<T: PartialEq + std::fmt::Display>(first: T, last: T) -> String {
    if first == last { first.to_string() } else { format!("{first}-{last}") }
}

/// Left, top, right and bottom of all lines of the first page, in points.
fn first_box(origin: &Origin) -> Option<String> {
    let first = origin.lines.first()?;
    let same = origin.lines.iter().filter(|line| line.page == first.page);
    let all = same.fold(first.area, |[a, b, c, d], line| {
        let [left, top, right, bottom] = line.area;
        [a.min(left), b.min(top), c.max(right), d.max(bottom)]
    });
    Some(all.map(|edge| format!("{edge:.0}")).join(","))
}

#[cfg(test)]
mod tests {
    use super::first_box;
    use crate::extract::{Origin, Place, Steps};

    #[test]
    fn the_box_of_a_passage_holds_its_lines_on_the_first_page() {
        let line = |page, area| Place { start: 0, page, area, steps: Steps::default() };
        let lines = vec![
            line(1, [72.0, 100.0, 300.0, 112.0]),
            line(1, [60.0, 114.0, 200.4, 126.0]),
            line(2, [0.0, 0.0, 999.0, 999.0]),
        ];
        let origin = Origin { lines, ..Origin::default() };
        assert_eq!(first_box(&origin).as_deref(), Some("60,100,300,126"));
        assert_eq!(first_box(&Origin::default()), None);
    }
}

//! Lines of a column, and rows of a table.

use super::shape::{Area, Shape};
use super::strip::Strip;
use super::words::Words;
use crate::extract::lines::bullet;

/// A printed line of one column.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) words: Words,
    pub(super) area: Area,
    pub(super) base: f64,
    pub(super) size: f64,
    pub(super) is_bold: bool,
    /// Where its words go on after a wide gap, in bytes: cells of a row that stands alone.
    cells: Vec<usize>,
}

/// A row of a table: for each cell its printed lines.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) cells: Vec<Vec<Line>>,
    pub(super) area: Area,
}

/// A gap of so many times the font size within a line parts cells.
const CELL: f64 = 3.0;

/// The lines that strips of one level make, from the top down.
pub(super) fn lines(mut strips: Vec<Strip>) -> Vec<Line> {
    strips.sort_by(|a, b| a.base.total_cmp(&b.base));
    let mut rows: Vec<Vec<Strip>> = Vec::new();
    for strip in strips {
        let same = rows.last().and_then(|row| row.first()).is_some_and(|first| {
            (first.base - strip.base).abs() < 0.5 * first.size.max(strip.size)
        });
        match rows.last_mut().filter(|_| same) {
            Some(row) => row.push(strip),
            None => rows.push(vec![strip]),
        }
    }
    rows.into_iter().filter_map(line).collect()
}

/// The line that strips on one base line make; `None` of none.
pub(super) fn line(mut strips: Vec<Strip>) -> Option<Line> {
    strips.sort_by(|a, b| a.area.x0.total_cmp(&b.area.x0));
    let first = strips.first()?;
    let mut line = Line {
        words: Words::default(),
        area: first.area,
        base: first.base,
        size: 0.0,
        is_bold: strips.iter().all(|strip| strip.is_bold),
        cells: Vec::new(),
    };
    let mut end = first.area.x0;
    for strip in &strips {
        if strip.area.x0 - end > CELL * strip.size && !line.words.text.is_empty() {
            // Behind the space that parts them.
            line.cells.push(line.words.text.len() + 1);
        }
        line.words.append(&strip.words, end);
        line.area = line.area.with(&strip.area);
        line.size = line.size.max(strip.size);
        end = strip.area.x1;
    }
    Some(line)
}

impl Line {
    pub(super) fn text(&self) -> &str {
        &self.words.text
    }

    /// The row that the line is if wide gaps part it, but for a list mark or the number of a paragraph before its words.
    pub(super) fn as_row(&self) -> Option<Row> {
        let first = *self.cells.first()?;
        if self.text().get(..first).is_none_or(|head| head.trim().chars().count() <= 4) {
            return None;
        }
        let starts = std::iter::once(0).chain(self.cells.iter().copied());
        let ends = self.cells.iter().copied().chain([self.text().len()]);
        let cell = |(start, end)| {
            let (words, left, right) = self.words.cell(start..end);
            let (x0, x1) = (left.unwrap_or(self.area.x0), right.unwrap_or(self.area.x1));
            vec![Self {
                words,
                area: Area { x0, x1, ..self.area },
                cells: Vec::new(),
                ..self.clone()
            }]
        };
        Some(Row { cells: starts.zip(ends).map(cell).collect(), area: self.area })
    }
}

/// Puts a list mark or paragraph number and the words after it on the same line into one strip.
pub(super) fn with_their_marks(strips: Vec<Strip>) -> Vec<Strip> {
    let mut out: Vec<Strip> = Vec::with_capacity(strips.len());
    for strip in strips {
        let goes_on = out.last().is_some_and(|mark| {
            let gap = strip.area.x0 - mark.area.x1;
            is_mark(&mark.words.text, &strip.words.text)
                && (mark.base - strip.base).abs() < 0.4 * strip.size
                && gap > -0.5 * strip.size
                && gap < 5.0 * strip.size
                && mark.is_artifact == strip.is_artifact
        });
        match out.last_mut().filter(|_| goes_on) {
            Some(mark) => {
                mark.words.append(&strip.words, mark.area.x1);
                mark.area = mark.area.with(&strip.area);
                (mark.size, mark.base, mark.is_bold) = (strip.size, strip.base, strip.is_bold);
            }
            None => out.push(strip),
        }
    }
    out
}

/// Writes the bullets that are drawn as shapes before the strips that they mark.
pub(super) fn with_drawn_marks(strips: &mut [Strip], shapes: &[Shape]) {
    for shape in shapes {
        let Shape::Dot(dot) = shape else { continue };
        let middle = f64::midpoint(dot.y0, dot.y1);
        let marks = |strip: &Strip| {
            let gap = strip.area.x0 - dot.x1;
            gap > 0.0
                && gap < 3.0 * strip.size
                && dot.height() < 0.7 * strip.size
                && middle < strip.base
                && middle > strip.base - 0.8 * strip.size
        };
        let marked = strips.iter_mut().filter(|strip| marks(strip));
        let nearest = marked.min_by(|a, b| a.area.x0.total_cmp(&b.area.x0));
        if let Some(strip) = nearest.filter(|strip| bullet(&strip.words.text).is_none()) {
            let words = std::mem::take(&mut strip.words);
            strip.words.push("\u{2022}", dot.x0, dot.x1);
            strip.words.append(&words, dot.x1);
            strip.area.x0 = dot.x0;
        }
    }
}

/// True for `•`, `–`, `(a)`, `1.`, `2.14` before words.
fn is_mark(mark: &str, words: &str) -> bool {
    let count = mark.chars().count();
    if count > 6 {
        return false;
    }
    let with_words = format!("{mark} {words}");
    let is_bullet = bullet(&with_words).is_some_and(|length| length > mark.len());
    let is_number = mark.contains('.')
        && mark.chars().all(|c| c.is_ascii_digit() || c == '.')
        && words.split(' ').count() > 2;
    is_bullet || is_number
}

//! From the lines of a column to pieces: paragraphs, items of lists, rows, each with its printed lines.

use super::flow::Part;
use super::line::{Line, Row};
use super::shape::Area;
use crate::extract::lines::bullet;

/// What a piece is before the whole document says which are headings.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    Paragraph,
    /// An item whose mark takes so many bytes of its first line; where the mark stands across the page.
    Item(usize, f64),
    Row(Vec<Vec<String>>),
    /// A short label alone in a coloured box.
    Badge,
}

/// A run of lines that belong together.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) kind: Kind,
    /// Without those of a row.
    pub(super) lines: Vec<Line>,
    pub(super) page: usize,
    pub(super) area: Area,
    /// The box it stands in: its number within the document.
    pub(super) frame: Option<usize>,
    /// True at the end of a column or box: the next piece may go on where this one breaks off.
    pub(super) ends_column: bool,
    /// Where it goes on elsewhere: the first line there, and on which page that is.
    pub(super) breaks: Vec<(usize, usize)>,
}

impl Piece {
    pub(super) fn size(&self) -> f64 {
        self.lines.first().map_or(0.0, |line| line.size)
    }

    pub(super) fn is_bold(&self) -> bool {
        self.lines.iter().all(|line| line.is_bold) && !self.lines.is_empty()
    }

    pub(super) fn last_words(&self) -> &str {
        self.lines.last().map_or("", |line| line.text.trim_end())
    }

    pub(super) fn first_words(&self) -> &str {
        self.lines.first().map_or("", |line| line.text.as_str())
    }
}

/// Collects the pieces of pages; boxes are numbered as they come.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    pub(super) pieces: Vec<Piece>,
    frames: usize,
    /// The last box, its number and its page.
    last_frame: Option<(Area, usize, usize)>,
}

impl Pieces {
    /// Adds the parts of page `page` (from 0), whose width says what is narrow.
    pub(super) fn add(&mut self, parts: Vec<Part>, page: usize, width: f64) {
        self.parts(parts, page, None, width);
    }

    fn parts(&mut self, parts: Vec<Part>, page: usize, frame: Option<usize>, width: f64) {
        for part in parts {
            match part {
                Part::Lines(lines) => self.paragraphs(lines, page, frame),
                Part::Table(rows) => rows.into_iter().for_each(|row| self.row(row, page, frame)),
                Part::Frame(area, inner) => self.frame(area, inner, page, width),
            }
        }
    }

    fn frame(&mut self, area: Area, inner: Vec<Part>, page: usize, width: f64) {
        let number = self.number(&area, &inner, page);
        self.last_frame = Some((area, number, page));
        let first = self.pieces.len();
        self.parts(inner, page, Some(number), width);
        if let [only] = self.pieces.get_mut(first..).unwrap_or_default()
            && let [line] = only.lines.as_slice()
            && area.width() < 0.45 * width
            && area.height() < 4.0 * line.size
            && line.text.split(' ').count() <= 4
        {
            only.kind = Kind::Badge;
        }
    }

    /// The number of a box: that of the last one if this is its rest on the next page.
    fn number(&mut self, area: &Area, inner: &[Part], page: usize) -> usize {
        let begins_anew = match inner.first() {
            Some(Part::Lines(lines)) => lines.first().is_none_or(|line| line.is_bold),
            _ => true,
        };
        let near = |a: f64, b: f64| (a - b).abs() < 3.0;
        if let Some((last, number, before)) = &self.last_frame
            && before + 1 == page
            && !begins_anew
            && near(last.x0, area.x0)
            && near(last.x1, area.x1)
            && self.pieces.last().is_some_and(|piece| piece.frame == Some(*number))
        {
            return *number;
        }
        self.frames += 1;
        self.frames - 1
    }

    fn row(&mut self, row: Row, page: usize, frame: Option<usize>) {
        self.pieces.push(Piece {
            kind: Kind::Row(row.cells),
            lines: Vec::new(),
            page,
            area: row.area,
            frame,
            ends_column: false,
            breaks: Vec::new(),
        });
    }

    fn paragraphs(&mut self, lines: Vec<Line>, page: usize, frame: Option<usize>) {
        let column = Column::of(&lines);
        let mut open: Option<Piece> = None;
        for line in lines {
            if let Some(piece) = open.as_mut().filter(|piece| column.goes_on(piece, &line)) {
                piece.area = piece.area.with(&line.area);
                piece.lines.push(line);
                continue;
            }
            self.pieces.extend(open.take());
            let kind = match bullet(&line.text) {
                Some(length) => Kind::Item(length, line.area.x0),
                None => Kind::Paragraph,
            };
            let area = line.area;
            open = Some(Piece {
                kind,
                lines: vec![line],
                page,
                area,
                frame,
                ends_column: false,
                breaks: Vec::new(),
            });
        }
        if let Some(mut last) = open {
            last.ends_column = true;
            self.pieces.push(last);
        }
    }
}

/// What is usual in a column.
struct Column {
    left: f64,
    right: f64,
    /// From base line to base line within a paragraph.
    pitch: f64,
}

impl Column {
    fn of(lines: &[Line]) -> Self {
        let left = lines.iter().map(|line| line.area.x0).fold(f64::MAX, f64::min);
        let right = lines.iter().map(|line| line.area.x1).fold(f64::MIN, f64::max);
        let mut steps: Vec<f64> = lines
            .windows(2)
            .filter(|pair| (pair[0].size - pair[1].size).abs() < 0.6)
            .map(|pair| (pair[1].base - pair[0].base) / pair[0].size.max(1.0))
            .filter(|step| *step > 0.8 && *step < 2.0)
            .collect();
        steps.sort_by(f64::total_cmp);
        // Lines within paragraphs are closer than paragraphs: the lower quartile is surely one of them.
        let pitch = steps.get(steps.len() / 4).copied().unwrap_or(1.35);
        Self { left, right, pitch }
    }

    /// True if `next` belongs to the piece above it.
    fn goes_on(&self, piece: &Piece, next: &Line) -> bool {
        let Some(last) = piece.lines.last() else { return false };
        let step = (next.base - last.base) / last.size.max(1.0);
        if (next.size - last.size).abs() > 0.06 * last.size.max(next.size) {
            return false;
        }
        if step > self.pitch * 1.22 + 0.04 || step < 0.3 || bullet_of(piece, next) {
            return false;
        }
        let unfinished = !ends_sentence(&last.text) && begins_within(&next.text);
        if last.is_bold != next.is_bold && !unfinished {
            return false;
        }
        if unfinished {
            return true;
        }
        if let Kind::Item(_, mark) = piece.kind {
            // The words of an item hang; what comes back to its mark is no longer of it.
            let first = piece.lines.first().map_or(mark, |line| line.area.x0);
            let hangs = piece.lines.get(1).is_some_and(|line| line.area.x0 > first + 2.0);
            if hangs && next.area.x0 <= mark + 2.0 {
                return false;
            }
        }
        !self.had_room(last, next) && !self.is_indented(last, next)
    }

    /// True if the first word of `next` would have fitted on the line before it: that line ended on purpose.
    fn had_room(&self, last: &Line, next: &Line) -> bool {
        let letters = next.text.chars().count().max(1) as f64;
        let word = next.text.split(' ').next().unwrap_or("").chars().count() as f64;
        let wide = next.area.width() / letters * (word + 1.0);
        last.area.x1 + wide + 1.2 * last.size < self.right
    }

    fn is_indented(&self, last: &Line, next: &Line) -> bool {
        ends_sentence(&last.text)
            && next.area.x0 > last.area.x0 + 0.8 * next.size
            && (last.area.x0 - self.left).abs() < 2.0
    }
}

/// True if `next` begins with a list mark that no sentence goes on with.
fn bullet_of(piece: &Piece, next: &Line) -> bool {
    let Some(length) = bullet(&next.text) else { return false };
    let strong = next.text.starts_with(crate::extract::lines::is_strong_bullet);
    let mark = next.text.get(..length).unwrap_or("").trim();
    // A dash or a year's end at the head of a line may be the sentence's own.
    let last = piece.last_words();
    strong
        || ends_sentence(last)
        || last.ends_with([':', ';'])
        || last.ends_with(" and")
        || matches!(piece.kind, Kind::Item(_, x) if (x - next.area.x0).abs() < 2.0 && mark.len() < 4)
}

/// True if the words end where a sentence does.
pub(super) fn ends_sentence(words: &str) -> bool {
    let words = words.trim_end_matches(['"', '\'', '\u{201d}', '\u{2019}', ')', ']', ' ']);
    words.ends_with(['.', '!', '?', ':'])
}

/// True if the words begin in the middle of a sentence.
pub(super) fn begins_within(words: &str) -> bool {
    words.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_lowercase)
        && bullet(words).is_none()
}

//! From the lines of a column to pieces: paragraphs, items of lists, rows, each with its printed lines.

use super::flow::Part;
use super::line::{Line, Row};
use super::shape::Area;
use crate::extract::lines::bullet;

/// What a piece is before the whole document says which are headings.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    Paragraph,
    /// An item of a list.
    Item(Mark),
    Row(Vec<Vec<Line>>),
    /// A short label alone in a coloured box.
    Badge,
}

/// The mark of an item.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    /// Bytes of the first line that it takes.
    pub(super) length: usize,
    /// Where it stands across the page.
    x: f64,
    /// How far that is from the left edge of its box or column.
    pub(super) indent: f64,
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
        self.lines.last().map_or("", |line| line.text().trim_end())
    }

    pub(super) fn first_words(&self) -> &str {
        self.lines.first().map_or("", |line| line.text())
    }
}

/// Collects the pieces of pages; boxes are numbered as they come.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    pub(super) pieces: Vec<Piece>,
    frames: usize,
    /// From base line to base line within the paragraphs of the page, in font sizes.
    pitch: Option<f64>,
    /// The last box and its page.
    last_frame: Option<(Frame, usize)>,
}

/// A box and its number within the document.
#[derive(Debug, Clone, Copy)]
struct Frame {
    area: Area,
    number: usize,
}

/// Pieces that may follow a box which goes on elsewhere: those that stand beside it.
const MOST_BESIDE: usize = 40;

impl Pieces {
    /// Adds the parts of page `page` (from 0), whose width says what is narrow.
    pub(super) fn add(&mut self, parts: Vec<Part>, page: usize, width: f64) {
        let mut steps = Vec::new();
        steps_of(&parts, &mut steps);
        self.pitch = lower_quartile(steps);
        self.parts(parts, page, None, width);
    }

    fn parts(&mut self, parts: Vec<Part>, page: usize, frame: Option<Frame>, width: f64) {
        let first = self.pieces.len();
        let number = frame.map(|frame| frame.number);
        let mut beside = Vec::new();
        for part in parts {
            match part {
                Part::Lines(lines) => self.paragraphs(lines, page, frame),
                Part::Table(rows) => rows.into_iter().for_each(|row| self.row(row, page, number)),
                Part::Frame(area, inner) => self.frame(area, inner, page, frame, width),
                Part::Beside(area, inner) => beside.push((area, inner)),
            }
        }
        for (area, inner) in beside {
            let end = self.pieces.len();
            self.frame(area, inner, page, frame, width);
            let boxed = self.pieces.split_off(end);
            let at = first + behind(self.pieces.get(first..).unwrap_or_default(), &area);
            self.pieces.splice(at..at, boxed);
        }
    }

    fn frame(
        &mut self,
        area: Area,
        inner: Vec<Part>,
        page: usize,
        outer: Option<Frame>,
        width: f64,
    ) {
        let number = match outer.filter(|outer| is_head(&outer.area, &area, &inner)) {
            Some(outer) => outer.number,
            None => self.number(&area, &inner, page),
        };
        let narrow = outer.map_or(0.45 * width, |outer| 0.7 * outer.area.width());
        let frame = Frame { area, number };
        self.last_frame = Some((frame, page));
        let first = self.pieces.len();
        self.parts(inner, page, Some(frame), width);
        if let [only] = self.pieces.get_mut(first..).unwrap_or_default()
            && let [line] = only.lines.as_slice()
            && area.width() < narrow.min(0.45 * width)
            && area.height() < 4.0 * line.size
            && line.text().split(' ').count() <= 4
        {
            only.kind = Kind::Badge;
        }
    }

    /// The number of a box: that of the last one if this is its rest on the next page or in the next column.
    fn number(&mut self, area: &Area, inner: &[Part], page: usize) -> usize {
        let near = |a: f64, b: f64| (a - b).abs() < 3.0;
        if let Some((last, before)) = &self.last_frame
            && let Some(Part::Lines(lines)) = inner.first()
            && let Some(first) = lines.first().filter(|_| !begins_with_title(lines, area))
            && near(last.area.width(), area.width())
        {
            let is_of_last = |piece: &Piece| piece.frame == Some(last.number);
            let follows = self.pieces.last().is_some_and(is_of_last);
            let goes_on = begins_within(first.text()) || bullet(first.text()).is_some();
            let is_near = || goes_on && self.pieces.iter().rev().take(MOST_BESIDE).any(is_of_last);
            let below = before + 1 == page && near(last.area.x0, area.x0);
            let next_column = *before == page && area.x0 > last.area.x1 && area.y0 < last.area.y1;
            // From the last column of a page it goes on in the first of the next.
            let next_page = before + 1 == page && area.x0 < last.area.x0;
            if (below || next_column || next_page) && (follows || is_near()) {
                return last.number;
            }
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

    fn paragraphs(&mut self, lines: Vec<Line>, page: usize, frame: Option<Frame>) {
        let column = Column::of(&lines, self.pitch);
        let left = frame.map_or(column.left, |frame| frame.area.x0);
        let frame = frame.map(|frame| frame.number);
        let mut open: Option<Piece> = None;
        for line in lines {
            if let Some(piece) = open.as_mut().filter(|piece| column.goes_on(piece, &line)) {
                piece.area = piece.area.with(&line.area);
                piece.lines.push(line);
                continue;
            }
            self.pieces.extend(open.take());
            let kind = match bullet(line.text()) {
                Some(length) => {
                    let x = line.area.x0;
                    Kind::Item(Mark { length, x, indent: x - left })
                }
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

/// True if the first line of a box is its title: bold, larger than the next, or short and no sentence.
fn begins_with_title(lines: &[Line], area: &Area) -> bool {
    let Some(first) = lines.first() else { return false };
    let is_large = lines.get(1).is_some_and(|next| first.size > 1.05 * next.size);
    let is_short = first.area.width() < 0.6 * area.width() && !begins_within(first.text());
    first.is_bold
        || is_large
        || (is_short && !ends_sentence(first.text()) && bullet(first.text()).is_none())
}

/// True if a box is the coloured head of the box around it: one line over all its width, at its top.
fn is_head(outer: &Area, area: &Area, inner: &[Part]) -> bool {
    let is_line = matches!(inner, [Part::Lines(lines)] if lines.len() == 1);
    is_line && area.width() > 0.9 * outer.width() && area.y0 - outer.y0 < 0.5 * area.height()
}

/// How many of the pieces come before a box that stands beside them: those that begin above its top, and after a heading or
/// a grade what they are of.
fn behind(pieces: &[Piece], area: &Area) -> usize {
    let above = pieces.iter().rposition(|piece| piece.area.y0 < area.y0 + 0.5 * piece.size());
    let above = above.map_or(0, |last| last + 1);
    let rest = pieces.get(above..).unwrap_or_default();
    let before = |piece: &Piece| piece.is_bold() || matches!(piece.kind, Kind::Badge);
    let is_open = above.checked_sub(1).and_then(|last| pieces.get(last)).is_some_and(before);
    if !is_open {
        return above;
    }
    let prose = rest.iter().position(|piece| !before(piece)).map_or(rest.len(), |at| at + 1);
    above + prose
}

/// What is usual in a column.
struct Column {
    left: f64,
    right: f64,
    /// From base line to base line within a paragraph.
    pitch: f64,
}

impl Column {
    fn of(lines: &[Line], usual: Option<f64>) -> Self {
        let left = lines.iter().map(|line| line.area.x0).fold(f64::MAX, f64::min);
        let right = lines.iter().map(|line| line.area.x1).fold(f64::MIN, f64::max);
        let steps = steps(lines);
        // Few lines may all be paragraphs of their own.
        let is_known = steps.len() >= 4 || usual.is_none();
        let pitch = if is_known { lower_quartile(steps) } else { usual };
        Self { left, right, pitch: pitch.unwrap_or(1.35) }
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
        let unfinished = !ends_sentence(last.text()) && begins_within(next.text());
        if last.is_bold != next.is_bold && !unfinished {
            return false;
        }
        if unfinished {
            return true;
        }
        if let Kind::Item(Mark { x: mark, .. }) = piece.kind {
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
        let letters = next.text().chars().count().max(1) as f64;
        let word = next.text().split(' ').next().unwrap_or("").chars().count() as f64;
        let wide = next.area.width() / letters * (word + 1.0);
        last.area.x1 + wide + 1.2 * last.size < self.right
    }

    fn is_indented(&self, last: &Line, next: &Line) -> bool {
        ends_sentence(last.text())
            && next.area.x0 > last.area.x0 + 0.8 * next.size
            && (last.area.x0 - self.left).abs() < 2.0
    }
}

/// The steps from base line to base line in font sizes, of lines that may be of one paragraph.
fn steps(lines: &[Line]) -> Vec<f64> {
    let pairs = lines.windows(2).filter(|pair| (pair[0].size - pair[1].size).abs() < 0.6);
    let steps = pairs.map(|pair| (pair[1].base - pair[0].base) / pair[0].size.max(1.0));
    steps.filter(|step| *step > 0.8 && *step < 2.0).collect()
}

fn steps_of(parts: &[Part], all: &mut Vec<f64>) {
    for part in parts {
        match part {
            Part::Lines(lines) => all.extend(steps(lines)),
            Part::Frame(_, inner) | Part::Beside(_, inner) => steps_of(inner, all),
            Part::Table(_) => {}
        }
    }
}

/// Lines within paragraphs are closer than paragraphs: the lower quartile is surely one of them.
fn lower_quartile(mut steps: Vec<f64>) -> Option<f64> {
    steps.sort_by(f64::total_cmp);
    steps.get(steps.len() / 4).copied()
}

/// True if `next` begins with a list mark that no sentence goes on with.
fn bullet_of(piece: &Piece, next: &Line) -> bool {
    let Some(length) = bullet(next.text()) else { return false };
    let strong = next.text().starts_with(crate::extract::lines::is_strong_bullet);
    let mark = next.text().get(..length).unwrap_or("").trim();
    // A dash or a year's end at the head of a line may be the sentence's own.
    let last = piece.last_words();
    strong
        || ends_sentence(last)
        || last.ends_with([':', ';'])
        || last.ends_with(" and")
        || matches!(piece.kind, Kind::Item(of) if (of.x - next.area.x0).abs() < 2.0 && mark.len() < 4)
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

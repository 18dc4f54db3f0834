//! From pieces to the canonical text: lines joined, what breaks off at the end of a page or column put together again.

use super::hyphen::{Vocabulary, is_hyphen};
use super::line::Line;
use super::piece::{Kind, Piece, begins_within, ends_sentence};
use super::shape::Area;
use super::style::{Depths, Style};
use crate::extract::{Block, BlockKind, Place, Steps};
use crate::report::Span;

/// Pieces that may stand between the two halves of a paragraph: boxes, rows.
const MOST_BETWEEN: usize = 24;

/// A text with its blocks and places.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) canonical: String,
    pub(super) blocks: Vec<Block>,
    pub(super) places: Vec<Place>,
    pub(super) boxes: Vec<Span>,
}

/// Writes the pieces in order.
pub(super) fn write(pieces: Vec<Piece>) -> Written {
    let style = Style::of(&pieces);
    let pieces = rejoined(pieces, &style);
    let words = vocabulary(&pieces);
    let mut writer = Writer { words, out: Written::default(), frame: None };
    let mut depths = Depths::default();
    for piece in &pieces {
        if writer.frame.is_none_or(|(open, _)| piece.frame != Some(open)) {
            writer.close_frame();
        }
        let (kind, mark) = style.block(piece, &mut depths);
        writer.block(piece, kind, mark);
    }
    writer.close_frame();
    writer.out
}

fn vocabulary(pieces: &[Piece]) -> Vocabulary {
    let mut words = Vocabulary::default();
    let mut learn = |lines: &mut dyn Iterator<Item = &str>| {
        let mut before = "";
        for line in lines {
            let is_broken = before.trim_end().ends_with(is_hyphen);
            words.learn(line, is_broken);
            if is_broken {
                words.learn_break(before, line);
            }
            before = line;
        }
    };
    for piece in pieces {
        learn(&mut piece.lines.iter().map(Line::text));
        if let Kind::Row(cells) = &piece.kind {
            cells.iter().for_each(|cell| learn(&mut cell.iter().map(Line::text)));
        }
    }
    words.settle();
    words
}

/// The pieces with the second half of each paragraph that a page, column or box broke put behind its first half.
fn rejoined(pieces: Vec<Piece>, style: &Style) -> Vec<Piece> {
    let mut pieces: Vec<Option<Piece>> = pieces.into_iter().map(Some).collect();
    let mut depths = Depths::default();
    let mut whole = Vec::with_capacity(pieces.len());
    for at in 0..pieces.len() {
        let Some(mut piece) = pieces.get_mut(at).and_then(Option::take) else { continue };
        let is_prose = |piece: &Piece, depths: &mut Depths| {
            matches!(style.block(piece, depths).0, BlockKind::Paragraph | BlockKind::Item(_))
        };
        while piece.ends_column
            && is_prose(&piece, &mut depths)
            && !ends_sentence(piece.last_words())
        {
            let near = pieces.iter().enumerate().skip(at + 1).take(MOST_BETWEEN);
            let next = near.filter_map(|(next, piece)| Some((next, piece.as_ref()?)));
            // What stands free goes on in what stands free, past boxes and tables; a box in the box of the next page.
            let mut next = next.skip_while(|(_, next)| {
                piece.frame.is_none()
                    && (next.frame.is_some() || matches!(next.kind, Kind::Row(_) | Kind::Badge))
            });
            let Some((found, _)) = next.next().filter(|(_, next)| {
                matches!(next.kind, Kind::Paragraph)
                    && next.frame.is_some() == piece.frame.is_some()
                    && next.is_bold() == piece.is_bold()
                    && (next.size() - piece.size()).abs() < 0.6
                    && begins_within(next.first_words())
                    && is_prose(next, &mut depths)
            }) else {
                break;
            };
            let Some(half) = pieces.get_mut(found).and_then(Option::take) else { break };
            let page = half.page;
            piece.breaks.push((piece.lines.len(), page));
            piece.lines.extend(half.lines);
            piece.ends_column = half.ends_column;
        }
        whole.push(piece);
    }
    whole
}

struct Writer {
    words: Vocabulary,
    out: Written,
    /// The box that is open and where it began.
    frame: Option<(usize, usize)>,
}

impl Writer {
    fn block(&mut self, piece: &Piece, kind: BlockKind, mark: usize) {
        if !self.out.canonical.is_empty() {
            self.out.canonical.push_str("\n\n");
        }
        let start = self.out.canonical.len();
        if let (None, Some(frame)) = (self.frame, piece.frame) {
            self.frame = Some((frame, start));
        }
        match &piece.kind {
            Kind::Row(cells) => self.row(cells, piece),
            _ => self.lines(piece),
        }
        let raw = self.out.canonical.get(start..).unwrap_or("");
        let mark = if raw.is_char_boundary(mark) && mark < raw.len() { mark } else { 0 };
        let (lead, end) = match kind {
            BlockKind::Row => (0, raw.len()),
            _ => {
                let words = raw.get(mark..).unwrap_or("");
                (mark + words.len() - words.trim_start().len(), raw.trim_end().len())
            }
        };
        if raw.trim().is_empty() || lead >= end {
            return;
        }
        let blank_before = u8::from(!self.out.blocks.is_empty());
        let span = Span::new(start + lead, start + end);
        self.out.blocks.push(Block { kind, span, blank_before });
    }

    fn lines(&mut self, piece: &Piece) {
        let mut text = String::new();
        let mut page = piece.page;
        for (number, line) in piece.lines.iter().enumerate() {
            if let Some((_, next)) = piece.breaks.iter().find(|(at, _)| *at == number) {
                page = *next;
            }
            self.line(&mut text, page, line);
        }
        self.out.canonical.push_str(&text);
    }

    /// Adds a line to the text of a block that will stand at the end of the canonical text.
    fn line(&mut self, text: &mut String, page: usize, line: &Line) {
        let before = text.trim_end().len();
        self.words.join(text, line.text());
        // A hyphen that was taken away makes the text shorter: the line begins where its first letter is.
        let begins = (text.len() - line.text().trim_start().len())
            .max(before.min(text.len()).saturating_sub(3));
        let (start, steps) = (self.out.canonical.len() + begins, line.words.steps(&line.area));
        self.place(start, page, &line.area, steps);
    }

    fn place(&mut self, start: usize, page: usize, area: &Area, steps: Steps) {
        let page = u32::try_from(page + 1).unwrap_or(u32::MAX);
        self.out.places.push(Place { start, page, area: area.as_f32(), steps });
    }

    fn row(&mut self, cells: &[Vec<Line>], piece: &Piece) {
        if cells.first().is_none_or(Vec::is_empty) {
            // The row begins with a tab, which stands nowhere in particular.
            let start = self.out.canonical.len();
            self.place(start, piece.page, &piece.area, Steps::default());
        }
        for (number, cell) in cells.iter().enumerate() {
            if number > 0 {
                self.out.canonical.push('\t');
            }
            let mut text = String::new();
            cell.iter().for_each(|line| self.line(&mut text, piece.page, line));
            self.out.canonical.push_str(&text);
        }
    }

    fn close_frame(&mut self) {
        if let Some((_, start)) = self.frame.take() {
            self.out.boxes.push(Span::new(start, self.out.canonical.len()));
        }
    }
}

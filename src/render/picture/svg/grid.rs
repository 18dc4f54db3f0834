//! Grids: heat maps and matrices. Few columns have room for words; many stand close, with signs and heads read upward.

use super::ink::{Anchor, Ink};
use super::style::{grade_class, pattern, share_class};
use super::{LINE, Marks, TEXT, lines_of};
use crate::render::picture::measure::width;
use crate::render::picture::{Cell, Grid, Tone, palette};

const NAME: f64 = 250.0;
/// Columns that still have room for words.
const FEW: usize = 8;
const WORDS: f64 = 112.0;
const SIGNS: f64 = 38.0;
/// The longest head that is read upward before it goes on in a second line.
const HEAD: f64 = 190.0;
const SMALL: f64 = 12.0;
const SMALL_LINE: f64 = 15.0;

pub(super) fn marks(form: &Grid, id: &str) -> Marks {
    let words = form.columns.len() <= FEW;
    let names: Vec<Vec<String>> = form.rows.iter().map(|name| lines_of(name, NAME, TEXT)).collect();
    let widest =
        |lines: &Vec<String>| lines.iter().map(|line| width(line, TEXT)).fold(0.0, f64::max);
    let left = names.iter().map(widest).fold(0.0, f64::max) + 10.0;
    let mut ink = Ink::default();
    let heads = heads(form, words);
    let wide = cell_width(form, words, &heads);
    let top = draw_heads(&mut ink, &heads, words, left, wide);
    let mut y = top;
    for ((name, label), cells) in names.iter().zip(&form.rows).zip(&form.cells) {
        let texts: Vec<Vec<String>> = cells.iter().map(|one| text(one, words, wide)).collect();
        let tallest = texts.iter().map(Vec::len).max().unwrap_or(1) as f64;
        let height = (name.len() as f64 * LINE).max(tallest * SMALL_LINE).max(LINE) + 8.0;
        for (row, line) in name.iter().enumerate() {
            let middle = y + height / 2.0 - (name.len() as f64 - 1.0) * LINE / 2.0;
            let baseline = middle + row as f64 * LINE + TEXT * 0.36;
            ink.text((left - 10.0, baseline), TEXT, Anchor::End, "ink", line);
        }
        for (at, (one, lines)) in cells.iter().zip(&texts).enumerate() {
            let place = (left + at as f64 * wide, y);
            let column = form.columns.get(at).map_or("", String::as_str);
            ink.mark(&format!("{label}, {column}: {}", one.words), |ink| {
                self::cell(ink, place, (wide, height), lines, one.tone, id);
            });
        }
        y += height;
    }
    for at in &form.breaks {
        let x = left + *at as f64 * wide;
        ink.line((x, 0.0), (x, y + 6.0), "rule dash");
    }
    Marks { ink, width: left + form.columns.len() as f64 * wide, height: y + 6.0 }
}

fn heads(form: &Grid, words: bool) -> Vec<Vec<String>> {
    let room = if words { WORDS - 8.0 } else { HEAD };
    form.columns.iter().map(|column| lines_of(column, room, SMALL)).collect()
}

fn cell_width(form: &Grid, words: bool, heads: &[Vec<String>]) -> f64 {
    if words {
        return WORDS;
    }
    let signs = form.cells.iter().flatten().map(|cell| width(&cell.sign, SMALL) + 10.0);
    let heads = heads.iter().map(|lines| lines.len() as f64 * SMALL_LINE + 6.0);
    signs.chain(heads).fold(SIGNS, f64::max)
}

/// Draws the heads of the columns and gives the place below them.
fn draw_heads(ink: &mut Ink, heads: &[Vec<String>], words: bool, left: f64, cell: f64) -> f64 {
    let longest = heads.iter().flatten().map(|line| width(line, SMALL)).fold(0.0, f64::max);
    let most = heads.iter().map(Vec::len).max().unwrap_or(1) as f64;
    let bottom = if words { most * SMALL_LINE + 6.0 } else { longest + 8.0 };
    for (at, lines) in heads.iter().enumerate() {
        let middle = left + (at as f64 + 0.5) * cell;
        for (row, line) in lines.iter().enumerate() {
            let back = (lines.len() - row) as f64 * SMALL_LINE;
            if words {
                let place = (middle, bottom - 6.0 - back + SMALL_LINE);
                ink.text(place, SMALL, Anchor::Middle, "ink", line);
            } else {
                let across = lines.len() as f64 * SMALL_LINE / 2.0 - back + SMALL_LINE - 3.0;
                ink.upward((middle + across, bottom - 4.0), SMALL, "ink", line);
            }
        }
    }
    bottom
}

fn text(cell: &Cell, words: bool, room: f64) -> Vec<String> {
    if words { lines_of(&cell.words, room - 8.0, SMALL) } else { vec![cell.sign.clone()] }
}

/// A cell with its lines of text, in a grid or a legend.
pub(super) fn cell(
    ink: &mut Ink,
    at: (f64, f64),
    size: (f64, f64),
    lines: &[String],
    tone: Tone,
    id: &str,
) {
    let inner = ((at.0 + 1.0, at.1 + 1.0), (size.0 - 2.0, size.1 - 2.0));
    let class = match tone {
        Tone::Grade(grade) => grade_class(grade),
        Tone::Share(share) => share_class(palette::step(share)),
        Tone::Absent(_) => "blank".to_owned(),
    };
    ink.rect(inner.0, inner.1, &format!("{class} edge"));
    if let Tone::Absent(absence) = tone {
        if let Some(pattern) = pattern(id, absence) {
            ink.patterned(inner.0, inner.1, &pattern);
        }
        // The pattern must not run through the letters.
        let widest =
            lines.iter().map(|line| width(line, SMALL)).fold(0.0, f64::max).min(size.0 - 4.0);
        let high = lines.len() as f64 * SMALL_LINE;
        let corner = (at.0 + (size.0 - widest) / 2.0 - 1.0, at.1 + (size.1 - high) / 2.0);
        ink.rect(corner, (widest + 2.0, high), "blank");
    }
    let first = at.1 + size.1 / 2.0 - (lines.len() as f64 - 1.0) * SMALL_LINE / 2.0;
    for (row, line) in lines.iter().enumerate() {
        let place = (at.0 + size.0 / 2.0, first + row as f64 * SMALL_LINE + SMALL * 0.36);
        ink.text(place, SMALL, Anchor::Middle, &format!("on-{class}"), line);
    }
}

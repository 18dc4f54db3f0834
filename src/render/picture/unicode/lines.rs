//! Lines as rows of blocks, each with its figure beside it; all rows have one scale.

use unicode_width::UnicodeWidthStr;

use super::{GAP, left, names, push_line};
use crate::render::Look;
use crate::render::picture::measure::span;
use crate::render::picture::{Amount, Cell, Lines};

const HEIGHTS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

pub(super) fn draw(form: &Lines, look: Look) -> String {
    let (names, widest) = names(form.series.iter().map(|series| &series.label), look);
    let (low, high) = span(form.series.iter().flat_map(|s| &s.amounts).filter_map(Amount::value));
    let block = |amount: &Amount| match amount {
        Amount::Absent(absence) => Cell::absent(*absence).sign,
        Amount::Known { value, text } => {
            let height = ((value - low) / (high - low) * 7.0).round() as usize;
            format!("{} {text}", HEIGHTS[height.min(7)].repeat(2))
        }
    };
    let column = |at: usize| {
        let cells = form.series.iter().filter_map(|series| series.amounts.get(at));
        let widths = cells.map(|amount| block(amount).width());
        widths.chain(form.at.get(at).map(|head| head.width())).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..form.at.len()).map(column).collect();
    let mut text = String::new();
    for (band, places) in bands(&widths, look.width.saturating_sub(widest)).into_iter().enumerate()
    {
        if band > 0 {
            text.push('\n');
        }
        let line = |name: &str, breaks: &[usize], cells: &dyn Fn(usize) -> String| {
            let cells = places.iter().map(|at| {
                let gap = if breaks.contains(at) { "┊ " } else { "  " };
                format!("{gap}{}", left(&cells(*at), widths[*at]))
            });
            format!("{}{}", left(name, widest), cells.collect::<String>())
        };
        push_line(&mut text, &line("", &[], &|at| form.at[at].clone()));
        for (series, name) in form.series.iter().zip(&names) {
            let cell = |at: usize| series.amounts.get(at).map(block).unwrap_or_default();
            push_line(
                &mut text,
                &line(name.first().map_or("", String::as_str), &series.breaks, &cell),
            );
            for more in name.iter().skip(1) {
                push_line(&mut text, more);
            }
        }
    }
    text
}

/// The columns in as many bands as the screen needs.
pub(super) fn bands(widths: &[usize], room: usize) -> Vec<Vec<usize>> {
    let mut bands: Vec<Vec<usize>> = Vec::new();
    let mut taken = 0;
    for (at, width) in widths.iter().enumerate() {
        let wide = GAP + width;
        match bands.last_mut() {
            Some(band) if taken + wide <= room => band.push(at),
            _ => {
                bands.push(vec![at]);
                taken = 0;
            }
        }
        taken += wide;
    }
    bands
}

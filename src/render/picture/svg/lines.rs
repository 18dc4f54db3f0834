//! Lines: a panel a series, all on one scale, so that none covers another and none needs a colour to be known.

use super::ink::{Anchor, Ink};
use super::{LINE, Marks, TEXT, lines_of};
use crate::render::picture::measure::{span, width};
use crate::render::picture::{Amount, Cell, Lines, Series};

const NAME: f64 = 220.0;
/// Room of one place.
const PLACE: f64 = 72.0;
const SMALL: f64 = 11.5;

/// What all panels share.
struct Frame<'a> {
    form: &'a Lines,
    left: f64,
    place: f64,
    panel: f64,
    low: f64,
    high: f64,
}

pub(super) fn marks(form: &Lines) -> Marks {
    let names: Vec<Vec<String>> =
        form.series.iter().map(|series| lines_of(&series.label, NAME, TEXT)).collect();
    let widest =
        |lines: &Vec<String>| lines.iter().map(|line| width(line, TEXT)).fold(0.0, f64::max);
    let texts = form.series.iter().flat_map(|series| &series.amounts);
    let texts = texts.map(|amount| width(amount.text(), SMALL) + 10.0).fold(PLACE, f64::max);
    let (low, high) = span(form.series.iter().flat_map(|s| &s.amounts).filter_map(Amount::value));
    let tallest = names.iter().map(Vec::len).max().unwrap_or(1) as f64 * LINE;
    let frame = Frame {
        form,
        left: names.iter().map(widest).fold(0.0, f64::max) + 12.0,
        place: texts.min(PLACE * 2.0),
        panel: if form.series.len() == 1 { 200.0 } else { 84.0_f64.max(tallest) },
        low,
        high,
    };
    let mut ink = Ink::default();
    let mut y = 0.0;
    for (series, name) in form.series.iter().zip(&names) {
        panel(&mut ink, &frame, series, name, y);
        y += frame.panel + 14.0;
    }
    let heads: Vec<Vec<String>> =
        form.at.iter().map(|at| lines_of(at, frame.place - 6.0, TEXT)).collect();
    for (at, head) in heads.iter().enumerate() {
        for (row, line) in head.iter().enumerate() {
            let place = (frame.x(at), y + TEXT + row as f64 * LINE);
            ink.text(place, TEXT, Anchor::Middle, "ink", line);
        }
    }
    let heads = heads.iter().map(Vec::len).max().unwrap_or(1) as f64;
    let wide = frame.left + form.at.len() as f64 * frame.place;
    Marks { ink, width: wide, height: y + heads * LINE }
}

impl Frame<'_> {
    fn x(&self, at: usize) -> f64 {
        self.left + (at as f64 + 0.5) * self.place
    }

    /// The height of a value in a panel that begins at `top`, with room above for its text.
    fn y(&self, top: f64, value: f64) -> f64 {
        let room = self.panel - SMALL - 10.0;
        top + SMALL + 8.0 + (self.high - value) / (self.high - self.low) * room
    }
}

fn panel(ink: &mut Ink, frame: &Frame<'_>, series: &Series, name: &[String], top: f64) {
    for (row, line) in name.iter().enumerate() {
        let baseline = top + frame.panel / 2.0 + row as f64 * LINE;
        ink.text((frame.left - 12.0, baseline), TEXT, Anchor::End, "ink", line);
    }
    let zero = frame.y(top, 0.0);
    let right = frame.left + series.amounts.len() as f64 * frame.place;
    ink.line((frame.left, zero), (right, zero), "rule");
    for at in &series.breaks {
        let x = frame.left + *at as f64 * frame.place;
        ink.line((x, top), (x, top + frame.panel), "rule dash");
    }
    let heights: Vec<Option<f64>> =
        series.amounts.iter().map(|amount| amount.value().map(|v| frame.y(top, v))).collect();
    // No line across a gap, and none where amounts stop being comparable.
    for (at, pair) in heights.windows(2).enumerate() {
        if let [Some(from), Some(to)] = pair
            && !series.breaks.contains(&(at + 1))
        {
            ink.line((frame.x(at), *from), (frame.x(at + 1), *to), "path thick");
        }
    }
    for (at, (amount, place)) in series.amounts.iter().zip(&frame.form.at).enumerate() {
        ink.mark(&format!("{}, {place}: {}", series.label, amount.text()), |ink| {
            match (amount, heights.get(at).copied().flatten()) {
                (Amount::Known { text, .. }, Some(y)) => {
                    ink.circle((frame.x(at), y), 4.0, "mark");
                    let above = (frame.x(at), y - 8.0);
                    ink.text(above, SMALL, Anchor::Middle, "ink halo", text);
                }
                (Amount::Absent(absence), _) => {
                    let sign = Cell::absent(*absence).sign;
                    let above = (frame.x(at), zero - 5.0);
                    ink.text(above, TEXT, Anchor::Middle, "faint halo", &sign);
                }
                (Amount::Known { .. }, None) => {}
            }
        });
    }
}

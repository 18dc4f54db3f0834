//! Bars: a row each, its name to the left, its amount at its end; below zero they run to the left and are hatched.

use super::ink::{Anchor, Ink};
use super::{LINE, Marks, TEXT, lines_of, style};
use crate::render::picture::measure::{span, width};
use crate::render::picture::{Amount, Bars};

/// The longest name before it goes on in a second line.
const NAME: f64 = 270.0;
/// The longest bar.
const LONGEST: f64 = 420.0;
const GAP: f64 = 8.0;

pub(super) fn marks(form: &Bars, id: &str) -> Marks {
    let names: Vec<Vec<String>> =
        form.bars.iter().map(|bar| lines_of(&bar.label, NAME, TEXT)).collect();
    let widest = |lines: &[String]| lines.iter().map(|line| width(line, TEXT)).fold(0.0, f64::max);
    let gutter = names.iter().map(|lines| widest(lines)).fold(0.0, f64::max) + GAP;
    let (low, high) = span(form.bars.iter().filter_map(|bar| bar.amount.value()));
    let text = |bar: &crate::render::picture::Bar| width(bar.amount.text(), TEXT) + GAP;
    let texts = form.bars.iter().map(text).fold(0.0, f64::max);
    // Below zero the amount stands to the left of its bar.
    let left = gutter + if low < 0.0 { texts } else { 0.0 };
    let scale = LONGEST / (high - low);
    let zero = left - low * scale;
    let mut ink = Ink::default();
    let mut y = 0.0;
    for (bar, name) in form.bars.iter().zip(&names) {
        let height = (name.len() as f64 * LINE).max(LINE) + GAP;
        ink.mark(&format!("{}: {}", bar.label, bar.amount.text()), |ink| {
            for (at, line) in name.iter().enumerate() {
                let baseline = y + GAP / 2.0 + TEXT + at as f64 * LINE;
                ink.text((gutter - GAP, baseline), TEXT, Anchor::End, "ink", line);
            }
            one(ink, &bar.amount, (zero, y), height, scale, id);
        });
        y += height;
    }
    ink.line((zero, 0.0), (zero, y), "rule");
    Marks { ink, width: left + LONGEST + texts, height: y }
}

fn one(ink: &mut Ink, amount: &Amount, at: (f64, f64), height: f64, scale: f64, id: &str) {
    let (zero, y) = at;
    let baseline = y + height / 2.0 + TEXT * 0.36;
    let Some(value) = amount.value() else {
        ink.text((zero + GAP, baseline), TEXT, Anchor::Start, "faint", amount.text());
        return;
    };
    let length = value.abs() * scale;
    let thick = LINE - 2.0;
    let top = y + (height - thick) / 2.0;
    if value < 0.0 {
        ink.rect((zero - length, top), (length, thick), "minus");
        ink.patterned((zero - length, top), (length, thick), &style::minus_pattern(id));
        ink.text((zero - length - GAP, baseline), TEXT, Anchor::End, "ink", amount.text());
    } else {
        if value > 0.0 {
            // However little, it is not nothing.
            ink.rect((zero, top), (length.max(1.0), thick), "mark");
        }
        ink.text((zero + length + GAP, baseline), TEXT, Anchor::Start, "ink", amount.text());
    }
}

//! Bars of eighths of a block; below zero they run to the left in halves.

use unicode_width::UnicodeWidthStr;

use super::{GAP, left, names, push_line};
use crate::render::Look;
use crate::render::picture::measure::span;
use crate::render::picture::{Amount, Bars};

const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

pub(super) fn draw(form: &Bars, look: Look) -> String {
    let (names, widest) = names(form.bars.iter().map(|bar| &bar.label), look);
    let (low, high) = span(form.bars.iter().filter_map(|bar| bar.amount.value()));
    let figures = |of: &dyn Fn(f64) -> bool| {
        let those = form.bars.iter().filter(|bar| of(bar.amount.value().unwrap_or(0.0)));
        those.map(|bar| bar.amount.text().width() + 1).max().unwrap_or(0)
    };
    let (before, behind) = (figures(&|value| value < 0.0), figures(&|value| value >= 0.0));
    let room = look.width.saturating_sub(widest + GAP + before + behind + 1).clamp(4, 60);
    let below = ((-low / (high - low)) * room as f64).round() as usize;
    let scale = (room - below) as f64 / if high > 0.0 { high } else { 1.0 };
    let scale_below = if low < 0.0 { below as f64 / -low } else { 0.0 };
    let left_side = before + below;
    let mut text = String::new();
    for (bar, name) in form.bars.iter().zip(&names) {
        let name_line = |at: usize| left(name.get(at).map_or("", String::as_str), widest + GAP);
        let mark = match bar.amount.value() {
            Some(value) if value < 0.0 => minus(&bar.amount, value * scale_below, left_side),
            Some(value) => format!("{}│{}", " ".repeat(left_side), plus(&bar.amount, value, scale)),
            None => format!("{}│ {}", " ".repeat(left_side), bar.amount.text()),
        };
        push_line(&mut text, &format!("{}{mark}", name_line(0)));
        for at in 1..name.len() {
            push_line(&mut text, &format!("{}{}│", name_line(at), " ".repeat(left_side)));
        }
    }
    text
}

fn plus(amount: &Amount, value: f64, scale: f64) -> String {
    let eighths = (value * scale * 8.0).round() as usize;
    // However little, it is not nothing.
    let eighths = if value > 0.0 { eighths.max(1) } else { 0 };
    let bar = format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8]);
    format!("{bar} {}", amount.text())
}

fn minus(amount: &Amount, length: f64, room: usize) -> String {
    let halves = ((-length * 2.0).round() as usize).max(1);
    let bar = format!("{}{}", if halves % 2 == 1 { "▐" } else { "" }, "▒".repeat(halves / 2));
    let figure = format!("{} {bar}", amount.text());
    format!("{}{figure}│", " ".repeat(room.saturating_sub(figure.width())))
}

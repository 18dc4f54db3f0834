//! Pictures in a terminal: blocks, signs and figures, as wide as the screen, whole without colour.

mod bars;
mod grid;
mod lines;

use unicode_width::UnicodeWidthStr;

use super::label::runs_leftwards;
use super::measure::wrapped;
use super::{Form, Picture, words};
use crate::render::Look;

/// Spaces between columns.
const GAP: usize = 2;

/// The picture for a screen of `look`: title, figures, marks, legend, notes.
#[must_use]
pub fn render(picture: &Picture, look: Look) -> String {
    let mut text = String::new();
    for line in lines_of(&picture.title, look.width) {
        let line = if look.colour { format!("\u{1b}[1m{line}\u{1b}[0m") } else { line };
        text.push_str(&format!("{line}\n"));
    }
    for line in lines_of(&picture.figures, look.width) {
        text.push_str(&format!("{line}\n"));
    }
    text.push('\n');
    text.push_str(&match &picture.form {
        Form::Bars(form) => bars::draw(form, look),
        Form::Lines(form) => lines::draw(form, look),
        Form::Grid(form) => grid::draw(form, look),
    });
    let keys = words::keys(picture);
    let keys: Vec<String> =
        keys.iter().map(|(key, _)| format!("{} {}", key.sign, key.words)).collect();
    let keys = keys.join(" · ");
    let below: Vec<&String> =
        std::iter::once(&keys).filter(|keys| !keys.is_empty()).chain(&picture.notes).collect();
    if !below.is_empty() {
        text.push('\n');
    }
    for line in below.into_iter().flat_map(|line| lines_of(line, look.width)) {
        text.push_str(&format!("{line}\n"));
    }
    text
}

fn lines_of(text: &str, room: usize) -> Vec<String> {
    wrapped(text, room as f64, |text| text.width() as f64)
}

/// Names in lines of at most two fifths of the screen, and the width of the widest.
fn names<'a>(names: impl Iterator<Item = &'a String>, look: Look) -> (Vec<Vec<String>>, usize) {
    let names: Vec<Vec<String>> = names.map(|name| lines_of(name, look.width * 2 / 5)).collect();
    let widest = names.iter().flatten().map(|line| line.width()).max().unwrap_or(0);
    (names, widest)
}

/// The text in a column of `room`. A name that runs from right to left is set apart (Unicode Standard Annex 9, isolates):
/// without that it would pull the figures behind it to its other side.
fn left(text: &str, room: usize) -> String {
    let space = " ".repeat(room.saturating_sub(text.width()));
    if runs_leftwards(text) {
        format!("\u{200E}\u{2068}{text}\u{2069}\u{200E}{space}")
    } else {
        format!("{text}{space}")
    }
}

fn centred(text: &str, room: usize) -> String {
    let space = room.saturating_sub(text.width());
    format!("{}{}", " ".repeat(space / 2), left(text, room - space / 2))
}

/// The line without spaces at its end.
fn push_line(text: &mut String, line: &str) {
    text.push_str(line.trim_end());
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::picture::samples;

    fn drawn(picture: &Picture, width: usize) -> String {
        render(picture, Look { colour: false, width })
    }

    #[test]
    fn bars_are_measured_in_eighths_and_run_both_ways() {
        let shown = drawn(&samples::bars(&[("a", 8.0), ("bb", 4.0), ("c", 0.0), ("d", -4.0)]), 40);
        // 30 columns for 12 units: 20 above zero, 10 below.
        let space = " ".repeat(13);
        for line in [
            format!("\na   {space}│{} 8\n", "█".repeat(20)),
            format!("\nbb  {space}│{} 4\n", "█".repeat(10)),
            format!("\nc   {space}│ 0\n"),
            format!("\nd   -4 {}│\n", "▒".repeat(10)),
        ] {
            assert!(shown.contains(&line), "{line} is not in\n{shown}");
        }
    }

    #[test]
    fn every_sample_fits_its_screen_and_holds_every_figure() {
        for picture in samples::all() {
            for width in [40, 80, 200] {
                let shown = drawn(&picture, width);
                for line in shown.lines() {
                    let too_wide = line.width() > width && !line.contains('┊');
                    assert!(!too_wide, "{width}: {line}");
                    assert!(line.chars().all(|c| !c.is_control()), "{line:?}");
                }
                for text in samples::figures(&picture) {
                    assert!(shown.contains(&text), "{text} is not in\n{shown}");
                }
            }
        }
    }

    #[test]
    fn without_colour_there_is_none() {
        let picture = samples::heat_map();
        assert!(!drawn(&picture, 80).contains('\u{1b}'));
        assert!(render(&picture, Look { colour: true, width: 80 }).contains("48;5;153m"));
    }

    #[test]
    fn a_name_from_right_to_left_keeps_its_figures_to_its_right() {
        let shown = drawn(&samples::bars(&[("משטרה", 2.0)]), 60);
        assert!(shown.contains("\u{200E}\u{2068}משטרה\u{2069}\u{200E}"), "{shown}");
    }
}

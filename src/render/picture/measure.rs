//! How wide text is, and where it breaks; numbers as coordinates.

use unicode_width::UnicodeWidthChar;

/// The width of `text` in pixels at a font size. An upper estimate from the widths of DejaVu Sans and Verdana, the widest
/// of the usual faces: whatever face a viewer has, a label does not run into its neighbour.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(em).sum::<f64>() * size
}

fn em(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | '\'' | '.' | ',' | ':' | ';' | '|' | ' ' | '!' => 0.36,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '-' | '/' => 0.45,
        'm' | 'w' | 'M' | 'W' | '%' | '@' | '—' | '…' => 1.0,
        'A'..='Z' | '&' | '<' | '>' | '+' | '=' | '←' => 0.84,
        c if c.is_ascii() => 0.65,
        c => match c.width() {
            None | Some(0) => 0.0,
            Some(1) => 0.8,
            Some(_) => 1.05,
        },
    }
}

/// The lines of `text` no wider than `room` as `width` measures, broken between words, within a word only where it alone is
/// wider. Nothing is lost but the spaces at the breaks; there is always a line.
pub(super) fn wrapped(text: &str, room: f64, width: impl Fn(&str) -> f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if width(&longer) <= room {
            line = longer;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for c in word.chars() {
            line.push(c);
            if width(&line) > room && line.chars().count() > 1 {
                line.pop();
                lines.push(std::mem::replace(&mut line, c.to_string()));
            }
        }
    }
    lines.push(line);
    lines
}

/// A coordinate with at most one decimal, the same bytes everywhere.
pub(super) fn px(value: f64) -> String {
    let tenths = (value * 10.0).round() / 10.0;
    // Without this a tiny negative number would be written `-0`.
    let tenths = if tenths == 0.0 { 0.0 } else { tenths };
    format!("{tenths}")
}

/// The lowest and highest of `values` with zero among them; a span of 1 where all are zero.
pub(super) fn span(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = values.fold((0.0_f64, 0.0_f64), |(low, high), v| (low.min(v), high.max(v)));
    if low == high { (0.0, 1.0) } else { (low, high) }
}

#[cfg(test)]
mod tests {
    use super::{px, span, width, wrapped};

    #[test]
    fn wrapping_loses_nothing_and_keeps_to_the_room() {
        let count = |text: &str| text.chars().count() as f64;
        assert_eq!(wrapped("requires improvement", 12.0, count), ["requires", "improvement"]);
        assert_eq!(wrapped("a bb cccccc", 4.0, count), ["a bb", "cccc", "cc"]);
        assert_eq!(wrapped("", 4.0, count), [""]);
        assert_eq!(wrapped("警察署", 0.5, count), ["警", "察", "署"]);
        assert!(width("警察", 10.0) > width("ab", 10.0));
    }

    #[test]
    fn coordinates_are_short_and_scales_hold_zero() {
        assert_eq!([px(1.0), px(1.25), px(-0.01), px(33.333)], ["1", "1.3", "0", "33.3"]);
        assert_eq!(span([3.0, 5.0].into_iter()), (0.0, 5.0));
        assert_eq!(span([-3.0, 5.0].into_iter()), (-3.0, 5.0));
        assert_eq!(span([0.0].into_iter()), (0.0, 1.0));
    }
}

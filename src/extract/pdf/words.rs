//! Words and where across the page each of their characters begins.

use std::ops::Range;

use super::shape::Area;
use crate::extract::place::Steps;

/// A text that grows from the left with the left edge of each of its characters, in points.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Words {
    pub(super) text: String,
    /// One a character.
    edges: Vec<f32>,
}

impl Words {
    /// Adds characters that stand from `x0` to `x1`; one glyph of several characters has equal parts for each.
    pub(super) fn push(&mut self, text: &str, x0: f64, x1: f64) {
        self.text.push_str(text);
        let mut bytes = text.bytes();
        if let (Some(only), None) = (bytes.next(), bytes.next())
            && only.is_ascii()
        {
            return self.edges.push(x0 as f32);
        }
        let count = text.chars().count();
        let wide = (x1 - x0) / count.max(1) as f64;
        self.edges.extend((0..count).map(|at| (x0 + wide * at as f64) as f32));
    }

    /// Adds words after a space that begins at `x`.
    pub(super) fn append(&mut self, other: &Self, x: f64) {
        if !self.text.is_empty() {
            self.push(" ", x, x);
        }
        self.text.push_str(&other.text);
        self.edges.extend_from_slice(&other.edges);
    }

    /// The words at these bytes without white space at their ends, where they begin, and where they end if that is known.
    pub(super) fn cell(&self, bytes: Range<usize>) -> (Self, Option<f64>, Option<f64>) {
        let within = self.text.get(bytes.clone()).unwrap_or("");
        let text = within.trim().to_owned();
        let blank = within.len() - within.trim_start().len();
        let before = self.text.get(..bytes.start + blank).unwrap_or("").chars().count();
        let behind = before + text.chars().count();
        let edges = self.edges.get(before..behind).unwrap_or_default().to_vec();
        let edge = |at: usize| self.edges.get(at).map(|x| f64::from(*x));
        (Self { text, edges }, edge(before), edge(behind))
    }

    /// The ways from character to character of the words without the white space before them, as they stand in `area`.
    pub(super) fn steps(&self, area: &Area) -> Steps {
        let before = self.text.chars().take_while(|c| c.is_whitespace()).count();
        let edges = self.edges.iter().skip(before).map(|x| f64::from(*x));
        Steps::new(area.x0, edges, area.x1)
    }
}

#[cfg(test)]
mod tests {
    use super::Words;

    #[test]
    fn characters_keep_their_edges() {
        let mut words = Words::default();
        words.push("o", 10.0, 14.0);
        words.push("ffi", 14.0, 20.0);
        let mut all = Words::default();
        all.push("\u{2022}", 0.0, 4.0);
        all.append(&words, 4.0);
        assert_eq!(all.text, "\u{2022} offi");
        assert_eq!(all.edges, [0.0, 4.0, 10.0, 14.0, 16.0, 18.0]);
        let (cell, left, right) = all.cell(4..all.text.len());
        assert_eq!((cell.text.as_str(), left, right), ("offi", Some(10.0), None));
        assert_eq!(cell.edges, [10.0, 14.0, 16.0, 18.0]);
        let (mark, left, right) = all.cell(0..4);
        assert_eq!((mark.text.as_str(), left, right), ("\u{2022}", Some(0.0), Some(4.0)));
    }
}

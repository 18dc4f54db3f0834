//! Where printed words stand: the page, the line, and each of its characters.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// Where a printed line stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Byte of the canonical text at which the line begins; it goes on to where the next one begins.
    pub start: usize,
    /// The page, from 1.
    pub page: u32,
    /// Left, top, right and bottom edge in points from the top left corner of the page.
    pub area: [f32; 4],
    /// Its characters across the page.
    #[serde(default)]
    pub steps: Steps,
}

/// The ways from the left edge of each character of a line to that of the next, of the last to its right edge.
///
/// A character a step, most of them one byte: U+0021 stands for 0 and each code point on for a quarter of a point more. Edges are
/// rounded before they are taken from each other, so that errors do not add up: every edge is exact to an eighth of a point.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Steps(Box<str>);

/// Steps in a point.
const PARTS: f64 = 4.0;

/// The character of no step.
const ZERO: u32 = 0x21;

/// The longest step, wider than any sheet of paper.
#[cfg(any(test, feature = "pdf"))]
const LONGEST: u32 = 0xd000;

#[cfg(any(test, feature = "pdf"))]
impl Steps {
    /// The steps of characters whose left edges are `edges`, on a line from `left` to `right`. What is set back over what stands
    /// before it has no step.
    pub(super) fn new(left: f64, edges: impl Iterator<Item = f64>, right: f64) -> Self {
        let mut at = 0;
        let mut steps = String::new();
        let ends = edges.skip(1).chain([right]);
        for end in ends {
            let end = ((end - left) * PARTS).round().clamp(0.0, f64::from(LONGEST)) as u32;
            let step = end.saturating_sub(at);
            at += step;
            steps.push(char::from_u32(ZERO + step.min(LONGEST)).unwrap_or('!'));
        }
        Self(steps.into())
    }
}

impl Place {
    /// The area of the characters with these numbers, from 0, within the line; the whole area where its characters are not known.
    #[must_use]
    pub fn area_of(&self, characters: Range<usize>) -> [f32; 4] {
        let [left, top, right, bottom] = self.area;
        if self.steps.0.is_empty() {
            return self.area;
        }
        let edge = |count: usize| {
            let steps =
                self.steps.0.chars().take(count).map(|step| u32::from(step).saturating_sub(ZERO));
            let way: u32 = steps.fold(0, u32::saturating_add);
            (left + (f64::from(way) / PARTS) as f32).min(right)
        };
        [edge(characters.start), top, edge(characters.end), bottom]
    }
}

#[cfg(test)]
mod tests {
    use super::{Place, Steps};

    #[test]
    fn every_edge_is_exact_to_an_eighth_of_a_point() {
        // Steps that rounding alone would carry far away.
        let edges: Vec<f64> = (0..400).map(|at| 50.3 + 1.09 * f64::from(at)).collect();
        let right = 50.3 + 1.09 * 400.0;
        let steps = Steps::new(50.3, edges.iter().copied(), right);
        let area = [50.3, 100.0, right as f32, 112.0];
        let place = Place { start: 0, page: 1, area, steps };
        for (at, edge) in edges.iter().enumerate() {
            let [x0, top, _, bottom] = place.area_of(at..at + 1);
            assert!((f64::from(x0) - edge).abs() < 0.13, "{at}: {x0} for {edge}");
            assert_eq!((top, bottom), (100.0, 112.0));
        }
        assert_eq!(place.area_of(0..400)[2], area[2]);
        assert!(place.steps.0.len() == 400, "a byte a character");
    }

    #[test]
    fn a_line_without_steps_is_a_whole() {
        let place =
            Place { start: 0, page: 1, area: [1.0, 2.0, 3.0, 4.0], steps: Steps::default() };
        assert_eq!(place.area_of(2..3), place.area);
    }
}

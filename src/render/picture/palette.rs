//! Colours: told apart by those who see few of them, dark enough against paper, legible under their text.
//!
//! Grades run from blue over pale yellow to brown, a scale that stays ordered in lightness on either side for every common
//! form of colour blindness. Every filled shape has an edge, which carries the contrast of 3:1 that WCAG 2.2 asks of
//! graphics (1.4.11); every text has 4.5:1 (1.4.3). The tests compute both.

use crate::report::Grade;

/// A colour as `#rrggbb`.
pub(super) type Colour = &'static str;

/// The surroundings of the marks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Surroundings {
    pub(super) paper: Colour,
    pub(super) ink: Colour,
    pub(super) faint: Colour,
    pub(super) rule: Colour,
    pub(super) mark: Colour,
    pub(super) minus: Colour,
}

pub(super) const LIGHT: Surroundings = Surroundings {
    paper: "#ffffff",
    ink: "#1a1a1a",
    faint: "#555555",
    rule: "#6b6b6b",
    mark: "#0b5cad",
    minus: "#a34a00",
};

pub(super) const DARK: Surroundings = Surroundings {
    paper: "#16181d",
    ink: "#f0f0f0",
    faint: "#b8b8b8",
    rule: "#969696",
    mark: "#6fb1f0",
    minus: "#f0a35e",
};

/// What a cell is filled with and the colour of its text; the same on light and dark paper.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fill {
    pub(super) fill: Colour,
    pub(super) text: Colour,
    /// The number of the colour in a terminal of 256.
    pub(super) terminal: u8,
    /// True where a terminal's text on it is white.
    pub(super) is_dark: bool,
}

pub(super) fn grade(grade: Grade) -> Fill {
    match grade {
        Grade::Outstanding => fill("#0b4f8a", "#ffffff", 24, true),
        Grade::Good => fill("#9ccaea", "#000000", 153, false),
        Grade::Adequate => fill("#f4e7b0", "#000000", 229, false),
        Grade::RequiresImprovement => fill("#f2a65a", "#000000", 215, false),
        Grade::Inadequate => fill("#8c2d19", "#ffffff", 88, true),
    }
}

/// Steps of the scale of amounts; the first is for nothing.
pub(super) const STEPS: usize = 6;

/// The step of a share: 0 for nothing, then five steps of a fifth each.
pub(super) fn step(share: f64) -> usize {
    let fifths = (share.clamp(0.0, 1.0) * 5.0).ceil();
    // At most 5, and no negative number.
    fifths as usize
}

pub(super) fn share(step: usize) -> Fill {
    match step {
        0 => fill("#ffffff", "#000000", 231, false),
        1 => fill("#e3eef9", "#000000", 195, false),
        2 => fill("#bdd9f0", "#000000", 153, false),
        3 => fill("#86b8e2", "#000000", 110, false),
        4 => fill("#4a90cf", "#000000", 68, false),
        _ => fill("#0b4f8a", "#ffffff", 24, true),
    }
}

/// Paper of its own for what is absent; patterns lie on it.
pub(super) const BLANK: Fill = fill("#f4f4f4", "#000000", 255, false);

const fn fill(fill: Colour, text: Colour, terminal: u8, is_dark: bool) -> Fill {
    Fill { fill, text, terminal, is_dark }
}

#[cfg(test)]
mod tests {
    use super::{BLANK, Colour, DARK, Fill, LIGHT, STEPS, grade, share, step};
    use crate::report::Grade;

    /// Relative luminance, WCAG 2.2.
    fn luminance(colour: Colour) -> f64 {
        let part = |at: usize| {
            let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    }

    fn contrast(a: Colour, b: Colour) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn fills() -> Vec<Fill> {
        let shares = (0..STEPS).map(share);
        Grade::ALL.into_iter().map(grade).chain(shares).chain([BLANK]).collect()
    }

    #[test]
    fn the_measure_is_the_one_of_the_guideline() {
        assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 1e-9);
        assert!((contrast("#767676", "#ffffff") - 4.54).abs() < 0.01);
    }

    #[test]
    fn every_text_and_every_edge_has_its_contrast() {
        for fill in fills() {
            assert!(contrast(fill.fill, fill.text) >= 4.5, "{fill:?}");
        }
        for on in [LIGHT, DARK] {
            for text in [on.ink, on.faint] {
                assert!(contrast(text, on.paper) >= 4.5, "{text} on {on:?}");
            }
            for mark in [on.rule, on.mark, on.minus] {
                assert!(contrast(mark, on.paper) >= 3.0, "{mark} on {on:?}");
            }
        }
    }

    #[test]
    fn steps_grow_darker_and_nothing_is_a_step_of_its_own() {
        let lights: Vec<f64> = (0..STEPS).map(|at| luminance(share(at).fill)).collect();
        assert!(lights.windows(2).all(|pair| pair[0] > pair[1]), "{lights:?}");
        assert_eq!([0.0, 0.01, 0.2, 0.21, 1.0, 7.0, -1.0].map(step), [0, 1, 1, 2, 5, 5, 0]);
    }
}

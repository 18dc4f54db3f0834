//! The state that a content stream sets: where text goes, in which font, in which colour.

use std::rc::Rc;

use hayro_syntax::object::{Array, Name, Number};
use hayro_syntax::page::Resources;

use super::font::Face;

/// An affine transform as PDF writes it: `[a b c d e f]`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Matrix(pub(super) [f64; 6]);

impl Matrix {
    pub(super) const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    pub(super) fn shift(x: f64, y: f64) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// `self` first, then `after`.
    pub(super) fn then(&self, after: &Self) -> Self {
        let ([a, b, c, d, e, f], [g, h, i, j, k, l]) = (self.0, after.0);
        Self([
            a * g + b * i,
            a * h + b * j,
            c * g + d * i,
            c * h + d * j,
            e * g + f * i + k,
            e * h + f * j + l,
        ])
    }

    pub(super) fn apply(&self, x: f64, y: f64) -> (f64, f64) {
        let [a, b, c, d, e, f] = self.0;
        (a * x + c * y + e, b * x + d * y + f)
    }
}

/// What `q` saves and `Q` brings back.
#[derive(Clone)]
pub(super) struct State<'a> {
    pub(super) page: Matrix,
    pub(super) face: Option<Rc<Face<'a>>>,
    pub(super) size: f64,
    pub(super) char_space: f64,
    pub(super) word_space: f64,
    /// Horizontal scale, 1 for none.
    pub(super) stretch: f64,
    pub(super) leading: f64,
    pub(super) rise: f64,
    /// The text rendering mode (ISO 32000-2, table 104).
    pub(super) mode: i64,
    /// True if what is filled now is not seen on white paper.
    pub(super) is_white: bool,
    /// True if the components of the fill colour are amounts of an ink, so that 0 is white.
    pub(super) is_ink: bool,
}

impl State<'_> {
    pub(super) fn new(page: Matrix) -> Self {
        Self {
            page,
            face: None,
            size: 0.0,
            char_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
            mode: 0,
            is_white: false,
            is_ink: false,
        }
    }

    /// Sets the fill colour of `components`, whose space is told by how many there are.
    pub(super) fn fill(&mut self, components: &[Number]) {
        let all = |white: fn(f64) -> bool| components.iter().all(|c| white(c.as_f64()));
        self.is_white = match components.len() {
            0 => false,
            4 => all(|ink| ink < 0.02),
            _ if self.is_ink => all(|ink| ink < 0.02),
            _ => all(|light| light > 0.98),
        };
    }

    /// Sets the space of the fill colour, whose first colour is black but for inks.
    pub(super) fn fill_space(&mut self, name: &Name<'_>, resources: &Resources<'_>) {
        let space = resources.color_spaces.get::<Array<'_>>(name);
        let kind = space.and_then(|space| space.iter::<Name<'_>>().next());
        self.is_ink =
            kind.is_some_and(|kind| matches!(kind.as_str(), "Separation" | "DeviceN" | "Indexed"));
        self.is_white = false;
    }
}

#[cfg(test)]
mod tests {
    use super::Matrix;

    #[test]
    fn the_first_matrix_is_applied_first() {
        let grow = Matrix([2.0, 0.0, 0.0, 3.0, 0.0, 0.0]);
        let both = Matrix::shift(1.0, 1.0).then(&grow);
        assert_eq!(both.apply(0.0, 0.0), (2.0, 3.0));
        assert_eq!(grow.then(&Matrix::shift(1.0, 1.0)).apply(1.0, 1.0), (3.0, 4.0));
    }
}

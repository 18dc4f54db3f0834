//! What a page draws beside text: rectangles and straight rules, in points from the top left corner.

/// A place on a page in points from its top left corner; `y` grows downwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub(super) x0: f64,
    pub(super) y0: f64,
    pub(super) x1: f64,
    pub(super) y1: f64,
}

impl Area {
    /// The smallest area that holds all points; `None` without points or where one is no number.
    pub(super) fn around(points: &[(f64, f64)]) -> Option<Self> {
        let first = points.first()?;
        let mut area = Self { x0: first.0, y0: first.1, x1: first.0, y1: first.1 };
        for (x, y) in points {
            area = area.with(&Self { x0: *x, y0: *y, x1: *x, y1: *y });
        }
        [area.x0, area.y0, area.x1, area.y1].iter().all(|edge| edge.is_finite()).then_some(area)
    }

    pub(super) fn as_f32(&self) -> [f32; 4] {
        [self.x0 as f32, self.y0 as f32, self.x1 as f32, self.y1 as f32]
    }

    pub(super) fn width(&self) -> f64 {
        self.x1 - self.x0
    }

    pub(super) fn height(&self) -> f64 {
        self.y1 - self.y0
    }

    /// The smallest area that holds both.
    pub(super) fn with(&self, other: &Self) -> Self {
        Self {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }

    /// True if `other` lies within, but for a slack of `slack` points.
    pub(super) fn holds(&self, other: &Self, slack: f64) -> bool {
        self.x0 <= other.x0 + slack
            && self.y0 <= other.y0 + slack
            && self.x1 >= other.x1 - slack
            && self.y1 >= other.y1 - slack
    }
}

/// How a shape is painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Paint {
    /// Filled with something that is seen on white paper.
    pub(super) fills: bool,
    /// Its outline is drawn.
    pub(super) strokes: bool,
}

/// The path being built.
#[derive(Debug, Default)]
pub(super) struct Path {
    parts: Vec<Part>,
    points: usize,
}

#[derive(Debug, Default)]
struct Part {
    points: Vec<(f64, f64)>,
    is_curved: bool,
}

/// A path of more points than this is a drawing, and no frame.
const MOST_POINTS: usize = 4096;

/// Thinner than this, in points, a rectangle is a rule.
const RULE: f64 = 2.5;

/// How far from the frame the points of a rounded rectangle may lie.
const ROUNDING: f64 = 18.0;

/// What a path shows to a reader of the layout.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Shape {
    /// A rectangle, perhaps with rounded corners.
    Frame(Area, Paint),
    /// A straight rule along the page or down it.
    Rule(Area),
    /// A small filled circle or square: the mark of a list item that is drawn and not written.
    Dot(Area),
}

/// The width and height of a drawn list mark, in points.
const DOT: std::ops::Range<f64> = 1.5..8.0;

impl Path {
    pub(super) fn move_to(&mut self, point: (f64, f64)) {
        if self.points < MOST_POINTS {
            self.points += 1;
            self.parts.push(Part { points: vec![point], is_curved: false });
        }
    }

    pub(super) fn line_to(&mut self, point: (f64, f64)) {
        self.add(point, false);
    }

    pub(super) fn curve_to(&mut self, point: (f64, f64)) {
        self.add(point, true);
    }

    fn add(&mut self, point: (f64, f64), is_curved: bool) {
        if self.points >= MOST_POINTS {
            return;
        }
        self.points += 1;
        if self.parts.is_empty() {
            self.parts.push(Part::default());
        }
        if let Some(part) = self.parts.last_mut() {
            part.points.push(point);
            part.is_curved |= is_curved;
        }
    }

    pub(super) fn clear(&mut self) {
        self.parts.clear();
        self.points = 0;
    }

    /// The frames and rules of the path, painted so.
    pub(super) fn shapes(&self, paint: Paint) -> Vec<Shape> {
        if self.points >= MOST_POINTS || !(paint.fills || paint.strokes) {
            return Vec::new();
        }
        self.parts.iter().filter_map(|part| part.shape(paint)).collect()
    }
}

impl Part {
    fn shape(&self, paint: Paint) -> Option<Shape> {
        let area = Area::around(&self.points)?;
        let is_round = (area.width() - area.height()).abs() < 0.5 && self.points.len() >= 4;
        if is_round && DOT.contains(&area.width()) {
            return Some(Shape::Dot(area));
        }
        if area.width() < RULE || area.height() < RULE {
            return (area.width().max(area.height()) > RULE).then_some(Shape::Rule(area));
        }
        let slack = if self.is_curved { ROUNDING } else { 0.5 };
        let near = |a: f64, b: f64| (a - b).abs() <= slack;
        let hugs = |(x, y): &(f64, f64)| {
            let on_side = near(*x, area.x0) || near(*x, area.x1);
            let on_edge = near(*y, area.y0) || near(*y, area.y1);
            if self.is_curved { on_side || on_edge } else { on_side && on_edge }
        };
        let corners = self.points.len() >= 4;
        (corners && self.points.iter().all(hugs)).then_some(Shape::Frame(area, paint))
    }
}

#[cfg(test)]
mod tests {
    use super::{Area, Paint, Path, Shape};

    const PAINT: Paint = Paint { fills: true, strokes: false };

    fn path(points: &[(f64, f64)]) -> Path {
        let mut path = Path::default();
        path.move_to(points[0]);
        points[1..].iter().for_each(|point| path.line_to(*point));
        path
    }

    #[test]
    fn rectangles_are_frames_and_thin_ones_rules() {
        let frame = path(&[(10.0, 10.0), (110.0, 10.0), (110.0, 60.0), (10.0, 60.0)]).shapes(PAINT);
        let area = Area { x0: 10.0, y0: 10.0, x1: 110.0, y1: 60.0 };
        assert_eq!(frame, [Shape::Frame(area, PAINT)]);
        let thin = path(&[(10.0, 10.0), (110.0, 10.0), (110.0, 11.0), (10.0, 11.0)]).shapes(PAINT);
        assert!(matches!(thin[..], [Shape::Rule(_)]));
        let line = path(&[(10.0, 10.0), (110.0, 10.0)]).shapes(PAINT);
        assert!(matches!(line[..], [Shape::Rule(_)]));
        let arrow = path(&[(10.0, 10.0), (110.0, 30.0), (10.0, 60.0), (30.0, 30.0)]).shapes(PAINT);
        assert_eq!(arrow, []);
    }

    #[test]
    fn a_small_square_is_the_mark_of_an_item() {
        let dot = path(&[(10.0, 10.0), (14.0, 10.0), (14.0, 14.0), (10.0, 14.0)]).shapes(PAINT);
        assert!(matches!(dot[..], [Shape::Dot(_)]));
    }

    #[test]
    fn what_is_not_painted_shows_nothing() {
        let nothing = Paint { fills: false, strokes: false };
        let drawn = path(&[(10.0, 10.0), (110.0, 10.0), (110.0, 60.0), (10.0, 60.0)]);
        assert_eq!(drawn.shapes(nothing), []);
    }
}

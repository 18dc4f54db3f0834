//! Boxes: the rectangles that a page draws around text of its own, such as an area for improvement.

use super::grid::joined;
use super::shape::{Area, Shape};
use super::strip::Strip;

/// Edges this close together, in points, are one.
const TOUCH: f64 = 3.0;

/// The boxes of a page in the order of their size, the smallest first, so that the first that holds a strip is its box.
pub(super) fn boxes(shapes: &[Shape], strips: &[Strip], width: f64, height: f64) -> Vec<Area> {
    let mut frames: Vec<Area> = Vec::new();
    for shape in shapes {
        let Shape::Frame(area, paint) = shape else { continue };
        // The sheet itself, a band across it, or something too small for a line of text.
        let is_sheet = area.width() > 0.9 * width && area.height() > 0.8 * height;
        if !(paint.fills || paint.strokes) || is_sheet || area.height() < 8.0 || area.width() < 16.0
        {
            continue;
        }
        if !frames.iter().any(|known| known.holds(area, 1.5) && area.holds(known, 1.5)) {
            frames.push(*area);
        }
    }
    if frames.len() > 2_000 {
        return Vec::new();
    }
    frames.extend(drawn_by_rules(shapes));
    let cells = in_grid(&frames, shapes);
    let mut keep = cells.iter();
    frames.retain(|_| !keep.next().copied().unwrap_or(false));
    let mut boxes = stacked(frames);
    // What is filled and has rules around it is one box.
    let mut known: Vec<Area> = Vec::new();
    boxes.retain(|area| {
        let is_new = !known.iter().any(|one| one.holds(area, TOUCH) && area.holds(one, TOUCH));
        known.extend(is_new.then_some(*area));
        is_new
    });
    boxes.retain(|area| strips.iter().any(|strip| area.holds(&strip.area, 2.0)));
    boxes.sort_by(|a, b| (a.width() * a.height()).total_cmp(&(b.width() * b.height())));
    boxes
}

/// True for each frame that is a cell of a table: others of its height stand close beside it, or a rule goes on from it.
fn in_grid(frames: &[Area], shapes: &[Shape]) -> Vec<bool> {
    let near = |a: f64, b: f64| (a - b).abs() < TOUCH;
    let beside = |a: &Area, b: &Area| near(a.x1, b.x0) || near(b.x1, a.x0);
    let same_row = |a: &Area, b: &Area| near(a.y0, b.y0) && near(a.y1, b.y1) && beside(a, b);
    let is_beside_frame = |at: usize, frame: &Area| {
        frames.iter().enumerate().any(|(other, b)| other != at && same_row(frame, b))
    };
    let rules: Vec<&Area> = flat_rules(shapes).collect();
    let rule_goes_on = |frame: &Area| {
        let on = |y: f64| {
            rules.iter().any(|rule| near(rule.y0, y) && beside(rule, frame) && rule.width() > 12.0)
        };
        on(frame.y0) && on(frame.y1)
    };
    let frames = frames.iter().enumerate();
    frames.map(|(at, frame)| is_beside_frame(at, frame) || rule_goes_on(frame)).collect()
}

fn flat_rules(shapes: &[Shape]) -> impl Iterator<Item = &Area> {
    shapes.iter().filter_map(|shape| match shape {
        Shape::Rule(area) if area.height() <= TOUCH => Some(area),
        _ => None,
    })
}

/// Frames of one width that stand on each other are one box: its coloured head and its body.
fn stacked(mut frames: Vec<Area>) -> Vec<Area> {
    frames.sort_by(|a, b| a.y0.total_cmp(&b.y0).then(a.x0.total_cmp(&b.x0)));
    let mut boxes: Vec<Area> = Vec::new();
    for frame in frames {
        let on = boxes.iter_mut().find(|known| {
            (known.x0 - frame.x0).abs() < TOUCH
                && (known.x1 - frame.x1).abs() < TOUCH
                && (frame.y0 - known.y1).abs() < TOUCH
        });
        match on {
            Some(known) => *known = known.with(&frame),
            None => boxes.push(frame),
        }
    }
    boxes
}

/// Frames whose four sides are drawn as rules of their own: the word processors' way.
fn drawn_by_rules(shapes: &[Shape]) -> Vec<Area> {
    let flat: Vec<&Area> = flat_rules(shapes).filter(|rule| rule.width() > 60.0).collect();
    let upright: Vec<&Area> = shapes
        .iter()
        .filter_map(|shape| match shape {
            Shape::Rule(area) if area.height() > 8.0 && area.width() <= TOUCH => Some(area),
            _ => None,
        })
        .collect();
    if flat.len() > 400 || upright.len() > 800 {
        return Vec::new();
    }
    let near = |a: f64, b: f64| (a - b).abs() < TOUCH;
    // One side may be drawn in pieces, a line of text each.
    let is_side = |x: f64, top: f64, bottom: f64| {
        let drawn: f64 = upright
            .iter()
            .filter(|side| near(side.x0, x) && side.y0 > top - TOUCH && side.y1 < bottom + TOUCH)
            .map(|side| side.height())
            .sum();
        drawn > 0.9 * (bottom - top)
    };
    let mut found = Vec::new();
    for top in &flat {
        let under = flat.iter().filter(|bottom| {
            bottom.y0 - top.y0 > 8.0 && near(bottom.x0, top.x0) && near(bottom.x1, top.x1)
        });
        let first = under.min_by(|a, b| a.y0.total_cmp(&b.y0));
        if let Some(bottom) = first
            && is_side(top.x0, top.y0, bottom.y0)
            && is_side(top.x1, top.y0, bottom.y0)
        {
            found.push(Area { x0: top.x0, y0: top.y0, x1: top.x1, y1: bottom.y1 });
        }
    }
    let whole = joined(upright.into_iter().copied().collect(), false);
    found.extend(cut_by_the_page(&flat, &whole));
    found
}

/// Boxes that the end of a page or column cuts: one rule across, and two down from its ends to the same height.
fn cut_by_the_page(flat: &[&Area], upright: &[Area]) -> Vec<Area> {
    let near = |a: f64, b: f64| (a - b).abs() < TOUCH;
    let cut = flat.iter().filter_map(|rule| {
        let sides = |x: f64| {
            let at = upright.iter().filter(move |side| near(side.x0, x) || near(side.x1, x));
            at.filter(|side| near(side.y0, rule.y0) || near(side.y1, rule.y1))
        };
        let area = sides(rule.x0).find_map(|left| {
            let mut right = sides(rule.x1);
            right
                .find(|right| near(right.y0, left.y0) && near(right.y1, left.y1))
                .map(|right| left.with(right))
        })?;
        let is_other_end = |other: &&Area| {
            let same = near(other.x0, rule.x0) && near(other.x1, rule.x1);
            let within = other.y0 > area.y0 - TOUCH && other.y0 < area.y1 + TOUCH;
            same && within && !near(other.y0, rule.y0)
        };
        (!flat.iter().any(is_other_end)).then_some(area)
    });
    cut.collect()
}

#[cfg(test)]
mod tests {
    use super::super::shape::{Paint, Shape};
    use super::super::strip::strips;
    use super::super::strip::tests::set;
    use super::{Area, boxes};

    const FILLED: Paint = Paint { fills: true, strokes: false };

    fn area(x0: f64, y0: f64, x1: f64, y1: f64) -> Area {
        Area { x0, y0, x1, y1 }
    }

    #[test]
    fn head_and_body_are_one_box_and_cells_are_none() {
        let shapes = [
            Shape::Frame(area(0.0, 0.0, 595.0, 842.0), FILLED),
            Shape::Frame(area(50.0, 100.0, 500.0, 120.0), FILLED),
            Shape::Frame(area(50.0, 120.0, 500.0, 200.0), FILLED),
            Shape::Frame(area(50.0, 300.0, 200.0, 320.0), FILLED),
            Shape::Frame(area(200.0, 300.0, 400.0, 320.0), FILLED),
        ];
        let mut glyphs = set("Area for improvement", 60.0, 115.0, 10.0);
        glyphs.extend(set("cell", 60.0, 315.0, 10.0));
        let found = boxes(&shapes, &strips(&glyphs, 0, &[]), 595.0, 842.0);
        assert_eq!(found, [area(50.0, 100.0, 500.0, 200.0)]);
    }

    #[test]
    fn four_rules_are_a_box() {
        let shapes = [
            Shape::Rule(area(50.0, 100.0, 500.0, 100.5)),
            Shape::Rule(area(50.0, 160.0, 500.0, 160.5)),
            Shape::Rule(area(50.0, 100.0, 50.5, 160.0)),
            Shape::Rule(area(500.0, 100.0, 500.5, 130.0)),
            Shape::Rule(area(500.0, 130.0, 500.5, 160.0)),
        ];
        let glyphs = set("The force should", 60.0, 115.0, 10.0);
        assert_eq!(boxes(&shapes, &strips(&glyphs, 0, &[]), 595.0, 842.0).len(), 1);
        assert_eq!(boxes(&shapes[..4], &strips(&glyphs, 0, &[]), 595.0, 842.0).len(), 0);
        // The page ends before the box does, or begins after it.
        for y in [100.0, 160.0] {
            let cut = [
                Shape::Rule(area(50.0, y, 500.0, y + 0.5)),
                Shape::Rule(area(50.0, 100.0, 50.5, 160.0)),
                Shape::Rule(area(500.0, 100.0, 500.5, 160.0)),
            ];
            assert_eq!(boxes(&cut, &strips(&glyphs, 0, &[]), 595.0, 842.0).len(), 1, "{y}");
        }
    }
}

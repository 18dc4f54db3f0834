//! Levels of a region: what overlaps along the page; and the gaps that levels leave free.

use super::flow::Item;
use super::shape::Area;

/// What overlaps along the page: a line of text over all columns, or a box and what stands beside it.
#[derive(Debug, Clone)]
pub(super) struct Level {
    pub(super) items: Vec<Item>,
    pub(super) area: Area,
}

/// A stretch across the page that is free.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Gap {
    pub(super) start: f64,
    pub(super) end: f64,
}

impl Gap {
    pub(super) fn width(&self) -> f64 {
        self.end - self.start
    }
}

impl Level {
    /// True if it is one line of text: no box, one base line.
    pub(super) fn is_one_line(&self) -> bool {
        let mut base = None;
        self.items.iter().all(|item| match item {
            Item::Strip(strip) => {
                let first = *base.get_or_insert(strip.base);
                (strip.base - first).abs() < 0.5 * strip.size
            }
            Item::Frame(..) | Item::Table(..) => false,
        })
    }

    pub(super) fn is_on_both_sides(&self, gap: &Gap) -> bool {
        let left = self.items.iter().any(|item| item.area().x1 <= gap.start + 0.1);
        left && self.items.iter().any(|item| item.area().x0 >= gap.end - 0.1)
    }
}

/// The levels of a region from its top down.
pub(super) fn levels(mut items: Vec<Item>) -> Vec<Level> {
    items.sort_by(|a, b| body(a).0.total_cmp(&body(b).0).then(a.area().x0.total_cmp(&b.area().x0)));
    let mut levels: Vec<(Level, f64)> = Vec::new();
    for item in items {
        let (top, bottom) = body(&item);
        match levels.last_mut().filter(|(_, end)| top < *end) {
            Some((level, end)) => {
                level.area = level.area.with(&item.area());
                *end = end.max(bottom);
                level.items.push(item);
            }
            None => {
                let area = item.area();
                levels.push((Level { items: vec![item], area }, bottom));
            }
        }
    }
    levels.into_iter().map(|(level, _)| level).collect()
}

/// From where to where an item stands for sure: the small letters of a line, so that close lines do not overlap.
fn body(item: &Item) -> (f64, f64) {
    match item {
        Item::Strip(strip) => (strip.base - 0.5 * strip.size, strip.base - 0.05 * strip.size),
        Item::Frame(area, _) | Item::Table(area, _) => (area.y0, area.y1),
    }
}

/// The gaps that a level leaves free between `left` and `right`, from the left.
pub(super) fn free(level: &Level, left: f64, right: f64) -> Vec<Gap> {
    let mut taken: Vec<(f64, f64)> =
        level.items.iter().map(|item| (item.area().x0, item.area().x1)).collect();
    taken.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut gaps = Vec::new();
    let mut at = left;
    for (start, end) in taken {
        if start > at {
            gaps.push(Gap { start: at, end: start });
        }
        at = at.max(end);
    }
    if right > at {
        gaps.push(Gap { start: at, end: right });
    }
    gaps
}

/// What is free in both.
pub(super) fn meet(a: &[Gap], b: &[Gap]) -> Vec<Gap> {
    let (mut i, mut j) = (0, 0);
    let mut both = Vec::new();
    while let (Some(one), Some(other)) = (a.get(i), b.get(j)) {
        let gap = Gap { start: one.start.max(other.start), end: one.end.min(other.end) };
        if gap.end > gap.start {
            both.push(gap);
        }
        if one.end < other.end { i += 1 } else { j += 1 }
    }
    both
}

#[cfg(test)]
mod tests {
    use super::{Gap, meet};

    #[test]
    fn what_is_free_in_both_is_free() {
        let gap = |start, end| Gap { start, end };
        let a = [gap(0.0, 50.0), gap(100.0, 120.0), gap(200.0, 300.0)];
        let b = [gap(40.0, 110.0), gap(210.0, 220.0), gap(230.0, 400.0)];
        let both = [gap(40.0, 50.0), gap(100.0, 110.0), gap(210.0, 220.0), gap(230.0, 300.0)];
        assert_eq!(meet(&a, &b), both);
    }
}

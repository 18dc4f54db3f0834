//! The order in which a page is read: columns and tables by its white space and rules, boxes as wholes.
//!
//! A region is cut into levels (what overlaps along the page), and levels that share a gutter are one band, as in the
//! recursive XY-cut (Nagy and Seth, "Hierarchical representation of optically scanned documents", 1984), but from the
//! top down and greedily: a heading over two columns ends a band and begins the next. A band is columns if its parts
//! read as prose, and a table if they are short or rules cross its gutters.

use super::grid::Grid;
use super::levels::{Gap, Level, free, levels, meet};
use super::line::{Line, Row};
use super::shape::Area;
use super::strip::Strip;
use super::table;

/// Regions within regions deeper than this are read line by line.
const MOST_NESTED: usize = 12;

/// Levels that are looked through for the end of a band.
const MOST_LEVELS: usize = 400;

/// What stands in a region.
#[derive(Debug, Clone)]
pub(super) enum Item {
    Strip(Strip),
    /// A box with what stands in it.
    Frame(Area, Vec<Item>),
    /// A drawn table.
    Table(Area, Vec<Row>),
}

/// A part of a page in reading order.
#[derive(Debug)]
pub(super) enum Part {
    Lines(Vec<Line>),
    Table(Vec<Row>),
    Frame(Area, Vec<Part>),
    /// A box that stands in the margin beside the parts before it.
    Beside(Area, Vec<Part>),
}

impl Item {
    pub(super) fn area(&self) -> Area {
        match self {
            Self::Strip(strip) => strip.area,
            Self::Frame(area, _) | Self::Table(area, _) => *area,
        }
    }
}

/// The strips of a page within the tables and boxes that hold them: `boxes` from the smallest to the largest.
pub(super) fn nest(mut strips: Vec<Strip>, grids: Vec<Grid>, boxes: &[Area]) -> Vec<Item> {
    let holder = |area: &Area, from: usize| {
        let mut outer = boxes.iter().enumerate().skip(from);
        outer.find(|(_, outer)| outer.holds(area, 2.0)).map(|(at, _)| at)
    };
    let mut inner: Vec<Vec<Item>> = boxes.iter().map(|_| Vec::new()).collect();
    let mut free = Vec::new();
    for grid in grids {
        let within = |strip: &mut Strip| grid.area.holds(&strip.area, 3.0);
        let rows = grid.fill(strips.extract_if(.., within).collect());
        if rows.is_empty() {
            continue;
        }
        let table = Item::Table(grid.area, rows);
        match holder(&grid.area, 0).and_then(|at| inner.get_mut(at)) {
            Some(items) => items.push(table),
            None => free.push(table),
        }
    }
    for strip in strips {
        match holder(&strip.area, 0).and_then(|at| inner.get_mut(at)) {
            Some(items) => items.push(Item::Strip(strip)),
            None => free.push(Item::Strip(strip)),
        }
    }
    for (at, area) in boxes.iter().enumerate() {
        let items = inner.get_mut(at).map(std::mem::take).unwrap_or_default();
        if items.is_empty() {
            continue;
        }
        match holder(area, at + 1).and_then(|at| inner.get_mut(at)) {
            Some(outer) => outer.push(Item::Frame(*area, items)),
            None => free.push(Item::Frame(*area, items)),
        }
    }
    free
}

/// Reads the items of a page in order; `rules` are the straight lines that it draws.
pub(super) fn read(items: Vec<Item>, rules: &[Area]) -> Vec<Part> {
    let mut parts = Vec::new();
    region(items, rules, 0, &mut parts);
    parts
}

fn region(mut items: Vec<Item>, rules: &[Area], depth: usize, out: &mut Vec<Part>) {
    let beside = beside(&mut items);
    flow(items, rules, depth, out);
    for (area, inner) in beside {
        let mut parts = Vec::new();
        if depth < MOST_NESTED {
            region(inner, rules, depth + 1, &mut parts);
        }
        out.push(Part::Beside(area, parts));
    }
}

/// Takes out the boxes that stand in the margin: narrower than a line, and nothing but boxes above and below them.
fn beside(items: &mut Vec<Item>) -> Vec<(Area, Vec<Item>)> {
    let texts = items.iter().filter(|item| !matches!(item, Item::Frame(..))).map(Item::area);
    let texts: Vec<Area> = texts.collect();
    let Some(text) = texts.iter().copied().reduce(|a, b| a.with(&b)) else { return Vec::new() };
    let line = texts.iter().map(Area::width).fold(0.0, f64::max);
    let in_margin = |area: &Area| {
        let is_apart = area.x0 >= text.x1 || area.x1 <= text.x0;
        let is_beside = texts.iter().any(|text| text.y0 < area.y1 && text.y1 > area.y0);
        is_apart && is_beside && area.width() < 0.75 * line
    };
    let taken = items.extract_if(.., |item| match item {
        Item::Frame(area, _) => in_margin(area),
        Item::Strip(_) | Item::Table(..) => false,
    });
    let mut taken: Vec<(Area, Vec<Item>)> = taken
        .filter_map(|item| match item {
            Item::Frame(area, inner) => Some((area, inner)),
            Item::Strip(_) | Item::Table(..) => None,
        })
        .collect();
    taken.sort_by(|a, b| a.0.y0.total_cmp(&b.0.y0));
    taken
}

fn flow(items: Vec<Item>, rules: &[Area], depth: usize, out: &mut Vec<Part>) {
    let size = usual_size(&items);
    let levels = levels(items);
    let mut rest = levels.into_iter().collect::<std::collections::VecDeque<Level>>();
    while !rest.is_empty() {
        if depth < MOST_NESTED
            && let Some(band) = band(rest.make_contiguous(), size)
        {
            let taken = rest.as_slices().0.get(..band.levels).unwrap_or_default();
            let starts_alone = taken.first().is_some_and(|first| first.items.len() < 2);
            let is_table = || table::rows(taken, &band.gaps, rules).is_some();
            // A heading over a table would hide the table's gutters: it is read first.
            if !(starts_alone && is_table()) {
                let taken: Vec<Level> = rest.drain(..band.levels).collect();
                read_band(taken, &band.gaps, rules, depth, out);
                continue;
            }
        }
        let Some(level) = rest.pop_front() else { return };
        let is_stacked = level.items.len() > 1 && !level.is_one_line();
        if is_stacked && depth < MOST_NESTED {
            let gaps = inner_gaps(&level, size);
            if !gaps.is_empty() {
                read_band(vec![level], &gaps, rules, depth, out);
                continue;
            }
        }
        one_by_one(level, rules, depth, out);
    }
}

/// Levels from the first on that share gutters.
struct Band {
    levels: usize,
    gaps: Vec<Gap>,
}

/// The band that begins with the first level.
fn band(levels: &[Level], size: f64) -> Option<Band> {
    let right = levels.iter().map(|level| level.area.x1).fold(f64::MIN, f64::max);
    let left = levels.iter().map(|level| level.area.x0).fold(f64::MAX, f64::min);
    let mut gaps = vec![Gap { start: left, end: right }];
    let mut found = None;
    for (at, level) in levels.iter().enumerate().take(MOST_LEVELS) {
        gaps = meet(&gaps, &free(level, left, right));
        gaps.retain(|gap| gap.width() >= 0.9 * size);
        if gaps.is_empty() {
            break;
        }
        let seen = levels.get(..=at).unwrap_or_default();
        let gutters: Vec<Gap> = gaps.iter().filter(|gap| parts_both(seen, gap)).copied().collect();
        let strong: Vec<Gap> = gutters
            .into_iter()
            .filter(|gap| match shared(seen, gap) {
                0 | 1 => {
                    seen.iter().any(|level| !level.is_one_line() && level.is_on_both_sides(gap))
                }
                2 => gap.width() >= 1.8 * size,
                _ => true,
            })
            .collect();
        if !strong.is_empty() {
            found = Some(Band { levels: at + 1, gaps: strong });
        }
    }
    let band = found?;
    let taken = levels.get(..band.levels).unwrap_or_default();
    let kept = trimmed(taken, &band.gaps, size);
    (kept > 0).then_some(Band { levels: kept, ..band })
}

/// How often levels show that a gap parts them: by what stands on both its sides, or by turns on one and the other.
fn shared(levels: &[Level], gap: &Gap) -> usize {
    let mut count = 0;
    let mut last = None;
    for level in levels {
        if level.is_on_both_sides(gap) {
            count += 1;
            continue;
        }
        let is_left = level.area.x1 <= gap.start + 0.1;
        count += usize::from(last.is_some_and(|last| last != is_left));
        last = Some(is_left);
    }
    count
}

fn parts_both(levels: &[Level], gap: &Gap) -> bool {
    let left =
        levels.iter().any(|level| level.items.iter().any(|i| i.area().x1 <= gap.start + 0.1));
    let right = levels.iter().any(|level| level.items.iter().any(|i| i.area().x0 >= gap.end - 0.1));
    left && right
}

/// The levels of a band without those at its end that stand apart from it on one side: a heading of what follows.
fn trimmed(levels: &[Level], gaps: &[Gap], size: f64) -> usize {
    let both = |level: &Level| gaps.iter().any(|gap| level.is_on_both_sides(gap));
    let Some(last) = levels.iter().rposition(both) else { return levels.len() };
    let mut before = levels.get(last).map(|level| level.area.y1).unwrap_or(0.0);
    for (at, level) in levels.iter().enumerate().skip(last + 1) {
        if level.area.y0 - before > 1.1 * size {
            return at;
        }
        before = level.area.y1;
    }
    levels.len()
}

fn inner_gaps(level: &Level, size: f64) -> Vec<Gap> {
    let mut gaps = free(level, level.area.x0, level.area.x1);
    gaps.retain(|gap| {
        gap.width() >= 0.9 * size && gap.start > level.area.x0 && gap.end < level.area.x1
    });
    gaps
}

fn read_band(levels: Vec<Level>, gaps: &[Gap], rules: &[Area], depth: usize, out: &mut Vec<Part>) {
    if let Some(rows) = table::rows(&levels, gaps, rules) {
        out.push(Part::Table(rows));
        return;
    }
    let mut columns: Vec<Vec<Item>> = gaps.iter().map(|_| Vec::new()).collect();
    columns.push(Vec::new());
    for item in levels.into_iter().flat_map(|level| level.items) {
        let at = gaps.iter().filter(|gap| item.area().x0 >= gap.end - 0.1).count();
        if let Some(column) = columns.get_mut(at) {
            column.push(item);
        }
    }
    for column in columns {
        // What is set in one column goes on below it, but the next column is another one.
        let starts = column.iter().map(|item| item.area().y0).fold(f64::MAX, f64::min);
        if let Some(Part::Lines(lines)) = out.last()
            && lines.last().is_some_and(|line| line.base > starts)
        {
            out.push(Part::Lines(Vec::new()));
        }
        region(column, rules, depth + 1, out);
    }
}

/// A level whose parts follow each other as they stand.
fn one_by_one(level: Level, rules: &[Area], depth: usize, out: &mut Vec<Part>) {
    let mut strips: Vec<Strip> = Vec::new();
    let mut items = level.items;
    items.sort_by(|a, b| a.area().x0.total_cmp(&b.area().x0));
    for item in items {
        match item {
            Item::Strip(strip) => strips.push(strip),
            Item::Table(_, rows) => {
                push_line(std::mem::take(&mut strips), out);
                out.push(Part::Table(rows));
            }
            Item::Frame(area, inner) => {
                push_line(std::mem::take(&mut strips), out);
                let mut parts = Vec::new();
                if depth < MOST_NESTED {
                    region(inner, rules, depth + 1, &mut parts);
                }
                out.push(Part::Frame(area, parts));
            }
        }
    }
    push_line(strips, out);
}

fn push_line(strips: Vec<Strip>, out: &mut Vec<Part>) {
    for line in super::line::lines(strips) {
        if let Some(row) = line.as_row() {
            out.push(Part::Table(vec![row]));
            continue;
        }
        match out.last_mut() {
            Some(Part::Lines(lines)) => lines.push(line),
            _ => out.push(Part::Lines(vec![line])),
        }
    }
}

/// The size of most characters.
fn usual_size(items: &[Item]) -> f64 {
    let mut sizes: Vec<(f64, usize)> = items
        .iter()
        .filter_map(|item| match item {
            Item::Strip(strip) => Some((strip.size, strip.words.text.len())),
            Item::Frame(..) | Item::Table(..) => None,
        })
        .collect();
    sizes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = sizes.iter().map(|(_, length)| length).sum::<usize>() / 2;
    let mut seen = 0;
    let middle = sizes.iter().find(|(_, length)| {
        seen += length;
        seen >= half
    });
    middle.map_or(10.0, |(size, _)| *size)
}

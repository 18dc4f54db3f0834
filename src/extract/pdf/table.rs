//! Tables: bands whose parts are cells, read row by row.

use super::flow::Item;
use super::levels::{Gap, Level};
use super::line::{Line, Row, line};
use super::shape::Area;

/// Mean characters of a line from which on it may be prose.
const PROSE: usize = 18;

/// Mean part of its column that a line of prose fills.
const FULL: f64 = 0.55;

/// The rows of a band with these gutters; `None` if it is columns of text.
pub(super) fn rows(levels: &[Level], gaps: &[Gap], rules: &[Area]) -> Option<Vec<Row>> {
    let has_boxes =
        levels.iter().flat_map(|level| &level.items).any(|item| !matches!(item, Item::Strip(_)));
    if has_boxes {
        return None;
    }
    let ruled = rules_across(levels, gaps, rules);
    if ruled.is_empty() && are_prose(levels, gaps) {
        return None;
    }
    let starts =
        if ruled.is_empty() { by_first_cells(levels, gaps) } else { by_rules(levels, &ruled) };
    let rows: Vec<Row> = starts
        .windows(2)
        .filter_map(|pair| levels.get(pair[0]..pair[1]))
        .filter_map(|levels| row(levels, gaps))
        .collect();
    (rows.len() > 1 || !ruled.is_empty()).then_some(rows)
}

/// The heights at which rules cross all gutters of the band.
fn rules_across(levels: &[Level], gaps: &[Gap], rules: &[Area]) -> Vec<f64> {
    let (Some(first), Some(last)) = (levels.first(), levels.last()) else { return Vec::new() };
    let (Some(left), Some(right)) = (gaps.first(), gaps.last()) else { return Vec::new() };
    let (top, bottom) = (first.area.y0, last.area.y1);
    let mut pieces: Vec<&Area> = rules
        .iter()
        .filter(|rule| rule.height() < 3.0 && rule.y0 > top && rule.y1 < bottom)
        .collect();
    pieces.sort_by(|a, b| a.y0.total_cmp(&b.y0));
    let mut found = Vec::new();
    let mut at = 0;
    // A rule may be drawn a cell at a time: pieces at one height are one rule.
    while let Some(first) = pieces.get(at) {
        let same = pieces.get(at..).unwrap_or_default();
        let count = same.iter().take_while(|piece| piece.y0 - first.y0 < 2.0).count();
        let whole = same.iter().take(count).fold(**first, |whole, piece| whole.with(piece));
        if whole.x0 <= left.start + 1.0 && whole.x1 >= right.end - 1.0 {
            found.push(whole.y0);
        }
        at += count;
    }
    found
}

/// True if each part between the gutters is made of lines that fill it.
fn are_prose(levels: &[Level], gaps: &[Gap]) -> bool {
    (0..=gaps.len()).all(|column| {
        let cells =
            levels.iter().flat_map(|level| &level.items).filter(|i| place(i, gaps) == column);
        let (mut count, mut letters, mut filled) = (0usize, 0usize, 0.0);
        let (mut left, mut right) = (f64::MAX, f64::MIN);
        for item in cells {
            let Item::Strip(strip) = item else { continue };
            count += 1;
            letters += strip.words.text.chars().count();
            filled += strip.area.width();
            (left, right) = (left.min(strip.area.x0), right.max(strip.area.x1));
        }
        count >= 2 && letters / count >= PROSE && filled / count as f64 >= FULL * (right - left)
    })
}

fn place(item: &Item, gaps: &[Gap]) -> usize {
    gaps.iter().filter(|gap| item.area().x0 >= gap.end - 0.1).count()
}

/// Where rows begin, by the rules between them, and the end.
fn by_rules(levels: &[Level], rules: &[f64]) -> Vec<usize> {
    let mut starts = vec![0];
    for rule in rules {
        let first =
            levels.iter().position(|level| level.area.y1 - 1.0 > *rule).unwrap_or(levels.len());
        starts.push(first);
    }
    starts.push(levels.len());
    starts.dedup();
    starts
}

/// Where rows begin, by the distance of lines and by what stands in the first column, and the end.
fn by_first_cells(levels: &[Level], gaps: &[Gap]) -> Vec<usize> {
    let steps: Vec<f64> = levels.windows(2).map(|pair| pair[1].area.y1 - pair[0].area.y1).collect();
    let closest = steps.iter().copied().fold(f64::MAX, f64::min);
    let widest = steps.iter().copied().fold(f64::MIN, f64::max);
    let by_distance = widest > 1.3 * closest;
    let mut starts = vec![0];
    for (at, level) in levels.iter().enumerate().skip(1) {
        let step = steps.get(at - 1).copied().unwrap_or(0.0);
        let begins = level.items.iter().any(|item| place(item, gaps) == 0);
        let apart = step > f64::midpoint(closest, widest);
        if if by_distance { apart } else { begins } {
            starts.push(at);
        }
    }
    starts.push(levels.len());
    starts
}

fn row(levels: &[Level], gaps: &[Gap]) -> Option<Row> {
    let area = levels.iter().map(|level| level.area).reduce(|a, b| a.with(&b))?;
    let mut cells: Vec<Vec<Line>> = vec![Vec::new(); gaps.len() + 1];
    for level in levels {
        let mut items: Vec<&Item> = level.items.iter().collect();
        items.sort_by(|a, b| a.area().x0.total_cmp(&b.area().x0));
        for (column, cell) in cells.iter_mut().enumerate() {
            let here = items.iter().filter(|item| place(item, gaps) == column);
            let strips = here.filter_map(|item| match item {
                Item::Strip(strip) => Some(strip.clone()),
                Item::Frame(..) | Item::Table(..) => None,
            });
            cell.extend(line(strips.collect()));
        }
    }
    Some(Row { cells, area })
}

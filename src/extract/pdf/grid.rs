//! Tables that are drawn: rows between rules across, cells between rules down.

use super::line::{Row, lines};
use super::shape::{Area, Shape};
use super::strip::Strip;

/// Lines this close together, in points, are one.
const TOUCH: f64 = 3.0;

/// More straight lines than this on a page are a drawing.
const MOST_LINES: usize = 6_000;

/// A drawn table: its rows from the top down, and for each the places of the lines down between its cells.
#[derive(Debug)]
pub(super) struct Grid {
    pub(super) area: Area,
    rows: Vec<(f64, f64, Vec<f64>)>,
}

/// The straight lines of a page, put together from their pieces.
#[derive(Debug, Default)]
pub(super) struct Rules {
    across: Vec<Area>,
    pub(super) down: Vec<Area>,
}

impl Rules {
    pub(super) fn of(shapes: &[Shape], width: f64, height: f64) -> Self {
        let (mut across, mut down) = (Vec::new(), Vec::new());
        for shape in shapes {
            match shape {
                Shape::Dot(_) => {}
                Shape::Rule(area) if area.height() <= TOUCH => across.push(middle(area, true)),
                Shape::Rule(area) => down.push(middle(area, false)),
                Shape::Frame(area, _) => {
                    if area.width() > 0.9 * width && area.height() > 0.8 * height {
                        continue;
                    }
                    across.extend([area.y0, area.y1].map(|y| Area { y0: y, y1: y, ..*area }));
                    down.extend([area.x0, area.x1].map(|x| Area { x0: x, x1: x, ..*area }));
                }
            }
        }
        if across.len() + down.len() > MOST_LINES {
            return Self::default();
        }
        Self { across: joined(across, true), down: joined(down, false) }
    }

    /// The drawn tables of the page, of two rows or more.
    pub(super) fn grids(&self) -> Vec<Grid> {
        let mut across = self.across.clone();
        across.retain(|rule| rule.width() > 40.0);
        let near = |a: f64, b: f64| (a - b).abs() < 4.0;
        let mut grids = Vec::new();
        let mut used = vec![false; across.len()];
        for first in 0..across.len() {
            let Some(top) = across.get(first).filter(|_| !used.get(first).copied().unwrap_or(true))
            else {
                continue;
            };
            let same: Vec<usize> = (first..across.len())
                .filter(|at| {
                    across.get(*at).is_some_and(|r| near(r.x0, top.x0) && near(r.x1, top.x1))
                })
                .collect();
            let heights: Vec<f64> =
                same.iter().filter_map(|at| across.get(*at)).map(|r| r.y0).collect();
            let mut open: Option<Grid> = None;
            for pair in heights.windows(2) {
                let cuts = self.cuts(top, pair[0], pair[1]);
                let is_row = pair[1] - pair[0] > 6.0 && !cuts.is_empty();
                match open.as_mut().filter(|_| is_row) {
                    Some(grid) => {
                        grid.area.y1 = pair[1];
                        grid.rows.push((pair[0], pair[1], cuts));
                    }
                    None => {
                        grids.extend(open.take());
                        let area = Area { x0: top.x0, x1: top.x1, y0: pair[0], y1: pair[1] };
                        open = is_row.then(|| Grid { area, rows: vec![(pair[0], pair[1], cuts)] });
                    }
                }
            }
            grids.extend(open);
            same.into_iter().for_each(|at| used[at] = true);
        }
        grids.retain(|grid| grid.rows.len() > 1);
        grids
    }

    /// Where lines down part the row between two heights.
    fn cuts(&self, row: &Area, top: f64, bottom: f64) -> Vec<f64> {
        let mut cuts: Vec<f64> = self
            .down
            .iter()
            .filter(|line| line.x0 > row.x0 + 8.0 && line.x0 < row.x1 - 8.0)
            .filter(|line| line.y0 < top + TOUCH && line.y1 > bottom - TOUCH)
            .map(|line| line.x0)
            .collect();
        cuts.sort_by(f64::total_cmp);
        cuts.dedup_by(|a, b| (*a - *b).abs() < 2.0 * TOUCH);
        cuts
    }
}

impl Grid {
    /// The rows with the strips that stand in their cells.
    pub(super) fn fill(&self, strips: Vec<Strip>) -> Vec<Row> {
        let mut cells: Vec<Vec<Vec<Strip>>> =
            self.rows.iter().map(|(_, _, cuts)| vec![Vec::new(); cuts.len() + 1]).collect();
        for strip in strips {
            let (x, y) =
                (f64::midpoint(strip.area.x0, strip.area.x1), strip.base - 0.3 * strip.size);
            let row = self.rows.iter().rposition(|(top, _, _)| *top <= y).unwrap_or(0);
            let Some((_, _, cuts)) = self.rows.get(row) else { continue };
            let column = cuts.iter().filter(|cut| **cut <= x).count();
            if let Some(cell) = cells.get_mut(row).and_then(|row| row.get_mut(column)) {
                cell.push(strip);
            }
        }
        let rows = self.rows.iter().zip(cells).map(|((top, bottom, _), cells)| Row {
            cells: cells.into_iter().map(lines).collect(),
            area: Area { y0: *top, y1: *bottom, ..self.area },
        });
        rows.filter(|row| row.cells.iter().any(|cell| !cell.is_empty())).collect()
    }
}

/// The line that a thin rectangle is.
fn middle(area: &Area, across: bool) -> Area {
    let (x, y) = (f64::midpoint(area.x0, area.x1), f64::midpoint(area.y0, area.y1));
    if across { Area { y0: y, y1: y, ..*area } } else { Area { x0: x, x1: x, ..*area } }
}

/// Pieces on one straight line that touch are one line.
pub(super) fn joined(mut pieces: Vec<Area>, across: bool) -> Vec<Area> {
    let key = |area: &Area| if across { (area.y0, area.x0) } else { (area.x0, area.y0) };
    pieces.sort_by(|a, b| key(a).0.total_cmp(&key(b).0).then(key(a).1.total_cmp(&key(b).1)));
    let mut lines: Vec<Area> = Vec::new();
    for piece in pieces {
        let near = lines.iter_mut().rev().take_while(|line| key(&piece).0 - key(line).0 < TOUCH);
        let touching = near.into_iter().find(|line| {
            let (end, start) = if across { (line.x1, piece.x0) } else { (line.y1, piece.y0) };
            let (begin, stop) = if across { (line.x0, piece.x1) } else { (line.y0, piece.y1) };
            start <= end + TOUCH && stop >= begin - TOUCH
        });
        match touching {
            Some(line) if across => {
                (line.x0, line.x1) = (line.x0.min(piece.x0), line.x1.max(piece.x1))
            }
            Some(line) => (line.y0, line.y1) = (line.y0.min(piece.y0), line.y1.max(piece.y1)),
            None => lines.push(piece),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::super::line::Line;
    use super::super::shape::{Area, Paint, Shape};
    use super::super::strip::strips;
    use super::super::strip::tests::set;
    use super::Rules;

    #[test]
    fn cells_are_what_stands_between_lines() {
        let mut shapes = Vec::new();
        for y in [100.0, 140.0, 160.0] {
            // Drawn a cell at a time.
            for (x0, x1) in [(50.0, 150.0), (150.0, 300.0)] {
                shapes.push(Shape::Rule(Area { x0, x1, y0: y, y1: y + 0.5 }));
            }
        }
        for x in [50.0, 150.0, 300.0] {
            shapes.push(Shape::Rule(Area { x0: x, x1: x + 0.5, y0: 100.0, y1: 160.0 }));
        }
        let rules = Rules::of(&shapes, 595.0, 842.0);
        let grids = rules.grids();
        assert_eq!(grids.len(), 1);
        let mut glyphs = set("A question that", 55.0, 115.0, 10.0);
        glyphs.extend(set("is long", 55.0, 130.0, 10.0));
        glyphs.extend(set("Good", 155.0, 122.0, 10.0));
        glyphs.extend(set("Another", 55.0, 155.0, 10.0));
        let rows = grids[0].fill(strips(&glyphs, 0, &[]));
        let words = |cell: &Vec<Line>| cell.iter().map(|l| l.text().to_owned()).collect();
        let cells: Vec<Vec<Vec<String>>> =
            rows.iter().map(|row| row.cells.iter().map(words).collect()).collect();
        let texts = |cells: &[&[&str]]| -> Vec<Vec<String>> {
            cells.iter().map(|lines| lines.iter().map(|l| (*l).to_owned()).collect()).collect()
        };
        assert_eq!(cells[0], texts(&[&["A question that", "is long"], &["Good"]]));
        assert_eq!(cells[1], texts(&[&["Another"], &[]]));
    }

    #[test]
    fn a_box_is_no_table() {
        let area = Area { x0: 50.0, y0: 100.0, x1: 300.0, y1: 200.0 };
        let paint = Paint { fills: true, strokes: true };
        let head = Area { y1: 120.0, ..area };
        let shapes = [Shape::Frame(area, paint), Shape::Frame(head, paint)];
        assert!(Rules::of(&shapes, 595.0, 842.0).grids().is_empty());
    }
}

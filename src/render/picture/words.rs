//! A picture in words: for who hears it instead of seeing it. The figures are all there.

use std::cmp::Reverse;

use super::{Absence, Amount, Bars, Cell, Form, Grid, Key, Lines, Picture, Tone};
use crate::report::Grade;

/// The whole picture as sentences: form, figures, every mark, notes.
#[must_use]
pub fn description(picture: &Picture) -> String {
    let marks = match &picture.form {
        Form::Bars(bars) => of_bars(bars),
        Form::Lines(lines) => of_lines(lines),
        Form::Grid(grid) => of_grid(grid),
    };
    let notes = picture.notes.iter().map(|note| format!("{note}."));
    let parts = [format!("{}.", picture.figures), marks].into_iter().chain(notes);
    parts.collect::<Vec<_>>().join(" ")
}

fn of_bars(bars: &Bars) -> String {
    let marks = bars.bars.iter().map(|bar| format!("{}: {}", bar.label, bar.amount.text()));
    format!("Bars of {} by {}. {}.", bars.unit, bars.of, listed(marks))
}

fn of_lines(lines: &Lines) -> String {
    let series = lines.series.iter().map(|series| {
        let places = lines.at.iter().zip(&series.amounts);
        let amounts = places.map(|(at, amount)| format!("{at} {}", amount.text()));
        let breaks = breaks(&series.breaks, &lines.at);
        format!("{}: {}.{breaks}", series.label, amounts.collect::<Vec<_>>().join(", "))
    });
    let series = series.collect::<Vec<_>>().join(" ");
    format!("Lines of {} over {}. {series}", lines.unit, lines.over)
}

fn of_grid(grid: &Grid) -> String {
    let rows = grid.rows.iter().zip(&grid.cells).map(|(row, cells)| {
        let cells = grid.columns.iter().zip(cells);
        let cells = cells.map(|(column, cell)| format!("{column} {}", cell.words));
        format!("{row}: {}.", cells.collect::<Vec<_>>().join(", "))
    });
    let rows = rows.collect::<Vec<_>>().join(" ");
    let breaks = breaks(&grid.breaks, &grid.columns);
    format!(
        "Grid of {}, a row a {}, a column a {}. {rows}{breaks}",
        grid.unit, grid.row, grid.column
    )
}

fn listed(marks: impl Iterator<Item = String>) -> String {
    marks.collect::<Vec<_>>().join("; ")
}

/// Where amounts stop being comparable, as sentences.
fn breaks(breaks: &[usize], places: &[String]) -> String {
    let places = breaks.iter().filter_map(|at| places.get(*at));
    places.map(|place| format!(" Not comparable across the line before {place}.")).collect()
}

/// The signs that occur in the picture with their meaning, each once: grades from the best, then what is absent.
#[must_use]
pub fn keys(picture: &Picture) -> Vec<(Key, Tone)> {
    let cells: Vec<Cell> = match &picture.form {
        // A bar says its reason in full beside the name.
        Form::Bars(_) => Vec::new(),
        Form::Lines(lines) => {
            let amounts = lines.series.iter().flat_map(|series| &series.amounts);
            amounts.filter_map(absence).map(Cell::absent).collect()
        }
        Form::Grid(grid) => grid.cells.iter().flatten().cloned().collect(),
    };
    let keyed = cells.into_iter().filter_map(|cell| cell.key.map(|key| (key, cell.tone)));
    let mut keys: Vec<(Key, Tone)> = keyed.collect();
    keys.sort_by_cached_key(|(key, tone)| (place(*tone), key.clone()));
    keys.dedup();
    keys
}

fn absence(amount: &Amount) -> Option<Absence> {
    match amount {
        Amount::Absent(absence) => Some(*absence),
        Amount::Known { .. } => None,
    }
}

/// Grades from the best, then what is no grade, then what is absent.
fn place(tone: Tone) -> (u8, Option<Reverse<Grade>>, Option<Absence>) {
    match tone {
        Tone::Grade(grade) => (0, Some(Reverse(grade)), None),
        Tone::Share(_) => (1, None, None),
        Tone::Absent(absence) => (2, None, Some(absence)),
    }
}

//! A count as bars, by two dimensions as a matrix.

use crate::analyse::{CountRequest, Counts, Row};
use crate::render::picture::{Amount, Bar, Bars, Cell, Form, Grid, Picture, label};
use crate::render::{plural, thousands};
use crate::search::{Bucket, Dimension};

/// The count, with at most `limit` rows of it.
#[must_use]
pub fn counts(request: &CountRequest, counts: &Counts, limit: usize) -> Picture {
    let shown = counts.rows.get(..limit.min(counts.rows.len())).unwrap_or_default();
    let by: Vec<String> = counts.by.iter().map(|by| by.slug().replace('_', " ")).collect();
    let form = match by.as_slice() {
        [rows, columns] => Form::Grid(grid(counts, shown, rows, columns)),
        _ => {
            let name = |row: &Row| {
                row.buckets
                    .first()
                    .zip(counts.by.first())
                    .map_or_else(|| counts.unit.slug().to_owned(), |(bucket, by)| name(bucket, *by))
            };
            let bars = shown.iter().map(|row| Bar::new(&name(row), Amount::count(row.n)));
            let of = by.first().cloned().unwrap_or_else(|| "everything".to_owned());
            Form::Bars(Bars { of, unit: counts.unit.slug().to_owned(), bars: bars.collect() })
        }
    };
    Picture {
        title: title(request, counts, &by),
        figures: figures(counts),
        form,
        notes: notes(counts, limit),
    }
}

fn title(request: &CountRequest, counts: &Counts, by: &[String]) -> String {
    let unit = counts.unit.slug();
    let mut title = format!("{}{}", unit[..1].to_uppercase(), &unit[1..]);
    if !by.is_empty() {
        title.push_str(&format!(" by {}", by.join(" and ")));
    }
    if request.query.is_some() {
        title.push_str(" found for");
    }
    label(&super::asked(&title, request.query.as_ref(), &request.filters))
}

/// What was counted, of how many.
fn figures(counts: &Counts) -> String {
    let of = &counts.denominators;
    let counted = counts.unit.slug();
    let there_are = [
        (of.findings, "finding"),
        (of.judgments, "judgment"),
        (of.forces, "force"),
        (of.inspections, "inspection"),
        (of.reports, "report"),
    ];
    let there_are = there_are.into_iter().filter(|(n, _)| *n > 0).map(|(n, what)| plural(n, what));
    let there_are = there_are.collect::<Vec<_>>().join(", ");
    let total = plural(counts.total, counted.strip_suffix('s').unwrap_or(counted));
    format!("{total} counted, each once; under these filters there are {there_are}")
}

fn notes(counts: &Counts, limit: usize) -> Vec<String> {
    let out = &counts.left_out;
    let states = out.not_graded.iter().map(|(state, n)| format!("{n} {}", state.replace('_', " ")));
    let states = states.collect::<Vec<_>>().join(", ");
    let left_out = [
        (out.not_graded.values().sum(), format!("without a grade ({states})")),
        (out.retrospective, "known only from a later document".to_owned()),
        (out.second_hand, "known only at second hand".to_owned()),
        (out.undated, "of unknown year that most likely repeat a known one".to_owned()),
    ];
    let left_out = left_out.into_iter().filter(|(n, _)| *n > 0);
    let mut notes: Vec<String> =
        left_out.map(|(n, why)| format!("Left out: {} {why}", plural(n, "judgment"))).collect();
    let sum: u64 = counts.rows.iter().map(|row| row.n).sum();
    if sum > counts.total {
        let sum = thousands(sum);
        notes.push(format!("Rows add up to {sum}: some {} are in several", counts.unit.slug()));
    }
    notes.extend(super::hidden(limit.min(counts.rows.len()), counts.rows.len() as u64, "row"));
    if counts.by.contains(&Dimension::Grade) && !counts.by.contains(&Dimension::Year) {
        notes.push(
            "Rounds with four and with five grades are counted together where both are here"
                .to_owned(),
        );
    }
    notes
}

/// The rows and columns in the order in which the count has them; what was not counted is a zero.
fn grid(counts: &Counts, shown: &[Row], row: &str, column: &str) -> Grid {
    let bucket = |row: &Row, at: usize| row.buckets.get(at).cloned();
    let mut rows: Vec<Bucket> = shown.iter().filter_map(|row| bucket(row, 0)).collect();
    rows.dedup();
    let seen = |bucket: &Bucket| shown.iter().any(|row| row.buckets.get(1) == Some(bucket));
    let columns: Vec<Bucket> = counts.values(1).into_iter().filter(seen).collect();
    let most = shown.iter().map(|row| row.n).max().unwrap_or(1).max(1);
    let cell = |down: &Bucket, across: &Bucket| {
        let found = shown.iter().find(|row| row.buckets == [down.clone(), across.clone()]);
        let n = found.map_or(0, |row| row.n);
        Cell::amount(&thousands(n), &thousands(n), n as f64 / most as f64)
    };
    let cells = rows.iter().map(|down| columns.iter().map(|across| cell(down, across)).collect());
    let named = |buckets: &[Bucket], at: usize| {
        let by = counts.by.get(at).copied();
        buckets.iter().filter_map(|bucket| by.map(|by| label(&name(bucket, by)))).collect()
    };
    Grid {
        row: row.to_owned(),
        column: column.to_owned(),
        unit: counts.unit.slug().to_owned(),
        cells: cells.collect(),
        rows: named(&rows, 0),
        columns: named(&columns, 1),
        breaks: Vec::new(),
    }
}

/// How a reader calls the value.
fn name(bucket: &Bucket, by: Dimension) -> String {
    match (&bucket.value, by) {
        (None, _) => format!("{} unknown", by.slug().replace('_', " ")),
        (Some(_), Dimension::Force) => bucket.label.clone(),
        (Some(value), Dimension::Question) if value.parse::<u64>().is_ok() => {
            format!("question {value}")
        }
        (Some(value), _) => value.replace('_', " "),
    }
}

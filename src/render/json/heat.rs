use std::collections::BTreeMap;

use serde::Serialize;

use super::judgment::area;
use super::{Head, head};
use crate::analyse::{Cell, HeatColumn, HeatRow, Heatmap};
use crate::report::{Grade, Outcome, Scale, Subject};

/// A line `cell`: one body, one subject of one round.
#[derive(Debug, Serialize)]
pub struct CellLine<'a> {
    #[serde(flatten)]
    head: Head,
    force: &'a str,
    force_name: &'a str,
    programme: &'static str,
    year: String,
    pillar: Option<&'a str>,
    topic: &'a str,
    question: Option<u16>,
    area: Option<&'a str>,
    grade: Option<&'static str>,
    state: &'static str,
    standing: Option<&'static str>,
    scale: Option<&'static str>,
    carried_over_from: Option<String>,
}

/// The cells of a row.
pub fn cells<'a>(map: &'a Heatmap, row: &'a HeatRow) -> impl Iterator<Item = CellLine<'a>> {
    map.columns.iter().zip(&row.cells).map(move |(column, cell)| line(row, column, *cell))
}

fn line<'a>(row: &'a HeatRow, column: &'a HeatColumn, cell: Cell) -> CellLine<'a> {
    let outcome = value(cell);
    let grade = outcome.and_then(Outcome::grade);
    let scale = |grade| Scale::of(Some(column.programme), Some(column.cycle), grade).slug();
    CellLine {
        head: head("cell"),
        force: &row.force.slug,
        force_name: &row.force.name,
        programme: column.programme.slug(),
        year: column.cycle.to_string(),
        pillar: column.pillar.as_ref().map(|pillar| pillar.slug()),
        topic: column.topic.slug(),
        question: column.subject.as_ref().and_then(Subject::question),
        area: column.subject.as_ref().and_then(area),
        grade: grade.map(Grade::slug),
        state: state(cell),
        standing: standing(cell),
        scale: grade.map(scale),
        carried_over_from: match cell {
            Cell::Carried(_, from) => Some(from.to_string()),
            _ => None,
        },
    }
}

/// The answer that a cell shows.
pub(super) fn value(cell: Cell) -> Option<Outcome> {
    match cell {
        Cell::Given(outcome)
        | Cell::Carried(outcome, _)
        | Cell::Retrospective(outcome)
        | Cell::SecondHand(outcome) => Some(outcome),
        Cell::LeftOut | Cell::ByQuestion | Cell::NotStated | Cell::NotInCorpus => None,
    }
}

/// The name of what a cell shows.
pub(super) fn state(cell: Cell) -> &'static str {
    match (value(cell), cell) {
        (Some(outcome), _) => outcome.state(),
        (None, Cell::LeftOut) => "left_out",
        (None, Cell::ByQuestion) => "by_question",
        (None, Cell::NotStated) => "not_stated",
        (None, _) => "not_in_corpus",
    }
}

fn standing(cell: Cell) -> Option<&'static str> {
    match cell {
        Cell::Given(_) | Cell::Carried(..) => Some("first_hand"),
        Cell::Retrospective(_) => Some("retrospective"),
        Cell::SecondHand(_) => Some("second_hand"),
        _ => None,
    }
}

/// The line `summary` of `heatmap`.
#[derive(Debug, Serialize)]
pub struct HeatmapSummary {
    #[serde(flatten)]
    head: Head,
    unit: &'static str,
    forces: usize,
    forces_listed: u64,
    columns: usize,
    states: BTreeMap<&'static str, u64>,
}

/// How many cells there are of each state.
#[must_use]
pub fn heatmap_summary(map: &Heatmap) -> HeatmapSummary {
    let mut states = BTreeMap::new();
    for cell in map.rows.iter().flat_map(|row| &row.cells) {
        *states.entry(state(*cell)).or_insert(0) += 1;
    }
    HeatmapSummary {
        head: head("summary"),
        unit: "judgments",
        forces: map.rows.len(),
        forces_listed: map.forces_listed,
        columns: map.columns.len(),
        states,
    }
}

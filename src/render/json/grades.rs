use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::heat::{state, value};
use super::judgment::area;
use super::{Head, head};
use crate::analyse::{Cell, Column, GradeTable, TableRow};

/// A line `cell`: a place of the table of grades in which no judgment stands.
#[derive(Debug, Serialize)]
pub struct BlankLine<'a> {
    #[serde(flatten)]
    head: Head,
    force: &'a str,
    force_name: &'a str,
    year: Option<String>,
    programme: Option<&'static str>,
    pillar: Option<&'a str>,
    question: Option<u16>,
    area: Option<&'a str>,
    state: &'static str,
}

/// The places without a judgment, row by row: each says why.
pub fn blanks(grades: &GradeTable) -> impl Iterator<Item = BlankLine<'_>> {
    let places = grades.rows.iter().flat_map(|row| {
        grades.columns.iter().zip(&row.cells).map(move |(column, cell)| (row, column, *cell))
    });
    places.filter(|(.., cell)| value(*cell).is_none()).map(blank)
}

fn blank<'a>((row, column, cell): (&'a TableRow, &'a Column, Cell)) -> BlankLine<'a> {
    BlankLine {
        head: head("cell"),
        force: &row.force.slug,
        force_name: &row.force.name,
        year: column.cycle.map(|cycle| cycle.to_string()),
        programme: column.programme.map(|programme| programme.slug()),
        pillar: column.pillar.as_ref().map(|pillar| pillar.slug()),
        question: row.subject.question(),
        area: area(&row.subject),
        state: state(cell),
    }
}

/// The line `summary` of `grades`.
#[derive(Debug, Serialize)]
pub struct GradesSummary {
    #[serde(flatten)]
    head: Head,
    unit: &'static str,
    total: usize,
    forces: usize,
    forces_listed: u64,
    columns: usize,
    states: BTreeMap<&'static str, u64>,
    denominators: Denominators,
}

#[derive(Debug, Serialize)]
struct Denominators {
    judgments: u64,
    graded: u64,
}

/// How many judgments there are, of how many, and how many places of each state.
#[must_use]
pub fn grades_summary(grades: &GradeTable) -> GradesSummary {
    let mut states = BTreeMap::new();
    for cell in grades.rows.iter().flat_map(|row| &row.cells) {
        *states.entry(state(*cell)).or_insert(0) += 1;
    }
    let forces: BTreeSet<String> = grades.rows.iter().map(|row| row.force.key()).collect();
    GradesSummary {
        head: head("summary"),
        unit: "judgments",
        total: grades.judgments.len(),
        forces: forces.len(),
        forces_listed: grades.of.forces_listed,
        columns: grades.columns.len(),
        states,
        denominators: Denominators { judgments: grades.of.judgments, graded: grades.of.graded },
    }
}

//! Coverage as tables and in words.

use super::{Table, plural};
use crate::analyse::{Coverage, Covered, InspectionCoverage, RoundCoverage};

/// A row a round and pillar.
#[must_use]
pub fn rounds(coverage: &Coverage) -> Table {
    let mut table = Table::new([
        "programme",
        "year",
        "pillar",
        "#whole",
        "#part",
        "#mentioned",
        "#nothing",
        "#forces",
        "#stated",
        "#asked",
        "?framework",
    ]);
    for round in &coverage.rounds {
        let n = |state| round.states.get(&state).copied().unwrap_or_default();
        let mut cells = subject(round);
        cells.extend(Covered::ALL.map(|state| Some(n(state).to_string())));
        cells.extend([
            Some(round.forces_listed.to_string()),
            Some(round.stated.to_string()),
            Some(round.asked.to_string()),
            Some(if round.known { "known" } else { "as seen here" }.to_owned()),
        ]);
        table.push(cells);
    }
    table
}

fn subject(round: &RoundCoverage) -> Vec<Option<String>> {
    vec![
        Some(round.programme.slug().replace('_', " ")),
        Some(round.cycle.to_string()),
        round.pillar.as_ref().map(ToString::to_string),
    ]
}

/// The inspections that `shown` lets pass, a row each.
#[must_use]
pub fn inspections(coverage: &Coverage, shown: impl Fn(&InspectionCoverage) -> bool) -> Table {
    let mut table = Table::new([
        "programme",
        "year",
        "pillar",
        "force",
        "here",
        "#reports",
        "#stated",
        "#asked",
        "missing",
    ]);
    for it in coverage.inspections.iter().filter(|it| shown(it)) {
        let missing: Vec<String> =
            it.missing.iter().map(|topic| topic.slug().replace('_', " ")).collect();
        table.push(vec![
            Some(it.programme.slug().replace('_', " ")),
            Some(it.cycle.to_string()),
            it.pillar.as_ref().map(ToString::to_string),
            Some(it.force.name.clone()),
            Some(it.covered.slug().to_owned()),
            Some(it.reports.to_string()),
            Some(it.stated.to_string()),
            Some(it.asked.to_string()),
            (!missing.is_empty() && it.covered != Covered::Nothing).then(|| missing.join(", ")),
        ]);
    }
    table
}

/// What the numbers are of: sentences for a person.
#[must_use]
pub fn summary(coverage: &Coverage) -> Vec<String> {
    let here = coverage.inspections.iter().filter(|it| it.covered <= Covered::Part).count();
    let mut lines = vec![
        format!(
            "{here} of {}; stated: answers of these, of all that their rounds grade",
            plural(coverage.inspections.len() as u64, "inspection"),
        ),
        "whole, part: answers here; mentioned: only later or at second hand; forces: those the gazetteer lists"
            .to_owned(),
    ];
    if coverage.rounds.iter().any(|round| !round.known) {
        lines.push(
            "of rounds whose framework is not built in, what is graded is what documents here show"
                .to_owned(),
        );
    }
    if coverage.without_round > 0 {
        let inspections = plural(coverage.without_round, "inspection");
        lines.push(format!("left out: {inspections} of unknown round or programme"));
    }
    lines
}

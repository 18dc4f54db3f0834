use std::collections::BTreeMap;

use serde::Serialize;

use super::{Head, head};
use crate::analyse::{Coverage, Covered, InspectionCoverage, RoundCoverage, Topic};

/// A line `coverage`: a round and pillar.
#[derive(Debug, Serialize)]
pub struct RoundLine<'a> {
    #[serde(flatten)]
    head: Head,
    unit: &'static str,
    programme: &'static str,
    year: String,
    pillar: Option<&'a str>,
    states: BTreeMap<&'static str, u64>,
    forces_listed: u64,
    stated: u64,
    asked: u64,
    framework_known: bool,
}

/// What is here of a round and pillar.
#[must_use]
pub fn round_coverage(round: &RoundCoverage) -> RoundLine<'_> {
    let n = |state: Covered| round.states.get(&state).copied().unwrap_or_default();
    RoundLine {
        head: head("coverage"),
        unit: "inspections",
        programme: round.programme.slug(),
        year: round.cycle.to_string(),
        pillar: round.pillar.as_ref().map(|pillar| pillar.slug()),
        states: Covered::ALL.map(|state| (state.slug(), n(state))).into(),
        forces_listed: round.forces_listed,
        stated: round.stated,
        asked: round.asked,
        framework_known: round.known,
    }
}

/// A line `inspection`.
#[derive(Debug, Serialize)]
pub struct InspectionLine<'a> {
    #[serde(flatten)]
    head: Head,
    programme: &'static str,
    year: String,
    pillar: Option<&'a str>,
    force: &'a str,
    force_name: &'a str,
    state: &'static str,
    reports: u64,
    stated: u64,
    asked: u64,
    missing: Vec<&'a str>,
}

/// What is here of an inspection.
#[must_use]
pub fn inspection_coverage(it: &InspectionCoverage) -> InspectionLine<'_> {
    InspectionLine {
        head: head("inspection"),
        programme: it.programme.slug(),
        year: it.cycle.to_string(),
        pillar: it.pillar.as_ref().map(|pillar| pillar.slug()),
        force: &it.force.slug,
        force_name: &it.force.name,
        state: it.covered.slug(),
        reports: it.reports,
        stated: it.stated,
        asked: it.asked,
        missing: it.missing.iter().map(Topic::slug).collect(),
    }
}

/// The line `summary` of `coverage`.
#[derive(Debug, Serialize)]
pub struct CoverageSummary {
    #[serde(flatten)]
    head: Head,
    unit: &'static str,
    total: u64,
    states: BTreeMap<&'static str, u64>,
    stated: u64,
    asked: u64,
    without_round: u64,
}

/// All rounds together; `total` counts the inspections that could be here.
#[must_use]
pub fn coverage_summary(coverage: &Coverage) -> CoverageSummary {
    let n = |state: Covered| {
        coverage.inspections.iter().filter(|it| it.covered == state).count() as u64
    };
    CoverageSummary {
        head: head("summary"),
        unit: "inspections",
        total: coverage.inspections.len() as u64,
        states: Covered::ALL.map(|state| (state.slug(), n(state))).into(),
        stated: coverage.rounds.iter().map(|round| round.stated).sum(),
        asked: coverage.rounds.iter().map(|round| round.asked).sum(),
        without_round: coverage.without_round,
    }
}

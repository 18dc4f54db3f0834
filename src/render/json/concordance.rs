use serde::Serialize;

use super::{AlsoPart, Head, also, head};
use crate::analyse::{Concordance, ConcordanceLine};
use crate::report::{Outcome, Span};
use crate::search::Extent;

/// A line `line` of a concordance.
#[derive(Debug, Serialize)]
pub struct KwicLine<'a> {
    #[serde(flatten)]
    head: Head,
    rank: usize,
    left: &'a str,
    node: &'a str,
    right: &'a str,
    id: &'a str,
    kind: &'static str,
    force: Option<&'a str>,
    force_name: Option<&'a str>,
    year: Option<String>,
    pillar: Option<&'a str>,
    grade: Option<&'static str>,
    state: Option<&'static str>,
    span: Option<Span>,
    other_name: bool,
    title: Option<&'a str>,
    path: &'a str,
}

/// One place in its context.
#[must_use]
pub fn kwic(line: &ConcordanceLine) -> KwicLine<'_> {
    let finding = &line.finding;
    KwicLine {
        head: head("line"),
        rank: line.rank,
        left: &line.left,
        node: &line.node,
        right: &line.right,
        id: &finding.id,
        kind: finding.kind.slug(),
        force: finding.force.as_ref().map(|force| force.slug.as_str()),
        force_name: finding.force.as_ref().map(|force| force.name.as_str()),
        year: finding.cycle.map(|cycle| cycle.to_string()),
        pillar: finding.pillar.as_ref().map(|pillar| pillar.slug()),
        grade: finding.outcome.and_then(Outcome::grade).map(|grade| grade.slug()),
        state: finding.outcome.map(Outcome::state),
        span: line.span,
        other_name: line.only_also,
        title: line.report.title.as_deref(),
        path: &line.report.path,
    }
}

/// Findings, reports and inspections.
#[derive(Debug, Serialize)]
pub struct ExtentPart {
    findings: u64,
    reports: u64,
    inspections: u64,
}

/// How much there is.
#[must_use]
pub fn extent(extent: Extent) -> ExtentPart {
    let Extent { findings, reports, inspections } = extent;
    ExtentPart { findings, reports, inspections }
}

/// The line `summary` that ends a concordance.
#[derive(Debug, Serialize)]
pub struct KwicSummary<'a> {
    #[serde(flatten)]
    head: Head,
    unit: &'static str,
    query: &'a str,
    total: u64,
    matching: ExtentPart,
    denominators: ExtentPart,
    also: Vec<AlsoPart<'a>>,
    hints: &'a [String],
}

/// The totals of a concordance.
#[must_use]
pub fn kwic_summary<'a>(concordance: &'a Concordance, query: &'a str) -> KwicSummary<'a> {
    KwicSummary {
        head: head("summary"),
        unit: "lines",
        query,
        total: concordance.total,
        matching: extent(concordance.matching),
        denominators: extent(concordance.of),
        also: also(&concordance.also),
        hints: &concordance.hints,
    }
}

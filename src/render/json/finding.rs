use std::collections::BTreeMap;

use serde::Serialize;

use super::{AlsoPart, Head, also, head};
use crate::render::html::{self, Mark};
use crate::report::{Finding, Report, Span};
use crate::search::{
    Alternative, Answer, Bucket, Correction, Explanation, Folded, Hit, Match, ReportRef,
};

/// A line `finding`.
#[derive(Debug, Serialize)]
pub struct FindingLine<'a> {
    #[serde(flatten)]
    head: Head,
    rank: Option<usize>,
    r#match: Option<Match>,
    score: Option<f32>,
    id: &'a str,
    source_id: Option<&'a str>,
    kind: &'static str,
    force: Option<&'a str>,
    force_name: Option<&'a str>,
    year: Option<String>,
    programme: Option<&'static str>,
    pillar: Option<&'a str>,
    question: Option<u16>,
    question_text: Option<&'a str>,
    grade: Option<&'static str>,
    state: Option<&'static str>,
    heading: Option<&'a str>,
    text: &'a str,
    highlights: &'a [Span],
    also_highlights: &'a [Span],
    page: Option<u32>,
    span: Span,
    report: ReportPart<'a>,
    explanation: Option<ExplanationPart<'a>>,
    folded: Option<FoldedPart<'a>>,
    unit_findings: Option<u64>,
    passage: Option<Span>,
    html: Option<String>,
    carried_over_from: Option<String>,
}

/// The findings folded under a hit.
#[derive(Debug, Serialize)]
struct FoldedPart<'a> {
    n: u64,
    at_least: bool,
    forces: Vec<Option<&'a str>>,
    years: Vec<String>,
    ids: &'a [String],
}

/// A part of a score: the sum of its parts.
#[derive(Debug, Serialize)]
struct ExplanationPart<'a> {
    value: f32,
    what: &'a str,
    parts: Vec<ExplanationPart<'a>>,
}

fn explanation(told: &Explanation) -> ExplanationPart<'_> {
    let parts = told.parts.iter().map(explanation).collect();
    ExplanationPart { value: told.value, what: &told.what, parts }
}

#[derive(Debug, Serialize)]
struct ReportPart<'a> {
    id: &'a str,
    kind: &'static str,
    title: Option<&'a str>,
    path: &'a str,
}

/// A finding with its report; without rank, score and highlights.
#[must_use]
pub fn finding<'a>(finding: &'a Finding, report: &'a ReportRef) -> FindingLine<'a> {
    FindingLine {
        head: head("finding"),
        rank: None,
        r#match: None,
        score: None,
        id: &finding.id,
        source_id: finding.source_id.as_deref(),
        kind: finding.kind.slug(),
        force: finding.force.as_ref().map(|force| force.slug.as_str()),
        force_name: finding.force.as_ref().map(|force| force.name.as_str()),
        year: finding.cycle.map(|cycle| cycle.to_string()),
        programme: finding.programme.map(|programme| programme.slug()),
        pillar: finding.pillar.as_ref().map(|pillar| pillar.slug()),
        question: finding.question,
        question_text: finding.question_text.as_deref(),
        grade: finding.outcome.and_then(|outcome| outcome.grade()).map(|grade| grade.slug()),
        state: finding.outcome.map(|outcome| outcome.state()),
        heading: finding.heading.as_deref(),
        text: &finding.text,
        highlights: &[],
        also_highlights: &[],
        page: finding.page,
        span: finding.span,
        report: ReportPart {
            id: &report.id,
            kind: report.kind.slug(),
            title: report.title.as_deref(),
            path: &report.path,
        },
        folded: None,
        unit_findings: None,
        passage: None,
        html: None,
        explanation: None,
        carried_over_from: finding.carried_over_from.map(|cycle| cycle.to_string()),
    }
}

/// A hit of a search.
#[must_use]
pub fn hit(hit: &Hit) -> FindingLine<'_> {
    FindingLine {
        rank: Some(hit.rank),
        r#match: Some(hit.matched),
        score: Some(hit.score),
        highlights: &hit.highlights,
        folded: hit.folded.as_ref().map(folded),
        unit_findings: hit.unit_findings,
        passage: Some(hit.passage),
        html: Some(passage_html(hit)),
        also_highlights: &hit.also_highlights,
        explanation: hit.explanation.as_ref().map(explanation),
        ..finding(&hit.finding, &hit.report)
    }
}

fn folded(folded: &Folded) -> FoldedPart<'_> {
    FoldedPart {
        n: folded.n,
        at_least: folded.at_least,
        forces: folded.forces.iter().map(|force| force.value.as_deref()).collect(),
        years: folded.years.iter().map(ToString::to_string).collect(),
        ids: &folded.ids,
    }
}

/// The passage of a hit as HTML, what was asked for marked.
fn passage_html(hit: &Hit) -> String {
    let asked = hit.highlights.iter().map(|span| (*span, Mark::Asked));
    let also = hit.also_highlights.iter().map(|span| (*span, Mark::Also));
    html::marked(&hit.finding.text, hit.passage, &asked.chain(also).collect::<Vec<_>>())
}

/// The line `summary` that ends a search.
#[derive(Debug, Serialize)]
pub struct SearchSummary<'a> {
    #[serde(flatten)]
    head: Head,
    query: &'a str,
    findings: u64,
    copies: u64,
    reports: u64,
    inspections: u64,
    took_us: u64,
    facets: BTreeMap<&'static str, Vec<FacetValue<'a>>>,
    hints: &'a [String],
    corrected: &'a [Correction],
    suggestions: &'a [Alternative],
    next: Option<&'a str>,
    units: Option<u64>,
    without_unit: Option<u64>,
    also: Vec<AlsoPart<'a>>,
}

#[derive(Debug, Serialize)]
struct FacetValue<'a> {
    value: Option<&'a str>,
    label: &'a str,
    findings: u64,
}

/// The totals and facets of an answer to `query` that took so many microseconds.
#[must_use]
pub fn search_summary<'a>(query: &'a str, answer: &'a Answer, took_us: u64) -> SearchSummary<'a> {
    let values = |(bucket, findings): &'a (Bucket, u64)| FacetValue {
        value: bucket.value.as_deref(),
        label: &bucket.label,
        findings: *findings,
    };
    let facets = answer.facets.iter();
    SearchSummary {
        head: head("summary"),
        query,
        findings: answer.findings,
        copies: answer.copies,
        reports: answer.reports,
        inspections: answer.inspections,
        took_us,
        facets: facets
            .map(|facet| (facet.dimension.slug(), facet.values.iter().map(values).collect()))
            .collect(),
        hints: &answer.hints,
        corrected: &answer.corrected,
        suggestions: &answer.suggestions,
        next: answer.next.as_deref(),
        units: answer.units,
        without_unit: answer.units.map(|_| answer.without_unit),
        also: also(&answer.also),
    }
}

/// The report as a hit refers to it.
#[must_use]
pub fn reference(report: &Report) -> ReportRef {
    ReportRef {
        id: report.id.clone(),
        kind: report.kind,
        title: report.title.clone(),
        path: report.path.clone(),
    }
}

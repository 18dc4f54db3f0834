use serde::Serialize;

use super::{Head, head};
use crate::analyse::{Change, Checked, Fidelity};
use crate::extract::Quotation;
use crate::render::quotes::verdict;

/// A line `quotation`.
#[derive(Debug, Serialize)]
pub struct QuotationLine<'a> {
    #[serde(flatten)]
    head: Head,
    file: &'a str,
    line: usize,
    text: &'a str,
    is_block: bool,
    verdict: &'static str,
    has_gaps: bool,
    shapes: Vec<&'static str>,
    similarity: Option<f64>,
    changes: Vec<ChangePart<'a>>,
    id: Option<&'a str>,
    force: Option<&'a str>,
    force_name: Option<&'a str>,
    year: Option<String>,
    grade: Option<&'static str>,
    state: Option<&'static str>,
    page: Option<u32>,
    report: Option<&'a str>,
    title: Option<&'a str>,
    path: Option<&'a str>,
    others: Option<usize>,
}

/// Words that differ.
#[derive(Debug, Serialize)]
struct ChangePart<'a> {
    source: &'a str,
    quotation: &'a str,
}

/// A quotation of a file with what came of it.
#[must_use]
pub fn quotation<'a>(
    file: &'a str,
    quotation: &'a Quotation,
    checked: &'a Checked,
) -> QuotationLine<'a> {
    let source = checked.source.as_ref();
    let finding = source.map(|source| &source.finding);
    let force = finding.and_then(|finding| finding.force.as_ref());
    let outcome = finding.and_then(|finding| finding.outcome);
    let likeness = match &checked.fidelity {
        Fidelity::Altered(likeness) => Some(likeness),
        Fidelity::Verbatim | Fidelity::NotFound => None,
    };
    let changes = likeness.map(|likeness| likeness.changes.as_slice()).unwrap_or_default();
    let changes = changes.iter().filter_map(|change| match change {
        Change::Other(source, quotation) => Some(ChangePart { source, quotation }),
        Change::Same(_) | Change::Gap => None,
    });
    QuotationLine {
        head: head("quotation"),
        file,
        line: quotation.line,
        text: &quotation.text,
        is_block: quotation.is_block,
        verdict: verdict(&checked.fidelity),
        has_gaps: checked.has_gaps,
        shapes: checked.shapes.iter().map(|shape| shape.slug()).collect(),
        similarity: likeness.map(|likeness| likeness.similarity),
        changes: changes.collect(),
        id: finding.map(|finding| finding.id.as_str()),
        force: force.map(|force| force.slug.as_str()),
        force_name: force.map(|force| force.name.as_str()),
        year: finding.and_then(|finding| finding.cycle).map(|cycle| cycle.to_string()),
        grade: outcome.and_then(|outcome| outcome.grade()).map(|grade| grade.slug()),
        state: outcome.map(|outcome| outcome.state()),
        page: finding.and_then(|finding| finding.page),
        report: source.map(|source| source.report.id.as_str()),
        title: source.and_then(|source| source.report.title.as_deref()),
        path: source.map(|source| source.report.path.as_str()),
        others: source.map(|source| source.others),
    }
}

/// How many quotations there are of each verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct QuotationTotals {
    /// All that were checked.
    pub quotations: u64,
    /// What a report says.
    pub verbatim: u64,
    /// What a report says in other words.
    pub altered: u64,
    /// What no report says.
    pub not_found: u64,
    /// Too short to be told whose they are, and not checked.
    pub short: u64,
}

/// The line `summary` of checked quotations.
#[derive(Debug, Serialize)]
pub struct QuotationSummary {
    #[serde(flatten)]
    head: Head,
    unit: &'static str,
    #[serde(flatten)]
    totals: QuotationTotals,
}

/// The totals as a line.
#[must_use]
pub fn quotation_summary(totals: QuotationTotals) -> QuotationSummary {
    QuotationSummary { head: head("summary"), unit: "quotations", totals }
}

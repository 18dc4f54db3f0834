use std::collections::BTreeMap;

use serde::Serialize;

use super::judgment::area;
use super::{Head, head};
use crate::analyse::Listing;
use crate::report::{Attestation, Evidence, How, Language, Note, Severity, Span};

/// A line `report`.
#[derive(Debug, Serialize)]
pub struct ReportLine<'a> {
    #[serde(flatten)]
    head: Head,
    id: &'a str,
    path: &'a str,
    kind: &'static str,
    title: Option<&'a str>,
    forces: Vec<&'a str>,
    programme: Option<&'static str>,
    year: Option<String>,
    pillar: Option<&'a str>,
    grade: Option<&'static str>,
    published: Option<String>,
    last_updated: Option<String>,
    captured: Option<&'a str>,
    sent: Option<String>,
    fieldwork: Option<[String; 2]>,
    url: Option<&'a str>,
    licence: Option<&'a str>,
    language: Option<&'static str>,
    page_of: Option<&'a str>,
    digest: &'a str,
    judgments: Vec<JudgmentPart<'a>>,
    findings: u64,
    matching: Option<u64>,
    notes: Vec<NotePart<'a>>,
    evidence: BTreeMap<&'a str, EvidencePart<'a>>,
}

#[derive(Debug, Serialize)]
struct JudgmentPart<'a> {
    force: &'a str,
    year: Option<String>,
    programme: Option<&'static str>,
    pillar: Option<&'a str>,
    question: Option<u16>,
    area: Option<&'a str>,
    question_text: Option<&'a str>,
    grade: Option<&'static str>,
    state: &'static str,
    retrospective: bool,
    second_hand: bool,
    carried_over_from: Option<String>,
}

#[derive(Debug, Serialize)]
struct NotePart<'a> {
    severity: Severity,
    message: &'a str,
    span: Option<Span>,
    hint: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct EvidencePart<'a> {
    how: How,
    rule: &'a str,
    quotes: Vec<&'a str>,
    spans: Vec<Span>,
    /// The page of each quotation, where the document has pages.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pages: Vec<u32>,
}

/// A report of the corpus.
#[must_use]
pub fn report(listing: &Listing) -> ReportLine<'_> {
    let report = &listing.report;
    ReportLine {
        head: head("report"),
        id: &report.id,
        path: &report.path,
        kind: report.kind.slug(),
        title: report.title.as_deref(),
        forces: report.forces.iter().map(|force| force.slug.as_str()).collect(),
        programme: report.programme.map(|programme| programme.slug()),
        year: report.cycle.map(|cycle| cycle.to_string()),
        pillar: report.pillar.as_ref().map(|pillar| pillar.slug()),
        grade: report.outcome.and_then(|outcome| outcome.grade()).map(|grade| grade.slug()),
        published: report.published.map(|date| date.to_string()),
        last_updated: report.last_updated.map(|date| date.to_string()),
        captured: report.captured.as_deref(),
        sent: report.sent.map(|date| date.to_string()),
        fieldwork: report.fieldwork.map(|(first, last)| [first.to_string(), last.to_string()]),
        url: report.url.as_deref(),
        licence: report.licence.as_deref(),
        language: report.language.map(Language::code),
        page_of: report.capture.page.as_deref(),
        digest: &report.digest,
        judgments: report.attestations.iter().map(judgment_part).collect(),
        findings: listing.findings,
        matching: listing.matching,
        notes: report.notes.iter().map(note_part).collect(),
        evidence: report.evidence.iter().map(|(field, why)| (field.as_str(), why.into())).collect(),
    }
}

fn judgment_part(said: &Attestation) -> JudgmentPart<'_> {
    let key = &said.judgment;
    JudgmentPart {
        force: &key.force.slug,
        year: key.cycle.map(|cycle| cycle.to_string()),
        programme: key.programme.map(|programme| programme.slug()),
        pillar: key.pillar.as_ref().map(|pillar| pillar.slug()),
        question: key.subject.question(),
        area: area(&key.subject),
        question_text: said.question_text.as_deref(),
        grade: said.outcome.grade().map(|grade| grade.slug()),
        state: said.outcome.state(),
        retrospective: said.retrospective,
        second_hand: said.second_hand,
        carried_over_from: said.carried_over_from.map(|cycle| cycle.to_string()),
    }
}

fn note_part(note: &Note) -> NotePart<'_> {
    NotePart {
        severity: note.severity,
        message: &note.message,
        span: note.span,
        hint: note.hint.as_deref(),
    }
}

impl<'a> From<&'a Evidence> for EvidencePart<'a> {
    fn from(evidence: &'a Evidence) -> Self {
        Self {
            how: evidence.how,
            rule: &evidence.rule,
            quotes: evidence.quotes.iter().map(|quote| quote.text.as_str()).collect(),
            spans: evidence.quotes.iter().map(|quote| quote.span).collect(),
            pages: evidence.quotes.iter().filter_map(|quote| quote.page).collect(),
        }
    }
}

/// A line `evidence` of `why`: one field.
#[derive(Debug, Serialize)]
pub struct EvidenceLine<'a> {
    #[serde(flatten)]
    head: Head,
    id: &'a str,
    field: &'a str,
    value: Option<&'a str>,
    #[serde(flatten)]
    evidence: EvidencePart<'a>,
}

/// How a field of the report or finding `id` is known.
#[must_use]
pub fn evidence<'a>(
    id: &'a str,
    field: &'a str,
    value: Option<&'a str>,
    evidence: &'a Evidence,
) -> EvidenceLine<'a> {
    EvidenceLine { head: head("evidence"), id, field, value, evidence: evidence.into() }
}

/// A line `note`, `failure` or `skipped`: something a reader should know about a document.
#[derive(Debug, Serialize)]
pub struct NoteLine<'a> {
    #[serde(flatten)]
    head: Head,
    path: &'a str,
    #[serde(flatten)]
    note: NotePart<'a>,
}

/// A note of the document at `path`.
#[must_use]
pub fn note<'a>(path: &'a str, note: &'a Note) -> NoteLine<'a> {
    NoteLine { head: head("note"), path, note: note_part(note) }
}

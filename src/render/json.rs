//! JSON Lines, version 1: the wire types. Keys are only ever added; `docs/CLI.md` lists them all.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::analyse::{Counts, Judgment, Listing, Row};
use crate::index::{BuildSummary, Stats, Verified};
use crate::report::{
    Attestation, Evidence, Finding, How, Note, Report, Scale, Severity, Span, Subject,
};
use crate::search::{Answer, Bucket, Dimension, Hit, Match, ReportRef};

/// The version that every line bears as `v`.
pub const VERSION: u32 = 1;

/// `type` and `v`, which open every line.
#[derive(Debug, Serialize)]
pub struct Head {
    r#type: &'static str,
    v: u32,
}

fn head(r#type: &'static str) -> Head {
    Head { r#type, v: VERSION }
}

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
    page: Option<u32>,
    span: Span,
    report: ReportPart<'a>,
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
        page: finding.page,
        span: finding.span,
        report: ReportPart {
            id: &report.id,
            kind: report.kind.slug(),
            title: report.title.as_deref(),
            path: &report.path,
        },
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
        ..finding(&hit.finding, &hit.report)
    }
}

/// The line `summary` that ends a search.
#[derive(Debug, Serialize)]
pub struct SearchSummary<'a> {
    #[serde(flatten)]
    head: Head,
    query: &'a str,
    findings: u64,
    reports: u64,
    inspections: u64,
    took_us: u64,
    facets: BTreeMap<&'static str, Vec<FacetValue<'a>>>,
    hints: &'a [String],
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
        reports: answer.reports,
        inspections: answer.inspections,
        took_us,
        facets: facets
            .map(|facet| (facet.dimension.slug(), facet.values.iter().map(values).collect()))
            .collect(),
        hints: &answer.hints,
    }
}

/// A line `count`: `unit`, one key a dimension, `n`.
#[derive(Debug)]
pub struct CountLine<'a> {
    counts: &'a Counts,
    row: &'a Row,
}

/// One row of a count.
#[must_use]
pub fn count<'a>(counts: &'a Counts, row: &'a Row) -> CountLine<'a> {
    CountLine { counts, row }
}

impl Serialize for CountLine<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", "count")?;
        map.serialize_entry("v", &VERSION)?;
        map.serialize_entry("unit", self.counts.unit.slug())?;
        for (bucket, by) in self.row.buckets.iter().zip(&self.counts.by) {
            let value = bucket.value.as_deref();
            match (by, value.and_then(|value| value.parse::<u16>().ok())) {
                (Dimension::Question, Some(number)) => map.serialize_entry(by.slug(), &number)?,
                _ => map.serialize_entry(by.slug(), &value)?,
            }
            if *by == Dimension::Force {
                map.serialize_entry("force_name", &value.map(|_| bucket.label.as_str()))?;
            }
        }
        map.serialize_entry("n", &self.row.n)?;
        map.end()
    }
}

/// The line `summary` that ends a count.
#[derive(Debug, Serialize)]
pub struct CountSummary<'a> {
    #[serde(flatten)]
    head: Head,
    unit: &'static str,
    by: Vec<&'static str>,
    query: Option<&'a str>,
    total: u64,
    rows: usize,
    denominators: DenominatorsPart,
    not_graded: &'a BTreeMap<&'static str, u64>,
    retrospective: u64,
    second_hand: u64,
    undated: u64,
    contradicted: u64,
}

#[derive(Debug, Serialize)]
struct DenominatorsPart {
    judgments: u64,
    graded: u64,
    forces: u64,
    inspections: u64,
    reports: u64,
    documents: u64,
}

/// The totals of a count.
#[must_use]
pub fn count_summary<'a>(counts: &'a Counts, query: Option<&'a str>) -> CountSummary<'a> {
    let of = &counts.denominators;
    CountSummary {
        head: head("summary"),
        unit: counts.unit.slug(),
        by: counts.by.iter().map(|by| by.slug()).collect(),
        query,
        total: counts.total,
        rows: counts.rows.len(),
        denominators: DenominatorsPart {
            judgments: of.judgments,
            graded: of.graded,
            forces: of.forces,
            inspections: of.inspections,
            reports: of.reports,
            documents: of.documents,
        },
        not_graded: &counts.left_out.not_graded,
        retrospective: counts.left_out.retrospective,
        second_hand: counts.left_out.second_hand,
        undated: counts.left_out.undated,
        contradicted: counts.contradicted,
    }
}

/// A line `grade`, or `contradiction`: one judgment.
#[derive(Debug, Serialize)]
pub struct GradeLine<'a> {
    #[serde(flatten)]
    head: Head,
    force: &'a str,
    force_name: &'a str,
    year: Option<String>,
    programme: Option<&'static str>,
    pillar: Option<&'a str>,
    question: Option<u16>,
    area: Option<&'a str>,
    question_text: Option<&'a str>,
    grade: Option<&'static str>,
    state: &'static str,
    scale: Option<&'static str>,
    attested_by: Vec<&'a str>,
    retrospective: bool,
    second_hand: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    statements: Option<Vec<AttestationPart<'a>>>,
}

/// A judgment in a table of grades.
#[must_use]
pub fn grade(judgment: &Judgment) -> GradeLine<'_> {
    let key = &judgment.key;
    let grade = judgment.outcome.grade();
    let mut attested_by: Vec<&str> =
        judgment.statements.iter().map(|statement| statement.report.as_str()).collect();
    attested_by.sort_unstable();
    attested_by.dedup();
    GradeLine {
        head: head("grade"),
        force: &key.force.slug,
        force_name: &key.force.name,
        year: key.cycle.map(|cycle| cycle.to_string()),
        programme: key.programme.map(|programme| programme.slug()),
        pillar: key.pillar.as_ref().map(|pillar| pillar.slug()),
        question: key.subject.question(),
        area: area(&key.subject),
        question_text: judgment.question_text.as_deref(),
        grade: grade.map(|grade| grade.slug()),
        state: judgment.outcome.state(),
        scale: grade.map(|grade| Scale::of(key.programme, key.cycle, grade).slug()),
        attested_by,
        retrospective: judgment.is_retrospective(),
        second_hand: !judgment.is_first_hand() && !judgment.is_retrospective(),
        statements: None,
    }
}

/// A judgment to which documents give different grades, with what each says.
#[must_use]
pub fn contradiction(judgment: &Judgment) -> GradeLine<'_> {
    let statements = judgment.statements.iter().map(|statement| {
        AttestationPart::new(&statement.attestation, &statement.report, Some(&statement.path))
    });
    GradeLine {
        head: head("contradiction"),
        statements: Some(statements.collect()),
        ..grade(judgment)
    }
}

fn area(subject: &Subject) -> Option<&str> {
    match subject {
        Subject::Area(slug) => Some(slug),
        _ => None,
    }
}

/// What a document says of a judgment.
#[derive(Debug, Serialize)]
struct AttestationPart<'a> {
    report: &'a str,
    path: Option<&'a str>,
    grade: Option<&'static str>,
    state: &'static str,
    standing: &'static str,
    quote: &'a str,
    span: Span,
    rule: &'a str,
}

impl<'a> AttestationPart<'a> {
    fn new(said: &'a Attestation, report: &'a str, path: Option<&'a str>) -> Self {
        Self {
            report,
            path,
            grade: said.outcome.grade().map(|grade| grade.slug()),
            state: said.outcome.state(),
            standing: standing(said),
            quote: &said.quote,
            span: said.span,
            rule: &said.rule,
        }
    }
}

/// `first_hand`, `second_hand` or `retrospective`.
#[must_use]
pub fn standing(said: &Attestation) -> &'static str {
    match (said.retrospective, said.second_hand) {
        (true, _) => "retrospective",
        (false, true) => "second_hand",
        (false, false) => "first_hand",
    }
}

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
    sent: Option<String>,
    fieldwork: Option<[String; 2]>,
    url: Option<&'a str>,
    licence: Option<&'a str>,
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
        sent: report.sent.map(|date| date.to_string()),
        fieldwork: report.fieldwork.map(|(first, last)| [first.to_string(), last.to_string()]),
        url: report.url.as_deref(),
        licence: report.licence.as_deref(),
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

/// A line `judgment` of `why`: one judgment with what every document says of it.
#[must_use]
pub fn judgment(judgment: &Judgment) -> GradeLine<'_> {
    GradeLine { head: head("judgment"), ..contradiction(judgment) }
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

/// A line `failure` or `skipped` of `index --report`.
#[derive(Debug, Serialize)]
pub struct InputLine<'a> {
    #[serde(flatten)]
    head: Head,
    path: &'a str,
    message: &'a str,
}

/// The inputs that failed, then those that were passed over.
pub fn inputs(summary: &BuildSummary) -> impl Iterator<Item = InputLine<'_>> {
    let failures = summary.failures.iter().map(|input| ("failure", input));
    failures.chain(summary.skipped.iter().map(|input| ("skipped", input))).map(|(r#type, input)| {
        InputLine { head: head(r#type), path: &input.path, message: &input.message }
    })
}

/// The line `summary` of `index`.
#[derive(Debug, Serialize)]
pub struct IndexSummary {
    #[serde(flatten)]
    head: Head,
    documents: u64,
    added: u64,
    changed: u64,
    unchanged: u64,
    removed: u64,
    failed: u64,
    findings: u64,
    bytes: u64,
    seconds: f64,
    findings_per_second: f64,
    peak_rss_bytes: Option<u64>,
    skipped: usize,
    notes: NotesPart,
    dry_run: bool,
}

#[derive(Debug, Serialize)]
struct NotesPart {
    info: u64,
    warning: u64,
    error: u64,
}

/// What a build did; `peak_rss_bytes` is the most memory the process held, where the system tells.
#[must_use]
pub fn index_summary(
    summary: &BuildSummary,
    peak_rss_bytes: Option<u64>,
    dry_run: bool,
) -> IndexSummary {
    let [info, warning, error] = summary.notes;
    let seconds = summary.seconds.max(1e-9);
    IndexSummary {
        head: head("summary"),
        documents: summary.documents,
        added: summary.added,
        changed: summary.changed,
        unchanged: summary.unchanged,
        removed: summary.removed,
        failed: summary.failed,
        findings: summary.findings,
        bytes: summary.bytes,
        seconds: summary.seconds,
        findings_per_second: (summary.findings as f64 / seconds * 10.0).round() / 10.0,
        peak_rss_bytes,
        skipped: summary.skipped.len(),
        notes: NotesPart { info, warning, error },
        dry_run,
    }
}

/// A line that is a value of the library under a `type`.
#[derive(Debug, Serialize)]
pub struct Line<'a, T> {
    #[serde(flatten)]
    head: Head,
    #[serde(flatten)]
    value: &'a T,
}

/// The line `stats`.
#[must_use]
pub fn stats(stats: &Stats) -> Line<'_, Stats> {
    Line { head: head("stats"), value: stats }
}

/// The line `verify`.
#[must_use]
pub fn verified(verified: &Verified) -> Line<'_, Verified> {
    Line { head: head("verify"), value: verified }
}

/// A line `token`.
#[must_use]
pub fn token(token: &crate::index::Token) -> Line<'_, crate::index::Token> {
    Line { head: head("token"), value: token }
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

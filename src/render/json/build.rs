use serde::Serialize;

use super::{Head, head};
use crate::index::BuildSummary;

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
    gone: u64,
    failed: u64,
    findings: u64,
    copies: u64,
    bytes: u64,
    seconds: f64,
    findings_per_second: f64,
    peak_rss_bytes: Option<u64>,
    skipped: usize,
    notes: NotesPart,
    dry_run: bool,
    committed: bool,
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
        gone: summary.gone,
        failed: summary.failed,
        findings: summary.findings,
        copies: summary.copies,
        bytes: summary.bytes,
        seconds: summary.seconds,
        findings_per_second: (summary.findings as f64 / seconds * 10.0).round() / 10.0,
        peak_rss_bytes,
        skipped: summary.skipped.len(),
        notes: NotesPart { info, warning, error },
        dry_run,
        committed: !dry_run && !summary.refused,
    }
}

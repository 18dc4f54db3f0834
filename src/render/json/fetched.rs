use std::path::Path;

use serde::Serialize;

use super::{Head, head};
use crate::fetch::{Fetched, Summary};

/// A line `fetched`.
#[derive(Debug, Serialize)]
pub struct FetchedLine<'a> {
    #[serde(flatten)]
    head: Head,
    outcome: &'static str,
    url: &'a str,
    final_url: Option<&'a str>,
    page: Option<&'a str>,
    status: Option<u16>,
    file: Option<&'a str>,
    before: Option<&'a str>,
    bytes: Option<u64>,
    digest: Option<&'a str>,
    licence: Option<&'a str>,
    reason: Option<&'a str>,
}

/// What became of an address.
#[must_use]
pub fn fetched(one: &Fetched) -> FetchedLine<'_> {
    FetchedLine {
        head: head("fetched"),
        outcome: one.outcome.slug(),
        url: &one.url,
        final_url: one.final_url.as_deref(),
        page: one.page.as_deref(),
        status: one.status,
        file: one.file.as_deref(),
        before: one.before.as_deref(),
        bytes: one.bytes,
        digest: one.digest.as_deref(),
        licence: one.licence.as_deref(),
        reason: one.reason.as_deref(),
    }
}

/// The line `summary` of a fetch.
#[derive(Debug, Serialize)]
pub struct FetchSummary {
    #[serde(flatten)]
    head: Head,
    documents: u64,
    new: u64,
    changed: u64,
    unchanged: u64,
    moved: u64,
    skipped: u64,
    refused: u64,
    failed: u64,
    planned: u64,
    resumed: u64,
    waiting: u64,
    requests: u64,
    bytes: u64,
    into: String,
    seconds: f64,
    dry_run: bool,
}

/// How many of each, into which folder.
#[must_use]
pub fn fetch_summary(summary: &Summary, into: &Path, seconds: f64, dry_run: bool) -> FetchSummary {
    FetchSummary {
        head: head("summary"),
        documents: summary.documents(),
        new: summary.new,
        changed: summary.changed,
        unchanged: summary.unchanged,
        moved: summary.moved,
        skipped: summary.skipped,
        refused: summary.refused,
        failed: summary.failed,
        planned: summary.planned,
        resumed: summary.resumed,
        waiting: summary.waiting,
        requests: summary.requests,
        bytes: summary.bytes,
        into: into.display().to_string(),
        seconds,
        dry_run,
    }
}

use serde::Serialize;

use super::{FindingLine, Head, finding, head};
use crate::render::news::{News, Watched};
use crate::search::ReportRef;

/// A line `saved`.
#[derive(Debug, Serialize)]
pub struct SavedLine<'a> {
    #[serde(flatten)]
    head: Head,
    name: &'a str,
    asks: &'a [String],
    line: &'a str,
}

/// A saved question: its words, and as a shell takes them.
#[must_use]
pub fn saved<'a>(name: &'a str, asks: &'a [String], line: &'a str) -> SavedLine<'a> {
    SavedLine { head: head("saved"), name, asks, line }
}

/// A line `finding` with what is new about it.
#[derive(Debug, Serialize)]
pub struct NewsLine<'a> {
    #[serde(flatten)]
    finding: FindingLine<'a>,
    news: &'static str,
    was: Option<&'a str>,
}

/// A finding that is new or has another grade.
#[must_use]
pub fn news<'a>(news: &'a News, report: &'a ReportRef) -> NewsLine<'a> {
    NewsLine {
        finding: finding(&news.finding, report),
        news: if news.was.is_none() { "new" } else { "grade" },
        was: news.was.as_ref().and_then(|was| was.as_deref()),
    }
}

/// The line `summary` of `watch`.
#[derive(Debug, Serialize)]
pub struct NewsSummary<'a> {
    #[serde(flatten)]
    head: Head,
    unit: &'static str,
    query: &'a str,
    first: bool,
    new: u64,
    changed: u64,
    gone: u64,
    findings: u64,
}

/// How much is new, of how many.
#[must_use]
pub fn news_summary<'a>(watched: &Watched<'_>, query: &'a str) -> NewsSummary<'a> {
    let (new, changed) = watched.counts();
    NewsSummary {
        head: head("summary"),
        unit: "findings",
        query,
        first: watched.is_first(),
        new,
        changed,
        gone: watched.gone(),
        findings: watched.seen.len() as u64,
    }
}

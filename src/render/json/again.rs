use serde::Serialize;

use super::{FindingLine, Head, finding, head};
use crate::render::changes::{Changes, Lines};
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
    since: Option<&'a str>,
    undated: u64,
}

/// How much is new, of how many; `since` is the day or mark that was asked for.
#[must_use]
pub fn news_summary<'a>(
    watched: &Watched<'_>,
    query: &'a str,
    since: Option<&'a str>,
) -> NewsSummary<'a> {
    let (new, changed) = watched.counts();
    NewsSummary {
        since,
        undated: watched.undated,
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

/// A line `change`: a line of an answer that is new or gone.
#[derive(Debug, Serialize)]
pub struct ChangeLine {
    #[serde(flatten)]
    head: Head,
    news: &'static str,
    line: serde_json::Value,
}

/// The lines that are new, then those that are gone.
pub fn changes(changes: &Changes) -> impl Iterator<Item = ChangeLine> {
    let lines = |news: &'static str, lines: &[String]| -> Vec<ChangeLine> {
        let read = |line: &String| serde_json::from_str(line).unwrap_or_default();
        lines
            .iter()
            .map(|line| ChangeLine { head: head("change"), news, line: read(line) })
            .collect()
    };
    lines("new", &changes.new).into_iter().chain(lines("gone", &changes.gone))
}

/// The line `summary` of `watch` of a question that is no search.
#[derive(Debug, Serialize)]
pub struct ChangesSummary<'a> {
    #[serde(flatten)]
    head: Head,
    unit: &'static str,
    asks: &'a [String],
    first: bool,
    new: usize,
    gone: usize,
    lines: usize,
    since: Option<&'a str>,
}

/// How many lines are new and gone, of how many.
#[must_use]
pub fn changes_summary<'a>(
    changes: Option<&Changes>,
    lines: &Lines,
    asks: &'a [String],
    since: Option<&'a str>,
) -> ChangesSummary<'a> {
    ChangesSummary {
        head: head("summary"),
        unit: "lines",
        asks,
        first: changes.is_none(),
        new: changes.map_or(0, |it| it.new.len()),
        gone: changes.map_or(0, |it| it.gone.len()),
        lines: lines.json.len(),
        since,
    }
}

use serde::Serialize;

use super::judgment::area;
use super::{Head, head};
use crate::analyse::{Copy, GradeChange, Standing, Versions};

/// A line `version`: a copy of a page.
#[derive(Debug, Serialize)]
pub struct VersionLine<'a> {
    #[serde(flatten)]
    head: Head,
    page_of: Option<&'a str>,
    standing: &'static str,
    report: &'a str,
    path: &'a str,
    url: Option<&'a str>,
    captured: Option<String>,
    last_updated: Option<String>,
    published: Option<String>,
    year: Option<String>,
    grade: Option<&'static str>,
    changes: Vec<ChangePart<'a>>,
}

/// A judgment that the next later copy states otherwise.
#[derive(Debug, Serialize)]
struct ChangePart<'a> {
    force: &'a str,
    pillar: Option<&'a str>,
    question: Option<u16>,
    area: Option<&'a str>,
    before: &'static str,
    now: &'static str,
}

/// A copy of a page.
#[must_use]
pub fn version<'a>(page: &'a Versions, copy: &'a Copy) -> VersionLine<'a> {
    let report = &copy.report;
    VersionLine {
        head: head("version"),
        page_of: page.page.as_deref(),
        standing: copy.standing.slug(),
        report: &report.id,
        path: &report.path,
        url: report.url.as_deref(),
        captured: report.capture.captured.map(|moment| moment.to_string()),
        last_updated: report.last_updated.map(|date| date.to_string()),
        published: report.published.map(|date| date.to_string()),
        year: report.cycle.map(|cycle| cycle.to_string()),
        grade: report.outcome.map(|outcome| outcome.slug()),
        changes: copy.changes.iter().map(change).collect(),
    }
}

fn change(change: &GradeChange) -> ChangePart<'_> {
    ChangePart {
        force: &change.key.force.slug,
        pillar: change.key.pillar.as_ref().map(|pillar| pillar.slug()),
        question: change.key.subject.question(),
        area: area(&change.key.subject),
        before: change.before.slug(),
        now: change.now.slug(),
    }
}

/// The line `summary` of the copies of pages.
#[derive(Debug, Serialize)]
pub struct VersionsSummary {
    #[serde(flatten)]
    head: Head,
    pages: u64,
    copies: u64,
    superseded: u64,
    same: u64,
    undated: u64,
}

/// How many copies of how many pages.
#[must_use]
pub fn versions_summary(pages: &[Versions]) -> VersionsSummary {
    let count = |standing: Option<Standing>| {
        let copies = pages.iter().flat_map(|page| &page.copies);
        copies.filter(|copy| standing.is_none_or(|it| copy.standing == it)).count() as u64
    };
    VersionsSummary {
        head: head("summary"),
        pages: pages.len() as u64,
        copies: count(None),
        superseded: count(Some(Standing::Superseded)),
        same: count(Some(Standing::Same)),
        undated: count(Some(Standing::Undated)),
    }
}

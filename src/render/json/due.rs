use jiff::civil::Date;
use serde::Serialize;

use super::{Head, head};
use crate::analyse::{Due, Response};

/// A line `due`: an answer of one local policing body to one report.
#[derive(Debug, Serialize)]
pub struct DueLine<'a> {
    #[serde(flatten)]
    head: Head,
    force: Option<&'a str>,
    force_name: Option<&'a str>,
    report: &'a str,
    title: Option<&'a str>,
    path: &'a str,
    url: Option<&'a str>,
    published: Option<String>,
    published_by: Option<&'a str>,
    last_updated: Option<String>,
    due: Option<String>,
    days_left: Option<i32>,
    state: &'static str,
    recommendations: u64,
    causes_of_concern: u64,
    areas_for_improvement: u64,
}

/// An answer that is due.
#[must_use]
pub fn due(response: &Response) -> DueLine<'_> {
    let report = &response.report;
    let published = response.published.as_ref();
    let [recommendations, causes_of_concern, areas_for_improvement] = response.calls;
    DueLine {
        head: head("due"),
        force: response.force.as_ref().map(|force| force.slug.as_str()),
        force_name: response.force.as_ref().map(|force| force.name.as_str()),
        report: &report.id,
        title: report.title.as_deref(),
        path: &report.path,
        url: report.url.as_deref(),
        published: published.map(|published| published.day.to_string()),
        published_by: published
            .map(|published| published.by_release.as_deref().unwrap_or(&report.path)),
        last_updated: report.last_updated.map(|day| day.to_string()),
        due: response.due.map(|day| day.to_string()),
        days_left: response.days_left,
        state: match response.days_left {
            None => "unknown_publication",
            Some(left) if left < 0 => "past",
            Some(_) => "open",
        },
        recommendations,
        causes_of_concern,
        areas_for_improvement,
    }
}

/// The line `summary` of answers.
#[derive(Debug, Serialize)]
pub struct DueSummary {
    #[serde(flatten)]
    head: Head,
    unit: &'static str,
    as_of: String,
    rows: u64,
    open: u64,
    past: u64,
    unknown_publication: u64,
    before_commencement: u64,
    not_yet_published: u64,
    without_calls: u64,
}

/// How many answers there are, and what was left out.
#[must_use]
pub fn due_summary(due: &Due, as_of: Date) -> DueSummary {
    let count = |test: fn(i32) -> bool| {
        due.responses.iter().filter_map(|one| one.days_left).filter(|left| test(*left)).count()
    };
    let rows = due.responses.len() as u64;
    let (open, past) = (count(|left| left >= 0) as u64, count(|left| left < 0) as u64);
    DueSummary {
        head: head("summary"),
        unit: "responses",
        as_of: as_of.to_string(),
        rows,
        open,
        past: past + due.past,
        unknown_publication: rows - open - past,
        before_commencement: due.before_commencement,
        not_yet_published: due.not_yet_published,
        without_calls: due.without_calls,
    }
}

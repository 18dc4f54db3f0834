use serde::Serialize;

use super::{AlsoPart, Head, also, head};
use crate::analyse::{Trend, TrendBy, TrendCounts, TrendRow};
use crate::render::trends::broken;

/// A line `trend`: a round, pillar or body of one programme.
#[derive(Debug, Serialize)]
pub struct TrendLine<'a> {
    #[serde(flatten)]
    head: Head,
    unit: &'static str,
    programme: Option<&'static str>,
    year: Option<String>,
    pillar: Option<&'a str>,
    force: Option<&'a str>,
    force_name: Option<&'a str>,
    #[serde(flatten)]
    counts: CountsPart,
    #[serde(rename = "break")]
    broken: Option<&'static str>,
}

#[derive(Debug, Serialize)]
struct CountsPart {
    findings: Option<u64>,
    all_findings: Option<u64>,
    inspections_with: Option<u64>,
    inspections: u64,
    per_inspection: Option<f64>,
    share: Option<f64>,
    share_low: Option<f64>,
    share_high: Option<f64>,
}

impl CountsPart {
    fn new(counts: Option<TrendCounts>) -> Self {
        let share = counts.map(TrendCounts::share);
        let (share_low, share_high) = share.and_then(|share| share.interval()).unzip();
        Self {
            findings: counts.map(|counts| counts.findings),
            all_findings: counts.map(|counts| counts.all_findings),
            inspections_with: counts.map(|counts| counts.with),
            inspections: counts.map_or(0, |counts| counts.inspections),
            per_inspection: counts.and_then(TrendCounts::rate),
            share: share.and_then(|share| share.value()),
            share_low,
            share_high,
        }
    }
}

/// A row of a trend.
#[must_use]
pub fn trend(row: &TrendRow) -> TrendLine<'_> {
    TrendLine {
        head: head("trend"),
        unit: "findings",
        programme: row.programme.map(|programme| programme.slug()),
        year: row.cycle.map(|cycle| cycle.to_string()),
        pillar: row.pillar.as_ref().map(|pillar| pillar.slug()),
        force: row.force.as_ref().map(|(slug, _)| slug.as_str()),
        force_name: row.force.as_ref().map(|(_, name)| name.as_str()),
        counts: CountsPart::new(row.counts),
        broken: row.broken.map(broken),
    }
}

/// The line `summary` of `trend`.
#[derive(Debug, Serialize)]
pub struct TrendSummary<'a> {
    #[serde(flatten)]
    head: Head,
    unit: &'static str,
    by: &'static str,
    query: Option<&'a str>,
    rows: usize,
    #[serde(flatten)]
    total: CountsPart,
    without_inspection: u64,
    also: Vec<AlsoPart<'a>>,
    hints: &'a [String],
}

/// All rows together.
#[must_use]
pub fn trend_summary<'a>(trend: &'a Trend, query: Option<&'a str>) -> TrendSummary<'a> {
    TrendSummary {
        head: head("summary"),
        unit: "findings",
        by: match trend.by {
            TrendBy::Year => "year",
            TrendBy::Pillar => "pillar",
            TrendBy::Force => "force",
        },
        query,
        rows: trend.rows.len(),
        total: CountsPart::new(Some(trend.total)),
        without_inspection: trend.without_inspection,
        also: also(&trend.also),
        hints: &trend.hints,
    }
}

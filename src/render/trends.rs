//! Trends as a table and in words.

use super::{Table, plural};
use crate::analyse::{Break, Trend, TrendBy, TrendCounts, TrendRow};

/// A row a round, pillar or body; a round of which no inspection is here says `none`, which is not 0.
#[must_use]
pub fn trend(trend: &Trend) -> Table {
    let mut heads = vec!["programme", by(trend.by)];
    heads.extend([
        "#findings",
        "#inspections_with",
        "#inspections",
        "#per_inspection",
        "#share",
        "#low",
        "#high",
    ]);
    if trend.by == TrendBy::Year {
        heads.push("break");
    }
    heads.push("?#all_findings");
    let mut table = Table::new(heads);
    for row in &trend.rows {
        let mut cells = vec![row.programme.map(|it| it.slug().replace('_', " ")), value(row)];
        cells.extend(numbers(row.counts));
        if trend.by == TrendBy::Year {
            cells.push(row.broken.map(|what| broken(what).to_owned()));
        }
        cells.push(row.counts.map(|counts| counts.all_findings.to_string()));
        table.push(cells);
    }
    table
}

pub(super) fn by(by: TrendBy) -> &'static str {
    match by {
        TrendBy::Year => "year",
        TrendBy::Pillar => "pillar",
        TrendBy::Force => "force",
    }
}

pub(super) fn value(row: &TrendRow) -> Option<String> {
    row.cycle
        .map(|cycle| cycle.to_string())
        .or_else(|| row.pillar.as_ref().map(ToString::to_string))
        .or_else(|| row.force.as_ref().map(|(_, name)| name.clone()))
}

fn numbers(counts: Option<TrendCounts>) -> Vec<Option<String>> {
    let Some(counts) = counts else {
        return vec![
            Some("none".to_owned()),
            None,
            Some("none".to_owned()),
            None,
            None,
            None,
            None,
        ];
    };
    let share = counts.share();
    let (low, high) = share.interval().unzip();
    let percent = |value: Option<f64>| value.map(|value| format!("{:.0}%", value * 100.0));
    vec![
        Some(counts.findings.to_string()),
        Some(counts.with.to_string()),
        Some(counts.inspections.to_string()),
        counts.rate().map(|rate| format!("{rate:.2}")),
        percent(share.value()),
        percent(low),
        percent(high),
    ]
}

/// The name of a break in a table.
#[must_use]
pub fn broken(what: Break) -> &'static str {
    match what {
        Break::Scale => "scale",
        Break::Framework => "framework",
    }
}

/// What the numbers are of: sentences for a person.
#[must_use]
pub fn summary(trend: &Trend) -> Vec<String> {
    let total = trend.total;
    let mut lines = vec![format!(
        "{} in {} of {}; low and high are the 95% interval of the share",
        plural(total.findings, "finding"),
        total.with,
        plural(total.inspections, "inspection"),
    )];
    if trend.without_inspection > 0 {
        let findings = plural(trend.without_inspection, "matching finding");
        lines.push(format!("left out: {findings} about no one body"));
    }
    if trend.rows.iter().any(|row| row.counts.is_none()) {
        lines.push(
            "none: no inspection of that round is in this corpus under these filters".to_owned(),
        );
    }
    let breaks = |what| trend.rows.iter().any(|row| row.broken == Some(what));
    if breaks(Break::Scale) {
        lines.push(
            "break scale: other grades from here on, and one report for all a force does"
                .to_owned(),
        );
    }
    if breaks(Break::Framework) {
        lines.push("break framework: other questions from here on".to_owned());
    }
    if total.findings == 0 && total.inspections > 0 {
        lines.push(
            "nothing matches; `peelian search` says which part of a query is at fault".to_owned(),
        );
    }
    lines
}

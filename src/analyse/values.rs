//! The values that judgments, reports and findings have in each dimension.

use crate::report::{Cycle, Finding, Force, Outcome, Pillar, Programme, Report, Subject};
use crate::search::{Bucket, Dimension};

use super::Judgment;

/// The value of a judgment; `None` for a dimension that judgments do not have.
pub(super) fn of_judgment(judgment: &Judgment, dimension: Dimension) -> Option<Bucket> {
    let key = &judgment.key;
    Some(match dimension {
        Dimension::Force => force(Some(&key.force)),
        Dimension::Region => region(Some(&key.force)),
        Dimension::Year => year(key.cycle),
        Dimension::Grade => outcome(Some(judgment.outcome)),
        Dimension::Pillar => pillar(key.pillar.as_ref()),
        Dimension::Programme => programme(key.programme),
        Dimension::Question => match &key.subject {
            Subject::Overall => none(),
            Subject::Question(number) => plain(&number.to_string()),
            Subject::Area(slug) => labelled(slug, judgment.question_text.as_deref()),
        },
        // The report that settles the judgment knows the day: see `Ground`.
        Dimension::Kind | Dimension::DocKind | Dimension::Published => return None,
    })
}

/// The values of a report as a whole; `None` for a dimension that only its findings have.
pub(super) fn of_report(report: &Report, dimension: Dimension) -> Option<Vec<Bucket>> {
    let forces = |value: fn(Option<&Force>) -> Bucket| match report.forces.as_slice() {
        [] => vec![value(None)],
        forces => forces.iter().map(|force| value(Some(force))).collect(),
    };
    Some(match dimension {
        Dimension::Force => forces(force),
        Dimension::Region => forces(region),
        Dimension::Year => vec![year(report.cycle)],
        Dimension::Grade => vec![outcome(report.outcome)],
        Dimension::Pillar => vec![pillar(report.pillar.as_ref())],
        Dimension::Programme => vec![programme(report.programme)],
        Dimension::DocKind => vec![plain(report.kind.slug())],
        Dimension::Published => vec![published(Some(report))],
        Dimension::Kind | Dimension::Question => return None,
    })
}

/// The value of a finding; the kind of document is that of its `report`.
pub(super) fn of_finding(
    finding: &Finding,
    report: Option<&Report>,
    dimension: Dimension,
) -> Bucket {
    match dimension {
        Dimension::Force => force(finding.force.as_ref()),
        Dimension::Region => region(finding.force.as_ref()),
        Dimension::Year => year(finding.cycle),
        Dimension::Grade => outcome(finding.outcome),
        Dimension::Pillar => pillar(finding.pillar.as_ref()),
        Dimension::Kind => plain(finding.kind.slug()),
        Dimension::Programme => programme(finding.programme),
        Dimension::Question => match (finding.question, &finding.question_text) {
            (Some(number), _) => plain(&number.to_string()),
            (None, Some(text)) => plain(text),
            (None, None) => none(),
        },
        Dimension::DocKind => report.map_or_else(none, |report| plain(report.kind.slug())),
        Dimension::Published => published(report),
    }
}

/// The day on which a report was published.
pub(super) fn published(report: Option<&Report>) -> Bucket {
    let day = report.and_then(|report| report.published);
    day.map_or_else(none, |day| plain(&day.to_string()))
}

fn force(force: Option<&Force>) -> Bucket {
    force.map_or_else(none, |force| labelled(&force.slug, Some(&force.name)))
}

fn region(force: Option<&Force>) -> Bucket {
    match force {
        Some(force) if !force.region.is_empty() => plain(&force.region),
        _ => none(),
    }
}

fn year(cycle: Option<Cycle>) -> Bucket {
    cycle.map_or_else(none, |cycle| plain(&cycle.to_string()))
}

fn outcome(outcome: Option<Outcome>) -> Bucket {
    outcome.map_or_else(none, |outcome| plain(outcome.slug()))
}

fn pillar(pillar: Option<&Pillar>) -> Bucket {
    pillar.map_or_else(none, |pillar| plain(pillar.slug()))
}

fn programme(programme: Option<Programme>) -> Bucket {
    programme.map_or_else(none, |programme| plain(programme.slug()))
}

fn labelled(value: &str, label: Option<&str>) -> Bucket {
    Bucket { value: Some(value.to_owned()), label: label.unwrap_or(value).to_owned() }
}

fn plain(value: &str) -> Bucket {
    labelled(value, None)
}

/// A bucket of an index as those of this file are: what has no value has no name either.
pub(super) fn known(bucket: Bucket) -> Bucket {
    if bucket.value.is_none() { none() } else { bucket }
}

fn none() -> Bucket {
    Bucket { value: None, label: String::new() }
}

//! By when a report must be answered: the period of 56 days of the Police Act 1996.
//!
//! Section 55(5A), inserted by the Policing and Crime Act 2017, section 37(2): the comments of the local policing body must be
//! published "before the end of the period of 56 days beginning with the day on which the report is published". The day
//! of publication is the first, so that day 56 is 55 days later. In force on 2 May 2017 (S.I. 2017/399, regulation 4(a)); the
//! period is applied to reports published on that day or later.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, date};

use crate::Result;
use crate::index::Index;
use crate::query::{self, FieldName, FieldTest};
use crate::report::{DocKind, FindingKind, Force, ForceKind, Inspection, Report};
use crate::search;

use super::catalogue::{CatalogueRequest, catalogue};
use super::filter::{Filter, inspections};
use super::matching::everything;

/// The kinds of finding that call for an answer, in the order of [`Response::calls`].
pub const CALLS: [FindingKind; 3] =
    [FindingKind::Recommendation, FindingKind::CauseOfConcern, FindingKind::AreaForImprovement];

/// The day from which the period applies.
#[must_use]
pub fn commencement() -> Date {
    date(2017, 5, 2)
}

/// Day 56, the last on which an answer is in time, for a report of the day `published`.
#[must_use]
pub fn day_56(published: Date) -> Date {
    published.saturating_add(55.days())
}

/// What is asked of [`due`].
#[derive(Debug, Clone, PartialEq)]
pub struct DueRequest {
    /// The filters given as options.
    pub filters: Vec<FieldTest>,
    /// The day from which days are counted.
    pub as_of: Date,
    /// Only what is not past.
    pub open: bool,
}

/// Which answers are due when.
#[derive(Debug, Clone, Default)]
pub struct Due {
    /// By day 56, then by body; those of unknown publication last.
    pub responses: Vec<Response>,
    /// Answers to reports that were published, or last updated, before the period came into force.
    pub before_commencement: u64,
    /// Answers to reports that were published later than the day asked for.
    pub not_yet_published: u64,
    /// Answers whose day 56 is past, where only open ones are wanted.
    pub past: u64,
    /// Reports of the inspectorate on forces that call for nothing.
    pub without_calls: u64,
}

/// An answer of one local policing body to one report.
#[derive(Debug, Clone)]
pub struct Response {
    /// The force; `None` for a national report, which every local policing body answers for its own.
    pub force: Option<Force>,
    /// The report, without its findings.
    pub report: Report,
    /// When the report was published.
    pub published: Option<Published>,
    /// How many findings call for an answer: recommendations, causes of concern, areas for improvement.
    pub calls: [u64; 3],
    /// The last day in time; `None` where publication is not known.
    pub due: Option<Date>,
    /// Days from the day asked for to that day: 0 on the day itself, below 0 when it is past.
    pub days_left: Option<i32>,
}

/// A day of publication and who says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The day.
    pub day: Date,
    /// The path of the release about the same inspection that tells it, where the report does not.
    pub by_release: Option<String>,
}

/// Which answers are due when.
///
/// # Errors
/// `Usage` and `Query` for what cannot be meant, `IndexDamaged`.
pub fn due(index: &Index, request: &DueRequest) -> Result<Due> {
    let listed =
        catalogue(index, &CatalogueRequest { query: None, filters: request.filters.clone() })?;
    let releases = releases(&index.reports()?);
    let calls = calls(index)?;
    let filter = Filter::new(&request.filters, index.gazetteer());
    let mut due = Due::default();
    for report in listed.into_iter().map(|listing| listing.report).filter(is_answered) {
        let mut called = false;
        for force in bodies(&report) {
            let calls = calls_of(&calls, &report, force.as_ref());
            if calls.iter().sum::<u64>() == 0 {
                continue;
            }
            called = true;
            if force.is_some() && !filter.report(&about(&report, force.as_ref())) {
                continue;
            }
            let published = published(&report, force.as_ref(), &releases);
            due.add(Response::new(force, &report, published, calls, request.as_of), request.open);
        }
        due.without_calls += u64::from(!called);
    }
    due.responses.sort_by_cached_key(|one| {
        let force = one.force.as_ref().map(|force| force.name.clone());
        (one.due.is_none(), one.due, force, one.report.path.clone())
    });
    Ok(due)
}

impl Due {
    fn add(&mut self, response: Response, open: bool) {
        // A page cannot have been published after the day on which it was last updated.
        let published = response.published.as_ref().map(|published| published.day);
        if published.or(response.report.last_updated).is_some_and(|day| day < commencement()) {
            self.before_commencement += 1;
        } else if response.days_left.is_some_and(|left| left > 55) {
            self.not_yet_published += 1;
        } else if open && response.days_left.is_some_and(|left| left < 0) {
            self.past += 1;
        } else {
            self.responses.push(response);
        }
    }
}

impl Response {
    fn new(
        force: Option<Force>,
        report: &Report,
        published: Option<Published>,
        calls: [u64; 3],
        as_of: Date,
    ) -> Self {
        let due = published.as_ref().map(|published| day_56(published.day));
        let days_left = due.map(|due| (due - as_of).get_days());
        Self { force, report: report.clone(), published, calls, due, days_left }
    }
}

/// True for a report of the inspectorate itself.
fn is_answered(report: &Report) -> bool {
    matches!(report.kind, DocKind::Assessment | DocKind::Report | DocKind::Thematic)
}

/// The bodies whose local policing body answers. Those without one, as agencies, services of the armed forces and fire
/// services, are none.
fn bodies(report: &Report) -> Vec<Option<Force>> {
    let local = |force: &&Force| force.kind == ForceKind::Territorial;
    let forces: Vec<Option<Force>> =
        report.forces.iter().filter(local).cloned().map(Some).collect();
    let is_national = report.kind == DocKind::Thematic && report.forces.is_empty();
    if is_national { vec![None] } else { forces }
}

/// The report as if it were about this body alone.
fn about(report: &Report, force: Option<&Force>) -> Report {
    Report { forces: force.into_iter().cloned().collect(), ..report.clone() }
}

/// How many findings of each kind of [`CALLS`] a report has, by its id and the key of the body they are about.
type Calls = BTreeMap<(String, Option<String>), [u64; 3]>;

fn calls(index: &Index) -> Result<Calls> {
    let kinds = CALLS.map(|kind| kind.slug().to_owned());
    let test = query::filter(FieldName::Kind, &kinds)?;
    let mut calls = Calls::new();
    search::for_each_finding(index, &everything(), &[test], &mut |finding| {
        let report = finding.id.rsplit_once('-').map_or("", |(report, _)| report).to_owned();
        let force = finding.force.as_ref().map(Force::key);
        let of = calls.entry((report, force)).or_default();
        for (n, kind) in of.iter_mut().zip(CALLS) {
            *n += u64::from(finding.kind == kind);
        }
        Ok(())
    })?;
    Ok(calls)
}

/// Those about this body and those about none: a report on several forces asks all of them.
fn calls_of(calls: &Calls, report: &Report, force: Option<&Force>) -> [u64; 3] {
    let of =
        |force: Option<String>| calls.get(&(report.id.clone(), force)).copied().unwrap_or_default();
    let (common, own) = (of(None), force.map(|force| of(Some(force.key()))).unwrap_or_default());
    std::array::from_fn(|at| common[at] + own[at])
}

/// The first day on which a release about an inspection came out, and its path.
type Releases = BTreeMap<Inspection, (Date, String)>;

fn releases(reports: &[Report]) -> Releases {
    let mut releases = Releases::new();
    for report in reports.iter().filter(|report| report.kind == DocKind::Release) {
        let Some(day) = report.published else { continue };
        for inspection in inspections(report).filter(|one| one.cycle.is_some()) {
            let first = releases.entry(inspection).or_insert_with(|| (day, report.path.clone()));
            if day < first.0 {
                *first = (day, report.path.clone());
            }
        }
    }
    releases
}

fn published(report: &Report, force: Option<&Force>, releases: &Releases) -> Option<Published> {
    let own = report.published.map(|day| Published { day, by_release: None });
    own.or_else(|| {
        let inspection = inspections(&about(report, force)).next()?;
        let (day, path) = releases.get(&inspection)?;
        Some(Published { day: *day, by_release: Some(path.clone()) })
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{Due, Response, bodies, commencement, day_56};
    use crate::analyse::ledger::tests::report;
    use crate::report::{DocKind, Force, ForceKind, Report};

    #[test]
    fn the_day_of_publication_is_the_first_of_56() {
        assert_eq!(day_56(date(2016, 12, 8)), date(2017, 2, 1));
        // Over a leap day: 29 days of February and 26 of March after the first of February.
        assert_eq!(day_56(date(2024, 2, 1)), date(2024, 3, 27));
        assert_eq!(day_56(date(2023, 2, 1)), date(2023, 3, 28));
    }

    fn response(day: Option<jiff::civil::Date>, as_of: jiff::civil::Date) -> Response {
        let published = day.map(|day| super::Published { day, by_release: None });
        let report = report("a", DocKind::Assessment, None);
        Response::new(None, &report, published, [1, 0, 0], as_of)
    }

    #[test]
    fn days_are_left_on_the_day_itself_and_none_before_commencement() {
        let published = date(2018, 6, 12);
        let left = |as_of| response(Some(published), as_of).days_left;
        assert_eq!(left(date(2018, 8, 6)), Some(0));
        assert_eq!(left(date(2018, 6, 12)), Some(55));
        assert_eq!(left(date(2018, 8, 7)), Some(-1));
        assert_eq!(response(None, published).days_left, None);

        let mut due = Due::default();
        let before = commencement().yesterday().unwrap();
        for day in [Some(before), Some(commencement()), None] {
            due.add(response(day, date(2026, 1, 1)), false);
        }
        due.add(response(Some(published), date(2026, 1, 1)), true);
        // On the day before its publication nobody owes an answer.
        due.add(response(Some(published), date(2018, 6, 11)), false);
        assert_eq!(due.not_yet_published, 1);
        // Last updated before the period came into force, and so published before.
        let mut old = response(None, date(2026, 1, 1));
        old.report.last_updated = Some(before);
        due.add(old, false);
        assert_eq!((due.before_commencement, due.responses.len(), due.past), (2, 2, 1));
    }

    #[test]
    fn who_has_no_local_policing_body_is_not_asked() {
        let force = |name: &str, kind| Force { kind, ..Force::unlisted(name) };
        let mut report = report("a", DocKind::Report, None);
        report.forces = vec![
            force("Fenwold Constabulary", ForceKind::Territorial),
            force("Quay Police", ForceKind::Special),
            force("Fenwold Fire", ForceKind::Fire),
        ];
        let names = |report: &Report| -> Vec<Option<String>> {
            bodies(report).into_iter().map(|force| force.map(|force| force.name)).collect()
        };
        assert_eq!(names(&report), [Some("Fenwold Constabulary".to_owned())]);
        report.forces.clear();
        assert!(names(&report).is_empty());
        report.kind = DocKind::Thematic;
        assert_eq!(names(&report), [None]);
    }
}

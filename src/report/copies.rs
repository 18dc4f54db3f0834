//! Documents that may be copies of one: what they share, and which was taken later.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::{Attestation, Capture, Force, JudgmentKey, Outcome, Pillar, Programme, Report};

/// What copies of one document share: its page, its text, or, where it is about bodies and a cycle, these with programme,
/// pillar and kind of document. Documents that share the last need not be copies, but what they say word for word under the
/// same question they say once.
pub(crate) fn shared(report: &Report) -> Vec<String> {
    let mut shared = Vec::new();
    shared.extend(report.capture.page.as_ref().map(|page| format!("page {page}")));
    let text = &report.capture.text;
    shared.extend(Some(format!("text {text}")).filter(|_| !text.is_empty()));
    if let Some(cycle) = report.cycle.filter(|_| !report.forces.is_empty()) {
        let bodies: BTreeSet<String> = report.forces.iter().map(Force::key).collect();
        let programme = report.programme.map_or("-", Programme::slug);
        let pillar = report.pillar.as_ref().map_or("-", Pillar::slug);
        let kind = report.kind.slug();
        let bodies = bodies.into_iter().collect::<Vec<_>>().join(" ");
        shared.push(format!("inspection {kind} {programme} {cycle} {pillar} {bodies}"));
    }
    shared
}

/// When a copy was taken: the moment it was taken from the web, and the day it gives itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Taken {
    captured: Option<Timestamp>,
    date: Option<Date>,
}

impl Taken {
    pub(crate) fn of(report: &Report) -> Self {
        let date = report.last_updated.or(report.published);
        Self { captured: report.capture.captured, date }
    }

    /// True if it is certain that this copy was taken after `other`: both were taken at known moments, or, where
    /// either is unknown, both have days.
    pub(crate) fn is_after(self, other: Self) -> bool {
        match (self.captured, other.captured) {
            (Some(own), Some(other)) if own != other => own > other,
            _ => self.date.zip(other.date).is_some_and(|(own, other)| own > other),
        }
    }

    /// When it was taken, as well as is known: the moment, else the beginning of the day.
    fn moment(self) -> Option<Timestamp> {
        let of_day = |day: Date| Some(day.to_zoned(TimeZone::UTC).ok()?.timestamp());
        self.captured.or_else(|| self.date.and_then(of_day))
    }
}

/// A report as its place among its copies needs it: what is read of its JSON where thousands are put in order.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Dated {
    path: String,
    /// As [`Report::published`].
    pub(crate) published: Option<Date>,
    last_updated: Option<Date>,
    #[serde(default)]
    capture: Capture,
    /// As [`Report::attestations`], or none where no copy says [`Outcome::NotYetGraded`].
    pub(crate) attestations: Vec<Attestation>,
}

impl Dated {
    /// That of a report, without its attestations.
    pub(crate) fn of(report: &Report) -> Self {
        Self {
            path: report.path.clone(),
            published: report.published,
            last_updated: report.last_updated,
            capture: report.capture.clone(),
            attestations: Vec::new(),
        }
    }
}

/// What decides the place of a copy.
struct Place<'a> {
    taken: Taken,
    attestations: &'a [Attestation],
    path: &'a str,
}

impl<'a> Place<'a> {
    fn of(report: &'a Report) -> Self {
        Self { taken: Taken::of(report), attestations: &report.attestations, path: &report.path }
    }

    fn of_dated(copy: &'a Dated) -> Self {
        let date = copy.last_updated.or(copy.published);
        let taken = Taken { captured: copy.capture.captured, date };
        Self { taken, attestations: &copy.attestations, path: &copy.path }
    }
}

/// Puts copies of one report in order: what was taken later comes first, then what does not say `not yet graded` where another
/// copy has a grade, then by path.
pub(crate) fn latest_first(copies: &mut [&Report]) {
    let order = in_order(copies.iter().map(|report| Place::of(report)));
    let sorted: Vec<&Report> = order.into_iter().map(|at| copies[at]).collect();
    copies.copy_from_slice(&sorted);
}

/// The numbers of copies in the order of [`latest_first`].
pub(crate) fn latest_dated_first(copies: &[Dated]) -> Vec<usize> {
    in_order(copies.iter().map(Place::of_dated))
}

fn in_order<'a>(copies: impl Iterator<Item = Place<'a>>) -> Vec<usize> {
    let copies: Vec<Place<'_>> = copies.collect();
    let graded: BTreeSet<&JudgmentKey> = copies
        .iter()
        .flat_map(|copy| copy.attestations)
        .filter(|said| said.outcome.grade().is_some())
        .map(|said| &said.judgment)
        .collect();
    let mut order: Vec<usize> = (0..copies.len()).collect();
    // A key and not a comparison: what is later than what need not be an order where days and moments mix.
    order.sort_by_cached_key(|at| {
        let Place { taken, attestations, path } = &copies[*at];
        (Reverse(taken.moment()), is_interim(attestations, &graded), *path)
    });
    order
}

/// True if it says `not yet graded` of one of the judgments that some copy grades.
fn is_interim(attestations: &[Attestation], graded: &BTreeSet<&JudgmentKey>) -> bool {
    let waits = |said: &&Attestation| said.outcome == Outcome::NotYetGraded;
    attestations.iter().filter(waits).any(|said| graded.contains(&said.judgment))
}

use std::collections::BTreeMap;

use crate::Result;
use crate::index::Index;
use crate::query::{FieldName, FieldTest, Query};
use crate::report::{Cycle, Family, Inspection, Pillar, Programme};
use crate::search::{self, Also, Understood};

use super::filter::Filter;
use super::framework::{Break, break_between, rounds};
use super::matching::everything;
use super::share::Share;

/// What is asked of [`trend`].
#[derive(Debug, Clone, PartialEq)]
pub struct TrendRequest {
    /// What is looked for; everything if `None`.
    pub query: Option<Query>,
    /// The filters given as options: they narrow what is looked for and what it is divided by, but a filter that inspections
    /// do not have (such as the kind of finding) narrows only what is looked for.
    pub filters: Vec<FieldTest>,
    /// What a row is.
    pub by: TrendBy,
}

/// What a row of a trend is; each row is of one programme.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TrendBy {
    /// A round, in their order.
    #[default]
    Year,
    /// A pillar.
    Pillar,
    /// A body.
    Force,
}

/// How often findings match, inspection by inspection.
#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    /// What a row is.
    pub by: TrendBy,
    /// By programme, then in the order of the rounds, pillars or names.
    pub rows: Vec<TrendRow>,
    /// All rows together.
    pub total: TrendCounts,
    /// Findings that match and belong to no inspection, as those about no one body: in no row.
    pub without_inspection: u64,
    /// What the words of the query also stood for.
    pub also: Vec<Also>,
    /// What they would also stand for and was not looked for: sentences for a person.
    pub hints: Vec<String>,
}

/// A row of a trend.
#[derive(Debug, Clone, PartialEq)]
pub struct TrendRow {
    /// The series; `None` if unknown.
    pub programme: Option<Programme>,
    /// The round, by year.
    pub cycle: Option<Cycle>,
    /// The pillar, by pillar.
    pub pillar: Option<Pillar>,
    /// Slug and name of the body, by force.
    pub force: Option<(String, String)>,
    /// What was counted; `None` for a round of which no inspection is here.
    pub counts: Option<TrendCounts>,
    /// By year: what changed since the row above, so that grades and reports cannot be compared with it.
    pub broken: Option<Break>,
}

/// What was counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TrendCounts {
    /// Findings that match.
    pub findings: u64,
    /// Findings of these inspections.
    pub all_findings: u64,
    /// Inspections with a finding that matches.
    pub with: u64,
    /// Inspections with any finding.
    pub inspections: u64,
}

impl TrendCounts {
    /// Findings that match an inspection; `None` without inspections.
    #[must_use]
    pub fn rate(self) -> Option<f64> {
        (self.inspections > 0).then(|| self.findings as f64 / self.inspections as f64)
    }

    /// The share of inspections with a finding that matches.
    #[must_use]
    pub fn share(self) -> Share {
        Share { n: self.with, of: self.inspections }
    }

    fn add(&mut self, matching: u64, all: u64) {
        self.findings += matching;
        self.all_findings += all;
        self.with += u64::from(matching > 0);
        self.inspections += 1;
    }
}

/// How often findings match a query, in each round, pillar or body: never raw counts alone, for a year with more
/// inspections has more findings of everything.
///
/// # Errors
/// `Usage` and `Query` for what cannot be meant, `IndexDamaged`.
pub fn trend(index: &Index, request: &TrendRequest) -> Result<Trend> {
    search::check_filters(index, &request.filters)?;
    let query = request.query.clone().unwrap_or_else(everything);
    let found = search::matching_inspections(index, &query, &request.filters)?;
    let of_inspections: Vec<FieldTest> =
        request.filters.iter().filter(|test| is_of_inspections(test.field)).cloned().collect();
    let all = search::matching_inspections(index, &everything(), &of_inspections)?;
    let mut matching: BTreeMap<Option<Inspection>, u64> = found.into_iter().collect();
    let without_inspection = matching.remove(&None).unwrap_or_default();
    let mut rows: BTreeMap<Row, TrendCounts> = BTreeMap::new();
    let mut total = TrendCounts::default();
    for (inspection, findings) in all {
        let Some(inspection) = inspection else { continue };
        let row = Row::of(index, &inspection, request.by);
        let matches = matching.get(&Some(inspection)).copied().unwrap_or_default();
        rows.entry(row).or_default().add(matches, findings);
        total.add(matches, findings);
    }
    let Understood { also, left_out: hints, .. } = search::understood(index, &query)?;
    let mut rows: Vec<TrendRow> =
        rows.into_iter().map(|(row, counts)| row.with(Some(counts))).collect();
    if request.by == TrendBy::Year {
        let filter = Filter::new(&request.filters, index.gazetteer());
        rows = with_gaps(rows, |cycle| filter.cycle(cycle));
        mark_breaks(&mut rows);
    }
    Ok(Trend { by: request.by, rows, total, without_inspection, also, hints })
}

/// What a row is, in the order of rows; what is unknown comes last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    no_programme: bool,
    programme: Option<Programme>,
    no_cycle: bool,
    cycle: Option<Cycle>,
    no_pillar: bool,
    pillar: Option<Pillar>,
    name: String,
    slug: String,
}

impl Row {
    fn of(index: &Index, inspection: &Inspection, by: TrendBy) -> Self {
        let cycle = inspection.cycle.filter(|_| by == TrendBy::Year);
        let pillar = inspection.pillar.clone().filter(|_| by == TrendBy::Pillar);
        let (name, slug) = match by {
            TrendBy::Force => body(index, &inspection.force),
            _ => (String::new(), String::new()),
        };
        Self {
            no_programme: inspection.programme.is_none(),
            programme: inspection.programme,
            no_cycle: cycle.is_none(),
            cycle,
            no_pillar: pillar.is_none(),
            pillar,
            name,
            slug,
        }
    }

    fn with(self, counts: Option<TrendCounts>) -> TrendRow {
        let force = (!self.slug.is_empty()).then_some((self.slug, self.name));
        let (programme, cycle, pillar) = (self.programme, self.cycle, self.pillar);
        TrendRow { programme, cycle, pillar, force, counts, broken: None }
    }
}

/// Name and slug of the body with this key.
fn body(index: &Index, key: &str) -> (String, String) {
    let (family, slug) = key.split_once(':').unwrap_or(("", key));
    let family = if family == Family::Fire.slug() { Family::Fire } else { Family::Police };
    let known = index.gazetteer().get(family, slug);
    (known.map_or_else(|| slug.to_owned(), |force| force.name.clone()), slug.to_owned())
}

/// The rows with those of rounds between them of which nothing is here.
fn with_gaps(rows: Vec<TrendRow>, passes: impl Fn(Cycle) -> bool) -> Vec<TrendRow> {
    let of = |programme| {
        let of: Vec<Cycle> = rows
            .iter()
            .filter(|row| row.programme == Some(programme))
            .filter_map(|row| row.cycle)
            .collect();
        of.first().copied().zip(of.last().copied()).map(|(first, last)| (of, first, last))
    };
    let mut gaps: Vec<TrendRow> = Vec::new();
    for programme in Programme::ALL {
        let Some((here, first, last)) = of(programme) else { continue };
        let missing = rounds(programme).into_iter().filter(|cycle| {
            first < *cycle
                && *cycle < last
                && passes(*cycle)
                && !here.iter().any(|it| it.first() == cycle.first())
        });
        gaps.extend(missing.map(|cycle| TrendRow {
            programme: Some(programme),
            cycle: Some(cycle),
            pillar: None,
            force: None,
            counts: None,
            broken: None,
        }));
    }
    let mut rows = rows;
    rows.extend(gaps);
    rows.sort_by_key(|row| {
        (row.programme.is_none(), row.programme, row.cycle.is_none(), row.cycle)
    });
    rows
}

fn mark_breaks(rows: &mut [TrendRow]) {
    let mut above: Option<(Programme, Cycle)> = None;
    for row in rows {
        let here = row.programme.zip(row.cycle);
        if let (Some((programme, earlier)), Some((same, later))) = (above, here)
            && programme == same
        {
            row.broken = break_between(programme, earlier, later);
        }
        above = here;
    }
}

/// True for a filter that narrows the inspections too.
fn is_of_inspections(field: FieldName) -> bool {
    use FieldName::{Force, Grade, Pillar, Programme, Region, Year};
    matches!(field, Force | Region | Year | Pillar | Programme | Grade)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(programme: Programme, cycle: &str) -> TrendRow {
        let counts = Some(TrendCounts { findings: 1, all_findings: 2, with: 1, inspections: 2 });
        TrendRow {
            programme: Some(programme),
            cycle: Some(cycle.parse().unwrap()),
            pillar: None,
            force: None,
            counts,
            broken: None,
        }
    }

    #[test]
    fn rounds_without_inspections_are_none_and_breaks_are_marked() {
        let rows = vec![
            row(Programme::Peel, "2014"),
            row(Programme::Peel, "2016"),
            row(Programme::Peel, "2021/22"),
            row(Programme::Peel, "2023-25"),
            row(Programme::Fire, "2018/19"),
            row(Programme::Custody, "2015"),
        ];
        let mut rows = with_gaps(rows, |cycle| cycle.first() != 2015);
        mark_breaks(&mut rows);
        let shown: Vec<String> = rows
            .iter()
            .map(|row| {
                let counted = if row.counts.is_some() { "some" } else { "none" };
                let broken = row.broken.map(|what| format!(" {what:?}")).unwrap_or_default();
                format!("{} {} {counted}{broken}", row.programme.unwrap(), row.cycle.unwrap())
            })
            .collect();
        assert_eq!(
            shown,
            [
                "peel 2014 some",
                "peel 2016 some",
                "peel 2017 none",
                "peel 2018/19 none",
                "peel 2021/22 some Scale",
                "peel 2023-25 some Framework",
                "fire 2018/19 some",
                "custody 2015 some",
            ]
        );
    }

    #[test]
    fn a_rate_is_of_all_inspections_and_a_share_of_those_with_a_match() {
        let mut counts = TrendCounts::default();
        assert_eq!(counts.rate(), None);
        counts.add(3, 10);
        counts.add(0, 7);
        assert_eq!((counts.rate(), counts.share()), (Some(1.5), Share { n: 1, of: 2 }));
        assert_eq!(counts.all_findings, 17);
    }
}

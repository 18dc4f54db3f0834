use std::collections::BTreeMap;
use std::sync::Arc;

use crate::index::Index;
use crate::query::{FieldTest, Query};
use crate::report::{Finding, Inspection, Report};
use crate::search::{self, Also, Bucket, Dimension, Understood};
use crate::{Error, ErrorKind, Result};

use super::filter::Filter;
use super::ledger::Stated;
use super::matching::{everything, matching_judgments};
use super::tally::{self, Tally};
use super::values;
use super::{Denominators, Include, Interval, Judgment};

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// Graded answers of the inspectorate, each once however many documents state it.
    Judgments,
    /// Passages.
    Findings,
    /// Reports.
    Reports,
    /// Inspections: a body, a programme, a cycle and a pillar.
    Inspections,
    /// Bodies.
    Forces,
}

impl Unit {
    /// Every unit.
    pub const ALL: [Self; 5] =
        [Self::Judgments, Self::Findings, Self::Reports, Self::Inspections, Self::Forces];

    /// The name in options and JSON.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Judgments => "judgments",
            Self::Findings => "findings",
            Self::Reports => "reports",
            Self::Inspections => "inspections",
            Self::Forces => "forces",
        }
    }
}

/// What is asked of [`count`], whichever door it came through.
#[derive(Debug, Clone, PartialEq)]
pub struct CountRequest {
    /// Only what matches; with the unit judgments those with a matching finding.
    pub query: Option<Query>,
    /// The filters given as options.
    pub filters: Vec<FieldTest>,
    /// At most two dimensions; none gives one row.
    pub by: Vec<Dimension>,
    /// What is counted; `None` for what the question suggests, see [`CountRequest::unit`].
    pub unit: Option<Unit>,
    /// What is counted beyond graded judgments.
    pub include: Include,
    /// How days of publication are put together.
    pub interval: Interval,
    /// Which rows are given.
    pub missing: Missing,
}

impl CountRequest {
    /// All findings by some dimensions.
    #[must_use]
    pub fn of_findings(by: Vec<Dimension>) -> Self {
        Self {
            query: None,
            filters: Vec::new(),
            by,
            unit: Some(Unit::Findings),
            include: Include::default(),
            interval: Interval::default(),
            missing: Missing::default(),
        }
    }
}

/// What becomes of the rows of things that have no value in a dimension.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Missing {
    /// They are rows like others.
    #[default]
    Show,
    /// They are left out, and [`Counts::hidden`] says how many.
    Hide,
    /// Only they are given.
    Only,
}

/// What came of a count.
#[derive(Debug, Clone, PartialEq)]
pub struct Counts {
    /// What was counted.
    pub unit: Unit,
    /// The dimensions, as asked.
    pub by: Vec<Dimension>,
    /// The rows, in reading order.
    pub rows: Vec<Row>,
    /// Distinct things counted; less than the sum of the rows only where one thing has several values.
    pub total: u64,
    /// What was left out of judgments, and why.
    pub left_out: LeftOut,
    /// Judgments among the counted to which documents give different grades.
    pub contradicted: u64,
    /// What there is under the filters, whatever the query.
    pub denominators: Denominators,
    /// Rows left out by [`Missing`].
    pub hidden: usize,
    /// Copies of findings that match, which are not counted: each counts in the latest document that holds it. 0 with units that are no
    /// findings.
    pub copies: u64,
    /// What the words of the query also stood for.
    pub also: Vec<Also>,
    /// What they would also stand for and was not looked for, because it is too much: sentences for a person.
    pub hints: Vec<String>,
}

/// A row of a count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// One value a dimension.
    pub buckets: Vec<Bucket>,
    /// How many.
    pub n: u64,
}

/// Judgments that were left out of a count of judgments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Judgments without a grade, by state.
    pub not_graded: BTreeMap<&'static str, u64>,
    /// Those of unknown round that most likely repeat a known one.
    pub undated: u64,
    /// Those that only a later document mentions.
    pub retrospective: u64,
    /// Those that only second-hand documents state.
    pub second_hand: u64,
}

impl CountRequest {
    /// What is counted: judgments where nothing else is said, findings where there is a query, a filter or a
    /// dimension that only findings have.
    ///
    /// # Errors
    /// `Usage` for a dimension that the unit does not have, for more than two dimensions and for one named twice.
    pub fn unit(&self) -> Result<Unit> {
        if self.by.len() > 2 {
            return Err(Error::new(ErrorKind::Usage, "at most two dimensions can be counted by")
                .hint("for more, filter by one of them: `--force`, `--year`, `--pillar` ..."));
        }
        if let [first, second] = self.by.as_slice()
            && first == second
        {
            let message = format!("`{}` is counted by twice", first.slug());
            return Err(Error::new(ErrorKind::Usage, message).hint("name it once"));
        }
        let of_findings = self.by.iter().copied().find(|by| is_of_findings(*by));
        match (self.unit, of_findings) {
            (Some(Unit::Judgments), Some(by)) => {
                let message = format!("a judgment has no `{}`", by.slug());
                Err(Error::new(ErrorKind::Usage, message)
                    .hint("count findings by it with `--unit findings`"))
            }
            (Some(unit), _) => Ok(unit),
            (None, None) if self.query.is_none() && !self.asks_for_findings() => {
                Ok(Unit::Judgments)
            }
            (None, _) => Ok(Unit::Findings),
        }
    }

    fn asks_for_findings(&self) -> bool {
        use crate::query::FieldName::{Force, Grade, Pillar, Programme, Region, Year};
        self.filters
            .iter()
            .any(|test| !matches!(test.field, Force | Region | Year | Grade | Pillar | Programme))
    }
}

fn is_of_findings(dimension: Dimension) -> bool {
    matches!(dimension, Dimension::Kind | Dimension::DocKind)
}

/// Counts judgments, findings, reports, inspections or bodies by up to two dimensions; exact.
///
/// # Errors
/// `Usage` and `Query` for what cannot be meant, `IndexDamaged`.
pub fn count(index: &Index, request: &CountRequest) -> Result<Counts> {
    let unit = request.unit()?;
    search::check_filters(index, &request.filters)?;
    let ground = Ground::read(index, request)?;
    let mut counts = match unit {
        Unit::Judgments => ground.judgments()?,
        Unit::Findings => ground.findings()?,
        Unit::Reports => ground.reports()?,
        Unit::Inspections => ground.of_inspections(unit, Inspection::clone)?,
        Unit::Forces => ground.of_inspections(unit, |inspection| inspection.force.clone())?,
    };
    tally::sort(&mut counts.rows, &counts.by);
    let all = counts.rows.len();
    let lacks = |row: &Row| row.buckets.iter().any(|bucket| bucket.value.is_none());
    counts.rows.retain(|row| match request.missing {
        Missing::Show => true,
        Missing::Hide => !lacks(row),
        Missing::Only => lacks(row),
    });
    counts.hidden = all - counts.rows.len();
    Ok(counts)
}

/// All that a count stands on.
struct Ground<'a> {
    index: &'a Index,
    request: &'a CountRequest,
    query: Query,
    stated: Arc<Stated>,
}

impl<'a> Ground<'a> {
    fn read(index: &'a Index, request: &'a CountRequest) -> Result<Self> {
        let query = request.query.clone().unwrap_or_else(everything);
        Ok(Self { index, request, query, stated: Stated::of(index)? })
    }

    fn judgments(&self) -> Result<Counts> {
        let filter = self.filter();
        let mut wanted: Vec<&Judgment> = self
            .stated
            .ledger
            .judgments
            .iter()
            .filter(|judgment| filter.judgment(judgment))
            .collect();
        if self.request.query.is_some() || filter.needs_findings() {
            let keys = matching_judgments(
                self.index,
                &self.query,
                &self.request.filters,
                &self.stated.ledger,
            )?;
            wanted.retain(|judgment| keys.contains(&judgment.key));
        }
        let left_out = left_out(&wanted, self.request.include);
        wanted.retain(|judgment| is_counted(judgment, self.request.include));
        let mut tally = Tally::new();
        for judgment in &wanted {
            tally.add(&self.values(|by| self.of_judgment(judgment, by)), &judgment.key);
        }
        let contradicted = wanted.iter().filter(|judgment| judgment.is_contradicted()).count();
        let counts = self.counts(Unit::Judgments, tally.rows(), tally.total())?;
        Ok(Counts { left_out, contradicted: contradicted as u64, ..counts })
    }

    /// The value of a judgment; its day is that of the report that settles it.
    fn of_judgment(&self, judgment: &Judgment, by: Dimension) -> Option<Bucket> {
        if by != Dimension::Published {
            return values::of_judgment(judgment, by);
        }
        let settles = judgment.statements.first()?;
        let report = self.stated.reports.iter().find(|report| report.id == settles.report);
        Some(values::published(report))
    }

    fn findings(&self) -> Result<Counts> {
        if self.request.by.contains(&Dimension::Published) {
            return self.findings_by_day();
        }
        let CountRequest { filters, by, .. } = self.request;
        let counts = search::count_findings(self.index, &self.query, filters, by)?;
        let rows = counts.into_iter().filter(|(_, n)| *n > 0);
        let rows: Vec<Row> = rows.map(|(buckets, n)| Row { buckets, n }).collect();
        // A finding has one value in every dimension, or none: it is in one row.
        let total = rows.iter().map(|row| row.n).sum();
        self.counts(Unit::Findings, rows, total)
    }

    /// Findings know no day of publication: their reports do.
    fn findings_by_day(&self) -> Result<Counts> {
        let (mut rows, mut total): (BTreeMap<Vec<Bucket>, u64>, u64) = (BTreeMap::new(), 0);
        self.each(Unit::Findings, |finding, report| {
            let values = self.values(|by| Some(values::of_finding(finding, report, by)));
            *rows.entry(values.concat()).or_insert(0) += 1;
            total += 1;
        })?;
        let rows = rows.into_iter().map(|(buckets, n)| Row { buckets, n }).collect();
        self.counts(Unit::Findings, rows, total)
    }

    fn reports(&self) -> Result<Counts> {
        let of_reports =
            self.request.by.iter().all(|by| *by != Dimension::Kind && *by != Dimension::Question);
        let mut tally = Tally::new();
        if of_reports {
            let wanted = super::catalogue::wanted(
                self.index,
                self.request.query.as_ref(),
                &self.request.filters,
                &self.stated.reports,
            )?;
            for report in wanted {
                let interval = self.request.interval;
                let value = |by: &Dimension| {
                    let values = values::of_report(report, *by)?.into_iter();
                    Some(values.map(|bucket| spread(*by, interval, bucket)).collect::<Vec<_>>())
                };
                let values = self.request.by.iter().filter_map(value);
                tally.add(&values.collect::<Vec<_>>(), &report.id);
            }
        } else {
            self.each(Unit::Reports, |finding, report| {
                let values = self.values(|by| Some(values::of_finding(finding, report, by)));
                tally.add(&values, &report_of(&finding.id).to_owned());
            })?;
        }
        self.counts(Unit::Reports, tally.rows(), tally.total())
    }

    /// Counts distinct inspections of findings, or what `thing` makes of them.
    fn of_inspections<T: Ord + Clone>(
        &self,
        unit: Unit,
        thing: impl Fn(&Inspection) -> T,
    ) -> Result<Counts> {
        let mut tally = Tally::new();
        if self.request.by.contains(&Dimension::Published) {
            self.each(unit, |finding, report| {
                let Some(inspection) = inspection_of(finding) else { return };
                let values = self.values(|by| Some(values::of_finding(finding, report, by)));
                tally.add(&values, &thing(&inspection));
            })?;
        } else {
            let CountRequest { filters, by, .. } = self.request;
            for (buckets, inspection) in
                search::inspections_by(self.index, &self.query, filters, by)?
            {
                let values: Vec<_> =
                    buckets.into_iter().map(|bucket| vec![values::known(bucket)]).collect();
                tally.add(&values, &thing(&inspection));
            }
        }
        self.counts(unit, tally.rows(), tally.total())
    }

    fn each(&self, unit: Unit, mut see: impl FnMut(&Finding, Option<&Report>)) -> Result<()> {
        let reports: BTreeMap<&str, &Report> =
            self.stated.reports.iter().map(|report| (report.id.as_str(), report)).collect();
        let each = match unit {
            Unit::Reports => search::for_each_finding_of_reports,
            _ => search::for_each_finding,
        };
        each(self.index, &self.query, &self.request.filters, &mut |finding| {
            see(&finding, reports.get(report_of(&finding.id)).copied());
            Ok(())
        })
    }

    fn values(&self, value: impl Fn(Dimension) -> Option<Bucket>) -> Vec<Vec<Bucket>> {
        let interval = self.request.interval;
        let value = |by: &Dimension| {
            value(*by).map(|bucket| spread(*by, interval, bucket)).into_iter().collect()
        };
        self.request.by.iter().map(value).collect()
    }

    fn counts(&self, unit: Unit, rows: Vec<Row>, total: u64) -> Result<Counts> {
        let Understood { also, left_out: hints, .. } = search::understood(self.index, &self.query)?;
        Ok(Counts {
            unit,
            by: self.request.by.clone(),
            rows: if total == 0 { Vec::new() } else { rows },
            total,
            left_out: LeftOut::default(),
            contradicted: 0,
            hidden: 0,
            copies: self.copies(unit)?,
            denominators: Denominators::of(self.index, self.request)?,
            also,
            hints,
        })
    }

    /// Copies of what is counted.
    fn copies(&self, unit: Unit) -> Result<u64> {
        match unit {
            Unit::Findings => search::copies_of(self.index, &self.query, &self.request.filters),
            _ => Ok(0),
        }
    }

    fn filter(&self) -> Filter<'_> {
        Filter::new(&self.request.filters, self.index.gazetteer())
    }
}

/// A day as the interval it falls into; other values as they are.
fn spread(by: Dimension, interval: Interval, bucket: Bucket) -> Bucket {
    if by == Dimension::Published { interval.of_bucket(bucket) } else { bucket }
}

fn is_counted(judgment: &Judgment, include: Include) -> bool {
    judgment.stands(include) && (include.ungraded || judgment.outcome.grade().is_some())
}

fn left_out(judgments: &[&Judgment], include: Include) -> LeftOut {
    let mut left_out = LeftOut::default();
    for judgment in judgments.iter().filter(|judgment| !is_counted(judgment, include)) {
        if judgment.undated {
            left_out.undated += 1;
        } else if judgment.stands(include) {
            *left_out.not_graded.entry(judgment.outcome.state()).or_insert(0) += 1;
        } else if judgment.is_retrospective() {
            left_out.retrospective += 1;
        } else {
            left_out.second_hand += 1;
        }
    }
    left_out
}

fn inspection_of(finding: &Finding) -> Option<Inspection> {
    Some(Inspection {
        force: finding.force.as_ref()?.key(),
        programme: finding.programme,
        cycle: finding.cycle,
        pillar: finding.pillar.clone(),
    })
}

/// The id of the report that holds the finding with this id.
fn report_of(finding: &str) -> &str {
    finding.rsplit_once('-').map_or(finding, |(report, _)| report)
}

#[cfg(test)]
mod tests {
    use super::{CountRequest, Include, Interval, Missing, Unit};
    use crate::search::Dimension;

    #[test]
    fn the_unit_follows_the_question() {
        let query = super::everything();
        for (by, unit, asked, expected) in [
            (vec![Dimension::Grade], None, None, Some(Unit::Judgments)),
            (vec![Dimension::Kind], None, None, Some(Unit::Findings)),
            (vec![Dimension::Grade], None, Some(query), Some(Unit::Findings)),
            (vec![Dimension::Grade], Some(Unit::Reports), None, Some(Unit::Reports)),
            (vec![Dimension::Kind], Some(Unit::Judgments), None, None),
            (vec![Dimension::Force, Dimension::Year, Dimension::Grade], None, None, None),
        ] {
            let shown = format!("{by:?} {unit:?}");
            let include = Include::default();
            let (interval, missing) = (Interval::default(), Missing::default());
            let filters = Vec::new();
            let request =
                CountRequest { query: asked, filters, by, unit, include, interval, missing };
            assert_eq!(request.unit().ok(), expected, "{shown}");
        }
    }
}

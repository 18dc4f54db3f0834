//! Everything that matches as typed rows, to be taken away: findings, judgments or reports.
//!
//! [`Records::find`] finds what there is, [`Records::in_batches`] reads it on all cores and hands it on in order. What a
//! row holds stands in one table a unit ([`fields`]); how it is written is for `render`.

mod findings;
mod judgments;
mod reports;
mod value;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::index::Index;
use crate::query::{FieldTest, Query};
use crate::report::{Finding, Report};
use crate::search::{self, Dimension, Every, Sequence};
use crate::{Error, ErrorKind, Result};

use super::filter::Filter;
use super::matching::{everything, matching_judgments};
use super::{Judgment, Ledger, Listing};

pub use value::{Field, FieldKind, Value};

use findings::FindingRow;
use value::{Column, values};

/// What a row stands for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RecordUnit {
    /// A passage.
    #[default]
    Findings,
    /// A graded answer of the inspectorate, once however many documents state it.
    Judgments,
    /// A document.
    Reports,
}

impl RecordUnit {
    /// Every unit.
    pub const ALL: [Self; 3] = [Self::Findings, Self::Judgments, Self::Reports];

    /// The name in options and JSON.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Findings => "findings",
            Self::Judgments => "judgments",
            Self::Reports => "reports",
        }
    }

    /// One of them.
    #[must_use]
    pub fn singular(self) -> &'static str {
        match self {
            Self::Findings => "finding",
            Self::Judgments => "judgment",
            Self::Reports => "report",
        }
    }

    /// By what rows can be laid together, so that each value can have a file of its own.
    #[must_use]
    pub fn partitions(self) -> &'static [Dimension] {
        match self {
            Self::Findings | Self::Judgments => &[
                Dimension::Year,
                Dimension::Force,
                Dimension::Region,
                Dimension::Programme,
                Dimension::Pillar,
            ],
            // A report may be about many bodies.
            Self::Reports => &[Dimension::Year, Dimension::Programme, Dimension::Pillar],
        }
    }
}

/// What is to be taken away.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordsRequest {
    /// Only what matches: judgments that a matching finding stands under, reports that hold one.
    pub query: Option<Query>,
    /// The filters given as options.
    pub filters: Vec<FieldTest>,
    /// What a row stands for.
    pub unit: RecordUnit,
    /// In which order the rows come; only findings can be listed as `search` lists them.
    pub sequence: Sequence,
}

/// What was found: everything, to be read batch by batch.
#[derive(Debug)]
pub struct Records<'a> {
    unit: RecordUnit,
    kept: Kept<'a>,
}

#[derive(Debug)]
enum Kept<'a> {
    Findings { every: Every<'a>, reports: BTreeMap<String, Arc<Report>> },
    Judgments(Vec<Judgment>),
    Reports(Vec<Listing>),
}

/// Some of the rows, in order.
#[derive(Debug)]
pub struct Batch<'a>(Part<'a>);

#[derive(Debug)]
enum Part<'a> {
    Findings(Vec<FindingRow>),
    Judgments(&'a [Judgment]),
    Reports(&'a [Listing]),
}

/// What the rows of a unit hold, column by column.
#[must_use]
pub fn fields(unit: RecordUnit) -> Vec<Field> {
    match unit {
        RecordUnit::Findings => value::heads(findings::COLUMNS),
        RecordUnit::Judgments => value::heads(judgments::COLUMNS),
        RecordUnit::Reports => value::heads(reports::COLUMNS),
    }
}

impl<'a> Records<'a> {
    /// Finds everything that `request` asks for.
    ///
    /// # Errors
    /// `Usage` and `Query` for what cannot be meant, `IndexDamaged`.
    pub fn find(index: &'a Index, request: &RecordsRequest) -> Result<Self> {
        check(request)?;
        search::check_filters(index, &request.filters)?;
        let kept = match request.unit {
            RecordUnit::Findings => found_findings(index, request)?,
            RecordUnit::Judgments => found_judgments(index, request)?,
            RecordUnit::Reports => found_reports(index, request)?,
        };
        Ok(Self { unit: request.unit, kept })
    }

    /// What a row stands for.
    #[must_use]
    pub fn unit(&self) -> RecordUnit {
        self.unit
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.kept {
            Kept::Findings { every, .. } => every.len(),
            Kept::Judgments(judgments) => judgments.len(),
            Kept::Reports(reports) => reports.len(),
        }
    }

    /// True if there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Makes something of every batch of rows, on all cores, and hands it to `take` in order.
    ///
    /// # Errors
    /// `IndexDamaged`, and what `make` and `take` give.
    pub fn in_batches<'r, T: Send>(
        &'r self,
        make: impl Fn(Batch<'r>) -> Result<T> + Sync,
        mut take: impl FnMut(T) -> Result<()>,
    ) -> Result<()> {
        const BATCH: usize = 1_000;
        match &self.kept {
            Kept::Findings { every, reports } => {
                let row = |finding: Finding| {
                    let report = reports.get(report_of(&finding.id)).cloned();
                    FindingRow { finding, report }
                };
                let rows = |findings: Vec<Finding>| findings.into_iter().map(row).collect();
                every.in_batches(|findings| make(Batch(Part::Findings(rows(findings)))), take)
            }
            Kept::Judgments(judgments) => judgments
                .chunks(BATCH)
                .try_for_each(|some| take(make(Batch(Part::Judgments(some)))?)),
            Kept::Reports(reports) => {
                reports.chunks(BATCH).try_for_each(|some| take(make(Batch(Part::Reports(some)))?))
            }
        }
    }
}

impl Batch<'_> {
    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.0 {
            Part::Findings(rows) => rows.len(),
            Part::Judgments(judgments) => judgments.len(),
            Part::Reports(reports) => reports.len(),
        }
    }

    /// True if there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Shows the rows, one after another: a value a field of [`fields`].
    ///
    /// # Errors
    /// What `see` gives.
    pub fn each(&self, mut see: impl FnMut(&[Value<'_>]) -> Result<()>) -> Result<()> {
        match &self.0 {
            Part::Findings(rows) => {
                rows.iter().try_for_each(|row| see(&values(findings::COLUMNS, row)))
            }
            Part::Judgments(judgments) => {
                judgments.iter().try_for_each(|one| see(&values(judgments::COLUMNS, one)))
            }
            Part::Reports(reports) => {
                reports.iter().try_for_each(|one| see(&values(reports::COLUMNS, one)))
            }
        }
    }
}

/// Refuses an order that the unit does not have.
fn check(request: &RecordsRequest) -> Result<()> {
    let what = request.unit.slug();
    match &request.sequence {
        Sequence::Together(by) => {
            let allowed = request.unit.partitions();
            let Some(by) = by.iter().find(|by| !allowed.contains(by)) else { return Ok(()) };
            let known: Vec<String> = allowed.iter().map(|by| format!("`{}`", by.slug())).collect();
            let message = format!("{what} cannot be parted by `{}`", by.slug());
            let hint = format!("they can be parted by {}", known.join(", "));
            Err(Error::new(ErrorKind::Usage, message).hint(hint))
        }
        Sequence::Listed(..) if request.unit != RecordUnit::Findings => {
            let message = format!("{what} come in the order of their ids");
            Err(Error::new(ErrorKind::Usage, message).hint("only findings can be sorted"))
        }
        _ => Ok(()),
    }
}

fn report_of(finding: &str) -> &str {
    finding.rsplit_once('-').map_or(finding, |(report, _)| report)
}

fn found_findings<'a>(index: &'a Index, request: &RecordsRequest) -> Result<Kept<'a>> {
    let everything = everything();
    let query = request.query.as_ref().unwrap_or(&everything);
    let every = search::every(index, query, &request.filters, &request.sequence)?;
    let shared = |report: Report| (report.id.clone(), Arc::new(report));
    let reports = index.reports()?.into_iter().map(shared).collect();
    Ok(Kept::Findings { every, reports })
}

fn found_judgments<'a>(index: &Index, request: &RecordsRequest) -> Result<Kept<'a>> {
    let filter = Filter::new(&request.filters, index.gazetteer());
    let mut ledger = Ledger::read(index)?;
    if request.query.is_some() || filter.needs_findings() {
        let query = request.query.clone().unwrap_or_else(everything);
        let keys = matching_judgments(index, &query, &request.filters, &ledger)?;
        ledger.judgments.retain(|judgment| keys.contains(&judgment.key));
    }
    let mut judgments = ledger.judgments;
    judgments.retain(|judgment| filter.judgment(judgment));
    lay_together(&mut judgments, judgments::COLUMNS, &request.sequence);
    Ok(Kept::Judgments(judgments))
}

fn found_reports<'a>(index: &Index, request: &RecordsRequest) -> Result<Kept<'a>> {
    let (query, filters) = (request.query.clone(), request.filters.clone());
    let mut found = super::catalogue(index, &super::CatalogueRequest { query, filters })?;
    found.sort_by(|a, b| a.report.id.cmp(&b.report.id));
    lay_together(&mut found, reports::COLUMNS, &request.sequence);
    Ok(Kept::Reports(found))
}

/// Lays rows with the same values together, in the order of the values; what is equal keeps its order.
fn lay_together<R>(rows: &mut [R], columns: &[Column<R>], sequence: &Sequence) {
    let Sequence::Together(by) = sequence else { return };
    let columns: Vec<&Column<R>> =
        by.iter().filter_map(|by| columns.iter().find(|c| c.field.name == by.slug())).collect();
    rows.sort_by_cached_key(|row| {
        columns.iter().map(|column| (column.value)(row).text()).collect::<Vec<_>>()
    });
}

//! What an aggregation is made over: the documents of each unit, column by column.

use std::collections::BTreeMap;

use super::AggRequest;
use super::field::Field;
use super::groups::Groups;
use super::plan::Plan;
use crate::Result;
use crate::analyse::catalogue;
use crate::analyse::filter::Filter;
use crate::analyse::matching::{everything, matching_judgments};
use crate::analyse::{Include, Judgment, Ledger, Unit, values};
use crate::index::Index;
use crate::query::{FieldTest, Query};
use crate::report::{JudgmentKey, Report, Subject};
use crate::search::{Dimension, Findings, Key, Measure, Values, body_value, days};

/// What the documents are read from.
pub(super) struct Base<'a> {
    pub(super) index: &'a Index,
    pub(super) filters: &'a [FieldTest],
    pub(super) include: Include,
    pub(super) reports: Vec<Report>,
    pub(super) ledger: Ledger,
}

/// The documents of a unit.
pub(super) enum Ground<'a> {
    Findings(Findings<'a>),
    Judgments(Vec<&'a Judgment>),
    Reports(Vec<&'a Report>),
    /// Inspections or bodies: their findings, put together.
    Groups(Groups<'a>),
}

impl<'a> Base<'a> {
    pub(super) fn read(index: &'a Index, request: &'a AggRequest, plan: &Plan<'_>) -> Result<Self> {
        let AggRequest { filters, include, .. } = request;
        let mut base = Self {
            index,
            filters,
            include: *include,
            reports: Vec::new(),
            ledger: Ledger::default(),
        };
        // Reports and what they attest take longer to read than most findings take to count.
        let of_reports = |unit: &Unit| matches!(unit, Unit::Judgments | Unit::Reports);
        let names_days =
            plan.tables.values().any(|needed| needed.fields.contains(&Field::Published));
        if names_days || plan.tables.keys().any(of_reports) {
            base.reports = index.reports()?;
        }
        if plan.tables.contains_key(&Unit::Judgments) {
            base.ledger = Ledger::of_reports(&base.reports);
        }
        Ok(base)
    }

    /// The documents of `unit` that pass the filters and match `query`, if there is one.
    pub(super) fn ground(&self, unit: Unit, query: Option<&Query>) -> Result<Ground<'_>> {
        let everything = everything();
        let findings =
            || Findings::matching(self.index, query.unwrap_or(&everything), self.filters);
        Ok(match unit {
            Unit::Findings => Ground::Findings(findings()?),
            Unit::Judgments => Ground::Judgments(self.judgments(query)?),
            Unit::Reports => {
                Ground::Reports(catalogue::wanted(self.index, query, self.filters, &self.reports)?)
            }
            Unit::Inspections | Unit::Forces => Ground::Groups(Groups::of(findings()?, unit)?),
        })
    }

    fn judgments(&self, query: Option<&Query>) -> Result<Vec<&Judgment>> {
        let filter = Filter::new(self.filters, self.index.gazetteer());
        let is_counted = |judgment: &&Judgment| {
            filter.judgment(judgment)
                && (self.include.ungraded || judgment.outcome.grade().is_some())
        };
        let mut rows: Vec<&Judgment> =
            self.ledger.counted(self.include).filter(is_counted).collect();
        if query.is_some() || filter.needs_findings() {
            let everything = everything();
            let query = query.unwrap_or(&everything);
            let keys = matching_judgments(self.index, query, self.filters, &self.ledger)?;
            rows.retain(|judgment| keys.contains(&judgment.key));
        }
        Ok(rows)
    }

    fn report(&self) -> BTreeMap<&str, &Report> {
        self.reports.iter().map(|report| (report.id.as_str(), report)).collect()
    }
}

impl Ground<'_> {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Findings(rows) => rows.len(),
            Self::Judgments(rows) => rows.len(),
            Self::Reports(rows) => rows.len(),
            Self::Groups(rows) => rows.len(),
        }
    }

    /// Which documents match `query`: findings that do, and what has such a finding.
    pub(super) fn holding(&self, base: &Base<'_>, query: &Query) -> Result<Vec<bool>> {
        match self {
            Self::Findings(rows) => rows.holding(query),
            Self::Judgments(rows) => {
                let keys = matching_judgments(base.index, query, base.filters, &base.ledger)?;
                Ok(rows.iter().map(|judgment| keys.contains(&judgment.key)).collect())
            }
            Self::Reports(rows) => {
                let found =
                    catalogue::wanted(base.index, Some(query), base.filters, &base.reports)?;
                let ids: Vec<&str> = found.iter().map(|report| report.id.as_str()).collect();
                Ok(rows.iter().map(|report| ids.contains(&report.id.as_str())).collect())
            }
            Self::Groups(rows) => rows.holding(query),
        }
    }

    /// The values of a field that documents of the unit have.
    pub(super) fn column(&self, base: &Base<'_>, field: Field) -> Result<Values> {
        match self {
            Self::Findings(rows) => of_findings(base, rows, field),
            Self::Judgments(rows) => of_judgments(base, rows, field),
            Self::Reports(rows) => Ok(of_reports(rows, field)),
            Self::Groups(rows) => rows.column(base, field),
        }
    }
}

pub(super) fn of_findings(base: &Base<'_>, rows: &Findings<'_>, field: Field) -> Result<Values> {
    match field {
        Field::Of(dimension) => rows.dimension(dimension),
        Field::Report => rows.key(Key::Report),
        Field::Inspection => rows.key(Key::Inspection),
        Field::QuestionNumber => rows.measure(Measure::Question),
        Field::FirstYear => rows.measure(Measure::FirstYear),
        Field::Date => rows.measure(Measure::Day),
        Field::Published => {
            let Values::Texts { numbers, texts } = rows.key(Key::Report)? else {
                return Ok(Values::Numbers(Vec::new()));
            };
            let reports = base.report();
            let published = |id: &String| reports.get(id.as_str())?.published.map(days);
            let published: Vec<Option<i64>> = texts.iter().map(published).collect();
            let day = |number: &u32| published.get((*number as usize).checked_sub(1)?).copied()?;
            Ok(Values::Numbers(numbers.iter().map(day).collect()))
        }
    }
}

fn of_judgments(base: &Base<'_>, rows: &[&Judgment], field: Field) -> Result<Values> {
    let numbers = |number: &dyn Fn(&JudgmentKey) -> Option<i64>| {
        Values::Numbers(rows.iter().map(|judgment| number(&judgment.key)).collect())
    };
    let reports = base.report();
    // The report that settles the judgment.
    let report = |judgment: &Judgment| {
        let settles = judgment.statements.first()?;
        reports.get(settles.report.as_str()).copied()
    };
    let days_of = |day: &dyn Fn(&Report) -> Option<i64>| {
        Values::Numbers(rows.iter().map(|judgment| day(report(judgment)?)).collect())
    };
    Ok(match field {
        Field::Of(Dimension::Force) => {
            let value =
                |judgment: &&Judgment| body_value(base.index, &judgment.key.force.key()).map(Some);
            texts(rows.iter().map(value).collect::<Result<Vec<_>>>()?.into_iter())
        }
        Field::Of(dimension) => texts(rows.iter().map(|judgment| {
            values::of_judgment(judgment, dimension).and_then(|bucket| bucket.value)
        })),
        Field::Report => texts(rows.iter().map(|judgment| Some(report(judgment)?.id.clone()))),
        Field::Inspection => texts(rows.iter().map(|judgment| Some(judgment.inspection().key()))),
        Field::QuestionNumber => numbers(&|key| match key.subject {
            Subject::Question(number) => Some(i64::from(number)),
            _ => None,
        }),
        Field::FirstYear => numbers(&|key| key.cycle.map(|cycle| i64::from(cycle.first()))),
        Field::Date => days_of(&date),
        Field::Published => days_of(&|report| report.published.map(days)),
    })
}

fn of_reports(rows: &[&Report], field: Field) -> Values {
    let numbers = |number: &dyn Fn(&Report) -> Option<i64>| {
        Values::Numbers(rows.iter().map(|report| number(report)).collect())
    };
    match field {
        Field::FirstYear => numbers(&|report| report.cycle.map(|cycle| cycle.first().into())),
        Field::Date => numbers(&date),
        Field::Published => numbers(&|report| report.published.map(days)),
        Field::Of(dimension) => texts(
            rows.iter()
                .map(|report| values::of_report(report, dimension)?.into_iter().next()?.value),
        ),
        _ => texts(rows.iter().map(|report| Some(report.id.clone()))),
    }
}

/// The day of a report: published, else sent, else last updated.
fn date(report: &Report) -> Option<i64> {
    report.published.or(report.sent).or(report.last_updated).map(days)
}

fn texts(of: impl Iterator<Item = Option<String>>) -> Values {
    let of: Vec<Option<String>> = of.collect();
    let mut texts: Vec<String> = of.iter().flatten().cloned().collect();
    texts.sort();
    texts.dedup();
    let number = |text: &Option<String>| {
        let place = text.as_ref().and_then(|text| texts.binary_search(text).ok());
        place.map_or(0, |place| place as u32 + 1)
    };
    let numbers = of.iter().map(number).collect();
    Values::Texts { numbers, texts }
}

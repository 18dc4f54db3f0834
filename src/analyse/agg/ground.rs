//! What an aggregation is made over: findings or judgments, column by column.

use std::collections::BTreeMap;

use super::field::Field;
use crate::Result;
use crate::analyse::matching::matching_judgments;
use crate::analyse::{Judgment, Ledger, values};
use crate::index::Index;
use crate::query::{FieldTest, Query};
use crate::report::{JudgmentKey, Report, Subject};
use crate::search::{Dimension, Findings, Key, Measure, Values, body_value, days};

/// Rows with fields.
pub(super) enum Ground<'a> {
    Findings {
        index: &'a Index,
        rows: Findings<'a>,
    },
    Judgments {
        index: &'a Index,
        filters: &'a [FieldTest],
        ledger: &'a Ledger,
        rows: Vec<&'a Judgment>,
    },
}

impl Ground<'_> {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Findings { rows, .. } => rows.len(),
            Self::Judgments { rows, .. } => rows.len(),
        }
    }

    /// Which rows match `query`: findings that do, judgments with such a finding.
    pub(super) fn holding(&self, query: &Query) -> Result<Vec<bool>> {
        match self {
            Self::Findings { rows, .. } => rows.holding(query),
            Self::Judgments { index, filters, ledger, rows } => {
                let keys = matching_judgments(index, query, filters, ledger)?;
                Ok(rows.iter().map(|judgment| keys.contains(&judgment.key)).collect())
            }
        }
    }

    pub(super) fn column(&self, field: Field) -> Result<Values> {
        match self {
            Self::Findings { index, rows } => of_findings(index, rows, field),
            Self::Judgments { index, rows, .. } => of_judgments(index, rows, field),
        }
    }
}

fn of_findings(index: &Index, rows: &Findings<'_>, field: Field) -> Result<Values> {
    match field {
        Field::Of(dimension) => rows.dimension(dimension),
        Field::Report => rows.key(Key::Report),
        Field::Inspection => rows.key(Key::Inspection),
        Field::QuestionNumber => rows.measure(Measure::Question),
        Field::FirstYear => rows.measure(Measure::FirstYear),
        Field::Date => rows.measure(Measure::Day),
        Field::Published => {
            let published: BTreeMap<String, i64> = index
                .reports()?
                .into_iter()
                .filter_map(|report| Some((report.id, days(report.published?))))
                .collect();
            let Values::Texts { numbers, texts } = rows.key(Key::Report)? else {
                return Ok(Values::Numbers(Vec::new()));
            };
            let days: Vec<Option<i64>> =
                texts.iter().map(|report| published.get(report).copied()).collect();
            let day = |number: &u32| days.get((*number as usize).checked_sub(1)?).copied()?;
            Ok(Values::Numbers(numbers.iter().map(day).collect()))
        }
    }
}

fn of_judgments(index: &Index, rows: &[&Judgment], field: Field) -> Result<Values> {
    let numbers = |number: &dyn Fn(&JudgmentKey) -> Option<i64>| {
        Values::Numbers(rows.iter().map(|judgment| number(&judgment.key)).collect())
    };
    Ok(match field {
        Field::Of(Dimension::Force) => {
            let value =
                |judgment: &&Judgment| body_value(index, &judgment.key.force.key()).map(Some);
            texts(rows.iter().map(value).collect::<Result<Vec<_>>>()?.into_iter())
        }
        Field::Of(dimension) => texts(rows.iter().map(|judgment| {
            values::of_judgment(judgment, dimension).and_then(|bucket| bucket.value)
        })),
        Field::Report => {
            texts(rows.iter().map(|judgment| {
                judgment.statements.first().map(|statement| statement.report.clone())
            }))
        }
        Field::Inspection => texts(rows.iter().map(|judgment| Some(judgment.inspection().key()))),
        Field::QuestionNumber => numbers(&|key| match key.subject {
            Subject::Question(number) => Some(i64::from(number)),
            _ => None,
        }),
        Field::FirstYear => numbers(&|key| key.cycle.map(|cycle| i64::from(cycle.first()))),
        Field::Date => {
            Values::Numbers(rows.iter().map(|it| it.statements.first()?.date.map(days)).collect())
        }
        Field::Published => {
            let reports: BTreeMap<String, Report> =
                index.reports()?.into_iter().map(|report| (report.id.clone(), report)).collect();
            let day = |judgment: &&Judgment| {
                let report = reports.get(&judgment.statements.first()?.report)?;
                report.published.map(days)
            };
            Values::Numbers(rows.iter().map(day).collect())
        }
    })
}

/// True for what judgments do not have.
pub(super) fn is_of_findings(field: Field) -> bool {
    matches!(field, Field::Of(Dimension::Kind | Dimension::DocKind))
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

use std::collections::BTreeMap;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::{AlsoPart, Head, VERSION, also, head, hit};
use crate::analyse::{Counts, Row};
use crate::search::{Dimension, Hit};

/// A line `count`: `unit`, one key a dimension, `n`.
#[derive(Debug)]
pub struct CountLine<'a> {
    counts: &'a Counts,
    row: &'a Row,
    top: Option<&'a [Hit]>,
}

/// One row of a count, with its best findings if they were asked for.
#[must_use]
pub fn count<'a>(counts: &'a Counts, row: &'a Row, top: Option<&'a [Hit]>) -> CountLine<'a> {
    CountLine { counts, row, top }
}

impl Serialize for CountLine<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", "count")?;
        map.serialize_entry("v", &VERSION)?;
        map.serialize_entry("unit", self.counts.unit.slug())?;
        for (bucket, by) in self.row.buckets.iter().zip(&self.counts.by) {
            let value = bucket.value.as_deref();
            match (by, value.and_then(|value| value.parse::<u16>().ok())) {
                (Dimension::Question, Some(number)) => map.serialize_entry(by.slug(), &number)?,
                _ => map.serialize_entry(by.slug(), &value)?,
            }
            if *by == Dimension::Force {
                map.serialize_entry("force_name", &value.map(|_| bucket.label.as_str()))?;
            }
        }
        map.serialize_entry("n", &self.row.n)?;
        if let Some(top) = self.top {
            map.serialize_entry("top", &top.iter().map(hit).collect::<Vec<_>>())?;
        }
        map.end()
    }
}

/// The line `summary` that ends a count.
#[derive(Debug, Serialize)]
pub struct CountSummary<'a> {
    #[serde(flatten)]
    head: Head,
    unit: &'static str,
    by: Vec<&'static str>,
    query: Option<&'a str>,
    total: u64,
    rows: usize,
    hidden: usize,
    denominators: DenominatorsPart,
    not_graded: &'a BTreeMap<&'static str, u64>,
    retrospective: u64,
    second_hand: u64,
    undated: u64,
    contradicted: u64,
    copies: u64,
    also: Vec<AlsoPart<'a>>,
    hints: &'a [String],
}

#[derive(Debug, Serialize)]
struct DenominatorsPart {
    findings: u64,
    judgments: u64,
    graded: u64,
    forces: u64,
    inspections: u64,
    reports: u64,
    documents: u64,
}

/// The totals of a count.
#[must_use]
pub fn count_summary<'a>(counts: &'a Counts, query: Option<&'a str>) -> CountSummary<'a> {
    let of = &counts.denominators;
    CountSummary {
        head: head("summary"),
        unit: counts.unit.slug(),
        by: counts.by.iter().map(|by| by.slug()).collect(),
        query,
        total: counts.total,
        rows: counts.rows.len(),
        hidden: counts.hidden,
        denominators: DenominatorsPart {
            findings: of.findings,
            judgments: of.judgments,
            graded: of.graded,
            forces: of.forces,
            inspections: of.inspections,
            reports: of.reports,
            documents: of.documents,
        },
        not_graded: &counts.left_out.not_graded,
        retrospective: counts.left_out.retrospective,
        second_hand: counts.left_out.second_hand,
        undated: counts.left_out.undated,
        contradicted: counts.contradicted,
        copies: counts.copies,
        also: also(&counts.also),
        hints: &counts.hints,
    }
}

//! Aggregations as Elasticsearch writes them, over findings or judgments.
//!
//! The columns that a request names are read once for the rows that match; the rest is arithmetic on them, so that every
//! figure is exact: distinct counts, percentiles and the counts of rare terms too, which engines that spread over machines
//! only estimate.

mod buckets;
mod composite;
mod field;
mod ground;
mod metrics;
mod read;
mod request;
mod steps;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde_json::{Map, Value};

use self::field::Field;
use self::ground::{Ground, is_of_findings};
use self::request::{Kind, Named};
use super::filter::Filter;
use super::matching::{everything, matching_judgments};
use super::{Include, Judgment, Ledger, Unit};
use crate::index::Index;
use crate::query::{FieldTest, Query};
use crate::search::{self, Findings, Values};
use crate::{Error, ErrorKind, Result};

pub use request::Aggregations;

/// Buckets of a whole answer, at most.
const MAX_BUCKETS: usize = 65_536;

/// Bytes of columns and lists of rows, at most.
const MAX_BYTES: usize = 512 << 20;

/// What is asked of [`aggregate`].
#[derive(Debug, Clone, PartialEq)]
pub struct AggRequest {
    /// The aggregations, with the query of the request.
    pub aggregations: Aggregations,
    /// The filters given as options.
    pub filters: Vec<FieldTest>,
    /// What is counted beyond graded judgments.
    pub include: Include,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Aggregated {
    /// What was counted: findings or judgments.
    pub unit: Unit,
    /// Findings or judgments that match.
    pub hits: u64,
    /// The answer under `aggregations`, as Elasticsearch has it.
    pub aggregations: Map<String, Value>,
}

/// Answers a request for aggregations; exact.
///
/// # Errors
/// `Usage` for what cannot be meant and where the answer has too many buckets or takes too much memory, `Query`,
/// `IndexDamaged`.
pub fn aggregate(index: &Index, request: &AggRequest) -> Result<Aggregated> {
    let AggRequest { aggregations, filters, .. } = request;
    search::check_filters(index, filters)?;
    let unit = unit(aggregations)?;
    let query = aggregations.query.clone().unwrap_or_else(everything);
    let ledger;
    let ground = match unit {
        Unit::Judgments => {
            ledger = Ledger::read(index)?;
            let rows = judgments(index, request, &query, &ledger)?;
            Ground::Judgments { index, filters, ledger: &ledger, rows }
        }
        _ => Ground::Findings { index, rows: Findings::matching(index, &query, filters)? },
    };
    let mut run = Run::prepare(&ground, &aggregations.aggs)?;
    let rows: Vec<u32> = (0..ground.len() as u32).collect();
    let aggregations = run.level(&aggregations.aggs, &rows)?;
    Ok(Aggregated { unit, hits: ground.len() as u64, aggregations })
}

fn unit(aggregations: &Aggregations) -> Result<Unit> {
    match aggregations.unit.as_deref() {
        None | Some("findings") => Ok(Unit::Findings),
        Some("judgments") => Ok(Unit::Judgments),
        Some(other) => {
            let message = format!("`unit`: `{other}` cannot be aggregated");
            Err(Error::new(ErrorKind::Usage, message).hint("units are findings and judgments"))
        }
    }
}

fn judgments<'l>(
    index: &Index,
    request: &AggRequest,
    query: &Query,
    ledger: &'l Ledger,
) -> Result<Vec<&'l Judgment>> {
    let filter = Filter::new(&request.filters, index.gazetteer());
    let include = request.include;
    let is_counted = |judgment: &&Judgment| {
        filter.judgment(judgment) && (include.ungraded || judgment.outcome.grade().is_some())
    };
    let mut rows: Vec<&Judgment> = ledger.counted(include).filter(is_counted).collect();
    if request.aggregations.query.is_some() || filter.needs_findings() {
        let keys = matching_judgments(index, query, &request.filters, ledger)?;
        rows.retain(|judgment| keys.contains(&judgment.key));
    }
    Ok(rows)
}

/// A request on its way: the columns it names, and what it may still use.
struct Run {
    columns: BTreeMap<Field, Values>,
    /// Which rows match each filter, by its text.
    held: BTreeMap<String, Vec<bool>>,
    /// Buckets that may still be made.
    room: usize,
}

impl Run {
    fn prepare(ground: &Ground<'_>, aggs: &[Named]) -> Result<Self> {
        let mut run = Self { columns: BTreeMap::new(), held: BTreeMap::new(), room: MAX_BUCKETS };
        let mut open: Vec<(&Named, usize)> = aggs.iter().map(|agg| (agg, 1)).collect();
        let mut deepest = 0;
        while let Some((agg, depth)) = open.pop() {
            deepest = deepest.max(depth);
            for field in fields(&agg.kind) {
                if matches!(ground, Ground::Judgments { .. }) && is_of_findings(field) {
                    let message = format!("a judgment has no `{}`", field.name());
                    return Err(Error::new(ErrorKind::Usage, message)
                        .hint("aggregate findings by it: `\"unit\": \"findings\"`"));
                }
                if let Entry::Vacant(place) = run.columns.entry(field) {
                    place.insert(ground.column(field)?);
                }
            }
            for query in filters(&agg.kind) {
                if !run.held.contains_key(&query.text) {
                    run.held.insert(query.text.clone(), ground.holding(query)?);
                }
            }
            let bytes = ground.len() * (12 * run.columns.len() + run.held.len() + 4 * deepest);
            if bytes > MAX_BYTES {
                let message = format!("this takes more than {} MiB", MAX_BYTES >> 20);
                return Err(Error::new(ErrorKind::Usage, message)
                    .hint("narrow it by a query or filters, or name fewer fields"));
            }
            open.extend(agg.aggs.iter().map(|agg| (agg, depth + 1)));
        }
        Ok(run)
    }

    /// The answers of `aggs` over `rows`.
    fn level(&mut self, aggs: &[Named], rows: &[u32]) -> Result<Map<String, Value>> {
        let answer = |agg: &Named| Ok((agg.name.clone(), self.answer(agg, rows)?));
        aggs.iter().map(answer).collect()
    }

    fn column(&self, field: Field) -> &Values {
        static NONE: Values = Values::Numbers(Vec::new());
        self.columns.get(&field).unwrap_or(&NONE)
    }

    /// Makes room for a bucket.
    fn bucket(&mut self) -> Result<()> {
        self.room = self.room.checked_sub(1).ok_or_else(|| {
            Error::new(ErrorKind::Usage, format!("the answer has more than {MAX_BUCKETS} buckets"))
                .hint("ask for fewer with `size`, `min_doc_count` or wider intervals")
        })?;
        Ok(())
    }
}

/// The fields that an aggregation reads.
fn fields(kind: &Kind) -> Vec<Field> {
    match kind {
        Kind::Terms { keys, .. } => keys.iter().map(|(field, _)| *field).collect(),
        Kind::Composite { sources, .. } => sources.iter().map(|(_, source)| source.field).collect(),
        Kind::Histogram { field, .. }
        | Kind::Range { field, .. }
        | Kind::Missing(field)
        | Kind::Metric(_, field)
        | Kind::Percentiles { field, .. } => vec![*field],
        Kind::Filter(_) | Kind::Filters(_) => Vec::new(),
    }
}

fn filters(kind: &Kind) -> Vec<&Query> {
    match kind {
        Kind::Filter(query) => vec![query],
        Kind::Filters(all) => all.iter().map(|(_, query)| query).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests;

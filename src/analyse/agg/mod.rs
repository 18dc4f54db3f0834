//! Aggregations as Elasticsearch writes them, over findings, judgments, reports, inspections or bodies.
//!
//! The columns that a request names are read once for the rows that match; the rest is arithmetic on them, so that every
//! figure is exact: distinct counts, percentiles and the counts of rare terms too, which engines that spread over machines
//! only estimate.

mod buckets;
mod composite;
mod field;
mod ground;
mod groups;
mod level;
mod links;
mod metrics;
mod nested;
mod plan;
mod read;
mod request;
mod steps;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use self::field::Field;
use self::ground::{Base, Ground};
use self::links::{Links, links};
use self::plan::{Needed, Plan};
use self::request::Named;
use super::{Include, Unit};
use crate::index::Index;
use crate::query::FieldTest;
use crate::search::{self, Values};
use crate::{Error, ErrorKind, Result};

pub use request::Aggregations;

/// Buckets of a whole answer, at most.
const MAX_BUCKETS: usize = 65_536;

/// Bytes of columns, links and lists of rows, at most.
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
    /// What was counted.
    pub unit: Unit,
    /// Documents of that unit that match.
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
    let unit = match aggregations.unit.as_deref() {
        None => Unit::Findings,
        Some(name) => level::named(name, "unit")?,
    };
    let plan = Plan::of(unit, &aggregations.aggs)?;
    let base = Base::read(index, request, &plan)?;
    let mut grounds = BTreeMap::new();
    for at in plan.tables.keys() {
        // The query is about the outermost documents; what belongs to them need not match it.
        let query = aggregations.query.as_ref().filter(|_| *at == unit);
        grounds.insert(*at, base.ground(*at, query)?);
    }
    let mut run = Run::prepare(&base, &grounds, (unit, &plan))?;
    let hits = grounds.get(&unit).map_or(0, Ground::len);
    let rows: Vec<u32> = (0..hits as u32).collect();
    let aggregations = run.level(&aggregations.aggs, &rows)?;
    Ok(Aggregated { unit, hits: hits as u64, aggregations })
}

/// A request on its way: the columns it names, and what it may still use.
struct Run {
    tables: BTreeMap<Unit, Table>,
    /// From documents of the first unit to those of the second.
    links: BTreeMap<(Unit, Unit), Links>,
    /// Of which unit the rows are.
    at: Unit,
    /// The units around it, outermost first, with the rows of the bucket that was left for what is nested in it.
    around: Vec<(Unit, Vec<u32>)>,
    /// Buckets that may still be made.
    room: usize,
}

/// The documents of a unit.
struct Table {
    columns: BTreeMap<Field, Values>,
    /// Which of them match each filter, by its text.
    held: BTreeMap<String, Vec<bool>>,
}

impl Run {
    fn prepare(
        base: &Base<'_>,
        grounds: &BTreeMap<Unit, Ground<'_>>,
        (at, plan): (Unit, &Plan<'_>),
    ) -> Result<Self> {
        let (mut tables, mut links_of, mut bytes) = (BTreeMap::new(), BTreeMap::new(), 0);
        for (unit, Needed { fields, queries }) in &plan.tables {
            let Some(ground) = grounds.get(unit) else { continue };
            bytes += ground.len() * (12 * fields.len() + queries.len() + 4 * plan.deepest);
            check_memory(bytes)?;
            let column = |field: &Field| Ok((*field, ground.column(base, *field)?));
            let held = |(text, query): (&&str, &&crate::query::Query)| {
                Ok(((*text).to_owned(), ground.holding(base, query)?))
            };
            let columns = fields.iter().map(column).collect::<Result<_>>()?;
            let held = queries.iter().map(held).collect::<Result<_>>()?;
            tables.insert(*unit, Table { columns, held });
        }
        for (finer, coarser) in &plan.links {
            let (Some(a), Some(b)) = (grounds.get(finer), grounds.get(coarser)) else { continue };
            // Nearly every document belongs to one of the coarser unit.
            check_memory(bytes + 16 * a.len())?;
            let [there, back] = links(base, a, (*coarser, b))?;
            bytes += there.bytes() + back.bytes();
            check_memory(bytes)?;
            links_of.insert((*finer, *coarser), there);
            links_of.insert((*coarser, *finer), back);
        }
        Ok(Self { tables, links: links_of, at, around: Vec::new(), room: MAX_BUCKETS })
    }

    /// The answers of `aggs` over `rows`.
    fn level(&mut self, aggs: &[Named], rows: &[u32]) -> Result<Map<String, Value>> {
        let answer = |agg: &Named| Ok((agg.name.clone(), self.answer(agg, rows)?));
        aggs.iter().map(answer).collect()
    }

    fn column(&self, field: Field) -> &Values {
        static NONE: Values = Values::Numbers(Vec::new());
        let column = self.tables.get(&self.at).and_then(|table| table.columns.get(&field));
        column.unwrap_or(&NONE)
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

fn check_memory(bytes: usize) -> Result<()> {
    if bytes <= MAX_BYTES {
        return Ok(());
    }
    let message = format!("this takes more than {} MiB", MAX_BYTES >> 20);
    Err(Error::new(ErrorKind::Usage, message)
        .hint("narrow it by a query or filters, or name fewer fields"))
}

#[cfg(test)]
mod tests;

use serde::Serialize;
use serde_json::{Map, Value};

use super::{Head, head};
use crate::analyse::Aggregated;

/// The one line `agg`.
#[derive(Debug, Serialize)]
pub struct AggLine<'a> {
    #[serde(flatten)]
    head: Head,
    unit: &'static str,
    hits: u64,
    aggregations: &'a Map<String, Value>,
}

/// The answer to a request for aggregations.
#[must_use]
pub fn aggregated(answer: &Aggregated) -> AggLine<'_> {
    let Aggregated { unit, hits, aggregations } = answer;
    AggLine { head: head("agg"), unit: unit.slug(), hits: *hits, aggregations }
}

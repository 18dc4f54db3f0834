//! The best findings behind a row of a count.

use super::count::{CountRequest, Counts, Row, Unit};
use super::matching::everything;
use crate::index::Index;
use crate::query::{FieldName, FieldTest, filter};
use crate::search::{Dimension, Hit, Listing, SearchRequest, search};
use crate::{Error, ErrorKind, Result};

/// Findings shown a row, at most.
pub const MAX_TOP: usize = 100;

/// The best `most` findings of a row, best first; nothing folded, as every one of them was counted.
///
/// # Errors
/// `Usage` where the count is not of findings or a dimension cannot be asked for, those of [`search()`].
pub fn top(
    index: &Index,
    request: &CountRequest,
    counts: &Counts,
    row: &Row,
    most: usize,
) -> Result<Vec<Hit>> {
    if counts.unit != Unit::Findings {
        let message = format!("there are no best findings of {}", counts.unit.slug());
        return Err(Error::new(ErrorKind::Usage, message).hint("count findings: `--unit findings`"));
    }
    let mut filters = request.filters.clone();
    for (bucket, by) in row.buckets.iter().zip(&counts.by) {
        filters.push(test(*by, bucket.value.as_deref(), &bucket.label)?);
    }
    let query = request.query.clone().unwrap_or_else(everything);
    let mut asked = SearchRequest { filters, limit: most, all: true, ..SearchRequest::new(query) };
    asked.listing = Listing { unfold: true, once: true, ..Listing::default() };
    let mut hits = search(index, &asked)?.hits;
    // The year 2018 finds the cycle 2018/19 too, which is another row.
    let cycle = row.buckets.iter().zip(&counts.by).find(|(_, by)| **by == Dimension::Year);
    if let Some(value) = cycle.and_then(|(bucket, _)| bucket.value.as_ref()) {
        hits.retain(|hit| hit.finding.cycle.is_some_and(|cycle| cycle.to_string() == *value));
    }
    Ok(hits)
}

/// What passes only findings with this value.
fn test(by: Dimension, value: Option<&str>, label: &str) -> Result<FieldTest> {
    let field = match by {
        Dimension::Force => FieldName::Force,
        Dimension::Region => FieldName::Region,
        Dimension::Year => FieldName::Year,
        Dimension::Grade => FieldName::Grade,
        Dimension::Pillar => FieldName::Pillar,
        Dimension::Kind => FieldName::Kind,
        Dimension::Programme => FieldName::Programme,
        Dimension::DocKind => FieldName::DocKind,
        Dimension::Question | Dimension::Published => {
            let message = format!("the best findings by `{}` cannot be asked for", by.slug());
            return Err(Error::new(ErrorKind::Usage, message).hint(
                "they can by force, region, year, grade, pillar, kind, programme, doc_kind",
            ));
        }
    };
    match (value, by) {
        (None, _) => filter(FieldName::Missing, &[by.slug().to_owned()]),
        // Two bodies may share a slug.
        (Some(_), Dimension::Force) => filter(field, &[label.to_owned()]),
        (Some(value), _) => filter(field, &[value.to_owned()]),
    }
}

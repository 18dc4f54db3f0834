use crate::Result;
use crate::index::Index;
use crate::query::FieldTest;
use crate::search;

use super::filter::Filter;
use super::{Judgment, Ledger};

/// The judgments under `filters` to which documents give different grades, in the order of the ledger.
///
/// # Errors
/// `Usage` and `Query` for what cannot be meant, `IndexDamaged`.
pub fn disagreements(index: &Index, filters: &[FieldTest]) -> Result<Vec<Judgment>> {
    search::check_filters(index, filters)?;
    let filter = Filter::new(filters, index.gazetteer());
    let ledger = Ledger::read(index)?;
    Ok(ledger.contradictions().filter(|judgment| filter.judgment(judgment)).cloned().collect())
}

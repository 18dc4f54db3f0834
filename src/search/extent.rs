//! How much there is: the denominators of every figure.

use super::asked::Asked;
use super::pass::{Want, run};
use crate::Result;
use crate::index::{Index, guarded};
use crate::query::{FieldTest, Query};

/// How many findings match, and in how many reports and inspections they stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Extent {
    /// Findings.
    pub findings: u64,
    /// Distinct reports.
    pub reports: u64,
    /// Distinct inspections; a finding about no one body belongs to none.
    pub inspections: u64,
}

/// Counts what matches `query` under `filters`; without a query all that passes the filters.
///
/// # Errors
/// As [`super::search`].
pub fn extent(index: &Index, query: Option<&Query>, filters: &[FieldTest]) -> Result<Extent> {
    let everything = Query { text: String::new(), root: None, plain: true };
    guarded(index.dir(), || {
        let asked = Asked::new(index, query.unwrap_or(&everything), filters)?;
        let want = Want { totals: true, ..Want::default() };
        let tally = run(index, &*asked.lower(index, false)?, &want)?;
        let (findings, reports, inspections) = (tally.findings, tally.reports, tally.inspections);
        Ok(Extent { findings, reports, inspections })
    })
}

//! How much there is: the denominators of every figure.

use tantivy::DocId;

use super::asked::Asked;
use super::occurrences::{Occurrences, matching};
use super::values::Wanted;
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
    guarded(index.dir(), || {
        let [extent] = extents(index, [&passing(index, query, filters)?])?;
        Ok(extent)
    })
}

impl Occurrences<'_> {
    /// The extent of the findings that match, and of all that passes `filters`.
    ///
    /// # Errors
    /// As [`super::search`].
    pub fn extents(&self, filters: &[FieldTest]) -> Result<[Extent; 2]> {
        guarded(self.index().dir(), || {
            let all = passing(self.index(), None, filters)?;
            extents(self.index(), [self.docs(), &all])
        })
    }
}

fn passing(index: &Index, query: Option<&Query>, filters: &[FieldTest]) -> Result<Vec<Vec<DocId>>> {
    let everything = Query { text: String::new(), root: None, plain: true };
    matching(index, &Asked::new(index, query.unwrap_or(&everything), filters)?)
}

/// The extents of findings that are listed segment by segment: the values of a column are told apart once for all of them.
fn extents<const N: usize>(index: &Index, sets: [&[Vec<DocId>]; N]) -> Result<[Extent; N]> {
    let distinct = |name| {
        let counts = Wanted::of(index, name, &sets)?.counts::<N>();
        counts.map_err(|error| index.failure(error))
    };
    let (reports, inspections) = rayon::join(|| distinct("report"), || distinct("inspection"));
    let (reports, inspections) = (reports?, inspections?);
    Ok(std::array::from_fn(|nth| Extent {
        findings: sets[nth].iter().map(|docs| docs.len() as u64).sum(),
        reports: reports[nth],
        inspections: inspections[nth],
    }))
}

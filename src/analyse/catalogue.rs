use std::collections::BTreeMap;

use crate::Result;
use crate::index::Index;
use crate::query::{FieldTest, Query};
use crate::report::Report;
use crate::search;

use super::filter::Filter;
use super::matching::everything;

/// What is asked of [`catalogue`].
#[derive(Debug, Clone, PartialEq)]
pub struct CatalogueRequest {
    /// Only reports with a matching finding.
    pub query: Option<Query>,
    /// Only reports that pass, or that hold a finding that passes.
    pub filters: Vec<FieldTest>,
}

/// A report of the corpus.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    /// The report, without its findings.
    pub report: Report,
    /// How many findings it holds.
    pub findings: u64,
    /// How many of them match the query and the filters, if there are any.
    pub matching: Option<u64>,
}

/// The reports that match, in the order of their paths.
///
/// # Errors
/// `Usage` and `Query` for what cannot be meant, `IndexDamaged`.
pub fn catalogue(index: &Index, request: &CatalogueRequest) -> Result<Vec<Listing>> {
    search::check_filters(index, &request.filters)?;
    let reports = index.reports()?;
    let wanted = wanted(index, request.query.as_ref(), &request.filters, &reports)?;
    let all = numbers(index, &everything(), &[])?;
    let matching = if request.query.is_none() && request.filters.is_empty() {
        None
    } else {
        let query = request.query.clone().unwrap_or_else(everything);
        Some(numbers(index, &query, &request.filters)?)
    };
    let number = |of: &BTreeMap<String, u64>, id: &str| of.get(id).copied().unwrap_or_default();
    Ok(wanted
        .into_iter()
        .map(|report| Listing {
            findings: number(&all, &report.id),
            matching: matching.as_ref().map(|of| number(of, &report.id)),
            report: report.clone(),
        })
        .collect())
}

/// The `reports` that match: with a query those with a matching finding, without one also those that pass the
/// filters as a whole, so that a report without findings can be found.
pub(super) fn wanted<'a>(
    index: &Index,
    query: Option<&Query>,
    filters: &[FieldTest],
    reports: &'a [Report],
) -> Result<Vec<&'a Report>> {
    let filter = Filter::new(filters, index.gazetteer());
    let everything = everything();
    let by_findings = if query.is_none() && filters.is_empty() {
        BTreeMap::new()
    } else {
        numbers(index, query.unwrap_or(&everything), filters)?
    };
    let as_a_whole =
        |report: &Report| query.is_none() && !filter.needs_findings() && filter.report(report);
    Ok(reports
        .iter()
        .filter(|report| by_findings.contains_key(&report.id) || as_a_whole(report))
        .collect())
}

fn numbers(index: &Index, query: &Query, filters: &[FieldTest]) -> Result<BTreeMap<String, u64>> {
    Ok(search::matching_reports(index, query, filters)?.into_iter().collect())
}

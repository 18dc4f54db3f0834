use std::collections::BTreeMap;

use crate::Result;
use crate::index::Index;
use crate::query::{FieldTest, Query};
use crate::report::{Note, Report};
use crate::search;

use super::filter::Filter;
use super::ledger::{Ledger, Statement};
use super::matching::everything;
use super::versions::{Standing, versions};

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
    let mut reports = index.reports()?;
    note_contradictions(&mut reports);
    note_later_copies(&mut reports);
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

/// Notes on each report that gives a grade which another document contradicts.
fn note_contradictions(reports: &mut [Report]) {
    let ledger = Ledger::of_reports(reports);
    let mut notes: BTreeMap<String, Vec<Note>> = BTreeMap::new();
    for judgment in ledger.contradictions() {
        for statement in &judgment.statements {
            let note = contradiction(statement, &judgment.statements);
            notes.entry(statement.report.clone()).or_default().extend(note);
        }
    }
    for report in reports {
        report.notes.extend(notes.remove(&report.id).unwrap_or_default());
    }
}

/// Notes on each report of whose page a later copy is here.
fn note_later_copies(reports: &mut [Report]) {
    let mut notes: BTreeMap<String, Note> = BTreeMap::new();
    for page in versions(reports) {
        let Some(current) = page.copies.first() else { continue };
        for copy in page.copies.iter().skip(1) {
            let what = match copy.standing {
                Standing::Same => "has the same text",
                Standing::Undated => "is another copy of the page; which is the later is not known",
                _ => "is a later copy of the page",
            };
            let note = Note::info(format!("`{}` {what}", current.report.path));
            notes.insert(copy.report.id.clone(), note.hint("`peelian versions` shows them all"));
        }
    }
    for report in reports {
        report.notes.extend(notes.remove(&report.id));
    }
}

/// What `statement` says and which document says something else; nothing if none does.
fn contradiction(statement: &Statement, all: &[Statement]) -> Option<Note> {
    let own = statement.attestation.outcome.grade()?;
    let other = all.iter().find(|other| {
        other.report != statement.report
            && other.attestation.outcome.grade().is_some_and(|grade| grade != own)
    })?;
    let grade = other.attestation.outcome.slug();
    let message = format!("says `{own}` of a judgment of which `{}` says `{grade}`", other.path);
    let hint = "`peelian check` shows both places";
    Some(Note::warning(message).at(statement.attestation.span).hint(hint))
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

//! Of how many a count is: everything that passes the filters, whatever the query.

use std::collections::{BTreeMap, BTreeSet};

use crate::Result;
use crate::index::Index;
use crate::query::FieldTest;
use crate::report::{Inspection, Report};
use crate::search::{Findings, Key};

use super::filter::{Filter, inspections};
use super::ledger::Stated;
use super::matching::everything;
use super::{CountRequest, Include, Judgment, catalogue};

/// What a count may be divided by: everything that passes the filters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Denominators {
    /// Findings.
    pub findings: u64,
    /// Judgments, graded or not.
    pub judgments: u64,
    /// Judgments with a grade.
    pub graded: u64,
    /// Bodies with a judgment, a report or a finding.
    pub forces: u64,
    /// Inspections with a judgment, a report or a finding.
    pub inspections: u64,
    /// Reports.
    pub reports: u64,
    /// Files.
    pub documents: u64,
}

impl Denominators {
    /// What there is under the filters of `request`: worked out once an index, whatever is counted.
    ///
    /// # Errors
    /// `Query` for what cannot be meant, `IndexDamaged`.
    pub(super) fn of(index: &Index, request: &CountRequest) -> Result<Self> {
        let CountRequest { filters, include, .. } = request;
        // What is asked for most is not even spelled out.
        let what = match filters.is_empty() && *include == Include::default() {
            true => String::new(),
            false => format!("{filters:?} {include:?}"),
        };
        let kept = index.kept(what, || Self::worked_out(index, filters, *include))?;
        Ok(Self::clone(&kept))
    }

    fn worked_out(index: &Index, filters: &[FieldTest], include: Include) -> Result<Self> {
        let stated = Stated::of(index)?;
        let Stated { reports: all, ledger } = &*stated;
        let filter = Filter::new(filters, index.gazetteer());
        let judged: Vec<&Judgment> =
            ledger.counted(include).filter(|judgment| filter.judgment(judgment)).collect();
        let reports: Vec<&Report> = all.iter().filter(|report| filter.report(report)).collect();
        // A report that does not pass as a whole may hold findings that do: lines of structured findings.
        let by_findings = catalogue::wanted(index, None, filters, all)?;
        let by_id: BTreeMap<&str, &Report> = reports
            .iter()
            .copied()
            .chain(by_findings)
            .map(|report| (report.id.as_str(), report))
            .collect();
        // Structured findings may be about bodies that no report as a whole is about.
        let found = Findings::matching(index, &everything(), filters)?;
        let mut inspected = found.distinct(Key::Inspection)?;
        inspected.extend(judged.iter().map(|judgment| judgment.inspection().key()));
        // A report on several bodies passes by one of them; the others are none of those asked for.
        let asked_for = |report: &&Report| -> Vec<Inspection> {
            let each = inspections(report).zip(&report.forces);
            each.filter(|(_, force)| filter.body(force)).map(|(inspection, _)| inspection).collect()
        };
        let asked_for = reports.iter().flat_map(asked_for);
        inspected.extend(asked_for.map(|inspection| inspection.key()));
        let forces: BTreeSet<&str> =
            inspected.iter().filter_map(|key| Inspection::force_of(key)).collect();
        let documents: BTreeSet<&String> = by_id.values().map(|report| &report.document).collect();
        let graded = judged.iter().filter(|judgment| judgment.outcome.grade().is_some());
        Ok(Self {
            findings: found.len() as u64,
            judgments: judged.len() as u64,
            graded: graded.count() as u64,
            forces: forces.len() as u64,
            inspections: inspected.len() as u64,
            reports: by_id.len() as u64,
            documents: documents.len() as u64,
        })
    }
}

//! An index of reports that are already parsed: what tests of the rooms after this one begin with.

use std::collections::BTreeMap;
use std::path::Path;

use super::payload::{Payload, corpus_digest};
use super::rows::RowMaker;
use super::writer::Writer;
use crate::Result;
use crate::report::Report;

/// Builds an index in `dir` from reports that are already parsed: what tests of the rooms after this one begin with.
///
/// # Errors
/// As [`super::build()`].
pub fn build_from_reports(reports: &[Report], dir: &Path) -> Result<()> {
    let writer = Writer::open(dir, 0, 0)?;
    let mut maker = RowMaker::new(writer.fields());
    let mut counts = [0; 3];
    let mut documents = BTreeMap::new();
    for report in reports {
        let rows = maker.report(report)?;
        counts.iter_mut().zip(rows.counts).for_each(|(all, more)| *all += more);
        documents.insert(report.document.as_str(), report.digest.as_str());
        writer.add(&rows)?;
    }
    let digest = corpus_digest(documents.iter().map(|(path, digest)| (*path, *digest)));
    writer.commit(&Payload::new(digest, documents.len() as u64, counts))
}

/// As [`build_from_reports`], with one segment a report: how a large index lies on disk.
#[cfg(test)]
pub(crate) fn build_in_segments(reports: &[Report], dir: &Path) -> Result<()> {
    let mut counts = [0; 3];
    for report in reports {
        let writer = Writer::open(dir, 0, 0)?;
        let rows = RowMaker::new(writer.fields()).report(report)?;
        counts.iter_mut().zip(rows.counts).for_each(|(all, more)| *all += more);
        writer.add(&rows)?;
        writer.commit_unmerged(&Payload::new(String::new(), 0, counts))?;
    }
    Ok(())
}

/// Takes these reports in once more, in a segment of their own, for those of the same documents; `merged` leaves one segment.
/// The index says that it has `counts` of reports, attestations and findings.
#[cfg(test)]
pub(crate) fn replace_reports(
    reports: &[Report],
    dir: &Path,
    (merged, counts): (bool, [u64; 3]),
) -> Result<()> {
    let writer = Writer::open(dir, 0, 0)?;
    for report in reports {
        writer.remove(&report.document)?;
        writer.add(&RowMaker::new(writer.fields()).report(report)?)?;
    }
    let payload = Payload::new(String::new(), 0, counts);
    if merged { writer.commit(&payload) } else { writer.commit_unmerged(&payload) }
}

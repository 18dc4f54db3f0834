//! What a hit says of its report: read once for all of its findings, as long as the index is open.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::ReportRef;
use crate::index::Index;
use crate::{Error, ErrorKind, Result};

/// Reports that are kept at most; when there are more, all are forgotten.
const MOST: usize = 4_096;

/// The reports that were read, by id.
#[derive(Default)]
struct Known(Mutex<BTreeMap<String, ReportRef>>);

/// The report with this id.
///
/// # Errors
/// `IndexDamaged` if it is not there or cannot be read.
pub(super) fn report_ref(index: &Index, id: String) -> Result<ReportRef> {
    let kept = index.kept(String::new(), || Ok(Known::default()))?;
    let known = || kept.0.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(found) = known().get(&id) {
        return Ok(found.clone());
    }
    let report = index.report_alone(&id)?.ok_or_else(|| {
        let message = format!("the report `{id}` of a finding is not in the index");
        Error::new(ErrorKind::IndexDamaged, message)
    })?;
    let found =
        ReportRef { id: report.id, kind: report.kind, title: report.title, path: report.path };
    let mut known = known();
    if known.len() >= MOST {
        known.clear();
    }
    known.insert(id, found.clone());
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::texts;
    use super::{Known, MOST, ReportRef, report_ref};
    use crate::report::DocKind;

    #[test]
    fn a_report_is_read_once_and_memory_is_bounded() {
        let (_dir, index) = texts(&["the police force"]);
        let report = index.reports().unwrap().remove(0);
        let found = report_ref(&index, report.id.clone()).unwrap();
        assert_eq!((&found.id, &found.path), (&report.id, &report.path));
        assert!(report_ref(&index, "another".to_owned()).is_err());
        let kept = index.kept(String::new(), || Ok(Known::default())).unwrap();
        assert_eq!(kept.0.lock().unwrap().get(&report.id), Some(&found));
        for other in 0..MOST {
            let of = |id: String| ReportRef { id, kind: DocKind::Report, ..found.clone() };
            kept.0.lock().unwrap().insert(other.to_string(), of(other.to_string()));
        }
        kept.0.lock().unwrap().remove(&report.id);
        assert_eq!(report_ref(&index, report.id).unwrap(), found);
        assert_eq!(kept.0.lock().unwrap().len(), 1);
    }
}

use std::path::Path;

use serde::Serialize;

use super::{Head, head};
use crate::analyse::RecordUnit;
use crate::render::export::Written;

/// The line `summary` of an export.
#[derive(Debug, Serialize)]
pub struct ExportSummary<'a> {
    #[serde(flatten)]
    head: Head,
    unit: &'static str,
    rows: u64,
    to: String,
    r#as: &'a str,
    files: usize,
    bytes: u64,
}

/// So many rows went to a file or folder.
#[must_use]
pub fn exported<'a>(
    unit: RecordUnit,
    rows: u64,
    to: &Path,
    r#as: &'a str,
    written: &Written,
) -> ExportSummary<'a> {
    let Written { files, bytes } = *written;
    let to = to.display().to_string();
    ExportSummary { head: head("summary"), unit: unit.slug(), rows, to, r#as, files, bytes }
}

//! Rows to be taken away as bytes: one file a format.
//!
//! CSV, TSV, JSON Lines and HTML are text whose batches are made on all cores ([`write_text`]); Parquet is written column
//! by column, a workbook and a database row by row.

mod defuse;
mod delimited;
mod figure;
mod lines;
mod page;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(feature = "sqlite")]
mod sqlite;
#[cfg(feature = "xlsx")]
mod xlsx;

use std::io::Write;

use crate::analyse::{Batch, Field, RecordUnit, Records, fields};
use crate::{Error, ErrorKind, Result};

pub use defuse::defused;
pub use delimited::{Csv, Tsv};
pub use figure::Figure;
pub use lines::Lines;
pub use page::Page;
#[cfg(feature = "parquet")]
pub use parquet::{write_parquet, write_parts};
#[cfg(feature = "sqlite")]
pub use sqlite::write_sqlite;
#[cfg(feature = "xlsx")]
pub use xlsx::write_xlsx;

/// What an export left on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// Files.
    pub files: usize,
    /// Bytes of all of them.
    pub bytes: u64,
}

/// A format that is text from its first row to its last.
pub trait TextFormat: Sync {
    /// What comes before so many rows.
    fn head(&self, unit: RecordUnit, fields: &[Field], rows: usize) -> Vec<u8>;

    /// The rows of a batch.
    ///
    /// # Errors
    /// `Bug` for rows that cannot be written.
    fn rows(&self, unit: RecordUnit, fields: &[Field], batch: &Batch<'_>) -> Result<Vec<u8>>;

    /// What comes after the last row.
    fn tail(&self, _unit: RecordUnit) -> Vec<u8> {
        Vec::new()
    }
}

/// Writes every row, read and made on all cores, in order.
///
/// # Errors
/// `IndexDamaged`; `Io` and `ClosedPipe` of the writer.
pub fn write_text(
    records: &Records<'_>,
    format: &dyn TextFormat,
    out: &mut dyn Write,
) -> Result<()> {
    let unit = records.unit();
    let fields = fields(unit);
    out.write_all(&format.head(unit, &fields, records.len())).map_err(failed)?;
    records.in_batches(
        |batch| format.rows(unit, &fields, &batch),
        |bytes| out.write_all(&bytes).map_err(failed),
    )?;
    out.write_all(&format.tail(unit)).map_err(failed)
}

/// A writer that failed; a reader that went away is no failure.
pub(crate) fn failed(error: std::io::Error) -> Error {
    let kind = match error.kind() {
        std::io::ErrorKind::BrokenPipe => ErrorKind::ClosedPipe,
        _ => ErrorKind::Io,
    };
    Error::new(kind, format!("the export cannot be written: {error}")).because(error)
}

/// Rows that no reader could read again: a mistake of ours.
fn unwritable(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::new(ErrorKind::Bug, format!("a row cannot be written: {error}")).because(error)
}

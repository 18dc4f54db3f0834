//! What was read goes to the writer at once, from the thread that has read it.

use super::build::{Build, Outcome};
use super::rows::Rows;
use crate::Result;

/// What a document gave.
pub(super) struct Read {
    pub(super) digest: String,
    pub(super) rows: Rows,
    /// Number of notes of each severity.
    pub(super) notes: [u64; 3],
    /// Why it could not be read whole, if that is so.
    pub(super) failure: Option<String>,
}

impl Build<'_> {
    /// Writes what the document at `path` gave; from any thread.
    pub(super) fn put(
        &self,
        path: &str,
        read: std::result::Result<Read, String>,
    ) -> Result<Outcome> {
        let read = match read {
            Ok(read) => read,
            Err(message) => return Ok(Outcome::Failed(message)),
        };
        let Read { digest, rows, notes, failure } = read;
        self.remove(path)?;
        self.write(&rows)?;
        Ok(Outcome::Written { digest, counts: rows.counts, notes, failure })
    }

    /// Writes records; from any thread.
    pub(super) fn write(&self, rows: &Rows) -> Result<()> {
        self.writer.as_ref().map_or(Ok(()), |writer| writer.add(rows))
    }

    /// Takes the records of the document at `path` out that the last commit has; from any thread.
    pub(super) fn remove(&self, path: &str) -> Result<()> {
        match &self.writer {
            Some(writer) if self.before.contains_key(path) => writer.remove(path),
            _ => Ok(()),
        }
    }

    /// Counts bytes of documents that are done.
    pub(super) fn advance(&mut self, bytes: u64) {
        self.read_bytes += bytes;
        self.options.progress.advance(bytes);
    }

    /// Writes a segment if there is no more room for records or it is time for one; all threads help.
    pub(super) fn make_room(&mut self) -> Result<()> {
        let pool = &self.pool;
        let read = self.read_bytes as f64 / self.all_bytes.max(1) as f64;
        match &mut self.writer {
            Some(writer) if writer.is_full(read, pool.current_num_threads()) => {
                pool.install(|| writer.write_segment())
            }
            _ => Ok(()),
        }
    }
}

//! Segments, made by the threads that read the documents.
//!
//! The engine's own writer looks every word up in a hash table and writes its position there, once for the stem and once for the word
//! as written, on threads of its own. Here the thread that has parsed a report gives each word a number (`interner.rs`) and
//! notes the numbers in a row (`log.rs`); stems are looked up once a distinct word. When there is no more room, all threads together
//! turn the rows into the lists of the engine (`invert.rs`) and write them with its own serializers (`write.rs`), so that what lies
//! on disk is what the engine would have written: `a_segment_is_what_the_engine_would_write`.

mod blocks;
mod checkpoints;
mod columns;
mod files;
mod interner;
mod invert;
mod log;
mod numbers;
mod pairs;
mod part;
mod plan;
mod records;
mod removal;
mod store;
#[cfg(test)]
mod tests;
mod twins;
mod width;
mod write;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tantivy::schema::Field;
use tantivy::{Index, Result, SegmentMeta};

use super::record::Record;
use super::schema::Fields;
pub(super) use blocks::{Blocks, Place, Unpacked};
pub(super) use checkpoints::read_number;
use invert::PLACE_BYTES;
use part::{Part, Run};
use plan::Plan;
use records::{LastFiles, Records};
pub(super) use removal::Removal;
use store::Packed;

/// Texts that are sorted at the same time.
const TEXTS_AT_A_TIME: usize = 2;

/// The records that are not in a segment yet.
pub(super) struct Segments {
    index: Index,
    plan: Arc<Plan>,
    /// What threads have gathered; a thread takes one out while it adds to it.
    parts: Mutex<Vec<Part>>,
    records: Mutex<Option<(Records, LastFiles)>>,
    /// The words of which each pair is indexed; none while they are not chosen.
    frequent: Vec<String>,
    /// Bytes of memory that the records and the parts hold.
    of_records: AtomicUsize,
    of_parts: AtomicUsize,
}

impl Segments {
    /// None yet; `frequent` are the words that an earlier segment of the index has chosen.
    pub(super) fn new(index: &Index, fields: &Fields, frequent: Vec<String>) -> Self {
        Self::planned(index, Some([fields.text, fields.text_exact, fields.pairs]), frequent)
    }

    /// None yet, of an index in which no text is written twice.
    pub(super) fn plain(index: &Index) -> Self {
        Self::planned(index, None, Vec::new())
    }

    fn planned(index: &Index, twins: Option<[Field; 3]>, frequent: Vec<String>) -> Self {
        Self {
            index: index.clone(),
            plan: Arc::new(Plan::of(&index.schema(), twins)),
            parts: Mutex::default(),
            records: Mutex::default(),
            frequent,
            of_records: AtomicUsize::new(0),
            of_parts: AtomicUsize::new(0),
        }
    }

    /// Takes records, which will lie together; from any thread.
    pub(super) fn add(&self, records: &[Record]) -> Result<()> {
        if records.is_empty() {
            return Ok(());
        }
        let mut part = locked(&self.parts).pop().unwrap_or_else(|| Part::new(&self.plan));
        let before = part.held();
        records.iter().for_each(|record| part.add(record));
        let first = self.keep(records, &mut part)?;
        part.runs.push(Run { first, records: records.len() as u32 });
        self.of_parts.fetch_add(part.held() - before, Ordering::Relaxed);
        locked(&self.parts).push(part);
        Ok(())
    }

    fn keep(&self, records: &[Record], part: &mut Part) -> Result<u32> {
        let (first, full) = self.with_records(|kept| {
            if part.packer.is_none() {
                part.packer = Some(kept.packer()?);
            }
            kept.take(records)
        })?;
        // Packed while others bring theirs.
        if let Some(packer) = part.packer.as_mut().filter(|_| !full.is_empty()) {
            let packed = full.into_iter().map(|full| packer.pack(full));
            let packed: Vec<Packed> = packed.collect::<std::io::Result<_>>()?;
            self.with_records(|kept| packed.into_iter().try_for_each(|packed| kept.put(packed)))?;
        }
        Ok(first)
    }

    /// Gives the records of the segment on its way, which it begins; what fails leaves none.
    fn with_records<T>(&self, with: impl FnOnce(&mut Records) -> Result<T>) -> Result<T> {
        let mut kept = locked(&self.records);
        let mut taking = match kept.take() {
            Some(taking) => taking,
            None => Records::begin(&self.index)?,
        };
        let done = with(&mut taking.0)?;
        self.of_records.store(taking.0.held(), Ordering::Relaxed);
        *kept = Some(taking);
        Ok(done)
    }

    /// The words of which each pair is indexed.
    pub(super) fn frequent(&self) -> &[String] {
        &self.frequent
    }

    /// Bytes of memory.
    pub(super) fn held(&self) -> usize {
        self.of_records.load(Ordering::Relaxed) + self.of_parts.load(Ordering::Relaxed)
    }

    /// Makes a segment of them, with so many bytes for sorting; `None` if there are none. It is in no commit yet.
    pub(super) fn write(&mut self, bytes: usize) -> Result<Option<SegmentMeta>> {
        let parts = std::mem::take(&mut *locked(&self.parts));
        let Some(kept) = locked(&self.records).take() else { return Ok(None) };
        self.of_records.store(0, Ordering::Relaxed);
        self.of_parts.store(0, Ordering::Relaxed);
        let most = bytes / PLACE_BYTES / TEXTS_AT_A_TIME;
        let choice = (most, &mut self.frequent);
        let segment = write::write(&self.plan, &parts, kept, choice)?;
        let meta = segment.meta().clone();
        meta.untrack_temp_docstore();
        Ok(Some(meta))
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

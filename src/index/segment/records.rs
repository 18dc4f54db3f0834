//! What a segment keeps of its records as they are: the records themselves, packed, and the columns. Written as they come.

use tantivy::directory::TerminatingWrite;
use tantivy::fastfield::FastFieldsWriter;
use tantivy::index::SegmentComponent;
use tantivy::schema::Schema;
use tantivy::store::StoreWriter;
use tantivy::{DocId, Index, Result, Segment, TantivyDocument};

/// The records of a segment on their way.
pub(super) struct Records {
    segment: Segment,
    schema: Schema,
    store: StoreWriter,
    columns: FastFieldsWriter,
    taken: DocId,
}

impl Records {
    /// Begins a segment.
    pub(super) fn begin(index: &Index) -> Result<Self> {
        let segment = index.new_segment();
        let settings = index.settings();
        let store = StoreWriter::new(
            segment.open_write(SegmentComponent::Store)?,
            settings.docstore_compression,
            settings.docstore_blocksize,
            // There is a thread for it already: the one that comes with the records.
            false,
        )?;
        let schema = index.schema();
        let columns = FastFieldsWriter::from_schema_and_tokenizer_manager(
            &schema,
            index.fast_field_tokenizer().clone(),
        )?;
        Ok(Self { segment, schema, store, columns, taken: 0 })
    }

    /// Takes records and tells the place of the first of them in the segment.
    pub(super) fn take(&mut self, records: &[TantivyDocument]) -> Result<DocId> {
        let first = self.taken;
        for record in records {
            self.store.store(record, &self.schema)?;
            self.columns.add_document(record)?;
            self.taken += 1;
        }
        Ok(first)
    }

    /// The segment.
    pub(super) fn segment(&self) -> &Segment {
        &self.segment
    }

    /// Bytes of memory.
    pub(super) fn held(&self) -> usize {
        self.store.mem_usage() + self.columns.mem_usage()
    }

    /// Writes what is not written yet.
    pub(super) fn close(mut self) -> Result<()> {
        let mut write = self.segment.open_write(SegmentComponent::FastFields)?;
        self.columns.serialize(&mut write, None)?;
        write.terminate()?;
        Ok(self.store.close()?)
    }
}

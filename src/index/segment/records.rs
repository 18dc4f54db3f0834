//! What a segment keeps of its records as they are: the records themselves, packed, and the columns. Written as they come.

use tantivy::directory::TerminatingWrite;
use tantivy::fastfield::FastFieldsWriter;
use tantivy::index::SegmentComponent;
use tantivy::schema::Schema;
use tantivy::store::Compressor;
use tantivy::{DocId, Index, Result, Segment, TantivyDocument};

use super::store::{Full, Packed, Packer, Store};

/// How hard blocks are packed where the index does not say.
const PACKING: i32 = 1;

/// The records of a segment on their way.
pub(super) struct Records {
    segment: Segment,
    schema: Schema,
    store: Store,
    packing: i32,
    columns: FastFieldsWriter,
    taken: DocId,
}

impl Records {
    /// Begins a segment.
    pub(super) fn begin(index: &Index) -> Result<Self> {
        let segment = index.new_segment();
        let settings = index.settings();
        let store =
            Store::new(segment.open_write(SegmentComponent::Store)?, settings.docstore_blocksize);
        let packing = match settings.docstore_compression {
            Compressor::Zstd(zstd) => zstd.compression_level,
            _ => None,
        };
        let schema = index.schema();
        let columns = FastFieldsWriter::from_schema_and_tokenizer_manager(
            &schema,
            index.fast_field_tokenizer().clone(),
        )?;
        let packing = packing.unwrap_or(PACKING);
        Ok(Self { segment, schema, store, packing, columns, taken: 0 })
    }

    /// Takes records and tells the place of the first of them in the segment. The blocks that they fill are to be packed and
    /// [`put`](Self::put).
    pub(super) fn take(&mut self, records: &[TantivyDocument]) -> Result<(DocId, Vec<Full>)> {
        let first = self.taken;
        let mut full = Vec::new();
        for record in records {
            full.extend(self.store.take(record, &self.schema)?);
            self.columns.add_document(record)?;
            self.taken += 1;
        }
        Ok((first, full))
    }

    /// Takes a block that is packed.
    pub(super) fn put(&mut self, packed: Packed) -> Result<()> {
        Ok(self.store.put(packed)?)
    }

    /// What packs blocks.
    pub(super) fn packer(&self) -> Result<Packer> {
        Ok(Packer::new(self.packing)?)
    }

    /// The segment.
    pub(super) fn segment(&self) -> &Segment {
        &self.segment
    }

    /// Bytes of memory.
    pub(super) fn held(&self) -> usize {
        self.store.held() + self.columns.mem_usage()
    }

    /// Writes what is not written yet.
    pub(super) fn close(mut self) -> Result<()> {
        let mut write = self.segment.open_write(SegmentComponent::FastFields)?;
        self.columns.serialize(&mut write, None)?;
        write.terminate()?;
        let mut packer = self.packer()?;
        Ok(self.store.close(&mut packer)?)
    }
}

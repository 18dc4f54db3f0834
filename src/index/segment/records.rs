//! What a segment keeps of its records as they are: packed, and written as they come.

use tantivy::index::SegmentComponent;
use tantivy::store::Compressor;
use tantivy::{DocId, Index, Result, Segment};

use super::super::record::Record;
use super::files::{Closing, Opener, Opening, open};
use super::store::{Full, Packed, Packer, Store};

/// How hard blocks are packed where the index does not say.
const PACKING: i32 = 1;

/// The records of a segment on their way.
pub(super) struct Records {
    segment: Segment,
    /// By the number of a field, whether it is kept.
    kept: Vec<bool>,
    store: Store,
    packing: i32,
    taken: DocId,
}

/// The files for what is made of the records of a segment when all have come.
pub(super) struct LastFiles {
    pub(super) terms: Opening,
    pub(super) postings: Opening,
    pub(super) positions: Opening,
    pub(super) norms: Opening,
    pub(super) columns: Opening,
    pub(super) opener: Opener,
}

impl Records {
    /// Begins a segment.
    pub(super) fn begin(index: &Index) -> Result<(Self, LastFiles)> {
        let segment = index.new_segment();
        let settings = index.settings();
        let ([store, terms, postings, positions, norms, columns], opener) = open(
            &segment,
            [
                SegmentComponent::Store,
                SegmentComponent::Terms,
                SegmentComponent::Postings,
                SegmentComponent::Positions,
                SegmentComponent::FieldNorms,
                SegmentComponent::FastFields,
            ],
        );
        let store = Store::new(store, settings.docstore_blocksize);
        let packing = match settings.docstore_compression {
            Compressor::Zstd(zstd) => zstd.compression_level,
            _ => None,
        };
        let schema = index.schema();
        let kept = schema.fields().map(|(_, entry)| entry.is_stored()).collect();
        let packing = packing.unwrap_or(PACKING);
        let records = Self { segment, kept, store, packing, taken: 0 };
        Ok((records, LastFiles { terms, postings, positions, norms, columns, opener }))
    }

    /// Takes records and tells the place of the first of them in the segment. The blocks that they fill are to be packed and
    /// [`put`](Self::put).
    pub(super) fn take(&mut self, records: &[Record]) -> Result<(DocId, Vec<Full>)> {
        let first = self.taken;
        let mut full = Vec::new();
        for record in records {
            full.extend(self.store.take(record, &self.kept)?);
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
        self.store.held()
    }

    /// Writes what is not written yet.
    pub(super) fn close(self) -> Result<Closing> {
        let mut packer = self.packer()?;
        Ok(self.store.close(&mut packer)?)
    }
}

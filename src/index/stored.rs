//! Reading records as they were stored. The engine makes an unpacker for each block and a document for each record, which takes as
//! long as the rest of a short search: here one unpacker goes from block to block, and of a record only what is asked for is read.

use std::io;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use lru::LruCache;
use tantivy::index::{SegmentComponent, SegmentId};
use tantivy::schema::{Field, Value};
use tantivy::{DocAddress, Searcher, TantivyDocument};

use super::Index;
use super::segment::{Blocks, Place, Unpacked};

/// Unpacked blocks that are kept at most, of 16 KiB most of them.
const MOST_KEPT: NonZeroUsize = NonZeroUsize::MIN.saturating_add(255);

/// A block is known by its segment and by where it begins there.
type Key = (u32, usize);

/// The stored records of an index.
pub(super) struct Stored {
    /// For each segment; `None` where the engine must read.
    segments: Vec<OnceLock<Option<Blocks>>>,
    kept: Mutex<LruCache<Key, Arc<[u8]>>>,
    idle: Mutex<Vec<zstd::bulk::Decompressor<'static>>>,
}

impl Stored {
    /// Those of `searcher`; nothing is read yet.
    pub(super) fn new(searcher: &Searcher) -> Self {
        Self {
            segments: searcher.segment_readers().iter().map(|_| OnceLock::new()).collect(),
            kept: Mutex::new(LruCache::new(MOST_KEPT)),
            idle: Mutex::default(),
        }
    }

    fn blocks(&self, searcher: &Searcher, segment: u32) -> Option<&Blocks> {
        let open = || open(searcher, searcher.segment_reader(segment).segment_id());
        self.segments.get(segment as usize)?.get_or_init(open).as_ref()
    }

    /// The block of a record, unpacked.
    fn block(&self, blocks: &Blocks, segment: u32, place: &Place) -> io::Result<Arc<[u8]>> {
        let key = (segment, place.bytes.start);
        let kept = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(block) = kept().get(&key) {
            return Ok(Arc::clone(block));
        }
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let unpacker = idle().pop();
        let mut unpacker = unpacker.map_or_else(zstd::bulk::Decompressor::new, Ok)?;
        let block: Arc<[u8]> = blocks.unpack(place, &mut unpacker)?.into();
        idle().push(unpacker);
        kept().put(key, Arc::clone(&block));
        Ok(block)
    }
}

/// The blocks of a segment, if they are read here. What is wrong with a file the engine says.
fn open(searcher: &Searcher, segment: SegmentId) -> Option<Blocks> {
    let index = searcher.index();
    let segment = index.segment(index.new_segment_meta(segment, 0));
    Blocks::open(&segment.open_read(SegmentComponent::Store).ok()?).ok()?
}

impl Index {
    /// What `take` makes of the texts that the record at `address` has in these fields.
    ///
    /// # Errors
    /// What the engine says of a record that cannot be read.
    pub(super) fn stored<T, const N: usize>(
        &self,
        address: DocAddress,
        fields: [Field; N],
        take: impl FnOnce([Option<&str>; N]) -> T,
    ) -> tantivy::Result<T> {
        if let Some((block, nth)) = self.block_of(address)
            && let Some(texts) = texts(&block, nth, fields)
        {
            return Ok(take(texts));
        }
        let record: TantivyDocument = self.searcher().doc(address)?;
        Ok(take(fields.map(|field| record.get_first(field).and_then(|value| value.as_str()))))
    }

    /// Tells that the records at these addresses are read soon.
    pub(crate) fn expect(&self, addresses: impl Iterator<Item = DocAddress>) {
        let Some(ahead) = self.ahead() else { return };
        for DocAddress { segment_ord, doc_id } in addresses {
            let blocks = self.records.blocks(self.searcher(), segment_ord);
            if let Some(place) = blocks.and_then(|blocks| blocks.place(doc_id)) {
                let segment = self.searcher().segment_reader(segment_ord).segment_id();
                ahead.records(segment, place.bytes);
            }
        }
    }

    /// The block of the record at `address` and its number there; `None` if the engine must read it.
    fn block_of(&self, address: DocAddress) -> Option<(Arc<[u8]>, usize)> {
        let DocAddress { segment_ord, doc_id } = address;
        let blocks = self.records.blocks(self.searcher(), segment_ord)?;
        let place = blocks.place(doc_id)?;
        let block = self.records.block(blocks, segment_ord, &place).ok()?;
        Some((block, (doc_id - place.records.start) as usize))
    }
}

/// The first text of each field; `None` if this is no record.
fn texts<const N: usize>(
    block: &[u8],
    nth: usize,
    fields: [Field; N],
) -> Option<[Option<&str>; N]> {
    let record = Unpacked::of(block, nth)?;
    let mut texts = [None; N];
    for (text, field) in texts.iter_mut().zip(fields) {
        *text = record.text(field).ok()?;
    }
    Some(texts)
}

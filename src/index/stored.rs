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
    /// Blocks by when they were asked for last; one that was asked for once is known, and not kept before it is asked for again: a
    /// process that answers one question unpacks them all into the same memory.
    kept: Mutex<LruCache<Key, Option<Arc<[u8]>>>>,
    idle: Mutex<Vec<Unpacker>>,
}

/// What unpacks blocks, and where to.
struct Unpacker {
    unpacker: zstd::bulk::Decompressor<'static>,
    block: Vec<u8>,
}

/// An unpacked block.
enum Block {
    Kept(Arc<[u8]>),
    Once(Unpacker),
}

impl Block {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Kept(block) => block,
            Self::Once(unpacker) => &unpacker.block,
        }
    }
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
    fn block(&self, blocks: &Blocks, segment: u32, place: &Place) -> io::Result<Block> {
        let key = (segment, place.bytes.start);
        let kept = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kept().get(&key).cloned();
        if let Some(Some(block)) = known {
            return Ok(Block::Kept(block));
        }
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let new = || Ok(Unpacker { unpacker: zstd::bulk::Decompressor::new()?, block: Vec::new() });
        let mut unpacker = idle.map_or_else(new, io::Result::Ok)?;
        blocks.unpack(place, &mut unpacker.unpacker, &mut unpacker.block)?;
        let again = known.is_some().then(|| Arc::from(unpacker.block.as_slice()));
        kept().put(key, again);
        Ok(Block::Once(unpacker))
    }

    /// Takes back what is needed no more.
    fn done(&self, block: Block) {
        if let Block::Once(unpacker) = block {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(unpacker);
        }
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
        if let Some((block, nth)) = self.block_of(address) {
            if let Some(texts) = texts(block.bytes(), nth, fields) {
                let taken = take(texts);
                self.records.done(block);
                return Ok(taken);
            }
            self.records.done(block);
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
    fn block_of(&self, address: DocAddress) -> Option<(Block, usize)> {
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

#[cfg(test)]
mod tests {
    use std::fs;

    use super::Block;
    use crate::index::{BuildOptions, Index, build};

    #[test]
    fn a_block_is_kept_once_it_is_asked_for_again_and_reads_the_same() {
        let dir = tempfile::tempdir().unwrap();
        let corpus = dir.path().join("lines.jsonl");
        let line = |nth: usize| format!(r#"{{"id":"{nth}","body":"Finding {nth} says so."}}"#);
        fs::write(&corpus, (0..2_000).map(line).collect::<Vec<_>>().join("\n")).unwrap();
        let to = dir.path().join("index");
        build(&[corpus], &to, &BuildOptions { threads: 1, ..BuildOptions::default() }).unwrap();
        let index = Index::open(&to).unwrap();
        let fields = [index.fields().stored];
        let reader = index.searcher().segment_reader(0);
        let all: Vec<_> =
            (0..reader.max_doc()).map(|doc| tantivy::DocAddress::new(0, doc)).collect();
        let (first, last) = (all[0], all[all.len() - 1]);
        let read = |address| index.stored(address, fields, |[text]| text.map(str::to_owned));
        let is_kept = |address| {
            let (block, _) = index.block_of(address).unwrap();
            matches!(block, Block::Kept(_))
        };
        let once = [first, last].map(|address| read(address).unwrap());
        assert!(once[0].is_some() && once[0] != once[1]);
        assert_eq!([first, last].map(|address| read(address).unwrap()), once);
        assert!(is_kept(first) && is_kept(last));
        assert!(!all.iter().copied().all(is_kept));
        assert_eq!([first, last].map(|address| read(address).unwrap()), once);
    }
}

//! The records of a segment as they are, in packed blocks: version 2 of the engine's store, Zstandard (RFC 8878).
//!
//! The engine's own writer makes what packs a block anew for each, and has it packed by whoever brings the record that fills the block,
//! while all others wait. Here a full block is given out: the thread that filled it packs it with what it keeps for that, while
//! others fill the next.
//!
//! A block is its records, where each begins, and how many they are; behind the blocks lies their table (`checkpoints.rs`), then a
//! footer of 28 bytes.

use std::collections::BTreeMap;
use std::io;
use std::io::Write;
use std::mem;

use tantivy::DocId;
use tantivy::directory::TerminatingWrite;
use tantivy::schema::Field;

use super::super::record::{Record, Value};
use super::checkpoints::{Checkpoints, write_number};
use super::files::{Closing, File, Opening};

/// Of the format.
pub(super) const VERSION: u32 = 2;
/// What blocks are packed by.
pub(super) const ZSTANDARD: u8 = 4;
/// What a value is: a text or a number, the only sorts that records keep.
pub(super) const TEXT: u8 = 0;
pub(super) const NUMBER: u8 = 1;
/// Bytes of the footer that say nothing yet.
pub(super) const RESERVED: usize = 15;

/// Puts blocks in a file, one after another.
pub(super) struct Store {
    /// The file, when it is open.
    opening: Opening,
    write: Option<File>,
    written: u64,
    checkpoints: Checkpoints,
    /// The block that is being filled, the number of blocks filled before it, and when one is full.
    block: Block,
    filled: usize,
    block_bytes: usize,
    /// Blocks that are packed and wait for one before them.
    packed: BTreeMap<usize, Packed>,
    next: usize,
}

#[derive(Default)]
struct Block {
    bytes: Vec<u8>,
    starts: Vec<u32>,
}

/// A block that is to be packed.
pub(super) struct Full {
    number: usize,
    bytes: Vec<u8>,
    records: DocId,
}

/// A block as it lies in the file.
pub(super) struct Packed {
    number: usize,
    bytes: Vec<u8>,
    records: DocId,
}

/// Packs blocks; one a thread.
pub(super) struct Packer {
    inner: zstd::bulk::Compressor<'static>,
    /// Where a block is packed, before it is known how long it becomes.
    room: Vec<u8>,
}

impl Packer {
    /// One that packs as hard as this level says.
    pub(super) fn new(level: i32) -> io::Result<Self> {
        zstd::bulk::Compressor::new(level).map(|inner| Self { inner, room: Vec::new() })
    }

    /// Packs a block.
    pub(super) fn pack(&mut self, full: Full) -> io::Result<Packed> {
        let Full { number, bytes: raw, records } = full;
        let length = u32::try_from(raw.len()).map_err(io::Error::other)?;
        self.room.resize(zstd::compress_bound(raw.len()).max(self.room.len()), 0);
        let packed = self.inner.compress_to_buffer(&raw, &mut *self.room)?;
        let packed = self.room.get(..packed).unwrap_or_default();
        Ok(Packed { number, bytes: [&length.to_le_bytes(), packed].concat(), records })
    }
}

impl Store {
    /// Begins a file whose blocks are full at so many bytes.
    pub(super) fn new(opening: Opening, block_bytes: usize) -> Self {
        Self {
            opening,
            write: None,
            written: 0,
            checkpoints: Checkpoints::default(),
            block: Block::default(),
            filled: 0,
            block_bytes,
            packed: BTreeMap::new(),
            next: 0,
        }
    }

    /// Takes a record; a block that it fills is to be packed and [`put`](Self::put).
    pub(super) fn take(&mut self, record: &Record, is_kept: &[bool]) -> io::Result<Option<Full>> {
        self.block.add(record, is_kept)?;
        // As the engine reckons it.
        let table = self.block.starts.len() * size_of::<usize>();
        Ok((self.block.bytes.len() + table > self.block_bytes).then(|| self.fill()))
    }

    /// Takes a packed block and writes all whose turn it is, if the file is open.
    pub(super) fn put(&mut self, packed: Packed) -> io::Result<()> {
        self.packed.insert(packed.number, packed);
        let write = match self.write.take() {
            None => self.opening.get().transpose()?,
            open => open,
        };
        if let Some(mut write) = write {
            self.write_packed(&mut write)?;
            self.write = Some(write);
        }
        Ok(())
    }

    fn write_packed(&mut self, write: &mut File) -> io::Result<()> {
        while let Some(Packed { bytes, records, .. }) = self.packed.remove(&self.next) {
            write.write_all(&bytes)?;
            self.checkpoints.add(records, bytes.len() as u64);
            self.written += bytes.len() as u64;
            self.next += 1;
        }
        Ok(())
    }

    /// Bytes of memory.
    pub(super) fn held(&self) -> usize {
        self.block.bytes.capacity()
            + self.packed.values().map(|packed| packed.bytes.len()).sum::<usize>()
    }

    /// Writes what is not written yet.
    pub(super) fn close(mut self, packer: &mut Packer) -> io::Result<Closing> {
        if !self.block.starts.is_empty() {
            let last = self.fill();
            self.put(packer.pack(last)?)?;
        }
        let mut write = match self.write.take() {
            Some(write) => write,
            None => self.opening.wait()?,
        };
        self.write_packed(&mut write)?;
        if self.next != self.filled {
            return Err(io::Error::other("a block of records was given out and did not come back"));
        }
        let blocks = self.written;
        write.write_all(&self.checkpoints.written())?;
        write.write_all(&VERSION.to_le_bytes())?;
        write.write_all(&blocks.to_le_bytes())?;
        write.write_all(&[ZSTANDARD])?;
        write.write_all(&[0; RESERVED])?;
        Closing::begin(|| write.terminate())
    }

    fn fill(&mut self) -> Full {
        let room = self.block_bytes + self.block_bytes / 4;
        let next = Block { bytes: Vec::with_capacity(room), starts: Vec::new() };
        let Block { mut bytes, starts } = mem::replace(&mut self.block, next);
        let numbers = starts.iter().copied().chain([starts.len() as u32]);
        numbers.for_each(|number| bytes.extend_from_slice(&number.to_le_bytes()));
        self.filled += 1;
        Full { number: self.filled - 1, bytes, records: starts.len() as DocId }
    }
}

impl Block {
    fn add(&mut self, record: &Record, is_kept: &[bool]) -> io::Result<()> {
        self.starts.push(u32::try_from(self.bytes.len()).map_err(io::Error::other)?);
        let kept = || {
            let is_kept =
                |field: &Field| is_kept.get(field.field_id() as usize).is_some_and(|kept| *kept);
            record.values().filter(move |(field, _)| is_kept(field))
        };
        write_number(&mut self.bytes, kept().count() as u64);
        for (field, value) in kept() {
            self.bytes.extend_from_slice(&field.field_id().to_le_bytes());
            match value {
                Value::Text(text) => {
                    self.bytes.push(TEXT);
                    write_number(&mut self.bytes, text.len() as u64);
                    self.bytes.extend_from_slice(text.as_bytes());
                }
                Value::Number(number) => {
                    self.bytes.push(NUMBER);
                    self.bytes.extend_from_slice(&number.to_le_bytes());
                }
            }
        }
        Ok(())
    }
}

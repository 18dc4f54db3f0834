//! The records of a segment read back from their packed blocks, as `store.rs` and the engine write them.

use std::io;
use std::ops::Range;

use tantivy::DocId;
use tantivy::directory::{FileSlice, OwnedBytes};
use tantivy::schema::Field;

use super::checkpoints::{Table, read_number};
use super::store::{NUMBER, RESERVED, TEXT, VERSION, ZSTANDARD};

/// Bytes of what stands at the end of the file: the version, where the blocks end, by what they are packed.
const FOOTER: usize = size_of::<u32>() + size_of::<u64>() + size_of::<u8>() + RESERVED;

/// Bytes of a number of a block.
const WIDE: usize = size_of::<u32>();

/// The blocks of a segment.
pub(in crate::index) struct Blocks {
    packed: OwnedBytes,
    table: Table,
}

/// Where a block lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::index) struct Place {
    /// The records that it holds.
    pub(in crate::index) records: Range<DocId>,
    /// Its bytes in the file.
    pub(in crate::index) bytes: Range<usize>,
}

impl Blocks {
    /// Those of a file; `None` if it is not of this version and packing.
    ///
    /// # Errors
    /// What reading the file gives.
    pub(in crate::index) fn open(file: &FileSlice) -> io::Result<Option<Self>> {
        let file = file.read_bytes()?;
        let Some(end) = file.len().checked_sub(FOOTER) else { return Ok(None) };
        let footer = file.slice(end..file.len());
        let (version, rest) = footer.split_at(WIDE);
        let (blocks, rest) = rest.split_at(size_of::<u64>());
        let blocks = blocks.try_into().map_or(u64::MAX, u64::from_le_bytes);
        let blocks = usize::try_from(blocks).ok().filter(|blocks| *blocks <= end);
        let (Some(blocks), true) =
            (blocks, version == VERSION.to_le_bytes() && rest.first() == Some(&ZSTANDARD))
        else {
            return Ok(None);
        };
        let table = Table::open(file.slice(blocks..end));
        Ok(table.map(|table| Self { packed: file.slice(0..blocks), table }))
    }

    /// Where the block of a record lies; `None` if the table does not say so.
    pub(in crate::index) fn place(&self, doc: DocId) -> Option<Place> {
        self.table.place(doc).filter(|place| place.bytes.end <= self.packed.len())
    }

    /// Unpacks a block into `to`, in place of what is there.
    ///
    /// # Errors
    /// What is no block.
    pub(in crate::index) fn unpack(
        &self,
        place: &Place,
        unpacker: &mut zstd::bulk::Decompressor<'_>,
        to: &mut Vec<u8>,
    ) -> io::Result<()> {
        let packed = self.packed.get(place.bytes.clone()).unwrap_or_default();
        let (length, packed) = packed.split_at_checked(WIDE).unwrap_or_default();
        let length = length.try_into().map_or(0, u32::from_le_bytes);
        to.clear();
        to.try_reserve(length as usize)?;
        match unpacker.decompress_to_buffer(packed, to)? {
            unpacked if unpacked == length as usize => Ok(()),
            _ => Err(io::Error::from(io::ErrorKind::InvalidData)),
        }
    }
}

/// A record of an unpacked block, as its values are written.
#[derive(Debug, Clone, Copy)]
pub(in crate::index) struct Unpacked<'b>(&'b [u8]);

impl<'b> Unpacked<'b> {
    /// The record `nth` of a block; `None` if that holds none.
    pub(in crate::index) fn of(block: &'b [u8], nth: usize) -> Option<Self> {
        let number = |at: usize| {
            let bytes = block.get(at..at.checked_add(WIDE)?)?.try_into().ok()?;
            Some(u32::from_le_bytes(bytes) as usize)
        };
        let last = block.len().checked_sub(WIDE)?;
        let records = number(last)?;
        let starts = last.checked_sub(records.checked_mul(WIDE)?)?;
        let start = |nth: usize| match nth < records {
            true => number(starts + nth * WIDE),
            false => Some(starts),
        };
        (nth < records).then(|| block.get(start(nth)?..start(nth + 1)?)).flatten().map(Self)
    }

    /// Its first value of a field, if that is a text; the error says that its bytes are no record.
    pub(in crate::index) fn text(self, field: Field) -> Result<Option<&'b str>, Broken> {
        let mut rest = self.0;
        let values = read_number(&mut rest).ok_or(Broken)?;
        for _ in 0..values {
            let of = u32::from_le_bytes(*take(&mut rest)?);
            let [sort] = *take(&mut rest)?;
            let text = match sort {
                TEXT => {
                    let length = read_number(&mut rest).ok_or(Broken)?;
                    let length = usize::try_from(length).map_err(|_| Broken)?;
                    let (text, behind) = rest.split_at_checked(length).ok_or(Broken)?;
                    rest = behind;
                    Some(text)
                }
                NUMBER => take::<{ size_of::<u64>() }>(&mut rest).map(|_| None)?,
                _ => return Err(Broken),
            };
            if of == field.field_id() {
                return text.map(std::str::from_utf8).transpose().map_err(|_| Broken);
            }
        }
        Ok(None)
    }
}

/// What is no record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::index) struct Broken;

/// Takes so many bytes from the front.
fn take<'b, const N: usize>(rest: &mut &'b [u8]) -> Result<&'b [u8; N], Broken> {
    let (first, behind) = rest.split_first_chunk().ok_or(Broken)?;
    *rest = behind;
    Ok(first)
}

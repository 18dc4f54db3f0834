//! Where each block of records lies: layers of tables, each of which says where tables of eight rows of the layer below lie, so that
//! a record is found by a few short looks.

use std::ops::Range;

use tantivy::DocId;
use tantivy::directory::OwnedBytes;

use super::blocks::Place;

/// Rows of a table.
const ROWS: usize = 8;

/// The blocks of a file, in its order.
#[derive(Default)]
pub(super) struct Checkpoints {
    /// The lowest first: its rows are the blocks.
    layers: Vec<Layer>,
    records: DocId,
    bytes: u64,
}

/// Tables as they are written, and the rows of the one that is not full.
#[derive(Default)]
struct Layer {
    tables: Vec<u8>,
    rows: Vec<Row>,
}

/// Records that lie in a stretch of bytes.
struct Row {
    records: Range<DocId>,
    bytes: Range<u64>,
}

impl Checkpoints {
    /// The next block holds so many records in so many bytes.
    pub(super) fn add(&mut self, records: DocId, bytes: u64) {
        let row = Row {
            records: self.records..self.records + records,
            bytes: self.bytes..self.bytes + bytes,
        };
        (self.records, self.bytes) = (row.records.end, row.bytes.end);
        let mut above = Some(row);
        for layer in 0.. {
            let Some(row) = above else { return };
            if layer == self.layers.len() {
                self.layers.push(Layer::default());
            }
            self.layers[layer].rows.push(row);
            let is_full = self.layers[layer].rows.len() >= ROWS;
            above = if is_full { self.layers[layer].end_table() } else { None };
        }
    }

    /// The layers as they are written, the highest first, behind where each ends.
    pub(super) fn written(mut self) -> Vec<u8> {
        let mut below = None;
        for layer in &mut self.layers {
            layer.rows.extend(below);
            below = layer.end_table();
        }
        let mut written = Vec::new();
        write_number(&mut written, self.layers.len() as u64);
        let mut end = 0;
        for layer in self.layers.iter().rev() {
            end += layer.tables.len() as u64;
            write_number(&mut written, end);
        }
        self.layers.iter().rev().for_each(|layer| written.extend_from_slice(&layer.tables));
        written
    }
}

impl Layer {
    /// Writes the table on its way; the row that stands for it in the layer above.
    fn end_table(&mut self) -> Option<Row> {
        let start = self.tables.len() as u64;
        let (first, last) = (self.rows.first()?, self.rows.last()?);
        let records = first.records.start..last.records.end;
        for number in [self.rows.len() as u64, first.records.start.into(), first.bytes.start] {
            write_number(&mut self.tables, number);
        }
        for row in self.rows.drain(..) {
            write_number(&mut self.tables, row.records.len() as u64);
            write_number(&mut self.tables, row.bytes.end - row.bytes.start);
        }
        Some(Row { records, bytes: start..self.tables.len() as u64 })
    }
}

/// Writes a number in sevens of bits, the lowest first; the last byte has its highest bit set.
pub(super) fn write_number(into: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        into.push((number & 0x7f) as u8);
        number >>= 7;
    }
    into.push(number as u8 | 0x80);
}

/// The table as it was written.
pub(super) struct Table {
    bytes: OwnedBytes,
    /// Where each layer begins, the highest first.
    layers: Vec<usize>,
}

impl Table {
    /// The table of these bytes; `None` if they are none.
    pub(super) fn open(bytes: OwnedBytes) -> Option<Self> {
        let mut rest = bytes.as_slice();
        let layers = read_number(&mut rest)?;
        let mut ends = Vec::new();
        for _ in 0..layers {
            ends.push(usize::try_from(read_number(&mut rest)?).ok()?);
        }
        let first = bytes.len() - rest.len();
        let starts = [0].into_iter().chain(ends.iter().copied());
        let starts = starts.take(ends.len()).map(|start| start.checked_add(first));
        Some(Self { layers: starts.collect::<Option<_>>()?, bytes })
    }

    /// Where the block of a record lies.
    pub(super) fn place(&self, doc: DocId) -> Option<Place> {
        let mut at = 0;
        let mut found = None;
        for layer in &self.layers {
            let place = row_of(self.bytes.get(layer.checked_add(at)?..)?, doc)?;
            at = place.bytes.start;
            found = Some(place);
        }
        found
    }
}

/// The row of a table that `doc` is in.
fn row_of(mut table: &[u8], doc: DocId) -> Option<Place> {
    let rows = read_number(&mut table)?;
    let mut record = DocId::try_from(read_number(&mut table)?).ok()?;
    let mut byte = usize::try_from(read_number(&mut table)?).ok()?;
    for _ in 0..rows {
        let records = DocId::try_from(read_number(&mut table)?).ok()?;
        let bytes = usize::try_from(read_number(&mut table)?).ok()?;
        let place = Place {
            records: record..record.checked_add(records)?,
            bytes: byte..byte.checked_add(bytes)?,
        };
        if place.records.contains(&doc) {
            return Some(place);
        }
        (record, byte) = (place.records.end, place.bytes.end);
    }
    None
}

/// Reads a number as [`write_number`] writes it.
pub(in crate::index) fn read_number(from: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for sevens in 0..u64::BITS.div_ceil(7) {
        let (first, rest) = from.split_first()?;
        *from = rest;
        number |= u64::from(first & 0x7f) << (7 * sevens);
        if first & 0x80 != 0 {
            return Some(number);
        }
    }
    None
}

//! Where each block of records lies: layers of tables, each of which says where tables of eight rows of the layer below lie, so that
//! a record is found by a few short looks.

use std::ops::Range;

use tantivy::DocId;

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

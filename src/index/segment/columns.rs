//! The columns of a segment, which say of each record what it has in a field: version 2 of the engine's columnar format.
//!
//! The engine's own writer looks up the name of the column and then the text for every value of every record, by whoever brings the
//! record, while all others wait. Here the texts have been numbered when the records came, for the terms (`part.rs`): a column of texts is
//! their log, read once, with the place of each text in the order in place of its number.
//!
//! A column is an index, which tells which records have a value, and its values; of texts their dictionary stands before it. Behind all
//! columns lies the table of their names and places.

use std::io;
use std::io::Write;

use rayon::prelude::*;
use tantivy::columnar::column_index::{
    SerializableColumnIndex, SerializableOptionalIndex, serialize_column_index,
};
use tantivy::columnar::column_values::{CodecType, serialize_u64_based_column_values};
use tantivy::columnar::{Cardinality, ColumnType};
use tantivy::directory::TerminatingWrite;
use tantivy::{DocId, Result};
use tantivy_sstable::{RangeSSTable, SSTable, VoidSSTable};

use super::files::{Closing, File};
use super::interner::Interner;
use super::invert::{Gathered, Tally, Terms};
use super::plan::{Column, Plan, Source};

/// Of the format, and what its files end with.
const VERSION: u32 = 2;
const MAGIC: [u8; 4] = [2, 113, 119, 66];
/// Stands between the name of a column and its type.
const END_OF_NAME: u8 = 0;

/// Writes all columns; `tallies` are those of the logs of values.
pub(super) fn write_columns(
    plan: &Plan,
    gathered: &Gathered<'_>,
    tallies: &[Tally],
    mut write: File,
) -> Result<Closing> {
    let columns: Vec<Vec<u8>> = plan
        .columns
        .par_iter()
        .map(|column| match column.source {
            Source::Values { log, are_facets } => {
                column_of_texts(gathered, (log, are_facets), &tallies[log])
            }
            Source::Numbers(log) => column_of_numbers(gathered, log),
        })
        .collect::<io::Result<_>>()?;
    let mut places = RangeSSTable::writer(Vec::new());
    let mut at = 0;
    for (column, bytes) in plan.columns.iter().zip(&columns) {
        write.write_all(bytes)?;
        let end = at + bytes.len() as u64;
        places.insert(key(column), &(at..end))?;
        at = end;
    }
    let places = places.finish()?;
    write.write_all(&places)?;
    write.write_all(&(places.len() as u64).to_le_bytes())?;
    write.write_all(&gathered.records.to_le_bytes())?;
    write.write_all(&VERSION.to_le_bytes())?;
    write.write_all(&MAGIC)?;
    Ok(Closing::begin(|| write.terminate())?)
}

fn key(column: &Column) -> Vec<u8> {
    let of = match column.source {
        Source::Values { .. } => ColumnType::Str,
        Source::Numbers(_) => ColumnType::U64,
    };
    [column.name.as_bytes(), &[END_OF_NAME, of as u8]].concat()
}

fn column_of_texts(
    gathered: &Gathered<'_>,
    (log, are_facets): (usize, bool),
    tally: &Tally,
) -> io::Result<Vec<u8>> {
    let texts: Vec<&Interner> = gathered.parts.iter().map(|part| &part.values[log].texts).collect();
    let terms = Terms::new(&texts, tally.counts());
    let mut dictionary = VoidSSTable::writer(Vec::new());
    for text in &terms.texts {
        dictionary.insert(text, &())?;
    }
    let mut bytes = dictionary.finish()?;
    let dictionary = bytes.len() as u32;
    let mut rows = Rows::with_capacity(tally.sum() as usize, gathered.records);
    gathered.values(log, |part, doc, id| rows.add(doc, terms.ranks[part][id as usize].into()));
    if are_facets {
        rows.sort_each();
    }
    rows.write(gathered.records, &mut bytes)?;
    bytes.extend_from_slice(&dictionary.to_le_bytes());
    Ok(bytes)
}

fn column_of_numbers(gathered: &Gathered<'_>, log: usize) -> io::Result<Vec<u8>> {
    let count = gathered.parts.iter().map(|part| part.numbers[log].count()).sum();
    let mut rows = Rows::with_capacity(count, gathered.records);
    gathered.numbers(log, |doc, number| rows.add(doc, number));
    let mut bytes = Vec::new();
    rows.write(gathered.records, &mut bytes)?;
    Ok(bytes)
}

/// The values of a column.
struct Rows {
    /// The records that have any, and where the values of each begin.
    docs: Vec<DocId>,
    starts: Vec<u32>,
    values: Vec<u64>,
}

impl Rows {
    /// None yet, with room for so many values of so many records at most.
    fn with_capacity(values: usize, records: u32) -> Self {
        let docs = values.min(records as usize);
        let (docs, starts) = (Vec::with_capacity(docs), Vec::with_capacity(docs + 1));
        Self { docs, starts, values: Vec::with_capacity(values) }
    }

    fn add(&mut self, doc: DocId, value: u64) {
        if self.docs.last() != Some(&doc) {
            self.docs.push(doc);
            self.starts.push(self.values.len() as u32);
        }
        self.values.push(value);
    }

    /// Puts the values of each record in their order.
    fn sort_each(&mut self) {
        let ends = self.starts.iter().skip(1).copied().chain([self.values.len() as u32]);
        for (start, end) in self.starts.iter().zip(ends) {
            self.values[*start as usize..end as usize].sort_unstable();
        }
    }

    /// Writes index and values, and how long the index is.
    fn write(mut self, records: u32, into: &mut Vec<u8>) -> io::Result<()> {
        let start = into.len();
        if self.docs.len() < self.values.len() {
            self.write_index_of_several(records, into)?;
        } else if self.docs.len() < records as usize {
            serialize_column_index(self.which(records), into)?;
        } else {
            serialize_column_index(SerializableColumnIndex::Full, into)?;
        }
        let index = (into.len() - start) as u32;
        let codecs = [CodecType::Bitpacked, CodecType::BlockwiseLinear];
        serialize_u64_based_column_values(&self.values.as_slice(), &codecs, into)?;
        into.extend_from_slice(&index.to_le_bytes());
        Ok(())
    }

    /// The index of a column that has several values for a record: which records have any, where those of each begin, and how long the
    /// first of these is.
    fn write_index_of_several(&mut self, records: u32, into: &mut Vec<u8>) -> io::Result<()> {
        let start = into.len();
        serialize_column_index(self.which(records), into)?;
        into[start] = Cardinality::Multivalued as u8;
        let which = (into.len() - start - 1) as u32;
        self.starts.push(self.values.len() as u32);
        let codecs = [CodecType::Bitpacked, CodecType::Linear];
        serialize_u64_based_column_values(&self.starts.as_slice(), &codecs, into)?;
        into.extend_from_slice(&which.to_le_bytes());
        Ok(())
    }

    /// The index that says which records have a value.
    fn which(&self, records: u32) -> SerializableColumnIndex<'_> {
        SerializableColumnIndex::Optional(SerializableOptionalIndex {
            non_null_row_ids: Box::new(self.docs.as_slice()),
            num_rows: records,
        })
    }
}

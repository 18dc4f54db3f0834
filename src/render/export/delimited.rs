//! CSV (RFC 4180) and TSV.

use csv::{Terminator, Writer, WriterBuilder};

use super::{TextFormat, defused, unwritable};
use crate::Result;
use crate::analyse::{Batch, Field, RecordUnit, Value};
use crate::render::tame;

/// Comma-separated values as RFC 4180 has them, in UTF-8: line ends within values stay, absent values are empty, texts
/// that a spreadsheet would run are defused.
#[derive(Debug, Clone, Copy)]
pub struct Csv;

/// Tab-separated values, a line a row: tabs and line ends within values become spaces, else as CSV.
#[derive(Debug, Clone, Copy)]
pub struct Tsv;

impl TextFormat for Csv {
    fn head(&self, _unit: RecordUnit, fields: &[Field], _rows: usize) -> Vec<u8> {
        joined(fields, ",")
    }

    fn rows(&self, _unit: RecordUnit, _fields: &[Field], batch: &Batch<'_>) -> Result<Vec<u8>> {
        let mut out = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
        batch.each(|values| {
            for value in values {
                cell(&mut out, value).map_err(unwritable)?;
            }
            out.write_record(None::<&[u8]>).map_err(unwritable)
        })?;
        out.into_inner().map_err(|error| unwritable(error.into_error()))
    }
}

fn cell(out: &mut Writer<Vec<u8>>, value: &Value<'_>) -> csv::Result<()> {
    match value {
        Value::Text(text) => out.write_field(defused(text).as_bytes()),
        other => out.write_field(other.text().unwrap_or_default()),
    }
}

impl TextFormat for Tsv {
    fn head(&self, _unit: RecordUnit, fields: &[Field], _rows: usize) -> Vec<u8> {
        joined(fields, "\t")
    }

    fn rows(&self, _unit: RecordUnit, _fields: &[Field], batch: &Batch<'_>) -> Result<Vec<u8>> {
        let mut out = String::new();
        batch.each(|values| {
            for (at, value) in values.iter().enumerate() {
                if at > 0 {
                    out.push('\t');
                }
                match value {
                    Value::Text(text) => out.push_str(&tame(&defused(text))),
                    other => out.push_str(&other.text().unwrap_or_default()),
                }
            }
            out.push('\n');
            Ok(())
        })?;
        Ok(out.into_bytes())
    }
}

fn joined(fields: &[Field], between: &str) -> Vec<u8> {
    let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
    let end = if between == "," { "\r\n" } else { "\n" };
    (names.join(between) + end).into_bytes()
}

//! JSON Lines: every field of a row is a key, as it is in the index.

use serde_json::Error;

use super::{TextFormat, unwritable};
use crate::Result;
use crate::analyse::{Batch, Field, RecordUnit, Value};
use crate::render::json::VERSION;

/// One object a row, with `type` and `v`; absent values are `null`.
#[derive(Debug, Clone, Copy)]
pub struct Lines;

impl TextFormat for Lines {
    fn head(&self, _unit: RecordUnit, _fields: &[Field], _rows: usize) -> Vec<u8> {
        Vec::new()
    }

    fn rows(&self, unit: RecordUnit, fields: &[Field], batch: &Batch<'_>) -> Result<Vec<u8>> {
        let open = format!("{{\"type\":\"{}\",\"v\":{VERSION}", unit.singular());
        // A key with what stands round it, once a batch and not once a row.
        let keys: Vec<String> =
            fields.iter().map(|field| format!(",\"{}\":", field.name)).collect();
        let mut out = Vec::new();
        batch.each(|values| {
            out.extend_from_slice(open.as_bytes());
            for (key, value) in keys.iter().zip(values) {
                out.extend_from_slice(key.as_bytes());
                write(&mut out, value).map_err(unwritable)?;
            }
            out.extend_from_slice(b"}\n");
            Ok(())
        })?;
        Ok(out)
    }
}

fn write(out: &mut Vec<u8>, value: &Value<'_>) -> std::result::Result<(), Error> {
    match value {
        Value::Absent => serde_json::to_writer(out, &()),
        Value::Text(text) => serde_json::to_writer(out, text.as_ref()),
        Value::Integer(number) => serde_json::to_writer(out, number),
        Value::Date(date) => serde_json::to_writer(out, date),
        Value::Flag(flag) => serde_json::to_writer(out, flag),
    }
}

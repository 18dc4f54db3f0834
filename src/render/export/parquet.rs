//! Parquet: typed columns, whole or a file for each value of some of them.
//!
//! Whole numbers are INT64, days DATE, yes and no BOOLEAN, words UTF8; what has few values is kept in a dictionary. Pages are
//! compressed by Snappy. Parts lie in folders `year=2016/force=kent/`, as Hive lays them out: the values are percent-encoded,
//! absent ones are `__HIVE_DEFAULT_PARTITION__`, and the columns that the folders tell are left out of the files.

use std::io::Write;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{ColumnPath, Type, TypePtr};

use crate::analyse::{Batch, Field, FieldKind, RecordUnit, Records, Value, fields};
use crate::search::Dimension;
use crate::{Error, ErrorKind, Result};

/// Rows that are held and written together.
const ROW_GROUP: usize = 32_000;

/// What Hive writes where there is no value.
const NO_VALUE: &str = "__HIVE_DEFAULT_PARTITION__";

/// Writes every row as one file.
///
/// # Errors
/// `IndexDamaged`; `Io` and `ClosedPipe` of the writer.
pub fn write_parquet<W: Write + Send>(records: &Records<'_>, out: W) -> Result<()> {
    let mut out = Some(out);
    let once = &mut |_: &str| out.take().ok_or_else(|| Error::new(ErrorKind::Bug, "two files"));
    let layout = Layout::new(records.unit(), &[])?;
    let mut files = Files { layout: &layout, open: once, current: None, count: 0 };
    // A file without rows still tells its columns.
    files.file_of(&[])?;
    files.write(records)
}

/// Writes every row, a file for each value of what the records were parted by; `open` is asked for each of them by its
/// path when it begins. Gives the number of files.
///
/// # Errors
/// `IndexDamaged`; `Io` of the files.
pub fn write_parts<W: Write + Send>(
    records: &Records<'_>,
    partition: &[Dimension],
    open: &mut dyn FnMut(&str) -> Result<W>,
) -> Result<usize> {
    let layout = Layout::new(records.unit(), partition)?;
    let mut files = Files { layout: &layout, open, current: None, count: 0 };
    files.write(records)?;
    Ok(files.count)
}

/// Which fields go where.
struct Layout {
    schema: TypePtr,
    properties: Arc<WriterProperties>,
    /// Places of the fields within a row that the files hold.
    held: Vec<(usize, Field)>,
    /// Places of those that the folders tell.
    told: Vec<(usize, Field)>,
}

/// Rows of one partition, column by column.
struct Part {
    key: Vec<Option<String>>,
    rows: usize,
    columns: Vec<Values>,
}

/// The values of a column that are there, and for each row whether one is.
struct Values {
    there: Vec<i16>,
    values: Typed,
}

enum Typed {
    Words(Vec<ByteArray>),
    Numbers(Vec<i64>),
    Days(Vec<i32>),
    Flags(Vec<bool>),
}

impl Layout {
    fn new(unit: RecordUnit, partition: &[Dimension]) -> Result<Self> {
        let fields = fields(unit);
        let place = |by: &Dimension| fields.iter().position(|field| field.name == by.slug());
        let told: Vec<usize> = partition.iter().filter_map(place).collect();
        let with = |at: usize| fields.get(at).map(|field| (at, *field));
        let held = (0..fields.len()).filter(|at| !told.contains(at)).filter_map(with);
        let held: Vec<(usize, Field)> = held.collect();
        let columns = held.iter().map(|(_, field)| column(field).map(Arc::new));
        let columns = columns.collect::<Result<Vec<_>>>()?;
        let schema = Type::group_type_builder(unit.singular())
            .with_fields(columns)
            .build()
            .map_err(failed)?;
        Ok(Self {
            schema: Arc::new(schema),
            properties: Arc::new(properties(&held)),
            held,
            told: told.into_iter().filter_map(with).collect(),
        })
    }

    /// The rows of a batch, those of one partition together: rows come in the order of the partitions.
    fn parts(&self, batch: &Batch<'_>) -> Result<Vec<Part>> {
        let mut parts: Vec<Part> = Vec::new();
        batch.each(|values| {
            let key: Vec<Option<String>> =
                self.told.iter().map(|(at, _)| values.get(*at).and_then(Value::text)).collect();
            if parts.last().is_none_or(|last| last.key != key) {
                let columns = self.held.iter().map(|(_, field)| Values::new(field.kind)).collect();
                parts.push(Part { key, rows: 0, columns });
            }
            if let Some(part) = parts.last_mut() {
                part.rows += 1;
                for ((at, _), column) in self.held.iter().zip(&mut part.columns) {
                    column.push(values.get(*at).unwrap_or(&Value::Absent));
                }
            }
            Ok(())
        })?;
        Ok(parts)
    }

    /// The path of the file of a partition.
    fn path(&self, key: &[Option<String>]) -> String {
        let mut path = String::new();
        for ((_, field), value) in self.told.iter().zip(key) {
            let value = value.as_deref().map_or_else(|| NO_VALUE.to_owned(), encoded);
            path.push_str(&format!("{}={value}/", field.name));
        }
        if path.is_empty() { path } else { path + "part-0.parquet" }
    }
}

fn column(field: &Field) -> Result<Type> {
    let (physical, logical) = match field.kind {
        FieldKind::Text | FieldKind::Word => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        FieldKind::Integer => (Physical::INT64, None),
        FieldKind::Date => (Physical::INT32, Some(LogicalType::Date)),
        FieldKind::Flag => (Physical::BOOLEAN, None),
    };
    Type::primitive_type_builder(field.name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical)
        .build()
        .map_err(failed)
}

fn properties(held: &[(usize, Field)]) -> WriterProperties {
    let program = concat!("peelian ", env!("CARGO_PKG_VERSION"));
    let mut builder = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(program.to_owned())
        .set_key_value_metadata(Some(vec![KeyValue::new(
            "peelian".to_owned(),
            "columns: docs/CLI.md, export".to_owned(),
        )]));
    for (_, field) in held {
        let few = field.kind == FieldKind::Word;
        let path = ColumnPath::from(field.name);
        builder = builder.set_column_dictionary_enabled(path, few);
    }
    builder.build()
}

impl Values {
    fn new(kind: FieldKind) -> Self {
        let values = match kind {
            FieldKind::Text | FieldKind::Word => Typed::Words(Vec::new()),
            FieldKind::Integer => Typed::Numbers(Vec::new()),
            FieldKind::Date => Typed::Days(Vec::new()),
            FieldKind::Flag => Typed::Flags(Vec::new()),
        };
        Self { there: Vec::new(), values }
    }

    fn push(&mut self, value: &Value<'_>) {
        let there = match (&mut self.values, value) {
            (Typed::Words(words), Value::Text(text)) => {
                words.push(ByteArray::from(text.as_bytes().to_vec()));
                true
            }
            (Typed::Numbers(numbers), Value::Integer(number)) => {
                numbers.push(*number);
                true
            }
            (Typed::Days(days), Value::Date(date)) => {
                days.push(days_since_1970(*date));
                true
            }
            (Typed::Flags(flags), Value::Flag(flag)) => {
                flags.push(*flag);
                true
            }
            _ => false,
        };
        self.there.push(i16::from(there));
    }

    fn write(
        &self,
        column: &mut SerializedColumnWriter<'_>,
    ) -> std::result::Result<(), ParquetError> {
        let there = Some(self.there.as_slice());
        match &self.values {
            Typed::Words(words) => {
                column.typed::<ByteArrayType>().write_batch(words, there, None)?
            }
            Typed::Numbers(numbers) => {
                column.typed::<Int64Type>().write_batch(numbers, there, None)?
            }
            Typed::Days(days) => column.typed::<Int32Type>().write_batch(days, there, None)?,
            Typed::Flags(flags) => column.typed::<BoolType>().write_batch(flags, there, None)?,
        };
        Ok(())
    }
}

fn days_since_1970(date: jiff::civil::Date) -> i32 {
    let epoch = jiff::civil::date(1970, 1, 1);
    (date - epoch).get_days()
}

/// The files of an export, one open at a time.
struct Files<'l, 'o, W: Write + Send> {
    layout: &'l Layout,
    open: &'o mut dyn FnMut(&str) -> Result<W>,
    current: Option<Current<W>>,
    count: usize,
}

/// The file that is being written.
struct Current<W: Write + Send> {
    key: Vec<Option<String>>,
    file: SerializedFileWriter<W>,
    /// Rows that wait for their row group.
    waiting: Vec<Part>,
    rows: usize,
}

impl<W: Write + Send> Files<'_, '_, W> {
    fn write(&mut self, records: &Records<'_>) -> Result<()> {
        let layout = self.layout;
        records.in_batches(|batch| layout.parts(&batch), |parts| self.take(parts))?;
        self.close()
    }

    fn take(&mut self, parts: Vec<Part>) -> Result<()> {
        for part in parts {
            let layout = self.layout;
            let current = self.file_of(&part.key)?;
            current.rows += part.rows;
            current.waiting.push(part);
            if current.rows >= ROW_GROUP {
                current.write_group(layout)?;
            }
        }
        Ok(())
    }

    /// The open file of a partition; that of the one before is closed.
    fn file_of(&mut self, key: &[Option<String>]) -> Result<&mut Current<W>> {
        if self.current.as_ref().is_none_or(|current| current.key != key) {
            self.close()?;
        }
        if self.current.is_none() {
            let out = (self.open)(&self.layout.path(key))?;
            let (schema, properties) =
                (Arc::clone(&self.layout.schema), Arc::clone(&self.layout.properties));
            let file = SerializedFileWriter::new(out, schema, properties).map_err(failed)?;
            self.count += 1;
            self.current = Some(Current { key: key.to_vec(), file, waiting: Vec::new(), rows: 0 });
        }
        self.current.as_mut().ok_or_else(|| Error::new(ErrorKind::Bug, "no file is open"))
    }

    fn close(&mut self) -> Result<()> {
        let Some(mut current) = self.current.take() else { return Ok(()) };
        current.write_group(self.layout)?;
        current.file.close().map(drop).map_err(failed)
    }
}

impl<W: Write + Send> Current<W> {
    fn write_group(&mut self, layout: &Layout) -> Result<()> {
        let waiting = std::mem::take(&mut self.waiting);
        self.rows = 0;
        if waiting.is_empty() {
            return Ok(());
        }
        let mut group = self.file.next_row_group().map_err(failed)?;
        for at in 0..layout.held.len() {
            let Some(mut column) = group.next_column().map_err(failed)? else { break };
            for part in &waiting {
                part.columns[at].write(&mut column).map_err(failed)?;
            }
            column.close().map_err(failed)?;
        }
        group.close().map(drop).map_err(failed)
    }
}

/// What a folder can be called on every system: letters, digits, `-`, `_`, `.` stay, all else is percent-encoded.
fn encoded(value: &str) -> String {
    let mut name = String::new();
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                name.push(char::from(byte));
            }
            _ => name.push_str(&format!("%{byte:02X}")),
        }
    }
    name
}

fn failed(error: ParquetError) -> Error {
    let said = error.to_string();
    match error {
        ParquetError::External(cause) => match cause.downcast::<std::io::Error>() {
            Ok(cause) => super::failed(*cause),
            Err(cause) => Error::new(ErrorKind::Io, said).because(cause),
        },
        error => Error::new(ErrorKind::Io, format!("Parquet: {said}")).because(error),
    }
}

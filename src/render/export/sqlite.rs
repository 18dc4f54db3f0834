//! SQLite: one table, called as the unit.

use std::path::Path;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, params_from_iter};

use crate::analyse::{Field, FieldKind, Records, Value, fields};
use crate::{Error, ErrorKind, Result};

/// Writes every row into a new table of the database at `path`: whole numbers and flags (0, 1) as INTEGER, all else as
/// TEXT, days as `2016-12-08`. The `id` is the primary key.
///
/// # Errors
/// `IndexDamaged`; `Io` of the database.
pub fn write_sqlite(records: &Records<'_>, path: &Path) -> Result<()> {
    let fields = fields(records.unit());
    let table = records.unit().slug();
    // The path is a path, whatever it looks like: without the flag `file:` would begin a URI.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let mut database = Connection::open_with_flags(path, flags).map_err(failed)?;
    // The file is thrown away unless it becomes whole, so that nothing need be undone.
    database.pragma_update(None, "journal_mode", "OFF").map_err(failed)?;
    database.pragma_update(None, "synchronous", "OFF").map_err(failed)?;
    let all = database.transaction().map_err(failed)?;
    all.execute(&create(table, &fields), ()).map_err(failed)?;
    {
        let places = vec!["?"; fields.len()].join(", ");
        let insert = format!("INSERT INTO \"{table}\" VALUES ({places})");
        let mut insert = all.prepare(&insert).map_err(failed)?;
        records.in_batches(Ok, |batch| {
            batch.each(|values| {
                let row = values.iter().map(Cell);
                insert.execute(params_from_iter(row)).map(drop).map_err(failed)
            })
        })?;
    }
    all.commit().map_err(failed)?;
    database.close().map_err(|(_, error)| failed(error))
}

fn create(table: &str, fields: &[Field]) -> String {
    let columns = fields.iter().map(|field| {
        let kind = match field.kind {
            FieldKind::Integer | FieldKind::Flag => "INTEGER",
            FieldKind::Text | FieldKind::Word | FieldKind::Date => "TEXT",
        };
        let key = if field.name == "id" { " PRIMARY KEY" } else { "" };
        format!("\"{}\" {kind}{key}", field.name)
    });
    format!("CREATE TABLE \"{table}\" ({})", columns.collect::<Vec<_>>().join(", "))
}

/// A value on its way into a row.
struct Cell<'a>(&'a Value<'a>);

impl rusqlite::ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self.0 {
            Value::Absent => ToSqlOutput::Borrowed(ValueRef::Null),
            Value::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Value::Integer(number) => ToSqlOutput::from(*number),
            Value::Flag(flag) => ToSqlOutput::from(*flag),
            Value::Date(day) => ToSqlOutput::from(day.to_string()),
        })
    }
}

fn failed(error: rusqlite::Error) -> Error {
    Error::new(ErrorKind::Io, format!("SQLite: {error}")).because(error)
}

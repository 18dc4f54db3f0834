//! A workbook: one sheet, or several where there are more rows than a sheet holds.

use std::io::Write;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::defused;
use crate::analyse::{Field, FieldKind, RecordUnit, Records, Value, fields};
use crate::render::plural;
use crate::{Error, ErrorKind, Result};

/// Rows of a sheet, its heads among them.
const SHEET_ROWS: u32 = 1_048_576;

/// Characters of a cell, in the UTF-16 that the format counts in.
const CELL: usize = 32_767;

/// What stands at the end of a text that is longer than a cell holds.
const CUT: &str = " [… cut: longer than a cell holds]";

/// Writes every row: numbers, days and flags as such, all else as text. A text that a spreadsheet would run as a formula is
/// a text cell marked as such (`quotePrefix`, the apostrophe that one types before it), so that it stays text when it is edited;
/// its characters are unchanged. Gives what a reader should know: how many texts were cut.
///
/// # Errors
/// `IndexDamaged`; `Io` and `ClosedPipe` of the writer.
pub fn write_xlsx<W: Write + Send>(records: &Records<'_>, out: W) -> Result<Vec<String>> {
    let fields = fields(records.unit());
    let mut book = Workbook::new();
    book.set_properties(&properties().map_err(failed)?);
    let looks = Looks::new();
    let mut cut = 0;
    let mut sheets = 1;
    let mut row = 0;
    begin(&mut book, records.unit(), sheets, &fields, &looks).map_err(failed)?;
    records.in_batches(Ok, |batch| {
        batch.each(|values| {
            row += 1;
            if row == SHEET_ROWS {
                (row, sheets) = (1, sheets + 1);
                begin(&mut book, records.unit(), sheets, &fields, &looks).map_err(failed)?;
            }
            let sheet = book.worksheet_from_index(sheets - 1).map_err(failed)?;
            for (column, value) in (0..).zip(values) {
                cut += u64::from(write(sheet, (row, column), value, &looks).map_err(failed)?);
            }
            Ok(())
        })
    })?;
    book.save_to_writer(out).map_err(failed)?;
    let mut notes = Vec::new();
    if sheets > 1 {
        notes.push(format!("{sheets} sheets: one holds {} rows", SHEET_ROWS - 1));
    }
    if cut > 0 {
        notes.push(format!(
            "{} cut, for a cell holds {CELL} characters; other formats hold them whole",
            plural(cut, "text")
        ));
    }
    Ok(notes)
}

/// How cells look.
struct Looks {
    head: Format,
    day: Format,
    /// Text that would be a formula.
    defused: Format,
}

impl Looks {
    fn new() -> Self {
        Self {
            head: Format::new().set_bold(),
            day: Format::new().set_num_format("yyyy-mm-dd"),
            defused: Format::new().set_quote_prefix(),
        }
    }
}

/// Whose work it is. Always made on the same day, so that the same rows are the same bytes.
fn properties() -> std::result::Result<DocProperties, XlsxError> {
    let day = ExcelDateTime::from_ymd(2000, 1, 1)?;
    Ok(DocProperties::new().set_author("peelian").set_creation_datetime(&day))
}

/// A new sheet with its heads, which stay in sight.
fn begin(
    book: &mut Workbook,
    unit: RecordUnit,
    number: usize,
    fields: &[Field],
    looks: &Looks,
) -> std::result::Result<(), XlsxError> {
    let sheet = book.add_worksheet_with_constant_memory()?;
    let name = unit.slug();
    sheet.set_name(if number == 1 { name.to_owned() } else { format!("{name} {number}") })?;
    sheet.set_freeze_panes(1, 1)?;
    for (column, field) in (0..).zip(fields) {
        let width = match (field.name, field.kind) {
            ("text" | "quote", _) => 80,
            (_, FieldKind::Text | FieldKind::Word) => 18,
            _ => 11,
        };
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(0, column, field.name, &looks.head)?;
    }
    Ok(())
}

/// Writes a value; true if it had to be cut.
fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    value: &Value<'_>,
    looks: &Looks,
) -> std::result::Result<bool, XlsxError> {
    match value {
        Value::Absent => {}
        Value::Integer(number) => {
            sheet.write_number(row, column, *number as f64)?;
        }
        Value::Flag(flag) => {
            sheet.write_boolean(row, column, *flag)?;
        }
        Value::Date(date) => {
            // The format knows no day before 1900; no report is that old.
            match (u16::try_from(date.year()), u8::try_from(date.month()), u8::try_from(date.day()))
            {
                (Ok(year @ 1900..), Ok(month), Ok(day)) => {
                    let day = ExcelDateTime::from_ymd(year, month, day)?;
                    sheet.write_datetime_with_format(row, column, &day, &looks.day)?;
                }
                _ => {
                    sheet.write_string(row, column, date.to_string())?;
                }
            }
        }
        Value::Text(text) => {
            let short = shortened(text);
            let words = short.as_deref().unwrap_or(text);
            if defused(words).len() > words.len() {
                sheet.write_string_with_format(row, column, words, &looks.defused)?;
            } else {
                sheet.write_string(row, column, words)?;
            }
            return Ok(short.is_some());
        }
    }
    Ok(false)
}

/// The text cut to what a cell holds and marked as cut; `None` if all of it fits.
fn shortened(text: &str) -> Option<String> {
    // A byte is at least as many units of UTF-16.
    if text.len() <= CELL || text.encode_utf16().count() <= CELL {
        return None;
    }
    let room = CELL - CUT.encode_utf16().count();
    let mut units = 0;
    let kept = text.chars().take_while(|c| {
        units += c.len_utf16();
        units <= room
    });
    Some(kept.collect::<String>() + CUT)
}

fn failed(error: XlsxError) -> Error {
    let said = error.to_string();
    match error {
        XlsxError::IoError(cause) => super::failed(cause),
        error => Error::new(ErrorKind::Io, format!("XLSX: {said}")).because(error),
    }
}

#[cfg(test)]
mod tests {
    use super::{CELL, CUT, shortened};

    #[test]
    fn a_text_is_cut_to_a_cell_and_says_so() {
        assert_eq!(shortened(&"a".repeat(CELL)), None);
        for c in ['a', 'é', '\u{1f6a8}'] {
            let cut = shortened(&c.to_string().repeat(CELL + 1)).unwrap();
            let units = cut.encode_utf16().count();
            assert!((CELL - 1..=CELL).contains(&units) && cut.ends_with(CUT), "{c}: {units}");
        }
    }
}

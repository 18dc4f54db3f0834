//! A workbook as CSV: the first of its sheets whose columns say what they are.

/// The sheet of an XLSX workbook that holds findings or what is supplied for documents, as CSV, with the names of the other sheets
/// that are not empty and so are not read. A workbook with no such sheet gives its first.
///
/// # Errors
/// Why it cannot be read.
#[cfg(not(feature = "sheets"))]
pub fn csv_of(_: &[u8]) -> Result<(String, Vec<String>), String> {
    Err("this program was built without its reader of workbooks (feature `sheets`)".to_owned())
}

/// The sheet of an XLSX workbook that holds findings or what is supplied for documents, as CSV, with the names of the other sheets
/// that are not empty and so are not read. A workbook with no such sheet gives its first.
///
/// # Errors
/// Why it cannot be read.
#[cfg(feature = "sheets")]
pub fn csv_of(bytes: &[u8]) -> Result<(String, Vec<String>), String> {
    use calamine::{Reader, Xlsx};

    let cannot = |error: calamine::XlsxError| format!("this is no workbook: {error}");
    let mut workbook: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).map_err(cannot)?;
    let mut chosen: Option<String> = None;
    let mut first = None;
    let mut others = Vec::new();
    for name in workbook.sheet_names() {
        let csv = csv(&mut workbook, &name)?;
        if csv.is_empty() {
            continue;
        }
        let header = super::header(csv.as_bytes())?;
        let is_meant = !matches!(super::kind_of(&header), Err((_, false)));
        if is_meant && chosen.is_none() {
            chosen = Some(csv);
        } else {
            first = first.or(Some(csv));
            others.push(name);
        }
    }
    let chosen = chosen.or_else(|| {
        // Of sheets that say nothing the first stands for all.
        first.inspect(|_| drop(others.remove(0)))
    });
    Ok((chosen.unwrap_or_default(), others))
}

/// Cells as they come, however far apart: a sheet may have two of them a million rows from each other.
#[cfg(feature = "sheets")]
fn csv(
    workbook: &mut calamine::Xlsx<std::io::Cursor<&[u8]>>,
    name: &str,
) -> Result<String, String> {
    const MOST_COLUMNS: usize = 1_000;
    const MOST_BYTES: usize = 256 << 20;
    let failed = |error: calamine::XlsxError| format!("sheet `{name}` cannot be read: {error}");
    let mut cells = workbook.worksheet_cells_reader(name).map_err(failed)?;
    let mut out = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    let (mut row, mut at, mut size) = (Vec::<String>::new(), None, 0);
    let mut end = |row: &mut Vec<String>| {
        let written = if row.is_empty() { Ok(()) } else { out.write_record(row.iter()) };
        row.clear();
        written.map_err(|error| error.to_string())
    };
    while let Some(cell) = cells.next_cell().map_err(failed)? {
        let (line, column) = cell.get_position();
        if at != Some(line) {
            end(&mut row)?;
            at = Some(line);
        }
        let text = text_of(&calamine::Data::from(cell.get_value().clone()));
        size += text.len();
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if size > MOST_BYTES || column >= MOST_COLUMNS && !text.is_empty() {
            return Err(format!(
                "sheet `{name}` has more than {MOST_COLUMNS} columns or {} MiB",
                MOST_BYTES >> 20
            ));
        }
        if !text.is_empty() {
            row.resize(row.len().max(column + 1), String::new());
            if let Some(place) = row.get_mut(column) {
                *place = text;
            }
        }
    }
    end(&mut row)?;
    let bytes = out.into_inner().map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|error| error.to_string())
}

/// A cell as a person reads it: whole numbers without a fraction, days as `2016-12-08`.
#[cfg(feature = "sheets")]
fn text_of(cell: &calamine::Data) -> String {
    use calamine::Data;
    match cell {
        Data::Empty | Data::Error(_) => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
            text.trim().to_owned()
        }
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::Bool(truth) => truth.to_string(),
        Data::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
    }
}

//! The rows of a CSV file (RFC 4180), one at a time, however large the file is.

use std::cell::Cell;
use std::io::{BufRead, BufReader, Read};
use std::rc::Rc;

use csv::{ByteRecord, Reader, ReaderBuilder};
use encoding_rs::WINDOWS_1252;

use crate::corpus::MAX_LINE;

/// Bytes that the reader may be ahead of the row it gives.
const AHEAD: usize = 64 << 10;

/// A row that is not blank.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// The line that it begins in, from 1.
    pub(super) line: u64,
    /// Its cells without outer white space; as many as the header has.
    pub(super) cells: Result<Vec<String>, String>,
}

/// Rows below a header.
pub(super) struct Rows<R: Read> {
    pub(super) header: Vec<String>,
    reader: Reader<Guard<R>>,
    used: Rc<Cell<usize>>,
    broken: bool,
}

impl<R: Read> Rows<R> {
    /// Reads the header: the names of the columns, in lower case. What parts the cells is what the header has most of: a comma, a
    /// semicolon or a tab.
    ///
    /// # Errors
    /// Why there is none.
    pub(super) fn new(source: R) -> Result<Self, String> {
        let used = Rc::new(Cell::new(0));
        let mut guard =
            Guard { source: BufReader::new(source), used: Rc::clone(&used), last: b'\n' };
        let delimiter = guard.delimiter()?;
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            // A carriage return before it is white space at the end of a cell, which goes anyway.
            .terminator(csv::Terminator::Any(b'\n'))
            .from_reader(guard);
        let mut record = ByteRecord::new();
        let read = reader.read_byte_record(&mut record);
        read.map_err(|error| format!("its header cannot be read: {}", why(&error)))?;
        let header = cells(&record).into_iter().map(|name| name.to_lowercase()).collect();
        used.set(0);
        Ok(Self { header, reader, used, broken: false })
    }

    /// The next row that is not blank; `None` at the end.
    ///
    /// # Errors
    /// Why the file cannot be read on.
    pub(super) fn next(&mut self) -> Result<Option<Row>, String> {
        let mut record = ByteRecord::new();
        while !self.broken {
            self.used.set(0);
            match self.reader.read_byte_record(&mut record) {
                Ok(false) => break,
                Ok(true) => {}
                Err(error) => {
                    self.broken = true;
                    let line = self.reader.position().line();
                    return Err(format!("line {line}: {}", why(&error)));
                }
            }
            let mut cells = cells(&record);
            if cells.iter().all(String::is_empty) {
                continue;
            }
            let line = self.line_of(&record);
            let width = self.header.len();
            let last = cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
            if last > width {
                let why = format!("{last} cells under a header of {width}");
                return Ok(Some(Row { line, cells: Err(why) }));
            }
            cells.resize(width, String::new());
            return Ok(Some(Row { line, cells: Ok(cells) }));
        }
        Ok(None)
    }
}

impl<R: Read> Rows<R> {
    /// The line in which the row that was just read begins. The reader's own notion of it is the line in which it began to look for
    /// the row, blank lines included; so it is counted back from where the row ends.
    fn line_of(&self, record: &ByteRecord) -> u64 {
        let within = record.iter().flatten().filter(|byte| **byte == b'\n').count() as u64;
        self.reader.position().line().saturating_sub(within + 1).max(1)
    }
}

/// The names of the columns of a table.
///
/// # Errors
/// Why there are none.
pub(in crate::corpus) fn header(source: impl Read) -> Result<Vec<String>, String> {
    Rows::new(source).map(|rows| rows.header)
}

/// Spreadsheets write CSV in the encoding of their country where they are not told otherwise.
fn cells(record: &ByteRecord) -> Vec<String> {
    let is_utf8 = record.iter().all(|cell| std::str::from_utf8(cell).is_ok());
    let text = |cell: &[u8]| match is_utf8 {
        true => String::from_utf8_lossy(cell).trim().to_owned(),
        false => WINDOWS_1252.decode_without_bom_handling(cell).0.trim().to_owned(),
    };
    record.iter().map(text).collect()
}

fn why(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::Io(error) => error.to_string(),
        _ => error.to_string(),
    }
}

/// Ends a row that goes on for ever (a quotation mark that nothing closes), and the last line where the file does not.
struct Guard<R> {
    source: BufReader<R>,
    used: Rc<Cell<usize>>,
    last: u8,
}

impl<R: Read> Guard<R> {
    fn delimiter(&mut self) -> Result<u8, String> {
        let head = self.source.fill_buf().map_err(|error| error.to_string())?;
        if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
            return Err("UTF-16: save it as CSV in UTF-8".to_owned());
        }
        let marked = head.starts_with(b"\xef\xbb\xbf");
        let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let count = |mark: u8| line.iter().filter(|byte| **byte == mark).count();
        // Of equals the last is taken, so the comma stands last.
        let mark = [b'\t', b';', b','].into_iter().max_by_key(|mark| count(*mark));
        self.source.consume(if marked { 3 } else { 0 });
        Ok(mark.unwrap_or(b','))
    }
}

impl<R: Read> Read for Guard<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if self.used.get() > MAX_LINE + AHEAD {
            let what = format!("a row longer than {} MiB", MAX_LINE >> 20);
            return Err(std::io::Error::other(what));
        }
        let mut read = self.source.read(into)?;
        if let (0, Some(first), true) = (read, into.first_mut(), self.last != b'\n') {
            *first = b'\n';
            read = 1;
        }
        self.last = read.checked_sub(1).and_then(|at| into.get(at)).copied().unwrap_or(self.last);
        self.used.set(self.used.get() + read);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::{Row, Rows};

    fn rows(csv: &[u8]) -> Result<(Vec<String>, Vec<Row>), String> {
        let mut rows = Rows::new(csv)?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            all.push(row);
        }
        Ok((rows.header, all))
    }

    #[test]
    fn rows_come_with_their_lines_whatever_parts_the_cells() {
        let row = |line, cells: &[&str]| Row {
            line,
            cells: Ok(cells.iter().map(|cell| (*cell).to_owned()).collect()),
        };
        for mark in [",", ";", "\t"] {
            let csv = "\u{feff}Force|Body\r\nkent|\"a\nb|c\"\r\n||\n\nfife|c|\n".replace('|', mark);
            let (header, found) = rows(csv.as_bytes()).unwrap();
            assert_eq!(header, ["force", "body"]);
            assert_eq!(found, [row(2, &["kent", &format!("a\nb{mark}c")]), row(6, &["fife", "c"])]);
        }
        let (_, found) = rows(b"a,b\n1\n1,2,3\nZo\xeb,x").unwrap();
        assert_eq!(found[0], row(2, &["1", ""]));
        assert!(found[1].cells.as_ref().is_err_and(|why| why.contains("3 cells")));
        assert_eq!(found[2], row(4, &["Zo\u{eb}", "x"]));
    }

    #[test]
    fn a_row_without_end_is_an_error() {
        let endless = [&b"a,b\n\""[..], &[b'x'; 9 << 20]].concat();
        assert!(rows(&endless).is_err_and(|why| why.contains("longer than 8 MiB")));
        assert!(rows(b"\xff\xfea\0").is_err());
        assert_eq!(rows(b"").unwrap().0.len(), 0);
    }
}

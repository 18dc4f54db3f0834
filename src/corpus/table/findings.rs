//! A table of findings as the lines of a JSON Lines file: what reads those reads both.

use std::io::Read;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::rows::Rows;
use crate::corpus::JsonLine;
use crate::{Error, ErrorKind, Result};

/// The rows of a CSV file of findings, in order: each an object whose keys are the columns, without those that are empty.
pub struct FindingRows<R: Read> {
    rows: Option<Rows<R>>,
    path: PathBuf,
}

impl<R: Read> std::fmt::Debug for FindingRows<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FindingRows").field("path", &self.path).finish_non_exhaustive()
    }
}

impl<R: Read> FindingRows<R> {
    /// Reads the header; `path` is for messages.
    ///
    /// # Errors
    /// `Input` if there is none.
    pub fn new(source: R, path: &Path) -> Result<Self> {
        let rows = Rows::new(source)
            .map_err(|why| Error::new(ErrorKind::Input, format!("`{}`: {why}", path.display())))?;
        Ok(Self { rows: Some(rows), path: path.to_owned() })
    }
}

impl<R: Read> Iterator for FindingRows<R> {
    type Item = JsonLine;

    fn next(&mut self) -> Option<JsonLine> {
        let rows = self.rows.as_mut()?;
        let (number, text) = match rows.next() {
            Ok(None) => return None,
            Ok(Some(row)) => {
                let object = row.cells.map(|cells| object(&rows.header, cells));
                let fail = |why: String| {
                    let place = format!("`{}`, line {}: {why}", self.path.display(), row.line);
                    Error::new(ErrorKind::Input, place)
                };
                (row.line, object.map_err(fail))
            }
            Err(why) => {
                self.rows = None;
                (0, Err(Error::new(ErrorKind::Io, why)))
            }
        };
        Some(JsonLine { number, offset: 0, text })
    }
}

fn object(header: &[String], cells: Vec<String>) -> String {
    let filled =
        header.iter().zip(cells).filter(|(name, cell)| !name.is_empty() && !cell.is_empty());
    let object: Map<String, Value> =
        filled.map(|(name, cell)| (name.clone(), Value::String(cell))).collect();
    Value::Object(object).to_string()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::FindingRows;
    use crate::ErrorKind;

    #[test]
    fn a_row_is_a_line_of_json() {
        let csv = "Force,Body,Note\nkent,\"The \"\"quay\"\"\",\nkent,b,c,d\n";
        let lines: Vec<_> = FindingRows::new(csv.as_bytes(), Path::new("a.csv")).unwrap().collect();
        let first = lines[0].text.as_deref().unwrap();
        assert_eq!((lines[0].number, first), (2, r#"{"body":"The \"quay\"","force":"kent"}"#));
        let error = lines[1].text.as_ref().unwrap_err();
        assert_eq!(
            (error.kind, error.message.as_str()),
            (ErrorKind::Input, "`a.csv`, line 3: 4 cells under a header of 3")
        );
    }
}

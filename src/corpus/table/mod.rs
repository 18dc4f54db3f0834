//! Tables: CSV files and sheets of workbooks, of findings or of what is supplied for documents. Their columns tell which.

mod documents;
mod findings;
mod rows;
mod sheet;

pub(super) use documents::{Documents, MOST_BYTES};
pub use findings::FindingRows;
pub(super) use rows::header;
pub use sheet::csv_of;

use super::Supplied;

/// What the rows of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A finding a row, with the columns of the JSON Lines form.
    Findings,
    /// What is supplied for a document a row, as in a sidecar.
    Documents,
}

/// Tells by its columns what a table holds.
///
/// # Errors
/// Why it is not read: true beside it if that is a failure, false if it is just another table.
pub(super) fn kind_of(header: &[String]) -> Result<Kind, (String, bool)> {
    let has = |names: &[&str]| header.iter().find(|column| names.contains(&column.as_str()));
    let (text, file, url) = (has(&TEXT), has(&FILE), has(&["url"]));
    let is_supplied =
        |column: &String| column != "url" && Supplied::default().field(column).is_some();
    match (text, file, url) {
        (Some(text), Some(file), _) => Err((
            format!("a table with both `{text}`, as findings have it, and `{file}`, as documents have it: not read"),
            true,
        )),
        (Some(_), None, _) => Ok(Kind::Findings),
        (None, Some(_), _) | (None, None, Some(_)) if header.iter().any(is_supplied) || url.is_some() && file.is_some() => {
            Ok(Kind::Documents)
        }
        _ => Err(("a table, but neither of findings (`body`) nor of what documents are (`file` or `url`, and `force`, `year` ...)".to_owned(), false)),
    }
}

/// Columns that hold the words of a finding.
const TEXT: [&str; 2] = ["body", "text"];

/// Columns that name a document.
const FILE: [&str; 3] = ["file", "path", "filename"];

#[cfg(test)]
mod tests {
    use super::{Kind, kind_of};

    #[test]
    fn columns_tell_what_a_table_holds() {
        let of =
            |columns: &str| kind_of(&columns.split(',').map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(of("id,force,year,body"), Ok(Kind::Findings));
        assert_eq!(of("url,text"), Ok(Kind::Findings));
        assert_eq!(of("file,force,year"), Ok(Kind::Documents));
        assert_eq!(of("url,licence"), Ok(Kind::Documents));
        assert_eq!(of("path,url"), Ok(Kind::Documents));
        assert!(of("file,body").is_err_and(|(why, failed)| failed && why.contains("`body`")));
        for other in ["", "name,size", "force,year", "url", "file"] {
            assert!(of(other).is_err_and(|(_, failed)| !failed), "{other}");
        }
    }
}

//! Which tables of a folder hold findings, and what the others supply for its documents.

use std::fs::File;
use std::io::Read;

use super::archive::Opener;
use super::expand::Expanded;
use super::table::{Documents, Kind, MOST_BYTES, header, kind_of};
use super::{Entry, Format, Skipped, read_whole};

/// Bytes of a table in which its header must end.
const MOST_HEADER: u64 = 1 << 20;

/// Takes the tables that are no findings from the entries, and gives their rows to the documents that they name.
pub(super) fn sort_out(expanded: &mut Expanded, opener: &dyn Opener) -> Documents {
    let mut documents = Documents::default();
    for (path, csv) in std::mem::take(&mut expanded.tables) {
        expanded.skipped.push(documents.read(&path, csv.as_bytes()));
    }
    let entries = std::mem::take(&mut expanded.entries);
    for entry in entries {
        let is_table = matches!(entry.format, Format::Csv | Format::Xlsx) && entry.inner.is_none();
        match is_table.then(|| other_table(&entry, &mut documents, opener)).flatten() {
            Some(skipped) => expanded.skipped.push(skipped),
            None => expanded.entries.push(entry),
        }
    }
    let paths = expanded.entries.iter().map(|entry| entry.path.as_str());
    expanded.skipped.extend(documents.settle(paths));
    for entry in &mut expanded.entries {
        if let Some(inner) = &mut entry.inner {
            inner.member.supply(&entry.path, &documents);
        }
    }
    documents
}

/// What became of a table that is not one of findings; `None` for those that are.
fn other_table(entry: &Entry, documents: &mut Documents, opener: &dyn Opener) -> Option<Skipped> {
    let skipped =
        |reason: String, failed| Some(Skipped { path: entry.path.clone(), reason, failed });
    let csv = match entry.format {
        Format::Xlsx => match read_whole(&entry.file).map_err(|error| error.message) {
            Ok(bytes) => match opener.sheet(bytes) {
                Ok((csv, _)) => Some(csv),
                Err(why) => return skipped(why, true),
            },
            Err(why) => return skipped(why, true),
        },
        _ => None,
    };
    let open = || File::open(&entry.file).map_err(|error| format!("cannot be read: {error}"));
    let columns = match &csv {
        Some(csv) => header(csv.as_bytes()),
        None => open().and_then(|file| header(file.take(MOST_HEADER))),
    };
    match columns.map_err(|why| (why, true)).and_then(|columns| kind_of(&columns)) {
        Ok(Kind::Findings) => None,
        Ok(Kind::Documents) => Some(match (csv, open()) {
            (Some(csv), _) => documents.read(&entry.path, csv.as_bytes()),
            (None, Ok(file)) => documents.read(&entry.path, file.take(MOST_BYTES)),
            (None, Err(why)) => return skipped(why, true),
        }),
        Err((why, failed)) => skipped(why, failed),
    }
}

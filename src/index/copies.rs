//! Findings that several documents hold: a report that lies there as a page and as a PDF file, the states of one page. Each counts once,
//! in the latest of the documents.
//!
//! Which they are is worked out at the end of a build and written beside the index. Like the stamps that file is only
//! remembered: it names the commit it is of, and where it is lost or of another, whoever asks works it out again.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;

use serde::{Deserialize, Serialize};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, TERMINATED, Term};

use super::bits::Bits;
use super::repeated::repeated;
use super::{Index, RecordType, line_file};
use crate::Result;

/// The file in the folder of the index.
pub(crate) const FILE: &str = "copies.jsonl";

/// One line of the file: the first says of which commit it is, the others which findings of a report are copies.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Line {
    Commit { commit: String },
    Report { report: String, findings: Vec<u64> },
}

/// The numbers of findings that are copies, by the ids of their reports.
pub(super) type Numbers = BTreeMap<String, Vec<u64>>;

/// The findings of an index that are copies of others.
#[derive(Debug, Default)]
pub(crate) struct Copies {
    segments: Vec<Option<Bits>>,
    findings: u64,
}

impl Copies {
    /// Those of an index, as they were written down or worked out anew.
    pub(super) fn open(index: &Index) -> Result<Self> {
        let numbers = match read(index.dir(), &index.commit()) {
            Some(numbers) => numbers,
            None => repeated(index)?,
        };
        Self::new(index, &numbers).map_err(|error| index.failure(error))
    }

    fn new(index: &Index, numbers: &Numbers) -> tantivy::Result<Self> {
        let mut copies = Self::default();
        copies.segments.resize_with(index.segments(), || None);
        if numbers.is_empty() {
            return Ok(copies);
        }
        let type_of = Term::from_field_text(index.fields().record_type, RecordType::Finding.slug());
        for (segment, bits) in copies.segments.iter_mut().enumerate() {
            let reader = index.searcher().segment_reader(segment as u32);
            let (reports, types) = (
                reader.inverted_index(index.fields().report)?,
                reader.inverted_index(index.fields().record_type)?,
            );
            let basic = IndexRecordOption::Basic;
            let number = index.numbers(segment, "number")?;
            let Some(mut types) = types.read_postings(&type_of, basic)? else { continue };
            let mut found: Vec<DocId> = Vec::new();
            for (report, numbers) in numbers {
                let id = Term::from_field_text(index.fields().report, report);
                let Some(mut docs) = reports.read_postings(&id, basic)? else { continue };
                while docs.doc() != TERMINATED {
                    let doc = docs.doc();
                    if number.first(doc).is_some_and(|nth| numbers.binary_search(&nth).is_ok()) {
                        found.push(doc);
                    }
                    docs.advance();
                }
            }
            found.sort_unstable();
            let alive = reader.alive_bitset();
            found.retain(|doc| {
                let is_finding =
                    types.doc() == *doc || types.doc() < *doc && types.seek(*doc) == *doc;
                is_finding && alive.is_none_or(|alive| alive.is_alive(*doc))
            });
            if !found.is_empty() {
                let into = bits.insert(Bits::new(reader.max_doc()));
                found.iter().for_each(|doc| into.insert(*doc));
                copies.findings += found.len() as u64;
            }
        }
        Ok(copies)
    }

    /// The copies of a segment; `None` if it has none.
    pub(super) fn of_segment(&self, segment: usize) -> Option<&Bits> {
        self.segments.get(segment)?.as_ref()
    }

    /// How many findings are copies.
    pub(crate) fn findings(&self) -> u64 {
        self.findings
    }
}

/// Writes down which findings of the index in `dir` are copies, unless that is known; gives how many are.
///
/// # Errors
/// As [`Index::open`]; what cannot be written is worked out by whoever asks.
pub(crate) fn remember(dir: &Path) -> Result<u64> {
    let index = Index::open(dir)?;
    let commit = index.commit();
    let numbers = match read(dir, &commit) {
        Some(known) => known,
        None => {
            let found = repeated(&index)?;
            let lines = found.iter().map(|(report, findings)| Line::Report {
                report: report.clone(),
                findings: findings.clone(),
            });
            let lines = std::iter::once(Line::Commit { commit }).chain(lines);
            let _ = line_file::write(dir, FILE, lines);
            found
        }
    };
    Ok(numbers.values().map(|findings| findings.len() as u64).sum())
}

/// True if what was written down of this commit is not so.
pub(super) fn is_misremembered(index: &Index) -> Result<bool> {
    let said = read(index.dir(), &index.commit());
    said.map_or(Ok(false), |said| Ok(said != repeated(index)?))
}

/// What was written down of this commit; `None` if nothing was, or not to the end.
fn read(dir: &Path, commit: &str) -> Option<Numbers> {
    let mut lines = BufReader::new(std::fs::File::open(dir.join(FILE)).ok()?).lines();
    match serde_json::from_str(&lines.next()?.ok()?).ok()? {
        Line::Commit { commit: of } if of == commit => {}
        _ => return None,
    }
    let mut numbers = Numbers::new();
    for line in lines {
        match serde_json::from_str(&line.ok()?).ok()? {
            Line::Report { report, findings } => numbers.insert(report, findings),
            Line::Commit { .. } => return None,
        };
    }
    Some(numbers)
}

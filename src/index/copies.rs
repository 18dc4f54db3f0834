//! Findings that several documents hold: a report that lies there as a page and as a PDF file, the states of one page. Each counts once,
//! in the latest of the documents.
//!
//! Which they are is worked out at the end of a build and written beside the index. Like the stamps that file is only
//! remembered: it names the commit it is of, and where it is lost or of another, whoever asks works it out again.

use std::io::{BufRead, BufReader};
use std::path::Path;

use serde::{Deserialize, Serialize};
use tantivy::DocId;

use super::bits::Bits;
use super::repeated::{Recent, repeated};
use super::{Index, line_file};
use crate::Result;

/// The file in the folder of the index.
pub(crate) const FILE: &str = "copies.jsonl";

/// One line of the file: the first says of which commit it is, the others which records of a segment are copies, as runs: the first
/// record and how many.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Line {
    Commit { commit: String },
    Segment { segment: String, copies: Vec<[DocId; 2]> },
}

/// The findings that are copies, segment by segment, each list in order.
pub(super) type Records = Vec<Vec<DocId>>;

/// The findings of an index that are copies of others.
#[derive(Debug)]
pub(crate) struct Copies {
    segments: Vec<Option<Bits>>,
    findings: u64,
}

impl Copies {
    /// Those of an index, as they were written down or worked out anew.
    pub(super) fn open(index: &Index) -> Result<Self> {
        let records = match read(index) {
            Some(records) => records,
            None => repeated(index, &Recent::default())?,
        };
        let readers = index.searcher().segment_readers();
        let segments = records.iter().zip(readers).map(|(records, reader)| {
            let mut bits = Bits::new(reader.max_doc());
            records.iter().for_each(|doc| bits.insert(*doc));
            (!records.is_empty()).then_some(bits)
        });
        Ok(Self { segments: segments.collect(), findings: number_of(&records) })
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

fn number_of(records: &Records) -> u64 {
    records.iter().map(|records| records.len() as u64).sum()
}

/// Writes down which findings of the index in `dir` are copies, unless that is known; gives how many are.
///
/// `recent` are reports that are in it as they were just parsed.
///
/// # Errors
/// As [`Index::open`]; what cannot be written is worked out by whoever asks.
pub(super) fn remember(dir: &Path, recent: &Recent) -> Result<u64> {
    let index = Index::open(dir)?;
    if let Some(known) = read(&index) {
        return Ok(number_of(&known));
    }
    let found = repeated(&index, recent)?;
    let segments = index.searcher().segment_readers().iter().zip(&found);
    let lines = segments.filter(|(_, records)| !records.is_empty()).map(|(reader, records)| {
        let next = |a: &DocId, b: &DocId| a + 1 == *b;
        let runs = records.chunk_by(next).map(|run| [run[0], run.len() as DocId]);
        Line::Segment { segment: reader.segment_id().uuid_string(), copies: runs.collect() }
    });
    let commit = Line::Commit { commit: index.commit() };
    let _ = line_file::write(dir, FILE, std::iter::once(commit).chain(lines));
    Ok(number_of(&found))
}

/// The same where nothing is known of the reports but what the index has.
#[cfg(test)]
pub(crate) fn remember_read(dir: &Path) -> Result<u64> {
    remember(dir, &Recent::default())
}

/// True if what was written down of this commit is not so.
pub(super) fn is_misremembered(index: &Index) -> Result<bool> {
    read(index).map_or(Ok(false), |said| Ok(said != repeated(index, &Recent::default())?))
}

/// What was written down of this commit; `None` if nothing was, or not to the end.
fn read(index: &Index) -> Option<Records> {
    let file = std::fs::File::open(index.dir().join(FILE)).ok()?;
    let mut lines = BufReader::new(file).lines();
    match serde_json::from_str(&lines.next()?.ok()?).ok()? {
        Line::Commit { commit } if commit == index.commit() => {}
        _ => return None,
    }
    let readers = index.searcher().segment_readers();
    let mut records: Records = vec![Vec::new(); readers.len()];
    for line in lines {
        let Line::Segment { segment, copies } = serde_json::from_str(&line.ok()?).ok()? else {
            return None;
        };
        let nth = readers.iter().position(|it| it.segment_id().uuid_string() == segment)?;
        for [first, length] in copies {
            let end = first.checked_add(length).filter(|end| *end <= readers[nth].max_doc())?;
            records[nth].extend(first..end);
        }
    }
    Some(records)
}

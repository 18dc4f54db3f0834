//! What an index holds of each file, so that an unchanged file is not read again.

use std::collections::BTreeMap;

use tantivy::SegmentReader;

use super::Index;
use super::lexicon::Names;
use super::schema::RecordType;
use crate::Result;

/// What an index holds of one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Known {
    /// Digest of the file when it was read.
    pub(crate) digest: String,
    /// Reports, attestations and findings.
    pub(crate) counts: [u64; 3],
    /// Why a part of the file is not indexed.
    pub(crate) failure: Option<String>,
}

impl Index {
    /// What is known of each file, by path.
    pub(crate) fn known_documents(&self) -> Result<BTreeMap<String, Known>> {
        let mut known = BTreeMap::new();
        for reader in self.searcher().segment_readers() {
            read_segment(reader, &mut known).map_err(|error| self.failure(error))?;
        }
        for (path, failure) in &self.payload().partly {
            if let Some(known) = known.get_mut(path) {
                known.failure = Some(failure.clone());
            }
        }
        Ok(known)
    }
}

fn read_segment(
    reader: &SegmentReader,
    known: &mut BTreeMap<String, Known>,
) -> tantivy::Result<()> {
    let columns = reader.fast_fields();
    let mut documents = Names::new(columns.str("document")?);
    let mut digests = Names::new(columns.str("digest")?);
    let mut types = Names::new(columns.str("type")?);
    let kind_of = |types: &mut Names, doc| {
        let record_type = types.of(doc);
        RecordType::ALL.iter().position(|kind| kind.slug() == record_type)
    };
    // The records of a file lie together, one kind behind the other: names are read where something changes.
    let mut run: Option<Run> = None;
    for doc in reader.doc_ids_alive() {
        let is = [&documents, &digests, &types].map(|names| names.ordinal(doc));
        if let Some(run) = run.as_mut().filter(|run| run.is == is) {
            run.records += 1;
            continue;
        }
        run.into_iter().for_each(|run| run.add_to(known));
        let (path, digest) = (documents.of(doc), digests.of(doc));
        run = Some(Run { is, path, digest, kind: kind_of(&mut types, doc), records: 1 });
    }
    run.into_iter().for_each(|run| run.add_to(known));
    Ok(())
}

/// Records in a row that are of one file and of one kind.
struct Run {
    /// Their values, by their places in the dictionaries.
    is: [Option<u64>; 3],
    path: String,
    digest: String,
    kind: Option<usize>,
    records: u64,
}

impl Run {
    fn add_to(self, known: &mut BTreeMap<String, Known>) {
        let Some(kind) = self.kind else { return };
        let entry = known.entry(self.path).or_default();
        entry.counts[kind] += self.records;
        if !self.digest.is_empty() {
            entry.digest = self.digest;
        }
    }
}

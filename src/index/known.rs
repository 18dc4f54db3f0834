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
    let mut types = Names::new(columns.str("type")?);
    let mut documents = Names::new(columns.str("document")?);
    let mut digests = Names::new(columns.str("digest")?);
    for doc in reader.doc_ids_alive() {
        let record_type = types.of(doc);
        let Some(kind) = RecordType::ALL.iter().position(|kind| kind.slug() == record_type) else {
            continue;
        };
        let entry: &mut Known = known.entry(documents.of(doc)).or_default();
        entry.counts[kind] += 1;
        let digest = digests.of(doc);
        if !digest.is_empty() {
            entry.digest = digest;
        }
    }
    Ok(())
}

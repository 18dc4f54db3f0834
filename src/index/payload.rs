//! What a commit says of itself: it travels in the commit, so that it is never older or newer than the records.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{FORMAT, Stats};
use crate::thesaurus::Added;

/// The payload of a commit, as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Payload {
    /// Version of the format.
    pub(crate) format: u32,
    /// Version of the program.
    pub(crate) program: String,
    /// BLAKE3 over the sorted paths and digests of the documents.
    pub(crate) corpus_digest: String,
    /// Documents.
    pub(crate) documents: u64,
    /// Reports, attestations and findings.
    pub(crate) records: [u64; 3],
    /// Rows that the corpus added to the gazetteer.
    pub(crate) gazetteer_csv: String,
    /// What the corpus added to the thesaurus.
    pub(crate) thesaurus: Added,
    /// The words of which each pair is indexed (`pairs.rs`); none while they are not chosen.
    pub(crate) frequent: Vec<String>,
    /// Documents that are indexed in part, and why the rest is not: told again by every build that leaves them.
    pub(crate) partly: BTreeMap<String, String>,
}

impl Payload {
    /// Whether both say the same of the documents. Which words are frequent is chosen by the writer, and changes nothing of that.
    pub(crate) fn is_of_the_same(&self, other: &Self) -> bool {
        let frequent = other.frequent.clone();
        *other == Self { frequent, ..self.clone() }
    }

    /// The payload of a commit of this program.
    pub(crate) fn new(corpus_digest: String, documents: u64, records: [u64; 3]) -> Self {
        Self {
            format: FORMAT,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            corpus_digest,
            documents,
            records,
            gazetteer_csv: String::new(),
            thesaurus: Added::default(),
            frequent: Vec::new(),
            partly: BTreeMap::new(),
        }
    }

    /// The same with what the files say.
    pub(crate) fn stats(&self, segments: u64, bytes: u64) -> Stats {
        let [reports, attestations, findings] = self.records;
        Stats {
            format: self.format,
            program: self.program.clone(),
            corpus_digest: self.corpus_digest.clone(),
            documents: self.documents,
            reports,
            attestations,
            findings,
            segments,
            bytes,
        }
    }
}

/// The digest over (path, digest) pairs, which must be sorted by path.
pub(crate) fn corpus_digest<'a>(documents: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut hasher = blake3::Hasher::new();
    for (path, digest) in documents {
        for part in [path, digest] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
    }
    hasher.finalize().to_hex().to_string()
}

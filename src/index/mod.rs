//! From reports to a tantivy index: here are folders, make them searchable. The only room that writes an index.

mod again;
mod ahead;
mod analysis;
mod beginnings;
mod bits;
mod build;
mod by_id;
mod column;
mod copies;
mod defined;
mod definitions;
mod failure;
mod from_reports;
mod kept;
mod known;
mod lexicon;
mod line_file;
mod lines;
mod listings;
mod living;
mod meanings;
mod members;
mod open;
mod opened;
mod pairs;
mod payload;
mod place;
mod plain;
mod put;
mod record;
mod remembered;
mod repeated;
mod rows;
mod scan;
mod schema;
mod segment;
mod short;
mod sketch;
mod sources;
mod spelling;
mod stamps;
mod stems;
mod stored;
mod tokenizer;
mod verify;
mod writer;

use std::sync::atomic::AtomicBool;

use serde::{Deserialize, Serialize};

use crate::extract::{Outside, Readers};

pub use again::read_again;
pub(crate) use ahead::Ahead;
pub(crate) use analysis::{Analyzer, Found, Role};
pub(crate) use beginnings::Beginnings;
pub use build::build;
pub(crate) use by_id::ById;
pub(crate) use column::ColumnValues;
pub(crate) use copies::Copies;
#[cfg(test)]
pub(crate) use copies::{FILE as COPIES, remember_read as remember_copies};
pub(crate) use failure::{guarded, rebuild};
pub use from_reports::build_from_reports;
#[cfg(test)]
pub(crate) use from_reports::{build_in_segments, replace_reports};
pub(crate) use living::Living;
pub(crate) use meanings::{Knowledge, Meanings, word_key};
pub use meanings::{Meaning, Relation};
pub use open::Index;
pub(crate) use opened::{Ordinals, firsts};
pub use plain::build_plain;
pub(crate) use rows::cycle_order;
pub(crate) use schema::RecordType;
pub(crate) use sketch::{Shingles, Sketch, mixed};
pub(crate) use spelling::ways_to_spell;
pub use verify::verify;

/// The version of the format this program reads and writes.
pub const FORMAT: u32 = 6;

/// How an index is built.
#[derive(Debug)]
pub struct BuildOptions<'a> {
    /// Number of threads; 0 for one a core.
    pub threads: usize,
    /// Memory budget in bytes for the whole process.
    pub memory: usize,
    /// Removes the records of documents that this build did not see.
    pub prune: bool,
    /// Reads and parses, writes nothing.
    pub dry_run: bool,
    /// Stops before the commit if an input failed: [`BuildSummary::refused`].
    pub strict: bool,
    /// Reads every file to tell whether it has changed, also those that look as they did.
    pub checksum: bool,
    /// The time, in seconds since 1970: files that have rested for a while are known by their times in the next build. 0
    /// knows none.
    pub now: i64,
    /// Set from outside to stop: the last commit stays.
    pub stop: &'a AtomicBool,
    /// Processes that read hostile formats; `None` reads everything in this one.
    pub readers: Option<&'a Readers>,
    /// Programs of others that read PDF files, or what is a picture in them.
    pub outside: Option<&'a Outside>,
    /// Is told how far the build is.
    pub progress: &'a dyn Progress,
}

impl Default for BuildOptions<'_> {
    /// All cores, half a gibibyte, everything that is there kept, and nobody told.
    fn default() -> Self {
        static NEVER: AtomicBool = AtomicBool::new(false);
        Self {
            threads: 0,
            memory: 512 << 20,
            prune: false,
            dry_run: false,
            strict: false,
            checksum: false,
            now: 0,
            stop: &NEVER,
            readers: None,
            outside: None,
            progress: &(),
        }
    }
}

/// Is told how far a build is; called from one thread at a time.
pub trait Progress: Sync + std::fmt::Debug {
    /// `bytes` in `documents` are to be read.
    fn total(&self, documents: u64, bytes: u64);
    /// So many bytes more have been read.
    fn advance(&self, bytes: u64);
    /// The build writes its commit now.
    fn committing(&self);
}

/// Nobody is told.
impl Progress for () {
    fn total(&self, _documents: u64, _bytes: u64) {}
    fn advance(&self, _bytes: u64) {}
    fn committing(&self) {}
}

/// What a build did.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct BuildSummary {
    /// Documents seen.
    pub documents: u64,
    /// Documents that were not in the index.
    pub added: u64,
    /// Documents whose digest had changed.
    pub changed: u64,
    /// Documents that were not read again.
    pub unchanged: u64,
    /// Documents taken out.
    pub removed: u64,
    /// Documents that the folders no longer have and that were left in the index.
    pub gone: u64,
    /// Inputs that could not be read, wholly or in part.
    pub failed: u64,
    /// Findings written.
    pub findings: u64,
    /// Findings of the index that other documents hold too and that count there.
    pub copies: u64,
    /// Bytes of the documents read.
    pub bytes: u64,
    /// Wall time in seconds.
    pub seconds: f64,
    /// One entry an input that failed, in the order of the paths.
    pub failures: Vec<Failure>,
    /// Paths passed over because they are no documents, with the reason.
    pub skipped: Vec<Failure>,
    /// Number of notes of each severity: info, warning, error.
    pub notes: [u64; 3],
    /// True if the build was strict and an input failed, so that nothing was committed.
    pub refused: bool,
}

/// An input and why it was not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Path within the corpus.
    pub path: String,
    /// Why.
    pub message: String,
}

/// What the commit says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stats {
    /// Version of the format.
    pub format: u32,
    /// Version of the program that wrote it.
    pub program: String,
    /// BLAKE3 over the paths and digests of all documents, in hexadecimal.
    pub corpus_digest: String,
    /// Documents (files).
    pub documents: u64,
    /// Reports.
    pub reports: u64,
    /// Attestations.
    pub attestations: u64,
    /// Findings.
    pub findings: u64,
    /// Segments.
    pub segments: u64,
    /// Bytes on disk.
    pub bytes: u64,
}

/// The result of checking an index.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verified {
    /// True if every checksum and count holds.
    pub ok: bool,
    /// Files whose checksum was computed.
    pub files: u64,
    /// What does not hold, a line each.
    pub problems: Vec<String>,
    /// What the commit says of itself, if it could be read.
    pub stats: Option<Stats>,
}

/// A token of the analysis, for `analyze` and for highlights.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// The indexed form.
    pub text: String,
    /// Byte range in the text.
    pub start: usize,
    /// End of the byte range.
    pub end: usize,
    /// Position: the parts of a compound have one each, its joined form has that of the first part.
    pub position: usize,
    /// `word`, `part` (of a compound) or `joined`.
    pub role: String,
    /// The stem, for the stemmed field.
    pub stem: String,
}

/// The tokens of a text as the index sees them.
#[must_use]
pub fn analyze(text: &str) -> Vec<Token> {
    analysis::Analyzer::default().tokens(text)
}

#[cfg(test)]
mod tests;

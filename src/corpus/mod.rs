//! From a folder to documents: which files there are, their bytes, their digests, what was supplied beside them.

use std::path::{Path, PathBuf};

use crate::Result;
use crate::gazetteer::Gazetteer;
use crate::report::Note;

/// What a file is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Plain text.
    Text,
    /// Markdown.
    Markdown,
    /// HTML.
    Html,
    /// JSON Lines: structured findings, or whole reports.
    JsonLines,
}

/// A file of a corpus that is a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Path within the corpus, with `/`.
    pub path: String,
    /// Where it is on disk.
    pub file: PathBuf,
    /// Size in bytes when the folder was walked.
    pub size: u64,
    /// What it is read as.
    pub format: Format,
}

/// A file of a corpus that is not read, and why: nothing is dropped in silence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Path within the corpus, with `/`.
    pub path: String,
    /// Why, in a few words.
    pub reason: String,
    /// True if this is a failure (unreadable), false for files that are no documents (an image, a sidecar).
    pub failed: bool,
}

/// Fields that a sidecar `NAME.meta.json` or the corpus's `MANIFEST.toml` gives for a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Supplied {
    /// The address the document came from.
    pub url: Option<String>,
    /// The inspected body, by any of its names.
    pub force: Option<String>,
    /// The cycle.
    pub year: Option<String>,
    /// The day of publication, as `YYYY-MM-DD`.
    pub published: Option<String>,
    /// The licence.
    pub licence: Option<String>,
    /// The title.
    pub title: Option<String>,
    /// The kind of document.
    pub kind: Option<String>,
    /// The pillar.
    pub pillar: Option<String>,
    /// The programme.
    pub programme: Option<String>,
    /// Which file supplied the fields, for the evidence.
    pub from: Option<String>,
}

/// One file with its bytes.
#[derive(Debug, Clone)]
pub struct Document {
    /// Path within the corpus, with `/`.
    pub path: String,
    /// What it is read as.
    pub format: Format,
    /// The bytes; a JSON Lines file is left on disk and read line by line, so its bytes are empty here.
    pub bytes: Vec<u8>,
    /// BLAKE3 over the bytes and the supplied fields, in hexadecimal.
    pub digest: String,
    /// What was supplied beside it.
    pub supplied: Supplied,
    /// What was odd about the sidecar or the manifest's entry.
    pub notes: Vec<Note>,
}

/// A folder (or a single file) of documents.
#[derive(Debug)]
pub struct Corpus {
    /// The folder.
    pub root: PathBuf,
    /// The documents, in the order of their paths.
    pub entries: Vec<Entry>,
    /// What was passed over.
    pub skipped: Vec<Skipped>,
    /// The bundled gazetteer with the corpus's own `gazetteer.csv`.
    pub gazetteer: Gazetteer,
}

impl Corpus {
    /// Walks `root` in parallel; the result is in the order of the paths whatever the number of threads.
    ///
    /// # Errors
    /// `Io` if `root` does not exist or cannot be read, `Input` if its `gazetteer.csv` or `MANIFEST.toml` is broken.
    pub fn open(root: &Path) -> Result<Self> {
        Ok(Self {
            root: root.to_owned(),
            entries: Vec::new(),
            skipped: Vec::new(),
            gazetteer: Gazetteer::bundled(),
        })
    }

    /// Reads one document.
    ///
    /// # Errors
    /// `Io` if the file cannot be read any more; `Input` if it is larger than the limit.
    pub fn read(&self, _entry: &Entry) -> Result<Document> {
        Err(crate::Error::new(crate::ErrorKind::Bug, "not written yet"))
    }
}

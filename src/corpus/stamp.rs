//! What can be known of a file without reading it: whether it may be another than it was.
//!
//! The rule is that of git and rsync, with more asked for: length, time of the last change of the content and of the file's
//! entry (which no program can set), and the file's number on its disk must all be the same, and what lies beside it
//! too. A file that was changed just now can change again within the same tick of the clock, so only one that has rested
//! for a while is believed (git's "racy" entries).

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::archive::Archive;
use super::supplied::Given;
use super::{Corpus, Entry, digest_supplied};

/// Seconds that a file must have rested for; some file systems keep times to two seconds.
const RESTED: i64 = 3;

/// A file as it was when it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    file: String,
    bytes: u64,
    /// Seconds since 1970 and nanoseconds.
    modified: (i64, i64),
    changed: (i64, i64),
    /// Device and number on it.
    node: (u64, u64),
    /// Digest of what was supplied beside it.
    supplied: String,
}

impl Stamp {
    /// The stamp of an archive, with what is supplied for it and for what is in it; `None` where the system tells too little.
    #[must_use]
    pub fn of_archive(archive: &Archive) -> Option<Self> {
        let mut hasher = blake3::Hasher::new();
        digest_supplied(&archive.supplied, &mut hasher);
        serde_json::to_writer(&mut hasher, &archive.manifest).ok()?;
        let file = archive.file.canonicalize().ok()?;
        stamp(&file, hasher.finalize().to_hex().to_string())
    }

    /// The file, by its path without links.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Whether the file has rested long enough at `now`, in seconds since 1970, that a later change cannot have the same
    /// times.
    #[must_use]
    pub fn has_rested(&self, now: i64) -> bool {
        self.modified.0.max(self.changed.0) <= now - RESTED
    }
}

impl Corpus {
    /// The stamp of a file; `None` for a document in an archive, and where the system tells too little.
    #[must_use]
    pub fn stamp(&self, entry: &Entry) -> Option<Stamp> {
        self.stamp_beside(entry, &self.beside(entry))
    }

    /// The same where it is known what stands beside the document.
    pub(crate) fn stamp_beside(&self, entry: &Entry, beside: &Given) -> Option<Stamp> {
        if entry.inner.is_some() {
            return None;
        }
        let mut hasher = blake3::Hasher::new();
        digest_supplied(&beside.supplied, &mut hasher);
        let supplied = hasher.finalize().to_hex().to_string();
        stamp(&self.without_links(&entry.file)?, supplied)
    }

    /// The path of a file without links. A walk follows none, so that only the path to its root may have some: that is asked for once,
    /// and not for every file.
    fn without_links(&self, file: &Path) -> Option<PathBuf> {
        match (&self.walked, file.strip_prefix(&self.root)) {
            (Some(root), Ok(inner)) => Some(root.join(inner)),
            _ => file.canonicalize().ok(),
        }
    }
}

/// That of the file at a path without links.
#[cfg(unix)]
fn stamp(file: &Path, supplied: String) -> Option<Stamp> {
    use std::os::unix::fs::MetadataExt;
    let is = std::fs::metadata(file).ok()?;
    Some(Stamp {
        file: file.to_str()?.to_owned(),
        bytes: is.len(),
        modified: (is.mtime(), is.mtime_nsec()),
        changed: (is.ctime(), is.ctime_nsec()),
        node: (is.dev(), is.ino()),
        supplied,
    })
}

#[cfg(not(unix))]
fn stamp(_: &Path, _: String) -> Option<Stamp> {
    None
}

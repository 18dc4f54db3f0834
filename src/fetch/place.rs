//! Where a document goes: to the file of its address, or beside the page that links to it.

use std::fs;
use std::path::Path;

use url::Url;

use super::journal::Journal;
use super::task::{From, Task};
use super::{names, store};

/// Where a document goes, and what is there.
pub(super) struct Place {
    pub(super) path: String,
    pub(super) taken: Option<Taken>,
}

/// What is at the place of a document.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// The very bytes.
    Same,
    /// Other bytes of the same address.
    Other,
}

impl Place {
    /// The place of the document of `at`, whose bytes have this digest.
    pub(super) fn find(
        task: &Task,
        at: &Url,
        ending: &str,
        digest: &str,
        folder: &Path,
        journal: &Journal,
    ) -> Self {
        let own = journal.file_of(at.as_str()).filter(|file| file.ends_with(&format!(".{ending}")));
        let usual = || match &task.from {
            From::Page { file, pdf: true, .. } => names::beside(file, at, ending),
            _ => names::path(at, ending),
        };
        let path = own.map_or_else(usual, str::to_owned);
        let is_free = |path: &str| {
            let is_own = journal.owner(path).is_none_or(|owner| owner == at.as_str());
            let file = folder.join(path);
            let described = store::described(&file).is_some_and(|(_, url)| url == at.as_str());
            is_own && (!file.exists() || described)
        };
        let path = if is_free(&path) { path } else { names::told_apart(&path, at) };
        let there = fs::read(folder.join(&path)).ok();
        let taken = there.map(|bytes| {
            let same = blake3::hash(&bytes).to_hex().as_str() == digest;
            if same { Taken::Same } else { Taken::Other }
        });
        Self { path, taken }
    }
}

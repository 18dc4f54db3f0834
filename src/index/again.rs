use std::path::PathBuf;

use super::sources::Sources;
use crate::Result;
use crate::corpus::Document;

/// Reads the document at `path` (as a build of the same `roots` names it) once more; `None` if it is not there any more.
///
/// # Errors
/// `Io` and `Input` as [`crate::corpus::Corpus::open`] and [`crate::corpus::Corpus::read`].
pub fn read_again(roots: &[PathBuf], path: &str) -> Result<Option<(Document, PathBuf)>> {
    let sources = Sources::open(roots)?;
    let documents = sources.documents();
    let Ok(at) = documents.binary_search_by(|source| source.path.as_str().cmp(path)) else {
        return Ok(None);
    };
    documents.get(at).map(|source| Ok((source.read()?, source.entry.file.clone()))).transpose()
}

use std::path::PathBuf;

use super::sources::Sources;
use crate::Result;
use crate::corpus::Document;
use crate::corpus::archive::Opener;

/// Reads the document at `path` (as a build of the same `roots` names it) once more, with its place on the disk; `None` if it
/// is not there any more. `opener` lists archives.
///
/// # Errors
/// `Io` and `Input` as [`crate::corpus::Corpus::open_with`] and [`crate::corpus::Corpus::read`].
pub fn read_again(
    roots: &[PathBuf],
    path: &str,
    opener: &dyn Opener,
) -> Result<Option<(Document, PathBuf)>> {
    let sources = Sources::open(roots, opener)?;
    let documents = sources.documents();
    let Ok(at) = documents.binary_search_by(|source| source.path.as_str().cmp(path)) else {
        return Ok(None);
    };
    documents.get(at).map(|source| Ok((source.read(source.beside())?, source.place()))).transpose()
}

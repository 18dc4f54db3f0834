//! tantivy's errors in our words.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use tantivy::TantivyError;
use tantivy::directory::error::LockError;

use crate::{Error, ErrorKind, Result};

/// What a reader should do about `error`, which came up in the index in `dir`.
pub(crate) fn failure(dir: &Path, error: TantivyError) -> Error {
    let shown = dir.display();
    match &error {
        TantivyError::LockFailure(LockError::LockBusy, _) => Error::new(
            ErrorKind::IndexLocked,
            format!("another program is writing the index in `{shown}`"),
        )
        .hint("wait until it has finished, or use another `--index DIR`"),
        TantivyError::IncompatibleIndex(_) => {
            Error::new(ErrorKind::IndexFormat, format!("`{shown}` was written by another version"))
                .hint(rebuild(dir))
        }
        TantivyError::IoError(cause) => Error::new(ErrorKind::Io, format!("`{shown}`: {cause}")),
        _ => damaged(dir, &error.to_string()),
    }
    .because(error)
}

/// The index in `dir` is damaged, as `what` shows.
pub(crate) fn damaged(dir: &Path, what: &str) -> Error {
    let message = format!("the index in `{}` is damaged: {what}", dir.display());
    Error::new(ErrorKind::IndexDamaged, message).hint(rebuild(dir))
}

/// There is no finished index in `dir`.
pub(crate) fn missing(dir: &Path) -> Error {
    Error::new(ErrorKind::IndexMissing, format!("there is no index in `{}`", dir.display()))
        .hint(format!("peelian index CORPUS --index {}", dir.display()))
}

/// How to build the index again.
pub(crate) fn rebuild(dir: &Path) -> String {
    format!("empty the folder and build again: peelian index CORPUS --index {}", dir.display())
}

/// Runs `read`; a panic, which is how tantivy meets some damaged files, becomes an error.
pub(crate) fn guarded<T>(dir: &Path, read: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
        Err(damaged(dir, "reading it broke off")
            .hint(format!("see what is wrong: peelian verify --index {}", dir.display())))
    })
}

//! tantivy's errors in our words.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use tantivy::TantivyError;
use tantivy::directory::error::{LockError, OpenReadError};

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
        TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(file)) => {
            damaged(dir, &format!("`{}` is not there", name_of(file)))
        }
        TantivyError::OpenReadError(OpenReadError::IoError { io_error, filepath }) => {
            damaged(dir, &format!("`{}` cannot be read: {}", name_of(filepath), brief(io_error)))
        }
        TantivyError::IoError(cause) => Error::new(ErrorKind::Io, format!("`{shown}`: {cause}")),
        _ => damaged(dir, &brief(&error)),
    }
    .because(error)
}

/// The index in `dir` is damaged, as `what` shows.
pub(crate) fn damaged(dir: &Path, what: &str) -> Error {
    let message = format!("the index in `{}` is damaged: {what}", dir.display());
    Error::new(ErrorKind::IndexDamaged, message).hint(rebuild(dir))
}

fn name_of(file: &Path) -> String {
    file.file_name().unwrap_or(file.as_os_str()).to_string_lossy().into_owned()
}

/// The first sentence: tantivy quotes whole files in its messages.
fn brief(error: &impl std::fmt::Display) -> String {
    const MOST: usize = 160;
    let text = error.to_string();
    let sentence = text.lines().next().unwrap_or_default().split(". ").next();
    sentence.unwrap_or_default().chars().take(MOST).collect()
}

/// There is no finished index in `dir`.
pub(crate) fn missing(dir: &Path) -> Error {
    Error::new(ErrorKind::IndexMissing, format!("there is no index in `{}`", dir.display()))
        .hint(format!("peelian index CORPUS --index {}", dir.display()))
}

/// How to build the index again.
pub(crate) fn rebuild(dir: &Path) -> String {
    let dir = dir.display();
    format!("empty the folder `{dir}` and build again: `peelian index CORPUS --index {dir}`")
}

/// Runs `read`; a panic, which is how tantivy meets some damaged files, becomes an error.
pub(crate) fn guarded<T>(dir: &Path, read: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
        Err(damaged(dir, "reading it broke off")
            .hint(format!("see what is wrong: peelian verify --index {}", dir.display())))
    })
}

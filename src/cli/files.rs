//! Files that are written whole or not at all.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::{Error, Result};

/// Writes `bytes` to `path` in one step: a reader sees the old file or the new one, and so does who comes after a crash.
///
/// # Errors
/// `Io`, naming the path.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let beside = beside(path);
    let written = File::create(&beside)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&beside, path));
    written.map_err(|error| {
        // What is half written is of no use to anybody.
        let _ = fs::remove_file(&beside);
        Error::io(path, error)
    })
}

/// A name of this process in the same folder, so that the last step is a rename within one file system.
fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}.part", std::process::id()))
}

#[cfg(test)]
mod tests {
    use super::write;

    #[test]
    fn a_file_is_replaced_whole_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.svg");
        write(&path, b"long before").unwrap();
        write(&path, b"new").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"new");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        let missing = folder.path().join("no/such/a.svg");
        assert!(write(&missing, b"x").is_err_and(|error| error.message.contains("a.svg")));
    }
}

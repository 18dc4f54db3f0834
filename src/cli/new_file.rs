//! Files that are there whole or not at all: written under another name beside their place, and moved there at the end.
//!
//! A program that is killed leaves `.NAME.PROCESS.partial` behind. Whoever writes to the same place next takes it away: what is
//! being written is locked, and a lock goes with its process. On Windows, where a locked file cannot be opened twice, nothing
//! is locked and nothing taken away.

use std::fs::{self, File, TryLockError};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::{Error, ErrorKind, Result};

/// A file on its way to its place; if it is not [kept](NewFile::keep), nothing of it stays.
#[derive(Debug)]
pub(super) struct NewFile {
    out: Option<BufWriter<File>>,
    /// Where it is written; `None` where the place is no file, as a device or a pipe, and is written to as it is.
    aside: Option<PathBuf>,
    place: PathBuf,
}

impl NewFile {
    /// Begins a file that will stand at `place`, which keeps what it has until then.
    ///
    /// # Errors
    /// `Io` for a place that cannot be written, `Usage` for one that is a folder.
    pub(super) fn begin(place: &Path) -> Result<Self> {
        // A link stays and what it leads to is replaced.
        let place = fs::canonicalize(place).unwrap_or_else(|_| place.to_owned());
        match fs::metadata(&place) {
            Ok(there) if there.is_dir() => {
                let message = format!("`{}` is a folder", place.display());
                return Err(Error::new(ErrorKind::Usage, message).hint("name a file in it"));
            }
            Ok(there) if !there.is_file() => {
                let file = File::options().write(true).open(&place);
                let file = file.map_err(|error| Error::io(&place, error))?;
                return Ok(Self { out: Some(BufWriter::new(file)), aside: None, place });
            }
            _ => {}
        }
        sweep(&place);
        let aside = aside(&place);
        let file = locked(|| File::create(&aside)).map_err(|error| Error::io(&place, error))?;
        Ok(Self { out: Some(BufWriter::new(file)), aside: Some(aside), place })
    }

    /// The path where it is written for now: for those who open files themselves.
    ///
    /// # Errors
    /// `Usage` where the place is no file.
    pub(super) fn path(&self) -> Result<&Path> {
        self.aside.as_deref().ok_or_else(|| {
            let message = format!("`{}` is no file", self.place.display());
            Error::new(ErrorKind::Usage, message).hint("name a file")
        })
    }

    /// Moves it to its place and tells its size in bytes.
    ///
    /// # Errors
    /// `Io`; the place then has what it had.
    pub(super) fn keep(mut self) -> Result<u64> {
        let failed = |error| Error::io(&self.place, error);
        if let Some(mut out) = self.out.take() {
            out.flush().map_err(failed)?;
        }
        let Some(aside) = self.aside.take() else { return Ok(0) };
        let moved =
            settle(&aside).and_then(|bytes| fs::rename(&aside, &self.place).map(|()| bytes));
        if moved.is_err() {
            let _ = fs::remove_file(&aside);
        }
        moved.map_err(failed)
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.out.as_mut().map_or(Ok(0), |out| out.write(bytes))
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.out.as_mut().map_or(Ok(()), BufWriter::flush)
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if let Some(aside) = &self.aside {
            // What cannot be removed was not asked for, but there is nobody left to tell.
            let _ = fs::remove_file(aside);
        }
    }
}

/// `.NAME.PROCESS.partial` beside `place`: on the same disk, so that moving it is one step.
pub(super) fn aside(place: &Path) -> PathBuf {
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    place.with_file_name(format!(".{name}.{}.partial", std::process::id()))
}

/// Opens what is being written and locks it; again where somebody took it for left over before it was locked.
///
/// # Errors
/// Those of `open`.
pub(super) fn locked(open: impl Fn() -> std::io::Result<File>) -> std::io::Result<File> {
    loop {
        let file = open()?;
        if !cfg!(unix) || file.lock().is_err() || is_there(&file) {
            return Ok(file);
        }
    }
}

/// True if the file still has a name.
#[cfg(unix)]
fn is_there(file: &File) -> bool {
    use std::os::unix::fs::MetadataExt;
    file.metadata().is_ok_and(|it| it.nlink() > 0)
}

#[cfg(not(unix))]
fn is_there(_: &File) -> bool {
    true
}

/// Takes away what earlier programs that were killed left of a file or folder at `place`.
pub(super) fn sweep(place: &Path) {
    let Some(folder) = aside(place).parent().map(Path::to_owned).filter(|_| cfg!(unix)) else {
        return;
    };
    let folder = if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder };
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    let is_of_place = |file: &str| {
        let process =
            file.strip_prefix(&format!(".{name}.")).and_then(|it| it.strip_suffix(".partial"));
        process.is_some_and(|it| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit()))
    };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if !is_of_place(&entry.file_name().to_string_lossy()) {
            continue;
        }
        // Held until it is removed: whoever creates it anew meanwhile waits, and sees that it is gone.
        let held = File::open(&path).and_then(|file| match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(std::io::ErrorKind::WouldBlock.into()),
            Err(TryLockError::Error(error)) => Err(error),
        });
        if held.is_ok() {
            // What cannot be removed stays: it is in nobody's way.
            let _ = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        }
    }
}

/// Waits until the bytes of a file are on the disk, so that the move never comes before them.
pub(super) fn settle(path: &Path) -> std::io::Result<u64> {
    let file = File::options().read(true).write(true).open(path)?;
    file.sync_all()?;
    Ok(file.metadata()?.len())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;

    use super::NewFile;

    #[test]
    fn what_is_not_kept_leaves_everything_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        let place = dir.path().join("rows.csv");
        fs::write(&place, "old").unwrap();
        let mut file = NewFile::begin(&place).unwrap();
        file.write_all(b"half").unwrap();
        assert_eq!(fs::read_to_string(&place).unwrap(), "old");
        drop(file);
        assert_eq!(fs::read_to_string(&place).unwrap(), "old");
        let mut file = NewFile::begin(&place).unwrap();
        file.write_all(b"new").unwrap();
        assert_eq!(file.keep().unwrap(), 3);
        assert_eq!(fs::read_to_string(&place).unwrap(), "new");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
        assert!(NewFile::begin(dir.path()).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn what_the_dead_left_is_taken_away_and_what_is_being_written_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let place = dir.path().join("rows.csv");
        let there = |name: &str| dir.path().join(name).exists();
        for name in [".rows.csv.1.partial", ".rows.csv.x.partial", ".rows.tsv.1.partial"] {
            fs::write(dir.path().join(name), "half").unwrap();
        }
        fs::create_dir_all(dir.path().join(".rows.csv.2.partial/year=2016")).unwrap();
        let other = dir.path().join(".rows.csv.3.partial");
        let writing = super::locked(|| fs::File::create(&other)).unwrap();
        let file = NewFile::begin(&place).unwrap();
        assert!(!there(".rows.csv.1.partial") && !there(".rows.csv.2.partial"));
        assert!(there(".rows.csv.3.partial"), "somebody is writing it");
        assert!(there(".rows.csv.x.partial") && there(".rows.tsv.1.partial"), "not of this place");
        drop((file, writing));
        drop(NewFile::begin(&place).unwrap());
        assert!(!there(".rows.csv.3.partial"));
    }
}

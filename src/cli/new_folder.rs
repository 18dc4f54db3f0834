//! Folders that are there whole or not at all, as [`super::new_file`] has files.

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

#[cfg(feature = "parquet")]
use super::new_file::settle;
use super::new_file::{aside, locked, sweep};
use crate::{Error, ErrorKind, Result};

/// A folder of files on its way to its place.
#[derive(Debug)]
pub(super) struct NewFolder {
    aside: Option<PathBuf>,
    place: PathBuf,
    /// Says that it is being written, where folders can be locked.
    _held: Option<File>,
}

impl NewFolder {
    /// Begins a folder that will stand at `place`, where nothing or an empty folder may be now.
    ///
    /// # Errors
    /// `Usage` where something is; `Io`.
    pub(super) fn begin(place: &Path) -> Result<Self> {
        let is_free = match fs::read_dir(place) {
            Ok(mut entries) => entries.next().is_none(),
            Err(_) => !place.exists(),
        };
        if !is_free {
            let message = format!("there is something in `{}` already", place.display());
            let hint = "name a new folder, or remove this one first";
            return Err(Error::new(ErrorKind::Usage, message).hint(hint));
        }
        sweep(place);
        let aside = aside(place);
        let made = || fs::create_dir_all(&aside);
        let opened = || made().and_then(|()| File::open(&aside));
        let held = if cfg!(unix) { locked(opened).map(Some) } else { made().map(|()| None) };
        let held = held.map_err(|error| Error::io(place, error))?;
        Ok(Self { aside: Some(aside), place: place.to_owned(), _held: held })
    }

    /// A new file at `path` within the folder, with the folders it lies in.
    ///
    /// # Errors
    /// `Io`, also where the file is there already.
    pub(super) fn file(&self, path: &str) -> Result<BufWriter<File>> {
        let inside = self.aside.as_deref().unwrap_or(&self.place).join(path);
        let made = match inside.parent() {
            Some(folder) => fs::create_dir_all(folder),
            None => Ok(()),
        };
        let file = made.and_then(|()| File::create_new(&inside));
        file.map(BufWriter::new).map_err(|error| Error::io(&self.place.join(path), error))
    }

    /// Moves it to its place as it is, without waiting for the disk: for what can be made again.
    ///
    /// # Errors
    /// `Io`; nothing stands at the place then.
    pub(super) fn keep_as_it_is(mut self) -> Result<()> {
        let Some(aside) = self.aside.take() else { return Ok(()) };
        let _ = fs::remove_dir(&self.place);
        let moved = fs::rename(&aside, &self.place);
        if moved.is_err() {
            let _ = fs::remove_dir_all(&aside);
        }
        moved.map_err(|error| Error::io(&self.place, error))
    }

    /// Moves it to its place and tells the size of its files in bytes.
    ///
    /// # Errors
    /// `Io`; nothing stands at the place then.
    #[cfg(feature = "parquet")]
    pub(super) fn keep(mut self) -> Result<u64> {
        let Some(aside) = self.aside.take() else { return Ok(0) };
        let moved = settle_all(&aside).and_then(|bytes| {
            let _ = fs::remove_dir(&self.place);
            fs::rename(&aside, &self.place).map(|()| bytes)
        });
        if moved.is_err() {
            let _ = fs::remove_dir_all(&aside);
        }
        moved.map_err(|error| Error::io(&self.place, error))
    }
}

impl Drop for NewFolder {
    fn drop(&mut self) {
        if let Some(aside) = &self.aside {
            let _ = fs::remove_dir_all(aside);
        }
    }
}

#[cfg(feature = "parquet")]
fn settle_all(folder: &Path) -> std::io::Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        bytes += if path.is_dir() { settle_all(&path)? } else { settle(&path)? };
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;

    use super::NewFolder;

    #[test]
    fn a_folder_comes_whole_and_replaces_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let place = dir.path().join("rows");
        let folder = NewFolder::begin(&place).unwrap();
        folder.file("year=2016/part").unwrap().write_all(b"abc").unwrap();
        assert!(folder.file("year=2016/part").is_err());
        assert!(!place.exists());
        assert_eq!(folder.keep().unwrap(), 3);
        assert_eq!(fs::read(place.join("year=2016/part")).unwrap(), b"abc");
        assert!(NewFolder::begin(&place).is_err());
        drop(NewFolder::begin(&dir.path().join("other")).unwrap());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}

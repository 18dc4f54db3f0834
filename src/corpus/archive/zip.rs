//! ZIP archives (PKWARE APPNOTE 6.3), by their table of contents.

use std::io::{Cursor, Read, Seek};

use zip::ZipArchive;
use zip::result::ZipError;

use super::limits::{Counted, MOST_INNER};
use super::same_name::{self, Table};
use super::walk::{Halt, Walk};

/// Shows every file of an archive that can be read in any order.
pub(super) fn read(
    walk: &mut Walk<'_>,
    source: impl Read + Seek,
    path: &str,
    deep: usize,
) -> Result<(), Halt> {
    let opened = ZipArchive::new(source);
    let no_archive = |error: ZipError| Halt::Trouble(format!("this is no zip archive: {error}"));
    let mut archive = opened.map_err(no_archive)?;
    if archive.has_duplicate_names() {
        let (begins, base) = (archive.central_directory_start(), archive.offset());
        let mut source = archive.into_inner();
        same_name::read(walk, &mut source, Table { begins, base }, path, deep)?;
        archive = ZipArchive::new(source).map_err(no_archive)?;
    }
    for at in 0..archive.len() {
        walk.budget.entry().map_err(Halt::Trouble)?;
        let name = match archive.name_for_index(at) {
            Some(Ok(name)) => name.into_owned(),
            _ => format!("entry {}", at + 1),
        };
        let file = match archive.by_index(at) {
            Ok(file) => file,
            Err(error) => {
                walk.refuse(path, &name, &why(&error), true);
                continue;
            }
        };
        if file.is_dir() {
            continue;
        }
        if is_bookkeeping(path, &name) {
            walk.refuse(path, &name, "of the web archive itself, no page", false);
            continue;
        }
        if file.is_symlink() {
            walk.refuse(path, &name, "a symbolic link, not followed", false);
            continue;
        }
        let mut bytes = Counted::new(file, &walk.budget);
        walk.file(path, &name, deep, &mut bytes)?;
    }
    Ok(())
}

/// The same for one that comes as a stream: it is held in memory.
pub(super) fn read_inner(
    walk: &mut Walk<'_>,
    bytes: &mut dyn Read,
    path: &str,
    deep: usize,
) -> Result<(), Halt> {
    let mut held = Vec::new();
    let held_now = bytes.take(MOST_INNER + 1).read_to_end(&mut held);
    held_now.map_err(|error| Halt::Trouble(format!("cannot be unpacked: {error}")))?;
    if held.len() as u64 > MOST_INNER {
        let limit = MOST_INNER >> 20;
        let why = format!("larger than the {limit} MiB that a zip archive within another may have");
        return Err(Halt::Trouble(why));
    }
    read(walk, Cursor::new(held), path, deep)
}

/// In a WACZ (Web Archive Collection Zipped 1.1.1) the pages are in the web archives under `archive/`.
pub(super) fn is_bookkeeping(path: &str, name: &str) -> bool {
    path.to_ascii_lowercase().ends_with(".wacz") && !name.starts_with("archive/")
}

/// In the words of this program.
pub(super) fn why(error: &ZipError) -> String {
    match error {
        ZipError::UnsupportedArchive(what) if what.contains("assword") => {
            "protected by a password".to_owned()
        }
        other => format!("cannot be unpacked: {other}"),
    }
}

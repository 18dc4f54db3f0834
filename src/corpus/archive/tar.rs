//! Tape archives (POSIX.1-2017, `pax`; GNU long names), one file after the other.

use std::io::Read;

use tar::{Archive, EntryType};

use super::walk::{Halt, Walk};

/// Shows every regular file of the archive.
pub(super) fn read(
    walk: &mut Walk<'_>,
    bytes: impl Read,
    path: &str,
    deep: usize,
) -> Result<(), Halt> {
    let mut archive = Archive::new(bytes);
    let damaged = |error: std::io::Error| Halt::Trouble(format!("damaged: {}", brief(&error)));
    for entry in archive.entries().map_err(damaged)? {
        let mut entry = entry.map_err(damaged)?;
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        match entry.header().entry_type() {
            EntryType::Regular | EntryType::Continuous => {
                walk.budget.entry().map_err(Halt::Trouble)?;
                walk.file(path, &name, deep, &mut entry)?;
            }
            EntryType::Directory | EntryType::XGlobalHeader => {}
            EntryType::Symlink | EntryType::Link => {
                walk.budget.entry().map_err(Halt::Trouble)?;
                walk.refuse(path, &name, "a link, not followed", false);
            }
            // A file with holes is a stream of zeros of any length, which no report is.
            EntryType::GNUSparse => walk.refuse(path, &name, "a file with holes, not read", true),
            _ => {
                walk.budget.entry().map_err(Halt::Trouble)?;
                walk.refuse(path, &name, "a pipe, device or other special file, not read", true);
            }
        }
    }
    Ok(())
}

/// What is wrong, without the bytes at which it shows: those are the archive's.
fn brief(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(": ").next().unwrap_or_default().trim().to_owned()
}

//! Files of a ZIP archive that a later one of the same name hides: its reader knows the last of a name only.
//!
//! The table of contents has them all (PKWARE APPNOTE 6.3, section 4.3.12); each is read from its own header (4.3.7) with the
//! sizes that the table gives.

use std::collections::BTreeMap;
use std::io::{Read, Seek, SeekFrom};

use zip::ZipReadOptions;
use zip::read::read_zipfile_from_stream_with_options;

use super::limits::{Counted, MOST_ENTRIES};
use super::walk::{Halt, Walk};
use super::zip::{is_bookkeeping, why};

/// Bytes of an entry of the table before its name.
const FIXED: usize = 46;

/// What stands in the place of a number of 32 bits that needs 64.
const BEYOND: u32 = u32::MAX;

/// Where an archive has its table of contents, and what its places are counted from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Table {
    pub(super) begins: u64,
    pub(super) base: u64,
}

/// Shows the files that are hidden, in the order of the table.
pub(super) fn read(
    walk: &mut Walk<'_>,
    source: &mut (impl Read + Seek),
    table: Table,
    path: &str,
    deep: usize,
) -> Result<(), Halt> {
    for hidden in hidden(source, table.begins) {
        walk.budget.entry().map_err(Halt::Trouble)?;
        let name = String::from_utf8_lossy(&hidden.name).into_owned();
        if name.ends_with('/') || is_bookkeeping(path, &name) {
            continue;
        }
        if hidden.is_link {
            walk.refuse(path, &name, "a symbolic link, not followed", false);
            continue;
        }
        if hidden.begins == BEYOND || hidden.packed == BEYOND {
            let far = "its name stands again further on, and it is beyond 4 GiB: not read";
            walk.refuse(path, &name, far, true);
            continue;
        }
        let begins = table.base.saturating_add(hidden.begins.into());
        let options = ZipReadOptions::new()
            .override_compressed_size(hidden.packed.into())
            .override_uncompressed_size(hidden.unpacked.into())
            .override_crc(hidden.sum);
        let opened = source.seek(SeekFrom::Start(begins)).map_err(Into::into);
        match opened.and_then(|_| read_zipfile_from_stream_with_options(source, options)) {
            Ok(Some(file)) => {
                let name = file.name().map_or(name, std::borrow::Cow::into_owned);
                walk.file(path, &name, deep, &mut Counted::new(file, &walk.budget))?;
            }
            Ok(None) => walk.refuse(path, &name, "cannot be unpacked: no file begins there", true),
            Err(error) => walk.refuse(path, &name, &why(&error), true),
        }
    }
    Ok(())
}

/// An entry of the table of contents.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    /// The how manieth of the table it is.
    place: u64,
    name: Vec<u8>,
    begins: u32,
    packed: u32,
    unpacked: u32,
    sum: u32,
    is_link: bool,
}

/// The entries whose name comes again, in the order of the table; as far as the table can be read.
fn hidden(source: &mut (impl Read + Seek), begins: u64) -> Vec<Entry> {
    let (mut last, mut hidden) = (BTreeMap::<Vec<u8>, Entry>::new(), Vec::new());
    if source.seek(SeekFrom::Start(begins)).is_err() {
        return hidden;
    }
    for place in 0..MOST_ENTRIES {
        let Some(entry) = entry(source, place) else { break };
        hidden.extend(last.insert(entry.name.clone(), entry));
    }
    hidden.sort_by_key(|entry| entry.place);
    hidden
}

/// The next entry; `None` where no more begins.
fn entry(source: &mut impl Read, place: u64) -> Option<Entry> {
    let mut fixed = [0; FIXED];
    source.read_exact(&mut fixed).ok()?;
    let short = |at: usize| Some(u16::from_le_bytes(fixed.get(at..at + 2)?.try_into().ok()?));
    let long = |at: usize| Some(u32::from_le_bytes(fixed.get(at..at + 4)?.try_into().ok()?));
    if !fixed.starts_with(b"PK\x01\x02") {
        return None;
    }
    let mut name = vec![0; short(28)?.into()];
    source.read_exact(&mut name).ok()?;
    let rest = u64::from(short(30)?) + u64::from(short(32)?);
    let skipped = std::io::copy(&mut source.by_ref().take(rest), &mut std::io::sink()).ok()?;
    // The upper half of the outer attributes is the mode of the file where a system has such.
    let is_link = long(38)? >> 16 & 0o170_000 == 0o120_000;
    (skipped == rest).then_some(Entry {
        place,
        name,
        begins: long(42)?,
        packed: long(20)?,
        unpacked: long(24)?,
        sum: long(16)?,
        is_link,
    })
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::{FIXED, hidden};

    /// An entry of this name that begins at this byte (APPNOTE 4.3.12), with an extra field and a comment.
    fn entry(name: &str, begins: u32) -> Vec<u8> {
        let mut bytes = [0; FIXED];
        bytes[..4].copy_from_slice(b"PK\x01\x02");
        bytes[28] = u8::try_from(name.len()).unwrap();
        (bytes[30], bytes[32]) = (2, 3);
        bytes[42..].copy_from_slice(&begins.to_le_bytes());
        [&bytes[..], name.as_bytes(), b"xxccc"].concat()
    }

    #[test]
    fn all_but_the_last_of_a_name_are_hidden() {
        let names = ["a", "b", "a", "c", "b", "a"];
        let entries: Vec<u8> = (1..).zip(names).flat_map(|(at, name)| entry(name, at)).collect();
        let table = [&b"12345"[..], &entries, b"PK\x05\x06 and what follows"].concat();
        let places = |table: &[u8]| -> Vec<u32> {
            hidden(&mut Cursor::new(table), 5).iter().map(|entry| entry.begins).collect()
        };
        assert_eq!(places(&table), [1, 2, 3]);
        // Cut within the last entry: the third `a` is the last that is known.
        assert_eq!(places(&table[..5 + entries.len() - 1]), [1, 2]);
        assert_eq!(places(b""), [0; 0]);
    }
}

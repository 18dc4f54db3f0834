//! The archive of a bundle: a ZIP file whose entries are stored as they are, sorted by name, without times.
//!
//! Form: PKWARE, *.ZIP File Format Specification* (APPNOTE), local headers, central directory, end record. Nothing is
//! compressed, so that no library's version changes a byte and no small file grows large when it is read. Any unzip program
//! opens it.

use std::collections::BTreeMap;

/// Entries of an archive at most.
pub(super) const MOST_ENTRIES: usize = 64;

const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
const END_SIZE: usize = 22;
/// 1 January 1980, the first day that the format knows.
const NO_DATE: u16 = 0x0021;
const STORED: u16 = 0;

/// The archive; a name is of letters, digits, `.` and `-`.
pub(super) fn write(entries: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in entries {
        let offset = archive.len();
        let fields = fields(name, bytes);
        archive.extend(LOCAL.to_le_bytes());
        archive.extend(&fields);
        archive.extend(0_u16.to_le_bytes());
        archive.extend(name.as_bytes());
        archive.extend(bytes);
        directory.extend(CENTRAL.to_le_bytes());
        // Made by: version 2.0 of the format, no system.
        directory.extend(20_u16.to_le_bytes());
        directory.extend(&fields);
        // No extra field, no comment, first disk, no attributes.
        directory.extend([0_u8; 12]);
        directory.extend(number(offset).to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let offset = archive.len();
    archive.extend(&directory);
    archive.extend(END.to_le_bytes());
    archive.extend([0_u8; 4]);
    let count = u16::try_from(entries.len()).unwrap_or(u16::MAX);
    archive.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
    archive.extend(number(directory.len()).to_le_bytes());
    archive.extend(number(offset).to_le_bytes());
    archive.extend(0_u16.to_le_bytes());
    archive
}

/// What both headers of an entry have in common, up to the length of its name.
fn fields(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut fields = Vec::new();
    for field in [20, 0, STORED, 0, NO_DATE] {
        fields.extend(field.to_le_bytes());
    }
    for field in [crc32(bytes), number(bytes.len()), number(bytes.len())] {
        fields.extend(field.to_le_bytes());
    }
    let length = u16::try_from(name.len()).unwrap_or(u16::MAX);
    fields.extend(length.to_le_bytes());
    fields
}

/// A length or place; a bundle is far smaller than the 4 GiB of the format, see [`super::MOST_BYTES`].
fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The entries of an archive, read by its central directory.
///
/// # Errors
/// What is wrong, in words: for anything that is no archive, for names that lead elsewhere or stand twice, for what is
/// compressed or encrypted, for more than [`MOST_ENTRIES`], for entries that overlap or reach past the end.
pub(super) fn read(archive: &[u8]) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let end = archive.len().checked_sub(END_SIZE).filter(|at| u32_at(archive, *at) == Some(END));
    let end = end.ok_or("it is no ZIP archive, or something stands behind its end")?;
    let count = usize::from(u16_at(archive, end + 10).unwrap_or_default());
    if count > MOST_ENTRIES {
        return Err(format!("it has {count} entries; a bundle has at most {MOST_ENTRIES}"));
    }
    let mut at = usize_at(archive, end + 16).unwrap_or(usize::MAX);
    let mut entries = BTreeMap::new();
    let mut total = 0_usize;
    for _ in 0..count {
        let entry = entry(archive, at).ok_or("its directory is damaged")?;
        let name = safe(entry.name)?;
        if entry.flags & 1 != 0 {
            return Err(format!("its entry `{name}` is encrypted"));
        }
        if entry.method != STORED {
            return Err(format!(
                "its entry `{name}` is compressed, which a bundle's never are: it was packed anew"
            ));
        }
        total = total.saturating_add(entry.size);
        if total > archive.len() {
            return Err("its entries are larger than the file: they overlap".to_owned());
        }
        let bytes = content(archive, &entry).ok_or(format!("its entry `{name}` is damaged"))?;
        at = entry.next;
        if entries.insert(name.to_owned(), bytes.to_vec()).is_some() {
            return Err(format!("its entry `{name}` stands twice"));
        }
    }
    Ok(entries)
}

struct Entry<'a> {
    name: &'a [u8],
    flags: u16,
    method: u16,
    size: usize,
    offset: usize,
    next: usize,
}

/// The entry of the directory at `at`.
fn entry(archive: &[u8], at: usize) -> Option<Entry<'_>> {
    (u32_at(archive, at)? == CENTRAL).then_some(())?;
    let length = |field: usize| u16_at(archive, at.checked_add(field)?).map(usize::from);
    let name_from = at.checked_add(46)?;
    let name_to = name_from.checked_add(length(28)?)?;
    Some(Entry {
        name: archive.get(name_from..name_to)?,
        flags: u16_at(archive, at + 8)?,
        method: u16_at(archive, at + 10)?,
        size: usize_at(archive, at + 24)?,
        offset: usize_at(archive, at + 42)?,
        next: name_to.checked_add(length(30)?)?.checked_add(length(32)?)?,
    })
}

fn content<'a>(archive: &'a [u8], entry: &Entry<'a>) -> Option<&'a [u8]> {
    let at = entry.offset;
    (u32_at(archive, at)? == LOCAL).then_some(())?;
    let name_from = at.checked_add(30)?;
    let name_to = name_from.checked_add(usize::from(u16_at(archive, at + 26)?))?;
    (archive.get(name_from..name_to)? == entry.name).then_some(())?;
    let from = name_to.checked_add(usize::from(u16_at(archive, at + 28)?))?;
    archive.get(from..from.checked_add(entry.size)?)
}

/// The name, if it is that of a plain file beside the others.
fn safe(name: &[u8]) -> Result<&str, String> {
    let shown = || String::from_utf8_lossy(name).into_owned();
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    let plain = !name.is_empty() && name[0] != b'.' && name.iter().all(is_plain);
    let text = std::str::from_utf8(name).ok().filter(|_| plain);
    text.ok_or_else(|| format!("its entry `{}` has a name that no bundle has", shown()))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let part = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(part.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let part = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(part.try_into().ok()?))
}

fn usize_at(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32_at(bytes, at)?).ok()
}

/// The checksum of the format: CRC-32 with the polynomial 0xEDB88320, reflected.
fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::{crc32, read, write};

    fn sample() -> BTreeMap<String, Vec<u8>> {
        let entry = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
        BTreeMap::from([entry("b.txt", "two\n"), entry("a.json", "{}"), entry("c.svg", "")])
    }

    #[test]
    fn the_checksum_is_the_one_of_the_format() {
        // The check value of CRC-32/ISO-HDLC in the catalogue of parametrised CRC algorithms.
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
    }

    #[test]
    fn what_is_written_is_read_and_anything_behind_it_is_refused() {
        let archive = write(&sample());
        assert_eq!(read(&archive), Ok(sample()));
        assert!(read(&[archive.as_slice(), b"x"].concat()).is_err());
        assert!(read(b"PK").is_err() && read(&[0; 100]).is_err());
    }

    #[test]
    fn hostile_archives_are_refused_with_the_reason() {
        let one = |name: &str| write(&BTreeMap::from([(name.to_owned(), b"x".to_vec())]));
        for name in ["../a", "/a", "a/b", "a\\b", "C:a", "", ".a", "a\u{0}"] {
            assert!(read(&one(name)).is_err_and(|why| why.contains("name")), "{name}");
        }
        let many: BTreeMap<String, Vec<u8>> = (0..65).map(|at| (format!("{at}"), vec![])).collect();
        assert!(read(&write(&many)).is_err_and(|why| why.contains("65 entries")));
        let archive = write(&sample());
        let central = archive.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
        let changed = |at: usize, byte: u8| {
            let mut archive = archive.clone();
            archive[central + at] = byte;
            read(&archive).unwrap_err()
        };
        assert!(changed(10, 8).contains("compressed"));
        assert!(changed(8, 1).contains("encrypted"));
        assert!(changed(26, 200).contains("overlap"), "a size of twelve million");
        // The second entry is called as the first in both of its places.
        let twice = write(&BTreeMap::from([("a".into(), vec![1]), ("b".into(), vec![2])]));
        let twice: Vec<u8> =
            twice.into_iter().map(|byte| if byte == b'b' { b'a' } else { byte }).collect();
        assert!(read(&twice).is_err_and(|why| why.contains("twice")));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), at in 0..400_usize, byte: u8) {
            let _ = read(&bytes);
            let mut archive = write(&sample());
            let at = at % archive.len();
            archive[at] = byte;
            let _ = read(&archive);
        }
    }
}

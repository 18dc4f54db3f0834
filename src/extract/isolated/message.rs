//! Messages over pipes: eight bytes of length, little end first, then so many bytes.

use std::io::{Error, ErrorKind, Read, Result, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::corpus::archive::{Archive, Event};
use crate::corpus::{Format, Manifest, Supplied};

/// The longest message in bytes: the text of a document with its places.
const LONGEST: u64 = 1 << 30;

/// Writes one message.
pub(super) fn write(out: &mut impl Write, bytes: &[u8]) -> Result<()> {
    out.write_all(&(bytes.len() as u64).to_le_bytes())?;
    out.write_all(bytes)?;
    out.flush()
}

/// Reads one message; `None` where the other side has closed the pipe between two.
pub(super) fn read(input: &mut impl Read) -> Result<Option<Vec<u8>>> {
    let mut length = [0; 8];
    let mut got = 0;
    while got < length.len() {
        match input.read(length.get_mut(got..).unwrap_or_default())? {
            0 if got == 0 => return Ok(None),
            0 => return Err(ErrorKind::UnexpectedEof.into()),
            more => got += more,
        }
    }
    let length = u64::from_le_bytes(length);
    if length > LONGEST {
        return Err(Error::new(ErrorKind::InvalidData, "a message that is too long"));
    }
    // As many bytes as come, not as many as are announced.
    let mut bytes = Vec::new();
    input.take(length).read_to_end(&mut bytes)?;
    if (bytes.len() as u64) < length {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    Ok(Some(bytes))
}

/// What a process is asked.
#[derive(Debug, PartialEq)]
pub(super) enum Question<'a> {
    /// The text of a document.
    Read(Format, &'a [u8]),
    /// What is in an archive.
    List(Archive),
    /// The bytes of these documents of an archive.
    Unpack(Archive, Vec<u64>),
}

/// The first byte of a question about an archive; those below are formats.
const LIST: u8 = 100;
const UNPACK: u8 = 101;

/// An archive on its way; the name of a file need not be Unicode.
#[derive(Serialize, Deserialize)]
struct Asked {
    path: String,
    file: Vec<u8>,
    size: u64,
    supplied: Supplied,
    manifest: Manifest,
    wanted: Vec<u64>,
}

/// A document for the other side: its format, then its bytes.
pub(super) fn question(format: Format, bytes: &[u8]) -> Vec<u8> {
    let mut message = Vec::with_capacity(bytes.len() + 1);
    message.push(number(format));
    message.extend_from_slice(bytes);
    message
}

/// A question about an archive: what is in it, or the bytes of what is wanted.
pub(super) fn about(archive: &Archive, wanted: Option<&[u64]>) -> Vec<u8> {
    let asked = Asked {
        path: archive.path.clone(),
        file: bytes_of(&archive.file),
        size: archive.size,
        supplied: archive.supplied.clone(),
        manifest: archive.manifest.clone(),
        wanted: wanted.unwrap_or_default().to_vec(),
    };
    let mut message = vec![if wanted.is_some() { UNPACK } else { LIST }];
    // What cannot be written is a question that is none, which the other side says.
    let _ = serde_json::to_writer(&mut message, &asked);
    message
}

/// The question that a message is; `None` if it is none.
pub(super) fn asked(message: &[u8]) -> Option<Question<'_>> {
    let (first, bytes) = message.split_first()?;
    if !matches!(*first, LIST | UNPACK) {
        let format = FORMATS.into_iter().find(|format| number(*format) == *first)?;
        return Some(Question::Read(format, bytes));
    }
    let Asked { path, file, size, supplied, manifest, wanted } =
        serde_json::from_slice(bytes).ok()?;
    let archive = Archive { path, file: path_of(file), size, supplied, manifest };
    Some(if *first == LIST { Question::List(archive) } else { Question::Unpack(archive, wanted) })
}

#[cfg(unix)]
fn bytes_of(path: &Path) -> Vec<u8> {
    use std::os::unix::ffi::OsStrExt;
    path.as_os_str().as_bytes().to_vec()
}

#[cfg(unix)]
fn path_of(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    std::ffi::OsString::from_vec(bytes).into()
}

#[cfg(not(unix))]
fn bytes_of(path: &Path) -> Vec<u8> {
    path.to_string_lossy().into_owned().into_bytes()
}

#[cfg(not(unix))]
fn path_of(bytes: Vec<u8>) -> PathBuf {
    String::from_utf8_lossy(&bytes).into_owned().into()
}

/// A step of unpacking as a message; `None` is the end.
pub(super) fn step(event: Option<Event>) -> Vec<u8> {
    match event {
        None => vec![0],
        Some(Event::Begin(ordinal)) => [&[1][..], &ordinal.to_le_bytes()].concat(),
        Some(Event::Bytes(bytes)) => [&[2][..], &bytes].concat(),
        Some(Event::End) => vec![3],
        Some(Event::Broke(why)) => [&[4][..], why.as_bytes()].concat(),
    }
}

/// The step that a message is; `None` at the end.
pub(super) fn stepped(mut message: Vec<u8>) -> Option<Event> {
    let first = message.first().copied()?;
    message.drain(..1);
    match first {
        1 => Some(Event::Begin(u64::from_le_bytes(message.try_into().ok()?))),
        2 => Some(Event::Bytes(message)),
        3 => Some(Event::End),
        4 => Some(Event::Broke(String::from_utf8_lossy(&message).into_owned())),
        _ => None,
    }
}

const FORMATS: [Format; 12] = [
    Format::Text,
    Format::Markdown,
    Format::Html,
    Format::JsonLines,
    Format::Pdf,
    Format::Docx,
    Format::Odt,
    Format::Archive,
    Format::Rtf,
    Format::Mhtml,
    Format::Csv,
    Format::Xlsx,
];

fn number(format: Format) -> u8 {
    match format {
        Format::Text => 0,
        Format::Markdown => 1,
        Format::Html => 2,
        Format::JsonLines => 3,
        Format::Pdf => 4,
        Format::Docx => 5,
        Format::Odt => 6,
        Format::Archive => 7,
        Format::Rtf => 8,
        Format::Mhtml => 9,
        Format::Csv => 10,
        Format::Xlsx => 11,
    }
}

#[cfg(test)]
mod tests {
    use super::{Question, about, asked, question, read, step, stepped, write};
    use crate::corpus::archive::{Archive, Event};
    use crate::corpus::{Format, Supplied};

    #[test]
    fn messages_come_as_they_went() {
        let mut pipe = Vec::new();
        write(&mut pipe, &question(Format::Pdf, b"%PDF")).unwrap();
        write(&mut pipe, b"").unwrap();
        let mut input = pipe.as_slice();
        let first = read(&mut input).unwrap().unwrap();
        assert_eq!(asked(&first), Some(Question::Read(Format::Pdf, &b"%PDF"[..])));
        assert_eq!(read(&mut input).unwrap(), Some(Vec::new()));
        assert_eq!(read(&mut input).unwrap(), None);
    }

    #[test]
    fn archives_and_steps_come_as_they_went() {
        let supplied = Supplied { year: Some("2016".to_owned()), ..Supplied::default() };
        let archive = Archive {
            path: "a.zip".to_owned(),
            file: "/x/a.zip".into(),
            size: 7,
            supplied,
            ..Archive::default()
        };
        assert_eq!(asked(&about(&archive, None)), Some(Question::List(archive.clone())));
        let wanted = Question::Unpack(archive.clone(), vec![1, 5]);
        assert_eq!(asked(&about(&archive, Some(&[1, 5]))), Some(wanted));
        for event in [
            Some(Event::Begin(3)),
            Some(Event::Bytes(b"abc".to_vec())),
            Some(Event::End),
            Some(Event::Broke("why".to_owned())),
            None,
        ] {
            assert_eq!(stepped(step(event.clone())), event);
        }
    }

    #[test]
    fn a_cut_or_boundless_message_is_an_error() {
        let mut pipe = Vec::new();
        write(&mut pipe, b"abc").unwrap();
        assert!(read(&mut &pipe[..5]).is_err());
        assert!(read(&mut &pipe[..9]).is_err());
        assert!(read(&mut [0xff; 16].as_slice()).is_err());
        assert_eq!(asked(&[99, 1, 2]), None);
        assert_eq!(asked(&[100, 1, 2]), None);
    }
}

//! Messages over pipes: eight bytes of length, little end first, then so many bytes.

use std::io::{Error, ErrorKind, Read, Result, Write};

use crate::corpus::Format;

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

/// A document for the other side: its format, then its bytes.
pub(super) fn question(format: Format, bytes: &[u8]) -> Vec<u8> {
    let mut message = Vec::with_capacity(bytes.len() + 1);
    message.push(number(format));
    message.extend_from_slice(bytes);
    message
}

/// The format and the bytes of a document; `None` if this is none.
pub(super) fn asked(message: &[u8]) -> Option<(Format, &[u8])> {
    let (first, bytes) = message.split_first()?;
    let format = FORMATS.into_iter().find(|format| number(*format) == *first)?;
    Some((format, bytes))
}

const FORMATS: [Format; 7] = [
    Format::Text,
    Format::Markdown,
    Format::Html,
    Format::JsonLines,
    Format::Pdf,
    Format::Docx,
    Format::Odt,
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
    }
}

#[cfg(test)]
mod tests {
    use super::{asked, question, read, write};
    use crate::corpus::Format;

    #[test]
    fn messages_come_as_they_went() {
        let mut pipe = Vec::new();
        write(&mut pipe, &question(Format::Pdf, b"%PDF")).unwrap();
        write(&mut pipe, b"").unwrap();
        let mut input = pipe.as_slice();
        let first = read(&mut input).unwrap().unwrap();
        assert_eq!(asked(&first), Some((Format::Pdf, &b"%PDF"[..])));
        assert_eq!(read(&mut input).unwrap(), Some(Vec::new()));
        assert_eq!(read(&mut input).unwrap(), None);
    }

    #[test]
    fn a_cut_or_boundless_message_is_an_error() {
        let mut pipe = Vec::new();
        write(&mut pipe, b"abc").unwrap();
        assert!(read(&mut &pipe[..5]).is_err());
        assert!(read(&mut &pipe[..9]).is_err());
        assert!(read(&mut [0xff; 16].as_slice()).is_err());
        assert_eq!(asked(&[9, 1, 2]), None);
    }
}

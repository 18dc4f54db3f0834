//! The lines of a JSON Lines file, one at a time, however large the file is.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use crate::{Error, ErrorKind, Result};

/// The longest line that is read, in bytes.
pub const MAX_LINE: usize = 8 << 20;

/// One line of a JSON Lines file.
#[derive(Debug)]
pub struct JsonLine {
    /// Number of the line in the file, from 1.
    pub number: u64,
    /// Where it begins in the file, in bytes.
    pub offset: u64,
    /// The line without its end; an `Input` error if it is too long or no UTF-8, an `Io` error (then the
    /// last) if the file cannot be read on.
    pub text: Result<String>,
}

/// The lines of a file that are not blank, in order; made by [`lines`].
#[derive(Debug)]
pub struct Lines<R> {
    reader: R,
    path: PathBuf,
    number: u64,
    offset: u64,
    done: bool,
}

/// Opens a JSON Lines file to read it line by line. The file is never held whole: a line over [`MAX_LINE`]
/// is skipped without being kept.
///
/// # Errors
/// `Io` if the file cannot be opened.
pub fn lines(file: &Path) -> Result<Lines<BufReader<File>>> {
    let opened = File::open(file).map_err(|error| Error::io(file, error))?;
    Ok(Lines::new(BufReader::with_capacity(1 << 18, opened), file))
}

impl<R: BufRead> Lines<R> {
    /// Reads lines from `reader`; `path` is for messages.
    pub(crate) fn new(reader: R, path: &Path) -> Self {
        Self { reader, path: path.to_owned(), number: 0, offset: 0, done: false }
    }

    /// The next line in `line`, its end included, and its whole length; the line is cut at [`MAX_LINE`].
    fn fill(&mut self, line: &mut Vec<u8>) -> std::io::Result<usize> {
        let mut length = 0;
        loop {
            let chunk = match self.reader.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let end = memchr::memchr(b'\n', chunk).map(|at| at + 1);
            let taken = end.unwrap_or(chunk.len());
            let room = (MAX_LINE + 1).saturating_sub(line.len()).min(taken);
            line.extend_from_slice(chunk.get(..room).unwrap_or_default());
            self.reader.consume(taken);
            length += taken;
            if end.is_some() || taken == 0 {
                return Ok(length);
            }
        }
    }

    fn text(&self, line: Vec<u8>) -> Result<String> {
        let fail = |what: String| {
            let place = format!("`{}`, line {}: {what}", self.path.display(), self.number);
            Err(Error::new(ErrorKind::Input, place))
        };
        if line.len() > MAX_LINE {
            return fail(format!("longer than {} MiB", MAX_LINE >> 20));
        }
        String::from_utf8(line).or_else(|error| {
            fail(format!("not UTF-8 from byte {} of the line on", error.utf8_error().valid_up_to()))
        })
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = JsonLine;

    fn next(&mut self) -> Option<JsonLine> {
        while !self.done {
            let mut line = Vec::new();
            let offset = self.offset;
            self.number += 1;
            let length = match self.fill(&mut line) {
                Ok(length) => length,
                Err(error) => {
                    self.done = true;
                    let text = Err(Error::io(&self.path, error));
                    return Some(JsonLine { number: self.number, offset, text });
                }
            };
            self.offset += length as u64;
            self.done = length == 0;
            let mark = self.number == 1 && line.starts_with(b"\xef\xbb\xbf");
            line.drain(..if mark { 3 } else { 0 });
            line.truncate(line.trim_ascii_end().len());
            if !line.is_empty() {
                return Some(JsonLine { number: self.number, offset, text: self.text(line) });
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{Lines, MAX_LINE};
    use std::path::Path;

    #[test]
    fn lines_know_their_number_and_offset() {
        let bytes = b"\xef\xbb\xbf{\"a\":1}\r\n\n  \n{\"b\":\xff}\n{\"c\":3}";
        let found: Vec<_> = Lines::new(&bytes[..], Path::new("f.jsonl"))
            .map(|line| (line.number, line.offset, line.text.map_err(|error| error.message)))
            .collect();
        let bad = "`f.jsonl`, line 4: not UTF-8 from byte 5 of the line on".to_owned();
        assert_eq!(
            found,
            [
                (1, 0, Ok("{\"a\":1}".to_owned())),
                (4, 16, Err(bad)),
                (5, 24, Ok("{\"c\":3}".to_owned()))
            ]
        );
    }

    #[test]
    fn a_line_too_long_does_not_stop_the_next() {
        let mut bytes = vec![b'x'; MAX_LINE + 5];
        bytes.extend_from_slice(b"\n{}\n");
        let found: Vec<_> = Lines::new(&bytes[..], Path::new("f.jsonl")).collect();
        assert!(found[0].text.as_ref().is_err_and(|error| error.message.contains("8 MiB")));
        assert_eq!(found[1].text.as_ref().ok().map(String::as_str), Some("{}"));
        assert_eq!((found.len(), found[1].number), (2, 2));
    }
}

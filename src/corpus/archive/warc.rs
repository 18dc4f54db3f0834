//! Web archives (ISO 28500, WARC 1.0 and 1.1): what a crawler was answered. Each page that was answered with is a document.

use std::io::{BufRead, BufReader, Read};

use super::http;
use super::limits::Counted;
use super::walk::{Halt, Record, Walk};
use crate::corpus::MAX_BYTES;

/// Bytes of a line of a header, and of all lines of one, at most.
const MOST_LINE: usize = 64 << 10;
const MOST_HEADER: usize = 1 << 20;

/// Shows every page of the archive, as it was before it was sent: unpacked, in one piece, as UTF-8.
pub(super) fn read(walk: &mut Walk<'_>, bytes: impl Read, path: &str) -> Result<(), Halt> {
    let mut bytes = BufReader::new(bytes);
    let mut number = 0_u64;
    loop {
        number += 1;
        let damaged = |why: String| Halt::Trouble(format!("damaged at record {number}: {why}"));
        let Some(header) = header(&mut bytes).map_err(damaged)? else { return Ok(()) };
        walk.budget.entry().map_err(Halt::Trouble)?;
        let length = header.get("content-length").and_then(|length| length.parse::<u64>().ok());
        let length = length.ok_or_else(|| damaged("it does not say its length".to_owned()))?;
        let mut block = (&mut bytes).take(length);
        let outcome = record(walk, &header, &mut block, path);
        std::io::copy(&mut block, &mut std::io::sink())
            .map_err(|error| damaged(error.to_string()))?;
        if block.limit() > 0 {
            return Err(damaged("it is cut short".to_owned()));
        }
        outcome?;
    }
}

/// The lines of a header by their names in lower case. What is said twice counts as it is said first.
#[derive(Debug, Default)]
pub(super) struct Header(Vec<(String, String)>);

impl Header {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Reads lines up to an empty one.
    pub(super) fn read(source: &mut impl BufRead) -> Result<Self, String> {
        let mut lines: Vec<(String, String)> = Vec::new();
        let mut all = 0;
        loop {
            let line = line(source)?.ok_or("its header is cut short")?;
            all += line.len();
            if all > MOST_HEADER {
                return Err(format!("its header is longer than {MOST_HEADER} bytes"));
            }
            if line.is_empty() {
                return Ok(Self(lines));
            }
            if line.starts_with([' ', '\t']) {
                // A line that goes on.
                if let Some((_, value)) = lines.last_mut() {
                    value.push(' ');
                    value.push_str(line.trim());
                }
            } else if let Some((name, value)) = line.split_once(':') {
                lines.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
        }
    }
}

/// The header of the next record; `None` at the end.
fn header(source: &mut impl BufRead) -> Result<Option<Header>, String> {
    loop {
        match line(source)? {
            None => return Ok(None),
            Some(line) if line.is_empty() => {}
            Some(line) if line.starts_with("WARC/") => return Header::read(source).map(Some),
            Some(_) => return Err("no record begins here".to_owned()),
        }
    }
}

/// The next line without its end; `None` at the end of the source.
pub(super) fn line(source: &mut impl BufRead) -> Result<Option<String>, String> {
    let mut line = Vec::new();
    let read = source.take(MOST_LINE as u64 + 1).read_until(b'\n', &mut line);
    read.map_err(|error| error.to_string())?;
    if line.len() > MOST_LINE {
        return Err(format!("a line of a header is longer than {MOST_LINE} bytes"));
    }
    if line.is_empty() {
        return Ok(None);
    }
    line.truncate(line.trim_ascii_end().len());
    Ok(Some(String::from_utf8_lossy(&line).into_owned()))
}

fn record(
    walk: &mut Walk<'_>,
    header: &Header,
    block: &mut impl Read,
    path: &str,
) -> Result<(), Halt> {
    let url = header.get("warc-target-uri").map(|url| url.trim_matches(['<', '>']).to_owned());
    let (Some(kind), Some(url)) = (header.get("warc-type"), url) else { return Ok(()) };
    let captured = header.get("warc-date").map(str::to_owned);
    let mut block = BufReader::new(block);
    let (said, packing) = match kind {
        "response" => {
            let answer = match http::answer(&mut block) {
                Ok(answer) => answer,
                Err(why) => return refuse(walk, path, &url, &why, true),
            };
            if answer.status != 200 {
                return refuse(
                    walk,
                    path,
                    &url,
                    &format!("the server answered {}", answer.status),
                    false,
                );
            }
            (answer.media, answer.packing)
        }
        "resource" | "conversion" => {
            (header.get("content-type").unwrap_or_default().to_owned(), http::Packing::default())
        }
        "revisit" => {
            return refuse(
                walk,
                path,
                &url,
                "seen again unchanged: its record has no bytes",
                false,
            );
        }
        _ => return Ok(()),
    };
    let format = http::format_of(&said, &url);
    if let Err(reason) = &format {
        return refuse(walk, path, &url, reason, false);
    }
    let budget = std::rc::Rc::clone(&walk.budget);
    let unpacked = packing.unpacked(&mut block, |bytes| Box::new(Counted::new(bytes, &budget)));
    let body = unpacked.and_then(|bytes| {
        let mut body = Vec::new();
        let read = bytes.take(MAX_BYTES + 1).read_to_end(&mut body);
        read.map_err(|error| format!("cannot be unpacked: {error}")).map(|_| body)
    });
    match body {
        Ok(body) => {
            let body = http::as_utf8(body, &said, format.as_ref().ok().copied().flatten());
            walk.page(path, Record { url, captured, format }, &mut body.as_slice())
        }
        Err(why) => refuse(walk, path, &url, &why, true),
    }
}

/// Tells of a record whose page is not read.
fn refuse(walk: &mut Walk<'_>, path: &str, url: &str, why: &str, failed: bool) -> Result<(), Halt> {
    let address = url.split_once("://").map_or(url, |(_, rest)| rest);
    walk.refuse(path, address, why, failed);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Header, header};

    #[test]
    fn headers_are_read_as_they_are_folded_and_spelled() {
        let mut source =
            &b"\r\n\r\nWARC/1.0\r\nWARC-Type: response\r\nX: a\r\n b\r\nx: c\r\n\r\nrest"[..];
        let read = header(&mut source).unwrap().unwrap();
        assert_eq!((read.get("warc-type"), read.get("x")), (Some("response"), Some("a b")));
        assert_eq!(source, b"rest");
        assert!(header(&mut source).is_err() && header(&mut &b"\n\n"[..]).unwrap().is_none());
        assert!(Header::read(&mut &b"a: b\n"[..]).is_err());
        assert!(Header::read(&mut [b'x'; 70_000].as_slice()).is_err());
    }
}

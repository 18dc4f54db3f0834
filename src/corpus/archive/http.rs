//! An answer over HTTP as a web archive keeps it (RFC 9112): its status, its media type, and how its body was packed to be sent.

use std::io::{BufRead, BufReader, Read};

use encoding_rs::Encoding;

use super::frames::Frames;
use super::warc::{Header, line};
use crate::corpus::Format;

/// What an answer says before its body.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: u16,
    /// The `Content-Type`, parameters included.
    pub(super) media: String,
    pub(super) packing: Packing,
}

/// How a body was packed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Packing {
    chunked: bool,
    /// Innermost first, as they are said.
    encodings: Vec<String>,
}

/// Reads up to the body.
pub(super) fn answer(source: &mut impl BufRead) -> Result<Answer, String> {
    let first = line(source)?.unwrap_or_default();
    let mut words = first.split_whitespace();
    let is_http = words.next().is_some_and(|word| word.starts_with("HTTP/"));
    let status = words.next().and_then(|word| word.parse().ok()).filter(|_| is_http);
    let status = status.ok_or("it holds no answer over HTTP")?;
    let header = Header::read(source)?;
    let list = |name: &str| -> Vec<String> {
        let value = header.get(name).unwrap_or_default().to_ascii_lowercase();
        value.split(',').map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect()
    };
    let chunked = list("transfer-encoding").iter().any(|one| one == "chunked");
    let packing = Packing { chunked, encodings: list("content-encoding") };
    let media = header.get("content-type").unwrap_or_default().to_owned();
    Ok(Answer { status, media, packing })
}

impl Packing {
    /// The body as it was before it was packed; `counted` wraps what unpacks. Archives are often unpacked already while their
    /// headers still say otherwise: the bytes decide.
    pub(super) fn unpacked<'a>(
        &self,
        body: &'a mut dyn BufRead,
        counted: impl Fn(Box<dyn Read + 'a>) -> Box<dyn Read + 'a>,
    ) -> Result<Box<dyn Read + 'a>, String> {
        let mut bytes: Box<dyn Read + 'a> = match self.chunked && begins_chunk(body)? {
            true => Box::new(Chunks { source: body, left: 0, state: Chunk::Before }),
            false => Box::new(body),
        };
        for encoding in self.encodings.iter().rev() {
            let mut source = BufReader::new(bytes);
            let head = source.fill_buf().map_err(|error| error.to_string())?;
            let packed: Box<dyn Read + 'a> = match encoding.as_str() {
                "identity" | "none" => Box::new(source),
                "gzip" | "x-gzip" if head.starts_with(b"\x1f\x8b") => {
                    counted(Box::new(flate2::read::MultiGzDecoder::new(source)))
                }
                "deflate" if is_zlib(head) => {
                    counted(Box::new(flate2::read::ZlibDecoder::new(source)))
                }
                "zstd" if head.starts_with(b"\x28\xb5\x2f\xfd") => {
                    counted(Box::new(Frames::new(source)))
                }
                "br" if !is_plain(head) => {
                    counted(Box::new(brotli_decompressor::Decompressor::new(source, 4096)))
                }
                "gzip" | "x-gzip" | "deflate" | "zstd" | "br" => Box::new(source),
                other => {
                    return Err(format!("packed as `{other}`, which this program does not read"));
                }
            };
            bytes = packed;
        }
        Ok(bytes)
    }
}

/// RFC 1950: the first two bytes are a multiple of 31, the method is 8.
fn is_zlib(head: &[u8]) -> bool {
    match head {
        [first, second, ..] => {
            first & 0xf == 8 && (u16::from(*first) << 8 | u16::from(*second)) % 31 == 0
        }
        _ => false,
    }
}

/// Brotli has no mark of its own: what begins as a page does is one.
fn is_plain(head: &[u8]) -> bool {
    let text = head.trim_ascii_start();
    text.starts_with(b"<") || text.starts_with(b"%PDF-") || text.starts_with(b"\xef\xbb\xbf")
}

fn begins_chunk(body: &mut dyn BufRead) -> Result<bool, String> {
    let head = body.fill_buf().map_err(|error| error.to_string())?;
    let end = head.iter().take(64).position(|byte| *byte == b'\n');
    let line = end.and_then(|end| head.get(..end)).unwrap_or_default();
    Ok(size_of(&String::from_utf8_lossy(line)).is_some())
}

/// The size that the line before a chunk says.
fn size_of(line: &str) -> Option<u64> {
    u64::from_str_radix(line.split(';').next()?.trim(), 16).ok()
}

/// The bytes of a chunked body (RFC 9112, 7.1), in one piece.
struct Chunks<'a> {
    source: &'a mut dyn BufRead,
    left: u64,
    state: Chunk,
}

#[derive(PartialEq)]
enum Chunk {
    Before,
    Within,
    Ended,
}

impl Read for Chunks<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let cut = || std::io::Error::other("its chunks are damaged");
        if self.state == Chunk::Before {
            let line = line(&mut self.source).map_err(std::io::Error::other)?.ok_or_else(cut)?;
            self.left = size_of(&line).ok_or_else(cut)?;
            self.state = if self.left == 0 { Chunk::Ended } else { Chunk::Within };
        }
        if self.state == Chunk::Ended || into.is_empty() {
            return Ok(0);
        }
        let read = (&mut *self.source).take(self.left).read(into)?;
        if read == 0 {
            return Err(cut());
        }
        self.left -= read as u64;
        if self.left == 0 {
            // The line end after a chunk.
            let end = line(&mut self.source).map_err(std::io::Error::other)?;
            if end.as_deref() != Some("") {
                return Err(cut());
            }
            self.state = Chunk::Before;
        }
        Ok(read)
    }
}

/// What a media type says a page is read as; `None` if it says nothing.
///
/// # Errors
/// The type of what is no document.
pub(super) fn format_of(media: &str, url: &str) -> Result<Option<Format>, String> {
    let kind = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    Ok(Some(match kind.as_str() {
        "text/html" | "application/xhtml+xml" => Format::Html,
        "application/pdf" | "application/x-pdf" => Format::Pdf,
        "text/plain" => Format::Text,
        "text/markdown" => Format::Markdown,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => Format::Docx,
        "application/vnd.oasis.opendocument.text" => Format::Odt,
        "application/rtf" | "text/rtf" => Format::Rtf,
        "" | "application/octet-stream" | "binary/octet-stream" => return Ok(by_url(url)),
        other => return Err(format!("no document: `{other}`")),
    }))
}

/// What the end of an address says, where the server said nothing.
fn by_url(url: &str) -> Option<Format> {
    let path = url.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    match path.rsplit('.').next()? {
        "pdf" => Some(Format::Pdf),
        "docx" => Some(Format::Docx),
        "odt" => Some(Format::Odt),
        "rtf" => Some(Format::Rtf),
        "html" | "htm" => Some(Format::Html),
        _ => None,
    }
}

/// A text in the encoding that its header names, as UTF-8. As everywhere a header is believed only where the bytes are not
/// UTF-8: pages are often sent as UTF-8 under one that says otherwise.
pub(super) fn as_utf8(body: Vec<u8>, media: &str, format: Option<Format>) -> Vec<u8> {
    let is_text = matches!(format, Some(Format::Html | Format::Text | Format::Markdown));
    if !is_text || std::str::from_utf8(&body).is_ok() {
        return body;
    }
    match charset(media) {
        Some(encoding) => encoding.decode(&body).0.into_owned().into_bytes(),
        None => body,
    }
}

fn charset(media: &str) -> Option<&'static Encoding> {
    let named = media.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches(['"', '\'']))
    })?;
    Encoding::for_label_no_replacement(named.as_bytes())
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::{Format, answer, as_utf8, format_of};

    fn body(mut raw: &[u8]) -> Result<String, String> {
        let answer = answer(&mut raw)?;
        let mut text = String::new();
        answer
            .packing
            .unpacked(&mut raw, |bytes| bytes)?
            .read_to_string(&mut text)
            .map_err(|error| error.to_string())?;
        Ok(text)
    }

    #[test]
    fn a_body_is_put_together_or_taken_as_it_is() {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        let chunked = format!("{head}4;x=y\r\nQuay\r\n5\r\nside.\r\n0\r\n\r\n");
        assert_eq!(body(chunked.as_bytes()).as_deref(), Ok("Quayside."));
        assert_eq!(body(format!("{head}<p>Quay").as_bytes()).as_deref(), Ok("<p>Quay"));
        assert!(body(format!("{head}9\r\nQuay").as_bytes()).is_err());
        let plain = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n<p>Quay";
        assert_eq!(body(plain.as_bytes()).as_deref(), Ok("<p>Quay"));
        let odd = "HTTP/1.1 200 OK\r\nContent-Encoding: rot13\r\n\r\nDhnl";
        assert!(body(odd.as_bytes()).is_err_and(|why| why.contains("rot13")));
        assert!(body(b"GET / HTTP/1.1\r\n\r\n").is_err());
    }

    #[test]
    fn brotli_is_undone() {
        // RFC 7932: a stored meta-block (window 16 bits, 5 bytes), then an empty last one.
        let packed = [
            &b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n"[..],
            &[0x40, 0, 0x10],
            b"Quays",
            &[3],
        ];
        assert_eq!(body(&packed.concat()).as_deref(), Ok("Quays"));
    }

    #[test]
    fn a_header_says_format_and_encoding() {
        assert_eq!(format_of("Text/HTML; charset=x", ""), Ok(Some(Format::Html)));
        assert_eq!(format_of("", "https://example.org/a.PDF?x=1"), Ok(Some(Format::Pdf)));
        assert!(format_of("image/png", "").is_err());
        let greek = "text/html; charset=\"iso-8859-7\"";
        assert_eq!(as_utf8(vec![0xe1], greek, Some(Format::Html)), "α".as_bytes());
        let utf8 = "Zoë".as_bytes().to_vec();
        assert_eq!(as_utf8(utf8.clone(), greek, Some(Format::Html)), utf8);
        assert_eq!(as_utf8(vec![0xe1], greek, Some(Format::Pdf)), [0xe1]);
    }
}

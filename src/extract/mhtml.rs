//! A web page that a browser saved as one file with its pictures (MHTML, RFC 2557): a mail message whose main part is the page.

use std::ops::Range;

use memchr::memmem;

use super::decode::decode_as;
use super::source::{BytesBuilder, SourceMap};
use super::{Text, html};
use crate::report::Note;

/// Parts within each other at most.
const MOST_NESTED: usize = 6;

/// Parts of a message at most.
const MOST_PARTS: usize = 10_000;

/// Reads the page of a message.
pub(super) fn read(bytes: &[u8]) -> Text {
    let whole = Part::of(bytes, 0..bytes.len());
    let mut parts = 0;
    let Some(page) = page(bytes, &whole, 0, &mut parts) else {
        return Text::unread("there is no page in it: no part of it is HTML".to_owned());
    };
    let (body, source) = page.body(bytes);
    let mut decoded = decode_as(&body, true, page.parameter("charset").as_deref());
    decoded.source = decoded.source.through(&source);
    let mut text = html::read(decoded);
    let address = || {
        let own = page.get("content-location");
        own.or_else(|| whole.get("snapshot-content-location")).map(str::to_owned)
    };
    text.head_url = text.head_url.or_else(address);
    if parts >= MOST_PARTS {
        let note = format!("more than {MOST_PARTS} parts: the page was looked for in those only");
        text.notes.push(Note::warning(note));
    }
    text
}

/// A message or a part of one: its header and where its body stands.
struct Part {
    header: Vec<(String, String)>,
    body: Range<usize>,
}

/// The first part that is HTML; in a message that names its root (`start`), that one.
fn page(bytes: &[u8], part: &Part, deep: usize, seen: &mut usize) -> Option<Part> {
    let media = part.media();
    if media == "text/html" || media == "application/xhtml+xml" {
        return Some(Part { header: part.header.clone(), body: part.body.clone() });
    }
    let boundary = part.parameter("boundary").filter(|_| media.starts_with("multipart/"))?;
    if deep >= MOST_NESTED || boundary.is_empty() {
        return None;
    }
    let start = part.parameter("start");
    let mut first = None;
    for range in split(bytes, part.body.clone(), &boundary) {
        *seen += 1;
        if *seen >= MOST_PARTS {
            break;
        }
        let inner = Part::of(bytes, range);
        let is_root = start.is_some() && inner.get("content-id") == start.as_deref();
        if first.is_none() || is_root {
            let found = page(bytes, &inner, deep + 1, seen);
            if is_root && found.is_some() {
                return found;
            }
            first = first.or(found);
        }
        if first.is_some() && start.is_none() {
            break;
        }
    }
    first
}

/// What stands between the lines that part a body (RFC 2046, 5.1).
fn split<'a>(
    bytes: &'a [u8],
    body: Range<usize>,
    boundary: &str,
) -> impl Iterator<Item = Range<usize>> + 'a {
    let mark = format!("--{boundary}");
    let length = mark.len();
    let within = bytes.get(body.clone()).unwrap_or_default();
    let at_line = move |at: &usize| *at == 0 || within.get(at - 1) == Some(&b'\n');
    let marks: Vec<usize> =
        memmem::find_iter(within, mark.as_bytes()).filter(at_line).take(MOST_PARTS + 1).collect();
    let ends: Vec<usize> = marks.iter().copied().skip(1).chain([within.len()]).collect();
    marks.into_iter().zip(ends).filter_map(move |(mark, end)| {
        let rest = within.get(mark + length..end)?;
        if rest.starts_with(b"--") {
            return None;
        }
        let line = rest.iter().position(|byte| *byte == b'\n')? + 1;
        Some(body.start + mark + length + line..body.start + end)
    })
}

impl Part {
    /// The part in `range`: lines up to an empty one are its header.
    fn of(bytes: &[u8], range: Range<usize>) -> Self {
        let mut header: Vec<(String, String)> = Vec::new();
        let mut at = range.start;
        while let Some(rest) = bytes.get(at..range.end).filter(|rest| !rest.is_empty()) {
            let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
            let line = rest.get(..end).unwrap_or_default().trim_ascii_end();
            at += end;
            if line.is_empty() {
                break;
            }
            let line = String::from_utf8_lossy(line);
            match (line.starts_with([' ', '\t']), line.split_once(':')) {
                (true, _) => {
                    if let Some((_, value)) = header.last_mut() {
                        value.push(' ');
                        value.push_str(line.trim());
                    }
                }
                (false, Some((name, value))) => {
                    header.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
                }
                (false, None) => {}
            }
        }
        Self { header, body: at.min(range.end)..range.end }
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.header.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn media(&self) -> String {
        let media = self.get("content-type").unwrap_or("text/plain");
        media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// A parameter of the content type, without its quotation marks.
    fn parameter(&self, name: &str) -> Option<String> {
        let value = self.get("content-type")?;
        let mut rest = value.split_once(';')?.1;
        loop {
            let (key, after) = rest.split_once('=')?;
            let after = after.trim_start();
            let (value, next) = match after.strip_prefix('"') {
                Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
                None => after.split_once(';').unwrap_or((after, "")),
            };
            if key.trim().trim_start_matches(';').trim().eq_ignore_ascii_case(name) {
                return Some(value.trim().to_owned());
            }
            rest = next;
        }
    }

    /// The body as it was before it was packed for the mail, with the way back.
    fn body(&self, bytes: &[u8]) -> (Vec<u8>, SourceMap) {
        let packed = bytes.get(self.body.clone()).unwrap_or_default();
        let how = self.get("content-transfer-encoding").unwrap_or_default().to_ascii_lowercase();
        let mut out = BytesBuilder::default();
        match how.trim() {
            "quoted-printable" => unquote(packed, self.body.start, &mut out),
            "base64" => unbase(packed, self.body.start, &mut out),
            _ => out.copy(packed, self.body.start),
        }
        out.finish()
    }
}

/// RFC 2045, 6.7: `=E2` is a byte, `=` at the end of a line takes the line end away.
fn unquote(packed: &[u8], start: usize, out: &mut BytesBuilder) {
    let mut at = 0;
    while let Some(rest) = packed.get(at..).filter(|rest| !rest.is_empty()) {
        let plain = memchr::memchr(b'=', rest).unwrap_or(rest.len());
        out.copy(rest.get(..plain).unwrap_or_default(), start + at);
        at += plain;
        let escaped = rest.get(plain + 1..).unwrap_or_default();
        let line_end = escaped.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        match (escaped, escaped.get(line_end..)) {
            ([first, second, ..], _) if first.is_ascii_hexdigit() && second.is_ascii_hexdigit() => {
                let byte = digit(*first) << 4 | digit(*second);
                out.replace(&[byte], start + at..start + at + 3);
                at += 3;
            }
            (_, Some([b'\r', b'\n', ..])) => at += line_end + 3,
            (_, Some([b'\n', ..] | [])) => at += line_end + 2,
            // A mark that says nothing stands for itself.
            _ => {
                out.copy(b"=", start + at);
                at += 1;
            }
        }
    }
}

fn digit(byte: u8) -> u8 {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok()).unwrap_or(0)
}

/// RFC 4648: four characters are three bytes; what is none of its characters is passed over.
fn unbase(packed: &[u8], start: usize, out: &mut BytesBuilder) {
    let (mut bits, mut count, mut first) = (0_u32, 0, 0);
    for (at, byte) in packed.iter().enumerate() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => break,
            _ => continue,
        };
        if count == 0 {
            first = at;
        }
        bits = bits << 6 | u32::from(value);
        count += 1;
        if count == 4 {
            let [_, a, b, c] = bits.to_be_bytes();
            out.replace(&[a, b, c], start + first..start + at + 1);
            (bits, count) = (0, 0);
        }
    }
    let end = start + packed.len().min(first + count);
    let [_, a, b, _] = (bits << (6 * (4 - count % 4))).to_be_bytes();
    match count {
        2 => out.replace(&[a], start + first..end),
        3 => out.replace(&[a, b], start + first..end),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::report::Span;

    fn saved(encoding: &str, body: &str) -> String {
        format!(
            "From: <Saved by a browser>\r\nSnapshot-Content-Location: https://example.org/quay\r\n\
             Content-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"--x--y\"\r\n\r\n\
             \r\n----x--y\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBOR\r\n\
             ----x--y\r\nContent-Type: text/html; charset=windows-1252\r\n\
             Content-Transfer-Encoding: {encoding}\r\n\r\n{body}\r\n----x--y--\r\n"
        )
    }

    #[test]
    fn a_page_is_found_unpacked_and_leads_back_to_the_file() {
        let quoted = "<h1>On the qu=\r\nay</h1><p>The vetting =96 un=65asy =3D slow.</p>";
        let based =
            "PGgxPk9uIHRoZSBxdWF5PC9oMT48cD5UaGUgdmV0\r\ndGluZyCWIHVuZWFzeSA9IHNsb3cuPC9wPg==";
        for (encoding, body) in [("quoted-printable", quoted), ("base64", based)] {
            let file = saved(encoding, body);
            let text = read(file.as_bytes());
            assert_eq!(
                text.canonical.trim(),
                "On the quay\n\nThe vetting \u{2013} uneasy = slow.",
                "{encoding}"
            );
            assert_eq!(text.head_url.as_deref(), Some("https://example.org/quay"));
            let at = text.canonical.find("slow").unwrap();
            let source = text.source.to_source(Span::new(at, at + 4)).unwrap();
            let said = &file[source.start..source.end];
            assert!(
                said.contains(if encoding == "base64" { "c2xv" } else { "slow" })
                    || said.contains("IHNsb3cu"),
                "{said}"
            );
        }
    }

    #[test]
    fn the_root_that_is_named_wins_and_what_is_no_page_says_so() {
        let two = "Content-Type: multipart/related; boundary=b; start=\"<two>\"\n\n--b\nContent-Type: text/html\n\n<p>One\n\
            --b\nContent-Type: text/html\nContent-ID: <two>\n\n<p>Two\n--b--\n";
        assert_eq!(read(two.as_bytes()).canonical.trim(), "Two");
        for none in
            ["", "no message", "Content-Type: multipart/related; boundary=b\n\n--b\n\nplain\n--b--"]
        {
            assert!(read(none.as_bytes()).unread.is_some(), "{none}");
        }
        let deep = "Content-Type: multipart/mixed; boundary=b\n\n--b\n".repeat(10_000);
        assert!(read(deep.as_bytes()).unread.is_some());
    }
}

//! From bytes to characters: which encoding a file is in, and what in it is no text.

use std::ops::Range;

use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::source::{SourceMap, TextBuilder};
use crate::report::Note;

/// A file as text with `\n` line ends, free of control characters, zero-width spaces and marks that reorder
/// text.
#[derive(Debug, Default)]
pub(super) struct Decoded {
    /// The characters.
    pub(super) text: String,
    /// The way back to the bytes.
    pub(super) source: SourceMap,
    /// Encoding guessed, damaged bytes, characters taken out.
    pub(super) notes: Vec<Note>,
}

/// Decodes a file. `html` files may name their encoding themselves; they are believed only where the bytes
/// are not UTF-8, because pages are often saved as UTF-8 under a header that says otherwise.
pub(super) fn decode(bytes: &[u8], html: bool) -> Decoded {
    decode_as(bytes, html, None)
}

/// As [`decode`], where a header from outside says the encoding: it is believed before the page itself.
pub(super) fn decode_as(bytes: &[u8], html: bool, said: Option<&str>) -> Decoded {
    let (reading, start, how) = choose(bytes, html, said);
    if reading == Reading::Binary {
        return unreadable("this is no text: it is full of control bytes");
    }
    let mut cleaner = Cleaner::default();
    match reading {
        Reading::Wide(order) => utf32(bytes, start, order, &mut cleaner),
        Reading::As(encoding) if encoding == UTF_8 => utf8(bytes, start, &mut cleaner),
        Reading::As(encoding) => legacy(bytes, start, encoding, &mut cleaner),
        Reading::Binary => {}
    }
    cleaner.finish(how)
}

/// Decodes what is a string already: cleans it.
pub(super) fn clean_str(text: &str) -> Decoded {
    let mut cleaner = Cleaner::default();
    cleaner.push_str(text, 0);
    cleaner.finish(None)
}

/// What is left of a character that text from outside may hold; `None` if nothing is.
pub(super) fn clean(c: char) -> Option<char> {
    match c {
        '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\t' | '\n' => Some(c),
        '\u{200b}' | '\u{feff}' => None,
        _ if c.is_control() || reorders(c) => None,
        _ => Some(c),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    As(&'static Encoding),
    /// UTF-32, which the web's encodings do without: big end first?
    Wide(bool),
    Binary,
}

/// The reading, the byte it starts at, and a remark if it was not plain.
fn choose(bytes: &[u8], html: bool, header: Option<&str>) -> (Reading, usize, Option<Note>) {
    match bytes {
        [0xff, 0xfe, 0, 0, ..] => return (Reading::Wide(false), 4, said("UTF-32LE")),
        [0, 0, 0xfe, 0xff, ..] => return (Reading::Wide(true), 4, said("UTF-32BE")),
        _ => {}
    }
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let how = if encoding == UTF_8 { None } else { said(encoding.name()) };
        return (Reading::As(encoding), length, how);
    }
    if let Some(encoding) = wide_without_mark(bytes) {
        return (Reading::As(encoding), 0, guessed(encoding));
    }
    if is_binary(bytes) {
        return (Reading::Binary, 0, None);
    }
    if is_mostly_utf8(bytes) {
        return (Reading::As(UTF_8), 0, None);
    }
    let header = header.and_then(|label| Encoding::for_label_no_replacement(label.as_bytes()));
    if let Some(encoding) = header.filter(|encoding| *encoding != UTF_8) {
        let note = format!("read as {}, as its header says", encoding.name());
        return (Reading::As(encoding), 0, Some(Note::info(note)));
    }
    if let Some(encoding) = html.then(|| named_in_head(bytes)).flatten() {
        let note = format!("read as {}, as the page itself says", encoding.name());
        return (Reading::As(encoding), 0, Some(Note::info(note)));
    }
    let encoding = guess(bytes);
    (Reading::As(encoding), 0, guessed(encoding))
}

fn said(name: &str) -> Option<Note> {
    Some(Note::info(format!("read as {name}, as its byte order mark says")))
}

fn guessed(encoding: &'static Encoding) -> Option<Note> {
    let note = format!("read as {}, guessed from its bytes", encoding.name());
    Some(Note::info(note).hint("save the file as UTF-8 if characters look wrong"))
}

/// UTF-16 of Western text has NUL in every other byte.
fn wide_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(4096) & !1)?;
    let (mut even, mut odd) = (0, 0);
    for pair in head.chunks_exact(2) {
        even += usize::from(pair.first() == Some(&0));
        odd += usize::from(pair.last() == Some(&0));
    }
    let pairs = head.len() / 2;
    let most = |n: usize| n * 5 >= pairs * 2 && pairs >= 4;
    let few = |n: usize| n * 20 <= pairs;
    match () {
        () if most(odd) && few(even) => Some(UTF_16LE),
        () if most(even) && few(odd) => Some(UTF_16BE),
        () => None,
    }
}

/// More than one byte in twenty is a control byte, or a known picture, archive or program begins here.
fn is_binary(bytes: &[u8]) -> bool {
    const MAGIC: [&[u8]; 7] =
        [b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"\x1f\x8b", b"\x7fELF"];
    if MAGIC.iter().any(|magic| bytes.starts_with(magic)) {
        return true;
    }
    let is_control = |b: &&u8| **b < 0x20 && !matches!(**b, b'\t' | b'\n' | b'\r' | 0xb | 0xc);
    bytes.iter().filter(is_control).count() > 8.max(bytes.len() / 20)
}

/// UTF-8 throughout, but for a cut last character; or with sound characters beyond ASCII among the broken
/// places, which other encodings hardly ever have: then it was UTF-8 and has been damaged.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let Err(error) = std::str::from_utf8(bytes) else { return true };
    if error.error_len().is_none() {
        return true;
    }
    let (mut sound, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    sound * 4 > broken
}

/// The encoding named by `<meta charset=...>`, `content="...; charset=..."` or `<?xml encoding=...?>`.
fn named_in_head(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(4096))?.to_ascii_lowercase();
    let after = ["charset", "encoding"].iter().find_map(|word| {
        head.windows(word.len()).position(|w| w == word.as_bytes()).map(|at| at + word.len())
    })?;
    let rest = head.get(after..)?.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let label: Vec<u8> = rest
        .iter()
        .copied()
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':'))
        .collect();
    let encoding = Encoding::for_label_no_replacement(&label)?;
    (encoding != UTF_8 && encoding != UTF_16LE && encoding != UTF_16BE).then_some(encoding)
}

/// The guess of a browser; a mebibyte from the first byte beyond ASCII on is enough for it.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let first = bytes.iter().position(|b| !b.is_ascii()).unwrap_or(0).saturating_sub(64);
    let sample = bytes.get(first..bytes.len().min(first + (1 << 20))).unwrap_or(bytes);
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    // Reports are British: among near equals the western encoding is meant.
    detector.guess(Some(b"uk"), chardetng::Utf8Detection::Deny)
}

fn utf8(bytes: &[u8], start: usize, cleaner: &mut Cleaner) {
    let rest = bytes.get(start..).unwrap_or_default();
    // Nearly every file is, and that is told many bytes at a time.
    if let Ok(text) = std::str::from_utf8(rest) {
        return cleaner.push_str(text, start);
    }
    let mut at = start;
    for chunk in rest.utf8_chunks() {
        cleaner.push_str(chunk.valid(), at);
        at += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            cleaner.push_damaged(at..at + chunk.invalid().len());
            at += chunk.invalid().len();
        }
    }
}

fn utf32(bytes: &[u8], start: usize, big: bool, cleaner: &mut Cleaner) {
    let mut at = start;
    for chunk in bytes.get(start..).unwrap_or_default().chunks(4) {
        let word = <[u8; 4]>::try_from(chunk).ok();
        let number = word.map(|w| if big { u32::from_be_bytes(w) } else { u32::from_le_bytes(w) });
        match number.and_then(char::from_u32) {
            Some(c) => cleaner.push(c, at..at + 4),
            None => cleaner.push_damaged(at..at + chunk.len()),
        }
        at += chunk.len();
    }
}

/// Feeds the decoder byte by byte, which is how each character comes to know its bytes.
fn legacy(bytes: &[u8], start: usize, encoding: &'static Encoding, cleaner: &mut Cleaner) {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut begun = None;
    for (at, byte) in bytes.iter().enumerate().skip(start) {
        if begun.is_none() && byte.is_ascii() && encoding.is_ascii_compatible() {
            cleaner.push(char::from(*byte), at..at + 1);
            continue;
        }
        let first = *begun.get_or_insert(at);
        if step(&mut decoder, &[*byte], false, first..at + 1, cleaner) {
            begun = None;
        }
    }
    let end = bytes.len();
    step(&mut decoder, &[], true, begun.unwrap_or(end)..end, cleaner);
}

/// True if the decoder gave something for the bytes it holds.
fn step(
    decoder: &mut encoding_rs::Decoder,
    mut input: &[u8],
    last: bool,
    range: Range<usize>,
    cleaner: &mut Cleaner,
) -> bool {
    let mut gave = false;
    loop {
        let mut buffer = [0u8; 32];
        let (result, read, written) =
            decoder.decode_to_utf8_without_replacement(input, &mut buffer, last);
        let out = buffer.get(..written).and_then(|b| std::str::from_utf8(b).ok());
        for c in out.unwrap_or_default().chars() {
            cleaner.push(c, range.clone());
            gave = true;
        }
        input = input.get(read..).unwrap_or_default();
        match result {
            DecoderResult::InputEmpty => return gave,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => {
                cleaner.push_damaged(range.clone());
                gave = true;
            }
        }
    }
}

/// Puts characters together, one line end for all, and keeps count of what it leaves out.
#[derive(Debug, Default)]
struct Cleaner {
    out: TextBuilder,
    /// A `\r` or a `Â` whose next character decides what it is.
    held: Option<(char, Range<usize>)>,
    nuls: usize,
    controls: usize,
    reordering: usize,
    damaged: usize,
    first_damage: usize,
}

impl Cleaner {
    fn push_str(&mut self, text: &str, source: usize) {
        let mut rest = 0;
        while let Some(tail) = text.get(rest..) {
            let plain = match self.held {
                Some(_) => 0,
                None => ordinary(tail.as_bytes()),
            };
            let (copied, special) = tail.split_at_checked(plain).unwrap_or((tail, ""));
            if !copied.is_empty() {
                self.out.copy(copied, source + rest);
            }
            let Some(c) = special.chars().next() else { return };
            let at = source + rest + plain;
            self.push(c, at..at + c.len_utf8());
            rest += plain + c.len_utf8();
        }
    }

    fn push(&mut self, c: char, source: Range<usize>) {
        match (self.held.take(), c) {
            (Some(('\r', begin)), '\n') => return self.out.replace("\n", begin.start..source.end),
            // UTF-8 once read as windows-1252: the no-break space left its first byte behind.
            (Some(('\u{c2}', begin)), '\u{a0}') => {
                return self.out.replace("\u{a0}", begin.start..source.end);
            }
            (held, _) => {
                self.held = held;
                self.release();
            }
        }
        if matches!(c, '\r' | '\u{c2}') {
            self.held = Some((c, source));
            return;
        }
        match clean(c) {
            Some(kept) => self.out.replace(kept.encode_utf8(&mut [0; 4]), source),
            None => {
                self.nuls += usize::from(c == '\0');
                self.controls += usize::from(c != '\0' && c.is_control());
                self.reordering += usize::from(reorders(c));
            }
        }
    }

    fn push_damaged(&mut self, source: Range<usize>) {
        if self.damaged == 0 {
            self.first_damage = source.start;
        }
        self.damaged += 1;
        self.push(char::REPLACEMENT_CHARACTER, source);
    }

    /// Writes what was held back, now that it is known to stand alone.
    fn release(&mut self) {
        if let Some((c, source)) = self.held.take() {
            let kept = if c == '\r' { '\n' } else { c };
            self.out.replace(kept.encode_utf8(&mut [0; 4]), source);
        }
    }

    fn finish(mut self, how: Option<Note>) -> Decoded {
        self.release();
        if self.damaged >= 16 && self.damaged * 4 > self.out.text().chars().count() {
            return unreadable("this is no text: most of its bytes are damaged");
        }
        let mut notes: Vec<Note> = how.into_iter().collect();
        if self.damaged > 0 {
            notes.push(Note::warning(format!(
                "damaged bytes in {} place(s), the first at byte {}, became `\u{fffd}`",
                self.damaged, self.first_damage
            )));
        }
        if self.nuls > 0 {
            notes.push(Note::warning(format!("{} NUL byte(s) taken out", self.nuls)));
        }
        if self.controls > 0 {
            notes.push(Note::info(format!("{} control character(s) taken out", self.controls)));
        }
        if self.reordering > 0 {
            let note = format!("{} invisible mark(s) that reorder text taken out", self.reordering);
            notes.push(Note::info(note));
        }
        let (text, source) = self.out.finish();
        Decoded { text, source, notes }
    }
}

fn unreadable(why: &str) -> Decoded {
    Decoded { notes: vec![Note::error(why)], ..Decoded::default() }
}

fn reorders(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Bytes before the first that [`may_be_special`]: looked at in stretches, all bytes of which are compared at once.
fn ordinary(bytes: &[u8]) -> usize {
    const STRETCH: usize = 32;
    let is_ordinary =
        |stretch: &&[u8]| !stretch.iter().fold(false, |any, byte| any | may_be_special(*byte));
    let passed = bytes.chunks_exact(STRETCH).take_while(is_ordinary).count() * STRETCH;
    let rest = bytes.get(passed..).unwrap_or_default();
    passed + rest.iter().position(|byte| may_be_special(*byte)).unwrap_or(rest.len())
}

/// First bytes of the characters that [`Cleaner::push`] looks at. Without branches, so that many are told at once.
fn may_be_special(byte: u8) -> bool {
    ((byte < 0x20) & (byte != b'\t') & (byte != b'\n'))
        | (byte == 0x7f)
        | (byte == 0xc2)
        | (byte == 0xc3)
        | (byte == 0xe2)
        | (byte == 0xef)
}

#[cfg(test)]
mod tests {
    use super::{clean_str, decode};
    use crate::report::{Severity, Span};

    fn utf16(text: &str, mark: bool, big: bool) -> Vec<u8> {
        let mark = mark.then_some(0xfeff);
        let units = mark.into_iter().chain(text.encode_utf16());
        units.flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
    }

    #[test]
    fn every_encoding_gives_the_same_words_and_the_way_back() {
        let text = "Zoë said: the force is good.\nIt is “fair”.";
        let utf32 = |big: bool| -> Vec<u8> {
            let words = std::iter::once(0xfeff).chain(text.chars().map(u32::from));
            words.flat_map(|w| if big { w.to_be_bytes() } else { w.to_le_bytes() }).collect()
        };
        let cp1252 = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
        for (name, bytes) in [
            ("UTF-8", text.as_bytes().to_vec()),
            ("UTF-8 with a mark", [b"\xef\xbb\xbf", text.as_bytes()].concat()),
            ("UTF-16LE with a mark", utf16(text, true, false)),
            ("UTF-16BE with a mark", utf16(text, true, true)),
            ("UTF-16LE", utf16(text, false, false)),
            ("UTF-16BE", utf16(text, false, true)),
            ("UTF-32LE", utf32(false)),
            ("UTF-32BE", utf32(true)),
            ("windows-1252", cp1252),
        ] {
            let decoded = decode(&bytes, false);
            assert_eq!(decoded.text, text, "{name}");
            assert!(decoded.notes.iter().all(|n| n.severity == Severity::Info), "{name}");
            let good = text.find("good").unwrap();
            let span = decoded.source.to_source(Span::new(good, good + 4)).unwrap();
            let source = bytes[span.start..span.end].iter().copied().filter(|b| *b != 0);
            assert_eq!(source.collect::<Vec<u8>>(), b"good", "{name}");
        }
    }

    #[test]
    fn a_page_is_believed_only_where_it_is_not_utf8() {
        let lying = "<meta charset=\"iso-8859-7\"><p>Zoë’s force".as_bytes();
        assert!(decode(lying, true).text.ends_with("Zoë’s force"));
        let honest = b"<meta charset='windows-1251'><p>\xe4\xe0";
        assert!(decode(honest, true).text.ends_with("да"));
    }

    #[test]
    fn line_ends_and_invisible_characters_are_settled() {
        for (raw, cooked) in [
            ("a\r\nb\rc\u{2028}d\u{85}e\u{c}f", "a\nb\nc\nd\ne\nf"),
            ("\r\r\n\r", "\n\n\n"),
            ("co\u{ad}operate \u{a0}x", "co\u{ad}operate \u{a0}x"),
            ("a\u{200b}b\u{feff}c\u{202e}d\u{2069}e", "abcde"),
            ("HMICFRS\u{c2}\u{a0}said \u{c2}x\u{c2}", "HMICFRS\u{a0}said \u{c2}x\u{c2}"),
            ("Go\0od", "Good"),
            ("\u{1b}Go\u{9b}od\u{7f}\t", "Good\t"),
        ] {
            assert_eq!(clean_str(raw).text, cooked, "{raw:?}");
        }
        assert_eq!(clean_str("a\u{202e}b").notes.len(), 1);
    }

    #[test]
    fn what_is_special_is_seen_wherever_it_stands() {
        for length in [0, 1, 31, 32, 33, 95, 200] {
            let plain = "a\t\n~".repeat(50)[..length].to_owned();
            for (special, cooked) in
                [("\u{7}", ""), ("\u{a0}", "\u{a0}"), ("\u{7f}", ""), ("\r", "\n")]
            {
                let raw = format!("{plain}{special}{plain}");
                assert_eq!(
                    clean_str(&raw).text,
                    format!("{plain}{cooked}{plain}"),
                    "{length} {special:?}"
                );
            }
        }
    }

    #[test]
    fn damage_is_marked_counted_and_placed() {
        let decoded = decode("Zoë’s vetting — unit \u{e9}".as_bytes(), false);
        assert!(decoded.notes.is_empty());
        let decoded = decode(b"Zo\xc3\xab \xe2\x80\x99 x\xff y\xe2\x80 z", false);
        assert_eq!(decoded.text, "Zoë ’ x\u{fffd} y\u{fffd} z");
        assert!(decoded.notes[0].message.contains("2 place(s), the first at byte 10"));
        let cut = decode(b"all is well, Zo\xc3", false);
        assert_eq!(cut.text, "all is well, Zo\u{fffd}");
    }

    #[test]
    fn what_is_no_text_is_empty_with_an_error() {
        let noise: Vec<u8> = (0..4000u32).map(|i| (i * 7919 % 251) as u8).collect();
        for bytes in [&b"%PDF-1.7 and so on"[..], b"\x89PNG\r\n", &[0u8; 500], &noise] {
            let decoded = decode(bytes, false);
            assert_eq!(decoded.text, "");
            assert_eq!(decoded.notes[0].severity, Severity::Error);
        }
        assert!(decode(b"", false).notes.is_empty());
    }
}

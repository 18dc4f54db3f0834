//! Hostile documents are read in processes of their own: what they take is bounded, and the others are all read.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use peelian::corpus::{Document, Format, Supplied};
use peelian::extract::{BROKE_OFF, Limits, Readers, Text, extract};

use serde_json::Value;

use crate::desk::{Desk, of_type};

fn program() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_peelian"))
}

fn document(bytes: Vec<u8>) -> Document {
    Document {
        path: "a.pdf".to_owned(),
        format: Format::Pdf,
        bytes,
        digest: String::new(),
        supplied: Supplied::default(),
        notes: Vec::new(),
    }
}

fn sample(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/pdf").join(name)).unwrap()
}

/// A PDF of one page with this content stream and one form `X` of that content.
fn pdf(content: &[u8], form: &[u8], filters: &str) -> Vec<u8> {
    let mut file = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
        2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
        3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>endobj\n"
        .to_vec();
    file.extend(format!("4 0 obj<</Length {}{filters}>>stream\n", content.len()).bytes());
    file.extend(content);
    let head = "\nendstream endobj\n5 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 1 1]";
    file.extend(format!("{head}/Length {}>>stream\n", form.len()).bytes());
    file.extend(form);
    file.extend(b"\nendstream endobj\ntrailer<</Size 6/Root 1 0 R>>\n%%EOF\n");
    file
}

/// A page that draws a long form as often as a page may: minutes of work in two lines.
fn endless() -> Vec<u8> {
    pdf(&b"/X Do\n".repeat(20_000), &b"q 1 0 0 1 0 0 cm Q\n".repeat(20_000), "")
}

/// `count` spaces as one block of fixed Huffman codes (RFC 1951, 3.2.6), with the head and without the sum of zlib.
fn zlib_spaces(count: usize) -> Vec<u8> {
    let mut bits = Bits::default();
    bits.push(0b1, 1);
    bits.push(0b01, 2);
    bits.push_code(0x30 + u32::from(b' '), 8);
    for _ in 0..count / 258 {
        // Length 258 is code 285, distance 1 is code 0.
        bits.push_code(0b1100_0101, 8);
        bits.push_code(0, 5);
    }
    bits.push_code(0, 7);
    [&[0x78, 0x9c][..], &bits.bytes].concat()
}

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    used: u32,
}

impl Bits {
    /// The lowest bit first.
    fn push(&mut self, value: u32, count: u32) {
        for at in 0..count {
            if self.used == 0 {
                self.bytes.push(0);
            }
            *self.bytes.last_mut().unwrap() |= u8::from(value >> at & 1 == 1) << self.used;
            self.used = (self.used + 1) % 8;
        }
    }

    /// The highest bit first, as codes are.
    fn push_code(&mut self, code: u32, length: u32) {
        (0..length).rev().for_each(|at| self.push(code >> at & 1, 1));
    }
}

fn why(text: &Text) -> &str {
    assert!(text.blocks.is_empty(), "{text:?}");
    text.unread.as_deref().unwrap().strip_prefix(BROKE_OFF).unwrap()
}

#[test]
fn another_process_reads_what_this_one_reads() {
    let readers = Readers::new(program(), Limits::default());
    for name in ["legitimacy.pdf", "encrypted.pdf", "locked.pdf", "legitimacy.pdf"] {
        let document = document(sample(name));
        assert_eq!(readers.read(&document), extract(&document), "{name}");
    }
}

#[test]
fn what_takes_too_much_is_ended_and_the_next_is_read() {
    let whole = extract(&document(sample("legitimacy.pdf")));
    // A machine that is busy takes its time: only the limit that is meant may be met.
    let patient = Limits { wall: Duration::from_secs(900), cpu: 900, ..Limits::default() };
    let bomb = pdf(&zlib_spaces(600 << 20), b"", "/Filter/FlateDecode");
    for (limits, bytes, said) in [
        (Limits { cpu: 1, ..patient }, endless(), "it takes more than 1 s of processor time"),
        (Limits { memory: 400 << 20, ..patient }, bomb, "it needs more than 400 MiB of memory"),
    ] {
        let readers = Readers::new(program(), limits);
        assert_eq!(why(&readers.read(&document(bytes))), said);
        assert_eq!(readers.read(&document(sample("legitimacy.pdf"))), whole, "{limits:?}");
    }
    let hasty = Readers::new(program(), Limits { wall: Duration::from_millis(200), ..patient });
    assert_eq!(why(&hasty.read(&document(endless()))), "it takes more than 0.2 s");
}

#[test]
fn a_program_that_is_not_there_is_a_note() {
    let readers = Readers::new(PathBuf::from("/no/such/program"), Limits::default());
    let text = readers.read(&document(sample("encrypted.pdf")));
    assert!(why(&text).starts_with("no process can be started"), "{text:?}");
}

#[test]
fn hostile_files_are_named_and_the_others_are_indexed() {
    let answers = |threads: &str| {
        let desk = Desk::new();
        for name in ["legitimacy.pdf", "encrypted.pdf", "locked.pdf"] {
            fs::write(desk.path().join("corpus").join(name), sample(name)).unwrap();
        }
        let deep = [b"[".repeat(2_000_000), b"]".repeat(2_000_000)].concat();
        let whole = sample("legitimacy.pdf");
        for (name, bytes) in [
            ("noise.pdf", b"%PDF-1.7 and no more".to_vec()),
            ("empty.pdf", Vec::new()),
            ("cut.pdf", whole[..whole.len() / 3].to_vec()),
            ("deep.pdf", pdf(&deep, b"", "")),
            (
                "deep-object.pdf",
                [&pdf(b"", b"", "")[..], b"\n9 0 obj ", &deep, b" endobj\n"].concat(),
            ),
        ] {
            fs::write(desk.path().join("corpus").join(name), bytes).unwrap();
        }
        let said = desk.run(&["index", "--threads", threads]);
        assert_eq!(said.code, 3, "{}", said.err);
        for name in ["locked.pdf", "noise.pdf", "empty.pdf"] {
            assert!(said.err.contains(&format!("failed: `{name}`")), "{name}: {}", said.err);
        }
        assert!(said.err.contains("protected by a password"), "{}", said.err);
        let found = desk.json(&["search", "counter-corruption", "--limit", "50"]);
        let paths = |path: &str| found.iter().filter(|line| line["report"]["path"] == path).count();
        assert!(paths("legitimacy.pdf") >= 2 && paths("encrypted.pdf") == 1);
        assert!(paths("mereshire-legitimacy.txt") > 0, "{found:#?}");
        // What failed is said again, though nothing is read again, and its note stays with it.
        let again = desk.run(&["index", "--threads", threads]);
        assert_eq!(again.code, 3, "{}", again.err);
        let reports = desk.json(&["reports"]);
        let locked = reports.iter().find(|line| line["path"] == "locked.pdf").unwrap();
        assert_eq!(locked["notes"][0]["severity"], "error", "{locked:#}");
        let owned = |lines: Vec<&Value>| lines.into_iter().cloned().collect::<Vec<Value>>();
        (owned(of_type(&found, "finding")), owned(of_type(&reports, "report")))
    };
    assert_eq!(answers("1"), answers("3"));
}

//! Archives: each document in them is a document of its own, and none can stop a build.

use std::fs;
use std::io::{Cursor, Write};

use serde_json::Value;

use crate::desk::{Desk, of_type};

/// A ZIP archive of these files.
pub(crate) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A ZIP archive with another name of the same length in it: its writers refuse a name that was there.
pub(crate) fn renamed(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut bytes = bytes.to_vec();
    let places = 0..=bytes.len() - from.len();
    let found: Vec<usize> = places.filter(|&at| bytes[at..].starts_with(from.as_bytes())).collect();
    assert!(found.len() >= 2, "its own header and the table of contents");
    found.iter().for_each(|&at| bytes[at..at + to.len()].copy_from_slice(to.as_bytes()));
    bytes
}

/// A tape archive of these files. Names are written as they are, whatever they say.
pub(crate) fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        builder.append(&header(name, bytes.len(), tar::EntryType::Regular), *bytes).unwrap();
    }
    builder.into_inner().unwrap()
}

/// The header of an entry of a tape archive.
pub(crate) fn header(name: &str, size: usize, kind: tar::EntryType) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
    header.set_size(size as u64);
    header.set_mode(0o644);
    header.set_entry_type(kind);
    header.set_cksum();
    header
}

/// The same bytes packed by gzip.
pub(crate) fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// The same bytes packed by Zstandard.
pub(crate) fn zst(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

fn page(body: &str) -> String {
    format!(
        "<!doctype html><html><head><title>On the quay</title></head><body><main><h1>On the quay</h1><p>{body}</p></main></body></html>"
    )
}

/// Paths of the reports whose findings hold a word, each once.
fn paths(desk: &Desk, word: &str) -> Vec<String> {
    let found = desk.json(&["search", word, "--limit", "100", "--unfold"]);
    let mut paths: Vec<String> = of_type(&found, "finding")
        .into_iter()
        .map(|line| line["report"]["path"].as_str().unwrap().to_owned())
        .collect();
    paths.sort();
    paths.dedup();
    paths
}

fn index(desk: &Desk, more: &[&str]) -> Value {
    desk.json(&[&["index"], more].concat()).remove(0)
}

fn put(desk: &Desk, name: &str, bytes: &[u8]) {
    fs::write(desk.path().join("corpus").join(name), bytes).unwrap();
}

const LINE: &str = r#"{"id":"z9","force":"fenwold","year":"2017","grade":"good","pillar":"efficiency","kind":"narrative","title":"On ropes","body":"Halyards are counted."}"#;

#[test]
fn every_document_in_an_archive_is_a_document_of_its_own() {
    let desk = Desk::new();
    let text = |word: &str| format!("The {word} of the quay was counted in the spring.\n");
    let inner = zip(&[("deep.html", page("A halyard and a bollard.").as_bytes())]);
    put(
        &desk,
        "a.zip",
        &zip(&[
            ("x/one.txt", text("halyard").as_bytes()),
            ("x/one.txt.meta.json", br#"{"year": 2015, "url": "https://example.org/one"}"#),
            ("x/MANIFEST.toml", b"[[document]]\npath = \"two.md\"\nyear = 2016\n"),
            ("x/two.md", text("halyard").as_bytes()),
            ("x/picture.png", b"\x89PNG"),
            ("__MACOSX/x/._one.txt", b"halyard"),
        ]),
    );
    put(
        &desk,
        "b.tar.gz",
        &gz(&tar(&[("inner.zip", &inner), ("three.txt", text("halyard").as_bytes())])),
    );
    put(&desk, "c.html.gz", &gz(page("A halyard for a mast.").as_bytes()));
    put(&desk, "d.jsonl.zst", &zst(format!("{LINE}\n").as_bytes()));
    put(&desk, "e.tzst", &zst(&tar(&[("four.txt", text("halyard").as_bytes())])));
    let said = index(&desk, &[]);
    assert_eq!((&said["documents"], &said["failed"]), (&10.into(), &0.into()), "{said}");
    assert_eq!(
        paths(&desk, "halyard"),
        [
            "a.zip!x/one.txt",
            "a.zip!x/two.md",
            "b.tar.gz!inner.zip!deep.html",
            "b.tar.gz!three.txt",
            "c.html.gz",
            "d.jsonl.zst",
            "e.tzst!four.txt",
        ]
    );
    let reports = desk.json(&["reports"]);
    let of = |path: &str| reports.iter().find(|line| line["path"] == path).unwrap();
    assert_eq!(of("a.zip!x/one.txt")["year"], "2015");
    assert_eq!(of("a.zip!x/two.md")["year"], "2016");
    assert_eq!(desk.run(&["verify"]).code, 0);
    let id = of("b.tar.gz!inner.zip!deep.html")["id"].as_str().unwrap();
    assert!(desk.run(&["show", id]).out.contains("bollard"));
    assert_eq!(desk.run(&["why", id]).code, 0);
}

#[test]
fn files_of_the_same_name_in_an_archive_are_documents_of_their_own() {
    let text = |word: &str| format!("The {word} of the quay was counted in the spring.\n");
    let (one, two, three) = (text("halyard"), text("bollard"), text("capstan"));
    let files = [
        ("a.txt", one.as_bytes()),
        ("b.txt", three.as_bytes()),
        ("c.txt", two.as_bytes()),
        ("c.txt.meta.json", br#"{"year": 2015}"#),
        ("d.txt.meta.json", br#"{"year": 2014}"#),
    ];
    let packed = renamed(&renamed(&zip(&files), "c.txt", "a.txt"), "d.txt", "a.txt");
    let named = ["a.txt", "b.txt", "a.txt", "a.txt.meta.json", "a.txt.meta.json"];
    let named: Vec<(&str, &[u8])> =
        named.into_iter().zip(files).map(|(name, (_, bytes))| (name, bytes)).collect();
    // Behind what is no archive, places are counted from its beginning.
    let behind = [&b"#!/bin/sh\n"[..], &packed].concat();
    for (name, bytes) in [("x.zip", packed), ("x.tar", tar(&named)), ("x.zip", behind)] {
        let desk = Desk::new();
        put(&desk, name, &bytes);
        let said = index(&desk, &[]);
        assert_eq!((&said["documents"], &said["failed"]), (&6.into(), &0.into()), "{said}");
        let found = |word: &str| paths(&desk, word);
        assert_eq!(found("halyard"), [format!("{name}!a.txt")]);
        assert_eq!(found("bollard"), [format!("{name}!a.txt~2")]);
        let reports = desk.json(&["reports"]);
        for line in of_type(&reports, "report") {
            let path = line["path"].as_str().unwrap();
            let is_one = path.starts_with(&format!("{name}!a.txt"));
            let notes = line["notes"].to_string();
            let is_noted = notes.contains("its name stands 2 times in the archive");
            assert_eq!(is_noted, is_one, "{path}: {notes}");
            assert_eq!(line["year"] == "2014", is_one, "{path}: the later sidecar is of both");
        }
    }
}

#[test]
fn what_is_supplied_for_an_archive_holds_for_what_is_in_it() {
    let desk = Desk::new();
    put(
        &desk,
        "a.zip",
        &zip(&[
            ("one.txt", b"Halyards."),
            ("two.txt", b"Halyards."),
            ("two.txt.meta.json", b"{\"year\":2014}"),
        ]),
    );
    let beside = "{\"year\": 2015, \"licence\": \"OGL\", \"url\": \"https://example.org/a.zip\"}";
    desk.write("corpus/a.zip.meta.json", beside);
    desk.write(
        "corpus/MANIFEST.toml",
        "[[document]]\npath = \"a.zip!one.txt\"\npillar = \"legitimacy\"\n[[document]]\npath = \"a.zip!gone.txt\"\nyear = 2014\n",
    );
    let said = desk.run(&["index", "--report", "problems.jsonl"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let problems = fs::read_to_string(desk.path().join("problems.jsonl")).unwrap();
    assert!(problems.contains("a.zip!gone.txt"), "{problems}");
    let reports = desk.json(&["reports"]);
    let of = |path: &str| reports.iter().find(|line| line["path"] == path).unwrap();
    assert_eq!(
        (&of("a.zip!one.txt")["year"], &of("a.zip!one.txt")["pillar"]),
        (&"2015".into(), &"legitimacy".into())
    );
    assert_eq!(
        (&of("a.zip!two.txt")["year"], &of("a.zip!one.txt")["url"]),
        (&"2014".into(), &Value::Null)
    );
}

#[test]
fn only_what_changed_in_an_archive_is_read_again() {
    let desk = Desk::new();
    let line = format!("{LINE}\n");
    let with = |second: &[u8]| {
        zip(&[("one.txt", b"Bollards."), ("two.txt", second), ("three.jsonl", line.as_bytes())])
    };
    put(&desk, "a.zip", &with(b"Halyards."));
    assert_eq!(index(&desk, &[])["added"], 6);
    assert_eq!(index(&desk, &[])["unchanged"], 6);
    put(&desk, "a.zip", &with(b"Capstans."));
    let said = index(&desk, &[]);
    assert_eq!((&said["changed"], &said["unchanged"]), (&1.into(), &5.into()), "{said}");
    assert_eq!(paths(&desk, "capstans"), ["a.zip!two.txt"]);
    put(&desk, "a.zip", &zip(&[("one.txt", b"Bollards.")]));
    assert_eq!((&index(&desk, &[])["gone"], paths(&desk, "capstans").len()), (&2.into(), 1));
    assert_eq!(index(&desk, &["--prune"])["removed"], 2);
    assert_eq!(paths(&desk, "capstans"), [""; 0]);
    assert_eq!(paths(&desk, "bollards"), ["a.zip!one.txt"]);
    // What a damaged archive held stays until it can be read again.
    put(&desk, "a.zip", b"PK\x03\x04 and no more");
    let said = desk.run(&["index", "--prune"]);
    assert_eq!(said.code, 3, "{}", said.err);
    assert!(said.err.contains("failed: `a.zip`: this is no zip archive"), "{}", said.err);
    assert_eq!(paths(&desk, "bollards"), ["a.zip!one.txt"]);
    let reports = desk.json(&["reports"]);
    let itself = reports.iter().find(|line| line["path"] == "a.zip").unwrap();
    assert_eq!(itself["notes"][0]["severity"], "error", "{itself}");
    put(&desk, "a.zip", &with(b"Halyards."));
    let said = index(&desk, &[]);
    assert_eq!((&said["added"], &said["unchanged"]), (&2.into(), &4.into()), "{said}");
    assert!(desk.json(&["reports"]).iter().all(|line| line["path"] != "a.zip"));
    assert_eq!(desk.run(&["verify"]).code, 0);
}

#[test]
fn hostile_archives_are_named_and_the_others_are_indexed() {
    let bomb = gz(&[b' '; 1 << 20]).repeat(80);
    let mut odd = tar::Builder::new(Vec::new());
    odd.append(&header("link.txt", 0, tar::EntryType::Symlink), &b""[..]).unwrap();
    odd.append(&header("pipe.txt", 0, tar::EntryType::Fifo), &b""[..]).unwrap();
    odd.append(&header("../../up.txt", 9, tar::EntryType::Regular), &b"Halyards."[..]).unwrap();
    let odd = odd.into_inner().unwrap();
    let deep = zip(&[("b.zip", &zip(&[("c.zip", &zip(&[("d.txt", b"Halyards.")]))]))]);
    let whole = gz(&tar(&[("one.txt", b"Halyards."), ("two.txt", &noise(200_000))]));
    let mut secret = zip(&[("locked.txt", b"Halyards.")]);
    let contents = secret.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
    // The lowest bit of the flags: encrypted.
    secret[6] |= 1;
    secret[contents + 8] |= 1;
    let answers = |threads: &str| {
        let desk = Desk::new();
        for (name, bytes) in [
            ("bomb.txt.gz", &bomb[..]),
            ("bomb.jsonl.gz", &bomb[..]),
            ("odd.tar", &odd[..]),
            ("deep.zip", &deep[..]),
            ("cut.tar.gz", &whole[..whole.len() / 2]),
            ("none.zip", b"no archive"),
            ("none.zst", b"no archive"),
            ("empty.gz", b""),
            ("secret.zip", &secret[..]),
            ("sound.zip", &zip(&[("one.txt", b"Halyards.")])),
        ] {
            put(&desk, name, bytes);
        }
        let said = desk.run(&["index", "--threads", threads]);
        assert_eq!(said.code, 3, "{}", said.err);
        for words in [
            "failed: `bomb.txt.gz`: it unpacks to more than 200 times its size",
            "failed: `bomb.jsonl.gz`: it unpacks to more than 200 times its size",
            "failed: `odd.tar!pipe.txt`: a pipe, device",
            "failed: `deep.zip!b.zip!c.zip`: an archive nested deeper than 2",
            "failed: `cut.tar.gz`: damaged",
            "failed: `none.zip`: this is no zip archive",
            "failed: `none.zst`: cannot be unpacked: this is no sound Zstandard",
            "failed: `secret.zip!locked.txt`: protected by a password",
        ] {
            assert!(said.err.contains(words), "`{words}` is not said:\n{}", said.err);
        }
        assert_eq!(
            paths(&desk, "halyards"),
            ["cut.tar.gz!one.txt", "odd.tar!up.txt", "sound.zip!one.txt"]
        );
        assert_eq!(desk.run(&["index"]).code, 3);
        let mut all = desk.json(&["reports"]);
        all.extend(desk.json(&["search", "quay", "--limit", "50"]));
        all.retain(|line| line["type"] != "summary");
        all
    };
    assert_eq!(answers("1"), answers("3"));
}

/// Bytes that no packer makes smaller.
fn noise(count: usize) -> Vec<u8> {
    let mut state = 7_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        b'a' + (state >> 33) as u8 % 26
    };
    (0..count).map(|_| next()).collect()
}

//! Web archives, saved pages and Rich Text Format: each page is a document with the address and the day of its record.

use std::fs;
use std::path::Path;

use crate::archives::{gz, zip, zst};
use crate::desk::{Desk, of_type};

/// A record of a web archive (ISO 28500).
pub(crate) fn record(kind: &str, url: &str, block: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2016-12-09T10:00:00Z\r\n\
         Content-Length: {}\r\n\r\n",
        block.len()
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

/// A record of an answer of a server.
pub(crate) fn answer(url: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {headers}\r\n\r\n");
    record("response", url, &[head.as_bytes(), body].concat())
}

fn page(word: &str) -> String {
    format!(
        "<!doctype html><title>Quay</title><main><h1>Quay</h1><p>The {word} of the quay.</p></main>"
    )
}

fn put(desk: &Desk, name: &str, bytes: &[u8]) {
    fs::write(desk.path().join("corpus").join(name), bytes).unwrap();
}

fn chunked(body: &[u8]) -> Vec<u8> {
    let middle = body.len() / 2;
    let (one, two) = body.split_at(middle);
    let mut all = format!("{:x}\r\n", one.len()).into_bytes();
    all.extend(one);
    all.extend(format!("\r\n{:X}\r\n", two.len()).bytes());
    all.extend(two);
    all.extend(b"\r\n0\r\n\r\n");
    all
}

#[test]
fn every_page_of_a_web_archive_is_a_document_with_its_address_and_day() {
    let desk = Desk::new();
    let html = "200 OK\r\nContent-Type: text/html; charset=utf-8";
    let latin = encoding_rs::WINDOWS_1251.encode(&page("канат halyard")).0.into_owned();
    let records = [
        record("warcinfo", "urn:x", b"software: made up\r\n"),
        answer("https://example.org/quay/", html, page("halyard").as_bytes()),
        answer("https://example.org/quay/", html, page("halyard again").as_bytes()),
        answer(
            "https://example.org/b",
            &format!("{html}\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip"),
            &chunked(&gz(page("halyard").as_bytes())),
        ),
        answer(
            "https://example.org/c",
            &format!("{html}\r\nContent-Encoding: zstd"),
            &zst(page("halyard").as_bytes()),
        ),
        answer(
            "https://example.org/d",
            "200 OK\r\nContent-Type: text/html; charset=windows-1251",
            &latin,
        ),
        answer(
            "https://example.org/gone",
            "404 Not Found\r\nContent-Type: text/html",
            page("halyard").as_bytes(),
        ),
        answer("https://example.org/x.png", "200 OK\r\nContent-Type: image/png", b"\x89PNG"),
        answer(
            "https://example.org/odd",
            &format!("{html}\r\nContent-Encoding: rot13"),
            b"unylneq",
        ),
        record("request", "https://example.org/quay/", b"GET / HTTP/1.1\r\n\r\n"),
    ];
    let packed: Vec<u8> = records.iter().flat_map(|record| gz(record)).collect();
    put(&desk, "crawl.warc.gz", &packed);
    put(
        &desk,
        "saved.wacz",
        &zip(&[
            ("archive/data.warc.gz", &packed[..]),
            ("pages/pages.jsonl", b"{\"format\":\"json-pages-1.0\"}\n"),
            ("datapackage.json", b"{}"),
        ]),
    );
    put(&desk, "cut.warc", &records.concat()[..1_200]);
    let said = desk.run(&["index", "--report", "problems.jsonl"]);
    assert_eq!(said.code, 3, "{}", said.err);
    assert!(
        said.err.contains("failed: `crawl.warc.gz!example.org/odd`: packed as `rot13`"),
        "{}",
        said.err
    );
    assert!(said.err.contains("failed: `cut.warc`: damaged at record"), "{}", said.err);
    let found = desk.json(&["search", "halyard", "--limit", "50", "--unfold"]);
    let paths: Vec<&str> = of_type(&found, "finding")
        .iter()
        .filter_map(|line| line["report"]["path"].as_str())
        .collect();
    for page in ["quay", "quay~2", "b", "c", "d"] {
        for archive in ["crawl.warc.gz", "saved.wacz!archive/data.warc.gz"] {
            let path = format!("{archive}!example.org/{page}");
            assert!(paths.contains(&path.as_str()), "{path} is not in {paths:?}");
        }
    }
    assert!(!paths.iter().any(|path| path.contains("gone")), "{paths:?}");
    let russian = desk.json(&["search", "канат"]);
    assert!(
        of_type(&russian, "finding")[0]["report"]["path"]
            .as_str()
            .unwrap()
            .ends_with("example.org/d")
    );
    let reports = desk.json(&["reports"]);
    let one = reports.iter().find(|line| line["path"] == "crawl.warc.gz!example.org/quay").unwrap();
    assert_eq!(
        (&one["url"], &one["captured"]),
        (&"https://example.org/quay/".into(), &"2016-12-09T10:00:00Z".into())
    );
    let problems = fs::read_to_string(desk.path().join("problems.jsonl")).unwrap();
    for words in
        ["the server answered 404", "no document: `image/png`", "of the web archive itself"]
    {
        assert!(problems.contains(words), "{words}: {problems}");
    }
    assert_eq!(desk.json(&["index"])[0]["changed"], 0);
}

#[test]
fn saved_pages_and_rich_text_are_documents() {
    let desk = Desk::new();
    put(
        &desk,
        "saved.mhtml",
        format!(
            "Content-Location: https://example.org/m\r\nContent-Type: multipart/related; boundary=\"b\"\r\n\r\n--b\r\n\
             Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{}\r\n--b--\r\n",
            page("halyard")
        )
        .as_bytes(),
    );
    put(&desk, "letter.rtf", br"{\rtf1\ansi The halyard of the letter\par}");
    put(&desk, "none.mht", b"no message");
    put(&desk, "none.rtf", b"no rich text");
    let said = desk.run(&["index"]);
    assert_eq!(said.code, 3, "{}", said.err);
    for words in
        ["failed: `none.mht`: there is no page in it", "failed: `none.rtf`: this is no Rich Text"]
    {
        assert!(said.err.contains(words), "{}", said.err);
    }
    let found = desk.json(&["search", "halyard", "--unfold"]);
    let mut paths: Vec<&str> = of_type(&found, "finding")
        .iter()
        .filter_map(|line| line["report"]["path"].as_str())
        .collect();
    paths.sort_unstable();
    assert_eq!(paths, ["letter.rtf", "saved.mhtml"]);
}

#[test]
fn a_web_archive_is_read_with_the_dictionary_that_it_begins_with() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/warc");
    for name in ["plain-dictionary.warc.zst", "packed-dictionary.warc.zst"] {
        let bytes = fs::read(data.join(name)).unwrap();
        let length = u32::from_le_bytes(bytes[4..8].try_into().unwrap()) as usize;
        let index = |bytes: &[u8]| {
            let desk = Desk::new();
            put(&desk, "crawl.warc.zst", bytes);
            let said = desk.run(&["index"]);
            let reports = desk.json(&["reports"]);
            let pages = of_type(&reports, "report").into_iter();
            let pages =
                pages.filter_map(|line| line["path"].as_str()?.strip_prefix("crawl.warc.zst!"));
            (said, pages.map(str::to_owned).collect::<Vec<_>>())
        };
        let (said, pages) = index(&bytes);
        assert_eq!(said.code, 0, "{name}: {}", said.err);
        let words = ["bollard", "halyard", "quay"].map(|word| format!("example.org/{word}"));
        assert_eq!(pages, words, "{name}");
        let (said, pages) = index(&bytes[8 + length..]);
        assert_eq!((said.code, pages.len()), (3, 0), "{name}");
        let why = match name {
            "packed-dictionary.warc.zst" => {
                "it needs the Zstandard dictionary 2016, which is not in it"
            }
            _ => "this is no sound Zstandard",
        };
        assert!(said.err.contains(why), "{name}: {}", said.err);
        let broken = [&bytes[..8], &vec![b'x'; length], &bytes[8 + length..]].concat();
        let (said, _) = index(&broken);
        assert!(
            said.err.contains("where its dictionary should be is none"),
            "{name}: {}",
            said.err
        );
    }
}

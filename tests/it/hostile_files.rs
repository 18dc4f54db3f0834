//! Hostile and damaged files in every form: each has the outcome that `docs/hostile.md` lists, no panic reaches the user, and the
//! sound files among them are all indexed.
//!
//! The files are made by a seed, so they are the same on every machine. `PEELIAN_REWRITE=1` writes the list anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::archives::{header, renamed, tar, zip, zst};
use crate::desk::Desk;
use crate::forms::{forms, packed};

const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

/// Names and what was done to them, in the order of the table.
type Made = Vec<(String, String)>;

/// Numbers by SplitMix64: the same everywhere.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(SEED);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % below.max(1) as u64).unwrap()
    }

    fn noise(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| u8::try_from(self.next(256)).unwrap()).collect()
    }
}

/// What is done to a sound file, by name.
const DAMAGES: [(&str, &str); 17] = [
    ("flip-1", "one bit flipped"),
    ("flip-10", "10 bits flipped"),
    ("flip-100", "100 bits flipped"),
    ("flip-1000", "1,000 bits flipped"),
    ("cut-first", "the first tenth gone"),
    ("cut-tenth", "only the first tenth left"),
    ("cut-half", "only the first half left"),
    ("cut-last", "the last 5 bytes gone"),
    ("zeros", "zeros in the middle quarter"),
    ("noise", "noise in the middle quarter"),
    ("swapped", "its halves swapped"),
    ("doubled", "twice, one after the other"),
    ("tail", "noise behind its end"),
    ("lead", "noise before its beginning"),
    ("empty", "no bytes at all"),
    ("magic", "its first 8 bytes, then noise"),
    ("other", "a PDF under its name"),
];

fn damaged(how: &str, sound: &[u8], pdf: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let (length, mut bytes) = (sound.len(), sound.to_vec());
    let quarter = length * 3 / 8..length * 5 / 8;
    let mut flip = |count: usize| {
        for _ in 0..count {
            let at = numbers.next(length);
            bytes[at] ^= 1 << numbers.next(8);
        }
    };
    match how {
        "flip-1" => flip(1),
        "flip-10" => flip(10),
        "flip-100" => flip(100),
        "flip-1000" => flip(1000),
        "cut-first" => drop(bytes.drain(..length / 10)),
        "cut-tenth" => bytes.truncate(length / 10),
        "cut-half" => bytes.truncate(length / 2),
        "cut-last" => bytes.truncate(length.saturating_sub(5)),
        "zeros" => bytes[quarter].fill(0),
        "noise" => {
            let noise = numbers.noise(quarter.len());
            bytes[quarter].copy_from_slice(&noise);
        }
        "swapped" => bytes.rotate_left(length / 2),
        "doubled" => bytes.extend_from_slice(sound),
        "tail" => bytes.extend(numbers.noise(1_000)),
        "lead" => drop(bytes.splice(0..0, numbers.noise(1_000))),
        "empty" => bytes.clear(),
        "magic" => {
            bytes.truncate(8);
            bytes.extend(numbers.noise(2_000));
        }
        "other" => bytes = pdf.to_vec(),
        _ => panic!("{how} is no damage"),
    }
    bytes
}

/// Stored, not packed: packers differ from processor to processor.
fn gz_stored(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A mebibyte of spaces, packed, so many times: what it unpacks to is the same however well it is packed.
fn gz_spaces(mebibytes: usize) -> Vec<u8> {
    crate::archives::gz(&[b' '; 1 << 20]).repeat(mebibytes)
}

/// Files that somebody thought of: name, what it is, bytes.
fn special() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let deep = |open: &str, middle: &str, close: &str, times: usize| {
        [open.repeat(times), middle.to_owned(), close.repeat(times)].concat().into_bytes()
    };
    let body = |inner: Vec<u8>| {
        let (head, tail) =
            (&b"<w:document xmlns:w=\"w\"><w:body>"[..], &b"</w:body></w:document>"[..]);
        [head, &inner, tail].concat()
    };
    let entities =
        "<!DOCTYPE a [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
    let pdf_page = |content: &str| {
        format!(
            "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
             3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>endobj\n4 0 obj<</Length {}>>stream\n\
             {content}\nendstream endobj\ntrailer<</Size 5/Root 1 0 R>>\n%%EOF\n",
            content.len()
        )
        .into_bytes()
    };
    let zeros = vec![0_u8; 40 << 20];
    let inner = zip(&[("zeros.txt", &zeros)]);
    let copies: Vec<(String, &[u8])> =
        (0..40).map(|n| (format!("{n}.zip"), inner.as_slice())).collect();
    let copies: Vec<(&str, &[u8])> =
        copies.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    let many: Vec<(String, &[u8])> = (0..2_000).map(|n| (format!("{n}.png"), &b""[..])).collect();
    let many: Vec<(&str, &[u8])> =
        many.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let mut links = tar::Builder::new(Vec::new());
    for (name, kind) in [
        ("link.html", tar::EntryType::Symlink),
        ("hard.html", tar::EntryType::Link),
        ("device.html", tar::EntryType::Char),
    ] {
        links.append(&header(name, 0, kind), &b""[..]).unwrap();
    }
    let record = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://x/a\r\nContent-Length: 99999999999\r\n\r\nHTTP/1.1 200 OK\r\n\r\n<p>x";
    vec![
        ("bomb.txt.gz", "80 MiB of spaces in a gzip", gz_spaces(80)),
        ("bomb.jsonl.gz", "a line of 1 GiB in a gzip", gz_spaces(1024)),
        ("bomb.zip", "40 MiB of zeros in a ZIP", inner.clone()),
        ("bombs.zip", "40 such ZIP archives in a ZIP", zip(&copies)),
        ("bomb.txt.zst", "40 MiB of spaces in a Zstandard frame", zst(&vec![b' '; 40 << 20])),
        ("bomb.docx", "a Word file whose text is 80 MiB of spaces", zip(&[("word/document.xml", &vec![b' '; 80 << 20])])),
        ("bomb.xlsx", "a workbook whose sheet is 40 MiB of spaces", zip(&[("[Content_Types].xml", b"<a/>"), ("xl/workbook.xml", &vec![b' '; 40 << 20])])),
        ("entities.docx", "entities within entities", zip(&[("word/document.xml", format!("{entities}<a>&b;</a>").as_bytes())])),
        ("deep.html", "200,000 elements within each other", deep("<div>", "The quay.", "</div>", 200_000)),
        ("deep-list.html", "50,000 lists within each other", deep("<ul><li>", "The quay.", "</li></ul>", 50_000)),
        ("deep-table.html", "20,000 tables within each other", deep("<table><tr><td>", "The quay.", "</table>", 20_000)),
        ("attributes.html", "an element with 100,000 attributes", format!("<p {}>The quay.</p>", (0..100_000).map(|n| format!("a{n}=1 ")).collect::<String>()).into_bytes()),
        ("comment.html", "a comment that does not end", b"<p>The quay.<!--".repeat(20_000)),
        ("deep.md", "100,000 quotations within each other", deep("> ", "The quay.", "", 100_000)),
        ("stars.md", "100,000 stars", deep("*", "a", "*_", 100_000)),
        ("brackets.md", "100,000 brackets", deep("[", "a", "](", 100_000)),
        ("deep.rtf", "1,000,000 groups within each other", deep("{\\rtf1 ", "The quay.", "", 1).into_iter().chain(b"{".repeat(1_000_000)).collect()),
        ("frames.rtf", "10,000 text boxes within each other", [b"{\\rtf1 ".to_vec(), b"{\\shp{\\shptxt The quay ".repeat(10_000)].concat()),
        ("bin.rtf", "bytes without end", b"{\\rtf1 The quay.\\par\\bin2147483647 x}".to_vec()),
        ("deep.pdf", "a million arrays within each other", pdf_page(&String::from_utf8(deep("[", "", "]", 1_000_000)).unwrap())),
        ("loop.pdf", "pages that are their own parents", b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 99>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n".to_vec()),
        ("deep.docx", "100,000 tables within each other", zip(&[("word/document.xml", &body(deep("<w:tbl><w:tr><w:tc>", "<w:p><w:r><w:t>The quay.</w:t></w:r></w:p>", "</w:tc></w:tr></w:tbl>", 100_000)))])),
        ("deep.odt", "100,000 lists within each other", zip(&[("content.xml", &deep("<list>", "<p>x</p>", "</list>", 100_000))])),
        ("deep.jsonl", "a million arrays within each other", deep("[", "", "]", 1_000_000)),
        ("deep.mhtml", "20,000 messages within each other", b"Content-Type: multipart/mixed; boundary=b\n\n--b\n".repeat(20_000)),
        ("boundaries.mhtml", "200,000 parts", [&b"Content-Type: multipart/mixed; boundary=b\n\n"[..], &b"--b\n".repeat(200_000)].concat()),
        ("deep.zip", "archives within archives", packed(&[("b.zip", &packed(&[("c.zip", &packed(&[("d.txt", b"The quay.")]))]))])),
        ("many.zip", "2,000 empty pictures", zip(&many)),
        ("twice.zip", "a name twice", renamed(&packed(&[("a.txt", b"The quay."), ("b.txt", b"The mast.")]), "b.txt", "a.txt")),
        ("dictionary.zst", "a dictionary that is none", [&b"\x5d\x2a\x4d\x18\x04\0\0\0none"[..], &zst(b"The quay.")].concat()),
        ("names.tar", "names that lead elsewhere", tar(&[("../../../etc/up.txt", b"The quay."), ("/etc/root.txt", b"The quay."), ("C:\\a\\b.txt", b"The quay."), ("\u{1b}[2J.txt", b"The quay.")])),
        ("links.tar", "links and a device", links.into_inner().unwrap()),
        ("long.warc", "a record longer than its file", record.as_bytes().to_vec()),
        ("header.warc", "a header that does not end", [&b"WARC/1.0\r\n"[..], &b"a: b\r\n".repeat(400_000)].concat()),
        ("quotes.csv", "a quotation mark that nothing closes", [&b"force,body\nkent,\""[..], &b"x".repeat(20 << 20)].concat()),
        ("columns.csv", "100,000 columns", [&b"body,".repeat(100_000)[..], b"\na\n"].concat()),
        ("utf16.txt", "UTF-16 without a mark", utf16("The quay was counted in the spring of the year.")),
        ("utf16.csv", "a table in UTF-16", [&b"\xff\xfe"[..], &utf16("force,body\nkent,The quay.\n")].concat()),
        ("liar.html", "windows-1252 that calls itself UTF-8", b"<meta charset=utf-8><p>Zo\xeb said that the quay is \x93fair\x94.".to_vec()),
        ("nul.txt", "NUL between the letters of a line", b"T\0h\0e q\0u\0ay was counted in the spring of the year.".to_vec()),
        ("reorder.txt", "marks that reorder text", "The \u{202e}yauq\u{202c} was counted.".into()),
        ("binary.txt", "a program under the name of a text", [&b"\x7fELF\x02\x01\x01"[..], &[0; 500]].concat()),
        ("stored.html.gz", "a sound page, stored", gz_stored(b"<p>The quay was counted in the spring.")),
    ]
}

/// Makes all files under `corpus`.
fn make(corpus: &Path) -> Made {
    let mut made = Made::new();
    let mut numbers = Numbers(1);
    let sound = forms();
    let pdf = &sound.iter().find(|(ending, _)| *ending == "pdf").unwrap().1.clone();
    let mut tables = vec![
        ("jsonl", crate::tables::LINES.as_bytes().to_vec()),
        ("csv", crate::tables::FINDINGS.as_bytes().to_vec()),
        ("xlsx", repacked(&crate::tables::workbook(crate::tables::FINDINGS))),
        (
            "txt",
            b"The quay was counted in the spring of the year, and nobody was there.\n".repeat(40),
        ),
    ];
    tables.splice(0..0, sound);
    let mut put = |name: String, what: &str, bytes: &[u8]| {
        let path = corpus.join(&name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        made.push((name, what.to_owned()));
    };
    for (ending, bytes) in &tables {
        put(format!("{ending}/sound.{ending}"), "sound", bytes);
        for (how, what) in DAMAGES {
            let other = if *ending == "pdf" { b"<p>The quay." } else { pdf.as_slice() };
            let what =
                if *ending == "pdf" && how == "other" { "a page under its name" } else { what };
            put(
                format!("{ending}/{how}.{ending}"),
                what,
                &damaged(how, bytes, other, &mut numbers),
            );
        }
    }
    for (name, what, bytes) in special() {
        put(format!("special/{name}"), what, &bytes);
    }
    let mut sparse = |name: &str, what: &str, size: u64| {
        fs::File::create(corpus.join("special").join(name)).unwrap().set_len(size).unwrap();
        made.push((format!("special/{name}"), what.to_owned()));
    };
    sparse("line.jsonl", "a line of 1 GiB", 1 << 30);
    sparse("large.html", "1 GiB of NUL under the name of a page", 1 << 30);
    #[cfg(unix)]
    made.extend(odd_files(&corpus.join("special")));
    made
}

/// Files that are no files.
#[cfg(unix)]
fn odd_files(folder: &Path) -> Made {
    use std::os::unix::fs::symlink;
    let made = |name: &str, what: &str| (format!("special/{name}"), what.to_owned());
    assert!(
        std::process::Command::new("mkfifo")
            .arg(folder.join("pipe.txt"))
            .status()
            .unwrap()
            .success()
    );
    symlink(folder, folder.join("loop")).unwrap();
    symlink("/etc/passwd", folder.join("elsewhere.txt")).unwrap();
    symlink("nowhere", folder.join("dangling.txt")).unwrap();
    std::os::unix::net::UnixListener::bind(folder.join("s.txt")).unwrap();
    vec![
        made("pipe.txt", "a pipe"),
        made("loop", "a link to the folder it lies in"),
        made("elsewhere.txt", "a link out of the folder"),
        made("dangling.txt", "a link to nothing"),
        made("s.txt", "a socket"),
    ]
}

/// A ZIP archive packed again, so that it is the same on every machine.
fn repacked(bytes: &[u8]) -> Vec<u8> {
    use std::io::Read;
    let mut archive = ::zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut files = Vec::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        files.push((file.name().unwrap().into_owned(), bytes));
    }
    packed(&files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect::<Vec<_>>())
}

/// What became of a file and of what is in it.
#[derive(Default)]
struct Fate {
    failed: Vec<String>,
    skipped: Vec<String>,
    findings: u64,
    reports: u64,
}

impl Fate {
    fn outcome(&self) -> String {
        let first = |all: &[String]| all.first().cloned().unwrap_or_default().replace('|', "\\|");
        match self {
            Self { failed, findings: 0, .. } if !failed.is_empty() => {
                format!("failed: {}", first(failed))
            }
            Self { failed, .. } if !failed.is_empty() => format!("read in part: {}", first(failed)),
            Self { findings: 1.., .. } => "read".to_owned(),
            Self { reports: 1.., .. } => "read, nothing in it".to_owned(),
            Self { skipped, .. } if !skipped.is_empty() => {
                format!("passed over: {}", first(skipped))
            }
            _ => "passed over".to_owned(),
        }
    }
}

fn fates(desk: &Desk, made: &Made) -> BTreeMap<String, Fate> {
    let problems = fs::read_to_string(desk.path().join("problems.jsonl")).unwrap();
    let problems = problems.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let mut fates: BTreeMap<String, Fate> =
        made.iter().map(|(name, _)| (name.clone(), Fate::default())).collect();
    let text = |line: &Value, key: &str| line[key].as_str().unwrap_or_default().to_owned();
    let outer = |path: &str| path.split(['!', '#']).next().unwrap_or_default().to_owned();
    for line in problems {
        let path = text(&line, "path");
        let Some(fate) = fates.get_mut(&outer(&path)) else { continue };
        match line["type"].as_str() {
            Some("failure") => fate.failed.push(text(&line, "message")),
            Some("skipped") => fate.skipped.push(text(&line, "message")),
            _ => {}
        }
    }
    for line in desk.json(&["reports"]) {
        if let Some(fate) = fates.get_mut(&outer(&text(&line, "path"))) {
            fate.reports += 1;
            fate.findings += line["findings"].as_u64().unwrap_or(0);
        }
    }
    fates
}

fn table(made: &Made, fates: &BTreeMap<String, Fate>) -> String {
    let mut out = format!(
        "# Hostile files\n\n\
         {} files that are damaged or meant to do harm, made by a seed in `tests/it/hostile_files.rs`, with what `peelian index` \
         makes of each. None stops it, none shows a panic, and the sound files among them are all indexed. *failed*: named on \
         standard error, exit code 3, and, where it is a document, a report with a note. *read in part*: the same, and what could \
         be read is searched. *passed over*: listed with `--report FILE`. This page is written by the test: `PEELIAN_REWRITE=1 \
         cargo test --test it hostile_files`.\n",
        made.iter().filter(|(_, what)| what != "sound").count()
    );
    let mut form = "";
    for (name, what) in made {
        let (folder, file) = name.split_once('/').unwrap();
        if folder != form {
            out.push_str(&format!(
                "\n## {folder}\n\n| file | what it is | outcome |\n|---|---|---|\n"
            ));
            form = folder;
        }
        out.push_str(&format!("| `{file}` | {what} | {} |\n", fates[name].outcome()));
    }
    out
}

#[test]
fn every_hostile_file_has_its_listed_outcome_and_the_others_are_indexed() {
    let desk = Desk::new();
    let made = make(&desk.path().join("corpus"));
    let said = desk.run(&["index", "--json", "--report", "problems.jsonl"]);
    assert_eq!(said.code, 3, "{}", said.err);
    for word in ["panicked", "a bug of this program", "RUST_BACKTRACE"] {
        assert!(!said.err.contains(word), "{}", said.err);
    }
    let summary: Value = serde_json::from_str(said.out.lines().next().unwrap()).unwrap();
    let peak = summary["peak_rss_bytes"].as_u64().unwrap_or(0);
    assert!(peak < 1 << 30, "the program itself took {peak} bytes");
    let fates = fates(&desk, &made);
    assert_eq!(desk.run(&["verify"]).code, 0);
    let page: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/hostile.md");
    let text = table(&made, &fates);
    if std::env::var_os("PEELIAN_REWRITE").is_some() {
        fs::write(&page, &text).unwrap();
    }
    let wrong: Vec<String> = made
        .iter()
        .map(|(name, what)| (name, what, fates[name].outcome()))
        .filter(|(_, what, outcome)| {
            let is_lost = what.as_str() == "sound" && outcome != "read";
            is_lost
                || outcome == "passed over"
                || outcome.contains("reading it broke off: it takes")
        })
        .map(|(name, _, outcome)| format!("{name}: {outcome}"))
        .collect();
    assert!(wrong.is_empty(), "lost, passed over in silence or too slow:\n{}", wrong.join("\n"));
    assert!(made.iter().filter(|(_, what)| what != "sound").count() >= 300);
    let listed = fs::read_to_string(&page).unwrap_or_default();
    let differs: Vec<String> = text
        .lines()
        .filter(|line| !listed.lines().any(|known| known == *line))
        .map(|line| format!("now    {line}"))
        .chain(
            listed
                .lines()
                .filter(|line| !text.lines().any(|now| now == *line))
                .map(|line| format!("listed {line}")),
        )
        .collect();
    assert!(differs.is_empty(), "docs/hostile.md differs:\n{}", differs.join("\n"));
}

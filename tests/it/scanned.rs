//! A report as pictures of its pages, read through the OCR program itself, where that is installed.
#![cfg(unix)]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use serde_json::Value;

use crate::desk::{Desk, of_type};

/// Dots an inch of the pictures, as a scanner makes them.
const RESOLUTION: &str = "200";

/// A page in grey: its width and height in dots, a byte a dot.
struct Picture {
    width: usize,
    height: usize,
    dots: Vec<u8>,
}

/// Reads a portable grey map (`P5`, one byte a dot).
fn picture(file: &Path) -> Picture {
    let bytes = fs::read(file).unwrap();
    let mut head = bytes.splitn(5, |byte| byte.is_ascii_whitespace());
    assert_eq!(head.next(), Some(&b"P5"[..]), "{}", file.display());
    let mut number =
        || -> usize { std::str::from_utf8(head.next().unwrap()).unwrap().parse().unwrap() };
    let (width, height, white) = (number(), number(), number());
    assert_eq!(white, 255);
    Picture { width, height, dots: head.next().unwrap().to_vec() }
}

/// A PDF file of A4 pages that are each one picture.
fn scan(pages: &[Picture]) -> Vec<u8> {
    let kids: Vec<String> = (0..pages.len()).map(|at| format!("{} 0 R", 3 + 3 * at)).collect();
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), pages.len())
            .into_bytes(),
    ];
    for (at, Picture { width, height, dots }) in pages.iter().enumerate() {
        let first = 3 + 3 * at;
        let page = format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R \
             /Resources << /XObject << /Im {} 0 R >> >> >>",
            first + 1,
            first + 2
        );
        objects.push(page.into_bytes());
        let drawing = "q 595 0 0 842 0 0 cm /Im Do Q";
        let length = drawing.len();
        objects.push(format!("<< /Length {length} >>\nstream\n{drawing}\nendstream").into_bytes());
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(dots).unwrap();
        let packed = packed.finish().unwrap();
        let mut image = format!(
            "<< /Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray \
             /BitsPerComponent 8 /Filter /FlateDecode /Length {} >>\nstream\n",
            packed.len()
        )
        .into_bytes();
        image.extend(packed);
        image.extend(b"\nendstream");
        objects.push(image);
    }
    let mut file = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.extend(format!("{} 0 obj\n", at + 1).bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let start = file.len();
    let size = places.len() + 1;
    file.extend(format!("xref\n0 {size}\n0000000000 65535 f \n").bytes());
    places.iter().for_each(|place| file.extend(format!("{place:010} 00000 n \n").bytes()));
    file.extend(
        format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").bytes(),
    );
    file
}

/// True if the program is there.
fn is_there(program: &str, says: &str) -> bool {
    let mut command = Command::new(program);
    command.arg(says).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// A desk with this one file, as indexed with these options.
fn desk(bytes: &[u8], options: &[&str]) -> Desk {
    let desk = Desk::new();
    for name in ["mereshire-legitimacy.txt", "mereshire-release.md", "fenwold.jsonl"] {
        fs::remove_file(desk.path().join("corpus").join(name)).unwrap();
    }
    fs::write(desk.path().join("corpus/report.pdf"), bytes).unwrap();
    let said = desk.run(&[&["index"], options].concat());
    assert_eq!(said.code, 0, "{}", said.err);
    desk
}

fn rows(desk: &Desk, question: &[&str]) -> Vec<Value> {
    of_type(&desk.json(question), "count").into_iter().cloned().collect()
}

#[test]
#[expect(clippy::print_stderr, reason = "what was not tried is said")]
fn pictures_of_a_report_say_what_the_report_says_and_no_other_grade() {
    if !is_there("tesseract", "--version") || !is_there("pdftoppm", "-v") {
        eprintln!("not tried: `tesseract` and `pdftoppm` are not installed here");
        return;
    }
    let report =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/pdf/layouts/large-print.pdf");
    let folder = tempfile::tempdir().unwrap();
    let mut printing = Command::new("pdftoppm");
    printing.args(["-r", RESOLUTION, "-gray"]).arg(&report).arg(folder.path().join("page"));
    assert!(printing.status().unwrap().success());
    let files = fs::read_dir(folder.path()).unwrap().flatten().map(|entry| entry.path());
    let mut files: Vec<_> = files.collect();
    files.sort();
    let pages: Vec<Picture> = files.iter().map(|file| picture(file)).collect();
    assert!(pages.len() > 1, "{files:?}");

    let scanned = scan(&pages);
    let unread = desk(&scanned, &[]);
    let reports = unread.json(&["reports"]);
    assert!(of_type(&reports, "report")[0]["notes"].to_string().contains("needs OCR"));
    assert_eq!(unread.run(&["count", "--by", "grade"]).code, 1);

    let (read, printed) = (desk(&scanned, &["--ocr"]), desk(&fs::read(&report).unwrap(), &[]));
    for question in [
        &["count", "--unit", "inspections", "--by", "force", "--by", "year"][..],
        &["count", "--unit", "reports", "--by", "pillar", "--by", "grade"],
    ] {
        let [read, printed] = [&read, &printed].map(|desk| rows(desk, question));
        assert!(!printed.is_empty(), "{question:?}");
        assert_eq!(read, printed, "{question:?}");
    }
    // What goes over the end of a page is two blocks in a picture.
    for (kind, least) in [("afi", 2), ("cause-of-concern", 1), ("recommendation", 2)] {
        let found = rows(&read, &["count", "--unit", "findings", "--kind", kind]);
        assert!(found[0]["n"].as_u64() >= Some(least), "{kind}: {found:?}");
    }
    // A grade in white on a coloured badge is not always seen. What is seen is right.
    let key = |line: &Value| ["question", "area", "grade"].map(|key| line[key].to_string());
    let judgments = |desk: &Desk| -> Vec<[String; 3]> {
        of_type(&desk.json(&["reports"]), "report")[0]["judgments"]
            .as_array()
            .unwrap()
            .iter()
            .map(key)
            .collect()
    };
    let (seen, stated) = (judgments(&read), judgments(&printed));
    let wrong = seen.iter().filter(|it| it[2] != "null" && !stated.contains(it));
    assert_eq!(wrong.count(), 0, "{seen:?} {stated:?}");
    assert!(seen.iter().any(|it| it[2] == "\"good\""), "{seen:?}");
    for words in ["counter-corruption", "vetting renewal"] {
        assert_eq!(read.run(&["search", words]).code, 0, "{words}");
    }
    let why =
        read.json(&["why", of_type(&read.json(&["reports"]), "report")[0]["id"].as_str().unwrap()]);
    let judgment = of_type(&why, "judgment")[0];
    let rule = judgment["statements"][0]["rule"].as_str().unwrap();
    assert!(rule.ends_with(", read by OCR"), "{rule}");
}

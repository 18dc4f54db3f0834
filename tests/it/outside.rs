//! Programs of others: OCR and `pdftotext`, with programs that stand in for them.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::Value;

use crate::desk::{Desk, Said, of_type, run_in};

/// A PDF whose pages hold these content streams.
fn pdf(streams: &[&str]) -> Vec<u8> {
    let count = streams.len();
    let kids: Vec<String> = (0..count).map(|at| format!("{} 0 R", 4 + 2 * at)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{}] /Count {count} >>", kids.join(" ")),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    for (at, stream) in streams.iter().enumerate() {
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R \
             /Resources << /Font << /F1 3 0 R >> >> >>",
            5 + 2 * at
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{stream}\nendstream", stream.len()));
    }
    let mut file = "%PDF-1.4\n".to_owned();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", at + 1));
    }
    let start = file.len();
    file.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1));
    places.iter().for_each(|place| file.push_str(&format!("{place:010} 00000 n \n")));
    let size = places.len() + 1;
    file.push_str(&format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"));
    file.into_bytes()
}

const PICTURE: &str = "q 500 0 0 700 50 50 cm BI /W 1 /H 1 /CS /G /BPC 8 ID x EI Q";
const WORDS: &str = "BT /F1 12 Tf 72 720 Td (The force answers letters about the harbour.) Tj ET";

/// A page as a scanner would leave it, read.
const SCANNED: &str = "Mereshire PEEL 2016\n\nLegitimacy\n\nLast updated 08/12/2016\nGood\n\nMereshire Police has been assessed \
    as good in respect of the legitimacy with which it keeps people safe.\n";

/// A desk with a PDF and a folder `bin` of programs.
fn desk(streams: &[&str], programs: &[(&str, String)]) -> Desk {
    let desk = Desk::new();
    fs::write(desk.path().join("corpus/scan.pdf"), pdf(streams)).unwrap();
    fs::create_dir(desk.path().join("bin")).unwrap();
    for (name, script) in programs {
        let place = desk.path().join("bin").join(name);
        fs::write(&place, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&place, fs::Permissions::from_mode(0o755)).unwrap();
    }
    desk
}

/// Runs it with those programs alone.
fn run(desk: &Desk, args: &[&str]) -> Said {
    let bin = desk.path().join("bin");
    run_in(desk.path(), args, &[("PATH", bin.to_str().unwrap()), ("TMPDIR", bin.to_str().unwrap())])
}

/// `pdftoppm` that writes the file of its last argument, and tells how it was called.
fn pdftoppm() -> (&'static str, String) {
    ("pdftoppm", "for last; do :; done\n[ \"$1\" = -v ] || { echo \"$@\" >>bin/calls; echo png >\"$last.png\"; }".to_owned())
}

fn tesseract(words: &str) -> (&'static str, String) {
    ("tesseract", format!("[ \"$1\" = --version ] && exit 0\nread line <\"$1\" || exit 9\ncat <<'EOF'\n{words}\nEOF").replace("cat <<", "while IFS= read -r l; do echo \"$l\"; done <<"))
}

fn report(desk: &Desk) -> Value {
    let reports = desk.json(&["reports"]);
    of_type(&reports, "report").into_iter().find(|line| line["path"] == "scan.pdf").unwrap().clone()
}

#[test]
fn a_page_that_is_a_picture_is_read_and_marked() {
    let desk = desk(&[WORDS, PICTURE, WORDS], &[pdftoppm(), tesseract(SCANNED)]);
    assert_eq!(desk.run(&["index"]).code, 0);
    assert!(report(&desk)["notes"].to_string().contains("needs OCR"));
    let said = run(&desk, &["index", "--ocr", "--json"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let summary: Value = serde_json::from_str(said.out.trim()).unwrap();
    assert_eq!((&summary["changed"], &summary["unchanged"]), (&1.into(), &3.into()));
    let report = report(&desk);
    let notes = report["notes"].to_string();
    assert!(notes.contains("read by OCR, where a word may be misread: page 2"), "{notes}");
    assert!(!notes.contains("needs OCR"), "{notes}");
    let id = report["id"].as_str().unwrap();
    let why = desk.json(&["why", id]);
    let judgment = of_type(&why, "judgment")[0];
    let statement = &judgment["statements"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["path"] == "scan.pdf")
        .unwrap()
        .clone();
    assert_eq!(statement["page"], 2);
    assert!(statement["rule"].as_str().unwrap().ends_with(", read by OCR"), "{statement}");
    let calls = fs::read_to_string(desk.path().join("bin/calls")).unwrap();
    assert!(calls.contains("-f 2 -l 2") && calls.lines().count() == 1, "{calls}");
    // What was read stays until it is to be read otherwise; no temporary file is left.
    let again = run(&desk, &["index", "--ocr", "--json"]);
    assert!(again.out.contains("\"unchanged\":4"), "{}", again.out);
    assert!(desk.run(&["index", "--json"]).out.contains("\"unchanged\":4"));
    let left: Vec<_> =
        fs::read_dir(desk.path().join("bin")).unwrap().flatten().map(|it| it.file_name()).collect();
    assert_eq!(left.len(), 3, "{left:?}");
    let source = desk.run(&["show", id, "--source"]);
    assert_eq!(source.code, 2);
    assert!(source.err.contains("read by a program of another"), "{}", source.err);
}

#[test]
fn a_scan_in_an_archive_is_read_too() {
    let desk = desk(&[WORDS], &[pdftoppm(), tesseract(SCANNED)]);
    let scan = pdf(&[PICTURE, WORDS]);
    let packed = crate::archives::zip(&[("in/a.pdf", &scan), ("in/b.txt", b"The quay.")]);
    fs::write(desk.path().join("corpus/scans.zip"), packed).unwrap();
    assert_eq!(desk.run(&["index"]).code, 0);
    let said = run(&desk, &["index", "--ocr", "--json"]);
    assert_eq!(said.code, 0, "{}", said.err);
    // The file that is no scan is read again too, for nobody knew that before.
    let summary: Value = serde_json::from_str(said.out.trim()).unwrap();
    assert_eq!((&summary["changed"], &summary["unchanged"]), (&2.into(), &4.into()), "{summary}");
    let reports = desk.json(&["reports"]);
    let scan = of_type(&reports, "report").into_iter().find(|r| r["path"] == "scans.zip!in/a.pdf");
    let scan = scan.unwrap();
    let notes = scan["notes"].to_string();
    assert!(notes.contains("read by OCR, where a word may be misread: page 1"), "{notes}");
    assert!(!notes.contains("there is no text in it"), "{notes}");
    assert_eq!(scan["grade"], "good");
    for args in [&["index", "--ocr", "--json"][..], &["index", "--json"]] {
        let again = run(&desk, args);
        assert!(again.out.contains("\"unchanged\":6"), "{}", again.out);
    }
}

#[test]
fn a_program_that_fails_is_a_note_and_its_page_waits() {
    let broken = ("tesseract", "[ \"$1\" = --version ] && exit 0\nexit 3".to_owned());
    let desk = desk(&[PICTURE, WORDS], &[pdftoppm(), broken]);
    assert_eq!(run(&desk, &["index", "--ocr"]).code, 0);
    let notes = report(&desk)["notes"].to_string();
    assert!(
        notes.contains("page 1 was not read by OCR: `tesseract` ended with exit code 3"),
        "{notes}"
    );
    assert!(notes.contains("needs OCR"), "{notes}");
}

#[test]
fn a_pdf_is_read_by_pdftotext_where_that_is_asked_for() {
    let words = format!(
        "[ \"$1\" = -v ] && exit 0\nprintf '%s' 'A cover of the quay.'\nprintf '\\014%s' '{SCANNED}'"
    );
    let desk = desk(&[WORDS, WORDS], &[("pdftotext", words)]);
    assert_eq!(desk.run(&["index"]).code, 0);
    let said = run(&desk, &["index", "--pdf-engine", "pdftotext"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let report = report(&desk);
    assert!(report["notes"].to_string().contains("read by `pdftotext`"));
    assert_eq!(report["grade"], "good");
    assert_eq!(report["evidence"]["grade"]["pages"], serde_json::json!([2]));
    let own = run(&desk, &["index", "--pdf-engine", "own"]);
    assert_eq!(own.code, 0, "{}", own.err);
}

#[test]
fn a_program_that_is_not_there_is_named_before_anything_is_read() {
    let desk = desk(&[PICTURE], &[pdftoppm()]);
    for (args, words) in [
        (vec!["index", "--ocr"], "`--ocr` needs the program `tesseract`"),
        (vec!["index", "--pdf-engine", "pdftotext"], "needs the program `pdftotext`"),
        (vec!["index", "--pdf-engine", "other"], "pdf-engine"),
    ] {
        let said = run(&desk, &args);
        assert_eq!(said.code, 2, "{args:?}: {}", said.err);
        assert!(said.err.contains(words), "{args:?}: {}", said.err);
    }
    assert!(!desk.path().join("index").exists());
}

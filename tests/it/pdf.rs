//! Reports as PDF: the same judgments and findings as from their pages, each with its page.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::desk::{Desk, of_type};

/// A desk without documents but for `files`, each from `tests/data/pdf`.
fn desk_of(files: &[&str]) -> Desk {
    let desk = Desk::new();
    for name in ["mereshire-legitimacy.txt", "mereshire-release.md", "fenwold.jsonl"] {
        fs::remove_file(desk.path().join("corpus").join(name)).unwrap();
    }
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/pdf");
    for name in files {
        fs::copy(data.join(name), desk.path().join("corpus").join(name)).unwrap();
    }
    desk
}

/// What a desk of one document says: its judgments, and its findings without their places.
fn said(desk: &Desk) -> (Vec<Value>, Vec<[Value; 4]>) {
    assert_eq!(desk.run(&["index"]).code, 0);
    let reports = desk.json(&["reports"]);
    let judgments = reports[0]["judgments"].as_array().unwrap().clone();
    let id = reports[0]["id"].as_str().unwrap().to_owned();
    let findings = of_type(&desk.json(&["show", &id]), "finding")
        .into_iter()
        .map(|f| [&f["kind"], &f["question"], &f["grade"], &f["text"]].map(Clone::clone))
        .collect();
    (judgments, findings)
}

#[test]
fn a_pdf_says_what_its_page_says() {
    let (pdf, html) = (said(&desk_of(&["legitimacy.pdf"])), said(&desk_of(&["legitimacy.html"])));
    assert!(!pdf.0.is_empty() && pdf.1.len() > 10, "{pdf:#?}");
    assert_eq!(pdf, html);
    let kinds = |kind: &str| pdf.1.iter().filter(|finding| finding[0] == kind).count();
    assert_eq!((kinds("area_for_improvement"), kinds("cause_of_concern")), (2, 1));
}

#[test]
fn a_report_that_comes_in_two_forms_is_counted_once() {
    let desk = desk_of(&["legitimacy.pdf", "legitimacy.html"]);
    assert_eq!(desk.run(&["index"]).code, 0);
    let (both, one) = (desk.json(&["count"]), desk_of(&["legitimacy.html"]));
    assert_eq!(one.run(&["index"]).code, 0);
    let total = |lines: &[Value]| of_type(lines, "summary")[0]["total"].clone();
    assert_eq!(total(&both), total(&one.json(&["count"])));
}

#[test]
fn what_a_pdf_says_has_its_page() {
    let desk = desk_of(&["legitimacy.pdf"]);
    let sidecar = r#"{"url":"https://example.org/legitimacy.pdf"}"#;
    desk.write("corpus/legitimacy.pdf.meta.json", sidecar);
    assert_eq!(desk.run(&["index"]).code, 0);
    let found = desk.json(&["search", "counter-corruption kind:afi"]);
    assert_eq!((&found[0]["page"], &found[0]["question"]), (&1.into(), &1.into()));
    let backlog = desk.json(&["search", "backlog kind:cause_of_concern"]);
    assert_eq!(backlog[0]["page"], 2);
    let id = backlog[0]["id"].as_str().unwrap();
    assert!(desk.run(&["show", id, "--format", "table"]).out.contains(", page 2)"));
    assert!(desk.run(&["cite", id]).out.contains("#page=2"), "{}", desk.run(&["cite", id]).out);
    let why = desk.json(&["why", found[0]["report"]["id"].as_str().unwrap()]);
    let grade = why.iter().find(|line| line["field"] == "grade").unwrap();
    assert_eq!(grade["pages"], serde_json::json!([1]));
    assert_eq!(of_type(&why, "judgment")[0]["statements"][0]["page"], 1);
    let table = desk.run(&["why", found[0]["report"]["id"].as_str().unwrap(), "--format", "tsv"]);
    assert!(table.out.contains(", page 1"), "{}", table.out);
}

#[test]
fn a_file_without_a_password_to_open_it_is_read() {
    let desk = desk_of(&["encrypted.pdf"]);
    assert_eq!(desk.run(&["index"]).code, 0);
    assert_eq!(desk.json(&["search", "counter-corruption"])[0]["page"], 1);
}

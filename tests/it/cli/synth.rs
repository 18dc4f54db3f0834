//! `synth`: what is made is the same everywhere, and is read as it was made.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::desk::{Desk, of_type};

/// Reports on files, indexed, against what `synth` says that they state.
#[test]
fn reports_are_indexed_without_notes_and_their_grades_are_true() {
    let desk = Desk::new();
    let said = desk.run(&[
        "synth",
        "40",
        "--as",
        "reports",
        "--to",
        "made",
        "--seed",
        "9",
        "--truth",
        "truth.jsonl",
    ]);
    assert_eq!((said.code, said.out.as_str()), (0, ""), "{}", said.err);
    let built = desk.json(&["index", "made", "--index", "ix"]);
    assert_eq!((&built[0]["documents"], &built[0]["failed"]), (&40.into(), &0.into()));
    assert_eq!(built[0]["notes"]["warning"], 0);
    assert_eq!(built[0]["notes"]["info"], 0);
    let text = fs::read_to_string(desk.path().join("truth.jsonl")).unwrap();
    let mut truth: BTreeMap<String, String> = BTreeMap::new();
    for line in text.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        assert_eq!((&line["type"], &line["v"]), (&"truth".into(), &1.into()));
        if line["grade"].is_string() {
            let subject = ["area", "question"].map(|key| &line[key]);
            let key = format!("{} {} {} {subject:?}", line["force"], line["year"], line["pillar"]);
            truth.insert(key, line["grade"].to_string());
        }
    }
    assert!(truth.len() > 100, "{}", truth.len());
    let total = desk.json(&["count", "--by", "grade", "--index", "ix"]);
    let counted: u64 = of_type(&total, "count")
        .iter()
        .filter(|line| {
            let grades = ["outstanding", "good", "adequate", "requires_improvement", "inadequate"];
            grades.iter().any(|grade| line["grade"] == **grade)
        })
        .map(|line| line["n"].as_u64().unwrap())
        .sum();
    assert_eq!(counted as usize, truth.len(), "{total:?}");
    for grade in ["good", "inadequate", "adequate"] {
        let expected = truth.values().filter(|made| made.trim_matches('"') == grade).count();
        let n = total
            .iter()
            .find(|line| line["grade"] == grade)
            .map_or(0, |line| line["n"].as_u64().unwrap());
        assert_eq!(n as usize, expected, "{grade}");
    }
}

#[test]
fn findings_are_the_same_with_any_number_of_threads() {
    let desk = Desk::new();
    let one = desk.run(&["synth", "5k", "--threads", "1"]);
    assert_eq!(one.code, 0, "{}", one.err);
    let four = desk.json(&["synth", "5_000", "--threads", "4", "--to", "made/f.jsonl"]);
    assert!(four.is_empty());
    fs::create_dir(desk.path().join("made")).unwrap();
    let four = desk.json(&["synth", "5_000", "--threads", "4", "--to", "made/f.jsonl"]);
    let written = fs::read_to_string(desk.path().join("made/f.jsonl")).unwrap();
    assert!(written == one.out);
    assert_eq!(four[0]["bytes"], written.len());
    assert_eq!((&four[0]["made"], &four[0]["size"]), (&"finding".into(), &5_000.into()));
    let built = desk.json(&["index", "made", "--index", "ix"]);
    assert_eq!((&built[0]["findings"], &built[0]["failed"]), (&5_000.into(), &0.into()));
    assert_eq!(built[0]["notes"], serde_json::json!({"info": 0, "warning": 0, "error": 0}));
    // Every body is one of the gazetteer: an unlisted one has no region.
    let regions = desk.json(&["count", "--by", "region", "--unit", "findings", "--index", "ix"]);
    let known: u64 = of_type(&regions, "count")
        .iter()
        .filter(|line| line["region"].as_str().is_some_and(|region| !region.is_empty()))
        .map(|line| line["n"].as_u64().unwrap())
        .sum();
    assert_eq!(known, 5_000);
}

#[test]
fn what_cannot_be_made_is_said() {
    let desk = Desk::new();
    for (args, code, words) in [
        (vec!["synth", "many"], 2, "no number"),
        (vec!["synth", "5", "--as", "reports"], 2, "name a folder"),
        (vec!["synth", "5", "--truth", "t"], 2, "--as reports"),
        (vec!["synth", "5", "--as", "reports", "--to", "corpus"], 2, "already"),
        (vec!["synth", "5", "--to", "nowhere/f.jsonl"], 5, "nowhere"),
        (vec!["synth", "0"], 1, "0 findings"),
    ] {
        let said = desk.run(&args);
        assert_eq!((said.code, said.out.as_str()), (code, ""), "{args:?}: {}", said.err);
        assert!(said.err.contains(words), "{args:?}: {}", said.err);
    }
}

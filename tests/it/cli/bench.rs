//! `bench`: what is measured is there and hangs together; how fast it is, no test can say.

use std::fs;

use crate::desk::{Desk, of_type};

#[test]
fn every_class_has_questions_that_find_something() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["synth", "3000", "--to", "f.jsonl"]).code, 0);
    assert_eq!(desk.run(&["index", "f.jsonl"]).code, 0);
    let lines = desk.json(&["bench", "query", "--runs", "2", "--processes", "1"]);
    let runs = of_type(&lines, "query_run");
    assert_eq!(runs.len(), 16, "{lines:?}");
    for run in &runs {
        let us = |key: &str| run[key].as_u64().unwrap();
        assert!(us("p50_us") <= us("p95_us") && us("p95_us") <= us("p99_us"), "{run}");
        assert!(us("p99_us") <= us("max_us") && us("process_us") > 0, "{run}");
        let questions = run["questions"].as_array().unwrap();
        assert_eq!(run["runs"].as_u64(), Some(questions.len() as u64 * 2), "{run}");
        // Three words of such different frequency need not meet in a small index.
        assert!(run["found"].as_f64() > Some(0.0) || run["class"] == "three words", "{run}");
    }
    let summary = of_type(&lines, "summary");
    assert_eq!((&summary[0]["findings"], &summary[0]["documents"]), (&3_000.into(), &1.into()));
    let report: String = lines.iter().map(|line| format!("{line}\n")).collect();
    desk.write("earlier.json", &report);
    let again = ["bench", "query", "--runs", "1", "--processes", "0", "--compare", "earlier.json"];
    let lines = desk.json(&again);
    for run in of_type(&lines, "query_run") {
        assert!(run["ratio"].as_f64() > Some(0.0) && run["cold_us"].is_null(), "{run}");
    }
    let table = desk.run(&[&again[..], &["--format", "table"]].concat());
    assert!(table.out.contains("phrase") && table.out.contains("ratio"), "{}", table.out);
}

#[test]
fn builds_tell_what_they_took_and_leave_nothing() {
    let desk = Desk::new();
    fs::create_dir(desk.path().join("work")).unwrap();
    let args = ["bench", "index", "corpus", "--threads", "1,2", "--runs", "2", "--work", "work"];
    let lines = desk.json(&args);
    let runs = of_type(&lines, "index_run");
    assert_eq!(runs.len(), 2, "{lines:?}");
    let index = desk.json(&["index"]);
    for run in &runs {
        assert_eq!((&run["findings"], &run["runs"]), (&index[0]["findings"], &2.into()), "{run}");
        assert_eq!(run["bytes"], index[0]["bytes"], "{run}");
        let per_second = run["findings"].as_f64().unwrap() / run["seconds"].as_f64().unwrap();
        let told = run["findings_per_second"].as_f64().unwrap();
        assert!((per_second / told - 1.0).abs() < 1e-6, "{run}");
        assert!(run["index_bytes"].as_u64() > Some(0), "{run}");
    }
    assert_eq!(runs[0]["speedup"], 1.0);
    assert_eq!(fs::read_dir(desk.path().join("work")).unwrap().count(), 0);
}

#[test]
fn what_cannot_be_measured_is_said() {
    let desk = Desk::indexed();
    desk.write("other.json", "{\"type\":\"summary\"}\n");
    for (args, code, words) in [
        (vec!["bench", "index", "nowhere"], 5, "nowhere"),
        (vec!["bench", "index", "--work", "nowhere"], 5, "nowhere"),
        (vec!["bench", "query", "--runs", "0"], 2, "0 is not in"),
        (vec!["bench", "query", "--compare", "nowhere"], 5, "nowhere"),
        (vec!["bench", "query", "--compare", "other.json"], 2, "query_run"),
        (vec!["bench", "query", "--index", "nowhere"], 4, "nowhere"),
    ] {
        let said = desk.run(&args);
        assert_eq!(said.code, code, "{args:?}: {}", said.err);
        assert!(said.err.contains(words), "{args:?}: {}", said.err);
    }
}

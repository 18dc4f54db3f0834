use crate::desk::{Desk, keys};

#[test]
fn the_summary_says_what_was_done() {
    let desk = Desk::new();
    let first = desk.json(&["index"]).remove(0);
    for key in [
        "type",
        "v",
        "documents",
        "added",
        "changed",
        "unchanged",
        "removed",
        "failed",
        "findings",
        "bytes",
        "seconds",
        "findings_per_second",
        "peak_rss_bytes",
    ] {
        assert!(keys(&first).contains(&key), "{key} is missing: {first}");
    }
    assert_eq!((&first["documents"], &first["added"]), (&3.into(), &3.into()));
    let again = desk.json(&["index", "--threads", "1", "--memory", "64MiB"]).remove(0);
    assert_eq!((&again["unchanged"], &again["added"]), (&3.into(), &0.into()));
    desk.write("corpus/mereshire-release.md", "## Mereshire Police\n\nNothing new on the fens.\n");
    let changed = desk.json(&["index"]).remove(0);
    assert_eq!((&changed["unchanged"], &changed["changed"]), (&2.into(), &1.into()));
}

#[test]
fn what_is_gone_is_removed_when_asked() {
    let desk = Desk::indexed();
    std::fs::remove_file(desk.path().join("corpus/fenwold.jsonl")).unwrap();
    assert_eq!(desk.json(&["index"])[0]["removed"], 0);
    assert_eq!(desk.run(&["search", "chalk"]).code, 0);
    assert_eq!(desk.json(&["index", "--prune"])[0]["removed"], 1);
    assert_eq!(desk.run(&["search", "chalk"]).code, 1);
}

#[test]
fn a_rehearsal_writes_nothing() {
    let desk = Desk::new();
    let said = desk.json(&["index", "--dry-run"]).remove(0);
    assert_eq!((&said["documents"], &said["dry_run"]), (&3.into(), &true.into()));
    assert!(!desk.path().join("index").exists());
}

#[test]
fn an_input_that_fails_is_named_and_the_rest_is_there() {
    let desk = Desk::new();
    desk.write(
        "corpus/broken.jsonl",
        "{\"force\":\"fenwold\",\"body\":\"Oars are short.\"}\n{oops\n",
    );
    let said = desk.run(&["index", "--report", "problems.jsonl"]);
    assert_eq!(said.code, 3, "{}", said.err);
    assert!(said.err.contains("broken.jsonl"), "{}", said.err);
    let problems = std::fs::read_to_string(desk.path().join("problems.jsonl")).unwrap();
    assert!(problems.lines().any(|line| line.contains("\"failure\"") && line.contains("broken")));
    assert_eq!(desk.run(&["search", "oars"]).code, 0);
}

#[test]
fn strict_commits_nothing_if_an_input_fails() {
    let desk = Desk::new();
    desk.write("corpus/broken.jsonl", "{oops\n");
    assert_eq!(desk.run(&["index", "--strict"]).code, 3);
    assert_eq!(desk.run(&["verify"]).code, 4);
}

#[test]
fn a_corpus_that_is_not_there_is_said() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["index", "nowhere"]).code, 5);
    let empty = tempfile::tempdir().unwrap();
    assert_eq!(crate::desk::run_in(empty.path(), &["index"], &[]).code, 2);
}

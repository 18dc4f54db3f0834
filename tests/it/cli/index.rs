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
    let kept = desk.json(&["index"]).remove(0);
    assert_eq!((&kept["removed"], &kept["gone"]), (&0.into(), &1.into()));
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
    let said = desk.run(&["index", "--strict", "--report", "problems.jsonl"]);
    assert_eq!(said.code, 3);
    assert!(said.err.contains("nothing was committed: 1 input failed"), "{}", said.err);
    let problems = std::fs::read_to_string(desk.path().join("problems.jsonl")).unwrap();
    assert!(problems.contains("broken.jsonl"), "{problems}");
    assert_eq!(desk.json(&["index", "--strict"])[0]["committed"], false);
    assert_eq!(desk.run(&["verify"]).code, 4);
}

#[test]
fn what_stands_beside_documents_is_read_in_every_folder_and_may_be_broken() {
    let desk = Desk::new();
    let years = |desk: &Desk| -> Vec<(String, serde_json::Value)> {
        let lines = desk.json(&["reports"]).into_iter();
        lines.map(|line| (line["path"].to_string(), line["year"].clone())).collect()
    };
    desk.write("corpus/odd/note.txt", "The quay is quiet.\n");
    desk.write("corpus/odd/MANIFEST.toml", "[[document]]\npath = \"note.txt\"\nyear = 2015\n");
    assert_eq!(desk.run(&["index"]).code, 0);
    assert!(years(&desk).contains(&("\"odd/note.txt\"".to_owned(), "2015".into())));
    let alone = ["index", "corpus/odd/note.txt", "--index", "alone"];
    assert_eq!(desk.run(&alone).code, 0);
    assert_eq!(desk.json(&["reports", "--index", "alone"])[0]["year"], "2015");
    for broken in ["corpus/odd/MANIFEST.toml", "corpus/gazetteer.csv"] {
        desk.write(broken, "slug,[[\n\"x");
        let said = desk.run(&["index"]);
        assert_eq!(said.code, 3, "{broken}: {}", said.err);
        assert!(said.err.contains(broken.trim_start_matches("corpus/")), "{}", said.err);
        assert_eq!(desk.run(&["search", "quay"]).code, 0);
    }
    assert_eq!(desk.json(&["index"])[0]["failed"], 2);
}

#[test]
fn a_corpus_that_is_not_there_is_said() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["index", "nowhere"]).code, 5);
    let empty = tempfile::tempdir().unwrap();
    assert_eq!(crate::desk::run_in(empty.path(), &["index"], &[]).code, 2);
}

//! A build that is killed at any moment leaves the last commit answering.

use std::fmt::Write as _;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::desk::{Desk, of_type};

/// How many builds are killed; each at a later moment than the one before.
const KILLS: u64 = 12;

#[test]
fn a_killed_build_leaves_the_last_commit_answering() {
    let desk = Desk::indexed();
    let before = found(&desk);
    assert!(before > 0);
    desk.write("corpus/many.jsonl", &many(4_000));
    for kill in 0..KILLS {
        let mut build = start(&desk);
        std::thread::sleep(Duration::from_millis(30 + kill * 110));
        let over = build.try_wait().unwrap().is_some();
        build.kill().unwrap();
        build.wait().unwrap();
        let said = desk.run(&["verify"]);
        assert_eq!(said.code, 0, "after kill {kill}: {}", said.err);
        let now = found(&desk);
        let finished = over || now == before + 4_000;
        assert!(finished || now == before, "after kill {kill}: {now} findings, {before} before");
        if finished {
            break;
        }
    }
    let said = desk.run(&["index"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(found(&desk), before + 4_000);
}

#[test]
fn a_first_build_that_is_killed_is_no_index_and_can_be_built_again() {
    let desk = Desk::new();
    desk.write("corpus/many.jsonl", &many(4_000));
    let mut build = start(&desk);
    std::thread::sleep(Duration::from_millis(120));
    build.kill().unwrap();
    build.wait().unwrap();
    let said = desk.run(&["verify"]);
    let finished = said.code == 0;
    assert!(finished || said.code == 4, "{}", said.err);
    assert!(finished || said.err.contains("peelian index"), "{}", said.err);
    assert_eq!(desk.run(&["index"]).code, 0);
    assert_eq!(desk.run(&["verify"]).code, 0);
}

fn start(desk: &Desk) -> std::process::Child {
    Command::new(assert_cmd::cargo::cargo_bin!("peelian"))
        .arg("index")
        .current_dir(desk.path())
        .env_remove("PEELIAN_INDEX")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Findings of everything in the index.
fn found(desk: &Desk) -> u64 {
    let lines = desk.json(&["search", "*", "--limit", "0"]);
    of_type(&lines, "summary")[0]["findings"].as_u64().unwrap()
}

fn many(lines: usize) -> String {
    let mut text = String::new();
    for line in 0..lines {
        let _ = writeln!(
            text,
            r#"{{"id":"m{line}","force":"fenwold","year":"2017","kind":"narrative","body":"Ledger {line} of the quay was read by clerk {} and by nobody else."}}"#,
            line % 97
        );
    }
    text
}

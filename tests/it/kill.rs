//! A build that is killed at any moment leaves the last commit answering, an export the file that was there.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

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

/// The moments at which an export is killed, as shares of the time that a whole one takes.
const MOMENTS: [f64; 5] = [0.05, 0.3, 0.6, 0.85, 0.97];

#[test]
fn a_killed_export_leaves_the_old_file_the_new_one_or_none() {
    let desk = Desk::new();
    desk.write("corpus/many.jsonl", &many(4_000));
    assert_eq!(desk.run(&["index"]).code, 0);
    for to in ["rows.csv", "rows.sqlite", "parts"] {
        let place = desk.path().join("out").join(to);
        fs::create_dir_all(desk.path().join("out")).unwrap();
        let parts = to == "parts";
        let begun = Instant::now();
        assert!(export(&desk, to).wait().unwrap().success(), "{to}");
        let takes = begun.elapsed();
        let whole = bytes(&place);
        assert!(!whole.is_empty(), "{to}");
        for old in [None, Some("old")].into_iter().filter(|old| !parts || old.is_none()) {
            for moment in MOMENTS {
                remove(&place);
                if let Some(old) = old {
                    fs::write(&place, old).unwrap();
                }
                let mut child = export(&desk, to);
                std::thread::sleep(takes.mul_f64(moment));
                child.kill().unwrap();
                child.wait().unwrap();
                let now = bytes(&place);
                let as_it_was =
                    now == old.map(|it| vec![it.as_bytes().to_vec()]).unwrap_or_default();
                assert!(as_it_was || now == whole, "{to} at {moment} over {old:?}");
            }
        }
        // What the dead left lies beside the place, and the next export takes it away.
        let left = left_over(&desk);
        remove(&place);
        assert!(export(&desk, to).wait().unwrap().success(), "{to}");
        let after = left_over(&desk);
        assert!(after.is_empty(), "{to}: {after:?} of {left:?}");
        assert!(bytes(&place) == whole, "{to}");
        remove(&place);
    }
}

fn export(desk: &Desk, to: &str) -> Child {
    let mut args = vec!["export".to_owned(), "--to".to_owned(), format!("out/{to}")];
    if to == "parts" {
        args.extend(["--as", "parquet", "--partition", "year,force"].map(str::to_owned));
    }
    Command::new(assert_cmd::cargo::cargo_bin!("peelian"))
        .args(args)
        .current_dir(desk.path())
        .env_remove("PEELIAN_INDEX")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// The bytes of a file, or of all files of a folder in the order of their paths; none where there is neither.
fn bytes(place: &Path) -> Vec<Vec<u8>> {
    if !place.is_dir() {
        return fs::read(place).into_iter().collect();
    }
    let mut inside: Vec<_> = fs::read_dir(place).unwrap().map(|it| it.unwrap().path()).collect();
    inside.sort();
    inside.iter().flat_map(|path| bytes(path)).collect()
}

fn remove(place: &Path) {
    let _ = if place.is_dir() { fs::remove_dir_all(place) } else { fs::remove_file(place) };
}

/// What lies beside the places of exports and bears the name of something unfinished.
fn left_over(desk: &Desk) -> Vec<String> {
    let entries = fs::read_dir(desk.path().join("out")).unwrap();
    let names = entries.map(|it| it.unwrap().file_name().to_string_lossy().into_owned());
    names.filter(|name| name.contains(".partial")).collect()
}

fn start(desk: &Desk) -> Child {
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

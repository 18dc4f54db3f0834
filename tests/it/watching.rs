//! `index --watch`: a folder that changes, and an index that follows.
#![cfg(unix)]

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::desk::Desk;

/// Longest wait for a line: a machine may be busy, but not for ever.
const PATIENCE: Duration = Duration::from_secs(120);

struct Watching {
    child: Child,
    lines: Receiver<String>,
}

impl Watching {
    fn start(desk: &Desk, more: &[&str]) -> Self {
        let mut child = Command::new(assert_cmd::cargo::cargo_bin("peelian"))
            .current_dir(desk.path())
            .env_remove("PEELIAN_INDEX")
            .args(["index", "--watch", "--every", "0.1", "--json"])
            .args(more)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let out = child.stdout.take().unwrap();
        let (sender, lines) = channel();
        thread::spawn(move || {
            BufReader::new(out).lines().map_while(Result::ok).all(|line| sender.send(line).is_ok())
        });
        Self { child, lines }
    }

    /// The summary of the next round.
    fn round(&self) -> Value {
        let line = self.lines.recv_timeout(PATIENCE).expect("a round");
        serde_json::from_str(&line).unwrap()
    }

    /// Ctrl-C, and the exit code.
    fn interrupt(mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        self.child.wait().unwrap().code()
    }
}

#[test]
fn an_index_follows_its_folder_until_it_is_stopped() {
    let desk = Desk::new();
    let watching = Watching::start(&desk, &["--prune"]);
    assert_eq!((&watching.round()["added"], desk.run(&["search", "vetting"]).code), (&3.into(), 0));
    desk.write(
        "corpus/new.md",
        "# Mereshire PEEL 2016\n\n## Legitimacy\n\nThe harbourmaster keeps the vetting list.\n",
    );
    let round = watching.round();
    assert_eq!((&round["added"], &round["unchanged"]), (&1.into(), &3.into()));
    assert_eq!(desk.run(&["search", "harbourmaster"]).code, 0);
    // A sidecar alone is a change of its document.
    desk.write("corpus/new.md.meta.json", "{\"url\":\"https://x.example/new/\"}");
    assert_eq!(watching.round()["changed"], 1);
    fs::remove_file(desk.path().join("corpus/new.md")).unwrap();
    assert_eq!(watching.round()["removed"], 1);
    assert_eq!(watching.interrupt(), Some(130));
    assert_eq!(desk.run(&["verify"]).code, 0);
    assert_eq!(desk.run(&["search", "harbourmaster"]).code, 1);
    assert_eq!(desk.run(&["search", "vetting"]).code, 0);
}

#[test]
fn a_folder_that_is_away_for_a_while_loses_nothing() {
    let desk = Desk::new();
    let watching = Watching::start(&desk, &[]);
    watching.round();
    fs::rename(desk.path().join("corpus"), desk.path().join("away")).unwrap();
    // Round after round fails; the last commit answers.
    thread::sleep(Duration::from_millis(700));
    assert_eq!(desk.run(&["search", "vetting"]).code, 0);
    desk.write(
        "away/late.md",
        "# Mereshire PEEL 2016\n\n## Legitimacy\n\nThe lighthouse has a vetting list.\n",
    );
    fs::rename(desk.path().join("away"), desk.path().join("corpus")).unwrap();
    assert_eq!(watching.round()["added"], 1);
    assert_eq!(watching.interrupt(), Some(130));
    assert_eq!(desk.run(&["search", "lighthouse"]).code, 0);
}

#[test]
fn what_cannot_be_watched_is_said() {
    let desk = Desk::new();
    for (args, code) in [
        (vec!["index", "--watch", "--dry-run"], 2),
        (vec!["index", "--every", "3"], 2),
        (vec!["index", "--watch", "--every", "soon"], 2),
        (vec!["index", "nowhere", "--watch"], 5),
    ] {
        let said = desk.run(&args);
        assert_eq!((said.code, said.out.as_str()), (code, ""), "{args:?}: {}", said.err);
    }
}

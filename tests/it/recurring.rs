//! What returns is told from what only sounds alike: precision and recall on labelled pairs, alone and within one corpus.

#![expect(clippy::print_stderr, reason = "the figures are what the test is for")]

use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::desk::{Desk, of_type};

/// Of the held-out pairs: found and right, found and wrong, missed.
const HELD_OUT: [u32; 3] = [29, 0, 1];

#[derive(Deserialize)]
struct Labelled {
    pair: Vec<Pair>,
}

#[derive(Deserialize)]
struct Pair {
    recurs: bool,
    why: String,
    one: String,
    other: String,
}

fn pairs(name: &str) -> Vec<Pair> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
    let text = fs::read_to_string(path).expect("the labelled pairs");
    toml::from_str::<Labelled>(&text).expect("pairs").pair
}

/// Counts of pairs: found and right, found and wrong, missed.
#[derive(Default)]
struct Score {
    right: u32,
    wrong: u32,
    missed: u32,
}

impl Score {
    fn count(&mut self, pair: &Pair, found: bool) {
        match (pair.recurs, found) {
            (true, true) => self.right += 1,
            (false, true) => self.wrong += 1,
            (true, false) => self.missed += 1,
            (false, false) => {}
        }
        if pair.recurs != found {
            eprintln!("{}: {}", if found { "found" } else { "missed" }, pair.why);
        }
    }

    /// Precision and recall.
    fn rates(&self, what: &str) -> (f64, f64) {
        let rate = |of: u32| f64::from(self.right) / f64::from(self.right + of);
        let (precision, recall) = (rate(self.wrong), rate(self.missed));
        eprintln!("{what}: precision {precision:.3}, recall {recall:.3}");
        (precision, recall)
    }

    fn check(&self, what: &str) {
        let (precision, recall) = self.rates(what);
        assert!(precision >= 0.95, "{what}: precision {precision:.3}");
        assert!(recall >= 0.90, "{what}: recall {recall:.3}");
    }
}

fn judged(pairs: &[Pair]) -> Score {
    let mut score = Score::default();
    for pair in pairs {
        let [one, other] =
            [&pair.one, &pair.other].map(|text| text.replace("{force}", "Mereshire Police"));
        let found = peelian::analyse::recurring::recurs(&one, &other, "Mereshire Police");
        assert_eq!(
            found.is_some(),
            peelian::analyse::recurring::recurs(&other, &one, "Mereshire Police").is_some()
        );
        score.count(pair, found.is_some());
    }
    score
}

#[test]
fn pairs_are_judged_as_labelled() {
    let pairs = pairs("recurring.toml");
    let score = judged(&pairs);
    assert!(pairs.iter().filter(|pair| pair.recurs).count() >= 30 && pairs.len() >= 60);
    score.check("pairs");
}

/// All pairs in one corpus, each of a force of its own: what belongs to other pairs is in the way, as it is in life.
#[test]
fn pairs_are_found_among_all_others() {
    let pairs = pairs("recurring.toml");
    let score = among_all_others(&pairs);
    score.check("in one corpus");
}

fn among_all_others(pairs: &[Pair]) -> Score {
    let desk = Desk::new();
    let mut lines = String::new();
    for (at, pair) in pairs.iter().enumerate() {
        for (year, text) in [("2016", &pair.one), ("2018/19", &pair.other)] {
            let body = text.replace("{force}", "the force");
            let line = serde_json::json!({
                "id": format!("{at}-{year}"), "force": format!("Pairshire {at}"), "year": year,
                "kind": "area_for_improvement", "pillar": "legitimacy", "body": body,
            });
            lines.push_str(&format!("{line}\n"));
        }
    }
    desk.write("corpus/pairs.jsonl", &lines);
    assert_eq!(desk.run(&["index"]).code, 0);
    let said = desk.json(&["recurring", "--limit", "1000"]);
    let mut told_again = vec![false; pairs.len()];
    for chain in of_type(&said, "chain") {
        let members = chain["members"].as_array().unwrap();
        for member in members.iter().filter(|member| member["year"] == "2018/19") {
            let own = |other: &&serde_json::Value| {
                other["force"] == member["force"] && other["year"] == "2016"
            };
            let name = member["force_name"].as_str().unwrap();
            let number = name.strip_prefix("Pairshire ").and_then(|n| n.parse::<usize>().ok());
            if let Some(at) = number.filter(|_| members.iter().any(|m| own(&m))) {
                told_again[at] = true;
            }
        }
    }
    let mut score = Score::default();
    pairs.iter().zip(told_again).for_each(|(pair, found)| score.count(pair, found));
    score
}

/// What docs/analyses.md says of pairs that nothing was chosen by: neither better nor worse may pass unseen.
#[test]
fn the_held_out_pairs_give_what_the_documents_say() {
    let pairs = pairs("recurring_held_out.toml");
    let (alone, together) = (judged(&pairs), among_all_others(&pairs));
    alone.rates("held out");
    together.rates("held out, in one corpus");
    assert_eq!([alone.right, alone.wrong, alone.missed], HELD_OUT);
    assert_eq!([together.right, together.wrong, together.missed], HELD_OUT);
}

use serde_json::Value;

use crate::desk::{Desk, keys, of_type, run_in};

/// Eight findings of four inspections: `backlog` is of the inadequate ones, `plan` of the good ones.
pub(crate) fn desk() -> Desk {
    let desk = Desk::new();
    let line = |id: usize, force: &str, grade: &str, body: &str| {
        format!(
            "{{\"id\":\"k{id}\",\"force\":\"{force}\",\"year\":\"2019\",\"programme\":\"peel\",\"grade\":\"{grade}\",\"pillar\":\
             \"efficiency\",\"kind\":\"narrative\",\"body\":\"{body}\"}}\n"
        )
    };
    let grown = "Backlog upon backlog: the backlog grows and nobody clears the backlog.";
    let kept = "The plan is a plan that follows a plan, and the plan holds.";
    let rows = [
        ("fenwold", "inadequate", grown),
        ("fenwold", "inadequate", grown),
        ("mereshire", "inadequate", grown),
        ("mereshire", "inadequate", "The plan waits."),
        ("fenwold", "good", kept),
        ("fenwold", "good", kept),
        ("mereshire", "good", kept),
        ("mereshire", "good", kept),
    ];
    let text: String = (0..).zip(rows).map(|(id, (f, g, b))| line(id, f, g, b)).collect();
    desk.write("corpus/keys.jsonl", &text);
    assert_eq!(desk.run(&["index"]).code, 0);
    desk
}

const ASK: [&str; 7] =
    ["keyness", "--target", "grade:inadequate", "--reference", "grade:good", "--year", "2019"];

pub(crate) fn near(value: &Value, expected: f64) {
    let found = value.as_f64().unwrap_or(f64::NAN);
    assert!((found - expected).abs() < 0.005, "{found}, expected {expected}");
}

#[test]
fn figures_are_those_worked_out_by_hand() {
    let desk = desk();
    let lines = desk.json(&ASK);
    let words = of_type(&lines, "keyword");
    let of = |term: &str| words.iter().find(|line| line["term"] == term).unwrap();
    // 3 findings of 11 tokens and one of 3; 4 findings of 13 tokens.
    let summary = lines.last().unwrap();
    assert_eq!(summary["target"]["tokens"], 36);
    assert_eq!(summary["reference"]["tokens"], 52);
    assert_eq!(summary["target"]["inspections"], 2);
    let backlog = of("backlog");
    assert_eq!((&backlog["target"]["n"], &backlog["reference"]["n"]), (&12.into(), &0.into()));
    // 2 * 12 * ln(12 / (36 * 12 / 88)) = 21.452
    near(&backlog["g2"], 21.452);
    // (12 / 36) / (0.5 / 52), log2
    near(&backlog["log_ratio"], (12.0_f64 / 36.0 / (0.5 / 52.0)).log2());
    assert!(backlog["percent_difference"].is_null());
    near(&backlog["target"]["per_million"], 12e6 / 36.0);
    // fenwold has 22 of 36 tokens and 8 of 12, mereshire 14 and 4: half of twice 0.0556.
    near(&backlog["target"]["dp"], 8.0 / 12.0 - 22.0 / 36.0);
    assert!(backlog["reference"]["dp"].is_null());
    let plan = of("plan");
    assert_eq!((&plan["key"], &plan["target"]["n"]), (&"negative".into(), &1.into()));
    near(&plan["percent_difference"], (1.0 / 36.0 - 16.0 / 52.0) * 100.0 / (16.0 / 52.0));
    assert_eq!(
        keys(backlog),
        [
            "concordance",
            "g2",
            "key",
            "log_ratio",
            "percent_difference",
            "reference",
            "target",
            "term",
            "type",
            "v"
        ]
    );
}

#[test]
fn the_command_of_a_keyword_shows_every_place_of_it() {
    let desk = desk();
    for line in of_type(&desk.json(&ASK), "keyword") {
        let command = line["concordance"].as_str().unwrap();
        let query = command.strip_prefix("peelian concordance '").unwrap().strip_suffix('\'');
        let found = desk.json(&["concordance", query.unwrap()]);
        let side = if line["key"] == "positive" { "target" } else { "reference" };
        assert_eq!(found.last().unwrap()["total"], line[side]["n"], "{command}");
    }
}

#[test]
fn reading_the_texts_counts_as_the_index_does() {
    let desk = desk();
    let plain = desk.json(&ASK);
    // Nothing here states a grade, so that the mask only chooses the other way to count.
    let read = desk.json(&[&ASK[..], &["--mask", "grades"]].concat());
    assert_eq!(plain, read);
}

#[test]
fn what_is_masked_does_not_count_and_is_said() {
    let desk = desk();
    let line = |force: &str, name: &str| {
        format!(
            "{{\"force\":\"{force}\",\"year\":\"2021/22\",\"pillar\":\"efficiency\",\"kind\":\"narrative\",\"grade\":\
             \"inadequate\",\"body\":\"{name} was visited by inspectors in March. Ledgers rot in {name}.\"}}\n"
        )
    };
    let forces =
        [("kent", "Kent Police"), ("essex", "Essex Police"), ("fenwold", "Fenwold Constabulary")];
    let text: String = forces.iter().map(|(slug, name)| line(slug, name)).collect();
    desk.write("corpus/shared.jsonl", &text);
    assert_eq!(desk.run(&["index"]).code, 0);
    let visits = |mask: &[&str]| {
        let args = ["keyness", "--target", "year:2021/22", "--min-freq", "3"];
        let lines = desk.json(&[&args[..], mask].concat());
        let terms = of_type(&lines, "keyword").into_iter().map(|line| line["term"].clone());
        (terms.collect::<Vec<_>>(), lines.last().unwrap()["masked"]["sentences"].clone())
    };
    let (terms, sentences) = visits(&[]);
    assert!(terms.contains(&"visited".into()) && sentences == 0, "{terms:?}");
    // `Ledgers rot in` is too short to be told from chance.
    let (terms, sentences) = visits(&["--mask", "boilerplate"]);
    assert!(!terms.contains(&"visited".into()) && sentences == 3, "{terms:?}");
    assert!(terms.contains(&"ledgers".into()), "{terms:?}");
    let all = [
        &["keyness", "--target", "grade:good", "--min-freq", "1"][..],
        &["--min-inspections", "1"],
    ];
    let terms = |mask: &[&str]| {
        let lines = desk.json(&[&all.concat()[..], mask].concat());
        lines.last().unwrap().clone()
    };
    let (plain, masked) = (terms(&[]), terms(&["--mask", "grades"]));
    assert_eq!(plain["masked"]["grade_words"], 0);
    let words = masked["masked"]["grade_words"].as_u64().unwrap();
    let tokens = |summary: &Value| {
        ["target", "reference"]
            .iter()
            .map(|side| summary[side]["tokens"].as_u64().unwrap())
            .sum::<u64>()
    };
    assert!(words > 3, "{masked}");
    assert_eq!(tokens(&plain), tokens(&masked) + words);
}

#[test]
fn longer_terms_stay_within_a_sentence() {
    let desk = desk();
    let lines = desk.json(&[&ASK[..], &["--ngram", "2..3", "--min-freq", "3"]].concat());
    let terms: Vec<&str> =
        of_type(&lines, "keyword").iter().filter_map(|line| line["term"].as_str()).collect();
    assert!(
        terms.contains(&"the backlog") && terms.iter().all(|term| term.contains(' ')),
        "{terms:?}"
    );
    assert!(!terms.iter().any(|term| term.contains("backlog backlog")), "{terms:?}");
}

#[test]
fn one_thread_and_many_give_the_same_bytes() {
    let desk = desk();
    for more in [&["--ngram", "1"][..], &["--ngram", "1..2"], &["--mask", "grades,boilerplate"]] {
        let args = [&["keyness", "--target", "grade:good", "--min-freq", "1", "--json"][..], more]
            .concat();
        let said = |threads| run_in(desk.path(), &args, &[("RAYON_NUM_THREADS", threads)]).out;
        assert_eq!(said("1"), said("4"), "{more:?}");
    }
}

#[test]
fn a_comparison_with_nothing_is_no_comparison() {
    let desk = desk();
    let said = desk.run(&["keyness", "--target", "grade:outstanding", "--year", "2019"]);
    assert_eq!(said.code, 1, "{}", said.out);
    assert!(said.err.contains("no finding is in the target"), "{}", said.err);
    assert_eq!(desk.run(&["keyness", "--target", "grade:excellent"]).code, 2);
    assert_eq!(desk.run(&["keyness", "--target", "vetting", "--ngram", "9"]).code, 2);
    assert_eq!(desk.run(&["keyness", "--target", "vetting", "--mask", "verbs"]).code, 2);
}

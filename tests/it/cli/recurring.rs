use serde_json::{Value, json};

use crate::desk::{Desk, keys, of_type, run_in};

const ASK: &str = "The force should clear the backlog of vetting renewals among its officers.";

/// One request: Fenwold in 2014 and 2016, in 2016 also Mereshire and Kent, with a release that repeats it, and another request.
fn desk() -> Desk {
    let desk = Desk::new();
    let line = |force: &str, year: &str, text: &str| {
        json!({"force": force, "year": year, "pillar": "legitimacy", "kind": "afi", "body": text})
            .to_string()
            + "\n"
    };
    let reworded = ASK.replace("clear the backlog of", "by March clear its backlog of");
    let lines = [
        line("fenwold", "2014", ASK),
        line("fenwold", "2016", &reworded),
        line("mereshire", "2016", ASK),
        line("kent", "2016", ASK),
        line(
            "kent",
            "2017",
            "The force should monitor its vetting decisions for disparity between officers.",
        ),
    ];
    desk.write("corpus/asks.jsonl", &lines.concat());
    desk.write("corpus/release.jsonl", &line("mereshire", "2016", ASK));
    desk.write(
        "corpus/undated.jsonl",
        &json!({"force": "kent", "kind": "afi", "body": ASK}).to_string(),
    );
    assert_eq!(desk.run(&["index"]).code, 0);
    desk
}

fn chains(desk: &Desk, more: &[&str]) -> Vec<Value> {
    desk.json(&[&["recurring", "vetting renewals"], more].concat())
}

#[test]
fn a_chain_says_who_was_told_when_and_what_changed() {
    let desk = desk();
    let lines = chains(&desk, &[]);
    let found = of_type(&lines, "chain");
    assert_eq!(found.len(), 1, "{lines:#?}");
    let chain = found[0];
    assert_eq!(chain["classes"], json!(["unresolved", "boilerplate", "spread"]));
    let members = chain["members"].as_array().unwrap();
    let told: Vec<(&str, &str)> = members
        .iter()
        .map(|member| (member["year"].as_str().unwrap(), member["force"].as_str().unwrap()))
        .collect();
    let expected =
        [("2014", "fenwold"), ("2016", "fenwold"), ("2016", "kent"), ("2016", "mereshire")];
    assert_eq!(told, expected);
    // Fenwold is compared with itself, the others with the first of all.
    assert!(members[0]["earlier"].is_null());
    for member in &members[1..] {
        assert_eq!(member["earlier"]["id"], members[0]["id"]);
    }
    let edits: Vec<(&str, &str)> = members[1]["earlier"]["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| (change["edit"].as_str().unwrap(), change["text"].as_str().unwrap()))
        .collect();
    let expected = [
        ("kept", "The force should"),
        ("added", "by March"),
        ("kept", "clear"),
        ("removed", "the"),
        ("added", "its"),
        ("kept", "backlog of vetting renewals among its officers."),
    ];
    assert_eq!(edits, expected);
    assert_eq!(members[2]["earlier"]["alike"], 1.0);
    // What a second document repeats is no second member.
    assert_eq!(members[3]["repeated"].as_array().unwrap().len(), 1);
    let summary = lines.last().unwrap();
    assert_eq!((&summary["recurring"], &summary["findings"]), (&5.into(), &5.into()));
    assert_eq!(summary["left_out"], 1);
    assert_eq!(keys(chain), ["chain", "classes", "cycles", "forces", "members", "type", "v"]);
}

#[test]
fn classes_and_filters_narrow_what_is_shown() {
    let desk = desk();
    let classes = |more: &[&str]| chains(&desk, more)[0]["classes"].clone();
    assert_eq!(classes(&["--year", "2016"]), json!(["boilerplate"]));
    assert_eq!(classes(&["--force", "fenwold"]), json!(["unresolved"]));
    assert_eq!(classes(&["--many", "4"]), json!(["unresolved", "spread"]));
    assert_eq!(of_type(&chains(&desk, &["--year", "2016", "--class", "spread"]), "chain").len(), 0);
    let said = desk.run(&["recurring", "--force", "kent"]);
    assert_eq!(said.code, 1, "{}", said.out);
    assert_eq!(desk.run(&["recurring", "--alike", "0.1"]).code, 2);
    assert_eq!(desk.run(&["recurring", "--many", "1"]).code, 2);
    assert!(desk.run(&["recurring", "--class", "new"]).err.contains("`spread`"));
}

#[test]
fn a_screen_shows_what_went_and_what_came() {
    let desk = desk();
    let said = desk.run(&["recurring", "--format", "table"]);
    assert!(said.out.contains("{+by March+}"), "{}", said.out);
    assert!(said.out.contains("the same words as"), "{}", said.out);
    assert!(said.err.contains("unresolved 1 · boilerplate 1 · spread 1"), "{}", said.err);
    let rows = desk.run(&["recurring", "--format", "tsv"]).out;
    assert_eq!(rows.lines().count(), 5, "{rows}");
}

#[test]
fn one_thread_and_many_find_the_same() {
    let desk = desk();
    let said = |threads| {
        run_in(desk.path(), &["recurring", "--json"], &[("RAYON_NUM_THREADS", threads)]).out
    };
    assert_eq!(said("1"), said("4"));
}

#[test]
fn chains_are_drawn_over_the_cycles() {
    let desk = desk();
    let plain = desk.run(&["recurring", "vetting renewals"]);
    let said = desk.run(&["recurring", "vetting renewals", "--picture", "a.svg"]);
    assert_eq!((said.code, &said.out), (0, &plain.out));
    let svg = std::fs::read_to_string(desk.path().join("a.svg")).unwrap();
    // Fenwold in 2014; Fenwold, Kent and Mereshire in 2016.
    assert!(svg.contains("2014 1 force, 2016 3 forces."), "{svg}");
}

use std::fs;

use serde_json::Value;

use crate::desk::{Desk, Said, of_type, run_in};

/// Runs with saved searches in the desk's own folder.
fn run(desk: &Desk, args: &[&str]) -> Said {
    run_in(desk.path(), args, &[("PEELIAN_SAVED", "mine/saved.json")])
}

fn lines(said: &Said) -> Vec<Value> {
    said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn what_was_typed_is_kept_and_asked_again() {
    let desk = Desk::indexed();
    let typed =
        ["search", "\"vetting unit\"", "-backlogs", "--kind", "narrative", "--format", "tsv"];
    let saved = run(&desk, &[&["save", "vet"][..], &typed].concat());
    assert_eq!(saved.code, 0, "{}", saved.err);
    let (asked, again) = (run(&desk, &typed), run(&desk, &["run", "vet"]));
    assert!(asked.out.contains("vetting unit"), "{}", asked.out);
    assert_eq!((again.code, &again.out), (0, &asked.out));
    let list = run(&desk, &["saved", "--json"]);
    assert_eq!(lines(&list)[0]["asks"].as_array().unwrap().len(), typed.len());
    assert_eq!(
        lines(&list)[0]["line"],
        "peelian search '\"vetting unit\"' -backlogs --kind narrative --format tsv"
    );
    let json = run(&desk, &["run", "vet", "--json"]);
    assert_eq!(
        lines(&json)[0]["type"],
        "finding",
        "an option typed now takes the saved one's place"
    );
}

#[test]
fn more_options_are_added_and_a_later_one_holds() {
    let desk = Desk::indexed();
    assert_eq!(run(&desk, &["save", "all", "search", "*", "--limit", "1"]).code, 0);
    let rows = |said: Said| said.out.lines().count() - 1;
    assert_eq!(rows(run(&desk, &["run", "all"])), 1);
    assert_eq!(rows(run(&desk, &["run", "all", "--limit", "3"])), 3);
    let few = run(&desk, &["run", "all", "--limit", "50", "--force", "fenwold"]);
    assert_eq!(rows(few), 2);
    assert_eq!(run(&desk, &["run", "all", "--limt", "3"]).code, 2);
}

#[test]
fn a_name_is_taken_once_and_a_mistyped_one_is_understood() {
    let desk = Desk::indexed();
    assert_eq!(run(&desk, &["saved"]).code, 1);
    assert_eq!(run(&desk, &["save", "vetting", "search", "vetting"]).code, 0);
    assert_eq!(run(&desk, &["save", "vetting", "search", "vetting"]).code, 0, "the same again");
    let taken = run(&desk, &["save", "vetting", "count"]);
    assert_eq!(taken.code, 2);
    assert!(taken.err.contains("--replace") && taken.err.contains("peelian search vetting"));
    assert_eq!(run(&desk, &["save", "--replace", "vetting", "count"]).code, 0);
    let mistyped = run(&desk, &["run", "vettng"]);
    assert_eq!(mistyped.code, 2);
    assert!(mistyped.err.contains("`vetting`"), "{}", mistyped.err);
    assert_eq!(run(&desk, &["saved", "--remove", "vetting"]).code, 0);
    assert_eq!(run(&desk, &["saved", "--remove", "vetting"]).code, 2);
    assert_eq!(run(&desk, &["save", "a/b", "count"]).code, 2);
    assert_eq!(run(&desk, &["save", "x", "index"]).code, 2);
}

#[test]
fn a_mistake_shows_its_place_when_it_is_saved_and_when_it_no_longer_reads() {
    let desk = Desk::indexed();
    let wrong = run(&desk, &["save", "w", "search", "vetting AND"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("^^^"), "{}", wrong.err);
    desk.write("mine/saved.json", r#"{"v":1,"searches":{"w":["search","vetting AND"]}}"#);
    let wrong = run(&desk, &["run", "w"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("^^^") && wrong.err.contains("`w` is"), "{}", wrong.err);
    desk.write("mine/saved.json", "{");
    let broken = run(&desk, &["saved"]);
    assert_eq!(broken.code, 5);
    assert!(broken.err.contains("saved.json"), "{}", broken.err);
}

#[test]
fn a_watch_shows_what_is_new_and_what_has_another_grade_and_nothing_twice() {
    let desk = Desk::indexed();
    let watch = |more: &[&str]| run(&desk, &[&["watch", "vetting", "--json"][..], more].concat());
    let first = watch(&[]);
    let summary = lines(&first).pop().unwrap();
    assert_eq!(
        (first.code, &summary["first"], &summary["new"]),
        (1, &Value::Bool(true), &0.into())
    );
    assert!(summary["findings"].as_u64().unwrap() >= 3, "{summary}");
    assert_eq!(watch(&[]).code, 1);

    // A finding in front of the others moves their numbers; a grade of theirs changes.
    let before = fs::read_to_string(desk.path().join("corpus/fenwold.jsonl")).unwrap();
    let new = r#"{"id":"a0","force":"fenwold","year":"2017","grade":"good","pillar":"legitimacy","kind":"afi","title":"On oars","body":"The force should keep its vetting files dry."}"#;
    let changed = before.replacen("\"grade\":\"good\"", "\"grade\":\"inadequate\"", 1);
    desk.write("corpus/fenwold.jsonl", &format!("{new}\n{changed}"));
    assert_eq!(run(&desk, &["index"]).code, 0);

    let peeked = watch(&["--peek"]);
    let seen = watch(&[]);
    assert_eq!((peeked.code, &peeked.out), (0, &seen.out), "a peek marks nothing");
    let seen = lines(&seen);
    let news: Vec<(&str, &Value, &str)> = of_type(&seen, "finding")
        .iter()
        .map(|line| (line["news"].as_str().unwrap(), &line["was"], line["grade"].as_str().unwrap()))
        .collect();
    assert_eq!(news, [("new", &Value::Null, "good"), ("grade", &"good".into(), "inadequate")]);
    assert_eq!(watch(&[]).code, 1);
    let filtered = run(&desk, &["watch", "vetting", "--force", "fenwold", "--json"]);
    assert_eq!(
        lines(&filtered).pop().unwrap()["first"],
        true,
        "another question is watched by itself"
    );
}

#[test]
fn a_saved_search_is_watched_by_its_name() {
    let desk = Desk::indexed();
    assert_eq!(run(&desk, &["save", "v", "search", "vetting", "--limit", "1"]).code, 0);
    let watched = run(&desk, &["watch", "v", "--json"]);
    assert!(lines(&watched).pop().unwrap()["findings"].as_u64().unwrap() > 1, "all that match");
    assert_eq!(run(&desk, &["watch", "vetting AND"]).code, 2);
}

/// One more finding of Fenwold in 2017, on vetting.
fn one_more(desk: &Desk) {
    let before = fs::read_to_string(desk.path().join("corpus/fenwold.jsonl")).unwrap();
    let new = r#"{"id":"a3","force":"fenwold","year":"2017","grade":"good","pillar":"legitimacy","kind":"afi","body":"The force should air its vetting files."}"#;
    desk.write("corpus/fenwold.jsonl", &format!("{before}{new}\n"));
    assert_eq!(run(desk, &["index"]).code, 0);
}

#[test]
fn of_a_saved_analysis_the_lines_that_changed_are_shown() {
    let desk = Desk::indexed();
    let save = ["save", "c", "count", "--by", "kind"];
    assert_eq!(run(&desk, &save).code, 0);
    let first = run(&desk, &["watch", "c"]);
    assert_eq!((first.code, first.out.as_str()), (1, ""));
    assert!(first.err.contains("watched for the first time"), "{}", first.err);
    assert_eq!(run(&desk, &["watch", "c"]).code, 1, "nothing changed");
    one_more(&desk);
    let count = |n: u64| format!("area_for_improvement\t{n}");
    let peeked = run(&desk, &["watch", "c", "--peek"]);
    let expected = format!("news\tkind\tfindings\nnew\t{}\ngone\t{}\n", count(5), count(4));
    assert_eq!((peeked.code, peeked.out), (0, expected));
    let told = lines(&run(&desk, &["watch", "c", "--json"]));
    let news: Vec<(&str, u64)> = of_type(&told, "change")
        .iter()
        .map(|line| (line["news"].as_str().unwrap(), line["line"]["n"].as_u64().unwrap()))
        .collect();
    assert_eq!(news, [("new", 5), ("gone", 4)]);
    let summary = told.last().unwrap();
    assert_eq!((&summary["unit"], &summary["new"]), (&"lines".into(), &1.into()));
    assert_eq!(run(&desk, &["watch", "c"]).code, 1, "it was seen");
    for wrong in [
        &["watch", "c", "--since", "2017"][..],
        &["watch", "c", "--force", "fenwold"],
        &["watch", "c", "--since", "never"],
    ] {
        let said = run(&desk, wrong);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{wrong:?}: {}", said.err);
    }
    assert_eq!(run(&desk, &["save", "d", "due"]).code, 0);
    let due = run(&desk, &["watch", "d"]);
    assert!(due.code == 2 && due.err.contains("--as-of"), "{}", due.err);
}

#[test]
fn since_a_day_or_a_marked_moment_nothing_is_marked_as_seen() {
    let desk = Desk::indexed();
    // The assessment was last updated on 2016-12-08, the structured findings have no day.
    let since = |day: &str| run(&desk, &["watch", "vetting", "--since", day, "--json"]);
    let told = lines(&since("2016-12-08"));
    let summary = told.last().unwrap();
    let matching = summary["findings"].as_u64().unwrap();
    let (new, undated) = (summary["new"].as_u64().unwrap(), summary["undated"].as_u64().unwrap());
    assert!(new > 0 && undated > 0 && new + undated == matching, "{summary}");
    assert_eq!(of_type(&told, "finding").len() as u64, new);
    assert_eq!((summary["since"].as_str(), &summary["first"]), (Some("2016-12-08"), &false.into()));
    let later = since("2016-12-09");
    assert_eq!((later.code, lines(&later).last().unwrap()["new"].as_u64()), (1, Some(0)));
    assert_eq!(since("2016").code, 0);

    let marked = run(&desk, &["watch", "vetting", "--mark", "board"]);
    assert_eq!(marked.code, 1, "{}", marked.err);
    one_more(&desk);
    for _ in 0..2 {
        let news = lines(&run(&desk, &["watch", "vetting", "--since", "board", "--json"]));
        assert_eq!(of_type(&news, "finding").len(), 1, "a moment stays where it was marked");
    }
    assert_eq!(run(&desk, &["watch", "vetting"]).code, 0, "neither marked it as seen");
    assert_eq!(run(&desk, &["watch", "vetting"]).code, 1);
    let never = run(&desk, &["watch", "vetting", "--since", "bord"]);
    assert!(never.code == 2 && never.err.contains("--mark bord"), "{}", never.err);
    assert_eq!(run(&desk, &["watch", "vetting", "--mark", "2018"]).code, 2);
    assert_eq!(run(&desk, &["watch", "vetting", "--peek", "--mark", "x"]).code, 2);
}

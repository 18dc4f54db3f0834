use crate::desk::{Desk, of_type};

#[test]
fn findings_like_another_are_never_itself() {
    let desk = Desk::indexed();
    let lines = desk.json(&["search", "\"counter-corruption unit is for\""]);
    let id = lines[0]["id"].as_str().unwrap();
    let lines = desk.json(&["similar", id]);
    let found = of_type(&lines, "finding");
    assert!(!found.is_empty());
    assert!(found.iter().all(|line| line["id"] != id), "{lines:#?}");
    let elsewhere = desk.json(&["similar", id, "--other-force"]);
    assert!(of_type(&elsewhere, "finding").iter().all(|line| line["force"] != "mereshire"));
    let otherwhen = desk.json(&["similar", id, "--other-year"]);
    assert!(of_type(&otherwhen, "finding").iter().all(|line| line["year"] != "2016"));
    let report = id.rsplit_once('-').unwrap().0;
    assert_eq!(desk.run(&["similar", report]).code, 2);
    assert_eq!(desk.run(&["similar", "ffffffff-1"]).code, 1);
}

#[test]
fn a_finding_that_is_like_no_other_gets_no_advice_about_words() {
    let desk = Desk::new();
    desk.write("corpus/short.jsonl", "{\"id\":\"z1\",\"body\":\"To:\"}\n");
    assert_eq!(desk.run(&["index"]).code, 0);
    let lines = desk.json(&["search", "*", "--limit", "100"]);
    let short = lines.iter().find(|line| line["source_id"] == "z1").unwrap();
    let said = desk.run(&["similar", short["id"].as_str().unwrap()]);
    assert_eq!((said.code, said.err.trim()), (1, "nothing found"));
}

#[test]
fn a_few_letters_become_words_and_forces() {
    let desk = Desk::indexed();
    let lines = desk.json(&["suggest", "vet"]);
    assert_eq!(lines[0]["kind"], "term");
    assert_eq!(lines[0]["text"], "vetting");
    let found = desk.json(&["search", "=vetting"]).pop().unwrap();
    assert_eq!(lines[0]["n"], found["findings"]);
    let lines = desk.json(&["suggest", "Mere"]);
    let force = lines.iter().find(|line| line["kind"] == "force").unwrap();
    assert_eq!(force["text"], "Mereshire Police");
    assert_eq!(desk.run(&["suggest", "zzz"]).code, 1);
    assert_eq!(desk.run(&["suggest", "-"]).code, 2);
}

//! `cite`: passages, reports and judgments in every style.

use serde_json::Value;

use crate::desk::{Desk, of_type};

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write(
        "corpus/mereshire-legitimacy.txt.meta.json",
        r#"{"url":"https://example.org/mereshire/legitimacy/"}"#,
    );
    assert_eq!(desk.run(&["index"]).code, 0);
    desk
}

fn id(desk: &Desk, query: &[&str]) -> String {
    let lines = desk.json(&[&["search"], query, &["--limit", "1"]].concat());
    of_type(&lines, "finding")[0]["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_passage_is_cited_with_its_question_and_an_address_that_leads_to_it() {
    let desk = desk();
    let passage = id(&desk, &["chalk queue OR \"vetting queue\"", "--kind", "afi"]);
    let said = desk.run(&["cite", &passage, "--accessed", "2026-11-25"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(
        said.out,
        "HMIC, \u{2018}Mereshire PEEL 2016: legitimacy\u{2019} (last updated 8 December 2016) question 2 \
         <https://example.org/mereshire/legitimacy/#:~:text=Each%20year%2C%20the%20force%20should%20count%20the\
         %20people%20who%20left%20its%20vetting%20queue.> accessed 25 November 2026\n"
    );
    let line = &desk.json(&["cite", &passage, "--style", "md"])[0];
    assert_eq!((line["question"].as_u64(), line["url_is_sure"].as_bool()), (Some(2), Some(true)));
    assert_eq!(line["date_is"], "last_updated");
    assert!(line["citation"].as_str().unwrap().starts_with("> Each year, the force"), "{line}");
}

#[test]
fn a_judgment_is_cited_by_its_id_and_named() {
    let desk = desk();
    let said = desk.run(&["cite", "police:mereshire|peel|2016|legitimacy|2", "--style", "oscola"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(
        said.out.contains("(judgment: legitimacy 2016, question 2: requires improvement)"),
        "{}",
        said.out
    );
    let judgment = id(&desk, &["ethically", "--kind", "judgment"]);
    let line = &desk.json(&["cite", &judgment])[0];
    assert_eq!(line["judgment"], "legitimacy 2016, question 2: requires improvement");
}

#[test]
fn several_items_are_one_array_of_csl() {
    let desk = desk();
    let passage = id(&desk, &["quay"]);
    let report = passage.rsplit_once('-').unwrap().0;
    let said = desk.run(&["cite", &passage, report, "--style", "csl"]);
    let items: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(items.as_array().map(Vec::len), Some(2));
    assert_eq!(items[1]["id"], report);
    assert_eq!(items[1]["URL"], "https://example.org/mereshire/legitimacy/");
}

#[test]
fn what_is_not_there_and_what_cannot_be_meant() {
    let desk = desk();
    let said = desk.run(&["cite", "ffff"]);
    assert_eq!((said.code, said.out.as_str()), (1, ""));
    let passage = id(&desk, &["quay"]);
    let both = desk.run(&["cite", &passage, "ffff"]);
    assert_eq!((both.code, both.out.lines().count()), (1, 1), "{}", both.err);
    let said = desk.run(&["cite", &passage, "--style", "harvard"]);
    assert!(said.code == 2 && said.err.contains("`oscola`"), "{}", said.err);
    let said = desk.run(&["cite", &passage, "--accessed", "25/11/2026"]);
    assert!(said.code == 2 && said.err.contains("2026-11-25"), "{}", said.err);
}

//! `versions`: the states of one page, and which of them is counted.

use serde_json::{Value, json};

use crate::desk::{Desk, of_type};

/// A page about the effectiveness of Mereshire in 2016.
fn page(grade: &str, last: &str) -> String {
    format!(
        "<html><head><title>Mereshire PEEL 2016</title></head><body><h1>Mereshire PEEL 2016</h1><h2>Effectiveness</h2>\
         <p>How effective is the force at keeping people safe and reducing crime?</p><p>Last updated {last}</p>\
         <p>{grade}</p><p>The force answers most of its calls within the hour, and writes down which it does not.</p></body></html>"
    )
}

fn sidecar(url: &str, fetched: &str) -> String {
    json!({"url": url, "captured": fetched}).to_string()
}

/// An interim page, its final state under another host, the same once more with a query, and a page of its own.
fn desk() -> Desk {
    let desk = Desk::new();
    let path = "peel-assessments/peel-2016/mereshire/effectiveness/";
    let copy = |name: &str, url: &str, fetched: &str, text: &str| {
        desk.write(&format!("corpus/{name}.html"), text);
        desk.write(&format!("corpus/{name}.html.meta.json"), &sidecar(url, fetched));
    };
    let old = format!("http://www.justiceinspectorates.gov.uk/hmic/{path}");
    let new = format!("https://hmicfrs.justiceinspectorates.gov.uk/{path}?print=1");
    // The later state bears the older day.
    copy("interim", &old, "2017-03-01T00:00:00Z", &page("Good", "02/03/2017"));
    copy("final", &new, "2017-04-01T00:00:00Z", &page("Requires improvement", "01/03/2017"));
    copy("again", &new, "2017-05-01", &page("Requires improvement", "01/03/2017"));
    desk
}

#[test]
fn the_latest_copy_of_a_page_is_counted_and_the_others_are_shown() {
    let desk = desk();
    let built = desk.json(&["index"]);
    assert_eq!(built[0]["failed"], 0);
    let graded = desk.json(&["count", "--by", "grade", "--pillar", "effectiveness"]);
    let counts: Vec<(&Value, &Value)> =
        of_type(&graded, "count").iter().map(|line| (&line["grade"], &line["n"])).collect();
    assert_eq!(counts, [(&json!("requires_improvement"), &json!(1))]);
    let lines = desk.json(&["versions"]);
    let copies: Vec<[&str; 2]> = of_type(&lines, "version")
        .iter()
        .map(|line| ["path", "standing"].map(|key| line[key].as_str().unwrap()))
        .collect();
    assert_eq!(
        copies,
        [["again.html", "current"], ["final.html", "same"], ["interim.html", "superseded"]]
    );
    let interim = &of_type(&lines, "version")[2];
    assert_eq!(
        interim["page_of"],
        "inspectorate/peel-assessments/peel-2016/mereshire/effectiveness"
    );
    let change = &interim["changes"][0];
    assert_eq!(
        (&change["before"], &change["now"]),
        (&json!("good"), &json!("requires_improvement"))
    );
    let summary = of_type(&lines, "summary")[0];
    assert_eq!(
        (&summary["pages"], &summary["copies"], &summary["same"]),
        (&json!(1), &json!(3), &json!(1))
    );
    // `check` still names what the pages say.
    let check = desk.json(&["check", "--pillar", "effectiveness"]);
    let why = check[0]["followed_because"].as_str().unwrap();
    assert!(why.contains("later copy of a page"), "{why}");
    let superseded: Vec<&Value> =
        check[0]["statements"].as_array().unwrap().iter().map(|it| &it["superseded"]).collect();
    assert_eq!(superseded, [&json!(false), &json!(true), &json!(true)]);
    let table = desk.run(&["versions", "--format", "tsv"]);
    assert!(
        table.out.contains("effectiveness overall: good, now requires_improvement"),
        "{}",
        table.out
    );
    assert!(table.err.contains("3 copies of 1 page, 1 superseded"), "{}", table.err);
}

#[test]
fn the_copies_of_one_report_or_of_what_matches() {
    let desk = desk();
    assert_eq!(desk.run(&["index"]).code, 0);
    let lines = desk.json(&["versions"]);
    let id = lines[2]["report"].as_str().unwrap();
    for asked in [id, &id[..15], &format!("{id}-1"), "calls hour"] {
        assert_eq!(of_type(&desk.json(&["versions", asked]), "version").len(), 3, "{asked}");
    }
    for (asked, code) in [("quay", 1), ("0123456789abcdef", 1), ("calls AND", 2)] {
        assert_eq!(desk.run(&["versions", asked]).code, code, "{asked}");
    }
    let reports = desk.json(&["reports"]);
    let interim = reports.iter().find(|line| line["path"] == "interim.html").unwrap();
    let notes = interim["notes"].as_array().unwrap();
    assert!(
        notes.iter().any(|note| note["message"] == "`again.html` is a later copy of the page"),
        "{notes:?}"
    );
    assert_eq!(
        (&interim["language"], &interim["captured"]),
        (&json!("en"), &json!("2017-03-01T00:00:00Z"))
    );
}

#[test]
fn a_welsh_document_is_searched_and_grades_nothing() {
    let desk = Desk::new();
    desk.write(
        "corpus/cymraeg.txt",
        "Mereshire PEEL 2016\n\nEffectiveness\n\nLast updated 02/03/2017\nGood\n\nMae'r heddlu yn gwrando ar bobl y dref, ac \
         mae'r swyddogion wedi siarad â'r plant yn yr ysgol. Nid oes digon o swyddogion yn y gogledd.\n",
    );
    assert_eq!(desk.run(&["index"]).code, 0);
    let lines = desk.json(&["reports", "swyddogion"]);
    let report = of_type(&lines, "report")[0];
    assert_eq!((&report["language"], &report["grade"]), (&json!("cy"), &Value::Null));
    assert_eq!(report["judgments"], json!([]));
    let notes = report["notes"].to_string();
    assert!(
        notes.contains("is in Welsh") && notes.contains("`Good` looks like a statement"),
        "{notes}"
    );
    assert_eq!(desk.run(&["count", "--pillar", "effectiveness"]).code, 1);
    let paths = |args: &[&str]| -> Vec<String> {
        let lines = desk.json(args);
        let reports = of_type(&lines, "report").into_iter();
        reports.map(|line| line["path"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(paths(&["reports", "language:cy"]), ["cymraeg.txt"]);
    assert_eq!(paths(&["reports", "lang:Welsh swyddogion"]), ["cymraeg.txt"]);
    let english = paths(&["reports", "language:en"]);
    assert!(!english.is_empty() && !english.contains(&"cymraeg.txt".to_owned()), "{english:?}");
    let found = desk.json(&["search", "language:cy"]);
    let found = of_type(&found, "finding");
    assert!(!found.is_empty());
    assert!(found.iter().all(|line| line["report"]["path"] == "cymraeg.txt"), "{found:?}");
    let said = desk.run(&["search", "swyddogion -language:cy"]);
    assert_eq!(said.code, 1, "{}", said.out);
    let said = desk.run(&["search", "language:welch"]);
    assert!(said.err.contains("did you mean `welsh`?"), "{}", said.err);
    let said = desk.run(&["search", "language:fr"]);
    assert_eq!(said.code, 2);
    assert!(
        said.err.contains("`fr` is no language") && said.err.contains("known: `en`, `cy`"),
        "{}",
        said.err
    );
}

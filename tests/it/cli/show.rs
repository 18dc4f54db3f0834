use crate::desk::{Desk, of_type};

#[test]
fn the_beginning_of_an_id_is_enough() {
    let desk = Desk::indexed();
    let found = desk.json(&["search", "quay"]);
    let id = found[0]["id"].as_str().unwrap();
    let (report, number) = id.rsplit_once('-').unwrap();
    let short = format!("{}-{number}", &report[..8]);
    let shown = desk.json(&["show", &short]);
    assert_eq!(shown[0]["id"], id);
    assert_eq!(shown[0]["text"], found[0]["text"]);
    let whole = desk.json(&["show", &report[..8]]);
    assert_eq!(whole[0]["type"], "report");
    assert_eq!(whole[0]["findings"], of_type(&whole, "finding").len());
    assert_eq!(desk.run(&["show", "ffffffffffffffff"]).code, 1);
    for format in ["table", "tsv"] {
        let said = desk.run(&["show", report, "--format", format]);
        assert!(said.out.contains("quay station"), "{}", said.out);
    }
}

#[test]
fn every_field_tells_how_it_is_known() {
    let desk = Desk::indexed();
    let found = desk.json(&["search", "quay"]);
    let id = found[0]["id"].as_str().unwrap();
    for id in [id, found[0]["report"]["id"].as_str().unwrap()] {
        let lines = desk.json(&["why", id]);
        let year = lines.iter().find(|line| line["field"] == "year").unwrap();
        assert_eq!((&year["type"], &year["value"]), (&"evidence".into(), &"2016".into()));
        assert_eq!(year["how"], "stated");
        let judgments = of_type(&lines, "judgment");
        assert!(!judgments.is_empty(), "{lines:#?}");
        assert!(judgments[0]["statements"][0]["quote"].is_string());
        assert_eq!(desk.run(&["why", id]).code, 0);
    }
}

use super::keyness::{desk, near};
use crate::desk::of_type;

#[test]
fn figures_are_those_worked_out_by_hand() {
    let lines = desk().json(&["dispersion", "backlog", "--exact", "--year", "2019"]);
    let parts = of_type(&lines, "part");
    let shown: Vec<_> = parts
        .iter()
        .map(|line| (line["force"].as_str(), line["n"].as_u64(), line["tokens"].as_u64()))
        .collect();
    let fenwold = (Some("fenwold"), Some(8), Some(48));
    assert_eq!(shown, [fenwold, (Some("mereshire"), Some(4), Some(40))]);
    let summary = lines.last().unwrap();
    assert_eq!((&summary["n"], &summary["tokens"]), (&12.into(), &88.into()));
    assert_eq!((&summary["range"], &summary["inspections"]), (&2.into(), &2.into()));
    near(&summary["dp"], 8.0 / 12.0 - 48.0 / 88.0);
    near(&summary["dp_norm"], (8.0 / 12.0 - 48.0 / 88.0) / (1.0 - 40.0 / 88.0));
    // One in 6 and one in 10: a mean of 0.1333, a deviation of 0.0333.
    near(&summary["juilland_d"], 0.75);
}

#[test]
fn a_screen_shows_where_it_stands() {
    let said = desk().run(&["dispersion", "plan", "--format", "table"]);
    assert_eq!(said.code, 0);
    let year = said.out.lines().find(|line| line.starts_with("2019")).unwrap();
    assert_eq!(year.chars().filter(|c| ('▁'..='█').contains(c)).count(), 2, "{}", said.out);
    assert!(said.out.contains('·'), "{}", said.out);
    assert!(
        said.err.contains("DPnorm") && said.err.contains("under these filters"),
        "{}",
        said.err
    );
}

#[test]
fn what_stands_nowhere_has_no_dispersion() {
    let said = desk().run(&["dispersion", "zeppelin", "--json"]);
    assert_eq!(said.code, 1);
    let summary: serde_json::Value =
        serde_json::from_str(said.out.lines().last().unwrap()).unwrap();
    assert!(summary["dp"].is_null() && summary["n"] == 0);
    assert!(summary["parts"].as_u64() > Some(0));
}

use serde_json::Value;

use crate::desk::{Desk, of_type};

#[test]
fn places_are_shared_and_what_has_none_stands_apart() {
    let desk = Desk::of_rounds();
    let lines = desk.json(&["rank", "--year", "2016", "--pillar", "legitimacy"]);
    let rows: Vec<(&str, u64, u64)> = of_type(&lines, "rank")
        .iter()
        .map(|line| {
            let number = |key: &str| line[key].as_u64().unwrap();
            (line["force"].as_str().unwrap(), number("rank"), number("tied"))
        })
        .collect();
    assert_eq!(rows, [("fenwold", 1, 2), ("mereshire", 1, 2)]);
    let second = desk.json(&["rank", "--year", "2016", "--question", "2"]);
    assert_eq!(second[0]["force"], "mereshire");
    assert_eq!(second[0]["grade"], "requires_improvement");
    assert_eq!((&second[1]["rank"], &second[1]["reason"]), (&Value::Null, &"not_stated".into()));
    let summary = second.last().unwrap();
    assert_eq!((&summary["ranked"], &summary["unranked"]), (&1.into(), &1.into()));
    assert_eq!(
        summary["question_text"],
        "How well does the force ensure that its workforce behaves ethically and lawfully?"
    );
}

#[test]
fn the_last_round_is_ranked_and_said() {
    let desk = Desk::of_rounds();
    let said = desk.run(&["rank"]);
    assert!(
        said.out.contains("2018/19\tefficiency\toverall\t1\t1\tMereshire Police\t"),
        "{}",
        said.out
    );
    assert!(said.err.contains("the last round"), "{}", said.err);
    assert_eq!(desk.run(&["rank", "--force", "kent"]).code, 1);
    assert_eq!(desk.run(&["rank", "--grade", "good"]).code, 2);
    assert_eq!(desk.run(&["rank", "--kind", "afi"]).code, 2);
}

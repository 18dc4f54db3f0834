use crate::desk::{Desk, of_type};

#[test]
fn what_is_here_of_each_round_and_pillar() {
    let desk = Desk::of_rounds();
    let lines = desk.json(&["coverage", "--pillar", "legitimacy"]);
    let rounds = of_type(&lines, "coverage");
    let years: Vec<&str> = rounds.iter().map(|line| line["year"].as_str().unwrap()).collect();
    assert_eq!(years, ["2016", "2017", "2018/19"], "of 2018/19 another pillar is here");
    // Overall and three questions; Mereshire has the overall grade and two questions, Fenwold one question.
    assert_eq!((&rounds[0]["stated"], &rounds[0]["asked"]), (&5.into(), &8.into()));
    assert_eq!(rounds[0]["states"]["part"], 2);
    assert_eq!(rounds[2]["states"]["part"], 0);
    assert_eq!(rounds[2]["states"]["nothing"], rounds[2]["forces_listed"]);
    let summary = lines.last().unwrap();
    assert_eq!((&summary["stated"], &summary["asked"]), (&10.into(), &16.into()));
}

#[test]
fn an_inspection_names_what_is_missing() {
    let desk = Desk::of_rounds();
    let asked = ["coverage", "--year", "2018/19", "--force", "mereshire", "--list"];
    let lines = desk.json(&asked);
    let here: Vec<(&str, &str)> = of_type(&lines, "inspection")
        .iter()
        .map(|line| (line["pillar"].as_str().unwrap(), line["state"].as_str().unwrap()))
        .collect();
    assert_eq!(
        here,
        [("effectiveness", "nothing"), ("efficiency", "whole"), ("legitimacy", "nothing")]
    );
    let part = desk.json(&["coverage", "--force", "fenwold", "--here", "part"]);
    let missing = &of_type(&part, "inspection")[0]["missing"];
    assert_eq!(
        missing,
        &serde_json::json!([
            "ethical_and_lawful_workforce_behaviour",
            "treating_the_workforce_fairly"
        ])
    );
    assert_eq!(desk.run(&["coverage", "--force", "kent", "--here", "whole"]).code, 1);
    assert_eq!(desk.run(&["coverage", "--grade", "good"]).code, 2);
}

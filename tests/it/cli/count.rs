use crate::desk::{Desk, keys, of_type};

#[test]
fn a_judgment_is_counted_once_however_many_documents_state_it() {
    let lines = Desk::indexed().json(&["count", "--by", "grade", "--force", "mereshire"]);
    let counts: Vec<(&str, u64)> = of_type(&lines, "count")
        .iter()
        .map(|line| (line["grade"].as_str().unwrap(), line["n"].as_u64().unwrap()))
        .collect();
    assert_eq!(counts, [("outstanding", 1), ("good", 2), ("requires_improvement", 1)]);
    assert_eq!(lines[0]["unit"], "judgments");
    let summary = lines.last().unwrap();
    assert_eq!(summary["total"], 4);
    assert_eq!(
        keys(&summary["denominators"]),
        ["documents", "findings", "forces", "graded", "inspections", "judgments", "reports"]
    );
    assert_eq!(summary["denominators"]["graded"], 4);
    assert_eq!(summary["denominators"]["forces"], 1);
}

#[test]
fn last_years_grade_is_counted_only_when_asked_for() {
    let desk = Desk::indexed();
    let total = |args: &[&str]| desk.json(args).pop().unwrap()["total"].as_u64().unwrap();
    let plain = total(&["count", "--by", "year", "--force", "mereshire"]);
    let with = ["count", "--by", "year", "--force", "mereshire", "--include", "retrospective"];
    assert!(total(&with) >= plain);
}

#[test]
fn kinds_are_of_findings() {
    let lines = Desk::indexed().json(&["count", "--by", "kind", "--force", "mereshire"]);
    let area = of_type(&lines, "count").into_iter().find(|l| l["kind"] == "area_for_improvement");
    assert_eq!(area.unwrap()["n"], 3);
    assert_eq!(area.unwrap()["unit"], "findings");
}

#[test]
fn rows_add_up_in_every_unit_and_dimension() {
    let desk = Desk::indexed();
    for unit in ["judgments", "findings", "reports", "inspections", "forces"] {
        for by in ["force", "year,grade", "pillar", "programme", "region,pillar", "question"] {
            let lines = desk.json(&["count", "--by", by, "--unit", unit]);
            let rows: u64 =
                of_type(&lines, "count").iter().map(|line| line["n"].as_u64().unwrap()).sum();
            let total = lines.last().unwrap()["total"].as_u64().unwrap();
            // A force or an inspection has several questions and grades; a judgment and a finding have one.
            assert!(rows >= total, "{unit} by {by}: {rows} < {total}");
            if matches!(unit, "judgments" | "findings") {
                assert_eq!(rows, total, "{unit} by {by}");
            }
            assert!(total > 0, "{unit} by {by}");
        }
    }
}

#[test]
fn a_count_of_findings_agrees_with_the_search() {
    let desk = Desk::indexed();
    for query in ["vetting", "counter-corruption", "grade:good", "vetting OR boats"] {
        let found = desk.json(&["search", query]).pop().unwrap()["findings"].clone();
        assert_eq!(desk.json(&["count", query, "--by", "force"]).pop().unwrap()["total"], found);
    }
}

#[test]
fn with_a_query_judgments_are_those_with_a_matching_finding() {
    let desk = Desk::indexed();
    let lines = desk.json(&["count", "quay", "--by", "grade", "--unit", "judgments"]);
    assert_eq!(lines.last().unwrap()["total"], 1);
    assert_eq!(lines[0]["grade"], "outstanding");
}

#[test]
fn what_is_counted_has_its_denominators() {
    let desk = Desk::indexed();
    let all = desk.json(&["search", "*"]).pop().unwrap()["findings"].clone();
    let some = desk.json(&["count", "vetting"]).pop().unwrap();
    assert_eq!(some["denominators"]["findings"], all);
    let said = desk.run(&["count", "--by", "grade,grade"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("twice"), "{}", said.err);
}

#[test]
fn what_has_no_such_value_is_said() {
    let said = Desk::indexed().run(&["count", "--by", "kind", "--unit", "judgments"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("--unit findings"), "{}", said.err);
}

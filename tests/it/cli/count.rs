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

#[test]
fn days_of_publication_are_counted_by_their_interval() {
    let desk = Desk::new();
    for (name, day) in [("a", "2016-01-03"), ("b", "2016-12-08"), ("c", "2017-02-01")] {
        desk.write(
            &format!("corpus/{name}.txt"),
            "Mereshire Police\n\nThe vetting backlog grew.\n",
        );
        let side = format!(r#"{{"published": "{day}", "force": "mereshire"}}"#);
        desk.write(&format!("corpus/{name}.txt.meta.json"), &side);
    }
    desk.write("corpus/d.txt", "Mereshire Police\n\nThe vetting backlog grew.\n");
    assert_eq!(desk.run(&["index"]).code, 0);
    for (by, expected) in [
        ("published", vec![Some("2016"), Some("2017"), None]),
        ("published:quarter", vec![Some("2016-Q1"), Some("2016-Q4"), Some("2017-Q1"), None]),
        ("published:month", vec![Some("2016-01"), Some("2016-12"), Some("2017-02"), None]),
        ("published:week", vec![Some("2015-W53"), Some("2016-W49"), Some("2017-W05"), None]),
    ] {
        for unit in ["reports", "findings"] {
            let lines = desk.json(&["count", "backlog", "--by", by, "--unit", unit]);
            let rows = of_type(&lines, "count");
            let days: Vec<_> = rows
                .iter()
                .map(|row| row["published"].as_str())
                .filter(|day| day.is_some_and(|day| day.starts_with("201")) || day.is_none())
                .collect();
            assert_eq!(days, expected, "{by} {unit}: {lines:?}");
            let sum: u64 = rows.iter().map(|row| row["n"].as_u64().unwrap()).sum();
            assert_eq!(lines.last().unwrap()["total"], sum, "{by} {unit}");
        }
    }
    assert_eq!(desk.run(&["count", "--by", "published:decade"]).code, 2);
    assert_eq!(desk.run(&["count", "--by", "force:month"]).code, 2);
}

#[test]
fn rows_without_a_value_are_shown_hidden_or_alone_and_the_total_is_of_all() {
    let desk = Desk::indexed();
    let ask = |missing: &str| {
        let lines =
            desk.json(&["count", "--by", "question", "--unit", "findings", "--missing", missing]);
        let null = of_type(&lines, "count").iter().filter(|row| row["question"].is_null()).count();
        let rows = of_type(&lines, "count").len();
        let summary = lines.last().unwrap();
        (rows, null, summary["hidden"].as_u64().unwrap() as usize, summary["total"].clone())
    };
    let (show, hide, only) = (ask("show"), ask("hide"), ask("only"));
    assert_eq!((show.1, show.2), (1, 0));
    assert_eq!((hide.0, hide.1, hide.2), (show.0 - 1, 0, 1));
    assert_eq!((only.0, only.1, only.2), (1, 1, show.0 - 1));
    assert!(show.3 == hide.3 && hide.3 == only.3);
    assert_eq!(desk.run(&["count", "--by", "force", "--missing", "maybe"]).code, 2);
}

#[test]
fn the_best_findings_of_a_row_are_of_that_row() {
    let desk = Desk::indexed();
    let lines = desk.json(&["count", "vetting", "--by", "force,grade", "--top", "2"]);
    let rows = of_type(&lines, "count");
    assert!(rows.len() > 1);
    for row in rows {
        let top = row["top"].as_array().unwrap();
        assert_eq!(top.len() as u64, row["n"].as_u64().unwrap().min(2), "{row}");
        for hit in top {
            assert_eq!((&hit["force"], &hit["grade"]), (&row["force"], &row["grade"]), "{row}");
        }
    }
    let plain = desk.json(&["count", "vetting", "--by", "force"]);
    assert!(!keys(&plain[0]).contains(&"top"));
    for wrong in [
        vec!["count", "--by", "grade", "--top", "2"],
        vec!["count", "vetting", "--by", "force", "--top", "0"],
        vec!["count", "vetting", "--by", "question", "--top", "1"],
    ] {
        assert_eq!(desk.run(&wrong).code, 2, "{wrong:?}");
    }
}

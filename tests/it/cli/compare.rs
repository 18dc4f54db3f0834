use serde_json::Value;

use crate::desk::{Desk, of_type};

#[test]
fn grades_stand_side_by_side_and_differ_only_where_both_have_one() {
    let desk = Desk::of_rounds();
    let lines = desk.json(&["compare", "mereshire", "fenwold", "--part", "grades"]);
    let rows: Vec<(&str, &str, Value, Vec<&str>)> = of_type(&lines, "compare_grade")
        .iter()
        .map(|line| {
            let grades = line["grades"].as_array().unwrap();
            let text = |key: &str| line[key].as_str().unwrap();
            let shown = grades.iter().map(|it| it["grade"].as_str().or(it["state"].as_str()));
            let shown = shown.map(Option::unwrap).collect();
            (text("year"), text("pillar"), line["differ"].clone(), shown)
        })
        .collect();
    let blank = "not_in_corpus";
    assert_eq!(
        rows,
        [
            ("2016", "legitimacy", false.into(), vec!["good", "good"]),
            ("2017", "efficiency", Value::Null, vec!["good", blank]),
            ("2017", "legitimacy", true.into(), vec!["outstanding", "requires_improvement"]),
            ("2018/19", "efficiency", Value::Null, vec!["requires_improvement", blank]),
        ]
    );
    let summary = lines.last().unwrap();
    assert_eq!((&summary["subjects"], &summary["subjects_differ"]), (&2.into(), &1.into()));
}

#[test]
fn areas_alike_in_words_stand_together() {
    let desk = Desk::of_rounds();
    let lines =
        desk.json(&["compare", "mereshire", "fenwold", "--year", "2016", "--part", "areas"]);
    let areas = of_type(&lines, "compare_area");
    let texts = |line: &Value| -> Vec<String> {
        let areas = line["areas"].as_array().unwrap().iter();
        areas.map(|it| format!("{}: {}", it["force"], it["text"]).replace('"', "")).collect()
    };
    let same = "In 2016 the force should look at matter 1 of its Legitimacy.";
    assert_eq!(texts(areas[0]), [format!("mereshire: {same}"), format!("fenwold: {same}")]);
    assert!((areas[0]["similarity"].as_f64().unwrap() - 1.0).abs() < 1e-9);
    assert_eq!(areas[1]["similarity"], Value::Null);
    assert_eq!(texts(areas[1]).len(), 1);
    let summary = lines.last().unwrap();
    assert_eq!((&summary["area_groups"], &summary["areas_alone"]), (&1.into(), &1.into()));
    assert_eq!(summary["forces"][0]["areas_for_improvement"], 2);
}

#[test]
fn shared_sentences_name_a_finding_of_each() {
    let desk = Desk::of_rounds();
    let asked = ["compare", "mereshire", "fenwold", "--part", "sentences", "--limit", "2"];
    let lines = desk.json(&asked);
    let found = of_type(&lines, "compare_sentence");
    assert_eq!(found.len(), 2, "{lines:#?}");
    for line in &found {
        assert!(line["sentence"].as_str().unwrap().starts_with("In 201"), "{line}");
        assert_eq!(line["places"].as_array().unwrap().len(), 2);
    }
    assert!(lines.last().unwrap()["shared_sentences"].as_u64().unwrap() >= 2);
}

#[test]
fn a_pipe_gets_a_table_a_part() {
    let desk = Desk::of_rounds();
    let said = desk.run(&["compare", "mereshire", "fenwold"]);
    let heads: Vec<&str> = said.out.split("\n\n").filter_map(|it| it.lines().next()).collect();
    assert!(heads.len() >= 3, "{}", said.out);
    assert!(heads[0].starts_with("part\tyear\tpillar\tquestion\tMereshire Police\t"), "{heads:?}");
    assert!(said.err.contains("alike in words"), "{}", said.err);
    assert_eq!(desk.run(&["compare", "mereshire", "kent", "--part", "areas"]).code, 0);
    assert_eq!(desk.run(&["compare", "kent", "essex"]).code, 1);
    for wrong in [
        &["compare", "mereshire"][..],
        &["compare", "mereshire", "mereshire"],
        &["compare", "mereshire", "fenwald"],
        &["compare", "mereshire", "fenwold", "--kind", "afi"],
        &["compare", "mereshire", "fenwold", "--part", "colours"],
    ] {
        assert_eq!(desk.run(wrong).code, 2, "{wrong:?}");
    }
}

/// Every analysis of grades and movements gives the same, by however many threads the index was built.
#[test]
fn threads_change_nothing() {
    let whole = Desk::of_rounds();
    let page =
        |name: &str| std::fs::read_to_string(whole.path().join("corpus").join(name)).unwrap();
    let parts = Desk::of_rounds();
    for (name, threads) in [("m16l.txt", "1"), ("f17l.txt", "4"), ("m18e.txt", "2")] {
        parts.write(&format!("corpus/{name}"), &format!("{}\n", page(name)));
        assert_eq!(parts.run(&["index", "--threads", threads]).code, 0);
    }
    for args in [
        &["movers", "--from", "2016", "--to", "2017", "--question", "all"][..],
        &["transitions", "--question", "all"],
        &["trend", "vetting"],
        &["trend", "--kind", "afi", "--by", "force"],
        &["heatmap", "--question", "all"],
        &["coverage", "--list"],
        &["rank", "--year", "2016"],
        &["compare", "mereshire", "fenwold"],
    ] {
        assert_eq!(parts.json(args), whole.json(args), "{args:?}");
    }
}

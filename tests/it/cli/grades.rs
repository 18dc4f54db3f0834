use crate::desk::{Desk, keys, of_type};

#[test]
fn a_line_a_judgment_with_the_reports_that_state_it() {
    let desk = Desk::indexed();
    let lines = desk.json(&["grades", "--force", "mereshire"]);
    assert_eq!(of_type(&lines, "grade").len(), 1, "{lines:#?}");
    for key in [
        "type",
        "v",
        "force",
        "force_name",
        "year",
        "programme",
        "pillar",
        "question",
        "question_text",
        "grade",
        "state",
        "scale",
        "attested_by",
        "retrospective",
    ] {
        assert!(keys(&lines[0]).contains(&key), "{key} is missing: {}", lines[0]);
    }
    assert_eq!(lines[0]["grade"], "good");
    assert_eq!(lines[0]["scale"], "four-tier");
    let all = desk.json(&["grades", "--force", "mereshire", "--questions"]);
    assert_eq!(of_type(&all, "grade").len(), 4);
    let summary = lines.last().unwrap();
    assert_eq!((&summary["type"], &summary["unit"]), (&"summary".into(), &"judgments".into()));
    assert_eq!((&summary["total"], &summary["forces"]), (&1.into(), &1.into()));
    assert_eq!(summary["denominators"], serde_json::json!({"judgments": 1, "graded": 1}));
    assert_eq!(all.last().unwrap()["states"], serde_json::json!({"graded": 4}));
}

#[test]
fn what_a_filter_leaves_out_is_no_blank() {
    let desk = Desk::of_rounds();
    // Mereshire: good, good, outstanding, requires improvement; Fenwold: good, requires improvement.
    let said = desk.run(&["grades", "--grade", "good"]);
    let rows: Vec<&str> = said.out.lines().collect();
    assert_eq!(
        rows,
        [
            "force\t2016 legitimacy\t2017 efficiency\t2017 legitimacy\t2018/19 efficiency",
            "Fenwold Constabulary\tgood\t.\tleft out\t.",
            "Mereshire Police\tgood\tgood\tleft out\tleft out",
        ]
    );
    assert!(said.err.contains("left out: a grade is here"), "{}", said.err);
    assert!(said.err.contains("the filters leave out 3 more"), "{}", said.err);
    let lines = desk.json(&["grades", "--grade", "good"]);
    let states: Vec<(&str, &str)> = of_type(&lines, "cell")
        .iter()
        .map(|cell| (cell["force"].as_str().unwrap(), cell["state"].as_str().unwrap()))
        .collect();
    assert_eq!(
        states,
        [
            ("fenwold", "not_in_corpus"),
            ("fenwold", "left_out"),
            ("fenwold", "not_in_corpus"),
            ("mereshire", "left_out"),
            ("mereshire", "left_out"),
        ]
    );
    let summary = lines.last().unwrap();
    let expected = serde_json::json!({"graded": 3, "left_out": 3, "not_in_corpus": 2});
    assert_eq!((&summary["states"], &summary["total"]), (&expected, &3.into()));
    assert_eq!(summary["denominators"]["judgments"], 6);
    let drawn = desk.run(&["grades", "--grade", "good", "--draw"]);
    assert!(drawn.out.contains("# a grade is here that the filters leave out"), "{}", drawn.out);
}

#[test]
fn the_table_has_a_row_a_force_and_a_legend_beside_it() {
    let said = Desk::indexed().run(&["grades", "--force", "mereshire", "--questions"]);
    let rows: Vec<&str> = said.out.lines().collect();
    assert_eq!(rows[0], "force\tquestion\t2016 legitimacy");
    assert_eq!(rows[1], "Mereshire Police\toverall\tgood");
    assert_eq!(rows[3], "Mereshire Police\t2\trequires improvement");
    assert!(!said.err.contains("(good)"), "only signs that occur are explained: {}", said.err);
    let earlier = Desk::indexed().run(&["grades", "--include", "retrospective"]);
    assert!(earlier.out.contains("(good)") && earlier.err.contains("(good):"), "{}", earlier.err);
}

#[test]
fn documents_that_disagree_are_named_with_their_words() {
    let desk = Desk::new();
    desk.write(
        "corpus/mereshire-again.txt",
        "Mereshire PEEL 2016\n\nLegitimacy\n\nHow legitimate is the force at keeping people safe and \
         reducing crime?\n\nLast updated 09/12/2016\nInadequate\n\nThe fens are quiet.\n",
    );
    assert_eq!(desk.run(&["index"]).code, 0);
    let lines = desk.json(&["check"]);
    assert_eq!(lines.len(), 1, "{lines:#?}");
    assert_eq!(lines[0]["grade"], "inadequate", "the later page speaks");
    let said: Vec<&str> = lines[0]["statements"]
        .as_array()
        .unwrap()
        .iter()
        .map(|statement| statement["grade"].as_str().unwrap())
        .collect();
    assert!(said.contains(&"good") && said.contains(&"inadequate"), "{said:?}");
    assert_eq!(Desk::indexed().run(&["check"]).code, 1);
}

#[test]
fn a_grade_that_was_carried_over_says_from_which_round() {
    let desk = Desk::new();
    desk.write(
        "corpus/mereshire-2018.txt",
        "Mereshire PEEL 2018\n\nLegitimacy\n\nHow legitimately does the force treat the public and its \
         workforce?\n\nLast updated 02/05/2019\nGood\n\nQuestions for Legitimacy\n\n1\n\nTo what extent \
         does the force treat all of the people it serves with fairness and respect?\n\nOutstanding\n\n\
         This question was not subject to detailed inspection in 2018/19, and our judgment from the 2017 \
         legitimacy inspection has been carried over. The fens are quiet.\n",
    );
    assert_eq!(desk.run(&["index"]).code, 0);
    let asked = ["grades", "--force", "mereshire", "--year", "2018/19", "--questions"];
    let said = desk.run(&asked);
    assert!(said.out.contains("\t1\toutstanding (from 2017)\n"), "{}", said.out);
    assert!(said.out.contains("\toverall\tgood\n"), "{}", said.out);
    assert!(said.err.contains("(from 2017): carried over"), "{}", said.err);
    let lines = desk.json(&asked);
    let from: Vec<&serde_json::Value> =
        of_type(&lines, "grade").iter().map(|line| &line["carried_over_from"]).collect();
    assert_eq!(from, [&serde_json::Value::Null, &"2017".into()]);
    let hits = desk.json(&["search", "fens", "--year", "2018/19"]);
    assert_eq!(hits[0]["carried_over_from"], "2017", "{hits:#?}");
    let shown = desk.run(&["search", "fens", "--year", "2018/19", "--format", "table"]);
    assert!(shown.out.contains("outstanding (carried over from 2017)"), "{}", shown.out);
    let earlier = desk.json(&["grades", "--year", "2017", "--questions"]);
    assert!(
        of_type(&earlier, "grade").is_empty(),
        "a mention is no judgment of 2017 unless asked for: {earlier:#?}"
    );
    let asked = ["grades", "--year", "2017", "--questions", "--include", "retrospective"];
    assert_eq!(desk.json(&asked)[0]["grade"], "outstanding");
}

#[test]
fn a_kind_leaves_the_judgments_under_which_such_a_finding_stands() {
    let desk = Desk::indexed();
    let grades = |more: &[&str]| {
        let lines = desk.json(&[&["grades", "--questions"], more].concat());
        of_type(&lines, "grade").len() as u64
    };
    let counted = desk.json(&["count", "--by", "grade", "--unit", "judgments", "--kind", "afi"]);
    let expected = counted.last().unwrap()["total"].as_u64().unwrap();
    assert!(expected > 0 && expected < grades(&[]));
    assert_eq!(grades(&["--kind", "afi"]), expected);
}

#[test]
fn the_denominators_of_one_force_are_of_that_force() {
    let desk = Desk::new();
    let bundled = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let joint = "regional/westmere-and-holt-and-glan-y-rhos-custody.txt";
    for name in ["gazetteer.csv".to_owned(), joint.to_owned(), format!("{joint}.meta.json")] {
        desk.write(
            &format!("corpus/{name}"),
            &std::fs::read_to_string(bundled.join(&name)).unwrap(),
        );
    }
    assert_eq!(desk.run(&["index"]).code, 0);
    let lines = desk.json(&["reports"]);
    let both =
        of_type(&lines, "report").iter().any(|it| it["forces"].as_array().unwrap().len() == 2);
    assert!(both, "a report on two bodies is there");
    let counted = ["count", "--by", "grade", "--force", "glan-y-rhos"];
    let summary = desk.json(&counted).pop().unwrap();
    assert_eq!(summary["denominators"]["forces"], 1, "{summary}");
}

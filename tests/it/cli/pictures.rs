use std::fs;

use crate::desk::Desk;

#[test]
fn a_count_and_a_table_of_grades_are_written_in_every_kind_of_picture() {
    let desk = Desk::indexed();
    for asked in [
        vec!["count", "--by", "grade"],
        vec!["count", "vetting", "--by", "force,kind"],
        vec!["count"],
        vec!["grades"],
        vec!["grades", "--questions"],
        vec!["heatmap", "--question", "all"],
        vec!["coverage", "--force", "mereshire"],
        vec!["rank", "--year", "2016", "--pillar", "legitimacy", "--question", "all"],
        vec!["compare", "mereshire", "fenwold", "--question", "all"],
        vec!["trend", "vetting"],
        vec!["trend", "vetting", "--by", "force"],
        vec!["collocates", "vetting", "--min-freq", "1"],
        vec!["ngrams", "--min-freq", "2", "--min-inspections", "1"],
        vec!["dispersion", "vetting"],
    ] {
        let plain = desk.run(&asked);
        let drawn = ["--picture", "a.svg", "--picture", "a.png", "--picture", "a.vl.json"];
        let said = desk.run(&[asked.as_slice(), &drawn].concat());
        assert_eq!((said.code, &said.out), (0, &plain.out), "the table is the twin: {asked:?}");
        assert!(said.err.contains("wrote `a.svg`"), "{}", said.err);
        let svg = fs::read_to_string(desk.path().join("a.svg")).unwrap();
        assert!(svg.contains("role=\"img\"") && svg.contains("<desc"), "{svg}");
        assert!(fs::read(desk.path().join("a.png")).unwrap().starts_with(b"\x89PNG"));
        let spec = fs::read_to_string(desk.path().join("a.vl.json")).unwrap();
        assert!(serde_json::from_str::<serde_json::Value>(&spec).is_ok(), "{spec}");
    }
}

#[test]
fn every_figure_of_the_table_is_in_its_picture() {
    let desk = Desk::indexed();
    let said = desk.run(&["count", "--by", "force,grade", "--picture", "a.svg"]);
    let svg = fs::read_to_string(desk.path().join("a.svg")).unwrap();
    let desc = svg.split("<desc").nth(1).unwrap().split("</desc>").next().unwrap();
    for row in said.out.lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let force = desc.split(cells[0]).nth(1).unwrap().split('.').next().unwrap();
        let figure = format!("{} {}", cells[1].replace('_', " "), cells[2]);
        assert!(force.contains(&figure), "{figure} is not in {desc}");
    }
    assert!(desc.contains("under these filters there are"), "the denominators: {desc}");
}

#[test]
fn movements_are_drawn_with_both_grades_and_the_shares_of_a_row() {
    let desk = Desk::new();
    desk.write(
        "corpus/mereshire-2017.txt",
        "Mereshire PEEL 2017\n\nLegitimacy\n\nHow legitimate is the force at keeping people safe and \
         reducing crime?\n\nLast updated 12/12/2017\nInadequate\n\nThe fens are loud.\n",
    );
    assert_eq!(desk.run(&["index"]).code, 0);
    let rounds = ["--from", "2016", "--to", "2017", "--picture", "a.svg"];
    let svg = |verb: &str| {
        let said = desk.run(&[&[verb][..], &rounds].concat());
        assert_eq!(said.code, 0, "{}", said.err);
        fs::read_to_string(desk.path().join("a.svg")).unwrap()
    };
    let movers = svg("movers");
    let row = "Mereshire Police, legitimacy: 2016 good, 2017 inadequate, move ▼ down.";
    assert!(movers.contains(row), "{movers}");
    let transitions = svg("transitions");
    assert!(transitions.contains("2016 good (n=1): "), "{transitions}");
    assert!(transitions.contains("2017 inadequate 1 (100%)"), "{transitions}");
    let none = desk.run(&[
        "transitions",
        "--from",
        "2016",
        "--to",
        "2017",
        "--force",
        "fenwold",
        "--picture",
        "no.svg",
    ]);
    assert_eq!(none.code, 1, "{}", none.err);
    assert!(!desk.path().join("no.svg").exists());
}

#[test]
fn drawing_takes_the_place_of_the_table_and_needs_no_colour() {
    let desk = Desk::indexed();
    let said = desk.run(&["count", "--by", "grade", "--force", "mereshire", "--draw"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("good                  │██"), "{}", said.out);
    assert!(!said.out.contains('\t') && !said.out.contains('\u{1b}'), "{}", said.out);
    let grades = desk.run(&["grades", "--draw"]);
    assert!(
        grades.out.contains("Cells with a grade: 1 of 1") && grades.out.contains("G good"),
        "{}",
        grades.out
    );
}

#[test]
fn what_cannot_be_drawn_is_said_before_anything_is_asked() {
    let desk = Desk::indexed();
    let said = desk.run(&["count", "--by", "grade", "--picture", "a.jpg"]);
    assert_eq!(said.code, 2);
    assert!(said.out.is_empty() && said.err.contains("`.svg`"), "{}", said.err);
    assert_eq!(desk.run(&["grades", "--draw", "--json"]).code, 2);
    assert_eq!(desk.run(&["grades", "--draw", "--format", "json"]).code, 2);
    let none = desk.run(&["grades", "--year", "1999", "--picture", "none.svg"]);
    assert_eq!(none.code, 1);
    assert!(none.err.contains("nothing to draw"), "{}", none.err);
    assert!(!desk.path().join("none.svg").exists());
    let lost = desk.run(&["grades", "--picture", "no/such/a.svg"]);
    assert_eq!(lost.code, 5, "{}", lost.err);
}

#[test]
fn an_old_picture_is_replaced_and_nothing_is_left_beside_it() {
    let desk = Desk::indexed();
    desk.write("out/a.svg", "old");
    assert_eq!(desk.run(&["grades", "--picture", "out/a.svg"]).code, 0);
    assert_eq!(fs::read_dir(desk.path().join("out")).unwrap().count(), 1);
}

#[test]
fn an_aggregation_is_drawn_if_it_is_one_row_of_buckets() {
    let desk = Desk::indexed();
    desk.write(
        "grades.json",
        r#"{"a": {"avg": {"field": "first_year"}}, "g": {"terms": {"field": "grade"}}}"#,
    );
    let plain = desk.run(&["agg", "grades.json"]);
    let said = desk.run(&["agg", "grades.json", "--picture", "a.svg"]);
    assert_eq!((said.code, &said.out), (0, &plain.out));
    let svg = fs::read_to_string(desk.path().join("a.svg")).unwrap();
    assert!(svg.contains("Of several aggregations only g is drawn"), "{svg}");
    assert!(svg.contains("good: "), "{svg}");
    desk.write("figure.json", r#"{"a": {"avg": {"field": "first_year"}}}"#);
    let none = desk.run(&["agg", "figure.json", "--picture", "b.svg"]);
    assert_eq!((none.code, none.out.as_str()), (2, ""));
    assert!(none.err.contains("no aggregation here is one row of buckets"), "{}", none.err);
    assert!(!desk.path().join("b.svg").exists());
}

#[test]
fn a_ranking_is_drawn_with_places_and_reasons() {
    let desk = Desk::of_rounds();
    let asked = ["rank", "--year", "2017", "--pillar", "legitimacy", "--question", "2"];
    let said = desk.run(&[&asked[..], &["--picture", "a.svg"]].concat());
    assert_eq!(said.code, 0, "{}", said.err);
    let svg = fs::read_to_string(desk.path().join("a.svg")).unwrap();
    assert!(svg.contains("1 Mereshire Police: good; Fenwold Constabulary: no such grade"), "{svg}");
}

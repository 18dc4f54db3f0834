use serde_json::Value;

use crate::desk::{Desk, of_type};

/// `year findings/inspections`, in the order of the lines.
fn rows(lines: &[Value]) -> Vec<String> {
    of_type(lines, "trend")
        .iter()
        .map(|line| format!("{} {}/{}", line["year"], line["findings"], line["inspections"]))
        .map(|row| row.replace('"', ""))
        .collect()
}

#[test]
fn findings_are_counted_an_inspection() {
    let desk = Desk::of_rounds();
    let lines = desk.json(&["trend", "--kind", "afi"]);
    assert_eq!(rows(&lines), ["2016 3/2", "2017 6/3", "2018/19 2/1"]);
    assert_eq!(lines[0]["per_inspection"], 1.5);
    assert_eq!(lines[1]["per_inspection"], 2.0);
    let summary = lines.last().unwrap();
    assert_eq!((&summary["findings"], &summary["inspections"]), (&11.into(), &6.into()));
    let one = desk.json(&["trend", "\"matter 2\"", "--kind", "afi"]);
    assert_eq!(rows(&one), ["2016 1/2", "2017 2/3", "2018/19 1/1"]);
    assert_eq!(one[0]["share"], 0.5);
    assert_eq!(one[0]["inspections_with"], 1);
    assert!(one[0]["share_low"].as_f64().unwrap() > 0.09, "{}", one[0]);
    assert!(one[0]["share_high"].as_f64().unwrap() < 0.91, "{}", one[0]);
}

#[test]
fn the_numbers_are_those_of_count() {
    let desk = Desk::of_rounds();
    for query in ["vetting", "queue OR matter", "fenwold"] {
        let trend = desk.json(&["trend", query]);
        for (unit, key) in [("findings", "findings"), ("inspections", "inspections_with")] {
            let count = desk.json(&["count", query, "--by", "year", "--unit", unit]);
            for line in of_type(&count, "count") {
                let row = trend.iter().find(|row| row["year"] == line["year"]).unwrap();
                assert_eq!(row[key], line["n"], "{query} {unit} {row}");
            }
            assert_eq!(
                trend.last().unwrap()[key],
                count.last().unwrap()["total"],
                "{query} {unit}"
            );
        }
    }
}

#[test]
fn a_round_without_inspections_is_none_and_not_nought() {
    let desk = Desk::of_rounds();
    let asked = ["trend", "vetting", "--pillar", "efficiency", "--pillar", "leadership"];
    assert_eq!(rows(&desk.json(&asked)), ["2017 3/1", "2018/19 2/1"], "no gap before the first");
    desk.write(
        "corpus/m14e.txt",
        "Mereshire PEEL 2014\n\nEfficiency\n\nTo what extent is the force efficient?\n\nLast updated \
         12/11/2014\nGood\n\nThe fens are quiet, and the quay is swept on Mondays.\n",
    );
    assert_eq!(desk.run(&["index"]).code, 0);
    let lines = desk.json(&asked);
    assert_eq!(rows(&lines), ["2014 0/1", "2015 null/0", "2016 null/0", "2017 3/1", "2018/19 2/1"]);
    assert_eq!(lines[0]["share"], 0.0);
    assert_eq!(lines[1]["share"], Value::Null);
    let said = desk.run(&asked);
    assert!(said.out.contains("peel\t2015\tnone\t\tnone\t"), "{}", said.out);
    assert!(said.err.contains("none: no inspection"), "{}", said.err);
}

#[test]
fn a_row_may_be_a_pillar_or_a_force() {
    let desk = Desk::of_rounds();
    let pillars = desk.json(&["trend", "--kind", "afi", "--by", "pillar"]);
    assert_eq!(pillars[0]["pillar"], "efficiency");
    assert_eq!((&pillars[0]["findings"], &pillars[0]["inspections"]), (&5.into(), &2.into()));
    let forces = desk.json(&["trend", "--kind", "afi", "--by", "forces", "--year", "2016"]);
    assert_eq!(forces[0]["force_name"], "Fenwold Constabulary");
    assert_eq!((&forces[0]["findings"], &forces[0]["inspections"]), (&1.into(), &1.into()));
    assert_eq!(desk.run(&["trend", "xyzzy"]).code, 1);
    assert_eq!(desk.run(&["trend", "vetting", "--by", "colour"]).code, 2);
}

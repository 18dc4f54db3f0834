//! What must hold of every aggregate, whatever it counts.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::desk::{Desk, of_type, run_in};

/// Every verb that aggregates, over a corpus of five rounds.
const ASKED: [&str; 17] = [
    "count --by grade",
    "count --by year,grade",
    "count the --by force",
    "count --by pillar --unit inspections",
    "grades",
    "heatmap",
    "rank --year 2016",
    "movers --from 2016 --to 2017",
    "transitions --from 2016 --to 2017",
    "trend force --by year",
    "coverage",
    "compare mereshire fenwold",
    "keyness --target force:mereshire",
    "collocates force",
    "ngrams --n 2",
    "dispersion force",
    "concordance force",
];

fn words(line: &str) -> Vec<&str> {
    line.split(' ').collect()
}

#[test]
fn every_aggregate_is_the_same_for_any_number_of_threads() {
    let desk = Desk::of_rounds();
    for line in ASKED {
        let args = [words(line), vec!["--json", "--quiet"]].concat();
        let said = |threads| run_in(desk.path(), &args, &[("RAYON_NUM_THREADS", threads)]);
        let (one, many) = (said("1"), said("4"));
        assert!(one.code <= 1, "{line}: {}", one.err);
        assert!(!one.out.is_empty(), "{line}");
        assert_eq!(timeless(&one.out), timeless(&many.out), "{line}");
    }
}

/// Lines without what a clock says.
fn timeless(out: &str) -> Vec<Value> {
    let line = |line: &str| {
        let mut line: Value = serde_json::from_str(line).unwrap();
        line.as_object_mut().map(|line| line.remove("took_us"));
        line
    };
    out.lines().map(line).collect()
}

/// What a corpus says of grades, without how many documents say it.
fn grades_of(desk: &Desk) -> Vec<Value> {
    let mut said = Vec::new();
    for (line, r#type, keys) in [
        ("count --by force,grade", "count", &["force", "grade", "n"][..]),
        ("count --by year,pillar", "count", &["year", "pillar", "n"]),
        ("count --by grade --include ungraded,retrospective", "count", &["grade", "n"]),
        ("grades --questions", "grade", &["force", "year", "pillar", "question", "grade", "state"]),
        ("movers --from 2016 --to 2017", "mover", &["force", "pillar", "topic", "move", "reason"]),
        ("transitions --from 2016 --to 2017", "transition", &["from_grade", "to_grade", "n", "of"]),
    ] {
        let lines = desk.json(&words(line));
        let rows = of_type(&lines, r#type);
        assert!(!rows.is_empty(), "{line}");
        for row in rows {
            assert!(keys.iter().all(|key| row.get(key).is_some()), "{line}: {row}");
            said.push(keys.iter().map(|key| row[key].clone()).collect());
        }
    }
    said
}

#[test]
fn restating_every_document_changes_no_grade_count() {
    let desk = Desk::of_rounds();
    let once = grades_of(&desk);
    let corpus = desk.path().join("corpus");
    let mut copied = 0;
    for entry in std::fs::read_dir(&corpus).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|end| end == "txt") {
            let name = path.file_name().unwrap().to_str().unwrap();
            // Not the same bytes: another document that says the same.
            let text = format!("{}\n", std::fs::read_to_string(&path).unwrap());
            desk.write(&format!("corpus/again/{name}"), &text);
            copied += 1;
        }
    }
    assert!(copied > 5);
    assert_eq!(desk.run(&["index"]).code, 0);
    let reports = |desk: &Desk| of_type(&desk.json(&["reports"]), "report").len();
    assert_eq!(reports(&desk), 2 * copied, "the documents are there");
    assert_eq!(grades_of(&desk), once);
}

/// The counts of each facet by its values.
fn facets(summary: &Value) -> BTreeMap<String, BTreeMap<String, u64>> {
    let facets = summary["facets"].as_object().unwrap().iter();
    let values = |facet: &Value| {
        let values = facet.as_array().unwrap().iter();
        let value = |it: &Value| (it["label"].to_string(), it["findings"].as_u64().unwrap());
        values.map(value).collect()
    };
    facets.map(|(name, facet)| (name.clone(), values(facet))).collect()
}

#[test]
fn a_filter_never_raises_the_count_of_another_facet() {
    let desk = Desk::of_rounds();
    let ask = |filters: &[String]| {
        let mut args = vec!["search", "force", "--limit", "0"];
        args.extend(filters.iter().map(String::as_str));
        desk.json(&args).pop().unwrap()
    };
    let choices = ["force=fenwold", "year=2016", "grade=good", "kind=afi", "pillar=legitimacy"];
    let option = |choice: &str| format!("--{choice}");
    let mut narrowed = 0;
    for first in [None, Some("force=mereshire"), Some("year=2017")] {
        let before: Vec<String> = first.into_iter().map(option).collect();
        let without = ask(&before);
        for choice in choices {
            let (field, _) = choice.split_once('=').unwrap();
            if first.is_some_and(|first| first.starts_with(field)) {
                // The same option twice widens: one value or the other.
                continue;
            }
            let with = ask(&[before.clone(), vec![option(choice)]].concat());
            narrowed += u64::from(with["findings"].as_u64() < without["findings"].as_u64());
            let wider = facets(&without);
            for (facet, values) in facets(&with).iter().filter(|(facet, _)| *facet != field) {
                for (value, n) in values {
                    let most = wider[facet].get(value).copied().unwrap_or(0);
                    assert!(*n <= most, "{first:?} {choice}: {facet} {value}: {n} of {most}");
                }
            }
        }
    }
    assert!(narrowed > 5, "the filters filter");
}

#[test]
fn facets_of_single_values_add_up_to_the_distinct_findings() {
    let desk = Desk::of_rounds();
    for query in ["force", "the", "harbour OR people"] {
        let lines = desk.json(&["count", query, "--by", "kind"]);
        let (summary, rows) = lines.split_last().unwrap();
        let sum: u64 = rows.iter().map(|row| row["n"].as_u64().unwrap()).sum();
        assert_eq!(summary["total"], sum, "{query}");
        let found = desk.json(&["search", query, "--limit", "0", "--all"]).pop().unwrap();
        assert_eq!(found["findings"], sum, "{query}");
        let kinds: u64 = facets(&found)["kind"].values().sum();
        assert_eq!(kinds, sum, "{query}");
    }
}

#[test]
fn a_total_is_never_more_than_what_it_is_of() {
    for desk in [Desk::indexed(), Desk::of_rounds()] {
        for filter in [&[][..], &["--force", "fenwold"], &["--year", "2017"], &["--kind", "afi"]] {
            for unit in ["findings", "judgments", "reports", "inspections", "forces"] {
                let asked = [&["count", "--unit", unit][..], filter].concat();
                let summary = desk.json(&asked).pop().unwrap();
                let (total, of) = (&summary["total"], &summary["denominators"][unit]);
                assert!(total.as_u64() <= of.as_u64(), "{asked:?}: {total} of {of}");
            }
        }
    }
}

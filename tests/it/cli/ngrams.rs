use super::keyness::desk;
use crate::desk::{of_type, run_in};

#[test]
fn runs_are_counted_within_sentences() {
    let desk = desk();
    let lines = desk.json(&["ngrams", "--n", "2..3", "--year", "2019", "--min-freq", "4"]);
    let rows = of_type(&lines, "ngram");
    let n = |term: &str| {
        rows.iter().find(|line| line["term"] == term).map(|line| line["n"].as_u64().unwrap())
    };
    // Four times `The plan is a plan that follows a plan, and the plan holds.`, once `The plan waits.`
    assert_eq!([n("the plan"), n("a plan"), n("the plan is")], [Some(9), Some(8), Some(4)]);
    let first = rows[0];
    assert_eq!((&first["term"], &first["inspections"]), (&"the plan".into(), &2.into()));
    // 10 runs of two words in each of three findings, 12 in each of four, 2 in one: 80.
    assert!((first["per_million"].as_f64().unwrap() - 9e6 / 80.0).abs() < 0.01, "{first}");
    let frequencies: Vec<u64> = rows.iter().map(|line| line["n"].as_u64().unwrap()).collect();
    assert!(frequencies.is_sorted_by(|a, b| a >= b), "{frequencies:?}");
}

#[test]
fn a_query_narrows_what_is_read_and_minima_hold() {
    let desk = desk();
    let lines =
        desk.json(&["ngrams", "waits", "--n", "2", "--min-freq", "1", "--min-inspections", "1"]);
    let terms: Vec<_> = of_type(&lines, "ngram").iter().map(|line| line["term"].clone()).collect();
    assert_eq!(terms, ["plan waits", "the plan"]);
    assert_eq!(desk.run(&["ngrams", "waits", "--n", "2"]).code, 1);
    assert_eq!(desk.run(&["ngrams", "--n", "1"]).code, 2);
    let args = ["ngrams", "--n", "2..5", "--min-freq", "1", "--limit", "500", "--json"];
    let said = |threads| run_in(desk.path(), &args, &[("RAYON_NUM_THREADS", threads)]).out;
    assert_eq!(said("1"), said("3"));
}

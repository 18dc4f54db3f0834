use crate::desk::Desk;
use serde_json::Value;

fn answer(desk: &Desk, request: &str, more: &[&str]) -> Value {
    desk.write("request.json", request);
    desk.json(&[&["agg", "request.json"], more].concat()).pop().unwrap()
}

/// `key: doc_count` of each bucket.
fn counts(answer: &Value) -> Vec<(String, u64)> {
    let buckets = answer["buckets"].as_array().unwrap().iter();
    let count =
        |it: &Value| (it["key"].as_str().unwrap().to_owned(), it["doc_count"].as_u64().unwrap());
    buckets.map(count).collect()
}

#[test]
fn an_aggregation_counts_what_count_counts() {
    let desk = Desk::indexed();
    for (unit, query) in [("findings", ""), ("findings", "vetting"), ("judgments", "")] {
        let request = format!(
            r#"{{"query": "{query}", "unit": "{unit}", "aggs": {{"grades": {{"terms": {{"field": "grade", "size": 99}}}}}}}}"#
        );
        let got = answer(&desk, &request, &[]);
        assert_eq!(
            (&got["type"], &got["v"], &got["unit"]),
            (&"agg".into(), &1.into(), &unit.into())
        );
        let mut typed = vec!["count", "--by", "grade", "--unit", unit];
        typed.extend(Some(query).filter(|query| !query.is_empty()));
        let lines = desk.json(&typed);
        let (summary, rows) = lines.split_last().unwrap();
        assert_eq!(got["hits"], summary["total"], "{unit} {query}");
        let mut expected: Vec<(String, u64)> = rows
            .iter()
            .filter_map(|row| Some((row["grade"].as_str()?.to_owned(), row["n"].as_u64()?)))
            .collect();
        expected.sort();
        let mut found = counts(&got["aggregations"]["grades"]);
        found.sort();
        assert_eq!(found, expected, "{unit} {query}");
    }
}

#[test]
fn a_request_comes_from_a_file_or_standard_input_and_obeys_filters() {
    let desk = Desk::indexed();
    let request = r#"{"f": {"terms": {"field": "force"}}}"#;
    let got = answer(&desk, request, &["--force", "fenwold"]);
    let forces = counts(&got["aggregations"]["f"]);
    assert!(matches!(forces.as_slice(), [(force, n)] if force == "fenwold" && *n > 0), "{got}");
    assert_eq!(desk.run(&["agg", "request.json", "--force", "fenwold", "--year", "1999"]).code, 1);
    let shown = desk.run(&["agg", "request.json", "--format", "table"]).out;
    assert!(shown.contains("\n  \"aggregations\": {"), "{shown}");
}

#[test]
fn a_mistaken_request_is_a_usage_error_with_its_place() {
    let desk = Desk::indexed();
    for (request, expected) in [
        ("{", "the request is no JSON"),
        (r#"{"a": {"terms": {"field": "force", "sise": 1}}}"#, "`a.terms.sise` is not known here"),
        (r#"{"a": {"terms": {"field": "forse"}}}"#, "did you mean `force`?"),
        (
            r#"{"query": "vetting AND", "aggs": {"a": {"missing": {"field": "grade"}}}}"#,
            "vetting AND",
        ),
    ] {
        desk.write("wrong.json", request);
        let said = desk.run(&["agg", "wrong.json"]);
        assert_eq!(said.code, 2, "{request}: {}", said.err);
        assert!(said.err.contains(expected), "{request}: {}", said.err);
        assert!(said.out.is_empty());
    }
    assert_eq!(desk.run(&["agg", "absent.json"]).code, 5);
}

#[test]
fn nested_adds_up_to_what_count_says_of_the_other_unit() {
    let desk = Desk::indexed();
    let request = r#"{"unit": "reports", "aggs": {
        "findings": {"nested": {"path": "findings"}, "aggs": {"kinds": {"terms": {"field": "kind"}}}},
        "judgments": {"nested": {"path": "judgments"}, "aggs": {"grades": {"terms": {"field": "grade"}}}}}}"#;
    let got = answer(&desk, request, &["--force", "mereshire"]);
    for (unit, inner, by) in [("findings", "kinds", "kind"), ("judgments", "grades", "grade")] {
        let lines = desk.json(&["count", "--unit", unit, "--by", by, "--force", "mereshire"]);
        let (summary, rows) = lines.split_last().unwrap();
        let nested = &got["aggregations"][unit];
        assert_eq!(nested["doc_count"], summary["total"], "{unit}");
        let mut found = counts(&nested[inner]);
        found.sort();
        let row = |row: &Value| (row[by].as_str().unwrap().to_owned(), row["n"].as_u64().unwrap());
        let mut expected: Vec<(String, u64)> = rows.iter().map(row).collect();
        expected.sort();
        assert_eq!(found, expected, "{unit}");
    }
    desk.write("wrong.json", r#"{"a": {"nested": {"path": "judgements"}}}"#);
    let said = desk.run(&["agg", "wrong.json"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("units are findings, judgments, reports"), "{}", said.err);
}

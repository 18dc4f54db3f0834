//! `search --batch`: many queries in one run.

use assert_cmd::Command;
use serde_json::Value;

use crate::desk::{Desk, of_type};

/// Every way to write a query, and every way to get one wrong.
const QUERIES: &str = "\
vetting

{\"query_id\":\"mine\",\"query\":\"vetting\",\"force\":\"fenwold\"}
vetting AND
{\"query_id\":7,\"query\":\"vetting\",\"forse\":\"fenwold\"}
{\"query\":\"vetting\",\"limit\":1,\"year\":[2016,\"2017\"]}
{\"query_id\":\"nowhere\",\"query\":\"vetting\",\"force\":\"nowhere\"}
{\"query\":7}
{no json
zeppelins
";

#[test]
fn every_line_of_an_answer_bears_the_id_of_its_query() {
    let desk = Desk::indexed();
    desk.write("queries.txt", QUERIES);
    let lines = desk.json(&["search", "--batch", "queries.txt"]);
    let ids = |r#type: &str| -> Vec<Value> {
        let mut ids: Vec<Value> =
            of_type(&lines, r#type).iter().map(|line| line["query_id"].clone()).collect();
        ids.dedup();
        ids
    };
    assert_eq!(ids("summary"), [1.into(), "mine".into(), 6.into(), Value::from(10)]);
    assert_eq!(ids("finding"), [1.into(), "mine".into(), Value::from(6)]);
    assert_eq!(ids("error"), [4.into(), 7.into(), "nowhere".into(), 8.into(), Value::from(9)]);
    let errors = of_type(&lines, "error");
    assert_eq!(errors[0]["span"], serde_json::json!([8, 11]));
    assert!(errors[1]["message"].as_str().unwrap().contains("`forse`"), "{}", errors[1]);
    // What a query finds in a batch is what it finds alone.
    let alone = desk.json(&["search", "vetting", "--force", "fenwold"]);
    let mut batched: Vec<Value> =
        lines.iter().filter(|line| line["query_id"] == "mine").cloned().collect();
    for line in &mut batched {
        line.as_object_mut().unwrap().remove("query_id");
        line.as_object_mut().unwrap().remove("took_us");
    }
    let without_time = |mut line: Value| {
        line.as_object_mut().unwrap().remove("took_us");
        line
    };
    assert_eq!(batched, alone.into_iter().map(without_time).collect::<Vec<_>>());
}

#[test]
fn the_exit_code_says_how_the_batch_went() {
    let desk = Desk::indexed();
    for (queries, code) in
        [(QUERIES, 2), ("vetting\nzeppelins\n", 0), ("zeppelins\nairships\n", 1), ("\n\n", 1)]
    {
        desk.write("queries.txt", queries);
        for format in ["json", "tsv"] {
            let said = desk.run(&["search", "--batch", "queries.txt", "--format", format]);
            assert_eq!(said.code, code, "{queries:?} {format}: {}", said.err);
        }
    }
    assert_eq!(desk.run(&["search", "--batch", "nothing.txt"]).code, 5);
    assert_eq!(desk.run(&["search", "vetting", "--batch", "queries.txt"]).code, 2);
    let said = desk.run(&["search", "--batch", "queries.txt", "--force", "nowhere"]);
    assert_eq!((said.code, said.out.as_str()), (2, ""), "an option is wrong for all: {}", said.err);
}

#[test]
fn a_pipe_gets_one_table_with_the_ids_in_front() {
    let desk = Desk::indexed();
    let output = Command::cargo_bin("peelian")
        .unwrap()
        .current_dir(desk.path())
        .env_remove("PEELIAN_INDEX")
        .args(["search", "--batch", "-", "--limit", "1"])
        .write_stdin(QUERIES)
        .output()
        .unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    let rows: Vec<Vec<&str>> = out.lines().map(|line| line.split('\t').collect()).collect();
    let ids: Vec<&str> = rows.iter().map(|row| row[0]).collect();
    assert_eq!(ids, ["query_id", "1", "mine", "6"]);
    assert!(rows.iter().all(|row| row.len() == rows[0].len()), "{out}");
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(err.contains("query 4: "), "{err}");
    assert!(err.contains("9 queries: 3 found something, 1 nothing, 5 wrong"), "{err}");
}

#[test]
fn what_a_table_cannot_say_is_said_beside_it_with_the_id() {
    let desk = Desk::new();
    desk.write("corpus/nobody.jsonl", "{\"body\":\"All want more vetting.\"}\n");
    assert_eq!(desk.run(&["index"]).code, 0);
    let queries = "vetting\nCCU\n{\"query_id\":\"mine\",\"query\":\"zeppelins\"}\nvettng\n";
    desk.write("queries.txt", queries);
    let said = desk.run(&["search", "--batch", "queries.txt"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let told = |start: &str| said.err.lines().filter(|line| line.starts_with(start)).count();
    assert_eq!(told("query 1: hint"), 0, "{}", said.err);
    assert_eq!(told("query 2: also"), 1, "{}", said.err);
    assert_eq!(told("query mine: hint: "), 1, "{}", said.err);
    assert_eq!(told("query 4: hint: "), 2, "{}", said.err);
    assert!(!said.out.contains("hint"), "{}", said.out);
    // Word for word what the query alone is told.
    let alone = desk.run(&["search", "zeppelins"]).err;
    let hint = alone.lines().find(|line| line.starts_with("hint: ")).unwrap();
    assert!(said.err.contains(&format!("query mine: {hint}\n")), "{}", said.err);
    let json = desk.run(&["search", "--batch", "queries.txt", "--json"]);
    assert!(!json.err.contains("hint"), "{}", json.err);
    // The finding that is about no one force is counted, and stands in no hit.
    let by_force = desk.run(&["search", "--batch", "queries.txt", "--unit", "force"]).err;
    assert!(
        by_force.contains("query 1: in no hit, for want of a known force: 1 finding\n"),
        "{by_force}"
    );
}

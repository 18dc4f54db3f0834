//! `due`: by when a report must be answered.

use crate::desk::{Desk, of_type};

const REPORT: &str = "\
Published on: 12 June 2018

Mereshire Police: Crime Data Integrity inspection 2018

Overall judgment

Good

Recommendations

  • Within three months, the force should record every boat that is taken.
";

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("corpus/mereshire-crime-data.txt", REPORT);
    desk.write("corpus/mereshire-crime-data.txt.meta.json", r#"{"published":"2018-06-12"}"#);
    assert_eq!(desk.run(&["index"]).code, 0);
    desk
}

#[test]
fn the_last_day_is_told_with_what_calls_for_an_answer() {
    let desk = desk();
    let lines = desk.json(&["due", "--as-of", "2018-08-01"]);
    let due = of_type(&lines, "due");
    assert_eq!(due.len(), 1, "{lines:?}");
    // 12 June is day 1: 19 days of June, 31 of July, 6 of August.
    assert_eq!(
        (due[0]["due"].as_str(), due[0]["days_left"].as_i64()),
        (Some("2018-08-06"), Some(5))
    );
    assert_eq!(
        (due[0]["state"].as_str(), due[0]["recommendations"].as_u64()),
        (Some("open"), Some(1))
    );
    assert_eq!(due[0]["force"], "mereshire");
    let summary = of_type(&lines, "summary")[0];
    // The page of PEEL 2016 was last updated before the period came into force.
    assert_eq!((&summary["open"], &summary["before_commencement"]), (&1.into(), &1.into()));
}

#[test]
fn what_is_past_is_left_out_where_only_open_answers_are_wanted() {
    let desk = desk();
    let said = desk.run(&["due", "--as-of", "2018-08-06", "--open"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let said = desk.run(&["due", "--as-of", "2018-08-07", "--open"]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("1 answer whose last day is past"), "{}", said.err);
    assert!(said.err.contains("not legal advice"), "{}", said.err);
    assert_eq!(desk.run(&["due", "--force", "fenwold"]).code, 1);
}

#[test]
fn an_unknown_day_of_publication_is_listed_without_a_last_day() {
    let desk = desk();
    let page = REPORT.split_once("\n\n").unwrap().1;
    desk.write("corpus/mereshire-crime-data.txt", page);
    desk.write("corpus/mereshire-crime-data.txt.meta.json", "{}");
    assert_eq!(desk.run(&["index"]).code, 0);
    let lines = desk.json(&["due"]);
    let due = of_type(&lines, "due");
    assert_eq!(
        (due.len(), &due[0]["due"], &due[0]["state"]),
        (1, &serde_json::Value::Null, &"unknown_publication".into())
    );
    // A calendar without days would be none.
    let said = desk.run(&["due", "--as", "ics"]);
    assert_eq!(said.out, "");
}

#[test]
fn a_calendar_is_the_same_on_every_day() {
    let desk = desk();
    let said = desk.run(&["due", "--as", "ics", "--as-of", "2018-07-01"]);
    assert_eq!(said.out, desk.run(&["due", "--as", "ics", "--as-of", "2026-07-01"]).out);
    assert!(said.out.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"), "{}", said.out);
    assert!(said.out.contains("\r\nDTSTART;VALUE=DATE:20180806\r\n"), "{}", said.out);
    assert!(said.out.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')));
    let named = desk.run(&["due", "--format", "ics", "--as-of", "2018-07-01"]);
    assert_eq!(said.out, named.out);
    let other = desk.run(&["count", "--format", "ics"]);
    assert!(other.code == 2 && other.err.contains("`due` alone"), "{}", other.err);
    let said = desk.run(&["due", "--as", "pdf"]);
    assert!(said.code == 2 && said.err.contains("`ics`"), "{}", said.err);
    assert_eq!(desk.run(&["due", "--as-of", "soon"]).code, 2);
}

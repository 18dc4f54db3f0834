//! How `search` lists what it finds: folded, sorted, by units, page by page.

use crate::desk::{Desk, keys, of_type};

/// Two forces were told the same; one was told it with another grade too.
fn with_boilerplate() -> Desk {
    let desk = Desk::new();
    let line = |force: &str, year: u16, grade: &str| {
        format!(
            r#"{{"force":"{force}","year":"{year}","grade":"{grade}","kind":"recommendation","body":"By the end of the year the lamps of the harbour should be lit."}}"#
        )
    };
    let mut lines = vec![line("Mereshire Police", 2016, "good"), line("fenwold", 2015, "good")];
    lines.push(line("fenwold", 2014, "inadequate"));
    desk.write("corpus/lamps.jsonl", &lines.join("\n"));
    assert_eq!(desk.run(&["index"]).code, 0);
    desk
}

#[test]
fn what_says_the_same_is_one_hit_with_a_count() {
    let desk = with_boilerplate();
    let lines = desk.json(&["search", "harbour lamps"]);
    let found = of_type(&lines, "finding");
    assert_eq!(found.len(), 2);
    assert_eq!(found[0]["force"], "mereshire");
    let folded = &found[0]["folded"];
    assert_eq!(keys(folded), ["at_least", "forces", "ids", "n", "years"]);
    assert_eq!((&folded["n"], &folded["at_least"]), (&1.into(), &false.into()));
    assert_eq!(folded["forces"][0], "fenwold");
    assert_eq!(folded["years"][0], "2015");
    assert!(found[1]["folded"].is_null(), "another grade stands for itself");
    assert_eq!(lines.last().unwrap()["findings"], 3);
    let screen = desk.run(&["search", "harbour lamps", "--format", "table"]).out;
    let line = "and 1 like it, of Fenwold Constabulary, in 2015 (--unfold shows it)";
    assert!(screen.contains(line), "{screen}");
    let all = desk.json(&["search", "harbour lamps", "--unfold"]);
    assert_eq!(of_type(&all, "finding").len(), 3);
}

#[test]
fn a_cursor_leads_from_page_to_page() {
    let desk = Desk::indexed();
    let ids = |lines: &[serde_json::Value]| -> Vec<String> {
        of_type(lines, "finding").iter().map(|line| line["id"].to_string()).collect()
    };
    let whole = ids(&desk.json(&["search", "the", "--limit", "100"]));
    let mut joined = Vec::new();
    let mut args =
        vec!["search".to_owned(), "the".to_owned(), "--limit".to_owned(), "3".to_owned()];
    loop {
        let page = desk.json(&args.iter().map(String::as_str).collect::<Vec<_>>());
        let found = of_type(&page, "finding");
        let ranks = found.iter().map(|line| line["rank"].as_u64().unwrap());
        assert!(ranks.eq(joined.len() as u64 + 1..=joined.len() as u64 + ids(&page).len() as u64));
        joined.extend(ids(&page));
        let Some(next) = page.last().unwrap()["next"].as_str() else { break };
        args.truncate(4);
        args.extend(["--after".to_owned(), next.to_owned()]);
    }
    assert!(whole.len() > 6);
    assert_eq!(joined, whole);
    let cursor = args.pop().unwrap();
    let said = desk.run(&["search", "force", "--after", &cursor]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("belongs to another query"), "{}", said.err);
    desk.write("corpus/more.txt", "A plan\n\nThe plan is new.\n");
    desk.run(&["index"]);
    let said = desk.run(&["search", "the", "--limit", "3", "--after", &cursor]);
    assert!(said.err.contains("the index has changed"), "{}", said.err);
    assert_eq!(desk.run(&["search", "the", "--offset", "1", "--after", &cursor]).code, 2);
}

#[test]
fn findings_come_in_the_order_asked_for() {
    let desk = Desk::indexed();
    let column = |args: &[&str], key: &str| -> Vec<String> {
        let lines = desk.json(&[&["search", "vetting", "--limit", "50"], args].concat());
        let value = |line: &&serde_json::Value| line[key].as_str().unwrap_or("").to_owned();
        of_type(&lines, "finding").iter().map(value).collect()
    };
    let mut years = column(&["--sort", "date"], "year");
    assert!(years.iter().any(|year| year == "2016") && years.iter().any(|year| year == "2017"));
    assert!(years.is_sorted_by(|a, b| a >= b), "{years:?}");
    years.retain(|year| !year.is_empty());
    let mut turned = column(&["--sort", "date", "--reverse"], "year");
    turned.retain(|year| !year.is_empty());
    years.reverse();
    assert_eq!(turned, years);
    let names = column(&["--sort", "force"], "force_name");
    assert!(names.is_sorted(), "{names:?}");
    for args in [["--sort", "newest"], ["--unit", "page"]] {
        let said = desk.run(&[&["search", "vetting"], args.as_slice()].concat());
        assert_eq!(said.code, 2);
        assert!(said.err.contains("it knows"), "{}", said.err);
    }
    assert_eq!(desk.run(&["search", "vetting", "--sort", "score", "--reverse"]).code, 2);
}

#[test]
fn a_hit_can_stand_for_a_report_or_a_force() {
    let desk = Desk::indexed();
    let all = desk.json(&["search", "the", "--all", "--limit", "100"]).pop().unwrap();
    for (unit, units) in [("report", &all["reports"]), ("inspection", &all["inspections"])] {
        let lines = desk.json(&["search", "the", "--unit", unit]);
        let summary = lines.last().unwrap();
        let found = of_type(&lines, "finding");
        assert_eq!(&summary["units"], units, "{unit}");
        assert_eq!(summary["units"], found.len());
        let counted: u64 = found.iter().map(|line| line["unit_findings"].as_u64().unwrap()).sum();
        let without = summary["without_unit"].as_u64().unwrap();
        assert_eq!(Some(counted + without), all["findings"].as_u64());
    }
    let said = desk.run(&["search", "the", "--unit", "force", "--format", "table"]);
    assert!(said.out.contains("here that match"), "{}", said.out);
    assert!(said.err.contains("2 forces; "), "{}", said.err);
}

#[test]
fn rows_without_room_for_explanations_say_where_they_are() {
    let desk = with_boilerplate();
    let asked = ["search", "harbour lamps", "--explain", "--format"];
    let told = |format: &str| desk.run(&[&asked[..], &[format]].concat()).err;
    assert!(told("tsv").contains("hint: rows have no place for explanations"), "{}", told("tsv"));
    assert!(!told("table").contains("explanations"));
    assert!(!told("json").contains("explanations"));
}

use crate::desk::{Desk, keys, of_type, run_in};

#[test]
fn findings_have_the_keys_of_the_contract() {
    let lines = Desk::indexed().json(&["search", "counter-corruption"]);
    let findings = of_type(&lines, "finding");
    assert!(findings.len() >= 3, "{lines:#?}");
    for key in [
        "type",
        "v",
        "rank",
        "match",
        "score",
        "id",
        "source_id",
        "kind",
        "force",
        "force_name",
        "year",
        "programme",
        "pillar",
        "question",
        "question_text",
        "grade",
        "text",
        "highlights",
        "page",
        "span",
        "report",
    ] {
        assert!(keys(findings[0]).contains(&key), "{key} is missing: {}", findings[0]);
    }
    assert_eq!(keys(&findings[0]["report"]), ["id", "kind", "path", "title"]);
    for (at, finding) in findings.iter().enumerate() {
        assert_eq!(finding["rank"], at + 1);
        assert_eq!(finding["v"], 1);
        let text = finding["text"].as_str().unwrap();
        for span in finding["highlights"].as_array().unwrap() {
            let (start, end) = (span[0].as_u64().unwrap(), span[1].as_u64().unwrap());
            let lit = &text[start as usize..end as usize];
            assert!(lit.to_lowercase().contains("corruption") || lit == "CCU", "{lit}");
        }
    }
    let area = findings.iter().find(|line| line["kind"] == "area_for_improvement").unwrap();
    assert_eq!(area["force"], "mereshire");
    assert_eq!(area["year"], "2016");
    assert_eq!(area["question"], 2);
    assert_eq!(area["grade"], "requires_improvement");
}

#[test]
fn the_summary_ends_every_answer() {
    let desk = Desk::indexed();
    let lines = desk.json(&["search", "vetting"]);
    let summary = lines.last().unwrap();
    assert_eq!(summary["type"], "summary");
    assert_eq!(summary["query"], "vetting");
    assert_eq!(summary["findings"], of_type(&lines, "finding").len());
    assert_eq!(keys(&summary["facets"]), ["force", "grade", "kind", "pillar", "year"]);
    let nothing = desk.json(&["search", "zeppelins"]);
    assert_eq!(nothing.len(), 1);
    assert_eq!(nothing[0]["findings"], 0);
    assert_eq!(desk.run(&["search", "zeppelins"]).code, 1);
}

#[test]
fn structured_findings_come_back_with_their_ids() {
    let lines = Desk::indexed().json(&["search", "nets", "--force", "fenwold"]);
    assert_eq!(lines[0]["source_id"], "a1");
    assert_eq!(lines[0]["kind"], "area_for_improvement");
}

#[test]
fn a_pipe_gets_a_line_a_finding() {
    let said = Desk::indexed().run(&["search", "vetting", "--all"]);
    let mut rows = said.out.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let heads = rows.next().unwrap();
    assert_eq!(heads[0], "rank");
    assert!(heads.contains(&"text"));
    let found: usize = said.err.split(' ').next().unwrap().parse().unwrap();
    let rows: Vec<_> = rows.collect();
    assert_eq!(rows.len(), found, "{}", said.out);
    assert!(rows.iter().all(|row| row.len() == heads.len()));
}

#[test]
fn a_screen_gets_passages_with_their_place() {
    let desk = Desk::indexed();
    let said = desk.run(&["search", "chalk", "--format", "table"]);
    assert!(
        said.out.contains("Fenwold Constabulary · 2017 · efficiency · inadequate"),
        "{}",
        said.out
    );
    assert!(!said.out.contains('\u{1b}'));
    let coloured = desk.run(&["search", "chalk", "--format", "table", "--color", "always"]);
    assert!(coloured.out.contains("\u{1b}[1;33mchalk\u{1b}[0m"), "{}", coloured.out);
}

#[test]
fn the_first_question_builds_the_index() {
    let desk = Desk::new();
    let said = desk.run(&["search", "vetting"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.err.contains("no index here yet"), "{}", said.err);
    assert!(!desk.run(&["search", "vetting"]).err.contains("no index here yet"));
}

#[test]
fn an_index_that_was_named_and_is_missing_is_an_error_with_the_command() {
    let desk = Desk::new();
    let said = desk.run(&["search", "vetting", "--index", "elsewhere"]);
    assert_eq!(said.code, 4);
    assert!(said.err.contains("peelian index corpus --index elsewhere"), "{}", said.err);
    let said = run_in(desk.path(), &["search", "x"], &[("PEELIAN_INDEX", "elsewhere")]);
    assert_eq!(said.code, 4);
    let empty = tempfile::tempdir().unwrap();
    assert_eq!(run_in(empty.path(), &["search", "x"], &[]).code, 4);
}

#[test]
fn a_variable_that_is_empty_is_none() {
    let desk = Desk::indexed();
    let said = run_in(desk.path(), &["search", "vetting"], &[("PEELIAN_INDEX", "")]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(desk.run(&["search", "vetting", "--index", ""]).code, 2);
}

#[test]
fn a_state_without_a_grade_is_no_grade() {
    let desk = Desk::new();
    desk.write(
        "corpus/ungraded.jsonl",
        "{\"force\":\"fenwold\",\"grade\":\"ungraded\",\"body\":\"Nobody graded the ferry.\"}\n",
    );
    desk.run(&["index"]);
    assert_eq!(
        desk.json(&["search", "ferry grade:ungraded missing:grade"])[0]["state"],
        "ungraded"
    );
    assert_eq!(desk.run(&["search", "ferry has:grade"]).code, 1);
}

#[test]
fn a_mistake_is_shown_at_its_place() {
    let desk = Desk::indexed();
    for (args, expected) in [
        (vec!["search", "vetting AND"], "^^^"),
        (vec!["search", "vetting", "--limt", "3"], "--limit"),
        (vec!["serch", "vetting"], "search"),
        (vec!["search", "vetting", "--force", "fenwolt"], "fenwolt"),
        (vec!["search", "vetting", "--grade", "god"], "god"),
        (vec!["search", "vetting", "--limit", "1000000000"], "10000"),
    ] {
        let said = desk.run(&args);
        assert_eq!(said.code, 2, "{args:?}: {}", said.err);
        assert!(said.err.contains(expected), "{args:?}: {}", said.err);
        assert_eq!(said.out, "", "{args:?}");
    }
}

#[test]
fn a_word_can_be_left_out_without_quotation_marks() {
    let desk = Desk::indexed();
    let all = desk.json(&["search", "vetting"]).pop().unwrap()["findings"].clone();
    let fewer = desk.json(&["search", "vetting", "-nets"]).pop().unwrap()["findings"].clone();
    assert_eq!(fewer.as_u64().unwrap() + 1, all.as_u64().unwrap());
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    use std::process::{Command, Stdio};
    let desk = Desk::indexed();
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!("peelian"))
        .args(["search", "*", "--json", "--limit", "100"])
        .current_dir(desk.path())
        .env_remove("PEELIAN_INDEX")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn exact_words_are_found_as_written_only() {
    let desk = Desk::indexed();
    let found = |args: &[&str]| desk.json(args).pop().unwrap()["findings"].as_u64().unwrap();
    assert!(found(&["search", "judges"]) > 0);
    assert_eq!(found(&["search", "judges", "--exact"]), 0);
    assert!(found(&["search", "judged", "--exact"]) > 0);
    let as_written = found(&["search", "counted", "--exact"]);
    assert!(as_written < found(&["search", "counted"]), "{as_written}");
    let counted = desk.json(&["count", "counted", "--exact"]);
    assert_eq!(counted[0]["n"].as_u64(), Some(as_written));
    assert_eq!(desk.run(&["search", "\"vetting unit\"~3", "--exact"]).code, 2);
}

#[test]
fn a_mistyped_word_is_read_otherwise_and_said_so() {
    let desk = Desk::indexed();
    let (wrong, right) =
        (desk.json(&["search", "vettng", "unti"]), desk.json(&["search", "vetting", "unit"]));
    let ids = |lines: &[serde_json::Value]| -> Vec<String> {
        of_type(lines, "finding").iter().map(|line| line["id"].to_string()).collect()
    };
    assert!(!ids(&right).is_empty());
    assert_eq!(ids(&wrong), ids(&right));
    assert!(of_type(&wrong, "finding").iter().all(|line| line["match"] == "some"));
    let summary = wrong.last().unwrap();
    assert_eq!(summary["findings"], 0);
    assert_eq!(summary["corrected"][0]["typed"], "vettng");
    assert_eq!(summary["corrected"][1]["read_as"], "unit");
    assert_eq!(summary["suggestions"][0]["query"], "vetting unit");
    let said = desk.run(&["search", "vettng", "--format", "table"]);
    assert!(
        said.out.starts_with("no finding holds all words as typed; with `vetting` for `vettng`:")
    );
    assert_eq!(said.code, 0);
    for option in ["--all", "--exact"] {
        let said = desk.run(&["search", "vettng", option]);
        assert_eq!((said.code, said.out.lines().count()), (1, 1), "{option}: {}", said.out);
        assert!(said.err.contains("did you mean"), "{option}: {}", said.err);
    }
}

#[test]
fn a_long_finding_is_shown_by_the_passage_that_tells_most() {
    let desk = Desk::new();
    let filler = "Nothing of note is said of the ferry here. ".repeat(30);
    let body = format!(
        "The ferry is late. {filler}The ferry <b>ramp</b> & its \\\"gate\\\" rust. {filler}"
    );
    desk.write("corpus/ferry.jsonl", &format!("{{\"force\":\"fenwold\",\"body\":\"{body}\"}}\n"));
    desk.run(&["index"]);
    let hit = &desk.json(&["search", "ferry ramp"])[0];
    let (text, passage) = (hit["text"].as_str().unwrap(), &hit["passage"]);
    let span = passage[0].as_u64().unwrap() as usize..passage[1].as_u64().unwrap() as usize;
    assert!(text[span.clone()].starts_with("The ferry <b>ramp</b>"), "{}", &text[span]);
    let html = hit["html"].as_str().unwrap();
    let begin = "The <mark>ferry</mark> &lt;b&gt;<mark>ramp</mark>&lt;/b&gt; &amp; its &quot;gate&quot; rust.";
    assert!(html.starts_with(begin), "{html}");
    let shown = desk.run(&["search", "ferry ramp", "--format", "table"]).out;
    assert!(shown.lines().nth(1).unwrap().starts_with("    … The ferry <b>ramp</b>"), "{shown}");
    assert!(shown.contains(" …\n"), "{shown}");
}

#[test]
fn a_phrase_with_too_many_spellings_is_a_mistake_whatever_is_asked() {
    let desk = Desk::indexed();
    let phrase = "\"anti-crime cross-border fast-track follow-up full-time drug-deal\"";
    for verb in ["search", "count", "reports"] {
        let said = desk.run(&[verb, phrase]);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{verb}: {}", said.err);
        assert!(said.err.contains("more than 32 ways") && said.err.contains("^^^"), "{}", said.err);
    }
    assert_eq!(desk.run(&["search", phrase, "--exact"]).code, 1);
}

use crate::desk::{Desk, keys};

#[test]
fn a_line_a_document_with_the_evidence_of_each_field() {
    let lines = Desk::indexed().json(&["reports"]);
    assert_eq!(lines.len(), 3, "{lines:#?}");
    for line in &lines {
        for key in [
            "type",
            "v",
            "id",
            "path",
            "kind",
            "title",
            "forces",
            "programme",
            "year",
            "pillar",
            "grade",
            "published",
            "last_updated",
            "judgments",
            "findings",
            "notes",
            "evidence",
        ] {
            assert!(keys(line).contains(&key), "{key} is missing: {line}");
        }
    }
    let paths: Vec<&str> = lines.iter().map(|line| line["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["fenwold.jsonl", "mereshire-legitimacy.txt", "mereshire-release.md"]);
    let assessment = &lines[1];
    assert_eq!(assessment["kind"], "assessment");
    assert_eq!(assessment["forces"][0], "mereshire");
    assert_eq!(assessment["year"], "2016");
    assert_eq!(assessment["last_updated"], "2016-12-08");
    assert_eq!(assessment["evidence"]["year"]["how"], "stated");
    assert!(assessment["evidence"]["year"]["quotes"][0].is_string());
    assert!(assessment["judgments"].as_array().unwrap().len() >= 4);
    assert_eq!(lines[2]["kind"], "release");
}

#[test]
fn a_query_leaves_the_reports_that_hold_a_match() {
    let desk = Desk::indexed();
    let paths = |args: &[&str]| -> Vec<String> {
        desk.json(args).iter().map(|line| line["path"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(paths(&["reports", "quay"]), ["mereshire-legitimacy.txt"]);
    assert_eq!(paths(&["reports", "--force", "fenwold"]), ["fenwold.jsonl"]);
    assert_eq!(desk.run(&["reports", "zeppelins"]).code, 1);
}

#[test]
fn documents_that_disagree_are_noted_and_listed_with_both_places() {
    let desk = Desk::new();
    let title = "## Mereshire Police 'requires improvement' at legitimately keeping people safe and reducing crime - HMIC";
    let told = "PEEL: Police legitimacy 2016 – An inspection of Mereshire Police";
    desk.write(
        "corpus/other-release.md",
        &format!("{title}\n\nHMIC has today published its report.\n\nGet the report\n\n{told}\n"),
    );
    assert_eq!(desk.run(&["index"]).code, 0);
    let lines = desk.json(&["check"]);
    assert_eq!(lines[0]["type"], "contradiction");
    let places: Vec<&str> = lines[0]["statements"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|line| line["path"].as_str())
        .collect();
    assert!(
        places.contains(&"mereshire-legitimacy.txt") && places.contains(&"other-release.md"),
        "{places:?}"
    );
    let noted = desk
        .json(&["reports"])
        .iter()
        .filter(|line| line["notes"].to_string().contains("of a judgment of which"))
        .count();
    assert_eq!(noted, 2, "both reports carry a note");
    assert_eq!(
        desk.json(&["count", "--by", "grade", "--pillar", "legitimacy"])[0]["grade"],
        "outstanding"
    );
}

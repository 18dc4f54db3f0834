use crate::desk::{Desk, of_type};

#[test]
fn the_beginning_of_an_id_is_enough() {
    let desk = Desk::indexed();
    let found = desk.json(&["search", "quay"]);
    let id = found[0]["id"].as_str().unwrap();
    let (report, number) = id.rsplit_once('-').unwrap();
    let short = format!("{}-{number}", &report[..8]);
    let shown = desk.json(&["show", &short]);
    assert_eq!(shown[0]["id"], id);
    assert_eq!(shown[0]["text"], found[0]["text"]);
    let whole = desk.json(&["show", &report[..8]]);
    assert_eq!(whole[0]["type"], "report");
    assert_eq!(whole[0]["findings"], of_type(&whole, "finding").len());
    assert_eq!(desk.run(&["show", "ffffffffffffffff"]).code, 1);
    for format in ["table", "tsv"] {
        let said = desk.run(&["show", report, "--format", format]);
        assert!(said.out.contains("quay station"), "{}", said.out);
    }
}

#[test]
fn every_field_tells_how_it_is_known() {
    let desk = Desk::indexed();
    let found = desk.json(&["search", "quay"]);
    let id = found[0]["id"].as_str().unwrap();
    for id in [id, found[0]["report"]["id"].as_str().unwrap()] {
        let lines = desk.json(&["why", id]);
        let year = lines.iter().find(|line| line["field"] == "year").unwrap();
        assert_eq!((&year["type"], &year["value"]), (&"evidence".into(), &"2016".into()));
        assert_eq!(year["how"], "stated");
        let judgments = of_type(&lines, "judgment");
        assert!(!judgments.is_empty(), "{lines:#?}");
        assert!(judgments[0]["statements"][0]["quote"].is_string());
        assert_eq!(desk.run(&["why", id]).code, 0);
    }
}

#[test]
fn a_passage_is_shown_in_the_bytes_of_its_file() {
    let desk = Desk::new();
    desk.write(
        "corpus/page.html",
        "<h1>Mereshire PEEL 2016</h1><h2>Legitimacy</h2><p>The <b>harbour</b> caf&eacute; keeps its vetting\n list.</p>",
    );
    assert_eq!(desk.run(&["index"]).code, 0);
    let page = std::fs::read_to_string(desk.path().join("corpus/page.html")).unwrap();
    let found = desk.json(&["search", "harbour"]);
    let id = found[0]["id"].as_str().unwrap();
    let lines = desk.json(&["show", id, "--source"]);
    let source = of_type(&lines, "source")[0];
    let place = |key: usize| source["in_file"][key].as_u64().unwrap() as usize;
    let expected = "The <b>harbour</b> caf&eacute; keeps its vetting\n list.";
    assert_eq!(&page[place(0)..place(1)], expected);
    assert_eq!((&source["excerpt"], &source["of"]), (&expected.into(), &id.into()));
    assert_eq!(source["paragraphs"], serde_json::json!([3, 3]));
    let shown = desk.run(&["show", id, "--source", "--format", "table"]).out;
    assert!(
        shown.contains("page.html") && shown.contains(&format!("{}-{}", place(0), place(1))),
        "{shown}"
    );
    // The words that a field rests on, in a plain text.
    let report = desk.json(&["search", "quay"])[0]["report"]["id"].as_str().unwrap().to_owned();
    let why = desk.json(&["why", &report, "--source"]);
    let text =
        std::fs::read_to_string(desk.path().join("corpus/mereshire-legitimacy.txt")).unwrap();
    let sources = of_type(&why, "source");
    assert!(sources.len() > 3);
    for source in sources {
        let place = |key: usize| source["in_file"][key].as_u64().unwrap() as usize;
        let quote = text[place(0)..place(1)].split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(quote, source["quote"].as_str().unwrap(), "{source}");
    }
    let line = desk.json(&["search", "chalk"])[0]["id"].as_str().unwrap().to_owned();
    for (args, words) in [
        (vec!["show", &line, "--source"], "is no page"),
        (vec!["show", id, "--source", "--corpus", "index"], "is not in `index`"),
        (vec!["show", id, "--corpus", "index"], "--source"),
    ] {
        let said = desk.run(&args);
        assert_eq!(said.code, 2, "{args:?}: {}", said.err);
        assert!(said.err.contains(words), "{args:?}: {}", said.err);
    }
    desk.write("corpus/page.html", "<p>Another page.</p>");
    let said = desk.run(&["show", id, "--source"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("has changed since it was indexed"), "{}", said.err);
}

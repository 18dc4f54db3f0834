use crate::desk::{Desk, keys, of_type};

#[test]
fn what_documents_define_is_listed_with_its_reports() {
    let desk = Desk::indexed();
    let lines = desk.json(&["thesaurus", "CCU"]);
    assert_eq!(keys(&lines[0]), ["also", "for", "reports", "source", "type", "v", "why"]);
    assert_eq!(lines[0]["type"], "meaning");
    assert_eq!(lines[0]["for"], "CCU");
    assert_eq!(lines[0]["also"], "counter-corruption unit");
    assert_eq!((&lines[0]["source"], &lines[0]["reports"]), (&"corpus".into(), &1.into()));
    assert!(lines[1..].iter().all(|line| line["source"] == "thesaurus" && line["why"] != ""));
    assert!(desk.json(&["thesaurus"]).len() > 60);
    assert_eq!(desk.run(&["thesaurus", "zeppelin"]).code, 1);
    assert_eq!(desk.run(&["thesaurus", "-"]).code, 2);
    let table = desk.run(&["thesaurus", "corruption", "unit", "--format", "table"]);
    assert!(table.out.contains("forces call the same unit"), "{}", table.out);
}

/// A name whose long form has too many spellings to be looked for.
const UNSEARCHED: &str =
    "anti-crime border-watch counter-fraud drug-deal evidence-led fast-track group";

#[test]
fn what_is_not_looked_for_is_told_by_every_verb() {
    let desk = Desk::new();
    desk.write("corpus/second.txt", &format!("The {UNSEARCHED} (ABCDEFG) met.\n"));
    assert_eq!(desk.run(&["index"]).code, 0);
    let told = format!("hint: `{UNSEARCHED}` is not searched: ");
    for verb in ["search", "count", "reports"] {
        let said = desk.run(&[verb, "ABCDEFG"]);
        assert_eq!(said.code, 0, "{verb}: {}", said.err);
        let lines: Vec<&str> = said.err.lines().filter(|line| line.contains("hint:")).collect();
        assert!(matches!(lines.as_slice(), [line] if line.starts_with(&told)), "{}", said.err);
        assert!(!said.out.contains("hint"), "{}", said.out);
        assert_eq!(desk.run(&[verb, "ABCDEFG", "--quiet"]).err, "", "{verb}");
    }
    for verb in ["search", "count"] {
        let summary = desk.json(&[verb, "ABCDEFG"]).pop().unwrap();
        assert!(summary["hints"][0].as_str().unwrap().contains(UNSEARCHED), "{summary}");
    }
}

#[test]
fn definitions_follow_their_documents() {
    let desk = Desk::indexed();
    let reports = |desk: &Desk, name: &str| {
        let lines = desk.json(&["thesaurus", name]);
        lines.iter().filter_map(|line| line["reports"].as_u64()).collect::<Vec<_>>()
    };
    assert_eq!(reports(&desk, "CCU"), [1]);
    desk.write("corpus/second.txt", "The counter corruption unit (CCU) grew.\n");
    desk.write(
        "corpus/lines.jsonl",
        "{\"body\":\"The Counter-Corruption Unit (CCU) and a quay watch team (QWT).\"}\n\
         {\"body\":\"The quay watch team (QWT) again.\"}\n\
         {\"type\":\"report\",\"text\":\"A quay watch team (QWT) met.\"}\n",
    );
    assert_eq!(desk.run(&["index"]).code, 0);
    assert_eq!(reports(&desk, "CCU"), [3]);
    assert_eq!(reports(&desk, "QWT"), [2]);
    desk.write("corpus/second.txt", "The unit grew.\n");
    std::fs::remove_file(desk.path().join("corpus/lines.jsonl")).unwrap();
    assert_eq!(desk.run(&["index"]).code, 0);
    assert_eq!(reports(&desk, "CCU"), [2]);
    assert_eq!(desk.run(&["index", "--prune"]).code, 0);
    assert_eq!(reports(&desk, "CCU"), [1]);
    assert!(reports(&desk, "QWT").is_empty());
    assert!(desk.json(&["search", "QWT"]).pop().unwrap()["also"].as_array().unwrap().is_empty());
}

#[test]
fn a_corpus_adds_groups_and_switches_forms_off() {
    let desk = Desk::indexed();
    let also = |desk: &Desk, query: &str| {
        let summary = desk.json(&["search", query]).pop().unwrap();
        let also = summary["also"].as_array().unwrap().clone();
        also.iter().map(|one| one["also"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert!(also(&desk, "vetting queue").is_empty());
    assert_eq!(also(&desk, "CCU")[0], "counter-corruption unit");
    desk.write(
        "corpus/thesaurus.toml",
        "off = [\"CCU\"]\n[[group]]\nsame = [\"vetting queue\", \"backlog\"]\nwhy = \"ours\"\n\
         [[group]]\nfrom = [\"boat\"]\nto = [\"vetting unit\"]\n",
    );
    let said = desk.run(&["index"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(also(&desk, "vetting queue"), ["backlog"]);
    assert_eq!(also(&desk, "backlog"), ["vetting queue"]);
    assert_eq!(also(&desk, "boats"), ["vetting unit"]);
    assert!(also(&desk, "vetting unit").is_empty() && also(&desk, "CCU").is_empty());
    assert!(!also(&desk, "counter-corruption unit").contains(&"CCU".to_owned()));
    let line = &desk.json(&["thesaurus", "queue"])[0];
    assert_eq!((&line["source"], &line["why"]), (&"thesaurus".into(), &"ours".into()));

    desk.write("corpus/thesaurus.toml", "[[group]]\nsame = [\"alone\"]\n");
    let said = desk.run(&["index"]);
    assert_eq!(said.code, 3, "{}", said.err);
    assert!(said.err.contains("`thesaurus.toml`: line 1: a group needs two forms"), "{}", said.err);
    assert_eq!(also(&desk, "backlog"), ["vetting queue"], "what was known holds");
    std::fs::remove_file(desk.path().join("corpus/thesaurus.toml")).unwrap();
    assert_eq!(desk.run(&["index"]).code, 0);
    assert_eq!(also(&desk, "backlog"), ["vetting queue"]);
    assert_eq!(desk.run(&["index", "--prune"]).code, 0);
    assert!(also(&desk, "backlog").is_empty());
}

#[test]
fn every_verb_that_asks_says_which_spellings_it_took_for_one() {
    let desk = Desk::indexed();
    let line = "also: countercorruption, counter corruption for `counter-corruption`";
    for verb in ["search", "count", "reports"] {
        let said = desk.run(&[verb, "counter-corruption"]);
        assert!(said.err.contains(line), "{verb}: {}", said.err);
        assert!(!desk.run(&[verb, "counter-corruption", "--exact"]).err.contains("also:"));
    }
    let summary = desk.json(&["search", "counter corruption"]).pop().unwrap();
    let also = summary["also"].as_array().unwrap();
    assert!(also.iter().all(|one| one["source"] == "spelling"), "{summary}");
    let forms: Vec<_> = also.iter().map(|one| one["also"].as_str().unwrap()).collect();
    assert_eq!(forms, ["counter-corruption", "countercorruption"]);
}

#[test]
fn every_verb_that_asks_says_what_it_added() {
    let desk = Desk::indexed();
    let line = "also: counter-corruption unit (1 report) for `CCU`";
    for args in [["search", "CCU"], ["count", "CCU"], ["reports", "CCU"]] {
        let said = desk.run(&args);
        assert!(said.err.contains(line), "{args:?}: {}", said.err);
        let exact = desk.run(&[args[0], args[1], "--exact"]);
        assert!(!exact.err.contains("also:"), "{}", exact.err);
    }
    let findings = |args: &[&str]| desk.json(args).pop().unwrap();
    let searched = findings(&["search", "CCU", "--unfold"]);
    let counted = findings(&["count", "CCU"]);
    assert_eq!(searched["findings"], counted["total"]);
    assert_eq!(searched["also"], counted["also"]);
    assert!(
        searched["findings"].as_u64()
            > findings(&["search", "CCU", "--exact"])["findings"].as_u64()
    );
    let lines = desk.json(&["search", "CCU"]);
    let marked = of_type(&lines, "finding")
        .into_iter()
        .find(|line| line["highlights"] == serde_json::json!([]));
    let marked = marked.expect("a finding with another name only");
    let span = &marked["also_highlights"][0];
    let text = &marked["text"].as_str().unwrap()
        [span[0].as_u64().unwrap() as usize..span[1].as_u64().unwrap() as usize];
    assert!(text.to_lowercase().contains("corruption unit"), "{text}");
}

#[test]
fn the_tree_shows_what_was_added_if_there_is_an_index() {
    let desk = Desk::indexed();
    let said = desk.run(&["search", "CCU", "--explain-query", "--limit", "0"]);
    assert!(said.err.starts_with("the first of these, or else"), "{}", said.err);
    assert!(said.err.contains("phrase `counter-corruption unit`"), "{}", said.err);
    let said = desk.run(&["search", "CCU", "--explain-query", "--index", "elsewhere"]);
    assert_eq!(said.code, 4);
    assert!(said.err.starts_with("word `CCU` in any of its forms\n"), "{}", said.err);
}

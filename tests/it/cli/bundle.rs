use std::fs;

use crate::desk::Desk;

#[test]
fn the_same_question_gives_the_same_bytes_wherever_it_is_asked() {
    let (one, other) = (Desk::indexed(), Desk::new());
    assert_eq!(other.run(&["index", "--threads", "1", "--index", "elsewhere"]).code, 0);
    for asked in [
        vec!["search", "vetting", "-boats", "--limit", "3"],
        vec!["count", "--by", "force,grade"],
        vec!["grades", "--questions"],
        vec!["trend", "vetting"],
        vec!["reports"],
        vec!["search", "nosuchword"],
    ] {
        let made = one.run(&[&["bundle", "create", "a.zip"][..], &asked].concat());
        assert_eq!(made.code, 0, "{}", made.err);
        let there =
            [&["bundle", "create", "a.zip"][..], &asked, &["--json", "--index", "elsewhere"]];
        assert_eq!(other.run(&there.concat()).code, 0);
        let read = |desk: &Desk| fs::read(desk.path().join("a.zip")).unwrap();
        assert!(read(&one) == read(&other), "{asked:?}");
        let text = String::from_utf8_lossy(&read(&one)).into_owned();
        assert!(!text.contains("elsewhere") && !text.contains(one.path().to_str().unwrap()));
        for what in ["verify", "replay"] {
            let said = one.run(&["bundle", what, "a.zip"]);
            assert_eq!(said.code, 0, "{asked:?}: {}", said.err);
        }
    }
}

#[test]
fn a_bundle_has_the_picture_in_every_form() {
    let desk = Desk::indexed();
    assert_eq!(desk.run(&["bundle", "create", "a.zip", "count", "--by", "grade"]).code, 0);
    let line = &desk.json(&["bundle", "verify", "a.zip"])[0];
    let names = ["corpus.jsonl", "picture.png", "picture.svg", "picture.vl.json"];
    let all = [&names[..], &["results.jsonl", "results.txt"]].concat();
    assert_eq!(line["entries"], serde_json::json!(all));
    let drawn = desk.run(&["count", "--by", "grade", "--picture", "a.png"]);
    assert_eq!(drawn.code, 0, "{}", drawn.err);
    let png = fs::read(desk.path().join("a.png")).unwrap();
    let packed = fs::read(desk.path().join("a.zip")).unwrap();
    assert!(packed.windows(png.len()).any(|bytes| bytes == png), "the PNG that `--picture` writes");
}

#[test]
fn another_corpus_shows_the_first_difference_and_what_changed() {
    let desk = Desk::indexed();
    assert_eq!(desk.run(&["bundle", "create", "a.zip", "count", "--by", "kind"]).code, 0);
    desk.write(
        "corpus/fenwold.jsonl",
        r#"{"id":"b","force":"fenwold","kind":"afi","body":"The force should mend its nets."}"#,
    );
    desk.write("corpus/new.md", "Mereshire Police\n\nThe fens are quiet.\n");
    assert_eq!(desk.run(&["index"]).code, 0);
    let said = desk.run(&["bundle", "replay", "a.zip"]);
    assert_eq!(said.code, 1, "{}", said.err);
    assert!(said.out.contains("results.jsonl\t"), "{}", said.out);
    assert!(said.err.contains("1 document added (`new.md`"), "{}", said.err);
    let line = &desk.json(&["bundle", "replay", "a.zip"])[0];
    assert_eq!((&line["same"], &line["same_corpus"]), (&false.into(), &false.into()));
    assert!(
        line["differences"][0]["bundle"].is_string() && line["differences"][0]["line"].is_u64()
    );
    assert_eq!(line["corpus"]["added"][0], "new.md");
}

#[test]
fn a_changed_entry_is_named_and_a_stranger_refused() {
    let desk = Desk::indexed();
    assert_eq!(desk.run(&["bundle", "create", "a.zip", "count", "--by", "grade"]).code, 0);
    let path = desk.path().join("a.zip");
    let whole = fs::read(&path).unwrap();
    let at = whole.windows(9).position(|bytes| bytes == b"\"n\":2}\n{\"").unwrap();
    let mut changed = whole.clone();
    changed[at + 4] = b'9';
    fs::write(&path, &changed).unwrap();
    let said = desk.run(&["bundle", "verify", "a.zip"]);
    assert_eq!(said.code, 4);
    assert!(said.err.contains("`results.jsonl` is not what was packed"), "{}", said.err);
    assert_eq!(desk.run(&["bundle", "replay", "a.zip"]).code, 3);
    desk.write("b.zip", "no archive");
    assert_eq!(desk.run(&["bundle", "verify", "b.zip"]).code, 3);
    assert_eq!(desk.run(&["bundle", "verify", "missing.zip"]).code, 5);
}

#[test]
fn what_is_no_question_or_touches_files_is_not_packed() {
    let desk = Desk::indexed();
    for asked in [
        vec!["index"],
        vec!["search", "vetting AND"],
        vec!["count", "--picture", "a.svg"],
        vec!["search", "--batch", "q.txt"],
        vec!["serch", "vetting"],
        vec!["export", "--to", "x.csv"],
    ] {
        let said = desk.run(&[&["bundle", "create", "a.zip"][..], &asked].concat());
        assert_eq!(said.code, 2, "{asked:?}: {}", said.err);
        assert!(!desk.path().join("a.zip").exists());
    }
}

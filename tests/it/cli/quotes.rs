//! `quotes check`: verbatim, altered or not found.

use serde_json::Value;

use crate::desk::{Desk, of_type};

/// The quotations of a paper with what came of them.
fn checked(desk: &Desk, file: &str, text: &str) -> Vec<Value> {
    desk.write(file, text);
    let lines = desk.json(&["quotes", "check", file]);
    of_type(&lines, "quotation").into_iter().cloned().collect()
}

fn verdicts(lines: &[Value]) -> Vec<&str> {
    lines.iter().map(|line| line["verdict"].as_str().unwrap()).collect()
}

#[test]
fn every_quotation_is_told_whose_it_is_and_what_differs() {
    let desk = Desk::indexed();
    let lines = checked(
        &desk,
        "paper.md",
        "The report says \u{201c}the force should write down what its counter\u{2011}corruption unit is for\u{201d}.\n\n\
         It says \"The force should write down what its counter\u{2011}corruption unit is for.\" and \"The force must \
         count the people who joined its vetting queue\", and\n\n\
         > Each year, the force should count the people \u{2026} vetting queue.\n\n\
         \u{2014} but never that \"dragons are kept beneath the town hall of Mereshire\". \"Too short\".\n",
    );
    assert_eq!(verdicts(&lines), ["altered", "verbatim", "altered", "verbatim", "not_found"]);
    // A small letter is another letter.
    assert_eq!(lines[0]["changes"], serde_json::json!([{"source": "The", "quotation": "the"}]));
    assert_eq!(lines[1]["shapes"], serde_json::json!(["dashes"]));
    assert_eq!(
        (&lines[1]["force"], &lines[1]["year"], &lines[1]["grade"]),
        (&"mereshire".into(), &"2016".into(), &"requires_improvement".into())
    );
    let changes = &lines[2]["changes"];
    assert_eq!(changes[1], serde_json::json!({"source": "should", "quotation": "must"}));
    assert_eq!(changes[2], serde_json::json!({"source": "left", "quotation": "joined"}));
    assert_eq!((&lines[3]["has_gaps"], &lines[3]["is_block"]), (&true.into(), &true.into()));
    assert_eq!(lines[3]["line"], 5);
    assert_eq!(lines[4]["id"], Value::Null);
    let said = desk.run(&["quotes", "check", "paper.md"]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("5 quotations: 2 verbatim, 2 altered, 1 not found"), "{}", said.err);
    assert!(said.err.contains("1 quotation of less than 4 words"), "{}", said.err);
    assert!(said.out.contains("[-should-]{+must+}"), "{}", said.out);
}

#[test]
fn what_cite_gives_is_verbatim() {
    let desk = Desk::indexed();
    let all = desk.json(&["export", "--as", "jsonl"]);
    let ids: Vec<&str> = all.iter().map(|line| line["id"].as_str().unwrap()).collect();
    let paper = desk.run(&[&["cite", "--style", "md"], ids.as_slice()].concat()).out;
    let lines = checked(&desk, "paper.md", &paper);
    assert!(lines.len() > 10, "{}", lines.len());
    assert!(verdicts(&lines).iter().all(|verdict| *verdict == "verbatim"), "{lines:#?}");
    assert_eq!(desk.run(&["quotes", "check", "paper.md"]).code, 0);
}

#[test]
fn words_that_run_over_two_findings_are_verbatim() {
    let desk = Desk::indexed();
    let lines = checked(
        &desk,
        "paper.txt",
        "\"The force should write down what its counter-corruption unit is for. Each year, the force should count\"",
    );
    assert_eq!(verdicts(&lines), ["verbatim"]);
    assert_eq!(lines[0]["shapes"], serde_json::json!(["spaces"]));
}

#[test]
fn a_page_is_read_and_filters_choose_whose_words_count() {
    let desk = Desk::indexed();
    desk.write(
        "a.html",
        "<p>It has <q>Boats are counted twice, and the tally is kept in chalk.</q></p>",
    );
    assert_eq!(desk.run(&["quotes", "check", "a.html"]).code, 0);
    assert_eq!(desk.run(&["quotes", "check", "a.html", "--force", "mereshire"]).code, 1);
    assert_eq!(desk.run(&["quotes", "check", "a.html", "--force", "meresheer"]).code, 2);
    assert_eq!(desk.run(&["quotes", "check", "none.md"]).code, 5);
    desk.write("plain.md", "nothing is quoted here");
    let said = desk.run(&["quotes", "check", "plain.md"]);
    assert!(said.code == 1 && said.err.contains("no quotation of 4 words"), "{}", said.err);
}

#[cfg(feature = "docx")]
#[test]
fn a_word_file_is_read_with_its_styles_for_quotations() {
    use std::io::Write;

    let desk = Desk::indexed();
    let xml = "<?xml version=\"1.0\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
               <w:body><w:p><w:r><w:t>It says \u{201c}Officers at the </w:t></w:r><w:r><w:t>quay station rest</w:t></w:r>\
               <w:r><w:delText> never</w:delText></w:r><w:r><w:t xml:space=\"preserve\"> as they should.\u{201d}</w:t></w:r></w:p>\
               <w:p><w:pPr><w:pStyle w:val=\"IntenseQuote\"/></w:pPr><w:r><w:t>The vetting unit works beside the \
               sea and has no backlog.</w:t></w:r></w:p></w:body></w:document>";
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    archive.write_all(xml.as_bytes()).unwrap();
    std::fs::write(desk.path().join("paper.docx"), archive.finish().unwrap().into_inner()).unwrap();
    let lines = desk.json(&["quotes", "check", "paper.docx"]);
    let lines: Vec<Value> = of_type(&lines, "quotation").into_iter().cloned().collect();
    assert_eq!(verdicts(&lines), ["verbatim", "altered"]);
    assert_eq!(lines[1]["is_block"], true);
    desk.write("broken.docx", "no archive");
    assert_eq!(desk.run(&["quotes", "check", "broken.docx"]).code, 3);
}

#[test]
fn of_several_files_each_row_names_its_own_and_what_is_no_text_is_refused() {
    let desk = Desk::indexed();
    let quote = "\"the force should write down what its counter-corruption unit is for\"";
    desk.write("one.md", quote);
    desk.write("two.txt", &format!("> {quote}\n> -- HMIC\n"));
    let said = desk.run(&["quotes", "check", "one.md", "two.txt", "--format", "table"]);
    assert!(said.out.starts_with("file "), "{}", said.out);
    let piped = desk.run(&["quotes", "check", "one.md", "two.txt"]).out;
    let rows: Vec<&str> = piped.lines().map(|row| row.split('\t').next().unwrap()).collect();
    assert_eq!(rows, ["file", "one.md", "two.txt"]);
    desk.write("paper.odt", "PK\u{3}\u{4} and more");
    let said = desk.run(&["quotes", "check", "paper.odt"]);
    assert_eq!((said.code, said.out.as_str()), (3, ""), "{}", said.err);
    assert!(
        said.err.contains("`paper.odt`: an archive") && said.err.contains(".docx"),
        "{}",
        said.err
    );
}

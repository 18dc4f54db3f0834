//! Tables: findings as CSV or a workbook, and what is supplied for documents.

use std::fs;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook};
use serde_json::Value;

use crate::archives::{gz, zip};
use crate::desk::{Desk, of_type};

/// Two findings as CSV.
pub(crate) const FINDINGS: &str = "id,force,year,grade,pillar,kind,title,body\n\
    c1,fenwold,2017,good,legitimacy,afi,On ropes,\"The halyard, and the bollard.\"\n\
    c2,mereshire,2016,inadequate,efficiency,narrative,On masts,A halyard is missing.\n";

/// The same as JSON Lines.
pub(crate) const LINES: &str = "{\"id\":\"c1\",\"force\":\"fenwold\",\"year\":\"2017\",\"grade\":\"good\",\"pillar\":\"legitimacy\",\
    \"kind\":\"afi\",\"title\":\"On ropes\",\"body\":\"The halyard, and the bollard.\"}\n\
    {\"id\":\"c2\",\"force\":\"mereshire\",\"year\":\"2016\",\"grade\":\"inadequate\",\"pillar\":\"efficiency\",\
    \"kind\":\"narrative\",\"title\":\"On masts\",\"body\":\"A halyard is missing.\"}\n";

fn put(desk: &Desk, name: &str, bytes: &[u8]) {
    let path = desk.path().join("corpus").join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// A workbook with a sheet of notes, then one of these rows; a cell such as `2016-12-08` is a day, one of digits a number.
pub(crate) fn workbook(csv: &str) -> Vec<u8> {
    let mut workbook = Workbook::new();
    // The day it was made stands in it.
    let made = ExcelDateTime::from_ymd(2016, 12, 8).unwrap();
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    workbook.add_worksheet().set_name("Notes").unwrap().write_string(0, 0, "Made up").unwrap();
    let sheet = workbook.add_worksheet().set_name("Rows").unwrap();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_bytes());
    let day = Format::new().set_num_format("yyyy-mm-dd");
    for (row, record) in reader.records().enumerate() {
        for (column, cell) in record.unwrap().iter().enumerate() {
            let (row, column) = (u32::try_from(row).unwrap(), u16::try_from(column).unwrap());
            match (cell.parse::<f64>(), ExcelDateTime::parse_from_str(cell)) {
                (Ok(number), _) => sheet.write_number(row, column, number),
                (_, Ok(date)) if cell.contains('-') => {
                    sheet.write_datetime_with_format(row, column, &date, &day)
                }
                _ => sheet.write_string(row, column, cell),
            }
            .unwrap();
        }
    }
    workbook.save_to_buffer().unwrap()
}

fn findings(desk: &Desk) -> Vec<Value> {
    let found = desk.json(&["search", "halyard", "--limit", "50", "--unfold"]);
    let mut lines: Vec<Value> = of_type(&found, "finding").into_iter().cloned().collect();
    lines.sort_by_key(|line| line["report"]["path"].to_string() + &line["source_id"].to_string());
    lines
}

#[test]
fn findings_are_the_same_as_lines_as_csv_and_as_a_workbook() {
    let desk = Desk::new();
    let book = workbook(FINDINGS);
    put(&desk, "a.jsonl", LINES.as_bytes());
    put(&desk, "b.csv", FINDINGS.replace(',', ";").replace("halyard;", "halyard,").as_bytes());
    put(&desk, "c.xlsx", &book);
    put(&desk, "d.csv.gz", &gz(FINDINGS.as_bytes()));
    put(&desk, "e.zip", &zip(&[("x.csv", FINDINGS.as_bytes()), ("y.xlsx", &book)]));
    assert_eq!(desk.run(&["index"]).code, 0);
    let lines = findings(&desk);
    let paths = ["a.jsonl", "b.csv", "c.xlsx", "d.csv.gz", "e.zip!x.csv", "e.zip!y.xlsx"];
    assert_eq!(lines.len(), 2 * paths.len());
    let told = |line: &Value| {
        ["source_id", "force", "year", "grade", "pillar", "kind", "text"]
            .map(|key| line[key].clone())
    };
    for (pair, path) in lines.chunks(2).zip(paths) {
        assert_eq!(pair[0]["report"]["path"], path);
        for (line, same) in pair.iter().zip(&lines) {
            assert_eq!(told(line), told(same), "{path}");
        }
    }
    let reports = desk.json(&["reports"]);
    let book = reports.iter().find(|line| line["path"] == "c.xlsx").unwrap();
    assert!(book["notes"].to_string().contains("the sheet `Notes` is not read"), "{book}");
    assert_eq!(desk.json(&["index"])[0]["unchanged"], 9);
}

#[test]
fn a_table_supplies_what_a_sidecar_does_by_path_name_or_address() {
    let desk = Desk::new();
    for (name, text) in [
        ("x/one.txt", "One halyard."),
        ("x/two.txt", "Two halyards."),
        ("x/three.txt", "Three halyards."),
    ] {
        put(&desk, name, text.as_bytes());
    }
    put(
        &desk,
        "x/three.txt.meta.json",
        br#"{"url": "https://example.org/three", "pillar": "efficiency"}"#,
    );
    put(
        &desk,
        "a.zip",
        &zip(&[
            ("four.txt", b"Four halyards."),
            ("z/five.txt", b"Five halyards."),
            ("z/t.csv", b"path,year\nfive.txt,2012\n"),
        ]),
    );
    put(&desk, "documents.csv", b"file,year,pillar,colour\nx/one.txt,2014,legitimacy,red\ntwo.txt,2015,,\nfour.txt,2013,,\n");
    put(
        &desk,
        "addresses.xlsx",
        &workbook(
            "url,year,pillar,published\nhttp://example.org/three/,2016,legitimacy,2016-12-08\n",
        ),
    );
    let said = desk.run(&["index", "--report", "problems.jsonl"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let reports = desk.json(&["reports"]);
    let of = |path: &str| {
        reports.iter().find(|line| line["path"] == path).unwrap_or_else(|| panic!("{path}"))
    };
    for (path, year, pillar) in [
        ("x/one.txt", "2014", Some("legitimacy")),
        ("x/two.txt", "2015", None),
        ("x/three.txt", "2016", Some("efficiency")),
        ("a.zip!four.txt", "2013", None),
        ("a.zip!z/five.txt", "2012", None),
    ] {
        assert_eq!(
            (of(path)["year"].as_str(), of(path)["pillar"].as_str()),
            (Some(year), pillar),
            "{path}"
        );
    }
    assert_eq!(of("x/three.txt")["published"], "2016-12-08");
    let problems = fs::read_to_string(desk.path().join("problems.jsonl")).unwrap();
    assert!(problems.contains("columns without meaning: `colour`"), "{problems}");
    put(&desk, "documents.csv", b"file,year\nx/one.txt,2011\ntwo.txt,2015\nfour.txt,2013\n");
    let again = desk.json(&["index"]).remove(0);
    assert_eq!(again["changed"], 1, "{again}");
}

#[test]
fn tables_that_cannot_be_told_apart_or_read_are_named() {
    let desk = Desk::new();
    put(&desk, "both.csv", b"file,body\na.txt,Halyards.\n");
    put(&desk, "neither.csv", b"name,size\na,1\n");
    put(&desk, "wide.csv", b"force,body\nfenwold,Halyards.\nfenwold,a,b\n");
    put(&desk, "twice.csv", b"file,year\nsame.txt,2014\n");
    put(&desk, "1/same.txt", b"Bollards.");
    put(&desk, "2/same.txt", b"Bollards.");
    put(&desk, "none.xlsx", b"no workbook");
    put(&desk, "none.xlsx.meta.json", b"{}");
    let said = desk.run(&["index", "--report", "problems.jsonl"]);
    assert_eq!(said.code, 3, "{}", said.err);
    for words in [
        "failed: `both.csv`: a table with both `body`",
        "failed: `wide.csv`: line 3: 3 cells under a header of 2",
        "failed: `twice.csv`: `same.txt` names 2 documents at once",
        "failed: `none.xlsx`: this is no workbook",
    ] {
        assert!(said.err.contains(words), "`{words}`: {}", said.err);
    }
    assert!(!said.err.contains("neither.csv"), "{}", said.err);
    let problems = fs::read_to_string(desk.path().join("problems.jsonl")).unwrap();
    assert!(problems.contains("neither.csv"), "{problems}");
    assert_eq!(findings(&desk).len(), 1);
}

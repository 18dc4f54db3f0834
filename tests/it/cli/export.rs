//! `export`: what is taken away is what is found, in every format.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::desk::{Desk, of_type};

/// A finding that a spreadsheet would run, with everything in it that parts fields and rows.
const FORMULA: &str = "=HYPERLINK(\\\"x\\\", 1),\\t2\\n\\nthe quay's nets";

/// The formats of this program.
const FORMS: &[&str] = &[
    "csv",
    "tsv",
    "jsonl",
    "html",
    #[cfg(feature = "parquet")]
    "parquet",
    #[cfg(feature = "xlsx")]
    "xlsx",
    #[cfg(feature = "sqlite")]
    "sqlite",
];

fn desk() -> Desk {
    let desk = Desk::new();
    let body = format!(
        r#"{{"id":"f1","force":"fenwold","year":"2018/19","grade":"good","pillar":"legitimacy","kind":"narrative","title":"On quays","body":"{FORMULA}"}}"#
    );
    desk.write("corpus/formula.jsonl", &(body + "\n"));
    assert_eq!(desk.run(&["index"]).code, 0);
    desk
}

/// Every finding as `search` gives it, by id.
fn searched(desk: &Desk, query: &[&str]) -> BTreeMap<String, Value> {
    let args = [&["search"], query, &["--limit", "10000", "--unfold", "--all"]].concat();
    let lines = desk.json(&args);
    let found = of_type(&lines, "finding").into_iter();
    found.map(|line| (line["id"].as_str().unwrap().to_owned(), line.clone())).collect()
}

/// What a row of an export must hold of a finding, by the names of the columns.
fn expected(line: &Value) -> BTreeMap<&'static str, Value> {
    let mut row: BTreeMap<&'static str, Value> = [
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
        "state",
        "heading",
        "text",
        "page",
        "carried_over_from",
    ]
    .into_iter()
    .map(|key| (key, line[key].clone()))
    .collect();
    row.insert("span_start", line["span"][0].clone());
    row.insert("span_end", line["span"][1].clone());
    for (key, of) in [
        ("report_id", "id"),
        ("report_kind", "kind"),
        ("report_title", "title"),
        ("report_path", "path"),
    ] {
        row.insert(key, line["report"][of].clone());
    }
    row
}

fn same(row: &BTreeMap<String, Value>, line: &Value) {
    for (key, value) in expected(line) {
        assert_eq!(row[key], value, "{key} of {}", line["id"]);
    }
}

fn lines_of(desk: &Desk, args: &[&str]) -> Vec<BTreeMap<String, Value>> {
    let said = desk.run(&[&["export", "--as", "jsonl"], args].concat());
    said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The rows of a CSV or TSV, everything as text.
fn delimited(text: &str, delimiter: u8) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .quoting(delimiter == b',')
        .from_reader(text.as_bytes());
    let heads = reader.headers().unwrap().clone();
    reader
        .records()
        .map(|row| {
            let row = row.unwrap();
            heads.iter().map(str::to_owned).zip(row.iter().map(str::to_owned)).collect()
        })
        .collect()
}

/// A value of a JSON line as CSV writes it.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) if text.starts_with(['=', '+', '-', '@']) => format!("'{text}"),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[test]
fn json_lines_hold_what_the_search_finds() {
    let desk = desk();
    let found = searched(&desk, &["the"]);
    let rows = lines_of(&desk, &["the"]);
    assert!(rows.len() > 5, "{}", rows.len());
    assert_eq!(rows.len(), found.len());
    let ids: Vec<&str> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert!(ids.is_sorted_by_key(|id| id.rsplit_once('-').unwrap().0), "{ids:?}");
    for row in &rows {
        same(row, &found[row["id"].as_str().unwrap()]);
        assert_eq!((row["type"].as_str(), row["v"].as_u64()), (Some("finding"), Some(1)));
    }
}

#[test]
fn csv_holds_the_same_with_formulas_defused() {
    let desk = desk();
    for unit in ["findings", "judgments", "reports"] {
        let said = desk.run(&["export", "--unit", unit, "--to", "rows.csv"]);
        assert_eq!(said.code, 0, "{}", said.err);
        let text = std::fs::read_to_string(desk.path().join("rows.csv")).unwrap();
        let rows = delimited(&text, b',');
        let lines = lines_of(&desk, &["--unit", unit]);
        assert_eq!(rows.len(), lines.len());
        assert!(said.err.contains(&format!("{} {unit}", lines.len())), "{}", said.err);
        for (row, line) in rows.iter().zip(&lines) {
            assert_eq!(row.len() + 2, line.len());
            for (key, value) in row {
                assert_eq!(*value, plain(&line[key]), "{key}");
            }
        }
    }
    let text = desk.run(&["export", "hyperlink"]).out;
    let formula = &delimited(&text, b',')[0]["text"];
    assert_eq!(formula, "'=HYPERLINK(\"x\", 1),\t2\n\nthe quay's nets");
    assert!(lines_of(&desk, &["hyperlink"])[0]["text"].as_str().unwrap().starts_with("=HYPER"));
}

#[test]
fn tsv_is_a_line_a_row() {
    let desk = desk();
    let text = desk.run(&["export", "--as", "tsv"]).out;
    let rows = delimited(&text, b'\t');
    assert_eq!(text.lines().count(), rows.len() + 1);
    assert_eq!(rows.len(), lines_of(&desk, &[]).len());
    assert!(rows.iter().any(|row| row["text"] == "'=HYPERLINK(\"x\", 1), 2  the quay's nets"));
}

#[test]
fn judgments_tell_which_of_them_are_counted() {
    let desk = desk();
    let lines = lines_of(&desk, &["--unit", "judgments"]);
    let mut counted: BTreeMap<String, u64> = BTreeMap::new();
    for row in lines.iter().filter(|row| row["counted"] == true) {
        *counted.entry(row["grade"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    let counts = desk.json(&["count", "--by", "grade"]);
    let counts: BTreeMap<String, u64> = of_type(&counts, "count")
        .into_iter()
        .map(|line| (line["grade"].as_str().unwrap().to_owned(), line["n"].as_u64().unwrap()))
        .collect();
    assert_eq!(counted, counts);
    // Last year's grade is there and is not counted.
    assert!(lines.iter().any(|row| row["retrospective"] == true && row["counted"] == false));
    for row in &lines {
        let reports = row["reports"].as_str().unwrap().split(' ').count();
        assert_eq!(row["documents"], reports);
    }
}

#[cfg(feature = "parquet")]
mod typed {
    use std::path::{Path, PathBuf};

    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    use super::*;

    fn rows_of(path: &Path) -> Vec<BTreeMap<String, Field>> {
        let reader = SerializedFileReader::new(std::fs::File::open(path).unwrap()).unwrap();
        let rows = reader.get_row_iter(None).unwrap();
        rows.map(|row| {
            row.unwrap()
                .get_column_iter()
                .map(|(name, field)| (name.clone(), field.clone()))
                .collect()
        })
        .collect()
    }

    fn as_json(field: &Field) -> Value {
        match field {
            Field::Null => Value::Null,
            Field::Str(text) => text.clone().into(),
            Field::Long(number) => (*number).into(),
            Field::Bool(flag) => (*flag).into(),
            Field::Date(days) => {
                let day = jiff::civil::date(1970, 1, 1)
                    .checked_add(jiff::Span::new().days(i64::from(*days)))
                    .unwrap();
                day.to_string().into()
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn parquet_holds_the_same_in_typed_columns() {
        let desk = desk();
        for unit in ["findings", "judgments", "reports"] {
            let said = desk.run(&["export", "--unit", unit, "--to", "rows.parquet"]);
            assert_eq!(said.code, 0, "{}", said.err);
            let rows = rows_of(&desk.path().join("rows.parquet"));
            let lines = lines_of(&desk, &["--unit", unit]);
            assert_eq!(rows.len(), lines.len());
            for (row, line) in rows.iter().zip(&lines) {
                assert_eq!(row.len() + 2, line.len());
                for (key, field) in row {
                    assert_eq!(as_json(field), line[key], "{unit}: {key}");
                }
            }
            let (number, flag) = match unit {
                "judgments" => ("documents", Some("counted")),
                "reports" => ("findings", None),
                _ => ("span_start", None),
            };
            assert!(matches!(rows[0][number], Field::Long(_)));
            assert!(flag.is_none_or(|flag| matches!(rows[0][flag], Field::Bool(_))));
        }
        let rows = rows_of(&desk.path().join("rows.parquet"));
        assert!(rows.iter().any(|row| matches!(row["last_updated"], Field::Date(_))));
    }

    fn files_in(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { files_in(&path, found) } else { found.push(path) }
        }
        found.sort();
    }

    #[test]
    fn parts_lie_in_folders_that_tell_their_values() {
        let desk = desk();
        let said = desk.run(&["export", "--to", "parts", "--partition", "year,force"]);
        assert_eq!(said.code, 0, "{}", said.err);
        let mut files = Vec::new();
        files_in(&desk.path().join("parts"), &mut files);
        let mut ids = Vec::new();
        for file in &files {
            let rows = rows_of(file);
            assert!(!rows.is_empty() && !rows[0].contains_key("year"));
            ids.extend(rows.iter().map(|row| row["id"].to_string()));
        }
        let all = lines_of(&desk, &[]).len();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), all);
        let names: Vec<String> = files
            .iter()
            .map(|file| file.strip_prefix(desk.path().join("parts")).unwrap().display().to_string())
            .collect();
        assert!(
            names.contains(&"year=2018%2F19/force=fenwold/part-0.parquet".to_owned()),
            "{names:?}"
        );
        let again = desk.run(&["export", "--to", "parts", "--partition", "year"]);
        assert_eq!(again.code, 2, "{}", again.err);
    }

    #[test]
    fn a_parquet_file_without_rows_tells_its_columns() {
        let desk = desk();
        let said = desk.run(&["export", "zebra", "--to", "none.parquet"]);
        assert_eq!(said.code, 1, "{}", said.err);
        let file = std::fs::File::open(desk.path().join("none.parquet")).unwrap();
        let reader = SerializedFileReader::new(file).unwrap();
        let schema = reader.metadata().file_metadata().schema_descr();
        assert!(schema.columns().iter().any(|column| column.name() == "text"));
    }
}

#[cfg(feature = "sqlite")]
#[test]
fn a_database_holds_the_same_in_one_table() {
    let desk = desk();
    for unit in ["findings", "judgments", "reports"] {
        let file = format!("{unit}.sqlite");
        let said = desk.run(&["export", "--unit", unit, "--to", &file]);
        assert_eq!(said.code, 0, "{}", said.err);
        let database = rusqlite::Connection::open(desk.path().join(&file)).unwrap();
        let mut all = database.prepare(&format!("SELECT * FROM {unit} ORDER BY rowid")).unwrap();
        let names: Vec<String> = all.column_names().map(str::to_owned).collect();
        let lines = lines_of(&desk, &["--unit", unit]);
        let mut rows = all.query(()).unwrap();
        for line in &lines {
            let row = rows.next().unwrap().unwrap();
            assert_eq!(names.len() + 2, line.len());
            for (at, name) in names.iter().enumerate() {
                use rusqlite::types::Value as Stored;
                let expected = match &line[name] {
                    Value::Null => Stored::Null,
                    Value::Bool(flag) => Stored::Integer(i64::from(*flag)),
                    Value::Number(number) => Stored::Integer(number.as_i64().unwrap()),
                    Value::String(text) => Stored::Text(text.clone()),
                    other => panic!("{other}"),
                };
                assert_eq!(row.get::<_, Stored>(at).unwrap(), expected, "{unit}: {name}");
            }
        }
        assert!(rows.next().unwrap().is_none());
    }
    assert_eq!(desk.run(&["export", "--as", "sqlite"]).code, 2);
}

/// The cells of the first sheet, row by row: their column, whether they are marked as text, their words.
#[cfg(feature = "xlsx")]
fn cells_of(path: &std::path::Path) -> Vec<BTreeMap<String, (bool, String)>> {
    let mut book = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut read = |name: &str| std::io::read_to_string(book.by_name(name).unwrap()).unwrap();
    let (sheet, styles) = (read("xl/worksheets/sheet1.xml"), read("xl/styles.xml"));
    let quoted: Vec<bool> = styles
        .split("<cellXfs")
        .nth(1)
        .unwrap()
        .split("</cellXfs>")
        .next()
        .unwrap()
        .split("<xf ")
        .skip(1)
        .map(|style| style.contains("quotePrefix=\"1\""))
        .collect();
    let attribute = |tag: &str, name: &str| {
        let value = tag.split(&format!(" {name}=\"")).nth(1)?;
        value.split('"').next().map(str::to_owned)
    };
    let plain = |text: &str| {
        let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
        text.replace("&amp;", "&")
    };
    let row = |row: &str| {
        row.split("<c ")
            .skip(1)
            .map(|cell| {
                let (tag, rest) = cell.split_once('>').unwrap();
                let tag = format!(" {tag}");
                let column = attribute(&tag, "r").unwrap();
                let column = column.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
                let style: usize = attribute(&tag, "s").map_or(0, |style| style.parse().unwrap());
                let words =
                    rest.split_once("</t>").or(rest.split_once("</v>")).map_or("", |(t, _)| t);
                let words = words.rsplit_once('>').map_or("", |(_, words)| words);
                (column, (quoted[style], plain(words)))
            })
            .collect()
    };
    sheet.split("<row ").skip(1).map(row).collect()
}

#[cfg(feature = "xlsx")]
#[test]
fn a_workbook_holds_the_same_with_formulas_marked_as_text() {
    let desk = desk();
    for unit in ["findings", "judgments", "reports"] {
        let file = format!("{unit}.xlsx");
        let said = desk.run(&["export", "--unit", unit, "--to", &file]);
        assert_eq!(said.code, 0, "{}", said.err);
        let rows = cells_of(&desk.path().join(&file));
        let lines = lines_of(&desk, &["--unit", unit]);
        assert_eq!(rows.len(), lines.len() + 1);
        let mut formulas = 0;
        for (row, line) in rows[1..].iter().zip(&lines) {
            for (column, (_, name)) in &rows[0] {
                let cell = row.get(column);
                match (&line[name], name.as_str()) {
                    (Value::Null, _) => assert!(cell.is_none(), "{unit}: {name}"),
                    (Value::Bool(flag), _) => {
                        assert_eq!(cell.unwrap().1, u8::from(*flag).to_string());
                    }
                    // Days since the last day of 1899, as the format counts them.
                    (Value::String(day), "published" | "last_updated" | "sent") => {
                        let day: jiff::civil::Date = day.parse().unwrap();
                        let days = (day - jiff::civil::date(1899, 12, 30)).get_days();
                        assert_eq!(cell.unwrap().1, days.to_string(), "{unit}: {name}");
                    }
                    (Value::String(text), _) => {
                        let (quoted, words) = cell.unwrap();
                        assert_eq!(words, text, "{unit}: {name}");
                        assert_eq!(*quoted, text.starts_with(['=', '+', '-', '@']), "{text}");
                        formulas += usize::from(*quoted);
                    }
                    (number, _) => assert_eq!(cell.unwrap().1, number.to_string()),
                }
            }
        }
        assert_eq!(formulas, usize::from(unit == "findings"), "{unit}");
    }
}

#[test]
fn a_page_holds_every_finding_and_no_markup_of_theirs() {
    let desk = desk();
    desk.write(
        "corpus/markup.jsonl",
        r#"{"id":"m1","force":"fenwold","year":"2017","kind":"narrative","title":"</title>","body":"<script>alert('quay')</script> & more"}"#,
    );
    assert_eq!(desk.run(&["index"]).code, 0);
    let said = desk.run(&["export", "--as", "html", "quay", "--force", "fenwold"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let page = said.out;
    assert_eq!(page.matches("<article ").count(), 2, "{page}");
    assert!(
        !page.contains("<script") && page.contains("&lt;script&gt;alert(&#39;quay&#39;)"),
        "{page}"
    );
    assert!(page.contains("<h1>2 findings: quay force:fenwold</h1>"), "{page}");
    assert!(page.contains("<html lang=\"en-GB\">") && page.trim_end().ends_with("</html>"));
    let table = desk.run(&["export", "--as", "html", "--unit", "reports"]).out;
    assert!(table.contains("<caption>5 reports: all of the corpus</caption>"), "{table}");
    assert!(table.contains("<th scope=\"col\">last updated</th>"), "{table}");
    let rows = lines_of(&desk, &["--unit", "reports"]).len();
    let (figures, table) = table.split_once("<caption>5 reports").unwrap();
    assert_eq!(table.matches("<th scope=\"row\">").count(), rows);
    // Two pictures, each described by its figures, which stand below it as a table too.
    assert_eq!((figures.matches("<svg ").count(), figures.matches("<caption>").count()), (2, 2));
    assert!(figures.contains("Bars of reports by doc kind"), "{figures}");
    let counted = desk.json(&["count", "--unit", "reports", "--by", "year"]);
    for row in of_type(&counted, "count") {
        let year = row["year"].as_str().unwrap_or("–");
        let cells = format!("<th scope=\"row\">{year}</th><td>{}</td>", row["n"]);
        assert!(figures.contains(&cells), "{cells}");
    }
    let empty = desk.run(&["export", "--as", "html", "nosuchword"]).out;
    assert!(!empty.contains("<svg"), "nothing is drawn of nothing");
}

#[test]
fn sorted_rows_come_as_the_search_lists_them() {
    let desk = desk();
    for sort in ["score", "date", "grade", "force"] {
        let args = ["search", "the", "--limit", "100", "--unfold", "--all", "--sort", sort];
        let listed = desk.json(&args);
        let listed: Vec<&Value> =
            of_type(&listed, "finding").iter().map(|one| &one["id"]).collect();
        let rows = lines_of(&desk, &["the", "--sort", sort]);
        assert_eq!(rows.iter().map(|row| &row["id"]).collect::<Vec<_>>(), listed, "{sort}");
    }
    let last = lines_of(&desk, &["the", "--sort", "date", "--reverse"]);
    assert_eq!(last[0]["year"], "2016");
    assert_eq!(desk.run(&["export", "--sort", "score", "--reverse"]).code, 2);
    assert_eq!(desk.run(&["export", "--sort", "date", "--unit", "reports"]).code, 2);
}

#[test]
fn one_thread_and_many_write_the_same_bytes() {
    let desk = desk();
    // More findings than one batch holds, so that several threads have some.
    let many: String = (0..2_500)
        .map(|n| format!("{{\"id\":\"n{n}\",\"force\":\"fenwold\",\"year\":\"2017\",\"body\":\"Net {n} was mended.\"}}\n"))
        .collect();
    desk.write("corpus/many.jsonl", &many);
    assert_eq!(desk.run(&["index"]).code, 0);
    for form in FORMS {
        let written = |threads: &str| {
            let args = ["export", "--as", form, "--to", "rows", "--quiet"];
            let said = crate::desk::run_in(desk.path(), &args, &[("RAYON_NUM_THREADS", threads)]);
            assert_eq!(said.code, 0, "{form}: {}", said.err);
            std::fs::read(desk.path().join("rows")).unwrap()
        };
        let one = written("1");
        assert!(one.len() > 10_000, "{form}");
        assert!(one == written("5"), "{form}");
    }
}

#[test]
fn nothing_found_leaves_the_heads_and_says_so() {
    let desk = desk();
    let said = desk.run(&["export", "zebra", "--to", "none.csv"]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("0 findings to none.csv"), "{}", said.err);
    assert!(said.err.contains("hint: "), "{}", said.err);
    let text = std::fs::read_to_string(desk.path().join("none.csv")).unwrap();
    assert!(text.starts_with("id,source_id,kind,") && text.lines().count() == 1, "{text}");
}

#[test]
fn filters_and_queries_choose_the_rows_of_every_unit() {
    let desk = desk();
    let rows = lines_of(&desk, &["--force", "fenwold", "--grade", "good"]);
    assert_eq!(rows.len(), 2);
    let rows = lines_of(&desk, &["--unit", "judgments", "vetting", "--force", "mereshire"]);
    let subjects: Vec<&Value> = rows.iter().map(|row| &row["subject"]).collect();
    assert_eq!(subjects, ["overall", "question"], "{rows:?}");
    let rows = lines_of(&desk, &["--unit", "reports", "chalk"]);
    assert_eq!(rows.len(), 1);
    assert_eq!((&rows[0]["matching"], &rows[0]["findings"]), (&1.into(), &2.into()));
}

#[test]
fn the_summary_line_tells_what_was_written() {
    let desk = desk();
    let lines = desk.json(&["export", "--to", "rows.jsonl"]);
    let bytes = std::fs::metadata(desk.path().join("rows.jsonl")).unwrap().len();
    let summary = &of_type(&lines, "summary")[0];
    assert_eq!((lines.len(), summary["bytes"].as_u64()), (1, Some(bytes)));
    assert_eq!(summary["rows"], lines_of(&desk, &[]).len());
    assert_eq!(summary["as"], "jsonl");
}

#[test]
fn what_cannot_be_meant_is_refused_before_anything_is_written() {
    let desk = desk();
    for (args, hint) in [
        (&["--to", "rows.doc"][..], "`parquet`"),
        (&["--as", "doc"], "`jsonl`"),
        (&["--to", "rows.csv", "--partition", "year"], "--as parquet"),
        (&["--as", "parquet", "--partition", "year"], "--to FOLDER"),
        (&["--to", "p", "--unit", "reports", "--partition", "force"], "`programme`"),
        (&["--to", "rows.csv", "--force", "mereshir"], "mereshire"),
        (&["--to", "rows.csv", "--unit", "pages"], "`judgments`"),
    ] {
        let said = desk.run(&[&["export"], args].concat());
        assert_eq!(said.code, 2, "{args:?}: {}", said.err);
        assert!(said.err.contains(hint), "{args:?}: {}", said.err);
    }
    for place in ["rows.csv", "rows.doc", "p"] {
        assert!(!desk.path().join(place).exists(), "{place}");
    }
}

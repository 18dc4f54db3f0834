//! One report in every form that reports come in: it says the same in each, and is counted once.

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

use scraper::{ElementRef, Html, Node};
use serde_json::Value;

use crate::archives::{renamed, tar, zst};
use crate::desk::{Desk, of_type};
use crate::web_archives::answer;

/// What the report is made of.
enum Part {
    Heading(usize, String),
    Paragraph(String),
    Item(String),
    Table(Vec<Vec<String>>),
    Boxed(Vec<Part>),
}

fn data(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/pdf").join(name)).unwrap()
}

fn page() -> String {
    String::from_utf8(data("legitimacy.html")).unwrap()
}

fn parts() -> Vec<Part> {
    let html = Html::parse_document(&page());
    let body = html.root_element().child_elements().find(|node| node.value().name() == "body");
    let mut parts = Vec::new();
    body.unwrap().child_elements().for_each(|element| push(element, &mut parts));
    parts
}

fn push(element: ElementRef<'_>, parts: &mut Vec<Part>) {
    let words = || element.text().collect::<String>().trim().to_owned();
    let inner = |parts: &mut Vec<Part>| element.child_elements().for_each(|e| push(e, parts));
    match (element.value().name(), element.value().attr("class")) {
        ("div", Some("afi")) => {
            let mut boxed = Vec::new();
            inner(&mut boxed);
            parts.push(Part::Boxed(boxed));
        }
        ("div", Some("cover")) | ("p", _) => parts.push(Part::Paragraph(words())),
        ("h2", _) => parts.push(Part::Heading(2, words())),
        ("h3", _) => parts.push(Part::Heading(3, words())),
        ("li", _) => parts.push(Part::Item(words())),
        ("table", _) => {
            let is = |e: &ElementRef<'_>, names: &[&str]| names.contains(&e.value().name());
            let all = element.descendants().filter_map(ElementRef::wrap);
            let rows = all.filter(|e| is(e, &["tr"])).map(|row| {
                let cells = row.child_elements().filter(|e| is(e, &["td", "th"]));
                cells.map(|cell| cell.text().collect::<String>().trim().to_owned()).collect()
            });
            parts.push(Part::Table(rows.collect()));
        }
        _ => inner(parts),
    }
    debug_assert!(element.children().all(|node| !matches!(node.value(), Node::Fragment)));
}

fn markdown(parts: &[Part]) -> String {
    let mut out = String::new();
    for part in parts {
        match part {
            Part::Heading(level, words) => {
                out.push_str(&format!("{} {words}\n\n", "#".repeat(*level)))
            }
            Part::Paragraph(words) => out.push_str(&format!("{words}\n\n")),
            Part::Item(words) => out.push_str(&format!("- {words}\n")),
            Part::Boxed(parts) => out.push_str(&format!("{}\n", markdown(parts))),
            Part::Table(rows) => {
                for (at, row) in rows.iter().enumerate() {
                    out.push_str(&format!("| {} |\n", row.join(" | ")));
                    if at == 0 {
                        out.push_str(&format!("|{}\n", "---|".repeat(row.len())));
                    }
                }
                out.push('\n');
            }
        }
    }
    out
}

fn word(parts: &[Part]) -> String {
    let p = |style: &str, words: &str| {
        let words = words.replace('&', "&amp;");
        format!("<w:p><w:pPr>{style}</w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>")
    };
    let one = |part: &Part| match part {
        Part::Heading(level, words) => p(&format!("<w:pStyle w:val=\"H{level}\"/>"), words),
        Part::Paragraph(words) => p("", words),
        Part::Item(words) => {
            p("<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr>", words)
        }
        Part::Boxed(parts) => format!("<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>", word(parts)),
        Part::Table(rows) => {
            let row = |row: &Vec<String>| {
                let cells: String =
                    row.iter().map(|cell| format!("<w:tc>{}</w:tc>", p("", cell))).collect();
                format!("<w:tr>{cells}</w:tr>")
            };
            format!("<w:tbl>{}</w:tbl>", rows.iter().map(row).collect::<String>())
        }
    };
    parts.iter().map(one).collect()
}

fn docx(parts: &[Part]) -> Vec<u8> {
    let document =
        format!("<w:document xmlns:w=\"w\"><w:body>{}</w:body></w:document>", word(parts));
    let styles = "<w:styles xmlns:w=\"w\"><w:style w:styleId=\"H2\"><w:name w:val=\"heading 2\"/></w:style>\
        <w:style w:styleId=\"H3\"><w:name w:val=\"heading 3\"/></w:style></w:styles>";
    packed(&[("word/document.xml", document.as_bytes()), ("word/styles.xml", styles.as_bytes())])
}

fn open_document(parts: &[Part]) -> String {
    let p = |words: &str| format!("<text:p>{words}</text:p>");
    let one = |part: &Part| match part {
        Part::Heading(level, words) => {
            format!("<text:h text:outline-level=\"{level}\">{words}</text:h>")
        }
        Part::Paragraph(words) => p(words),
        Part::Item(words) => {
            format!("<text:list><text:list-item>{}</text:list-item></text:list>", p(words))
        }
        Part::Boxed(parts) => format!(
            "<table:table><table:table-row><table:table-cell>{}</table:table-cell></table:table-row></table:table>",
            open_document(parts)
        ),
        Part::Table(rows) => {
            let row = |row: &Vec<String>| {
                let cells = row
                    .iter()
                    .map(|cell| format!("<table:table-cell>{}</table:table-cell>", p(cell)));
                format!("<table:table-row>{}</table:table-row>", cells.collect::<String>())
            };
            format!("<table:table>{}</table:table>", rows.iter().map(row).collect::<String>())
        }
    };
    parts.iter().map(one).collect()
}

fn odt(parts: &[Part]) -> Vec<u8> {
    let content = format!(
        "<office:document-content xmlns:office=\"o\" xmlns:text=\"t\" xmlns:table=\"b\"><office:body><office:text>{}\
         </office:text></office:body></office:document-content>",
        open_document(parts)
    );
    packed(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", content.as_bytes()),
    ])
}

fn rich(parts: &[Part], within: &str) -> String {
    let words = |words: &str| -> String {
        let escape = |c: char| match c {
            '\\' | '{' | '}' => format!("\\{c}"),
            c if c.is_ascii() => c.to_string(),
            c => format!("\\u{}?", u32::from(c)),
        };
        words.chars().map(escape).collect()
    };
    let one = |part: &Part| match part {
        Part::Heading(level, text) => format!("\\pard{within}\\s{level} {}\\par\n", words(text)),
        Part::Paragraph(text) => format!("\\pard{within} {}\\par\n", words(text)),
        Part::Item(text) => {
            format!("{{\\listtext\\'b7\\tab}}\\pard{within}\\ls1 {}\\par\n", words(text))
        }
        Part::Boxed(parts) => {
            format!("\\trowd{}\\pard\\intbl\\cell\\row\n", rich(parts, "\\intbl"))
        }
        Part::Table(rows) => {
            let row = |row: &Vec<String>| {
                let cells: String =
                    row.iter().map(|cell| format!("{}\\cell ", words(cell))).collect();
                format!("\\trowd\\pard\\intbl {cells}\\row\n")
            };
            rows.iter().map(row).collect()
        }
    };
    parts.iter().map(one).collect()
}

fn rtf(parts: &[Part]) -> Vec<u8> {
    let styles = "{\\stylesheet{\\s0 Normal;}{\\s2 heading 2;}{\\s3 heading 3;}}";
    format!("{{\\rtf1\\ansi{styles}\n{}}}", rich(parts, "")).into_bytes()
}

fn mhtml() -> Vec<u8> {
    let quoted: String = page()
        .bytes()
        .map(|byte| match byte {
            b'=' | 0x80.. => format!("={byte:02X}"),
            byte => char::from(byte).to_string(),
        })
        .collect();
    format!(
        "From: <Saved>\r\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"quay\"\r\n\r\n--quay\r\n\
         Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{quoted}\r\n--quay--\r\n"
    )
    .into_bytes()
}

/// A ZIP archive that is the same on every machine: its packer is the one that uses nothing of the processor.
pub(crate) fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let thorough = zip::write::SimpleFileOptions::default().compression_level(Some(12));
    for (name, bytes) in files {
        writer.start_file(*name, thorough).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The report in every form: the ending of the file's name and its bytes. The same on every machine.
pub(crate) fn forms() -> Vec<(&'static str, Vec<u8>)> {
    let parts = parts();
    let html = page().into_bytes();
    let record =
        answer("https://example.org/legitimacy", "200 OK\r\nContent-Type: text/html", &html);
    vec![
        ("html", html.clone()),
        ("md", markdown(&parts).into_bytes()),
        ("pdf", data("legitimacy.pdf")),
        ("docx", docx(&parts)),
        ("odt", odt(&parts)),
        ("rtf", rtf(&parts)),
        ("mhtml", mhtml()),
        ("warc", record.clone()),
        ("wacz", packed(&[("archive/data.warc", &record), ("datapackage.json", b"{}")])),
        ("zip", packed(&[("inner/legitimacy.html", &html)])),
        ("tar", tar(&[("legitimacy.html", &html)])),
        ("html.zst", zst(&html)),
    ]
}

/// What a desk of one document says: its judgments, and its findings with white space folded and without their places.
fn said(ending: &str, bytes: &[u8]) -> (Vec<Value>, Vec<[String; 4]>) {
    let desk = desk_of(&[(ending, bytes)]);
    let reports = desk.json(&["reports"]);
    let reports = of_type(&reports, "report");
    assert_eq!(reports.len(), 1, "{ending}");
    let id = reports[0]["id"].as_str().unwrap().to_owned();
    let findings = of_type(&desk.json(&["show", &id]), "finding")
        .into_iter()
        .map(|line| {
            ["kind", "question", "grade", "text"].map(|key| {
                line[key]
                    .to_string()
                    .replace("\\n", " ")
                    .replace("\\t", " ")
                    .split_whitespace()
                    .collect::<Vec<_>>()
                    .join(" ")
            })
        })
        .collect();
    (reports[0]["judgments"].as_array().unwrap().clone(), findings)
}

fn desk_of(files: &[(&str, &[u8])]) -> Desk {
    let desk = Desk::new();
    for name in ["mereshire-legitimacy.txt", "mereshire-release.md", "fenwold.jsonl"] {
        fs::remove_file(desk.path().join("corpus").join(name)).unwrap();
    }
    for (ending, bytes) in files {
        fs::write(desk.path().join(format!("corpus/legitimacy.{ending}")), bytes).unwrap();
    }
    let said = desk.run(&["index"]);
    assert_eq!(said.code, 0, "{}", said.err);
    desk
}

#[test]
fn a_report_says_the_same_in_every_form_and_is_counted_once() {
    let forms = forms();
    let (judgments, findings) = said(forms[0].0, &forms[0].1);
    assert!(!judgments.is_empty() && findings.len() > 10, "{findings:#?}");
    let mut wrong = Vec::new();
    for (ending, bytes) in &forms[1..] {
        let other = said(ending, bytes);
        if other.0 != judgments {
            wrong.push(format!("{ending}: {:#?}\ninstead of {judgments:#?}", other.0));
        }
        let missing = findings
            .iter()
            .filter(|one| !other.1.contains(one))
            .map(|one| format!("{ending} lacks {one:?}"));
        wrong.extend(missing);
        let extra = other
            .1
            .iter()
            .filter(|one| !findings.contains(one))
            .map(|one| format!("{ending} adds {one:?}"));
        wrong.extend(extra);
        if other.1.len() != findings.len() {
            wrong.push(format!(
                "{ending}: {} findings instead of {}",
                other.1.len(),
                findings.len()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let all: Vec<(&str, &[u8])> =
        forms.iter().map(|(ending, bytes)| (*ending, bytes.as_slice())).collect();
    let lines = |desk: &Desk, question: &[&str], r#type: &str| -> Vec<Value> {
        of_type(&desk.json(question), r#type).into_iter().cloned().collect()
    };
    let (desk, alone) = (desk_of(&all), desk_of(&all[..1]));
    for question in [
        &["count", "--by", "grade"][..],
        &["count", "--unit", "findings"],
        &["count", "--unit", "findings", "--by", "kind", "--by", "grade"],
        &["count", "corruption", "--by", "question"],
        &["count", "force", "--unit", "inspections"],
    ] {
        let [many, one] = [&desk, &alone].map(|desk| lines(desk, question, "count"));
        assert_eq!(many, one, "{question:?}");
    }
    let copies = (forms.len() - 1) * findings.len();
    for (question, options, expected, left_out) in
        [("*", &[][..], findings.len(), copies), ("*", &["--copies"], copies + findings.len(), 0)]
    {
        let asked = [&["search", question, "--limit", "1000"], options].concat();
        let summary = &lines(&desk, &asked, "summary")[0];
        assert_eq!(summary["findings"], expected, "{question} {options:?}");
        assert_eq!(summary["copies"], left_out, "{question} {options:?}");
    }
    let hits = lines(&desk, &["search", "*", "--unfold", "--limit", "1000"], "finding");
    assert_eq!(hits.len(), findings.len() + copies);
    let hits = lines(&desk, &["search", "*", "--limit", "1000"], "finding");
    assert!(hits.len() <= findings.len());
    let said = desk.run(&["search", "path:*.zip*", "--format", "tsv"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.err.contains("all that is found counts in other documents"), "{}", said.err);
    // Documents are listed whatever they repeat.
    let whole = |line: &Value| line["findings"] == findings.len();
    let reports = lines(&desk, &["reports"], "report");
    assert!(reports.len() == forms.len() && reports.iter().all(whole), "{reports:#?}");
}

/// What the fuzz targets begin with, beside the files that the tests have anyway: its path under `tests/data/fuzz`, its bytes.
fn seeds() -> Vec<(String, Vec<u8>)> {
    let parts = parts();
    let body = format!("<w:document xmlns:w=\"w\"><w:body>{}</w:body></w:document>", word(&parts));
    let line = crate::tables::LINES.lines().next().unwrap();
    let query = "vetting NEAR/10 \"areas for improvement\"~3 (corrupt* OR corrupton~1) -=policing year:2014..2018 grade>=good";
    let whole = forms().into_iter().filter(|(ending, _)| ["docx", "rtf", "warc"].contains(ending));
    let two = packed(&[("a.txt", b"The quay."), ("b.txt", b"The mast.")]);
    let mut seeds: Vec<(String, Vec<u8>)> = whole
        .map(|(ending, bytes)| (format!("{ending}/legitimacy.{ending}"), bytes))
        .chain([
            ("warc/twice.zip".to_owned(), renamed(&two, "b.txt", "a.txt")),
            ("docx/document.xml".to_owned(), body.into_bytes()),
            ("docx/content.xml".to_owned(), open_document(&parts).into_bytes()),
            ("jsonl/finding.json".to_owned(), line.into()),
            ("parser/legitimacy.md".to_owned(), markdown(&parts).into_bytes()),
            ("parser/query".to_owned(), query.into()),
        ])
        .collect();
    seeds.sort();
    seeds
}

#[test]
fn the_fuzz_targets_begin_with_the_report_in_their_form() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/fuzz");
    for (name, bytes) in seeds() {
        let file = folder.join(&name);
        if std::env::var_os("PEELIAN_REWRITE").is_some() {
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(&file, &bytes).unwrap();
        }
        assert!(
            fs::read(&file).is_ok_and(|known| known == bytes),
            "tests/data/fuzz/{name} differs"
        );
    }
}

//! PDF pages in the layouts that reports come in, printed by a browser: read in order, word for word.
//!
//! The pages of `tests/data/pdf/layouts/` were printed by Chromium (`PEELIAN_REWRITE=1` prints them anew); where it is installed
//! the pages are printed again and read as well, as another version may set them otherwise.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use peelian::corpus::{Document, Format, Supplied};
use peelian::extract::{Text, extract};

/// Part of the words that must stand in the order of the page.
const IN_ORDER: f64 = 0.99;

const BASE: &str = "body{font:11pt/1.4 serif;margin:0}h1{font-size:20pt}h2{font-size:14pt}p{text-align:justify}\
    .box{border:1.5pt solid #246;padding:8pt;margin:10pt 0}table{border-collapse:collapse}\
    td,th{border:.75pt solid #888;padding:3pt 6pt;text-align:left}";

/// A layout: its name, its styles, whether the browser prints its own heads and feet (day, title,
/// address, number of the page), and whether boxes stand beside the text.
struct Layout {
    name: &'static str,
    style: &'static str,
    has_heads: bool,
    is_tagged: bool,
    beside: bool,
}

const LAYOUTS: [Layout; 7] = [
    Layout { name: "one-column", style: "", has_heads: false, is_tagged: true, beside: false },
    Layout {
        name: "two-columns",
        style: "main{columns:2;column-gap:24pt}h1{column-span:all}",
        has_heads: false,
        is_tagged: true,
        beside: false,
    },
    Layout {
        name: "two-columns-untagged",
        style: "main{columns:2;column-gap:24pt}h1{column-span:all}",
        has_heads: false,
        is_tagged: false,
        beside: false,
    },
    Layout {
        name: "three-narrow-columns-hyphenated",
        style: "main{columns:3;column-gap:18pt;hyphens:auto;font-size:10pt}h1{column-span:all}",
        has_heads: false,
        is_tagged: false,
        beside: false,
    },
    Layout {
        name: "running-heads",
        style: "body{font-size:17pt}@page{margin:60pt 50pt}",
        has_heads: true,
        is_tagged: false,
        beside: false,
    },
    Layout {
        name: "box-beside-text",
        style: "body{font-size:9.5pt}main{margin-right:200pt}.box{position:absolute;right:0;width:170pt;margin-top:-8pt}\
            table{max-width:100%}",
        has_heads: false,
        is_tagged: true,
        beside: true,
    },
    Layout {
        name: "large-print",
        style: "body{font:16pt/1.6 sans-serif}h2{font-size:21pt}p{text-align:left}",
        has_heads: false,
        is_tagged: false,
        beside: false,
    },
];

/// A part of the page: its markup and its words.
enum Part {
    Flow(&'static str, &'static str),
    Boxed(&'static str),
    Table(&'static [[&'static str; 3]]),
}

const PARTS: &[Part] = &[
    Part::Flow("h1", "How fairly does Mereshire Police treat its people?"),
    Part::Flow(
        "p",
        "This report is about the third round of our inspections of legitimacy in Mereshire. We read files, \
        asked officers and staff at nine stations, and listened to those who had complained about them in the year before.",
    ),
    Part::Flow("h2", "Does the force act on what it knows about corruption?"),
    Part::Flow(
        "p",
        "The counter-corruption unit has doubled in size since the spring. Its counter-corruption strategy names \
        nine threats, and the control strategy that follows from it says who looks after each. Four of the detectives had \
        not been trained for covert work when we came, and two vetting renewals in five were overdue.",
    ),
    Part::Boxed(
        "Area for improvement: The force should make sure that its counter-corruption unit has enough detectives \
        to follow what it is told, and that vetting renewals are not left to wait for more than a month.",
    ),
    Part::Flow(
        "p",
        "Supervisors talk with their teams about gifts and hospitality once a quarter. Registers are kept in one \
        place now; before, each of the eleven districts had kept its own, and nobody had compared them with the calendar \
        of the chief officers. We found no gift that had gone without being written down.",
    ),
    Part::Flow("h2", "How well does it look after the wellbeing of its workforce?"),
    Part::Flow(
        "p",
        "Occupational health answers within a week, which is well-known and well-used. A long-standing shortage of \
        first-line supervisors means that one-to-one conversations are held late in three districts out of eleven, and in \
        two of those the night-time shifts had not had one since the summer holidays.",
    ),
    Part::Table(&[
        ["District", "Vetting overdue", "Conversations held"],
        ["Upper Mere", "12", "94 of 120"],
        ["Saltings", "31", "60 of 88"],
        ["Nine Bridges", "4", "140 of 141"],
    ]),
    Part::Flow(
        "p",
        "The numbers above are those of the force for the last full month. They leave out officers on secondment and \
        those who joined in that month, whose records were not complete when we read them.",
    ),
    Part::Boxed(
        "Cause of concern: In Saltings the re-vetting of long-serving officers had stopped altogether, and no plan \
        said when it would begin again.",
    ),
    Part::Flow(
        "p",
        "A follow-up visit in the new year will look at the counter-corruption unit again, and at whether the \
        anti-corruption hotline, which had rung unanswered on three evenings out of ten, is staffed at night.",
    ),
];

fn markup(part: &Part) -> String {
    match part {
        Part::Flow(tag, text) => format!("<{tag}>{text}</{tag}>"),
        Part::Boxed(text) => format!("<div class=box>{text}</div>"),
        Part::Table(rows) => {
            let row = |row: &[&str; 3]| {
                format!("<tr>{}</tr>", row.map(|cell| format!("<td>{cell}</td>")).concat())
            };
            format!("<table>{}</table>", rows.iter().map(row).collect::<String>())
        }
    }
}

fn words(text: &str) -> Vec<String> {
    let words =
        text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// The words of the page in the order of its parts; boxes that stand beside the text may come in either order with what
/// they stand beside, so they are told apart.
fn expected(layout: &Layout) -> (Vec<String>, Vec<Vec<String>>) {
    let (mut flow, mut boxes) = (Vec::new(), Vec::new());
    for part in PARTS {
        match part {
            Part::Boxed(text) if layout.beside => boxes.push(words(text)),
            Part::Flow(_, text) | Part::Boxed(text) => flow.extend(words(text)),
            Part::Table(rows) => {
                flow.extend(rows.iter().flatten().flat_map(|cell| words(cell)));
            }
        }
    }
    (flow, boxes)
}

fn document(bytes: Vec<u8>) -> Document {
    Document {
        path: "layout.pdf".to_owned(),
        format: Format::Pdf,
        bytes,
        digest: String::new(),
        supplied: Supplied::default(),
        notes: Vec::new(),
    }
}

/// How many of `wanted` stand in `found` in this order: their longest common subsequence.
fn in_order(wanted: &[String], found: &[String]) -> usize {
    let mut best = vec![0; found.len() + 1];
    for word in wanted {
        let mut diagonal = 0;
        for (at, other) in found.iter().enumerate() {
            let above = best[at + 1];
            best[at + 1] = if word == other { diagonal + 1 } else { above.max(best[at]) };
            diagonal = above;
        }
    }
    best[found.len()]
}

fn check(layout: &Layout, text: &Text, by: &str) {
    let name = layout.name;
    let mut found = words(&text.canonical);
    let (flow, boxes) = expected(layout);
    for boxed in boxes {
        let at = found.windows(boxed.len()).position(|run| run == boxed);
        let at = at.unwrap_or_else(|| panic!("{name}, {by}: a box is not whole: {boxed:?}"));
        found.drain(at..at + boxed.len());
    }
    let kept = in_order(&flow, &found);
    let part = kept as f64 / flow.len().max(found.len()) as f64;
    assert!(
        part >= IN_ORDER,
        "{name}, {by}: {kept} of {} and {}:\n{}",
        flow.len(),
        found.len(),
        text.canonical
    );
    let compounds = |text: &str| text.to_lowercase().matches("counter-corruption").count();
    let typed: usize = PARTS.iter().map(|part| compounds(&markup(part))).sum();
    assert_eq!(compounds(&text.canonical), typed, "{name}, {by}:\n{}", text.canonical);
    assert!(
        typed >= 4 && !text.canonical.contains("page.html"),
        "{name}, {by}:\n{}",
        text.canonical
    );
    // Both boxes are boxes, whatever stands beside them.
    let boxed = |start: &str| {
        text.boxes.iter().any(|span| text.canonical[span.start..span.end].starts_with(start))
    };
    assert!(
        boxed("Area for improvement") && boxed("Cause of concern"),
        "{name}, {by}: {:?}",
        text.boxes
    );
}

/// Prints a layout; `None` where there is no browser that does.
fn printed(layout: &Layout, folder: &Path) -> Option<PathBuf> {
    let body: String = PARTS.iter().map(markup).collect();
    let Layout { style, .. } = layout;
    let page = format!(
        "<!doctype html><html lang=en-GB><meta charset=utf-8><title>Mereshire</title><style>{BASE}{style}</style>\
         <main>{body}</main></html>"
    );
    let (html, pdf) = (folder.join("page.html"), folder.join(format!("{}.pdf", layout.name)));
    fs::write(&html, page).unwrap();
    let to = format!("--print-to-pdf={}", pdf.display());
    let from = format!("file://{}", html.display());
    let mut options = vec!["--headless", "--no-sandbox", "--disable-gpu"];
    if !layout.has_heads {
        options.push("--no-pdf-header-footer");
    }
    if !layout.is_tagged {
        options.push("--disable-pdf-tagging");
    }
    let mut browser = Command::new("chromium");
    browser.args(options).args([&to, &from]).stdout(Stdio::null()).stderr(Stdio::null());
    let run = browser.status();
    (run.is_ok_and(|status| status.success()) && pdf.exists()).then_some(pdf)
}

#[test]
fn every_layout_is_read_in_order_word_for_word() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/pdf/layouts");
    let folder = tempfile::tempdir().unwrap();
    for layout in &LAYOUTS {
        let file = kept.join(format!("{}.pdf", layout.name));
        if let Some(fresh) = printed(layout, folder.path()) {
            let bytes = fs::read(fresh).unwrap();
            if std::env::var_os("PEELIAN_REWRITE").is_some() {
                fs::write(&file, &bytes).unwrap();
            }
            check(layout, &extract(&document(bytes)), "printed now");
        }
        check(layout, &extract(&document(fs::read(&file).unwrap())), "kept");
    }
}

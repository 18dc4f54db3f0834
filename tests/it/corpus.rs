//! The bundled corpus is read as the people who wrote it labelled it: `tests/data/expected_*.jsonl`.
//!
//! The labels were made by reading, apart from the parser. A wrong grade, force or cycle fails the test; nothing may be
//! claimed that the labels do not list.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use peelian::corpus::{Corpus, Format};
use peelian::extract::extract;
use peelian::parse::{Line, Source, parse, parse_line};
use peelian::report::{FindingKind, Report, Subject};
use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn labels() -> BTreeMap<String, Value> {
    let mut labels = BTreeMap::new();
    for file in ["expected_a.jsonl", "expected_b.jsonl"] {
        let text = std::fs::read_to_string(root().join("tests/data").join(file)).unwrap();
        for line in text.lines() {
            let label: Value = serde_json::from_str(line).unwrap();
            let path = label["path"].as_str().unwrap().to_owned();
            assert!(labels.insert(path.clone(), label).is_none(), "`{path}` is labelled twice");
        }
    }
    labels
}

/// Every report of the bundled corpus, by path.
fn reports() -> BTreeMap<String, Report> {
    let corpus = Corpus::open(&root().join("corpus")).unwrap();
    let mut reports = BTreeMap::new();
    for entry in &corpus.entries {
        let document = corpus.read(entry).unwrap();
        let source = Source { path: &document.path, digest: "", supplied: &document.supplied };
        if document.format == Format::JsonLines {
            let bytes = std::fs::read(&entry.file).unwrap();
            for (number, line) in (1..).zip(String::from_utf8_lossy(&bytes).lines()) {
                if let (Line::Report(report), _, _) =
                    parse_line(source, "x", number, line, &corpus.gazetteer)
                {
                    reports.insert(report.path.clone(), *report);
                }
            }
        } else {
            reports
                .insert(entry.path.clone(), parse(source, &extract(&document), &corpus.gazetteer));
        }
    }
    reports
}

#[test]
fn the_bundled_corpus_is_read_as_labelled() {
    let (labels, reports) = (labels(), reports());
    assert!(labels.len() >= 60, "the corpus has {} labelled documents", labels.len());
    let mut failures = String::new();
    for (path, label) in &labels {
        match reports.get(path) {
            Some(report) => compare(label, report, &mut failures),
            None => {
                let _ = writeln!(failures, "{path}: is not in the corpus");
            }
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

fn compare(label: &Value, report: &Report, failures: &mut String) {
    let forces: Vec<&str> = report.forces.iter().map(|force| force.slug.as_str()).collect();
    let day =
        |day: Option<jiff::civil::Date>| day.map_or(Value::Null, |day| day.to_string().into());
    let counts =
        |kind| Value::from(report.findings.iter().filter(|finding| finding.kind == kind).count());
    let carried = label["afis_carried"].as_u64().unwrap_or(0);
    let afis = Value::from(label["afis"].as_u64().unwrap_or(0) - carried);
    let speech = label.get("quotation_paragraphs").unwrap_or(&label["quotations"]).clone();
    let fields: [(&str, Value, Value); 15] = [
        ("kind", label["kind"].clone(), report.kind.slug().into()),
        ("forces", sorted(&label["forces"]), sorted(&forces.into())),
        (
            "programme",
            label["programme"].clone(),
            option(report.programme.map(|programme| programme.slug())),
        ),
        (
            "year",
            label["year"].clone(),
            option(report.cycle.map(|cycle| cycle.to_string()).as_deref()),
        ),
        (
            "year_how",
            label["year_how"].clone(),
            serde_json::to_value(report.evidence["year"].how).unwrap(),
        ),
        (
            "pillar",
            label["pillar"].clone(),
            option(report.pillar.as_ref().map(|pillar| pillar.slug())),
        ),
        (
            "grade",
            label["grade"].clone(),
            option(report.outcome.and_then(|o| o.grade()).map(|grade| grade.slug())),
        ),
        ("last_updated", label["last_updated"].clone(), day(report.last_updated)),
        ("published", label["published"].clone(), day(report.published)),
        ("afis", afis, counts(FindingKind::AreaForImprovement)),
        (
            "causes_of_concern",
            label["causes_of_concern"].clone(),
            counts(FindingKind::CauseOfConcern),
        ),
        ("recommendations", label["recommendations"].clone(), counts(FindingKind::Recommendation)),
        ("practices", label["practices"].clone(), counts(FindingKind::Practice)),
        ("quotation paragraphs", speech, counts(FindingKind::Quotation)),
        (
            "judgments",
            Value::from(required(expected(label), &found(report))),
            Value::from(found(report)),
        ),
    ];
    for (name, expected, found) in fields {
        if expected != found {
            let (expected, found) = differing(&expected, &found);
            let _ = writeln!(failures, "{}: {name}\n    - {expected}\n    + {found}", report.path);
        }
    }
}

/// Lists are shown without what they share.
fn differing(expected: &Value, found: &Value) -> (String, String) {
    match (expected.as_array(), found.as_array()) {
        (Some(left), Some(right)) => {
            let only = |these: &Vec<Value>, those: &Vec<Value>| {
                let odd: Vec<&str> = these
                    .iter()
                    .filter(|one| !those.contains(one))
                    .filter_map(Value::as_str)
                    .collect();
                odd.join("; ")
            };
            (only(left, right), only(right, left))
        }
        _ => (expected.to_string(), found.to_string()),
    }
}

fn option(text: Option<&str>) -> Value {
    text.map_or(Value::Null, Value::from)
}

fn sorted(list: &Value) -> Value {
    let mut items: Vec<String> =
        list.as_array().unwrap().iter().map(|item| item.as_str().unwrap().to_owned()).collect();
    items.sort();
    Value::from(items)
}

fn expected(label: &Value) -> Vec<String> {
    let mut lines: Vec<String> =
        label["judgments"].as_array().unwrap().iter().map(expected_line).collect();
    lines.sort();
    lines
}

/// The labels list every earlier grade of a single question that a reader can make out; the parser may leave such a
/// grade out, and nothing else.
fn required(expected: Vec<String>, found: &[String]) -> Vec<String> {
    let optional = |line: &String| line.ends_with("retrospective") && !line.contains(" overall ");
    expected.into_iter().filter(|line| !optional(line) || found.contains(line)).collect()
}

fn expected_line(judgment: &Value) -> String {
    let text = |key: &str| judgment[key].as_str().map_or("-".to_owned(), str::to_owned);
    let about = match (&judgment["question"], &judgment["area"]) {
        (Value::Number(number), _) => number.to_string(),
        (_, Value::String(area)) => area.to_lowercase(),
        _ => "overall".to_owned(),
    };
    let outcome = judgment["grade"].as_str().unwrap_or_else(|| judgment["state"].as_str().unwrap());
    let when = match judgment["evidence_year"].as_str() {
        _ if judgment["retrospective"] == true => "retrospective".to_owned(),
        Some(year) => format!("carried over from {year}"),
        None => "current".to_owned(),
    };
    format!("{} {} {} {about} {outcome} {when}", text("force"), text("pillar"), text("year"))
}

fn found(report: &Report) -> Vec<String> {
    let mut lines: Vec<String> = report
        .attestations
        .iter()
        .map(|known| {
            let judgment = &known.judgment;
            let about = match &judgment.subject {
                Subject::Overall => "overall".to_owned(),
                Subject::Question(number) => number.to_string(),
                Subject::Area(_) => known.question_text.clone().unwrap_or_default().to_lowercase(),
            };
            format!(
                "{} {} {} {about} {} {}",
                judgment.force.slug,
                judgment.pillar.as_ref().map_or("-", |pillar| pillar.slug()),
                judgment.cycle.map_or("-".to_owned(), |cycle| cycle.to_string()),
                known.outcome.slug(),
                match known.carried_over_from {
                    _ if known.retrospective => "retrospective".to_owned(),
                    Some(from) => format!("carried over from {from}"),
                    None => "current".to_owned(),
                }
            )
        })
        .collect();
    lines.sort();
    lines
}

/// Every file of the corpus but the manifest, by path.
fn files(folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
            continue;
        }
        let name =
            path.strip_prefix(root().join("corpus")).unwrap().to_string_lossy().replace('\\', "/");
        if name != "MANIFEST.toml" {
            found.insert(name, std::fs::read(&path).unwrap());
        }
    }
}

#[test]
fn the_manifest_lists_each_file_with_origin_digest_and_reason() {
    let text = std::fs::read_to_string(root().join("corpus/MANIFEST.toml")).unwrap();
    let manifest: toml::Table = text.parse().unwrap();
    let mut found = BTreeMap::new();
    files(&root().join("corpus"), &mut found);
    for entry in manifest["document"].as_array().unwrap() {
        let field =
            |name: &str| entry[name].as_str().filter(|text| !text.is_empty()).unwrap().to_owned();
        let (path, origin, why) = (field("path"), field("origin"), field("why"));
        let bytes = found
            .remove(&path)
            .unwrap_or_else(|| panic!("`{path}` is listed and not there, or listed twice"));
        let digest = format!("blake3:{}", blake3::hash(&bytes).to_hex());
        assert_eq!(field("digest"), digest, "`{path}` has changed; write its new digest");
        let invented = origin == "written for this corpus" && !path.starts_with("odd/");
        let notice = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
        let readable = ["txt", "md", "html"].iter().any(|ending| path.ends_with(ending));
        assert!(
            !invented || !readable || notice.contains("no such body exists"),
            "`{path}` does not say that it is invented ({why})"
        );
    }
    assert!(found.is_empty(), "not in the manifest: {:?}", found.keys());
}

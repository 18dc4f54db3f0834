//! Suites of small documents with what must be read from them: `tests/suite/*.md`.
//!
//! A suite is Markdown: a heading of two marks and a number names a case; fences of three tildes hold documents and
//! what is expected of them. Every case is run; the failure message shows expected and found side by side.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use peelian::corpus::{Document, Format, Supplied};
use peelian::extract::extract;
use peelian::gazetteer::Gazetteer;
use peelian::parse::{Source, parse};
use peelian::report::{FindingKind, Report, Subject};

#[derive(Debug, Default)]
struct Case {
    name: String,
    documents: Vec<(String, Option<String>, String)>,
    expected: Vec<(String, Vec<String>)>,
}

#[test]
fn every_suite_is_read_as_expected() {
    let mut failures = String::new();
    let mut counts = Vec::new();
    for path in suites() {
        let cases = cases(&std::fs::read_to_string(&path).unwrap());
        counts.push((path.file_name().unwrap().to_owned(), cases.len()));
        for case in &cases {
            check(case, &mut failures);
        }
    }
    assert!(failures.is_empty(), "{failures}");
    assert!(counts.contains(&("traps.md".into(), 27)), "one case for each trap: {counts:?}");
}

/// The files of `tests/suite`, in order.
fn suites() -> Vec<PathBuf> {
    let found = std::fs::read_dir(root().join("tests/suite")).unwrap();
    let mut paths: Vec<PathBuf> = found.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.sort();
    paths
}

/// A line of a megabyte, full of the words that stems begin with, is read in time: no rule backtracks or nests.
#[test]
fn a_line_of_a_megabyte_is_read_in_time() {
    // Past this a rule runs away: no measurement, a busy machine is slow.
    let limit = 120;
    let gazetteer = gazetteer();
    let heads = [
        "Thornwold PEEL 2016\nEfficiency\nLast updated 03/11/2016\n\n",
        "PEEL: police efficiency 2016 - force press releases\n\nThornwold Constabulary\n\n",
        "Police and Crime Commissioner for Thornwold\n\nResponse to HMIC: PEEL: Police efficiency 2016\n\n",
    ];
    for words in [
        "In 2015 the force was judged to be good in its use of lamps, and ",
        "Thornwold Constabulary is judged to be good. Tyrwick Police is not. It is. ",
        "last year last year last year, good good outstanding graded graded ",
        "the extent to which the force is good requires improvement ",
    ] {
        for head in heads {
            let text = format!("{head}{}", words.repeat((1 << 20) / words.len()));
            let begun = std::time::Instant::now();
            read("long.txt", None, &text, &gazetteer);
            let taken = begun.elapsed();
            assert!(taken.as_secs() < limit, "`{words}` below `{head}` took {taken:?}");
        }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn gazetteer() -> Gazetteer {
    let csv = std::fs::read_to_string(root().join("corpus/gazetteer.csv")).unwrap();
    Gazetteer::bundled().with_csv(&csv).unwrap()
}

/// Splits a suite into cases; headings inside a fence belong to the document.
fn cases(suite: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut fence: Option<(String, Vec<&str>)> = None;
    for line in suite.lines() {
        match (&mut fence, line.strip_prefix("~~~")) {
            (None, Some(info)) => fence = Some((info.trim().to_owned(), Vec::new())),
            (Some(_), Some(_)) => {
                let (info, lines) = fence.take().unwrap();
                cases.last_mut().unwrap().add(&info, &lines);
            }
            (Some((_, lines)), None) => lines.push(line),
            (None, None) => {
                if let Some(name) = line.strip_prefix("## ") {
                    cases.push(Case { name: name.to_owned(), ..Case::default() });
                }
            }
        }
    }
    assert!(fence.is_none(), "a fence is not closed");
    cases
}

impl Case {
    fn add(&mut self, info: &str, lines: &[&str]) {
        if let Some(what) = info.strip_prefix("expect ") {
            let lines =
                lines.iter().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty());
            self.expected.push((what.to_owned(), lines.collect()));
            return;
        }
        let word =
            |key: &str| info.split(' ').find_map(|word| word.strip_prefix(key)).map(str::to_owned);
        let path = word("path=").unwrap_or_else(|| panic!("no path in `{info}`"));
        self.documents.push((path, word("url="), lines.join("\n")));
    }
}

fn check(case: &Case, failures: &mut String) {
    let gazetteer = gazetteer();
    let reports: Vec<Report> = case
        .documents
        .iter()
        .map(|(path, url, text)| read(path, url.clone(), text, &gazetteer))
        .collect();
    for (what, expected) in &case.expected {
        let found: Vec<String> = match what.as_str() {
            "reports" => reports.iter().map(report_line).collect(),
            "judgments" => reports.iter().flat_map(judgment_lines).collect(),
            "findings" => reports.iter().flat_map(finding_lines).collect(),
            "areas" => reports.iter().flat_map(area_lines).collect(),
            "forces" => {
                reports.iter().map(|one| format!("{} | {}", one.path, forces(one))).collect()
            }
            other => panic!("unknown expectation `{other}`"),
        };
        compare(&case.name, what, expected, &found, failures);
    }
}

fn read(path: &str, url: Option<String>, text: &str, gazetteer: &Gazetteer) -> Report {
    let format = if path.ends_with(".md") { Format::Markdown } else { Format::Text };
    let supplied = Supplied { url, ..Supplied::default() };
    let document = Document {
        path: path.to_owned(),
        format,
        bytes: text.as_bytes().to_vec(),
        digest: String::new(),
        supplied,
        notes: Vec::new(),
    };
    let source = Source { path, digest: "", supplied: &document.supplied };
    parse(source, &extract(&document), gazetteer)
}

fn report_line(report: &Report) -> String {
    let year = report.cycle.map_or("-".to_owned(), |cycle| cycle.to_string());
    let how = serde_json::to_string(&report.evidence["year"].how).unwrap();
    format!(
        "{} | {} | {} | {} | {year} {} | {} | {}",
        report.path,
        report.kind,
        forces(report),
        report.programme.map_or("-", |programme| programme.slug()),
        how.trim_matches('"'),
        report.pillar.as_ref().map_or("-", |pillar| pillar.slug()),
        report.outcome.and_then(|outcome| outcome.grade()).map_or("-", |grade| grade.slug()),
    )
}

fn forces(report: &Report) -> String {
    let forces: Vec<&str> = report.forces.iter().map(|force| force.slug.as_str()).collect();
    if forces.is_empty() { "-".to_owned() } else { forces.join(",") }
}

/// The areas by the slugs that they are filed under, which are not always their printed names.
fn area_lines(report: &Report) -> Vec<String> {
    let line = |known: &peelian::report::Attestation| {
        let Subject::Area(slug) = &known.judgment.subject else { return None };
        let (force, cycle) = (&known.judgment.force.slug, known.judgment.cycle?);
        Some(format!("{force} | {cycle} | {slug} | {}", known.outcome.slug()))
    };
    report.attestations.iter().filter_map(line).collect()
}

fn judgment_lines(report: &Report) -> Vec<String> {
    let line = |known: &peelian::report::Attestation| {
        let judgment = &known.judgment;
        let about = match &judgment.subject {
            Subject::Overall => "overall".to_owned(),
            Subject::Question(number) => number.to_string(),
            Subject::Area(_) => known.question_text.clone().unwrap_or_default(),
        };
        format!(
            "{} | {} | {} | {about} | {} | {}",
            judgment.force.slug,
            judgment.pillar.as_ref().map_or("-", |pillar| pillar.slug()),
            judgment.cycle.map_or("-".to_owned(), |cycle| cycle.to_string()),
            known.outcome.slug(),
            standing(known),
        )
    };
    report.attestations.iter().map(line).collect()
}

fn standing(known: &peelian::report::Attestation) -> String {
    match known.carried_over_from {
        _ if known.retrospective => "retrospective".to_owned(),
        Some(from) => format!("carried over from {from}"),
        None => "current".to_owned(),
    }
}

fn finding_lines(report: &Report) -> Vec<String> {
    let plain = [FindingKind::Summary, FindingKind::Judgment, FindingKind::Narrative];
    let findings = report.findings.iter().filter(|finding| !plain.contains(&finding.kind));
    findings
        .map(|finding| {
            let question = finding.question.map_or("-".to_owned(), |number| number.to_string());
            let text: String = finding.text.trim_start_matches(['"', '\u{201c}']).to_owned();
            format!("{} | {question} | {text}", finding.kind)
        })
        .collect()
}

/// Lines are compared as sets with counts: an expected line is matched by one that starts with it.
fn compare(case: &str, what: &str, expected: &[String], found: &[String], failures: &mut String) {
    let mut left: Vec<&String> = found.iter().collect();
    let mut missing = Vec::new();
    for line in expected {
        let exact = what != "findings";
        match left
            .iter()
            .position(|found| if exact { *found == line } else { found.starts_with(line.as_str()) })
        {
            Some(at) => {
                left.remove(at);
            }
            None => missing.push(line),
        }
    }
    if missing.is_empty() && left.is_empty() {
        return;
    }
    let _ = writeln!(failures, "\n{case}: {what}");
    for line in missing.into_iter().collect::<BTreeSet<_>>() {
        let _ = writeln!(failures, "  - {line}");
    }
    for line in left {
        let _ = writeln!(failures, "  + {}", line.chars().take(140).collect::<String>());
    }
}

//! What several documents hold counts once, in the latest of them, and nothing else is left out.

use std::collections::BTreeSet;

use jiff::civil::date;
use proptest::prelude::*;

use super::fixture::{finding, report_of};
use super::{Hit, SearchRequest, Sequence, count_findings, every, search};
use crate::index::{COPIES, Index, build_from_reports, build_in_segments, remember_copies, verify};
use crate::query::parse;
use crate::report::{DocKind, Finding, FindingKind, Grade, Report};

const PLACE: (&str, u16, Option<Grade>) = ("borsetshire", 2016, Some(Grade::Good));

fn said(text: &str) -> Finding {
    finding(FindingKind::AreaForImprovement, PLACE, text)
}

/// A document of a page, or of none, last updated on this day of January 2017, or on an unknown one.
fn document(path: &str, page: Option<&str>, day: Option<i8>, findings: Vec<Finding>) -> Report {
    let mut report = report_of(path, findings);
    report.capture.page = page.map(str::to_owned);
    report.last_updated = day.map(|day| date(2017, 1, day));
    report
}

fn open(reports: &[Report]) -> (tempfile::TempDir, Index) {
    let dir = tempfile::tempdir().unwrap();
    build_from_reports(reports, dir.path()).unwrap();
    let index = Index::open(dir.path()).unwrap();
    (dir, index)
}

/// The ids of the findings that count, without the ids of their reports.
fn counting(index: &Index, reports: &[Report]) -> Vec<String> {
    let mut ids = Vec::new();
    let all = every(index, &parse("*").unwrap(), &[], &Sequence::Ids).unwrap();
    let path = |finding: &Finding| {
        let (report, number) = finding.id.rsplit_once('-').unwrap();
        let report = reports.iter().find(|it| it.id == report).unwrap();
        format!("{} {number}", report.path)
    };
    all.in_batches(Ok, |findings| {
        ids.extend(findings.iter().map(path));
        Ok(())
    })
    .unwrap();
    ids.sort();
    ids
}

#[test]
fn a_finding_counts_in_the_latest_document_that_holds_it() {
    let both = ["Vetting is in order.", "The unit has no backlog."].map(said);
    let reports = [
        document("a", Some("/p"), Some(2), vec![both[0].clone(), both[1].clone(), said("Early.")]),
        document("b", Some("/p"), Some(9), both.to_vec()),
        document("c", Some("/q"), Some(9), both.to_vec()),
        document("d", None, Some(9), both.to_vec()),
    ];
    let (_dir, index) = open(&reports);
    // Without a cycle of the documents only the page tells of copies.
    let expected = ["a 3", "b 1", "b 2", "c 1", "c 2", "d 1", "d 2"];
    assert_eq!(counting(&index, &reports), expected);
    assert_eq!(counting(&index.with_copies(), &reports).len(), 9);
}

#[test]
fn documents_about_one_inspection_say_what_they_share_once() {
    let of = |path: &str, kind: DocKind, pillar_known: bool| {
        let mut report = document(path, None, None, vec![said("Vetting is in order.")]);
        report.kind = kind;
        report.forces = report.findings[0].force.iter().cloned().collect();
        report.cycle = report.findings[0].cycle;
        report.pillar = report.findings[0].pillar.clone().filter(|_| pillar_known);
        report
    };
    let reports = [
        of("a", DocKind::Assessment, true),
        of("b", DocKind::Assessment, true),
        of("c", DocKind::Release, true),
        of("d", DocKind::Assessment, false),
    ];
    let (_dir, index) = open(&reports);
    assert_eq!(counting(&index, &reports), ["a 1", "c 1", "d 1"]);
}

#[test]
fn what_was_published_on_two_days_counts_twice() {
    let of = |path: &str, published: Option<i8>| {
        let mut report = document(path, Some("/p"), None, vec![said("Vetting is in order.")]);
        report.published = published.map(|day| date(2017, 2, day));
        report
    };
    let reports = [of("a", Some(1)), of("b", Some(2)), of("c", Some(1)), of("d", None)];
    let (_dir, index) = open(&reports);
    assert_eq!(counting(&index, &reports), ["a 1", "b 1"]);
}

#[test]
fn what_differs_in_anything_counts_and_so_does_what_one_document_says_twice() {
    let mut other = [said("Vetting"), said("Vetting"), said("Vetting"), said("Vetting")];
    other[0].outcome = None;
    other[1].question = Some(1);
    other[2].kind = FindingKind::Narrative;
    other[3].force = None;
    let mut reports = vec![
        document("a", Some("/p"), Some(9), vec![said("Vetting"), said("Vetting"), said("...")]),
        document("b", Some("/p"), Some(2), vec![said("vetting!"), said("Vetting"), said("...")]),
        document("c", Some("/p"), None, other.to_vec()),
    ];
    let (_dir, index) = open(&reports);
    let expected = ["a 1", "a 2", "a 3", "b 3", "c 1", "c 2", "c 3", "c 4"];
    assert_eq!(counting(&index, &reports), expected);
    // Documents of the same text are copies too.
    for (report, text) in reports.iter_mut().zip(["t", "t", "u"]) {
        (report.capture.page, report.capture.text) = (None, text.to_owned());
    }
    let (_dir, index) = open(&reports);
    assert_eq!(counting(&index, &reports), expected);
}

#[test]
fn what_is_remembered_is_of_one_commit_and_may_be_lost() {
    let reports = ["a", "b"]
        .map(|path| document(path, Some("/p"), None, vec![said("Vetting"), said("The unit")]));
    let (dir, index) = open(&reports);
    let file = dir.path().join(COPIES);
    assert_eq!(remember_copies(dir.path()).unwrap(), 2);
    let written = std::fs::read_to_string(&file).unwrap();
    assert_eq!(written.lines().count(), 2, "{written}");
    let commit = written.lines().next().unwrap();
    let of_none = format!("{commit}\n");
    let of_other = written.replacen("commit\":\"", "commit\":\"0", 1);
    let broken = written.replace("]]}", "");
    let beyond = written.replace("copies\":[[", "copies\":[[4000,1],[");
    let of_no_segment = written.replace("segment\":\"", "segment\":\"0");
    assert_eq!(counting(&index, &reports), ["a 1", "a 2"]);
    for (kept, expected) in [
        (written.clone(), 2),
        (of_none, 4),
        (of_other, 2),
        (broken, 2),
        (beyond, 2),
        (of_no_segment, 2),
        (String::new(), 2),
    ] {
        std::fs::write(&file, &kept).unwrap();
        let index = Index::open(dir.path()).unwrap();
        assert_eq!(counting(&index, &reports).len(), expected, "{kept}");
        let problems = verify(dir.path()).unwrap().problems;
        let told = problems.iter().any(|it| it.contains("`copies.jsonl` names other findings"));
        assert_eq!(told, expected == 4, "{problems:?}");
    }
    std::fs::remove_file(&file).unwrap();
    assert_eq!(counting(&Index::open(dir.path()).unwrap(), &reports).len(), 2);
    assert_eq!(remember_copies(dir.path()).unwrap(), 2);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), written);
}

#[test]
fn a_list_shows_a_finding_with_its_copies_folded_and_what_is_only_a_copy() {
    let text =
        |nth: usize| format!("The unit found word{nth} in its backlog of cases for the quarter.");
    let of = |path: &str| {
        let findings = (0..300).map(|nth| said(&text(nth))).collect();
        document(path, Some("/p"), None, findings)
    };
    let (_dir, index) = open(&[of("a.txt"), of("b.txt")]);
    let shown = |text: &str, unfold: bool| {
        let mut request =
            SearchRequest { limit: 1_000, ..SearchRequest::new(parse(text).unwrap()) };
        request.listing.unfold = unfold;
        let answer = search(&index, &request).unwrap();
        let path = |hit: &Hit| hit.report.path.clone();
        let paths: BTreeSet<String> = answer.hits.iter().map(path).collect();
        (answer.hits.len(), answer.findings, answer.copies, paths.len())
    };
    assert_eq!(shown("word7", false), (1, 1, 1, 1));
    assert_eq!(shown("backlog", false), (300, 300, 300, 1));
    assert_eq!(shown("backlog", true), (600, 300, 300, 2));
    assert_eq!(shown("backlog path:b.txt", false), (300, 0, 300, 1));
}

fn row() -> impl Strategy<Value = (usize, usize, i8, Vec<usize>)> {
    (0..4_usize, 0..4_usize, 1..9_i8, prop::collection::vec(0..12_usize, 0..5))
}

/// Groups of documents that are joined by a page or a text, by their places.
fn joined(rows: &[(usize, usize, i8, Vec<usize>)]) -> Vec<usize> {
    let mut group: Vec<usize> = (0..rows.len()).collect();
    loop {
        let before = group.clone();
        for (a, one) in rows.iter().enumerate() {
            for (b, other) in rows.iter().enumerate() {
                let page = one.0 > 0 && one.0 == other.0;
                let text = one.1 > 0 && one.1 == other.1;
                if page || text {
                    let least = group[a].min(group[b]);
                    (group[a], group[b]) = (least, least);
                }
            }
        }
        if group == before {
            return group;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn every_finding_of_joined_documents_counts_in_one(rows in prop::collection::vec(row(), 1..9)) {
        let words = ["Vetting", "The unit", "Backlogs", "Custody"];
        let grades = [Some(Grade::Good), None, Some(Grade::Outstanding)];
        let of = |(at, (page, text, day, said)): (usize, &(usize, usize, i8, Vec<usize>))| {
            let findings = said.iter().map(|it| {
                finding(FindingKind::Narrative, ("kent", 2016, grades[it / 4]), words[it % 4])
            });
            let pages = [None, Some("/1"), Some("/2"), Some("/3")];
            let path = format!("{at}.txt");
            let mut report = document(&path, pages[*page], Some(*day), findings.collect());
            report.capture.text = ["", "x", "y", "z"][*text].to_owned();
            report
        };
        let reports: Vec<Report> = rows.iter().enumerate().map(of).collect();
        let groups = joined(&rows);
        let mut expected = Vec::new();
        for (at, (_, _, day, said)) in rows.iter().enumerate() {
            // The latest of its group, or of one day the first, that says it.
            let stands = |it: usize| !rows.iter().enumerate().any(|(b, (_, _, other, says))| {
                groups[b] == groups[at] && says.contains(&it) && (-other, b) < (-day, at)
            });
            let kept = said.iter().enumerate().filter(|(_, it)| stands(**it));
            expected.extend(kept.map(|(nth, _)| format!("{at}.txt {}", nth + 1)));
        }
        expected.sort();
        let (_dir, index) = open(&reports);
        prop_assert_eq!(counting(&index, &reports), expected.clone());
        let parted = tempfile::tempdir().unwrap();
        build_in_segments(&reports, parted.path()).unwrap();
        let index = Index::open(parted.path()).unwrap();
        prop_assert_eq!(counting(&index, &reports), expected.clone());
        let by = [super::Dimension::Grade];
        let counts = count_findings(&index, &parse("*").unwrap(), &[], &by).unwrap();
        prop_assert_eq!(counts.iter().map(|(_, n)| n).sum::<u64>(), expected.len() as u64);
        let ids: BTreeSet<&String> = expected.iter().collect();
        prop_assert_eq!(ids.len(), expected.len());
    }
}

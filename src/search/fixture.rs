//! A small index of made-up findings, and queries written by hand: the rooms before this one are tested elsewhere.

use std::collections::BTreeMap;

use tempfile::TempDir;

use super::{Answer, SearchRequest, search};
use crate::Result;
use crate::index::{Index, build_from_reports};
use crate::query::{Comparison, FieldName, FieldTest, Node, Query, Value};
use crate::report::{
    DocKind, Finding, FindingKind, Force, ForceKind, Grade, Outcome, Pillar, Programme, Report,
    Span,
};

/// A police force.
pub(super) fn force(slug: &str, name: &str) -> Force {
    Force {
        slug: slug.to_owned(),
        name: name.to_owned(),
        region: "Anywhere".to_owned(),
        country: "England".to_owned(),
        kind: ForceKind::Territorial,
    }
}

/// A report without findings.
pub(super) fn report(path: &str) -> Report {
    Report {
        id: crate::parse::report_id(path),
        path: path.to_owned(),
        document: path.to_owned(),
        digest: format!("digest of {path}"),
        kind: DocKind::Assessment,
        title: None,
        forces: Vec::new(),
        programme: Some(Programme::Peel),
        cycle: None,
        pillar: None,
        outcome: None,
        published: None,
        last_updated: None,
        captured: None,
        sent: None,
        fieldwork: None,
        url: None,
        licence: None,
        language: None,
        capture: crate::report::Capture::default(),
        attestations: Vec::new(),
        findings: Vec::new(),
        notes: Vec::new(),
        evidence: BTreeMap::new(),
    }
}

/// A finding: kind, force, year, grade and text.
pub(crate) fn finding(kind: FindingKind, place: (&str, u16, Option<Grade>), text: &str) -> Finding {
    let (slug, year, grade) = place;
    Finding {
        id: String::new(),
        source_id: None,
        kind,
        force: Some(force(slug, &format!("{slug} police"))),
        programme: Some(Programme::Peel),
        cycle: Some(crate::report::Cycle::year(year)),
        pillar: Some(Pillar::Legitimacy),
        question: None,
        question_text: None,
        outcome: grade.map(Outcome::Graded),
        heading: None,
        text: text.to_owned(),
        span: Span::new(0, text.len()),
        page: None,
        carried_over_from: None,
    }
}

/// A report at `path` with these findings, numbered from 1.
pub(crate) fn report_of(path: &str, findings: Vec<Finding>) -> Report {
    let mut report = report(path);
    report.findings = findings;
    for (number, finding) in (1..).zip(&mut report.findings) {
        finding.id = format!("{}-{number}", report.id);
    }
    report
}

/// An index of these reports in a folder that vanishes with it.
pub(crate) fn index_of(reports: &[Report]) -> (TempDir, Index) {
    let dir = tempfile::tempdir().expect("a folder");
    build_from_reports(reports, dir.path()).expect("an index");
    let index = Index::open(dir.path()).expect("an open index");
    (dir, index)
}

/// An index of one report with narrative findings of these texts.
pub(super) fn texts(texts: &[&str]) -> (TempDir, Index) {
    let place = ("borsetshire", 2016, Some(Grade::Good));
    let findings = texts.iter().map(|text| finding(FindingKind::Narrative, place, text));
    index_of(&[report_of("a.txt", findings.collect())])
}

/// A word.
pub(super) fn word(text: &str) -> Node {
    Node::Word { text: text.to_owned(), exact: false, span: Span::new(0, text.len()) }
}

/// A phrase.
pub(super) fn phrase(text: &str) -> Node {
    Node::Phrase { text: text.to_owned(), slop: 0, span: Span::new(0, text.len()) }
}

/// `field:value`.
pub(super) fn test(field: FieldName, value: &str) -> FieldTest {
    FieldTest {
        field,
        comparison: Comparison::Is,
        value: Value::One(value.to_owned()),
        span: Span::new(0, 0),
    }
}

/// A query that means `root`.
pub(super) fn query(root: Node) -> Query {
    Query { text: " ".repeat(80), root: Some(root), plain: false }
}

/// A query of plain words.
pub(super) fn plain(words: &[&str]) -> Query {
    let words = words.iter().map(|text| word(text)).collect();
    Query { plain: true, ..query(Node::And(words)) }
}

/// A request for the first hits.
pub(super) fn request(query: Query) -> SearchRequest {
    SearchRequest::new(query)
}

/// A request for hits with nothing folded.
pub(super) fn unfolded(query: Query) -> SearchRequest {
    let mut request = request(query);
    request.listing.unfold = true;
    request
}

/// The answer to `root`.
pub(super) fn ask(index: &Index, root: Node) -> Result<Answer> {
    search(index, &request(query(root)))
}

/// The texts of the hits, with what is marked in `[]`.
pub(super) fn shown(answer: &Answer) -> Vec<String> {
    let mark = |hit: &super::Hit| {
        let mut text = hit.finding.text.clone();
        for span in hit.highlights.iter().rev() {
            text.insert(span.end, ']');
            text.insert(span.start, '[');
        }
        text
    };
    answer.hits.iter().map(mark).collect()
}

//! From text to report: here is a document's text, tell me what it is about, what it grades and what it finds.
//!
//! Parsing never fails and does no input or output: what the text does not settle is `None` with a note. The steps:
//! `page` numbers the lines, `title` and `identity` say what the document is, `bodies` and `when` of whom and of which
//! round, `walk` goes down the lines for judgments and findings, `prose` reads the fixed sentences, `whom` says of
//! whom they speak. Precision comes before recall: a grade word counts only as a whole line in its slot or in a known
//! stem whose subject is the inspected body.

mod areas;
mod bodies;
mod dates;
mod draft;
mod genre;
mod glossary;
mod grades;
mod identity;
mod language;
mod lines;
mod national;
mod nearest;
mod page;
mod prose;
mod publication;
mod questions;
mod second_hand;
mod sieve;
mod structured;
mod title;
mod url;
mod walk;
mod when;
mod whom;

use regex::Regex;

use crate::corpus::Supplied;
use crate::extract::Text;
use crate::gazetteer::Gazetteer;
use crate::report::{
    Capture, DocKind, Evidence, How, Note, Outcome, Pillar, Report, Span, Subject,
};

use draft::Draft;
use page::Page;
pub(crate) use questions::{Question, asked, never_graded};
pub use structured::{Line, attested, container, parse_line};

/// What is known of a document before its text is read.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Path within the corpus.
    pub path: &'a str,
    /// BLAKE3 digest in hexadecimal.
    pub digest: &'a str,
    /// What a sidecar or manifest gives.
    pub supplied: &'a Supplied,
}

/// Reads a document's text as a report.
#[must_use]
pub fn parse(source: Source<'_>, text: &Text, gazetteer: &Gazetteer) -> Report {
    let page = Page::new(text);
    let mut draft = Draft::new(source);
    draft.report.notes.extend(text.notes.iter().cloned());
    draft.report.url = draft.report.url.take().or_else(|| text.head_url.clone());
    let address = draft.report.url.as_deref().map(url::read).unwrap_or_default();
    let identity =
        identity::settle(&page, text.head_title.as_deref(), &address, gazetteer, &mut draft);
    supply(source.supplied, gazetteer, &mut draft);
    walk::walk(&page, &identity, gazetteer, &mut draft);
    language::settle(language::of(&page), &mut draft);
    capture(source.supplied, text, &mut draft);
    let layout_is_single =
        !matches!(identity.layout, title::Layout::Bundle | title::Layout::Regional);
    conclude(&mut draft, layout_is_single);
    if !text.places.is_empty() {
        place_on_pages(&mut draft.report, text);
    }
    if !text.from_pictures.is_empty() {
        mark_pictures(&mut draft.report, text);
    }
    draft.report
}

/// Says of everything that rests on words in pictures that OCR read them.
fn mark_pictures(report: &mut Report, text: &Text) {
    const MARK: &str = ", read by OCR";
    let from_picture = |span: Span| {
        let next = text.from_pictures.partition_point(|picture| picture.end <= span.start);
        text.from_pictures.get(next).is_some_and(|picture| picture.start < span.end)
    };
    for said in report.attestations.iter_mut().filter(|said| from_picture(said.span)) {
        said.rule.push_str(MARK);
    }
    for why in report.evidence.values_mut() {
        if why.quotes.iter().any(|quote| from_picture(quote.span)) {
            why.rule.push_str(MARK);
        }
    }
    let read = report.findings.iter().enumerate().filter(|(_, found)| from_picture(found.span));
    let read: Vec<String> = read.map(|(at, _)| (at + 1).to_string()).collect();
    if !read.is_empty() {
        let message = format!("findings on pages that OCR read: {}", read.join(", "));
        report.notes.push(Note::warning(message).hint("compare their words with the page"));
    }
}

/// Of which page the document is a copy, and when it was taken.
fn capture(supplied: &Supplied, text: &Text, draft: &mut Draft) {
    let page = url::page(draft.report.url.as_deref(), text.head_url.as_deref());
    let captured = supplied.captured.as_deref().and_then(|moment| {
        let read = dates::moment(moment);
        if read.is_none() {
            let message = format!("`captured` is `{moment}`, which is no moment");
            draft.note(Note::warning(message).hint("write it as `2016-12-08T12:00:00Z`"));
        }
        read
    });
    let digits = |text: &str| blake3::hash(text.as_bytes()).to_hex().chars().take(16).collect();
    let text = Some(text.canonical.trim()).filter(|text| !text.is_empty());
    draft.report.capture = Capture { page, captured, text: text.map(digits).unwrap_or_default() };
}

/// Says of findings, statements and evidence on which page they stand.
fn place_on_pages(report: &mut Report, text: &Text) {
    for finding in &mut report.findings {
        finding.page = text.page(finding.span);
    }
    for said in &mut report.attestations {
        said.page = text.page(said.span);
    }
    for quote in report.evidence.values_mut().flat_map(|why| &mut why.quotes) {
        quote.page = text.page(quote.span);
    }
}

/// The id of the report at `path`: sixteen hexadecimal digits.
#[must_use]
pub fn report_id(path: &str) -> String {
    blake3::hash(path.as_bytes()).to_hex().chars().take(16).collect()
}

/// Compiles a rule's pattern. A pattern is a constant of this room: one that does not compile stops every debug build
/// that reaches it, and the suites reach them all; a release build would go on without the rule.
///
/// Digits are those of ASCII: a pattern with those of all scripts takes many times as long to compile, and no number here is written in them.
fn rule(pattern: &str) -> Option<Regex> {
    let compiled = Regex::new(&pattern.replace(r"\d", "[0-9]"));
    debug_assert!(compiled.is_ok(), "a rule does not compile: {pattern}");
    compiled.ok()
}

/// Fills what the document left open from its sidecar or manifest; what the document states wins.
fn supply(supplied: &Supplied, gazetteer: &Gazetteer, draft: &mut Draft) {
    let from = supplied.from.clone().unwrap_or_else(|| "the sidecar".to_owned());
    if let Some(kind) = &supplied.kind {
        match kind.parse::<DocKind>() {
            Ok(kind) => {
                draft.report.kind = kind;
                draft.evidence(
                    "kind",
                    Evidence::new(How::Supplied, format!("{from} gives `{kind}`")),
                );
            }
            Err(()) => draft.note(Note::warning(format!(
                "{from} gives `{kind}`, which is no kind of document"
            ))),
        }
    }
    if let (Some(programme), None) = (&supplied.programme, draft.report.programme) {
        match programme.parse() {
            Ok(known) => draft.programme(
                known,
                Evidence::new(How::Supplied, format!("{from} gives `{programme}`")),
            ),
            Err(()) => draft
                .note(Note::warning(format!("{from} gives `{programme}`, which is no programme"))),
        }
    }
    if let Some(force) = &supplied.force {
        bodies::supplied(force, &from, gazetteer, draft);
    }
    if let (Some(pillar), None) = (&supplied.pillar, &draft.report.pillar) {
        draft.pillar(
            Pillar::from(pillar.clone()),
            Evidence::new(How::Supplied, format!("{from} gives `{pillar}`")),
        );
    }
    if let Some(year) = &supplied.year {
        when::supplied(year, &from, draft);
    }
    if let (Some(published), None) = (&supplied.published, draft.report.published) {
        match dates::supplied(published) {
            Some(day) => {
                draft.report.published = Some(day);
                draft.evidence(
                    "published",
                    Evidence::new(How::Supplied, format!("{from} gives `{published}`")),
                );
            }
            None => draft.note(Note::warning(format!(
                "{from} gives `{published}`, which is no date such as `2016-12-08`"
            ))),
        }
    }
    if draft.report.title.is_none() {
        draft.report.title = supplied.title.clone();
    }
}

/// The overall grade of the one thing the document is about, and notes on what was left open.
fn conclude(draft: &mut Draft, layout_is_single: bool) {
    let mixed = draft.settle_mixed();
    let report = &draft.report;
    let forces: std::collections::BTreeSet<&str> =
        report.forces.iter().map(|force| force.slug.as_str()).collect();
    let overall: Vec<_> = report
        .attestations
        .iter()
        .filter(|known| !known.retrospective && known.judgment.subject == Subject::Overall)
        .filter(|known| known.judgment.pillar == report.pillar)
        .filter(|known| {
            !report.kind.is_second_hand() || report.forces.contains(&known.judgment.force)
        })
        .collect();
    let single = forces.len() == 1 && layout_is_single && !mixed;
    let found = match overall.as_slice() {
        [only] if single => Some((only.outcome, only.rule.clone(), only.quote.clone(), only.span)),
        _ => None,
    };
    match found {
        Some((outcome, rule, quote, span)) => {
            draft.report.outcome = Some(outcome);
            let how = if matches!(outcome, Outcome::Lost) { How::Unknown } else { How::Stated };
            let mut evidence = Evidence::new(how, rule);
            if !span.is_empty() {
                evidence = evidence.quoting(quote, span);
            }
            draft.evidence("grade", evidence);
        }
        None => draft.evidence(
            "grade",
            Evidence::new(
                How::Unknown,
                "the document has no single overall grade, or does not state it",
            ),
        ),
    }
    if draft.report.cycle.is_none()
        && !matches!(draft.report.kind, DocKind::Other | DocKind::Thematic | DocKind::Letter)
    {
        draft.note(
            Note::warning("the text does not settle the cycle")
                .hint("give `year` in a sidecar `NAME.meta.json`"),
        );
    }
    let national = draft.report.evidence.get("forces").is_some_and(|why| why.how == How::Stated);
    if draft.report.forces.is_empty()
        && !national
        && matches!(draft.report.kind, DocKind::Assessment | DocKind::Report | DocKind::Release)
    {
        draft.note(
            Note::warning("the text does not settle the force")
                .hint("give `force` in a sidecar `NAME.meta.json`"),
        );
    }
    finish_findings(draft);
}

/// Findings before the first label learn the overall grade that was settled later.
fn finish_findings(draft: &mut Draft) {
    let (outcome, pillar) = (draft.report.outcome, draft.report.pillar.clone());
    let attestations = draft.report.attestations.clone();
    for finding in &mut draft.report.findings {
        finding.pillar = finding.pillar.take().or_else(|| pillar.clone());
        if finding.outcome.is_some() {
            continue;
        }
        let under = finding.question_text.is_some();
        let matching = attestations.iter().find(|known| {
            !known.retrospective
                && Some(&known.judgment.force) == finding.force.as_ref()
                && known.judgment.pillar == finding.pillar
                && if under {
                    known.question_text == finding.question_text
                } else {
                    known.judgment.subject == Subject::Overall
                }
        });
        finding.outcome =
            matching.map(|known| known.outcome).or(if under { None } else { outcome });
    }
}

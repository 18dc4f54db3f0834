//! Structured input: one finding a line of a JSON Lines file, or a whole report.

use serde_json::{Map, Value};

use super::draft::Draft;
use super::{Source, areas, parse, report_id, title};
use crate::corpus::Supplied;
use crate::extract;
use crate::gazetteer::Gazetteer;
use crate::report::{
    Attestation, Cycle, Evidence, Family, Finding, FindingKind, Force, ForceKind, How, JudgmentKey,
    Note, Outcome, Pillar, Programme, Report, Span, Subject,
};

/// What one line of a JSON Lines file holds.
#[derive(Debug, Clone)]
pub enum Line {
    /// A finding.
    Finding(Box<Finding>),
    /// A whole report (`"type":"report"`).
    Report(Box<Report>),
    /// Nothing: an empty line, or one that could not be read (then a note of severity error says why).
    Nothing,
}

/// The keys of a finding; others are ignored with one note a file.
const KEYS: [&str; 12] = [
    "id",
    "force",
    "year",
    "grade",
    "pillar",
    "kind",
    "title",
    "body",
    "type",
    "text",
    "question",
    "programme",
];

/// Reads the line numbered `number` (from 1) of the JSON Lines file `source`, whose container has `report_id`.
///
/// The notes do not name the file or the line. The last part holds the line's unknown keys; the caller makes one note
/// a file of them. A finding's span is `0..0`: a line of JSON has no canonical text.
#[must_use]
pub fn parse_line(
    source: Source<'_>,
    report_id: &str,
    number: u64,
    line: &str,
    gazetteer: &Gazetteer,
) -> (Line, Vec<Note>, Vec<String>) {
    let line = line.trim().trim_start_matches('\u{feff}');
    if line.is_empty() {
        return (Line::Nothing, Vec::new(), Vec::new());
    }
    let object: Map<String, Value> = match serde_json::from_str(line) {
        Ok(object) => object,
        Err(error) => {
            return (
                Line::Nothing,
                vec![Note::error(format!("no JSON object: {error}"))],
                Vec::new(),
            );
        }
    };
    if object.get("type").and_then(Value::as_str) == Some("report") {
        return whole_report(source, number, &object, gazetteer);
    }
    let unknown = object.keys().filter(|key| !KEYS.contains(&key.as_str())).cloned().collect();
    let mut notes = Vec::new();
    let Some(text) = text_of(&object, "body").or_else(|| text_of(&object, "text")) else {
        return (Line::Nothing, vec![Note::error("no text under `body`")], unknown);
    };
    let programme = text_of(&object, "programme").and_then(|name| name.parse().ok());
    let force = text_of(&object, "force").map(|name| force_of(&name, programme, gazetteer));
    let cycle = text_of(&object, "year")
        .and_then(|year| known_or_note(title::cycle_of(&year, None), "year", &year, &mut notes));
    let outcome = text_of(&object, "grade")
        .and_then(|grade| known_or_note(outcome_of(&grade), "grade", &grade, &mut notes));
    let kind = text_of(&object, "kind").map_or(FindingKind::Narrative, |kind| {
        known_or_note(kind.parse().ok(), "kind", &kind, &mut notes)
            .unwrap_or(FindingKind::Narrative)
    });
    let (question, question_text) = question_of(&object);
    let finding = Finding {
        id: format!("{report_id}-{number}"),
        source_id: text_of(&object, "id"),
        kind,
        force,
        programme,
        cycle,
        pillar: text_of(&object, "pillar").map(Pillar::from),
        question,
        question_text,
        outcome,
        heading: text_of(&object, "title"),
        text,
        span: Span::new(0, 0),
        page: None,
        carried_over_from: None,
    };
    (Line::Finding(Box::new(finding)), notes, unknown)
}

/// The judgment that a structured finding states, if its kind is `judgment` and it names force and outcome.
///
/// The grade of any other finding is only the company it keeps and attests nothing.
#[must_use]
pub fn attested(finding: &Finding) -> Option<Attestation> {
    if finding.kind != FindingKind::Judgment {
        return None;
    }
    let subject = match (finding.question, &finding.question_text) {
        (Some(number), _) => Subject::Question(number),
        (None, Some(text)) => Subject::Area(areas::slug_of(text)),
        (None, None) => Subject::Overall,
    };
    let (programme, cycle) = series(finding);
    let judgment = JudgmentKey {
        force: finding.force.clone()?,
        programme,
        cycle,
        pillar: finding.pillar.clone(),
        subject,
    };
    Some(Attestation {
        judgment,
        question_text: finding.question_text.clone(),
        outcome: finding.outcome?,
        retrospective: false,
        second_hand: false,
        span: finding.span,
        quote: finding.text.chars().take(200).collect(),
        rule: "structured finding of kind `judgment`".to_owned(),
        carried_over_from: None,
        page: None,
    })
}

/// The programme and cycle of a structured judgment, so that it meets the same judgment of the inspectorate's pages:
/// a known police force, a pillar of PEEL and a year of PEEL can mean nothing else. The finding keeps what was given.
fn series(finding: &Finding) -> (Option<Programme>, Option<Cycle>) {
    let listed = finding
        .force
        .as_ref()
        .is_some_and(|force| force.kind != ForceKind::Unlisted && force.family() == Family::Police);
    let pillar = matches!(
        finding.pillar,
        Some(Pillar::Effectiveness | Pillar::Efficiency | Pillar::Legitimacy | Pillar::Leadership)
    );
    let of_peel = finding.cycle.is_some_and(|cycle| (2014..=2018).contains(&cycle.first()));
    if finding.programme.is_some() || !(listed && pillar && of_peel) {
        return (finding.programme, finding.cycle);
    }
    let year = finding.cycle.map(|cycle| cycle.to_string()).unwrap_or_default();
    (Some(Programme::Peel), title::cycle_of(&year, Some(Programme::Peel)))
}

/// The report that stands for a JSON Lines file as a whole: kind `other`, no findings of its own yet.
#[must_use]
pub fn container(source: Source<'_>) -> Report {
    let mut report = Draft::new(source).report;
    report.title =
        source.supplied.title.clone().or_else(|| source.path.rsplit('/').next().map(str::to_owned));
    report
        .evidence
        .insert("kind".to_owned(), Evidence::new(How::Supplied, "a file of structured findings"));
    report
}

fn whole_report(
    source: Source<'_>,
    number: u64,
    object: &Map<String, Value>,
    gazetteer: &Gazetteer,
) -> (Line, Vec<Note>, Vec<String>) {
    let Some(text) = text_of(object, "text").or_else(|| text_of(object, "body")) else {
        return (Line::Nothing, vec![Note::error("a report without `text`")], Vec::new());
    };
    let path = format!("{}#{number}", source.path);
    let supplied = Supplied {
        url: text_of(object, "url"),
        force: text_of(object, "force"),
        year: text_of(object, "year"),
        published: text_of(object, "published"),
        licence: text_of(object, "licence"),
        captured: text_of(object, "captured"),
        title: text_of(object, "title"),
        kind: text_of(object, "kind"),
        pillar: text_of(object, "pillar"),
        programme: text_of(object, "programme"),
        from: Some("the line".to_owned()),
    };
    let known = [
        "type",
        "text",
        "body",
        "url",
        "force",
        "year",
        "published",
        "captured",
        "licence",
        "title",
        "kind",
        "pillar",
        "programme",
        "id",
    ];
    let unknown = object.keys().filter(|key| !known.contains(&key.as_str())).cloned().collect();
    let inner = Source { path: &path, digest: source.digest, supplied: &supplied };
    let mut report = parse(inner, &extract::extract_str(&text), gazetteer);
    report.id = report_id(&path);
    report.document = source.path.to_owned();
    if let Some(id) = text_of(object, "id") {
        for finding in &mut report.findings {
            finding.source_id = Some(id.clone());
        }
    }
    (Line::Report(Box::new(report)), Vec::new(), unknown)
}

/// A string or a number under `key`, trimmed; nothing for null, empty and other types.
fn text_of(object: &Map<String, Value>, key: &str) -> Option<String> {
    let text = match object.get(key)? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

fn known_or_note<T>(
    value: Option<T>,
    field: &str,
    given: &str,
    notes: &mut Vec<Note>,
) -> Option<T> {
    if value.is_none() {
        let given: String = given.chars().take(60).collect();
        notes.push(Note::warning(format!("`{given}` is no {field}; it was left open")));
    }
    value
}

fn outcome_of(name: &str) -> Option<Outcome> {
    super::grades::label(name).or_else(|| {
        match name.trim().to_lowercase().replace([' ', '-'], "_").as_str() {
            "not_yet_graded" => Some(Outcome::NotYetGraded),
            "not_carried_out" => Some(Outcome::NotCarriedOut),
            "lost" => Some(Outcome::Lost),
            _ => None,
        }
    })
}

/// A field called `force` names a police force where a place is shared, unless the programme is fire.
fn force_of(name: &str, programme: Option<Programme>, gazetteer: &Gazetteer) -> Force {
    let family = if programme == Some(Programme::Fire) { Family::Fire } else { Family::Police };
    let named = gazetteer.named(name);
    let own = named.iter().find(|force| force.family() == family).or_else(|| named.first());
    own.map_or_else(|| Force::unlisted(name), |force| (*force).clone())
}

fn question_of(object: &Map<String, Value>) -> (Option<u16>, Option<String>) {
    match text_of(object, "question") {
        Some(text) => match text.parse() {
            Ok(number) => (Some(number), None),
            Err(_) => (None, Some(text)),
        },
        None => (None, None),
    }
}

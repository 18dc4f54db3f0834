use serde::Serialize;

use super::{Head, head};
use crate::analyse::{Judgment, Statement, followed_because};
use crate::render::disagreements::reason;
use crate::report::{Attestation, Scale, Span, Subject};

/// A line `grade`, or `contradiction`: one judgment.
#[derive(Debug, Serialize)]
pub struct GradeLine<'a> {
    #[serde(flatten)]
    head: Head,
    force: &'a str,
    force_name: &'a str,
    year: Option<String>,
    programme: Option<&'static str>,
    pillar: Option<&'a str>,
    question: Option<u16>,
    area: Option<&'a str>,
    question_text: Option<&'a str>,
    grade: Option<&'static str>,
    state: &'static str,
    scale: Option<&'static str>,
    attested_by: Vec<&'a str>,
    retrospective: bool,
    second_hand: bool,
    carried_over_from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    statements: Option<Vec<AttestationPart<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    followed_because: Option<String>,
}

/// A judgment in a table of grades.
#[must_use]
pub fn grade(judgment: &Judgment) -> GradeLine<'_> {
    let key = &judgment.key;
    let grade = judgment.outcome.grade();
    let mut attested_by: Vec<&str> =
        judgment.statements.iter().map(|statement| statement.report.as_str()).collect();
    attested_by.sort_unstable();
    attested_by.dedup();
    GradeLine {
        head: head("grade"),
        force: &key.force.slug,
        force_name: &key.force.name,
        year: key.cycle.map(|cycle| cycle.to_string()),
        programme: key.programme.map(|programme| programme.slug()),
        pillar: key.pillar.as_ref().map(|pillar| pillar.slug()),
        question: key.subject.question(),
        area: area(&key.subject),
        question_text: judgment.question_text.as_deref(),
        grade: grade.map(|grade| grade.slug()),
        state: judgment.outcome.state(),
        scale: grade.map(|grade| Scale::of(key.programme, key.cycle, grade).slug()),
        attested_by,
        retrospective: judgment.is_retrospective(),
        second_hand: !judgment.is_first_hand() && !judgment.is_retrospective(),
        carried_over_from: judgment.carried_over_from().map(|cycle| cycle.to_string()),
        statements: None,
        followed_because: None,
    }
}

/// A judgment to which documents give different grades, with what each says.
#[must_use]
pub fn contradiction(judgment: &Judgment) -> GradeLine<'_> {
    let statements = judgment.statements.iter().enumerate();
    let statements = statements.map(|(at, statement)| AttestationPart::new(statement, at == 0));
    GradeLine {
        head: head("contradiction"),
        statements: Some(statements.collect()),
        followed_because: followed_because(judgment).map(reason),
        ..grade(judgment)
    }
}

pub(super) fn area(subject: &Subject) -> Option<&str> {
    match subject {
        Subject::Area(slug) => Some(slug),
        _ => None,
    }
}

/// What a document says of a judgment.
#[derive(Debug, Serialize)]
struct AttestationPart<'a> {
    report: &'a str,
    path: &'a str,
    kind: &'static str,
    date: Option<String>,
    grade: Option<&'static str>,
    state: &'static str,
    standing: &'static str,
    followed: bool,
    superseded: bool,
    quote: &'a str,
    span: Span,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<u32>,
    rule: &'a str,
}

impl<'a> AttestationPart<'a> {
    fn new(statement: &'a Statement, followed: bool) -> Self {
        let said = &statement.attestation;
        Self {
            report: &statement.report,
            path: &statement.path,
            kind: statement.kind.slug(),
            date: statement.date.map(|date| date.to_string()),
            grade: said.outcome.grade().map(|grade| grade.slug()),
            state: said.outcome.state(),
            standing: standing(said),
            followed,
            superseded: statement.superseded,
            quote: &said.quote,
            span: said.span,
            page: said.page,
            rule: &said.rule,
        }
    }
}

/// `first_hand`, `second_hand` or `retrospective`.
#[must_use]
pub fn standing(said: &Attestation) -> &'static str {
    match (said.retrospective, said.second_hand) {
        (true, _) => "retrospective",
        (false, true) => "second_hand",
        (false, false) => "first_hand",
    }
}

/// A line `judgment` of `why`: one judgment with what every document says of it.
#[must_use]
pub fn judgment(judgment: &Judgment) -> GradeLine<'_> {
    GradeLine { head: head("judgment"), ..contradiction(judgment) }
}

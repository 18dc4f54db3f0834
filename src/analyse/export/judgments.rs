//! The columns of judgments.

use super::FieldKind;
use super::value::{Column, Value, count, made, number, text, texts};
use crate::analyse::{Include, Judgment};
use crate::report::{Scale, Subject};

const WORD: FieldKind = FieldKind::Word;
const INTEGER: FieldKind = FieldKind::Integer;
const FLAG: FieldKind = FieldKind::Flag;

pub(super) const COLUMNS: &[Column<Judgment>] = &[
    Column::new("id", FieldKind::Text, |row| made(Some(row.id()))),
    Column::new("inspection", WORD, |row| made(Some(row.inspection().key()))),
    Column::new("force", WORD, |row| text(&row.key.force.slug)),
    Column::new("force_name", WORD, |row| text(&row.key.force.name)),
    Column::new("region", WORD, |row| texts(Some(&row.key.force.region))),
    Column::new("year", WORD, |row| made(row.key.cycle.map(|cycle| cycle.to_string()))),
    Column::new("year_first", INTEGER, |row| number(row.key.cycle.map(|cycle| cycle.first()))),
    Column::new("year_last", INTEGER, |row| number(row.key.cycle.map(|cycle| cycle.last()))),
    Column::new("programme", WORD, |row| texts(row.key.programme.map(|one| one.slug()))),
    Column::new("pillar", WORD, |row| texts(row.key.pillar.as_ref().map(|one| one.slug()))),
    Column::new("subject", WORD, |row| text(subject(&row.key.subject))),
    Column::new("question", INTEGER, |row| number(row.key.subject.question())),
    Column::new("area", WORD, |row| texts(area(&row.key.subject))),
    Column::new("question_text", WORD, |row| texts(row.question_text.as_deref())),
    Column::new("grade", WORD, |row| texts(row.outcome.grade().map(|grade| grade.slug()))),
    Column::new("state", WORD, |row| text(row.outcome.state())),
    Column::new("scale", WORD, |row| texts(scale(row))),
    Column::new("carried_over_from", WORD, |row| {
        made(row.carried_over_from().map(|cycle| cycle.to_string()))
    }),
    Column::new("counted", FLAG, |row| {
        Value::Flag(row.stands(Include::default()) && row.outcome.grade().is_some())
    }),
    Column::new("first_hand", FLAG, |row| Value::Flag(row.is_first_hand())),
    Column::new("retrospective", FLAG, |row| Value::Flag(row.is_retrospective())),
    Column::new("second_hand", FLAG, |row| {
        Value::Flag(!row.is_first_hand() && !row.is_retrospective())
    }),
    Column::new("undated", FLAG, |row| Value::Flag(row.undated)),
    Column::new("contradicted", FLAG, |row| Value::Flag(row.is_contradicted())),
    Column::new("documents", INTEGER, |row| count(reports(row).len())),
    Column::new("reports", FieldKind::Text, |row| made(Some(reports(row).join(" ")))),
    Column::new("quote", FieldKind::Text, |row| {
        texts(row.statements.first().map(|first| first.attestation.quote.as_str()))
    }),
];

fn subject(subject: &Subject) -> &'static str {
    match subject {
        Subject::Overall => "overall",
        Subject::Question(_) => "question",
        Subject::Area(_) => "area",
    }
}

fn area(subject: &Subject) -> Option<&str> {
    match subject {
        Subject::Area(slug) => Some(slug),
        Subject::Overall | Subject::Question(_) => None,
    }
}

fn scale(judgment: &Judgment) -> Option<&'static str> {
    let grade = judgment.outcome.grade()?;
    Some(Scale::of(judgment.key.programme, judgment.key.cycle, grade).slug())
}

/// The ids of the reports that state it, each once.
fn reports(judgment: &Judgment) -> Vec<&str> {
    let mut ids: Vec<&str> = judgment.statements.iter().map(|said| said.report.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

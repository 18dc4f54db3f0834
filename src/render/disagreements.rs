//! Judgments about which documents disagree: what each says, where, when, and which is followed for what reason.

use super::{ABSENT, Look, Table, json, tame};
use crate::analyse::{Judgment, Reason, Statement, followed_because};
use crate::report::Subject;

/// A statement a row, that which is followed first of each judgment.
#[must_use]
pub fn table<'a>(judgments: impl IntoIterator<Item = &'a Judgment>) -> Table {
    let mut table = Table::new([
        "judgment", "force", "year", "pillar", "question", "followed", "says", "as", "kind",
        "date", "quote", "span", "path", "report", "why",
    ]);
    for judgment in judgments {
        let why = followed_because(judgment).map(reason);
        for (at, statement) in judgment.statements.iter().enumerate() {
            let said = &statement.attestation;
            table.push(vec![
                Some(judgment.id()),
                Some(judgment.key.force.name.clone()),
                judgment.key.cycle.map(|cycle| cycle.to_string()),
                judgment.key.pillar.as_ref().map(ToString::to_string),
                Some(subject(&judgment.key.subject)),
                Some((at == 0).to_string()),
                Some(said.outcome.slug().to_owned()),
                Some(json::standing(said).to_owned()),
                Some(statement.kind.slug().to_owned()),
                statement.date.map(|date| date.to_string()),
                Some(said.quote.clone()),
                Some(format!("{}-{}", said.span.start, said.span.end)),
                Some(statement.path.clone()),
                Some(statement.report.clone()),
                why.clone().filter(|_| at == 0),
            ]);
        }
    }
    table
}

/// The same for a screen: a judgment a paragraph.
#[must_use]
pub fn text<'a>(judgments: impl IntoIterator<Item = &'a Judgment>, look: Look) -> String {
    let mut text = String::new();
    for judgment in judgments {
        if !text.is_empty() {
            text.push('\n');
        }
        let key = &judgment.key;
        let of = [
            Some(key.force.name.clone()),
            key.cycle.map(|cycle| cycle.to_string()),
            key.pillar.as_ref().map(ToString::to_string),
            Some(subject(&key.subject)),
        ];
        let of = tame(&of.into_iter().flatten().collect::<Vec<_>>().join(" · "));
        let of = if look.colour { format!("\u{1b}[1m{of}\u{1b}[0m") } else { of };
        text.push_str(&format!("{of}\n"));
        for (at, statement) in judgment.statements.iter().enumerate() {
            text.push_str(&one(statement, at == 0));
        }
        if let Some(reason) = followed_because(judgment).map(reason) {
            text.push_str(&format!("  followed: {reason}\n"));
        }
    }
    text
}

fn one(statement: &Statement, is_followed: bool) -> String {
    let said = &statement.attestation;
    let mark = if is_followed { "=>" } else { "  " };
    let date = statement.date.map_or_else(|| ABSENT.to_owned(), |date| date.to_string());
    format!(
        "  {mark} {grade}, {standing} in {kind} of {date}\n     \u{201c}{quote}\u{201d}\n     {path}, bytes {start} to {end} ({report})\n",
        grade = said.outcome.slug().replace('_', " "),
        standing = json::standing(said).replace('_', " "),
        kind = article(statement.kind.slug()),
        quote = tame(said.quote.trim()),
        path = tame(&statement.path),
        start = said.span.start,
        end = said.span.end,
        report = statement.report,
    )
}

fn article(noun: &str) -> String {
    if noun == "news" {
        return "a news item".to_owned();
    }
    let a = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{a} {noun}")
}

/// What was judged, in words.
pub(super) fn subject(subject: &Subject) -> String {
    match subject {
        Subject::Overall => "overall".to_owned(),
        Subject::Question(number) => format!("question {number}"),
        Subject::Area(slug) => slug.replace('_', " "),
    }
}

/// The reason in words.
#[must_use]
pub fn reason(reason: Reason) -> String {
    match reason {
        Reason::OwnRound => "it is of this round, the other looks back on it".to_owned(),
        Reason::FirstHand => "it is the inspectorate's own word, the other repeats it".to_owned(),
        Reason::LaterCopy => {
            "it is the later copy of a page of which there are several: `peelian versions`"
                .to_owned()
        }
        Reason::Later(day, Some(other)) => format!("it is the later, {day} and not {other}"),
        Reason::Later(day, None) => format!("it is of {day}, the day of the other is unknown"),
        Reason::Kind(kind, other) => {
            format!("{} is trusted more than {}", article(kind.slug()), article(other.slug()))
        }
        Reason::Order => {
            "nothing tells them apart but the order of their paths: look at both".to_owned()
        }
    }
}

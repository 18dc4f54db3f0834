//! Grades restated by commissioners, forces and newspapers: only where the body and the pillar are named.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::draft::Claim;
use super::grades::{self, Earlier};
use super::prose::{earlier, programme_stem, whose};
use super::rule;
use super::walk::Walk;
use crate::report::{Cycle, DocKind, Force, Outcome, Pillar, Subject};

/// Second hand: `Force ... good for efficiency`, `graded the force as 'Requires Improvement'`, where the body is named.
pub(super) fn read(walk: &mut Walk<'_, '_>, at: usize, range: &Range<usize>, sentence: &str) {
    static STEM: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(
            r#"(?i)(?:\b(?:rated|graded|judged|assessed|found)\b(?: [\w' ]{0,60}?)? (?:as |to be |overall )*|\b(?:is|are) |[a-z] )['"]?(?P<grade>outstanding|good|adequate|inadequate|requires improvement|to require improvement)['"]?(?: overall)? (?:for|in|at) (?:its |the |their )?(?P<pillar>effectiveness|efficiency|legitimacy)\b"#,
        )
    });
    static OVERALL: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(
            r#"(?i)\b(?:overall (?:grading|grade|rating|judgment) (?:of|is|was)|(?:has |have )?(?:graded|rated|judged) the force (?:as|to be)|(?P<named>effectiveness|efficiency|legitimacy) is) ['"]?(?P<grade>outstanding|good|adequate|inadequate|requires improvement)['"]?"#,
        )
    });
    if let Some(statement) = grades::earlier(sentence)
        .filter(|statement| statement.part.is_none() && statement.pillar.is_some())
        && walk.draft.only_force().is_some()
        && walk.draft.here.is_some_and(|own| statement.earlier != Some(Earlier::Printed(own)))
    {
        return earlier(walk, at, range, sentence, statement);
    }
    if let Some(statement) = programme_stem(walk, sentence) {
        if whose(walk, sentence, &statement) && !hedged(sentence, statement.range.start) {
            walk.claim_at(
                at,
                range,
                None,
                Subject::Overall,
                None,
                statement.outcome,
                statement.rule,
            );
        }
        return;
    }
    let is_news = walk.draft.report.kind == DocKind::News;
    let Some(found) = STEM
        .as_ref()
        .and_then(|regex| regex.captures(sentence))
        .or_else(|| OVERALL.as_ref().and_then(|regex| regex.captures(sentence)))
    else {
        return;
    };
    let (Some(all), Some(words)) = (found.get(0), found.name("grade")) else { return };
    if hedged(sentence, all.start()) {
        return;
    }
    let Some(grade) = grades::grade_of(words.as_str().trim_start_matches("to ")) else { return };
    let named = found
        .name("pillar")
        .or_else(|| found.name("named"))
        .and_then(|name| Pillar::known(name.as_str()));
    let Some(pillar) = named.or_else(|| walk.draft.report.pillar.clone()) else { return };
    let Some(force) = subject(walk, sentence, words.start()) else { return };
    if let Some(year) = other_year(sentence, walk.draft.here)
        && (walk.draft.here.is_some() || year < 2014)
    {
        return;
    }
    let (quote, span) = walk.page.quote(at, range);
    let rule = if is_news { "press sentence" } else { "sentence of a response" };
    walk.draft.claim(Claim {
        force: Some(force),
        pillar: Some(pillar),
        subject: Subject::Overall,
        question_text: None,
        outcome: Outcome::Graded(grade),
        earlier: None,
        quote,
        span,
        rule,
    });
}

/// Words that make a second-hand sentence speak of another time or of a wish.
fn hedged(sentence: &str, start: usize) -> bool {
    static HEDGE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(
            r"(?i)\b(?:last year|previous(?:ly)?|earlier|had been|up from|down from|compared|if|would|could|not|four possible|possible grades)\b",
        )
    });
    sentence
        .get(..start)
        .is_some_and(|before| HEDGE.as_ref().is_some_and(|rule| rule.is_match(before)))
}

/// A year in the sentence that is not the document's cycle.
fn other_year(sentence: &str, cycle: Option<Cycle>) -> Option<u16> {
    static YEAR: LazyLock<Option<Regex>> = LazyLock::new(|| rule(r"\b20\d\d\b"));
    let years =
        YEAR.as_ref()?.find_iter(sentence).filter_map(|year| year.as_str().parse::<u16>().ok());
    years.into_iter().find(|year| cycle.is_none_or(|cycle| !cycle.covers(*year)))
}

/// The body a second-hand sentence is about: the nearest name before the grade, else the document's own.
fn subject(walk: &Walk<'_, '_>, sentence: &str, start: usize) -> Option<Force> {
    let before = sentence.get(..start)?;
    let family = walk.draft.only_force().map(Force::family);
    for mention in walk.gazetteer.mentions(before).iter().rev() {
        let named: Vec<&&Force> = mention
            .forces
            .iter()
            .filter(|force| family.is_none_or(|family| force.family() == family))
            .collect();
        if let [force] = named.as_slice() {
            return Some((**force).clone());
        }
    }
    walk.draft.only_force().cloned()
}

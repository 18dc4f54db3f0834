//! Grades stated in sentences: fixed stems only, and only where the sentence gives them to the inspected body.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::draft::Claim;
use super::grades::{self, Earlier, Statement};
use super::page::sentences;
use super::title::{self, Layout};
use super::walk::Walk;
use super::{questions, rule, second_hand, when};
use crate::report::{Cycle, Outcome, Pillar, Programme, Subject};

/// Reads the sentences of line `at`.
pub(super) fn read(walk: &mut Walk<'_, '_>, at: usize) {
    if matches!(walk.layout, Layout::Prose | Layout::Scale) {
        return;
    }
    let plain = walk.page.plain(at).to_owned();
    if let Some(statement) = grades::extent(&plain).filter(|_| walk.layout == Layout::Landing) {
        return claim(walk, at, &(0..plain.len()), statement);
    }
    if matches!(walk.layout, Layout::Release | Layout::Bundle) && clauses(walk, at, &plain) {
        return;
    }
    for range in sentences(&plain) {
        let Some(sentence) = plain.get(range.clone()) else { continue };
        one(walk, at, &range, sentence);
    }
    if walk.layout == Layout::Landing {
        landing_clauses(walk, at, &plain);
    }
}

/// One sentence: an earlier grade, the current one, or that there is none.
fn one(walk: &mut Walk<'_, '_>, at: usize, range: &Range<usize>, sentence: &str) {
    if walk.layout == Layout::SecondHand {
        return second_hand::read(walk, at, range, sentence);
    }
    if let Some(statement) = grades::earlier(sentence) {
        return earlier(walk, at, range, sentence, statement);
    }
    if let Some(statement) = section_stem(walk, sentence) {
        let (subject, text) = match walk.under() {
            Some((subject, text, false)) => (subject.clone(), text.to_owned()),
            _ => return,
        };
        walk.set_section_outcome(statement.outcome);
        walk.claim_at(
            at,
            range,
            walk.pillar.clone(),
            subject,
            Some(text),
            statement.outcome,
            statement.rule,
        );
        return;
    }
    if let Some(statement) = body_stem(walk, sentence) {
        return walk.claim_at(
            at,
            range,
            None,
            Subject::Overall,
            None,
            statement.outcome,
            statement.rule,
        );
    }
    if let Some(statement) = programme_stem(walk, sentence).or_else(|| grades::current(sentence)) {
        if whose(walk, sentence, &statement) {
            claim(walk, at, range, statement);
        }
        return;
    }
    if let Some(statement) = grades::not_given(sentence) {
        none_given(walk, at, range, statement);
    }
}

/// Claims a current grade for the pillar it names, or the document's.
fn claim(walk: &mut Walk<'_, '_>, at: usize, range: &Range<usize>, statement: Statement) {
    let own = walk.pillar.clone().or_else(|| walk.draft.report.pillar.clone());
    let pillar = match walk.layout {
        Layout::Areas | Layout::Regional => return,
        Layout::Overall | Layout::Sentence => None,
        Layout::Pillar if statement.pillar.is_some() && statement.pillar != own => return,
        _ if statement.rule == "crime recording" || statement.rule == "vetting sentence" => None,
        _ => statement.pillar.clone().or(own),
    };
    if pillar.is_none() && matches!(walk.layout, Layout::Landing | Layout::Pillar | Layout::Bundle)
    {
        return;
    }
    let five_tier = walk.draft.here.is_some_and(|cycle| cycle.first() >= 2021);
    if walk.layout == Layout::Release
        && pillar.is_some()
        && walk.draft.report.programme == Some(Programme::Peel)
        && five_tier
    {
        // No pillar is graded from 2021/22 on: the word is plain English here.
        return;
    }
    walk.claim_at(at, range, pillar, Subject::Overall, None, statement.outcome, statement.rule);
}

/// True if the grade is given to the inspected body: no other body is named between the start and the grade.
pub(super) fn whose(walk: &Walk<'_, '_>, sentence: &str, statement: &Statement) -> bool {
    let before = &sentence[..statement.range.end];
    let own = walk.force.as_ref().or_else(|| walk.draft.only_force());
    let mentions = walk.gazetteer.mentions(before);
    match mentions.iter().rfind(|mention| mention.full && mention.start < statement.range.end) {
        Some(mention) => own.is_some_and(|own| mention.forces.contains(&own)),
        None => true,
    }
}

pub(super) fn earlier(
    walk: &mut Walk<'_, '_>,
    at: usize,
    range: &Range<usize>,
    sentence: &str,
    statement: Statement,
) {
    let report = &walk.draft.report;
    let here = walk.draft.here;
    let cycle = match statement.earlier {
        Some(Earlier::Printed(cycle)) => title::cycle_of(&cycle.to_string(), report.programme),
        _ => here.and_then(|cycle| when::previous(report.programme, cycle)),
    };
    let Some(cycle) =
        cycle.filter(|cycle| here.is_none_or(|own| cycle.last() <= own.first() && *cycle != own))
    else {
        return;
    };
    if !whose(walk, sentence, &statement) || walk.under().is_some() && walk.layout == Layout::Areas
    {
        return;
    }
    if let Some((subject, _, _)) = walk.under()
        && (statement.pillar.is_none() || *subject != Subject::Overall)
    {
        return;
    }
    let pillar =
        statement.pillar.clone().or_else(|| walk.pillar.clone()).or_else(|| report.pillar.clone());
    let subject = match (&statement.part, &pillar) {
        (None, _) => Subject::Overall,
        (Some(topic), Some(pillar)) if walk.layout == Layout::Pillar => {
            match questions::number_of(report.programme, Some(cycle), pillar, topic) {
                Some(number) => Subject::Question(number),
                None => return,
            }
        }
        _ => return,
    };
    let peel_or_fire = matches!(report.programme, Some(Programme::Peel | Programme::Fire));
    if pillar.is_none() && peel_or_fire {
        return;
    }
    let (quote, span) = walk.page.quote(at, range);
    let force = walk.force.clone();
    walk.draft.claim(Claim {
        force,
        pillar,
        subject,
        question_text: statement.part.clone(),
        outcome: statement.outcome,
        earlier: Some(cycle),
        quote,
        span,
        rule: statement.rule,
    });
}

fn none_given(walk: &mut Walk<'_, '_>, at: usize, range: &Range<usize>, statement: Statement) {
    if let Some((subject, text, false)) =
        walk.under().map(|(subject, text, graded)| (subject.clone(), text.to_owned(), graded))
    {
        if walk.layout == Layout::Areas {
            walk.set_section_outcome(statement.outcome);
            walk.claim_at(at, range, None, subject, Some(text), statement.outcome, statement.rule);
            return;
        }
        if walk.layout != Layout::Landing {
            return;
        }
    }
    let own = walk.pillar.clone().or_else(|| walk.draft.report.pillar.clone());
    match walk.layout {
        Layout::Sentence => walk.claim_at(
            at,
            range,
            None,
            Subject::Overall,
            None,
            statement.outcome,
            statement.rule,
        ),
        Layout::Pillar | Layout::Bundle => {
            let names_own = statement.pillar.is_none() || statement.pillar == own;
            if names_own && own.is_some() {
                walk.claim_at(
                    at,
                    range,
                    own,
                    Subject::Overall,
                    None,
                    statement.outcome,
                    statement.rule,
                );
            }
        }
        Layout::Landing if statement.outcome == Outcome::Ungraded => {
            let line = walk.page.plain(at).to_lowercase();
            if line.contains("leadership") {
                walk.claim_at(
                    at,
                    range,
                    Some(Pillar::Leadership),
                    Subject::Overall,
                    None,
                    statement.outcome,
                    statement.rule,
                );
            }
        }
        _ => {}
    }
}

/// Under an area without a label yet: `Force is good at ...`, `Force requires improvement at ...`.
fn section_stem(walk: &Walk<'_, '_>, sentence: &str) -> Option<Statement> {
    static STEM: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(
            r#"(?i)^(?P<who>.{2,70}?) (?:is|are) ['"]?(?P<grade>outstanding|good|adequate|inadequate)['"]? (?:at|in) |^(?P<who2>.{2,70}?) ['"]?(?P<improve>requires improvement)['"]? (?:at|in) "#,
        )
    });
    if walk.layout != Layout::Areas || !matches!(walk.under(), Some((_, _, false))) {
        return None;
    }
    let found = STEM.as_ref()?.captures(sentence)?;
    let who = found.name("who").or_else(|| found.name("who2"))?.as_str();
    let subject = who.trim();
    let own = walk.draft.only_force()?;
    let named = walk.gazetteer.mentions(subject);
    let is_own = named.iter().any(|mention| {
        mention.full
            && mention.start == 0
            && mention.end == subject.len()
            && mention.forces.contains(&own)
    });
    let anaphora = matches!(
        subject.to_lowercase().as_str(),
        "the force"
            | "the constabulary"
            | "the service"
            | "overall, the force"
            | "overall, the service"
    );
    if !is_own && !anaphora {
        return None;
    }
    let words = found.name("grade").or_else(|| found.name("improve"))?;
    let outcome = Outcome::Graded(grades::grade_of(words.as_str())?);
    Some(Statement {
        outcome,
        pillar: None,
        earlier: None,
        part: None,
        range: found.get(0)?.range(),
        rule: "first sentence of the area",
    })
}

/// In a regional report, under a body: `Force is good at tackling serious and organised crime`.
fn body_stem(walk: &Walk<'_, '_>, sentence: &str) -> Option<Statement> {
    static STEM: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(
            r#"(?i)^(?P<who>.{2,90}?) (?:is |are )?['"]?(?P<grade>outstanding|good|adequate|inadequate|requires improvement)['"]? (?:at|in) (?:tackling|disrupting|its response to) serious"#,
        )
    });
    if walk.layout != Layout::Regional {
        return None;
    }
    let own = walk.force.as_ref()?;
    let found = STEM.as_ref()?.captures(sentence)?;
    let named = walk.gazetteer.mentions(&found["who"]);
    let other = named.iter().any(|mention| !mention.forces.contains(&own));
    let outcome = Outcome::Graded(grades::grade_of(&found["grade"])?);
    (!other).then_some(Statement {
        outcome,
        pillar: None,
        earlier: None,
        part: None,
        range: 0..sentence.len(),
        rule: "sentence under the body",
    })
}

/// Stems of programmes without pillars.
pub(super) fn programme_stem(walk: &Walk<'_, '_>, sentence: &str) -> Option<Statement> {
    static RECORDING: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(
            r#"(?i)\b(?:graded|judged|rated|ranked|is)\b[^.]{0,60}? (?:as |to be )?['"]?(?P<grade>outstanding|good|inadequate|requires improvement)['"]? (?:at|in|for) (?:the way it )?(?:accurately )?(?:recording|records?) (?:reported )?crimes?(?:[.,;]|$| by )|\b(?:judged|graded|rated|ranked) [^.]{0,60}?crime[ -]recording (?:arrangements )?(?:as|to be) ['"]?(?P<grade2>outstanding|good|inadequate|requires improvement)"#,
        )
    });
    if walk.draft.report.programme != Some(Programme::CrimeDataIntegrity)
        || !matches!(walk.layout, Layout::Release | Layout::SecondHand)
    {
        return None;
    }
    let found = RECORDING.as_ref()?.captures(sentence)?;
    let words = found.name("grade").or_else(|| found.name("grade2"))?;
    let outcome = Outcome::Graded(grades::grade_of(words.as_str())?);
    Some(Statement {
        outcome,
        pillar: None,
        earlier: None,
        part: None,
        range: found.get(0)?.range(),
        rule: "crime recording",
    })
}

/// The bullets of a release: `is 'good' at X`, `'requires improvement' in Y`. True if the line was such a list.
fn clauses(walk: &mut Walk<'_, '_>, at: usize, plain: &str) -> bool {
    static CLAUSE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(
            r#"(?i)^(?:and )?(?:is |was |has been graded )?['"]?(?P<grade>outstanding|good|adequate|inadequate|requires improvement)['"]? (?:at|in|for) (?P<topic>.+?)(?:[;,.]| and)*$"#,
        )
    });
    let is_item = matches!(walk.page.lines[at].kind, crate::extract::BlockKind::Item(_));
    if !is_item {
        return false;
    }
    let mut any = false;
    for part in plain.split("; ") {
        let Some(found) = CLAUSE.as_ref().and_then(|regex| regex.captures(part)) else { continue };
        let (Some(grade), topic) = (grades::grade_of(&found["grade"]), &found["topic"]) else {
            continue;
        };
        any = true;
        let whole = 0..plain.len();
        let outcome = Outcome::Graded(grade);
        if let Some(pillar) = whole_pillar(walk, topic) {
            walk.claim_at(
                at,
                &whole,
                Some(pillar),
                Subject::Overall,
                None,
                outcome,
                "bullet of a release",
            );
        } else if let Some(pillar) = walk.draft.report.pillar.clone() {
            let report = &walk.draft.report;
            if let Some(number) =
                questions::number_of(report.programme, walk.draft.here, &pillar, topic)
            {
                walk.claim_at(
                    at,
                    &whole,
                    Some(pillar),
                    Subject::Question(number),
                    Some(topic.to_owned()),
                    outcome,
                    "bullet of a release",
                );
            }
        }
    }
    any
}

/// The pillar that a bullet of a 2018/19 release stands for as a whole.
fn whole_pillar(walk: &Walk<'_, '_>, topic: &str) -> Option<Pillar> {
    if walk.draft.report.pillar.is_some()
        || walk.draft.here.is_none_or(|cycle| cycle.first() >= 2021)
    {
        return None;
    }
    let lower = topic.to_lowercase();
    if lower.contains("reducing crime and keeping people safe")
        || lower.contains("keeping people safe and reducing crime")
    {
        return Some(Pillar::Effectiveness);
    }
    if lower.contains("treating the public and its workforce")
        || lower.contains("treats the public and its workforce")
    {
        return Some(Pillar::Legitimacy);
    }
    if lower.contains("how efficiently")
        || lower.contains("operating efficiently")
        || lower.contains("operates efficiently")
    {
        return Some(Pillar::Efficiency);
    }
    None
}

/// The landing page of 2014: clauses on what the available evidence indicates.
fn landing_clauses(walk: &mut Walk<'_, '_>, at: usize, plain: &str) {
    static EFFICIENCY: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(
            r#"(?i)\befficiency with which (?:the (?:force|constabulary)|it) carries out its responsibilities (?:is )?['"]?(?P<grade>outstanding|good|inadequate|requires improvement)"#,
        )
    });
    static TOPIC: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(
            r#"(?i)(?:(?:is|and|,|;) |^)['"]?(?P<grade>outstanding|good|inadequate|requires improvement)['"]? (?:at|in|for) (?P<topic>[^;,.]+)"#,
        )
    });
    if walk.draft.here != Some(Cycle::year(2014)) {
        return;
    }
    if let Some(found) = EFFICIENCY.as_ref().and_then(|regex| regex.captures(plain)) {
        if let Some(grade) = grades::grade_of(&found["grade"]) {
            let whole = 0..plain.len();
            walk.claim_at(
                at,
                &whole,
                Some(Pillar::Efficiency),
                Subject::Overall,
                None,
                Outcome::Graded(grade),
                "landing stem of 2014",
            );
        }
        return;
    }
    let matched: Vec<(String, String)> = TOPIC
        .as_ref()
        .map(|regex| {
            regex
                .captures_iter(plain)
                .map(|found| (found["grade"].to_owned(), found["topic"].to_owned()))
                .collect()
        })
        .unwrap_or_default();
    for (words, topic) in matched {
        let number = questions::number_of(
            walk.draft.report.programme,
            walk.draft.here,
            &Pillar::Effectiveness,
            &topic,
        );
        if let (Some(number @ 1..=3), Some(grade)) = (number, grades::grade_of(&words)) {
            let whole = 0..plain.len();
            walk.claim_at(
                at,
                &whole,
                Some(Pillar::Effectiveness),
                Subject::Question(number),
                Some(topic),
                Outcome::Graded(grade),
                "landing stem of 2014",
            );
        }
    }
}

//! Grades stated in sentences: fixed stems only, and only where the sentence gives them to the inspected body.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::draft::Claim;
use super::grades::{self, Earlier, GRADE, Statement};
use super::page::sentences;
use super::sieve::{Rule, Sieved};
use super::title::{self, Layout};
use super::walk::Walk;
use super::whom::{self, BODY, GIVER};
use super::{areas, nearest, rule, second_hand, when};
use crate::report::{Cycle, Outcome, Pillar, Programme, Subject};

/// How many bytes of one line are read for stems: far more than a paragraph has.
const READ: usize = 100_000;

/// Reads the sentences of line `at`.
pub(super) fn read(walk: &mut Walk<'_, '_>, at: usize) {
    if matches!(walk.layout, Layout::Prose | Layout::Scale) {
        return;
    }
    let Some(line) = walk.page.lines.get(at) else { return };
    let has_grade_word = line.may(Rule::Grade) && grades::has_grade_word(&line.plain);
    if !has_grade_word && !line.plain.contains("graded") {
        return;
    }
    let plain = line.plain.clone();
    if walk.layout == Layout::Landing {
        let masked = masked(walk, &plain, 0..plain.len());
        if let Some(statement) = grades::extent_of_body(&masked) {
            return claim(walk, at, &(0..plain.len()), statement);
        }
        landing_clauses(walk, at, &masked);
    }
    if matches!(walk.layout, Layout::Release | Layout::Bundle) && clauses(walk, at, &plain) {
        return;
    }
    for range in sentences(&plain).into_iter().take_while(|range| range.start < READ) {
        if plain.get(range.clone()).is_some_and(|sentence| sentence.len() < READ) {
            one(walk, at, &range, &masked(walk, &plain, range.clone()));
        }
    }
}

/// One sentence of a paragraph with the names in it masked.
fn masked(walk: &Walk<'_, '_>, plain: &str, range: Range<usize>) -> String {
    let own = walk.force.as_ref().or_else(|| walk.draft.only_force());
    whom::mask(&plain[..range.start], &plain[range], own, walk.gazetteer)
}

/// One sentence: an earlier grade, the current one, or that there is none.
fn one(walk: &mut Walk<'_, '_>, at: usize, range: &Range<usize>, sentence: &str) {
    if walk.layout == Layout::SecondHand {
        return second_hand::read(walk, at, range, sentence);
    }
    let sieved = Sieved::of_one(sentence);
    let may = |rule| sieved.may(Rule::Grade) && sieved.may(rule);
    let (may_be_earlier, may_be_current) = (may(Rule::Earlier), may(Rule::Current));
    if may_be_earlier && let Some(statement) = grades::earlier(sentence) {
        return earlier(walk, at, range, statement);
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
    let current = || if may_be_current { grades::current(sentence) } else { None };
    let told = || if range.start == 0 { only_grade(walk, sentence) } else { None };
    if let Some(statement) = programme_stem(walk, sentence).or_else(told).or_else(current)
        && is_of_here(walk, &sentence[..statement.range.start])
    {
        return claim(walk, at, range, statement);
    }
    if let Some(statement) = grades::not_given(sentence) {
        none_given(walk, at, range, statement);
    }
}

/// True if the words name no year but the document's own.
fn is_of_here(walk: &Walk<'_, '_>, lead: &str) -> bool {
    let years = whom::years(lead);
    walk.draft.here.is_none_or(|cycle| years.iter().all(|&year| cycle.covers(year)))
}

/// Claims a current grade for the pillar it names, or the document's.
fn claim(walk: &mut Walk<'_, '_>, at: usize, range: &Range<usize>, statement: Statement) {
    let own = walk.pillar.clone().or_else(|| walk.draft.report.pillar.clone());
    let pillar = match walk.layout {
        Layout::Areas | Layout::Regional => return,
        Layout::Overall | Layout::Sentence
            if !matches!(statement.rule, "crime recording" | "vetting sentence") =>
        {
            return;
        }
        Layout::Pillar if statement.pillar.is_some() && statement.pillar != own => return,
        _ if statement.rule == "crime recording" || statement.rule == "vetting sentence" => None,
        _ => statement.pillar.clone().or(own),
    };
    if pillar.is_none() && !matches!(statement.rule, "crime recording" | "vetting sentence") {
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

pub(super) fn earlier(
    walk: &mut Walk<'_, '_>,
    at: usize,
    range: &Range<usize>,
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
    if !when::is_round(report.programme, cycle)
        || walk.under().is_some() && walk.layout == Layout::Areas
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
    let part = statement.part.and_then(|part| {
        walk.page.plain(at).get(range.start + part.start..range.start + part.end).map(str::to_owned)
    });
    let subject = match (&part, &pillar) {
        (None, _) => Subject::Overall,
        (Some(topic), Some(pillar)) if walk.layout == Layout::Pillar => {
            match nearest::number_of(report.programme, Some(cycle), pillar, topic) {
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
        question_text: part,
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

/// The first sentence under an area without a label: `Force is good at ...`, on what the area is about.
fn section_stem(walk: &Walk<'_, '_>, masked: &str) -> Option<Statement> {
    static STEM: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(&format!(
            r"(?i)^(?:overall, )?{BODY} (?:(?:is|are) )?{GRADE} (?:at|in) (?:the |its )?(?P<topic>.+)"
        ))
    });
    let (Subject::Area(slug), _, false) = walk.under()? else { return None };
    if walk.layout != Layout::Areas || !walk.at_opening() {
        return None;
    }
    let found = STEM.as_ref()?.captures(masked)?;
    let topic = &found["topic"];
    let own = !whom::names_other(topic) && !whom::said_by_others(topic);
    (own && areas::is_about(slug, topic)).then_some(())?;
    whole_sentence(&found, masked, "first sentence of the area")
}

/// In a regional report, under a body: `Force is good at tackling serious and organised crime`.
fn body_stem(walk: &Walk<'_, '_>, masked: &str) -> Option<Statement> {
    static STEM: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(&format!(
            r"(?i)^(?:overall, )?{BODY} (?:(?:is|are) )?{GRADE} (?:at|in) (?:tackling|disrupting|its response to) serious"
        ))
    });
    if walk.layout != Layout::Regional || walk.force.is_none() {
        return None;
    }
    let found = STEM.as_ref()?.captures(masked)?;
    whole_sentence(&found, masked, "sentence under the body")
}

/// Stems of programmes without pillars.
pub(super) fn programme_stem(walk: &Walk<'_, '_>, masked: &str) -> Option<Statement> {
    static RECORDING: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let graded = "(?:graded|judged|rated|ranked)";
        let to = "(?: (?:as|to be))?";
        rule(&format!(
            r"(?i)(?:{BODY}(?: (?:is|has been|was))?(?: {graded}{to})?|{GIVER} {graded} {BODY}{to}|{GIVER} {graded} (?:{BODY}'s?|its) crime[ -]recording(?: arrangements)?{to}(?P<recording>)) {GRADE}(?: (?:at|in|for) (?:the way it )?(?:accurately )?(?:recording|records?) (?:reported )?crimes?)?(?:[.,;]|$| by (?:the|her|his|HMIC\w*|inspectors)\b)"
        ))
    });
    if walk.draft.report.programme != Some(Programme::CrimeDataIntegrity)
        || !matches!(walk.layout, Layout::Release | Layout::SecondHand)
    {
        return None;
    }
    let found = RECORDING.as_ref()?.captures(masked)?;
    let all = found.get(0)?;
    let recording = found.name("recording").is_some() || all.as_str().contains("record");
    let sure = recording
        && !whom::names_other(&masked[..all.end()])
        && !whom::doubtful(&masked[..all.start()])
        && is_of_here(walk, &masked[..all.start()]);
    sure.then(|| whole_sentence(&found, masked, "crime recording"))?
}

/// A release on the recording of crime has one grade to tell, and may open a paragraph with it without saying of what.
fn only_grade(walk: &Walk<'_, '_>, masked: &str) -> Option<Statement> {
    static ONLY: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(&format!(
            r"(?i)^(?:HMIC|HMICFRS|inspectors|HM Inspectorate of Constabulary(?: (?:and|&) Fire (?:and|&) Rescue Services)?(?: \(HMIC(?:FRS)?\))?)(?: has)? (?:graded|judged|rated) {BODY}(?: as| to be) {GRADE}[.,;]?$"
        ))
    });
    let of_recording = walk.layout == Layout::Release
        && walk.draft.report.programme == Some(Programme::CrimeDataIntegrity);
    let found = ONLY.as_ref().filter(|_| of_recording)?.captures(masked)?;
    whole_sentence(&found, masked, "crime recording")
}

/// The grade of a captured stem, quoted with its whole sentence.
fn whole_sentence(found: &Captures<'_>, masked: &str, rule: &'static str) -> Option<Statement> {
    Some(Statement {
        outcome: Outcome::Graded(grades::grade_of(found.name("grade")?.as_str())?),
        pillar: None,
        earlier: None,
        part: None,
        range: 0..masked.len(),
        rule,
    })
}

/// The bullets of a release: `is 'good' at X`, `'requires improvement' in Y`. True if the line was such a list.
fn clauses(walk: &mut Walk<'_, '_>, at: usize, plain: &str) -> bool {
    static CLAUSE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(
            r#"(?i)^(?:and )?(?:is |has been graded )?['"]?(?P<grade>outstanding|good|adequate|inadequate|requires improvement)['"]? (?:at|in|for) (?P<topic>.+?)(?:[;,.]| and)*$"#,
        )
    });
    let is_item = matches!(walk.page.lines[at].kind, crate::extract::BlockKind::Item(_));
    if !is_item || !lead_is_sound(walk, at) {
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
                nearest::number_of(report.programme, walk.draft.here, &pillar, topic)
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

/// True unless the line that announces the list speaks of another body, another time, or for somebody else.
fn lead_is_sound(walk: &Walk<'_, '_>, at: usize) -> bool {
    let is_item =
        |line: &usize| matches!(walk.page.lines[*line].kind, crate::extract::BlockKind::Item(_));
    let Some(lead) = (0..at).rev().find(|line| !is_item(line)) else { return true };
    let plain = walk.page.plain(lead);
    let masked = masked(walk, plain, 0..plain.len());
    if !masked.ends_with(':') {
        return true;
    }
    let to_body = masked.find(whom::OWN).unwrap_or(masked.len());
    !whom::names_other(&masked)
        && !whom::doubtful(&masked)
        && !whom::is_part(&masked[..to_body])
        && is_of_here(walk, &masked)
        && !masked.contains("forces")
        && !masked.contains("a force")
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
fn landing_clauses(walk: &mut Walk<'_, '_>, at: usize, masked: &str) {
    static EFFICIENCY: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(&format!(
            r"(?i)^(?:and )?the efficiency with which {BODY} carries out its responsibilities (?:is )?{GRADE}"
        ))
    });
    static TOPIC: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(
            r#"(?i)(?:(?:is|and|,|;) |^)['"]?(?P<grade>outstanding|good|inadequate|requires improvement)['"]? (?:at|in|for) (?P<topic>[^;,.]+)"#,
        )
    });
    static STARTS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(&format!(r"(?i)(?:^|^in terms of .{{1,80}}, ){BODY} (?:is )?{GRADE}"))
    });
    if walk.draft.here != Some(Cycle::year(2014)) || whom::names_other(masked) {
        return;
    }
    if let Some(found) = EFFICIENCY.as_ref().and_then(|regex| regex.captures(masked)) {
        if let Some(grade) = grades::grade_of(&found["grade"]) {
            let whole = 0..masked.len();
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
    if !STARTS.as_ref().is_some_and(|starts| starts.is_match(masked)) {
        return;
    }
    let matched: Vec<(String, String)> = TOPIC
        .as_ref()
        .map(|regex| {
            regex
                .captures_iter(masked)
                .map(|found| (found["grade"].to_owned(), found["topic"].to_owned()))
                .collect()
        })
        .unwrap_or_default();
    for (words, topic) in matched {
        let number = nearest::number_of(
            walk.draft.report.programme,
            walk.draft.here,
            &Pillar::Effectiveness,
            &topic,
        );
        if let (Some(number @ 1..=3), Some(grade)) = (number, grades::grade_of(&words)) {
            let whole = 0..masked.len();
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

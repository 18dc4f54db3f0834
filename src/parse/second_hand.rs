//! Grades restated by commissioners, forces and newspapers: only where the body and the pillar are named.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::draft::Claim;
use super::grades::{self, END, Earlier, GRADE};
use super::prose::{earlier, programme_stem};
use super::rule;
use super::walk::Walk;
use super::whom::{self, GIVER};
use crate::report::{Cycle, DocKind, Force, Outcome, Pillar, Subject};

/// Whom a second-hand sentence may be about: any body by its name, or the writer's own.
const WHO: &str = r"(?P<who>[\x01\x02]+(?: \([A-Z]\w*\))?|\b(?:the|our|this) (?:force|constabulary|service|brigade)\b|\bit\b|\bwe\b)";

/// What may follow a pillar's word: nothing that makes it the efficiency of something else.
const CLOSES: &str = r#"(?P<rest>$|['"]*[.,;:)]| (?:and|but|while|with|overall|in 20\d\d|in (?:the|its) (?:same|latest|new|recent)|by (?:HMIC|inspectors|the inspectorate|her|his|the watchdog)|for (?:the |a )?\w+ (?:time|year|consecutive)|this (?:year|week)|last (?:week|month|year)|yesterday|today)\b)"#;

/// What is graded (`who`) and how, with the pillar named or not.
static STEMS: LazyLock<Vec<Option<Regex>>> = LazyLock::new(|| {
    let graded = r"(?:rated|graded|judged|assessed|found|deemed)(?: overall)?";
    let to = r"(?: as| to be| being)?";
    let is = r"(?:, [\w' ]{1,30},)?(?: (?:is|are|was|were|has been|have been))(?: also)?";
    let giver = format!(
        r"(?:{GIVER}|\bit|\breport published today has|\binspectorate of constabulary(?: and fire (?:and|&) rescue services)?(?: \(\w+\))?(?: has)?)"
    );
    let pillar = r"(?: overall)? (?:for|in|at) (?:its |the |their )?(?P<pillar>effectiveness|efficiency|legitimacy)\b";
    let overall = r"overall (?:grading|grade|rating|judgment)";
    [
        format!(r"(?i){giver} {graded} {WHO}{to} {GRADE}{pillar}{CLOSES}"),
        format!(r"(?i){WHO}(?P<is>{is}(?: the only force to be)?)?(?: {graded}{to})? {GRADE}{pillar}{CLOSES}"),
        format!(r"(?i){WHO}'s? (?:overall )?(?P<pillar>effectiveness|efficiency|legitimacy) is {GRADE}{END}"),
        format!(r"(?i){WHO}(?: has| have)? (?:received|been given) an {overall} of {GRADE}(?:{END}| which )"),
        format!(r"(?i){giver} {graded} {WHO}{to} {GRADE}{END}"),
        format!(r"(?i)^(?P<who>the|our|its) {overall} (?:is|was) {GRADE}{END}"),
    ]
    .iter()
    .map(|pattern| rule(pattern))
    .collect()
});

/// Second hand: `Force was graded good for efficiency`, `graded the force as 'requires improvement'`.
pub(super) fn read(walk: &mut Walk<'_, '_>, at: usize, range: &Range<usize>, masked: &str) {
    static FIRST_PERSON: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(
            r"(?i)\b(?:I|we|members|my \w+|our \w+)(?: have| had| also)? (?:rated|graded|judged|assessed|found|felt)\b",
        )
    });
    if FIRST_PERSON.as_ref().is_some_and(|rule| rule.is_match(masked)) {
        return;
    }
    if let Some(statement) = grades::earlier(masked)
        .filter(|statement| statement.part.is_none() && statement.pillar.is_some())
        && walk.draft.only_force().is_some()
        && walk.draft.here.is_some_and(|own| statement.earlier != Some(Earlier::Printed(own)))
    {
        return earlier(walk, at, range, statement);
    }
    if let Some(statement) = programme_stem(walk, masked) {
        let outcome = statement.outcome;
        return walk.claim_at(at, range, None, Subject::Overall, None, outcome, statement.rule);
    }
    let Some(found) = STEMS.iter().flatten().find_map(|regex| regex.captures(masked)) else {
        return restated(walk, at, range, masked);
    };
    let (Some(all), Some(words), Some(who)) =
        (found.get(0), found.name("grade"), found.name("who"))
    else {
        return;
    };
    let end = found.name("rest").map_or(all.end(), |rest| rest.start());
    let before = masked[..who.start()].trim_end();
    // Without a verb it is a headline, or one of several clauses.
    let headline = before.is_empty() || before.ends_with([',', ';', ':', '-', '\'', '"']);
    let has_verb = found.name("is").is_some() || !all.as_str().starts_with(who.as_str());
    let graded = masked.get(who.end()..words.start()).is_some_and(|between| between.contains("ed"));
    if hedged(before, &masked[end..])
        || !(has_verb || graded || headline)
        || names_other_year(masked, walk.draft.here)
    {
        return;
    }
    let named = found.name("pillar").and_then(|name| Pillar::known(name.as_str()));
    let pillar = named.or_else(|| walk.draft.report.pillar.clone());
    let plain = walk.page.plain(at).get(range.clone()).unwrap_or("");
    let force = plain.get(who.range()).and_then(|name| subject(walk, who.as_str(), name));
    let (Some(pillar), Some(force), Some(grade)) =
        (pillar, force, grades::grade_of(words.as_str()))
    else {
        return;
    };
    let (quote, span) = walk.page.quote(at, range);
    let is_news = walk.draft.report.kind == DocKind::News;
    walk.draft.claim(Claim {
        force: Some(force),
        pillar: Some(pillar),
        subject: Subject::Overall,
        question_text: None,
        outcome: Outcome::Graded(grade),
        earlier: None,
        quote,
        span,
        rule: if is_news { "press sentence" } else { "sentence of a response" },
    });
}

/// The inspectorate's own stem, where the sentence says that it is the inspectorate's.
fn restated(walk: &mut Walk<'_, '_>, at: usize, range: &Range<usize>, masked: &str) {
    static INSPECTS: LazyLock<Option<Regex>> =
        LazyLock::new(|| rule(r"\bHMIC(?:FRS)?\b|(?i:\binspectorate\b)"));
    let (here, own) = (walk.draft.here, walk.draft.report.pillar.clone());
    let stated = grades::current(masked)
        .filter(|_| INSPECTS.as_ref().is_some_and(|rule| rule.is_match(masked)))
        .filter(|_| !names_other_year(masked, here))
        .filter(|stated| !hedged(&masked[..stated.range.start], &masked[stated.range.end..]));
    if let Some(stated) = stated
        && let Some(pillar) = stated.pillar.or(own)
    {
        let (outcome, rule) = (stated.outcome, stated.rule);
        walk.claim_at(at, range, Some(pillar), Subject::Overall, None, outcome, rule);
    }
}

/// True if the words around the statement make it another time's, a wish, an opinion or one of several.
fn hedged(before: &str, after: &str) -> bool {
    static BEFORE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(r"(?i)\b(?:since|up from|down from|compared|unlike|four possible|possible grades)\b")
    });
    static AFTER: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(
            r"(?i)^['\x22,]* ?(?:last year|\w+ (?:years?|months) ago|next (?:year|time)|previously|(?:or |and )?(?:outstanding|good|adequate|inadequate|requires improvement)['\x22]?[,. ]+(?:or|and|good|adequate|inadequate|requires)\b|terms\b)",
        )
    });
    whom::unsure(before)
        || whom::of_another_time(before)
        || BEFORE.as_ref().is_some_and(|rule| rule.is_match(before))
        || AFTER.as_ref().is_some_and(|rule| rule.is_match(after))
}

/// True if the sentence has a year that is not of the document's cycle.
fn names_other_year(masked: &str, cycle: Option<Cycle>) -> bool {
    cycle.is_some_and(|cycle| whom::years(masked).iter().any(|year| !cycle.covers(*year)))
}

/// The body that the words name: one of the document's own family; the document's own for `the force`.
fn subject(walk: &Walk<'_, '_>, masked: &str, name: &str) -> Option<Force> {
    let own = walk.draft.only_force();
    if !masked.starts_with(whom::OTHER) {
        return own.cloned();
    }
    let family = own.map(Force::family);
    let mentions = walk.gazetteer.mentions(name);
    let named: Vec<&Force> = mentions
        .iter()
        .flat_map(|mention| &mention.forces)
        .filter(|force| family.is_none_or(|family| force.family() == family))
        .copied()
        .collect();
    match named.as_slice() {
        [force] => Some((*force).clone()),
        _ => None,
    }
}

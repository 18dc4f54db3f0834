//! Where a grade stands: whole-line labels and fixed sentence stems. A grade word anywhere else is plain English.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::page::Line;
use super::rule;
use super::sieve::Rule;
use super::whom::{self, BODY, GIVER};
use crate::report::{Cycle, Grade, Outcome, Pillar};

/// A grade as it is printed, with or without quotation marks.
pub(super) const GRADE: &str =
    r#"['"]*(?P<grade>outstanding|good|adequate|inadequate|requir(?:es?|ed|ing) improvement)['"]*"#;

/// What a sentence says of a grade.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Statement {
    pub(super) outcome: Outcome,
    /// The pillar it names, if it does.
    pub(super) pillar: Option<Pillar>,
    /// For a grade of an earlier cycle: which.
    pub(super) earlier: Option<Earlier>,
    /// Bytes of the sentence that name the part of the pillar that an earlier grade was for.
    pub(super) part: Option<Range<usize>>,
    /// Bytes of the sentence that say so.
    pub(super) range: Range<usize>,
    pub(super) rule: &'static str,
}

/// The cycle of an earlier grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Earlier {
    /// Printed as a year or cycle.
    Printed(Cycle),
    /// `last year`.
    LastYear,
}

/// Words of grades.
pub(super) static WORDS: LazyLock<Option<Regex>> =
    LazyLock::new(|| rule(r"(?i)outstanding|good|adequate|improvement"));

/// A quick look before the rules are tried: most sentences hold no grade word at all.
pub(super) fn has_grade_word(sentence: &str) -> bool {
    WORDS.as_ref().is_some_and(|words| words.is_match(sentence))
}

/// The outcome that a line of a page states.
pub(super) fn label_of(line: &Line) -> Option<Outcome> {
    if line.may(Rule::Label) { label(&line.plain) } else { None }
}

/// The outcome that a whole line states: a grade alone, or the words for none.
pub(super) fn label(plain: &str) -> Option<Outcome> {
    let line = plain.trim().trim_end_matches(['.', ':']).trim_matches(['\'', '"', '*']).trim();
    if line.len() > 75 {
        return None;
    }
    let lower = line.to_lowercase();
    let lower = lower
        .strip_prefix("vetting, it monitoring and counter-corruption")
        .map_or(lower.as_str(), |rest| rest.trim_start_matches([':', ' ', '-']))
        .to_owned();
    let name = [
        "graded as ",
        "graded: ",
        "graded ",
        "grade: ",
        "grade - ",
        "judgment: ",
        "overall judgment: ",
    ]
    .iter()
    .find_map(|prefix| lower.strip_prefix(prefix))
    .unwrap_or(&lower)
    .trim_matches(['\'', '"', ' ']);
    match name {
        "to be graded" | "not yet graded" | "yet to be graded" => Some(Outcome::NotYetGraded),
        "ungraded" | "not graded" => Some(Outcome::Ungraded),
        "not assessed" | "not inspected" | "no grade given" => Some(Outcome::NotCarriedOut),
        _ => name.parse().ok().map(Outcome::Graded),
    }
}

/// The grade in a capture: any of the verb forms of `requires improvement`.
pub(super) fn grade_of(words: &str) -> Option<Grade> {
    let lower = words.to_lowercase();
    if lower.starts_with("requir") {
        return Some(Grade::RequiresImprovement);
    }
    lower.parse().ok()
}

/// The pillar that a phrase names.
pub(super) fn pillar_in(plain: &str) -> Option<Pillar> {
    let lower = plain.to_lowercase();
    let mut found: Vec<(usize, Pillar)> = Vec::new();
    for (stem, pillar) in [
        ("effectiv", Pillar::Effectiveness),
        ("efficien", Pillar::Efficiency),
        ("legitima", Pillar::Legitimacy),
        ("leadership", Pillar::Leadership),
        ("after its people", Pillar::People),
    ] {
        let at =
            lower.match_indices(stem).map(|(at, _)| at).find(|&at| !lower[..at].ends_with("in"));
        if let Some(at) = at {
            found.push((at, pillar));
        }
    }
    found.sort_by_key(|(at, _)| *at);
    match found.as_slice() {
        [(_, pillar)] => Some(pillar.clone()),
        _ => None,
    }
}

/// `The extent to which ...` on a landing page.
pub(super) static EXTENT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    rule(&format!(
        r"(?i)^(?:and )?the extent to which (?P<what>.+?)(?:(?:,? (?:is|was|are))?:? (?P<none>not yet graded|to be graded)|(?:,? (?:is|are)(?: judged to be)?:?|:)? {GRADE}|:? (?P<improve>requires improvement))(?:;|,|\.| and)*$"
    ))
});

/// What a line says that begins so.
pub(super) fn extent_of_line(line: &Line) -> Option<Statement> {
    if line.may(Rule::Extent) { extent(&line.plain) } else { None }
}

/// The pillar and what is said of it.
fn extent(plain: &str) -> Option<Statement> {
    let found = EXTENT.as_ref().filter(|_| plain.len() < 1000)?.captures(plain)?;
    let what = &found["what"];
    let ends_in = |word: &str| what.to_lowercase().ends_with(word);
    if ["was", "were", "not", "not yet", "never", "no longer"].iter().any(|word| ends_in(word)) {
        return None;
    }
    let outcome = match (found.name("none"), found.name("grade").or_else(|| found.name("improve")))
    {
        (Some(_), _) => Outcome::NotYetGraded,
        (None, Some(words)) => Outcome::Graded(grade_of(words.as_str())?),
        _ => return None,
    };
    let pillar =
        if what.contains("after its people") { Some(Pillar::People) } else { pillar_in(what) };
    Some(Statement {
        outcome,
        pillar: Some(pillar?),
        earlier: None,
        part: None,
        range: 0..plain.len(),
        rule: "landing stem",
    })
}

/// The same, and the sentence, its names masked, speaks of the inspected body.
pub(super) fn extent_of_body(masked: &str) -> Option<Statement> {
    static OF_BODY: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(&format!(r"(?i)^(?:and )?the extent to which (?:overall,? )?{BODY}"))
    });
    let of_body = OF_BODY.as_ref()?.is_match(masked) && !whom::names_other(masked);
    extent(masked).filter(|_| of_body)
}

pub(super) struct Stem {
    rule: &'static str,
    pub(super) regex: Option<Regex>,
}

/// Phrases that name a whole pillar without its word.
const WHOLE: &str = r"(?:keeping people safe and reducing crime|reducing crime and keeping people safe|keeping people safe and secure|how it keeps people safe and reduces crime|operating efficiently and (?:providing a sustainable service|sustainably)|treating the public and its workforce legitimately|the way it treats the public and its workforce|how (?:efficient|effective|legitimate) it is|the efficient way it operates|legitimately keeping people safe and reducing crime)";
const PILLAR: &str = r"(?:effectiveness|efficiency|legitimacy|leadership)";
/// Verbs of the present, the perfect included.
const NOW: &str = r",? (?:is|are|remains|has|have)(?: been| also| again| now| still| once again| once more| therefore| overall)*";
const GRADED: &str = r"(?:assessed|judged|graded|rated)(?: overall)?";
const AS: &str = r"(?: as| to be| being| to)?(?: overall)?";
/// The end of a clause: what follows does not narrow what was said.
pub(super) const END: &str = r#"(?:$|['"]*[.,;:)]|['"]* (?:and|but|although|-|says|said) )"#;

/// Stems that give the whole pillar's grade to the body, in order of trust.
pub(super) static OVERALL: LazyLock<Vec<Stem>> = LazyLock::new(|| {
    let how = r"how (?:effectively|efficiently|legitimately)";
    let given = format!(
        r"(?:(?P<bare>{BODY})(?: {GRADED}{AS})?|{BODY}{NOW}(?: {GRADED}{AS})?|{GIVER} {GRADED} {BODY}{AS})"
    );
    let about = r"(?:,? with elements of \w+)?,? (?:overall )?(?:in respect of |in terms of |in |at |for )(?:the |its |how |overall )*";
    [
        ("summary stem", format!(r"(?i){given} {GRADE}{about}(?P<scope>{PILLAR}(?: with which| at keep| at reduc| in keep| in reduc| and reduc|{END})|(?:{how}|effectively|efficiently|legitimately) (?:it|the (?:force|constabulary)|keeping|reducing) |(?:effective|efficient|legitimate) it is|{WHOLE})")),
        ("headline stem", format!(r"(?i)(?P<owner>(?:{BODY} ?'s?|^its)) (?:overall |approach to )*(?P<scope>{PILLAR})(?: (?:at|in) {WHOLE})? (?:(?:is|remains|has been (?:judged|graded|assessed) (?:as|to be)) )?{GRADE}{END}")),
        ("summary stem", format!(r"(?i){given} {GRADE} at (?P<scope>looking after its people)")),
        ("vetting sentence", format!(r"(?i){BODY}(?:{NOW})? {GRADE} at (?P<scope>vetting, IT monitoring and counter-? ?corruption)")),
    ]
    .into_iter()
    .map(|(name, pattern)| Stem { rule: name, regex: rule(&pattern) })
    .collect()
});

/// The whole-pillar grade of the document's own cycle that a sentence, its names masked, gives to the body.
pub(super) fn current(masked: &str) -> Option<Statement> {
    if !has_grade_word(masked) || masked.trim_end().ends_with('?') {
        return None;
    }
    OVERALL.iter().find_map(|stem| {
        let found = stem.regex.as_ref()?.captures(masked)?;
        let (all, words) = (found.get(0)?, found.name("grade")?.as_str());
        // Without a verb only a name is a subject: `makes it good at ...` gives no grade.
        let loose = found.name("bare").is_some_and(|bare| !bare.as_str().starts_with(whom::OWN));
        if (loose && !words.to_lowercase().starts_with("requires"))
            || words.ends_with("ed improvement")
            || narrowed(&masked[all.end()..])
            || whom::names_other(&masked[..all.end()])
            || whom::doubtful(&masked[..all.start()])
        {
            return None;
        }
        Some(Statement {
            outcome: Outcome::Graded(grade_of(words)?),
            pillar: pillar_in(found.name("scope")?.as_str()),
            earlier: None,
            part: None,
            range: all.range(),
            rule: stem.rule,
        })
    })
}

/// The words by which an inspection says that it gives no grade this time.
pub(super) fn not_given(sentence: &str) -> Option<Statement> {
    if !sentence.contains("graded") {
        return None;
    }
    static NOT_GIVEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(
            r"(?i)\b(?:has|have) not (?:given|made|provided|reached|awarded) .{0,80}?graded judgments?\b|\bno graded judgment (?:was|has been|is) (?:given|made)\b|\bdid not give .{0,60}?graded judgment\b",
        )
    });
    static NARRATIVE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(
            r"(?i)\bleadership (?:was|is) not graded\b|\bnarrative rather than (?:a )?graded judgments?\b|\b(?:do not|don't) make (?:a )?graded judgments?\b",
        )
    });
    let (found, outcome, rule) = match NOT_GIVEN.as_ref().and_then(|rule| rule.find(sentence)) {
        Some(found) => (found, Outcome::NotCarriedOut, "no graded judgment given"),
        None => (NARRATIVE.as_ref()?.find(sentence)?, Outcome::Ungraded, "never graded"),
    };
    Some(Statement {
        outcome,
        pillar: pillar_in(sentence),
        earlier: None,
        part: None,
        range: found.range(),
        rule,
    })
}

/// True if a place or a part follows, or who said so: `at reducing crime on the quay`, `said the chief constable`.
fn narrowed(rest: &str) -> bool {
    [" in the ", " on ", " at the ", " compared "].iter().any(|word| rest.starts_with(word))
        || whom::said_by_others(rest)
}

/// Sentences that quote a grade of an earlier cycle: when, to whom, which, and what follows.
pub(super) static EARLIER: LazyLock<Vec<Option<Regex>>> = LazyLock::new(|| {
    let year = r"20\d\d(?:/\d\d)?";
    let last = r"last year|a year ago|the year before|previous (?:year|inspection|assessment)";
    let past = r"(?: (?:was|were|had been)(?: also| again| then)?)";
    let graded = r"(?:graded|judged|assessed|rated|found)(?: overall)?";
    let to = r"(?: as| to be| being| to| be)";
    let our = r"(?:our |its |the |HMIC(?:FRS)?'?s? )?";
    [
        format!(r"(?i){BODY}{past}? {GRADE} in (?:its|our|the) (?P<when>{year}) (?:assessment|inspection)(?P<after>[^.;]*)"),
        format!(r"(?i)\bin (?P<when>{year}),? {BODY} (?P<grade>required improvement)(?P<after>[^.;]*)"),
        format!(r"(?i)\b(?P<when>{last}|{year}\b)(?P<gap>[^.]{{0,120}}?)(?:{BODY}{past} {graded}{to}|{GIVER} {graded} {BODY}{to}) {GRADE}(?P<after>[^.;]*)"),
        format!(r"(?i)(?:{BODY}{past} {graded}{to}?|{GIVER} {graded} {BODY}{to}|{BODY}, (?:which|whom|that) {GIVER} {graded}{to}) {GRADE}(?: (?:for|in respect of|in terms of) (?:its )?(?P<of>{PILLAR}))? (?:in|by) {our}(?P<when>{last}|{year})\b(?P<after>)"),
        format!(r"(?i){GRADE} (?:grade |judgment )?(?:that |which )?we gave {BODY} in (?P<when>{year})(?P<after>[^.;]*)"),
    ]
    .iter()
    .map(|pattern| rule(pattern))
    .collect()
});

/// The grade of an earlier cycle that a sentence, its names masked, quotes.
pub(super) fn earlier(masked: &str) -> Option<Statement> {
    if !has_grade_word(masked) {
        return None;
    }
    EARLIER.iter().flatten().find_map(|regex| earlier_from(&regex.captures(masked)?, masked))
}

fn earlier_from(found: &Captures<'_>, masked: &str) -> Option<Statement> {
    let (all, after) = (found.get(0)?, found.name("after")?);
    let gap = found.name("gap").map_or("", |gap| gap.as_str());
    let lead = &masked[..all.start()];
    let wished =
        lead.to_lowercase().split(' ').any(|word| matches!(word, "if" | "hopes" | "hoped"));
    if wished || whom::unsure(gap) || whom::names_other(&masked[..after.start()]) {
        return None;
    }
    let whole = whole_after(after.as_str());
    if !whole && !part_only(after.as_str()) {
        return None;
    }
    let earlier = match found.name("when")?.as_str().parse::<Cycle>() {
        Ok(cycle) => Earlier::Printed(cycle),
        Err(()) => Earlier::LastYear,
    };
    let named = found.name("of").map_or(after.as_str(), |of| of.as_str());
    let skipped = after.as_str().len() - after.as_str().trim_start_matches([',', ' ']).len();
    Some(Statement {
        outcome: Outcome::Graded(grade_of(&found["grade"])?),
        pillar: pillar_in(named).or_else(|| pillar_in(masked)),
        earlier: Some(earlier),
        range: all.range(),
        rule: "earlier grade quoted",
        part: (!whole).then(|| after.start() + skipped..after.end()),
    })
}

/// True if what follows the grade leaves it the whole pillar's: the end of the clause, or the pillar's own words.
fn whole_after(after: &str) -> bool {
    static WHOLE_AFTER: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let on = r"(?:in respect of|in terms of|with regard to|with respect to|in|at|for)";
        rule(&format!(
            r#"(?i)^['"]*(?:$|[,:)!]| (?:and|but|although|when|which|because|overall|by HMIC|-)\b| (?:in|by) (?:our|its|the|that) (?:[\w/]+ ){{0,2}}(?:inspection|assessment|report)\b| on (?:this|the same) (?:subject|area|pillar)| {on} (?:the |its |this|that|both|how |overall )*(?:{PILLAR}\b(?: with which| overall| at keep| at reduc|{END})|(?:effectively|efficiently|legitimately) it |{WHOLE}|$|,| as well| too))"#
        ))
    });
    WHOLE_AFTER.as_ref().is_some_and(|rule| rule.is_match(after))
}

/// True if what follows narrows the grade to a part of the pillar: `good at treating people fairly`.
fn part_only(after: &str) -> bool {
    let rest = after.trim_start_matches([',', ' ', '\'', '"']).to_lowercase();
    ["at ", "in ", "for "].iter().any(|word| rest.starts_with(word))
}

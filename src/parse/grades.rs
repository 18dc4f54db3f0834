//! Where a grade stands: whole-line labels and fixed sentence stems. A grade word anywhere else is plain English.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::rule;
use crate::report::{Cycle, Grade, Outcome, Pillar};

/// A grade as it is printed, with or without quotation marks.
const GRADE: &str =
    r#"['"]*(?P<grade>outstanding|good|adequate|inadequate|requir(?:es?|ed|ing) improvement)['"]*"#;

/// Whom a grade was given to: the body itself, never one of its doings.
const WHOM: &str = r"(?: it| (?:the|this) (?:force|constabulary|service)| (?:[\w&-]+ ){1,6}?(?:police|constabulary|service|police service))";

/// What a sentence says of a grade.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Statement {
    pub(super) outcome: Outcome,
    /// The pillar it names, if it does.
    pub(super) pillar: Option<Pillar>,
    /// For a grade of an earlier cycle: which.
    pub(super) earlier: Option<Earlier>,
    /// The part of the pillar that an earlier grade was for, in the sentence's words.
    pub(super) part: Option<String>,
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

/// A quick look before the rules are tried: most sentences hold no grade word at all.
fn has_grade_word(sentence: &str) -> bool {
    static WORDS: LazyLock<Option<Regex>> =
        LazyLock::new(|| rule(r"(?i)outstanding|good|adequate|improvement"));
    WORDS.as_ref().is_some_and(|words| words.is_match(sentence))
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

/// `The extent to which ...` on a landing page: the pillar and what is said of it.
pub(super) fn extent(plain: &str) -> Option<Statement> {
    static EXTENT: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(&format!(
            r"(?i)^(?:and )?the extent to which (?P<what>.+?)(?:(?:,? (?:is|was|are))?:? (?P<none>not yet graded|to be graded)|(?:,? (?:is|are)(?: judged to be)?:?|:)? {GRADE}|:? (?P<improve>requires improvement))(?:;|,|\.| and)*$"
        ))
    });
    let found = EXTENT.as_ref()?.captures(plain)?;
    let what = &found["what"];
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

struct Stem {
    rule: &'static str,
    regex: Option<Regex>,
}

/// Stems that give the whole pillar's grade, in order of trust.
static OVERALL: LazyLock<Vec<Stem>> = LazyLock::new(|| {
    let whole = r"(?:keeping people safe and reducing crime|reducing crime and keeping people safe|keeping people safe and secure|how it keeps people safe and reduces crime|operating efficiently and (?:providing a sustainable service|sustainably)|treating the public and its workforce legitimately|how (?:efficient|effective|legitimate) it is|the efficient way it operates)";
    let pillar = r"(?:effectiveness|efficiency|legitimacy|leadership)";
    let how = r"(?:effectively|efficiently|legitimately)";
    let graded = r"(?:assessed|judged|graded|rated)(?: overall)?(?: as| to be| to| being| by \w+)*";
    [
        ("summary stem", format!(r"(?i)\b{graded} {GRADE}(?:,? with elements of \w+)?,? (?:overall )?(?:in respect(?: of)? |in |at |for )(?:the |its |their |how |overall )*(?P<scope>{pillar}\b(?: with which|\.|,|$| and reduc| in | of | at keep)|{how} (?:it|the (?:force|constabulary)) |{how} keeping|(?:effective|efficient|legitimate) it is|{whole})")),
        ("summary stem", format!(r"(?i)\b(?:is|remains|are) {GRADE} (?:in respect of |in |at |for )(?:the |its |their )*(?P<scope>{pillar}\b(?: with which| at | in )|{how} keeping people safe|{how} reducing crime|{whole})")),
        ("summary stem", format!(r"(?i)(?:^|\b(?:police|constabulary|service|force|overall,?|brigade) ?){GRADE} (?:in respect of |in |at |for )(?:the |its )*(?P<scope>{pillar}\b(?: with which| at | in )|{how} keeping people safe|{how} reducing crime|{whole})")),
        ("headline stem", format!(r"(?i)'s? (?:overall |approach to )?(?P<scope>{pillar})(?: (?:at|in) {whole})? (?:is|remains|are|has been (?:judged|graded|assessed) (?:as|to be)) {GRADE}")),
        ("headline stem", format!(r"(?i)'s? (?:overall )?(?P<scope>{pillar})(?: (?:at|in) {whole})? (?P<grade>requires improvement)\b")),
        ("fire stem", format!(r"(?i)\boverall (?P<scope>{pillar}) (?:is )?{GRADE}")),
        ("fire stem", format!(r"(?i)\b(?:is )?{GRADE} at (?P<scope>looking after its people)")),
        ("vetting sentence", format!(r"(?i)\b(?:is |are )?{GRADE} at (?P<scope>vetting, IT monitoring and counter-? ?corruption)")),
    ]
    .into_iter()
    .map(|(name, pattern)| Stem { rule: name, regex: rule(&pattern) })
    .collect()
});

/// Words that make a sentence speak of another time, another body or a wish.
static ELSEWHEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    rule(
        r"(?i)\b(last year|previous|previously|earlier|was|were|had been|prior|used to|former|formerly|if|would|could|not|until|aim|aims|hope|hopes|(?:in|since|from|by) 20\d\d)\b",
    )
});

/// The whole-pillar grade of the document's own cycle that a sentence states.
pub(super) fn current(sentence: &str) -> Option<Statement> {
    if !has_grade_word(sentence) {
        return None;
    }
    for stem in OVERALL.iter() {
        let Some(found) = stem.regex.as_ref().and_then(|regex| regex.captures(sentence)) else {
            continue;
        };
        let (Some(all), Some(words)) = (found.get(0), found.name("grade")) else { continue };
        let before = &sentence[..all.start()];
        if ELSEWHEN.as_ref().is_some_and(|rule| rule.is_match(before))
            || words.as_str().ends_with("ed improvement")
        {
            continue;
        }
        let scope = found.name("scope").map_or("", |scope| scope.as_str());
        let outcome = Outcome::Graded(grade_of(words.as_str())?);
        return Some(Statement {
            outcome,
            pillar: pillar_in(scope),
            earlier: None,
            part: None,
            range: all.range(),
            rule: stem.rule,
        });
    }
    None
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

/// The whole-pillar grade of an earlier cycle that a sentence quotes.
pub(super) fn earlier(sentence: &str) -> Option<Statement> {
    if !has_grade_word(sentence) {
        return None;
    }
    static VERB: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(&format!(
            r"(?i)(?P<when>last year|a year ago|the year before|previous (?:year|inspection|assessment)|\b20\d\d(?:/\d\d)?\b)[^.]{{0,120}}?\b(?:graded|judged|assessed|rated|found)(?P<whom>{WHOM})? (?:as|to be|being|to|be) {GRADE}(?P<after>[^.;]*)"
        ))
    });
    static VERB_FIRST: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(&format!(
            r"(?i)\b(?:was|were|we) (?:also )?(?:graded|judged|assessed|rated)(?P<whom>{WHOM})? (?:as |to be |to )?{GRADE}(?P<after>(?: (?:for|in respect of|in terms of) (?:its )?\w+)?) (?:in|by) (?:our |its |the |HMIC'?s? |HMICFRS'?s? )?(?P<when>last year|a year ago|the year before|previous (?:year|inspection|assessment)|20\d\d(?:/\d\d)?)\b"
        ))
    });
    static GAVE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(&format!(
            r"(?i){GRADE} (?:grade |judgment )?(?:that |which )?we gave (?:it|the (?:force|constabulary|service)) in (?P<when>20\d\d(?:/\d\d)?)(?P<after>)"
        ))
    });
    static REQUIRED: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(
            r"(?i)\bin (?P<when>20\d\d(?:/\d\d)?),? (?:it|the (?:force|constabulary|service)) (?P<grade>required improvement)(?P<after>[^.;]*)",
        )
    });
    static WAS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(&format!(
            r"(?i)\b(?:was |were )?{GRADE} in (?:its|our|the) (?P<when>20\d\d(?:/\d\d)?) (?:assessment|inspection)(?P<after>)"
        ))
    });
    for regex in [&*WAS, &*REQUIRED, &*VERB, &*VERB_FIRST, &*GAVE].into_iter().flatten() {
        let Some(found) = regex.captures(sentence) else { continue };
        if let Some(statement) = earlier_from(&found, sentence) {
            return Some(statement);
        }
    }
    None
}

fn earlier_from(found: &Captures<'_>, sentence: &str) -> Option<Statement> {
    let after = found.name("after").map_or("", |after| after.as_str());
    let part = part_only(after).then(|| after.trim_start_matches([',', ' ']).to_owned());
    let when = found.name("when")?.as_str();
    let earlier = match when.parse::<Cycle>() {
        Ok(cycle) => Earlier::Printed(cycle),
        Err(()) => Earlier::LastYear,
    };
    let all = found.get(0)?;
    Some(Statement {
        outcome: Outcome::Graded(grade_of(&found["grade"])?),
        pillar: pillar_in(after).or_else(|| pillar_in(sentence)),
        earlier: Some(earlier),
        range: all.range(),
        rule: "earlier grade quoted",
        part,
    })
}

/// True if what follows the grade narrows it to a part of the pillar: `good at treating people fairly`.
fn part_only(after: &str) -> bool {
    let rest = after.trim_start_matches([',', ' ']).to_lowercase();
    let narrows = rest.starts_with("at ") || rest.starts_with("in ");
    let whole = [
        "in respect",
        "in terms",
        "in that",
        "in both",
        "in our",
        "in its 20",
        "in the 20",
        "in 20",
        "in effectiveness",
        "in efficiency",
        "in legitimacy",
        "in the efficiency",
        "in the legitimacy",
        "at keeping people safe",
        "at this",
        "at how legitimately it keeps",
        "at effectiveness",
        "at efficiency",
        "at legitimacy",
    ];
    narrows && !whole.iter().any(|start| rest.starts_with(start))
}

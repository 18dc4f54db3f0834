//! Whom a sentence speaks of. Names are masked before the stems are tried, so that a stem can demand its subject.
//!
//! A grade word next to a force's name is not yet the force's grade: it may be its control room's, its neighbour's, or
//! that of `28 forces`. A stem therefore begins with [`BODY`], which only the inspected body's name or a safe `the
//! force` matches; a sentence that names another body before the grade is not used.

use std::sync::LazyLock;

use regex::Regex;

use super::rule;
use crate::gazetteer::Gazetteer;
use crate::report::Force;

/// Stands for each byte of a name of the inspected body; offsets stay what they were.
pub(super) const OWN: char = '\u{1}';
/// Stands for each byte of a name of any other body.
pub(super) const OTHER: char = '\u{2}';

/// Stands for an `it` that may be anything.
const NOBODY: char = '\u{3}';

/// The inspected body: its name, masked, or the words that stand for it.
pub(super) const BODY: &str =
    r"(?:\x01+(?: \([A-Z]\w*\))?|\b(?:the|this) (?:force|constabulary|service|brigade)\b|\bit\b)";

/// Who gives grades: the inspectorate in one of its names, or its inspection.
pub(super) const GIVER: &str = r"(?:\b(?:HMIC|HMICFRS|we|I|inspectors|the inspectorate|the police inspectorate|(?:effectiveness |efficiency |legitimacy |PEEL )?(?:inspection|assessment|report))(?: has| have)?(?: (?:also|again|now))?)";

/// How many bytes before a sentence say of whom it speaks: a few sentences, whatever the length of the line.
const NEAR: usize = 800;

/// A sentence with the names in it masked. `before` is what stands before it in its paragraph: where another body was
/// named there, `the force` and `it` may be that body.
pub(super) fn mask(
    before: &str,
    sentence: &str,
    own: Option<&Force>,
    gazetteer: &Gazetteer,
) -> String {
    let before = &before[before.floor_char_boundary(before.len().saturating_sub(NEAR))..];
    let is_own = |forces: &[&Force]| own.is_some_and(|own| forces.contains(&own));
    let mut masked = sentence.to_owned();
    for mention in gazetteer.mentions(sentence) {
        let mark = if is_own(&mention.forces) { OWN } else { OTHER };
        fill(&mut masked, mention.start..mention.end, mark);
    }
    let strays = gazetteer.mentions(before).iter().any(|known| !is_own(&known.forces));
    if strays {
        fill_all(&mut masked, &ANAPHORA, OTHER);
    } else if !speaks_of_body(before, own, gazetteer) {
        let reached =
            masked.find(OWN).or_else(|| first(&masked, &BODY_WORDS)).unwrap_or(masked.len());
        let tail = masked.split_off(reached);
        fill_all(&mut masked, &IT, NOBODY);
        masked.push_str(&tail);
    }
    masked
}

/// True if the words name the body or say `the force`: an `it` after them can be the body.
fn speaks_of_body(before: &str, own: Option<&Force>, gazetteer: &Gazetteer) -> bool {
    let named = |forces: &[&Force]| own.is_some_and(|own| forces.contains(&own));
    first(before, &BODY_WORDS).is_some()
        || gazetteer.mentions(before).iter().any(|known| named(&known.forces))
}

static ANAPHORA: LazyLock<Option<Regex>> =
    LazyLock::new(|| rule(r"(?i)\b(?:(?:the|this) (?:force|constabulary|service|brigade)|its?)\b"));
static BODY_WORDS: LazyLock<Option<Regex>> =
    LazyLock::new(|| rule(r"(?i)\b(?:the|this) (?:force|constabulary|service|brigade)\b"));
static IT: LazyLock<Option<Regex>> = LazyLock::new(|| rule(r"(?i)\bits?\b"));

fn first(text: &str, regex: &Option<Regex>) -> Option<usize> {
    regex.as_ref()?.find(text).map(|found| found.start())
}

fn fill_all(text: &mut String, regex: &Option<Regex>, mark: char) {
    let found = regex.as_ref().map(|regex| regex.find_iter(text).map(|found| found.range()));
    for range in found.into_iter().flatten().collect::<Vec<_>>() {
        fill(text, range, mark);
    }
}

fn fill(text: &mut String, range: std::ops::Range<usize>, mark: char) {
    let filler: String = std::iter::repeat_n(mark, range.len()).collect();
    text.replace_range(range, &filler);
}

/// True if another body is named in these words.
pub(super) fn names_other(masked: &str) -> bool {
    masked.contains(OTHER)
}

/// The years in some words.
pub(super) fn years(words: &str) -> Vec<u16> {
    static YEAR: LazyLock<Option<Regex>> = LazyLock::new(|| rule(r"\b20\d\d\b"));
    let found = YEAR.as_ref().map(|year| year.find_iter(words));
    found.into_iter().flatten().filter_map(|year| year.as_str().parse().ok()).collect()
}

/// True if the words before a statement make it a wish, a condition, a denial, somebody's opinion or another time.
pub(super) fn doubtful(lead: &str) -> bool {
    static PAST: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(
            r"(?i)\b(?:was|were|had been|used to|once|when|where|provided|suppos\w+|assum\w+|imagine)\b",
        )
    });
    PAST.as_ref().is_some_and(|rule| rule.is_match(lead)) || of_another_time(lead) || unsure(lead)
}

/// True if the words name another time.
pub(super) fn of_another_time(lead: &str) -> bool {
    static ELSEWHEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(
            r"(?i)\b(?:last (?:year|report|inspection|time)|previous(?:ly)?|earlier|had been|prior|former(?:ly)?|(?:in|since|from|by) 20\d\d)\b",
        )
    });
    ELSEWHEN.as_ref().is_some_and(|rule| rule.is_match(lead))
}

/// True if they make it a wish, a condition, a denial, or the opinion of somebody who does not inspect.
pub(super) fn unsure(lead: &str) -> bool {
    static UNSURE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(
            r"(?i)\b(?:if|whether|unless|until|would|could|should|(?-i:may)|might|must|can|cannot|not|never|no|nor|how|to see|needs? to|aims?|hopes?|hoped|wants?|wish(?:es)?|expects?|intends?|feared|confident|doubt|self-assess\w*|surveys?)\b",
        )
    });
    UNSURE.as_ref().is_some_and(|rule| rule.is_match(lead)) || said_by_others(lead) || is_part(lead)
}

/// True if what follows the words only belongs to another subject: `half of`, `the staff at`, `the council and`.
pub(super) fn is_part(lead: &str) -> bool {
    static OF: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(
            r"(?i)(?:\b(?:of|in|at|for|to|with|from|by|within|across|inside|like|among|between|than|unlike)|[^,] (?:and|or)) *$",
        )
    });
    OF.as_ref().is_some_and(|rule| rule.is_match(lead))
}

/// True if they give what somebody says who does not inspect.
pub(super) fn said_by_others(words: &str) -> bool {
    static SAYS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(
            r"(?i)\b(?:said|says?|told|tells?|according to|asked|claims?|argues?|believe[sd]?|thinks?|thought|feels?|felt|consider(?:s|ed)?|suggests?)\b",
        )
    });
    static INSPECTS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(r"(?i)\b(?:HMIC|HMICFRS|HMI|HMCI|we|inspect\w*|reports?|watchdog)\b")
    });
    let has = |regex: &Option<Regex>| regex.as_ref().is_some_and(|regex| regex.is_match(words));
    has(&SAYS) && !has(&INSPECTS)
}

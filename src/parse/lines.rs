//! What a single line is: a mark of the layout, a heading, an attribution, an item.

use std::sync::LazyLock;

use regex::Regex;

use super::page::{Line, Page};
use super::sieve::Rule;
use super::{areas, grades, rule};
use crate::extract::BlockKind;
use crate::report::{Cycle, FindingKind, Outcome};

/// A line that steers the walk and is no finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// A question's number alone.
    Number(u16),
    /// `Last updated ...` and other date lines.
    Updated,
    /// `Questions for Legitimacy`.
    Questions,
    /// The heading of a list or box of findings.
    List(FindingKind),
    /// `Overall judgment`.
    Overall,
    /// A link or a header line.
    Link,
}

/// Links and header lines.
pub(super) static LINKS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    rule(
        r"(?i)^(?:read more about .*|view the .* questions.*|get the .*|download the .*|jump to .*|contact (?:[A-Z].{0,40})?|published(?: on)?:? .{0,40}|publication types?:.*|police forces?:.*|fire and rescue services?:.*|original article link:?.*|contents|print this document|related.{0,30}|see also|back to top|ends|isbn:? .*|www\..*|https?://\S+|page \d+(?: of \d+)?:?|\(c\).*|©.*|\S*\[email.protected\]\S*|inspected by.*)$",
    )
});

/// Reads a line as a mark.
pub(super) fn mark(line: &Line) -> Option<Mark> {
    let plain = &line.plain;
    let trimmed = unmarked(plain);
    if let Some(number) = alone(trimmed) {
        return Some(Mark::Number(number));
    }
    if let Some(mark) = worded(trimmed) {
        return Some(mark);
    }
    // A row may begin with an empty cell, which hides how the rest begins.
    let may_be_link = line.may(Rule::Link) || plain.starts_with(char::is_whitespace);
    let is_link = || LINKS.as_ref().is_some_and(|links| links.is_match(plain.trim()));
    (may_be_link && is_link()).then_some(Mark::Link)
}

/// A line without the marks at its end.
fn unmarked(plain: &str) -> &str {
    plain.trim().trim_end_matches([':', '.'])
}

/// A number of one or two digits that is all of a line.
fn alone(trimmed: &str) -> Option<u16> {
    let digits = (1..=2).contains(&trimmed.len()) && trimmed.bytes().all(|it| it.is_ascii_digit());
    digits.then(|| trimmed.parse().ok()).flatten()
}

/// The marks that are told by how they begin: most lines begin otherwise.
fn worded(trimmed: &str) -> Option<Mark> {
    let begins = |beginning: &&str| {
        let start = trimmed.as_bytes().get(..beginning.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(beginning.as_bytes()))
    };
    let mut beginnings =
        BEGINNINGS.iter().chain(&["last updated", "questions for ", "overall judg"]);
    if !beginnings.any(begins) {
        return None;
    }
    let lower = trimmed.to_lowercase();
    if lower.starts_with("last updated") && lower.len() < 60 {
        return Some(Mark::Updated);
    }
    if lower.starts_with("questions for ") && lower.split(' ').count() <= 4 {
        return Some(Mark::Questions);
    }
    if matches!(lower.as_str(), "overall judgment" | "overall judgement") {
        return Some(Mark::Overall);
    }
    list_heading(&lower).map(Mark::List)
}

/// How the headings of lists and boxes begin, in lower case.
const BEGINNINGS: [&str; 11] = [
    "area",
    "accelerated cause",
    "cause",
    "our recommendation",
    "summary of recommendation",
    "recommendation",
    "innovative practice",
    "promising practice",
    "notable practice",
    "good practice",
    "effective practice",
];

/// `Areas for improvement`, `Cause of concern`, `Recommendation 3`, `Innovative practice: ...`.
fn list_heading(lower: &str) -> Option<FindingKind> {
    static HEADS: LazyLock<Vec<(Option<Regex>, FindingKind)>> = LazyLock::new(|| {
        [
            (r"^areas? for improvement(?: \d+)?$", FindingKind::AreaForImprovement),
            (r"^(?:accelerated )?causes? of concern(?: \d+)?$", FindingKind::CauseOfConcern),
            (
                r"^(?:our |summary of )?recommendations?(?: \d+)?$|^recommendation \d+: \S.*",
                FindingKind::Recommendation,
            ),
            (
                r"^(?:innovative|promising|notable|good|effective) practices?(?::? .{0,60})?$",
                FindingKind::Practice,
            ),
        ]
        .into_iter()
        .map(|(pattern, kind)| (rule(pattern), kind))
        .collect()
    });
    if !BEGINNINGS.iter().any(|beginning| lower.starts_with(beginning)) {
        return None;
    }
    let found =
        HEADS.iter().find(|(regex, _)| regex.as_ref().is_some_and(|regex| regex.is_match(lower)));
    found.map(|(_, kind)| *kind)
}

/// True for `Recommendation 3: the force should ...`, which is heading and finding in one line.
pub(super) fn after_mark(plain: &str) -> bool {
    plain
        .split_once(": ")
        .is_some_and(|(head, rest)| head.len() < 40 && rest.split(' ').count() > 4)
}

/// A leading question number and the rest: `2. How well ...`.
pub(super) fn numbered(plain: &str) -> (Option<u16>, &str) {
    let digits = plain.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 2 {
        return (None, plain);
    }
    let rest = &plain[digits..];
    let rest = rest.strip_prefix(['.', ')', ':']).unwrap_or(rest);
    match rest.strip_prefix(' ') {
        Some(title) => (plain[..digits].parse().ok(), title.trim_start()),
        None => (None, plain),
    }
}

/// True if the line below is a grade label (or says there is none).
pub(super) fn next_is_label(page: &Page<'_>, at: usize) -> bool {
    page.lines.get(at + 1).is_some_and(|line| grades::label_of(line).is_some())
}

/// True if a line of the scale is printed next to another: a legend, or the cells of a table, and nobody's grade.
pub(super) fn in_scale(page: &Page<'_>, at: usize) -> bool {
    let graded = |line: Option<&Line>| match line.and_then(grades::label_of) {
        Some(Outcome::Graded(grade)) => Some(grade),
        _ => None,
    };
    let own = graded(page.lines.get(at));
    let others = [at.checked_sub(1), at.checked_add(1)];
    own.is_some()
        && others
            .into_iter()
            .flatten()
            .any(|next| graded(page.lines.get(next)).is_some_and(|grade| Some(grade) != own))
}

/// A heading: marked as one, or a short line without final punctuation that something follows.
pub(super) fn is_heading(page: &Page<'_>, at: usize) -> bool {
    let Some(line) = page.lines.get(at) else { return false };
    match line.kind {
        BlockKind::Heading(_) => return true,
        BlockKind::Paragraph => {}
        _ => return false,
    }
    let ends = line.plain.ends_with(['.', ',', ';', ':', '!', '"', '\'']);
    let starts = line.plain.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit());
    let short = line.plain.len() <= 110 && !ends && starts && at + 1 < page.lines.len();
    short && line.plain.split(' ').count() <= 14
}

/// True where a body's name opens its part of a regional report and is not one of a list of names.
pub(super) fn opens_part(page: &Page<'_>, at: usize) -> bool {
    page.lines.get(at + 1).is_some_and(|next| {
        grades::label_of(next).is_some()
            || next.plain.len() > 60
            || list_heading(&next.plain.to_lowercase()).is_some()
    })
}

/// True for a line that opens with the name of a police force: in a bundle, the next one's even where no gazetteer has it.
pub(super) fn opens_with_police(plain: &str) -> bool {
    static NAME: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(
            r"^(?:(?:HMIC|HMICFRS|Inspectors) \w+(?: \w+)? that )?[A-Z][\w-]+(?:(?: and| of| [A-Z][\w-]*)){0,5} (?:Police|Constabulary)\b",
        )
    });
    NAME.as_ref().is_some_and(|rule| rule.is_match(plain)) && !plain.contains("Inspector")
}

/// `HMICFRS judged that Force:`.
pub(super) fn announces(plain: &str) -> bool {
    static ANNOUNCES: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(
            r"(?i)^(?:HMIC|HMICFRS|inspectors|we|the inspectorate)(?:'s inspectors)? (?:have |has )?(?:found|judged|graded|not given)\b",
        )
    });
    ANNOUNCES.as_ref().is_some_and(|rule| rule.is_match(plain)) || plain.contains("has not given")
}

/// `HM Inspector of Constabulary Name said:`.
pub(super) fn is_attribution(plain: &str) -> bool {
    plain.len() < 260
        && (plain.ends_with("said:")
            || plain.ends_with("added:")
            || plain.ends_with("commented:")
            || plain.ends_with("says:")
            || plain.to_lowercase().starts_with("statement from") && plain.ends_with(':'))
}

/// A paragraph that is speech from its first mark to its end, not a sentence that opens with somebody's words.
pub(super) fn is_speech(plain: &str) -> bool {
    let marks: Vec<usize> = plain.match_indices('"').map(|(at, _)| at).collect();
    match marks.as_slice() {
        [0] => true,
        [0, .., last] => {
            last + 3 >= plain.len() && marks.len().is_multiple_of(2) && marks.len() == 2
                || marks.len() % 2 == 1
        }
        _ => false,
    }
}

/// The line after the last paragraph of a speech that starts at `start`: where its quotation mark closes.
pub(super) fn speech_end(page: &Page<'_>, start: usize) -> usize {
    if !page.plain(start).starts_with('"') {
        return start;
    }
    let limit = (start + 40).min(page.lines.len());
    for at in start..limit {
        let plain = page.plain(at).trim_end();
        let heading = at > start
            && (page.lines.get(at).and_then(mark).is_some()
                || plain.eq_ignore_ascii_case("notes")
                || plain.eq_ignore_ascii_case("notes to editors"));
        if heading {
            return at;
        }
        if plain.ends_with('"') && plain.len() > 1 {
            return at + 1;
        }
    }
    // No closing mark: only the paragraphs that open with one are speech, and each shows itself.
    start
}

/// The line that says that a question's judgment was carried over, and from which round if it says so.
#[derive(Debug, Clone, Copy)]
pub(super) struct CarriedOver {
    pub(super) line: usize,
    pub(super) from: Option<Cycle>,
}

/// A question that was not inspected.
pub(super) static NOT_INSPECTED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    rule(
        r"(?i)\bnot subject to detailed inspection\b|\b(?:this|the) question was not (?:subject to (?:a )?(?:re-?)?inspection|(?:re-?)?inspected)\b",
    )
});

/// The words of a judgment that was carried over, before the next question.
pub(super) fn carried_over(page: &Page<'_>, start: usize) -> Option<CarriedOver> {
    static CARRIED: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(
            r"(?i)\b(?:judge?ment|grade)s?\b[^.;]{0,80}?\b(?:carried over|is that of|stands|remains)\b",
        )
    });
    static FROM: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(
            r"(?i)\b(?:judge?ment|grade)s?\b[^.;]{0,40}? (?:from|of|in) (?:our |the |its )?(?P<from>20\d\d(?:/\d\d)?)\b",
        )
    });
    for (at, line) in page.lines.iter().enumerate().skip(start).take(12) {
        if line.plain.ends_with('?') || alone(unmarked(&line.plain)).is_some() {
            return None;
        }
        let says = |regex: &Option<Regex>| regex.as_ref().is_some_and(|r| r.is_match(&line.plain));
        if line.may(Rule::NotInspected) && says(&NOT_INSPECTED) && says(&CARRIED) {
            let found = FROM.as_ref().and_then(|regex| regex.captures(&line.plain));
            let from = found.and_then(|found| found["from"].parse().ok());
            return Some(CarriedOver { line: at, from });
        }
    }
    None
}

/// True if grades stand as headings with the areas listed below each, as on landing pages.
pub(super) fn grades_as_headings(page: &Page<'_>, start: usize) -> bool {
    for (at, line) in page.lines.iter().enumerate().skip(start) {
        if matches!(grades::label_of(line), Some(Outcome::Graded(_))) {
            return areas::known(page.plain(at + 1)).is_some();
        }
        if areas::known(&line.plain).is_some() {
            return false;
        }
    }
    false
}

/// Sections of a report by areas that belong to no area.
pub(super) fn leaves_areas(plain: &str) -> bool {
    let lower = plain.to_lowercase();
    [
        "about the data",
        "definitions",
        "annex",
        "what our grades mean",
        "updates to this page",
        "older assessments",
        "terminology",
        "about us",
        "notes",
        "about our inspection",
    ]
    .iter()
    .any(|start| lower.starts_with(start))
}

/// `Immediately`, `Within three months`: the deadline that heads a group of recommendations.
pub(super) fn is_deadline(plain: &str) -> bool {
    let lower = plain.trim_end_matches(':').to_lowercase();
    lower.len() < 40
        && (lower == "immediately"
            || lower.starts_with("within ")
            || lower.starts_with("by ") && lower.len() < 24)
}

/// Letters at most before the word that makes a sentence tell somebody what to do.
const MOST_BEFORE_SHOULD: usize = 220;

/// A sentence that tells somebody what to do.
pub(super) fn should(plain: &str) -> bool {
    static SHOULD: LazyLock<Option<Regex>> = LazyLock::new(|| {
        rule(r"(?i)\b(?:should|needs? to|must|ought to|is to|are to|we recommend that)\b")
    });
    let found = SHOULD.as_ref().and_then(|rule| rule.find(plain));
    found.and_then(|found| plain.get(..found.start())).is_some_and(|before| {
        (before.len() <= MOST_BEFORE_SHOULD || before.chars().count() <= MOST_BEFORE_SHOULD)
            && !before.contains('\n')
    })
}

pub(super) fn depth(line: &Line) -> u8 {
    match line.kind {
        BlockKind::Item(depth) => depth,
        _ => 0,
    }
}

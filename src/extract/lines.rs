//! What a line of plain text or Markdown is: a label, an item of a list, a part of a wrapped paragraph.

/// A line that is not blank.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    /// Its words, without outer white space.
    pub(super) text: &'a str,
    /// Where `text` begins in the whole.
    pub(super) start: usize,
    /// Columns before it; a tab goes to the next multiple of four.
    pub(super) indent: usize,
    /// Blank lines before it, at most 255.
    pub(super) blanks: u8,
    /// Characters in `text`.
    pub(super) width: usize,
}

impl Line<'_> {
    /// Where `text` ends in the whole.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// The lines of a text that are not blank.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let (mut start, mut blanks) = (0, 0u8);
    for raw in text.split('\n') {
        let words = raw.trim_start();
        let lead = raw.len() - words.len();
        let words = words.trim_end();
        if words.is_empty() {
            blanks = blanks.saturating_add(1);
        } else {
            let indent = columns(raw.get(..lead).unwrap_or_default());
            let width = words.chars().count();
            lines.push(Line { text: words, start: start + lead, indent, blanks, width });
            blanks = 0;
        }
        start += raw.len() + 1;
    }
    lines
}

fn columns(space: &str) -> usize {
    space.chars().fold(0, |at, c| if c == '\t' { (at / 4 + 1) * 4 } else { at + 1 })
}

/// The bytes that a bullet or number takes at the head of a line with the space after it; `None` if there
/// is none. A strong bullet needs no space after it and no text: its words may stand on the next line.
pub(super) fn bullet(line: &str) -> Option<usize> {
    let first = line.chars().next()?;
    let rest = line.get(first.len_utf8()..)?;
    let gap = rest.len() - rest.trim_start().len();
    if is_strong_bullet(first) {
        return Some(first.len_utf8() + gap);
    }
    if is_weak_bullet(first) {
        return (gap > 0 && gap < rest.len()).then_some(first.len_utf8() + gap);
    }
    number(line)
}

/// True for bullets that can be nothing else; a dash or an `o` may also begin a line of prose.
pub(super) fn is_strong_bullet(c: char) -> bool {
    matches!(
        c,
        '\u{2022}'
            | '\u{25aa}'
            | '\u{25cf}'
            | '\u{25e6}'
            | '\u{2023}'
            | '\u{25a0}'
            | '\u{f0b7}'
            | '\u{f0a7}'
    )
}

fn is_weak_bullet(c: char) -> bool {
    matches!(c, '-' | '*' | '+' | '\u{2013}' | '\u{2014}' | '\u{b7}' | 'o')
}

/// `1. `, `12) `, `(a) `, `(iv) `, `b) ` before more text.
fn number(line: &str) -> Option<usize> {
    let open = usize::from(line.starts_with('('));
    let inside = line.get(open..)?;
    let length = inside.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let mark = inside.get(..length)?;
    let close = inside.get(length..)?.chars().next()?;
    let digits = (1..=2).contains(&length) && mark.bytes().all(|b| b.is_ascii_digit());
    let letter = length == 1 && mark.bytes().all(|b| b.is_ascii_lowercase());
    let roman = (1..=4).contains(&length) && mark.bytes().all(|b| matches!(b, b'i' | b'v' | b'x'));
    let fits = match (open, close) {
        (_, ')') => digits || letter || roman,
        (0, '.') => digits,
        _ => false,
    };
    let rest = inside.get(length + 1..).filter(|_| fits)?;
    let gap = rest.len() - rest.trim_start().len();
    (gap > 0 && gap < rest.len()).then_some(open + length + 1 + gap)
}

/// True for a line that never belongs to a paragraph with its neighbours: a grade, a number, a header
/// such as `Published on: ...`, a page mark, a line of a table of contents.
pub(super) fn is_label(line: &str) -> bool {
    if line.len() > 160 {
        return false;
    }
    let low = line.to_lowercase();
    let low = low.trim_matches(['*', '_', ' ']);
    is_grade(low) || is_header(low) || is_page_mark(low) || is_leader(low) || is_date(low)
}

/// True for the bare words of a grade or of its absence, in lower case, with or without `graded` or
/// `judgment:` before them.
pub(super) fn is_grade(low: &str) -> bool {
    const LEADS: [&str; 9] =
        ["overall", "grade", "graded", "judgment", "judgement", "rating", "rated", "judged", "as"];
    const GRADES: [&str; 13] = [
        "outstanding",
        "good",
        "adequate",
        "requires improvement",
        "require improvement",
        "inadequate",
        "ungraded",
        "not graded",
        "not yet graded",
        "to be graded",
        "not applicable",
        "not carried out",
        "no grade",
    ];
    let mut rest = low.trim().trim_end_matches('.');
    let parts = |c: char| matches!(c, ' ' | ':' | '-' | '\u{2013}');
    let after =
        |low: &str, lead: &str| low.strip_prefix(lead).is_some_and(|s| s.starts_with(parts));
    while let Some(lead) = LEADS.iter().find(|lead| after(rest, lead)) {
        rest = rest.get(lead.len()..).unwrap_or_default().trim_start_matches(parts);
    }
    GRADES.contains(&rest)
}

fn is_header(low: &str) -> bool {
    const STARTS: [&str; 6] = [
        "last updated",
        "published on",
        "skip to ",
        "page last updated",
        "first published",
        "sent on",
    ];
    const KEYS: [&str; 20] = [
        "published",
        "publication date",
        "updated",
        "date",
        "sent",
        "police forces",
        "police force",
        "force",
        "forces",
        "region",
        "year",
        "type",
        "publication type",
        "reference",
        "tags",
        "topic",
        "source",
        "url",
        "inspection dates",
        "original article link",
    ];
    STARTS.iter().any(|start| low.starts_with(start) && low.len() < 60)
        || low.split_once(':').is_some_and(|(key, _)| KEYS.contains(&key.trim()))
}

/// `7`, `Page 7`, `page 7 of 12:`, `7 of 12`.
fn is_page_mark(low: &str) -> bool {
    let mark = low.strip_prefix("page ").unwrap_or(low).trim_end_matches([':', '.']);
    let (first, last) = mark.split_once(" of ").unwrap_or((mark, "1"));
    let digits = |s: &str| !s.is_empty() && s.len() <= 4 && s.bytes().all(|b| b.is_ascii_digit());
    digits(first) && digits(last)
}

/// `19 November 2013`, `Friday 25 November 2022`, `September 2019`.
fn is_date(low: &str) -> bool {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let mut words = low.split_whitespace().rev();
    let year = words.next().is_some_and(|w| w.len() == 4 && w.bytes().all(|b| b.is_ascii_digit()));
    let month = words.next().is_some_and(|word| MONTHS.contains(&word));
    let day = |word: &str| word.len() <= 4 && word.starts_with(|c: char| c.is_ascii_digit());
    year && month && words.next().is_none_or(day) && words.next().is_none_or(|w| w.ends_with("day"))
}

/// `Foreword ........ 3`
fn is_leader(low: &str) -> bool {
    let name = low.trim_end_matches(|c: char| c.is_ascii_digit());
    name.len() < low.len() && (name.contains("....") || name.contains(". . ."))
}

/// The column at which a text is wrapped by hand or by a mail program; `None` if it is not.
///
/// Wrapped prose breaks in the middle of sentences: the line does not end one and the next begins small.
/// A text of one paragraph a line does that almost nowhere.
pub(super) fn wrap_column(lines: &[Line<'_>]) -> Option<usize> {
    let mut pairs = 0;
    let mut widths = Vec::new();
    for (a, b) in lines.iter().zip(lines.iter().skip(1)) {
        if b.blanks > 0 || !is_wrap_width(a.width) || is_label(a.text) || is_label(b.text) {
            continue;
        }
        pairs += 1;
        if breaks_in_sentence(a.text, b.text) && bullet(b.text).is_none() {
            widths.push(a.width);
        }
    }
    widths.sort_unstable();
    let often = widths.len() >= 2 && widths.len() * 3 >= pairs;
    widths.get(widths.len() * 9 / 10).copied().filter(|_| often)
}

/// True if `b` goes on with the paragraph of `a`, the line just before it.
pub(super) fn joins(a: &Line<'_>, b: &Line<'_>, wrap: Option<usize>) -> bool {
    let apart = b.blanks > 0 || a.width > MAX_WRAP || b.width > MAX_WRAP;
    if apart || is_label(a.text) || is_label(b.text) {
        return false;
    }
    if breaks_small(a.text, b.text) && (wrap.is_some() || a.width >= MIN_PROSE || cuts_word(a.text))
    {
        return true;
    }
    let Some(column) = wrap.filter(|_| is_wrap_width(a.width)) else { return false };
    let next_word = b.text.split_whitespace().next().map_or(0, |word| word.chars().count());
    let full = a.width <= column + 8 && (a.width + 1 + next_word) * 5 >= column * 4;
    let heading = ends_sentence(a.text) && b.width < MIN_PROSE && !ends_sentence(b.text);
    full && !heading && b.indent < a.indent + 2
}

const MIN_PROSE: usize = 50;
const MAX_WRAP: usize = 120;

fn is_wrap_width(width: usize) -> bool {
    (40..=MAX_WRAP).contains(&width)
}

fn breaks_in_sentence(a: &str, b: &str) -> bool {
    const OPEN: [&str; 14] = [
        "of", "the", "and", "by", "in", "to", "for", "with", "a", "that", "on", "at", "from", "its",
    ];
    let last = a.rsplit(' ').next().unwrap_or_default();
    breaks_small(a, b) || ((a.ends_with(',') || OPEN.contains(&last)) && !ends_sentence(a))
}

/// True if `a` does not end a sentence and `b` begins with a small letter, be it in quotes.
fn breaks_small(a: &str, b: &str) -> bool {
    let bare = b.trim_start_matches(['"', '\'', '(', '\u{2018}', '\u{201c}']);
    !ends_sentence(a) && bare.chars().next().is_some_and(char::is_lowercase)
}

/// True for a line that ends in the middle of a word.
fn cuts_word(line: &str) -> bool {
    let bare = line.trim_end_matches(['-', '\u{ad}', '\u{2010}']);
    bare.len() < line.len() && bare.ends_with(char::is_alphabetic) && line.len() >= 20
}

/// True if a line ends a sentence or an item of an enumeration.
pub(super) fn ends_sentence(line: &str) -> bool {
    let bare = line.trim_end_matches(['"', '\'', ')', ']', '\u{201d}', '\u{2019}']);
    bare.ends_with(['.', '?', '!', ':', ';']) || bare.ends_with("; and") || bare.ends_with("; or")
}

#[cfg(test)]
mod tests {
    use super::{bullet, is_label, lines};

    #[test]
    fn bullets_and_numbers_end_where_the_words_begin() {
        for (line, length) in [
            ("\u{2022} The force should", Some(4)),
            ("\u{2022}The force should", Some(3)),
            ("\u{2022}", Some(3)),
            ("- understands", Some(2)),
            ("-understands", None),
            ("-", None),
            ("o keeps a register", Some(2)),
            ("officers", None),
            ("1. How well", Some(3)),
            ("12) How well", Some(4)),
            ("(a) first", Some(4)),
            ("(iv) fourth", Some(5)),
            ("(CCU) has", None),
            ("2016. The force", None),
            ("1", None),
            ("1.", None),
            ("3.5 percent", None),
            ("J. Smith", None),
        ] {
            assert_eq!(bullet(line), length, "{line}");
        }
    }

    #[test]
    fn labels_are_told_from_prose() {
        for label in [
            "Good",
            "Requires improvement",
            "Graded good",
            "Overall: not yet graded",
            "Last updated 08/12/2016",
            "Published on: 2 May 2019",
            "7",
            "Page 7 of 12:",
            "Foreword ......... 3",
            "Friday 25 November 2022",
            "September 2019",
        ] {
            assert!(is_label(label), "{label}");
        }
        for prose in [
            "Good progress has been made",
            "requires improvement in some respects",
            "Page by page the plan was read",
            "Last updated by the force in spring, the strategy says little of what we had asked it to say",
            "He said: we will",
            "It was in May 2019",
            "",
        ] {
            assert!(!is_label(prose), "{prose}");
        }
    }

    #[test]
    fn lines_know_their_place() {
        let text = "\n\n  a b \n\u{a0}\n\tc";
        let found: Vec<_> =
            lines(text).iter().map(|l| (l.text, l.start, l.indent, l.blanks)).collect();
        assert_eq!(found, [("a b", 4, 2, 2), ("c", 13, 4, 1)]);
        assert_eq!(&text[13..14], "c");
    }
}

//! Key word in context: every place at which findings hold what was asked for, with the words to its left and right.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::Result;
use crate::index::Index;
use crate::query::{FieldTest, Query};
use crate::report::{Finding, Span};
use crate::search::{self, Also, Extent, GAP, Marked, Occurrence, Occurrences, ReportRef};

/// Words on either side at most.
pub const MAX_WIDTH: usize = 100;

/// What is asked of a concordance.
#[derive(Debug, Clone, PartialEq)]
pub struct ConcordanceRequest {
    /// What stands in the middle, and what else the findings must match.
    pub query: Query,
    /// The filters.
    pub filters: Vec<FieldTest>,
    /// In which order the lines come.
    pub order: LineOrder,
    /// Words on either side, at most [`MAX_WIDTH`].
    pub width: usize,
    /// Lines to return.
    pub limit: usize,
    /// Lines to pass over.
    pub offset: usize,
}

/// The order of the lines; lines that are equal in it stand in the order of the ids of their findings, then of the text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LineOrder {
    /// The order of the ids alone.
    #[default]
    Position,
    /// The words to the left, from the middle outwards.
    Left,
    /// The words to the right, from the middle outwards.
    Right,
    /// The name of the body.
    Force,
    /// The cycle, oldest first.
    Year,
}

/// A page of lines and how many there are.
#[derive(Debug, Clone, PartialEq)]
pub struct Concordance {
    /// The lines of the page.
    pub lines: Vec<ConcordanceLine>,
    /// Lines in all.
    pub total: u64,
    /// The findings that match, with their reports and inspections; one that matches by its fields alone has no line.
    pub matching: Extent,
    /// All that passes the filters.
    pub of: Extent,
    /// What the words also stood for.
    pub also: Vec<Also>,
    /// What a reader should know: sentences.
    pub hints: Vec<String>,
}

/// One place in its context.
#[derive(Debug, Clone, PartialEq)]
pub struct ConcordanceLine {
    /// Its place in the list, from 1.
    pub rank: usize,
    /// The words to the left, as written.
    pub left: String,
    /// What was asked for, as written.
    pub node: String,
    /// The words to the right, as written. The three together are the text, letter for letter.
    pub right: String,
    /// The place in the finding's text in bytes; `None` where it stands in the finding's own title.
    pub span: Option<Span>,
    /// True if only another name of what was asked for stands here.
    pub only_also: bool,
    /// The finding.
    pub finding: Finding,
    /// Its report.
    pub report: ReportRef,
}

/// Lists the lines. By position, force and year only the findings of the page are read, by their words all that match.
///
/// # Errors
/// `Usage` for a query without words, else as [`search::search`].
pub fn concordance(index: &Index, request: &ConcordanceRequest) -> Result<Concordance> {
    let ConcordanceRequest { query, filters, order, width, limit, offset } = request;
    let found = search::occurrences(index, query, filters)?;
    let page = match order {
        LineOrder::Position => found.page(search::Succession::Position, *offset, *limit)?,
        LineOrder::Force => found.page(search::Succession::Force, *offset, *limit)?,
        LineOrder::Year => found.page(search::Succession::Year, *offset, *limit)?,
        LineOrder::Left => found.these(&sorted(&found, left_words)?.page(*offset, *limit))?,
        LineOrder::Right => found.these(&sorted(&found, right_words)?.page(*offset, *limit))?,
    };
    let width = (*width).min(MAX_WIDTH);
    let lines = (offset + 1..).zip(page).map(|(rank, occurrence)| line(rank, occurrence, width));
    let mut hints = found.hints.clone();
    if found.total() == 0 {
        hints.extend(why_nothing(index, query, filters)?);
    }
    let [matching, of] = found.extents(filters)?;
    Ok(Concordance {
        lines: lines.collect(),
        total: found.total(),
        matching,
        of,
        also: found.also.clone(),
        hints,
    })
}

/// Words that stand before and behind the middle of lines, by place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The word in lower case.
    pub word: String,
    /// How many lines have it at each place: the first half before the middle, its last the nearest; the other half
    /// behind it, its first the nearest.
    pub places: Vec<u64>,
}

impl Placed {
    /// In how many places of lines it stands.
    #[must_use]
    pub fn sum(&self) -> u64 {
        self.places.iter().sum()
    }
}

/// The words up to `reach` places before and behind the middle of these lines, the most frequent first: the turns of
/// phrase in which it stands (the *patterns* of M. Scott, WordSmith Tools).
#[must_use]
pub fn placed(lines: &[ConcordanceLine], reach: usize) -> Vec<Placed> {
    let mut words: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for line in lines {
        let before = bare_words(&line.left).rev().take(reach).enumerate();
        let behind = bare_words(&line.right).take(reach).enumerate();
        let before = before.map(|(away, word)| (reach - 1 - away, word));
        for (place, word) in before.chain(behind.map(|(away, word)| (reach + away, word))) {
            words.entry(word).or_insert_with(|| vec![0; 2 * reach])[place] += 1;
        }
    }
    let mut placed: Vec<Placed> =
        words.into_iter().map(|(word, places)| Placed { word, places }).collect();
    placed.sort_by_key(|placed| Reverse(placed.sum()));
    placed
}

/// What a search says of a query that finds nothing.
pub(in crate::analyse) fn why_nothing(
    index: &Index,
    query: &Query,
    filters: &[FieldTest],
) -> Result<Vec<String>> {
    let filters = filters.to_vec();
    let request =
        search::SearchRequest { filters, limit: 0, ..search::SearchRequest::new(query.clone()) };
    Ok(search::search(index, &request)?.hints)
}

/// The places of every line in an order by words.
struct Sorted(Vec<(String, String, u64, usize)>);

impl Sorted {
    fn page(&self, offset: usize, limit: usize) -> Vec<(String, usize)> {
        let page = self.0.iter().skip(offset).take(limit);
        page.map(|(_, report, number, nth)| (format!("{report}-{number}"), *nth)).collect()
    }
}

fn sorted(found: &Occurrences<'_>, key: fn(&str, Span) -> String) -> Result<Sorted> {
    let keys = found.each(|Marked { words, marks }| {
        let (report, number) = words.id.rsplit_once('-').unwrap_or((&words.id, "0"));
        let number: u64 = number.parse().unwrap_or(0);
        let marks = marks.iter().enumerate();
        Ok(marks
            .map(|(nth, mark)| (key(&words.text, mark.span), report.to_owned(), number, nth))
            .collect::<Vec<_>>())
    })?;
    let mut keys: Vec<_> = keys.into_iter().flatten().collect();
    keys.sort();
    Ok(Sorted(keys))
}

/// Words that decide the order at most.
const SORTED_WORDS: usize = 12;

/// The words to the left in the order in which they decide: the nearest first. The mark between them sorts below every
/// letter, so that a shorter word comes before one it begins.
fn left_words(text: &str, node: Span) -> String {
    // A title of its own stands before the text, and is no context of it.
    let before = text[..node.start].rsplit(GAP).next().unwrap_or_default();
    let words = bare_words(before);
    words.rev().take(SORTED_WORDS).collect::<Vec<_>>().join("\u{1}")
}

fn right_words(text: &str, node: Span) -> String {
    let after = text[node.end..].split(GAP).next().unwrap_or_default();
    let words = bare_words(after);
    words.take(SORTED_WORDS).collect::<Vec<_>>().join("\u{1}")
}

/// The words without what stands around them, in lower case.
fn bare_words(text: &str) -> impl DoubleEndedIterator<Item = String> + '_ {
    text.split_whitespace().filter_map(|word| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        (!word.is_empty()).then(|| word.to_lowercase())
    })
}

fn line(rank: usize, occurrence: Occurrence, width: usize) -> ConcordanceLine {
    let Occurrence { words, mark, finding, report } = occurrence;
    let (node, text) = (mark.span, &words.text);
    let in_title = node.start < words.title;
    // A title and the text are two things: the context of one does not reach into the other.
    let from = if in_title { 0 } else { words.title };
    let to = if in_title { words.title - GAP.len_utf8() } else { text.len() };
    let left = context_start(&text[from..node.start], width) + from;
    let right = context_end(&text[node.end..to], width) + node.end;
    let start = node.start.checked_sub(words.title);
    ConcordanceLine {
        rank,
        left: text[left..node.start].to_owned(),
        node: text[node.start..node.end].to_owned(),
        right: text[node.end..right].to_owned(),
        span: start.map(|start| Span::new(start, start + node.len())),
        only_also: mark.only_also,
        finding,
        report,
    }
}

/// Where the last `width` words of `before` begin. What touches the end without a space, as an opening quotation mark, is
/// no word of its own.
fn context_start(before: &str, width: usize) -> usize {
    let touching = before.len()
        - before
            .chars()
            .rev()
            .take_while(|c| !c.is_whitespace())
            .map(char::len_utf8)
            .sum::<usize>();
    let mut words = width;
    let mut start = touching;
    let mut in_word = false;
    for (at, c) in before[..touching].char_indices().rev() {
        match (c.is_whitespace(), in_word) {
            (false, false) if words == 0 => return start,
            (false, false) => {
                words -= 1;
                in_word = true;
            }
            (true, true) => in_word = false,
            _ => {}
        }
        if in_word {
            start = at;
        }
    }
    start
}

/// Where the first `width` words of `after` end; what touches its beginning is no word of its own.
fn context_end(after: &str, width: usize) -> usize {
    let touching = after.find(char::is_whitespace).unwrap_or(after.len());
    let mut words = width;
    let mut end = touching;
    let mut in_word = false;
    for (at, c) in after[touching..].char_indices() {
        match (c.is_whitespace(), in_word) {
            (false, false) if words == 0 => return end,
            (false, false) => {
                words -= 1;
                in_word = true;
            }
            (true, true) => in_word = false,
            _ => {}
        }
        if in_word {
            end = touching + at + c.len_utf8();
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "The unit, it says, \u{201c}vetting\u{201d}, has no backlog\nat all.";

    fn around(width: usize) -> (String, String) {
        let start = TEXT.find("vetting").unwrap();
        let (before, after) = (&TEXT[..start], &TEXT[start + "vetting".len()..]);
        (
            before[context_start(before, width)..].to_owned(),
            after[..context_end(after, width)].to_owned(),
        )
    }

    #[test]
    fn a_context_has_so_many_words_and_keeps_every_sign() {
        for (width, left, right) in [
            (0, "\u{201c}", "\u{201d},"),
            (1, "says, \u{201c}", "\u{201d}, has"),
            (2, "it says, \u{201c}", "\u{201d}, has no"),
            (4, "The unit, it says, \u{201c}", "\u{201d}, has no backlog\nat"),
            (9, "The unit, it says, \u{201c}", "\u{201d}, has no backlog\nat all."),
        ] {
            assert_eq!(around(width), (left.to_owned(), right.to_owned()), "{width}");
        }
    }

    #[test]
    fn words_sort_from_the_middle_outwards() {
        let start = TEXT.find("vetting").unwrap();
        let node = Span::new(start, start + "vetting".len());
        assert_eq!(left_words(TEXT, node), "says\u{1}it\u{1}unit\u{1}the");
        assert_eq!(right_words(TEXT, node), "has\u{1}no\u{1}backlog\u{1}at\u{1}all");
    }
}

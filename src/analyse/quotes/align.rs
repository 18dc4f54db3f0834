//! Two texts word by word: the place in a source that is most like a quotation, and what differs.
//!
//! The alignment is the cheapest way to make the whole quotation out of a part of the source, by words (Sellers 1980: edit
//! distance with free ends). A word put in, left out or changed costs 1; one that differs in case or in the signs at its ends
//! costs a half.

/// How like a quotation is to its source.
#[derive(Debug, Clone, PartialEq)]
pub struct Likeness {
    /// 1 less the cost over the number of words: 1 is the same.
    pub similarity: f64,
    /// The words from left to right, as they stand in both or do not.
    pub changes: Vec<Change>,
}

/// A run of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// In both.
    Same(String),
    /// The source has the first, the quotation the second; either may be empty.
    Other(String, String),
    /// What the quotation leaves out by an ellipsis or replaces in square brackets.
    Gap,
}

/// Signs that end a quotation without being part of it.
pub(super) const ENDS: [char; 4] = ['.', ',', ';', ':'];

/// Words that are aligned together: the table of a longer quotation would not fit into memory.
const AT_ONCE: usize = 500;

const WORD: u32 = 2;
const SIGNS: u32 = 1;

/// Aligns the segments of a quotation, each with the part of `source` that is most like it.
pub(super) fn align_all(segments: &[String], source: &str) -> Likeness {
    let mut whole = Likeness { similarity: 0.0, changes: Vec::new() };
    let mut words = 0;
    for segment in segments {
        if !whole.changes.is_empty() {
            whole.changes.push(Change::Gap);
        }
        let all: Vec<&str> = segment.split(' ').collect();
        for some in all.chunks(AT_ONCE) {
            let part = align(&some.join(" "), source);
            whole.similarity += part.similarity * some.len() as f64;
            words += some.len();
            whole.changes.extend(part.changes);
        }
    }
    whole.similarity /= words.max(1) as f64;
    whole
}

/// Aligns a quotation with the part of `source` that is most like it; both are in plain shapes.
fn align(quotation: &str, source: &str) -> Likeness {
    // The sign after the last word may be the writer's own.
    let quotation = quotation.trim_end_matches(ENDS);
    let quoted: Vec<&str> = quotation.split(' ').filter(|word| !word.is_empty()).collect();
    let said: Vec<&str> = source.split(' ').filter(|word| !word.is_empty()).collect();
    if quoted.is_empty() {
        return Likeness { similarity: 0.0, changes: Vec::new() };
    }
    // The cost of making the first words of the quotation out of source words that end here.
    let width = said.len() + 1;
    let mut costs = vec![0_u32; (quoted.len() + 1) * width];
    for (row, word) in (1..).zip(&quoted) {
        costs[row * width] = costs[(row - 1) * width] + WORD;
        for (column, other) in (1..).zip(&said) {
            let changed =
                costs[(row - 1) * width + column - 1] + cost(other, word, row == quoted.len());
            let put_in = costs[(row - 1) * width + column] + WORD;
            let left_out = costs[row * width + column - 1] + WORD;
            costs[row * width + column] = changed.min(put_in).min(left_out);
        }
    }
    let last = quoted.len() * width;
    let mut end = (0..width).min_by_key(|column| costs[last + column]).unwrap_or(0);
    // A changed word at the end costs as much as one put in there: what stands in its place in the source says more.
    while let (Some(other), Some(word)) = (said.get(end), quoted.last())
        && costs[last + end + 1] == costs[last + end]
        && costs[last - width + end] + cost(other, word, true) == costs[last + end + 1]
    {
        end += 1;
    }
    let total = f64::from(costs[last + end]) / f64::from(WORD);
    Likeness {
        similarity: (1.0 - total / quoted.len() as f64).max(0.0),
        changes: changes(&quoted, &said, &costs, end),
    }
}

fn cost(said: &str, quoted: &str, is_last: bool) -> u32 {
    if said == quoted || (is_last && said.trim_end_matches(ENDS) == quoted) {
        return 0;
    }
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    if bare(said) == bare(quoted) { SIGNS } else { WORD }
}

/// The way back through the table, as runs.
fn changes(quoted: &[&str], said: &[&str], costs: &[u32], end: usize) -> Vec<Change> {
    let width = said.len() + 1;
    let (mut row, mut column) = (quoted.len(), end);
    // Pairs of a word of the source and a word of the quotation, last first.
    let mut pairs: Vec<(Option<&str>, Option<&str>)> = Vec::new();
    while row > 0 {
        let here = costs[row * width + column];
        let word = quoted[row - 1];
        let is_last = row == quoted.len();
        let changed = column.checked_sub(1).map(|at| (said[at], cost(said[at], word, is_last)));
        if let Some((other, changed)) = changed
            && here == costs[(row - 1) * width + column - 1] + changed
        {
            let other = if changed == 0 { word } else { other };
            pairs.push((Some(other), Some(word)));
            (row, column) = (row - 1, column - 1);
        } else if here == costs[(row - 1) * width + column] + WORD {
            pairs.push((None, Some(word)));
            row -= 1;
        } else {
            pairs.push((column.checked_sub(1).map(|at| said[at]), None));
            column = column.saturating_sub(1);
        }
    }
    let mut runs: Vec<Change> = Vec::new();
    for (said, quoted) in pairs.into_iter().rev() {
        match (runs.last_mut(), said == quoted) {
            (Some(Change::Same(run)), true) => add(run, quoted),
            (Some(Change::Other(source, quotation)), false) => {
                add(source, said);
                add(quotation, quoted);
            }
            (_, true) => runs.push(Change::Same(quoted.unwrap_or_default().to_owned())),
            (_, false) => {
                let owned = |word: Option<&str>| word.unwrap_or_default().to_owned();
                runs.push(Change::Other(owned(said), owned(quoted)));
            }
        }
    }
    runs
}

fn add(run: &mut String, word: Option<&str>) {
    let Some(word) = word else { return };
    if !run.is_empty() {
        run.push(' ');
    }
    run.push_str(word);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Change, align};

    fn other(source: &str, quotation: &str) -> Change {
        Change::Other(source.to_owned(), quotation.to_owned())
    }

    fn same(words: &str) -> Change {
        Change::Same(words.to_owned())
    }

    #[test]
    fn a_changed_word_is_found_within_a_longer_source() {
        let source =
            "Overall it is fine. The force should mend its nets before the season. It may not.";
        let found = align("The force must mend nets before the season.", source);
        assert_eq!(
            found.changes,
            [
                same("The force"),
                other("should", "must"),
                same("mend"),
                other("its", ""),
                same("nets before the season")
            ]
        );
        // Two words of eight.
        assert!((found.similarity - 0.75).abs() < 1e-9, "{found:?}");
    }

    #[test]
    fn case_and_signs_cost_a_half() {
        let found = align("the force is good", "The force is good, it says");
        assert_eq!(found.changes, [other("The", "the"), same("force is good")]);
        assert!((found.similarity - 0.875).abs() < 1e-9, "{found:?}");
        assert!(align("nets and boats", "quite another thing").similarity < 0.1);
        assert_eq!(align("", "a").similarity, 0.0);
    }

    #[test]
    fn a_word_changed_at_an_end_shows_what_stood_there() {
        let source = "It is old. The oldest of them dates from 2009. The unit has three vacancies.";
        let found = align("The oldest of them dates from 2012", source);
        assert_eq!(found.changes, [same("The oldest of them dates from"), other("2009.", "2012")]);
        let found = align("The oldest of them dates back ages", source);
        assert_eq!(
            found.changes,
            [same("The oldest of them dates"), other("from 2009.", "back ages")]
        );
        let found = align("A unit has three vacancies", source);
        assert_eq!(found.changes, [other("The", "A"), same("unit has three vacancies")]);
    }

    proptest! {
        #[test]
        fn the_quoted_side_of_the_runs_is_the_quotation(
            quotation in "[ab]( [abc]){0,8}",
            source in "[abc]( [abc]){0,12}",
        ) {
            let found = align(&quotation, &source);
            let side = |pick: fn(&Change) -> &str| {
                let words = found.changes.iter().map(pick).filter(|run| !run.is_empty());
                words.collect::<Vec<_>>().join(" ")
            };
            let quoted = side(|change| match change {
                Change::Same(run) | Change::Other(_, run) => run,
                Change::Gap => "",
            });
            let said = side(|change| match change {
                Change::Same(run) | Change::Other(run, _) => run,
                Change::Gap => "",
            });
            prop_assert_eq!(&quoted, &quotation);
            prop_assert!(source.contains(&said), "{} {}", source, said);
            let is_verbatim = source.contains(&quotation);
            prop_assert_eq!(is_verbatim, (found.similarity - 1.0).abs() < 1e-9);
        }
    }
}

//! The part of a long finding that tells most of what was asked for: whole sentences, in as much room as a reader takes
//! in at a glance.

use super::highlight::Mark;
use crate::report::Span;

/// Bytes of a passage at most: about five lines of a screen.
const MOST: usize = 440;

/// Bytes that are shown before the first mark where a single sentence is too long.
const BEFORE: usize = 60;

/// Words before a full stop that ends no sentence.
const SHORTENED: [&str; 14] =
    ["mr", "mrs", "ms", "dr", "st", "no", "nos", "e.g", "i.e", "etc", "cf", "vs", "para", "p"];

/// The passage of `text` to show, a part of it on character bounds: of all windows of whole sentences the one that holds
/// most of the query, each part counted once with its weight; of such windows the one in which they stand closest, then
/// the first. Without marks the beginning; a text that is short enough whole.
pub(super) fn passage(text: &str, marks: &[Mark], weights: &[f32]) -> Span {
    let whole = trimmed(text, Span::new(0, text.len()));
    if whole.end - whole.start <= MOST {
        return whole;
    }
    let sentences = sentences(text);
    let mut best: Option<(Score, Span)> = None;
    for (at, first) in sentences.iter().enumerate() {
        let window = match first.end - first.start > MOST {
            true => within(text, *first, marks, weights),
            false => {
                let fits = |next: &&Span| next.end - first.start <= MOST;
                let last = sentences[at..].iter().take_while(fits).last().unwrap_or(first);
                Span::new(first.start, last.end)
            }
        };
        let score = Score::of(window, first.end, marks, weights);
        if best.as_ref().is_none_or(|(most, _)| score.beats(most)) {
            best = Some((score, window));
        }
    }
    best.map_or(whole, |(_, window)| window)
}

/// How good a window is.
struct Score {
    /// The weights of the parts of the query it holds.
    told: f32,
    /// Whether they begin in its first sentence: nothing is shown before them needlessly.
    at_once: bool,
    /// Bytes in which all of them stand closest together.
    extent: usize,
}

impl Score {
    fn of(window: Span, first_end: usize, marks: &[Mark], weights: &[f32]) -> Self {
        let inside: Vec<&Mark> = marks.iter().filter(|mark| holds(window, mark.span)).collect();
        let mut parts: Vec<usize> = inside.iter().map(|mark| mark.part).collect();
        parts.sort_unstable();
        parts.dedup();
        let told = parts.iter().filter_map(|part| weights.get(*part)).sum();
        let (extent, start) = shortest(&inside, parts.len());
        Self { told, at_once: start < first_end, extent }
    }

    fn beats(&self, other: &Self) -> bool {
        let key = |score: &Self| (score.at_once, std::cmp::Reverse(score.extent));
        match self.told.total_cmp(&other.told) {
            std::cmp::Ordering::Equal => key(self) > key(other),
            order => order.is_gt(),
        }
    }
}

fn holds(window: Span, span: Span) -> bool {
    window.start <= span.start && span.end <= window.end
}

/// Bytes of the shortest stretch in which so many different parts stand, and where it begins.
fn shortest(marks: &[&Mark], parts: usize) -> (usize, usize) {
    let mut shortest = (usize::MAX, usize::MAX);
    for (at, first) in marks.iter().enumerate() {
        let mut seen: Vec<usize> = Vec::new();
        for mark in &marks[at..] {
            if !seen.contains(&mark.part) {
                seen.push(mark.part);
            }
            if seen.len() == parts {
                let start = first.span.start;
                shortest = shortest.min((mark.span.end.saturating_sub(start), start));
                break;
            }
        }
    }
    shortest
}

/// The best part of a sentence that is longer than a passage, between words.
fn within(text: &str, sentence: Span, marks: &[Mark], weights: &[f32]) -> Span {
    let inside = || marks.iter().filter(|mark| holds(sentence, mark.span));
    let starts = inside().map(|mark| mark.span.start.saturating_sub(BEFORE).max(sentence.start));
    let mut best: Option<(Score, Span)> = None;
    for start in std::iter::once(sentence.start).chain(starts) {
        let start = match start == sentence.start {
            true => start,
            false => word_after(text, start, sentence.end),
        };
        let window = trimmed(text, Span::new(start, word_before(text, start, sentence.end)));
        let score = Score::of(window, window.end, marks, weights);
        if best.as_ref().is_none_or(|(most, _)| score.beats(most)) {
            best = Some((score, window));
        }
    }
    best.map_or(sentence, |(_, window)| window)
}

/// The beginning of the next word behind `at`.
fn word_after(text: &str, at: usize, end: usize) -> usize {
    let at = text.ceil_char_boundary(at);
    let rest = text.get(at..end).unwrap_or_default();
    let space = rest.find(char::is_whitespace).filter(|space| *space <= BEFORE / 2);
    space.map_or(at, |space| at + space + 1).min(end)
}

/// The end of the last word that fits.
fn word_before(text: &str, start: usize, end: usize) -> usize {
    if end - start <= MOST {
        return end;
    }
    let most = text.floor_char_boundary(start + MOST);
    let fits = text.get(start..most).unwrap_or_default();
    fits.rfind(char::is_whitespace).filter(|at| *at > 0).map_or(most, |at| start + at)
}

/// The sentences of a text in order, without the space around them. A line end ends a sentence.
pub(crate) fn sentences(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = 0;
    // What may end one is ASCII, so that bytes will do.
    let bytes = text.as_bytes();
    let mut ends: Vec<usize> = memchr::memchr3_iter(b'.', b'!', b'?', bytes)
        .chain(memchr::memchr_iter(b'\n', bytes))
        .collect();
    ends.sort_unstable();
    for at in ends {
        let next = || text[at + 1..].chars().next();
        if bytes[at] == b'\n' || ends_here(text, at, next()) {
            found.push(Span::new(start, at + 1));
            start = at + 1;
        }
    }
    found.push(Span::new(start, text.len()));
    found.into_iter().map(|span| trimmed(text, span)).filter(|span| !span.is_empty()).collect()
}

/// Whether the mark at `at` ends a sentence: a space follows, then no small letter, and no abbreviation goes before.
fn ends_here(text: &str, at: usize, next: Option<char>) -> bool {
    if !next.is_none_or(char::is_whitespace) {
        return false;
    }
    let before = text.get(..at).unwrap_or_default();
    let word = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
    let is_initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    if is_initial || SHORTENED.contains(&word.to_lowercase().as_str()) {
        return false;
    }
    let rest = text.get(at + 1..).unwrap_or_default().trim_start();
    !rest.starts_with(char::is_lowercase)
}

fn trimmed(text: &str, span: Span) -> Span {
    let part = text.get(span.start..span.end).unwrap_or_default();
    let start = span.start + (part.len() - part.trim_start().len());
    Span::new(start, (span.start + part.trim_end().len()).max(start))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn mark(text: &str, word: &str, part: usize) -> Vec<Mark> {
        let found = text.match_indices(word);
        found.map(|(at, _)| Mark { span: Span::new(at, at + word.len()), part }).collect()
    }

    fn shown<'t>(text: &'t str, words: &[&str]) -> &'t str {
        let mut marks: Vec<Mark> =
            (0..).zip(words).flat_map(|(part, word)| mark(text, word, part)).collect();
        marks.sort();
        let weights: Vec<f32> = (1..).map(|part| 1.0 / part as f32).take(words.len()).collect();
        let span = passage(text, &marks, &weights);
        &text[span.start..span.end]
    }

    #[test]
    fn a_text_is_parted_into_sentences() {
        let text = "We asked Dr. Smith, e.g. about No. 4. He said 3.5 percent! Why?\nHeading\n\n(See p. 4.) End";
        let parts: Vec<&str> =
            sentences(text).iter().map(|span| &text[span.start..span.end]).collect();
        assert_eq!(
            parts,
            [
                "We asked Dr. Smith, e.g. about No. 4.",
                "He said 3.5 percent!",
                "Why?",
                "Heading",
                "(See p. 4.) End"
            ]
        );
    }

    #[test]
    fn the_passage_holds_most_of_the_query_closest_together() {
        let filler = "Nothing of note stands here at all, and that is that. ".repeat(12);
        let text = format!(
            "The vetting unit is small. {filler}The backlog is long. {filler}Vetting: the vetting backlog grew. {filler}"
        );
        assert!(shown(&text, &["vetting", "backlog"]).starts_with("Vetting: the vetting backlog"));
        assert!(shown(&text, &["backlog"]).starts_with("The backlog is long."));
        assert!(shown(&text, &["zebra"]).starts_with("The vetting unit"));
        assert_eq!(shown("A short one.", &["zebra"]), "A short one.");
        // The rarer word decides where both are too far apart.
        let apart = format!("The backlog is long. {filler}The unit is small. {filler}");
        assert!(shown(&apart, &["unit", "backlog"]).starts_with("The unit is small."));
    }

    #[test]
    fn a_sentence_without_an_end_is_cut_between_words() {
        let text = format!("{} the vetting backlog {}", "word ".repeat(200), "more ".repeat(200));
        let shown = shown(&text, &["vetting", "backlog"]);
        assert!(shown.len() <= MOST && shown.contains("the vetting backlog"), "{shown}");
        assert!(shown.starts_with("word") && shown.ends_with("more"), "{shown}");
    }

    proptest! {
        #[test]
        fn any_text_has_a_passage_within_it(text in "[a-zé.!?\n \u{1f600}]{0,1500}", word in "[a-zé]{1,2}") {
            let marks = mark(&text, &word, 0);
            let span = passage(&text, &marks, &[1.0]);
            let part = text.get(span.start..span.end);
            prop_assert!(part.is_some_and(|part| part.len() <= MOST && part == part.trim()));
            if !marks.is_empty() {
                prop_assert!(marks.iter().any(|mark| holds(span, mark.span)), "{:?}", span);
            }
        }
    }
}

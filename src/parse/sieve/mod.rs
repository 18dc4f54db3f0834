//! Which of the rules that are asked of every line may match it: told by one pass over the line for the words without which they
//! cannot.
//!
//! Most lines hold none of them, and a rule that is not asked costs nothing, where each pattern by itself would read the line anew.
//! That a rule needs one of its words is proved from its pattern: `a_rule_matches_nothing_without_its_words`.

mod words;

use std::sync::LazyLock;

use aho_corasick::automaton::{Automaton, StateID};
use aho_corasick::dfa::DFA;
use aho_corasick::{Anchored, MatchKind, StartKind};

pub(super) use words::Rule;
use words::WORDS;

/// Which rules may match a line; none at first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sieved(u16);

impl Sieved {
    /// Every rule may match.
    const ALL: Self = Self(u16::MAX);

    /// Reads lines. Letters beyond ASCII may stand for ASCII ones where case is not looked at, so in a line with any every rule may
    /// match.
    pub(super) fn of(lines: &[&str]) -> Vec<Self> {
        static SIEVE: LazyLock<Option<Sieve>> = LazyLock::new(Sieve::new);
        let Some(sieve) = SIEVE.as_ref() else { return vec![Self::ALL; lines.len()] };
        let mut found: Vec<Self> =
            lines.iter().map(|line| if line.is_ascii() { Self(0) } else { Self::ALL }).collect();
        sieve.read(lines, &mut found);
        found
    }

    /// Reads one line, or a sentence of one.
    pub(super) fn of_one(line: &str) -> Self {
        Self::of(&[line]).pop().unwrap_or(Self::ALL)
    }

    /// False if the rule matches nothing in the line.
    pub(super) fn may(self, rule: Rule) -> bool {
        self.0 & bit(rule) != 0
    }
}

fn bit(rule: Rule) -> u16 {
    1 << rule as u16
}

/// Lines that are read at the same time: each step waits for what the last one has loaded, and meanwhile the other lines take theirs.
const LANES: usize = 4;

struct Sieve {
    /// The words that stand anywhere, and the rules that have each.
    words: DFA,
    rules: Vec<u16>,
    /// Those that a line begins with.
    beginnings: DFA,
    rules_of_beginnings: Vec<u16>,
}

/// A line that is being read.
#[derive(Clone, Copy)]
struct Lane<'l> {
    number: usize,
    rest: &'l [u8],
    state: StateID,
}

impl Sieve {
    fn new() -> Option<Self> {
        let all = WORDS.iter().flat_map(|(rule, words)| words.iter().map(|word| (*word, *rule)));
        let (mut words, mut rules) = (Vec::new(), Vec::new());
        let (mut beginnings, mut rules_of_beginnings) = (Vec::new(), Vec::new());
        for (word, rule) in all {
            match word.strip_prefix('^') {
                Some(beginning) => {
                    beginnings.push(beginning);
                    rules_of_beginnings.push(bit(rule));
                }
                None => {
                    words.push(word);
                    rules.push(bit(rule));
                }
            }
        }
        let automaton = |words: &[&str], start| {
            DFA::builder()
                .ascii_case_insensitive(true)
                .match_kind(MatchKind::Standard)
                .start_kind(start)
                .build(words)
                .ok()
        };
        let words = automaton(&words, StartKind::Unanchored)?;
        let beginnings = automaton(&beginnings, StartKind::Anchored)?;
        Some(Self { words, rules, beginnings, rules_of_beginnings })
    }

    /// Reads the lines of which nothing is known.
    fn read(&self, lines: &[&str], found: &mut [Sieved]) {
        let Ok(state) = self.words.start_state(Anchored::No) else {
            return found.fill(Sieved::ALL);
        };
        let asked: Vec<usize> = (0..lines.len()).filter(|at| found[*at] != Sieved::ALL).collect();
        let mut next =
            asked.into_iter().map(|number| Lane { number, rest: lines[number].as_bytes(), state });
        let mut lanes: Vec<Lane<'_>> = next.by_ref().take(LANES).collect();
        for lane in &lanes {
            found[lane.number].0 |= self.begin(lane.rest);
        }
        while let Ok(all) = <&mut [Lane<'_>; LANES]>::try_from(&mut *lanes) {
            self.step(all, found);
            let mut begin = |lane: Lane<'_>| found[lane.number].0 |= self.begin(lane.rest);
            lanes.retain_mut(|lane| {
                while lane.rest.is_empty() {
                    let Some(line) = next.next() else { return false };
                    begin(line);
                    *lane = line;
                }
                true
            });
        }
        for Lane { number, rest, mut state } in lanes {
            for byte in rest {
                state = self.words.next_state(Anchored::No, state, *byte);
                if self.words.is_special(state) {
                    found[number].0 |= told(&self.words, &self.rules, state);
                }
            }
        }
    }

    /// Goes through the states of the automaton itself, as far as the shortest line goes: a search that stops at every word costs several
    /// times as much.
    fn step(&self, lanes: &mut [Lane<'_>; LANES], found: &mut [Sieved]) {
        let steps = lanes.iter().map(|lane| lane.rest.len()).min().unwrap_or(0);
        let [a, b, c, d] = lanes.map(|lane| &lane.rest[..steps]);
        let mut states = lanes.map(|lane| lane.state);
        for (((a, b), c), d) in a.iter().zip(b).zip(c).zip(d) {
            let bytes = [*a, *b, *c, *d];
            for (state, byte) in states.iter_mut().zip(bytes) {
                *state = self.words.next_state(Anchored::No, *state, byte);
            }
            if states.iter().any(|state| self.words.is_special(*state)) {
                for (state, lane) in states.iter().zip(&*lanes) {
                    found[lane.number].0 |= told(&self.words, &self.rules, *state);
                }
            }
        }
        for (lane, state) in lanes.iter_mut().zip(states) {
            (lane.rest, lane.state) = (&lane.rest[steps..], state);
        }
    }

    /// The rules of the words that the line begins with.
    fn begin(&self, line: &[u8]) -> u16 {
        let words = &self.beginnings;
        let Ok(mut state) = words.start_state(Anchored::Yes) else { return u16::MAX };
        let mut rules = 0;
        for byte in line {
            state = words.next_state(Anchored::Yes, state, *byte);
            if words.is_dead(state) {
                break;
            }
            rules |= told(words, &self.rules_of_beginnings, state);
        }
        rules
    }
}

/// The rules of the words that end where this state is reached.
fn told(words: &DFA, rules: &[u16], state: StateID) -> u16 {
    if !words.is_match(state) {
        return 0;
    }
    let ended = (0..words.match_len(state)).map(|nth| words.match_pattern(state, nth));
    ended.filter_map(|word| rules.get(word.as_usize())).fold(0, |all, rules| all | rules)
}

#[cfg(test)]
mod tests {
    use regex_syntax::hir::{Class, Hir, HirKind, Look};

    use super::{Rule, Sieved, WORDS};
    use crate::parse::{genre, grades, lines, title};

    /// Texts of one after another at most, when parts of a pattern are put together.
    const MOST: usize = 4_096;

    /// All texts that a part of a pattern matches, in lower case, if they are few; `None` for others. What is not ASCII is left
    /// out: lines that have any are not sieved.
    fn texts(hir: &Hir) -> Option<Vec<String>> {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => Some(vec![String::new()]),
            HirKind::Literal(literal) => {
                let text = String::from_utf8(literal.0.to_vec()).unwrap().to_lowercase();
                Some(if text.is_ascii() { vec![text] } else { Vec::new() })
            }
            HirKind::Class(Class::Unicode(class)) => {
                let ascii = class.ranges().iter().filter(|range| range.start().is_ascii());
                let letters = ascii.flat_map(|range| range.start()..=range.end().min('\u{7f}'));
                let mut letters: Vec<String> =
                    letters.take(9).map(|c| c.to_ascii_lowercase().to_string()).collect();
                letters.sort();
                letters.dedup();
                (letters.len() <= 4).then_some(letters)
            }
            HirKind::Class(Class::Bytes(_)) => None,
            HirKind::Capture(capture) => texts(&capture.sub),
            HirKind::Repetition(repetition) => {
                let mut once = texts(&repetition.sub)?;
                if repetition.max != Some(1) {
                    return None;
                }
                if repetition.min == 0 {
                    once.push(String::new());
                }
                Some(once)
            }
            HirKind::Concat(parts) => {
                parts.iter().try_fold(vec![String::new()], |all, part| after(&all, &texts(part)?))
            }
            HirKind::Alternation(ways) => {
                let ways: Option<Vec<Vec<String>>> = ways.iter().map(texts).collect();
                ways.map(|ways| ways.concat()).filter(|all| all.len() <= MOST)
            }
        }
    }

    fn after(before: &[String], texts: &[String]) -> Option<Vec<String>> {
        let all = before.iter().flat_map(|a| texts.iter().map(move |b| format!("{a}{b}")));
        let all: Vec<String> = all.take(MOST + 1).collect();
        (all.len() <= MOST).then_some(all)
    }

    fn hold(texts: &[String], words: &[&str], at_start: bool) -> bool {
        texts.iter().all(|text| {
            words.iter().any(|word| match word.strip_prefix('^') {
                Some(beginning) => at_start && text.starts_with(beginning),
                None => text.contains(word),
            })
        })
    }

    /// True if whatever the pattern matches holds one of the words. `at_start`: it matches at the beginning of a line alone.
    fn needs(hir: &Hir, words: &[&str], at_start: bool) -> bool {
        if texts(hir).is_some_and(|texts| hold(&texts, words, at_start)) {
            return true;
        }
        match hir.kind() {
            HirKind::Capture(capture) => needs(&capture.sub, words, at_start),
            HirKind::Repetition(it) => {
                it.min > 0 && needs(&it.sub, words, at_start && it.max == Some(1))
            }
            HirKind::Alternation(ways) => ways.iter().all(|way| needs(way, words, at_start)),
            HirKind::Concat(parts) => {
                if parts.iter().any(|part| texts(part).is_some_and(|texts| texts.is_empty())) {
                    return true;
                }
                let begins = |at: usize| {
                    let before = &parts[..at];
                    let is_start = |hir: &Hir| matches!(hir.kind(), HirKind::Look(Look::Start));
                    at_start && at == 0
                        || before.iter().any(is_start)
                            && before.iter().all(|part| matches!(part.kind(), HirKind::Look(_)))
                };
                (0..parts.len()).any(|first| {
                    let mut all = vec![String::new()];
                    let run = parts[first..].iter().any(|part| {
                        match texts(part).and_then(|texts| after(&all, &texts)) {
                            Some(more) => all = more,
                            None => all.clear(),
                        }
                        !all.is_empty() && hold(&all, words, begins(first))
                    });
                    run || needs(&parts[first], words, begins(first))
                })
            }
            _ => false,
        }
    }

    #[test]
    fn a_rule_matches_nothing_without_its_words() {
        let mut patterns = vec![
            (Rule::Furniture, title::FURNITURE.as_ref().unwrap()),
            (Rule::Banner, title::BANNER.as_ref().unwrap()),
            (Rule::Link, lines::LINKS.as_ref().unwrap()),
            (Rule::Grade, grades::WORDS.as_ref().unwrap()),
            (Rule::NotInspected, lines::NOT_INSPECTED.as_ref().unwrap()),
            (Rule::Writer, genre::WRITER.as_ref().unwrap()),
            (Rule::PlaceAndYear, title::PLACE.as_ref().unwrap()),
            (Rule::Speaks, genre::SPEAKS.as_ref().unwrap()),
            (Rule::Newspaper, genre::NEWSPAPER.as_ref().unwrap()),
            (Rule::Extent, grades::EXTENT.as_ref().unwrap()),
        ];
        patterns.extend(grades::EARLIER.iter().map(|it| (Rule::Earlier, it.as_ref().unwrap())));
        patterns
            .extend(grades::OVERALL.iter().map(|it| (Rule::Current, it.regex.as_ref().unwrap())));
        for (rule, regex) in patterns {
            let hir = regex_syntax::parse(regex.as_str()).unwrap();
            let words = WORDS[rule as usize].1;
            assert_eq!(WORDS[rule as usize].0, rule);
            assert!(needs(&hir, words, false), "{rule:?}: {}", regex.as_str());
            // The proof fails where a word is missing, so it proves something.
            for left_out in 0..words.len() {
                let others = [&words[..left_out], &words[left_out + 1..]].concat();
                assert!(
                    !needs(&hir, &others, false) || rule == Rule::Current || rule == Rule::Earlier,
                    "{rule:?} does without `{}`",
                    words[left_out]
                );
            }
        }
    }

    #[test]
    fn words_are_seen_in_any_case_and_beginnings_only_there() {
        for (line, rule, may) in [
            ("Skip To content", Rule::Furniture, true),
            ("They skip to it", Rule::Furniture, false),
            ("All COOKIES", Rule::Furniture, true),
            ("Inadequate", Rule::Grade, true),
            ("Grade", Rule::Grade, false),
            ("in 2016", Rule::Earlier, true),
            ("caf\u{e9}", Rule::Speaks, true),
            ("", Rule::Link, false),
        ] {
            assert_eq!(Sieved::of_one(line).may(rule), may, "{line}");
        }
    }

    /// However many there are and however long the others are.
    #[test]
    fn a_line_is_read_alike_alone_and_among_others() {
        let words = WORDS.iter().flat_map(|(_, words)| words.iter());
        let mut lines: Vec<String> = words
            .enumerate()
            .map(|(nth, word)| {
                let word = word.trim_start_matches('^');
                "x ".repeat(nth * 7 % 11) + word + &" the force".repeat(nth % 5)
            })
            .collect();
        lines.extend(["", "caf\u{e9} good", "Good", ""].map(str::to_owned));
        for number in (0..9).chain([lines.len()]) {
            let some: Vec<&str> = lines.iter().rev().take(number).map(String::as_str).collect();
            let expected: Vec<Sieved> = some.iter().map(|line| Sieved::of_one(line)).collect();
            assert_eq!(Sieved::of(&some), expected, "{number}");
        }
    }

    #[test]
    fn every_label_passes() {
        for label in [
            "Good",
            "Requires-Improvement",
            "requires_improvement",
            "INADEQUATE",
            "Adequate.",
            "'Outstanding'",
            "Graded as good",
            "To be graded",
            "not yet graded",
            "Yet to be graded",
            "ungraded",
            "Not graded",
            "Not assessed:",
            "not inspected",
            "No grade given",
        ] {
            assert!(grades::label(label).is_some(), "{label}");
            assert!(Sieved::of_one(label).may(Rule::Label), "{label}");
        }
        assert!(!Sieved::of_one("How effective is the force?").may(Rule::Label));
    }
}

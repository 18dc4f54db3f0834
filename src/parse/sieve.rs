//! Which of the rules that are asked of every line may match it: told by one pass over the line for the words without which they
//! cannot.
//!
//! Most lines hold none of them, and a rule that is not asked costs nothing, where each pattern by itself would read the line anew.
//! That a rule needs one of its words is proved from its pattern: `a_rule_matches_nothing_without_its_words`.

use std::sync::LazyLock;

use aho_corasick::automaton::{Automaton, StateID};
use aho_corasick::dfa::DFA;
use aho_corasick::{Anchored, MatchKind, StartKind};

/// A rule, or several that are asked together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// Lines that say nothing of the document.
    Furniture,
    /// A banner about another round.
    Banner,
    /// Links and header lines.
    Link,
    /// Words for grades.
    Grade,
    /// A question that was not inspected.
    NotInspected,
    /// A grade of an earlier round.
    Earlier,
    /// A grade of this round, for a pillar.
    Current,
    /// Whoever is not the inspectorate shows that it writes.
    Writer,
    /// A place and a year.
    PlaceAndYear,
    /// An inspector speaks.
    Speaks,
}

/// The words of each rule in lower case: without any of them it matches nothing. Behind `^` stands what a line begins with.
const WORDS: [(Rule, &[&str]); 10] = [
    (
        Rule::Furniture,
        &[
            "^skip to ",
            "^main content",
            "^english",
            "^cymraeg",
            "^neidio",
            "^promoting improvements",
            "^printable",
            "^print this",
            "^contents",
            "^menu",
            "^search",
            "^home",
            "^os hoffech",
            "^mae'r dudalen",
            "^darllen",
            "^this page is",
            "^read this",
            "^view this page",
            "downtime",
            "cookie",
            "^quick exit",
            "^quickly exit",
            "^page ",
            "^hmicfrs is consulting",
            "^hmic is consulting",
            "^please give",
            "^please send",
            "^please let",
            "^we would like your views",
            "website will be",
            "this site will be closed",
            "^date 20",
            "^share",
            "^back to",
            "^update",
        ],
    ),
    (Rule::Banner, &["consult", "downtime", "views on ", "open to comment"]),
    (
        Rule::Link,
        &[
            "^read more about ",
            "^view the ",
            "^get the ",
            "^download the ",
            "^jump to ",
            "^contact ",
            "^published",
            "^publication type",
            "^police force",
            "^fire and rescue service",
            "^original article link",
            "^contents",
            "^print this document",
            "^related",
            "^see also",
            "^back to top",
            "^ends",
            "^isbn",
            "^www.",
            "^http",
            "^page ",
            "^(c)",
            "[email",
            "^inspected by",
        ],
    ),
    (Rule::Grade, &["outstanding", "good", "adequate", "improvement"]),
    (Rule::NotInspected, &["not subject to detailed inspection", "question was not "]),
    (Rule::Earlier, &["20", "year", "previous"]),
    (
        Rule::Current,
        &[
            "effectiv",
            "efficien",
            "legitima",
            "leadership",
            "keeping people safe",
            "reducing crime",
            "keeps people safe",
            "treating the public",
            "it treats the public",
            "after its people",
            "vetting, it",
        ],
    ),
    (
        Rule::Writer,
        &[
            "response",
            "respond",
            "comments",
            "commented",
            "welcomes",
            "reacts",
            "publishes",
            "issued",
            "answered",
            "specified information order",
            "crime panel",
            "^agenda",
            "^minutes",
            "business co",
            "^transparency /",
            "office of the",
            "reports",
            "the extent to which we are",
            "how we deal with",
            "our overall rating",
            "our peel grades",
            "cc for",
            "police and crime commissioner",
            "exit this site",
            "^skip to main content",
            "^accessibility options",
            "fire authority logo",
            "do you need the police",
            "home office written question",
            " under s",
            "police authority board",
            "^hmic",
            "^external audit and review",
            "^report online or call",
            "^to:",
            "^open and transparent",
        ],
    ),
    (Rule::PlaceAndYear, &["20"]),
    (Rule::Speaks, &["said", "commented", "added"]),
];

/// Which rules may match a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sieved(u16);

impl Sieved {
    /// Reads a line. Letters beyond ASCII may stand for ASCII ones where case is not looked at, so then every rule may match.
    pub(super) fn of(plain: &str) -> Self {
        static SIEVE: LazyLock<Option<Sieve>> = LazyLock::new(Sieve::new);
        match SIEVE.as_ref() {
            Some(sieve) if plain.is_ascii() => sieve.read(plain),
            _ => Self(u16::MAX),
        }
    }

    /// False if the rule matches nothing in the line.
    pub(super) fn may(self, rule: Rule) -> bool {
        self.0 & bit(rule) != 0
    }
}

fn bit(rule: Rule) -> u16 {
    1 << rule as u16
}

struct Sieve {
    words: DFA,
    /// Of each word whether a line must begin with it, and the rules that have it.
    tells: Vec<(bool, u16)>,
}

impl Sieve {
    fn new() -> Option<Self> {
        let all = WORDS.iter().flat_map(|(rule, words)| words.iter().map(|word| (*rule, *word)));
        let (mut words, mut tells) = (Vec::new(), Vec::new());
        for (rule, word) in all {
            let beginning = word.strip_prefix('^');
            words.push(beginning.unwrap_or(word));
            tells.push((beginning.is_some(), bit(rule)));
        }
        let words = DFA::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .start_kind(StartKind::Unanchored)
            .build(words);
        Some(Self { words: words.ok()?, tells })
    }

    /// Goes through the states of the automaton itself: a search that stops at every word costs several times as much.
    fn read(&self, plain: &str) -> Sieved {
        let mut rules = 0;
        let Ok(mut state) = self.words.start_state(Anchored::No) else { return Sieved(u16::MAX) };
        for (at, byte) in plain.bytes().enumerate() {
            state = self.words.next_state(Anchored::No, state, byte);
            if self.words.is_special(state) && self.words.is_match(state) {
                rules |= self.told(state, at + 1);
            }
        }
        Sieved(rules)
    }

    /// The rules of the words that end at `end`.
    fn told(&self, state: StateID, end: usize) -> u16 {
        let words =
            (0..self.words.match_len(state)).map(|nth| self.words.match_pattern(state, nth));
        let rules = words.filter_map(|word| {
            let (begins, rules) = self.tells.get(word.as_usize()).copied()?;
            (!begins || self.words.pattern_len(word) == end).then_some(rules)
        });
        rules.fold(0, |all, rules| all | rules)
    }
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
            assert_eq!(Sieved::of(line).may(rule), may, "{line}");
        }
    }
}

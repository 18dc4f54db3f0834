//! Names of bodies in running text.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};

use super::names::{is_acronym, normal, says_sort};
use crate::report::Force;

/// A name found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention<'a> {
    /// Byte offset of the name.
    pub start: usize,
    /// Byte offset past the name.
    pub end: usize,
    /// The bodies that bear the name, police before fire: more than one where a place name is shared.
    pub forces: Vec<&'a Force>,
    /// True if the name is the full name or says what sort of body it is; false for a bare place name.
    pub full: bool,
}

/// Longer names that hold a body's name and are none: they swallow the match.
const DECOYS: [&str; 8] = [
    "Redcar and Cleveland",
    "County Durham",
    "Old Kent Road",
    "Kent County Council",
    "Essex County Council",
    "Police and Crime Commissioner for",
    "West Midlands Combined Authority",
    "Greater Manchester Combined Authority",
];

/// Names that are ordinary words in running text: found in queries and titles, never in prose.
pub(super) const TOO_COMMON: [&str; 8] =
    ["met", "mps", "titan", "zephyr", "odyssey", "beds", "metropolitan", "british transport"];

/// Finds names by one pass of an automaton.
#[derive(Debug, Clone)]
pub(super) struct Finder {
    automaton: Option<AhoCorasick>,
    /// For every pattern: the bearers and whether the name is full; `None` for a decoy.
    patterns: Vec<Option<(Vec<usize>, bool, bool)>>,
}

impl Finder {
    pub(super) fn new(
        forces: &[Force],
        aliases: &[Vec<String>],
        by_name: &BTreeMap<String, Vec<usize>>,
    ) -> Self {
        let mut words: BTreeMap<String, Option<(Vec<usize>, bool, bool)>> = BTreeMap::new();
        for decoy in DECOYS {
            words.insert(decoy.to_owned(), None);
        }
        for (at, names) in aliases.iter().enumerate() {
            for name in names.iter().filter(|name| **name != forces[at].slug) {
                let plain = normal(name);
                if TOO_COMMON.contains(&plain.as_str()) && !name.starts_with("the ") {
                    continue;
                }
                let bearers = by_name.get(&plain).cloned().unwrap_or_default();
                for spelling in spellings(name) {
                    words.insert(
                        spelling,
                        Some((bearers.clone(), says_sort(name), is_acronym(name))),
                    );
                }
            }
        }
        let automaton = AhoCorasickBuilder::new()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .build(words.keys())
            .ok();
        Self { automaton, patterns: words.into_values().collect() }
    }

    pub(super) fn find<'a>(&self, text: &str, forces: &'a [Force]) -> Vec<Mention<'a>> {
        let Some(automaton) = &self.automaton else { return Vec::new() };
        let mut found: Vec<(usize, usize, usize)> = automaton
            .find_overlapping_iter(text)
            .map(|hit| (hit.start(), hit.end(), hit.pattern().as_usize()))
            .filter(|&(start, end, pattern)| self.stands_alone(text, start, end, pattern))
            .collect();
        found.sort_by_key(|&(start, end, _)| (start, std::cmp::Reverse(end)));
        let mut mentions = Vec::new();
        let mut reached = 0;
        for (start, end, pattern) in found {
            if start < reached {
                continue;
            }
            reached = end;
            if let Some(Some((bearers, full, _))) = self.patterns.get(pattern) {
                let forces = bearers.iter().filter_map(|&at| forces.get(at)).collect();
                mentions.push(Mention { start, end, forces, full: *full });
            }
        }
        mentions
    }

    /// At word bounds, and written as a name: a capital first, acronyms wholly as they are.
    fn stands_alone(&self, text: &str, start: usize, end: usize, pattern: usize) -> bool {
        let before = text[..start].chars().next_back();
        let after = text[end..].chars().next();
        if before.is_some_and(char::is_alphanumeric) || after.is_some_and(char::is_alphanumeric) {
            return false;
        }
        let word = &text[start..end];
        let acronym = matches!(self.patterns.get(pattern), Some(Some((_, _, true))));
        if acronym {
            return word.chars().filter(char::is_ascii_uppercase).count() >= 2;
        }
        let name = word.strip_prefix("the ").unwrap_or(word);
        name.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit())
    }
}

/// A name as it may be printed: `&` or `and`, hyphen or space, either apostrophe.
fn spellings(name: &str) -> Vec<String> {
    let mut all = vec![name.to_owned()];
    for (from, to) in
        [(" & ", " and "), (" and ", " & "), ("-", " "), ("-", "\u{2011}"), ("'", "\u{2019}")]
    {
        for known in all.clone() {
            if known.contains(from) {
                all.push(known.replace(from, to));
            }
        }
    }
    all
}

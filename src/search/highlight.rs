//! Where a finding's text holds what was asked for: the same analysis as the index, so what matched is what is marked.

use std::collections::BTreeMap;

use regex::Regex;

use crate::Result;
use crate::gazetteer::edit_distance;
use crate::index::{Analyzer, Index, Token};
use crate::query::Node;
use crate::query::lower::{Element, elements, spellings, wildcard_regex, word_regex};
use crate::report::Span;

/// What is looked for in a text.
enum Needle {
    /// Stems at consecutive positions; marked as one range.
    Stems(Vec<String>),
    /// Folded words at consecutive positions; marked as one range.
    Exact(Vec<String>),
    /// Words that begin so.
    Prefix(String),
    /// Words that match as a whole.
    Pattern(Regex),
    /// Words at most so many letters away.
    Fuzzy(String, usize),
    /// Stems that stand close together, in any order; each is marked by itself.
    Close(Vec<String>, u32),
}

/// Marks what a query matched.
pub(super) struct Highlighter {
    analyzer: Analyzer,
    needles: Vec<Needle>,
}

impl Highlighter {
    /// For what must or may be there; what must not be there is never marked.
    pub(super) fn new(index: &Index, conditions: &[Node]) -> Result<Self> {
        let mut highlighter = Self { analyzer: Analyzer::default(), needles: Vec::new() };
        let mut open: Vec<&Node> = conditions.iter().rev().collect();
        let mut previous: Option<&str> = None;
        while let Some(node) = open.pop() {
            match node {
                Node::And(nodes) | Node::Or(nodes) => open.extend(nodes.iter().rev()),
                Node::Boost { node, .. } => open.push(node),
                Node::Word { text, exact: false, .. } => {
                    highlighter.add_words(index, text)?;
                    if let Some(before) = previous {
                        highlighter.add_pair(index, before, text)?;
                    }
                }
                other => highlighter.add(index, other)?,
            }
            previous = match node {
                Node::Word { text, exact: false, .. } => Some(text),
                _ => None,
            };
        }
        Ok(highlighter)
    }

    /// The ranges of `text` to mark: sorted, apart from each other.
    pub(super) fn spans(&mut self, text: &str) -> Vec<Span> {
        if self.needles.is_empty() {
            return Vec::new();
        }
        let tokens = self.analyzer.tokens(text);
        let mut at: BTreeMap<usize, Vec<&Token>> = BTreeMap::new();
        for token in &tokens {
            at.entry(token.position).or_default().push(token);
        }
        let mut spans = Vec::new();
        for needle in &self.needles {
            needle.find(&tokens, &at, &mut spans);
        }
        merged(spans)
    }

    fn add(&mut self, index: &Index, node: &Node) -> Result<()> {
        match node {
            Node::Word { text, .. } => {
                let tokens = self.analyzer.tokens(text);
                let (joined, apart): (Vec<_>, Vec<_>) =
                    tokens.into_iter().partition(|token| token.role == "joined");
                for words in [joined, apart] {
                    self.needles
                        .push(Needle::Exact(words.into_iter().map(|word| word.text).collect()));
                }
            }
            Node::Phrase { text, slop: 0, .. } => self.add_words(index, text)?,
            Node::Phrase { text, slop, .. } => {
                let stems = self.stems(text);
                self.needles.push(Needle::Close(stems, *slop));
            }
            Node::Prefix { text, .. } => {
                let folded = self.folded(text);
                self.needles.push(Needle::Prefix(folded));
            }
            Node::Wildcard { text, .. } => {
                let folded = self.analyzer.fold(text);
                self.needles.extend(wildcard_regex(&folded).ok().map(Needle::Pattern));
            }
            Node::Regex { text, .. } => {
                self.needles.extend(word_regex(text).ok().map(Needle::Pattern));
            }
            Node::Fuzzy { text, distance, .. } => {
                let folded = self.folded(text);
                self.needles.push(Needle::Fuzzy(folded, usize::from(*distance)));
            }
            Node::Near { left, right, distance, .. } => {
                if let (Node::Word { text: a, .. }, Node::Word { text: b, .. }) =
                    (&**left, &**right)
                {
                    let stems = [self.stems(a), self.stems(b)].concat();
                    self.needles.push(Needle::Close(stems, *distance));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn add_words(&mut self, index: &Index, text: &str) -> Result<()> {
        let elements = elements(index, &mut self.analyzer, text)?;
        self.needles.extend(spellings(&elements).into_iter().map(Needle::Stems));
        Ok(())
    }

    /// Two words that make a compound where they stand together.
    fn add_pair(&mut self, index: &Index, a: &str, b: &str) -> Result<()> {
        let found = elements(index, &mut self.analyzer, &format!("{a} {b}"))?;
        if let [compound @ Element::Compound { .. }] = found.as_slice() {
            let spellings = spellings(std::slice::from_ref(compound));
            self.needles.extend(spellings.into_iter().map(Needle::Stems));
        }
        Ok(())
    }

    fn stems(&mut self, text: &str) -> Vec<String> {
        let tokens = self.analyzer.tokens(text).into_iter();
        tokens.filter(|token| token.role != "joined").map(|token| token.stem).collect()
    }

    fn folded(&mut self, text: &str) -> String {
        let tokens = self.analyzer.tokens(text);
        let word = tokens.iter().find(|token| token.role == "joined").or(tokens.first());
        word.map(|token| token.text.clone()).unwrap_or_default()
    }
}

impl Needle {
    fn find(&self, tokens: &[Token], at: &BTreeMap<usize, Vec<&Token>>, spans: &mut Vec<Span>) {
        match self {
            Self::Stems(stems) => in_order(stems, tokens, at, |token| &token.stem, spans),
            Self::Exact(words) => in_order(words, tokens, at, |token| &token.text, spans),
            Self::Close(stems, slop) => close(stems, *slop, tokens, spans),
            Self::Prefix(prefix) => {
                each(tokens, spans, |word| !prefix.is_empty() && word.starts_with(prefix.as_str()));
            }
            Self::Pattern(regex) => each(tokens, spans, |word| regex.is_match(word)),
            Self::Fuzzy(wanted, most) => {
                each(tokens, spans, |word| edit_distance(wanted, word) <= *most);
            }
        }
    }
}

/// Marks single words; a compound as a whole only where none of its parts is marked.
fn each(tokens: &[Token], spans: &mut Vec<Span>, wanted: impl Fn(&str) -> bool) {
    let found = tokens.iter().filter(|token| wanted(&token.text));
    let (joined, words): (Vec<_>, Vec<_>) = found.partition(|token| token.role == "joined");
    spans.extend(words.iter().map(|token| Span::new(token.start, token.end)));
    let whole = joined.iter().filter(|compound| {
        !words.iter().any(|word| compound.start <= word.start && word.end <= compound.end)
    });
    spans.extend(whole.map(|token| Span::new(token.start, token.end)));
}

fn in_order(
    wanted: &[String],
    tokens: &[Token],
    at: &BTreeMap<usize, Vec<&Token>>,
    form: impl Fn(&Token) -> &String,
    spans: &mut Vec<Span>,
) {
    let Some((first, rest)) = wanted.split_first() else { return };
    for start in tokens.iter().filter(|token| form(token) == first) {
        let mut end = start.end;
        let all = rest.iter().zip(start.position + 1..).all(|(word, position)| {
            let there = at.get(&position).into_iter().flatten().find(|token| form(token) == word);
            end = there.map_or(end, |token| token.end.max(end));
            there.is_some()
        });
        if all {
            spans.push(Span::new(start.start, end));
        }
    }
}

fn close(stems: &[String], slop: u32, tokens: &[Token], spans: &mut Vec<Span>) {
    let Some((first, rest)) = stems.split_first() else { return };
    for start in tokens.iter().filter(|token| token.stem == *first) {
        let nearest = rest.iter().map(|stem| {
            let others = tokens.iter().filter(|token| token.stem == *stem);
            others.min_by_key(|token| token.position.abs_diff(start.position))
        });
        let Some(others) = nearest.collect::<Option<Vec<_>>>() else { return };
        let reach = slop as usize + rest.len();
        if others.iter().all(|token| token.position.abs_diff(start.position) <= reach) {
            spans.push(Span::new(start.start, start.end));
            spans.extend(others.iter().map(|token| Span::new(token.start, token.end)));
        }
    }
}

/// Sorted, overlapping ranges as one.
fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort();
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}

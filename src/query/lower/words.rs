//! Words, phrases and patterns.

use std::ops::Bound;

use regex::Regex;
use tantivy::Term;
use tantivy::query::{
    ConstScoreQuery, DisjunctionMaxQuery, FuzzyTermQuery, InvertedIndexRangeQuery,
    PhrasePrefixQuery, PhraseQuery, Query as Matcher, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use super::compounds::{Element, elements};
use super::occurrences::Sequence;
use super::patterns::{wildcard_prefix, wildcard_regex, word_regex};
use super::proximity::Proximity;
use super::{Lowered, Lowering};
use crate::Result;
use crate::index::Token;
use crate::query::Node;
use crate::report::Span;

/// Spellings of a phrase with compounds in it at most.
const MAX_SPELLINGS: usize = 32;

/// Words that a pattern may stand for at most.
const MAX_EXPANSION: usize = 10_000;

impl Lowering<'_> {
    /// A word or compound as typed.
    pub(super) fn word(&mut self, text: &str, exact: bool, span: Span) -> Result<Lowered> {
        let clue = if exact { self.exact_clue(text) } else { self.clue(text)? };
        match clue {
            Some(clue) => Ok(Lowered::matching(self.weighed(&clue))),
            None => Err(self.no_word(text, span)),
        }
    }

    /// Words in this order.
    pub(super) fn phrase(&mut self, text: &str, slop: u32, span: Span) -> Result<Lowered> {
        if slop == 0 {
            return self.word(text, false, span);
        }
        let elements = elements(self.index, &mut self.analyzer, text)?;
        let either: Vec<Box<dyn Matcher>> = spellings(&elements)
            .into_iter()
            .map(|stems| self.text_terms(&stems))
            .map(|terms| match terms.len() {
                1 => in_order(terms),
                _ => Box::new(Proximity::Sloppy(terms, slop)),
            })
            .collect();
        if either.is_empty() {
            return Err(self.no_word(text, span));
        }
        Ok(Lowered::matching(Box::new(DisjunctionMaxQuery::new(either))))
    }

    /// Words that begin so; a compound's beginning is found in every spelling.
    pub(super) fn prefix(&mut self, text: &str, span: Span) -> Result<Box<dyn Matcher>> {
        let field = self.index.fields().text_exact;
        let (joined, parts): (Vec<_>, Vec<_>) =
            self.analyzer.tokens(text).into_iter().partition(|token| token.role == "joined");
        let Some(word) = joined.first().or(parts.first()) else {
            return Err(self.no_word(text, span));
        };
        let from = Bound::Included(Term::from_field_text(field, &word.text));
        let past = Bound::Excluded(Term::from_field_text(field, &past(&word.text)));
        let begun: Box<dyn Matcher> = Box::new(InvertedIndexRangeQuery::new(from, past));
        if parts.len() < 2 {
            return Ok(begun);
        }
        let parts = parts.iter().map(|part| Term::from_field_text(field, &part.text)).collect();
        let mut apart = PhrasePrefixQuery::new(parts);
        apart.set_max_expansions(MAX_EXPANSION as u32);
        let apart: Box<dyn Matcher> = Box::new(apart);
        Ok(match joined.len() {
            1 => Box::new(DisjunctionMaxQuery::new(vec![begun, apart])),
            _ => apart,
        })
    }

    /// Words of this pattern of `?` and `*`.
    pub(super) fn wildcard(&mut self, text: &str, span: Span) -> Result<Box<dyn Matcher>> {
        let folded = self.analyzer.fold(text);
        let regex = wildcard_regex(&folded).map_err(|message| self.error(span, message))?;
        self.expanded(&wildcard_prefix(&folded), &regex, span)
    }

    /// Words that a regular expression matches as a whole.
    pub(super) fn regex(&mut self, text: &str, span: Span) -> Result<Box<dyn Matcher>> {
        let regex = word_regex(text).map_err(|message| self.error(span, message))?;
        self.expanded("", &regex, span)
    }

    /// Words a few letters away.
    pub(super) fn fuzzy(
        &mut self,
        text: &str,
        distance: u8,
        span: Span,
    ) -> Result<Box<dyn Matcher>> {
        let tokens = self.analyzer.tokens(text);
        let word = tokens.iter().find(|token| token.role == "joined").or(tokens.first());
        let Some(word) = word else { return Err(self.no_word(text, span)) };
        let term = Term::from_field_text(self.index.fields().text_exact, &word.text);
        Ok(Box::new(FuzzyTermQuery::new(term, distance.min(2), true)))
    }

    /// Words, phrases or alternatives of them with at most so many words between, in either order.
    pub(super) fn near(
        &mut self,
        left: &Node,
        right: &Node,
        distance: u32,
        span: Span,
    ) -> Result<Box<dyn Matcher>> {
        let sides = [self.side(left, span)?, self.side(right, span)?];
        Ok(Box::new(Proximity::Near(sides, distance)))
    }

    /// The sequences of words that may stand on one side of a `NEAR`.
    fn side(&mut self, node: &Node, span: Span) -> Result<Vec<Sequence>> {
        let sequences: Vec<Sequence> = match node {
            Node::Word { text, exact: false, .. } | Node::Phrase { text, slop: 0, .. } => {
                let elements = elements(self.index, &mut self.analyzer, text)?;
                spellings(&elements).iter().map(|stems| self.text_terms(stems)).collect()
            }
            Node::Word { text, .. } => self.exact_spellings(text),
            Node::Or(nodes) => {
                let sides = nodes.iter().map(|node| self.side(node, span));
                sides.collect::<Result<Vec<_>>>()?.concat()
            }
            _ => {
                return Err(
                    self.error(span, "`NEAR` stands between words, phrases and `OR`s of them")
                );
            }
        };
        match sequences.iter().all(Vec::is_empty) {
            true => {
                Err(self.error(span, "a side of `NEAR` holds no letter or digit to search for"))
            }
            false => Ok(sequences),
        }
    }

    pub(super) fn text_field(&self) -> Field {
        self.index.fields().text
    }

    fn text_terms(&self, stems: &[String]) -> Vec<Term> {
        stems.iter().map(|stem| Term::from_field_text(self.text_field(), stem)).collect()
    }

    pub(super) fn exact_spellings(&mut self, text: &str) -> Vec<Sequence> {
        let field = self.index.fields().text_exact;
        let (joined, apart): (Vec<_>, Vec<_>) =
            self.analyzer.tokens(text).into_iter().partition(|token| token.role == "joined");
        // Two compounds in one word, as in `a-b/c-d`, have no joined form of the whole.
        let joined = if joined.len() == 1 { joined } else { Vec::new() };
        let terms = |tokens: Vec<Token>| -> Sequence {
            tokens.iter().map(|token| Term::from_field_text(field, &token.text)).collect()
        };
        [apart, joined].into_iter().filter(|tokens| !tokens.is_empty()).map(terms).collect()
    }

    fn expanded(&self, prefix: &str, regex: &Regex, span: Span) -> Result<Box<dyn Matcher>> {
        let field = self.index.fields().text_exact;
        let words =
            self.index.words_like(field, prefix, |word| regex.is_match(word), MAX_EXPANSION)?;
        if words.len() >= MAX_EXPANSION {
            let message = format!("the pattern stands for more than {MAX_EXPANSION} words");
            return Err(self.error(span, message).hint("give it more letters"));
        }
        let terms = words.iter().map(|(word, _)| Term::from_field_text(field, word));
        Ok(Box::new(ConstScoreQuery::new(Box::new(TermSetQuery::new(terms)), 1.0)))
    }

    fn no_word(&self, text: &str, span: Span) -> crate::Error {
        self.error(span, format!("`{text}` holds no letter or digit to search for"))
    }
}

/// Every spelling of a phrase, shortest lists first capped at [`MAX_SPELLINGS`].
pub(crate) fn spellings(elements: &[Element]) -> Vec<Vec<String>> {
    let mut all: Vec<Vec<String>> = vec![Vec::new()];
    for element in elements {
        let ways = element.spellings();
        all = all
            .iter()
            .flat_map(|start| ways.iter().map(|way| [start.as_slice(), way].concat()))
            .take(MAX_SPELLINGS)
            .collect();
    }
    all
}

/// The text of a word that is no exact one.
pub(super) fn plain_text(node: &Node) -> Option<&str> {
    match node {
        Node::Word { text, exact: false, .. } => Some(text),
        _ => None,
    }
}

fn in_order(mut terms: Vec<Term>) -> Box<dyn Matcher> {
    if terms.len() == 1 {
        return scored_term(terms.remove(0));
    }
    Box::new(PhraseQuery::new(terms))
}

fn scored_term(term: Term) -> Box<dyn Matcher> {
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}

/// The least text that is greater than everything that begins with `prefix`.
fn past(prefix: &str) -> String {
    let mut past = prefix.to_owned();
    past.push(char::MAX);
    past
}

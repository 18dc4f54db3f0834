//! Patterns and what stands close together: the words of the dictionary that may stand at each place.

use std::ops::Bound;

use tantivy::Term;
use tantivy::query::{
    ConstScoreQuery, DisjunctionMaxQuery, FuzzyTermQuery, InvertedIndexRangeQuery,
    Query as Matcher, TermSetQuery,
};

use super::Lowering;
use super::begun::Begun;
use super::places::{Place, ways};
use super::proximity::{Proximity, Way};
use crate::query::Node;
use crate::report::Span;
use crate::{Error, Result};

/// Words that a pattern may stand for at most.
const MAX_EXPANSION: usize = 10_000;

/// Words that a pattern may stand for within a phrase or beside a `NEAR`, where each has its places looked up.
const MAX_PLACED: usize = 1_000;

impl Lowering<'_> {
    /// Words that begin so; a compound's beginning is found in every spelling.
    pub(super) fn prefix(&mut self, node: &Node, span: Span) -> Result<Box<dyn Matcher>> {
        let mut either: Vec<Box<dyn Matcher>> = Vec::new();
        for way in self.ways(node)? {
            either.push(match way.as_slice() {
                [Place::Begins(letters)] => self.begun(letters),
                _ => Box::new(Proximity::Sloppy(self.terms_of(&way, span)?, 0)),
            });
        }
        self.any_way(either, span)
    }

    fn begun(&self, letters: &str) -> Box<dyn Matcher> {
        let (field, begins) = (self.index.fields().text_exact, letters.to_owned());
        let term = |text: &str| Term::from_field_text(field, text);
        let (from, past) = (Bound::Included(term(letters)), Bound::Excluded(term(&past(letters))));
        let range = InvertedIndexRangeQuery::new(from, past);
        Box::new(Begun { field, letters: begins, range })
    }

    /// Words of this pattern of `?` and `*`, or words that a regular expression matches as a whole.
    pub(super) fn pattern(&mut self, node: &Node, span: Span) -> Result<Box<dyn Matcher>> {
        let mut words = Vec::new();
        for place in self.ways(node)?.concat() {
            words.extend(self.words_of(&place, MAX_EXPANSION, span)?);
        }
        Ok(Box::new(ConstScoreQuery::new(Box::new(TermSetQuery::new(words)), 1.0)))
    }

    /// Words a few letters away.
    pub(super) fn fuzzy(&mut self, node: &Node, span: Span) -> Result<Box<dyn Matcher>> {
        match self.ways(node)?.concat().as_slice() {
            [Place::Near(word, letters)] => {
                let term = Term::from_field_text(self.index.fields().text_exact, word);
                Ok(Box::new(FuzzyTermQuery::new(term, (*letters).min(2), true)))
            }
            _ => Err(self.no_letters(span)),
        }
    }

    /// A phrase whose words may be moved, or in which patterns stand.
    pub(super) fn placed_phrase(
        &mut self,
        node: &Node,
        slop: u32,
        span: Span,
    ) -> Result<Box<dyn Matcher>> {
        let mut either: Vec<Box<dyn Matcher>> = Vec::new();
        for way in self.ways(node)? {
            either.push(Box::new(Proximity::Sloppy(self.terms_of(&way, span)?, slop)));
        }
        self.any_way(either, span)
    }

    /// Words, phrases, patterns or alternatives of them with at most so many words between.
    pub(super) fn near(
        &mut self,
        (left, right): (&Node, &Node),
        between: u32,
        ordered: bool,
        span: Span,
    ) -> Result<Box<dyn Matcher>> {
        let sides = [self.side(left, span)?, self.side(right, span)?];
        Ok(Box::new(Proximity::Near { sides, between, ordered }))
    }

    fn side(&mut self, node: &Node, span: Span) -> Result<Vec<Way>> {
        let ways = self.ways(node)?;
        if ways.is_empty() {
            let message = "a side of `NEAR` holds no letter or digit to search for";
            return Err(self.error(span, message));
        }
        ways.iter().map(|way| self.terms_of(way, span)).collect()
    }

    fn terms_of(&self, way: &[Place], span: Span) -> Result<Way> {
        way.iter().map(|place| self.words_of(place, MAX_PLACED, span)).collect()
    }

    /// The terms that may stand at a place.
    fn words_of(&self, place: &Place, most: usize, span: Span) -> Result<Vec<Term>> {
        let fields = self.index.fields();
        let written = |word: &str| Term::from_field_text(fields.text_exact, word);
        let words: Vec<String> = match place {
            Place::Stem(stem) => return Ok(vec![Term::from_field_text(fields.text, stem)]),
            Place::Written(word) => return Ok(vec![written(word)]),
            Place::Begins(letters) => {
                let all = self.index.words_like(fields.text_exact, letters, |_| true, most + 1)?;
                all.into_iter().map(|(word, _)| word).collect()
            }
            Place::Near(word, letters) => {
                self.index.close_words(word, *letters)?.into_keys().collect()
            }
            Place::Matches(pattern) => {
                let wanted = |word: &str| pattern.matches(word);
                self.index.words_accepted(
                    fields.text_exact,
                    &pattern.automaton,
                    wanted,
                    most + 1,
                )?
            }
        };
        if words.len() > most {
            let message = format!("the pattern stands for more than {} words", grouped(most));
            return Err(self.error(span, message).hint("give it more letters"));
        }
        Ok(words.iter().map(|word| written(word)).collect())
    }

    /// The ways of a node; what is wrong with it is shown at its place.
    fn ways(&mut self, node: &Node) -> Result<Vec<Vec<Place>>> {
        ways(self.index, &mut self.analyzer, node).map_err(|error| self.placed(error, node.span()))
    }

    fn any_way(&self, mut either: Vec<Box<dyn Matcher>>, span: Span) -> Result<Box<dyn Matcher>> {
        match either.len() {
            0 => Err(self.no_letters(span)),
            1 => Ok(either.remove(0)),
            _ => Ok(Box::new(DisjunctionMaxQuery::new(either))),
        }
    }

    fn no_letters(&self, span: Span) -> Error {
        let typed = self.text.get(span.start..span.end).unwrap_or_default();
        self.error(span, format!("`{typed}` holds no letter or digit to search for"))
    }
}

/// The least text that is greater than everything that begins with `prefix`.
fn past(prefix: &str) -> String {
    let mut past = prefix.to_owned();
    past.push(char::MAX);
    past
}

/// `1,000`
fn grouped(number: usize) -> String {
    format!("{},{:03}", number / 1_000, number % 1_000)
}

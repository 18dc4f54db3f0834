//! From the meaning of a query to tantivy's query objects: the only file of this room that knows tantivy.
//!
//! What matches and what only weighs are kept apart: a word matches by its stem in the text; the same word exactly as
//! typed, or in the heading, question or title above, adds to the score and never decides whether a finding is found.

mod all_words;
mod also;
mod any_words;
mod begun;
mod beside;
mod bm25f;
mod ceilings;
mod closeness;
mod clue;
mod compounds;
mod decided;
mod deciding;
mod end_to_end;
mod excluded;
mod expand;
mod fields;
mod glushkov;
mod key;
mod looked_up;
mod mosts;
mod nearness;
mod occurrences;
mod passing;
mod patterns;
mod places;
mod proximity;
mod run_counter;
mod sets;
mod skipping;
mod sweep;
mod told;
mod whole;
mod windows;
mod words;
mod written;

use std::sync::Arc;

use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query as Matcher};

use self::beside::Beside;
use self::bm25f::Bm25f;
use self::decided::Decided;
use self::deciding::Deciding;
use self::nearness::Nearness;
use self::passing::OneOf;
use self::sets::Sets;
use self::skipping::{Best, Skipping};
use self::told::Told;
use super::ranking::Ranking;
use super::{FieldTest, Node, holds_pattern};
use crate::index::{Analyzer, Index, RecordType};
use crate::report::Span;
use crate::{Error, ErrorKind, Result};

pub(crate) use also::as_typed;
pub(crate) use begun::Bits;
pub(crate) use beside::Least;
pub(crate) use ceilings::{Ceilings, Share};
pub(crate) use closeness::{near, runs, within_slop};
pub(crate) use clue::Unit;
pub(crate) use compounds::{Element, MAX_SPACED, elements, known_words};
pub(crate) use end_to_end::EndToEnd;
pub(crate) use excluded::Excluded;
pub(crate) use looked_up::LookedUp;
pub(crate) use passing::Passing;
pub(crate) use patterns::wildcard_regex;
pub(crate) use places::{Place, ways};
pub(crate) use run_counter::{RunCounter, sequences};
pub(crate) use written::{ByNumber, InOrder, Sought, Taker, Word, Written};

/// Deepest nesting; the parser allows less, a query built by hand may not.
const MAX_DEPTH: usize = 100;

/// A part of a query ready to run.
#[derive(Debug, Default)]
pub(crate) struct Lowered {
    clauses: Vec<(Occur, Box<dyn Matcher>)>,
    bonus: Vec<Box<dyn Matcher>>,
}

impl Lowered {
    fn matching(query: Box<dyn Matcher>) -> Self {
        Self { clauses: vec![(Occur::Must, query)], bonus: Vec::new() }
    }

    /// One query of which only the best records are wanted.
    pub(crate) fn into_best(self, lowering: &Lowering<'_>) -> Box<dyn Matcher> {
        let Some(best) = &lowering.best else { return self.into_query(true) };
        match Skipping::all(self, best) {
            Ok(skipping) => Box::new(skipping),
            Err(lowered) => lowered.into_query(true),
        }
    }

    /// One query that only decides, for whoever counts.
    pub(crate) fn into_decided(self, lowering: &Lowering<'_>) -> Result<Box<dyn Matcher>> {
        let sets = lowering.index.kept(String::new(), || Ok(Sets::default()))?;
        Ok(match Decided::of(&self.clauses, &lowering.looked_up, &sets) {
            Some(decided) => Box::new(decided),
            None => self.into_query(false),
        })
    }

    /// One query whose records are scored rightly where they score more than what `least` has come to.
    pub(crate) fn into_scored(mut self, least: &Least) -> Box<dyn Matcher> {
        let bonus: Option<Vec<Nearness>> =
            self.bonus.iter().map(|bonus| bonus.downcast_ref::<Nearness>().cloned()).collect();
        let word = |(occur, clause): &(Occur, Box<dyn Matcher>)| {
            let word = clause.downcast_ref::<Bm25f>().filter(|_| *occur == Occur::Must);
            word.cloned()
        };
        let words: Vec<Bm25f> =
            self.clauses.iter().map(word).collect::<Option<_>>().unwrap_or_default();
        match bonus.filter(|bonus| !bonus.is_empty() || !words.is_empty()) {
            Some(bonus) => {
                self.bonus.clear();
                let (must, least) = (self.into_query(false), least.clone());
                Box::new(Beside { must, words, bonus, least })
            }
            None => self.into_query(true),
        }
    }

    /// One query; without `scored` only what decides whether a finding matches.
    pub(crate) fn into_query(mut self, scored: bool) -> Box<dyn Matcher> {
        if scored {
            self.clauses.extend(self.bonus.into_iter().map(|query| (Occur::Should, query)));
        }
        match self.clauses.as_slice() {
            [(Occur::Must, _)] => self.clauses.remove(0).1,
            _ => told(BooleanQuery::new(self.clauses)),
        }
    }
}

/// Several queries as one part of a query.
fn told(query: BooleanQuery) -> Box<dyn Matcher> {
    Box::new(Told { query: Box::new(query), name: None })
}

/// Lowers queries against one index, whose dictionaries say which words and compounds there are.
pub(crate) struct Lowering<'a> {
    index: &'a Index,
    /// The query as typed, for the place of an error.
    text: &'a str,
    ranking: Ranking,
    analyzer: Analyzer,
    depth: usize,
    /// Whether a compound typed as words of their own is only that.
    as_one: bool,
    /// Whether only what decides is wanted, and nothing that weighs.
    deciding: bool,
    looked_up: LookedUp,
    /// Set if only the best records are wanted: what is known of where they are.
    best: Option<Best>,
}

impl<'a> Lowering<'a> {
    /// For the query typed as `text`.
    pub(crate) fn new(index: &'a Index, text: &'a str) -> Self {
        let ranking = Ranking::default();
        let analyzer = Analyzer::default();
        let looked_up = LookedUp::none(index);
        let (depth, as_one, deciding) = (0, false, false);
        let best = None;
        Self { index, text, ranking, analyzer, depth, as_one, deciding, looked_up, best }
    }

    /// For words that are one compound and nothing else: it is then the same as typed with its dashes.
    pub(crate) fn compound_alone(self, as_one: bool) -> Self {
        Self { as_one, ..self }
    }

    /// With words that were looked up for the same request.
    pub(crate) fn knowing(self, looked_up: LookedUp) -> Self {
        Self { looked_up, ..self }
    }

    /// For queries that only decide which findings match: what weighs is not even looked up.
    pub(crate) fn deciding(self) -> Self {
        Self { deciding: true, ..self }
    }

    /// For queries of which only the best `number` records are wanted.
    pub(crate) fn best_alone(self, number: usize, ceilings: &Arc<Ceilings>) -> Self {
        Self { best: Some(Best { number, ceilings: Arc::clone(ceilings) }), ..self }
    }

    /// The same with other weights.
    pub(crate) fn ranked(self, ranking: Ranking) -> Self {
        Self { ranking, ..self }
    }

    /// What holds all of `nodes`; everything if there are none.
    pub(crate) fn all_of(&mut self, nodes: &[&Node]) -> Result<Lowered> {
        let (mut whole, units) = self.each_of(nodes)?;
        let clues: Vec<_> = units.iter().map(|unit| unit.as_ref().map(|unit| &unit.clue)).collect();
        whole.bonus.extend(self.nearness(&clues));
        if !whole.clauses.iter().any(|(occur, _)| *occur == Occur::Must) {
            whole.clauses.push((Occur::Must, self.every_finding()));
        }
        Ok(whole)
    }

    /// The same without what neighbours add, and the units that are neighbours.
    fn each_of(&mut self, nodes: &[&Node]) -> Result<(Lowered, Vec<Option<Unit>>)> {
        let mut whole = Lowered::default();
        let mut units = Vec::new();
        let mut rest = nodes;
        while let Some((node, others)) = rest.split_first() {
            if let Node::Not(inner) = node {
                let query = self.node(inner)?.into_query(false);
                whole.clauses.push((Occur::MustNot, Box::new(Excluded(query))));
                rest = others;
                continue;
            }
            if let Node::Also { typed, also } = node {
                let (part, typed) = self.also(typed, also)?;
                rest = others;
                units.extend(typed);
                whole.clauses.extend(part.clauses);
                continue;
            }
            let unit = self.unit(rest)?;
            let part = match &unit {
                Some(unit) => self.unit_query(unit),
                None => self.node(node)?,
            };
            rest = &rest[unit.as_ref().map_or(1, |unit| unit.words)..];
            units.push(unit);
            whole.clauses.extend(part.clauses);
            whole.bonus.extend(part.bonus);
        }
        Ok((whole, units))
    }

    /// What holds at least one of `nodes`.
    pub(crate) fn any_of(&mut self, nodes: &[&Node]) -> Result<Lowered> {
        let parts = nodes.iter().map(|node| Ok(self.node(node)?.into_query(true)));
        let parts = parts.collect::<Result<Vec<_>>>()?;
        let Some(best) = &self.best else {
            return Ok(Lowered::matching(told(BooleanQuery::union(parts))));
        };
        if parts.iter().all(|part| part.downcast_ref::<Deciding>().is_some()) {
            return Ok(Lowered::matching(self.tested(Box::new(BooleanQuery::union(parts)))?));
        }
        Ok(Lowered::matching(match Skipping::any(parts, best) {
            Ok(skipping) => Box::new(skipping),
            Err(parts) => told(BooleanQuery::union(parts)),
        }))
    }

    /// What matches `node`.
    pub(crate) fn node(&mut self, node: &Node) -> Result<Lowered> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Error::new(ErrorKind::Query, "the query is nested too deeply"));
        }
        let lowered = self.node_inner(node);
        self.depth -= 1;
        lowered
    }

    fn node_inner(&mut self, node: &Node) -> Result<Lowered> {
        match node {
            Node::Everything(_) => Ok(Lowered::matching(self.every_finding())),
            Node::Word { text, exact, span } => self.word(text, *exact, *span),
            Node::Phrase { text, slop: 0, span } if !holds_pattern(text) => {
                self.word(text, false, *span)
            }
            Node::Phrase { slop, span, .. } => {
                self.called(node, |it| it.placed_phrase(node, *slop, *span))
            }
            Node::Prefix { span, .. } => self.called(node, |it| it.prefix(node, *span)),
            Node::Wildcard { span, .. } | Node::Regex { span, .. } => {
                self.called(node, |it| it.pattern(node, *span))
            }
            Node::Fuzzy { span, .. } => self.called(node, |it| it.fuzzy(node, *span)),
            Node::Near { left, right, distance, ordered, span } => {
                self.called(node, |it| it.near((left, right), *distance, *ordered, *span))
            }
            Node::Boost { node, factor } => {
                let query = self.node(node)?.into_query(true);
                Ok(Lowered::matching(Box::new(BoostQuery::new(query, *factor))))
            }
            Node::Field(test) => self.field_test(test),
            Node::About(test) => self.called(node, |it| it.about(test)),
            Node::And(nodes) => self.all_of(&nodes.iter().collect::<Vec<_>>()),
            Node::Or(nodes) => self.any_of(&nodes.iter().collect::<Vec<_>>()),
            Node::Not(_) => self.all_of(&[node]),
            Node::Also { typed, also } => self.also(typed, also).map(|(either, _)| either),
        }
    }

    /// What says in an explanation how it was typed.
    fn called(
        &mut self,
        node: &Node,
        lower: impl FnOnce(&mut Self) -> Result<Box<dyn Matcher>>,
    ) -> Result<Lowered> {
        let query = lower(self)?;
        // What only decides is never explained.
        let name = (!self.deciding).then(|| format!("`{}`", super::print::node(node)));
        Ok(Lowered::matching(Box::new(Told { query, name })))
    }

    /// A test of a field: it decides, and adds nothing to the score.
    pub(crate) fn field_test(&mut self, test: &FieldTest) -> Result<Lowered> {
        let query = self.field(test)?;
        Ok(Lowered::matching(self.tested(query)?))
    }

    /// Tests of fields, for whoever asks them record by record.
    ///
    /// # Errors
    /// `Query` for what a test cannot mean, `IndexDamaged`.
    pub(crate) fn passing(mut self, tests: &[&FieldTest]) -> Result<Vec<Passing>> {
        self.deciding = true;
        let searcher = self.index.searcher();
        let mut all = Vec::with_capacity(tests.len());
        for test in tests {
            let query = self.field(test)?;
            all.push(Passing::new(self.test(query)?, searcher));
        }
        Ok(all)
    }

    /// What decides by `query`; where only the best are wanted, or their number, by what each record has in a column if that can be.
    fn tested(&self, query: Box<dyn Matcher>) -> Result<Box<dyn Matcher>> {
        Ok(Box::new(self.test(query)?))
    }

    fn test(&self, query: Box<dyn Matcher>) -> Result<Deciding> {
        let by_column = self.best.is_some() || self.deciding;
        let one_of = by_column.then(|| OneOf::of(self.index, query.as_ref()));
        let one_of = one_of.transpose()?.flatten();
        Ok(Deciding::new(query).by(one_of))
    }

    fn every_finding(&self) -> Box<dyn Matcher> {
        let all = self.index.of_type(RecordType::Finding);
        Box::new(Deciding::new(all))
    }

    /// An error of the query that does not know its place yet, at `span`.
    fn placed(&self, error: Error, span: Span) -> Error {
        if error.kind != ErrorKind::Query || error.place.is_some() {
            return error;
        }
        error.hints.into_iter().fold(self.error(span, error.message), Error::hint)
    }

    /// An error at `span` of the query; a filter given as an option has no place.
    fn error(&self, span: Span, message: impl Into<String>) -> Error {
        if span.is_empty() {
            return Error::new(ErrorKind::Query, message);
        }
        Error::in_query(self.text, span, message)
    }
}

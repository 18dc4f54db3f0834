//! What a request comes down to: a list of conditions that must all hold.

use std::sync::Arc;

use tantivy::query::Query as Matcher;

use super::also::{Reader, is_left_alone};
use super::{Also, Dimension};
use crate::Result;
use crate::index::Index;
use crate::query::lower::{Ceilings, Least, LookedUp, Lowering, MAX_SPACED, as_typed};
use crate::query::{FieldName, FieldTest, Node, Query, Ranking};

/// The conditions of a query and its filters.
#[derive(Debug, Clone)]
pub(super) struct Asked<'a> {
    /// The query as typed.
    pub(super) text: &'a str,
    /// What must hold, with the other names of what it names.
    pub(super) conditions: Vec<Node>,
    /// The same as typed.
    pub(super) typed: Vec<Node>,
    /// What was added to it.
    pub(super) also: Vec<Also>,
    /// What of that was left out, in words.
    pub(super) left_out: Vec<String>,
    /// By what the findings are ordered.
    pub(super) ranking: Ranking,
    /// Whether the words that were typed are one compound and nothing else, which is the same however it is written.
    pub(super) one_compound: bool,
    /// The words that were looked up for it.
    looked_up: LookedUp,
}

impl<'a> Asked<'a> {
    /// The conditions of `query` and `filters`.
    pub(super) fn new(index: &Index, query: &'a Query, filters: &[FieldTest]) -> Result<Self> {
        let mut typed = Vec::new();
        let mut open: Vec<&Node> = query.root.iter().collect();
        while let Some(node) = open.pop() {
            match node {
                Node::And(nodes) => open.extend(nodes.iter().rev()),
                other => typed.push(other.clone()),
            }
        }
        typed.extend(filters.iter().cloned().map(Node::Field));
        // A test has no place among the words: `night year:2016 watch` holds the same pair of words as its facet by year.
        typed.sort_by_key(|node| matches!(node, Node::Field(_)));
        let mut asked = Self::reading(index, &query.text, typed)?;
        asked.one_compound = query.plain && is_one_compound(index, &asked.conditions)?;
        Ok(asked)
    }

    /// Of conditions that were typed as `text`, tests of fields last.
    pub(super) fn reading(index: &Index, text: &'a str, typed: Vec<Node>) -> Result<Self> {
        let (mut conditions, mut also, mut left_out) = (typed.clone(), Vec::new(), Vec::new());
        if !typed.iter().all(is_left_alone) {
            let mut reader = Reader::new(index);
            conditions = reader.all(&typed)?;
            (also, left_out) = (reader.also, reader.left_out);
        }
        let (ranking, looked_up, one_compound) = (Ranking::default(), LookedUp::none(index), false);
        Ok(Self { text, conditions, typed, also, left_out, ranking, one_compound, looked_up })
    }

    /// The same, ordered by other weights.
    pub(super) fn ranked(self, ranking: Ranking) -> Self {
        Self { ranking, ..self }
    }

    /// The same without the conditions on the field of a facet; `None` if there are none.
    pub(super) fn without(&self, dimension: Dimension) -> Option<Self> {
        let kept: Vec<Node> =
            self.conditions.iter().filter(|node| !is_on(node, dimension)).cloned().collect();
        (kept.len() < self.conditions.len()).then_some(Self { conditions: kept, ..self.clone() })
    }

    /// The words that stand alone among the conditions, and those that name something together.
    pub(super) fn words(&self) -> Vec<&Node> {
        self.conditions.iter().filter(|node| is_of_words(node)).collect()
    }

    /// The conditions that are no such words.
    pub(super) fn others(&self) -> Vec<&Node> {
        self.conditions.iter().filter(|node| !is_of_words(node)).collect()
    }

    /// One query; without `scored` nothing that only weighs.
    pub(super) fn lower(&self, index: &Index, scored: bool) -> Result<Box<dyn Matcher>> {
        let nodes: Vec<&Node> = self.conditions.iter().collect();
        if !scored {
            return self.lowered(index, &nodes);
        }
        Ok(self.lowering(index).all_of(&nodes)?.into_query(true))
    }

    /// One query whose findings are all found, and scored rightly where they score more than `least` has come to.
    pub(super) fn lower_above(&self, index: &Index, least: &Least) -> Result<Box<dyn Matcher>> {
        let nodes: Vec<&Node> = self.conditions.iter().collect();
        Ok(self.lowering(index).all_of(&nodes)?.into_scored(least))
    }

    /// One query of which only the best `number` findings are wanted.
    pub(super) fn lower_best(
        &self,
        index: &Index,
        number: usize,
        ceilings: &Arc<Ceilings>,
    ) -> Result<Box<dyn Matcher>> {
        let nodes: Vec<&Node> = self.conditions.iter().collect();
        let mut lowering = self.lowering(index).best_alone(number, ceilings);
        Ok(lowering.all_of(&nodes)?.into_best(&lowering))
    }

    /// What lowers a part of it.
    pub(super) fn lowering<'i>(&'i self, index: &'i Index) -> Lowering<'i> {
        Lowering::new(index, self.text)
            .ranked(self.ranking)
            .compound_alone(self.one_compound)
            .knowing(self.looked_up.clone())
    }

    /// One query for all of `nodes`, which weighs nothing.
    pub(super) fn lowered(&self, index: &Index, nodes: &[&Node]) -> Result<Box<dyn Matcher>> {
        let mut lowering = self.lowering(index).deciding();
        lowering.all_of(nodes)?.into_decided(&lowering)
    }

    /// More findings than this do not hold all of `nodes`.
    pub(super) fn at_most(&self, index: &Index, nodes: &[&Node]) -> Result<u64> {
        self.lowering(index).at_most(nodes)
    }

    /// Number of findings that hold all of `nodes`, copies too.
    pub(super) fn count(&self, index: &Index, nodes: &[&Node]) -> Result<u64> {
        let query = self.lowered(index, nodes)?;
        let found = query.count(index.searcher()).map_err(|error| index.failure(error))?;
        Ok(found as u64)
    }
}

/// Whether the words among `conditions` are one compound that documents or the built-in list join.
fn is_one_compound(index: &Index, conditions: &[Node]) -> Result<bool> {
    let others = |node: &&Node| !matches!(node, Node::Field(_));
    let words: Vec<&Node> = conditions.iter().filter(others).collect();
    let words = match words.as_slice() {
        [single @ Node::Also { .. }] => as_typed(&[*single]),
        _ => words,
    };
    if words.len() < 2 || words.len() > MAX_SPACED {
        return Ok(false);
    }
    let unit = Lowering::new(index, "").unit(&words)?;
    Ok(unit.is_some_and(|unit| unit.words == words.len()))
}

fn is_of_words(node: &Node) -> bool {
    match node {
        Node::Word { .. } => true,
        Node::Also { typed, .. } => matches!(**typed, Node::Word { .. } | Node::And(_)),
        _ => false,
    }
}

fn is_on(node: &Node, dimension: Dimension) -> bool {
    matches!(node, Node::Field(test) if dimension_of(test.field) == Some(dimension))
}

/// The dimension whose values a field tests.
pub(super) fn dimension_of(field: FieldName) -> Option<Dimension> {
    Some(match field {
        FieldName::Force => Dimension::Force,
        FieldName::Region => Dimension::Region,
        FieldName::Year => Dimension::Year,
        FieldName::Grade => Dimension::Grade,
        FieldName::Pillar => Dimension::Pillar,
        FieldName::Kind => Dimension::Kind,
        FieldName::Programme => Dimension::Programme,
        FieldName::Question => Dimension::Question,
        FieldName::DocKind => Dimension::DocKind,
        FieldName::Language
        | FieldName::Id
        | FieldName::Path
        | FieldName::Has
        | FieldName::Missing => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::Asked;
    use crate::query::parse;
    use crate::search::fixture::texts;

    #[test]
    fn no_more_match_than_the_dictionaries_say() {
        let (_dir, index) = texts(&[
            "the police force",
            "a force of police",
            "police custody",
            "victims of crime",
            "counter-corruption units",
        ]);
        for (typed, expected) in [
            ("police", Some(3)),
            ("police force", Some(2)),
            ("\"police force\"", Some(2)),
            ("=police", Some(3)),
            ("custody OR crime", Some(2)),
            ("police AND (custody OR crime OR units)", Some(3)),
            ("custody^2", Some(1)),
            ("nothing OR custody", Some(1)),
            ("nothing", Some(0)),
            ("polic*", None),
            ("NOT police", None),
        ] {
            let query = parse(typed).unwrap();
            let asked = Asked::new(&index, &query, &[]).unwrap();
            let nodes: Vec<_> = asked.conditions.iter().collect();
            let most = asked.at_most(&index, &nodes).unwrap();
            assert_eq!(Some(most).filter(|most| *most < u64::MAX), expected, "`{typed}`");
            assert!(asked.count(&index, &nodes).unwrap() <= most, "`{typed}`");
        }
    }
}

//! What was typed, or else what it also stands for.

use tantivy::query::{ConstScoreQuery, DisjunctionMaxQuery, Query as Matcher};

use super::bm25f::rarity;
use super::told::Told;
use super::whole::WholeOrParts;
use super::{Lowered, Lowering, Unit};
use crate::Result;
use crate::query::{FieldTest, Node};

impl Lowering<'_> {
    /// A finding that holds what was typed counts by that alone: the same thing named twice is not two things. One that
    /// holds only other names counts by the best of them, at a discount. What is about the body or year that was named
    /// counts by that, as nothing else tells it so well. Also gives what was typed, for its neighbours.
    pub(super) fn also(
        &mut self,
        typed: &Node,
        also: &[Node],
    ) -> Result<(Lowered, Vec<Option<Unit>>)> {
        let (own, units) = self.each_of(&typed_words(typed))?;
        let mut either = own.into_query(true);
        let (subjects, names): (Vec<&Node>, Vec<&Node>) =
            also.iter().partition(|node| matches!(node, Node::About(_)));
        for (nodes, called, beside, alone) in [
            (names, "by another name", 0.0, self.ranking.also),
            (subjects, "as what it is about", 1.0, 1.0),
        ] {
            let names = nodes.into_iter().map(|name| Ok(self.node(name)?.into_query(true)));
            let names: Vec<Box<dyn Matcher>> = names.collect::<Result<_>>()?;
            if !names.is_empty() {
                let query = Box::new(DisjunctionMaxQuery::new(names));
                let parts = Box::new(Told { query, name: None });
                let alone = Some(alone);
                let both = WholeOrParts { whole: either, parts, called, beside, alone };
                either = Box::new(both);
            }
        }
        Ok((Lowered::matching(either), units))
    }

    /// What findings are about: as rare as the findings that are, and as if the word stood in each of them many times.
    pub(super) fn about(&mut self, test: &FieldTest) -> Result<Box<dyn Matcher>> {
        let query = self.field(test)?;
        let held = query.count(self.index.searcher()).map_err(|error| self.index.failure(error))?;
        let rare = rarity(held as u64, self.index.findings());
        let score = rare * (self.ranking.saturation + 1.0) * self.ranking.about;
        Ok(Box::new(ConstScoreQuery::new(query, score)))
    }
}

/// The nodes without what was added to them: words that were typed side by side are so again.
pub(crate) fn as_typed<'n>(nodes: &[&'n Node]) -> Vec<&'n Node> {
    let typed = |node: &&'n Node| match node {
        Node::Also { typed, .. } => typed_words(typed),
        node => vec![*node],
    };
    nodes.iter().flat_map(typed).collect()
}

fn typed_words(typed: &Node) -> Vec<&Node> {
    match typed {
        Node::And(words) => words.iter().collect(),
        typed => vec![typed],
    }
}

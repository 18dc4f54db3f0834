//! What was typed, or else what it also stands for.

use tantivy::query::{DisjunctionMaxQuery, Query as Matcher};

use super::whole::WholeOrParts;
use super::{Lowered, Lowering, Unit};
use crate::Result;
use crate::query::Node;

impl Lowering<'_> {
    /// A finding that holds what was typed counts by that alone: the same thing named twice is not two things. One that
    /// holds only other names counts by the best of them, at a discount. Also gives what was typed, for its neighbours.
    pub(super) fn also(
        &mut self,
        typed: &Node,
        also: &[Node],
    ) -> Result<(Lowered, Vec<Option<Unit>>)> {
        let (own, units) = self.each_of(&typed_words(typed))?;
        let names = also.iter().map(|name| Ok(self.node(name)?.into_query(true)));
        let names: Vec<Box<dyn Matcher>> = names.collect::<Result<_>>()?;
        let either = WholeOrParts {
            whole: own.into_query(true),
            parts: Box::new(DisjunctionMaxQuery::new(names)),
            called: "by another name",
            beside: 0.0,
            alone: Some(self.ranking.also),
        };
        Ok((Lowered::matching(Box::new(either)), units))
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

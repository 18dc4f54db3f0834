//! Where too few findings hold all of the plain words: those that hold the most telling of them.

use std::collections::BTreeSet;

use tantivy::query::{BooleanQuery, Occur, Query as Matcher};

use super::asked::Asked;
use super::pass::{Candidate, Want, run};
use crate::Result;
use crate::index::Index;
use crate::query::Node;
use crate::query::lower::{Excluded, Lowering};
use crate::query::ranking::is_common;

/// A word in at most this part of the findings is telling whatever else is asked for: one in ten.
const SELDOM: u64 = 10;

/// The best `most` findings that hold some of the words and at least one telling one, but not all.
pub(super) fn holding_some(
    index: &Index,
    asked: &Asked<'_>,
    most: usize,
) -> Result<Vec<Candidate>> {
    let words = once(asked.words());
    if words.len() < 2 || most == 0 {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for word in words {
        let count = asked.count(index, &[word])?;
        if count > 0 {
            found.push((word, count));
        }
    }
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let query = query(index, asked, &found)?;
    Ok(run(index, &*query, &Want { top: most, ranking: asked.ranking, ..Want::default() })?.top)
}

fn query(index: &Index, asked: &Asked<'_>, words: &[(&Node, u64)]) -> Result<Box<dyn Matcher>> {
    let mut lowering = Lowering::new(index, asked.text).ranked(asked.ranking);
    let (telling, rest) = by_weight(words, index.stats().findings / SELDOM);
    let mut clauses = vec![(Occur::Must, lowering.any_of(&telling)?.into_query(true))];
    for word in rest {
        clauses.push((Occur::Should, lowering.node(word)?.into_query(true)));
    }
    let in_order: Vec<&Node> = words.iter().map(|(word, _)| *word).collect();
    let near = lowering.nearness(&in_order)?;
    for word in &in_order {
        // A finding with half of a compound holds some of what was typed.
        let parts = lowering.parts(text_of(word))?;
        clauses.extend(parts.into_iter().map(|query| (Occur::Should, query)));
    }
    clauses.extend(near.into_iter().map(|query| (Occur::Should, query)));
    let others = asked.others();
    if !others.is_empty() {
        clauses.push((Occur::Must, lowering.all_of(&others)?.into_query(false)));
    }
    clauses.push((Occur::MustNot, Box::new(Excluded(asked.lower(index, false)?))));
    Ok(Box::new(BooleanQuery::new(clauses)))
}

/// The words each once, in the order of the query.
fn once(words: Vec<&Node>) -> Vec<&Node> {
    let mut seen = BTreeSet::new();
    words.into_iter().filter(|word| seen.insert(text_of(word).to_lowercase())).collect()
}

/// The telling words and the rest: telling is what carries a topic and is seldom, or at most as frequent as the median of
/// such words.
fn by_weight<'n>(words: &[(&'n Node, u64)], seldom: u64) -> (Vec<&'n Node>, Vec<&'n Node>) {
    let is_topical = |word: &Node| !is_common(&text_of(word).to_lowercase());
    let any = words.iter().any(|(word, _)| is_topical(word));
    let counted = |word: &Node| !any || is_topical(word);
    let counts = words.iter().filter(|(word, _)| counted(word)).map(|(_, count)| *count);
    let most = median(counts.collect()).max(seldom);
    let (telling, rest): (Vec<_>, Vec<_>) =
        words.iter().partition(|(word, count)| counted(word) && *count <= most);
    let nodes = |words: Vec<&(&'n Node, u64)>| words.into_iter().map(|(word, _)| *word).collect();
    (nodes(telling), nodes(rest))
}

fn text_of(node: &Node) -> &str {
    match node {
        Node::Word { text, .. } => text,
        _ => "",
    }
}

/// The middle of the counts; of two middles the mean. A word in fewer findings tells more, so a word at or below the
/// median count is at or above the median of inverse document frequency.
fn median(mut counts: Vec<u64>) -> u64 {
    counts.sort_unstable();
    let upper = counts.get(counts.len() / 2).copied().unwrap_or(0);
    let lower = counts.get(counts.len().saturating_sub(1) / 2).copied().unwrap_or(0);
    lower.midpoint(upper)
}

//! Where too few findings hold all of the plain words: those that hold the most telling of them.

use std::collections::BTreeSet;

use tantivy::query::{BooleanQuery, Occur, Query as Matcher};

use super::asked::Asked;
use crate::Result;
use crate::index::Index;
use crate::query::Node;
use crate::query::lower::{Excluded, Lowering, Unit, as_typed};

/// A word in at most this part of the findings is telling whatever else is asked for: one in ten.
const SELDOM: u64 = 10;

/// The findings that hold some of the words and at least one telling one, but not all; `None` if there are none.
pub(super) fn holding_some(index: &Index, asked: &Asked<'_>) -> Result<Option<Box<dyn Matcher>>> {
    let words = once(as_typed(&asked.words()));
    if words.len() < 2 || asked.one_compound {
        return compound_apart(index, asked, &words);
    }
    let mut found = Vec::new();
    let mut rest = words.as_slice();
    let mut lowering = asked.lowering(index);
    while !rest.is_empty() {
        let unit = lowering.unit(rest)?;
        let typed = &rest[..unit.as_ref().map_or(1, |unit| unit.words)];
        let count = asked.count(index, typed)?;
        if count > 0 {
            found.push(Found { typed: typed.to_vec(), unit, count });
        }
        rest = &rest[typed.len()..];
    }
    let names = other_names(asked);
    if found.is_empty() && names.is_empty() {
        return Ok(None);
    }
    query(index, asked, lowering, &found, &names).map(Some)
}

/// For a compound alone: the findings that hold its words apart, as they hold all of it when it is typed as words.
fn compound_apart(
    index: &Index,
    asked: &Asked<'_>,
    words: &[&Node],
) -> Result<Option<Box<dyn Matcher>>> {
    let mut lowering = asked.lowering(index);
    let Some(apart) = lowering.unit(words)?.and_then(|unit| lowering.parts_apart(&unit)) else {
        return Ok(None);
    };
    let mut clauses = vec![(Occur::Must, apart)];
    clauses.extend(rest_of(index, asked, &mut lowering)?);
    Ok(Some(Box::new(BooleanQuery::new(clauses))))
}

/// What must hold besides the words, and that not all of it does.
fn rest_of(
    index: &Index,
    asked: &Asked<'_>,
    lowering: &mut Lowering<'_>,
) -> Result<Vec<(Occur, Box<dyn Matcher>)>> {
    let mut clauses: Vec<(Occur, Box<dyn Matcher>)> = Vec::new();
    let others = asked.others();
    if !others.is_empty() {
        clauses.push((Occur::Must, lowering.all_of(&others)?.into_query(false)));
    }
    clauses.push((Occur::MustNot, Box::new(Excluded(asked.lower(index, false)?))));
    Ok(clauses)
}

/// A word, or the words of a compound, with the number of findings that hold it.
struct Found<'n> {
    typed: Vec<&'n Node>,
    unit: Option<Unit>,
    count: u64,
}

impl Found<'_> {
    fn is_topical(&self) -> bool {
        !self.unit.as_ref().is_some_and(|unit| unit.clue.is_common())
    }
}

/// The other names of what the words name: a finding that holds one holds some of what was asked for. It adds nothing
/// to one that holds what was typed: the same thing named twice is not two things.
fn other_names(asked: &Asked<'_>) -> Vec<Node> {
    let mut names = Vec::new();
    for node in asked.words() {
        let Node::Also { typed, also } = node else { continue };
        let also: Vec<Node> = also.iter().filter(|name| !is_about(name)).cloned().collect();
        if !also.is_empty() {
            let otherwise = Node::And(vec![Node::Or(also), Node::Not(typed.clone())]);
            names.push(Node::Boost { node: Box::new(otherwise), factor: asked.ranking.also });
        }
    }
    names
}

/// The bodies and years that the words name: a finding about them is no answer by that alone, and before others that hold
/// as much.
fn subjects(asked: &Asked<'_>) -> Vec<Node> {
    let mut subjects = Vec::new();
    for node in asked.words() {
        if let Node::Also { also, .. } = node {
            subjects.extend(also.iter().filter(|name| is_about(name)).cloned());
        }
    }
    subjects
}

fn is_about(name: &Node) -> bool {
    matches!(name, Node::About(_))
}

fn query(
    index: &Index,
    asked: &Asked<'_>,
    mut lowering: Lowering<'_>,
    found: &[Found<'_>],
    names: &[Node],
) -> Result<Box<dyn Matcher>> {
    let mut clauses = Vec::new();
    let mut telling = Vec::new();
    let most = most_telling(found, index.findings() / SELDOM);
    let any_topical = found.iter().any(Found::is_topical);
    for one in found {
        let query = match &one.unit {
            Some(unit) => lowering.unit_or_parts(unit),
            None => lowering.all_of(&one.typed)?.into_query(true),
        };
        match one.count <= most && (one.is_topical() || !any_topical) {
            true => telling.push(query),
            false => clauses.push((Occur::Should, query)),
        }
    }
    for name in names {
        telling.push(lowering.node(name)?.into_query(true));
    }
    for subject in subjects(asked) {
        let query = lowering.node(&subject)?.into_query(true);
        match telling.is_empty() {
            true => telling.push(query),
            false => clauses.push((Occur::Should, query)),
        }
    }
    clauses.push((Occur::Must, Box::new(BooleanQuery::union(telling))));
    let clues: Vec<_> = found.iter().map(|one| one.unit.as_ref().map(|unit| &unit.clue)).collect();
    let near = lowering.nearness(&clues).into_iter();
    clauses.extend(near.map(|query| (Occur::Should, query)));
    clauses.extend(rest_of(index, asked, &mut lowering)?);
    Ok(Box::new(BooleanQuery::new(clauses)))
}

/// The words each once, in the order of the query.
fn once(words: Vec<&Node>) -> Vec<&Node> {
    let mut seen = BTreeSet::new();
    words.into_iter().filter(|word| seen.insert(text_of(word).to_lowercase())).collect()
}

/// The number of findings that a telling word is in at most: telling is what carries a topic and is seldom, or at most
/// as frequent as the median of such words.
fn most_telling(found: &[Found<'_>], seldom: u64) -> u64 {
    let any = found.iter().any(Found::is_topical);
    let counted = found.iter().filter(|one| one.is_topical() || !any);
    median(counted.map(|one| one.count).collect()).max(seldom)
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

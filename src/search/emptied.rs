//! Which condition empties a result whose every part finds something, and what is there instead.

use std::cmp::Reverse;

use super::Dimension;
use super::answer::facet;
use super::asked::{Asked, dimension_of};
use super::pass::{Want, run};
use crate::Result;
use crate::index::Index;
use crate::query::{FieldTest, Node, shown};

/// Conditions that are looked into.
const MAX_CONDITIONS: usize = 16;

/// Values that are named.
const MAX_VALUES: usize = 5;

/// Why nothing passes all of the conditions, though each word is found.
pub(super) fn emptied_by(index: &Index, asked: &Asked<'_>) -> Result<Vec<String>> {
    let (tests, texts): (Vec<&Node>, Vec<&Node>) =
        asked.conditions.iter().partition(|node| matches!(node, Node::Field(_)));
    if !tests.is_empty() && (texts.is_empty() || asked.count(index, &texts)? > 0) {
        return by_filters(index, asked, &texts, &tests);
    }
    Ok(by_condition(index, asked)?.into_iter().collect())
}

/// The condition without which most findings would be left.
fn by_condition(index: &Index, asked: &Asked<'_>) -> Result<Option<String>> {
    if asked.conditions.len() < 2 {
        return Ok(None);
    }
    let mut bounds = Vec::new();
    for (nth, node) in asked.conditions.iter().take(MAX_CONDITIONS).enumerate() {
        bounds.push((asked.at_most(index, &others(asked, node))?, Reverse(nth), node));
    }
    // What may leave most is counted first, so that most others need not be counted at all.
    bounds.sort_by_key(|(bound, nth, _)| Reverse((*bound, *nth)));
    let mut best: Option<(u64, Reverse<usize>, &Node)> = None;
    for (bound, nth, node) in bounds {
        let is_better =
            |left| best.map_or(left > 0, |(most, first, _)| (left, nth) > (most, first));
        if !is_better(bound) {
            continue;
        }
        let left = asked.count(index, &others(asked, node))?;
        if is_better(left) {
            best = Some((left, nth, node));
        }
    }
    Ok(best.map(|(left, _, node)| {
        format!("`{}` empties the result: {} all the rest", shown(node), holding(left))
    }))
}

fn by_filters(
    index: &Index,
    asked: &Asked<'_>,
    texts: &[&Node],
    tests: &[&Node],
) -> Result<Vec<String>> {
    let mut hints = Vec::new();
    for node in tests.iter().take(MAX_CONDITIONS) {
        let Node::Field(test) = node else { continue };
        if asked.count(index, &[texts, &[node]].concat())? == 0 {
            hints.push(passed_by_none(index, asked, texts, test)?);
        }
    }
    if hints.is_empty() {
        let mut best: Option<(u64, &Node)> = None;
        for node in tests.iter().take(MAX_CONDITIONS) {
            let left = asked.count(index, &others(asked, node))?;
            if left > best.map_or(0, |(most, _)| most) {
                best = Some((left, node));
            }
        }
        hints.extend(best.map(|(left, node)| {
            let left = super::hints::counted(left);
            format!("no finding passes all of the filters; without `{}`: {left}", shown(node))
        }));
    }
    Ok(hints)
}

/// What the findings with the words have in the field of a test that none of them passes.
fn passed_by_none(
    index: &Index,
    asked: &Asked<'_>,
    texts: &[&Node],
    test: &FieldTest,
) -> Result<String> {
    let node = Node::Field(test.clone());
    let name = shown(&node);
    let anywhere = asked.count(index, &[&node])?;
    let nothing = match anywhere {
        0 => format!("no finding of the index has `{name}`"),
        _ => format!("none of the findings with the rest of the query has `{name}`"),
    };
    let Some(dimension) = dimension_of(test.field) else { return Ok(nothing) };
    // A year that no report is of is told best by the years that there are.
    let whole = texts.is_empty() || (anywhere == 0 && dimension == Dimension::Year);
    let there = there_is(index, asked, if whole { &[] } else { texts }, dimension)?;
    Ok(match there {
        None => nothing,
        Some(there) if whole => format!("{nothing}; there are {there}"),
        Some(there) => format!("{nothing}; the rest is found with {there}"),
    })
}

/// The values of the findings that hold `nodes`: the first and the last year, of other fields those of most findings.
fn there_is(
    index: &Index,
    asked: &Asked<'_>,
    nodes: &[&Node],
    dimension: Dimension,
) -> Result<Option<String>> {
    let query = asked.lowered(index, nodes)?;
    let want = Want { facets: vec![dimension], ..Want::default() };
    let counts = run(index, &*query, &want)?.facets.pop().unwrap_or_default();
    let mut values = facet(index, dimension, counts)?.values;
    if values.is_empty() {
        return Ok(None);
    }
    if dimension == Dimension::Year {
        values.sort();
    }
    let more = values.len().saturating_sub(MAX_VALUES);
    let name = |label: &str| label.replace('_', " ");
    let named =
        values.iter().take(MAX_VALUES).map(|(bucket, n)| format!("{} ({n})", name(&bucket.label)));
    let mut named = named.collect::<Vec<_>>().join(", ");
    if let (Dimension::Year, Some((first, _)), Some((last, _)), 1..) =
        (dimension, values.first(), values.last(), more)
    {
        named = format!("{} to {}", first.label, last.label);
    } else if more > 0 {
        named.push_str(&format!(" and {more} more"));
    }
    Ok(Some(named))
}

fn others<'a>(asked: &'a Asked<'_>, one: &Node) -> Vec<&'a Node> {
    asked.conditions.iter().filter(|node| !std::ptr::eq(*node, one)).collect()
}

/// `1 finding holds`, `7 findings hold`.
pub(super) fn holding(count: u64) -> String {
    let verb = if count == 1 { "holds" } else { "hold" };
    format!("{} {verb}", super::hints::counted(count))
}

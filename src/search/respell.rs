//! A query with the words that no finding holds read as words that some finding holds.

use std::collections::BTreeMap;

use super::asked::Asked;
use super::speller::{Reading, Speller};
use super::{Alternative, Correction};
use crate::index::{Index, analyze};
use crate::query::lower::as_typed;
use crate::query::{FieldTest, Node, Query, parse, print};
use crate::{ErrorKind, Result};

/// Whole queries that are suggested.
const MAX_ALTERNATIVES: usize = 3;

/// Whole queries that are tried.
const MAX_TRIED: usize = 8;

/// Readings of one word that are tried.
const MAX_READINGS: usize = 3;

/// What a plain query comes down to once its mistyped words are read as what they clearly were meant for.
#[derive(Debug)]
pub(super) struct Respelled<'a> {
    /// The conditions with the right words.
    pub(super) asked: Asked<'a>,
    /// What was read otherwise, in the order typed.
    pub(super) corrections: Vec<Correction>,
}

/// The plain query `asked` with every word that no finding holds read as the word it clearly was meant for; `None` if
/// there is no such word.
pub(super) fn respelled<'a>(index: &Index, asked: &Asked<'a>) -> Result<Option<Respelled<'a>>> {
    let mut speller = Speller::new(index, asked)?;
    let mut conditions = Vec::new();
    let mut corrections = Vec::new();
    let mut rest = asked.conditions.as_slice();
    let mut looked_into = 0;
    while let Some((node, others)) = rest.split_first() {
        rest = others;
        let Node::Word { text, exact: false, .. } = node else {
            // What has another name is no slip.
            conditions.extend(as_typed(&[node]).into_iter().cloned());
            continue;
        };
        looked_into += 1;
        if looked_into > super::hints::MAX_WORDS {
            conditions.push(node.clone());
            continue;
        }
        if let Some(Node::Word { text: next, exact: false, .. }) = others.first()
            && let Some(reading) = whole(&mut speller, text, next)?
        {
            rest = &others[1..];
            conditions.push(with_text(node, reading.text()));
            let typed = format!("{text} {next}");
            corrections.push(Correction { typed, read_as: reading.text() });
            continue;
        }
        match reread(text, |word| speller.sure(word))? {
            Some(right) => {
                let words = right.split(' ').map(|word| with_text(node, word.to_owned()));
                conditions.extend(words);
                corrections.push(Correction { typed: text.clone(), read_as: right });
            }
            None => conditions.push(node.clone()),
        }
    }
    if corrections.is_empty() {
        return Ok(None);
    }
    let asked = Asked::reading(index, asked.text, conditions)?.ranked(asked.ranking);
    Ok(Some(Respelled { asked, corrections }))
}

/// Two words that were meant as one.
fn whole(speller: &mut Speller<'_>, a: &str, b: &str) -> Result<Option<Reading>> {
    let folded = |text: &str| match analyze(text).as_slice() {
        [token] => Some(token.text.clone()),
        _ => None,
    };
    match (folded(a), folded(b)) {
        (Some(a), Some(b)) => speller.joined(&a, &b),
        _ => Ok(None),
    }
}

/// The queries that may have been meant, likeliest first, each with how many findings it has under the same filters:
/// `query` with the words that no finding holds replaced. `first` is what the answer lists already, if anything.
pub(super) fn alternatives(
    index: &Index,
    asked: &Asked<'_>,
    query: &Query,
    filters: &[FieldTest],
    first: Option<&Respelled<'_>>,
) -> Result<Vec<Alternative>> {
    let mut tried: Vec<String> = first.map(|read| typed_again(&read.asked)).into_iter().collect();
    if let Some(root) = &query.root {
        let mut speller = Speller::new(index, asked)?;
        let mut unknown = Vec::new();
        unknown_words(root, &mut speller, &mut unknown)?;
        for choice in choices(&unknown) {
            let root = replaced(root, &choice, query.plain)?;
            tried.push(print(&Query { root: Some(root), ..query.clone() }));
        }
    }
    let mut found: Vec<Alternative> = Vec::new();
    for text in tried.into_iter().take(MAX_TRIED) {
        if found.len() == MAX_ALTERNATIVES || found.iter().any(|known| known.query == text) {
            continue;
        }
        let Ok(parsed) = parse(&text) else { continue };
        let asked = Asked::new(index, &parsed, filters)?;
        let findings = match asked.count(index, &asked.conditions.iter().collect::<Vec<_>>()) {
            // Of what was typed nothing is wrong, so what cannot be searched is no reading of it.
            Err(error) if error.kind == ErrorKind::Query => continue,
            findings => findings?,
        };
        if findings > 0 {
            found.push(Alternative { query: text, findings });
        }
    }
    Ok(found)
}

/// The query that has these conditions, without the filters given as options.
fn typed_again(asked: &Asked<'_>) -> String {
    let is_option = |node: &Node| matches!(node, Node::Field(test) if test.span.is_empty());
    let nodes: Vec<Node> = asked.typed.iter().filter(|node| !is_option(node)).cloned().collect();
    print(&Query { text: String::new(), root: Some(one_or_all(nodes)), plain: true })
}

fn one_or_all(mut nodes: Vec<Node>) -> Node {
    if nodes.len() == 1 { nodes.remove(0) } else { Node::And(nodes) }
}

/// The words of the query that no finding holds and that can be read otherwise.
fn unknown_words(
    node: &Node,
    speller: &mut Speller<'_>,
    found: &mut Vec<(String, Vec<Reading>)>,
) -> Result<()> {
    match node {
        Node::Word { text, .. } | Node::Phrase { text, .. } => {
            for token in analyze(text).into_iter().filter(|token| token.role != "joined") {
                let known = found.iter().any(|(word, _)| *word == token.text);
                if known || found.len() == super::hints::MAX_WORDS {
                    continue;
                }
                let readings = speller.readings(&token.text)?;
                if !readings.is_empty() {
                    found.push((token.text, readings));
                }
            }
            Ok(())
        }
        Node::And(nodes) | Node::Or(nodes) => {
            nodes.iter().try_for_each(|node| unknown_words(node, speller, found))
        }
        Node::Boost { node, .. } | Node::Not(node) => unknown_words(node, speller, found),
        Node::Near { left, right, .. } => {
            unknown_words(left, speller, found)?;
            unknown_words(right, speller, found)
        }
        _ => Ok(()),
    }
}

/// Which word to read as what: first all as is likeliest, then one after the other as is next likely.
fn choices(unknown: &[(String, Vec<Reading>)]) -> Vec<BTreeMap<&str, &Reading>> {
    let best: BTreeMap<&str, &Reading> = unknown
        .iter()
        .filter_map(|(word, readings)| Some((word.as_str(), readings.first()?)))
        .collect();
    if best.is_empty() {
        return Vec::new();
    }
    let mut choices = vec![best.clone()];
    for (word, readings) in unknown {
        let likely = readings.iter().filter(|reading| reading.is_likely_beside(&readings[0]));
        for reading in likely.take(MAX_READINGS).skip(1) {
            let mut other = best.clone();
            other.insert(word, reading);
            choices.push(other);
        }
    }
    choices
}

/// The node with the words read as chosen; the parser bounds how deep it is.
fn replaced(node: &Node, choice: &BTreeMap<&str, &Reading>, plain: bool) -> Result<Node> {
    let inner = |node: &Node| replaced(node, choice, false).map(Box::new);
    let read = |word: &str| Ok(choice.get(word).map(|reading| (*reading).clone()));
    Ok(match node {
        Node::Word { text, span, .. } => match reread(text, read)? {
            Some(right) if right.contains(' ') && plain => {
                Node::And(right.split(' ').map(|word| with_text(node, word.to_owned())).collect())
            }
            Some(right) if right.contains(' ') => {
                Node::Phrase { text: right, slop: 0, span: *span }
            }
            Some(right) => with_text(node, right),
            None => node.clone(),
        },
        Node::Phrase { text, slop, span } => {
            let text = reread(text, read)?.unwrap_or_else(|| text.clone());
            Node::Phrase { text, slop: *slop, span: *span }
        }
        Node::And(nodes) => {
            let mut all = Vec::new();
            for node in nodes {
                match replaced(node, choice, plain)? {
                    // A word parted in two is two words of the query.
                    Node::And(words) if matches!(node, Node::Word { .. }) => all.extend(words),
                    other => all.push(other),
                }
            }
            Node::And(all)
        }
        Node::Or(nodes) => {
            let nodes = nodes.iter().map(|node| replaced(node, choice, false));
            Node::Or(nodes.collect::<Result<_>>()?)
        }
        Node::Not(node) => Node::Not(inner(node)?),
        Node::Boost { node, factor } => Node::Boost { node: inner(node)?, factor: *factor },
        Node::Near { left, right, distance, ordered, span } => Node::Near {
            left: inner(left)?,
            right: inner(right)?,
            distance: *distance,
            ordered: *ordered,
            span: *span,
        },
        other => other.clone(),
    })
}

/// The text with each of its words that can be read otherwise replaced; `None` if none can.
fn reread(
    text: &str,
    mut read: impl FnMut(&str) -> Result<Option<Reading>>,
) -> Result<Option<String>> {
    let mut right = String::new();
    let mut from = 0;
    for token in analyze(text).into_iter().filter(|token| token.role != "joined") {
        if let Some(reading) = read(&token.text)? {
            right.push_str(text.get(from..token.start).unwrap_or_default());
            right.push_str(&reading.text());
            from = token.end;
        }
    }
    right.push_str(text.get(from..).unwrap_or_default());
    Ok((from > 0).then_some(right))
}

/// The same word with another text.
fn with_text(word: &Node, text: String) -> Node {
    match word {
        Node::Word { exact, span, .. } => Node::Word { text, exact: *exact, span: *span },
        other => other.clone(),
    }
}

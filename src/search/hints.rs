//! What to tell a reader whose query finds nothing, or less than it seems to ask for: which part is at fault, what there
//! is instead, which whole query may have been meant.

use super::asked::Asked;
use super::emptied::{emptied_by, holding};
use super::respell::{Respelled, alternatives};
use super::speller::Speller;
use super::{Alternative, Correction};
use crate::Result;
use crate::index::{Index, analyze};
use crate::query::{FieldTest, Node, Query, is_begun, shown};
use crate::report::Span;

/// Words that are looked into.
pub(super) const MAX_WORDS: usize = 16;

/// Near words that are named where no whole query with them finds anything.
const MAX_NEAR: usize = 3;

/// What helps.
#[derive(Debug, Default)]
pub(super) struct Help {
    /// Sentences for a person.
    pub(super) hints: Vec<String>,
    /// Queries that find something.
    pub(super) suggestions: Vec<Alternative>,
}

/// Help for a query with so many findings; `respelled` is what the answer lists instead, if anything.
pub(super) fn help(
    index: &Index,
    asked: &Asked<'_>,
    (query, filters): (&Query, &[FieldTest]),
    found: u64,
    respelled: Option<&Respelled<'_>>,
) -> Result<Help> {
    let mut leaves = Vec::new();
    asked.conditions.iter().for_each(|node| collect_leaves(node, false, &mut leaves));
    // All of what must be there is there if anything is found: alternatives and what is left out may not be.
    let certain = |node: &Node| found > 0 && asked.conditions.iter().any(|known| known == node);
    leaves.retain(|leaf| !certain(leaf.node));
    leaves.truncate(MAX_WORDS);
    let mut lacking = Vec::new();
    for leaf in leaves {
        if asked.count(index, &[leaf.node])? == 0 {
            lacking.extend(typed_leaves(index, asked, leaf)?);
        }
    }
    if lacking.is_empty() {
        let hints = if found == 0 { emptied_by(index, asked)? } else { Vec::new() };
        return Ok(Help { hints, suggestions: Vec::new() });
    }
    let suggestions = alternatives(index, asked, query, filters, respelled)?;
    let mut hints: Vec<String> = respelled.iter().flat_map(|read| read_otherwise(read)).collect();
    for leaf in lacking.iter().filter(|leaf| !is_read_otherwise(leaf.node, respelled)) {
        hints.push(no_finding_holds(index, asked, leaf, suggestions.is_empty())?);
    }
    hints.dedup();
    hints.extend(did_you_mean(&suggestions));
    Ok(Help { hints, suggestions })
}

/// A part of a query that stands for something in the text.
struct Leaf<'n> {
    node: &'n Node,
    /// True if it must not be there.
    left_out: bool,
}

fn collect_leaves<'n>(node: &'n Node, left_out: bool, leaves: &mut Vec<Leaf<'n>>) {
    match node {
        Node::Word { .. }
        | Node::Phrase { .. }
        | Node::Prefix { .. }
        | Node::Wildcard { .. }
        | Node::Regex { .. }
        | Node::Fuzzy { .. }
        | Node::Near { .. }
        | Node::Also { .. } => leaves.push(Leaf { node, left_out }),
        Node::And(nodes) | Node::Or(nodes) => {
            nodes.iter().for_each(|node| collect_leaves(node, left_out, leaves));
        }
        Node::Boost { node, .. } => collect_leaves(node, left_out, leaves),
        Node::Not(node) => collect_leaves(node, !left_out, leaves),
        Node::Everything(_) | Node::Field(_) | Node::About(_) => {}
    }
}

/// What was typed of a leaf that no finding holds by any name: of words that name something together those that no
/// finding holds by themselves.
fn typed_leaves<'n>(index: &Index, asked: &Asked<'_>, leaf: Leaf<'n>) -> Result<Vec<Leaf<'n>>> {
    let Leaf { node: Node::Also { typed, .. }, left_out } = leaf else { return Ok(vec![leaf]) };
    let Node::And(words) = typed.as_ref() else { return Ok(vec![Leaf { node: typed, left_out }]) };
    let mut lacking = Vec::new();
    for node in words {
        if asked.count(index, &[node])? == 0 {
            lacking.push(Leaf { node, left_out });
        }
    }
    Ok(lacking)
}

fn no_finding_holds(
    index: &Index,
    asked: &Asked<'_>,
    leaf: &Leaf<'_>,
    name_near: bool,
) -> Result<String> {
    let name = shown(leaf.node);
    if leaf.left_out {
        return Ok(format!("no finding holds `{name}`: leaving it out changes nothing"));
    }
    Ok(match leaf.node {
        Node::Word { text, .. } => {
            let near = if name_near { near_words(index, asked, text)? } else { Vec::new() };
            match near.is_empty() {
                true => format!("no finding holds `{text}`"),
                false => format!("no finding holds `{text}`; near it are {}", near.join(", ")),
            }
        }
        Node::Phrase { text, span, .. } => no_phrase(index, asked, &name, text, *span)?,
        Node::Near { left, right, .. } => match asked.count(index, &[left, right])? {
            0 => format!("no finding holds `{name}`, nor both of its sides"),
            both => {
                format!("no finding holds `{name}`; {} both sides, further apart", holding(both))
            }
        },
        _ => format!("no word of the findings is like `{name}`"),
    })
}

fn near_words(index: &Index, asked: &Asked<'_>, text: &str) -> Result<Vec<String>> {
    let mut speller = Speller::new(index, asked)?;
    let mut near = Vec::new();
    for token in analyze(text).into_iter().filter(|token| token.role != "joined") {
        let readings = speller.readings(&token.text)?.into_iter().take(MAX_NEAR);
        near.extend(readings.map(|reading| format!("`{}`", reading.text())));
    }
    Ok(near)
}

/// Words that are there, but not in this order.
fn no_phrase(
    index: &Index,
    asked: &Asked<'_>,
    name: &str,
    text: &str,
    span: Span,
) -> Result<String> {
    let word = |word: &str| match word.strip_suffix('*').filter(|_| is_begun(word)) {
        Some(letters) => Node::Prefix { text: letters.to_owned(), span },
        None => Node::Word { text: word.to_owned(), exact: false, span },
    };
    let has_letter = |part: &&str| part.contains(char::is_alphanumeric);
    let words: Vec<Node> = text.split_whitespace().filter(has_letter).map(word).collect();
    let apart = asked.count(index, &words.iter().collect::<Vec<_>>())?;
    Ok(match apart {
        0 => format!("no finding holds `{name}`, nor all of its words"),
        _ => format!("no finding holds `{name}`; {} its words apart", holding(apart)),
    })
}

/// A sentence for each word that is read as another.
fn read_otherwise(read: &Respelled<'_>) -> Vec<String> {
    let sentence = |one: &Correction| {
        format!("no finding holds `{}`: read as `{}` below", one.typed, one.read_as)
    };
    read.corrections.iter().map(sentence).collect()
}

fn is_read_otherwise(node: &Node, read: Option<&Respelled<'_>>) -> bool {
    let Node::Word { text, .. } = node else { return false };
    let is_of = |one: &Correction| one.typed.split(' ').any(|word| word == text);
    read.is_some_and(|read| read.corrections.iter().any(is_of))
}

/// The whole queries that may have been meant.
fn did_you_mean(suggestions: &[Alternative]) -> Option<String> {
    let one = |one: &Alternative| format!("`{}` ({})", one.query, counted(one.findings));
    let named: Vec<String> = suggestions.iter().map(one).collect();
    (!named.is_empty()).then(|| format!("did you mean {}?", named.join(" or ")))
}

/// `1 finding`, `7 findings`.
pub(super) fn counted(count: u64) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} finding{ending}")
}

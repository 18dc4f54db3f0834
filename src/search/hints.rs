//! What to tell a reader whose query finds nothing: which word empties the result, and what it may have meant.

use super::asked::Asked;
use crate::Result;
use crate::index::{Analyzer, Index};
use crate::query::Node;
use crate::report::Span;

/// Words that are looked into.
const MAX_WORDS: usize = 16;

/// Suggestions for one word.
const MAX_SUGGESTIONS: usize = 3;

/// Hints for a query that no finding matches.
pub(super) fn hints(index: &Index, asked: &Asked<'_>) -> Result<Vec<String>> {
    let mut words = Vec::new();
    asked.conditions.iter().for_each(|node| collect_words(node, &mut words));
    words.truncate(MAX_WORDS);
    let mut hints = Vec::new();
    for word in &words {
        if asked.count(index, &[word])? == 0 {
            hints.push(no_finding_holds(index, asked, word)?);
        }
    }
    if hints.is_empty() {
        hints.extend(emptied_by(index, asked)?);
    }
    hints.dedup();
    Ok(hints)
}

/// The words that must or may be there, not those that must not.
fn collect_words<'n>(node: &'n Node, words: &mut Vec<&'n Node>) {
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        match node {
            Node::Word { .. } | Node::Phrase { .. } => words.push(node),
            Node::And(nodes) | Node::Or(nodes) => open.extend(nodes.iter().rev()),
            Node::Boost { node, .. } => open.push(node),
            _ => {}
        }
    }
}

fn no_finding_holds(index: &Index, asked: &Asked<'_>, word: &Node) -> Result<String> {
    let text = match word {
        Node::Word { text, .. } => text,
        Node::Phrase { text, span, .. } => return no_phrase(index, asked, text, *span),
        _ => return Ok(String::new()),
    };
    let mut close = Vec::new();
    if let Some(token) =
        Analyzer::default().tokens(text).into_iter().find(|token| token.role != "part")
    {
        close = index.close_words(&token.text)?;
    }
    // The nearer word first; of words as near, the one that more findings hold.
    close
        .sort_by(|(a, near, many), (b, far, few)| near.cmp(far).then(few.cmp(many)).then(a.cmp(b)));
    let names: Vec<String> =
        close.iter().take(MAX_SUGGESTIONS).map(|(word, ..)| format!("`{word}`")).collect();
    Ok(match names.is_empty() {
        true => format!("no finding holds `{text}`"),
        false => format!("no finding holds `{text}`; did you mean {}?", names.join(" or ")),
    })
}

/// Words that are there, but not in this order.
fn no_phrase(index: &Index, asked: &Asked<'_>, text: &str, span: Span) -> Result<String> {
    let word = |text: &str| Node::Word { text: text.to_owned(), exact: false, span };
    let words: Vec<Node> = text
        .split_whitespace()
        .filter(|part| part.contains(char::is_alphanumeric))
        .map(word)
        .collect();
    let apart = asked.count(index, &words.iter().collect::<Vec<_>>())?;
    Ok(match apart {
        0 => format!("no finding holds `\"{text}\"`, nor all of its words"),
        _ => format!("no finding holds `\"{text}\"`; {} its words apart", holding(apart)),
    })
}

/// The condition without which most findings would be left.
fn emptied_by(index: &Index, asked: &Asked<'_>) -> Result<Option<String>> {
    if asked.conditions.len() < 2 {
        return Ok(None);
    }
    let words = asked.words();
    let filters = asked.others();
    if !words.is_empty() && !filters.is_empty() {
        let found = asked.count(index, &words)?;
        if found > 0 {
            return Ok(Some(format!(
                "{found} findings hold the words, but none passes the filters"
            )));
        }
    }
    let mut best: Option<(u64, &Node)> = None;
    for word in words.iter().take(MAX_WORDS) {
        let others: Vec<&Node> =
            asked.conditions.iter().filter(|node| !std::ptr::eq(*node, *word)).collect();
        let left = asked.count(index, &others)?;
        if left > best.map_or(0, |(most, _)| most) {
            best = Some((left, word));
        }
    }
    Ok(best.and_then(|(left, word)| match word {
        Node::Word { text, .. } => {
            Some(format!("`{text}` empties the result: {} all the rest", holding(left)))
        }
        _ => None,
    }))
}

fn holding(count: u64) -> String {
    match count {
        1 => "1 finding holds".to_owned(),
        _ => format!("{count} findings hold"),
    }
}

//! `--exact`: the words of a query as they are written, in no other form or spelling.

use super::{Node, Query, holds_pattern};
use crate::{Error, Result};

/// The same query with every word and phrase as written: no other endings, no British for American spelling, a
/// compound only in its own parts. Nothing is set apart below, as with any `=`.
///
/// # Errors
/// `Query` for a phrase whose words may move: they are found by their stems only.
pub fn exactly(query: Query) -> Result<Query> {
    let root = query.root.map(|root| as_written(root, &query.text)).transpose()?;
    Ok(Query { root, plain: false, text: query.text })
}

/// The parser bounds how deep a query is, and so how deep this goes.
fn as_written(node: Node, text: &str) -> Result<Node> {
    let inner = |node: Box<Node>| as_written(*node, text).map(Box::new);
    let all = |nodes: Vec<Node>| -> Result<Vec<Node>> {
        nodes.into_iter().map(|node| as_written(node, text)).collect()
    };
    Ok(match node {
        Node::Phrase { text: words, span, .. } if holds_pattern(&words) => {
            let message = "a phrase with `*` or `?` in it has words in other forms";
            return Err(Error::in_query(text, span, message).hint(
                "leave `--exact` off, or write `=word` for the words that are meant exactly",
            ));
        }
        Node::Word { text, span, .. } | Node::Phrase { text, slop: 0, span } => {
            Node::Word { text, exact: true, span }
        }
        Node::Phrase { slop, span, .. } => {
            let message = format!("`~{slop}` lets words move, which `--exact` does not know");
            return Err(Error::in_query(text, span, message).hint("leave one of them off"));
        }
        Node::Near { left, right, distance, ordered, span } => {
            Node::Near { left: inner(left)?, right: inner(right)?, distance, ordered, span }
        }
        Node::Boost { node, factor } => Node::Boost { node: inner(node)?, factor },
        Node::And(nodes) => Node::And(all(nodes)?),
        Node::Or(nodes) => Node::Or(all(nodes)?),
        Node::Not(node) => Node::Not(inner(node)?),
        other => other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{parse, print};

    #[test]
    fn every_word_is_as_written() {
        for (typed, meant) in [
            ("vetted units", "=vetted AND =units"),
            (
                "vetted -(force OR kent^2) year:2016",
                "=vetted AND NOT (=force OR =kent^2) AND year:2016",
            ),
            ("vetted NEAR/3 unit", "=vetted NEAR/3 =unit"),
            ("corrupt*", "corrupt*"),
        ] {
            assert_eq!(print(&exactly(parse(typed).unwrap()).unwrap()), meant);
        }
        let error = exactly(parse("\"vetting unit\"~3").unwrap()).unwrap_err();
        assert!(error.place.is_some() && error.message.contains("~3"));
    }
}

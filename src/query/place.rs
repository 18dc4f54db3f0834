//! Where a clause stands, and queries compared without regard to that.

use super::ast::{FieldTest, Node, Query};
use crate::report::Span;

impl Node {
    /// From the first to the last clause in it, in bytes of the query; operators and parentheses around are left out.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Everything(span)
            | Self::Word { span, .. }
            | Self::Phrase { span, .. }
            | Self::Prefix { span, .. }
            | Self::Wildcard { span, .. }
            | Self::Regex { span, .. }
            | Self::Fuzzy { span, .. }
            | Self::Near { span, .. } => *span,
            Self::Field(test) | Self::About(test) => test.span,
            Self::Not(node) | Self::Boost { node, .. } | Self::Also { typed: node, .. } => {
                node.span()
            }
            Self::And(nodes) | Self::Or(nodes) => span_of(nodes),
        }
    }

    /// The same clause at no place.
    #[must_use]
    pub fn without_spans(self) -> Self {
        let span = Span::new(0, 0);
        let boxed = |node: Box<Self>| Box::new(node.without_spans());
        let all = |nodes: Vec<Self>| nodes.into_iter().map(Self::without_spans).collect();
        match self {
            Self::Everything(_) => Self::Everything(span),
            Self::Word { text, exact, .. } => Self::Word { text, exact, span },
            Self::Phrase { text, slop, .. } => Self::Phrase { text, slop, span },
            Self::Prefix { text, .. } => Self::Prefix { text, span },
            Self::Wildcard { text, .. } => Self::Wildcard { text, span },
            Self::Regex { text, .. } => Self::Regex { text, span },
            Self::Fuzzy { text, distance, .. } => Self::Fuzzy { text, distance, span },
            Self::Near { left, right, distance, ordered, .. } => {
                Self::Near { left: boxed(left), right: boxed(right), distance, ordered, span }
            }
            Self::Boost { node, factor } => Self::Boost { node: boxed(node), factor },
            Self::Field(test) => Self::Field(FieldTest { span, ..test }),
            Self::About(test) => Self::About(FieldTest { span, ..test }),
            Self::And(nodes) => Self::And(all(nodes)),
            Self::Or(nodes) => Self::Or(all(nodes)),
            Self::Not(node) => Self::Not(boxed(node)),
            Self::Also { typed, also } => Self::Also { typed: boxed(typed), also: all(also) },
        }
    }

    /// True for a word, a phrase or a test of a field: what a plain query is made of.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        matches!(
            self,
            Self::Word { exact: false, .. } | Self::Phrase { slop: 0, .. } | Self::Field(_)
        )
    }
}

impl Query {
    /// The same query without its text and places: two queries that mean the same word for word are equal then.
    #[must_use]
    pub fn without_spans(self) -> Self {
        Self { text: String::new(), root: self.root.map(Node::without_spans), plain: self.plain }
    }
}

fn span_of(nodes: &[Node]) -> Span {
    let spans = || nodes.iter().map(Node::span);
    let start = spans().map(|span| span.start).min().unwrap_or_default();
    Span::new(start, spans().map(|span| span.end).max().unwrap_or_default())
}

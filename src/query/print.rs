//! From meaning back to text: the one way to write each query, which reads back as the same query.

use super::ast::{Comparison, FieldTest, Node, Query, Value};
use super::scan;

/// The query in its canonical form: every operator in capitals, every `AND` written out unless the words are plain. What
/// an index added to it is left out.
#[must_use]
pub fn print(query: &Query) -> String {
    let Some(root) = &query.root else {
        return String::new();
    };
    match root {
        Node::And(nodes) if query.plain => joined(nodes, " "),
        root if root.is_plain() && !query.plain => format!("({})", node(root)),
        root => node(root),
    }
}

/// The part of a query in its canonical form.
pub(crate) fn node(part: &Node) -> String {
    match part {
        Node::Everything(_) => "*".to_owned(),
        Node::Word { text, exact: false, .. } | Node::Wildcard { text, .. } => text.clone(),
        Node::Word { text, exact: true, .. } => format!("={text}"),
        Node::Phrase { text, slop: 0, .. } => format!("\"{text}\""),
        Node::Phrase { text, slop, .. } => format!("\"{text}\"~{slop}"),
        Node::Prefix { text, .. } => format!("{text}*"),
        Node::Regex { text, .. } => format!("/{text}/"),
        Node::Fuzzy { text, distance, .. } => format!("{text}~{distance}"),
        Node::Near { left, right, distance, ordered, .. } => {
            let operator = if *ordered { "BEFORE" } else { "NEAR" };
            format!("{} {operator}/{distance} {}", within(left), within(right))
        }
        Node::Boost { node: inner, factor } => match inner.as_ref() {
            Node::Not(_) | Node::Boost { .. } => format!("({})^{factor}", node(inner)),
            inner => format!("{}^{factor}", within(inner)),
        },
        Node::Field(test) | Node::About(test) => field_test(test),
        Node::And(nodes) => joined(nodes, " AND "),
        Node::Or(nodes) => joined(nodes, " OR "),
        Node::Not(inner) => format!("NOT {}", within(inner)),
        // Words that name something together are words side by side.
        Node::Also { typed, .. } => match typed.as_ref() {
            Node::And(words) => joined(words, " "),
            typed => node(typed),
        },
    }
}

/// A part as the operand of an operator: in parentheses if it holds one that binds looser or as strongly.
fn within(part: &Node) -> String {
    match part {
        Node::And(_) | Node::Or(_) | Node::Near { .. } => format!("({})", node(part)),
        _ => node(part),
    }
}

fn joined(nodes: &[Node], operator: &str) -> String {
    let side = |part: &Node| match part {
        Node::Near { .. } => node(part),
        part => within(part),
    };
    nodes.iter().map(side).collect::<Vec<_>>().join(operator)
}

fn field_test(test: &FieldTest) -> String {
    let FieldTest { field, comparison, value, .. } = test;
    match value {
        Value::Any(values) => {
            let values: Vec<String> = values.iter().map(one).collect();
            format!("{field}:({})", values.join(" "))
        }
        value => format!("{field}{comparison}{}", one(value)),
    }
}

fn one(value: &Value) -> String {
    let side = |text: &Option<String>| text.as_deref().map(bare_or_quoted).unwrap_or_default();
    match value {
        Value::One(text) => bare_or_quoted(text),
        Value::Compared(comparison, text) => match comparison {
            Comparison::Is => bare_or_quoted(text),
            sign => format!("{sign}{}", bare_or_quoted(text)),
        },
        Value::Range(from, to) => format!("{}..{}", side(from), side(to)),
        Value::Any(values) => values.iter().map(one).collect::<Vec<_>>().join(" "),
    }
}

fn bare_or_quoted(text: &str) -> String {
    if needs_quotes(text) { format!("\"{text}\"") } else { text.to_owned() }
}

fn needs_quotes(text: &str) -> bool {
    scan::Scanner::new(text).run() != text
        || text.is_empty()
        || text.starts_with(['<', '>', '=', ','])
        || text.starts_with("//")
        || text.ends_with(',')
        || text.contains("..")
        || matches!(text, "AND" | "OR" | "NOT")
        || text.starts_with("NEAR/")
        || text.starts_with("BEFORE/")
}

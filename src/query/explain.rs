//! A query laid out as a tree, a clause a line: what the program understood.

use super::ast::{Choice, Comparison, FieldTest, Node, Query};

/// The query as a tree of text lines, two spaces deeper at each level, each line ended by `\n`.
#[must_use]
pub fn explain(query: &Query) -> String {
    let Some(root) = &query.root else {
        return "everything\n".to_owned();
    };
    let mut lines = Vec::new();
    match root {
        Node::And(_) if query.plain => {
            let rest = "findings that hold only the most telling words follow, set apart";
            lines.push(format!("all of; {rest}"));
            add_children(&mut lines, root, 1);
        }
        _ => add(&mut lines, root, 0),
    }
    lines.into_iter().map(|line| line + "\n").collect()
}

/// Adds the lines of a part; a parsed query limits the depth.
fn add(lines: &mut Vec<String>, part: &Node, depth: usize) {
    lines.push(format!("{}{}", "  ".repeat(depth), title(part)));
    add_children(lines, part, depth + 1);
}

fn add_children(lines: &mut Vec<String>, part: &Node, depth: usize) {
    for child in children(part) {
        add(lines, child, depth);
    }
}

fn children(part: &Node) -> Vec<&Node> {
    match part {
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().collect(),
        Node::Not(node) | Node::Boost { node, .. } => vec![node],
        Node::Near { left, right, .. } => vec![left, right],
        Node::Also { typed, also } => std::iter::once(typed.as_ref()).chain(also).collect(),
        _ => Vec::new(),
    }
}

fn title(part: &Node) -> String {
    match part {
        Node::Everything(_) => "everything".to_owned(),
        Node::Word { text, exact: false, .. } => format!("word `{text}` in any of its forms"),
        Node::Word { text, exact: true, .. } => format!("word `{text}` as written"),
        Node::Phrase { text, slop: 0, .. } => format!("phrase `{text}`"),
        Node::Phrase { text, slop, .. } => {
            format!("phrase `{text}` with words moved by at most {}", counted(*slop, "place"))
        }
        Node::Prefix { text, .. } => format!("words that begin with `{text}`"),
        Node::Wildcard { text, .. } => format!("words like `{text}`"),
        Node::Regex { text, .. } => format!("words that the expression `{text}` matches"),
        Node::Fuzzy { text, distance, .. } => {
            format!("words at most {} from `{text}`", counted(u32::from(*distance), "letter"))
        }
        Node::Near { distance, ordered, .. } => {
            let order = if *ordered { ", in this order" } else { "" };
            format!("both with at most {} between{order}", counted(*distance, "word"))
        }
        Node::Boost { factor, .. } => format!("weighed {factor} times"),
        Node::Field(test) => field_test(test),
        Node::About(test) => format!("about {}", field_test(test)),
        Node::And(_) => "all of".to_owned(),
        Node::Or(_) => "at least one of".to_owned(),
        Node::Not(_) => "not".to_owned(),
        Node::Also { .. } => "the first of these, or else what it also stands for".to_owned(),
    }
}

fn field_test(test: &FieldTest) -> String {
    let choices: Vec<String> = test.choices().iter().map(choice).collect();
    format!("{} {}", test.field, choices.join(" or "))
}

fn choice(choice: &Choice<'_>) -> String {
    match choice {
        Choice::Compared(Comparison::Is, value) => format!("is `{value}`"),
        Choice::Compared(Comparison::Less, value) => format!("is below `{value}`"),
        Choice::Compared(Comparison::AtMost, value) => format!("is at most `{value}`"),
        Choice::Compared(Comparison::More, value) => format!("is above `{value}`"),
        Choice::Compared(Comparison::AtLeast, value) => format!("is at least `{value}`"),
        Choice::Range(Some(from), Some(to)) => format!("is from `{from}` to `{to}`"),
        Choice::Range(Some(from), None) => format!("is `{from}` or above"),
        Choice::Range(None, Some(to)) => format!("is `{to}` or below"),
        Choice::Range(None, None) => "is anything".to_owned(),
    }
}

fn counted(number: u32, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}

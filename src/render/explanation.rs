//! A score taken apart, as a tree of lines.

use crate::search::Explanation;

/// The tree, a part a line with what it adds, two spaces deeper at each level.
pub(super) fn lines(explanation: &Explanation) -> Vec<String> {
    let mut lines = Vec::new();
    let mut open = vec![(explanation, 0)];
    while let Some((part, depth)) = open.pop() {
        lines.push(format!("{}{:>8.3}  {}", "  ".repeat(depth), part.value, part.what));
        open.extend(part.parts.iter().rev().map(|inner| (inner, depth + 1)));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_stands_below_what_it_is_part_of() {
        let part = |value, what: &str, parts| Explanation { value, what: what.to_owned(), parts };
        let tree = part(3.0, "score", vec![part(2.5, "a", vec![]), part(0.5, "b", vec![])]);
        assert_eq!(lines(&tree), ["   3.000  score", "     2.500  a", "     0.500  b"]);
    }
}

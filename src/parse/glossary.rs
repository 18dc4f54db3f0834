//! Entries of the inspectorate's glossary: pages that say what a term means and nothing of any force.

use super::grades;
use super::page::Page;

/// Terms of the inspectorate's own that a short page of this title can only explain, however it does.
const TERMS: [&str; 6] = [
    "area for improvement",
    "cause of concern",
    "innovative practice",
    "promising practice",
    "accelerated cause of concern",
    "recommendation",
];

/// Whether a page is an entry of the glossary: a short term, and at once what it is.
pub(super) fn is_entry(page: &Page<'_>) -> bool {
    let Some(first) = page.lines.first() else { return false };
    let term = first.plain.to_lowercase();
    page.lines.len() <= 5
        && first.text.split(' ').count() <= 6
        && !first.text.ends_with('.')
        && page.lines.iter().skip(1).all(|line| line.text.len() > 40)
        && page.lines.iter().skip(1).any(|line| {
            let line = line.plain.to_lowercase();
            defines(&line, &term) || (TERMS.contains(&term.as_str()) && line.contains(&term))
        })
        && page
            .lines
            .iter()
            .all(|line| !line.plain.contains(" said") && grades::label_of(line).is_none())
}

/// Whether a line says what the term is, as `a cause of concern is` and `leadership (or command) means`: what only mentions it
/// is a page about something.
fn defines(line: &str, term: &str) -> bool {
    let line =
        ["a ", "an ", "the "].iter().find_map(|article| line.strip_prefix(article)).unwrap_or(line);
    let Some(rest) = line.strip_prefix(term) else { return false };
    let rest =
        rest.strip_prefix(" (").and_then(|rest| rest.split_once(')')).map_or(rest, |it| it.1);
    [" is ", " are ", " means ", " refers "].iter().any(|verb| rest.starts_with(verb))
}

#[cfg(test)]
mod tests {
    use super::defines;

    #[test]
    fn what_only_mentions_a_term_does_not_define_it() {
        let is = "an area for improvement (afi) is something that a force could do better";
        assert!(defines(is, "area for improvement"));
        assert!(defines("leadership means the qualities of those who lead", "leadership"));
        assert!(!defines("the halyard of the quay was counted in the spring", "quay"));
        assert!(!defines("the quay was counted", "quay"));
    }
}

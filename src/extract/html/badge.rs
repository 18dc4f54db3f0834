//! Which elements are labels such as a grade badge, and not words of a sentence.

use super::element::Element;
use super::mark::is_inline;
use super::tree::{Kind, Tree};
use crate::extract::lines::is_grade;

/// The longest label, in characters.
const MAX_LABEL: usize = 40;

/// Where an element stands in the block being read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// True if the block has words already.
    pub(super) after_words: bool,
    /// True inside a heading.
    pub(super) in_heading: bool,
    /// True where each part is a block of its own: not in an item, a heading or a table's cell.
    pub(super) is_loose: bool,
}

/// True if the element at `at` is a label of its own: a short text whose class says grade, badge and the
/// like, and that no running prose is about.
pub(super) fn is_badge(tree: &Tree<'_>, at: usize, place: Place) -> bool {
    let Some(element) = tree.element(at) else { return false };
    if !element.classes().any(is_badge_name)
        || matches!(element.name(), "body" | "main" | "ul" | "ol")
    {
        return false;
    }
    let Some(label) = label(tree, at) else { return false };
    stands_apart(tree, at, place, is_grade(&label))
}

/// The alternative text of an image, if it is a grade.
pub(super) fn grade_of_image<'e>(element: &'e Element<'_>) -> Option<&'e str> {
    element.attr("alt").map(str::trim).filter(|alt| is_grade(&alt.to_lowercase()))
}

/// True if no running prose is about the element: it is alone in its block, or it is a grade at an end of
/// a heading or among other elements.
pub(super) fn stands_apart(tree: &Tree<'_>, at: usize, place: Place, grade: bool) -> bool {
    let own_block = place.is_loose && !is_inline(tree.name(at));
    let before = place.after_words && !own_block;
    let after = words_follow(tree, at);
    let parent = tree.nodes.get(at).map_or("", |node| tree.name(node.parent));
    match (before, after) {
        (false, false) => true,
        _ if !grade => false,
        _ if place.in_heading => before != after,
        _ => place.is_loose && parent != "p" && !touches_text(tree, at),
    }
}

fn is_badge_name(name: &str) -> bool {
    const WORDS: [&str; 9] =
        ["grade", "graded", "badge", "rating", "judgment", "judgement", "label", "pill", "tag"];
    let is_known = |part: &str| WORDS.iter().any(|word| word.eq_ignore_ascii_case(part));
    name.split(['-', '_']).any(is_known)
}

/// The folded text of an element in lower case, if it is short and one piece: nothing in it begins a block
/// beside other words.
fn label(tree: &Tree<'_>, at: usize) -> Option<String> {
    let mut label = String::new();
    let mut blocks = 0;
    for (inner, _) in tree.inside(at).take(12) {
        if tree.is_furniture(inner) {
            return None;
        }
        blocks += usize::from(!is_inline(tree.name(inner)));
    }
    for text in tree.texts(at).take(12) {
        label.push_str(text);
        if label.trim().chars().count() > MAX_LABEL * 2 {
            return None;
        }
    }
    let pieces = tree.texts(at).filter(|text| !text.trim().is_empty()).count();
    let words = label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let fits = !words.is_empty() && words.chars().count() <= MAX_LABEL;
    (fits && (blocks == 0 || pieces == 1)).then_some(words)
}

/// True if more words of the same block come after the element.
fn words_follow(tree: &Tree<'_>, at: usize) -> bool {
    if !is_inline(tree.name(at)) {
        return false;
    }
    let block = tree.around(at).find(|a| !is_inline(tree.name(*a))).unwrap_or(0);
    let mut next = tree.end(at);
    while next < tree.end(block) {
        match tree.nodes.get(next).map(|node| &node.kind) {
            Some(Kind::Text(text, _)) if !text.trim().is_empty() => return true,
            Some(Kind::Element(e)) if e.name() == "br" || !is_inline(e.name()) => return false,
            _ => next += 1,
        }
    }
    false
}

/// True if bare text stands beside the element: then it is a word of that text.
fn touches_text(tree: &Tree<'_>, at: usize) -> bool {
    let parent = tree.nodes.get(at).map_or(0, |node| node.parent);
    let beside = |index: usize| match tree.nodes.get(index) {
        Some(node) if node.parent == parent => match &node.kind {
            Kind::Text(text, _) => Some(!text.trim().is_empty()),
            _ => None,
        },
        _ => None,
    };
    // Blank text is passed over; an element, or the end of the parent, ends the look.
    let told = |mut indices: Box<dyn Iterator<Item = usize>>| {
        indices.find_map(|index| match beside(index) {
            Some(true) => Some(true),
            Some(false) => None,
            None => Some(false),
        })
    };
    let before = told(Box::new((parent + 1..at).rev()));
    let after = told(Box::new(tree.end(at)..tree.end(parent)));
    before == Some(true) || after == Some(true)
}

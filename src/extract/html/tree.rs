//! The tree of a page as a flat list in reading order, so that nothing here walks it by recursion.

use std::borrow::Cow;
use std::ops::Range;

use scraper::Html;

use super::element::Element;
use super::furniture;

/// The nodes of a page in document order; the first is the document.
#[derive(Debug)]
pub(super) struct Tree<'a> {
    pub(super) nodes: Vec<Node<'a>>,
    /// Indices of the elements that a page's text is known by: `main` and `h1`.
    landmarks: Vec<usize>,
    /// Which nodes are left out with all that is in them.
    furniture: Vec<bool>,
}

/// An element or a text.
#[derive(Debug)]
pub(super) struct Node<'a> {
    pub(super) kind: Kind<'a>,
    /// Index past the last node inside this one.
    pub(super) end: usize,
    /// Index of the node that this one stands in.
    pub(super) parent: usize,
}

#[derive(Debug)]
pub(super) enum Kind<'a> {
    Document,
    Element(Element<'a>),
    /// A text, and where it stands in the page.
    Text(Cow<'a, str>, Option<Range<usize>>),
}

impl<'a> Tree<'a> {
    /// Of what a tree builder made of a page.
    pub(super) fn new(html: &'a Html) -> Self {
        Self::of(nodes(html))
    }

    /// Of nodes in document order, the document first.
    pub(super) fn of(nodes: Vec<Node<'a>>) -> Self {
        let mut tree = Self { nodes, landmarks: Vec::new(), furniture: Vec::new() };
        tree.landmarks = tree
            .inside(0)
            .filter(|(_, e)| matches!(e.name(), "main" | "h1") || e.attr("role") == Some("main"))
            .map(|(at, _)| at)
            .collect();
        tree.furniture = (0..tree.nodes.len()).map(|at| furniture::told(&tree, at)).collect();
        tree
    }

    /// True for an element that is left out with all that is in it.
    pub(super) fn is_furniture(&self, index: usize) -> bool {
        self.furniture.get(index) == Some(&true)
    }

    /// True if a `main` or an `h1` is inside the node at an index.
    pub(super) fn holds_landmark(&self, index: usize) -> bool {
        let after = self.landmarks.partition_point(|at| *at <= index);
        self.landmarks.get(after).is_some_and(|at| *at < self.end(index))
    }

    /// The element at an index.
    pub(super) fn element(&self, index: usize) -> Option<&Element<'a>> {
        match &self.nodes.get(index)?.kind {
            Kind::Element(element) => Some(element),
            _ => None,
        }
    }

    /// The name of the element at an index; empty for a text.
    pub(super) fn name(&self, index: usize) -> &str {
        self.element(index).map_or("", Element::name)
    }

    /// Index past the node at an index.
    pub(super) fn end(&self, index: usize) -> usize {
        self.nodes.get(index).map_or(self.nodes.len(), |node| node.end)
    }

    /// The elements inside the node at an index, itself not among them.
    pub(super) fn inside(&self, index: usize) -> impl Iterator<Item = (usize, &Element<'a>)> {
        let range = index + 1..self.end(index);
        range.filter_map(|at| Some((at, self.element(at)?)))
    }

    /// The elements around the node at an index, innermost first.
    pub(super) fn around(&self, index: usize) -> impl Iterator<Item = usize> {
        let parent = |index: &usize| self.nodes.get(*index).map(|node| node.parent);
        std::iter::successors(parent(&index), move |at| parent(at).filter(|_| *at > 0))
    }

    /// The texts inside the node at an index.
    pub(super) fn texts(&self, index: usize) -> impl Iterator<Item = &str> {
        let nodes = self.nodes.get(index..self.end(index)).unwrap_or_default();
        nodes.iter().filter_map(|node| match &node.kind {
            Kind::Text(text, _) => Some(&**text),
            _ => None,
        })
    }
}

fn nodes(html: &Html) -> Vec<Node<'_>> {
    let mut nodes = vec![Node { kind: Kind::Document, end: 0, parent: 0 }];
    let mut open = vec![0];
    let mut next = html.tree.root().first_child();
    while let Some(at) = next {
        let parent = open.last().copied().unwrap_or(0);
        let kind = match at.value() {
            scraper::Node::Element(element) => Some(Kind::Element(element_of(element))),
            scraper::Node::Text(text) => {
                let mark = at.prev_sibling().and_then(|before| before.value().as_comment());
                let place = mark.and_then(|mark| place(mark));
                Some(Kind::Text(Cow::Borrowed(text), place))
            }
            _ => None,
        };
        open.push(nodes.len());
        nodes.extend(kind.map(|kind| Node { kind, end: 0, parent }));
        let mut here = at;
        next = here.first_child();
        while next.is_none() {
            let end = nodes.len();
            if let Some(node) = open.pop().and_then(|index| nodes.get_mut(index)) {
                node.end = end;
            }
            next = here.next_sibling();
            if next.is_some() {
                break;
            }
            match here.parent() {
                Some(parent) => here = parent,
                None => break,
            }
        }
    }
    let end = nodes.len();
    if let Some(root) = nodes.first_mut() {
        root.end = end;
    }
    nodes
}

fn element_of(element: &scraper::node::Element) -> Element<'_> {
    let mut attributes = Vec::new();
    let mut alt_place = None;
    for (name, value) in element.attrs() {
        match name {
            "data-place" => alt_place = place(value),
            name => attributes.push((name, Cow::Borrowed(value))),
        }
    }
    Element { name: Cow::Borrowed(element.name()), attributes, alt_place }
}

/// The range that a mark `start end` stands for.
fn place(mark: &str) -> Option<Range<usize>> {
    let (start, end) = mark.split_once(' ')?;
    Some(start.parse().ok()?..end.parse().ok()?)
}

/// The text of the page's `title`, white space folded.
pub(super) fn head_title(tree: &Tree<'_>) -> Option<String> {
    let (title, _) = tree.inside(0).find(|(_, element)| element.name() == "title")?;
    let text: String = tree.texts(title).collect();
    let words: Vec<_> = text.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// The address in `link rel=canonical`, else in `meta property=og:url`.
pub(super) fn head_url(tree: &Tree<'_>) -> Option<String> {
    let link = tree.inside(0).find_map(|(_, element)| {
        let rel = element.attr("rel").filter(|_| element.name() == "link")?;
        let canonical = rel.split_ascii_whitespace().any(|r| r.eq_ignore_ascii_case("canonical"));
        element.attr("href").filter(|_| canonical)
    });
    let meta = || {
        let mut metas = tree.inside(0).filter(|(_, element)| element.name() == "meta");
        metas.find(|(_, meta)| meta.attr("property") == Some("og:url"))?.1.attr("content")
    };
    let url = link.or_else(meta)?.trim();
    (!url.is_empty()).then(|| url.to_owned())
}

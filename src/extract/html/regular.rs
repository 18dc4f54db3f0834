//! The tree of a page whose tags stand as they should, told without a tree builder.
//!
//! Most pages are made by programs and leave nothing to mend. Their tree is what the tags say, with the end tags that may be left
//! out; the rules are those of the HTML Standard for the elements listed in `what.rs` (13.2.6, "Tree construction", the modes "in
//! body" and "in table"). Whatever would be moved, opened again or left out gives the page to html5ever:
//! `a_page_of_regular_tags_is_read_as_the_tree_builder_reads_it`.

use std::borrow::Cow;
use std::ops::Range;

use super::element::Element;
use super::entities::{Entities, Inside};
use super::lexer::Tag;
use super::mark::Out;
use super::rewritten::{alt_place, quote};
use super::tree::{Kind, Node};
use super::what::What;

/// How far the page has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Mode {
    BeforeHtml,
    BeforeHead,
    InHead,
    InBody,
}

/// Builds the tree of a page as it is told.
#[derive(Debug)]
pub(super) struct Regular<'a> {
    nodes: Vec<Node<'a>>,
    /// The open elements with their places among the nodes, outermost first.
    open: Vec<(usize, What)>,
    mode: Mode,
    /// The text that the open element ends with.
    last_text: Option<usize>,
    /// An `hr` without attributes is what was told last.
    after_rule: bool,
    has_form: bool,
    is_odd: bool,
    entities: Entities,
}

impl<'a> Regular<'a> {
    /// Nothing yet.
    pub(super) fn new() -> Self {
        Self {
            nodes: vec![Node { kind: Kind::Document, end: 0, parent: 0 }],
            open: Vec::new(),
            mode: Mode::BeforeHtml,
            last_text: None,
            after_rule: false,
            has_form: false,
            is_odd: false,
            entities: Entities::default(),
        }
    }

    /// The nodes in document order; `None` if the page needs mending.
    pub(super) fn finish(mut self) -> Option<Vec<Node<'a>>> {
        self.close_to(0);
        let end = self.nodes.len();
        self.nodes.first_mut()?.end = end;
        (!self.is_odd).then_some(self.nodes)
    }

    fn odd(&mut self) {
        self.is_odd = true;
    }

    /// Closes elements until so many are open.
    fn close_to(&mut self, length: usize) {
        let end = self.nodes.len();
        for (node, _) in self.open.drain(length.min(self.open.len())..) {
            if let Some(node) = self.nodes.get_mut(node) {
                node.end = end;
            }
        }
        self.last_text = None;
    }

    fn push(&mut self, kind: Kind<'a>) -> usize {
        let parent = self.open.last().map_or(0, |(node, _)| *node);
        let at = self.nodes.len();
        self.nodes.push(Node { kind, end: at + 1, parent });
        self.last_text = None;
        self.after_rule = false;
        at
    }

    /// Opens an element without attributes that the page leaves out.
    fn imply(&mut self, name: &'static str, what: What) {
        let name = Cow::Borrowed(name);
        let at =
            self.push(Kind::Element(Element { name, attributes: Vec::new(), alt_place: None }));
        self.open.push((at, what));
    }

    fn element(&mut self, name: Cow<'a, str>, tag: &Tag<'a>) -> Kind<'a> {
        let mut attributes = Vec::with_capacity(tag.attributes.len());
        for attribute in &tag.attributes {
            if quote(attribute.value).is_none() {
                continue;
            }
            match self.entities.decoded(attribute.value, Inside::Attribute) {
                Some(value) => attributes.push((attribute.name, value)),
                None => self.odd(),
            }
        }
        Kind::Element(Element { name, attributes, alt_place: alt_place(tag) })
    }

    fn leaf(&mut self, name: Cow<'a, str>, tag: &Tag<'a>) {
        let kind = self.element(name, tag);
        self.push(kind);
    }

    fn open(&mut self, name: Cow<'a, str>, tag: &Tag<'a>, what: What) {
        let kind = self.element(name, tag);
        let at = self.push(kind);
        self.open.push((at, what));
    }

    /// How far out the innermost of `wanted` is, unless one of `bounds` comes before.
    fn find(&self, wanted: impl Fn(What) -> bool, bounds: impl Fn(What) -> bool) -> Option<usize> {
        let found = self.open.iter().rposition(|(_, what)| wanted(*what) || bounds(*what))?;
        self.open.get(found).is_some_and(|(_, what)| wanted(*what)).then_some(found)
    }

    fn name_at(&self, at: usize) -> &str {
        let node = self.open.get(at).and_then(|(node, _)| self.nodes.get(*node));
        match node.map(|node| &node.kind) {
            Some(Kind::Element(element)) => element.name(),
            _ => "",
        }
    }

    fn innermost(&self) -> Option<What> {
        self.open.last().map(|(_, what)| *what)
    }

    /// True where only rows and cells may stand: all else would be moved before the table.
    fn is_between_cells(&self) -> bool {
        matches!(self.innermost(), Some(What::Table | What::Section | What::Row))
    }

    fn close_paragraph(&mut self) {
        let ends = |what: What| what.ends_scope() || what == What::Button;
        if let Some(at) = self.find(|what| what == What::Paragraph, ends) {
            self.close_to(at);
        }
    }

    /// The head, where it has no tag.
    fn ensure_head(&mut self) {
        if self.mode == Mode::BeforeHtml {
            self.imply("html", What::Html);
        }
        if self.mode < Mode::InHead {
            self.imply("head", What::Head);
            self.mode = Mode::InHead;
        }
    }

    fn leave_head(&mut self) {
        self.ensure_head();
        self.close_to(1);
        self.mode = Mode::InBody;
    }

    fn start_in_body(&mut self, name: Cow<'a, str>, tag: &Tag<'a>) {
        let Some(what) = What::of(&name) else { return self.odd() };
        match what {
            What::Section | What::Row | What::Cell => return self.part_of_table(name, tag, what),
            _ if self.is_between_cells() => return self.odd(),
            What::Item | What::Term => {
                let ends = |other: What| other.is_special() && !other.may_stand_in_item();
                if let Some(at) = self.find(|other| other == what, ends) {
                    self.close_to(at);
                }
                self.close_paragraph();
            }
            What::Heading => {
                self.close_paragraph();
                if self.innermost() == Some(What::Heading) {
                    return self.odd();
                }
            }
            What::Form => {
                if std::mem::replace(&mut self.has_form, true) {
                    return self.odd();
                }
                self.close_paragraph();
            }
            What::Button => {
                if self.find(|other| other == What::Button, What::ends_scope).is_some() {
                    return self.odd();
                }
            }
            What::Inline => {}
            _ => self.close_paragraph(),
        }
        self.open(name, tag, what);
    }

    /// A row, a cell or a group of rows ends those before it and opens what it must stand in.
    fn part_of_table(&mut self, name: Cow<'a, str>, tag: &Tag<'a>, part: What) {
        let inner =
            |what: What| matches!(what, What::Cell | What::Row | What::Section | What::Table);
        loop {
            let Some(at) = self.find(inner, |_| false) else { return self.odd() };
            let around = self.open.get(at).map(|(_, what)| *what);
            match (around, part) {
                (Some(What::Table), What::Section)
                | (Some(What::Section), What::Row)
                | (Some(What::Row), What::Cell) => {
                    self.close_to(at + 1);
                    return self.open(name, tag, part);
                }
                (Some(What::Table), _) => {
                    self.close_to(at + 1);
                    self.imply("tbody", What::Section);
                }
                (Some(What::Section), What::Cell) => {
                    self.close_to(at + 1);
                    self.imply("tr", What::Row);
                }
                _ => self.close_to(at),
            }
        }
    }

    fn end_in_body(&mut self, name: &str) {
        let Some(what) = What::of(name) else { return self.odd() };
        let of_list = |what: What| what.ends_scope() || what == What::List;
        let is_named = |at: &usize| self.name_at(*at) == name;
        let found = match what {
            What::Paragraph => {
                let ends = |what: What| what.ends_scope() || what == What::Button;
                let found = self.find(|other| other == what, ends);
                if found.is_none() {
                    // An empty paragraph would be opened for it.
                    return self.odd();
                }
                found
            }
            What::Item => self.find(|other| other == what, of_list),
            What::Heading => {
                let found = self.find(|other| other == what, What::ends_scope);
                if found.is_some_and(|at| !is_named(&at)) {
                    return self.odd();
                }
                found
            }
            What::Form => {
                let found = self.open.len().checked_sub(1);
                if self.innermost() != Some(What::Form) {
                    return self.odd();
                }
                self.has_form = false;
                found
            }
            What::Table | What::Row | What::Section | What::Cell => {
                let same = self
                    .open
                    .iter()
                    .rposition(|(node, what)| *what == What::Table || self.is_called(*node, name));
                same.filter(is_named)
            }
            What::Inline => {
                let found = self
                    .open
                    .iter()
                    .rposition(|(node, what)| what.is_special() || self.is_called(*node, name));
                found.filter(is_named)
            }
            _ => {
                let found = self
                    .open
                    .iter()
                    .rposition(|(node, what)| what.ends_scope() || self.is_called(*node, name));
                found.filter(is_named)
            }
        };
        // One that closes nothing is passed over.
        if let Some(at) = found {
            self.close_to(at);
            self.after_rule = false;
        }
    }

    fn is_called(&self, node: usize, name: &str) -> bool {
        matches!(
            self.nodes.get(node).map(|node| &node.kind),
            Some(Kind::Element(element)) if element.name() == name
        )
    }
}

impl<'a> Out<'a> for Regular<'a> {
    fn text(&mut self, text: &'a str, place: Option<Range<usize>>) {
        let is_white = text.bytes().all(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\x0c'));
        if self.mode != Mode::InBody {
            // White space of the head is of no page's text.
            if !is_white {
                self.odd();
            }
            return;
        }
        if !is_white && self.is_between_cells() || text.contains('<') {
            return self.odd();
        }
        let Some(decoded) = self.entities.decoded(text, Inside::Text) else { return self.odd() };
        if place.is_none()
            && let Some(Node { kind: Kind::Text(before, _), .. }) =
                self.last_text.and_then(|at| self.nodes.get_mut(at))
        {
            before.to_mut().push_str(&decoded);
            self.after_rule = false;
            return;
        }
        let at = self.push(Kind::Text(decoded, place));
        self.last_text = Some(at);
    }

    fn title(&mut self, content: &'a str) {
        if self.mode == Mode::InBody {
            return self.odd();
        }
        self.ensure_head();
        let Some(decoded) = self.entities.decoded(content, Inside::Text) else {
            return self.odd();
        };
        self.imply("title", What::Inline);
        if !decoded.is_empty() {
            self.push(Kind::Text(decoded, None));
        }
        self.close_to(self.open.len() - 1);
    }

    fn start(&mut self, name: Cow<'a, str>, tag: &Tag<'a>) {
        let is_bare = tag.attributes.iter().all(|it| it.name != "alt" && quote(it.value).is_none());
        let is_rule = is_bare && &*name == "hr";
        match &*name {
            "html" if self.mode == Mode::BeforeHtml => {
                self.open(name, tag, What::Html);
                self.mode = Mode::BeforeHead;
            }
            "head" if self.mode < Mode::InHead => {
                if self.mode == Mode::BeforeHtml {
                    self.imply("html", What::Html);
                }
                self.open(name, tag, What::Head);
                self.mode = Mode::InHead;
            }
            "body" if self.mode < Mode::InBody => {
                self.leave_head();
                self.open(name, tag, What::Body);
            }
            "html" | "head" | "body" => self.odd(),
            "meta" | "link" if self.mode < Mode::InBody => {
                self.ensure_head();
                self.leaf(name, tag);
            }
            _ if self.mode < Mode::InBody => self.odd(),
            "meta" | "link" | "br" | "img" if !self.is_between_cells() => self.leaf(name, tag),
            "hr" if !self.is_between_cells() => {
                self.close_paragraph();
                self.leaf(name, tag);
            }
            "meta" | "link" | "br" | "img" | "hr" => self.odd(),
            _ => self.start_in_body(name, tag),
        }
        self.after_rule = is_rule;
    }

    fn end(&mut self, name: &str) {
        match self.mode {
            Mode::InBody => self.end_in_body(name),
            _ => self.odd(),
        }
        self.after_rule = false;
    }

    fn body(&mut self) {
        match self.mode {
            Mode::InBody => self.odd(),
            _ => {
                self.leave_head();
                self.imply("body", What::Body);
            }
        }
    }

    fn end_block(&mut self) {
        if !self.after_rule {
            self.start(Cow::Borrowed("hr"), &Tag::default());
        }
    }

    fn line_end(&mut self) {
        self.start(Cow::Borrowed("br"), &Tag::default());
    }

    fn has_enough(&self) -> bool {
        self.is_odd
    }
}

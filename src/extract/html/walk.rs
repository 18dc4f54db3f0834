//! From the tree to blocks: one pass in reading order.

use std::ops::Range;

use super::align::align;
use super::badge::{self, Place};
use super::element::Element;
use super::entities::{Entities, Inside};
use super::furniture::Main;
use super::mark::is_inline;
use super::tree::{Kind, Tree};
use crate::extract::decode::clean;
use crate::extract::source::TextBuilder;
use crate::extract::{Block, BlockKind};
use crate::report::Span;

/// The blocks of a page and its text; `page` is what the places in the tree point into.
pub(super) fn blocks(tree: &Tree<'_>, page: &str) -> (Vec<Block>, TextBuilder) {
    let main = Main::find(tree);
    let mut walker = Walker::new(tree, page);
    if let Some(title) = main.title {
        walker.walk(title);
    }
    walker.walk(main.root);
    walker.flush();
    (walker.blocks, walker.out)
}

struct Walker<'t, 'a> {
    tree: &'t Tree<'a>,
    page: &'t str,
    out: TextBuilder,
    blocks: Vec<Block>,
    /// The block being written, if it has words: where it starts, what it is.
    open: Option<(usize, BlockKind)>,
    /// What stands between the words written and the next one.
    gap: Gap,
    /// Cells ended since the last words of the row.
    tabs: usize,
    /// Cells begun in the row.
    cells: usize,
    /// A `br` came before: the next block follows its neighbour without a blank line.
    close_by: bool,
    scopes: Vec<Scope>,
    /// For each open table: do its rows stand for rows, or only for the layout of the page?
    tables: Vec<bool>,
    lists: u8,
    preformatted: usize,
    entities: Entities,
}

/// An element that says what the words in it are.
#[derive(Debug, Clone, Copy)]
struct Scope {
    at: usize,
    kind: BlockKind,
    /// True if blocks inside are parts of one block: paragraphs in an item or a cell.
    holds: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Gap {
    None,
    /// White space, and where it stood.
    Space(Option<Range<usize>>),
    /// A line or paragraph ended within the block.
    Line,
}

impl<'t, 'a> Walker<'t, 'a> {
    fn new(tree: &'t Tree<'a>, page: &'t str) -> Self {
        Self {
            tree,
            page,
            out: TextBuilder::default(),
            blocks: Vec::new(),
            open: None,
            gap: Gap::None,
            tabs: 0,
            cells: 0,
            close_by: false,
            scopes: Vec::new(),
            tables: Vec::new(),
            lists: 0,
            preformatted: 0,
            entities: Entities::default(),
        }
    }

    fn walk(&mut self, root: usize) {
        let mut open: Vec<usize> = Vec::new();
        let mut at = root;
        while at < self.tree.end(root) {
            self.leave_until(&mut open, at);
            match self.tree.nodes.get(at).map(|node| &node.kind) {
                Some(Kind::Text(text, place)) => self.text(text, place.clone(), Inside::Text),
                Some(Kind::Element(_)) if at != root && self.tree.is_furniture(at) => {
                    if !is_inline(self.tree.name(at)) {
                        self.boundary();
                    }
                    at = self.tree.end(at).max(at + 1);
                    continue;
                }
                Some(Kind::Element(element)) => {
                    self.enter(at, element);
                    open.push(at);
                }
                _ => {}
            }
            at += 1;
        }
        self.leave_until(&mut open, self.tree.end(root));
    }

    fn leave_until(&mut self, open: &mut Vec<usize>, at: usize) {
        while let Some(last) = open.pop_if(|last| self.tree.end(*last) <= at) {
            self.leave(last);
        }
    }

    fn enter(&mut self, at: usize, element: &Element<'_>) {
        let in_row = self.scope().kind == BlockKind::Row;
        if !in_row && badge::is_badge(self.tree, at, self.place()) {
            return self.begin(at, BlockKind::Badge);
        }
        match element.name() {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = element.name().as_bytes().get(1).map_or(1, |digit| digit - b'0');
                self.break_out();
                self.begin(at, BlockKind::Heading(level));
            }
            "ul" | "ol" => {
                self.break_out();
                self.lists = self.lists.saturating_add(1);
            }
            "li" => self.begin(at, BlockKind::Item(self.lists.saturating_sub(1))),
            "table" => {
                self.break_out();
                self.tables.push(is_of_data(self.tree, at));
            }
            "tr" if self.tables.last() == Some(&true) => {
                self.begin(at, BlockKind::Row);
                self.cells = 0;
            }
            "td" | "th" if in_row => self.cell(),
            "pre" => {
                self.boundary();
                self.preformatted += 1;
            }
            // What is said of a term stands close by it: `Published on:`, then the date.
            "br" | "dd" => self.line_end(),
            "img" => self.image(at, element),
            name if !is_inline(name) => self.boundary(),
            _ => {}
        }
    }

    fn leave(&mut self, at: usize) {
        let name = self.tree.name(at);
        if self.scopes.pop_if(|scope| scope.at == at).is_some() {
            self.flush();
            self.close_by = false;
        } else if !is_inline(name) {
            self.boundary();
        }
        match name {
            "ul" | "ol" => self.lists = self.lists.saturating_sub(1),
            "pre" => self.preformatted = self.preformatted.saturating_sub(1),
            "table" => {
                self.tables.pop();
            }
            _ => {}
        }
    }

    fn scope(&self) -> Scope {
        let free = Scope { at: 0, kind: BlockKind::Paragraph, holds: false };
        self.scopes.last().copied().unwrap_or(free)
    }

    fn place(&self) -> Place {
        let scope = self.scope();
        Place {
            after_words: self.open.is_some(),
            in_heading: matches!(scope.kind, BlockKind::Heading(_)),
            is_loose: !scope.holds,
        }
    }

    fn begin(&mut self, at: usize, kind: BlockKind) {
        self.flush();
        self.close_by = false;
        self.scopes.push(Scope { at, kind, holds: true });
    }

    /// A heading, list or table ends the item it stands in: what follows in that item are paragraphs.
    fn break_out(&mut self) {
        self.flush();
        self.close_by = false;
        if let Some(scope) = self.scopes.last_mut().filter(|s| matches!(s.kind, BlockKind::Item(_)))
        {
            *scope = Scope { at: scope.at, kind: BlockKind::Paragraph, holds: false };
        }
    }

    fn boundary(&mut self) {
        if self.scope().holds {
            self.gap = Gap::Line;
        } else {
            self.flush();
            self.close_by = false;
        }
    }

    fn line_end(&mut self) {
        self.boundary();
        self.close_by = true;
    }

    fn cell(&mut self) {
        self.tabs += usize::from(self.cells > 0);
        self.cells += 1;
        self.gap = Gap::None;
    }

    /// An image whose alternative text is a grade says that grade.
    fn image(&mut self, at: usize, element: &Element<'_>) {
        let Some(alt) = badge::grade_of_image(element) else { return };
        let place = element.alt_place.clone();
        if self.scope().kind != BlockKind::Row
            && badge::stands_apart(self.tree, at, self.place(), true)
        {
            self.begin(at, BlockKind::Badge);
            self.text(alt, place, Inside::Attribute);
        } else {
            self.gap = Gap::Space(None);
            self.text(alt, place, Inside::Attribute);
            self.gap = Gap::Space(None);
        }
    }

    fn text(&mut self, text: &str, place: Option<Range<usize>>, inside: Inside) {
        let mut entities = std::mem::take(&mut self.entities);
        let mut aligned = align(self.page, place, text, inside, &mut entities);
        loop {
            if let Some((run, from)) = aligned.plain() {
                self.fill_gap();
                self.out.copy(run, from);
            }
            let Some((c, from)) = aligned.next() else { break };
            match clean(c) {
                Some('\n') if self.preformatted > 0 => self.line_end(),
                Some(' ' | '\t' | '\n') => self.space(from),
                Some(c) => self.character(c, from),
                None => {}
            }
        }
        self.entities = entities;
    }

    fn space(&mut self, from: Option<Range<usize>>) {
        self.gap = match (std::mem::replace(&mut self.gap, Gap::None), from) {
            (Gap::Line, _) => Gap::Line,
            (Gap::Space(Some(a)), Some(b)) if a.end == b.start => Gap::Space(Some(a.start..b.end)),
            (Gap::Space(before), _) => Gap::Space(before),
            (Gap::None, from) => Gap::Space(from),
        };
    }

    fn character(&mut self, c: char, from: Option<Range<usize>>) {
        self.fill_gap();
        let mut buffer = [0; 4];
        let c: &str = c.encode_utf8(&mut buffer);
        match from {
            Some(from) if self.page.get(from.clone()) == Some(c) => self.out.copy(c, from.start),
            Some(from) => self.out.replace(c, from),
            None => self.out.invent(c),
        }
    }

    /// Writes what parts the next character from what is written, and opens a block if none is open.
    fn fill_gap(&mut self) {
        let gap = std::mem::replace(&mut self.gap, Gap::None);
        if self.open.is_none() {
            if self.out.len() > 0 {
                self.out.invent(if self.close_by { "\n" } else { "\n\n" });
            }
            self.open = Some((self.out.len(), self.scope().kind));
            self.write_tabs();
        } else if self.tabs > 0 {
            self.write_tabs();
        } else {
            match gap {
                Gap::None => {}
                Gap::Space(Some(from)) => self.out.replace(" ", from),
                Gap::Space(None) => self.out.invent(" "),
                Gap::Line => self.out.invent("\n"),
            }
        }
    }

    fn write_tabs(&mut self) {
        for _ in 0..std::mem::take(&mut self.tabs) {
            self.out.invent("\t");
        }
    }

    /// Ends the block being written.
    fn flush(&mut self) {
        self.gap = Gap::None;
        let Some((start, kind)) = self.open.take() else {
            self.tabs = 0;
            return;
        };
        self.write_tabs();
        let raw = self.out.text().get(start..).unwrap_or_default();
        let tab = |c: char| kind == BlockKind::Row && c == '\t';
        let words = raw.trim_matches(|c: char| c.is_whitespace() && !tab(c));
        if !words.trim().is_empty() {
            let start = start + raw.len()
                - raw.trim_start_matches(|c: char| c.is_whitespace() && !tab(c)).len();
            let span = Span::new(start, start + words.len());
            self.blocks.push(Block { kind, span, blank_before: u8::from(!self.close_by) });
        }
    }
}

/// True for a table of data. One that holds headings, lists or tables is there for the layout of the page.
fn is_of_data(tree: &Tree<'_>, at: usize) -> bool {
    let layout = |name: &str| {
        matches!(
            name,
            "table" | "ul" | "ol" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "main" | "article"
        )
    };
    let told = tree.element(at).and_then(|table| table.attr("role"));
    !matches!(told, Some("presentation" | "none"))
        && !tree.inside(at).any(|(_, e)| layout(e.name()))
}

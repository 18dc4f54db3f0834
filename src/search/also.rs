//! What a query also asks for: the other names of the things that its words name, put in beside them.
//!
//! A name is a word, words side by side, or a part of a phrase; the longest is looked up first, and names do not overlap.
//! Other names of other names are not added. What stands as written (`=word`, `--exact`), patterns, and phrases whose words
//! may move are left alone.

use super::names::{Name, Names, Piece};
use super::spelled::Spellings;
use super::subjects::{Subject, Subjects};
use crate::index::{Analyzer, Index, Meaning, Relation, guarded};
use crate::query::lower::ways;
use crate::query::{FieldTest, Node, Query, holds_pattern, print};
use crate::report::Span;
use crate::{ErrorKind, Result};

/// Phrases that one phrase becomes at most.
const MAX_PHRASES: usize = 32;

/// Other names added to a query at most: each is a query of its own.
const MAX_ADDED: usize = 1_000;

/// Another name that was looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Also {
    /// What was typed.
    pub typed: String,
    /// Its other name and how it is known.
    pub meaning: Meaning,
}

/// A query as an index understands it.
#[derive(Debug, Clone, PartialEq)]
pub struct Understood {
    /// The query with the other names of what it asks for.
    pub query: Query,
    /// What was added, in the order of the query.
    pub also: Vec<Also>,
    /// What was not added because it was too much, in words.
    pub left_out: Vec<String>,
}

/// The query with the other names of what it asks for: what every search and count against `index` looks for.
///
/// # Errors
/// `IndexDamaged`.
pub fn understood(index: &Index, query: &Query) -> Result<Understood> {
    guarded(index.dir(), || {
        // A conjunction is put in order as well.
        let is_one = |node: &Node| !matches!(node, Node::And(_)) && is_left_alone(node);
        if query.root.as_ref().is_none_or(is_one) {
            return Ok(Understood { query: query.clone(), also: Vec::new(), left_out: Vec::new() });
        }
        let mut reader = Reader::new(index);
        let root = match &query.root {
            Some(Node::And(nodes)) => Some(Node::And(reader.all(nodes)?)),
            Some(node) => Some(reader.node(node)?),
            None => None,
        };
        let Reader { also, left_out, .. } = reader;
        Ok(Understood { query: Query { root, ..query.clone() }, also, left_out })
    })
}

/// Reads the nodes of a query and adds to them.
pub(super) struct Reader<'a> {
    index: &'a Index,
    analyzer: Analyzer,
    names: Names<'a>,
    subjects: Subjects<'a>,
    spellings: Spellings<'a>,
    /// What was added.
    pub(super) also: Vec<Also>,
    /// What was not, in words.
    pub(super) left_out: Vec<String>,
    /// How many more names may be added.
    room: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(index: &'a Index) -> Self {
        Self {
            index,
            analyzer: Analyzer::default(),
            names: Names::of(index),
            subjects: Subjects::of(index),
            spellings: Spellings::of(index),
            also: Vec::new(),
            left_out: Vec::new(),
            room: MAX_ADDED,
        }
    }

    /// Nodes that must all hold; those that name one thing together become one. Tests of fields, which have no place
    /// among the words, come last.
    pub(super) fn all(&mut self, nodes: &[Node]) -> Result<Vec<Node>> {
        let (fields, others): (Vec<&Node>, Vec<&Node>) =
            nodes.iter().partition(|node| matches!(node, Node::Field(_)));
        let mut read = Vec::with_capacity(nodes.len());
        let mut rest = others.as_slice();
        while let Some((first, after)) = rest.split_first() {
            let words = rest.iter().take_while(|node| word(node).is_some()).count();
            if words > 0 {
                self.words(&rest[..words], &mut read)?;
                rest = &rest[words..];
            } else {
                read.push(self.node(first)?);
                rest = after;
            }
        }
        read.extend(fields.into_iter().cloned());
        Ok(read)
    }

    /// A node that stands alone.
    pub(super) fn node(&mut self, node: &Node) -> Result<Node> {
        Ok(match node {
            Node::Word { exact: false, .. } => {
                let mut read = Vec::with_capacity(1);
                self.words(&[node], &mut read)?;
                read.pop().unwrap_or_else(|| node.clone())
            }
            Node::Phrase { text, slop: 0, span } if !holds_pattern(text) => {
                self.phrase(text, *span)?
            }
            Node::Near { left, right, distance, ordered, span } => Node::Near {
                left: Box::new(self.side(left)?),
                right: Box::new(self.side(right)?),
                distance: *distance,
                ordered: *ordered,
                span: *span,
            },
            Node::Boost { node, factor } => {
                Node::Boost { node: Box::new(self.node(node)?), factor: *factor }
            }
            Node::And(nodes) => Node::And(self.all(nodes)?),
            Node::Or(nodes) => {
                Node::Or(nodes.iter().map(|node| self.node(node)).collect::<Result<_>>()?)
            }
            Node::Not(node) => Node::Not(Box::new(self.node(node)?)),
            other => other.clone(),
        })
    }

    /// What must stand at a place: what a finding is about stands at none.
    fn side(&mut self, node: &Node) -> Result<Node> {
        match node {
            Node::Word { exact: false, .. } => {
                let mut read = Vec::with_capacity(1);
                self.tell_spellings(&word(&node).into_iter().collect::<Vec<_>>())?;
                self.words_between(&[node], &mut read)?;
                Ok(read.pop().unwrap_or_else(|| node.clone()))
            }
            Node::Or(nodes) => {
                Ok(Node::Or(nodes.iter().map(|node| self.side(node)).collect::<Result<_>>()?))
            }
            other => self.node(other),
        }
    }

    /// Words side by side; the bodies and years among them part what is between.
    fn words(&mut self, nodes: &[&Node], read: &mut Vec<Node>) -> Result<()> {
        let texts: Vec<&str> = nodes.iter().filter_map(|node| word(node)).collect();
        self.tell_spellings(&texts)?;
        let mut at = 0;
        for Subject { from, to, test } in self.subjects.find(&texts)? {
            self.words_between(&nodes[at..from], read)?;
            let meaning = Meaning {
                text: print(&Query {
                    text: String::new(),
                    root: Some(Node::Field(test.clone())),
                    plain: true,
                }),
                reports: None,
                why: None,
                relation: Relation::Subject,
            };
            self.tell(&texts[from..to].join(" "), &[meaning], 0);
            let mut typed = Vec::with_capacity(to - from);
            self.words_between(&nodes[from..to], &mut typed)?;
            read.push(self.about(typed, test));
            at = to;
        }
        self.words_between(&nodes[at..], read)
    }

    /// Words that name a body or year; another name that they have too stays beside it.
    fn about(&mut self, mut typed: Vec<Node>, test: FieldTest) -> Node {
        match typed.pop() {
            Some(Node::Also { typed: words, mut also }) if typed.is_empty() => {
                also.push(Node::About(test));
                Node::Also { typed: words, also }
            }
            last => {
                typed.extend(last);
                let words = match typed.as_slice() {
                    [single] => single.clone(),
                    _ => Node::And(typed),
                };
                self.with(words, vec![Node::About(test)])
            }
        }
    }

    /// Words side by side.
    fn words_between(&mut self, nodes: &[&Node], read: &mut Vec<Node>) -> Result<()> {
        let texts: Vec<&str> = nodes.iter().filter_map(|node| word(node)).collect();
        let pieces: Vec<Piece> = texts.iter().map(|text| self.names.whole(text)).collect();
        let mut at = 0;
        for name in self.names.find(&pieces, |from, to| texts[from..to].join(" "))? {
            let name = self.searchable_name(name)?;
            read.extend(nodes[at..name.from].iter().map(|node| (*node).clone()));
            let typed = &nodes[name.from..name.to];
            let span = Span::new(typed[0].span().start, typed[typed.len() - 1].span().end);
            self.tell(&name.typed, &name.meanings.found, name.meanings.left_out);
            let also = name.others.iter().map(|text| named(text, span)).collect();
            let typed = match typed {
                [single] => (*single).clone(),
                several => Node::And(several.iter().map(|node| (*node).clone()).collect()),
            };
            read.push(self.with(typed, also));
            at = name.to;
        }
        read.extend(nodes[at..].iter().map(|node| (*node).clone()));
        Ok(())
    }

    /// A phrase, with every name in it exchanged for its others, one by one and together.
    fn phrase(&mut self, text: &str, span: Span) -> Result<Node> {
        let typed = Node::Phrase { text: text.to_owned(), slop: 0, span };
        self.tell_spellings(&text.split_whitespace().collect::<Vec<_>>())?;
        let pieces = self.names.pieces(text);
        let slice = |from: usize, to: usize| -> &str {
            let ends = pieces.get(from).zip(pieces.get(to - 1));
            ends.and_then(|(first, last)| text.get(first.start..last.end)).unwrap_or_default()
        };
        let names = self.names.find(&pieces, |from, to| slice(from, to).to_owned())?;
        let names = names.into_iter().map(|name| self.searchable_name(name));
        let names: Vec<Name> = names.collect::<Result<_>>()?;
        let mut phrases = vec![String::new()];
        let (mut at, mut most) = (0, 1_usize);
        for name in &names {
            self.tell(&name.typed, &name.meanings.found, name.meanings.left_out);
            let between = &text[at..pieces[name.from].start];
            let ways = std::iter::once(&name.typed).chain(&name.others);
            most = most.saturating_mul(1 + name.others.len());
            phrases = ways
                .flat_map(|way| phrases.iter().map(move |start| format!("{start}{between}{way}")))
                .take(MAX_PHRASES)
                .collect();
            at = pieces[name.to - 1].end;
        }
        if most > MAX_PHRASES {
            self.left_out.push(format!(
                "`\"{text}\"` could be written in {most} ways; {MAX_PHRASES} of them are searched"
            ));
        }
        let also = phrases.iter().skip(1).map(|start| format!("{start}{}", &text[at..])).collect();
        let also = self.searchable(also)?.iter().map(|text| named(text, span)).collect();
        Ok(self.with(typed, also))
    }

    /// The name without what it stands for but cannot be searched.
    fn searchable_name(&mut self, mut name: Name) -> Result<Name> {
        name.others = self.searchable(name.others)?;
        name.meanings.found.retain(|meaning| name.others.contains(&meaning.text));
        Ok(name)
    }

    /// Those of `texts` that can be searched: nobody typed the others, so they are told and no mistake.
    fn searchable(&mut self, texts: Vec<String>) -> Result<Vec<String>> {
        let mut kept = Vec::with_capacity(texts.len());
        for text in texts {
            match ways(self.index, &mut self.analyzer, &named(&text, Span::new(0, 0))) {
                Ok(_) => kept.push(text),
                Err(error) if error.kind == ErrorKind::Query => {
                    let told = format!("`{text}` is not searched: {}", error.message);
                    if !self.left_out.contains(&told) {
                        self.left_out.push(told);
                    }
                }
                Err(error) => return Err(error),
            }
        }
        Ok(kept)
    }

    fn with(&mut self, typed: Node, mut also: Vec<Node>) -> Node {
        if self.room < also.len() && self.room > 0 {
            self.left_out.push(format!(
                "this query has more than {MAX_ADDED} other names; those of its last words are not searched"
            ));
        }
        also.truncate(self.room);
        self.room -= also.len();
        match also.is_empty() {
            true => typed,
            false => Node::Also { typed: Box::new(typed), also },
        }
    }

    /// Says how else the words may be written.
    fn tell_spellings(&mut self, words: &[&str]) -> Result<()> {
        for (typed, forms) in self.spellings.find(words)? {
            let spelling =
                |text| Meaning { text, reports: None, why: None, relation: Relation::Spelling };
            let meanings: Vec<Meaning> = forms.into_iter().map(spelling).collect();
            self.tell(&typed, &meanings, 0);
        }
        Ok(())
    }

    fn tell(&mut self, typed: &str, meanings: &[Meaning], left_out: usize) {
        for meaning in meanings {
            let also = Also { typed: typed.to_owned(), meaning: meaning.clone() };
            if !self.also.contains(&also) {
                self.also.push(also);
            }
        }
        if left_out > 0 {
            let all = left_out + meanings.len();
            self.left_out.push(format!(
                "`{typed}` is defined in {all} ways; the {} that most reports give are searched",
                meanings.len()
            ));
        }
    }
}

/// Whether nothing is added to a part of a query.
pub(super) fn is_left_alone(node: &Node) -> bool {
    match node {
        Node::Word { exact, .. } => *exact,
        Node::Phrase { text, slop, .. } => *slop > 0 || holds_pattern(text),
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().all(is_left_alone),
        Node::Not(node) | Node::Boost { node, .. } => is_left_alone(node),
        Node::Near { left, right, .. } => is_left_alone(left) && is_left_alone(right),
        Node::Also { .. } => false,
        _ => true,
    }
}

/// The text of a word that is no exact one.
fn word<'n>(node: &&'n Node) -> Option<&'n str> {
    match node {
        Node::Word { text, exact: false, .. } => Some(text),
        _ => None,
    }
}

/// A name as what is looked for: a word, or a phrase.
fn named(text: &str, span: Span) -> Node {
    match text.contains(char::is_whitespace) {
        true => Node::Phrase { text: text.to_owned(), slop: 0, span },
        false => Node::Word { text: text.to_owned(), exact: false, span },
    }
}

/// The other names in conditions that must or may hold, for the marks; what must not be there is never marked.
pub(super) fn names_in(conditions: &[Node]) -> Vec<Node> {
    let mut names = Vec::new();
    let mut open: Vec<&Node> = conditions.iter().rev().collect();
    while let Some(node) = open.pop() {
        match node {
            Node::And(nodes) | Node::Or(nodes) => open.extend(nodes.iter().rev()),
            Node::Boost { node, .. } => open.push(node),
            Node::Also { also, .. } => names.extend(also.iter().cloned()),
            Node::Near { left, right, distance, ordered, span }
                if holds_names(left) || holds_names(right) =>
            {
                let side = |node: &Node| Box::new(Node::Or(sides(node)));
                let (left, right) = (side(left), side(right));
                let (distance, ordered) = (*distance, *ordered);
                names.push(Node::Near { left, right, distance, ordered, span: *span });
            }
            _ => {}
        }
    }
    names
}

fn holds_names(side: &Node) -> bool {
    match side {
        Node::Also { .. } => true,
        Node::Or(nodes) => nodes.iter().any(holds_names),
        _ => false,
    }
}

fn sides(side: &Node) -> Vec<Node> {
    match side {
        Node::Also { typed, also } => {
            std::iter::once(typed.as_ref()).chain(also).cloned().collect()
        }
        Node::Or(nodes) => nodes.iter().flat_map(sides).collect(),
        other => vec![other.clone()],
    }
}

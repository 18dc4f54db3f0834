//! The other names of things as the oracle knows them: what the random corpora define, read naively.

use std::collections::BTreeSet;

use peelian::query::Node;
use peelian::report::Span;

/// A short form, a long form, and how a text of the random corpora defines the one by the other.
pub(crate) const DEFINED: [(&str, &str, &str); 5] = [
    ("NWU", "night-watch unit", "night-watch unit (NWU)"),
    ("VB", "vetting backlog", "the vetting backlog (VB)"),
    ("VB", "vetted backlogs", "vetted backlogs (VB)"),
    ("VB", "vet backlog", "vet backlog (VB)"),
    ("RF", "rest-day forces", "RF (rest-day forces)"),
];

/// The thesaurus of the random corpora.
pub(crate) const THESAURUS: &str = "\
off = [\"unit force\"]
[[group]]
same = [\"organised force\", \"restday\"]
[[group]]
same = [\"unit force\", \"night\"]
[[group]]
from = [\"watch\"]
to = [\"the unit\"]
";

/// The same as pairs: what is typed, what it also stands for.
const GROUPS: [(&str, &str); 3] =
    [("organised force", "restday"), ("restday", "organised force"), ("watch", "the unit")];

/// What stands for what in one corpus.
pub(crate) struct Names {
    others: Vec<(String, Vec<String>)>,
    /// The bodies and years that findings are about, as they are typed among words.
    subjects: BTreeSet<String>,
}

impl Names {
    /// Of a corpus whose reports have these texts, about these bodies and years.
    pub(crate) fn of(reports: &[Vec<String>], subjects: BTreeSet<String>) -> Self {
        let defining = |how: &str| {
            reports.iter().filter(|texts| texts.iter().any(|text| text.contains(how))).count()
        };
        let mut names: Vec<(String, Vec<String>)> = Vec::new();
        let mut add = |typed: &str, other: &str| match names.iter_mut().find(|(n, _)| n == typed) {
            Some((_, others)) => others.push(other.to_owned()),
            None => names.push((typed.to_owned(), vec![other.to_owned()])),
        };
        for (short, long, how) in DEFINED {
            let all = DEFINED.iter().filter(|(other, ..)| *other == short);
            let all: usize = all.map(|(.., how)| defining(how)).sum();
            if defining(how) > 0 {
                add(short, long);
                // The stemmer takes `nwus` for no plural.
                let both = [short.to_owned(), format!("{short}s")];
                both.iter().for_each(|other| add(short, other));
                if 2 * defining(how) >= all {
                    both.iter().for_each(|other| add(long, other));
                }
            }
        }
        GROUPS.iter().for_each(|(typed, other)| add(typed, other));
        Self { others: names, subjects }
    }

    /// Nodes that must all hold, with the other names of what they name; tests of fields last.
    pub(crate) fn all(&self, nodes: &[Node]) -> Vec<Node> {
        let is_field = |node: &&Node| matches!(node, Node::Field(_));
        let (fields, mut rest): (Vec<&Node>, Vec<&Node>) = nodes.iter().partition(is_field);
        let mut read = Vec::new();
        while !rest.is_empty() {
            if let Some(about) = rest.first().and_then(|node| self.about(node)) {
                read.push(about);
                rest.remove(0);
                continue;
            }
            let run: Vec<&str> = rest
                .iter()
                .take_while(|node| self.about(node).is_none())
                .map_while(|node| text_of(node))
                .collect();
            if run.is_empty() {
                read.push(self.node(rest.remove(0)));
                continue;
            }
            let mut at = 0;
            for (from, to, others) in self.found(&run) {
                read.extend(rest[at..from].iter().map(|node| (*node).clone()));
                let typed: Vec<Node> = rest[from..to].iter().map(|node| (*node).clone()).collect();
                let also = others.iter().map(|other| phrase(other)).collect();
                read.push(Node::Also { typed: Box::new(Node::And(typed)), also });
                at = to;
            }
            read.extend(rest[at..run.len()].iter().map(|node| (*node).clone()));
            rest.drain(..run.len());
        }
        read.extend(fields.into_iter().cloned());
        read
    }

    /// A word that names a body or year.
    fn about(&self, node: &Node) -> Option<Node> {
        let Node::Word { text, exact: false, .. } = node else { return None };
        let field = if text.starts_with("20") { "year" } else { "force" };
        let test = peelian::query::parse(&format!("{field}:{text}")).ok()?.root?;
        match test {
            Node::Field(test) if self.subjects.contains(text) => {
                let also = vec![Node::About(test)];
                Some(Node::Also { typed: Box::new(node.clone()), also })
            }
            _ => None,
        }
    }

    /// A node that stands alone.
    pub(crate) fn node(&self, node: &Node) -> Node {
        self.about(node).unwrap_or_else(|| self.named(node))
    }

    /// The same for what must stand at a place, where a body or year has none.
    fn named(&self, node: &Node) -> Node {
        let boxed = |node: &Node| Box::new(self.node(node));
        match node {
            Node::Word { text, exact: false, .. } => match self.found(&[text]).pop() {
                Some((_, _, others)) => {
                    let also = others.iter().map(|other| phrase(other)).collect();
                    Node::Also { typed: Box::new(node.clone()), also }
                }
                None => node.clone(),
            },
            Node::Phrase { text, slop: 0, .. } if !text.contains('*') => {
                let words: Vec<&str> = text.split(' ').collect();
                let mut ways = vec![Vec::new()];
                let mut at = 0;
                for (from, to, others) in self.found(&words) {
                    let own = words[from..to].join(" ");
                    let choices: Vec<String> = [vec![own], others].concat();
                    ways = ways
                        .iter()
                        .flat_map(|way| {
                            let way = [way.clone(), words[at..from].to_vec()].concat();
                            choices.iter().map(move |choice| {
                                let mut way = way.clone();
                                way.push(choice.clone().leak());
                                way
                            })
                        })
                        .collect();
                    at = to;
                }
                let phrases = ways.iter().map(|way| [way.clone(), words[at..].to_vec()].concat());
                let mut phrases: Vec<Node> = phrases.map(|way| phrase(&way.join(" "))).collect();
                let typed = Box::new(phrases.remove(0));
                Node::Also { typed, also: phrases }
            }
            Node::Near { left, right, distance, ordered, span } => {
                let side = |node: &Node| {
                    Box::new(match node {
                        Node::Or(nodes) => {
                            Node::Or(nodes.iter().map(|node| self.named(node)).collect())
                        }
                        node => self.named(node),
                    })
                };
                let (left, right) = (side(left), side(right));
                let (distance, ordered) = (*distance, *ordered);
                Node::Near { left, right, distance, ordered, span: *span }
            }
            Node::Boost { node, factor } => Node::Boost { node: boxed(node), factor: *factor },
            Node::And(nodes) => Node::And(self.all(nodes)),
            Node::Or(nodes) => Node::Or(nodes.iter().map(|node| self.node(node)).collect()),
            Node::Not(node) => Node::Not(boxed(node)),
            other => other.clone(),
        }
    }

    /// The names in a row of words, the longest first where they overlap: from, to, other names.
    fn found(&self, words: &[&str]) -> Vec<(usize, usize, Vec<String>)> {
        let mut found: Vec<(usize, usize, Vec<String>)> = Vec::new();
        for length in (1..=words.len()).rev() {
            for from in 0..=words.len() - length {
                let to = from + length;
                let free = found.iter().all(|(start, end, _)| to <= *start || *end <= from);
                let typed = &words[from..to].join(" ");
                let others: BTreeSet<String> = self
                    .others
                    .iter()
                    .filter(|(name, _)| squeezed(name) == squeezed(typed))
                    // Words run together are no name; a compound may be written as one.
                    .filter(|(name, _)| parts(typed) >= name.split(' ').count())
                    .flat_map(|(_, others)| others.clone())
                    .collect();
                if free && !others.is_empty() {
                    found.push((from, to, others.into_iter().collect()));
                }
            }
        }
        found.sort();
        found
    }
}

fn phrase(text: &str) -> Node {
    Node::Phrase { text: text.to_owned(), slop: 0, span: Span::new(0, 0) }
}

fn text_of<'n>(node: &&'n Node) -> Option<&'n str> {
    match node {
        Node::Word { text, exact: false, .. } => Some(text),
        _ => None,
    }
}

fn parts(text: &str) -> usize {
    text.split([' ', '-']).count()
}

/// Small letters without spaces, dashes, possessives, plurals and American spelling.
fn squeezed(text: &str) -> String {
    let word = |word: &str| {
        let word = word.to_lowercase().replace("\u{2019}s", "").replace('z', "s");
        word.strip_suffix('s').unwrap_or(&word).to_owned()
    };
    text.split([' ', '-']).map(word).collect()
}

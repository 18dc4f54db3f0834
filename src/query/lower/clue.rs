//! What is looked for as one thing: a word, a compound however it is written, a phrase.
//!
//! It matches by its stems in the text; the same in the heading, question or title above, and the word exactly as typed,
//! add to the score and never decide whether a finding is found.

use tantivy::Term;
use tantivy::query::{BooleanQuery, Query as Matcher};
use tantivy::schema::Field;

use super::bm25f::{Bm25f, Place};
use super::compounds::{Element, MAX_SPACED, elements, known_words};
use super::nearness::Nearness;
use super::occurrences::Sequence;
use super::whole::WholeOrParts;
use super::words::{plain_text, spellings};
use super::{Lowered, Lowering, MAX_DEPTH, told};
use crate::Result;
use crate::index::ways_to_spell;
use crate::query::ranking::is_common;
use crate::query::{Node, holds_pattern};
use crate::report::Span;

/// One thing that is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Clue {
    /// What it is called in an explanation: as typed.
    name: String,
    /// The ways to write it, as stems at consecutive positions; as written if it is wanted so.
    ways: Vec<Vec<String>>,
    /// The word as typed, folded, if it is one word; empty for compounds and phrases.
    folded: String,
    /// Wanted as written.
    exact: bool,
}

/// Where a clue must stand for a finding to match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Where {
    /// In its own text.
    Text,
    /// There or in the heading, question or title above it.
    Anywhere,
}

impl Clue {
    /// Whether it carries no topic.
    pub(crate) fn is_common(&self) -> bool {
        is_common(&self.folded)
    }
}

/// Neighbouring plain words of a query that are one thing.
pub(crate) struct Unit {
    /// What is looked for.
    pub(crate) clue: Clue,
    /// The words of a compound one by one; empty for what is none.
    parts: Vec<Clue>,
    /// Number of words typed: more than one for a compound typed as words of their own.
    pub(crate) words: usize,
}

impl Lowering<'_> {
    /// A word, compound or phrase as typed; `None` if it holds no letter or digit.
    pub(super) fn clue(&mut self, text: &str, span: Span) -> Result<Option<Clue>> {
        let elements = elements(self.index, &mut self.analyzer, text)?;
        if elements.is_empty() {
            return Ok(None);
        }
        clue_of(&elements, text).map(Some).map_err(|error| self.placed(error, span))
    }

    /// `=word`: the word as written; a compound with its dashes or without.
    pub(super) fn exact_clue(&mut self, text: &str) -> Option<Clue> {
        let words = |way: &Sequence| way.iter().filter_map(text_of).collect::<Vec<String>>();
        let ways: Vec<_> = self.exact_spellings(text).iter().map(words).collect();
        let (name, folded) = (format!("={text}"), String::new());
        (!ways.is_empty()).then_some(Clue { name, ways, folded, exact: true })
    }

    /// What the first of `nodes` is, with its neighbours if they make a compound; `None` if it is no plain word.
    pub(crate) fn unit(&mut self, nodes: &[&Node]) -> Result<Option<Unit>> {
        let mut words = Vec::new();
        let typed: Vec<&str> =
            nodes.iter().take(MAX_SPACED).map_while(|node| plain_text(node)).collect();
        for text in &typed {
            match elements(self.index, &mut self.analyzer, text)?.as_slice() {
                [word @ Element::Word(_)] => words.push(word.clone()),
                other if words.is_empty() && !other.is_empty() => {
                    let clue = clue_of(other, text);
                    let clue = clue.map_err(|error| self.placed(error, nodes[0].span()))?;
                    let parts = parts_of(other);
                    return Ok(Some(Unit { clue, parts, words: 1 }));
                }
                _ => break,
            }
        }
        let Some(first) = words.first() else { return Ok(None) };
        let clue = |word, typed: &str| clue_of(std::slice::from_ref(word), typed);
        let whole = known_words(self.index, &mut self.analyzer, &words)?;
        Ok(Some(match whole {
            Some((compound, count)) => {
                let stems = words[..count].iter().flat_map(Element::spellings).flatten();
                Unit {
                    clue: clue(&compound, &typed[..count].join(" "))?,
                    parts: stems.map(|stem| part(&stem)).collect(),
                    words: count,
                }
            }
            None => Unit { clue: clue(first, typed[0])?, parts: Vec::new(), words: 1 },
        }))
    }

    /// How many findings hold all of `nodes` at most, by what the dictionaries say of its words: more than that
    /// cannot be, and nothing is read to know it.
    pub(crate) fn at_most(&mut self, nodes: &[&Node]) -> Result<u64> {
        let (mut most, mut rest) = (u64::MAX, nodes);
        while let Some(first) = rest.first() {
            let unit = self.unit(rest)?;
            most = most.min(match &unit {
                Some(unit) if unit.parts.is_empty() => self.held_at_most(&unit.clue),
                Some(_) => u64::MAX,
                None => self.node_at_most(first)?,
            });
            rest = &rest[unit.map_or(1, |unit| unit.words)..];
        }
        Ok(most)
    }

    /// The same of what is no plain word; more than any number where its words do not tell.
    fn node_at_most(&mut self, node: &Node) -> Result<u64> {
        if self.depth >= MAX_DEPTH {
            return Ok(u64::MAX);
        }
        self.depth += 1;
        let most = self.node_at_most_inner(node);
        self.depth -= 1;
        most
    }

    fn node_at_most_inner(&mut self, node: &Node) -> Result<u64> {
        Ok(match node {
            Node::Word { text, exact: true, .. } => {
                self.exact_clue(text).map_or(u64::MAX, |clue| self.held_at_most(&clue))
            }
            Node::Phrase { text, slop: 0, span } if !holds_pattern(text) => {
                self.clue(text, *span)?.map_or(u64::MAX, |clue| self.held_at_most(&clue))
            }
            Node::Or(nodes) => {
                let mut all = 0_u64;
                for node in nodes {
                    all = all.saturating_add(self.at_most(&[node])?);
                }
                all
            }
            Node::Boost { node, .. } => self.at_most(&[&**node])?,
            _ => u64::MAX,
        })
    }

    /// Records that hold the rarest word of each way to write a clue, added up.
    fn held_at_most(&self, clue: &Clue) -> u64 {
        let field = if clue.exact { self.index.fields().text_exact } else { self.text_field() };
        let held = |way: &Sequence| way.iter().map(|word| self.held(word)).min().unwrap_or(0);
        sequences(&clue.ways, field).iter().map(held).fold(0, u64::saturating_add)
    }

    /// Records that hold a word; more than any of them where it cannot be looked up.
    fn held(&self, word: &Term) -> u64 {
        self.looked_up.word(word, self.index.searcher()).map_or(u64::MAX, |known| known.held())
    }

    /// A unit; a compound typed as words among others is also found where they stand apart, and then counts less.
    pub(super) fn unit_query(&self, unit: &Unit) -> Lowered {
        let all = |words: Vec<_>| told(BooleanQuery::intersection(words));
        let alone = (unit.words > 1 && !self.as_one).then_some(self.ranking.apart);
        Lowered::matching(self.whole_or_parts(unit, Where::Text, alone, all))
    }

    /// A unit, or any of its words where it is a compound: a finding with half of it holds some of what was typed.
    pub(crate) fn unit_or_parts(&self, unit: &Unit) -> Box<dyn Matcher> {
        let any = |words: Vec<_>| told(BooleanQuery::union(words));
        self.whole_or_parts(unit, Where::Anywhere, Some(self.ranking.apart), any)
    }

    /// All words of a compound, wherever they stand; `None` for what is no compound.
    pub(crate) fn parts_apart(&self, unit: &Unit) -> Option<Box<dyn Matcher>> {
        let parts: Vec<_> = unit.parts.iter().map(|part| self.weighed(part)).collect();
        (!parts.is_empty()).then(|| told(BooleanQuery::intersection(parts)))
    }

    fn whole_or_parts(
        &self,
        unit: &Unit,
        place: Where,
        alone: Option<f32>,
        join: impl Fn(Vec<Box<dyn Matcher>>) -> Box<dyn Matcher>,
    ) -> Box<dyn Matcher> {
        let whole = self.weighed_in(&unit.clue, place);
        if unit.parts.is_empty() {
            return whole;
        }
        let parts = join(unit.parts.iter().map(|part| self.weighed_in(part, place)).collect());
        let (called, beside) = ("its words apart", 0.0);
        Box::new(WholeOrParts { whole, parts, called, beside, alone })
    }

    /// What neighbours in a query add where they stand close in a text; words without a topic between them are passed
    /// over.
    pub(crate) fn nearness(&self, neighbours: &[Option<&Clue>]) -> Vec<Box<dyn Matcher>> {
        let mut found: Vec<Box<dyn Matcher>> = Vec::new();
        let mut previous: Option<&Clue> = None;
        for clue in neighbours.iter().copied() {
            if clue.is_some_and(Clue::is_common) {
                continue;
            }
            if let (Some(before), Some(clue)) = (previous, clue)
                && before.ways != clue.ways
                && self.ranking.nearness > 0.0
                && !self.deciding
            {
                found.push(Box::new(self.near_pair(before, clue)));
            }
            previous = clue;
        }
        found
    }

    fn near_pair(&self, before: &Clue, after: &Clue) -> Nearness {
        let field = self.text_field();
        Nearness {
            name: format!("`{}` close to `{}`", before.name, after.name),
            field,
            sides: [sequences(&before.ways, field), sequences(&after.ways, field)],
            ranking: self.ranking,
            records: self.index.findings(),
            looked_up: self.looked_up.clone(),
        }
    }

    /// The query that matches and weighs a clue.
    pub(super) fn weighed(&self, clue: &Clue) -> Box<dyn Matcher> {
        self.weighed_in(clue, Where::Text)
    }

    fn weighed_in(&self, clue: &Clue, wanted: Where) -> Box<dyn Matcher> {
        let (fields, ranking) = (self.index.fields(), self.ranking);
        let place = |name, field, weight, length| Place {
            name,
            field,
            ways: sequences(&clue.ways, field),
            pairs: if clue.exact { self.pairs(&clue.ways) } else { Vec::new() },
            weight,
            length,
        };
        let mut places = match clue.exact {
            true => vec![place("text", fields.text_exact, 1.0, ranking.length)],
            false => vec![
                place("text", fields.text, 1.0, ranking.length),
                place("heading", fields.heading, ranking.heading, ranking.short_length),
                place("question and title", fields.context, ranking.context, ranking.short_length),
            ],
        };
        places.retain(|place| place.weight > 0.0);
        let deciding = if wanted == Where::Anywhere { places.len() } else { 1 };
        if self.deciding {
            places.truncate(deciding);
        } else {
            places.extend(self.as_typed(clue).filter(|place| place.weight > 0.0));
        }
        Box::new(Bm25f {
            name: clue.name.clone(),
            places,
            deciding,
            saturation: ranking.saturation,
            records: self.index.findings(),
            weight: if clue.is_common() { ranking.common } else { 1.0 },
            looked_up: self.looked_up.clone(),
        })
    }

    /// The terms of words as written two by two, where the index has such terms; what is not known is found by positions.
    fn pairs(&self, ways: &[Vec<String>]) -> Vec<Vec<Option<Term>>> {
        let known = self.index.pairs().ok().flatten().filter(|pairs| pairs.are_whole());
        let Some(known) = known else { return Vec::new() };
        let pair = |words: &[String]| match words {
            [first, second] => known.term(first, second),
            _ => None,
        };
        ways.iter().map(|way| way.windows(2).map(pair).collect()).collect()
    }

    /// The word as typed, in either spelling, if findings hold other forms of it too.
    fn as_typed(&self, clue: &Clue) -> Option<Place> {
        if clue.folded.is_empty() {
            return None;
        }
        let (field, searcher) = (self.index.fields().text_exact, self.index.searcher());
        let held = |term: &Term| self.looked_up.word(term, searcher).map_or(0, |it| it.held());
        let mut typed = 0;
        let mut forms: Vec<Sequence> = Vec::new();
        for form in ways_to_spell(&clue.folded) {
            let term = Term::from_field_text(field, &form);
            let count = held(&term);
            if count > 0 {
                typed += count;
                forms.push(vec![term]);
            }
        }
        if typed == 0 {
            return None;
        }
        let any: u64 = sequences(&clue.ways, self.text_field()).iter().flatten().map(held).sum();
        (typed < any).then_some(Place {
            name: "text, as typed",
            field,
            ways: forms,
            pairs: Vec::new(),
            weight: self.ranking.exact,
            length: self.ranking.length,
        })
    }
}

/// A word of a compound: by its stem alone, so that it counts the same however the compound is typed.
fn part(stem: &str) -> Clue {
    let ways = vec![vec![stem.to_owned()]];
    Clue { name: stem.to_owned(), ways, folded: String::new(), exact: false }
}

/// The words of a compound one by one, parted in the first of the ways that documents part it; none for what is no single compound.
fn parts_of(elements: &[Element]) -> Vec<Clue> {
    match elements {
        [Element::Compound { splits, .. }] => {
            splits.first().into_iter().flatten().map(|stem| part(stem)).collect()
        }
        _ => Vec::new(),
    }
}

fn clue_of(elements: &[Element], typed: &str) -> Result<Clue> {
    let folded = match elements {
        [Element::Word(word)] => word.folded.clone(),
        _ => String::new(),
    };
    Ok(Clue { name: typed.to_owned(), ways: spellings(elements)?, folded, exact: false })
}

fn sequences(ways: &[Vec<String>], field: Field) -> Vec<Sequence> {
    let term = |word: &String| Term::from_field_text(field, word);
    ways.iter().map(|way| way.iter().map(term).collect()).collect()
}

fn text_of(term: &Term) -> Option<String> {
    term.value().as_str().map(str::to_owned)
}

//! Collocates: the words that stand near another more often than chance would have it.

use std::collections::{BTreeSet, HashMap};

use super::concordance::why_nothing;
use super::grams::sentences_of;
use super::measures::Company;
use crate::Result;
use crate::index::{Analyzer, Index, Role};
use crate::query::{self, FieldTest, Node, Query};
use crate::report::Span;
use crate::search::{self, Also, Extent, Marked, Marking, Part};

/// Words on either side at most.
pub const MAX_WINDOW: usize = 50;

/// What is asked for collocates.
#[derive(Debug, Clone, PartialEq)]
pub struct CollocatesRequest {
    /// What stands in the middle, the node, and what else the findings must match.
    pub query: Query,
    /// The filters.
    pub filters: Vec<FieldTest>,
    /// Words to the left and to the right in which collocates are looked for.
    pub window: (usize, usize),
    /// Occurrences beside the node that a collocate must have.
    pub least_frequency: u64,
    /// The order.
    pub order: CollocateOrder,
    /// Collocates to return.
    pub limit: usize,
}

/// The order of collocates, highest first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CollocateOrder {
    /// logDice: how typical.
    #[default]
    LogDice,
    /// Mutual information: how strong; favours rare words.
    MutualInformation,
    /// t-score: how sure; favours common words.
    TScore,
    /// Occurrences beside the node.
    Frequency,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Collocates {
    /// The collocates.
    pub rows: Vec<Collocate>,
    /// Collocates that reach the minimum, those beyond the limit too.
    pub total: u64,
    /// Occurrences of the node.
    pub nodes: u64,
    /// Tokens within its windows, each once.
    pub places: u64,
    /// Tokens of all findings that pass the filters.
    pub tokens: u64,
    /// The findings that match, with their reports and inspections.
    pub matching: Extent,
    /// All that passes the filters.
    pub of: Extent,
    /// What the words also stood for.
    pub also: Vec<Also>,
    /// What a reader should know: sentences.
    pub hints: Vec<String>,
}

/// A word beside the node.
#[derive(Debug, Clone, PartialEq)]
pub struct Collocate {
    /// The word.
    pub word: String,
    /// Occurrences to the left and to the right; one between two nodes counts on the side of the nearer.
    pub sides: [u64; 2],
    /// The counts and the measures made of them.
    pub company: Company,
    /// Inspections in which they stand together.
    pub inspections: u64,
    /// The query whose concordance shows them together; `None` where the node is no single word, phrase or pattern.
    pub query: Option<String>,
}

impl Collocate {
    /// logDice, in which a collocate counts at most as often as the node: 14 is the most.
    #[must_use]
    pub fn log_dice(&self) -> f64 {
        let together = self.company.together.min(self.company.node);
        Company { together, ..self.company }.log_dice()
    }
}

/// What findings hold beside the nodes.
#[derive(Default)]
struct Beside {
    words: HashMap<String, Neighbour>,
    places: u64,
}

/// How often a word stands there.
#[derive(Default)]
struct Neighbour {
    /// To the left and to the right.
    sides: [u64; 2],
    /// The numbers of the parts it stands in.
    parts: BTreeSet<u32>,
}

impl Beside {
    fn add(&mut self, word: &str, side: usize, part: u32) {
        self.places += 1;
        let neighbour = match self.words.get_mut(word) {
            Some(known) => known,
            None => self.words.entry(word.to_owned()).or_default(),
        };
        neighbour.sides[side] += 1;
        neighbour.parts.insert(part);
    }

    fn merge(&mut self, other: Self) {
        self.places += other.places;
        other.words.into_iter().for_each(|(word, other)| {
            let mine = self.words.entry(word).or_default();
            (0..2).for_each(|side| mine.sides[side] += other.sides[side]);
            mine.parts.extend(other.parts);
        });
    }
}

/// Finds the collocates. A window ends with the sentence; a token in the windows of two nodes counts once.
///
/// # Errors
/// `Usage` for a query without words, else as [`search::search`].
pub fn collocates(index: &Index, request: &CollocatesRequest) -> Result<Collocates> {
    let CollocatesRequest { query, filters, window, .. } = request;
    let found = search::occurrences(index, query, filters)?;
    let all = search::one_side(index, None, filters)?;
    let read = |analyzer: &mut Analyzer, sum: &mut Beside, marked: Marked, part: u32| {
        beside(analyzer, &marked, *window, |word, side| sum.add(word, side, part));
    };
    let Beside { words, places } = found.gather(&all, &Analyzer::default(), read, Beside::merge)?;
    let is_inspection =
        |part: &&u32| matches!(all.parts.get(**part as usize), Some(Part::Inspection(_)));
    let census = all.census()?;
    let (nodes, tokens) = (found.total(), census.tokens[0]);
    let row = |(word, Neighbour { sides, parts }): (String, Neighbour)| {
        let together = sides[0] + sides[1];
        let known = census.words.binary_search_by(|count| count.word.cmp(&word));
        let collocate = known.map_or(together, |at| census.words[at].n[0]);
        let window = places as f64 / nodes as f64;
        (together >= request.least_frequency.max(1)).then(|| Collocate {
            company: Company { together, node: nodes, collocate, window, tokens },
            word,
            sides,
            inspections: parts.iter().filter(is_inspection).count() as u64,
            query: None,
        })
    };
    // In no order: the sort leaves none to chance.
    let mut rows: Vec<Collocate> = words.into_iter().filter_map(row).collect();
    let total = rows.len() as u64;
    sort(&mut rows, request.order);
    rows.truncate(request.limit);
    rows.iter_mut().for_each(|row| row.query = together(request, &row.word));
    let mut hints = found.hints.clone();
    if nodes == 0 {
        hints.extend(why_nothing(index, query, filters)?);
    }
    let [matching, of] = found.extents(filters)?;
    Ok(Collocates {
        rows,
        total,
        nodes,
        places,
        tokens,
        matching,
        of,
        also: found.also.clone(),
        hints,
    })
}

fn sort(rows: &mut [Collocate], order: CollocateOrder) {
    let value = |row: &Collocate| match order {
        CollocateOrder::LogDice => row.log_dice(),
        CollocateOrder::MutualInformation => row.company.mutual_information(),
        CollocateOrder::TScore => row.company.t_score(),
        CollocateOrder::Frequency => row.company.together as f64,
    };
    rows.sort_by(|a, b| value(b).total_cmp(&value(a)).then_with(|| a.word.cmp(&b.word)));
}

/// A token with its bytes in the text and its position in its sentence.
struct Token {
    text: String,
    span: Span,
    position: usize,
    is_whole: bool,
}

/// Calls `each` with every token within a window, and its side.
fn beside(
    analyzer: &mut Analyzer,
    marked: &Marked,
    window: (usize, usize),
    mut each: impl FnMut(&str, usize),
) {
    for (start, sentence) in sentences_of(&marked.words.text) {
        let end = start + sentence.len();
        let nodes: Vec<Span> = marked
            .marks
            .iter()
            .map(|Marking { span, .. }| *span)
            .filter(|span| span.start < end && start < span.end)
            .collect();
        if nodes.is_empty() {
            continue;
        }
        let mut tokens = Vec::new();
        analyzer.each(sentence, |token| {
            tokens.push(Token {
                text: token.text.to_owned(),
                span: Span::new(start + token.start, start + token.end),
                position: token.position,
                is_whole: token.role == Role::Joined,
            });
        });
        let nodes: Vec<(usize, usize)> =
            nodes.iter().filter_map(|node| positions(&tokens, *node)).collect();
        for token in &tokens {
            if let Some(side) = side(token, &nodes, window) {
                each(&token.text, side);
            }
        }
    }
}

/// The positions of the first and last word of a node.
fn positions(tokens: &[Token], node: Span) -> Option<(usize, usize)> {
    let inside = tokens.iter().filter(|token| {
        !token.is_whole && node.start <= token.span.start && token.span.end <= node.end
    });
    let places = inside.map(|token| token.position);
    places.clone().min().zip(places.max())
}

/// On which side of the nearest node a token stands, if it is within a window and no part of a node; at the same distance of
/// two it stands to the right of the first.
fn side(token: &Token, nodes: &[(usize, usize)], (left, right): (usize, usize)) -> Option<usize> {
    let at = token.position;
    if nodes.iter().any(|(first, last)| (*first..=*last).contains(&at)) {
        return None;
    }
    let near = nodes.iter().filter_map(|(first, last)| {
        if at < *first && first - at <= left {
            Some((first - at, 0))
        } else if at > *last && at - last <= right {
            Some((at - last, 1))
        } else {
            None
        }
    });
    near.min_by_key(|(distance, side)| (*distance, 1 - side)).map(|(_, side)| side)
}

/// The query that finds node and collocate close together.
fn together(request: &CollocatesRequest, word: &str) -> Option<String> {
    let span = Span::new(0, 0);
    let mut leaf = None;
    let mut nodes = Vec::new();
    let root = request.query.root.clone()?;
    let parts = match root {
        Node::And(parts) => parts,
        other => vec![other],
    };
    for part in parts {
        match part {
            Node::Field(_) => nodes.push(part),
            Node::Word { .. } | Node::Phrase { slop: 0, .. } | Node::Prefix { .. }
                if leaf.is_none() =>
            {
                leaf = Some(part);
            }
            _ => return None,
        }
    }
    let collocate = Node::Word { text: word.to_owned(), exact: true, span };
    let (left, right) = request.window;
    let near = Node::Near {
        left: Box::new(leaf?),
        right: Box::new(collocate),
        // Words between, of which there is one less than steps.
        distance: u32::try_from(left.max(right)).ok()?.saturating_sub(1).max(1),
        ordered: false,
        span,
    };
    nodes.insert(0, near);
    nodes.extend(request.filters.iter().cloned().map(Node::Field));
    let root = Some(Node::And(nodes));
    Some(query::print(&Query { text: String::new(), root, plain: false }))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::search::Words;

    /// What stands beside the marks, which are in `[]`.
    fn shown(text: &str, window: (usize, usize)) -> String {
        let mut marks = Vec::new();
        let mut plain = String::new();
        for c in text.chars() {
            match c {
                '[' => marks
                    .push(Marking { span: Span::new(plain.len(), plain.len()), only_also: false }),
                ']' => {
                    if let Some(mark) = marks.last_mut() {
                        mark.span.end = plain.len();
                    }
                }
                c => plain.push(c),
            }
        }
        let words = Words { id: String::new(), text: plain, title: 0, body: None };
        let mut found = Beside::default();
        let marked = Marked { words, marks };
        beside(&mut Analyzer::default(), &marked, window, |word, side| found.add(word, side, 0));
        let sides = found.words.iter().map(|(word, neighbour)| (word, neighbour.sides));
        let word = |(word, [left, right]): (&String, [u64; 2])| format!("{word} {left}|{right}");
        let words: Vec<String> = sides.collect::<BTreeMap<_, _>>().into_iter().map(word).collect();
        format!("{} of {}", words.join(", "), found.places)
    }

    #[test]
    fn a_window_counts_words_and_ends_with_the_sentence() {
        for (text, window, expected) in [
            ("a b [x] c d", (1, 1), "b 1|0, c 0|1 of 2"),
            ("a b [x] c d", (5, 0), "a 1|0, b 1|0 of 2"),
            ("One. Two [x] three. Four", (5, 5), "three 0|1, two 1|0 of 2"),
            // Between two nodes a word stands once, on the side of the nearer.
            ("a [x] b c [x] d", (2, 2), "a 1|0, b 0|1, c 1|0, d 0|1 of 4"),
            ("[x] a [x]", (2, 2), "a 0|1 of 1"),
            // A node of two words is one; a compound beside it is its parts and a whole.
            ("an [x-y] is", (1, 1), "an 1|0, is 0|1 of 2"),
            ("[x] a-b c", (1, 2), "a 0|1, ab 0|1, b 0|1 of 3"),
        ] {
            assert_eq!(shown(text, window), expected, "{text}");
        }
    }

    #[test]
    fn log_dice_never_exceeds_its_most() {
        let company = Company { together: 9, node: 3, collocate: 9, window: 9.0, tokens: 100 };
        let row =
            Collocate { word: "w".into(), sides: [9, 0], company, inspections: 1, query: None };
        assert!(row.log_dice() <= 14.0);
    }
}

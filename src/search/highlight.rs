//! Where a finding's text holds what was asked for: the same analysis as the index, so what matched is what is marked.

use tantivy::Term;

use crate::Result;
use crate::index::{Analyzer, Beginnings, Found, Index, Role};
use crate::query::Node;
use crate::query::lower::{Place, elements, known_words, near, runs, ways, within_slop};
use crate::report::Span;

/// What is looked for in a text.
#[derive(Clone)]
enum Needle {
    /// Marked as one range.
    Run(Vec<Place>),
    /// Single words, marked each by itself.
    Words(Place),
    /// A phrase whose words may be moved; each is marked by itself.
    Sloppy(Vec<Place>, u32),
    /// Two sides with at most so many words between, the left one first if `ordered`; each is marked as one range.
    Near { sides: [Vec<Vec<Place>>; 2], between: u32, ordered: bool },
}

/// A place in a text that a part of the query matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mark {
    /// Where.
    pub(super) span: Span,
    /// By which part of the query, by its number from 0.
    pub(super) part: usize,
}

/// Marks what a query matched.
#[derive(Clone)]
pub(super) struct Highlighter {
    analyzer: Analyzer,
    /// Each with the number of the part of the query that it comes from.
    needles: Vec<(usize, Needle)>,
    /// How much each part tells: the rarer, the more.
    weights: Vec<f32>,
}

impl Highlighter {
    /// For what must or may be there; what must not be there is never marked.
    pub(super) fn new(index: &Index, conditions: &[Node]) -> Result<Self> {
        let (needles, weights) = (Vec::new(), Vec::new());
        let mut highlighter = Self { analyzer: Analyzer::default(), needles, weights };
        let mut open: Vec<&Node> = conditions.iter().rev().collect();
        let mut before: Vec<&str> = Vec::new();
        while let Some(node) = open.pop() {
            let plain = match node {
                Node::Word { text, exact: false, .. } => Some(text.as_str()),
                _ => None,
            };
            match node {
                Node::And(nodes) | Node::Or(nodes) => open.extend(nodes.iter().rev()),
                Node::Boost { node, .. } => open.push(node),
                Node::Not(_) | Node::Field(_) | Node::Everything(_) => {}
                leaf => highlighter.add(index, leaf)?,
            }
            let Some(text) = plain else {
                before.clear();
                continue;
            };
            before.push(text);
            for from in before.len().saturating_sub(3)..before.len().saturating_sub(1) {
                highlighter.add_spaced(index, &before[from..])?;
            }
        }
        Ok(highlighter)
    }

    /// What the query matched in `text`, sorted.
    pub(super) fn marks(&mut self, text: &str) -> Vec<Mark> {
        if self.needles.is_empty() {
            return Vec::new();
        }
        let beginnings = beginnings(&self.needles);
        let places: Vec<&Place> = self.needles.iter().flat_map(|(_, it)| it.places()).collect();
        let mut met = Vec::new();
        self.analyzer.each_stemmed_of(text, &beginnings, |found, stem| {
            if places.iter().any(|place| place.takes(found.text, stem)) {
                met.push(Met::new(found, stem));
            }
        });
        let tokens = Tokens(met);
        let mut marks = Vec::new();
        let mut spans = Vec::new();
        for (part, needle) in &self.needles {
            needle.find(&tokens, &mut spans);
            marks.extend(spans.drain(..).map(|span| Mark { span, part: *part }));
        }
        marks.sort();
        marks.dedup();
        marks
    }

    /// True if there is nothing that could be marked.
    pub(super) fn is_empty(&self) -> bool {
        self.needles.is_empty()
    }

    /// The ways to write all that is marked, if it is one part of a query and each way is words in a row.
    pub(super) fn runs_of_one_part(&self) -> Option<Vec<Vec<Place>>> {
        let (first, _) = self.needles.first()?;
        let run = |(part, needle): &(usize, Needle)| match needle {
            Needle::Run(way) if part == first => Some(way.clone()),
            _ => None,
        };
        self.needles.iter().map(run).collect()
    }

    /// How much each part of the query tells, by its number.
    pub(super) fn weights(&self) -> &[f32] {
        &self.weights
    }

    fn add(&mut self, index: &Index, leaf: &Node) -> Result<()> {
        let part = self.weights.len();
        if let Node::Near { left, right, distance, ordered, .. } = leaf {
            let sides =
                [ways(index, &mut self.analyzer, left)?, ways(index, &mut self.analyzer, right)?];
            self.weights.push(rarity(index, &sides.concat())?);
            let near = Needle::Near { sides, between: *distance, ordered: *ordered };
            self.needles.push((part, near));
            return Ok(());
        }
        let ways = ways(index, &mut self.analyzer, leaf)?;
        self.weights.push(rarity(index, &ways)?);
        let slop = match leaf {
            Node::Phrase { slop, .. } => *slop,
            _ => 0,
        };
        self.needles.extend(ways.into_iter().map(|way| {
            let needle = match way.as_slice() {
                [place] if place.is_pattern() => Needle::Words(place.clone()),
                _ if slop > 0 => Needle::Sloppy(way, slop),
                _ => Needle::Run(way),
            };
            (part, needle)
        }));
        Ok(())
    }

    /// The last words, where they stand together as a compound.
    fn add_spaced(&mut self, index: &Index, typed: &[&str]) -> Result<()> {
        let mut words = Vec::new();
        for text in typed {
            words.extend(elements(index, &mut self.analyzer, text)?);
        }
        if let Some((compound, count)) = known_words(index, &mut self.analyzer, &words)?
            && count == words.len()
        {
            let parts = self.weights.len().saturating_sub(typed.len())..self.weights.len();
            for stems in compound.spellings() {
                let way: Vec<Place> = stems.into_iter().map(Place::Stem).collect();
                let needles = parts.clone().map(|part| (part, Needle::Run(way.clone())));
                self.needles.extend(needles);
            }
        }
        Ok(())
    }
}

/// How the words begin that are looked for.
fn beginnings(needles: &[(usize, Needle)]) -> Beginnings {
    let places = needles.iter().flat_map(|(_, needle)| needle.places());
    let word = |place: &'_ Place| match place {
        Place::Stem(word) | Place::Written(word) | Place::Begins(word) => Some(word.clone()),
        Place::Matches(_) | Place::Near(..) => None,
    };
    let words: Option<Vec<String>> = places.map(word).collect();
    words.map_or(Beginnings::any(), |words| Beginnings::of(words.iter().map(String::as_str)))
}

/// How rare the commonest of these ways is: inverse document frequency. What a pattern stands for is taken for one
/// word in twenty.
fn rarity(index: &Index, ways: &[Vec<Place>]) -> Result<f32> {
    let fields = index.fields();
    let records = index.findings();
    let mut most = 0;
    for way in ways {
        let mut least = records;
        for place in way {
            let term = match place {
                Place::Stem(stem) => Term::from_field_text(fields.text, stem),
                Place::Written(word) => Term::from_field_text(fields.text_exact, word),
                _ => {
                    least = least.min(records / 20);
                    continue;
                }
            };
            let held = index.searcher().doc_freq(&term).map_err(|error| index.failure(error))?;
            least = least.min(held);
        }
        most = most.max(least);
    }
    Ok((1.0 + records as f32 / (1.0 + most as f32)).ln())
}

impl Needle {
    fn places(&self) -> Vec<&Place> {
        match self {
            Self::Run(places) | Self::Sloppy(places, _) => places.iter().collect(),
            Self::Words(place) => vec![place],
            Self::Near { sides, .. } => sides.iter().flatten().flatten().collect(),
        }
    }

    fn find(&self, text: &Tokens, spans: &mut Vec<Span>) {
        match self {
            Self::Run(way) => {
                spans.extend(text.runs(way).into_iter().map(|run| text.span(run, way)));
            }
            Self::Words(place) => each(&text.0, spans, place),
            Self::Sloppy(way, slop) => {
                for places in within_slop(&text.positions(way), *slop) {
                    let words = way.iter().zip(places);
                    spans.extend(words.map(|(word, place)| {
                        text.span((place, place + 1), std::slice::from_ref(word))
                    }));
                }
            }
            Self::Near { sides: [left, right], between, ordered } => {
                for (left, right) in
                    left.iter().flat_map(|left| right.iter().map(move |right| (left, right)))
                {
                    let pairs = near(&text.runs(left), &text.runs(right), *between, *ordered);
                    for (a, b) in pairs {
                        spans.extend([text.span(a, left), text.span(b, right)]);
                    }
                }
            }
        }
    }
}

/// A token that may stand at some place of what is looked for.
struct Met {
    text: String,
    stem: String,
    position: u32,
    start: usize,
    end: usize,
    role: Role,
}

impl Met {
    fn new(found: Found<'_>, stem: &str) -> Self {
        let Found { text, start, end, position, role } = found;
        let (text, stem) = (text.to_owned(), stem.to_owned());
        Self { text, stem, position: position as u32, start, end, role }
    }

    fn is_at(&self, place: &Place) -> bool {
        place.takes(&self.text, &self.stem)
    }
}

/// The tokens of a text that matter, in the order of the positions.
struct Tokens(Vec<Met>);

impl Tokens {
    /// The sorted positions of what may stand at each place.
    fn positions(&self, way: &[Place]) -> Vec<Vec<u32>> {
        let positions = |place: &Place| {
            let found = self.0.iter().filter(|token| token.is_at(place));
            let mut found: Vec<u32> = found.map(|token| token.position).collect();
            found.dedup();
            found
        };
        way.iter().map(positions).collect()
    }

    fn runs(&self, way: &[Place]) -> Vec<(u32, u32)> {
        runs(&self.positions(way))
    }

    /// The bytes of a run. At one position may stand a part and the joined form of a compound.
    fn span(&self, (from, past): (u32, u32), way: &[Place]) -> Span {
        let fits = |token: &&Met| {
            let Met { position, .. } = **token;
            let place = position.checked_sub(from).filter(|_| position < past);
            let place = place.and_then(|nth| way.get(nth as usize));
            place.is_some_and(|place| token.is_at(place))
        };
        let found = self.0.iter().filter(fits);
        let (start, end) = found.fold((usize::MAX, 0), |(start, end), token| {
            (start.min(token.start), end.max(token.end))
        });
        Span::new(start.min(end), end)
    }
}

/// Marks single words; a compound as a whole only where none of its parts is marked.
fn each(tokens: &[Met], spans: &mut Vec<Span>, wanted: &Place) {
    let found = tokens.iter().filter(|token| token.is_at(wanted));
    let (joined, words): (Vec<_>, Vec<_>) = found.partition(|token| token.role == Role::Joined);
    spans.extend(words.iter().map(|token| Span::new(token.start, token.end)));
    let whole = joined.iter().filter(|compound| {
        !words.iter().any(|word| compound.start <= word.start && word.end <= compound.end)
    });
    spans.extend(whole.map(|token| Span::new(token.start, token.end)));
}

/// The places of sorted marks, those that overlap as one.
pub(super) fn merged(marks: &[Mark]) -> Vec<Span> {
    let mut merged: Vec<Span> = Vec::with_capacity(marks.len());
    for span in marks.iter().map(|mark| mark.span) {
        match merged.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}

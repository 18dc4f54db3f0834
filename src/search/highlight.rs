//! Where a finding's text holds what was asked for: the same analysis as the index, so what matched is what is marked.

use regex::Regex;

use crate::Result;
use crate::gazetteer::edit_distance;
use crate::index::{Analyzer, Index, Token};
use crate::query::Node;
use crate::query::lower::{
    elements, known_words, near, runs, spellings, wildcard_regex, within_slop, word_regex,
};
use crate::report::Span;

/// What is looked for in a text.
enum Needle {
    /// Marked as one range.
    Run(Words),
    /// Words that begin so.
    Prefix(String),
    /// Words that match as a whole.
    Pattern(Regex),
    /// Words at most so many letters away.
    Fuzzy(String, usize),
    /// Stems of a phrase whose words may be moved; each is marked by itself.
    Sloppy(Vec<String>, u32),
    /// Words and phrases with so many words between; each side is marked as one range.
    Near([Vec<Words>; 2], u32),
}

/// Words at consecutive positions, as stems or exactly as written.
enum Words {
    Stems(Vec<String>),
    Exact(Vec<String>),
    /// The last word only begins so.
    Begun(Vec<String>),
}

/// Marks what a query matched.
pub(super) struct Highlighter {
    analyzer: Analyzer,
    needles: Vec<Needle>,
}

impl Highlighter {
    /// For what must or may be there; what must not be there is never marked.
    pub(super) fn new(index: &Index, conditions: &[Node]) -> Result<Self> {
        let mut highlighter = Self { analyzer: Analyzer::default(), needles: Vec::new() };
        let mut open: Vec<&Node> = conditions.iter().rev().collect();
        let mut before: Vec<&str> = Vec::new();
        while let Some(node) = open.pop() {
            match node {
                Node::And(nodes) | Node::Or(nodes) => open.extend(nodes.iter().rev()),
                Node::Boost { node, .. } => open.push(node),
                Node::Word { text, exact: false, .. } => {
                    highlighter.add_words(index, text)?;
                    before.push(text);
                    for from in before.len().saturating_sub(3)..before.len().saturating_sub(1) {
                        highlighter.add_spaced(index, &before[from..])?;
                    }
                    continue;
                }
                other => highlighter.add(index, other)?,
            }
            before.clear();
        }
        Ok(highlighter)
    }

    /// The ranges of `text` to mark: sorted, apart from each other.
    pub(super) fn spans(&mut self, text: &str) -> Vec<Span> {
        if self.needles.is_empty() {
            return Vec::new();
        }
        let tokens = Tokens(self.analyzer.tokens(text));
        let mut spans = Vec::new();
        self.needles.iter().for_each(|needle| needle.find(&tokens, &mut spans));
        merged(spans)
    }

    fn add(&mut self, index: &Index, node: &Node) -> Result<()> {
        match node {
            Node::Word { text, .. } => {
                let exact = self.exact(text).into_iter();
                self.needles.extend(exact.map(|words| Needle::Run(Words::Exact(words))));
            }
            Node::Phrase { text, slop: 0, .. } => self.add_words(index, text)?,
            Node::Phrase { text, slop, .. } => {
                let elements = elements(index, &mut self.analyzer, text)?;
                let sloppy = |stems| Needle::Sloppy(stems, *slop);
                self.needles.extend(spellings(&elements).into_iter().map(sloppy));
            }
            Node::Prefix { text, .. } => {
                let folded = self.folded(text);
                self.needles.push(Needle::Prefix(folded));
                let apart = self.exact(text).into_iter().next().filter(|words| words.len() > 1);
                self.needles.extend(apart.map(|words| Needle::Run(Words::Begun(words))));
            }
            Node::Wildcard { text, .. } => {
                let folded = self.analyzer.fold(text);
                self.needles.extend(wildcard_regex(&folded).ok().map(Needle::Pattern));
            }
            Node::Regex { text, .. } => {
                self.needles.extend(word_regex(text).ok().map(Needle::Pattern));
            }
            Node::Fuzzy { text, distance, .. } => {
                let folded = self.folded(text);
                self.needles.push(Needle::Fuzzy(folded, usize::from(*distance)));
            }
            Node::Near { left, right, distance, .. } => {
                let sides = [self.side(index, left)?, self.side(index, right)?];
                self.needles.push(Needle::Near(sides, *distance));
            }
            _ => {}
        }
        Ok(())
    }

    fn add_words(&mut self, index: &Index, text: &str) -> Result<()> {
        let elements = elements(index, &mut self.analyzer, text)?;
        let runs = spellings(&elements).into_iter().map(|stems| Needle::Run(Words::Stems(stems)));
        self.needles.extend(runs);
        Ok(())
    }

    /// Words that make a compound where they stand together.
    fn add_spaced(&mut self, index: &Index, typed: &[&str]) -> Result<()> {
        let mut words = Vec::new();
        for text in typed {
            words.extend(elements(index, &mut self.analyzer, text)?);
        }
        if let Some((compound, count)) = known_words(index, &mut self.analyzer, &words)?
            && count == words.len()
        {
            let runs =
                spellings(&[compound]).into_iter().map(|stems| Needle::Run(Words::Stems(stems)));
            self.needles.extend(runs);
        }
        Ok(())
    }

    /// What may stand on one side of a `NEAR`.
    fn side(&mut self, index: &Index, node: &Node) -> Result<Vec<Words>> {
        Ok(match node {
            Node::Word { text, exact: true, .. } => {
                self.exact(text).into_iter().map(Words::Exact).collect()
            }
            Node::Word { text, .. } | Node::Phrase { text, .. } => {
                let elements = elements(index, &mut self.analyzer, text)?;
                spellings(&elements).into_iter().map(Words::Stems).collect()
            }
            Node::Or(nodes) => {
                let sides = nodes.iter().map(|node| self.side(index, node));
                sides.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect()
            }
            _ => Vec::new(),
        })
    }

    /// The word as written, and a compound without its dashes.
    fn exact(&mut self, text: &str) -> Vec<Vec<String>> {
        let (joined, apart): (Vec<_>, Vec<_>) =
            self.analyzer.tokens(text).into_iter().partition(|token| token.role == "joined");
        let words = |tokens: Vec<Token>| tokens.into_iter().map(|token| token.text).collect();
        [apart, joined].map(words).into()
    }

    fn folded(&mut self, text: &str) -> String {
        let tokens = self.analyzer.tokens(text);
        let word = tokens.iter().find(|token| token.role == "joined").or(tokens.first());
        word.map(|token| token.text.clone()).unwrap_or_default()
    }
}

impl Needle {
    fn find(&self, text: &Tokens, spans: &mut Vec<Span>) {
        match self {
            Self::Run(words) => {
                spans.extend(text.runs(words).into_iter().map(|run| text.span(run, words)))
            }
            Self::Sloppy(stems, slop) => {
                for places in
                    within_slop(&text.positions(stems, |token, stem| token.stem == stem), *slop)
                {
                    let words = stems.iter().zip(places);
                    spans.extend(words.map(|(stem, place)| {
                        text.span((place, place + 1), &Words::Stems(vec![stem.clone()]))
                    }));
                }
            }
            Self::Near([left, right], between) => {
                for (left, right) in
                    left.iter().flat_map(|left| right.iter().map(move |right| (left, right)))
                {
                    for (a, b) in near(&text.runs(left), &text.runs(right), *between) {
                        spans.extend([text.span(a, left), text.span(b, right)]);
                    }
                }
            }
            Self::Prefix(prefix) => {
                each(&text.0, spans, |word| {
                    !prefix.is_empty() && word.starts_with(prefix.as_str())
                });
            }
            Self::Pattern(regex) => each(&text.0, spans, |word| regex.is_match(word)),
            Self::Fuzzy(wanted, most) => {
                each(&text.0, spans, |word| edit_distance(wanted, word) <= *most);
            }
        }
    }
}

/// The tokens of a text, in the order of the positions.
struct Tokens(Vec<Token>);

impl Tokens {
    /// The sorted positions of each of the words.
    fn positions(&self, words: &[String], is: impl Fn(&Token, &str) -> bool) -> Vec<Vec<u32>> {
        let positions = |word: &String| {
            let found = self.0.iter().filter(|token| is(token, word));
            found.map(|token| token.position as u32).collect()
        };
        words.iter().map(positions).collect()
    }

    fn runs(&self, words: &Words) -> Vec<(u32, u32)> {
        runs(&match words {
            Words::Stems(stems) => self.positions(stems, |token, stem| token.stem == stem),
            Words::Exact(words) => self.positions(words, |token, word| token.text == word),
            Words::Begun(words) => {
                let mut positions = self.positions(words, |token, word| token.text == word);
                let last = words.last().map(std::slice::from_ref).unwrap_or_default();
                positions.pop();
                positions.extend(self.positions(last, |token, word| token.text.starts_with(word)));
                positions
            }
        })
    }

    /// The bytes of a run of these words. At one position may stand a part and the joined form of a compound.
    fn span(&self, (from, past): (u32, u32), words: &Words) -> Span {
        let is_of = |token: &&Token| match words {
            Words::Stems(stems) => stems.contains(&token.stem),
            Words::Exact(words) => words.contains(&token.text),
            Words::Begun(words) => words.iter().any(|word| token.text.starts_with(word.as_str())),
        };
        let at = |position: &usize| (from..past).contains(&(*position as u32));
        let found = self.0.iter().filter(|token| at(&token.position)).filter(is_of);
        let (start, end) = found.fold((usize::MAX, 0), |(start, end), token| {
            (start.min(token.start), end.max(token.end))
        });
        Span::new(start.min(end), end)
    }
}

/// Marks single words; a compound as a whole only where none of its parts is marked.
fn each(tokens: &[Token], spans: &mut Vec<Span>, wanted: impl Fn(&str) -> bool) {
    let found = tokens.iter().filter(|token| wanted(&token.text));
    let (joined, words): (Vec<_>, Vec<_>) = found.partition(|token| token.role == "joined");
    spans.extend(words.iter().map(|token| Span::new(token.start, token.end)));
    let whole = joined.iter().filter(|compound| {
        !words.iter().any(|word| compound.start <= word.start && word.end <= compound.end)
    });
    spans.extend(whole.map(|token| Span::new(token.start, token.end)));
}

/// Sorted, overlapping ranges as one.
fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort();
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}

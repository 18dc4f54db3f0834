//! What may stand at consecutive positions of a text for a part of a query to match there: for postings and highlights
//! alike, so that what is marked is what matched.

use std::sync::Arc;

use regex::Regex;

use super::compounds::elements;
use super::glushkov::{Glushkov, MAX_LETTERS};
use super::patterns::{expression, of_wildcard, word_regex};
use super::words::{followed_by, spellings};
use crate::gazetteer::edit_distance;
use crate::index::{Analyzer, Index, Role, Token};
use crate::query::{Node, holds_pattern, is_begun};
use crate::{Error, ErrorKind, Result};

/// What may stand at one position.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    /// A word with this stem.
    Stem(String),
    /// The word itself.
    Written(String),
    /// A word that begins so.
    Begins(String),
    /// A word that an expression matches as a whole.
    Matches(Arc<Pattern>),
    /// A word at most so many letters away.
    Near(String, u8),
}

impl Place {
    /// Whether a word of a text, with its stem, may stand here.
    pub(crate) fn takes(&self, word: &str, stem: &str) -> bool {
        match self {
            Self::Stem(wanted) => stem == wanted,
            Self::Written(wanted) => word == wanted,
            Self::Begins(letters) => word.starts_with(letters.as_str()),
            Self::Matches(pattern) => pattern.matches(word),
            Self::Near(wanted, letters) => edit_distance(wanted, word) <= usize::from(*letters),
        }
    }

    /// True for what stands for many words.
    pub(crate) fn is_pattern(&self) -> bool {
        matches!(self, Self::Begins(_) | Self::Matches(_) | Self::Near(..))
    }
}

/// An expression, and the automaton that finds the words of a dictionary that it may match.
#[derive(Debug)]
pub(crate) struct Pattern {
    regex: Regex,
    pub(super) automaton: Glushkov,
}

impl Pattern {
    fn new(expression_of_word: &str) -> Result<Arc<Self>> {
        let wrong = |message| Error::new(ErrorKind::Query, message);
        let parts = expression(expression_of_word).map_err(wrong)?;
        let automaton = Glushkov::new(&parts).ok_or_else(|| {
            wrong(format!("the pattern has more than {MAX_LETTERS} letters when written out"))
                .hint("expected fewer or smaller repetitions such as `{2,4}`")
        })?;
        let regex = word_regex(expression_of_word).map_err(wrong)?;
        Ok(Arc::new(Self { regex, automaton }))
    }

    /// Whether it matches the whole word.
    pub(super) fn matches(&self, word: &str) -> bool {
        self.regex.is_match(word)
    }
}

/// The ways to match a word, phrase or pattern, or an `OR` of them: each a list of places at consecutive positions.
/// Nothing for a part without a place in the text.
///
/// # Errors
/// `Query`, without its place, for a pattern that is too large or wrong and a phrase with too many spellings; `IndexDamaged`.
pub(crate) fn ways(index: &Index, analyzer: &mut Analyzer, node: &Node) -> Result<Vec<Vec<Place>>> {
    Ok(match node {
        Node::Word { text, exact: false, .. } => stems(index, analyzer, text)?,
        Node::Word { text, .. } => as_written(analyzer, text),
        Node::Phrase { text, .. } => phrase(index, analyzer, text)?,
        Node::Prefix { text, .. } => begun(analyzer, text),
        Node::Wildcard { text, .. } => vec![vec![wildcard(analyzer, text)?]],
        Node::Regex { text, .. } => vec![vec![Place::Matches(Pattern::new(text)?)]],
        Node::Fuzzy { text, distance, .. } => {
            let word = whole_word(analyzer, text);
            word.map(|word| vec![Place::Near(word, *distance)]).into_iter().collect()
        }
        Node::Or(nodes) => {
            let all = nodes.iter().map(|node| ways(index, analyzer, node));
            all.collect::<Result<Vec<_>>>()?.concat()
        }
        Node::Also { typed, also } => {
            let names = std::iter::once(typed.as_ref()).chain(also);
            names.map(|node| ways(index, analyzer, node)).collect::<Result<Vec<_>>>()?.concat()
        }
        _ => Vec::new(),
    })
}

fn stems(index: &Index, analyzer: &mut Analyzer, text: &str) -> Result<Vec<Vec<Place>>> {
    let elements = elements(index, analyzer, text)?;
    let way = |stems: Vec<String>| stems.into_iter().map(Place::Stem).collect();
    Ok(spellings(&elements)?.into_iter().filter(|way| !way.is_empty()).map(way).collect())
}

/// The word as written, and a compound without its dashes.
fn as_written(analyzer: &mut Analyzer, text: &str) -> Vec<Vec<Place>> {
    let (joined, apart): (Vec<_>, Vec<_>) =
        analyzer.tokens(text).into_iter().partition(|token| token.role == "joined");
    // Two compounds in one word, as in `a-b/c-d`, and a compound among other words have no joined form of the whole.
    let whole = joined.len() == 1 && apart.iter().all(|token| token.role == "part");
    let joined = if whole { joined } else { Vec::new() };
    let way = |tokens: Vec<Token>| -> Vec<Place> {
        tokens.into_iter().map(|token| Place::Written(token.text)).collect()
    };
    [apart, joined].map(way).into_iter().filter(|way| !way.is_empty()).collect()
}

/// A phrase whose words may end in a star.
fn phrase(index: &Index, analyzer: &mut Analyzer, text: &str) -> Result<Vec<Vec<Place>>> {
    if !holds_pattern(text) {
        return stems(index, analyzer, text);
    }
    let mut all: Vec<Vec<Place>> = vec![Vec::new()];
    let mut plain: Vec<&str> = Vec::new();
    for word in text.split(' ').map(Some).chain([None]) {
        if let Some(word) = word.filter(|word| !is_begun(word)) {
            plain.push(word);
            continue;
        }
        if !plain.is_empty() {
            all = with_end(&all, &stems(index, analyzer, &plain.join(" "))?)?;
            plain.clear();
        }
        if let Some(letters) = word.and_then(|word| word.strip_suffix('*')) {
            all = with_end(&all, &begun(analyzer, letters))?;
        }
    }
    Ok(all)
}

/// Every way of `starts` with every one of `ends` behind it; no way to end changes nothing, as marks are no words.
fn with_end(starts: &[Vec<Place>], ends: &[Vec<Place>]) -> Result<Vec<Vec<Place>>> {
    if ends.is_empty() { Ok(starts.to_vec()) } else { followed_by(starts, ends) }
}

/// Words that begin so: the beginning of a compound is found in every spelling.
fn begun(analyzer: &mut Analyzer, text: &str) -> Vec<Vec<Place>> {
    let (mut joined, mut parts) = (Vec::new(), Vec::new());
    analyzer.each(text, |found| {
        let tokens = if found.role == Role::Joined { &mut joined } else { &mut parts };
        tokens.push(found.text.to_owned());
    });
    let mut ways = Vec::new();
    let mut words = parts.into_iter();
    if let Some(last) = words.next_back() {
        let before = words.map(Place::Written);
        ways.push(before.chain([Place::Begins(last)]).collect());
    }
    if let [whole] = joined.as_slice() {
        ways.push(vec![Place::Begins(whole.clone())]);
    }
    ways
}

fn wildcard(analyzer: &mut Analyzer, text: &str) -> Result<Place> {
    let folded = analyzer.fold(text);
    Ok(Place::Matches(Pattern::new(&of_wildcard(&folded))?))
}

/// The word, a compound without its dashes.
fn whole_word(analyzer: &mut Analyzer, text: &str) -> Option<String> {
    let tokens = analyzer.tokens(text);
    let word = tokens.iter().find(|token| token.role == "joined").or(tokens.first());
    word.map(|token| token.text.clone())
}

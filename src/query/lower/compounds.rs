//! One compound however it is written: `counter-corruption`, `counter corruption`, `countercorruption`.

use std::collections::BTreeSet;

use crate::Result;
use crate::index::{Analyzer, Index, Role};

/// Words of a compound written apart at most.
pub(crate) const MAX_SPACED: usize = 3;

/// A word or compound in the order of a phrase; everything as stems.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Element {
    /// A word that is no compound.
    Word(Plain),
    /// A compound.
    Compound {
        /// Stem of the form without dashes.
        joined: String,
        /// The ways to part it.
        splits: BTreeSet<Vec<String>>,
    },
}

/// A word, folded and stemmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plain {
    /// As written, folded.
    pub(crate) folded: String,
    /// Its stem.
    pub(crate) stem: String,
}

impl Element {
    /// Every way to write it, as stems at consecutive positions.
    pub(crate) fn spellings(&self) -> Vec<Vec<String>> {
        match self {
            Self::Word(word) => vec![vec![word.stem.clone()]],
            Self::Compound { joined, splits } => {
                splits.iter().cloned().chain([vec![joined.clone()]]).collect()
            }
        }
    }
}

/// The words of `text` with the compounds among them recognised: those written with a dash, those that the index or
/// the built-in list knows, and a text of two words as a whole.
pub(crate) fn elements(index: &Index, analyzer: &mut Analyzer, text: &str) -> Result<Vec<Element>> {
    let words = words_and_dashed(index, analyzer, text)?;
    let mut found = Vec::new();
    let mut rest = words.as_slice();
    while let Some((first, others)) = rest.split_first() {
        let (element, used) = match known_words(index, analyzer, rest)? {
            Some(found) => found,
            None => (first.clone(), 1),
        };
        found.push(element);
        rest = if used == 1 { others } else { &rest[used..] };
    }
    if let [Element::Word(a), Element::Word(b)] = found.as_slice() {
        return Ok(vec![compound(index, analyzer, &[a, b])?]);
    }
    Ok(found)
}

/// The compound that the first words of `rest` make, if the index or the built-in list knows it, and how many they are.
pub(crate) fn known_words(
    index: &Index,
    analyzer: &mut Analyzer,
    rest: &[Element],
) -> Result<Option<(Element, usize)>> {
    for count in (2..=MAX_SPACED.min(rest.len())).rev() {
        let words: Option<Vec<&Plain>> = rest[..count]
            .iter()
            .map(|element| match element {
                Element::Word(word) => Some(word),
                Element::Compound { .. } => None,
            })
            .collect();
        if let Some(words) = words
            && let Some(known) = known_compound(index, analyzer, &words)?
        {
            return Ok(Some((known, count)));
        }
    }
    Ok(None)
}

/// The compound of these words if a document or the built-in list joins them.
fn known_compound(
    index: &Index,
    analyzer: &mut Analyzer,
    words: &[&Plain],
) -> Result<Option<Element>> {
    let stems: Vec<String> = words.iter().map(|word| word.stem.clone()).collect();
    let joined = analyzer.stem(&concatenated(words)).to_owned();
    let splits = index.splits(&joined)?;
    Ok(splits.contains(&stems).then_some(Element::Compound { joined, splits }))
}

fn compound(index: &Index, analyzer: &mut Analyzer, words: &[&Plain]) -> Result<Element> {
    let joined = analyzer.stem(&concatenated(words)).to_owned();
    let mut splits = index.splits(&joined)?;
    splits.insert(words.iter().map(|word| word.stem.clone()).collect());
    Ok(Element::Compound { joined, splits })
}

fn concatenated(words: &[&Plain]) -> String {
    words.iter().map(|word| word.folded.as_str()).collect()
}

fn words_and_dashed(index: &Index, analyzer: &mut Analyzer, text: &str) -> Result<Vec<Element>> {
    let mut found = Vec::new();
    let mut parts: Vec<Plain> = Vec::new();
    let mut parts_end = 0;
    for token in analyzer.tokens(text) {
        if !parts.is_empty() && token.start >= parts_end {
            found.push(compound(index, analyzer, &parts.iter().collect::<Vec<_>>())?);
            parts.clear();
        }
        let word = Plain { folded: token.text, stem: token.stem };
        if token.role == Role::Joined.slug() {
            parts_end = token.end;
        } else if token.role == Role::Part.slug() {
            parts_end = parts_end.max(token.end);
            parts.push(word);
        } else {
            let splits = index.splits(&word.stem)?;
            found.push(match splits.is_empty() {
                true => Element::Word(word),
                false => Element::Compound { joined: word.stem, splits },
            });
        }
    }
    if !parts.is_empty() {
        found.push(compound(index, analyzer, &parts.iter().collect::<Vec<_>>())?);
    }
    Ok(found)
}

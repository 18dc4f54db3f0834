//! Which words of the index a word that no finding holds may have been meant for.
//!
//! A noisy channel: of two readings that one beats whose slip is likelier and which more findings hold, in particular
//! those that hold the rest of the query (Kernighan, Church and Gale 1990; words run together are parted as by Norvig,
//! *Natural language corpus data*, 2009).

use std::collections::BTreeMap;

use super::asked::Asked;
use super::run_together::parted;
use super::typo::{self, cost};
use crate::Result;
use crate::index::{Analyzer, Index};
use crate::query::Node;
use crate::report::Span;

/// By which power of e a slip of cost 1 is rarer than none: about one word in 150.
const RATE: f32 = 5.0;

/// Readings that are counted exactly.
const COUNTED: usize = 8;

/// How far the best reading must lead to be the only sensible one: three times as likely as the next.
const LEAD: f32 = 1.1;

/// How far behind the best a reading may be to be named beside it: thirty times less likely.
const WORTH: f32 = 3.4;

/// Letters of a word that is corrected without asking; below that too many words are near.
const SURE: usize = 4;

/// What it costs that a space is missing or too many.
const SPACE: f32 = 0.6;

/// A way to read a mistyped word.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reading {
    /// The words of the index: several where a space was missing.
    pub(super) words: Vec<String>,
    /// The logarithm of how likely it is; only differences mean something.
    weight: f32,
}

impl Reading {
    /// The words as they would have been typed.
    pub(super) fn text(&self) -> String {
        self.words.join(" ")
    }

    /// True if it is worth naming where `best` is the likeliest.
    pub(super) fn is_likely_beside(&self, best: &Self) -> bool {
        best.weight - self.weight < WORTH
    }
}

/// Reads mistyped words in the light of one query.
pub(super) struct Speller<'a> {
    index: &'a Index,
    asked: &'a Asked<'a>,
    analyzer: Analyzer,
    /// The words of the query that findings hold.
    held: Vec<Node>,
    known: BTreeMap<String, Vec<Reading>>,
}

impl<'a> Speller<'a> {
    /// For the words of `asked`.
    pub(super) fn new(index: &'a Index, asked: &'a Asked<'a>) -> Result<Self> {
        let mut held = Vec::new();
        for word in asked.words().into_iter().take(super::hints::MAX_WORDS) {
            if asked.count(index, &[word])? > 0 {
                held.push(word.clone());
            }
        }
        let known = BTreeMap::new();
        Ok(Self { index, asked, analyzer: Analyzer::default(), held, known })
    }

    /// The readings of a folded word, likeliest first; none if a finding holds it in some form.
    pub(super) fn readings(&mut self, typed: &str) -> Result<Vec<Reading>> {
        if let Some(known) = self.known.get(typed) {
            return Ok(known.clone());
        }
        let found = match self.count(&[typed.to_owned()])? {
            0 => self.candidates(typed)?,
            _ => Vec::new(),
        };
        self.known.insert(typed.to_owned(), found.clone());
        Ok(found)
    }

    /// The reading that is clearly the best: the word is long enough, and no other reading is near as likely.
    pub(super) fn sure(&mut self, typed: &str) -> Result<Option<Reading>> {
        let mut readings = self.readings(typed)?.into_iter();
        let best = readings.next().filter(|_| typed.chars().count() >= SURE);
        let next = readings.next().map_or(f32::NEG_INFINITY, |next| next.weight);
        Ok(best.filter(|best| best.weight - next >= LEAD))
    }

    /// Two words as one, if one of them is held by no finding and the whole by some.
    pub(super) fn joined(&mut self, a: &str, b: &str) -> Result<Option<Reading>> {
        let whole = format!("{a}{b}");
        let lacking = self.count(&[a.to_owned()])? == 0 || self.count(&[b.to_owned()])? == 0;
        if !lacking || self.index.frequency(&whole)? == 0 {
            return Ok(None);
        }
        let count = self.count(std::slice::from_ref(&whole))?;
        Ok((count > 0).then(|| Reading { weight: weight(SPACE, count), words: vec![whole] }))
    }

    fn candidates(&mut self, typed: &str) -> Result<Vec<Reading>> {
        let length = typed.chars().count();
        if length < 3 || !typed.chars().any(char::is_alphabetic) {
            return Ok(Vec::new());
        }
        let mut near: Vec<(f32, f32, String)> = Vec::new();
        for (word, count) in self.near(typed)? {
            let far = cost(typed, &word);
            if far <= allowed(length) && word.chars().count() > 2 {
                near.push((weight(far, count), far, word));
            }
        }
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.2.cmp(&b.2)));
        let mut stems = Vec::new();
        let mut found = Vec::new();
        for (_, far, word) in near {
            let stem = self.analyzer.stem(&word).to_owned();
            if stems.len() < COUNTED && !stems.contains(&stem) {
                stems.push(stem);
                found.extend(self.weighed(vec![word], far)?);
            }
        }
        if let Some(words) = parted(self.index, typed)? {
            let spaces = SPACE * (words.len() - 1) as f32;
            found.extend(self.weighed(words, spaces)?);
        }
        found.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.words.cmp(&b.words)));
        Ok(found)
    }

    /// The words of the index that a slip or a scan may have turned into `typed`, with the records that hold each.
    fn near(&self, typed: &str) -> Result<BTreeMap<String, u64>> {
        let letters = if typed.chars().count() < 5 { 1 } else { 2 };
        let mut near = self.index.close_words(typed, letters)?;
        for page in typo::pages(typed) {
            near.extend(self.index.close_words(&page, 1)?);
        }
        for whole in typo::with_ligatures(typed) {
            let count = self.index.frequency(&whole)?;
            if count > 0 {
                near.insert(whole, count);
            }
        }
        // A year or a number is never a slip of another one.
        near.retain(|word, _| word.chars().all(char::is_alphabetic));
        Ok(near)
    }

    /// The reading as these words; `None` if no finding holds them.
    fn weighed(&self, words: Vec<String>, far: f32) -> Result<Option<Reading>> {
        let count = self.count(&words)?;
        if count == 0 {
            return Ok(None);
        }
        let mut weight = weight(far, count);
        if !self.held.is_empty() {
            let nodes: Vec<Node> =
                std::iter::once(together(&words)).chain(self.held.clone()).collect();
            let with_rest = self.asked.count(self.index, &nodes.iter().collect::<Vec<_>>())?;
            weight += (with_rest as f32 + 0.5).ln();
        }
        Ok(Some(Reading { words, weight }))
    }

    /// Findings that hold the words side by side, in any form.
    fn count(&self, words: &[String]) -> Result<u64> {
        self.asked.count(self.index, &[&together(words)])
    }
}

fn weight(cost: f32, count: u64) -> f32 {
    (count as f32).ln() - RATE * cost
}

/// What a slip in a word of so many letters may cost.
fn allowed(length: usize) -> f32 {
    (0.3 * length as f32).clamp(0.8, 2.1)
}

/// A word, or several side by side.
fn together(words: &[String]) -> Node {
    let span = Span::new(0, 0);
    match words {
        [word] => Node::Word { text: word.clone(), exact: false, span },
        _ => Node::Phrase { text: words.join(" "), slop: 0, span },
    }
}

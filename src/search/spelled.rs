//! How else what was typed may be written: a compound with a dash, in one word or apart; a word without its possessive;
//! in British or American spelling. All of it is found by the same stems; here it is told.

use tantivy::Term;

use crate::Result;
use crate::index::{Analyzer, Index, ways_to_spell};
use crate::query::lower::{Element, MAX_SPACED, elements, known_words};

/// Tells spellings; remembers words.
pub(super) struct Spellings<'a> {
    index: &'a Index,
    analyzer: Analyzer,
}

/// What was typed, and how else it may be written.
pub(super) type Spelled = (String, Vec<String>);

impl<'a> Spellings<'a> {
    pub(super) fn of(index: &'a Index) -> Self {
        Self { index, analyzer: Analyzer::default() }
    }

    /// What of `words`, which stand side by side, may be written otherwise, in their order. What no finding holds is left
    /// out.
    pub(super) fn find(&mut self, words: &[&str]) -> Result<Vec<Spelled>> {
        let mut found = Vec::new();
        let mut rest = words;
        while let Some((first, others)) = rest.split_first() {
            let used = self.compound(rest, words.len())?;
            if used > 1 {
                let parts: Vec<String> =
                    rest[..used].iter().map(|word| self.analyzer.fold(word)).collect();
                found.extend(self.forms(&rest[..used].join(" "), &parts)?);
                rest = &rest[used..];
                continue;
            }
            match elements(self.index, &mut self.analyzer, first)?.as_slice() {
                [Element::Word(word)] => found.extend(self.word(first, &word.folded)?),
                [Element::Compound { splits, .. }] => {
                    let parts = self.parts(first, splits.iter());
                    found.extend(self.forms(first, &parts)?);
                }
                _ => {}
            }
            rest = others;
        }
        Ok(found)
    }

    /// Number of the first words of `rest` that make a compound; 1 if they make none.
    fn compound(&mut self, rest: &[&str], all: usize) -> Result<usize> {
        let mut plain = Vec::new();
        for word in rest.iter().take(MAX_SPACED) {
            match elements(self.index, &mut self.analyzer, word)?.as_slice() {
                [word @ Element::Word(_)] => plain.push(word.clone()),
                _ => break,
            }
        }
        // Two words alone are looked for as one, whether any document joins them or not.
        let alone = all == 2 && plain.len() == 2;
        let known = known_words(self.index, &mut self.analyzer, &plain)?.map(|(_, count)| count);
        Ok(known.unwrap_or(if alone { 2 } else { 1 }))
    }

    /// The words of a compound typed as one: those between its dashes, else where the documents part it.
    fn parts<'s>(
        &mut self,
        typed: &str,
        mut splits: impl Iterator<Item = &'s Vec<String>>,
    ) -> Vec<String> {
        let tokens = self.analyzer.tokens(typed);
        if let [whole] = tokens.as_slice() {
            let Some([first, second]) = splits.find(|stems| stems.len() == 2).map(Vec::as_slice)
            else {
                return Vec::new();
            };
            let mut bounds = whole.text.char_indices().map(|(at, _)| whole.text.split_at(at));
            let fits = |(a, b): &(&str, &str)| {
                self.analyzer.stem(a) == first && self.analyzer.stem(b) == second
            };
            return bounds.find(fits).map_or(Vec::new(), |(a, b)| vec![a.to_owned(), b.to_owned()]);
        }
        tokens.into_iter().filter(|token| token.role == "part").map(|token| token.text).collect()
    }

    /// The other forms of a compound of these words.
    fn forms(&mut self, typed: &str, parts: &[String]) -> Result<Option<Spelled>> {
        if parts.len() < 2 {
            return Ok(None);
        }
        let joined = parts.concat();
        let mut forms = Vec::new();
        if !self.index.written_splits(self.analyzer.stem(&joined))?.is_empty() {
            forms.push(parts.join("-"));
        }
        if self.is_held(&joined)? {
            // What is written with a dash has this form in the index too.
            forms.push(joined);
        }
        let mut apart = true;
        for part in parts {
            apart = apart && self.is_held(part)?;
        }
        forms.extend(apart.then(|| parts.join(" ")));
        let own = self.analyzer.fold(typed);
        forms.retain(|form| *form != own);
        Ok((!forms.is_empty()).then(|| (typed.to_owned(), forms)))
    }

    /// The other forms of a word: what the possessive is folded to, the other spelling.
    fn word(&self, typed: &str, folded: &str) -> Result<Option<Spelled>> {
        let mut forms = Vec::new();
        if typed.chars().any(|c| !c.is_alphanumeric()) && !typed.to_lowercase().ends_with(folded) {
            forms.push(folded.to_owned());
        }
        let ways = ways_to_spell(folded);
        for way in ways.into_iter().filter(|way| way != folded) {
            let term = Term::from_field_text(self.index.fields().text_exact, &way);
            if self.holding(&term)? > 0 {
                forms.push(way);
            }
        }
        Ok((!forms.is_empty()).then(|| (typed.to_owned(), forms)))
    }

    fn is_held(&mut self, word: &str) -> Result<bool> {
        let term = Term::from_field_text(self.index.fields().text, self.analyzer.stem(word));
        Ok(self.holding(&term)? > 0)
    }

    fn holding(&self, term: &Term) -> Result<u64> {
        self.index.searcher().doc_freq(term).map_err(|error| self.index.failure(error))
    }
}

//! Which names stand among the words of a query.

use crate::Result;
use crate::index::{Analyzer, Index, Knowledge, Meanings, word_key};
use crate::thesaurus::is_acronym;

/// Words of a query, or a part of a phrase, that a name cannot begin or end within.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// Its part of a name's key.
    key: String,
    /// Where it begins in the text.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
}

/// A name that stands for something else too.
pub(super) struct Name {
    /// Its first piece.
    pub(super) from: usize,
    /// The piece after its last.
    pub(super) to: usize,
    /// As typed.
    pub(super) typed: String,
    /// What it stands for, at least one.
    pub(super) meanings: Meanings,
    /// Every way to write that, and the other number of an acronym whose stem does not tell `CCU` from `CCUs`.
    pub(super) others: Vec<String>,
}

/// Finds names.
pub(super) struct Names<'a> {
    knowledge: Knowledge<'a>,
    analyzer: Analyzer,
}

impl<'a> Names<'a> {
    pub(super) fn of(index: &'a Index) -> Self {
        Self { knowledge: Knowledge::of(index), analyzer: Analyzer::default() }
    }

    /// A text that is one piece.
    pub(super) fn whole(&mut self, text: &str) -> Piece {
        let key = self.pieces(text).into_iter().map(|piece| piece.key).collect();
        Piece { key, start: 0, end: text.len() }
    }

    /// The words and compounds of a text.
    pub(super) fn pieces(&mut self, text: &str) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::new();
        // The joined form of a compound follows its first part and tells how far the compound goes.
        let mut compound_end = 0;
        for token in self.analyzer.tokens(text) {
            let (start, end) = (token.start, token.end);
            match pieces.last_mut() {
                Some(last) if token.role == "joined" => {
                    last.end = end;
                    compound_end = end;
                }
                Some(last) if start < compound_end => last.key.push_str(&word_key(&token.text)),
                _ => pieces.push(Piece { key: word_key(&token.text), start, end }),
            }
        }
        pieces
    }

    /// The names among `pieces`, longest first where they overlap, in their order; `typed` gives the text of pieces.
    pub(super) fn find(
        &mut self,
        pieces: &[Piece],
        typed: impl Fn(usize, usize) -> String,
    ) -> Result<Vec<Name>> {
        let mut candidates = Vec::new();
        for from in 0..pieces.len() {
            let mut key = String::new();
            for to in from + 1..=pieces.len() {
                key.push_str(&pieces[to - 1].key);
                if key.is_empty() || !self.knowledge.may_begin(&key)? {
                    break;
                }
                candidates.push((from, to, key.clone()));
            }
        }
        candidates.sort_by_key(|(from, to, _)| (std::cmp::Reverse(to - from), *from));
        let mut found: Vec<Name> = Vec::new();
        for (from, to, key) in candidates {
            if found.iter().any(|name| from < name.to && name.from < to) {
                continue;
            }
            let typed = typed(from, to);
            let meanings = self.knowledge.meanings(&key, &typed)?;
            if !meanings.found.is_empty() {
                let others = self.others(&typed, &key, &meanings);
                found.push(Name { from, to, typed, meanings, others });
            }
        }
        found.sort_by_key(|name| name.from);
        Ok(found)
    }

    /// Every way to write what a name stands for.
    fn others(&mut self, typed: &str, key: &str, meanings: &Meanings) -> Vec<String> {
        let mut others = Vec::new();
        for meaning in &meanings.found {
            others.push(meaning.text.clone());
            if is_acronym(&meaning.text) {
                others.extend(self.plural(&meaning.text));
            }
        }
        if !typed.contains(char::is_whitespace) && self.plural(key).is_some() {
            let own = self.stem(typed);
            let both = [key.to_owned(), format!("{key}s")];
            others.extend(both.into_iter().filter(|word| self.stem(word) != own));
        }
        others
    }

    /// The plural of a word whose stem is another.
    fn plural(&mut self, word: &str) -> Option<String> {
        let plural = format!("{word}s");
        (self.stem(word) != self.stem(&plural)).then_some(plural)
    }

    fn stem(&mut self, word: &str) -> String {
        let folded = self.analyzer.fold(word);
        self.analyzer.stem(&folded).to_owned()
    }
}

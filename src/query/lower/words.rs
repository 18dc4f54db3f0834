//! Words as typed, and the ways to spell them.

use tantivy::Term;
use tantivy::schema::Field;

use super::compounds::Element;
use super::occurrences::Sequence;
use super::{Lowered, Lowering};
use crate::Result;
use crate::index::Token;
use crate::query::Node;
use crate::report::Span;

/// Spellings of a phrase with compounds in it at most.
const MAX_SPELLINGS: usize = 32;

impl Lowering<'_> {
    /// A word or compound as typed.
    pub(super) fn word(&mut self, text: &str, exact: bool, span: Span) -> Result<Lowered> {
        let clue = if exact { self.exact_clue(text) } else { self.clue(text)? };
        match clue {
            Some(clue) => Ok(Lowered::matching(self.weighed(&clue))),
            None => Err(self.no_word(text, span)),
        }
    }

    pub(super) fn text_field(&self) -> Field {
        self.index.fields().text
    }

    pub(super) fn exact_spellings(&mut self, text: &str) -> Vec<Sequence> {
        let field = self.index.fields().text_exact;
        let (joined, apart): (Vec<_>, Vec<_>) =
            self.analyzer.tokens(text).into_iter().partition(|token| token.role == "joined");
        // Two compounds in one word, as in `a-b/c-d`, and a compound among other words have no joined form of the whole.
        let whole = joined.len() == 1 && apart.iter().all(|token| token.role == "part");
        let joined = if whole { joined } else { Vec::new() };
        let terms = |tokens: Vec<Token>| -> Sequence {
            tokens.iter().map(|token| Term::from_field_text(field, &token.text)).collect()
        };
        [apart, joined].into_iter().filter(|tokens| !tokens.is_empty()).map(terms).collect()
    }

    fn no_word(&self, text: &str, span: Span) -> crate::Error {
        self.error(span, format!("`{text}` holds no letter or digit to search for"))
    }
}

/// Every spelling of a phrase, shortest lists first capped at [`MAX_SPELLINGS`].
pub(crate) fn spellings(elements: &[Element]) -> Vec<Vec<String>> {
    let mut all: Vec<Vec<String>> = vec![Vec::new()];
    for element in elements {
        let ways = element.spellings();
        all = all
            .iter()
            .flat_map(|start| ways.iter().map(|way| [start.as_slice(), way].concat()))
            .take(MAX_SPELLINGS)
            .collect();
    }
    all
}

/// The text of a word that is no exact one.
pub(super) fn plain_text(node: &Node) -> Option<&str> {
    match node {
        Node::Word { text, exact: false, .. } => Some(text),
        _ => None,
    }
}

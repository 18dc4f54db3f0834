//! Words as typed, and the ways to spell them.

use tantivy::Term;
use tantivy::schema::Field;

use super::compounds::Element;
use super::occurrences::Sequence;
use super::{Lowered, Lowering};
use crate::index::Role;
use crate::query::Node;
use crate::report::Span;
use crate::{Error, ErrorKind, Result};

/// Ways to write a phrase at most, where several of its parts can be written in more than one.
const MAX_WAYS: usize = 32;

impl Lowering<'_> {
    /// A word or compound as typed.
    pub(super) fn word(&mut self, text: &str, exact: bool, span: Span) -> Result<Lowered> {
        let clue = if exact { self.exact_clue(text) } else { self.clue(text, span)? };
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
        let (mut joined, mut apart, mut all_parts) = (Vec::new(), Vec::new(), true);
        self.analyzer.each(text, |found| {
            let word = Term::from_field_text(field, found.text);
            match found.role {
                Role::Joined => joined.push(word),
                role => {
                    all_parts &= role == Role::Part;
                    apart.push(word);
                }
            }
        });
        // Two compounds in one word, as in `a-b/c-d`, and a compound among other words have no joined form of the whole.
        if joined.len() != 1 || !all_parts {
            joined.clear();
        }
        [apart, joined].into_iter().filter(|words| !words.is_empty()).collect()
    }

    fn no_word(&self, text: &str, span: Span) -> Error {
        self.error(span, format!("`{text}` holds no letter or digit to search for"))
    }
}

/// Every spelling of a phrase, as stems at consecutive positions.
///
/// # Errors
/// `Query`, without its place, if there are too many.
pub(crate) fn spellings(elements: &[Element]) -> Result<Vec<Vec<String>>> {
    let mut all: Vec<Vec<String>> = vec![Vec::new()];
    for element in elements {
        all = followed_by(&all, &element.spellings())?;
    }
    Ok(all)
}

/// Every one of `starts` with every one of `ends` behind it. One part alone may have any number of ways, as each stands in
/// some document; it is several together that multiply.
///
/// # Errors
/// `Query`, without its place, if there are too many.
pub(super) fn followed_by<T: Clone>(starts: &[Vec<T>], ends: &[Vec<T>]) -> Result<Vec<Vec<T>>> {
    let several = starts.len() > 1 && ends.len() > 1;
    if several && starts.len().saturating_mul(ends.len()) > MAX_WAYS {
        let message = format!(
            "the compounds in it, taken together, can be written in more than {MAX_WAYS} ways"
        );
        return Err(Error::new(ErrorKind::Query, message).hint(
            "part it, as in `\"first half\" BEFORE/1 \"second half\"`, or, if no `*` is in it, leave other spellings out with `--exact`",
        ));
    }
    let joined = |start: &Vec<T>| ends.iter().map(|end| [start.as_slice(), end].concat()).collect();
    Ok(starts.iter().flat_map(|start| -> Vec<Vec<T>> { joined(start) }).collect())
}

/// The text of a word that is no exact one.
pub(super) fn plain_text(node: &Node) -> Option<&str> {
    match node {
        Node::Word { text, exact: false, .. } => Some(text),
        _ => None,
    }
}

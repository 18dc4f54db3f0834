//! What a few letters may become: words, bodies and questions of the corpus.

use serde::Serialize;

use super::{Dimension, count_findings};
use crate::gazetteer::normal;
use crate::index::{Analyzer, Index, guarded};
use crate::query::Query;
use crate::{Error, ErrorKind, Result};

/// Words that are looked at.
const MOST_WORDS: usize = 10_000;

/// What is suggested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SuggestionKind {
    /// A word of the findings.
    Term,
    /// A body.
    Force,
    /// The text of a question.
    Question,
}

/// A suggestion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    /// Of what kind.
    pub kind: SuggestionKind,
    /// The word, name or question.
    pub text: String,
    /// Findings that hold the word, are about the body or stand under the question.
    pub n: u64,
}

/// Words that begin with `prefix`, and bodies and questions with a word that begins so; at most `limit` of a kind, those
/// with the most findings first.
///
/// # Errors
/// `Usage` for a prefix without a letter or digit, `IndexDamaged`.
pub fn suggest(index: &Index, prefix: &str, limit: usize) -> Result<Vec<Suggestion>> {
    let folded = Analyzer::default().fold(prefix.trim());
    if !folded.contains(char::is_alphanumeric) {
        let message = format!("`{prefix}` holds no letter or digit to begin with");
        return Err(Error::new(ErrorKind::Usage, message));
    }
    let field = index.fields().text_exact;
    let words = guarded(index.dir(), || index.words_like(field, &folded, |_| true, MOST_WORDS))?;
    let mut found = most(SuggestionKind::Term, words, limit);
    let begins = normal(prefix);
    for (kind, dimension) in
        [(SuggestionKind::Force, Dimension::Force), (SuggestionKind::Question, Dimension::Question)]
    {
        let everything = Query { text: String::new(), root: None, plain: true };
        let rows = count_findings(index, &everything, &[], &[dimension])?.into_iter();
        let mut names = std::collections::BTreeMap::new();
        for (mut row, n) in rows {
            let Some(bucket) = row.pop().filter(|bucket| bucket.value.is_some()) else { continue };
            let name = normal(&bucket.label);
            if name.starts_with(&begins) || name.contains(&format!(" {begins}")) {
                *names.entry(bucket.label).or_insert(0) += n;
            }
        }
        found.extend(most(kind, names.into_iter().collect(), limit));
    }
    Ok(found)
}

fn most(kind: SuggestionKind, mut found: Vec<(String, u64)>, limit: usize) -> Vec<Suggestion> {
    found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    found.into_iter().take(limit).map(|(text, n)| Suggestion { kind, text, n }).collect()
}

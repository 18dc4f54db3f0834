//! Everything that is known of names: what documents define, and the groups of the thesaurus.

use std::collections::BTreeSet;

use super::Also;
use crate::index::{Index, Knowledge, analyze, guarded, word_key};
use crate::{Error, ErrorKind, Result};

/// Every name with what it also stands for, or those that hold all words of `term` on either side: definitions by the number
/// of their reports, then the groups of the thesaurus.
///
/// # Errors
/// `Usage` for a term without a letter or digit, `IndexDamaged`.
pub fn known_names(index: &Index, term: Option<&str>) -> Result<Vec<Also>> {
    let wanted = term.map(words);
    if let (Some(term), true) = (term, wanted.as_ref().is_some_and(BTreeSet::is_empty)) {
        let message = format!("`{term}` holds no letter or digit to look for");
        return Err(Error::new(ErrorKind::Usage, message));
    }
    let all = guarded(index.dir(), || Knowledge::of(index).all())?;
    let all = all.into_iter().map(|(typed, meaning)| Also { typed, meaning });
    Ok(match wanted {
        None => all.collect(),
        Some(wanted) => all.filter(|one| holds(&one.typed, &one.meaning.text, &wanted)).collect(),
    })
}

fn holds(name: &str, other: &str, wanted: &BTreeSet<String>) -> bool {
    wanted.is_subset(&words(name)) || wanted.is_subset(&words(other))
}

/// The words of a text, compounds in their parts.
fn words(text: &str) -> BTreeSet<String> {
    let tokens = analyze(text).into_iter().filter(|token| token.role != "joined");
    tokens.map(|token| word_key(&token.text)).collect()
}

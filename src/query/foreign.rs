//! Operators of other programs: what they are called here. They are never taken for words.

use super::mistake::Mistake;
use crate::report::Span;

/// Names that stand before `/n` elsewhere, and whether they keep the order; a single letter only in capitals.
const DISTANCES: [(&str, bool); 11] = [
    ("near", false),
    ("within", false),
    ("prox", false),
    ("n", false),
    ("w", false),
    ("onear", true),
    ("before", true),
    ("followedby", true),
    ("adj", true),
    ("pre", true),
    ("p", true),
];

/// The mistake of an operator that this language writes otherwise; `None` for a word.
pub(super) fn operator(run: &str, span: Span) -> Option<Mistake> {
    let (name, digits) = match run.split_once('/') {
        Some((name, digits)) => (name, Some(digits)),
        None => (run, None),
    };
    let small = name.to_ascii_lowercase();
    let (_, ordered) = DISTANCES.into_iter().find(|(known, _)| *known == small)?;
    let meant = if ordered { "BEFORE" } else { "NEAR" };
    let shouted = name.chars().all(|c| c.is_ascii_uppercase());
    match digits {
        Some(digits) if digits.is_empty() || !digits.bytes().all(|c| c.is_ascii_digit()) => None,
        Some(_) if !shouted && name.len() < 3 => None,
        Some(digits) => {
            Some(mistake(run, span).hint(format!("did you mean `{meant}/{digits}`?")).or_quote(run))
        }
        // `PRE` and `P` alone may be any acronym.
        None if matches!(name, "ONEAR" | "ADJ") => {
            Some(mistake(run, span).hint(format!("did you mean `{meant}/1`?")).or_quote(run))
        }
        None => None,
    }
}

fn mistake(run: &str, span: Span) -> Mistake {
    Mistake::new(span, format!("`{run}` is no operator here"))
        .hint("expected `NEAR/n` for words close to each other, `BEFORE/n` for words in this order")
}

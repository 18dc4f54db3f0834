//! Why a finding stands where it stands: its score as a tree of parts, each the sum of those below it.

use serde::Deserialize;
use tantivy::query::{EnableScoring, Query as Matcher};

use super::best::Candidate;
use super::rank::{document_weight, kind_weight};
use crate::Result;
use crate::index::Index;
use crate::query::Ranking;
use crate::report::{DocKind, FindingKind};

/// A part of a score.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// What it adds; below 0 where it takes away.
    pub value: f32,
    /// What it is, in words.
    pub what: String,
    /// The parts it is the sum of; none if it is not taken apart.
    pub parts: Vec<Explanation>,
}

/// How far a sum may be off for the rounding of its parts.
const ROUNDING: f32 = 1e-3;

/// The score of a finding that `query` found.
pub(super) fn explained(
    index: &Index,
    query: &dyn Matcher,
    candidate: &Candidate,
    (kind, document): (FindingKind, DocKind),
    ranking: &Ranking,
) -> Result<Explanation> {
    let words = of_words(index, query, candidate).map_err(|error| index.failure(error))?;
    let of_kind = kind_weight(kind).powf(ranking.kind);
    let of_document = document_weight(document).powf(ranking.document);
    let by_kind = words.value * of_kind;
    let mut root =
        Explanation { value: candidate.score, what: "score".to_owned(), parts: Vec::new() };
    let factors = [
        (by_kind - words.value, format!("kind of finding ({kind}): times {of_kind:.2}")),
        (
            by_kind * (of_document - 1.0),
            format!("kind of document ({document}): times {of_document:.2}"),
        ),
    ];
    match words.parts.is_empty() || words.what != SUM {
        true => root.parts.push(words),
        false => root.parts = words.parts,
    }
    let factors = factors.into_iter().filter(|(value, _)| *value != 0.0);
    root.parts.extend(factors.map(|(value, what)| Explanation { value, what, parts: Vec::new() }));
    root.parts.retain(|part| part.value != 0.0);
    Ok(root)
}

fn of_words(
    index: &Index,
    query: &dyn Matcher,
    candidate: &Candidate,
) -> tantivy::Result<Explanation> {
    let searcher = index.searcher();
    let weight = query.weight(EnableScoring::enabled_from_searcher(searcher))?;
    let reader = searcher.segment_reader(candidate.address.segment_ord);
    let told = weight.explain(reader, candidate.address.doc_id)?;
    let tree: Tree = serde_json::to_value(&told)
        .and_then(serde_json::from_value)
        .unwrap_or_else(|_| Tree { value: told.value(), ..Tree::default() });
    Ok(tree.scaled(1.0))
}

/// What a sum of several is called.
const SUM: &str = "together";

/// An explanation as the engine gives it: its details are added up, the best of them, or one of them times a factor.
#[derive(Debug, Default, Deserialize)]
struct Tree {
    value: f32,
    #[serde(default)]
    description: String,
    #[serde(default)]
    details: Vec<Tree>,
}

impl Tree {
    /// The same as a tree of sums, all values times `factor`.
    fn scaled(self, factor: f32) -> Explanation {
        let Self { value, description, mut details } = self;
        details.retain(|detail| detail.value != 0.0);
        let is_mine =
            !["BooleanClause", "Boost", "Const"].iter().any(|name| description.starts_with(name));
        let (value, own) = (value * factor, value);
        if let [_] = details.as_slice() {
            let inner = details.remove(0);
            let times = own / inner.value;
            let part = inner.scaled(factor * times);
            return match is_mine {
                true => Explanation { value, what: description, parts: vec![part] },
                false if (times - 1.0).abs() < ROUNDING => part,
                false => Explanation { what: format!("{}, times {times}", part.what), ..part },
            };
        }
        let sum: f32 = details.iter().map(|detail| detail.value).sum();
        let best =
            details.iter().position(|detail| (detail.value - own).abs() <= ROUNDING * own.abs());
        let adds_up = (sum - own).abs() <= ROUNDING * own.abs();
        if let (Some(best), false) = (best, adds_up) {
            return details.swap_remove(best).scaled(factor);
        }
        let parts: Vec<Explanation> = match adds_up {
            true => details.into_iter().map(|detail| detail.scaled(factor)).collect(),
            false => Vec::new(),
        };
        let what = match description.as_str() {
            _ if is_mine => description,
            _ if parts.is_empty() => "the same for every finding that matches".to_owned(),
            _ => SUM.to_owned(),
        };
        Explanation { value, what, parts }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(value: f32, description: &str, details: Vec<Tree>) -> Tree {
        Tree { value, description: description.to_owned(), details }
    }

    fn sums(explanation: &Explanation) -> bool {
        let sum: f32 = explanation.parts.iter().map(|part| part.value).sum();
        (explanation.parts.is_empty() || (sum - explanation.value).abs() < 1e-4)
            && explanation.parts.iter().all(sums)
    }

    #[test]
    fn factors_and_the_best_of_several_become_sums() {
        let word = |value| tree(value, "`a`", Vec::new());
        let best = tree(3.0, "BooleanClause. sum of ...", vec![word(3.0), word(2.0)]);
        let boost = tree(6.0, "Boost x2 of ...", vec![best]);
        let whole = tree(7.0, "BooleanClause. sum of ...", vec![boost, word(1.0)]).scaled(1.0);
        assert!(sums(&whole), "{whole:?}");
        let parts: Vec<(f32, &str)> =
            whole.parts.iter().map(|part| (part.value, part.what.as_str())).collect();
        assert_eq!(parts, [(6.0, "`a`, times 2"), (1.0, "`a`")]);
    }
}

//! Where too few findings hold all of the plain words: those that hold the most telling of them.

use tantivy::query::{BooleanQuery, Occur, Query as Matcher};

use super::asked::Asked;
use super::pass::{Candidate, Want, run};
use crate::Result;
use crate::index::Index;
use crate::query::Node;
use crate::query::lower::{Excluded, Lowering};

/// The best `most` findings that hold some of the words and at least one telling one, but not all.
pub(super) fn holding_some(
    index: &Index,
    asked: &Asked<'_>,
    most: usize,
) -> Result<Vec<Candidate>> {
    let words = asked.words();
    if words.len() < 2 || most == 0 {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for word in words {
        let count = asked.count(index, &[word])?;
        if count > 0 {
            found.push((word, count));
        }
    }
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let query = query(index, asked, &found)?;
    Ok(run(index, &*query, &Want { top: most, ..Want::default() })?.top)
}

fn query(index: &Index, asked: &Asked<'_>, words: &[(&Node, u64)]) -> Result<Box<dyn Matcher>> {
    let mut lowering = Lowering::new(index, asked.text);
    let middle = median(words.iter().map(|(_, count)| *count).collect());
    let (telling, rest): (Vec<_>, Vec<_>) =
        words.iter().copied().partition(|(_, count)| *count <= middle);
    let telling: Vec<&Node> = telling.into_iter().map(|(word, _)| word).collect();
    let mut clauses = vec![(Occur::Must, lowering.any_of(&telling)?.into_query(true))];
    for (word, _) in rest {
        clauses.push((Occur::Should, lowering.node(word)?.into_query(true)));
    }
    let others = asked.others();
    if !others.is_empty() {
        clauses.push((Occur::Must, lowering.all_of(&others)?.into_query(false)));
    }
    clauses.push((Occur::MustNot, Box::new(Excluded(asked.lower(index, false)?))));
    Ok(Box::new(BooleanQuery::new(clauses)))
}

/// The middle of the counts; of two middles the mean. A word in fewer findings tells more, so a word at or below the
/// median count is at or above the median of inverse document frequency.
fn median(mut counts: Vec<u64>) -> u64 {
    counts.sort_unstable();
    let upper = counts.get(counts.len() / 2).copied().unwrap_or(0);
    let lower = counts.get(counts.len().saturating_sub(1) / 2).copied().unwrap_or(0);
    lower.midpoint(upper)
}

//! More like this finding: those that share its most telling words.

use std::collections::BTreeMap;

use tantivy::Term;

use super::{Answer, Listing, SearchRequest, search};
use crate::Result;
use crate::index::{Index, analyze, guarded};
use crate::query::{Comparison, FieldName, FieldTest, Node, Query, Value};
use crate::report::{Finding, Span};

/// Words of a finding that speak for it: more make the list slower and no better.
const MOST_WORDS: usize = 16;

/// Where findings like another are looked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Elsewhere {
    /// Not about the same body.
    pub force: bool,
    /// Not of the same cycle.
    pub year: bool,
}

/// The findings that share telling words with `finding`, most alike first, never itself; also the query that was asked. What
/// says the same as another folds under it unless `unfold`.
///
/// # Errors
/// As [`super::search`].
pub fn similar(
    index: &Index,
    finding: &Finding,
    elsewhere: Elsewhere,
    limit: usize,
    unfold: bool,
) -> Result<(Query, Answer)> {
    let words = guarded(index.dir(), || telling_words(index, &finding.text))?;
    let span = Span::new(0, 0);
    let text = words.iter().map(|(word, _)| word.as_str()).collect::<Vec<_>>().join(" OR ");
    let weighed = words.into_iter().map(|(text, factor)| Node::Boost {
        node: Box::new(Node::Word { text, exact: false, span }),
        factor,
    });
    let mut nodes = vec![Node::Or(weighed.collect()), not(FieldName::Id, finding.id.clone())];
    if let Some(force) = finding.force.as_ref().filter(|_| elsewhere.force) {
        nodes.push(not(FieldName::Force, force.key()));
    }
    if let Some(cycle) = finding.cycle.filter(|_| elsewhere.year) {
        nodes.push(not(FieldName::Year, cycle.to_string()));
    }
    let query = Query { text, root: Some(Node::And(nodes)), plain: false };
    let listing = Listing { unfold, ..Listing::default() };
    let request = SearchRequest { limit, all: true, listing, ..SearchRequest::new(query) };
    let mut answer = search(index, &request)?;
    if answer.findings == 0 {
        // Which word to type otherwise is no help to a reader who typed none.
        answer.hints.clear();
    }
    Ok((request.query, answer))
}

fn not(field: FieldName, value: String) -> Node {
    let span = Span::new(0, 0);
    let value = Value::One(value);
    Node::Not(Box::new(Node::Field(FieldTest { field, comparison: Comparison::Is, value, span })))
}

/// The words that stand in this text often and in few others, with their weights: the most telling first.
fn telling_words(index: &Index, text: &str) -> Result<Vec<(String, f32)>> {
    let mut counts: BTreeMap<String, (String, u32)> = BTreeMap::new();
    let tokens = analyze(text).into_iter();
    for token in tokens.filter(|token| token.role != "joined" && token.text.len() > 2) {
        counts.entry(token.stem).or_insert((token.text, 0)).1 += 1;
    }
    let all = index.findings() as f32;
    let mut words = Vec::new();
    for (stem, (word, count)) in counts {
        let term = Term::from_field_text(index.fields().text, &stem);
        let held = index.searcher().doc_freq(&term).map_err(|error| index.failure(error))?;
        // BM25 weighs how rare a word is; here only how much this text is about it counts, and whether it tells at all.
        let rare = (all / (held as f32 + 1.0)).ln();
        if held > 1 && rare > 0.0 {
            words.push((word, (1.0 + (count as f32).ln()).min(3.0), rare));
        }
    }
    words.sort_by(|a, b| (b.1 * b.2).total_cmp(&(a.1 * a.2)).then_with(|| a.0.cmp(&b.0)));
    words.truncate(MOST_WORDS);
    Ok(words.into_iter().map(|(word, weight, _)| (word, weight)).collect())
}

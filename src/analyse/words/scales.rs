//! Grades of two scales are never mixed without saying so.

use crate::Result;
use crate::query::{FieldName, FieldTest, Node, Query};
use crate::search::Sides;

/// A sentence if findings are chosen by their grade and the grades are of two scales.
pub(super) fn mixed_scales<'a>(
    queries: impl IntoIterator<Item = &'a Query>,
    filters: &[FieldTest],
    sides: &Sides<'_>,
) -> Result<Option<String>> {
    let by_filter = filters.iter().any(|test| test.field == FieldName::Grade);
    let by_query = queries.into_iter().any(|query| query.root.as_ref().is_some_and(names_grades));
    if !by_filter && !by_query {
        return Ok(None);
    }
    let [four, five] = sides.scales()?;
    Ok((four > 0 && five > 0).then(|| {
        format!(
            "grades of two scales are mixed: {four} findings are graded on the four-tier scale, {five} on the five-tier \
             one of PEEL from 2021/22 and fire from 2023-25; `--year` keeps them apart"
        )
    }))
}

fn names_grades(node: &Node) -> bool {
    match node {
        Node::Field(test) | Node::About(test) => test.field == FieldName::Grade,
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().any(names_grades),
        Node::Not(node) | Node::Boost { node, .. } => names_grades(node),
        _ => false,
    }
}

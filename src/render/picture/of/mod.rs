//! From results to pictures: one file an analysis.

mod aggregated;
mod concordance;
mod counts;
mod coverage;
mod disagreements;
mod due;
mod grades;
mod movements;
mod quotations;
mod rank;
mod recurring;
mod trend;
mod words;

pub use aggregated::aggregated;
pub use concordance::concordance;
pub use counts::counts;
pub use coverage::coverage;
pub use disagreements::disagreements;
pub use due::due;
pub use grades::{compare, grades, heatmap};
pub use movements::{movers, transitions};
pub use quotations::quotations;
pub use rank::rank;
pub use recurring::recurring;
pub use trend::trend;
pub use words::{collocates, dispersion, keyness, ngrams};

use crate::query::{self, FieldTest, Node, Query};
use crate::render::plural;

/// What was asked, in one line: `title`, then the query and the filters as they are written in a query.
fn asked(title: &str, query: Option<&Query>, filters: &[FieldTest]) -> String {
    let filters: Vec<String> =
        filters.iter().map(|test| query::shown(&Node::Field(test.clone()))).collect();
    let query = query.map(|query| format!(" {}", query.text.trim())).unwrap_or_default();
    let filters =
        if filters.is_empty() { String::new() } else { format!(", {}", filters.join(" ")) };
    format!("{title}{query}{filters}")
}

/// How many of the `total` are not among the `shown`; `None` where all are.
fn hidden(shown: usize, total: u64, what: &str) -> Option<String> {
    let more = total.saturating_sub(shown as u64);
    (more > 0).then(|| format!("{} not shown", plural(more, what)))
}

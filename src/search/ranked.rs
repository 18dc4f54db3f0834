//! The best findings by id and nothing else: for whoever only wants to know which they are.
//!
//! A [`super::search`] tells how many findings there are, where they fall and what they say, so that every posting is read.
//! Here a finding that cannot be among the best need not be looked at.

use std::fmt::Write as _;
use std::sync::Arc;

use serde::Serialize;
use tantivy::DocAddress;

use super::answer::MAX_HITS;
use super::asked::Asked;
use super::pass::{Want, run};
use super::weights::Scales;
use crate::index::{Index, guarded};
use crate::query::lower::Ceilings;
use crate::query::{FieldTest, Query};
use crate::report::Finding;
use crate::{Error, ErrorKind, Result};

/// Room for the number of a finding behind the id of its report.
const DIGITS: usize = 12;

/// A finding in a ranked list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ranked {
    /// Its id.
    pub id: String,
    /// Its score; comparable within one list only.
    pub score: f32,
    #[serde(skip)]
    address: DocAddress,
}

impl Ranked {
    /// The finding itself, of the index that gave the list.
    ///
    /// # Errors
    /// `IndexDamaged`.
    pub fn read(&self, index: &Index) -> Result<Finding> {
        guarded(index.dir(), || index.read(self.address))
    }
}

/// The best `limit` findings that hold all of `query` and pass `filters`, best first: those that [`super::search`] lists with
/// [`super::SearchRequest::all`] and [`super::Listing::unfold`], with the same scores.
///
/// # Errors
/// `Query` for what cannot be meant and for more than 10,000 findings, `IndexDamaged`.
pub fn ranked(
    index: &Index,
    query: &Query,
    filters: &[FieldTest],
    limit: usize,
) -> Result<Vec<Ranked>> {
    if limit > MAX_HITS {
        let message = format!("{limit} findings are asked for, at most {MAX_HITS} can be listed");
        return Err(
            Error::new(ErrorKind::Query, message).hint("narrow the query, or search page by page")
        );
    }
    guarded(index.dir(), || {
        let asked = Asked::new(index, query, filters)?;
        let want = Want { top: limit, only_best: true, ..Want::default() };
        let scales = Scales::of(index, &want)?;
        // Of the one ranking that there is here: other weights would need other bounds.
        let share = Arc::clone(&scales);
        let ceilings = index.kept(String::new(), || Ok(Ceilings::new(share)))?;
        let best = run(index, &*asked.lower_best(index, limit, &ceilings)?, &want)?.top;
        let ranked = best.iter().map(|best| {
            let address = best.address;
            let scale = scales.segment(address.segment_ord as usize)?;
            let report = scale.report(address.doc_id).map_err(|error| index.failure(error))?;
            let mut id = report.unwrap_or_default();
            id.reserve(DIGITS);
            let _ = write!(id, "-{}", best.number());
            Ok(Ranked { id, score: best.score, address })
        });
        ranked.collect()
    })
}

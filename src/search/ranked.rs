//! The best findings by id and nothing else: for whoever only wants to know which they are.
//!
//! A [`super::search`] tells how many findings there are, where they fall and what they say, so that every posting is read.
//! Here a finding that cannot be among the best need not be looked at.

use std::sync::Arc;

use serde::Serialize;
use tantivy::{DocAddress, DocId};

use super::answer::MAX_HITS;
use super::asked::Asked;
use super::best::Scale;
use super::pass::{Want, run};
use super::weights::Scales;
use super::written::{Ground, Lean};
use crate::index::{Index, guarded};
use crate::query::lower::Ceilings;
use crate::query::{FieldTest, Query};
use crate::report::Finding;
use crate::{Error, ErrorKind, Result};

/// Digits of the number of a finding at most, and the dash before them.
const DIGITS: usize = 21;

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
    pub(super) fn new(id: String, score: f32, address: DocAddress) -> Self {
        Self { id, score, address }
    }

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
        if let Some(lean) = Lean::of(query, filters)
            && let Some(ground) = &*Ground::of(index)?
            && let Some(best) = ground.best(index, (&lean, &query.text), limit)?
        {
            return Ok(best);
        }
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
            let id = id_of(&scale, address.doc_id, best.number());
            Ok(Ranked::new(id.map_err(|error| index.failure(error))?, best.score, address))
        });
        ranked.collect()
    })
}

/// The id of a finding: that of its report, and its number in it.
pub(super) fn id_of(scale: &Scale, doc: DocId, number: u64) -> tantivy::Result<String> {
    let read;
    let report = match scale.report_at_hand(doc) {
        Some(report) => report,
        None => {
            read = scale.report(doc)?.unwrap_or_default();
            &read
        }
    };
    Ok(numbered(report, number))
}

/// The id of the finding with this number in a report.
pub(super) fn numbered(report: &str, number: u64) -> String {
    let mut digits = [b'-'; DIGITS];
    let (mut first, mut rest) = (DIGITS, number);
    loop {
        first -= 1;
        digits[first] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    // A number of 64 bits has twenty digits at most: the dash before them is always there.
    let digits = digits.get(first - 1..).unwrap_or_default();
    let mut id = String::with_capacity(report.len() + digits.len());
    id.push_str(report);
    id.push_str(std::str::from_utf8(digits).unwrap_or_default());
    id
}

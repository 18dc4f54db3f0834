//! A page of the list: which findings stand on it, which are folded under them, and where the next page begins.
//!
//! The list is cut into blocks of some 250 findings, and findings fold within their block. So every page can be made
//! from the beginning of its block, however far down it is; pages joined are the whole; and a finding folds in the
//! same way whatever page it is on.

use tantivy::query::Query as Matcher;

use super::best::{Candidate, Position};
use super::fold::{Folder, Shown};
use super::pass::{Tally, Want, run};
use crate::Result;
use crate::index::Index;

/// Findings within which others are folded. What says the same scores nearly the same, so that it is found near.
const BLOCK: usize = 256;

/// A place in the list of hits, from which a page begins.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Place {
    /// The last finding before the block; `None` for the first block.
    pub(super) after: Option<Position>,
    /// Hits to pass over from there.
    pub(super) skip: usize,
}

/// Hits of one page.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) hits: Vec<PageHit>,
    /// Where the next page begins; `None` at the end of the list.
    pub(super) next: Option<Place>,
    /// Hits that were still to be passed over when the list ended.
    pub(super) skip: usize,
}

/// A hit and whether its block was full, so that more like it may stand further down.
#[derive(Debug)]
pub(super) struct PageHit {
    pub(super) shown: Shown,
    pub(super) at_least: bool,
}

/// A list of findings that match, in order.
pub(super) struct List<'a> {
    pub(super) query: &'a dyn Matcher,
    /// What else to find out in the first pass.
    pub(super) want: Want,
    /// Whether findings that say the same fold.
    pub(super) fold: bool,
}

impl List<'_> {
    /// At most `limit` hits from `place`, and what the first pass counted. The limit is above 0.
    pub(super) fn page(
        mut self,
        index: &Index,
        folder: &mut Folder<'_>,
        place: Place,
        limit: usize,
    ) -> Result<(Page, Tally)> {
        let mut counted = None;
        let mut page = Page { skip: place.skip, ..Page::default() };
        let mut after = place.after;
        loop {
            let needed = page.skip + limit - page.hits.len();
            let block = if self.fold { BLOCK } else { needed };
            let most = needed.div_ceil(block) * block;
            // One more tells whether the list goes on.
            self.want.top = most + 1;
            // Of one block only what is shown is sorted, with what may fold under it.
            self.want.loose = self.fold && most == BLOCK;
            self.want.sketches = self.fold;
            self.want.after.clone_from(&after);
            let mut tally = run(index, self.query, &self.want)?;
            let mut found = std::mem::take(&mut tally.top);
            let more_than_most = found.len() > most;
            if self.want.loose && more_than_most {
                found.select_nth_unstable_by(most, |a, b| b.cmp(a));
            }
            let counted_first = counted.get_or_insert(tally);
            if self.fold {
                folder.hide_copies(counted_first.findings > 0)?;
            }
            (self.want.totals, self.want.facets) = (false, Vec::new());
            found.truncate(most);
            let all = found.len();
            for (nth, candidates) in found.chunks_mut(block).enumerate() {
                let goes_on = more_than_most || all > nth * block + candidates.len();
                let wanted = page.skip + limit - page.hits.len();
                let (shown, more) = match self.fold {
                    true => folder.fold(candidates, wanted)?,
                    false => (unfolded(candidates), false),
                };
                let passed = page.skip.min(shown.len());
                let taken = shown.len();
                let hits = shown.into_iter().skip(passed);
                page.hits.extend(hits.map(|shown| PageHit { shown, at_least: goes_on }));
                page.skip -= passed;
                let last = position(folder, candidates.iter().min())?;
                if page.hits.len() == limit {
                    page.next = match (more, goes_on) {
                        (true, _) => Some(Place { after, skip: taken }),
                        (false, true) => Some(Place { after: last, skip: 0 }),
                        (false, false) => None,
                    };
                    return Ok((page, counted.unwrap_or_default()));
                }
                after = last;
            }
            if !more_than_most {
                return Ok((page, counted.unwrap_or_default()));
            }
        }
    }
}

fn unfolded(candidates: &[Candidate]) -> Vec<Shown> {
    candidates.iter().copied().map(Shown::alone).collect()
}

fn position(folder: &Folder<'_>, last: Option<&Candidate>) -> Result<Option<Position>> {
    let position = |last: &Candidate| Ok(last.position(folder.report(last.address)?));
    last.map(position).transpose()
}

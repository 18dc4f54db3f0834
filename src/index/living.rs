//! Which records of a segment count: those that are not deleted, and of findings that several documents hold one.

use tantivy::DocId;
use tantivy::fastfield::AliveBitSet;
use tantivy::query::{EnableScoring, Query};

use super::bits::Bits;
use super::{Copies, Index};
use crate::Result;

/// The records of one segment that count.
#[derive(Clone, Copy)]
pub(crate) struct Living<'a> {
    alive: Option<&'a AliveBitSet>,
    copies: Option<&'a Bits>,
}

impl Living<'_> {
    /// True if every record counts.
    pub(crate) fn is_all(self) -> bool {
        self.alive.is_none() && self.copies.is_none()
    }

    /// True if there are findings that do not count.
    pub(crate) fn has_copies(self) -> bool {
        self.copies.is_some()
    }

    /// True if this record counts.
    pub(crate) fn holds(self, doc: DocId) -> bool {
        self.alive.is_none_or(|alive| alive.is_alive(doc)) && !self.is_copy(doc)
    }

    /// True for a finding that another document holds too, and that counts there.
    pub(crate) fn is_copy(self, doc: DocId) -> bool {
        self.copies.is_some_and(|copies| copies.holds(doc))
    }
}

impl Index {
    /// Which records of a segment count.
    ///
    /// # Errors
    /// `IndexDamaged`.
    pub(crate) fn living(&self, segment: usize) -> Result<Living<'_>> {
        let copies = self.copies()?.and_then(|copies| copies.of_segment(segment));
        Ok(Living { copies, ..self.alive(segment) })
    }

    /// Which records of a segment are there, copies of findings too.
    pub(crate) fn alive(&self, segment: usize) -> Living<'_> {
        let alive = self.searcher().segment_reader(segment as u32).alive_bitset();
        Living { alive, copies: None }
    }

    /// Number of records that match and count.
    ///
    /// # Errors
    /// `IndexDamaged`.
    pub(crate) fn count(&self, query: &dyn Query) -> Result<u64> {
        let failed = |error| self.failure(error);
        let scoring = EnableScoring::disabled_from_searcher(self.searcher());
        let weight = query.weight(scoring).map_err(failed)?;
        let mut all = 0;
        for (segment, reader) in self.searcher().segment_readers().iter().enumerate() {
            let living = self.living(segment)?;
            if living.copies.is_none() {
                all += u64::from(weight.count(reader).map_err(failed)?);
                continue;
            }
            let each = weight.for_each_no_score(reader, &mut |docs| {
                all += docs.iter().filter(|doc| living.holds(**doc)).count() as u64;
            });
            each.map_err(failed)?;
        }
        Ok(all)
    }

    /// Number of copies among the findings that match; 0 where they count like others.
    ///
    /// # Errors
    /// `IndexDamaged`.
    pub(crate) fn count_copies(&self, query: &dyn Query) -> Result<u64> {
        if self.copies()?.is_none() {
            return Ok(0);
        }
        let counting = self.count(query)?;
        let failed = |error| self.failure(error);
        let all = query.count(self.searcher()).map_err(failed)? as u64;
        Ok(all - counting)
    }

    /// The findings that do not count, segment by segment; `None` if all do, or if copies are to count.
    ///
    /// # Errors
    /// `IndexDamaged`.
    pub(crate) fn copies(&self) -> Result<Option<&Copies>> {
        if self.with_copies {
            return Ok(None);
        }
        if let Some(copies) = self.copies.get() {
            return Ok(copies.as_ref());
        }
        let copies = Some(Copies::open(self)?).filter(|copies| copies.findings() > 0);
        Ok(self.copies.get_or_init(|| copies).as_ref())
    }

    /// The same index in which copies of findings count too.
    #[must_use]
    pub fn with_copies(mut self) -> Self {
        self.with_copies = true;
        self
    }
}

//! Every place at which findings hold what was asked for: how many there are, and any page of them in order, of which
//! only the findings that are shown are read.

use rayon::prelude::*;
use tantivy::query::EnableScoring;
use tantivy::{DocAddress, DocId};

use super::also::names_in;
use super::asked::Asked;
use super::highlight::{Highlighter, Mark, merged};
use super::reading::{Beside, Words, beside, gather, read_each, words_at};
use super::report_refs::report_ref;
use super::sides::{Sides, stand};
use super::succession::{Succession, first};
use super::{Also, ReportRef};
use crate::index::{Index, guarded};
use crate::query::lower::{RunCounter, sequences};
use crate::query::{FieldTest, Query};
use crate::report::{Finding, Span};
use crate::{Error, ErrorKind, Result};

/// A finding of which something is marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// Its words.
    pub words: Words,
    /// The places in them, sorted, apart from each other.
    pub marks: Vec<Marking>,
}

/// A place that what was asked for matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marking {
    /// The bytes in [`Words::text`].
    pub span: Span,
    /// True if only another name of what was asked for stands here.
    pub only_also: bool,
}

/// One place, with the finding that holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct Occurrence {
    /// The words around it.
    pub words: Words,
    /// The place in them.
    pub mark: Marking,
    /// The finding.
    pub finding: Finding,
    /// Its report.
    pub report: ReportRef,
}

/// The places at which the findings that match a query hold what it asks for.
pub struct Occurrences<'a> {
    index: &'a Index,
    marker: Marker,
    /// The findings that match, segment by segment, as they lie.
    docs: Vec<Vec<DocId>>,
    /// How many places each has, in the same order.
    counts: Vec<Vec<u32>>,
    /// What the words also stood for.
    pub also: Vec<Also>,
    /// What they would also stand for and was not looked for: sentences for a person.
    pub hints: Vec<String>,
}

impl std::fmt::Debug for Occurrences<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (findings, total) = (self.findings(), self.total());
        out.debug_struct("Occurrences").field("findings", &findings).field("total", &total).finish()
    }
}

/// Finds the findings that match and counts the places in them: from the postings alone where one word, compound or phrase
/// is asked for, else by reading every finding that matches.
///
/// # Errors
/// `Usage` for a query without words, in which nothing could be marked; else as [`super::search`].
pub fn occurrences<'a>(
    index: &'a Index,
    query: &Query,
    filters: &[FieldTest],
) -> Result<Occurrences<'a>> {
    guarded(index.dir(), || {
        let asked = Asked::new(index, query, filters)?;
        let marker = Marker::new(index, &asked)?;
        if marker.is_empty() {
            let message = format!("`{}` has no word that could stand in the middle", query.text);
            let hint =
                "ask for a word, a phrase or a pattern, as `vetting`, `\"vetting unit\"` or `vet*`";
            return Err(Error::new(ErrorKind::Usage, message).hint(hint));
        }
        let docs = matching(index, &asked)?;
        let mut found = Occurrences {
            index,
            marker,
            counts: Vec::new(),
            docs,
            also: asked.also.clone(),
            hints: asked.left_out.clone(),
        };
        found.counts = match found.marker.sequences(index) {
            Some(ways) => found.counted(&ways)?,
            None => found.read()?,
        };
        Ok(found)
    })
}

/// The records that match, segment by segment.
pub(super) fn matching(index: &Index, asked: &Asked<'_>) -> Result<Vec<Vec<DocId>>> {
    let query = asked.lower(index, false)?;
    let failed = |error| index.failure(error);
    let scoring = EnableScoring::disabled_from_searcher(index.searcher());
    let weight = query.weight(scoring).map_err(failed)?;
    let segments = index.searcher().segment_readers().par_iter().enumerate();
    let segments = segments.map(|(segment, reader)| {
        let living = index.living(segment)?;
        let mut docs = Vec::new();
        let each = weight.for_each_no_score(reader, &mut |block| {
            docs.extend(block.iter().filter(|doc| living.holds(**doc)));
        });
        each.map_err(failed)?;
        Ok(docs)
    });
    segments.collect()
}

/// The addresses of records that are listed segment by segment.
pub(super) fn addresses(docs: &[Vec<DocId>]) -> Vec<DocAddress> {
    let segments = (0_u32..).zip(docs);
    segments
        .flat_map(|(segment, docs)| docs.iter().map(move |doc| DocAddress::new(segment, *doc)))
        .collect()
}

impl<'a> Occurrences<'a> {
    /// The index.
    pub(super) fn index(&self) -> &'a Index {
        self.index
    }

    /// The findings that match, segment by segment.
    pub(super) fn docs(&self) -> &[Vec<DocId>] {
        &self.docs
    }

    /// Number of findings that match.
    #[must_use]
    pub fn findings(&self) -> u64 {
        self.docs.iter().map(|docs| docs.len() as u64).sum()
    }

    /// Number of places in them.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.counts.iter().flatten().map(|count| u64::from(*count)).sum()
    }

    /// Number of places in each part of `sides`, by its number; the findings must stand on one of them.
    #[must_use]
    pub fn by_part(&self, sides: &Sides<'_>) -> Vec<u64> {
        let mut parts = vec![0; sides.parts.len()];
        for ((docs, counts), stands) in self.docs.iter().zip(&self.counts).zip(sides.stands()) {
            for (doc, count) in docs.iter().zip(counts) {
                if let Some((part, _)) = stand(stands[*doc as usize]) {
                    parts[part] += u64::from(*count);
                }
            }
        }
        parts
    }

    /// What `each` makes of every finding with its places, in no order but the same for any number of threads.
    ///
    /// # Errors
    /// `IndexDamaged`, and what `each` gives.
    pub fn each<T: Send>(&self, each: impl Fn(Marked) -> Result<T> + Sync) -> Result<Vec<T>> {
        guarded(self.index.dir(), || {
            let all = addresses(&self.docs);
            read_each(self.index, &all, &self.marker, |marker, _, words| {
                let marks = marker.marks(&words.text);
                each(Marked { words, marks })
            })
        })
    }

    /// What `each` gathers over every finding with its places and the number of its part of `sides`, on which it must stand, read
    /// on all cores, each of which has its own clone of `state`; `merge` must not care for the order.
    ///
    /// # Errors
    /// `IndexDamaged`.
    pub fn gather<S: Clone + Send + Sync, T: Send + Default>(
        &self,
        sides: &Sides<'_>,
        state: &S,
        each: impl Fn(&mut S, &mut T, Marked, u32) + Sync,
        merge: impl Fn(&mut T, T) + Sync,
    ) -> Result<T> {
        guarded(self.index.dir(), || {
            let all = addresses(&self.docs);
            let state = (self.marker.clone(), state.clone());
            let each = |(marker, state): &mut (Marker, S), sum: &mut T, at: usize, words: Words| {
                let DocAddress { segment_ord, doc_id } = all[at];
                let place = sides.stands()[segment_ord as usize][doc_id as usize];
                let marks = marker.marks(&words.text);
                if let Some((part, _)) = stand(place) {
                    each(state, sum, Marked { words, marks }, part as u32);
                }
            };
            gather(self.index, &all, &state, each, merge)
        })
    }

    /// The places from number `offset` on, `limit` of them.
    ///
    /// # Errors
    /// `IndexDamaged`.
    pub fn page(
        &self,
        succession: Succession,
        offset: usize,
        limit: usize,
    ) -> Result<Vec<Occurrence>> {
        guarded(self.index.dir(), || {
            let most = if limit == 0 { 0 } else { offset.saturating_add(limit) };
            let findings = (self.docs.as_slice(), self.counts.as_slice());
            let mut reader = Reader::new(self)?;
            let mut skip = offset;
            let mut found = Vec::new();
            for (address, count) in first(self.index, succession, findings, most)? {
                if found.len() == limit {
                    break;
                }
                let count = count as usize;
                if skip >= count {
                    skip -= count;
                    continue;
                }
                let wanted = reader.read(address)?.into_iter().skip(skip);
                found.extend(wanted.take(limit - found.len()));
                skip = 0;
            }
            Ok(found)
        })
    }

    /// The places at `wanted`: the id of a finding and the number of a place in it, from 0.
    ///
    /// # Errors
    /// `IndexDamaged`.
    pub fn these(&self, wanted: &[(String, usize)]) -> Result<Vec<Occurrence>> {
        guarded(self.index.dir(), || {
            let mut reader = Reader::new(self)?;
            let mut found = Vec::with_capacity(wanted.len());
            for (id, nth) in wanted {
                let term = self.index.term(self.index.fields().id, id);
                for address in self.index.addresses(&*term)? {
                    let is_asked = |docs: &Vec<DocId>| docs.binary_search(&address.doc_id).is_ok();
                    if self.docs.get(address.segment_ord as usize).is_some_and(is_asked) {
                        found.extend(reader.read(address)?.into_iter().nth(*nth));
                    }
                }
            }
            Ok(found)
        })
    }

    fn counted(&self, ways: &[Vec<tantivy::Term>]) -> Result<Vec<Vec<u32>>> {
        let readers = self.index.searcher().segment_readers().par_iter();
        let counts = readers.zip(&self.docs).map(|(reader, docs)| {
            let mut counter = RunCounter::open(reader, ways)?;
            Ok(docs.iter().map(|doc| counter.count_in(*doc)).collect())
        });
        let counts: tantivy::Result<Vec<Vec<u32>>> = counts.collect();
        counts.map_err(|error| self.index.failure(error))
    }

    fn read(&self) -> Result<Vec<Vec<u32>>> {
        let all = addresses(&self.docs);
        let read = read_each(self.index, &all, &self.marker, |marker, _, words| {
            Ok(marker.marks(&words.text).len() as u32)
        })?;
        let mut rest = read.into_iter();
        Ok(self.docs.iter().map(|docs| rest.by_ref().take(docs.len()).collect()).collect())
    }
}

/// Marks what was typed and its other names.
#[derive(Clone)]
struct Marker {
    typed: Highlighter,
    also: Highlighter,
}

impl Marker {
    fn new(index: &Index, asked: &Asked<'_>) -> Result<Self> {
        let typed = Highlighter::new(index, &asked.typed)?;
        Ok(Self { typed, also: Highlighter::new(index, &names_in(&asked.conditions))? })
    }

    fn is_empty(&self) -> bool {
        self.typed.is_empty() && self.also.is_empty()
    }

    /// The ways to write what is marked, if its places can be counted without the text.
    fn sequences(&self, index: &Index) -> Option<Vec<Vec<tantivy::Term>>> {
        let ways = self.typed.runs_of_one_part().filter(|_| self.also.is_empty())?;
        sequences(index, &ways)
    }

    fn marks(&mut self, text: &str) -> Vec<Marking> {
        let typed = merged(&self.typed.marks(text));
        let mut all = self.also.marks(text);
        all.extend(typed.iter().map(|span| Mark { span: *span, part: 0 }));
        all.sort();
        let touches = |span: &Span| {
            let after = typed.partition_point(|other| other.end <= span.start);
            typed.get(after).is_some_and(|other| other.start < span.end)
        };
        let marking = |span: Span| Marking { span, only_also: !touches(&span) };
        merged(&all).into_iter().map(marking).collect()
    }
}

/// Reads findings with their places.
struct Reader<'a> {
    index: &'a Index,
    marker: Marker,
    beside: Vec<Beside>,
}

impl<'a> Reader<'a> {
    fn new(of: &Occurrences<'a>) -> Result<Self> {
        let beside = beside(of.index)?;
        Ok(Self { index: of.index, marker: of.marker.clone(), beside })
    }

    fn read(&mut self, address: DocAddress) -> Result<Vec<Occurrence>> {
        let words = words_at(self.index, &self.beside, address)?;
        let (finding, report): (Finding, String) = self.index.read_with_report(address)?;
        let report = report_ref(self.index, report)?;
        let marks = self.marker.marks(&words.text).into_iter();
        let occurrence = |mark| {
            let (words, finding, report) = (words.clone(), finding.clone(), report.clone());
            Occurrence { words, mark, finding, report }
        };
        Ok(marks.map(occurrence).collect())
    }
}

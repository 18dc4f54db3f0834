//! The test of a field for records that are looked at one by one: by the column of the field, where each record is one load, or
//! by the records that pass.

use std::collections::BTreeSet;
use std::sync::Arc;

use tantivy::index::SegmentId;
use tantivy::query::{BooleanQuery, EnableScoring, Occur, Query, Scorer, TermQuery};
use tantivy::schema::Field;
use tantivy::{DocId, Searcher, SegmentReader};

use super::begun::Bits;
use super::deciding::Deciding;
use super::end_to_end::EndToEnd;
use crate::Result;
use crate::index::{Index, Ordinals};

/// By how many times fewer records pass than are looked at, that it is worth to go from one of them to the next.
const FEWER: u32 = 16;

/// Values of one column of which a record has one.
#[derive(Debug, Clone)]
pub(super) struct OneOf(Vec<(SegmentId, Arc<Values>)>);

/// The same in one segment.
#[derive(Debug)]
pub(super) struct Values {
    ordinals: Arc<Ordinals>,
    /// For each ordinal plus one whether it is one of the values; 0 stands for no value.
    wanted: Vec<bool>,
}

impl Values {
    fn wanted(&self, doc: DocId) -> bool {
        self.wanted.get(self.ordinals.of(doc)).copied().unwrap_or(false)
    }

    /// How many records pass; `None` if they were not counted.
    fn passing(&self) -> Option<u32> {
        let held = self.ordinals.held()?.iter().zip(&self.wanted);
        Some(held.filter(|(_, wanted)| **wanted).map(|(held, _)| *held).sum())
    }
}

impl OneOf {
    /// What `query` asks, if it asks for values of one column and the values of that are at hand.
    pub(super) fn of(index: &Index, query: &dyn Query) -> Result<Option<Self>> {
        let mut wanted = Asked::default();
        if !wanted.add(query) {
            return Ok(None);
        }
        let Some(name) = wanted.field.and_then(|field| column(index, field)) else {
            return Ok(None);
        };
        let Some(values) = index.column_of_few(name)? else { return Ok(None) };
        let numbers = wanted.values.iter().filter_map(|value| values.texts.find(value));
        let numbers: BTreeSet<usize> = numbers.collect();
        let mut segments = Vec::with_capacity(values.numbers.len());
        for (nth, reader) in index.searcher().segment_readers().iter().enumerate() {
            let ordinals = index.ordinals(nth, name).map_err(|error| index.failure(error))?;
            if ordinals.has_several() {
                return Ok(None);
            }
            let own = values.numbers.get(nth).into_iter().flatten();
            let own = own.map(|number| numbers.contains(&(*number as usize)));
            let wanted = std::iter::once(false).chain(own).collect();
            segments.push((reader.segment_id(), Arc::new(Values { ordinals, wanted })));
        }
        Ok(Some(Self(segments)))
    }

    fn in_segment(&self, segment: SegmentId) -> Option<Arc<Values>> {
        let found = self.0.iter().find(|(id, _)| *id == segment);
        found.map(|(_, values)| Arc::clone(values))
    }
}

/// The values that a query asks for, and of which field.
#[derive(Default)]
struct Asked {
    field: Option<Field>,
    values: BTreeSet<String>,
}

impl Asked {
    /// False for a query that asks for anything else.
    fn add(&mut self, query: &dyn Query) -> bool {
        if let Some(query) = query.downcast_ref::<Deciding>() {
            return self.add(query.query());
        }
        if let Some(either) = query.downcast_ref::<BooleanQuery>() {
            let each = |(occur, query): &(Occur, Box<dyn Query>)| {
                *occur == Occur::Should && self.add(query.as_ref())
            };
            return either.get_minimum_number_should_match() == 1
                && either.clauses().iter().all(each);
        }
        let Some(term) = query.downcast_ref::<TermQuery>().map(TermQuery::term) else {
            return false;
        };
        let same = *self.field.get_or_insert(term.field()) == term.field();
        let text = term.value().as_str().map(str::to_owned);
        self.values.extend(text.clone());
        same && text.is_some()
    }
}

/// The column that has the values of `field`, as they are searched.
fn column(index: &Index, field: Field) -> Option<&'static str> {
    let fields = index.fields();
    let columns = [
        (fields.body, "body"),
        (fields.region, "region"),
        (fields.cycle, "cycle"),
        (fields.outcome, "outcome"),
        (fields.pillar, "pillar"),
        (fields.kind, "kind"),
        (fields.programme, "programme"),
        (fields.doc_kind, "doc_kind"),
    ];
    columns.into_iter().find(|(known, _)| *known == field).map(|(_, name)| name)
}

/// A test of a field in all segments.
pub(crate) struct Passing {
    test: Deciding,
    searcher: Searcher,
}

impl Passing {
    pub(super) fn new(test: Deciding, searcher: &Searcher) -> Self {
        Self { test, searcher: searcher.clone() }
    }

    /// The test in a segment, for at most so many records.
    pub(super) fn open(&self, reader: &SegmentReader, records: u32) -> tantivy::Result<Test> {
        let one_of = self.test.one_of().and_then(|it| it.in_segment(reader.segment_id()));
        if let Some(values) = one_of
            && values.passing().is_none_or(|passing| passing >= records / FEWER)
        {
            values.ordinals.expect(records as usize);
            return Ok(Test::Column(values));
        }
        let scoring = EnableScoring::disabled_from_searcher(&self.searcher);
        Ok(Test::Listed(self.test.weight(scoring)?.scorer(reader, 1.0)?))
    }

    /// The test of the records of all segments end to end, of which about so many are asked.
    pub(super) fn end_to_end(&self, among: &EndToEnd, records: u32) -> tantivy::Result<Test> {
        let Some(one_of) = self.test.one_of() else {
            let mut bits = Bits::new(among.places());
            self.each(among, |place| bits.insert(place))?;
            let passing = bits.count();
            return Ok(Test::Set { bits, passing });
        };
        let share = u64::from(records) / one_of.0.len().max(1) as u64;
        let mut passing = Some(0_u32);
        for (_, values) in &one_of.0 {
            values.ordinals.expect(share as usize);
            passing = passing.zip(values.passing()).map(|(sum, more)| sum.saturating_add(more));
        }
        let firsts = among.firsts().iter().copied();
        let parts = firsts.zip(one_of.0.iter().map(|(_, values)| Arc::clone(values))).collect();
        Ok(Test::Columns { parts, at: 0, passing: passing.unwrap_or(u32::MAX) })
    }

    /// The places of the records that pass, in their order.
    pub(super) fn places(&self, among: &EndToEnd) -> tantivy::Result<Vec<DocId>> {
        let mut places = Vec::new();
        self.each(among, |place| places.push(place))?;
        Ok(places)
    }

    fn each(&self, among: &EndToEnd, mut each: impl FnMut(DocId)) -> tantivy::Result<()> {
        let weight = self.test.weight(EnableScoring::disabled_from_searcher(&self.searcher))?;
        for (first, reader) in among.firsts().iter().zip(self.searcher.segment_readers()) {
            weight.for_each_no_score(reader, &mut |docs| {
                docs.iter().for_each(|doc| each(first + doc));
            })?;
        }
        Ok(())
    }
}

/// A test of a field: in one segment, or over all of them end to end.
pub(super) enum Test {
    /// By the records that pass, which are asked in rising order.
    Listed(Box<dyn Scorer>),
    /// By what each record has in a column.
    Column(Arc<Values>),
    /// By the columns of all segments, each behind the place of its first record; `at` is the one that was asked last.
    Columns { parts: Vec<(DocId, Arc<Values>)>, at: usize, passing: u32 },
    /// By the places that pass, of all segments.
    Set { bits: Bits, passing: u32 },
}

impl Test {
    /// Whether `doc` passes.
    pub(super) fn passes(&mut self, doc: DocId) -> bool {
        match self {
            Self::Listed(passing) => {
                let here = if passing.doc() < doc { passing.seek(doc) } else { passing.doc() };
                here == doc
            }
            Self::Column(values) => values.wanted(doc),
            Self::Columns { parts, at, .. } => {
                let is_here = |at: usize| {
                    parts.get(at).is_some_and(|(first, _)| *first <= doc)
                        && parts.get(at + 1).is_none_or(|(next, _)| doc < *next)
                };
                if !is_here(*at) {
                    *at = parts.partition_point(|(first, _)| *first <= doc).saturating_sub(1);
                }
                parts.get(*at).is_some_and(|(first, values)| values.wanted(doc - first))
            }
            Self::Set { bits, .. } => bits.has(doc),
        }
    }

    /// How many pass, at most and as far as it is known; the column of a segment is asked last, for it is not gone along.
    pub(super) fn passing(&self) -> u32 {
        match self {
            Self::Listed(passing) => passing.size_hint(),
            Self::Column(_) => u32::MAX,
            Self::Columns { passing, .. } | Self::Set { passing, .. } => *passing,
        }
    }
}

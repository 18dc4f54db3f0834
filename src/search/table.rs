//! The columns of the findings that match, in memory: for aggregates over any fields.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::DocId;

use super::Dimension;
use super::asked::Asked;
use super::columns::{Named, Numbers, Texts, bucket, column_of};
use super::distinct::Distinct;
use super::occurrences::matching;
use crate::Result;
use crate::index::{Index, guarded};
use crate::query::{FieldTest, Query};

/// A column: one entry a finding, in the order of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Values {
    /// Texts by their numbers from 1, 0 for none; the texts are sorted, each once.
    Texts {
        /// The number of each finding's value.
        numbers: Vec<u32>,
        /// The values.
        texts: Vec<String>,
    },
    /// Whole numbers; a day is the number of days since 1970.
    Numbers(Vec<Option<i64>>),
}

/// What findings are told apart by besides the dimensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// The id of the report.
    Report,
    /// The inspection: body, programme, cycle and pillar.
    Inspection,
}

impl Key {
    fn column(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Inspection => "inspection",
        }
    }
}

/// A number that a finding has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// The number of its question.
    Question,
    /// The first year of its cycle.
    FirstYear,
    /// The day of its report: published, else sent, else last updated.
    Day,
}

/// The findings that match, in no order that means anything.
#[derive(Debug)]
pub struct Findings<'a> {
    index: &'a Index,
    docs: Vec<Vec<DocId>>,
}

impl<'a> Findings<'a> {
    /// The findings of `index` that match.
    ///
    /// # Errors
    /// As [`super::search`].
    pub fn matching(index: &'a Index, query: &Query, filters: &[FieldTest]) -> Result<Self> {
        let docs = guarded(index.dir(), || matching(index, &Asked::new(index, query, filters)?))?;
        Ok(Self { index, docs })
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.docs.iter().map(Vec::len).sum()
    }

    /// True if there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.docs.iter().all(Vec::is_empty)
    }

    /// Which of them match `query` too.
    ///
    /// # Errors
    /// As [`super::search`].
    pub fn holding(&self, query: &Query) -> Result<Vec<bool>> {
        guarded(self.index.dir(), || {
            let others = matching(self.index, &Asked::new(self.index, query, &[])?)?;
            let mut held = Vec::with_capacity(self.len());
            for (docs, others) in self.docs.iter().zip(&others) {
                // Both are in the order of the records.
                let mut others = others.iter().peekable();
                for doc in docs {
                    while others.next_if(|other| *other < doc).is_some() {}
                    held.push(others.peek() == Some(&doc));
                }
            }
            Ok(held)
        })
    }

    /// Their values in a dimension, as in JSON; bodies as [`body_value`] has them.
    ///
    /// # Errors
    /// `IndexDamaged`.
    pub fn dimension(&self, dimension: Dimension) -> Result<Values> {
        self.texts(column_of(dimension), |text| match dimension {
            Dimension::Force => body_value(self.index, &text).map(Some),
            _ => Ok(bucket(self.index, dimension, Some(text))?.value),
        })
    }

    /// What they belong to.
    ///
    /// # Errors
    /// `IndexDamaged`.
    pub fn key(&self, key: Key) -> Result<Values> {
        self.texts(key.column(), |text| Ok(Some(text)))
    }

    /// The different values of a key that they have.
    ///
    /// # Errors
    /// `IndexDamaged`.
    pub fn distinct(&self, key: Key) -> Result<BTreeSet<String>> {
        let column = Named::told_apart(self.index, key.column())?;
        let mut found = BTreeSet::new();
        for (segment, docs) in self.docs.iter().enumerate() {
            let mut distinct = Distinct::new(Texts::of(self.index, segment, &column)?);
            distinct.add(docs);
            distinct.texts(&mut found).map_err(|error| self.index.failure(error))?;
        }
        Ok(found)
    }

    /// A number of each.
    ///
    /// # Errors
    /// `IndexDamaged`.
    pub fn measure(&self, measure: Measure) -> Result<Values> {
        let column = match measure {
            Measure::Question => "question",
            Measure::FirstYear => "cycle_order",
            Measure::Day => "day",
        };
        let mut found = Vec::with_capacity(self.len());
        for (segment, docs) in self.docs.iter().enumerate() {
            let numbers = Numbers::open(self.index, segment, column)?;
            // In none of these columns is 0 a value.
            let number = |doc: &DocId| Some(numbers.of(*doc)).filter(|number| *number > 0);
            found.extend(docs.iter().map(|doc| measured(measure, number(doc)?)));
        }
        Ok(Values::Numbers(found))
    }

    fn texts(
        &self,
        column: &'static str,
        value: impl Fn(String) -> Result<Option<String>>,
    ) -> Result<Values> {
        let mut known: BTreeMap<String, u32> = BTreeMap::new();
        let mut numbers = Vec::with_capacity(self.len());
        for (segment, docs) in self.docs.iter().enumerate() {
            let texts = Texts::open(self.index, segment, column)?;
            let mut seen = vec![false; texts.width()];
            let mut ordinals = Vec::with_capacity(docs.len());
            texts.each_ordinal(docs, |ordinal| {
                if let Some(seen) = seen.get_mut(ordinal) {
                    *seen = true;
                }
                ordinals.push(ordinal);
            });
            let wanted = (1_u64..).zip(seen.iter().skip(1)).filter(|(_, seen)| **seen);
            let wanted: Vec<u64> = wanted.map(|(ordinal, _)| ordinal).collect();
            let mut here = vec![0; seen.len()];
            let mut failed = None;
            let read = texts.each(&wanted, |ordinal, text| match value(text.to_owned()) {
                Ok(None) => {}
                Ok(Some(text)) => {
                    let next = known.len() as u32 + 1;
                    here[ordinal] = *known.entry(text).or_insert(next);
                }
                Err(error) => failed = failed.take().or(Some(error)),
            });
            read.map_err(|error| self.index.failure(error))?;
            failed.map_or(Ok(()), Err)?;
            numbers.extend(ordinals.iter().map(|ordinal| here[*ordinal]));
        }
        // Numbers in the order of the texts, wherever the records lie.
        let mut places = vec![0; known.len() + 1];
        for (place, number) in (1..).zip(known.values()) {
            places[*number as usize] = place;
        }
        numbers.iter_mut().for_each(|number| *number = places[*number as usize]);
        Ok(Values::Texts { numbers, texts: known.into_keys().collect() })
    }
}

/// The slug of the body with this key; the key itself where another body of the index has the same slug, as a police force and
/// a fire service of one county have.
///
/// # Errors
/// `IndexDamaged`.
pub fn body_value(index: &Index, key: &str) -> Result<String> {
    let bodies = index.bodies()?;
    let Some(body) = bodies.get(key) else { return Ok(key.to_owned()) };
    let shared = bodies.iter().filter(|other| other.slug == body.slug).nth(1).is_some();
    Ok(if shared { key.to_owned() } else { body.slug.clone() })
}

/// What the number of a column means.
fn measured(measure: Measure, number: u64) -> Option<i64> {
    let part = |number: u64| i16::try_from(number).ok();
    match measure {
        Measure::Question => i64::try_from(number).ok(),
        Measure::FirstYear => i64::try_from(number / 10_000).ok(),
        Measure::Day => {
            let (year, month, day) =
                (part(number / 10_000)?, (number / 100 % 100) as i8, (number % 100) as i8);
            let day = jiff::civil::Date::new(year, month, day).ok()?;
            Some(days(day))
        }
    }
}

/// Days since 1970.
#[must_use]
pub fn days(day: jiff::civil::Date) -> i64 {
    let since = day.duration_since(jiff::civil::Date::constant(1970, 1, 1));
    since.as_hours() / 24
}

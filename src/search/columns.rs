//! The columns by which findings are counted, and what their values are called.

use std::collections::BTreeMap;
use std::iter::Skip;
use std::slice::Iter;
use std::sync::Arc;

use tantivy::DocId;
use tantivy::columnar::{Column, TermOrdHit};
use tantivy_sstable::{Streamer, VoidSSTable};

use super::{Bucket, Dimension};
use crate::Result;
use crate::index::{ColumnValues, Index, Ordinals, cycle_order, firsts};

/// A column of texts in one segment; a column that no record of the segment fills is absent.
pub(super) struct Texts {
    ordinals: Arc<Ordinals>,
    /// The values of the column over the whole index, and which segment this is.
    known: Option<(Arc<ColumnValues>, usize)>,
}

/// A column of the whole index, asked for once a query.
pub(super) struct Named {
    name: &'static str,
    values: Option<Arc<ColumnValues>>,
}

impl Named {
    /// The column called `name`; its values are read once for all segments and queries if they are not too many.
    pub(super) fn open(index: &Index, name: &'static str) -> Result<Self> {
        Ok(Self { name, values: index.column(name)? })
    }
}

impl Named {
    /// The same for a column whose values are only told apart, which can be done without: where they are not soon read, only from
    /// the second query on; in an index of one segment its ordinals do it.
    pub(super) fn told_apart(index: &Index, name: &'static str) -> Result<Self> {
        match index.searcher().segment_readers().len() {
            ..2 => Ok(Self { name, values: None }),
            _ => Ok(Self { name, values: index.column_to_tell_apart(name)? }),
        }
    }
}

impl Texts {
    /// The column called `name` of a segment; its values are at hand if they are few or were read before.
    pub(super) fn open(index: &Index, segment: usize, name: &'static str) -> Result<Self> {
        let ordinals = index.ordinals(segment, name).map_err(|error| index.failure(error))?;
        Ok(Self { ordinals, known: index.column_of_few(name)?.map(|values| (values, segment)) })
    }

    /// The same with what is known of the column.
    pub(super) fn of(index: &Index, segment: usize, of: &Named) -> Result<Self> {
        let ordinals = index.ordinals(segment, of.name).map_err(|error| index.failure(error))?;
        let known = of.values.as_ref().map(|values| (Arc::clone(values), segment));
        Ok(Self { ordinals, known })
    }

    /// The values over the whole index, if they are known.
    pub(super) fn values(&self) -> Option<&Arc<ColumnValues>> {
        self.known.as_ref().map(|(values, _)| values)
    }

    /// The numbers of these ordinals over the whole index, and how many there are; `None` if they are not known.
    pub(super) fn numbers(&self) -> Option<(&[u32], usize)> {
        let (values, segment) = self.known.as_ref()?;
        Some((values.numbers.get(*segment)?, values.texts.len()))
    }

    /// The value with this ordinal, counted from 0, if the values are known.
    fn known_text(&self, place: usize) -> Option<&str> {
        let (values, segment) = self.known.as_ref()?;
        let number = values.numbers.get(*segment)?.get(place)?;
        values.texts.get(*number as usize)
    }

    /// Number of values, and one for none.
    pub(super) fn width(&self) -> usize {
        self.ordinals.column().map_or(0, |column| column.num_terms()) + 1
    }

    /// The ordinal of the value of `doc` plus one; 0 for none.
    pub(super) fn ordinal(&self, doc: DocId) -> usize {
        self.ordinals.of(doc)
    }

    /// Says that the ordinals of so many findings are read one by one.
    pub(super) fn expect(&self, findings: usize) {
        self.ordinals.expect(findings);
    }

    /// Gives `each` the ordinals of `docs` as [`Self::ordinal`] does, in their order.
    pub(super) fn each_ordinal(&self, docs: &[DocId], each: impl FnMut(usize)) {
        self.ordinals.each(docs, each);
    }

    /// The same of two columns at once, where both are at hand; false where they are not, and nothing is given.
    pub(super) fn each_pair(
        &self,
        other: &Self,
        docs: &[DocId],
        each: impl FnMut(usize, usize),
    ) -> bool {
        self.ordinals.each_pair(&other.ordinals, docs, each)
    }

    /// The value with this ordinal without copying it; `None` for 0 and where the values are not known.
    pub(super) fn text_at_hand(&self, ordinal: usize) -> Option<&str> {
        self.known_text(ordinal.checked_sub(1)?)
    }

    /// The value with this ordinal; `None` for 0.
    pub(super) fn text(&self, ordinal: usize) -> tantivy::Result<Option<String>> {
        let (Some(column), Some(ordinal)) = (self.ordinals.column(), ordinal.checked_sub(1)) else {
            return Ok(None);
        };
        if let Some(text) = self.known_text(ordinal) {
            return Ok(Some(text.to_owned()));
        }
        let mut text = String::new();
        column.ord_to_str(ordinal as u64, &mut text)?;
        Ok(Some(text))
    }
}

impl Texts {
    /// A walk through the values whose ordinals are `seen`, in the order of the texts, before the first of them.
    pub(super) fn walk<'a>(&'a self, seen: &'a [bool]) -> tantivy::Result<Option<Walk<'a>>> {
        let Some(column) = self.ordinals.column() else { return Ok(None) };
        Ok(Some(Walk { values: column.dictionary().stream()?, seen: seen.iter().skip(1) }))
    }

    /// The place of a text in the dictionary, or of the next one after it; places count from 0, unlike ordinals.
    pub(super) fn seek(&self, text: &str) -> tantivy::Result<TermOrdHit> {
        match self.ordinals.column() {
            Some(column) => Ok(column.dictionary().term_ord_or_next(text)?),
            None => Ok(TermOrdHit::Next(u64::MAX)),
        }
    }

    /// The ordinal of a text; `None` if the segment does not have it.
    pub(super) fn find(&self, text: &str) -> tantivy::Result<Option<usize>> {
        let Some(column) = self.ordinals.column() else { return Ok(None) };
        let found = column.dictionary().term_ord(text)?;
        Ok(found.map(|place| place as usize + 1))
    }

    /// Calls `each` with the value of every one of `ordinals`, which are in order and above 0, and with that ordinal: one
    /// walk down the dictionary, where asking for each value alone would decode its block again and again.
    pub(super) fn each(
        &self,
        ordinals: &[u64],
        mut each: impl FnMut(usize, &str),
    ) -> tantivy::Result<()> {
        if self.known.is_some() {
            for ordinal in ordinals.iter().map(|ordinal| *ordinal as usize) {
                if let Some(text) = self.text_at_hand(ordinal) {
                    each(ordinal, text);
                }
            }
            return Ok(());
        }
        let Some(column) = self.ordinals.column() else { return Ok(()) };
        let wanted: Vec<u64> =
            ordinals.iter().filter_map(|ordinal| ordinal.checked_sub(1)).collect();
        let mut places = wanted.iter();
        let read = |bytes: &[u8]| {
            let ordinal = places.next().map_or(0, |place| *place as usize + 1);
            each(ordinal, &String::from_utf8_lossy(bytes));
        };
        column.dictionary().sorted_ords_to_term_cb(&wanted, read)?;
        Ok(())
    }
}

/// Some of the values of a column, one after the other.
pub(super) struct Walk<'a> {
    values: Streamer<'a, VoidSSTable>,
    seen: Skip<Iter<'a, bool>>,
}

impl Walk<'_> {
    /// Goes on to the next; false where there is none.
    pub(super) fn advance(&mut self) -> bool {
        while let Some(seen) = self.seen.next().filter(|_| self.values.advance()) {
            if *seen {
                return true;
            }
        }
        false
    }

    /// The present one.
    pub(super) fn text(&self) -> &[u8] {
        self.values.key()
    }
}

/// Findings that are sooner looked up one by one.
const FEW: usize = 32;

/// A column of numbers in one segment; 0 where there is none.
pub(super) struct Numbers(Column<u64>);

impl Numbers {
    /// The column called `name`.
    pub(super) fn open(index: &Index, segment: usize, name: &'static str) -> Result<Self> {
        index.numbers(segment, name).map(Self).map_err(|error| index.failure(error))
    }

    /// The number of `doc`.
    pub(super) fn of(&self, doc: DocId) -> u64 {
        self.0.first(doc).unwrap_or(0)
    }

    /// The numbers of `docs`, which ascend: together they cost a fraction of one by one.
    pub(super) fn all(&self, docs: &[DocId]) -> Vec<u64> {
        if docs.len() < FEW {
            return docs.iter().map(|doc| self.of(*doc)).collect();
        }
        let mut found = Vec::with_capacity(docs.len());
        firsts(&self.0, docs, |number| found.push(number.unwrap_or(0)));
        found
    }
}

/// The cycles of the findings of a segment, of which the newer is the greater number; 0 where there is none.
pub(super) struct Cycles {
    texts: Texts,
    /// The number of each ordinal.
    numbers: Vec<u64>,
}

impl Cycles {
    /// Those of a segment.
    pub(super) fn open(index: &Index, segment: usize) -> Result<Self> {
        let texts = Texts::open(index, segment, "cycle")?;
        let mut numbers = vec![0; texts.width()];
        let ordinals: Vec<u64> = (1..texts.width() as u64).collect();
        let each = texts.each(&ordinals, |ordinal, text| {
            let number = text.parse().map_or(0, cycle_order);
            numbers.get_mut(ordinal).into_iter().for_each(|it| *it = number);
        });
        each.map_err(|error| index.failure(error))?;
        Ok(Self { texts, numbers })
    }

    /// Says that those of so many findings are read.
    pub(super) fn expect(&self, findings: usize) {
        self.texts.expect(findings);
    }

    /// That of `doc`.
    pub(super) fn of(&self, doc: DocId) -> u64 {
        self.numbers.get(self.texts.ordinal(doc)).copied().unwrap_or(0)
    }
}

/// The column that holds a dimension.
pub(super) fn column_of(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Force => "body",
        Dimension::Region => "region",
        Dimension::Year => "cycle",
        Dimension::Grade => "outcome",
        Dimension::Pillar => "pillar",
        Dimension::Kind => "kind",
        Dimension::Programme => "programme",
        Dimension::Question => "question_card",
        Dimension::DocKind => "doc_kind",
        // A number, and of the report alone where the index has it: whoever counts by it asks the report.
        Dimension::Published => "published",
    }
}

/// How the value of a dimension's column is shown.
pub(super) fn bucket(index: &Index, dimension: Dimension, value: Option<String>) -> Result<Bucket> {
    let Some(value) = value else {
        return Ok(Bucket { value: None, label: "none".to_owned() });
    };
    let (value, label) = match dimension {
        Dimension::Force => match index.bodies()?.get(&value) {
            Some(body) => (body.slug.clone(), body.name.clone()),
            None => (value.clone(), value),
        },
        Dimension::Question => question(&value),
        _ => (value.clone(), value),
    };
    Ok(Bucket { value: Some(value), label })
}

/// Counts by value as counts by bucket.
pub(super) fn buckets(
    index: &Index,
    dimension: Dimension,
    counts: BTreeMap<Option<String>, u64>,
) -> Result<Vec<(Bucket, u64)>> {
    counts.into_iter().map(|(value, count)| Ok((bucket(index, dimension, value)?, count))).collect()
}

/// `number`, else the text itself, labelled with the text.
fn question(card: &str) -> (String, String) {
    match card.split_once('\u{1f}') {
        Some(("", text)) => (text.to_owned(), text.to_owned()),
        Some((number, "")) => (number.to_owned(), number.to_owned()),
        Some((number, text)) => (number.to_owned(), text.to_owned()),
        None => (card.to_owned(), card.to_owned()),
    }
}

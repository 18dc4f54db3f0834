//! The columns of one segment at hand: each is opened once for all queries, and one that is read often is copied into a
//! plain array, from which a value is one load where the packed column takes a dozen steps.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tantivy::columnar::{Column, ColumnIndex, RowId, StrColumn};
use tantivy::{DocId, SegmentReader};

use super::Index;

/// A column is copied once as many values were read one by one as this part of its records: one in four. A process that
/// answers one question never pays for it.
const READ_OFTEN: u64 = 4;

/// Values that are read in the time of one where those between are read as well. So all of them may be read once before a column is
/// copied, which is what one question reads at most.
const TOGETHER: usize = 4;

/// Records whose values are read at once, so that they stay near.
const AT_ONCE: usize = 4_096;

/// Where one record in so many is asked for, those between are read as well.
const DENSE: usize = 8;

/// Where fewer than one record in so many is asked for, and all have a value, its row is known and those between are not read.
const ONE_BY_ONE: usize = 3;

/// Values of a column that are read in one run.
const RUN: usize = 512;

/// The columns of a segment that some query has asked for.
#[derive(Debug, Default)]
pub(super) struct Opened {
    texts: Mutex<BTreeMap<&'static str, Arc<Ordinals>>>,
    numbers: Mutex<BTreeMap<&'static str, Column<u64>>>,
}

/// A column of texts of one segment, by the ordinals of its values plus one; 0 stands for no value.
#[derive(Debug)]
pub(crate) struct Ordinals {
    column: Option<StrColumn>,
    records: u32,
    read: AtomicU64,
    plain: OnceLock<Plain>,
    held: OnceLock<Box<[u32]>>,
}

/// Ordinals in a plain array, as narrow as they allow: most columns have fewer than 256 values, and then what a query
/// counts stays in the nearest cache.
#[derive(Debug)]
enum Plain {
    Narrow(Box<[u8]>),
    Wide(Box<[u32]>),
}

impl Plain {
    fn of(&self, doc: DocId) -> usize {
        match self {
            Self::Narrow(plain) => plain.get(doc as usize).map_or(0, |it| usize::from(*it)),
            Self::Wide(plain) => plain.get(doc as usize).map_or(0, |it| *it as usize),
        }
    }

    fn held(&self, width: usize) -> Box<[u32]> {
        let mut held = vec![0; width];
        let mut count = |ordinal: usize| held.get_mut(ordinal).into_iter().for_each(|it| *it += 1);
        match self {
            Self::Narrow(plain) => plain.iter().for_each(|it| count(usize::from(*it))),
            Self::Wide(plain) => plain.iter().for_each(|it| count(*it as usize)),
        }
        held.into()
    }
}

impl Ordinals {
    fn open(reader: &SegmentReader, name: &str) -> tantivy::Result<Self> {
        let (column, records) = (reader.fast_fields().str(name)?, reader.max_doc());
        let (read, plain, held) = (AtomicU64::new(0), OnceLock::new(), OnceLock::new());
        Ok(Self { column, records, read, plain, held })
    }

    /// The column itself; `None` if no record of the segment fills it.
    pub(crate) fn column(&self) -> Option<&StrColumn> {
        self.column.as_ref()
    }

    /// Whether a record may have more than one value.
    pub(crate) fn has_several(&self) -> bool {
        self.column.as_ref().is_some_and(|column| several(column.ords()))
    }

    /// How many records have each ordinal plus one, removed ones among them; `None` while the column is not copied.
    pub(crate) fn held(&self) -> Option<&[u32]> {
        let plain = self.plain.get()?;
        Some(self.held.get_or_init(|| plain.held(self.width())))
    }

    /// Number of values, and one for none.
    fn width(&self) -> usize {
        self.column.as_ref().map_or(0, |column| column.num_terms()) + 1
    }

    /// The ordinal of the value of `doc` plus one; 0 for none.
    pub(crate) fn of(&self, doc: DocId) -> usize {
        self.plain.get().map_or_else(|| self.packed(doc), |plain| plain.of(doc))
    }

    /// Says that so many values are read one by one.
    pub(crate) fn expect(&self, values: usize) {
        let read = self.read.fetch_add(values as u64, Ordering::Relaxed) + values as u64;
        if read > u64::from(self.records) / READ_OFTEN {
            self.plain.get_or_init(|| self.copy());
        }
    }

    /// Gives `each` the ordinals plus one of `docs`, in their order.
    pub(crate) fn each(&self, docs: &[DocId], mut each: impl FnMut(usize)) {
        if self.plain.get().is_none() {
            let values = docs.len();
            self.expect(if is_dense(docs) { values.div_ceil(TOGETHER) } else { values });
        }
        match self.plain.get() {
            Some(Plain::Narrow(plain)) => {
                let of = |doc: &DocId| plain.get(*doc as usize).map_or(0, |it| usize::from(*it));
                docs.iter().for_each(|doc| each(of(doc)));
            }
            Some(Plain::Wide(plain)) => {
                let of = |doc: &DocId| plain.get(*doc as usize).map_or(0, |it| *it as usize);
                docs.iter().for_each(|doc| each(of(doc)));
            }
            None => match &self.column {
                None => docs.iter().for_each(|_| each(0)),
                Some(column) => {
                    docs.chunks(AT_ONCE).for_each(|docs| read(column.ords(), docs, &mut each));
                }
            },
        }
    }

    /// Gives `each` the ordinals plus one that `docs` have in two columns, in their order; false, and nothing, unless both are
    /// copied and of few values.
    pub(crate) fn each_pair(
        &self,
        other: &Self,
        docs: &[DocId],
        mut each: impl FnMut(usize, usize),
    ) -> bool {
        let (Some(Plain::Narrow(first)), Some(Plain::Narrow(second))) =
            (self.plain.get(), other.plain.get())
        else {
            return false;
        };
        for doc in docs.iter().map(|doc| *doc as usize) {
            let of = |plain: &[u8]| plain.get(doc).map_or(0, |it| usize::from(*it));
            each(of(first), of(second));
        }
        true
    }

    fn packed(&self, doc: DocId) -> usize {
        let ordinal = self.column.as_ref().and_then(|column| column.ords().first(doc));
        ordinal.map_or(0, |ordinal| ordinal as usize + 1)
    }

    fn copy(&self) -> Plain {
        match self.width() <= usize::from(u8::MAX) + 1 {
            true => Plain::Narrow(self.copied(|ordinal| ordinal as u8)),
            false => Plain::Wide(self.copied(|ordinal| ordinal as u32)),
        }
    }

    fn copied<T: Copy + Default>(&self, narrow: impl Fn(u64) -> T) -> Box<[T]> {
        let mut ordinals = vec![T::default(); self.records as usize];
        if let Some(column) = &self.column {
            fill(column.ords(), 0, &mut ordinals, narrow);
        }
        ordinals.into()
    }
}

/// Gives `each` the first value of each of `docs` plus one, 0 for none, in their order.
fn read(column: &Column<u64>, docs: &[DocId], each: &mut impl FnMut(usize)) {
    let (Some(first), Some(last), true) = (docs.first(), docs.last(), is_dense(docs)) else {
        return firsts(column, docs, |value| each(value.map_or(0, |value| value as usize + 1)));
    };
    let span = (last - first) as usize + 1;
    let rows = column.index.docid_range_to_rowids(*first..last + 1);
    if rows.len() == span && docs.len() * ONE_BY_ONE < span && !several(column) {
        let rows: Vec<RowId> = docs.iter().map(|doc| rows.start + (doc - first)).collect();
        let mut values = vec![0; rows.len()];
        column.values.get_vals(&rows, &mut values);
        return values.into_iter().for_each(|value| each(value as usize + 1));
    }
    let mut all = vec![0; span];
    fill(column, *first, &mut all, |ordinal| ordinal as u32);
    let of = |doc: &DocId| all.get((doc - first) as usize).copied().unwrap_or(0);
    docs.iter().for_each(|doc| each(of(doc) as usize));
}

/// Whether a record may have more than one value.
fn several(column: &Column<u64>) -> bool {
    matches!(&column.index, ColumnIndex::Multivalued(_))
}

/// Whether `docs` ascend and lie so close together that it is less to read all between the first and the last.
fn is_dense(docs: &[DocId]) -> bool {
    let (Some(first), Some(last)) = (docs.first(), docs.last()) else { return false };
    let far = last.checked_sub(*first).is_none_or(|far| far as usize >= docs.len() * DENSE);
    !far && docs.is_sorted()
}

/// Writes the first value of each record from `from` on plus one as `narrow` gives it, and leaves those that have none; values lie
/// in the order of the records that have one, and are read in runs.
fn fill<T>(column: &Column<u64>, from: DocId, into: &mut [T], narrow: impl Fn(u64) -> T) {
    if several(column) {
        for (doc, place) in (from..).zip(into) {
            column.first(doc).into_iter().for_each(|ordinal| *place = narrow(ordinal + 1));
        }
        return;
    }
    let mut run = [0; RUN];
    each_stretch(&column.index, from..from + into.len() as DocId, &mut |first, rows| {
        let start = (first - from) as usize;
        let places = start..start + rows.len();
        let Some(places) = into.get_mut(places) else { return };
        let mut row = u64::from(rows.start);
        for places in places.chunks_mut(RUN) {
            let values = &mut run[..places.len()];
            column.values.get_range(row, values);
            row += values.len() as u64;
            for (place, ordinal) in places.iter_mut().zip(values) {
                *place = narrow(*ordinal + 1);
            }
        }
    });
}

/// Gives `see` the stretches of `docs` in which every record has a value: the first record, and the rows of its values. To ask how
/// many have one in a half is less than to go from one to the next where most do, as in all columns of findings.
fn each_stretch(
    index: &ColumnIndex,
    docs: Range<DocId>,
    see: &mut impl FnMut(DocId, Range<RowId>),
) {
    let rows = index.docid_range_to_rowids(docs.clone());
    if rows.is_empty() {
        return;
    }
    if rows.len() == docs.len() {
        return see(docs.start, rows);
    }
    let middle = docs.start + (docs.end - docs.start) / 2;
    each_stretch(index, docs.start..middle, see);
    each_stretch(index, middle..docs.end, see);
}

/// Gives `each` the first value of each of `docs`, in their order; where they ascend, together they cost a fraction of one
/// by one.
pub(crate) fn firsts(column: &Column<u64>, docs: &[DocId], mut each: impl FnMut(Option<u64>)) {
    let (mut with_one, mut rows) = (Vec::new(), Vec::new());
    column.index.docids_to_rowids(docs, &mut with_one, &mut rows);
    let mut values = vec![0; rows.len()];
    column.values.get_vals(&rows, &mut values);
    let mut found = with_one.into_iter().zip(values).peekable();
    for doc in docs {
        let mut first = None;
        while let Some((_, value)) = found.next_if(|(with_one, _)| with_one == doc) {
            first.get_or_insert(value);
        }
        each(first);
    }
}

impl Index {
    /// The column of texts called `name` of a segment.
    ///
    /// # Errors
    /// The engine's, for a column that cannot be read.
    pub(crate) fn ordinals(
        &self,
        segment: usize,
        name: &'static str,
    ) -> tantivy::Result<Arc<Ordinals>> {
        let reader = self.searcher().segment_reader(segment as u32);
        let Some(opened) = self.opened.get(segment) else {
            return Ordinals::open(reader, name).map(Arc::new);
        };
        let mut texts = opened.texts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = texts.get(name) {
            return Ok(Arc::clone(found));
        }
        let found = Arc::new(Ordinals::open(reader, name)?);
        texts.insert(name, Arc::clone(&found));
        Ok(found)
    }

    /// The column of numbers called `name` of a segment.
    ///
    /// # Errors
    /// The engine's, for a column that cannot be read or is not there.
    pub(crate) fn numbers(
        &self,
        segment: usize,
        name: &'static str,
    ) -> tantivy::Result<Column<u64>> {
        let columns = self.searcher().segment_reader(segment as u32).fast_fields();
        let Some(opened) = self.opened.get(segment) else { return columns.u64(name) };
        let mut numbers = opened.numbers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = numbers.get(name) {
            return Ok(found.clone());
        }
        let found = columns.u64(name)?;
        numbers.insert(name, found.clone());
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use tantivy::schema::{FAST, STRING, Schema};
    use tantivy::{IndexWriter, TantivyDocument};

    use super::Ordinals;

    #[test]
    fn a_copied_column_says_what_the_packed_one_says() {
        let few = |doc: usize| doc % 97 != 5;
        let none = |_: usize| false;
        let all = |_: usize| true;
        let some = |doc: usize| doc.is_multiple_of(3) || (700..1_500).contains(&doc);
        let at_ends = |doc: usize| doc > 0 && doc < 1_999;
        for has_one in [few, none, all, some, at_ends] as [fn(usize) -> bool; 5] {
            let mut schema = Schema::builder();
            let field = schema.add_text_field("grade", STRING | FAST);
            let index = tantivy::Index::create_in_ram(schema.build());
            let mut writer: IndexWriter = index.writer_with_num_threads(1, 20 << 20).unwrap();
            for doc in 0..2_000 {
                let mut record = TantivyDocument::default();
                if has_one(doc) {
                    record.add_text(field, format!("value {}", doc * 7 % 300));
                }
                writer.add_document(record).unwrap();
            }
            writer.commit().unwrap();
            let searcher = index.reader().unwrap().searcher();
            let ordinals = Ordinals::open(searcher.segment_reader(0), "grade").unwrap();
            let packed: Vec<usize> = (0..2_000).map(|doc| ordinals.packed(doc)).collect();
            for part in [0..2_000, 690..1_600, 5..12, 1_999..2_000, 0..0] {
                for step in [1, 3, 7, 50] {
                    let docs: Vec<u32> = part.clone().step_by(step).collect();
                    let ordinals = Ordinals::open(searcher.segment_reader(0), "grade").unwrap();
                    let mut read = Vec::new();
                    ordinals.each(&docs, |ordinal| read.push(ordinal));
                    assert!(ordinals.plain.get().is_none());
                    let expected: Vec<usize> =
                        docs.iter().map(|doc| packed[*doc as usize]).collect();
                    assert_eq!(read, expected, "{part:?} by {step}");
                }
            }
            let plain = ordinals.copy();
            let held = plain.held(ordinals.width());
            for (ordinal, held) in held.iter().enumerate() {
                let having = packed.iter().filter(|it| **it == ordinal).count();
                assert_eq!(*held as usize, having, "ordinal {ordinal}");
            }
            assert_eq!((0..2_000).map(|doc| plain.of(doc)).collect::<Vec<_>>(), packed);
            assert_eq!(
                packed.iter().filter(|it| **it > 0).count(),
                (0..2_000).filter(|doc| has_one(*doc)).count()
            );
        }
    }
}

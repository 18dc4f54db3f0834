//! The values of a column over all segments, read once: what tells values apart where each segment numbers its own.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

use tantivy::columnar::StrColumn;

use super::Index;
use crate::Result;

/// Values of all segments together up to which they are read at once: reading more would cost more than most queries, so
/// they are read when a second query asks, and a process that answers one never pays.
const FEW_VALUES: usize = 1 << 14;

/// The same for values that are only told apart.
const LITTLE: usize = 1 << 9;

/// Values that are held at most.
const MOST_VALUES: usize = 1 << 20;

/// What is known of a column.
#[derive(Debug)]
pub(super) enum Known {
    /// So many have asked for it.
    Asked(usize),
    /// Its values, or that there are too many.
    Read(Option<Arc<ColumnValues>>),
}

/// The values of a column, numbered over the whole index in the order of the texts.
#[derive(Debug, Default)]
pub(crate) struct ColumnValues {
    /// Every value once, sorted.
    pub(crate) texts: Sorted,
    /// For each segment the number of each of its own ordinals.
    pub(crate) numbers: Vec<Vec<u32>>,
}

/// Texts in their order, one after another in one string: thousands are read for a count of few milliseconds.
#[derive(Debug, Default)]
pub(crate) struct Sorted {
    all: String,
    ends: Vec<usize>,
}

impl Sorted {
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The text with this number.
    pub(crate) fn get(&self, number: usize) -> Option<&str> {
        let end = *self.ends.get(number)?;
        let start =
            number.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.all.get(start..end)
    }

    /// The number of a text.
    pub(crate) fn find(&self, text: &str) -> Option<usize> {
        let (mut from, mut to) = (0, self.len());
        while from < to {
            let middle = from.midpoint(to);
            match self.get(middle)?.cmp(text) {
                Ordering::Less => from = middle + 1,
                Ordering::Equal => return Some(middle),
                Ordering::Greater => to = middle,
            }
        }
        None
    }

    /// All of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|number| self.get(number))
    }

    fn push(&mut self, text: &[u8]) {
        self.all.push_str(&String::from_utf8_lossy(text));
        self.ends.push(self.all.len());
    }
}

impl Index {
    /// The values of the column `name`; `None` if there are too many, or too many to be read for one query, which asks once.
    pub(crate) fn column(&self, name: &'static str) -> Result<Option<Arc<ColumnValues>>> {
        self.column_asked(name, 1, FEW_VALUES)
    }

    /// The same for values that are only told apart: of a column of some size it is sooner told how many those are that were found,
    /// unless it is asked again.
    pub(crate) fn column_to_tell_apart(
        &self,
        name: &'static str,
    ) -> Result<Option<Arc<ColumnValues>>> {
        self.column_asked(name, 1, LITTLE)
    }

    /// The same for what is only needed if it is at hand or soon read: asking does not count.
    pub(crate) fn column_of_few(&self, name: &'static str) -> Result<Option<Arc<ColumnValues>>> {
        self.column_asked(name, 0, FEW_VALUES)
    }

    /// The same for what is kept as long as the index is open: as many as can be held at all.
    pub(crate) fn column_of_many(&self, name: &'static str) -> Result<Option<Arc<ColumnValues>>> {
        self.column_asked(name, 1, MOST_VALUES)
    }

    /// Reads it if it has no more than `few` values, or was asked for before.
    fn column_asked(
        &self,
        name: &'static str,
        times: usize,
        few: usize,
    ) -> Result<Option<Arc<ColumnValues>>> {
        let mut known = self.columns.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let asked = match known.get(name) {
            Some(Known::Read(found)) => return Ok(found.clone()),
            Some(Known::Asked(_)) if times == 0 => return Ok(None),
            Some(Known::Asked(asked)) => *asked,
            None => 0,
        };
        let again = asked > 0;
        let most = if again { MOST_VALUES } else { few };
        let read = self.read_column(name, most).map_err(|error| self.failure(error))?.map(Arc::new);
        let now = match (&read, again) {
            (None, false) => Known::Asked(asked + times),
            _ => Known::Read(read.clone()),
        };
        known.insert(name, now);
        Ok(read)
    }

    fn read_column(&self, name: &str, most: usize) -> tantivy::Result<Option<ColumnValues>> {
        let readers = self.searcher().segment_readers();
        let columns = readers.iter().map(|reader| reader.fast_fields().str(name));
        let columns: Vec<Option<StrColumn>> = columns.collect::<tantivy::Result<_>>()?;
        let width = |column: &Option<StrColumn>| column.as_ref().map_or(0, |it| it.num_terms());
        if columns.iter().map(width).sum::<usize>() > most {
            return Ok(None);
        }
        let mut numbers: Vec<Vec<u32>> = columns.iter().map(|it| vec![0; width(it)]).collect();
        let mut bytes: Vec<u8> = Vec::new();
        let mut all: Vec<(Range<usize>, usize, usize)> = Vec::new();
        for (segment, column) in columns.iter().enumerate() {
            let Some(column) = column else { continue };
            let mut terms = column.dictionary().stream()?;
            for ordinal in 0.. {
                if !terms.advance() {
                    break;
                }
                let start = bytes.len();
                bytes.extend_from_slice(terms.key());
                all.push((start..bytes.len(), segment, ordinal));
            }
        }
        let text = |place: &Range<usize>| bytes.get(place.clone()).unwrap_or_default();
        // A stable sort, which finds that each segment's values are in order and merges them.
        all.sort_by(|(a, ..), (b, ..)| text(a).cmp(text(b)));
        let mut texts = Sorted::default();
        let mut last = None;
        for (place, segment, ordinal) in &all {
            if last.replace(text(place)) != Some(text(place)) {
                texts.push(text(place));
            }
            let number = numbers.get_mut(*segment).and_then(|segment| segment.get_mut(*ordinal));
            number.into_iter().for_each(|number| *number = texts.len() as u32 - 1);
        }
        Ok(Some(ColumnValues { texts, numbers }))
    }
}

#[cfg(test)]
mod tests {
    use super::Sorted;

    #[test]
    fn a_text_is_found_by_its_number_and_the_number_by_the_text() {
        let all = ["", "avon", "cité", "cleveland", "west"];
        let mut sorted = Sorted::default();
        all.iter().for_each(|text| sorted.push(text.as_bytes()));
        assert_eq!(sorted.len(), 5);
        assert_eq!(sorted.iter().collect::<Vec<_>>(), all);
        for (number, text) in all.iter().enumerate() {
            assert_eq!((sorted.get(number), sorted.find(text)), (Some(*text), Some(number)));
        }
        assert_eq!(sorted.get(5), None);
        for other in ["a", "cit", "clevelands", "x"] {
            assert_eq!(sorted.find(other), None, "{other}");
        }
        assert_eq!(Sorted::default().find(""), None);
    }
}

//! The values of a column over all segments, read once: what tells values apart where each segment numbers its own.

use std::sync::Arc;

use tantivy::columnar::StrColumn;

use super::Index;
use crate::Result;

/// Values of all segments together up to which they are read at once: reading more would cost more than most queries, so
/// they are read when a second query asks, and a process that answers one never pays.
const FEW_VALUES: usize = 1 << 14;

/// The same for a query that finds little.
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
    pub(crate) texts: Vec<String>,
    /// For each segment the number of each of its own ordinals.
    pub(crate) numbers: Vec<Vec<u32>>,
}

impl Index {
    /// The values of the column `name`; `None` if there are too many, or too many to be read for one query, which asks once.
    pub(crate) fn column(&self, name: &'static str) -> Result<Option<Arc<ColumnValues>>> {
        self.column_asked(name, 1, FEW_VALUES)
    }

    /// The same for a query that finds little: of a column of some size it is sooner told which values those few findings have, unless it is
    /// asked again.
    pub(crate) fn column_for_little(
        &self,
        name: &'static str,
    ) -> Result<Option<Arc<ColumnValues>>> {
        self.column_asked(name, 1, LITTLE)
    }

    /// The same for what is only needed if it is at hand or soon read: asking does not count.
    pub(crate) fn column_of_few(&self, name: &'static str) -> Result<Option<Arc<ColumnValues>>> {
        self.column_asked(name, 0, FEW_VALUES)
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
        let mut all: Vec<(String, usize, usize)> = Vec::new();
        for (segment, column) in columns.iter().enumerate() {
            let Some(column) = column else { continue };
            let mut terms = column.dictionary().stream()?;
            for ordinal in 0.. {
                if !terms.advance() {
                    break;
                }
                let text = String::from_utf8_lossy(terms.key()).into_owned();
                all.push((text, segment, ordinal));
            }
        }
        // A stable sort, which finds that each segment's values are in order and merges them.
        all.sort_by(|(a, ..), (b, ..)| a.cmp(b));
        let mut texts: Vec<String> = Vec::with_capacity(all.len());
        for (text, segment, ordinal) in all {
            if texts.last() != Some(&text) {
                texts.push(text);
            }
            let place = numbers.get_mut(segment).and_then(|segment| segment.get_mut(ordinal));
            place.into_iter().for_each(|number| *number = texts.len() as u32 - 1);
        }
        Ok(Some(ColumnValues { texts, numbers }))
    }
}

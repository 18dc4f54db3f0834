//! The values of a column over all segments, read once: what tells values apart where each segment numbers its own.

use std::collections::BTreeSet;
use std::sync::Arc;

use tantivy::columnar::StrColumn;

use super::Index;
use crate::Result;

/// Values of all segments together up to which they are read at once: reading more would cost more than most queries, so
/// they are read when a second query asks, and a process that answers one never pays.
const FEW_VALUES: usize = 1 << 14;

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
        self.column_asked(name, 1)
    }

    /// The same for what is only needed if it is at hand or soon read: asking does not count.
    pub(crate) fn column_of_few(&self, name: &'static str) -> Result<Option<Arc<ColumnValues>>> {
        self.column_asked(name, 0)
    }

    fn column_asked(&self, name: &'static str, times: usize) -> Result<Option<Arc<ColumnValues>>> {
        let mut known = self.columns.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let asked = match known.get(name) {
            Some(Known::Read(found)) => return Ok(found.clone()),
            Some(Known::Asked(_)) if times == 0 => return Ok(None),
            Some(Known::Asked(asked)) => *asked,
            None => 0,
        };
        let again = asked > 0;
        let most = if again { MOST_VALUES } else { FEW_VALUES };
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
        let mut named = Vec::with_capacity(columns.len());
        for column in &columns {
            let mut names = Vec::with_capacity(width(column));
            if let Some(column) = column {
                let mut terms = column.dictionary().stream()?;
                while terms.advance() {
                    names.push(String::from_utf8_lossy(terms.key()).into_owned());
                }
            }
            named.push(names);
        }
        let all: BTreeSet<&String> = named.iter().flatten().collect();
        let texts: Vec<String> = all.into_iter().cloned().collect();
        let number = |name: &String| texts.binary_search(name).unwrap_or(0) as u32;
        let numbers = named.iter().map(|names| names.iter().map(number).collect()).collect();
        Ok(Some(ColumnValues { texts, numbers }))
    }
}

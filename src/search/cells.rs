//! A cross table of one segment, counted by ordinals.

use std::collections::{BTreeMap, HashMap};

use tantivy::DocId;

use super::columns::Texts;

/// Cells that are counted in a plain array; a larger table is mostly empty and is counted in a map.
pub(super) const MAX_ARRAY: usize = 1 << 20;

/// The counts of every combination of values.
pub(super) struct Cells {
    columns: Vec<Texts>,
    array: Vec<u64>,
    map: HashMap<usize, u64>,
    /// The cell of each finding that is being counted.
    places: Vec<usize>,
}

impl Cells {
    /// A table over these columns.
    pub(super) fn new(columns: Vec<Texts>) -> Self {
        let size = columns.iter().map(Texts::width).fold(1_usize, usize::saturating_mul);
        let array = if size <= MAX_ARRAY { vec![0; size] } else { Vec::new() };
        Self { columns, array, map: HashMap::new(), places: Vec::new() }
    }

    /// Counts findings, column by column.
    pub(super) fn count(&mut self, docs: &[DocId]) {
        if let ([column], false) = (self.columns.as_slice(), self.array.is_empty()) {
            let array = &mut self.array;
            column.each_ordinal(docs, |ordinal| {
                if let Some(count) = array.get_mut(ordinal) {
                    *count += 1;
                }
            });
            return;
        }
        if let ([first, second], false) = (self.columns.as_slice(), self.array.is_empty()) {
            let (array, width) = (&mut self.array, second.width());
            let counted = first.each_pair(second, docs, |first, second| {
                if let Some(count) = array.get_mut(first * width + second) {
                    *count += 1;
                }
            });
            if counted {
                return;
            }
        }
        self.places.clear();
        self.places.resize(docs.len(), 0);
        for column in &self.columns {
            let width = column.width();
            let mut places = self.places.iter_mut();
            column.each_ordinal(docs, |ordinal| {
                if let Some(place) = places.next() {
                    *place = *place * width + ordinal;
                }
            });
        }
        for &cell in &self.places {
            match self.array.get_mut(cell) {
                Some(count) => *count += 1,
                None => *self.map.entry(cell).or_insert(0) += 1,
            }
        }
    }

    /// Adds what was counted to `whole`, a table by the numbers of the values over the whole index plus one, 0 for none; false, and
    /// nothing, where those are not known.
    pub(super) fn add_by_number(&self, whole: &mut [u64]) -> bool {
        let numbers = self.columns.iter().map(Texts::numbers).collect::<Option<Vec<_>>>();
        let Some(numbers) = numbers.filter(|_| self.map.is_empty()) else { return false };
        for (mut cell, count) in self.array.iter().copied().enumerate() {
            if count == 0 {
                continue;
            }
            let (mut place, mut step) = (0, 1);
            for (column, (numbers, values)) in self.columns.iter().zip(&numbers).rev() {
                let ordinal = cell % column.width();
                cell /= column.width();
                let number = ordinal.checked_sub(1).and_then(|at| numbers.get(at));
                place += step * number.map_or(0, |number| *number as usize + 1);
                step *= values + 1;
            }
            whole.get_mut(place).into_iter().for_each(|it| *it += count);
        }
        true
    }

    /// Adds what was counted to a table by values.
    pub(super) fn add_to(
        self,
        whole: &mut BTreeMap<Vec<Option<String>>, u64>,
    ) -> tantivy::Result<()> {
        let Self { columns, array, map, .. } = self;
        let mut cells: Vec<(usize, u64)> = array.into_iter().enumerate().chain(map).collect();
        cells.retain(|(_, count)| *count > 0);
        for (cell, count) in cells {
            *whole.entry(values(&columns, cell)?).or_insert(0) += count;
        }
        Ok(())
    }
}

fn values(columns: &[Texts], mut cell: usize) -> tantivy::Result<Vec<Option<String>>> {
    let mut values = Vec::with_capacity(columns.len());
    for column in columns.iter().rev() {
        values.push(column.text(cell % column.width())?);
        cell /= column.width();
    }
    values.reverse();
    Ok(values)
}

//! The values of a column that some findings have, numbered over all segments: each segment numbers only its own.

use rayon::prelude::*;
use tantivy::DocId;

use super::columns::Texts;
use crate::Result;
use crate::index::Index;

/// A column of texts in every segment, and which of its values are wanted.
pub(super) struct Wanted {
    columns: Vec<Texts>,
    /// By segment and ordinal which of the sets of findings have the value, a bit a set.
    sets: Vec<Vec<u8>>,
}

/// Numbered numbered in the order of the texts.
pub(super) struct Numbered {
    /// Number of values.
    pub(super) count: usize,
    /// By segment and ordinal the number of each value; 0 also for what is not wanted.
    pub(super) numbers: Vec<Vec<u32>>,
}

impl Wanted {
    /// The values that findings have of the column called `name`, where each of `sets`, at most eight, lists findings segment by
    /// segment.
    pub(super) fn of(index: &Index, name: &'static str, sets: &[&[Vec<DocId>]]) -> Result<Self> {
        let segments = (0..index.searcher().segment_readers().len()).into_par_iter();
        let of_segment = |segment: usize| {
            let column = Texts::open(index, segment, name)?;
            let mut wanted = vec![0; column.width()];
            for (nth, docs) in sets.iter().enumerate() {
                let docs = docs.get(segment).map_or(&[][..], Vec::as_slice);
                column.each_ordinal(docs, |ordinal| wanted[ordinal] |= 1 << nth);
            }
            Ok((column, wanted))
        };
        let (columns, sets) =
            segments.map(of_segment).collect::<Result<Vec<_>>>()?.into_iter().unzip();
        Ok(Self { columns, sets })
    }

    /// How many values each of the first `N` sets has.
    pub(super) fn counts<const N: usize>(&self) -> tantivy::Result<[u64; N]> {
        let values = self.values()?;
        let mut sets = vec![0; values.count];
        for (wanted, numbers) in self.sets.iter().zip(&values.numbers) {
            for (wanted, number) in wanted.iter().zip(numbers).skip(1).filter(|it| *it.0 > 0) {
                sets[*number as usize] |= wanted;
            }
        }
        let count = |nth: usize| sets.iter().filter(|sets| **sets & 1 << nth > 0).count() as u64;
        Ok(std::array::from_fn(count))
    }

    /// The values, numbered.
    pub(super) fn values(&self) -> tantivy::Result<Numbered> {
        match self.sets.as_slice() {
            // The dictionary of one segment is sorted.
            [wanted] => {
                let mut count = 0;
                let numbers = wanted.iter().enumerate().map(|(ordinal, sets)| {
                    let number = count;
                    count += u32::from(ordinal > 0 && *sets > 0);
                    number
                });
                let numbers = vec![numbers.collect()];
                Ok(Numbered { count: count as usize, numbers })
            }
            _ => Ok(self.values_and_texts()?.0),
        }
    }

    /// The values, numbered, and their texts by number.
    pub(super) fn values_and_texts(&self) -> tantivy::Result<(Numbered, Vec<String>)> {
        let segments = self.columns.par_iter().zip(&self.sets);
        let texts = segments.map(|(column, wanted)| {
            let mut texts = Vec::new();
            column.each(&ordinals(wanted), |_, text| texts.push(text.to_owned()))?;
            Ok(texts)
        });
        let texts: Vec<Vec<String>> = texts.collect::<tantivy::Result<_>>()?;
        let mut all: Vec<&String> = texts.iter().flatten().collect();
        // Every segment gives its texts in order: the sort only joins runs.
        all.sort();
        all.dedup();
        let segments = self.sets.par_iter().zip(&texts);
        let numbers = segments.map(|(wanted, texts)| {
            let mut numbers = vec![0; wanted.len()];
            let mut number = 0;
            for (ordinal, text) in ordinals(wanted).into_iter().zip(texts) {
                number += all[number..].iter().take_while(|other| **other < text).count();
                numbers[ordinal as usize] = number as u32;
            }
            numbers
        });
        let values = Numbered { count: all.len(), numbers: numbers.collect() };
        Ok((values, all.into_iter().cloned().collect()))
    }
}

/// The ordinals of what is wanted, without that of no value.
fn ordinals(wanted: &[u8]) -> Vec<u64> {
    (0..).zip(wanted).skip(1).filter(|(_, sets)| **sets > 0).map(|(ordinal, _)| ordinal).collect()
}

//! The numbers that records have in one field, in the order in which the records came.

use std::ops::Range;

use tantivy::DocId;

use super::interner::reserve;

/// The numbers of records in one field.
#[derive(Default)]
pub(super) struct Numbers {
    values: Vec<u64>,
    /// Which records have them: so many in a row from one on, each one number.
    runs: Vec<[u32; 2]>,
}

impl Numbers {
    /// A number of the record that is so many behind the first.
    pub(super) fn add(&mut self, record: u32, number: u64) {
        reserve(&mut self.values, 1);
        self.values.push(number);
        match self.runs.last_mut() {
            Some([first, length]) if *first + *length == record => *length += 1,
            _ => self.runs.push([record, 1]),
        }
    }

    /// How many numbers there are.
    pub(super) fn count(&self) -> usize {
        self.values.len()
    }

    /// Bytes of memory.
    pub(super) fn held(&self) -> usize {
        size_of_val(self.values.as_slice()) + size_of_val(self.runs.as_slice())
    }

    /// Reads them from the beginning.
    pub(super) fn reader(&self) -> Reader<'_> {
        let (values, runs) = (self.values.iter(), self.runs.iter());
        Reader { values, runs, run: [0, 0], record: 0 }
    }
}

/// Reads numbers record by record.
pub(super) struct Reader<'n> {
    values: std::slice::Iter<'n, u64>,
    runs: std::slice::Iter<'n, [u32; 2]>,
    /// What is left of a run, and the next record.
    run: [u32; 2],
    record: u32,
}

impl Reader<'_> {
    /// Gives the numbers of the next records, which are `docs` of the segment, to `each`: record, number.
    pub(super) fn numbers(&mut self, docs: Range<DocId>, mut each: impl FnMut(DocId, u64)) {
        let end = self.record + docs.len() as u32;
        loop {
            if self.run[1] == 0 {
                let Some(run) = self.runs.next() else { break };
                self.run = *run;
            }
            let [first, left] = self.run;
            if first >= end {
                break;
            }
            let here = left.min(end - first);
            let from = docs.start + (first - self.record);
            (from..from + here).zip(&mut self.values).for_each(|(doc, number)| each(doc, *number));
            self.run = [first + here, left - here];
        }
        self.record = end;
    }
}

#[cfg(test)]
mod tests {
    use super::Numbers;

    #[test]
    fn numbers_are_read_as_they_came() {
        // By the record; one has two, some have none.
        let all = [(0, 7), (1, 8), (2, u64::MAX), (5, 9), (5, 10), (6, 0), (9, 1)];
        let mut numbers = Numbers::default();
        all.iter().for_each(|(record, number)| numbers.add(*record, *number));
        for cut in 0..=10 {
            let mut found = Vec::new();
            let mut reader = numbers.reader();
            reader.numbers(100..100 + cut, |doc, number| found.push((doc - 100, number)));
            reader.numbers(200 + cut..210, |doc, number| found.push((doc - 200, number)));
            assert_eq!(found, all, "{cut}");
        }
    }
}

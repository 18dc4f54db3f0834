use std::collections::{BTreeMap, BTreeSet};

use super::{Counts, Row};
use crate::report::{Cycle, Grade};
use crate::search::{Bucket, Dimension};

/// Counts distinct things by their values in the dimensions.
#[derive(Debug)]
pub(super) struct Tally<T: Ord> {
    rows: BTreeMap<Vec<Bucket>, BTreeSet<T>>,
    all: BTreeSet<T>,
}

impl<T: Ord + Clone> Tally<T> {
    pub(super) fn new() -> Self {
        Self { rows: BTreeMap::new(), all: BTreeSet::new() }
    }

    /// Counts `thing` under every combination of its `values`, one list a dimension.
    pub(super) fn add(&mut self, values: &[Vec<Bucket>], thing: &T) {
        self.all.insert(thing.clone());
        for row in combinations(values) {
            self.rows.entry(row).or_default().insert(thing.clone());
        }
    }

    /// Distinct things, however many rows each is in.
    pub(super) fn total(&self) -> u64 {
        self.all.len() as u64
    }

    pub(super) fn rows(&self) -> Vec<Row> {
        self.rows
            .iter()
            .map(|(buckets, things)| Row { buckets: buckets.clone(), n: things.len() as u64 })
            .collect()
    }
}

/// One value of each list, in every combination.
fn combinations(values: &[Vec<Bucket>]) -> Vec<Vec<Bucket>> {
    values.iter().fold(vec![Vec::new()], |rows, choices| {
        rows.iter()
            .flat_map(|row| {
                choices
                    .iter()
                    .map(move |choice| [row.as_slice(), std::slice::from_ref(choice)].concat())
            })
            .collect()
    })
}

/// Puts rows in the order of their first dimension, then of their second: grades best first, cycles by time,
/// numbered questions by number, everything else by size, then name; what has no value last.
pub(super) fn sort(rows: &mut [Row], by: &[Dimension]) {
    let sizes: Vec<BTreeMap<Bucket, u64>> = (0..by.len()).map(|at| sizes(rows, at)).collect();
    rows.sort_by_cached_key(|row| {
        let keys = row.buckets.iter().zip(by).zip(&sizes);
        keys.map(|((bucket, dimension), sizes)| place(bucket, *dimension, sizes))
            .collect::<Vec<_>>()
    });
}

impl Counts {
    /// The values of the dimension at place `at` of `by`, each once, in reading order whatever the other dimension.
    #[must_use]
    pub fn values(&self, at: usize) -> Vec<Bucket> {
        let Some(by) = self.by.get(at) else { return Vec::new() };
        let sizes = sizes(&self.rows, at).into_iter();
        let mut rows: Vec<Row> =
            sizes.map(|(bucket, n)| Row { buckets: vec![bucket], n }).collect();
        sort(&mut rows, &[*by]);
        rows.into_iter().filter_map(|mut row| row.buckets.pop()).collect()
    }
}

fn sizes(rows: &[Row], at: usize) -> BTreeMap<Bucket, u64> {
    let mut sizes = BTreeMap::new();
    for row in rows {
        if let Some(bucket) = row.buckets.get(at) {
            *sizes.entry(bucket.clone()).or_insert(0) += row.n;
        }
    }
    sizes
}

/// Where a value stands among the others of its dimension; smaller comes first.
fn place(
    bucket: &Bucket,
    dimension: Dimension,
    sizes: &BTreeMap<Bucket, u64>,
) -> (bool, (u64, u64), Bucket) {
    let value = bucket.value.as_deref().unwrap_or_default();
    let size = u64::MAX - sizes.get(bucket).copied().unwrap_or_default();
    let rank = match dimension {
        Dimension::Grade => value.parse::<Grade>().map_or((9, size), |grade| (4 - grade as u64, 0)),
        Dimension::Year => value
            .parse::<Cycle>()
            .map_or((u64::MAX, size), |cycle| (cycle.first().into(), cycle.last().into())),
        Dimension::Question => value.parse::<u64>().map_or((u64::MAX, size), |number| (number, 0)),
        // Time goes forward.
        Dimension::Published => (0, 0),
        _ => (size, 0),
    };
    (bucket.value.is_none(), rank, bucket.clone())
}

#[cfg(test)]
mod tests {
    use super::{Tally, sort};
    use crate::search::{Bucket, Dimension};

    fn bucket(value: &str) -> Bucket {
        let value = (!value.is_empty()).then(|| value.to_owned());
        Bucket { label: value.clone().unwrap_or_default(), value }
    }

    fn order(dimension: Dimension, values: &[(&str, u32)]) -> Vec<String> {
        let mut tally = Tally::new();
        for (value, n) in values {
            (0..*n).for_each(|i| tally.add(&[vec![bucket(value)]], &format!("{value}{i}")));
        }
        let mut rows = tally.rows();
        sort(&mut rows, &[dimension]);
        rows.iter().map(|row| row.buckets[0].label.clone()).collect()
    }

    #[test]
    fn rows_stand_in_the_order_a_reader_expects() {
        for (dimension, values, expected) in [
            (
                Dimension::Grade,
                vec![("good", 9), ("", 9), ("ungraded", 1), ("inadequate", 5), ("outstanding", 1)],
                ["outstanding", "good", "inadequate", "ungraded", ""],
            ),
            (
                Dimension::Year,
                vec![("2018/19", 1), ("2014", 1), ("2016", 9), ("", 50), ("2018", 1)],
                ["2014", "2016", "2018", "2018/19", ""],
            ),
            (
                Dimension::Kind,
                vec![("b", 2), ("a", 2), ("c", 7), ("", 9), ("d", 1)],
                ["c", "a", "b", "d", ""],
            ),
        ] {
            assert_eq!(order(dimension, &values), expected, "{dimension:?}");
        }
    }

    #[test]
    fn a_thing_in_two_rows_is_one_in_the_total() {
        let mut tally = Tally::new();
        tally.add(&[vec![bucket("kent"), bucket("essex")], vec![bucket("2016")]], &"report");
        tally.add(&[vec![bucket("kent")], vec![bucket("2017")]], &"another");
        assert_eq!(tally.total(), 2);
        assert_eq!(tally.rows().len(), 3);
    }
}

use std::collections::{BTreeMap, BTreeSet, HashMap};

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
pub(super) fn sort(rows: &mut Vec<Row>, by: &[Dimension]) {
    let ranks: Vec<Vec<usize>> =
        by.iter().enumerate().map(|(at, dimension)| ranks(rows, at, *dimension)).collect();
    let key = |row: usize| -> Vec<usize> {
        ranks.iter().filter_map(|ranks| ranks.get(row)).copied().collect()
    };
    let mut ordered: Vec<(Vec<usize>, Row)> =
        (0..rows.len()).map(key).zip(rows.drain(..)).collect();
    ordered.sort_by(|(a, _), (b, _)| a.cmp(b));
    rows.extend(ordered.into_iter().map(|(_, row)| row));
}

/// For each row the place of its value in the dimension at `at` among all values there are: they are few, and put in order once.
fn ranks(rows: &[Row], at: usize, dimension: Dimension) -> Vec<usize> {
    let (mut known, mut sizes): (HashMap<&Bucket, usize>, Vec<(&Bucket, u64)>) = Default::default();
    let mut numbers = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(bucket) = row.buckets.get(at) else {
            numbers.push(None);
            continue;
        };
        let number = *known.entry(bucket).or_insert(sizes.len());
        if number == sizes.len() {
            sizes.push((bucket, 0));
        }
        sizes[number].1 += row.n;
        numbers.push(Some(number));
    }
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by_cached_key(|number| place(sizes[*number], dimension));
    let mut ranks = vec![0; order.len()];
    order.iter().enumerate().for_each(|(rank, number)| ranks[*number] = rank);
    numbers.into_iter().map(|number| number.map_or(0, |number| ranks[number])).collect()
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
fn place((bucket, size): (&Bucket, u64), dimension: Dimension) -> (bool, (u64, u64), Bucket) {
    let value = bucket.value.as_deref().unwrap_or_default();
    let size = u64::MAX - size;
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

//! Figures over the numbers of a bucket.

use serde_json::{Map, Value, json};

use super::Run;
use super::field::Field;
use super::request::Metric;
use crate::search::Values;

impl Run {
    /// The numbers of `rows` that have one.
    fn numbers(&self, field: Field, rows: &[u32]) -> Vec<i64> {
        match self.column(field) {
            Values::Numbers(all) => {
                rows.iter().filter_map(|row| all.get(*row as usize).copied()?).collect()
            }
            Values::Texts { .. } => Vec::new(),
        }
    }

    pub(super) fn metric(&self, metric: Metric, field: Field, rows: &[u32]) -> Map<String, Value> {
        if let Metric::ValueCount | Metric::Cardinality = metric {
            let value = self.distinct(field, rows, metric == Metric::Cardinality);
            return Map::from_iter([("value".to_owned(), value.into())]);
        }
        let numbers = self.numbers(field, rows);
        let (least, most) = (numbers.iter().min(), numbers.iter().max());
        let sum: i64 = numbers.iter().sum();
        let mean = (!numbers.is_empty()).then(|| sum as f64 / numbers.len() as f64);
        let mut found = Map::new();
        let mut add = |name: &str, value: Option<f64>| insert(&mut found, name, field, value);
        match metric {
            Metric::Stats => {
                add("min", least.map(|it| *it as f64));
                add("max", most.map(|it| *it as f64));
                add("avg", mean);
                if !field.is_date() {
                    add("sum", Some(sum as f64));
                }
                found.insert("count".to_owned(), numbers.len().into());
            }
            Metric::Min => add("value", least.map(|it| *it as f64)),
            Metric::Max => add("value", most.map(|it| *it as f64)),
            Metric::Avg => add("value", mean),
            _ => add("value", Some(sum as f64)),
        }
        found
    }

    /// Rows with a value, or the number of different ones.
    fn distinct(&self, field: Field, rows: &[u32], only: bool) -> usize {
        match self.column(field) {
            Values::Texts { numbers, texts } => {
                let mut seen = vec![0_usize; texts.len() + 1];
                for row in rows {
                    let number = numbers.get(*row as usize).map_or(0, |number| *number as usize);
                    seen[number] += 1;
                }
                let held = seen.iter().skip(1);
                if only { held.filter(|n| **n > 0).count() } else { held.sum() }
            }
            Values::Numbers(_) => {
                let mut numbers = self.numbers(field, rows);
                if only {
                    numbers.sort_unstable();
                    numbers.dedup();
                }
                numbers.len()
            }
        }
    }

    /// Percentiles by linear interpolation between the nearest ranks (Hyndman and Fan 1996, definition 7).
    pub(super) fn percentiles(&self, field: Field, percents: &[f64], rows: &[u32]) -> Value {
        let mut numbers = self.numbers(field, rows);
        numbers.sort_unstable();
        let mut values = Map::new();
        for percent in percents {
            insert(
                &mut values,
                &format!("{percent:?}"),
                field,
                quantile(&numbers, percent / 100.0),
            );
        }
        json!({ "values": values })
    }
}

/// The quantile of sorted numbers; `None` of none.
fn quantile(sorted: &[i64], part: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = part * last as f64;
    let (below, rest) = (place.floor() as usize, place.fract());
    let (low, high) = (*sorted.get(below)? as f64, *sorted.get((below + 1).min(last))? as f64);
    Some(low + (high - low) * rest)
}

/// A figure under its name; of days milliseconds since 1970, and the day itself beside it.
fn insert(into: &mut Map<String, Value>, name: &str, field: Field, value: Option<f64>) {
    if !field.is_date() {
        into.insert(name.to_owned(), value.map_or(Value::Null, number));
        return;
    }
    let milliseconds = value.map(|days| days * MILLISECONDS_OF_A_DAY);
    into.insert(name.to_owned(), milliseconds.map_or(Value::Null, number));
    if let Some(days) = value {
        into.insert(format!("{name}_as_string"), super::steps::day(days.floor() as i64).into());
    }
}

pub(super) const MILLISECONDS_OF_A_DAY: f64 = 86_400_000.0;

/// A whole number as one.
pub(super) fn number(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 9e15 { (value as i64).into() } else { value.into() }
}

#[cfg(test)]
mod tests {
    use super::quantile;

    #[test]
    fn a_quantile_lies_between_its_neighbours() {
        // The worked example of `numpy.percentile` and of R's `quantile`, type 7.
        let sorted = [1, 2, 3, 4];
        for (part, expected) in [(0.0, 1.0), (0.25, 1.75), (0.5, 2.5), (0.9, 3.7), (1.0, 4.0)] {
            let found = quantile(&sorted, part).unwrap_or(f64::NAN);
            assert!((found - expected).abs() < 1e-12, "{part}: {found}");
        }
        assert_eq!(quantile(&[], 0.5), None);
    }
}

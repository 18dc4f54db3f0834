//! Buckets: which rows fall into which, which buckets are shown, and what stands within them.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::Run;
use super::field::Field;
use super::metrics::{MILLISECONDS_OF_A_DAY, number};
use super::request::{Kind, Named, Order, OrderBy, Range, Step};
use super::steps::day;
use crate::Result;
use crate::search::Values;

/// A value of a row as part of a key; what has none comes last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum KeyPart {
    Number(i64),
    Text(String),
    None,
}

/// A bucket of terms on its way: its key, its rows, what stands within.
struct Filled {
    key: Vec<KeyPart>,
    rows: Vec<u32>,
    within: Map<String, Value>,
}

impl Run {
    pub(super) fn answer(&mut self, agg: &Named, rows: &[u32]) -> Result<Value> {
        match &agg.kind {
            Kind::Metric(metric, field) => Ok(self.metric(*metric, *field, rows).into()),
            Kind::Percentiles { field, percents } => Ok(self.percentiles(*field, percents, rows)),
            Kind::Terms { keys, multi, size, order, least } => {
                self.terms(agg, (keys, *multi), (*size, order, *least), rows)
            }
            Kind::Histogram { field, step, least } => {
                self.histogram(agg, *field, step, *least, rows)
            }
            Kind::Range { field, ranges } => self.ranges(agg, *field, ranges, rows),
            Kind::Filter(query) => {
                let held = self.held_by(&query.text, rows);
                Ok(self.filled(Map::new(), &held, agg)?.into())
            }
            Kind::Filters(all) => {
                let mut buckets = Map::new();
                for (name, query) in all {
                    let held = self.held_by(&query.text, rows);
                    buckets.insert(name.clone(), self.filled(Map::new(), &held, agg)?.into());
                }
                Ok(json!({ "buckets": buckets }))
            }
            Kind::Missing(field) => {
                let lacking: Vec<u32> = rows
                    .iter()
                    .copied()
                    .filter(|row| self.key(*field, *row) == KeyPart::None)
                    .collect();
                Ok(self.filled(Map::new(), &lacking, agg)?.into())
            }
            Kind::Nested(unit) => self.nested(agg, *unit, rows),
            Kind::ReverseNested(unit) => self.reverse_nested(agg, *unit, rows),
            Kind::Composite { sources, size, after } => {
                self.composite(agg, sources, (*size, after.as_deref()), rows)
            }
        }
    }

    /// A bucket of `rows` with what stands within it.
    pub(super) fn filled(
        &mut self,
        mut bucket: Map<String, Value>,
        rows: &[u32],
        agg: &Named,
    ) -> Result<Map<String, Value>> {
        self.bucket()?;
        bucket.insert("doc_count".to_owned(), rows.len().into());
        bucket.extend(self.level(&agg.aggs, rows)?);
        Ok(bucket)
    }

    /// The value of a row.
    pub(super) fn key(&self, field: Field, row: u32) -> KeyPart {
        match self.column(field) {
            Values::Texts { numbers, texts } => {
                let number = numbers.get(row as usize).copied().unwrap_or(0) as usize;
                let text = number.checked_sub(1).and_then(|place| texts.get(place));
                text.map_or(KeyPart::None, |text| KeyPart::Text(text.clone()))
            }
            Values::Numbers(numbers) => {
                let number = numbers.get(row as usize).copied().flatten();
                number.map_or(KeyPart::None, KeyPart::Number)
            }
        }
    }

    fn held_by(&self, query: &str, rows: &[u32]) -> Vec<u32> {
        let table = self.tables.get(&self.at);
        let held = table.and_then(|table| table.held.get(query));
        let held = held.map(Vec::as_slice).unwrap_or_default();
        rows.iter().copied().filter(|row| held.get(*row as usize) == Some(&true)).collect()
    }

    fn terms(
        &mut self,
        agg: &Named,
        (keys, multi): (&[(Field, Option<String>)], bool),
        (size, order, least): (usize, &Order, u64),
        rows: &[u32],
    ) -> Result<Value> {
        let mut filled = self.grouped(keys, rows);
        filled.retain(|bucket| bucket.rows.len() as u64 >= least);
        let by_metric = matches!(order.by, OrderBy::Metric(..));
        if by_metric {
            for bucket in &mut filled {
                bucket.within = self.level(&agg.aggs, &bucket.rows)?;
            }
        }
        filled.sort_by(|a, b| ordered(order, a, b));
        let others: usize = filled.iter().skip(size).map(|bucket| bucket.rows.len()).sum();
        filled.truncate(size);
        let mut buckets = Vec::with_capacity(filled.len());
        for Filled { key, rows, within } in filled {
            let mut bucket = named_key(keys, &key, multi);
            if by_metric {
                self.bucket()?;
                bucket.insert("doc_count".to_owned(), rows.len().into());
                bucket.extend(within);
            } else {
                bucket = self.filled(bucket, &rows, agg)?;
            }
            buckets.push(Value::from(bucket));
        }
        Ok(json!({
            "buckets": buckets, "sum_other_doc_count": others, "doc_count_error_upper_bound": 0,
        }))
    }

    /// Rows by the values of all fields; a row without one is left out, unless it is said what stands for it.
    fn grouped(&self, keys: &[(Field, Option<String>)], rows: &[u32]) -> Vec<Filled> {
        let mut groups: BTreeMap<Vec<KeyPart>, Vec<u32>> = BTreeMap::new();
        if let [(field, missing)] = keys
            && let Values::Texts { numbers, texts } = self.column(*field)
        {
            // One text is the common case: rows by its number, which needs no comparing.
            let mut by_number = vec![Vec::new(); texts.len() + 1];
            for row in rows {
                by_number[numbers.get(*row as usize).copied().unwrap_or(0) as usize].push(*row);
            }
            for (number, rows) in by_number.into_iter().enumerate().filter(|(_, it)| !it.is_empty())
            {
                let text = number.checked_sub(1).and_then(|place| texts.get(place));
                let Some(text) = text.or(missing.as_ref()) else { continue };
                groups.entry(vec![KeyPart::Text(text.clone())]).or_default().extend(rows);
            }
        } else {
            for row in rows {
                let part = |(field, missing): &(Field, Option<String>)| match (
                    self.key(*field, *row),
                    missing,
                ) {
                    (KeyPart::None, Some(text)) => Some(KeyPart::Text(text.clone())),
                    (KeyPart::None, None) => None,
                    (part, _) => Some(part),
                };
                if let Some(key) = keys.iter().map(part).collect::<Option<Vec<KeyPart>>>() {
                    groups.entry(key).or_default().push(*row);
                }
            }
        }
        let filled = |(key, rows)| Filled { key, rows, within: Map::new() };
        groups.into_iter().map(filled).collect()
    }

    fn histogram(
        &mut self,
        agg: &Named,
        field: Field,
        step: &Step,
        least: u64,
        rows: &[u32],
    ) -> Result<Value> {
        let mut found: Vec<(f64, u32)> = Vec::with_capacity(rows.len());
        for row in rows {
            if let KeyPart::Number(value) = self.key(field, *row) {
                found.push((step.floor(value), *row));
            }
        }
        found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut buckets = Vec::new();
        let mut expected: Option<f64> = None;
        for group in found.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
            let floor = group[0].0;
            // Empty buckets between others are shown where nothing else is said.
            while let Some(empty) = expected.filter(|next| least == 0 && *next < floor) {
                buckets.push(self.filled(lower_bound(field, empty), &[], agg)?);
                expected = Some(step.next(empty));
            }
            let rows: Vec<u32> = group.iter().map(|(_, row)| *row).collect();
            if rows.len() as u64 >= least {
                buckets.push(self.filled(lower_bound(field, floor), &rows, agg)?);
            }
            expected = Some(step.next(floor));
        }
        Ok(json!({ "buckets": buckets }))
    }

    fn ranges(
        &mut self,
        agg: &Named,
        field: Field,
        ranges: &[Range],
        rows: &[u32],
    ) -> Result<Value> {
        let mut buckets = Vec::with_capacity(ranges.len());
        for Range { key, from, to } in ranges {
            let is_in = |row: &u32| match self.key(field, *row) {
                KeyPart::Number(value) => {
                    let value = value as f64;
                    from.is_none_or(|from| value >= from) && to.is_none_or(|to| value < to)
                }
                _ => false,
            };
            let within: Vec<u32> = rows.iter().copied().filter(is_in).collect();
            let shown = |bound: &Option<f64>| {
                bound.map_or_else(|| "*".to_owned(), |bound| shown_bound(field, bound))
            };
            let name = key.clone().unwrap_or_else(|| format!("{}-{}", shown(from), shown(to)));
            let mut bucket = Map::from_iter([("key".to_owned(), name.into())]);
            for (name, bound) in [("from", from), ("to", to)] {
                let Some(bound) = bound else { continue };
                let unit = if field.is_date() { MILLISECONDS_OF_A_DAY } else { 1.0 };
                bucket.insert(name.to_owned(), number(bound * unit));
                if field.is_date() {
                    bucket.insert(format!("{name}_as_string"), shown_bound(field, *bound).into());
                }
            }
            buckets.push(self.filled(bucket, &within, agg)?);
        }
        Ok(json!({ "buckets": buckets }))
    }
}

fn shown_bound(field: Field, bound: f64) -> String {
    if field.is_date() { day(bound as i64) } else { number(bound).to_string() }
}

/// The key of a bucket of a histogram.
fn lower_bound(field: Field, floor: f64) -> Map<String, Value> {
    let mut bucket = Map::new();
    if field.is_date() {
        bucket.insert("key".to_owned(), number(floor * MILLISECONDS_OF_A_DAY));
        bucket.insert("key_as_string".to_owned(), day(floor as i64).into());
    } else {
        bucket.insert("key".to_owned(), number(floor));
    }
    bucket
}

/// A part of a key in an answer: of days milliseconds since 1970.
pub(super) fn shown(field: Field, part: &KeyPart) -> Value {
    match part {
        KeyPart::Text(text) => text.as_str().into(),
        KeyPart::Number(days) if field.is_date() => number(*days as f64 * MILLISECONDS_OF_A_DAY),
        KeyPart::Number(value) => (*value).into(),
        KeyPart::None => Value::Null,
    }
}

fn as_string(field: Field, part: &KeyPart) -> String {
    match part {
        KeyPart::Text(text) => text.clone(),
        KeyPart::Number(days) if field.is_date() => day(*days),
        KeyPart::Number(value) => value.to_string(),
        KeyPart::None => String::new(),
    }
}

fn named_key(keys: &[(Field, Option<String>)], key: &[KeyPart], multi: bool) -> Map<String, Value> {
    let parts = || keys.iter().zip(key).map(|((field, _), part)| (*field, part));
    let mut bucket = Map::new();
    if multi {
        let list: Vec<Value> = parts().map(|(field, part)| shown(field, part)).collect();
        let text: Vec<String> = parts().map(|(field, part)| as_string(field, part)).collect();
        bucket.insert("key".to_owned(), list.into());
        bucket.insert("key_as_string".to_owned(), text.join("|").into());
    } else if let Some((field, part)) = parts().next() {
        bucket.insert("key".to_owned(), shown(field, part));
        if field.is_date() {
            bucket.insert("key_as_string".to_owned(), as_string(field, part).into());
        }
    }
    bucket
}

/// Which bucket of terms comes first; ties by key.
fn ordered(order: &Order, a: &Filled, b: &Filled) -> Ordering {
    let by = match &order.by {
        OrderBy::Count => a.rows.len().cmp(&b.rows.len()),
        OrderBy::Key => a.key.cmp(&b.key),
        OrderBy::Metric(name, figure) => {
            let of = |bucket: &Filled| figure_of(&bucket.within, name, figure.as_deref());
            match (of(a), of(b)) {
                (Some(a), Some(b)) => a.total_cmp(&b),
                // What has no figure comes last, whichever way round.
                (None, None) => Ordering::Equal,
                (a, _) => return if a.is_none() { Ordering::Greater } else { Ordering::Less },
            }
        }
    };
    let by = if order.descending { by.reverse() } else { by };
    by.then_with(|| a.key.cmp(&b.key))
}

/// A figure of what stands within a bucket: `name` or `name.figure`; of a bucket its count.
fn figure_of(within: &Map<String, Value>, name: &str, figure: Option<&str>) -> Option<f64> {
    let found = within.get(name)?;
    let one = |key: &str| found.get(key).and_then(Value::as_f64);
    match figure {
        Some(figure) => one(figure).or_else(|| found.get("values")?.get(figure)?.as_f64()),
        None => one("value").or_else(|| one("doc_count")),
    }
}

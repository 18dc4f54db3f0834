//! Composite buckets: every combination of values, page by page in the order of the keys.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::Run;
use super::buckets::{KeyPart, shown};
use super::field::Field;
use super::metrics::MILLISECONDS_OF_A_DAY;
use super::request::{Named, Source};
use crate::{Error, ErrorKind, Result};

/// A key that knows its order.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Key(Vec<(KeyPart, bool)>);

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        let each = self.0.iter().zip(&other.0).map(|((a, descending), (b, _))| {
            // What has no value comes first in rising order.
            let rank = |part: &KeyPart| *part != KeyPart::None;
            let order = rank(a).cmp(&rank(b)).then_with(|| a.cmp(b));
            if *descending { order.reverse() } else { order }
        });
        each.fold(Ordering::Equal, Ordering::then)
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Run {
    pub(super) fn composite(
        &mut self,
        agg: &Named,
        sources: &[(String, Source)],
        (size, after): (usize, Option<&[Value]>),
        rows: &[u32],
    ) -> Result<Value> {
        let after = after.map(|after| read_key(sources, after)).transpose()?;
        let mut groups: BTreeMap<Key, Vec<u32>> = BTreeMap::new();
        for row in rows {
            let part = |(_, source): &(String, Source)| {
                let part = match (self.key(source.field, *row), &source.step) {
                    (KeyPart::Number(value), Some(step)) => {
                        KeyPart::Number(step.floor(value).floor() as i64)
                    }
                    (part, _) => part,
                };
                (part != KeyPart::None || source.missing).then_some((part, source.descending))
            };
            let Some(key) = sources.iter().map(part).collect::<Option<Vec<_>>>() else { continue };
            let key = Key(key);
            if after.as_ref().is_none_or(|after| key > *after) {
                groups.entry(key).or_default().push(*row);
            }
        }
        let mut buckets = Vec::new();
        let mut last = Value::Null;
        for (Key(key), rows) in groups.into_iter().take(size) {
            let named: Map<String, Value> = sources
                .iter()
                .zip(&key)
                .map(|((name, source), (part, _))| (name.clone(), shown(source.field, part)))
                .collect();
            last = named.clone().into();
            let bucket = Map::from_iter([("key".to_owned(), named.into())]);
            buckets.push(self.filled(bucket, &rows, agg)?);
        }
        match last {
            Value::Null => Ok(json!({ "buckets": buckets })),
            last => Ok(json!({ "buckets": buckets, "after_key": last })),
        }
    }
}

/// The key of an earlier answer.
fn read_key(sources: &[(String, Source)], after: &[Value]) -> Result<Key> {
    let part = |((name, source), value): (&(String, Source), &Value)| {
        let part = match value {
            Value::Null => Some(KeyPart::None),
            Value::String(text) if !source.field.is_number() => Some(KeyPart::Text(text.clone())),
            Value::Number(number) if source.field.is_number() => {
                number.as_f64().map(|number| KeyPart::Number(unit(source.field, number)))
            }
            _ => None,
        };
        let part = part.ok_or_else(|| {
            Error::new(ErrorKind::Usage, format!("`after.{name}` is no key of this aggregation"))
                .hint("pass the `after_key` of the last answer")
        })?;
        Ok((part, source.descending))
    };
    sources.iter().zip(after).map(part).collect::<Result<Vec<_>>>().map(Key)
}

fn unit(field: Field, number: f64) -> i64 {
    let number = if field.is_date() { number / MILLISECONDS_OF_A_DAY } else { number };
    number.round() as i64
}

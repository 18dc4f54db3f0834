//! An aggregation in the form of Elasticsearch as bars: the documents of each bucket.

use serde_json::{Map, Value};

use crate::analyse::Aggregated;
use crate::query::{FieldTest, Query};
use crate::render::picture::{Amount, Bar, Bars, Form, Picture, label};
use crate::render::{plural, thousands};
use crate::{Error, ErrorKind, Result};

/// The first aggregation that has buckets and no buckets within them.
///
/// # Errors
/// `Usage` where there is none: what has two levels or only figures is no row of bars.
pub fn aggregated(
    query: Option<&Query>,
    filters: &[FieldTest],
    answer: &Aggregated,
) -> Result<Picture> {
    let level = answer.aggregations.iter().find_map(|(name, agg)| Some((name, level(agg)?)));
    let Some((name, (buckets, others))) = level else {
        return Err(Error::new(ErrorKind::Usage, "no aggregation here is one row of buckets")
            .hint("drawn is the first one with buckets and none within them, such as `terms` of one field")
            .hint("`peelian count --by A,B --draw` draws two dimensions"));
    };
    let unit = answer.unit.slug();
    let bars = buckets.iter().map(|(key, n)| Bar::new(&key.replace('_', " "), Amount::count(*n)));
    let one = unit.strip_suffix('s').unwrap_or(unit);
    let in_buckets: u64 = buckets.iter().map(|(_, n)| n).sum();
    let more = (others > 0).then(|| format!("{} in buckets not shown", plural(others, one)));
    let drawn = answer.aggregations.len() > 1;
    let only = drawn.then(|| format!("Of several aggregations only {name} is drawn"));
    Ok(Picture {
        title: label(&super::asked(&format!("{unit}: {name}"), query, filters)),
        figures: format!(
            "{} matching, {} in {}",
            plural(answer.hits, one),
            thousands(in_buckets),
            plural(buckets.len() as u64, "bucket")
        ),
        form: Form::Bars(Bars { of: label(name), unit: unit.to_owned(), bars: bars.collect() }),
        notes: more.into_iter().chain(only).map(|line| label(&line)).collect(),
    })
}

/// The buckets of an aggregation with their numbers, and how many documents are in others; `None` if it has none or has buckets
/// within them.
fn level(agg: &Value) -> Option<(Vec<(String, u64)>, u64)> {
    let others = agg.get("sum_other_doc_count").and_then(Value::as_u64).unwrap_or_default();
    let named = |(name, bucket): (&String, &Value)| one(name.clone(), bucket);
    let listed = |bucket: &Value| one(key(bucket)?, bucket);
    let buckets: Option<Vec<(String, u64)>> = match agg.get("buckets")? {
        Value::Object(all) => all.iter().map(named).collect(),
        Value::Array(all) => all.iter().map(listed).collect(),
        _ => None,
    };
    Some((buckets?, others))
}

/// `None` for a bucket with buckets of its own.
fn one(name: String, bucket: &Value) -> Option<(String, u64)> {
    let within = bucket.as_object().into_iter().flat_map(Map::values);
    let deeper = within.filter(|it| it.get("buckets").is_some() || it.get("doc_count").is_some());
    (deeper.count() == 0).then_some((name, bucket.get("doc_count")?.as_u64()?))
}

/// How a bucket is called: its key as text, or the parts of it.
fn key(bucket: &Value) -> Option<String> {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Null => "none".to_owned(),
        other => other.to_string(),
    };
    if let Some(Value::String(text)) = bucket.get("key_as_string") {
        return Some(text.clone());
    }
    Some(match bucket.get("key")? {
        Value::Array(parts) => parts.iter().map(text).collect::<Vec<_>>().join(", "),
        Value::Object(parts) => parts.values().map(text).collect::<Vec<_>>().join(", "),
        one => text(one),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::aggregated;
    use crate::analyse::{Aggregated, Unit};
    use crate::render::picture::{Form, Picture};

    fn drawn(aggregations: Value) -> Option<Picture> {
        let aggregations = aggregations.as_object().cloned().unwrap_or_default();
        aggregated(None, &[], &Aggregated { unit: Unit::Findings, hits: 9, aggregations }).ok()
    }

    fn bars(picture: &Picture) -> Vec<(String, String)> {
        match &picture.form {
            Form::Bars(form) => {
                let bars = form.bars.iter();
                bars.map(|bar| (bar.label.clone(), bar.amount.text().to_owned())).collect()
            }
            _ => Vec::new(),
        }
    }

    #[test]
    fn the_first_row_of_buckets_is_drawn_and_the_rest_is_said() {
        let found = drawn(json!({
            "a": {"value": 3},
            "b": {"buckets": [{"key": "x", "doc_count": 1, "c": {"buckets": []}}]},
            "d": {"buckets": [
                {"key": 1, "key_as_string": "2016-01-01", "doc_count": 5, "avg": {"value": 1}},
                {"key": ["kent", null], "doc_count": 2}], "sum_other_doc_count": 2},
        }));
        let found = found.unwrap();
        let expected = [("2016-01-01", "5"), ("kent, none", "2")];
        assert_eq!(bars(&found), expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
        assert_eq!(found.figures, "9 findings matching, 7 in 2 buckets");
        assert_eq!(
            found.notes,
            ["2 findings in buckets not shown", "Of several aggregations only d is drawn"]
        );
        let named = drawn(json!({"f": {"buckets": {"one": {"doc_count": 4}}}})).unwrap();
        assert_eq!(bars(&named), [("one".to_owned(), "4".to_owned())]);
    }

    #[test]
    fn what_is_no_row_of_buckets_is_not_drawn() {
        assert!(drawn(json!({"a": {"value": 3}, "n": {"doc_count": 2}})).is_none());
        let nested = json!({"key": "x", "doc_count": 1, "n": {"doc_count": 4}});
        assert!(drawn(json!({"b": {"buckets": [nested]}})).is_none());
    }
}

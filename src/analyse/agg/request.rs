//! A request for aggregations, in the JSON of Elasticsearch.

use jiff::civil::Date;
use serde_json::Value;

use super::field::Field;
use super::level;
use super::read::{Part, wrong};
use crate::analyse::Unit;
use crate::query::Query;
use crate::search::days;
use crate::{Error, ErrorKind, Result};

/// Aggregations within aggregations, at most.
const MAX_DEPTH: usize = 8;

/// Buckets of one aggregation that may be asked for.
pub(super) const MAX_SIZE: u64 = 65_536;

/// What is asked, beside what is counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Aggregations {
    /// Only what matches this query.
    pub query: Option<Query>,
    /// What is counted, if the request says so.
    pub unit: Option<String>,
    /// The aggregations, by name.
    pub(super) aggs: Vec<Named>,
}

/// An aggregation with those within its buckets.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) aggs: Vec<Self>,
}

/// What an aggregation does.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    Terms {
        keys: Vec<(Field, Option<String>)>,
        multi: bool,
        size: usize,
        order: Order,
        least: u64,
    },
    Histogram {
        field: Field,
        step: Step,
        least: u64,
    },
    Range {
        field: Field,
        ranges: Vec<Range>,
    },
    Filter(Query),
    Filters(Vec<(String, Query)>),
    Missing(Field),
    Composite {
        sources: Vec<(String, Source)>,
        size: usize,
        after: Option<Vec<Value>>,
    },
    /// The documents of another unit that belong with those of the bucket.
    Nested(Unit),
    /// Back to those around, the outermost where no unit is named.
    ReverseNested(Option<Unit>),
    Metric(Metric, Field),
    Percentiles {
        field: Field,
        percents: Vec<f64>,
    },
}

/// A figure over the numbers of a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Metric {
    Stats,
    Min,
    Max,
    Avg,
    Sum,
    ValueCount,
    Cardinality,
}

/// How buckets of terms are ordered; ties by key.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Order {
    pub(super) by: OrderBy,
    pub(super) descending: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum OrderBy {
    Count,
    Key,
    /// A metric within the bucket, and which of its figures.
    Metric(String, Option<String>),
}

/// How numbers fall into buckets of equal width.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Step {
    /// From `offset` on, so many at a time.
    Width {
        interval: f64,
        offset: f64,
    },
    /// So many days at a time, from 1970-01-01 on.
    Days(i64),
    Calendar(Calendar),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Calendar {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// From `from` on, below `to`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Range {
    pub(super) key: Option<String>,
    pub(super) from: Option<f64>,
    pub(super) to: Option<f64>,
}

/// A part of the key of a composite.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Source {
    pub(super) field: Field,
    pub(super) step: Option<Step>,
    pub(super) descending: bool,
    pub(super) missing: bool,
}

impl Aggregations {
    /// Reads a request: `{"query": "...", "unit": "findings", "aggs": {...}}`, or only what stands under `aggs`.
    ///
    /// # Errors
    /// `Usage` naming the place of what is wrong, missing or not known; `Query` for a mistaken query.
    pub fn read(json: &str) -> Result<Self> {
        let value: Value = serde_json::from_str(json).map_err(|error| {
            Error::new(ErrorKind::Usage, "the request is no JSON").because(error)
        })?;
        let whole = Part::of(&value, String::new())?;
        let bare = ["aggs", "aggregations"].iter().all(|key| value.get(key).is_none());
        if bare {
            return Ok(Self { query: None, unit: None, aggs: named(&whole, 0)? });
        }
        let query = match whole.get("query") {
            Some(Value::Object(_)) => {
                return Err(wrong("query", "a text in the query language of `search` is expected"));
            }
            _ => whole.query("query")?,
        };
        let unit = whole.text("unit")?.map(str::to_owned);
        // Elasticsearch's way to ask for no hits, of which none are given here.
        whole.count("size")?;
        let aggs = within(&whole, 0)?;
        whole.finish()?;
        Ok(Self { query, unit, aggs })
    }
}

/// What stands under `aggs` or `aggregations`.
fn within(part: &Part<'_>, depth: usize) -> Result<Vec<Named>> {
    let (short, long) = (part.get("aggs"), part.get("aggregations"));
    match short.or(long) {
        None => Ok(Vec::new()),
        Some(value) => named(&Part::of(value, part.place("aggs"))?, depth),
    }
}

fn named(part: &Part<'_>, depth: usize) -> Result<Vec<Named>> {
    if depth >= MAX_DEPTH {
        return Err(wrong(&part.path, &format!("aggregations nest at most {MAX_DEPTH} deep")));
    }
    let one = |(name, value): (&String, &Value)| {
        let part = Part::of(value, part.place(name))?;
        let aggs = within(&part, depth + 1)?;
        let kind = kind(&part)?;
        if !aggs.is_empty() && matches!(kind, Kind::Metric(..) | Kind::Percentiles { .. }) {
            return Err(wrong(&part.place("aggs"), "a metric has no buckets to look into"));
        }
        Ok(Named { name: name.clone(), kind, aggs })
    };
    let all: Vec<Named> = part.entries().map(one).collect::<Result<_>>()?;
    if all.is_empty() {
        return Err(wrong(&part.path, "at least one aggregation is expected"));
    }
    for one in &all {
        check_order(one, &part.path)?;
    }
    Ok(all)
}

/// An order by a metric must name one of the aggregations within.
fn check_order(one: &Named, path: &str) -> Result<()> {
    let Kind::Terms { order: Order { by: OrderBy::Metric(name, _), .. }, .. } = &one.kind else {
        return Ok(());
    };
    let is_there = one.aggs.iter().any(|agg| agg.name == *name);
    let place = if path.is_empty() { one.name.clone() } else { format!("{path}.{}", one.name) };
    let place = format!("{place}.order");
    if is_there { Ok(()) } else { Err(wrong(&place, &format!("no `{name}` stands within"))) }
}

const KINDS: [&str; 19] = [
    "terms",
    "multi_terms",
    "histogram",
    "date_histogram",
    "range",
    "date_range",
    "filter",
    "filters",
    "missing",
    "composite",
    "nested",
    "reverse_nested",
    "stats",
    "min",
    "max",
    "avg",
    "sum",
    "value_count",
    "cardinality",
];

fn kind(part: &Part<'_>) -> Result<Kind> {
    let found = KINDS.into_iter().chain(["percentiles"]);
    let mut found: Vec<(&str, &Value)> =
        found.filter_map(|kind| Some((kind, part.get(kind)?))).collect();
    part.finish()?;
    let (Some((kind, value)), true) = (found.pop(), found.is_empty()) else {
        return Err(wrong(&part.path, "exactly one kind of aggregation is expected")
            .hint(format!("kinds are {}, percentiles", KINDS.join(", "))));
    };
    let place = part.place(kind);
    if let ("filter", Value::String(text)) = (kind, value) {
        return Ok(Kind::Filter(crate::query::parse(text)?));
    }
    let part = Part::of(value, place)?;
    let read = of_kind(kind, &part)?;
    part.finish()?;
    Ok(read)
}

fn of_kind(kind: &str, part: &Part<'_>) -> Result<Kind> {
    let metric = |metric| Ok(Kind::Metric(metric, part.number_field()?));
    match kind {
        "terms" => {
            let missing = part.text("missing")?.map(str::to_owned);
            terms(part, vec![(part.field()?, missing)], false)
        }
        "multi_terms" => {
            let key = |(nth, value): (usize, &Value)| {
                let key = Part::of(value, part.place(&format!("terms[{nth}]")))?;
                let read = (key.field()?, key.text("missing")?.map(str::to_owned));
                key.finish().map(|()| read)
            };
            let keys = part.list("terms")?.iter().enumerate().map(key).collect::<Result<_>>()?;
            terms(part, keys, true)
        }
        "histogram" => {
            let field = part.number_field()?;
            Ok(Kind::Histogram { field, step: width(part)?, least: least(part, 0)? })
        }
        "date_histogram" => {
            let field = part.number_field()?;
            Ok(Kind::Histogram { field, step: calendar(part, field)?, least: least(part, 0)? })
        }
        "range" | "date_range" => {
            let field = part.number_field()?;
            let range = |(nth, value): (usize, &Value)| {
                let range = Part::of(value, part.place(&format!("ranges[{nth}]")))?;
                let key = range.text("key")?.map(str::to_owned);
                let (from, to) = (bound(&range, "from", field)?, bound(&range, "to", field)?);
                range.finish().map(|()| Range { key, from, to })
            };
            let ranges = part.list("ranges")?.iter().enumerate().map(range);
            Ok(Kind::Range { field, ranges: ranges.collect::<Result<_>>()? })
        }
        "filter" => {
            let query = part.query("query")?;
            Ok(Kind::Filter(
                query.ok_or_else(|| wrong(&part.place("query"), "a query is expected"))?,
            ))
        }
        "filters" => {
            let all = part
                .get("filters")
                .ok_or_else(|| wrong(&part.place("filters"), "queries by name are expected"))?;
            let all = Part::of(all, part.place("filters"))?;
            let filter = |(name, value): (&String, &Value)| match value {
                Value::String(text) => Ok((name.clone(), crate::query::parse(text)?)),
                _ => Err(wrong(&all.place(name), "a query is expected")),
            };
            Ok(Kind::Filters(all.entries().map(filter).collect::<Result<_>>()?))
        }
        "missing" => Ok(Kind::Missing(part.field()?)),
        "composite" => composite(part),
        "nested" => {
            let unit = path(part)?;
            Ok(Kind::Nested(unit.ok_or_else(|| wrong(&part.place("path"), "a unit is expected"))?))
        }
        "reverse_nested" => Ok(Kind::ReverseNested(path(part)?)),
        "stats" => metric(Metric::Stats),
        "min" => metric(Metric::Min),
        "max" => metric(Metric::Max),
        "avg" => metric(Metric::Avg),
        "sum" => metric(Metric::Sum),
        "value_count" => Ok(Kind::Metric(Metric::ValueCount, part.field()?)),
        "cardinality" => Ok(Kind::Metric(Metric::Cardinality, part.field()?)),
        _ => {
            let percents = match part.get("percents") {
                None => vec![1.0, 5.0, 25.0, 50.0, 75.0, 95.0, 99.0],
                Some(_) => {
                    let percent =
                        |value: &Value| value.as_f64().filter(|it| (0.0..=100.0).contains(it));
                    let read: Option<Vec<f64>> =
                        part.list("percents")?.iter().map(percent).collect();
                    read.ok_or_else(|| {
                        wrong(&part.place("percents"), "numbers from 0 to 100 are expected")
                    })?
                }
            };
            Ok(Kind::Percentiles { field: part.number_field()?, percents })
        }
    }
}

fn path(part: &Part<'_>) -> Result<Option<Unit>> {
    part.text("path")?.map(|name| level::named(name, &part.place("path"))).transpose()
}

fn least(part: &Part<'_>, otherwise: u64) -> Result<u64> {
    Ok(part.count("min_doc_count")?.unwrap_or(otherwise))
}

fn size(part: &Part<'_>) -> Result<usize> {
    match part.count("size")?.unwrap_or(10) {
        0 => Err(wrong(&part.place("size"), "at least 1 is expected")),
        size if size > MAX_SIZE => {
            Err(wrong(&part.place("size"), &format!("at most {MAX_SIZE} buckets can be asked for")))
        }
        size => Ok(size as usize),
    }
}

fn terms(part: &Part<'_>, keys: Vec<(Field, Option<String>)>, multi: bool) -> Result<Kind> {
    let (size, least) = (size(part)?, least(part, 1)?.max(1));
    let order = match part.get("order") {
        None => Order { by: OrderBy::Count, descending: true },
        Some(value) => order(&Part::of(value, part.place("order"))?)?,
    };
    Ok(Kind::Terms { keys, multi, size, order, least })
}

fn order(part: &Part<'_>) -> Result<Order> {
    let mut entries = part.entries();
    let (Some((by, way)), None) = (entries.next(), entries.next()) else {
        return Err(wrong(&part.path, "one order is expected, such as `{\"_count\": \"desc\"}`"));
    };
    let descending = match way.as_str() {
        Some("desc") => true,
        Some("asc") => false,
        _ => return Err(wrong(&part.place(by), "`asc` or `desc` is expected")),
    };
    let by = match by.as_str() {
        "_count" => OrderBy::Count,
        "_key" => OrderBy::Key,
        metric => match metric.split_once('.') {
            Some((name, figure)) => OrderBy::Metric(name.to_owned(), Some(figure.to_owned())),
            None => OrderBy::Metric(metric.to_owned(), None),
        },
    };
    Ok(Order { by, descending })
}

fn width(part: &Part<'_>) -> Result<Step> {
    let interval = part.number("interval")?.filter(|interval| *interval > 0.0);
    let interval =
        interval.ok_or_else(|| wrong(&part.place("interval"), "a number above 0 is expected"))?;
    Ok(Step::Width { interval, offset: part.number("offset")?.unwrap_or(0.0) })
}

fn calendar(part: &Part<'_>, field: Field) -> Result<Step> {
    if !field.is_date() {
        return Err(wrong(&part.place("field"), "a day is expected: published, date"));
    }
    let (calendar, fixed) = (part.text("calendar_interval")?, part.text("fixed_interval")?);
    match (calendar, fixed) {
        (Some(name), None) => {
            let names = [
                ("day", "1d", Calendar::Day),
                ("week", "1w", Calendar::Week),
                ("month", "1M", Calendar::Month),
                ("quarter", "1q", Calendar::Quarter),
                ("year", "1y", Calendar::Year),
            ];
            let found = names.iter().find(|(long, short, _)| name == *long || name == *short);
            found.map(|(.., step)| Step::Calendar(*step)).ok_or_else(|| {
                wrong(
                    &part.place("calendar_interval"),
                    "day, week, month, quarter or year is expected",
                )
            })
        }
        (None, Some(text)) => {
            let days = text.strip_suffix('d').and_then(|days| days.parse::<i64>().ok());
            days.filter(|days| (1..=36_600).contains(days)).map(Step::Days).ok_or_else(|| {
                wrong(&part.place("fixed_interval"), "a number of days such as `30d` is expected")
            })
        }
        _ => Err(wrong(&part.path, "either `calendar_interval` or `fixed_interval` is expected")),
    }
}

/// A bound of a range: a number, or a day as `2016-12-08`.
fn bound(part: &Part<'_>, key: &'static str, field: Field) -> Result<Option<f64>> {
    match part.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if field.is_date() => match text.parse::<Date>() {
            Ok(day) => Ok(Some(days(day) as f64)),
            Err(_) => Err(wrong(&part.place(key), "a day such as `2016-12-08` is expected")),
        },
        Some(Value::Number(number)) if !field.is_date() => Ok(number.as_f64()),
        Some(_) if field.is_date() => Err(wrong(&part.place(key), "a day is expected")),
        Some(_) => Err(wrong(&part.place(key), "a number is expected")),
    }
}

fn composite(part: &Part<'_>) -> Result<Kind> {
    let mut sources = Vec::new();
    for (nth, value) in part.list("sources")?.iter().enumerate() {
        let named = Part::of(value, part.place(&format!("sources[{nth}]")))?;
        let mut entries = named.entries();
        let (Some((name, value)), None) = (entries.next(), entries.next()) else {
            return Err(wrong(&named.path, "one named source is expected"));
        };
        let source = Part::of(value, named.place(name))?;
        let kinds = ["terms", "histogram", "date_histogram"];
        let found: Vec<_> =
            kinds.into_iter().filter_map(|kind| Some((kind, source.get(kind)?))).collect();
        source.finish()?;
        let [(kind, value)] = found.as_slice() else {
            return Err(wrong(&source.path, "terms, histogram or date_histogram is expected"));
        };
        let part = Part::of(value, source.place(kind))?;
        let field = if *kind == "terms" { part.field()? } else { part.number_field()? };
        let step = match *kind {
            "terms" => None,
            "histogram" => match width(&part)? {
                Step::Width { interval, offset } if interval.fract() + offset.fract() != 0.0 => {
                    return Err(wrong(&part.place("interval"), "a whole number is expected here"));
                }
                step => Some(step),
            },
            _ => Some(calendar(&part, field)?),
        };
        let descending = match part.text("order")? {
            None | Some("asc") => false,
            Some("desc") => true,
            Some(_) => return Err(wrong(&part.place("order"), "`asc` or `desc` is expected")),
        };
        let missing = part.get("missing_bucket").is_some_and(|value| *value == Value::Bool(true));
        part.finish()?;
        sources.push((name.clone(), Source { field, step, descending, missing }));
    }
    let after = match part.get("after") {
        None => None,
        Some(value) => {
            let after = Part::of(value, part.place("after"))?;
            let one = |(name, _): &(String, Source)| value.get(name).cloned();
            let keys: Option<Vec<Value>> = sources.iter().map(one).collect();
            if after.entries().count() != sources.len() {
                return Err(wrong(&after.path, "the keys of all sources are expected"));
            }
            Some(keys.ok_or_else(|| wrong(&after.path, "the keys of all sources are expected"))?)
        }
    };
    Ok(Kind::Composite { sources, size: size(part)?, after })
}

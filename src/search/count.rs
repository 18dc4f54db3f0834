//! Exact counts and complete lists: everything that matches, not only a page of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use tantivy::TantivyError;
use tantivy::query::{EnableScoring, Query as Matcher};

use super::asked::Asked;
use super::cells::{Cells, MAX_ARRAY};
use super::columns::{Texts, bucket, column_of};
use super::every::{Sequence, every, every_copy};
use super::{Bucket, Dimension};
use crate::Result;
use crate::index::{ColumnValues, Index, guarded};
use crate::query::lower::Lowering;
use crate::query::{FieldTest, Query};
use crate::report::{Finding, Inspection, Report};

/// Counts the findings that match, by any number of dimensions; exact. Without a dimension gives one row.
///
/// # Errors
/// As [`super::search`].
pub fn count_findings(
    index: &Index,
    query: &Query,
    filters: &[FieldTest],
    by: &[Dimension],
) -> Result<Vec<(Vec<Bucket>, u64)>> {
    guarded(index.dir(), || {
        let names: Vec<&'static str> = by.iter().map(|dimension| column_of(*dimension)).collect();
        let lowered = || Asked::new(index, query, filters)?.lower(index, false);
        let counted = || counts(index, &*lowered()?, &names, false);
        let all = query.root.is_none() && filters.is_empty();
        if let ([_, _, ..], Some(values)) = (names.as_slice(), known_values(index, &names)?) {
            return table(index, &*lowered()?, (by, &names), &values);
        }
        let counts = match names.as_slice() {
            [name] if all => {
                let copies = if index.copies()?.is_some() { "once" } else { "all" };
                index.kept(format!("{name} {copies}"), || counted().map(AllBy))?.0.clone()
            }
            _ => counted()?,
        };
        if by.is_empty() && counts.is_empty() {
            return Ok(vec![(Vec::new(), 0)]);
        }
        counts
            .into_iter()
            .map(|(values, count)| {
                let cells = by.iter().zip(values);
                let cells = cells.map(|(dimension, value)| bucket(index, *dimension, value));
                Ok((cells.collect::<Result<Vec<_>>>()?, count))
            })
            .collect()
    })
}

/// How many of all findings have each value of a column.
struct AllBy(BTreeMap<Vec<Option<String>>, u64>);

/// Copies of findings that match, which no count has: each counts in the latest document that holds it.
///
/// # Errors
/// As [`super::search`].
pub fn copies_of(index: &Index, query: &Query, filters: &[FieldTest]) -> Result<u64> {
    guarded(index.dir(), || {
        if index.copies()?.is_none() {
            return Ok(0);
        }
        index.count_copies(&*Asked::new(index, query, filters)?.lower(index, false)?)
    })
}

/// The distinct reports that hold a matching finding: report id and number of such findings, copies of others too, by id.
///
/// # Errors
/// As [`super::search`].
pub fn matching_reports(
    index: &Index,
    query: &Query,
    filters: &[FieldTest],
) -> Result<Vec<(String, u64)>> {
    guarded(index.dir(), || {
        let query = Asked::new(index, query, filters)?.lower(index, false)?;
        let counts = counts(index, &*query, &["report"], true)?;
        let named =
            counts.into_iter().filter_map(|(mut values, count)| Some((values.pop()??, count)));
        Ok(named.collect())
    })
}

/// The distinct inspections that findings match of, each with the number of such findings, by key; `None` stands for the
/// findings that belong to no inspection, as those about no one body.
///
/// # Errors
/// As [`super::search`].
pub fn matching_inspections(
    index: &Index,
    query: &Query,
    filters: &[FieldTest],
) -> Result<Vec<(Option<Inspection>, u64)>> {
    let found = guarded(index.dir(), || {
        let query = Asked::new(index, query, filters)?.lower(index, false)?;
        counts(index, &*query, &["inspection"], false)
    })?;
    let read = |mut values: Vec<Option<String>>| {
        values.pop().flatten().and_then(|key| Inspection::read(&key))
    };
    Ok(found.into_iter().map(|(values, count)| (read(values), count)).collect())
}

/// The combinations of values in `by` that the findings that match have, each with the inspections of such findings, once.
///
/// # Errors
/// As [`super::search`].
pub fn inspections_by(
    index: &Index,
    query: &Query,
    filters: &[FieldTest],
    by: &[Dimension],
) -> Result<Vec<(Vec<Bucket>, Inspection)>> {
    guarded(index.dir(), || {
        let query = Asked::new(index, query, filters)?.lower(index, false)?;
        let columns = by.iter().map(|dimension| column_of(*dimension)).chain(["inspection"]);
        let mut found = Vec::new();
        for (mut values, _) in counts(index, &*query, &columns.collect::<Vec<_>>(), false)? {
            let key = values.pop().flatten();
            let Some(inspection) = key.and_then(|key| Inspection::read(&key)) else { continue };
            let cells = by.iter().zip(values);
            let cells = cells.map(|(dimension, value)| bucket(index, *dimension, value));
            found.push((cells.collect::<Result<_>>()?, inspection));
        }
        Ok(found)
    })
}

/// Calls `each` with every matching finding, in the order of their ids; they are read on all cores.
///
/// # Errors
/// As [`super::search`], and what `each` gives.
pub fn for_each_finding(
    index: &Index,
    query: &Query,
    filters: &[FieldTest],
    each: &mut dyn FnMut(Finding) -> Result<()>,
) -> Result<()> {
    let take = |findings: Vec<Finding>| findings.into_iter().try_for_each(&mut *each);
    every(index, query, filters, &Sequence::Ids)?.in_batches(Ok, take)
}

/// The same with copies of findings, for counts of the documents that hold them.
///
/// # Errors
/// As [`for_each_finding`].
pub fn for_each_finding_of_reports(
    index: &Index,
    query: &Query,
    filters: &[FieldTest],
    each: &mut dyn FnMut(Finding) -> Result<()>,
) -> Result<()> {
    let take = |findings: Vec<Finding>| findings.into_iter().try_for_each(&mut *each);
    every_copy(index, query, filters)?.in_batches(Ok, take)
}

/// The reports that pass `filters`, in the order of the paths, without findings, each with the number of its findings
/// that match; with a query only those that hold such a finding.
///
/// # Errors
/// As [`super::search`].
pub fn reports_matching(
    index: &Index,
    query: Option<&Query>,
    filters: &[FieldTest],
) -> Result<Vec<(Report, u64)>> {
    check_filters(index, filters)?;
    let everything = Query { text: String::new(), root: None, plain: true };
    let asked = query.unwrap_or(&everything);
    let (of_report, of_finding): (Vec<_>, Vec<_>) =
        filters.iter().cloned().partition(|test| super::reports::is_of_report(test.field));
    let counts: BTreeMap<String, u64> =
        matching_reports(index, asked, &of_finding)?.into_iter().collect();
    let needed = query.is_some_and(|query| query.root.is_some()) || !of_finding.is_empty();
    let mut found = Vec::new();
    for report in index.reports()? {
        let count = counts.get(&report.id).copied().unwrap_or(0);
        if (count > 0 || !needed) && super::reports::passes(index, &report, &of_report)? {
            found.push((report, count));
        }
    }
    Ok(found)
}

/// Reads the values of a filter: resolves the names of forces and regions, years, grades, pillars, kinds.
/// Used for options before anything is searched, so that a typo is an error and never an empty result.
///
/// # Errors
/// `Query` naming the wrong value and the closest right ones.
pub fn check_filters(index: &Index, filters: &[FieldTest]) -> Result<()> {
    guarded(index.dir(), || {
        let mut lowering = Lowering::new(index, "");
        filters.iter().try_for_each(|test| lowering.field_test(test).map(drop))
    })
}

/// The values of columns over the whole index, if they are known and their combinations are few.
fn known_values(index: &Index, columns: &[&'static str]) -> Result<Option<Vec<Arc<ColumnValues>>>> {
    let mut values = Vec::with_capacity(columns.len());
    for name in columns {
        let Some(known) = index.column_of_few(name)? else { return Ok(None) };
        values.push(known);
    }
    let sizes = values.iter().map(|values| values.texts.len() + 1);
    let size = sizes.fold(1_usize, usize::saturating_mul);
    Ok((size <= MAX_ARRAY).then_some(values))
}

/// Counts by the values of columns, which are known; each value is named once, in however many rows it is.
fn table(
    index: &Index,
    query: &dyn Matcher,
    (by, columns): (&[Dimension], &[&'static str]),
    values: &[Arc<ColumnValues>],
) -> Result<Vec<(Vec<Bucket>, u64)>> {
    let widths: Vec<usize> = values.iter().map(|values| values.texts.len() + 1).collect();
    let mut whole = vec![0; widths.iter().product()];
    each_segment(index, query, columns, false, |cells| match cells.add_by_number(&mut whole) {
        true => Ok(()),
        false => Err(TantivyError::InternalError("a column lost its values".to_owned())),
    })?;
    let mut named: Vec<Vec<Option<Bucket>>> = widths.iter().map(|it| vec![None; *it]).collect();
    let mut rows = Vec::new();
    for (cell, count) in whole.into_iter().enumerate().filter(|(_, count)| *count > 0) {
        let (mut rest, mut buckets) = (cell, Vec::with_capacity(by.len()));
        for (at, width) in widths.iter().enumerate().rev() {
            let Some(place) = named.get_mut(at).and_then(|it| it.get_mut(rest % width)) else {
                continue;
            };
            if place.is_none() {
                let number = (rest % width).checked_sub(1);
                let text = number.and_then(|number| values[at].texts.get(number));
                *place = Some(bucket(index, by[at], text.map(str::to_owned))?);
            }
            buckets.extend(place.clone());
            rest /= width;
        }
        buckets.reverse();
        rows.push((buckets, count));
    }
    Ok(rows)
}

/// Counts by the values of columns, with `copies` of findings or without.
fn counts(
    index: &Index,
    query: &dyn Matcher,
    columns: &[&'static str],
    copies: bool,
) -> Result<BTreeMap<Vec<Option<String>>, u64>> {
    let mut whole = BTreeMap::new();
    if columns.is_empty() {
        let all = index.count(query)?;
        return Ok((all > 0).then_some((Vec::new(), all)).into_iter().collect());
    }
    each_segment(index, query, columns, copies, |cells| cells.add_to(&mut whole))?;
    Ok(whole)
}

/// Gives `take` what is counted in each segment.
fn each_segment(
    index: &Index,
    query: &dyn Matcher,
    columns: &[&'static str],
    copies: bool,
    mut take: impl FnMut(Cells) -> tantivy::Result<()>,
) -> Result<()> {
    let failed = |error| index.failure(error);
    let scoring = EnableScoring::disabled_from_searcher(index.searcher());
    let weight = query.weight(scoring).map_err(failed)?;
    for (segment, reader) in index.searcher().segment_readers().iter().enumerate() {
        let open = |name: &&'static str| Texts::open(index, segment, name);
        let mut cells = Cells::new(columns.iter().map(open).collect::<Result<_>>()?);
        let living = if copies { index.alive(segment) } else { index.living(segment)? };
        let mut counted = Vec::new();
        let each = weight.for_each_no_score(reader, &mut |docs| {
            if living.is_all() {
                return cells.count(docs);
            }
            counted.clear();
            counted.extend(docs.iter().filter(|doc| living.holds(**doc)));
            cells.count(&counted);
        });
        each.map_err(failed)?;
        take(cells).map_err(failed)?;
    }
    Ok(())
}

//! What a request needs, before anything is read: of which units it takes documents, which of their fields, and which
//! units it brings together.

use std::collections::{BTreeMap, BTreeSet};

use super::field::Field;
use super::level::{check, in_order};
use super::read::wrong;
use super::request::{Kind, Named};
use crate::Result;
use crate::analyse::Unit;
use crate::query::Query;

/// The needs of a request.
pub(super) struct Plan<'r> {
    /// By unit.
    pub(super) tables: BTreeMap<Unit, Needed<'r>>,
    /// Units of which documents lead to one another, the finer first.
    pub(super) links: BTreeSet<(Unit, Unit)>,
    /// Lists of documents that are held at one time, at most.
    pub(super) deepest: usize,
}

/// What is needed of the documents of one unit.
#[derive(Default)]
pub(super) struct Needed<'r> {
    pub(super) fields: BTreeSet<Field>,
    /// By their texts.
    pub(super) queries: BTreeMap<&'r str, &'r Query>,
}

impl<'r> Plan<'r> {
    /// The needs of `aggs` over documents of `root`.
    ///
    /// # Errors
    /// `Usage` for a field that the documents do not have, and for a path that leads nowhere.
    pub(super) fn of(root: Unit, aggs: &'r [Named]) -> Result<Self> {
        let mut plan = Self { tables: BTreeMap::new(), links: BTreeSet::new(), deepest: 0 };
        plan.level(aggs, &[root], "", 1)?;
        Ok(plan)
    }

    /// Of `aggs` within the units `around`, the innermost last.
    fn level(
        &mut self,
        aggs: &'r [Named],
        around: &[Unit],
        path: &str,
        depth: usize,
    ) -> Result<()> {
        let Some((at, outer)) = around.split_last() else { return Ok(()) };
        self.deepest = self.deepest.max(depth);
        self.tables.entry(*at).or_default();
        for agg in aggs {
            let place = format!("{path}{}", agg.name);
            for field in fields(&agg.kind) {
                check(*at, field)?;
                self.tables.entry(*at).or_default().fields.insert(field);
            }
            for query in queries(&agg.kind) {
                self.tables.entry(*at).or_default().queries.insert(&query.text, query);
            }
            let mut within = around.to_vec();
            match &agg.kind {
                Kind::Nested(unit) if around.contains(unit) => {
                    return Err(wrong(
                        &format!("{place}.nested.path"),
                        &format!("this stands within {} already", unit.slug()),
                    )
                    .hint("`reverse_nested` leads back to what stands around"));
                }
                Kind::Nested(unit) => {
                    self.links.insert(in_order(*at, *unit));
                    within.push(*unit);
                }
                Kind::ReverseNested(unit) => {
                    let place = format!("{place}.reverse_nested");
                    let back = way_back(*unit, outer, &place)?;
                    within.truncate(back + 1);
                    self.links.insert(in_order(*at, around[back]));
                }
                _ => {}
            }
            self.level(&agg.aggs, &within, &format!("{place}.aggs."), depth + 1)?;
        }
        Ok(())
    }
}

/// Which of the units around is meant; the outermost where none is named.
fn way_back(unit: Option<Unit>, outer: &[Unit], place: &str) -> Result<usize> {
    if outer.is_empty() {
        return Err(wrong(place, "nothing is nested here").hint("it stands within a `nested`"));
    }
    let Some(unit) = unit else { return Ok(0) };
    outer.iter().position(|around| *around == unit).ok_or_else(|| {
        let names: Vec<&str> = outer.iter().map(|unit| unit.slug()).collect();
        wrong(&format!("{place}.path"), &format!("no {} stand around here", unit.slug()))
            .hint(format!("around here stand {}", names.join(", ")))
    })
}

/// The fields that an aggregation reads.
fn fields(kind: &Kind) -> Vec<Field> {
    match kind {
        Kind::Terms { keys, .. } => keys.iter().map(|(field, _)| *field).collect(),
        Kind::Composite { sources, .. } => sources.iter().map(|(_, source)| source.field).collect(),
        Kind::Histogram { field, .. }
        | Kind::Range { field, .. }
        | Kind::Missing(field)
        | Kind::Metric(_, field)
        | Kind::Percentiles { field, .. } => vec![*field],
        Kind::Filter(_) | Kind::Filters(_) | Kind::Nested(_) | Kind::ReverseNested(_) => Vec::new(),
    }
}

fn queries(kind: &Kind) -> Vec<&Query> {
    match kind {
        Kind::Filter(query) => vec![query],
        Kind::Filters(all) => all.iter().map(|(_, query)| query).collect(),
        _ => Vec::new(),
    }
}

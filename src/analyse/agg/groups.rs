//! Inspections and bodies as documents: the findings about each of them, put together.

use std::collections::BTreeMap;

use super::field::Field;
use super::ground::{Base, of_findings};
use crate::Result;
use crate::analyse::Unit;
use crate::query::Query;
use crate::report::Inspection;
use crate::search::{Findings, Key, Values};

/// Findings by inspection or body.
pub(super) struct Groups<'a> {
    findings: Findings<'a>,
    /// The keys of the inspections or bodies, sorted; every document is one of them.
    keys: Vec<String>,
    /// Which document each finding is of.
    of: Vec<Option<u32>>,
    /// A finding of each document.
    one: Vec<u32>,
}

impl<'a> Groups<'a> {
    pub(super) fn of(findings: Findings<'a>, unit: Unit) -> Result<Self> {
        let (numbers, texts) = match findings.key(Key::Inspection)? {
            Values::Texts { numbers, texts } => (numbers, texts),
            Values::Numbers(_) => (Vec::new(), Vec::new()),
        };
        let named: Vec<Option<String>> = texts.into_iter().map(|key| name(unit, key)).collect();
        let mut places: BTreeMap<&str, u32> =
            named.iter().flatten().map(|key| (key.as_str(), 0)).collect();
        (0..).zip(places.values_mut()).for_each(|(place, slot)| *slot = place);
        let place = |number: &u32| {
            let key = named.get((*number as usize).checked_sub(1)?)?.as_deref()?;
            places.get(key).copied()
        };
        let of: Vec<Option<u32>> = numbers.iter().map(place).collect();
        let keys: Vec<String> = places.keys().map(ToString::to_string).collect();
        let mut one = vec![0; keys.len()];
        for (finding, place) in (0..).zip(&of) {
            if let Some(slot) = place.and_then(|place| one.get_mut(place as usize)) {
                *slot = finding;
            }
        }
        Ok(Self { findings, keys, of, one })
    }

    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }

    pub(super) fn keys(&self) -> &[String] {
        &self.keys
    }

    /// Which have a finding that matches `query`.
    pub(super) fn holding(&self, query: &Query) -> Result<Vec<bool>> {
        let mut held = vec![false; self.keys.len()];
        for (place, matches) in self.of.iter().zip(self.findings.holding(query)?) {
            if let Some(slot) = place.and_then(|place| held.get_mut(place as usize)) {
                *slot |= matches;
            }
        }
        Ok(held)
    }

    /// A field that all findings of a document have alike.
    pub(super) fn column(&self, base: &Base<'_>, field: Field) -> Result<Values> {
        let of_one = |finding: &u32| *finding as usize;
        Ok(match of_findings(base, &self.findings, field)? {
            Values::Texts { numbers, texts } => {
                let numbers = self.one.iter().map(|it| numbers[of_one(it)]).collect();
                Values::Texts { numbers, texts }
            }
            Values::Numbers(numbers) => {
                Values::Numbers(self.one.iter().map(|it| numbers[of_one(it)]).collect())
            }
        })
    }
}

/// The key of the document that findings of an inspection are of.
fn name(unit: Unit, inspection: String) -> Option<String> {
    match unit {
        Unit::Forces => Inspection::read(&inspection).map(|inspection| inspection.force),
        _ => Some(inspection),
    }
}

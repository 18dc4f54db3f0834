//! One hit a unit: the best finding of each report, inspection or body, with the number of its findings.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use tantivy::{DocId, Score};

use super::best::{Candidate, Local, Scale, candidates};
use super::columns::Texts;
use super::pass::Want;
use crate::Result;
use crate::index::Index;

/// What a hit stands for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A finding.
    #[default]
    Finding,
    /// A report: its best finding.
    Report,
    /// An inspection (body, programme, cycle, pillar): its best finding.
    Inspection,
    /// A body: the best finding about it.
    Force,
}

impl Unit {
    /// The name in options and JSON.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Finding => "finding",
            Self::Report => "report",
            Self::Inspection => "inspection",
            Self::Force => "force",
        }
    }

    fn column(self) -> &'static str {
        match self {
            Self::Finding | Self::Report => "report",
            Self::Inspection => "inspection",
            Self::Force => "body",
        }
    }
}

/// A unit with its best finding.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct UnitHit {
    pub(super) best: Candidate,
    /// Findings of the unit that match.
    pub(super) findings: u64,
}

/// The units of one segment, by the ordinals of their column.
pub(super) struct Groups {
    texts: Texts,
    scale: Arc<Scale>,
    groups: Vec<Option<(Local, u64)>>,
    without: u64,
    counts_copies: bool,
}

impl Groups {
    pub(super) fn open(index: &Index, segment: usize, want: &Want) -> Result<Self> {
        let texts = Texts::open(index, segment, want.unit.column())?;
        let groups = vec![None; texts.width()];
        let scale = Arc::new(Scale::open(index, segment, want)?);
        let counts_copies = want.unit == Unit::Report;
        Ok(Self { texts, scale, groups, without: 0, counts_copies })
    }

    /// Whether copies of findings are to be offered: a report holds them all the same.
    pub(super) fn counts_copies(&self) -> bool {
        self.counts_copies
    }

    pub(super) fn offer(&mut self, doc: DocId, score: Score) {
        let ordinal = self.texts.ordinal(doc);
        let Some(group) = self.groups.get_mut(ordinal).filter(|_| ordinal > 0) else {
            self.without += 1;
            return;
        };
        let local = self.scale.local(doc, score);
        match group {
            None => *group = Some((local, 1)),
            Some((best, findings)) => {
                *findings += 1;
                if self.scale.is_better(local, *best) {
                    *best = local;
                }
            }
        }
    }
}

/// The units of all segments, best first, and the number of findings that belong to none.
pub(super) fn grouped(segments: Vec<Groups>) -> tantivy::Result<(Vec<UnitHit>, u64)> {
    let without = segments.iter().map(|segment| segment.without).sum();
    let mut found = Vec::with_capacity(segments.len());
    let mut names = Vec::new();
    for Groups { texts, scale, groups, .. } in segments {
        let of = |(ordinal, group): (u64, Option<(Local, u64)>)| Some((ordinal, group?));
        let held: Vec<(u64, (Local, u64))> = (0..).zip(groups).filter_map(of).collect();
        let ordinals: Vec<u64> = held.iter().map(|(ordinal, _)| *ordinal).collect();
        let mut counts = held.iter().map(|(_, (_, findings))| *findings);
        texts
            .each(&ordinals, |_, name| names.push((name.to_owned(), counts.next().unwrap_or(0))))?;
        found.push((held.iter().map(|(_, (local, _))| *local).collect(), scale));
    }
    let mut units: BTreeMap<String, UnitHit> = BTreeMap::new();
    for ((name, findings), best) in names.into_iter().zip(candidates(&found)?) {
        let unit = units.entry(name).or_insert(UnitHit { best, findings: 0 });
        unit.findings += findings;
        unit.best = unit.best.max(best);
    }
    let mut units: Vec<UnitHit> = units.into_values().collect();
    units.sort_unstable_by_key(|unit| Reverse(unit.best));
    Ok((units, without))
}

//! Which documents of one unit belong with which of another.

use std::collections::BTreeMap;

use super::ground::{Base, Ground};
use crate::Result;
use crate::analyse::filter::inspections;
use crate::analyse::matching::judgments_of;
use crate::analyse::{Include, Judgment, Unit};
use crate::report::{Attestation, Inspection};
use crate::search::{Key, Values};

/// From each document of one unit to those of another.
pub(super) struct Links {
    /// Where the places of each document begin, and where the last ones end.
    starts: Vec<u32>,
    to: Vec<u32>,
}

impl Links {
    /// From `pairs` of places, each once; `len` documents lead to others.
    fn new(len: usize, mut pairs: Vec<(u32, u32)>) -> Self {
        pairs.sort_unstable();
        pairs.dedup();
        let mut starts = vec![0; len + 1];
        for (from, _) in &pairs {
            starts[*from as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        Self { starts, to: pairs.into_iter().map(|(_, to)| to).collect() }
    }

    /// Where the document at `from` leads.
    pub(super) fn of(&self, from: u32) -> &[u32] {
        let at = from as usize;
        let (Some(start), Some(end)) = (self.starts.get(at), self.starts.get(at + 1)) else {
            return &[];
        };
        &self.to[*start as usize..*end as usize]
    }

    /// Where the documents `from` lead, each place once, in order.
    pub(super) fn of_all(&self, from: &[u32]) -> Vec<u32> {
        let mut found: Vec<u32> = from.iter().flat_map(|from| self.of(*from)).copied().collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    pub(super) fn bytes(&self) -> usize {
        4 * (self.starts.len() + self.to.len())
    }
}

/// The links between documents of a finer unit and of a coarser one, both ways.
pub(super) fn links(
    base: &Base<'_>,
    finer: &Ground<'_>,
    (unit, coarser): (Unit, &Ground<'_>),
) -> Result<[Links; 2]> {
    let pairs = pairs(base, finer, (unit, coarser))?;
    let back = pairs.iter().map(|(a, b)| (*b, *a)).collect();
    Ok([Links::new(finer.len(), pairs), Links::new(coarser.len(), back)])
}

fn pairs(
    base: &Base<'_>,
    finer: &Ground<'_>,
    (unit, coarser): (Unit, &Ground<'_>),
) -> Result<Vec<(u32, u32)>> {
    if let (Ground::Findings(rows), Ground::Judgments(judgments)) = (finer, coarser) {
        let places: BTreeMap<_, u32> =
            judgments.iter().map(|judgment| &judgment.key).zip(0..).collect();
        let under = judgments_of(rows, &base.ledger)?;
        let place = |place: usize| places.get(&base.ledger.judgments[place].key).copied();
        return Ok((0..).zip(under).filter_map(|(row, at)| Some((row, place(at?)?))).collect());
    }
    let places: BTreeMap<String, u32> = keys(coarser).into_iter().zip(0..).collect();
    let place = |key: &str| places.get(key).copied();
    if let Ground::Findings(rows) = finer {
        let key = if unit == Unit::Reports { Key::Report } else { Key::Inspection };
        let Values::Texts { numbers, texts } = rows.key(key)? else { return Ok(Vec::new()) };
        let name = |key: &String| match unit {
            Unit::Forces => place(&Inspection::read(key)?.force),
            _ => place(key),
        };
        let to: Vec<Option<u32>> = texts.iter().map(name).collect();
        let one = |(row, number): (u32, &u32)| Some((row, to[(*number as usize).checked_sub(1)?]?));
        return Ok((0..).zip(&numbers).filter_map(one).collect());
    }
    let owners = owners(finer, unit, base.include);
    let of_one = |(row, keys): (u32, Vec<String>)| {
        keys.into_iter().filter_map(move |key| Some((row, place(&key)?))).collect::<Vec<_>>()
    };
    Ok((0..).zip(owners).flat_map(of_one).collect())
}

/// The keys of documents that others name.
fn keys(ground: &Ground<'_>) -> Vec<String> {
    match ground {
        Ground::Reports(rows) => rows.iter().map(|report| report.id.clone()).collect(),
        Ground::Groups(rows) => rows.keys().to_vec(),
        Ground::Findings(_) | Ground::Judgments(_) => Vec::new(),
    }
}

/// The keys of the documents of `unit` that each document of a finer one belongs to.
fn owners(finer: &Ground<'_>, unit: Unit, include: Include) -> Vec<Vec<String>> {
    match finer {
        Ground::Judgments(rows) => rows
            .iter()
            .map(|judgment| match unit {
                Unit::Reports => stating(judgment, include),
                Unit::Inspections => vec![judgment.inspection().key()],
                _ => vec![judgment.key.force.key()],
            })
            .collect(),
        Ground::Reports(rows) => rows
            .iter()
            .map(|report| match unit {
                Unit::Inspections => inspections(report).map(|it| it.key()).collect(),
                _ => report.forces.iter().map(|force| force.key()).collect(),
            })
            .collect(),
        Ground::Groups(rows) => {
            let force = |key: &String| Inspection::read(key).map(|it| it.force);
            rows.keys().iter().map(|key| force(key).into_iter().collect()).collect()
        }
        Ground::Findings(_) => Vec::new(),
    }
}

/// The reports that state a judgment: not those that only recall it, unless such judgments are counted.
fn stating(judgment: &Judgment, include: Include) -> Vec<String> {
    let counts = |said: &Attestation| match (said.retrospective, said.second_hand) {
        (true, _) => include.retrospective,
        (false, true) => include.second_hand,
        (false, false) => true,
    };
    let statements = judgment.statements.iter();
    let stating = statements.filter(|statement| counts(&statement.attestation));
    stating.map(|statement| statement.report.clone()).collect()
}

//! From findings to chains: texts meet by their bands, pairs that are alike enough are joined, classes are read off.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::align::changes;
use super::wording::{BANDS, Wording};
use super::{Chain, Class, Earlier, Item, Member};
use crate::index::Analyzer;

/// Bands that are made of every text at a time.
const AT_ONCE: usize = 16;

/// A chain of the places of items.
pub(super) struct Draft {
    pub(super) classes: Vec<Class>,
    pub(super) members: Vec<DraftMember>,
    forces: u64,
    cycles: u64,
}

/// Items of one force, one cycle and one wording.
pub(super) struct DraftMember {
    /// The items, the one with the first id first.
    pub(super) items: Vec<usize>,
    wording: Wording,
}

/// The chains of a class, those with most members first, then the oldest.
pub(super) fn chains(items: &[Item], alike: f64, many: usize) -> Vec<Draft> {
    let make = |analyzer: &mut Analyzer, item: &Item| {
        Wording::of(analyzer, &item.finding.text, &item.force.name)
    };
    let wordings: Vec<Wording> = items.par_iter().map_init(Analyzer::default, make).collect();
    // What many documents repeat is compared once.
    let mut same: BTreeMap<&[u64], Vec<usize>> = BTreeMap::new();
    for (at, wording) in wordings.iter().enumerate().filter(|(_, w)| !w.is_too_short()) {
        same.entry(wording.key()).or_default().push(at);
    }
    let distinct: Vec<Vec<usize>> = same.into_values().collect();
    let first: Vec<&Wording> = distinct.iter().map(|places| &wordings[places[0]]).collect();
    let mut joined = joined(&first, alike);
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, places) in distinct.iter().enumerate() {
        groups.entry(joined.root(at)).or_default().extend(places);
    }
    let mut drafts: Vec<Draft> =
        groups.into_values().filter_map(|places| draft(items, &wordings, places, many)).collect();
    drafts.sort_by_key(|draft| {
        let first = draft.members.first().and_then(|member| member.items.first());
        let first = first.map(|at| (items[*at].cycle, items[*at].finding.id.clone()));
        (Reverse(draft.members.len()), first)
    });
    drafts
}

/// Joins what meets in a band and is alike enough. Band after band, so that the bands of all texts are never held at once; what
/// is joined already is not compared again.
fn joined(wordings: &[&Wording], alike: f64) -> Joined {
    let mut joined = Joined::new(wordings.len());
    for from in (0..BANDS).step_by(AT_ONCE) {
        let numbers = from..BANDS.min(from + AT_ONCE);
        let bands = wordings.par_iter().map(|wording| wording.bands(numbers.clone()));
        let bands: Vec<Vec<u64>> = bands.collect();
        for nth in 0..numbers.len() {
            let with_place = (0..).zip(&bands);
            let met = with_place.filter_map(|(at, bands)| Some((*bands.get(nth)?, at)));
            for (one, other) in pairs(wordings, met.collect(), &joined.roots(), alike) {
                joined.join(one, other);
            }
        }
    }
    joined
}

/// The pairs with the same band that are alike enough and have not the same root.
fn pairs(
    wordings: &[&Wording],
    mut met: Vec<(u64, usize)>,
    roots: &[usize],
    alike: f64,
) -> Vec<(usize, usize)> {
    met.par_sort_unstable();
    let with_others = met.par_iter().enumerate().flat_map_iter(|(place, (band, at))| {
        let before = met[..place].iter().rev().take_while(move |(other, _)| other == band);
        let again = |other: &usize| {
            roots[*other] != roots[*at] && wordings[*at].asks_again(wordings[*other], alike)
        };
        before.map(|(_, other)| *other).filter(again).map(|other| (other, *at)).collect::<Vec<_>>()
    });
    with_others.collect()
}

/// Sets that are joined (union-find); the root is the least place.
struct Joined(Vec<usize>);

impl Joined {
    fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    /// The root of each.
    fn roots(&mut self) -> Vec<usize> {
        (0..self.0.len()).map(|at| self.root(at)).collect()
    }

    fn root(&mut self, at: usize) -> usize {
        let mut root = at;
        while self.0[root] != root {
            root = self.0[root];
        }
        let mut at = at;
        while self.0[at] != root {
            at = std::mem::replace(&mut self.0[at], root);
        }
        root
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        self.0[one.max(other)] = one.min(other);
    }
}

/// The chain of these items; `None` where nothing returns.
fn draft(items: &[Item], wordings: &[Wording], places: Vec<usize>, many: usize) -> Option<Draft> {
    let mut members: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for at in places {
        let item = &items[at];
        let key = (item.cycle, item.force.name.clone(), item.force.key(), wordings[at].key());
        members.entry(key).or_default().push(at);
    }
    let mut by_cycle: BTreeMap<_, BTreeSet<&String>> = BTreeMap::new();
    let mut by_force: BTreeMap<&String, BTreeSet<_>> = BTreeMap::new();
    for (cycle, _, force, _) in members.keys() {
        by_cycle.entry(*cycle).or_default().insert(force);
        by_force.entry(force).or_default().insert(*cycle);
    }
    let unresolved = by_force.values().any(|cycles| cycles.len() > 1);
    let boilerplate = by_cycle.values().any(|forces| forces.len() >= many.max(2));
    // A force has it later than another, and not only because it had it itself before.
    let first = by_cycle.values().next().cloned().unwrap_or_default();
    let spread = by_force.keys().any(|force| !first.contains(force));
    let classes: Vec<Class> = [
        (unresolved, Class::Unresolved),
        (boilerplate, Class::Boilerplate),
        (spread, Class::Spread),
    ]
    .into_iter()
    .filter_map(|(is, class)| is.then_some(class))
    .collect();
    let (forces, cycles) = (by_force.len() as u64, by_cycle.len() as u64);
    let member = |mut items_of: Vec<usize>| {
        items_of.sort_by(|a, b| items[*a].finding.id.cmp(&items[*b].finding.id));
        let wording = wordings[items_of[0]].clone();
        DraftMember { items: items_of, wording }
    };
    let any = !classes.is_empty();
    let members = members.into_values().map(member).collect();
    any.then_some(Draft { classes, members, forces, cycles })
}

impl Draft {
    /// The chain with its findings, dates and differences.
    pub(super) fn finish(&self, items: &[Item], dates: &BTreeMap<String, String>) -> Chain {
        let members = self.members.iter().enumerate().map(|(at, member)| {
            let item = &items[member.items[0]];
            let report = item.finding.id.rsplit_once('-').map_or("", |(report, _)| report);
            Member {
                finding: item.finding.clone(),
                repeated: member.items[1..]
                    .iter()
                    .map(|at| items[*at].finding.id.clone())
                    .collect(),
                date: dates.get(report).cloned(),
                earlier: self.earlier(items, at),
            }
        });
        Chain {
            classes: self.classes.clone(),
            members: members.collect(),
            forces: self.forces,
            cycles: self.cycles,
        }
    }

    fn earlier(&self, items: &[Item], at: usize) -> Option<Earlier> {
        let member = &self.members[at];
        let item = &items[member.items[0]];
        let own = self.members[..at].iter().rev().find(|other| {
            let other = &items[other.items[0]];
            other.force.key() == item.force.key() && other.cycle < item.cycle
        });
        let other = own.or(self.members.first().filter(|_| at > 0))?;
        let earlier = &items[other.items[0]].finding;
        Some(Earlier {
            id: earlier.id.clone(),
            alike: other.wording.alike(&member.wording),
            changes: changes(&earlier.text, &item.finding.text),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Joined band after band, texts fall into the same sets as where every pair is compared.
    #[test]
    fn what_is_joined_is_what_every_pair_would_join() {
        let words =
            ["queue", "vetting", "renewal", "custody", "detainee", "search", "record", "unit"];
        let more = ["backlog", "staff", "victim", "contact", "crime", "training", "plan", "audit"];
        let text = |at: usize| {
            let pick = |nth: usize| [words, more][at % 2][(at / 6 + nth * (1 + at % 3)) % 8];
            (0..6).map(pick).collect::<Vec<_>>().join(" ")
        };
        let mut analyzer = Analyzer::default();
        let wordings: Vec<Wording> =
            (0..96).map(|at| Wording::of(&mut analyzer, &text(at), "")).collect();
        let wordings: Vec<&Wording> = wordings.iter().collect();
        let mut expected = Joined::new(wordings.len());
        for (at, one) in wordings.iter().enumerate() {
            for (before, other) in wordings[..at].iter().enumerate() {
                let (mine, others) = (one.bands(0..BANDS), other.bands(0..BANDS));
                if mine.iter().zip(&others).any(|(a, b)| a == b) && one.asks_again(other, 0.8) {
                    expected.join(before, at);
                }
            }
        }
        let mut found = joined(&wordings, 0.8);
        assert_eq!(found.roots(), expected.roots());
        let sets: BTreeSet<usize> = found.roots().into_iter().collect();
        assert!((2..60).contains(&sets.len()), "{} sets", sets.len());
    }
}

//! Areas for improvement of several bodies, those about the same thing together: by the words they share, not by meaning.

use std::collections::{BTreeMap, BTreeSet};

use crate::Result;
use crate::index::{Index, analyze};
use crate::report::Finding;
use crate::search;

/// Two areas are of one topic if the cosine of their words is this and more: below it what they share is mostly the turns of
/// phrase that all areas have.
const ALIKE: f64 = 0.3;

/// The areas for improvement of the bodies.
#[derive(Debug, Clone, PartialEq)]
pub struct Areas {
    /// Areas of two and more bodies that are alike in words, most alike first.
    pub groups: Vec<AreaGroup>,
    /// The others, body by body.
    pub alone: Vec<Area>,
    /// How many different ones each body has.
    pub of: Vec<u64>,
}

/// Areas that are alike, one a body at most.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaGroup {
    /// How alike the two are that brought the last of them in: 0 to 1.
    pub similarity: f64,
    /// The areas, in the order of the bodies.
    pub areas: Vec<Area>,
}

/// An area for improvement.
#[derive(Debug, Clone, PartialEq)]
pub struct Area {
    /// Which body, by its place among them.
    pub force: usize,
    /// The finding.
    pub finding: Finding,
}

/// The words of an area with their weights, of length 1.
type Vector = BTreeMap<String, f64>;

/// Puts areas together whose words are alike: the cosine of vectors of stems, each weighed by how often it stands there
/// (1 + ln) and how few findings hold it. Pairs are taken from the most alike down; an area stands in one group.
pub(super) fn align(index: &Index, of_forces: &[Vec<&Finding>]) -> Result<Areas> {
    let areas: Vec<Area> = of_forces
        .iter()
        .enumerate()
        .flat_map(|(force, of)| {
            different(of).map(move |finding| Area { force, finding: finding.clone() })
        })
        .collect();
    let of = of_forces.iter().map(|of| different(of).count() as u64).collect();
    let counts: Vec<BTreeMap<String, u32>> =
        areas.iter().map(|area| stems(&area.finding.text)).collect();
    let all: BTreeSet<String> = counts.iter().flat_map(BTreeMap::keys).cloned().collect();
    let rarity = search::rarity(index, &all)?;
    let vectors: Vec<Vector> = counts.iter().map(|counts| vector(counts, &rarity)).collect();
    Ok(grouped(areas, &vectors, of))
}

/// The areas, one of those that several documents print in the same words for one round.
fn different<'a>(of: &'a [&'a Finding]) -> impl Iterator<Item = &'a Finding> {
    let mut seen = BTreeSet::new();
    of.iter().copied().filter(move |finding| {
        let text = finding.text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        seen.insert((finding.programme, finding.cycle, text))
    })
}

fn stems(text: &str) -> BTreeMap<String, u32> {
    let mut stems = BTreeMap::new();
    for token in analyze(text).into_iter().filter(|token| token.role != "joined") {
        *stems.entry(token.stem).or_insert(0) += 1;
    }
    stems
}

fn vector(counts: &BTreeMap<String, u32>, rarity: &BTreeMap<String, f64>) -> Vector {
    let weigh = |(stem, count): (&String, &u32)| {
        let rare = rarity.get(stem).copied().unwrap_or_default();
        (stem.clone(), (1.0 + f64::from(*count).ln()) * rare)
    };
    let mut vector: Vector = counts.iter().map(weigh).filter(|(_, weight)| *weight > 0.0).collect();
    let length = vector.values().map(|weight| weight * weight).sum::<f64>().sqrt();
    vector.values_mut().for_each(|weight| *weight /= length);
    vector
}

fn cosine(one: &Vector, other: &Vector) -> f64 {
    one.iter().filter_map(|(stem, weight)| other.get(stem).map(|it| weight * it)).sum()
}

fn grouped(areas: Vec<Area>, vectors: &[Vector], of: Vec<u64>) -> Areas {
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (at, (one, vector)) in areas.iter().zip(vectors).enumerate() {
        for (other_at, (other, others)) in areas.iter().zip(vectors).enumerate().skip(at + 1) {
            if one.force != other.force {
                let alike = cosine(vector, others);
                if alike >= ALIKE {
                    pairs.push((alike, at, other_at));
                }
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| (a.1, a.2).cmp(&(b.1, b.2))));
    let mut groups: Vec<(f64, Vec<usize>)> = Vec::new();
    let mut group_of: BTreeMap<usize, usize> = BTreeMap::new();
    for (alike, one, other) in pairs {
        match (group_of.get(&one).copied(), group_of.get(&other).copied()) {
            (None, None) => {
                group_of.extend([(one, groups.len()), (other, groups.len())]);
                groups.push((alike, vec![one, other]));
            }
            (Some(group), None) => join(&mut groups, &mut group_of, (group, other, alike), &areas),
            (None, Some(group)) => join(&mut groups, &mut group_of, (group, one, alike), &areas),
            (Some(_), Some(_)) => {}
        }
    }
    let area = |at: &usize| areas.get(*at).cloned();
    let groups = groups.into_iter().map(|(similarity, mut members)| {
        members.sort_by_key(|at| (areas.get(*at).map(|area| area.force), *at));
        AreaGroup { similarity, areas: members.iter().filter_map(area).collect() }
    });
    let groups = groups.collect();
    let is_alone = |(at, _): &(usize, &Area)| !group_of.contains_key(at);
    let alone = areas.iter().enumerate().filter(is_alone).map(|(_, area)| area.clone()).collect();
    Areas { groups, alone, of }
}

/// Takes an area into a group that has none of its body.
fn join(
    groups: &mut [(f64, Vec<usize>)],
    group_of: &mut BTreeMap<usize, usize>,
    (group, area, alike): (usize, usize, f64),
    areas: &[Area],
) {
    let force = |at: usize| areas.get(at).map(|area| area.force);
    let Some((similarity, members)) = groups.get_mut(group) else { return };
    if members.iter().all(|member| force(*member) != force(area)) {
        members.push(area);
        *similarity = similarity.min(alike);
        group_of.insert(area, group);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(force: usize, text: &str) -> Area {
        let finding = serde_json::json!({
            "id": text, "source_id": null, "kind": "area_for_improvement", "force": null, "programme": null,
            "cycle": null, "pillar": null, "question": null, "question_text": null, "outcome": null,
            "heading": null, "text": text, "span": [0, 1], "page": null
        });
        Area { force, finding: serde_json::from_value(finding).unwrap() }
    }

    /// Groups as `a+b 0.71`, alone as `c`, with every stem equally rare.
    fn shown(areas: &[(usize, &str)]) -> Vec<String> {
        let areas: Vec<Area> = areas.iter().map(|(force, text)| area(*force, text)).collect();
        let counts: Vec<_> = areas.iter().map(|area| stems(&area.finding.text)).collect();
        let rarity =
            counts.iter().flat_map(BTreeMap::keys).map(|stem| (stem.clone(), 1.0)).collect();
        let vectors: Vec<Vector> = counts.iter().map(|counts| vector(counts, &rarity)).collect();
        let found = grouped(areas, &vectors, Vec::new());
        let groups = found.groups.iter().map(|group| {
            let texts: Vec<&str> =
                group.areas.iter().map(|area| area.finding.text.as_str()).collect();
            format!("{} {:.2}", texts.join("+"), group.similarity)
        });
        groups.chain(found.alone.iter().map(|area| area.finding.text.clone())).collect()
    }

    #[test]
    fn the_most_alike_stand_together_and_one_of_each_body() {
        // Cosines by hand: two of two words shared 1; one of two 0.5; none 0.
        type Case<'a> = (&'a [(usize, &'a str)], &'a [&'a str]);
        let cases: [Case; 4] = [
            (&[(0, "vetting queue"), (1, "queue vetting")], &["vetting queue+queue vetting 1.00"]),
            (&[(0, "vetting queue"), (1, "custody cells")], &["vetting queue", "custody cells"]),
            (
                &[(0, "vetting queue"), (0, "vetting"), (1, "vetting")],
                &["vetting+vetting 1.00", "vetting queue"],
            ),
            (
                &[(0, "vetting queue"), (1, "vetting queue"), (2, "vetting boats")],
                &["vetting queue+vetting queue+vetting boats 0.50"],
            ),
        ];
        for (areas, expected) in cases {
            assert_eq!(shown(areas), expected, "{areas:?}");
        }
        // Of the same body: never together.
        assert_eq!(shown(&[(0, "vetting"), (0, "vetting")]), ["vetting", "vetting"]);
    }
}

//! Words counted from the postings are the words of the texts, on either side, in every part, in any number of segments.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::fixture::*;
use super::sides::{Part, sides};
use crate::index::{Index, analyze, build_in_segments};
use crate::query;
use crate::report::{FindingKind, Grade, Report};

const FORCES: [&str; 3] = ["anyshire", "midshire", "endshire"];

/// What a finding is made of: a force, whether its grade is good, and words.
type Row = (usize, bool, Vec<usize>);

const WORDS: [&str; 7] =
    ["vetting", "backlog", "counter-corruption", "Force\u{2019}s", "12,400", "caf\u{e9}", "waits."];

fn reports(rows: &[Row]) -> Vec<Report> {
    let one = |(at, (force, good, words)): (usize, &Row)| {
        let grade = if *good { Grade::Good } else { Grade::Inadequate };
        let text: Vec<&str> = words.iter().map(|word| WORDS[*word]).collect();
        let place = (FORCES[*force], 2016, Some(grade));
        let text = text.join(" ");
        report_of(&format!("{at}.txt"), vec![finding(FindingKind::Narrative, place, &text)])
    };
    rows.iter().enumerate().map(one).collect()
}

fn naive(rows: &[Row]) -> BTreeMap<String, ([u64; 2], [BTreeSet<usize>; 2])> {
    let mut counts: BTreeMap<String, ([u64; 2], [BTreeSet<usize>; 2])> = BTreeMap::new();
    for (force, good, words) in rows {
        let text: Vec<&str> = words.iter().map(|word| WORDS[*word]).collect();
        for token in analyze(&text.join(" ")) {
            let (n, parts) = counts.entry(token.text).or_default();
            n[usize::from(*good)] += 1;
            parts[usize::from(*good)].insert(*force);
        }
    }
    counts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn a_census_is_what_reading_every_text_would_count(
        rows in prop::collection::vec(
            (0..3_usize, any::<bool>(), prop::collection::vec(0..7_usize, 1..9)), 1..7)
    ) {
        let parted = tempfile::tempdir().unwrap();
        build_in_segments(&reports(&rows), parted.path()).unwrap();
        let parted = Index::open(parted.path()).unwrap();
        let (_dir, whole) = index_of(&reports(&rows));
        let target = query::parse("grade:inadequate").unwrap();
        let reference = query::parse("grade:good").unwrap();
        for index in [&whole, &parted] {
            let found = sides(index, &target, Some(&reference), &[]).unwrap();
            let census = found.census().unwrap();
            let expected = naive(&rows);
            prop_assert_eq!(census.words.len(), expected.len());
            for count in &census.words {
                let (n, parts) = &expected[&count.word];
                prop_assert_eq!(&count.n, n, "{}", count.word);
                let inspections = [parts[0].len() as u64, parts[1].len() as u64];
                prop_assert_eq!(count.inspections, inspections, "{}", count.word);
                let spread = found.spread(&count.word).unwrap();
                let sums = [0, 1].map(|side| spread.iter().map(|part| part[side]).sum::<u64>());
                prop_assert_eq!(&sums, n);
            }
            let tokens = [0, 1].map(|side| expected.values().map(|(n, _)| n[side]).sum::<u64>());
            prop_assert_eq!(census.tokens, tokens);
            prop_assert!(found.parts.iter().all(|part| matches!(part, Part::Inspection(_))));
            prop_assert_eq!(census.parts.len(), found.parts.len());
        }
    }
}

#[test]
fn what_both_ask_for_counts_for_the_target_alone() {
    let rows = [(0, true, vec![0, 1]), (1, false, vec![0])];
    let (_dir, index) = index_of(&reports(&rows));
    let [all, good] = ["vetting", "grade:good"].map(|text| query::parse(text).unwrap());
    let found = sides(&index, &good, Some(&all), &[]).unwrap();
    assert_eq!((found.findings, found.both), ([1, 1], 1));
    let found = sides(&index, &good, None, &[]).unwrap();
    assert_eq!((found.findings, found.both), ([1, 1], 0));
    assert_eq!(found.scales().unwrap(), [2, 0]);
}

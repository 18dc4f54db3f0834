//! Places are counted from the postings as they are marked in the text, and listed in order whatever the segments.

use tempfile::TempDir;

use super::fixture::*;
use super::occurrences::occurrences;
use super::succession::Succession;
use crate::index::{Index, build_in_segments};
use crate::query::{self, FieldName};
use crate::report::{FindingKind, Grade, Report};

fn reports() -> Vec<Report> {
    let texts = [
        ("anyshire", 2016, "Vetting is late. The vetting unit vets nobody, and its vetting waits."),
        ("midshire", 2014, "The counter-corruption unit and the counter corruption plan."),
        ("anyshire", 2014, "A countercorruption lead, counter\u{ad}corruption work, corruption."),
        ("endshire", 2017, "Work by work by work by hand: no more work by work."),
        ("midshire", 2017, "Nothing of it."),
    ];
    let one = |(at, (force, year, text)): (usize, &(&str, u16, &str))| {
        let place = (*force, *year, Some(Grade::Good));
        report_of(&format!("{at}.txt"), vec![finding(FindingKind::Narrative, place, text)])
    };
    texts.iter().enumerate().map(one).collect()
}

/// One index of one segment and one of many.
fn indexes() -> [(TempDir, Index); 2] {
    let parted = tempfile::tempdir().unwrap();
    build_in_segments(&reports(), parted.path()).unwrap();
    let index = Index::open(parted.path()).unwrap();
    [index_of(&reports()), (parted, index)]
}

#[test]
fn places_are_counted_as_they_are_marked() {
    for (_dir, index) in indexes() {
        check_counts(&index);
    }
}

fn check_counts(index: &Index) {
    for (text, findings, places) in [
        ("vetting", 1, 4),
        ("=vetting", 1, 3),
        ("counter-corruption", 2, 4),
        ("\"counter corruption\"", 2, 4),
        ("\"work by work\"", 1, 2),
        ("corrupt*", 2, 4),
        ("vetting OR corruption", 3, 8),
        ("vetting NEAR/3 unit", 1, 3),
        ("work force:endshire", 1, 5),
        ("work -hand", 1, 1),
        ("zeppelin", 0, 0),
    ] {
        let query = query::parse(text).unwrap();
        let found = occurrences(index, &query, &[]).unwrap();
        let marked = found.each(|marked| Ok(marked.marks.len() as u64)).unwrap();
        assert_eq!((found.findings(), found.total()), (findings, places), "{text}");
        assert_eq!(marked.iter().sum::<u64>(), places, "{text}");
    }
}

#[test]
fn pages_are_the_same_in_any_number_of_segments() {
    let all = |index: &Index| {
        let query = query::parse("unit OR work OR lead OR vetting").unwrap();
        let orders = [Succession::Position, Succession::Force, Succession::Year];
        orders.map(|order| {
            let found = occurrences(index, &query, &[]).unwrap();
            let page = |offset| found.page(order, offset, 2).unwrap();
            let pages: Vec<_> =
                (0..10).map(|at| page(at * 2)).take_while(|p| !p.is_empty()).collect();
            let listed: Vec<_> = pages.into_iter().flatten().collect();
            assert_eq!(listed.len() as u64, found.total());
            listed
        })
    };
    let [one, many] = indexes();
    let (one, many) = (all(&one.1), all(&many.1));
    assert_eq!(one, many);
    let forces: Vec<&str> =
        one[1].iter().filter_map(|at| Some(at.finding.force.as_ref()?.slug.as_str())).collect();
    assert!(forces.is_sorted(), "{forces:?}");
    let years: Vec<_> = one[2].iter().map(|at| at.finding.cycle).collect();
    assert!(years.is_sorted(), "{years:?}");
}

#[test]
fn a_query_without_words_has_no_places() {
    let (_dir, index) = index_of(&reports());
    let query = query::parse("grade:good").unwrap();
    assert!(occurrences(&index, &query, &[]).is_err());
    let query = query::parse("vetting").unwrap();
    let found = occurrences(&index, &query, &[test(FieldName::Force, "midshire")]).unwrap();
    assert_eq!((found.findings(), found.total()), (0, 0));
}

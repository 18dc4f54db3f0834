//! How findings are listed: what folds under what, and that pages joined are the whole.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::fixture::*;
use super::*;
use crate::index::{Index, build_in_segments};
use crate::report::{Cycle, Finding, FindingKind, Grade, Outcome, Report, Scale};

const LONG: &str = "The force should make sure that supervisors read the plans of their teams, that victims \
    hear what came of their report, that officers know whom to ask when they are in doubt, and that what is \
    learned in one district reaches all others before the next inspection of the whole workforce is due.";

/// Kind, body, year, grade, text, and under which row it folds.
type Row<'a> = (FindingKind, &'a str, u16, Option<Grade>, &'a str, Option<usize>);

/// A labelled set: each row is a finding, its last entry the number of the row under which it folds.
#[test]
fn what_says_the_same_folds_where_nobody_is_misled() {
    use FindingKind::{AreaForImprovement, Judgment, Narrative, Quotation, Recommendation};
    use Grade::{Good, Inadequate};
    let one_word = LONG.replace("before the next", "after the last");
    let other_word = LONG.replace("district", "borough");
    let turned = LONG.replace("should make", "should not make");
    let rows: [Row; 20] = [
        (AreaForImprovement, "ambridge", 2016, Some(Good), LONG, None),
        (AreaForImprovement, "felpersham", 2016, Some(Good), LONG, Some(0)),
        (AreaForImprovement, "felpersham", 2014, Some(Good), &other_word, Some(0)),
        (AreaForImprovement, "felpersham", 2016, Some(Good), &one_word, None),
        (AreaForImprovement, "felpersham", 2016, Some(Inadequate), LONG, None),
        (AreaForImprovement, "ambridge", 2016, Some(Good), &turned, None),
        // What a release repeats has no grade, and is prose.
        (Narrative, "ambridge", 2016, None, LONG, Some(0)),
        (Narrative, "felpersham", 2016, None, LONG, Some(4)),
        (Recommendation, "ambridge", 2016, Some(Good), LONG, None),
        (Quotation, "ambridge", 2016, Some(Good), LONG, None),
        (Judgment, "ambridge", 2016, Some(Good), "Of the supervisors: good", None),
        (Judgment, "ambridge", 2016, Some(Good), "Of the supervisors: good", Some(10)),
        (Judgment, "ambridge", 2016, None, "Of the supervisors: good", Some(10)),
        (Judgment, "felpersham", 2016, Some(Good), "Of the supervisors: good", None),
        (Judgment, "ambridge", 2014, Some(Good), "Of the supervisors: good", None),
        (Narrative, "ambridge", 2016, Some(Good), "It is good at supervisors", None),
        (Narrative, "felpersham", 2016, Some(Good), "It is good at supervisors", None),
        (Narrative, "ambridge", 2016, Some(Good), "Few supervisors", None),
        (Narrative, "felpersham", 2014, Some(Good), "few SUPERVISORS!", Some(17)),
        (Narrative, "felpersham", 2014, Some(Good), "Two supervisors", None),
    ];
    let of_row = |row: &Row| finding(row.0, (row.1, row.2, row.3), row.4);
    let findings: Vec<Finding> = rows.iter().map(of_row).collect();
    let (_dir, index) = index_of(&[report_of("a.txt", findings)]);
    let row_of = |id: &str| id.rsplit_once('-').unwrap().1.parse::<usize>().unwrap() - 1;
    let answer =
        search(&index, &SearchRequest { limit: 100, ..request(query(word("supervisors"))) })
            .unwrap();
    assert_eq!(answer.findings, 20, "what is folded is counted");
    let mut under: Vec<(usize, Option<usize>)> = Vec::new();
    for hit in &answer.hits {
        let shown = row_of(&hit.finding.id);
        under.push((shown, None));
        let folded = hit.folded.iter().flat_map(|folded| &folded.ids);
        under.extend(folded.map(|id| (row_of(id), Some(shown))));
    }
    under.sort_unstable();
    // Which of several that say the same is the best is a matter of the score, so what is shown is one of them.
    let groups = |pairs: Vec<(usize, Option<usize>)>| -> BTreeSet<BTreeSet<usize>> {
        let with = |top: usize| {
            pairs
                .iter()
                .filter(move |(row, under)| under.unwrap_or(*row) == top)
                .map(|(row, _)| *row)
        };
        let tops = pairs.iter().filter(|(_, under)| under.is_none());
        tops.map(|(top, _)| with(*top).collect()).collect()
    };
    let expected = rows.iter().enumerate().map(|(at, row)| (at, row.5)).collect();
    assert_eq!(groups(under), groups(expected));
}

/// A finding without a grade takes in one grade, not two.
#[test]
fn one_group_has_one_grade() {
    let of = |grade| finding(FindingKind::Narrative, ("penny", 2016, grade), "Rest days are kept.");
    let findings = [None, Some(Grade::Good), Some(Grade::Inadequate), None].map(of);
    let (_dir, index) = index_of(&[report_of("a.txt", findings.into())]);
    let answer = ask(&index, word("rest")).unwrap();
    let groups: Vec<u64> =
        answer.hits.iter().map(|hit| hit.folded.as_ref().map_or(0, |folded| folded.n)).collect();
    assert_eq!(groups, [2, 0]);
}

#[test]
fn a_fold_says_of_whom_and_when() {
    let of =
        |slug, year| finding(FindingKind::Narrative, (slug, year, None), "Rest days are kept.");
    let (_dir, index) = index_of(&[
        report_of("a.txt", vec![of("ambridge", 2016), of("felpersham", 2015)]),
        report_of("b.txt", (0..11).map(|_| of("borsetshire", 2014)).collect()),
    ]);
    let answer = ask(&index, word("rest")).unwrap();
    assert_eq!((answer.findings, answer.reports, answer.hits.len()), (13, 2, 1));
    let folded = answer.hits[0].folded.as_ref().unwrap();
    assert_eq!((folded.n, folded.at_least, folded.ids.len()), (12, false, 10));
    let forces: Vec<&str> = folded.forces.iter().map(|force| force.label.as_str()).collect();
    assert_eq!(forces, ["borsetshire police", "felpersham police"]);
    let years: Vec<String> = folded.years.iter().map(ToString::to_string).collect();
    assert_eq!(years, ["2014", "2015"]);
    let all =
        search(&index, &SearchRequest { limit: 50, ..unfolded(query(word("rest"))) }).unwrap();
    assert!(all.hits.iter().all(|hit| hit.folded.is_none()));
    let ids: Vec<&String> = all.hits.iter().map(|hit| &hit.finding.id).collect();
    assert_eq!(folded.ids.iter().collect::<Vec<_>>(), ids[1..11]);
}

/// Over two blocks, with many findings alike, in one segment and in several.
#[test]
fn pages_joined_are_the_whole_and_folding_loses_and_repeats_nothing() {
    let (_dirs, indexes) = large();
    for index in &indexes {
        let whole = SearchRequest { limit: 10_000, ..request(query(word("force"))) };
        let all = search(index, &whole).unwrap();
        assert_eq!(all.findings, 1_280);
        let mut listed = unfolded(query(word("force")));
        listed.limit = 10_000;
        let every = search(index, &listed).unwrap();
        assert_eq!(every.hits.len(), 1_280);
        let folded = |hits: &[Hit]| {
            hits.iter().filter_map(|hit| hit.folded.as_ref()).map(|f| f.n).sum::<u64>()
        };
        assert_eq!(all.hits.len() as u64 + folded(&all.hits), 1_280);
        assert!(all.hits.len() > 30 && all.hits.len() < 640, "{}", all.hits.len());
        // What is shown stands in the order of the whole list, and no block shows the same twice.
        let shown: BTreeSet<&String> = all.hits.iter().map(|hit| &hit.finding.id).collect();
        let in_order = every.hits.iter().filter(|hit| shown.contains(&hit.finding.id));
        assert!(in_order.map(|hit| &hit.finding.id).eq(all.hits.iter().map(|hit| &hit.finding.id)));
        for request in [whole, listed] {
            let expected = search(index, &request).unwrap().hits;
            assert_eq!(by_offset(index, &request, 570), expected, "by offset");
            assert_eq!(by_cursor(index, &request, 170), expected, "by cursor");
            assert_eq!(by_cursor(index, &request, 1_000), expected, "by cursor");
        }
    }
    for request in [request(query(word("force"))), unfolded(query(word("plan")))] {
        let request = SearchRequest { limit: 500, ..request };
        let [one, many] = [0, 1].map(|at| by_cursor(&indexes[at], &request, 300));
        assert_eq!(one, many);
    }
}

/// Sorting must give what a stable sort of the list by score gives, and units what going down that list gives.
#[test]
fn orders_and_units_agree_with_a_naive_reading_in_any_number_of_segments() {
    let (_dirs, indexes, days) = varied();
    let everything = SearchRequest { limit: 1_000, ..unfolded(query(word("plan"))) };
    let by_score = search(&indexes[0], &everything).unwrap().hits;
    assert_eq!(by_score.len(), 320);
    for (sort, reverse) in [
        (Sort::Date, false),
        (Sort::Date, true),
        (Sort::Grade, false),
        (Sort::Grade, true),
        (Sort::Force, false),
        (Sort::Force, true),
    ] {
        let mut expected: Vec<&Hit> = by_score.iter().collect();
        expected.sort_by(|a, b| naive(&days, a, b, sort, reverse));
        let mut request = everything.clone();
        (request.listing.sort, request.listing.reverse) = (sort, reverse);
        for index in &indexes {
            let found = search(index, &request).unwrap();
            assert!(
                ids(&found.hits).eq(expected.iter().map(|hit| &hit.finding.id)),
                "{sort:?} {reverse}"
            );
            assert_eq!(by_cursor(index, &request, 33), found.hits, "{sort:?} {reverse}");
            assert_eq!(by_offset(index, &request, 33), found.hits, "{sort:?} {reverse}");
        }
    }
    for unit in [Unit::Report, Unit::Inspection, Unit::Force] {
        let key = |hit: &Hit| match unit {
            Unit::Report => Some(hit.report.id.clone()),
            Unit::Inspection => hit
                .finding
                .force
                .as_ref()
                .map(|force| format!("{} {:?}", force.slug, hit.finding.cycle)),
            _ => hit.finding.force.as_ref().map(|force| force.slug.clone()),
        };
        let mut expected: Vec<(String, &String, u64)> = Vec::new();
        for hit in &by_score {
            let Some(key) = key(hit) else { continue };
            match expected.iter_mut().find(|(known, _, _)| *known == key) {
                Some((_, _, findings)) => *findings += 1,
                None => expected.push((key, &hit.finding.id, 1)),
            }
        }
        let mut request = everything.clone();
        request.listing.unit = unit;
        for index in &indexes {
            let found = search(index, &request).unwrap();
            let units = found.hits.iter().map(|hit| (&hit.finding.id, hit.unit_findings.unwrap()));
            assert!(
                units.eq(expected.iter().map(|(_, id, findings)| (*id, *findings))),
                "{unit:?}"
            );
            assert_eq!(found.units, Some(expected.len() as u64));
            let without = by_score.iter().filter(|hit| key(hit).is_none()).count();
            assert_eq!(found.without_unit, without as u64, "{unit:?}");
            assert_eq!(by_cursor(index, &request, 2), found.hits);
            let none = search(index, &SearchRequest { limit: 0, ..request.clone() }).unwrap();
            assert_eq!((none.units, none.next, none.hits.len()), (found.units, None, 0));
        }
    }
    let mut wrong = everything;
    wrong.listing.reverse = true;
    assert_eq!(search(&indexes[0], &wrong).unwrap_err().kind, crate::ErrorKind::Query);
}

fn naive(days: &BTreeMap<String, u32>, a: &Hit, b: &Hit, sort: Sort, reverse: bool) -> Ordering {
    let turn = |order: Ordering| if reverse { order.reverse() } else { order };
    // What is unknown comes last, whichever way round the rest is.
    fn known<T: Ord>(a: Option<T>, b: Option<T>, order: impl Fn(&T, &T) -> Ordering) -> Ordering {
        match (&a, &b) {
            (Some(a), Some(b)) => order(a, b),
            _ => b.is_some().cmp(&a.is_some()),
        }
    }
    match sort {
        Sort::Score => Ordering::Equal,
        Sort::Date => {
            let day = |hit: &Hit| days.get(&hit.report.id);
            known(a.finding.cycle, b.finding.cycle, |a, b| turn(b.cmp(a))).then(known(
                day(a),
                day(b),
                |a, b| turn(b.cmp(a)),
            ))
        }
        Sort::Grade => {
            let grade = |hit: &Hit| hit.finding.outcome.and_then(Outcome::grade);
            let scale = |hit: &Hit| {
                grade(hit).map(|grade| Scale::of(hit.finding.programme, hit.finding.cycle, grade))
            };
            let states =
                [Outcome::NotYetGraded, Outcome::Ungraded, Outcome::NotCarriedOut, Outcome::Lost];
            let state =
                |hit: &Hit| states.iter().position(|state| Some(*state) == hit.finding.outcome);
            known(scale(a), scale(b), |a, b| b.cmp(a))
                .then(known(grade(a), grade(b), |a, b| turn(b.cmp(a))))
                .then(known(state(a), state(b), Ord::cmp))
        }
        Sort::Force => {
            let name = |hit: &Hit| hit.finding.force.as_ref().map(|force| force.name.clone());
            known(name(a), name(b), |a, b| turn(a.cmp(b)))
        }
    }
}

/// 320 findings of eight reports, with every grade and state, unknown cycles, bodies and days; in one segment and in eight;
/// also the days of the reports that have one.
fn varied() -> (Vec<tempfile::TempDir>, [Index; 2], BTreeMap<String, u32>) {
    let outcomes: Vec<Option<Outcome>> = Grade::ALL
        .into_iter()
        .map(|grade| Some(Outcome::Graded(grade)))
        .chain([Some(Outcome::NotYetGraded), Some(Outcome::Ungraded)])
        .chain([Some(Outcome::NotCarriedOut), Some(Outcome::Lost), None])
        .collect();
    let one = |number: usize| {
        let slug = ["zeal", "ambridge", "penny", "felpersham"][number * 5 % 7 % 4];
        let text =
            ["A plan.", "The plan of the force is a plan.", "A plan, and a long one at that."];
        let mut finding =
            finding(FindingKind::Narrative, (slug, 2016, None), text[number * 11 % 13 % 3]);
        finding.cycle = match number * 3 % 17 % 5 {
            0 => None,
            1 => Cycle::range(2018, 2019),
            2 => Cycle::range(2021, 2022),
            year => Some(Cycle::year(2013 + year as u16)),
        };
        finding.outcome = outcomes[number * 7 % 23 % outcomes.len()];
        if number % 9 == 4 {
            finding.force = None;
        }
        finding
    };
    let mut days = BTreeMap::new();
    let mut reports = Vec::new();
    for at in 0..8_usize {
        let findings = (0..40).map(|number| one(at * 40 + number)).collect();
        let mut report = report_of(&format!("{at}.txt"), findings);
        let day = 1 + at as i8 * 3;
        let date = Some(jiff::civil::date(2016, 12, day));
        match at % 4 {
            0 => report.published = date,
            1 => report.sent = date,
            2 => report.last_updated = date,
            _ => {}
        }
        if at % 4 < 3 {
            days.insert(report.id.clone(), u32::from(day.unsigned_abs()));
        }
        reports.push(report);
    }
    let (dir, one) = index_of(&reports);
    let parted = tempfile::tempdir().unwrap();
    build_in_segments(&reports, parted.path()).unwrap();
    let many = Index::open(parted.path()).unwrap();
    (vec![dir, parted], [one, many], days)
}

fn ids(hits: &[Hit]) -> impl Iterator<Item = &String> {
    hits.iter().map(|hit| &hit.finding.id)
}

#[test]
fn the_findings_set_apart_are_paged_too() {
    let (_dir, index) = texts(&[
        "A vetting backlog.",
        "The vetting backlog.",
        "A backlog of letters.",
        "A backlog of LETTERS!",
        "The backlog grew.",
        "A vetting unit, a vetting plan.",
        "Vetting in the north.",
        "Vetting in the south.",
        "Vetting in the east.",
        "Nothing of the kind.",
    ]);
    let request = request(plain(&["vetting", "backlog"]));
    let whole = search(&index, &request).unwrap().hits;
    let matched: Vec<Match> = whole.iter().map(|hit| hit.matched).collect();
    assert_eq!(matched, [Match::All, Match::All, Match::Some, Match::Some]);
    assert!(whole.iter().any(|hit| hit.folded.is_some() && hit.matched == Match::Some));
    for size in 1..5 {
        assert_eq!(by_cursor(&index, &request, size), whole, "{size} a page");
        assert_eq!(by_offset(&index, &request, size), whole, "{size} a page");
    }
}

#[test]
fn a_cursor_holds_for_its_question_and_index_only() {
    let (_dir, index) = texts(&["A plan.", "The plan.", "No plan."]);
    let first = SearchRequest { limit: 1, ..request(query(word("plan"))) };
    let cursor = search(&index, &first).unwrap().next.unwrap();
    let after = |request: &SearchRequest, cursor: &str| {
        let mut request = request.clone();
        request.listing.after = Some(cursor.to_owned());
        request
    };
    assert!(search(&index, &after(&first, &cursor)).is_ok());
    let (_other, other) = texts(&["A plan.", "The plan.", "No plan."]);
    assert!(search(&other, &after(&first, &cursor)).is_ok(), "the same documents");
    let (_other, other) = index_of(&[report_of("b.txt", Vec::new())]);
    let mut parts: Vec<&str> = cursor.split('.').collect();
    parts[4] = "ffffffffffffffff";
    let too_far = parts.join(".");
    let no = SearchRequest { limit: 1, ..request(query(word("no"))) };
    for (index, request, expected) in [
        (&index, after(&no, &cursor), "belongs to another query"),
        (&index, after(&unfolded(first.query.clone()), &cursor), "belongs to another query"),
        (&other, after(&first, &cursor), "the index has changed"),
        (&index, after(&first, "10"), "is no cursor"),
        (&index, after(&first, &too_far), "is no cursor"),
        (&index, after(&first, &cursor.to_uppercase().replace('.', "..")), "is no cursor"),
        (&index, SearchRequest { offset: 1, ..after(&first, &cursor) }, "a cursor and an offset"),
    ] {
        let error = search(index, &request).unwrap_err();
        assert_eq!(error.kind, crate::ErrorKind::Query);
        assert!(error.message.contains(expected), "{}", error.message);
        assert!(!error.hints.is_empty());
    }
}

/// The hits of all pages of `size` hits, each begun by an offset.
fn by_offset(index: &Index, request: &SearchRequest, size: usize) -> Vec<Hit> {
    let mut hits = Vec::new();
    loop {
        let page = SearchRequest { limit: size, offset: hits.len(), ..request.clone() };
        let answer = search(index, &page).unwrap();
        hits.extend(answer.hits);
        if answer.next.is_none() {
            return hits;
        }
    }
}

/// The hits of all pages of `size` hits, each begun by the cursor of the one before.
fn by_cursor(index: &Index, request: &SearchRequest, size: usize) -> Vec<Hit> {
    let mut request = SearchRequest { limit: size, ..request.clone() };
    let mut hits = Vec::new();
    loop {
        let answer = search(index, &request).unwrap();
        assert!(!answer.hits.is_empty() && answer.hits.len() <= size);
        hits.extend(answer.hits);
        request.listing.after = answer.next;
        if request.listing.after.is_none() {
            return hits;
        }
    }
}

/// 1,280 findings of eight reports, most of them like others, in one segment and in eight.
fn large() -> (Vec<tempfile::TempDir>, [Index; 2]) {
    let text = |number: usize| match number % 4 {
        0 => "The force has a plan.".to_owned(),
        1 => format!("The force has plan number {}.", number % 500),
        2 => format!("{LONG} The force is in {}.", ["town", "country"][number % 3 % 2]),
        _ => format!("Word {} of the plan of the force.", number % 7),
    };
    let report = |at: usize| {
        let findings = (0..160).map(|number| {
            let number = at * 160 + number;
            let place =
                (["ambridge", "felpersham", "penny"][number % 3], 2014 + (number % 2) as u16, None);
            finding(FindingKind::Narrative, place, &text(number * 7919 % 1280))
        });
        report_of(&format!("{at}.txt"), findings.collect())
    };
    let reports: Vec<Report> = (0..8).map(report).collect();
    let (dir, one) = index_of(&reports);
    let parted = tempfile::tempdir().unwrap();
    build_in_segments(&reports, parted.path()).unwrap();
    let many = Index::open(parted.path()).unwrap();
    assert_eq!((one.stats().segments, many.stats().segments), (1, 8));
    (vec![dir, parted], [one, many])
}

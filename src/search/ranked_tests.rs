//! The list of the best alone against the list that looks at every finding.

use super::fixture::{finding, report_of};
use super::written::{Ground, Lean};
use super::{Hit, Listing, SearchRequest, ranked, search};
use crate::index::{Index, build_from_reports, build_in_segments, replace_reports};
use crate::query::{Query, exactly, parse};
use crate::report::{Finding, FindingKind, Grade, Report};

/// Scores that are summed in another order.
const SLACK: f32 = 1e-5;

/// Texts of words of which each is half as frequent as the one before, so that most of what a common word finds is passed over.
pub(super) struct Words(pub(super) u64);

impl Words {
    fn number(&mut self, below: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    pub(super) fn text(&mut self) -> String {
        const WORDS: [&str; 10] = [
            "the",
            "police",
            "force",
            "victims",
            "crime",
            "custody",
            "vetting",
            "stalking",
            "backlog",
            "counter-corruption",
        ];
        let length = 4 + self.number(40);
        let word = |words: &mut Self| {
            let rare = (words.number(1 << 12) + 1).ilog2() as usize;
            WORDS[9 - rare.min(11).saturating_sub(2)]
        };
        (0..length).map(|_| word(self)).collect::<Vec<_>>().join(" ")
    }

    pub(super) fn finding(&mut self) -> Finding {
        let kind = FindingKind::ALL[self.number(FindingKind::ALL.len() as u64) as usize];
        let force = ["borsetshire", "ambridge", "felpersham"][self.number(3) as usize];
        let grade = [None, Some(Grade::Good), Some(Grade::Inadequate)][self.number(3) as usize];
        finding(kind, (force, 2014 + self.number(6) as u16, grade), &self.text())
    }
}

#[test]
fn the_best_alone_are_the_first_of_the_whole_list() {
    let mut words = Words(2016);
    let mut reports = Vec::new();
    for (path, findings) in [("a.txt", 900), ("b.txt", 60), ("c.txt", 400), ("d.txt", 1_300)] {
        reports.push(report_of(path, (0..findings).map(|_| words.finding()).collect()));
    }
    let dir = tempfile::tempdir().unwrap();
    build_in_segments(&reports, dir.path()).unwrap();
    let index = Index::open(dir.path()).unwrap();
    assert_eq!(index.stats().segments, 4);
    for typed in [
        "police",
        "the",
        "backlog",
        "force victims",
        "police AND crime AND custody",
        "police OR victims",
        "the OR backlog OR stalking",
        "vetting OR backlog OR counter-corruption OR custody OR crime",
        "police AND (victims OR crime) AND grade:good",
        "crime AND force:ambridge AND year:2015",
        "crime AND kind:recommendation",
        "(police OR victims) AND year:2015",
        "(police OR backlog OR custody) AND (grade:good OR grade:inadequate) AND force:ambridge",
        "vetting AND (grade:good OR kind:recommendation)",
        "police AND (force:ambridge OR force:borsetshire) AND year:2014..2016 AND crime",
        "the AND path:b.txt",
        "the AND police AND path:b.txt",
        "(the OR backlog) AND path:b.txt",
        "the AND path:d.txt",
        "police NOT crime",
        "\"police force\"",
        "\"victims police force\"",
        "\"the crime the\"",
        "\"the backlog\" OR \"crime vetting\"",
        "\"the backlog\" AND crime",
        "counter-corruption",
        "vett*",
        "police^3 OR crime",
        "grade:good",
    ] {
        let query = parse(typed).unwrap();
        for query in [exactly(query.clone()).unwrap_or_else(|_| query.clone()), query] {
            let listing = Listing { unfold: true, ..Listing::default() };
            let request =
                SearchRequest { all: true, limit: 200, listing, ..SearchRequest::new(query) };
            let whole = search(&index, &request).unwrap().hits;
            assert!(whole.len() > 20, "`{typed}` finds only {}", whole.len());
            // Asked again, the runs are known.
            for limit in [0, 1, 10, 100, 10] {
                let best = ranked(&index, &request.query, &[], limit).unwrap();
                assert_eq!(best.len(), limit.min(whole.len()), "`{typed}`");
                for (best, hit) in best.iter().zip(&whole) {
                    let close = |hit: &&Hit| (best.score - hit.score).abs() <= SLACK * hit.score;
                    assert!(close(&hit), "`{typed}` {}: {best:?} {}", hit.rank, hit.score);
                    // Of findings that score the same but for the order of a sum either may come first.
                    let same = whole.iter().filter(close).find(|hit| hit.finding.id == best.id);
                    assert_eq!(same.map(|hit| &hit.finding), Some(&best.read(&index).unwrap()));
                }
            }
        }
    }
}

#[test]
fn words_that_follow_each_other_are_known_from_the_second_question_on() {
    let mut words = Words(7);
    let reports = [report(&mut words, "a.txt", 1_200)];
    let dir = tempfile::tempdir().unwrap();
    build_in_segments(&reports, dir.path()).unwrap();
    let index = Index::open(dir.path()).unwrap();
    let ground = Ground::of(&index).unwrap();
    let ground = ground.as_ref().as_ref().unwrap();
    for phrase in ["the crime the", "police the police force"] {
        let query = exact(&format!("\"{phrase}\""));
        let lean = Lean::of(&query, &[]).unwrap();
        let found = || ground.best(&index, (&lean, &query.text), 10).unwrap();
        assert!(found().is_none(), "`{phrase}` is looked up in more records than pay");
        let best = found().unwrap();
        assert_eq!(best.len(), 10, "{phrase}");
        let held = held(&[&reports[0]], phrase);
        assert!(best.iter().all(|best| held.iter().any(|(id, _)| *id == best.id)), "{phrase}");
    }
}

/// A report with so many findings.
fn report(words: &mut Words, path: &str, findings: usize) -> Report {
    report_of(path, (0..findings).map(|_| words.finding()).collect())
}

/// How often each finding has words that follow each other, by id; findings without are left out.
fn held(reports: &[&Report], phrase: &str) -> Vec<(String, usize)> {
    let wanted: Vec<&str> = phrase.split(' ').collect();
    let findings = reports.iter().flat_map(|report| &report.findings);
    let times = |finding: &Finding| {
        // A compound is written in its parts.
        let text = finding.text.replace('-', " ");
        let words: Vec<&str> = text.split(' ').collect();
        words.windows(wanted.len()).filter(|window| *window == wanted).count()
    };
    let held = findings.map(|finding| (finding.id.clone(), times(finding)));
    held.filter(|(_, times)| *times > 0).collect()
}

fn exact(typed: &str) -> Query {
    exactly(parse(typed).unwrap()).unwrap()
}

/// Every list of hits of a phrase with its filters and companions, and its count.
fn answers(index: &Index, phrase: &str) -> Vec<Vec<(String, f32)>> {
    let typed = [
        format!("\"{phrase}\""),
        format!("\"{phrase}\" AND crime"),
        format!("\"{phrase}\" OR backlog"),
        format!("\"{phrase}\" grade:good"),
        format!("\"{phrase}\" NOT crime"),
    ];
    let mut all = Vec::new();
    for typed in typed {
        let query = exact(&typed);
        // Asked again, what it needs is known.
        for limit in [0, 10, 100, 2_000, 10] {
            let best = ranked(index, &query, &[], limit).unwrap().into_iter();
            all.push(best.map(|best| (best.id, best.score)).collect());
        }
        let counts = super::count_findings(index, &query, &[], &[]).unwrap();
        all.push(vec![(typed, counts[0].1 as f32)]);
    }
    all
}

fn same(a: &[Vec<(String, f32)>], b: &[Vec<(String, f32)>]) -> bool {
    // Of findings that score the same but for the order of a sum either may come first.
    let sorted = |list: &[(String, f32)]| {
        let mut scores: Vec<f32> = list.iter().map(|(_, score)| *score).collect();
        scores.sort_by(f32::total_cmp);
        scores
    };
    let close = |(a, b): (&f32, &f32)| (a - b).abs() <= SLACK * b.abs();
    a.len() == b.len()
        && a.iter().zip(b).all(|(a, b)| {
            let (a, b) = (sorted(a), sorted(b));
            a.len() == b.len() && a.iter().zip(&b).all(close)
        })
}

/// Phrases of frequent words are looked up, in an index that knows all of them: with removed and new records, in several segments
/// and in one. One that began with few records, and one that took in segments that were chosen otherwise, believes no pair.
#[test]
fn phrases_are_found_by_their_pairs_as_by_their_places() {
    let mut words = Words(1829);
    let [first, second, third] = [("a.txt", 1_500), ("b.txt", 20), ("c.txt", 700)]
        .map(|(path, findings)| report(&mut words, path, findings));
    let changed = report(&mut words, "a.txt", 1_100);
    let folder = || tempfile::tempdir().unwrap();
    let (known, unknown, mixed) = (folder(), folder(), folder());
    build_in_segments(&[first.clone(), second.clone(), third.clone()], known.path()).unwrap();
    build_in_segments(&[second.clone(), first.clone(), third.clone()], unknown.path()).unwrap();
    build_from_reports(std::slice::from_ref(&second), mixed.path()).unwrap();
    // Scores depend on the number of findings, which is that of the commit.
    let counts = [3, 0, 2_220];
    for report in [&first, &third] {
        replace_reports(std::slice::from_ref(report), mixed.path(), (true, counts)).unwrap();
    }
    let phrases =
        ["police force", "the police", "force victims crime", "counter corruption", "crime crime"];
    let mut now = [&first, &second, &third];
    for round in 0..3 {
        let [known_index, unknown_index, mixed_index] =
            [&known, &unknown, &mixed].map(|dir| Index::open(dir.path()).unwrap());
        let whole = [&known_index, &unknown_index, &mixed_index]
            .map(|index| index.pairs().unwrap().is_some_and(|pairs| pairs.are_whole()));
        assert_eq!(whole, [true, false, false], "round {round}");
        for phrase in phrases {
            let expected = held(&now, phrase);
            assert!(expected.len() > 5, "`{phrase}` is in {} findings", expected.len());
            let answers =
                [&known_index, &unknown_index, &mixed_index].map(|index| answers(index, phrase));
            assert!(same(&answers[0], &answers[1]), "`{phrase}` in round {round}");
            // A segment of which nothing is left is no more, where a part of one still has a say in how rare words and how long
            // texts are.
            assert!(round > 0 || same(&answers[0], &answers[2]), "`{phrase}` in round {round}");
            let mut ids: Vec<&String> = expected.iter().map(|(id, _)| id).collect();
            ids.sort_unstable();
            for answers in &answers {
                assert_eq!(answers[5][0].1 as usize, expected.len(), "`{phrase}`");
                let mut found: Vec<&String> = answers[3].iter().map(|(id, _)| id).collect();
                found.sort_unstable();
                assert_eq!(found, ids, "`{phrase}` in round {round}");
            }
        }
        // First other records for some, then all in one segment.
        now[0] = &changed;
        for dir in [&known, &unknown, &mixed] {
            let of = std::slice::from_ref(&changed);
            replace_reports(of, dir.path(), (round == 1, counts)).unwrap();
        }
    }
}

#[test]
fn more_than_can_be_listed_is_refused() {
    let (_dir, index) = super::fixture::texts(&["the police"]);
    let error = ranked(&index, &parse("police").unwrap(), &[], 10_001).unwrap_err();
    assert!(error.message.contains("at most 10000"), "{error}");
}

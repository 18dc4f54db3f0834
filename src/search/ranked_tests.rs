//! The list of the best alone against the list that looks at every finding.

use super::fixture::{finding, report_of};
use super::{Hit, Listing, SearchRequest, ranked, search};
use crate::index::{Index, build_in_segments};
use crate::query::{exactly, parse};
use crate::report::{Finding, FindingKind, Grade};

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
    for (path, findings) in [("a.txt", 900), ("b.txt", 20), ("c.txt", 400), ("d.txt", 1_300)] {
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
        "police NOT crime",
        "\"police force\"",
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
fn more_than_can_be_listed_is_refused() {
    let (_dir, index) = super::fixture::texts(&["the police"]);
    let error = ranked(&index, &parse("police").unwrap(), &[], 10_001).unwrap_err();
    assert!(error.message.contains("at most 10000"), "{error}");
}

use std::collections::BTreeMap;

use crate::Result;
use crate::index::Index;

use super::pair::{Apart, Move, Pairs, Verdict};
use super::pairs::{PairsRequest, pairs};

/// Which grades moved between two rounds.
#[derive(Debug, Clone, PartialEq)]
pub struct Movers {
    /// The rounds and the pairs, those that moved first: up, down, new, gone, same, apart.
    pub pairs: Pairs,
    /// Number of pairs of each move that occurs.
    pub moves: BTreeMap<Move, u64>,
    /// Number of pairs that were not compared, by reason.
    pub apart: BTreeMap<Apart, u64>,
    /// Pairs among the compared whose later grade was carried over and not inspected anew.
    pub carried_over: u64,
    /// Pairs of which documents give a round's grade differently.
    pub contradicted: u64,
    /// Pairs among the compared whose question is worded differently in the two rounds.
    pub reworded: u64,
}

/// The grades that moved between two rounds, like for like: one programme, one scale, one pillar, one question by what it
/// asks. `None` where no two rounds can be compared and none were named.
///
/// # Errors
/// `Usage` for a filter by year or by what only findings have, and for rounds in the wrong order; `Query` for a round or
/// question that there is not; `IndexDamaged`.
pub fn movers(index: &Index, request: &PairsRequest) -> Result<Option<Movers>> {
    Ok(pairs(index, request)?.map(of))
}

pub(super) fn of(pairs: Pairs) -> Movers {
    let mut pairs = pairs;
    pairs.pairs.sort_by_key(|pair| place(pair.verdict));
    let (moves, apart) = tally(&pairs);
    let compared = || pairs.pairs.iter().filter(|pair| pair.is_compared());
    let carried_over = compared().filter(|pair| pair.to.carried_over_from.is_some()).count();
    let reworded = compared().filter(|pair| pair.same_wording() == Some(false)).count();
    let contradicted = pairs.pairs.iter().filter(|it| it.from.contradicted || it.to.contradicted);
    Movers {
        moves,
        apart,
        carried_over: carried_over as u64,
        contradicted: contradicted.count() as u64,
        reworded: reworded as u64,
        pairs,
    }
}

/// How many pairs moved each way, and how many were not compared for each reason.
pub(super) fn tally(pairs: &Pairs) -> (BTreeMap<Move, u64>, BTreeMap<Apart, u64>) {
    let (mut moves, mut apart) = (BTreeMap::new(), BTreeMap::new());
    for pair in &pairs.pairs {
        match pair.verdict {
            Verdict::Compared(how) => *moves.entry(how).or_insert(0) += 1,
            Verdict::Apart(why, _) => *apart.entry(why).or_insert(0) += 1,
        }
    }
    (moves, apart)
}

/// Where a pair stands among the others: what moved first.
fn place(verdict: Verdict) -> usize {
    match verdict {
        Verdict::Compared(how) => Move::ALL.iter().position(|it| *it == how).unwrap_or_default(),
        Verdict::Apart(why, _) => Move::ALL.len() + why as usize,
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{corpus, gazetteer, said};
    use super::super::pair::Pair;
    use super::super::pairs::between;
    use super::*;
    use crate::analyse::Topics;
    use crate::report::Report;

    fn asked(from: Option<&str>, to: Option<&str>) -> PairsRequest {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        PairsRequest { from: owned(from), to: owned(to), ..PairsRequest::default() }
    }

    /// `force pillar topic: from > to = move or reason`, in the order of the rows.
    fn rows(statements: &[&str], request: &PairsRequest) -> Vec<String> {
        let movers = of(between(&corpus(statements), gazetteer(), request).unwrap().unwrap());
        let row = |pair: &Pair| {
            let what = match pair.verdict {
                Verdict::Compared(how) => how.slug().to_owned(),
                Verdict::Apart(why, round) => {
                    let round = round.map(|round| format!(" in {round}"));
                    format!("{}{}", why.slug(), round.unwrap_or_default())
                }
            };
            format!("{} {} {what}", pair.force.slug, pair.topic)
        };
        movers.pairs.pairs.iter().map(row).collect()
    }

    #[test]
    fn only_like_is_compared_with_like() {
        let cases: &[(&str, &[&str], &[&str])] = &[
            (
                "up, down and the same",
                &[
                    "kent peel 2016 legitimacy overall good",
                    "kent peel 2017 legitimacy overall outstanding",
                    "essex peel 2016 legitimacy overall good",
                    "essex peel 2017 legitimacy overall inadequate",
                    "dorset peel 2016 legitimacy overall good",
                    "dorset peel 2017 legitimacy overall good",
                ],
                &["kent overall up", "essex overall down", "dorset overall same"],
            ),
            (
                "graded for the first time, and no longer",
                &[
                    "kent peel 2014 effectiveness overall ungraded",
                    "kent peel 2015 effectiveness overall good",
                    "essex peel 2014 efficiency overall good",
                    "essex peel 2015 efficiency overall not_carried_out",
                ],
                &["kent overall new", "essex overall gone"],
            ),
            (
                "what is not there is no move",
                &[
                    "kent peel 2016 legitimacy overall good",
                    "essex peel 2016 legitimacy overall good",
                    "essex peel 2017 legitimacy 1 good",
                    "dorset peel 2016 legitimacy overall not_yet_graded",
                    "dorset peel 2017 legitimacy overall good",
                ],
                &[
                    "dorset overall not_yet_graded in 2016",
                    "essex overall not_stated in 2017",
                    "kent overall not_in_corpus in 2017",
                ],
            ),
            (
                "another scale",
                &["kent fire 2021/22 - overall good", "kent fire 2023-25 - overall good"],
                &["kent overall other_scale"],
            ),
            (
                "a later document's word is not the round's own",
                &[
                    "kent peel 2016 legitimacy overall good (retrospective)",
                    "kent peel 2017 legitimacy overall inadequate",
                ],
                &["kent overall retrospective in 2016"],
            ),
        ];
        for (name, statements, expected) in cases {
            let first = statements[0].split(' ').nth(2);
            let last = statements.iter().filter_map(|it| it.split(' ').nth(2)).max();
            assert_eq!(rows(statements, &asked(first, last)), *expected, "{name}");
        }
    }

    #[test]
    fn a_question_keeps_its_identity_when_its_number_changes() {
        let statements = [
            "kent peel 2017 efficiency 1 inadequate",
            "kent peel 2017 efficiency 2 good",
            "kent peel 2017 efficiency 3 requires_improvement",
            "kent peel 2018/19 efficiency 1 good",
            "kent peel 2018/19 efficiency 2 good",
        ];
        let all = PairsRequest { topics: Topics::All, ..asked(None, None) };
        assert_eq!(
            rows(&statements, &all),
            [
                "kent planning_for_the_future up",
                "kent meeting_current_demands_and_using_resources not_asked in 2017",
                "kent understanding_demand not_asked in 2018/19",
                "kent using_resources not_asked in 2018/19",
            ]
        );
        let second = PairsRequest { topics: Topics::Question(2), ..all };
        assert_eq!(
            rows(&statements, &second),
            ["kent planning_for_the_future up", "kent using_resources not_asked in 2018/19"],
            "the number is that of the later round where it asks, else of the earlier"
        );
    }

    #[test]
    fn the_last_two_rounds_that_can_be_compared_are_taken() {
        let statements = [
            "kent peel 2016 legitimacy overall good",
            "kent peel 2017 legitimacy overall good",
            "kent peel 2021/22 - investigating_crime good",
            "kent peel 2023-25 - investigating_crime good",
        ];
        let reports = corpus(&statements);
        let rounds = |from, to| {
            let found = between(&reports, gazetteer(), &asked(from, to)).unwrap();
            found.map(|pairs| format!("{} {}", pairs.from, pairs.to))
        };
        assert_eq!(rounds(None, None).as_deref(), Some("2016 2017"));
        assert_eq!(rounds(Some("2017"), Some("2021")).as_deref(), Some("2017 2021/22"), "as named");
    }

    #[test]
    fn documents_that_say_it_again_change_nothing_but_who_says_it() {
        let once = [
            "kent peel 2016 legitimacy overall good",
            "kent peel 2017 legitimacy overall inadequate",
        ];
        let again = said(&corpus(&once), &["kent peel 2016 legitimacy overall good"]);
        let count = |reports: &[Report]| {
            let found = of(between(reports, gazetteer(), &asked(None, None)).unwrap().unwrap());
            (found.moves, found.apart, found.pairs.of)
        };
        assert_eq!(count(&corpus(&once)), count(&again));
        assert_eq!(count(&again).0.get(&Move::Down), Some(&1));
    }
}

//! What holds of the analyses of grades whatever documents say: numbers add up, saying it again changes nothing, and an
//! index in many segments answers as one.

use proptest::prelude::*;

use super::fixture::{corpus, gazetteer, said};
use super::pairs::between;
use super::scope::Scope;
use super::{
    CompareRequest, CoverageRequest, HeatmapRequest, Include, Move, PairsRequest, RankRequest,
    Topics, TrendBy, TrendRequest, coverage, heatmap, movers, rank, transitions,
};
use crate::index::{Index, build_from_reports, build_in_segments};
use crate::query::{FieldName, filter, parse};
use crate::report::{Finding, FindingKind, Report, Span};

const OUTCOMES: [&str; 8] = [
    "outstanding",
    "good",
    "requires_improvement",
    "inadequate",
    "ungraded",
    "not_carried_out",
    "not_yet_graded",
    "lost",
];

fn statement() -> impl Strategy<Value = String> {
    let forces = prop::sample::select(vec!["kent", "essex", "dorset"]);
    let years = prop::sample::select(vec!["2015", "2016", "2017", "2018/19", "2021/22"]);
    let pillars = prop::sample::select(vec!["effectiveness", "efficiency", "legitimacy"]);
    let subjects = prop::sample::select(vec!["overall", "1", "2", "3"]);
    let outcomes = prop::sample::select(OUTCOMES.to_vec());
    let standing = prop::sample::select(vec!["", "", "", " (retrospective)", " (second_hand)"]);
    (forces, years, pillars, subjects, outcomes, standing).prop_map(
        |(force, year, pillar, subject, outcome, standing)| {
            format!("{force} peel {year} {pillar} {subject} {outcome}{standing}")
        },
    )
}

/// Between which rounds, and of what.
fn request() -> impl Strategy<Value = PairsRequest> {
    let rounds = prop::sample::select(vec![("2015", "2016"), ("2017", "2018"), ("2018", "2021")]);
    let topics = prop::sample::select(vec![Topics::Headline, Topics::All, Topics::Question(2)]);
    (rounds, topics, any::<bool>()).prop_map(|((from, to), topics, retrospective)| PairsRequest {
        from: Some(from.to_owned()),
        to: Some(to.to_owned()),
        topics,
        include: Include { retrospective, ..Include::default() },
        ..PairsRequest::default()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn pairs_add_up_and_restating_changes_no_count(
        statements in prop::collection::vec(statement(), 1..40),
        again in prop::collection::vec(any::<prop::sample::Index>(), 0..10),
        request in request(),
    ) {
        let statements: Vec<&str> = statements.iter().map(String::as_str).collect();
        let again: Vec<&str> = again.iter().map(|at| *at.get(&statements)).collect();
        let once = corpus(&statements);
        let counts = |reports: &[Report]| {
            let pairs = between(reports, gazetteer(), &request).ok().flatten()?;
            let matrix = transitions::of(pairs.clone());
            Some((movers::of(pairs), matrix))
        };
        let (before, after) = (counts(&once), counts(&said(&once, &again)));
        prop_assert_eq!(before.is_some(), after.is_some());
        let (Some((movers, matrix)), Some((movers_after, matrix_after))) = (before, after) else {
            return Ok(());
        };
        let total: u64 = movers.moves.values().chain(movers.apart.values()).sum();
        prop_assert_eq!(total, movers.pairs.pairs.len() as u64);
        let n = |how| movers.moves.get(&how).copied().unwrap_or_default();
        prop_assert_eq!(matrix.n(), n(Move::Up) + n(Move::Down) + n(Move::Same));
        prop_assert!(movers.pairs.of.forces <= movers.pairs.of.forces_listed);
        prop_assert_eq!(movers.moves, movers_after.moves);
        prop_assert_eq!(movers.apart, movers_after.apart);
        prop_assert_eq!(movers.pairs.of, movers_after.pairs.of);
        prop_assert_eq!(matrix.rows, matrix_after.rows);
    }

    #[test]
    fn rankings_maps_and_coverage_add_up_and_stay(
        statements in prop::collection::vec(statement(), 1..40),
        again in prop::collection::vec(any::<prop::sample::Index>(), 0..10),
    ) {
        let statements: Vec<&str> = statements.iter().map(String::as_str).collect();
        let again: Vec<&str> = again.iter().map(|at| *at.get(&statements)).collect();
        let once = corpus(&statements);
        let twice = said(&once, &again);
        let scopes = [&once, &twice].map(|reports| Scope::of(gazetteer(), &[], reports));
        let all = RankRequest { topics: Topics::All, ..RankRequest::default() };
        let [ranked, ranked_again] =
            scopes.each_ref().map(|scope| rank::under(scope, &all).map(|it| it.rankings).ok());
        prop_assert_eq!(&ranked, &ranked_again);
        for ranking in ranked.into_iter().flatten() {
            let listed = ranking.rows.len() + ranking.unranked.len();
            prop_assert_eq!(listed as u64 + ranking.not_in_corpus, ranking.forces_listed);
            for (row, next) in ranking.rows.iter().zip(ranking.rows.iter().skip(1)) {
                prop_assert!(row.grade >= next.grade);
                let place = if row.grade == next.grade { row.rank } else { row.rank + row.tied };
                prop_assert_eq!(next.rank, place);
            }
        }
        let map = HeatmapRequest { topics: Topics::All, ..HeatmapRequest::default() };
        let [map, map_again] = scopes.each_ref().map(|scope| heatmap::under(scope, &map).ok());
        prop_assert_eq!(map, map_again);
        let [covered, covered_again] = scopes.each_ref().map(coverage::under);
        prop_assert_eq!(&covered.rounds, &covered_again.rounds);
        for round in &covered.rounds {
            prop_assert!(round.stated <= round.asked);
            prop_assert_eq!(round.states.values().sum::<u64>(), round.forces_listed);
        }
    }
}

#[test]
fn many_segments_answer_as_one() {
    let mut reports = corpus(&[
        "kent peel 2016 legitimacy overall good",
        "kent peel 2017 legitimacy overall outstanding",
        "kent peel 2017 legitimacy 2 good",
        "essex peel 2016 legitimacy overall good",
        "essex peel 2017 legitimacy overall inadequate",
        "dorset peel 2017 efficiency overall good",
    ]);
    for (at, report) in reports.iter_mut().enumerate() {
        report.findings = vec![finding(report, at, "The force should count its vetting queue.")];
    }
    let [one, many] = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    build_from_reports(&reports, one.path()).unwrap();
    build_in_segments(&reports, many.path()).unwrap();
    let [one, many] = [one.path(), many.path()].map(|dir| Index::open(dir).unwrap());
    assert!(many.stats().segments > one.stats().segments);
    let answers = |index: &Index| {
        let trend =
            |by| TrendRequest { query: Some(parse("vetting").unwrap()), filters: vec![], by };
        let compare = CompareRequest {
            forces: vec!["kent".to_owned(), "essex".to_owned()],
            filters: vec![filter(FieldName::Pillar, &["legitimacy".to_owned()]).unwrap()],
            topics: Topics::All,
            include: Include::default(),
            words: 5,
        };
        [
            format!("{:?}", super::movers(index, &PairsRequest::default()).unwrap()),
            format!("{:?}", super::transitions(index, &PairsRequest::default()).unwrap()),
            format!("{:?}", super::trend(index, &trend(TrendBy::Year)).unwrap()),
            format!("{:?}", super::trend(index, &trend(TrendBy::Force)).unwrap()),
            format!("{:?}", super::heatmap(index, &HeatmapRequest::default()).unwrap()),
            format!("{:?}", super::rank(index, &RankRequest::default()).unwrap()),
            format!("{:?}", super::coverage(index, &CoverageRequest::default()).unwrap()),
            format!("{:?}", super::compare(index, &compare).unwrap()),
        ]
    };
    for (left, right) in answers(&one).into_iter().zip(answers(&many)) {
        assert_eq!(left, right);
    }
}

fn finding(report: &Report, at: usize, text: &str) -> Finding {
    let said = &report.attestations[0];
    Finding {
        id: format!("{}-1", report.id),
        source_id: None,
        kind: FindingKind::AreaForImprovement,
        force: Some(said.judgment.force.clone()),
        programme: said.judgment.programme,
        cycle: said.judgment.cycle,
        pillar: said.judgment.pillar.clone(),
        question: None,
        question_text: None,
        outcome: Some(said.outcome),
        heading: None,
        text: format!("{text} It has {at} clerks."),
        span: Span::new(0, 4),
        page: None,
        carried_over_from: None,
    }
}

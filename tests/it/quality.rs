//! The best finding first: graded searches over the bundled corpus, measured and held.
//!
//! `PEELIAN_ABLATIONS=1 cargo test --test it quality -- --nocapture` prints what each part of the ranking is worth and,
//! for the whole, every search with its figures; `PEELIAN_ABLATIONS='length=0.5 exact=0,heading=1'` measures other numbers.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use peelian::index::{BuildOptions, Index, build};
use peelian::query::{self, Ranking};
use peelian::search::{Explanation, Listing, Match, SearchRequest, search_ranked};
use serde::Deserialize;

/// `corpus/queries.toml`.
#[derive(Deserialize)]
struct Gate {
    committed: Figures,
    query: Vec<Graded>,
}

/// Means over the searches.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
struct Figures {
    ndcg_at_10: f64,
    mrr: f64,
    recall_at_100: f64,
}

#[derive(Deserialize)]
struct Graded {
    text: String,
    why: String,
    wanted: Vec<Wanted>,
}

/// A finding by the path of its report and the beginning of its text.
#[derive(Deserialize)]
struct Wanted {
    gain: u8,
    path: String,
    text: String,
}

fn corpus() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/corpus"))
}

fn gate() -> Gate {
    toml::from_str(&std::fs::read_to_string(corpus().join("queries.toml")).unwrap()).unwrap()
}

fn bundled(place: &Path) -> Index {
    let options = BuildOptions { memory: 128 << 20, ..BuildOptions::default() };
    build(&[corpus().to_owned()], place, &options).unwrap();
    Index::open(place).unwrap()
}

#[test]
fn the_best_findings_come_first() {
    let gate = gate();
    assert!(gate.query.len() >= 60, "only {} searches are graded", gate.query.len());
    let place = tempfile::tempdir().unwrap();
    let index = bundled(place.path());
    if std::env::var_os("PEELIAN_ABLATIONS").is_some() {
        let _ = std::io::stdout().write_all(ablations(&index, &gate).as_bytes());
    }
    let (found, _) = measure(&index, &gate, &Ranking::default());
    for (name, found, committed) in [
        ("nDCG@10", found.ndcg_at_10, gate.committed.ndcg_at_10),
        ("MRR", found.mrr, gate.committed.mrr),
        ("recall@100", found.recall_at_100, gate.committed.recall_at_100),
    ] {
        assert!(found > committed - 0.000_5, "{name} is {found:.4}, committed {committed:.4}");
    }
}

#[test]
fn every_graded_finding_is_in_the_corpus() {
    let gate = gate();
    let place = tempfile::tempdir().unwrap();
    let index = bundled(place.path());
    let everything = unfolded("*", 10_000);
    let all = search_ranked(&index, &everything, &Ranking::default()).unwrap();
    let mut wrong = String::new();
    for graded in &gate.query {
        assert!(!graded.why.is_empty(), "`{}` has no reason", graded.text);
        for wanted in &graded.wanted {
            assert!((1..=3).contains(&wanted.gain), "the gain of `{}`", wanted.text);
            let named = all.hits.iter().filter(|hit| wanted.is(hit)).count();
            if named != 1 {
                let _ = writeln!(wrong, "{}: `{}` names {named}", wanted.path, wanted.text);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_score_is_the_sum_of_what_explains_it() {
    let place = tempfile::tempdir().unwrap();
    let index = bundled(place.path());
    let asked = gate().query.into_iter().map(|graded| graded.text);
    let others = [
        "counter-corruption",
        "countercorruption unit",
        "problem solving",
        "CCU backlog",
        "vettng backlgo",
        "Aldershire vetting 2016",
        "corrupt* OR vet?ing OR /back.*/ OR recrod~1",
        "\"vetting unit\"~3 NOT fleet",
        "vetting NEAR/10 (backlog OR queue)",
        "\"counter-corrupt* unit\"",
        "(vetting^2 OR =policing) force:aldershire",
        "kind:afi",
        "*",
    ];
    for text in asked.chain(others.map(str::to_owned)) {
        let mut request = unfolded(&text, 20);
        request.listing.explain = true;
        for hit in search_ranked(&index, &request, &Ranking::default()).unwrap().hits {
            let told = hit.explanation.unwrap();
            assert_eq!(told.value, hit.score, "`{text}`");
            let wrong = not_a_sum(&told);
            assert!(wrong.is_none(), "`{text}` for {}: {wrong:#?}", hit.finding.id);
        }
    }
}

#[test]
fn a_compound_is_one_thing_however_it_is_typed() {
    let place = tempfile::tempdir().unwrap();
    let index = bundled(place.path());
    let listed = |text: &str| -> Vec<(String, f32, Vec<peelian::report::Span>)> {
        let answer = search_ranked(&index, &unfolded(text, 100), &Ranking::default()).unwrap();
        let all = answer.hits.into_iter().filter(|hit| hit.matched == Match::All);
        all.map(|hit| (hit.finding.id, hit.score, hit.highlights)).collect()
    };
    let typed = listed("counter-corruption");
    assert!(typed.len() > 20);
    for other in ["\"counter corruption\"", "countercorruption", "counter\u{2011}corruption"] {
        assert_eq!(listed(other), typed, "{other}");
    }
    // As two words it may also stand apart; what holds it as one comes first, in the same order.
    let apart = listed("counter corruption");
    for (one, other) in apart.iter().zip(&typed) {
        assert_eq!((&one.0, one.1), (&other.0, other.1));
    }
}

/// A part that is not the sum of its parts; nothing else is taken apart than what scores.
fn not_a_sum(part: &Explanation) -> Option<&Explanation> {
    let sum: f32 = part.parts.iter().map(|inner| inner.value).sum();
    let is_sum = (sum - part.value).abs() <= 1e-3 * part.value.abs().max(0.01);
    let is_whole = part.parts.is_empty() && (part.what != "score" || part.value == 0.0);
    match is_sum || is_whole {
        true => part.parts.iter().find_map(not_a_sum),
        false => Some(part),
    }
}

impl Wanted {
    fn is(&self, hit: &peelian::search::Hit) -> bool {
        hit.report.path == self.path && hit.finding.text.starts_with(&self.text)
    }
}

/// The means, and a line a search.
fn measure(index: &Index, gate: &Gate, ranking: &Ranking) -> (Figures, String) {
    let mut sum = Figures::default();
    let mut lines = String::new();
    for graded in &gate.query {
        let one = figures(&gains(index, graded, ranking), graded);
        sum.ndcg_at_10 += one.ndcg_at_10;
        sum.mrr += one.mrr;
        sum.recall_at_100 += one.recall_at_100;
        line(&mut lines, &graded.text, &one);
    }
    let count = gate.query.len() as f64;
    let mean = Figures {
        ndcg_at_10: sum.ndcg_at_10 / count,
        mrr: sum.mrr / count,
        recall_at_100: sum.recall_at_100 / count,
    };
    (mean, lines)
}

/// Every finding is graded for itself; folded under another it could not be told apart from one that was not found.
fn unfolded(text: &str, limit: usize) -> SearchRequest {
    let listing = Listing { unfold: true, ..Listing::default() };
    SearchRequest { limit, listing, ..SearchRequest::new(query::parse(text).unwrap()) }
}

/// The gains of the first hundred, best first.
fn gains(index: &Index, graded: &Graded, ranking: &Ranking) -> Vec<f64> {
    let answer = search_ranked(index, &unfolded(&graded.text, 100), ranking).unwrap();
    let gain = |hit| graded.wanted.iter().find(|wanted| wanted.is(hit)).map_or(0, |one| one.gain);
    answer.hits.iter().map(|hit| f64::from(gain(hit))).collect()
}

fn figures(gains: &[f64], graded: &Graded) -> Figures {
    let mut ideal: Vec<f64> = graded.wanted.iter().map(|wanted| f64::from(wanted.gain)).collect();
    ideal.sort_by(|a, b| b.total_cmp(a));
    let first = (1_u32..).zip(gains).find(|(_, gain)| **gain > 0.0);
    let found = gains.iter().filter(|gain| **gain > 0.0).count();
    Figures {
        ndcg_at_10: discounted(gains) / discounted(&ideal),
        mrr: first.map_or(0.0, |(place, _)| 1.0 / f64::from(place)),
        recall_at_100: found as f64 / ideal.len() as f64,
    }
}

fn discounted(gains: &[f64]) -> f64 {
    (2_u32..).zip(gains.iter().take(10)).map(|(place, gain)| gain / f64::from(place).log2()).sum()
}

/// A row for each part of the ranking off, under the single searches.
fn ablations(index: &Index, gate: &Gate) -> String {
    let mut table = format!("{:<60}{:>9}{:>9}{:>9}\n", "", "nDCG@10", "MRR", "rec@100");
    let (_, lines) = measure(index, gate, &Ranking::default());
    table.push_str(&lines);
    let Some(wanted) = std::env::var_os("PEELIAN_ABLATIONS") else { return table };
    let settings = wanted.to_string_lossy().into_owned();
    let asked = settings.split_whitespace().filter(|setting| setting.contains('='));
    let asked = asked.map(|setting| (setting, setting.parse().unwrap()));
    let parts = if settings == "1" { Ranking::ablations() } else { Vec::new() };
    for (name, ranking) in parts.into_iter().chain(asked) {
        line(&mut table, name, &measure(index, gate, &ranking).0);
    }
    table
}

fn line(table: &mut String, name: &str, figures: &Figures) {
    let Figures { ndcg_at_10, mrr, recall_at_100 } = figures;
    let _ = writeln!(table, "{name:<60.58}{ndcg_at_10:>9.4}{mrr:>9.4}{recall_at_100:>9.4}");
}

//! What is said and listed where a query finds nothing as typed.

use super::fixture::{finding, index_of, report_of, texts};
use super::{Answer, Match, SearchRequest, search};
use crate::index::Index;
use crate::query::parse;
use crate::report::{FindingKind, Grade};

const TEXTS: [&str; 6] = [
    "The vetting backlog has grown.",
    "The backlog of vetting in the vetting unit is long.",
    "Officers use stop and search powers fairly.",
    "Governance of the counter-corruption unit is sound.",
    "A backlog of crime reports.",
    "Screening of staff is slow.",
];

fn asked(index: &Index, text: &str, all: bool) -> Answer {
    let query = parse(text).unwrap();
    let request = SearchRequest { all, ..SearchRequest::new(query) };
    search(index, &request).unwrap()
}

fn ids(answer: &Answer) -> Vec<&str> {
    answer.hits.iter().map(|hit| hit.finding.id.as_str()).collect()
}

#[test]
fn a_mistyped_word_lists_what_the_right_one_finds_set_apart() {
    let (_dir, index) = texts(&TEXTS);
    for (typed, right) in [
        ("vettng backlgo", "vetting backlog"),
        ("betting backlog", "vetting backlog"),
        ("vettingbacklog", "vetting backlog"),
        ("vet ting backlog", "vetting backlog"),
        ("powersfairly", "powers fairly"),
        ("govemance", "governance"),
        ("ofcers", "officers"),
        ("counter-corrption", "counter-corruption"),
        ("VETTNG", "vetting"),
    ] {
        let (wrong, whole) = (asked(&index, typed, false), asked(&index, right, false));
        assert_eq!(ids(&wrong), ids(&whole), "{typed}");
        assert_eq!(wrong.findings, 0, "{typed}");
        assert!(wrong.hits.iter().all(|hit| hit.matched == Match::Some), "{typed}");
        for (hit, other) in wrong.hits.iter().zip(&whole.hits) {
            assert_eq!(hit.highlights, other.highlights, "{typed}");
        }
        assert!(!wrong.corrected.is_empty(), "{typed}");
        assert!(wrong.hints[0].contains("read as"), "{typed}: {:?}", wrong.hints);
        assert_eq!(wrong.suggestions[0].query, right, "{typed}");
        assert_eq!(wrong.suggestions[0].findings, whole.findings, "{typed}");
    }
}

#[test]
fn what_is_exact_or_unclear_is_not_read_otherwise() {
    let (_dir, index) = texts(&TEXTS);
    for typed in ["vettng AND backlog", "\"vettng backlog\"", "=vettng", "vettng -unit", "zeppelin"]
    {
        let answer = asked(&index, typed, false);
        assert!(answer.hits.is_empty() && answer.corrected.is_empty(), "{typed}: {answer:?}");
        assert!(!answer.hints.is_empty(), "{typed}");
    }
    let all = asked(&index, "vettng backlog", true);
    assert!(all.hits.is_empty() && all.corrected.is_empty(), "{all:?}");
    assert_eq!(all.suggestions[0].query, "vetting backlog");
    // Two readings as near as each other: both are named, neither is taken.
    let (_dir, index) = texts(&["The band marched.", "The bend of the road.", "A patrol."]);
    let unclear = asked(&index, "bond", false);
    assert!(unclear.corrected.is_empty() && unclear.hits.is_empty(), "{unclear:?}");
    let named: Vec<&str> = unclear.suggestions.iter().map(|one| one.query.as_str()).collect();
    assert_eq!(named, ["band", "bend"]);
}

#[test]
fn the_rest_of_the_query_decides_between_readings() {
    let (_dir, index) = texts(&[
        "The boat is late.",
        "The boat is early.",
        "The boat is slow.",
        "The board met in public.",
    ]);
    let answer = asked(&index, "boarb public", false);
    assert_eq!(answer.corrected[0].read_as, "board");
    assert_eq!(answer.hits[0].finding.text, "The board met in public.");
}

#[test]
fn an_alternative_or_exclusion_that_is_nowhere_is_named_though_others_match() {
    let (_dir, index) = texts(&TEXTS);
    let either = asked(&index, "vettng OR screening", false);
    assert_eq!(either.findings, 1);
    assert_eq!(either.hints[0], "no finding holds `vettng`");
    assert_eq!(either.suggestions[0].query, "vetting OR screening");
    let without = asked(&index, "backlog -vettng", false);
    assert_eq!(without.findings, 3);
    assert!(without.hints[0].contains("leaving it out changes nothing"), "{:?}", without.hints);
    assert_eq!(without.suggestions[0].findings, 1);
}

#[test]
fn the_part_that_empties_the_result_is_named() {
    let (_dir, index) = texts(&TEXTS);
    for (typed, hint) in [
        (
            "\"backlog vetting\"",
            "no finding holds `\"backlog vetting\"`; 2 findings hold its words apart",
        ),
        ("zz*", "no word of the findings is like `zz*`"),
        ("/zz.*/ backlog", "no word of the findings is like `/zz.*/`"),
        ("zzzzzz~1", "no word of the findings is like `zzzzzz~1`"),
        (
            "vetting NEAR/1 long",
            "no finding holds `vetting NEAR/1 long`; 1 finding holds both sides, further apart",
        ),
        (
            "vetting backlog screening",
            "`screening` empties the result: 2 findings hold all the rest",
        ),
        (
            "vetting backlog (screening OR officers)",
            "`screening OR officers` empties the result: 2 findings hold all the rest",
        ),
        ("vetting -backlog", "`vetting` empties the result: 3 findings hold all the rest"),
    ] {
        let answer = asked(&index, typed, true);
        assert_eq!(answer.findings, 0, "{typed}");
        assert_eq!(answer.hints[0], hint, "{typed}");
    }
}

/// In whatever order the words are typed, and whichever are counted: the first of those without which most is left.
#[test]
fn of_the_words_that_empty_a_result_the_one_in_the_way_of_most_is_named() {
    let held = ["amber birch cedar", "amber birch", "amber birch", "amber dune", "cedar dune"];
    let (_dir, index) = texts(&held);
    let words = ["amber", "birch", "cedar", "dune"];
    let left_without = |typed: &[&str], word: &str| {
        let all = |text: &&&str| typed.iter().all(|it| *it == word || text.contains(it));
        held.iter().filter(all).count()
    };
    let (mut emptied, mut tied) = (0, 0);
    for order in 0..words.len().pow(4) {
        let at = |place: u32| words[order / words.len().pow(place) % words.len()];
        let typed = [at(0), at(1), at(2), at(3)];
        let different = |(nth, word): (usize, &&str)| !typed[..nth].contains(word);
        let mut typed: Vec<&str> =
            typed.iter().enumerate().filter(|it| different(*it)).map(|(_, word)| *word).collect();
        if typed.len() == words.len() {
            typed.truncate(3 + order % 2);
        }
        let answer = asked(&index, &typed.join(" "), true);
        let left: Vec<usize> = typed.iter().map(|word| left_without(&typed, word)).collect();
        let most = left.iter().copied().max().unwrap_or(0);
        if answer.findings > 0 || typed.len() < 2 || most == 0 {
            continue;
        }
        let named = typed[left.iter().position(|left| *left == most).unwrap()];
        let hint = answer.hints.first().map_or("", String::as_str);
        assert!(hint.starts_with(&format!("`{named}` empties")), "{typed:?} {left:?}: {hint}");
        emptied += 1;
        tied += usize::from(left.iter().filter(|left| **left == most).count() > 1);
    }
    assert!(emptied > 20 && tied > 5, "{emptied} {tied}");
}

#[test]
fn a_filter_that_empties_the_result_says_what_there_is() {
    let place = |slug, year| (slug, year, Some(Grade::Good));
    let narrative = |place, text| finding(FindingKind::Narrative, place, text);
    let (_dir, index) = index_of(&[report_of(
        "a.txt",
        vec![
            narrative(place("borsetshire", 2014), "vetting one"),
            narrative(place("borsetshire", 2016), "vetting two"),
            narrative(place("kent", 2015), "custody three"),
        ],
    )]);
    for (typed, hint) in [
        (
            "vetting force:kent",
            "none of the findings with the rest of the query has `force:kent`; the rest is found with \
             borsetshire police (2)",
        ),
        (
            "vetting year:2019",
            "no finding of the index has `year:2019`; there are 2014 (1), 2015 (1), 2016 (1)",
        ),
        (
            "vetting grade:inadequate",
            "no finding of the index has `grade:inadequate`; the rest is found with good (2)",
        ),
        (
            "two force:borsetshire year:2014",
            "none of the findings with the rest of the query has \
             `year:2014`; the rest is found with 2016 (1)",
        ),
        (
            "force:kent year:2014",
            "no finding passes all of the filters; without `force:kent`: 1 finding",
        ),
    ] {
        let answer = asked(&index, typed, false);
        assert_eq!(answer.findings, 0, "{typed}");
        assert_eq!(answer.hints[0], hint, "{typed}");
    }
}

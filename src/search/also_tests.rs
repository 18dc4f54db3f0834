//! What a search adds to what was typed, and what it leaves alone.

use super::fixture::*;
use super::*;
use crate::index::Relation;
use crate::query::{Query, exactly, parse};
use crate::report::{FindingKind, Grade};

/// Two reports that define terms, and one that only uses them.
fn services() -> (tempfile::TempDir, crate::index::Index) {
    let place = |slug| (slug, 2016, Some(Grade::Good));
    let narrative = |slug, text| finding(FindingKind::Narrative, place(slug), text);
    let one = vec![
        narrative("avon", "The counter-corruption unit (CCU) keeps the files."),
        narrative("avon", "Stonewold Fire and Rescue Service (SFRS) lent a boat."),
        narrative("avon", "Officers in both CCUs met."),
        narrative("avon", "The Police and Criminal Evidence Act (PACE) sets limits."),
    ];
    let two = vec![
        narrative("bourn", "Its countercorruption units answer to nobody."),
        narrative("bourn", "Saltmarsh Fire and Rescue Service (SFRS) has none."),
        narrative("bourn", "The CCU is small."),
        narrative("bourn", "They counter every claim that the unit saw corruption."),
        narrative("bourn", "The pace of change is slow."),
    ];
    index_of(&[report_of("a.txt", one), report_of("b.txt", two)])
}

fn asked(index: &crate::index::Index, query: &str) -> Answer {
    search(index, &SearchRequest { all: true, ..request(parse(query).unwrap()) }).unwrap()
}

fn added(answer: &Answer) -> Vec<(&str, &str, Option<u64>)> {
    let added = answer.also.iter().filter(|a| a.meaning.relation != Relation::Spelling);
    added.map(|a| (a.typed.as_str(), a.meaning.text.as_str(), a.meaning.reports)).collect()
}

#[test]
fn another_spelling_that_is_searched_is_told() {
    let place = ("avon", 2016, Some(Grade::Good));
    let texts = [
        "The counter-corruption unit is well organized.",
        "It organised a countercorruption day.",
        "They counter the claim that there is corruption.",
        "The force's vetting unit is small.",
    ];
    let findings = texts.map(|text| finding(FindingKind::Narrative, place, text));
    let (_dir, index) = index_of(&[report_of("a.txt", findings.to_vec())]);
    for (query, expected) in [
        ("counter-corruption", "counter-corruption: countercorruption, counter corruption"),
        ("counter corruption", "counter corruption: counter-corruption, countercorruption"),
        ("countercorruption", "countercorruption: counter-corruption, counter corruption"),
        (
            "\"the counter corruption day\"",
            "counter corruption: counter-corruption, countercorruption",
        ),
        (
            "claim NOT countercorruption",
            "countercorruption: counter-corruption, counter corruption",
        ),
        ("organised", "organised: organized"),
        ("organized", "organized: organised"),
        ("force's", "force's: force"),
        ("day NEAR/9 organised", "organised: organized"),
        ("force", ""),
        ("vetting unit", ""),
        ("=organised", ""),
        ("organis*", ""),
    ] {
        let answer = asked(&index, query);
        let told = answer.also.iter().filter(|a| a.meaning.relation == Relation::Spelling);
        let forms: Vec<&str> = told.clone().map(|a| a.meaning.text.as_str()).collect();
        let typed = told.map(|a| a.typed.as_str()).next();
        let told = typed.map_or(String::new(), |typed| format!("{typed}: {}", forms.join(", ")));
        assert_eq!(told, expected, "{query}");
    }
}

#[test]
fn an_acronym_and_its_long_form_find_each_other() {
    let (_dir, index) = services();
    for (query, expected) in [
        ("CCU", 4),
        ("ccus", 4),
        ("counter-corruption unit", 4),
        ("counter corruption unit", 5),
        ("\"counter corruption units\"", 4),
        ("\"the countercorruption unit\"", 2),
        ("keeps OR CCU", 4),
        ("CCU NEAR/2 small", 1),
        ("\"counter-corruption unit\" NEAR/2 small", 1),
        ("NOT CCU", 5),
        ("=CCU", 2),
        ("CCU*", 3),
        ("\"counter corruption unit\"~1", 2),
    ] {
        assert_eq!(asked(&index, query).findings, expected, "{query}");
    }
    let answer = asked(&index, "CCU");
    assert_eq!(added(&answer), [("CCU", "counter-corruption unit", Some(1))]);
    let answer = asked(&index, "small counter corruption unit");
    assert_eq!(added(&answer), [("counter corruption unit", "CCU", Some(1))]);
    assert_eq!(answer.findings, 1);
    let exact = exactly(parse("counter-corruption unit").unwrap()).unwrap();
    let answer = search(&index, &request(exact)).unwrap();
    assert!(answer.also.is_empty());
}

#[test]
fn what_another_name_matched_is_marked_apart() {
    let (_dir, index) = services();
    let answer = asked(&index, "CCU");
    let marks = |hit: &Hit| {
        let cut = |spans: &[Span]| -> Vec<String> {
            spans.iter().map(|s| hit.finding.text[s.start..s.end].to_owned()).collect()
        };
        (cut(&hit.highlights), cut(&hit.also_highlights))
    };
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let marked: Vec<_> = answer.hits.iter().map(marks).collect();
    assert!(marked.contains(&(words(&["CCU"]), words(&[]))), "{marked:?}");
    assert!(marked.contains(&(words(&["CCU"]), words(&["counter-corruption unit"]))));
    assert!(marked.contains(&(words(&[]), words(&["CCUs"]))));
    assert!(marked.contains(&(words(&[]), words(&["countercorruption units"]))));
}

#[test]
fn what_was_typed_comes_before_its_other_names() {
    let (_dir, index) = texts(&[
        "The counter-corruption unit (CCU) is led well, by people who know what they are doing.",
        "The counter-corruption unit works.",
        "The CCU works.",
    ]);
    let first = |query| asked(&index, query).hits[0].finding.text.clone();
    assert_eq!(first("CCU works"), "The CCU works.");
    assert_eq!(first("\"counter-corruption unit\" works"), "The counter-corruption unit works.");
    let one = asked(&index, "CCU").hits;
    let both = one.iter().find(|hit| hit.finding.text.contains("(CCU)")).unwrap().score;
    let alone = search(&index, &request(exactly(parse("CCU").unwrap()).unwrap())).unwrap().hits;
    let alone = alone.iter().find(|hit| hit.finding.text.contains("(CCU)")).unwrap().score;
    assert_eq!(both, alone, "the same thing named twice is not two things");
}

#[test]
fn an_acronym_of_several_is_all_of_them_and_none_of_them_is_it() {
    let (_dir, index) = services();
    let answer = asked(&index, "SFRS");
    assert_eq!(
        added(&answer),
        [
            ("SFRS", "Saltmarsh Fire and Rescue Service", Some(1)),
            ("SFRS", "Stonewold Fire and Rescue Service", Some(1)),
        ]
    );
    assert_eq!(answer.findings, 2);
    let (_dir, index) = texts(&["Saltmarsh Fire and Rescue Service (SFRS) has none."]);
    assert_eq!(added(&asked(&index, "Saltmarsh Fire and Rescue Service"))[0].1, "SFRS");
    let place = ("avon", 2016, Some(Grade::Good));
    let text = |path, text| report_of(path, vec![finding(FindingKind::Narrative, place, text)]);
    let (_dir, index) = index_of(&[
        text("a.txt", "Saltmarsh Fire and Rescue Service (SFRS) has none."),
        text("b.txt", "Stonewold Fire and Rescue Service (SFRS) lent a boat."),
        text("c.txt", "Skerry Fire and Rescue Service (SFRS) sailed."),
    ]);
    let answer = asked(&index, "Saltmarsh Fire and Rescue Service");
    assert!(answer.also.iter().all(|one| one.meaning.text != "SFRS"), "{:?}", answer.also);
}

#[test]
fn an_acronym_that_is_a_word_needs_its_capitals() {
    let (_dir, index) = services();
    assert_eq!(asked(&index, "pace").findings, 2);
    assert!(asked(&index, "pace change").also.is_empty());
    let answer = asked(&index, "PACE");
    assert_eq!(added(&answer)[0].1, "Police and Criminal Evidence Act");
    let answer = asked(&index, "police and criminal evidence act");
    assert_eq!((answer.findings, answer.also.len()), (1, 0), "{:?}", answer.also);
}

#[test]
fn the_longest_name_is_taken_and_names_do_not_overlap() {
    let (_dir, index) = texts(&[
        "The domestic violence disclosure scheme is used.",
        "Clare's Law is used.",
        "Domestic abuse is rising.",
    ]);
    let answer = asked(&index, "domestic violence disclosure scheme used");
    let names: Vec<&str> = answer.also.iter().map(|one| one.typed.as_str()).collect();
    assert!(names.iter().all(|name| *name == "domestic violence disclosure scheme"), "{names:?}");
    assert_eq!(answer.findings, 2);
    assert_eq!(asked(&index, "domestic violence rising").findings, 1);
}

#[test]
fn a_finding_with_another_name_holds_some_of_what_was_asked_for() {
    let (_dir, index) = texts(&[
        "The counter-corruption unit (CCU) keeps the files.",
        "The CCU is small.",
        "Nets are mended.",
    ]);
    let answer = search(&index, &request(parse("counter-corruption unit nets").unwrap())).unwrap();
    assert_eq!(answer.findings, 0);
    let texts: Vec<&str> = answer.hits.iter().map(|hit| hit.finding.text.as_str()).collect();
    assert!(texts.contains(&"The CCU is small.") && texts.contains(&"Nets are mended."));
    assert!(answer.hits.iter().all(|hit| hit.matched == Match::Some));
}

#[test]
fn a_query_is_shown_as_it_is_understood() {
    let (_dir, index) = services();
    let shown = |query: &str| {
        let read = understood(&index, &parse(query).unwrap()).unwrap();
        crate::query::explain(&read.query)
    };
    assert_eq!(
        shown("small OR \"in both CCUs\""),
        "at least one of\n  \
         word `small` in any of its forms\n  \
         the first of these, or else what it also stands for\n    \
         phrase `in both CCUs`\n    \
         phrase `in both counter-corruption unit`\n    \
         phrase `in both ccu`\n"
    );
    let typed = parse("CCU -SFRS").unwrap();
    let Understood { query, .. } = understood(&index, &typed).unwrap();
    assert_eq!(crate::query::print(&query), crate::query::print(&typed));
    let words = parse("small counter corruption unit").unwrap();
    let Understood { query: read, .. } = understood(&index, &words).unwrap();
    assert_eq!(crate::query::print(&read), "small counter corruption unit");
    assert_eq!(Query { root: None, ..query.clone() }.plain, typed.plain);
}

#[test]
fn definitions_add_up_over_segments() {
    let place = ("avon", 2016, Some(Grade::Good));
    let text = |path, text| report_of(path, vec![finding(FindingKind::Narrative, place, text)]);
    let reports = [
        text("a.txt", "The counter-corruption unit (CCU) keeps the files."),
        text("b.txt", "The Counter Corruption Units (CCU) met."),
        text("c.txt", "The counter-corruption unit (CCU) is small."),
        text("d.txt", "The child care unit (CCU) is large."),
    ];
    let dir = tempfile::tempdir().unwrap();
    crate::index::build_in_segments(&reports, dir.path()).unwrap();
    let apart = asked(&crate::index::Index::open(dir.path()).unwrap(), "CCU");
    let (_dir, index) = index_of(&reports);
    let whole = asked(&index, "CCU");
    assert_eq!(
        added(&apart),
        [("CCU", "counter-corruption unit", Some(3)), ("CCU", "child care unit", Some(1))]
    );
    assert_eq!(apart.also, whole.also);
    assert_eq!(asked(&index, "child care unit").also, []);
    assert_eq!(added(&asked(&index, "countercorruption unit"))[0].1, "CCU");
}

#[test]
fn what_is_too_much_is_told() {
    let place = ("avon", 2016, Some(Grade::Good));
    let vowels = ["a", "e", "i", "o", "u"];
    let names = vowels.iter().flat_map(|a| vowels.map(|b| format!("Q{a}{b}")));
    let names: Vec<String> =
        names.chain(vowels.iter().flat_map(|a| vowels.map(|b| format!("Q{a}l{b}")))).collect();
    let findings = names
        .iter()
        .flat_map(|name| ["Fire", "Flood"].map(|what| format!("{name} {what} Service (QFS) met.")));
    let findings = findings.map(|text| finding(FindingKind::Narrative, place, &text)).collect();
    let (_dir, index) = index_of(&[report_of("a.txt", findings)]);
    let answer = asked(&index, "QFS");
    assert_eq!(answer.also.len(), 50);
    assert!(
        answer.hints.iter().any(|hint| hint.contains("defined in 100 ways")),
        "{:?}",
        answer.hints
    );
}

#[test]
fn another_name_with_too_many_spellings_is_told_and_stops_nothing() {
    let place = ("avon", 2016, Some(Grade::Good));
    let long = "anti-crime border-watch counter-fraud drug-deal evidence-led fast-track group";
    let texts = [format!("The {long} (ABCDEFG) met."), "The ABCDEFG is small.".to_owned()];
    let findings = texts.map(|text| finding(FindingKind::Narrative, place, &text));
    let (_dir, index) = index_of(&[report_of("a.txt", findings.into())]);
    for query in ["ABCDEFG", "\"the ABCDEFG\"", "ABCDEFG NEAR/3 small"] {
        let answer = asked(&index, query);
        assert!(answer.findings > 0, "{query}");
        assert_eq!(answer.also, [], "{query}");
        let told = |hint: &&String| hint.contains(long) && hint.contains("more than 32 ways");
        assert_eq!(answer.hints.iter().filter(told).count(), 1, "{query}: {:?}", answer.hints);
    }
}

//! What a search finds, in which order, and what it marks.

use super::fixture::*;
use super::*;
use crate::query::{FieldName, FieldTest, Node, Query};
use crate::report::{FindingKind, Grade, Report, Span};

#[test]
fn every_spelling_of_a_compound_gives_the_same_answer() {
    let (_dir, index) = texts(&[
        "The counter-corruption unit is small.",
        "Its counter corruption unit is small.",
        "A countercorruption unit would help.",
        "They counter every claim of corruption.",
        "A counter\u{2013}corruption plan, and a counter- corruption lead.",
    ]);
    let spellings = [
        word("counter-corruption"),
        word("counter\u{2011}corruption"),
        word("countercorruption"),
        word("Counter-Corruptions"),
        word("counter- corruption"),
        phrase("counter corruption"),
        phrase("counter-corruption"),
    ];
    let first = ask(&index, word("counter-corruption")).unwrap();
    assert_eq!(first.findings, 4);
    let marked = shown(&first);
    for expected in [
        "The [counter-corruption] unit is small.",
        "Its [counter corruption] unit is small.",
        "A [countercorruption] unit would help.",
        "A [counter\u{2013}corruption] plan, and a [counter- corruption] lead.",
    ] {
        assert!(marked.iter().any(|text| text == expected), "{expected}: {marked:?}");
    }
    for spelling in spellings {
        let answer = ask(&index, spelling.clone()).unwrap();
        assert_eq!(answer.hits, first.hits, "{spelling:?}");
    }
    let apart = search(&index, &request(plain(&["counter", "corruption"]))).unwrap();
    assert_eq!((apart.findings, &apart.hits[..4]), (4, first.hits.as_slice()));
    assert_eq!((apart.hits.len(), apart.hits[4].matched), (5, Match::Some));
    let among = search(&index, &request(plain(&["counter", "every", "corruption"]))).unwrap();
    assert_eq!(among.findings, 1);
    let begun = Node::Prefix { text: "counter-corr".to_owned(), span: Span::new(0, 12) };
    let begun = ask(&index, begun).unwrap();
    assert_eq!(begun.findings, 4);
    assert!(shown(&begun).iter().any(|text| text == "Its [counter corruption] unit is small."));
    for longer in ["counter corruption unit", "countercorruption unit", "counter-corruption unit"] {
        assert_eq!(ask(&index, phrase(longer)).unwrap().findings, 3, "{longer}");
    }
}

#[test]
fn a_phrase_has_all_of_its_spellings_or_is_refused() {
    let (_dir, index) = texts(&[
        "An abcd efgh ijkl mnop qrst plan.",
        "An abcd ef-gh ijkl mn-op qrst plan.",
        "Ab-cd wrote it.",
    ]);
    let five = "ab-cd ef-gh ij-kl mn-op qr-st";
    let answer = ask(&index, phrase(five)).unwrap();
    let marked = shown(&answer);
    for expected in ["An [abcd efgh ijkl mnop qrst] plan.", "An [abcd ef-gh ijkl mn-op qrst] plan."]
    {
        assert!(marked.iter().any(|text| text == expected), "{marked:?}");
    }
    let six = format!("{five} uv-wx");
    let starred = format!("{five} uv-wx*");
    let near = Node::Near {
        left: Box::new(word("plan")),
        right: Box::new(Node::Or(vec![word("unit"), phrase(&six)])),
        distance: 3,
        ordered: false,
        span: Span::new(0, 40),
    };
    let loose = Node::Phrase { text: six.clone(), slop: 2, span: Span::new(0, six.len()) };
    for node in [phrase(&six), phrase(&starred), loose, near, Node::Not(Box::new(phrase(&six)))] {
        let refused = |error: crate::Error| {
            assert_eq!(error.kind, crate::ErrorKind::Query);
            assert!(error.message.contains("more than 32 ways"), "{}", error.message);
            assert!(error.place.is_some() && !error.hints.is_empty());
        };
        refused(ask(&index, node.clone()).unwrap_err());
        refused(count_findings(&index, &query(node), &[], &[]).unwrap_err());
    }
}

#[test]
fn a_word_has_every_spelling_that_some_document_has() {
    let letters = "abcdefghijklmnopqrstuvwxyzabcdefghijklmno";
    let parted = |at: usize| format!("A {}-{} plan.", &letters[..at], &letters[at..]);
    let written: Vec<String> = (1..letters.len()).map(parted).collect();
    let (_dir, index) = texts(&written.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(ask(&index, word(letters)).unwrap().findings, 40);
    assert_eq!(ask(&index, phrase(&format!("{letters} plan"))).unwrap().findings, 40);
}

#[test]
fn possessives_and_exact_words() {
    let (_dir, index) =
        texts(&["The force\u{2019}s policing plan.", "Forces' policies.", "A policed area."]);
    for (node, expected) in [
        (word("force's"), vec!["The [force\u{2019}s] policing plan.", "[Forces]' policies."]),
        (exact("policing"), vec!["The force\u{2019}s [policing] plan."]),
        (exact("policies"), vec!["Forces' [policies]."]),
        (
            Node::Prefix { text: "Polici".to_owned(), span: Span::new(0, 7) },
            vec!["The force\u{2019}s [policing] plan.", "Forces' [policies]."],
        ),
        (
            Node::Wildcard { text: "p?lic*s".to_owned(), span: Span::new(0, 7) },
            vec!["Forces' [policies]."],
        ),
        (
            Node::Regex { text: "polic(ed|ies)".to_owned(), span: Span::new(0, 7) },
            vec!["Forces' [policies].", "A [policed] area."],
        ),
        (
            Node::Fuzzy { text: "polcing".to_owned(), distance: 1, span: Span::new(0, 7) },
            vec!["The force\u{2019}s [policing] plan."],
        ),
    ] {
        let mut found = shown(&ask(&index, node.clone()).unwrap());
        found.sort();
        let mut expected: Vec<String> = expected.into_iter().map(str::to_owned).collect();
        expected.sort();
        assert_eq!(found, expected, "{node:?}");
    }
}

#[test]
fn not_stands_anywhere() {
    let (_dir, index) = texts(&["red blue", "red", "blue", "green"]);
    let not = |text| Node::Not(Box::new(word(text)));
    for (node, expected) in [
        (not("red"), 2),
        (Node::And(vec![word("red"), not("blue")]), 1),
        (Node::Or(vec![not("red"), word("red")]), 4),
        (Node::Not(Box::new(not("red"))), 2),
        (Node::And(vec![not("red"), not("blue")]), 1),
        (Node::Everything(Span::new(0, 1)), 4),
        (
            Node::Near {
                left: Box::new(word("blue")),
                right: Box::new(word("red")),
                distance: 1,
                ordered: false,
                span: Span::new(0, 4),
            },
            1,
        ),
    ] {
        assert_eq!(ask(&index, node.clone()).unwrap().findings, expected, "{node:?}");
    }
}

#[test]
fn plain_words_fall_back_on_the_telling_ones_and_say_so() {
    let (_dir, index) = texts(&[
        "The backlog of vetting grew.",
        "The vetting unit.",
        "The backlog.",
        "The force.",
        "The plan.",
    ]);
    let answer = search(&index, &request(plain(&["the", "vetting", "backlog"]))).unwrap();
    assert_eq!(answer.findings, 1);
    let matched: Vec<Match> = answer.hits.iter().map(|hit| hit.matched).collect();
    assert_eq!(matched, [Match::All, Match::Some, Match::Some]);
    let strict = SearchRequest { all: true, ..request(plain(&["the", "vetting", "backlog"])) };
    assert_eq!(search(&index, &strict).unwrap().hits.len(), 1);
    let typo = search(&index, &request(plain(&["veting"]))).unwrap();
    assert_eq!(typo.hints[0], "no finding holds `veting`: read as `vetting` below");
    let apart = search(&index, &request(plain(&["plan", "backlog"]))).unwrap();
    assert!(apart.hints[0].contains("empties the result"), "{:?}", apart.hints);
}

#[test]
fn a_facet_ignores_its_own_filter_and_obeys_all_others() {
    let (_dir, index) = graded();
    let mut request = request(plain(&["force"]));
    request.filters = vec![test(FieldName::Grade, "good"), test(FieldName::Year, "2016")];
    let answer = search(&index, &request).unwrap();
    assert_eq!(answer.findings, 1);
    assert_eq!(counts(&answer, Dimension::Grade), [("good", 1), ("inadequate", 1)]);
    assert_eq!(counts(&answer, Dimension::Year), [("2015", 2), ("2016", 1)]);
    assert_eq!(counts(&answer, Dimension::Force), [("ambridge", 1)]);
}

#[test]
fn ties_go_to_newer_cycles_then_to_ids() {
    let (_dir, index) = graded();
    let answer = search(&index, &unfolded(query(word("force")))).unwrap();
    let order: Vec<(String, &str)> = answer
        .hits
        .iter()
        .map(|hit| (hit.finding.cycle.unwrap().to_string(), &hit.finding.id[17..]))
        .collect();
    let order: Vec<(&str, &str)> =
        order.iter().map(|(year, number)| (year.as_str(), *number)).collect();
    assert_eq!(order, [("2016", "1"), ("2016", "2"), ("2015", "3"), ("2015", "10")]);
}

#[test]
fn the_wrong_name_is_an_error_with_the_right_ones() {
    let (_dir, index) = graded();
    for (field, value, hint) in [
        (FieldName::Force, "ambrige", "ambridge"),
        (FieldName::Grade, "goood", "good"),
        (FieldName::Kind, "sumary", "summary"),
        (FieldName::Pillar, "legitimcy", "legitimacy"),
        (FieldName::Missing, "grad", "grade"),
    ] {
        let error = check_filters(&index, &[test(field, value)]).unwrap_err();
        assert_eq!(error.kind, crate::ErrorKind::Query, "{value}");
        assert!(error.hints.concat().contains(hint), "{value}: {:?}", error.hints);
    }
    let beyond = SearchRequest { offset: 10_000, ..request(plain(&["force"])) };
    assert!(search(&index, &beyond).unwrap_err().message.contains("10000"));
}

#[test]
fn counts_are_exact_with_a_bucket_for_nothing() {
    let (_dir, index) = graded();
    let everything = query(Node::Everything(Span::new(0, 1)));
    let by = [Dimension::Year, Dimension::Grade];
    let counts = count_findings(&index, &everything, &[], &by).unwrap();
    let shown: Vec<String> = counts
        .iter()
        .map(|(cells, count)| {
            let values = cells.iter().map(|cell| cell.value.clone().unwrap_or_default());
            format!("{} {count}", values.collect::<Vec<_>>().join(" "))
        })
        .collect();
    assert_eq!(shown, ["2015  6", "2015 good 2", "2016 good 1", "2016 inadequate 1"]);
    assert_eq!(count_findings(&index, &everything, &[], &[]).unwrap(), [(vec![], 10)]);
}

#[test]
fn many_segments_answer_like_one() {
    let kinds = [FindingKind::Narrative, FindingKind::Recommendation, FindingKind::Quotation];
    let report = |number: u16| {
        let text = |at: u16| {
            ["The plan of the force.", "A counter-corruption plan.", "Force."][usize::from(at % 3)]
        };
        let place =
            |at: u16| (["ambridge", "felpersham"][usize::from(at % 2)], 2014 + number % 4, None);
        let findings = (0..7)
            .map(|at| finding(kinds[usize::from(at * number % 3)], place(at), text(at + number)));
        report_of(&format!("{number}.txt"), findings.collect())
    };
    let reports: Vec<Report> = (1..6).map(report).collect();
    let (_dir, one) = index_of(&reports);
    let dir = tempfile::tempdir().unwrap();
    crate::index::build_in_segments(&reports, dir.path()).unwrap();
    let many = crate::index::Index::open(dir.path()).unwrap();
    assert_eq!((one.stats().segments, many.stats().segments), (1, 5));
    let has = Node::Field(test(FieldName::Has, "recommendation"));
    for node in [
        word("force"),
        word("countercorruption"),
        phrase("the force"),
        has,
        Node::Not(Box::new(word("plan"))),
    ] {
        let query = query(node);
        let request = SearchRequest { limit: 20, offset: 3, ..request(query.clone()) };
        assert_eq!(search(&one, &request).unwrap(), search(&many, &request).unwrap(), "{query:?}");
        let by = [Dimension::Force, Dimension::Year];
        let counts = [&one, &many].map(|index| count_findings(index, &query, &[], &by).unwrap());
        assert_eq!(counts[0], counts[1]);
        let mut texts = [Vec::new(), Vec::new()];
        for (index, texts) in [&one, &many].into_iter().zip(&mut texts) {
            let mut keep = |finding: crate::report::Finding| {
                texts.push(finding);
                Ok(())
            };
            for_each_finding(index, &query, &[], &mut keep).unwrap();
        }
        assert_eq!(texts[0], texts[1]);
    }
    assert_eq!(one.reports().unwrap(), many.reports().unwrap());
}

#[test]
fn reports_are_filtered_by_what_is_their_own() {
    let place = ("ambridge", 2016, None);
    let mut first = report_of("a.txt", vec![finding(FindingKind::Narrative, place, "A plan.")]);
    first.cycle = Some(crate::report::Cycle::year(2016));
    first.forces = vec![force("ambridge", "Ambridge Police")];
    let second =
        report_of("b.txt", vec![finding(FindingKind::Summary, place, "A plan and a plan.")]);
    let (_dir, index) = index_of(&[second, first]);
    let plan = plain(&["plan"]);
    let paths = |query: Option<&Query>, filters: &[FieldTest]| -> Vec<(String, u64)> {
        let found = reports_matching(&index, query, filters).unwrap().into_iter();
        found.map(|(report, count)| (report.path, count)).collect()
    };
    let found =
        |paths: &[&str]| paths.iter().map(|path| ((*path).to_owned(), 1)).collect::<Vec<_>>();
    assert_eq!(paths(None, &[]), found(&["a.txt", "b.txt"]));
    assert_eq!(paths(Some(&plan), &[test(FieldName::Year, "2016")]), found(&["a.txt"]));
    assert_eq!(paths(None, &[test(FieldName::Force, "Ambridge Police")]), found(&["a.txt"]));
    assert_eq!(paths(None, &[test(FieldName::Missing, "year")]), found(&["b.txt"]));
    assert_eq!(paths(None, &[test(FieldName::Kind, "summary")]), found(&["b.txt"]));
    assert!(paths(Some(&plain(&["backlog"])), &[]).is_empty());
}

fn exact(text: &str) -> Node {
    Node::Word { text: text.to_owned(), exact: true, span: Span::new(0, text.len()) }
}

/// Ten findings of one report, four of them alike.
fn graded() -> (tempfile::TempDir, crate::index::Index) {
    let place = |year, grade| ("ambridge", year, grade);
    let alike =
        |year, grade| finding(FindingKind::Narrative, place(year, Some(grade)), "The force.");
    let mut findings =
        vec![alike(2016, Grade::Good), alike(2016, Grade::Inadequate), alike(2015, Grade::Good)];
    let other = || finding(FindingKind::Summary, place(2015, None), "Something else.");
    findings.extend((0..6).map(|_| other()));
    findings.push(alike(2015, Grade::Good));
    index_of(&[report_of("a.txt", findings)])
}

fn counts(answer: &Answer, dimension: Dimension) -> Vec<(&str, u64)> {
    let facet = answer.facets.iter().find(|facet| facet.dimension == dimension).unwrap();
    facet.values.iter().map(|(bucket, count)| (bucket.value.as_deref().unwrap(), *count)).collect()
}

#[test]
fn without_facets_all_the_rest_is_the_same_and_pages_go_on() {
    let (_dir, index) = texts(&["The vetting backlog.", "A backlog of vetting.", "No backlog."]);
    let whole = SearchRequest { limit: 1, ..request(plain(&["backlog"])) };
    let bare = SearchRequest { facets: false, ..whole.clone() };
    let expected = search(&index, &whole).unwrap();
    assert!(!expected.facets.is_empty() && expected.next.is_some());
    let answer = search(&index, &bare).unwrap();
    assert!(answer.facets.is_empty());
    assert_eq!(Answer { facets: expected.facets.clone(), ..answer.clone() }, expected);
    let listing = Listing { after: answer.next, ..Listing::default() };
    search(&index, &SearchRequest { listing, ..whole }).unwrap();
}

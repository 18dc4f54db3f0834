//! The language as tables: what each query means, what each mistake says.

use std::time::{Duration, Instant};

use super::{FieldName, Node, Query, explain, filter, parse, print};
use crate::report::Span;

#[test]
fn a_query_means_what_its_canonical_form_says() {
    for (typed, printed) in MEANINGS {
        let query = parse(typed).unwrap_or_else(|error| panic!("{typed}: {error}"));
        assert_eq!(print(&query), *printed, "{typed}");
    }
}

const MEANINGS: &[(&str, &str)] = &[
    ("", ""),
    (" \t\u{0} ", ""),
    ("*", "*"),
    // Words.
    ("vetting  backlog", "vetting backlog"),
    ("vetting\u{0}backlog", "vetting backlog"),
    ("counter-corruption", "counter-corruption"),
    (
        "counter\u{2010}corruption counter\u{AD}corruption",
        "counter\u{2010}corruption counter\u{AD}corruption",
    ),
    ("counter- corruption unit", "counter- corruption unit"),
    ("counter-\n  corruption", "counter- corruption"),
    ("counter- and anti- -corruption", "counter- AND and AND anti- AND NOT corruption"),
    ("force's force’s", "force's force’s"),
    ("stop and search or not", "stop and search or not"),
    ("Devon & Cornwall", "Devon and Cornwall"),
    ("vetting — backlog", "vetting backlog"),
    ("10:30 https://example.org/a?b=c Note: e.g.", "10:30 https://example.org/a?b=c Note: e.g."),
    ("NEARBY ANDROID", "NEARBY ANDROID"),
    ("=policing", "=policing"),
    ("=AND", "=AND"),
    // Operators and how they bind.
    ("a AND b", "a AND b"),
    ("a && b || c", "(a AND b) OR c"),
    ("a OR b c", "a OR (b AND c)"),
    ("a | b", "a OR b"),
    ("(a OR b) c", "(a OR b) AND c"),
    ("a -b", "a AND NOT b"),
    ("counter -corruption", "counter AND NOT corruption"),
    ("counter –corruption", "counter AND NOT corruption"),
    ("-(a b)", "NOT (a AND b)"),
    ("NOT a", "NOT a"),
    ("a AND NOT NOT b", "a AND NOT NOT b"),
    ("!a b", "NOT a AND b"),
    ("a NEAR b", "a NEAR/10 b"),
    ("x a NEAR/3 (b OR \"c d\") y", "x AND a NEAR/3 (b OR \"c d\") AND y"),
    ("NOT (a NEAR/3 b)", "NOT (a NEAR/3 b)"),
    ("a BEFORE b", "a BEFORE/10 b"),
    ("a BEFORE/3 (b OR co*) y", "a BEFORE/3 (b OR co*) AND y"),
    (
        "w/o 24/7 n/a p/3 and/or before/after PRE WITHIN",
        "w/o 24/7 n/a p/3 and/or before/after PRE WITHIN",
    ),
    ("((a))", "(a)"),
    ("(a)", "(a)"),
    ("a^2.5 b", "a^2.5 AND b"),
    ("(a OR b)^2", "(a OR b)^2"),
    ("NOT a^.5", "NOT a^0.5"),
    ("(NOT a)^2", "(NOT a)^2"),
    // Phrases.
    ("vetting \"stop  and search\"", "vetting \"stop and search\""),
    ("“stop and search” „a b“ «c d»", "\"stop and search\" \"a b\" \"c d\""),
    ("\"vetting unit\"~3", "\"vetting unit\"~3"),
    ("\"counter-corrupt*\"", "\"counter-corrupt*\""),
    ("\"vett* unit*\"~2", "\"vett* unit*\"~2"),
    ("a\"b c\"d", "a \"b c\" d"),
    // Patterns.
    ("corrupt*", "corrupt*"),
    ("w?rd wo*d *ing", "w?rd AND wo*d AND *ing"),
    ("corrupton~ corrupton~2", "corrupton~1 AND corrupton~2"),
    ("/corrupt(ion|ly)/", "/corrupt(ion|ly)/"),
    ("/a\\/b/ and/or", "/a\\/b/ AND and/or"),
    // Fields.
    ("force:northants", "force:northants"),
    ("BODY:\"West  Midlands\"", "force:\"West Midlands\""),
    ("grade>=good", "grade>=good"),
    ("grade:>=good", "grade>=good"),
    ("grade=good", "grade:good"),
    (
        "grade:(good OR \"requires improvement\", >=good)",
        "grade:(good \"requires improvement\" >=good)",
    ),
    ("grade:(good)", "grade:good"),
    ("grade:inadequate..\"requires improvement\"", "grade:inadequate..\"requires improvement\""),
    ("year:2018/19", "year:2018/19"),
    ("year:2014..2018 year:2014.. cycle:..2016", "year:2014..2018 year:2014.. year:..2016"),
    ("year:(2014 2016..2018)", "year:(2014 2016..2018)"),
    ("q:2 question:\"How well\" question<3", "question:2 question:\"How well\" question<3"),
    ("type:afi doc:release report_kind:letter", "kind:afi doc_kind:release doc_kind:letter"),
    ("has:recommendation missing:grade", "has:recommendation missing:grade"),
    ("path:../a*.html", "path:\"../a*.html\""),
    ("path:(\"//x\" \"a..b\")", "path:(\"//x\" \"a..b\")"),
    ("-force:kent vetting", "NOT force:kent AND vetting"),
    ("force:(kent essex)^2", "force:(kent essex)^2"),
];

#[test]
fn only_words_phrases_and_fields_make_a_plain_query() {
    for (typed, plain) in [
        ("vetting \"stop and search\" force:kent grade:(good outstanding) grade>=good", true),
        ("force's counter-corruption", true),
        ("", true),
        ("*", false),
        ("vetting AND backlog", false),
        ("vetting -backlog", false),
        ("(vetting)", false),
        ("vett* backlog", false),
        ("=vetting", false),
        ("\"vetting unit\"~2", false),
        ("vetting^2", false),
    ] {
        assert_eq!(parse(typed).map(|query| query.plain).ok(), Some(plain), "{typed}");
    }
}

#[test]
fn a_mistake_has_its_place_and_says_what_was_expected() {
    for (typed, carets, message) in MISTAKES {
        let error = parse(typed).expect_err(typed);
        assert_eq!(error.message, *message, "{typed}");
        let (query, span) = error.place.expect(typed);
        let shown = carets_under(&query, span);
        assert_eq!((query.as_str(), shown.as_str()), (*typed, *carets));
        assert!(error.hints.first().is_some_and(|hint| hint.contains("expected")), "{typed}");
    }
}

/// Query, carets under the place of the mistake, message.
const MISTAKES: &[(&str, &str, &str)] = &[
    // Parentheses and quotation marks.
    ("(vetting", "^", "`(` is never closed"),
    ("a (b (c)", "  ^", "`(` is never closed"),
    ("(", "^", "`(` is never closed"),
    ("vetting)", "       ^", "`)` closes nothing"),
    (")", "^", "`)` closes nothing"),
    ("a () b", "  ^^", "there is nothing in the parentheses"),
    ("vetting \"stop and", "        ^", "the quotation mark is never closed"),
    ("6\"", " ^", "the quotation mark is never closed"),
    ("\"\"", "^^", "the phrase has no words"),
    ("a \" … \"", "  ^^^^^", "the phrase has no words"),
    ("\"stop * search\"", "^^^^^^^^^^^^^^^", "the star of `*` stands for nothing in a phrase"),
    ("a \"c* b\"", "  ^^^^^^", "the star of `c*` stands for nothing in a phrase"),
    ("\"c*ts b\"", "^^^^^^^^", "the star of `c*ts` stands for nothing in a phrase"),
    // Operators.
    ("vetting AND", "        ^^^", "`AND` has nothing on its right"),
    ("OR vetting", "^^", "`OR` has nothing on its left"),
    ("AND", "^^^", "`AND` has nothing on its left"),
    ("NOT", "^^^", "`NOT` has nothing on its right"),
    ("a AND OR b", "  ^^^", "`AND` has nothing on its right"),
    ("(a OR) b", "   ^^", "`OR` has nothing on its right"),
    ("a (&& b)", "   ^^", "`&&` has nothing on its left"),
    ("a NEAR/5", "  ^^^^^^", "`NEAR/5` has nothing on its right"),
    ("a NEAR/0 b", "  ^^^^^^", "`NEAR/0` has no distance that can be used"),
    ("a NEAR/101 b", "  ^^^^^^^^", "`NEAR/101` has no distance that can be used"),
    ("a NEAR/5 b NEAR/5 c", "           ^^^^^^", "`NEAR/5` joins more than two sides"),
    ("a NEAR/5 b BEFORE/5 c", "           ^^^^^^^^", "`BEFORE/5` joins more than two sides"),
    ("a BEFORE/0 b", "  ^^^^^^^^", "`BEFORE/0` has no distance that can be used"),
    ("a BEFORE -b", "          ^", "this cannot stand beside `BEFORE`"),
    ("a ONEAR/3 b", "  ^^^^^^^", "`ONEAR/3` is no operator here"),
    ("a near/3 b", "  ^^^^^^", "`near/3` is no operator here"),
    ("a W/3 b", "  ^^^", "`W/3` is no operator here"),
    ("a ADJ b", "  ^^^", "`ADJ` is no operator here"),
    ("AND NOT fleet", "^^^", "`AND` has nothing on its left"),
    ("NOT a NEAR/5 b", "    ^", "this cannot stand beside `NEAR/5`"),
    ("a NEAR/5 force:kent", "         ^^^^^^^^^^", "this cannot stand beside `NEAR/5`"),
    ("vetting - unit", "        ^", "`-` stands alone"),
    ("a --force kent", "  ^^^^^^^", "`--` begins an option, not a part of a query"),
    ("vetting ^2", "        ^^", "`^2` weighs nothing"),
    ("vetting^x", "       ^^", "`^x` is no weight"),
    ("vetting^101", "       ^^^^", "`^101` is no weight"),
    ("vetting^0", "       ^^", "`^0` is no weight"),
    ("a AND & b", "      ^", "`&` has no letter or digit to look for"),
    ("-… b", " ^", "`…` has no letter or digit to look for"),
    ("…", "^", "`…` has no letter or digit to look for"),
    // Words and patterns.
    ("= policing", "^", "`=` has no word"),
    ("=\"a b\"", "^", "`=` asks for one word, not for a phrase"),
    ("=corrupt*", "^^^^^^^^^", "`=corrupt*` asks for one word and for a pattern at once"),
    ("a ~", "  ^", "`~` has no word before it"),
    ("corrupton~3", "         ^^", "`~3` is no number of wrong letters"),
    ("corrupt*~", "^^^^^^^^^", "`corrupt*~` is a pattern and a near spelling at once"),
    ("\"a b\"~", "     ^", "`~` has no distance that can be used"),
    ("\"a b\"~999", "     ^^^^", "`~999` has no distance that can be used"),
    ("c*", "^^", "`c*` has fewer than two letters before the star"),
    ("why ?", "    ^", "`?` has fewer than two letters beside its `?` and `*`"),
    ("/corrupt", "^", "the regular expression is never closed"),
    ("/corrupt ion/", "^", "the regular expression is never closed"),
    ("//", "^^", "the regular expression is empty"),
    ("/home/user", "      ^^^^", "`user` stands right after a regular expression"),
    ("a /b(c/", "    ^", "the regular expression is wrong: unclosed group"),
    ("/(?i:b)/", "^^^^^^^^", "a flag such as `(?i)` cannot be used in a regular expression here"),
    ("/b+?/", "^^^^^", "a lazy repetition cannot be used in a regular expression here"),
    (
        "/^b$/",
        "^^^^^",
        "a mark for a bound (`^`, `$`, `\\b`) cannot be used in a regular expression here",
    ),
    // Fields.
    ("forse:kent", "^^^^^", "`forse` is no field"),
    ("a (date:2016)", "   ^^^^", "`date` is no field"),
    ("force:", "^^^^^^", "`force:` has no value"),
    ("a force: kent", "  ^^^^^^", "`force:` has no value"),
    ("force:\"\"", "      ^^", "the value of `force` is empty"),
    ("force:()", "      ^^", "there are no values between the parentheses"),
    ("force:(kent", "      ^", "`(` is never closed"),
    ("force:(kent AND essex)", "            ^^^", "`AND` cannot stand among values"),
    ("force:(a (b))", "         ^", "`(` cannot stand among values"),
    ("force>=kent", "^^^^^^^", "`force` has no order to compare by `>=`"),
    ("grade >= good", "      ^^", "`>=` has no field before it"),
    ("grade!=good", "^^^^^^^", "`!=` is no comparison"),
    ("grade>=(good)", "       ^^^^^^", "`>=` compares with one value"),
    ("grade>=>good", "       ^", "there are two comparisons before one value"),
    ("year:16", "     ^^", "`16` is no year or cycle"),
    ("year:2018..2014", "     ^^^^^^^^^^", "the range runs backwards"),
    ("grade:good..inadequate", "      ^^^^^^^^^^^^^^^^", "the range runs backwards"),
    ("year:..", "     ^^", "the range has neither beginning nor end"),
    ("year:2014...2018", "           ^^^^^", "`.2018` is no year or cycle"),
    ("year>2014..2016", "     ^^^^^^^^^^", "a range needs no comparison before it"),
    ("question>two", "         ^^^", "`two` is no number of a question"),
    ("missing:kind", "        ^^^^", "`kind` is no field that can be missing"),
    ("has:grades", "    ^^^^^^", "`grades` is no kind of finding and no field that can be missing"),
];

fn carets_under(query: &str, span: Span) -> String {
    let before = query[..span.start].chars().count();
    " ".repeat(before) + &"^".repeat(query[span.start..span.end].chars().count())
}

#[test]
fn a_hint_says_what_may_have_been_meant() {
    for (typed, hint) in [
        ("forse:kent", "did you mean `force:`?"),
        ("date:2016", "did you mean `year:`?"),
        ("std:fmt", "to look for the text itself, put it in quotation marks: `\"std:fmt\"`"),
        ("force: kent", "did you mean `force:kent`, without the space?"),
        ("a near/3 b", "did you mean `NEAR/3`?"),
        ("year:20116", "did you mean `2011` or `2016`?"),
        ("year:2o16", "did you mean `2016`?"),
        ("year:16", "did you mean `2016`?"),
        ("missing:grades", "did you mean `grade`?"),
        ("has:recomendation", "did you mean `recommendation`?"),
        ("a ONEAR/3 b", "did you mean `BEFORE/3`?"),
        ("a ADJ b", "did you mean `BEFORE/1`?"),
        ("\"stop * search\"", "for any word between, write `\"stop search\"~1`"),
        ("vetting AND", "if the word is meant, write it small: `and`"),
        ("\"a b\"~x", "expected a number of words from 1 to 100, as in `\"a b\"~3`"),
        ("a~5", "for words close to each other, write `\"... ...\"~5`"),
    ] {
        let error = parse(typed).expect_err(typed);
        assert!(error.hints.iter().any(|given| given == hint), "{typed}: {:?}", error.hints);
    }
}

#[test]
fn limits_are_named_at_once() {
    for (query, message) in [
        ("(".repeat(2000) + &")".repeat(2000), "the query is nested more than 64 deep"),
        ("!".repeat(5000) + "a", "the query is nested more than 64 deep"),
        ("NOT (".repeat(33) + "a", "the query is nested more than 64 deep"),
        ("a ".repeat(1025), "the query has more than 1,024 clauses"),
        (format!("\"{}\"", "a ".repeat(1025)), "the query has more than 1,024 clauses"),
        (format!("id:({})", "a ".repeat(1025)), "the query has more than 1,024 clauses"),
        (
            "a ".repeat(100_000),
            "the query is 200000 bytes long; at most 16,384 (16 KiB) are allowed",
        ),
        ("/a/ ".repeat(65), "the query has more than 1,024 clauses"),
        (format!("/{}/", "a".repeat(257)), "the regular expression is 257 characters long"),
    ] {
        let start = Instant::now();
        let error = parse(&query).expect_err(message);
        assert_eq!(error.message, message);
        assert!(start.elapsed() < Duration::from_millis(200), "{message}: {:?}", start.elapsed());
    }
    assert!(parse(&("(".repeat(64) + "a" + &")".repeat(64))).is_ok());
    assert!(parse(&"a ".repeat(1024)).is_ok());
}

#[test]
fn an_option_is_the_same_test_as_in_a_query() {
    for (field, values, query) in [
        (FieldName::Force, &["kent"][..], "force:kent"),
        (FieldName::Force, &["West Midlands", "kent"], "force:(\"West Midlands\" kent)"),
        (FieldName::Year, &["2014..2018"], "year:2014..2018"),
        (FieldName::Year, &["2014..", "2018/19"], "year:(2014.. 2018/19)"),
        (FieldName::Grade, &[">=good"], "grade>=good"),
        (
            FieldName::Grade,
            &["> good", "requires improvement"],
            "grade:(>good \"requires improvement\")",
        ),
        (
            FieldName::Grade,
            &["\"requires improvement\" .. good"],
            "grade:\"requires improvement\"..good",
        ),
    ] {
        let values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
        let test = filter(field, &values).unwrap_or_else(|error| panic!("{query}: {error}"));
        let typed = parse(query).unwrap_or_else(|error| panic!("{query}: {error}"));
        assert_eq!(typed.without_spans().root, Some(Node::Field(test)), "{query}");
    }
    for (field, values, message) in [
        (FieldName::Force, &[" "][..], "the value of `force` is empty"),
        (FieldName::Force, &[], "`force` is given 0 values"),
        (FieldName::Year, &["2014..2016..2018"], "`2016..2018` is no year or cycle"),
        (FieldName::Kind, &[">afi"], "`kind` has no order to compare by `>`"),
    ] {
        let values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
        let error = filter(field, &values).expect_err(message);
        assert_eq!(error.message, message);
    }
}

#[test]
fn the_place_of_a_value_is_found_again() {
    let query = "a force:(kent \"West Midlands\")";
    let Ok(Query { root: Some(Node::And(nodes)), .. }) = parse(query) else {
        panic!("{query} is no AND");
    };
    let Some(Node::Field(test)) = nodes.last() else { panic!("{query} has no field") };
    let span = test.value_span(query, "West Midlands");
    assert_eq!(&query[span.start..span.end], "West Midlands");
    assert_eq!(test.value_span(query, "Essex"), test.span);
}

#[test]
fn the_tree_shows_what_was_understood() {
    let query =
        "vetting BEFORE/3 \"unit\"~1 (corrupt* OR =policing)^2 -force:(kent essex) year:2014..";
    let tree = parse(query).map(|query| explain(&query)).unwrap_or_default();
    assert_eq!(
        tree,
        "all of
  both with at most 3 words between, in this order
    word `vetting` in any of its forms
    phrase `unit` with words moved by at most 1 place
  weighed 2 times
    at least one of
      words that begin with `corrupt`
      word `policing` as written
  not
    force is `kent` or is `essex`
  year is `2014` or above
"
    );
    let plain = parse("vetting unit").map(|query| explain(&query)).unwrap_or_default();
    assert!(plain.starts_with("all of; findings that hold only the most telling words follow"));
}

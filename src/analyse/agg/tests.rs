use serde_json::{Value, json};

use super::*;
use crate::analyse::fixture::corpus;
use crate::report::{Cycle, FindingKind, Grade, Pillar, Report};
use crate::search::fixture::{finding, index_of, report_of};

/// Five findings: grades good, good, inadequate, none and outstanding, of two bodies in three rounds.
fn five() -> (tempfile::TempDir, Index) {
    let one = |slug, year, grade, text| finding(FindingKind::Narrative, (slug, year, grade), text);
    let first = vec![
        one("avon", 2014, Some(Grade::Good), "Vetting is slow."),
        one("avon", 2016, Some(Grade::Good), "The harbour is lit."),
        one("bourn", 2016, Some(Grade::Inadequate), "Vetting lapses."),
    ];
    let second = vec![
        one("bourn", 2017, None, "Nothing of note."),
        one("bourn", 2017, Some(Grade::Outstanding), "Vetting is quick."),
    ];
    index_of(&[report_of("a.txt", first), report_of("b.txt", second)])
}

fn asked(index: &Index, request: &Value) -> Result<Map<String, Value>> {
    let aggregations = Aggregations::read(&request.to_string())?;
    let include = Include::default();
    let request = AggRequest { aggregations, filters: Vec::new(), include };
    Ok(aggregate(index, &request)?.aggregations)
}

/// `key: doc_count` of each bucket.
fn counts(answer: &Value) -> Vec<(String, u64)> {
    let buckets = answer["buckets"].as_array().unwrap();
    let one = |bucket: &Value| {
        let key = bucket["key_as_string"].as_str().or(bucket["key"].as_str()).map(str::to_owned);
        (key.unwrap_or_else(|| bucket["key"].to_string()), bucket["doc_count"].as_u64().unwrap())
    };
    buckets.iter().map(one).collect()
}

fn pairs(of: &[(&str, u64)]) -> Vec<(String, u64)> {
    of.iter().map(|(key, n)| ((*key).to_owned(), *n)).collect()
}

#[test]
fn terms_are_counted_ordered_and_cut_and_say_what_was_cut() {
    let (_dir, index) = five();
    let answer = asked(
        &index,
        &json!({
            "all": {"terms": {"field": "grade"}},
            "none": {"terms": {"field": "grade", "missing": "no grade", "order": {"_key": "asc"}}},
            "one": {"terms": {"field": "force", "size": 1}},
            "often": {"terms": {"field": "year", "min_doc_count": 2}},
            "newest": {"terms": {"field": "force", "order": {"last": "desc"}},
                "aggs": {"last": {"max": {"field": "first_year"}}}},
        }),
    )
    .unwrap();
    assert_eq!(
        counts(&answer["all"]),
        pairs(&[("good", 2), ("inadequate", 1), ("outstanding", 1)])
    );
    let none = pairs(&[("good", 2), ("inadequate", 1), ("no grade", 1), ("outstanding", 1)]);
    assert_eq!(counts(&answer["none"]), none);
    assert_eq!(counts(&answer["one"]), pairs(&[("bourn", 3)]));
    assert_eq!(answer["one"]["sum_other_doc_count"], 2);
    assert_eq!(counts(&answer["often"]), pairs(&[("2016", 2), ("2017", 2)]));
    assert_eq!(counts(&answer["newest"]), pairs(&[("bourn", 3), ("avon", 2)]));
    assert_eq!(answer["newest"]["buckets"][1]["last"]["value"], 2016);
}

#[test]
fn buckets_nest_and_filters_speak_the_language_of_search() {
    let (_dir, index) = five();
    let answer = asked(
        &index,
        &json!({"aggs": {
            "vetting": {"filter": {"query": "vetting grade>=good"},
                "aggs": {"forces": {"terms": {"field": "force"}}}},
            "both": {"filters": {"filters": {"a": "vetting", "b": "NOT vetting"}}},
            "no_grade": {"missing": {"field": "grade"}},
            "pairs": {"multi_terms": {"terms": [{"field": "force"}, {"field": "year"}]}},
        }}),
    )
    .unwrap();
    assert_eq!(answer["vetting"]["doc_count"], 2);
    assert_eq!(counts(&answer["vetting"]["forces"]), pairs(&[("avon", 1), ("bourn", 1)]));
    let both = &answer["both"]["buckets"];
    assert_eq!((&both["a"]["doc_count"], &both["b"]["doc_count"]), (&json!(3), &json!(2)));
    assert_eq!(answer["no_grade"]["doc_count"], 1);
    let expected = [("bourn|2017", 2), ("avon|2014", 1), ("avon|2016", 1), ("bourn|2016", 1)];
    assert_eq!(counts(&answer["pairs"]), pairs(&expected));
    assert_eq!(answer["pairs"]["buckets"][0]["key"], json!(["bourn", "2017"]));
}

#[test]
fn numbers_fall_into_histograms_ranges_and_figures() {
    let (_dir, index) = five();
    let answer = asked(
        &index,
        &json!({
            "years": {"histogram": {"field": "first_year", "interval": 1}},
            "full": {"histogram": {"field": "first_year", "interval": 2, "offset": 1, "min_doc_count": 1}},
            "ranges": {"range": {"field": "first_year",
                "ranges": [{"to": 2016}, {"key": "late", "from": 2016, "to": 2017}, {"from": 2017}]}},
            "stats": {"stats": {"field": "first_year"}},
            "middle": {"percentiles": {"field": "first_year", "percents": [25, 50]}},
            "forces": {"cardinality": {"field": "force"}},
            "graded": {"value_count": {"field": "grade"}},
        }),
    )
    .unwrap();
    let years = pairs(&[("2014", 1), ("2015", 0), ("2016", 2), ("2017", 2)]);
    assert_eq!(counts(&answer["years"]), years);
    assert_eq!(counts(&answer["full"]), pairs(&[("2013", 1), ("2015", 2), ("2017", 2)]));
    let ranges = pairs(&[("*-2016", 1), ("late", 2), ("2017-*", 2)]);
    assert_eq!(counts(&answer["ranges"]), ranges);
    let stats = json!({"count": 5, "min": 2014, "max": 2017, "avg": 2016, "sum": 10_080});
    assert_eq!(answer["stats"], stats);
    assert_eq!(answer["middle"], json!({"values": {"25.0": 2016, "50.0": 2016}}));
    assert_eq!(answer["forces"]["value"], 2);
    assert_eq!(answer["graded"]["value"], 4);
}

#[test]
fn composite_pages_joined_are_the_whole() {
    let (_dir, index) = five();
    let sources = json!([
        {"force": {"terms": {"field": "force", "order": "desc"}}},
        {"grade": {"terms": {"field": "grade", "missing_bucket": true}}},
    ]);
    let page = |size: u64, after: &Value| {
        let mut composite = json!({"sources": sources, "size": size});
        if !after.is_null() {
            composite["after"] = after.clone();
        }
        asked(&index, &json!({"all": {"composite": composite}})).unwrap()["all"].clone()
    };
    let whole = page(10, &Value::Null)["buckets"].as_array().unwrap().clone();
    let keys: Vec<&Value> = whole.iter().map(|bucket| &bucket["key"]).collect();
    assert_eq!(
        keys,
        [
            &json!({"force": "bourn", "grade": null}),
            &json!({"force": "bourn", "grade": "inadequate"}),
            &json!({"force": "bourn", "grade": "outstanding"}),
            &json!({"force": "avon", "grade": "good"}),
        ]
    );
    let (mut joined, mut after) = (Vec::new(), Value::Null);
    loop {
        let next = page(1, &after);
        if next.get("after_key").is_none() {
            break;
        }
        joined.extend(next["buckets"].as_array().unwrap().clone());
        after = next["after_key"].clone();
    }
    assert_eq!(joined, whole);
}

#[test]
fn a_mistake_is_named_at_its_place() {
    let (_dir, index) = five();
    for (request, expected) in [
        (json!({"a": {"terms": {"field": "grde"}}}), "`a.terms.field`: there is no field `grde`"),
        (json!({"a": {"terms": {"feild": "grade"}}}), "`a.terms.field`: a field is expected"),
        (
            json!({"a": {"terms": {"field": "grade", "sise": 3}}}),
            "`a.terms.sise` is not known here",
        ),
        (json!({"a": {"stats": {"field": "grade"}}}), "`a.stats.field`: `grade` is a text"),
        (json!({"a": {}}), "`a`: exactly one kind of aggregation is expected"),
        (
            json!({"a": {"terms": {"field": "grade"}, "avg": {"field": "date"}}}),
            "`a`: exactly one kind of aggregation is expected",
        ),
        (
            json!({"a": {"terms": {"field": "grade", "size": 0}}}),
            "`a.terms.size`: at least 1 is expected",
        ),
        (
            json!({"a": {"terms": {"field": "grade", "order": {"b": "asc"}}}}),
            "`.a.order`: no `b` stands within",
        ),
        (json!({"aggs": {}, "query": "vetting"}), "`aggs`: at least one aggregation is expected"),
        (
            json!({"query": {"match_all": {}}, "aggs": {"a": {"missing": {"field": "grade"}}}}),
            "`query`: a text in the query language of `search` is expected",
        ),
        (
            json!({"unit": "judgments", "aggs": {"a": {"terms": {"field": "kind"}}}}),
            "a judgment has no `kind`",
        ),
        (
            json!({"unit": "forces", "aggs": {"a": {"terms": {"field": "kind"}}}}),
            "a force has no `kind`",
        ),
        (
            json!({"unit": "documents", "aggs": {"a": {"terms": {"field": "kind"}}}}),
            "`unit`: there is no unit `documents`",
        ),
        (
            json!({"unit": "reports", "aggs": {"a": {"terms": {"field": "force"}}}}),
            "a report has no `force` of its own: it may be about several bodies",
        ),
        (
            json!({"a": {"nested": {"path": "judgements"}}}),
            "`a.nested.path`: there is no unit `judgements`",
        ),
        (
            json!({"a": {"nested": {"path": "findings"}}}),
            "`a.nested.path`: this stands within findings already",
        ),
        (json!({"a": {"nested": {}}}), "`a.nested.path`: a unit is expected"),
        (json!({"a": {"reverse_nested": {}}}), "`a.reverse_nested`: nothing is nested here"),
        (
            json!({"a": {"nested": {"path": "reports"},
                "aggs": {"b": {"reverse_nested": {"path": "forces"}}}}}),
            "`a.aggs.b.reverse_nested.path`: no forces stand around here",
        ),
        (
            json!({"a": {"nested": {"path": "reports"}, "aggs": {"b": {"terms": {"field": "kind"}}}}}),
            "a report has no `kind`",
        ),
        (
            json!({"a": {"histogram": {"field": "first_year", "interval": 0}}}),
            "`a.histogram.interval`: a number above 0 is expected",
        ),
        (
            json!({"a": {"histogram": {"field": "first_year", "interval": 0.000_01}}}),
            "the answer has more than 65536 buckets",
        ),
        (
            json!({"a": {"date_histogram": {"field": "date"}}}),
            "`a.date_histogram`: either `calendar_interval` or `fixed_interval` is expected",
        ),
    ] {
        let error = asked(&index, &request).expect_err("a mistake");
        assert_eq!(error.message, expected.replace("`.a", "`a"), "{request}");
        assert_eq!(error.kind, ErrorKind::Usage);
    }
    let error = asked(&index, &json!({"a": {"filter": "vetting AND"}})).expect_err("a mistake");
    assert_eq!(error.kind, ErrorKind::Query);
}

/// An assessment of Kent (a summary, a finding on question 1, two on question 2) and its release (one); a thematic report on
/// Kent (one finding, no grade) and Essex (one). Kent: overall and question 1 good, question 2 requires improvement; Essex:
/// inadequate.
fn three_reports() -> (tempfile::TempDir, Index) {
    let said = |statement: &str| corpus(&[statement]).remove(0);
    let report = |path: &str, statements: &[&str], findings| {
        let said: Vec<Report> = statements.iter().map(|statement| said(statement)).collect();
        let mut report = report_of(path, findings);
        report.forces = said.iter().flat_map(|said| said.forces.clone()).collect();
        report.forces.dedup();
        report.cycle = Some(Cycle::year(2016));
        report.pillar = Some(Pillar::Legitimacy);
        report.attestations = said.into_iter().flat_map(|said| said.attestations).collect();
        report
    };
    let one = |slug, kind, question, text| {
        let mut finding = finding(kind, (slug, 2016, None), text);
        finding.question = question;
        finding
    };
    let (prose, area) = (FindingKind::Narrative, FindingKind::AreaForImprovement);
    let overall = "kent peel 2016 legitimacy overall good";
    let assessment = report(
        "assessment.txt",
        &[
            overall,
            "kent peel 2016 legitimacy 1 good",
            "kent peel 2016 legitimacy 2 requires_improvement",
        ],
        vec![
            one("kent", FindingKind::Summary, None, "Kent is fair."),
            one("kent", prose, Some(1), "It listens."),
            one("kent", area, Some(2), "It should vet faster."),
            one("kent", area, Some(2), "It should vet everyone."),
        ],
    );
    let release = vec![one("kent", FindingKind::Judgment, None, "Kent is good.")];
    let release = report("release.txt", &[overall], release);
    let mut thematic = report(
        "thematic.txt",
        &["essex peel 2016 legitimacy overall inadequate"],
        vec![
            one("kent", prose, None, "Kent vets."),
            one("essex", prose, None, "Essex does not vet."),
        ],
    );
    thematic.forces.extend(assessment.forces.clone());
    index_of(&[assessment, release, thematic])
}

#[test]
fn nested_goes_to_the_documents_that_belong_with_those_of_the_bucket() {
    let (_dir, index) = three_reports();
    let answer = asked(
        &index,
        &json!({"unit": "judgments", "aggs": {"grades": {"terms": {"field": "grade"}, "aggs": {
            "inner": {"nested": {"path": "findings"}, "aggs": {"kinds": {"terms": {"field": "kind"}}}},
            "stated": {"nested": {"path": "reports"}, "aggs": {"back": {"reverse_nested": {}}}},
        }}}}),
    )
    .unwrap();
    let grades = &answer["grades"];
    assert_eq!(
        counts(grades),
        pairs(&[("good", 2), ("inadequate", 1), ("requires_improvement", 1)])
    );
    let inner: Vec<&Value> = (0..3).map(|at| &grades["buckets"][at]["inner"]).collect();
    // Overall: the summary, the release and the sentence of the thematic report; question 1: one.
    assert_eq!(inner[0]["doc_count"], 4);
    assert_eq!(
        counts(&inner[0]["kinds"]),
        pairs(&[("narrative", 2), ("judgment", 1), ("summary", 1)])
    );
    assert_eq!(inner[1]["doc_count"], 1);
    assert_eq!(counts(&inner[2]["kinds"]), pairs(&[("area_for_improvement", 2)]));
    // The thematic report does not state the grades of Kent. The assessment states three, of which two are in the bucket.
    let stated: Vec<&Value> = (0..3).map(|at| &grades["buckets"][at]["stated"]).collect();
    assert_eq!((&stated[0]["doc_count"], &stated[0]["back"]["doc_count"]), (&json!(2), &json!(2)));
    assert_eq!((&stated[2]["doc_count"], &stated[2]["back"]["doc_count"]), (&json!(1), &json!(1)));
}

#[test]
fn reverse_nested_leads_back_to_what_stands_around() {
    let (_dir, index) = three_reports();
    let answer = asked(
        &index,
        &json!({"unit": "reports", "aggs": {
            "findings": {"nested": {"path": "findings"}, "aggs": {"forces": {
                "terms": {"field": "force"}, "aggs": {"reports": {"reverse_nested": {}}},
            }}},
            "bodies": {"nested": {"path": "forces"}, "aggs": {"judged": {
                "nested": {"path": "judgments"},
                "aggs": {"poor": {"filter": {"query": "kind:afi"}, "aggs": {
                    "of": {"reverse_nested": {"path": "forces"}, "aggs": {"which": {"terms": {"field": "force"}}}},
                }}},
            }}},
        }}),
    )
    .unwrap();
    let forces = &answer["findings"]["forces"];
    assert_eq!(answer["findings"]["doc_count"], 7);
    assert_eq!(counts(forces), pairs(&[("kent", 6), ("essex", 1)]));
    let reports = |at: usize| &forces["buckets"][at]["reports"]["doc_count"];
    assert_eq!((reports(0), reports(1)), (&json!(3), &json!(1)));
    let bodies = &answer["bodies"];
    assert_eq!((&bodies["doc_count"], &bodies["judged"]["doc_count"]), (&json!(2), &json!(4)));
    let poor = &bodies["judged"]["poor"];
    assert_eq!(poor["doc_count"], 1);
    assert_eq!(counts(&poor["of"]["which"]), pairs(&[("kent", 1)]));
}

#[test]
fn every_unit_is_counted_and_the_query_is_about_the_outermost() {
    let (_dir, index) = three_reports();
    for (unit, query, hits, findings) in [
        ("findings", "vet", 4, None),
        ("judgments", "vet", 3, Some(6)),
        ("reports", "vet", 2, Some(6)),
        ("inspections", "vet", 2, Some(7)),
        ("inspections", "fair", 1, Some(6)),
        ("forces", "fair", 1, Some(6)),
    ] {
        let aggs = match findings {
            Some(_) => json!({"all": {"nested": {"path": "findings"}}}),
            None => json!({"all": {"value_count": {"field": "report"}}}),
        };
        let request = json!({"query": query, "unit": unit, "aggs": aggs}).to_string();
        let aggregations = Aggregations::read(&request).unwrap();
        let (filters, include) = (Vec::new(), Include::default());
        let answer = aggregate(&index, &AggRequest { aggregations, filters, include }).unwrap();
        assert_eq!((answer.unit.slug(), answer.hits), (unit, hits), "{request}");
        if let Some(findings) = findings {
            assert_eq!(answer.aggregations["all"]["doc_count"], findings, "{request}");
        }
    }
}

//! Counts of words that are asked for again against what a list of all findings says.

use tantivy::indexer::NoMergePolicy;
use tantivy::{IndexWriter, Term};

use super::ranked_tests::Words;
use super::{SearchRequest, count_findings, search};
use crate::index::{Index, build_in_segments};
use crate::query::{exactly, parse};
use crate::search::Dimension;
use crate::search::fixture::report_of;

/// Words of every frequency, all, any, none of them, with tests of fields.
const ASKED: [&str; 16] = [
    "the police",
    "the AND police AND force",
    "the OR police",
    "backlog OR stalking OR the",
    "vetting AND the",
    "backlog AND the AND police",
    "police AND year:2015",
    "(police OR the) AND (grade:good OR grade:inadequate)",
    "the AND police AND force:ambridge AND kind:recommendation",
    "the AND police NOT crime",
    "\"the police\" AND force",
    "\"police crime\"",
    "\"victims police force\" AND the",
    "\"victims police force\" OR \"crime vetting\"",
    "\"crime the crime\" AND grade:good AND force:ambridge",
    "nothing OR police",
];

/// Asks each question three times: the first makes no sets, the next does, the last has them.
fn counted_as_listed(index: &Index, asked: &[&str]) {
    for typed in asked {
        let query = parse(typed).unwrap();
        for query in [exactly(query.clone()).unwrap(), query] {
            let request = SearchRequest { all: true, ..SearchRequest::new(query.clone()) };
            let listed = search(index, &request).unwrap();
            let facet = listed.facets.iter().find(|facet| facet.dimension == Dimension::Grade);
            let mut by_grade: Vec<(Option<String>, u64)> = facet
                .into_iter()
                .flat_map(|facet| &facet.values)
                .map(|(bucket, count)| (bucket.value.clone(), *count))
                .collect();
            by_grade.sort();
            for _ in 0..3 {
                let all = count_findings(index, &query, &[], &[]).unwrap();
                assert_eq!(all[0].1, listed.findings, "`{typed}`");
                if !typed.contains("grade:") {
                    let counts = count_findings(index, &query, &[], &[Dimension::Grade]).unwrap();
                    let mut counts: Vec<(Option<String>, u64)> = counts
                        .into_iter()
                        .map(|(mut buckets, count)| (buckets.remove(0).value, count))
                        .filter(|(value, _)| value.is_some())
                        .collect();
                    counts.sort();
                    assert_eq!(counts, by_grade, "`{typed}`");
                }
            }
        }
    }
}

#[test]
fn words_asked_again_are_counted_as_they_are_listed() {
    let mut words = Words(1829);
    let mut reports = Vec::new();
    for (path, findings) in [("a.txt", 700), ("b.txt", 30), ("c.txt", 200)] {
        reports.push(report_of(path, (0..findings).map(|_| words.finding()).collect()));
    }
    let dir = tempfile::tempdir().unwrap();
    build_in_segments(&reports, dir.path()).unwrap();
    let index = Index::open(dir.path()).unwrap();
    assert_eq!(index.segments(), 3);
    counted_as_listed(&index, &ASKED);
}

#[test]
fn removed_findings_are_not_counted() {
    let mut words = Words(1856);
    let findings = (0..900).map(|_| words.finding()).collect();
    let dir = tempfile::tempdir().unwrap();
    build_in_segments(&[report_of("a.txt", findings)], dir.path()).unwrap();
    let before = Index::open(dir.path()).unwrap();
    // As an update does it that does not merge.
    let engine = tantivy::Index::open_in_dir(dir.path()).unwrap();
    let mut writer: IndexWriter = engine.writer_with_num_threads(1, 20 << 20).unwrap();
    writer.set_merge_policy(Box::new(NoMergePolicy));
    writer.delete_term(Term::from_field_text(before.fields().text_exact, "victims"));
    let mut commit = writer.prepare_commit().unwrap();
    commit.set_payload(&engine.load_metas().unwrap().payload.unwrap());
    commit.commit().unwrap();
    let index = Index::open(dir.path()).unwrap();
    assert!(index.searcher().segment_readers()[0].has_deletes());
    counted_as_listed(&index, &ASKED);
    let victims = parse("victims OR the").unwrap();
    for _ in 0..3 {
        let counted = |index| count_findings(index, &victims, &[], &[]).unwrap()[0].1;
        assert!(counted(&index) + 100 < counted(&before));
    }
}

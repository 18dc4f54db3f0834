//! A peer for benches of search engines side by side: `peer index CORPUS DIR` and `peer query DIR QUERIES OUT`.
//!
//! The corpus is JSON Lines `{"id","force","year","grade","pillar","kind","title","body"}`, a query a line
//! `{"id","op","terms","filter","want"}`. `index` says in a line of JSON how long it took; `query` writes
//! `{"id","result":{"n",...},"us":[...],"first_us"}` for each query; `first_us` is the first answer of all, after which what is kept of
//! its words is known. Words are asked exactly as written (`--exact`), so that counts are
//! those of engines without stems. The titles are left out of what is indexed, for other peers index the body alone; a
//! finding of ours would be found for the words of its title too.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a bench that cannot go on has failed")]

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use peelian::analyse::{CountRequest, count};
use peelian::index::{BuildOptions, Index, build, build_plain};
use peelian::query::{FieldName, FieldTest, Node, Query, filter};
use peelian::report::Span;
use peelian::search::{Dimension, ranked};
use serde_json::{Value, json};

// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["index", corpus, dir] => index(Path::new(corpus), Path::new(dir)),
        ["index-plain", corpus, dir] => index_plain(Path::new(corpus), Path::new(dir)),
        ["query", dir, queries, out] => query(Path::new(dir), Path::new(queries), Path::new(out)),
        _ => say(
            &json!({"usage": "peer index CORPUS DIR | peer index-plain CORPUS DIR | peer query DIR QUERIES OUT"}),
        ),
    }
}

fn say(line: &Value) {
    writeln!(std::io::stdout(), "{line}").expect("standard output");
}

/// Builds the index in `dir/index` with two threads and half a gibibyte, as the other peers do.
fn index(corpus: &Path, dir: &Path) {
    std::fs::create_dir_all(dir).expect("a folder");
    let prepared = dir.join("findings.jsonl");
    let bytes = without_titles(corpus, &prepared);
    let started = Instant::now();
    let options = BuildOptions { threads: 2, memory: 1 << 30, ..BuildOptions::default() };
    let built =
        build(std::slice::from_ref(&prepared), &dir.join("index"), &options).expect("a build");
    let seconds = started.elapsed().as_secs_f64();
    std::fs::remove_file(&prepared).expect("a file");
    // What is merged is merged within the build.
    say(&json!({"docs": built.findings, "bytes": bytes, "index_s": seconds, "merge_s": 0.0}));
}

/// The same findings with the fields and the analysis of the plain engine: no stems, no compounds, nothing that only our answers need.
fn index_plain(corpus: &Path, dir: &Path) {
    let bytes = std::fs::metadata(corpus).expect("the corpus").len();
    let started = Instant::now();
    let findings = build_plain(corpus, dir, 2, 1 << 30).expect("a build");
    let seconds = started.elapsed().as_secs_f64();
    say(&json!({"docs": findings, "bytes": bytes, "index_s": seconds, "merge_s": 0.0}));
}

fn without_titles(corpus: &Path, prepared: &Path) -> u64 {
    let mut out = BufWriter::new(File::create(prepared).expect("a new file"));
    let mut bytes = 0;
    for line in BufReader::new(File::open(corpus).expect("the corpus")).lines() {
        let line = line.expect("a line");
        bytes += line.len() as u64 + 1;
        let mut finding: Value = serde_json::from_str(&line).expect("a finding");
        finding.as_object_mut().expect("an object").remove("title");
        // The kind `finding` of the made corpora is our narrative.
        writeln!(out, "{finding}").expect("a line");
    }
    bytes
}

fn query(dir: &Path, queries: &Path, out: &Path) {
    let index = Index::open(&dir.join("index")).expect("an index");
    let mut out = BufWriter::new(File::create(out).expect("a new file"));
    for line in BufReader::new(File::open(PathBuf::from(queries)).expect("queries")).lines() {
        let asked: Value = serde_json::from_str(&line.expect("a line")).expect("a query");
        let began = Instant::now();
        let result = answer(&index, &asked);
        let first = (began.elapsed().as_nanos() / 100) as f64 / 10.0;
        (0..2).for_each(|_| drop(answer(&index, &asked)));
        let (started, mut times) = (Instant::now(), Vec::new());
        while times.len() < 5 || (times.len() < 300 && started.elapsed().as_millis() < 1_000) {
            let began = Instant::now();
            std::hint::black_box(answer(&index, &asked));
            times.push((began.elapsed().as_nanos() / 100) as f64 / 10.0);
        }
        let line = json!({"id": asked["id"], "result": result, "us": times, "first_us": first});
        writeln!(out, "{line}").expect("a line");
    }
}

fn answer(index: &Index, asked: &Value) -> Value {
    let (query, filters) = (meant(asked), tests(asked));
    let want = asked["want"].as_str().unwrap_or_default();
    let by = want.split_once(':').map(|(_, by)| by.split(',').map(dimension).collect());
    if by.is_some() || want == "count" {
        let of = CountRequest::of_findings(by.unwrap_or_default());
        let query = Some(query).filter(|query| query.root.is_some());
        let counts = count(index, &CountRequest { query, filters, ..of }).expect("counts");
        return match want {
            "count" => json!({"n": counts.total}),
            _ => json!({"n": counts.total, "cells": counts.rows.len()}),
        };
    }
    let best = ranked(index, &query, &filters, 10).expect("a list");
    // The findings of a file are numbered from 1, the ids of the corpus from 0.
    let number = |id: &str| id.rsplit('-').next()?.parse::<u64>().ok()?.checked_sub(1);
    let ids: Vec<Option<u64>> = best.iter().map(|best| number(&best.id)).collect();
    if want == "top10" {
        return json!({"n": ids.len(), "ids": ids});
    }
    let chars: usize =
        best.iter().map(|best| best.read(index).expect("a finding").text.len()).sum();
    json!({"n": ids.len(), "ids": ids, "chars": chars})
}

/// The query, put together as the other peers put theirs together: words as written, and no text that would be read.
fn meant(asked: &Value) -> Query {
    let span = Span::new(0, 0);
    let terms = asked["terms"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let word = |text: &str| Node::Word { text: text.to_owned(), exact: true, span };
    let root = match asked["op"].as_str().unwrap_or_default() {
        "term" => terms.map(word).next(),
        "and" => Some(Node::And(terms.map(word).collect())),
        "or" => Some(Node::Or(terms.map(word).collect())),
        "phrase" => Some(word(&terms.collect::<Vec<_>>().join(" "))),
        "prefix" => Some(Node::Prefix { text: terms.collect(), span }),
        _ => None,
    };
    Query { text: String::new(), root, plain: false }
}

/// The tests of fields, as the options of the program ask for them.
fn tests(asked: &Value) -> Vec<FieldTest> {
    let fields = asked["filter"].as_object().into_iter().flatten();
    let test = |(field, value): (&String, &Value)| {
        let field = match field.as_str() {
            "force" => FieldName::Force,
            "year" => FieldName::Year,
            "grade" => FieldName::Grade,
            "pillar" => FieldName::Pillar,
            _ => FieldName::Kind,
        };
        let values: Vec<String> = match value {
            Value::Array(years) if field == FieldName::Year => {
                vec![years.iter().map(Value::to_string).collect::<Vec<_>>().join("..")]
            }
            Value::Array(values) => {
                values.iter().filter_map(Value::as_str).map(str::to_owned).collect()
            }
            one => one.as_str().map(str::to_owned).into_iter().collect(),
        };
        filter(field, &values).expect("a test of a field")
    };
    fields.map(test).collect()
}

fn dimension(name: &str) -> Dimension {
    Dimension::ALL.into_iter().find(|known| known.slug() == name).unwrap_or(Dimension::Kind)
}

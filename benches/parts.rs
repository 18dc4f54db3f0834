//! What each part of the way costs alone, over shapes of data: making, reading, analysing, opening.
//!
//! `cargo bench --bench parts`. Everything is made up by `synth`, so that the data are the same everywhere. Compare within
//! one run: machines are noisy.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use peelian::corpus::{Document, Format, Supplied};
use peelian::extract::extract;
use peelian::gazetteer::Gazetteer;
use peelian::index::{BuildOptions, Index, analyze, build};
use peelian::parse::{Source, parse, parse_line};
use peelian::query::parse as query;
use peelian::search::{SearchRequest, search};
use peelian::synth::{Made, Synth};

const SEED: u64 = 1;

/// Findings as lines and reports as pages, made one after the other.
fn making(criterion: &mut Criterion) {
    let synth = Synth::new(SEED, &Gazetteer::bundled());
    let mut group = criterion.benchmark_group("making");
    let lines = lines(&synth);
    group.throughput(Throughput::Bytes(lines.iter().map(String::len).sum::<usize>() as u64));
    group.bench_function("findings", |bencher| {
        let mut out = String::new();
        bencher.iter(|| {
            out.clear();
            (0..1_000).for_each(|number| drop(synth.finding(number, &mut out)));
            out.len()
        });
    });
    group.finish();
}

fn lines(synth: &Synth) -> Vec<String> {
    let line = |number| {
        let mut line = String::new();
        synth.finding(number, &mut line);
        line
    };
    (0..1_000).map(line).collect()
}

/// Bytes to text and text to report, by the form of the file; JSON lines to findings.
fn reading(criterion: &mut Criterion) {
    let gazetteer = Gazetteer::bundled();
    let synth = Synth::new(SEED, &gazetteer);
    let made: Vec<Made> = (0..300).filter_map(|number| synth.report(number)).collect();
    let mut group = criterion.benchmark_group("reading");
    for (ending, format) in
        [("html", Format::Html), ("txt", Format::Text), ("md", Format::Markdown)]
    {
        let documents: Vec<Document> = made
            .iter()
            .filter(|made| made.path.ends_with(ending))
            .map(|made| document(made, format))
            .collect();
        let bytes: usize = documents.iter().map(|document| document.bytes.len()).sum();
        group.throughput(Throughput::Bytes(bytes as u64));
        group.bench_function(BenchmarkId::new("extract", ending), |bencher| {
            bencher.iter(|| documents.iter().map(|of| extract(of).blocks.len()).sum::<usize>());
        });
        group.bench_function(BenchmarkId::new("extract and parse", ending), |bencher| {
            let read = |of: &Document| {
                let source = Source { path: &of.path, digest: &of.digest, supplied: &of.supplied };
                parse(source, &extract(of), &gazetteer).findings.len()
            };
            bencher.iter(|| documents.iter().map(read).sum::<usize>());
        });
    }
    let lines = lines(&synth);
    let supplied = Supplied::default();
    let source = Source { path: "f.jsonl", digest: "", supplied: &supplied };
    group.throughput(Throughput::Bytes(lines.iter().map(String::len).sum::<usize>() as u64));
    group.bench_function("lines", |bencher| {
        bencher.iter(|| {
            for line in &lines {
                black_box(parse_line(source, "r", 1, line, &gazetteer));
            }
        });
    });
    group.finish();
}

fn document(made: &Made, format: Format) -> Document {
    Document {
        path: made.path.clone(),
        format,
        bytes: made.text.clone().into_bytes(),
        digest: String::new(),
        supplied: Supplied::default(),
        notes: Vec::new(),
    }
}

/// Words, stems and compounds of the pages, as text.
fn analysing(criterion: &mut Criterion) {
    let synth = Synth::new(SEED, &Gazetteer::bundled());
    let made: Vec<Made> = (0..50).filter_map(|number| synth.report(number)).collect();
    let bytes: usize = made.iter().map(|made| made.text.len()).sum();
    let mut group = criterion.benchmark_group("analysing");
    group.throughput(Throughput::Bytes(bytes as u64));
    group.bench_function("tokens", |bencher| {
        bencher.iter(|| made.iter().map(|made| analyze(&made.text).len()).sum::<usize>());
    });
    group.finish();
}

/// An index of 20,000 findings opened, and opened and asked.
fn opening(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let synth = Synth::new(SEED, &Gazetteer::bundled());
    let pool = rayon::ThreadPoolBuilder::new().build().expect("threads");
    let corpus = folder.path().join("f.jsonl");
    let mut out = std::fs::File::create(&corpus).expect("a file");
    synth.write_findings(20_000, &pool, &mut out).expect("findings");
    let index = folder.path().join("index");
    build(&[corpus], &index, &BuildOptions::default()).expect("a build");
    let mut group = criterion.benchmark_group("opening");
    group.bench_function("open", |bencher| {
        bencher.iter(|| Index::open(&index).expect("an index").stats().findings);
    });
    group.bench_function("open and first answer", |bencher| {
        let request = SearchRequest::new(query("vetting").expect("a query"));
        bencher.iter(|| {
            let index = Index::open(&index).expect("an index");
            search(&index, &request).expect("an answer").findings
        });
    });
    group.finish();
}

criterion_group!(benches, making, reading, analysing, opening);
criterion_main!(benches);

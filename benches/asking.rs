//! What each class of questions costs, over two shapes of data, and what memory gives in the same run.
//!
//! `cargo bench --bench asking`; words after `--` choose: `-- floor`, `-- "lines/term common"`. Everything is made up by
//! `synth`: 20,000 long findings as lines, and 600 reports as pages with some 16,000 short ones. Compare within one run:
//! machines are noisy.

use std::hint::black_box;
use std::path::Path;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use peelian::analyse::{CountRequest, count};
use peelian::bench::{Question, classes};
use peelian::gazetteer::Gazetteer;
use peelian::index::{BuildOptions, Index, build};
use peelian::query::parse;
use peelian::search::{Dimension, SearchRequest, ranked, search};
use peelian::synth::Synth;

const SEED: u64 = 1;

/// More than any cache holds.
const BYTES: usize = 256 << 20;

/// What memory gives: reading it through once, and copying it.
fn floor(criterion: &mut Criterion) {
    let bytes: Vec<u64> = (0..BYTES as u64 / 8).collect();
    let mut copied = bytes.clone();
    let mut group = criterion.benchmark_group("floor");
    group.throughput(Throughput::Bytes(BYTES as u64));
    group.sample_size(20);
    group.bench_function("read", |bencher| {
        bencher.iter(|| bytes.iter().fold(0_u64, |sum, eight| sum.wrapping_add(*eight)));
    });
    group.bench_function("copy", |bencher| {
        bencher.iter(|| black_box(&mut copied).copy_from_slice(black_box(&bytes)));
    });
    group.finish();
}

/// Indexes of the two shapes, in a folder.
fn shapes(folder: &Path) -> [(&'static str, Index); 2] {
    let synth = Synth::new(SEED, &Gazetteer::bundled());
    let pool = rayon::ThreadPoolBuilder::new().build().expect("threads");
    let lines = folder.join("f.jsonl");
    let mut out = std::fs::File::create(&lines).expect("a file");
    synth.write_findings(20_000, &pool, &mut out).expect("findings");
    let pages = folder.join("pages");
    for made in (0..600).filter_map(|number| synth.report(number)) {
        let file = pages.join(&made.path);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        std::fs::write(file, &made.text).expect("a page");
    }
    [("lines", lines), ("pages", pages)].map(|(shape, corpus)| {
        let index = folder.join(format!("{shape}.index"));
        build(&[corpus], &index, &BuildOptions::default()).expect("a build");
        (shape, Index::open(&index).expect("an index"))
    })
}

/// Every class as `peelian bench query` has them, whole answers; of searches also the ids of the ten best alone.
fn asking(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (shape, index) in &shapes(folder.path()) {
        let classes = classes(index).expect("classes");
        let mut group = criterion.benchmark_group(*shape);
        for class in &classes {
            let Some(question) = class.questions.first() else { continue };
            group.bench_function(
                BenchmarkId::from_parameter(class.name),
                |bencher| match question {
                    Question::Search { request, .. } => {
                        bencher.iter(|| search(index, request).expect("an answer").findings);
                    }
                    Question::Count { request, .. } => {
                        bencher.iter(|| count(index, request).expect("counts").rows.len());
                    }
                },
            );
            if let Question::Search { request, .. } = question {
                group.bench_function(BenchmarkId::new("ten best of", class.name), |bencher| {
                    bencher.iter(|| ranked(index, &request.query, &[], 10).expect("a list").len());
                });
            }
        }
        let crossed = CountRequest::of_findings(vec![Dimension::Force, Dimension::Grade]);
        group.bench_function("cross table", |bencher| {
            bencher.iter(|| count(index, &crossed).expect("counts").rows.len());
        });
        group.finish();
    }
}

/// Reading and marking a hundred findings, beside the same question with none shown.
fn highlights(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let [(_, index), _] = shapes(folder.path());
    let mut group = criterion.benchmark_group("highlights");
    for (name, limit) in [("none shown", 0), ("a hundred shown", 100)] {
        let request =
            SearchRequest { limit, ..SearchRequest::new(parse("police").expect("a query")) };
        group.bench_function(name, |bencher| {
            bencher.iter(|| search(&index, &request).expect("an answer").hits.len());
        });
    }
    group.finish();
}

criterion_group!(benches, floor, asking, highlights);
criterion_main!(benches);

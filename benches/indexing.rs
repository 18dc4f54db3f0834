//! How fast reports become an index: reading alone, and the whole way on one thread and on all.
//!
//! `cargo bench --bench indexing`. Compare ratios within one run: machines are noisy.

use std::path::{Path, PathBuf};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use peelian::corpus::{Corpus, Document, Format};
use peelian::extract::extract;
use peelian::index::{BuildOptions, build};
use peelian::parse::{Source, parse};

fn corpus_root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

/// Extraction and parsing of the bundled reports, one after the other.
fn reading(criterion: &mut Criterion) {
    let corpus = Corpus::open(&corpus_root()).expect("the bundled corpus opens");
    let documents: Vec<Document> = corpus
        .entries
        .iter()
        .filter(|entry| entry.format != Format::JsonLines && !entry.path.starts_with("odd/"))
        .map(|entry| corpus.read(entry).expect("a bundled document reads"))
        .collect();
    let bytes: usize = documents.iter().map(|document| document.bytes.len()).sum();
    let mut group = criterion.benchmark_group("reading");
    group.throughput(Throughput::Bytes(bytes as u64));
    group.bench_function("extract", |bencher| {
        bencher.iter(|| {
            documents.iter().map(|document| extract(document).blocks.len()).sum::<usize>()
        });
    });
    group.bench_function("extract and parse", |bencher| {
        bencher.iter(|| {
            let read = |document: &Document| {
                let source = Source {
                    path: &document.path,
                    digest: &document.digest,
                    supplied: &document.supplied,
                };
                parse(source, &extract(document), &corpus.gazetteer).findings.len()
            };
            documents.iter().map(read).sum::<usize>()
        });
    });
    group.finish();
}

/// A folder of 40 copies of the bundled reports, each copy in a folder of its own.
fn many_copies() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let corpus = Corpus::open(&corpus_root()).expect("the bundled corpus opens");
    for copy in 0..40 {
        for entry in corpus.entries.iter().filter(|entry| !entry.path.starts_with("odd/")) {
            let target = folder.path().join(copy.to_string()).join(&entry.path);
            std::fs::create_dir_all(target.parent().expect("a folder")).expect("a folder");
            std::fs::copy(&entry.file, target).expect("a copy");
        }
    }
    std::fs::copy(corpus_root().join("gazetteer.csv"), folder.path().join("gazetteer.csv"))
        .expect("a copy");
    folder
}

/// The whole way into an index.
fn whole_way(criterion: &mut Criterion) {
    let folder = many_copies();
    let mut group = criterion.benchmark_group("folder to index");
    group.sample_size(10);
    for (name, threads) in [("one thread", 1), ("all threads", 0)] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let index = tempfile::tempdir().expect("a temporary folder");
                let options =
                    BuildOptions { threads, memory: 512 << 20, ..BuildOptions::default() };
                build(&[folder.path().to_owned()], index.path(), &options)
                    .expect("a build")
                    .findings
            });
        });
    }
    group.finish();
}

criterion_group!(benches, reading, whole_way);
criterion_main!(benches);

use serde::Serialize;

use super::{Head, head};
use crate::bench::{IndexRun, QueryRun};

/// A line `index_run` of `bench index`.
#[derive(Debug, Serialize)]
pub struct IndexRunLine {
    #[serde(flatten)]
    head: Head,
    threads: usize,
    runs: usize,
    seconds: f64,
    findings: u64,
    bytes: u64,
    findings_per_second: f64,
    bytes_per_second: f64,
    peak_rss_bytes: Option<u64>,
    index_bytes: u64,
    index_to_raw: f64,
    speedup: Option<f64>,
    ratio: Option<f64>,
}

/// A build; `speedup` is against one thread, `ratio` against an earlier report.
#[must_use]
pub fn index_run(run: &IndexRun, speedup: Option<f64>, ratio: Option<f64>) -> IndexRunLine {
    IndexRunLine {
        head: head("index_run"),
        threads: run.threads,
        runs: run.runs,
        seconds: run.seconds,
        findings: run.findings,
        bytes: run.bytes,
        findings_per_second: run.findings_per_second(),
        bytes_per_second: run.bytes_per_second(),
        peak_rss_bytes: run.peak_rss_bytes,
        index_bytes: run.index_bytes,
        index_to_raw: run.index_to_raw(),
        speedup,
        ratio,
    }
}

/// A line `query_run` of `bench query`.
#[derive(Debug, Serialize)]
pub struct QueryRunLine<'a> {
    #[serde(flatten)]
    head: Head,
    class: &'static str,
    questions: &'a [String],
    runs: usize,
    found: f64,
    p50_us: u64,
    p95_us: u64,
    p99_us: u64,
    max_us: u64,
    process_us: Option<u64>,
    cold_us: Option<u64>,
    ratio: Option<f64>,
}

/// A class of questions; `ratio` is of `p50_us` against an earlier report.
#[must_use]
pub fn query_run(run: &QueryRun, ratio: Option<f64>) -> QueryRunLine<'_> {
    QueryRunLine {
        head: head("query_run"),
        class: run.class,
        questions: &run.questions,
        runs: run.warm.runs,
        found: run.found,
        p50_us: run.warm.p50_us,
        p95_us: run.warm.p95_us,
        p99_us: run.warm.p99_us,
        max_us: run.warm.max_us,
        process_us: run.process_us,
        cold_us: run.cold_us,
        ratio,
    }
}

/// The line `summary` of a bench: on what it was measured.
#[derive(Debug, Serialize)]
pub struct BenchSummary {
    #[serde(flatten)]
    head: Head,
    program: &'static str,
    cores: usize,
    os: &'static str,
    arch: &'static str,
    documents: u64,
    findings: u64,
    bytes: u64,
}

/// What a bench ran on: an index or a corpus with so many documents, findings and bytes.
#[must_use]
pub fn bench_summary(cores: usize, documents: u64, findings: u64, bytes: u64) -> BenchSummary {
    BenchSummary {
        head: head("summary"),
        program: env!("CARGO_PKG_VERSION"),
        cores,
        os: std::env::consts::OS,
        arch: std::env::consts::ARCH,
        documents,
        findings,
        bytes,
    }
}

//! What was measured, as tables.

use super::Table;
use crate::bench::{Earlier, IndexRun, QueryRun};

/// A row a number of threads.
#[must_use]
pub fn index_runs(runs: &[IndexRun], earlier: Option<&Earlier>) -> Table {
    let mut heads = vec![
        "#threads",
        "#seconds",
        "#findings_s",
        "#mb_s",
        "#peak_mb",
        "#index_to_raw",
        "#speedup",
    ];
    heads.extend(earlier.map(|_| "#ratio"));
    let mut table = Table::new(heads);
    for run in runs {
        let mut row = vec![
            Some(run.threads.to_string()),
            Some(format!("{:.2}", run.seconds)),
            Some(format!("{:.0}", run.findings_per_second())),
            Some(format!("{:.1}", run.bytes_per_second() / 1e6)),
            run.peak_rss_bytes.map(|bytes| format!("{:.0}", bytes as f64 / 1e6)),
            Some(format!("{:.2}", run.index_to_raw())),
            speedup(runs, run).map(|times| format!("{times:.2}")),
        ];
        row.extend(earlier.map(|earlier| ratio(earlier, &run.key(), run.seconds)));
        table.push(row);
    }
    table
}

/// How many times as fast as on one thread; `None` if that was not measured.
#[must_use]
pub fn speedup(runs: &[IndexRun], run: &IndexRun) -> Option<f64> {
    let one = runs.iter().find(|run| run.threads == 1)?;
    Some(one.seconds / run.seconds.max(1e-9))
}

/// A row a class; times in milliseconds.
#[must_use]
pub fn query_runs(runs: &[QueryRun], earlier: Option<&Earlier>) -> Table {
    let mut heads =
        vec!["class", "#found", "#p50_ms", "#p95_ms", "#p99_ms", "#process_ms", "#cold_ms"];
    heads.extend(earlier.map(|_| "#ratio"));
    heads.push("?questions");
    let mut table = Table::new(heads);
    for run in runs {
        let times = [run.warm.p50_us, run.warm.p95_us, run.warm.p99_us].map(Some);
        let mut row = vec![Some(run.class.to_owned()), Some(format!("{:.0}", run.found))];
        row.extend(times.into_iter().chain([run.process_us, run.cold_us]).map(|time| time.map(ms)));
        row.extend(earlier.map(|earlier| ratio(earlier, run.class, run.warm.p50_us as f64)));
        row.push(Some(run.questions.join("; ")));
        table.push(row);
    }
    table
}

fn ms(microseconds: u64) -> String {
    format!("{:.2}", microseconds as f64 / 1e3)
}

fn ratio(earlier: &Earlier, key: &str, now: f64) -> Option<String> {
    earlier.ratio(key, now).map(|ratio| format!("{ratio:.2}"))
}

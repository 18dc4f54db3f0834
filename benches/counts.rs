//! How long counts over everything take beside plain counting over the engine's own columns, in one run.
//!
//! `PEELIAN_COUNTS=INDEX cargo bench --bench counts`, where INDEX is a folder that `peelian index` made, best of some
//! 1,000,000 findings. Without it nothing is measured. Both sides count every finding on one core: by grade, by body and
//! grade, by year and kind. The engine's side walks the records of the kind and adds up the ordinals of its columns in
//! an array, segment by segment, then joins the segments by their texts. Runs alternate; medians of milliseconds.
#![allow(
    clippy::disallowed_methods,
    reason = "the bench is told by the environment where the index lies"
)]

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use peelian::index::Index;
use peelian::query::Query;
use peelian::search::{Dimension, count_findings};
use tantivy::query::{EnableScoring, Query as _, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{Searcher, Term};

type Failure = Box<dyn std::error::Error>;

/// Runs of each count on each side.
const RUNS: usize = 31;

fn main() -> Result<(), Failure> {
    let Some(folder) = std::env::var_os("PEELIAN_COUNTS") else {
        say("counts: skipped: set PEELIAN_COUNTS to the folder of an index\n");
        return Ok(());
    };
    let ours = Index::open(Path::new(&folder))?;
    let engine = tantivy::Index::open_in_dir(&folder)?;
    let searcher = engine.reader()?.searcher();
    let everything = Query { text: String::new(), root: None, plain: true };
    say(&format!("{:<14}{:>9}{:>9}{:>7}\n", "by", "peelian", "engine", "ratio"));
    for (name, by, columns) in [
        ("grade", vec![Dimension::Grade], vec!["outcome"]),
        ("force, grade", vec![Dimension::Force, Dimension::Grade], vec!["body", "outcome"]),
        ("year, kind", vec![Dimension::Year, Dimension::Kind], vec!["cycle", "kind"]),
    ] {
        let mut times = [Vec::new(), Vec::new()];
        for _ in 0..RUNS {
            let started = Instant::now();
            let own = count_findings(&ours, &everything, &[], &by)?;
            times[0].push(started.elapsed().as_secs_f64() * 1e3);
            let started = Instant::now();
            let plain = counted(&searcher, &columns)?;
            times[1].push(started.elapsed().as_secs_f64() * 1e3);
            let (own, plain) =
                (own.iter().map(|row| row.1).sum::<u64>(), plain.values().sum::<u64>());
            if own != plain {
                return Err(format!("by {name}: {own} findings, the engine has {plain}").into());
            }
        }
        let [own, plain] = times.map(|mut times| {
            // The first run warms up.
            times.remove(0);
            times.sort_by(f64::total_cmp);
            times[times.len() / 2]
        });
        say(&format!("{name:<14}{own:>9.2}{plain:>9.2}{:>7.2}\n", own / plain));
    }
    Ok(())
}

fn say(text: &str) {
    use std::io::Write as _;
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// Findings by the values of columns, as the engine's columns give them.
fn counted(
    searcher: &Searcher,
    columns: &[&str],
) -> Result<BTreeMap<Vec<Option<String>>, u64>, Failure> {
    let field = searcher.schema().get_field("type")?;
    let findings =
        TermQuery::new(Term::from_field_text(field, "finding"), IndexRecordOption::Basic);
    let weight = findings.weight(EnableScoring::disabled_from_searcher(searcher))?;
    let mut whole = BTreeMap::new();
    for reader in searcher.segment_readers() {
        let columns = columns.iter().map(|name| reader.fast_fields().str(name));
        let columns: Vec<_> = columns.collect::<tantivy::Result<_>>()?;
        let widths: Vec<usize> =
            columns.iter().map(|it| it.as_ref().map_or(0, |it| it.num_terms()) + 1).collect();
        let mut cells = vec![0_u64; widths.iter().product()];
        let alive = reader.alive_bitset();
        weight.for_each_no_score(reader, &mut |docs| {
            for &doc in docs.iter().filter(|&&doc| alive.is_none_or(|alive| alive.is_alive(doc))) {
                let mut cell = 0;
                for (column, width) in columns.iter().zip(&widths) {
                    let ordinal = column.as_ref().and_then(|column| column.ords().first(doc));
                    cell = cell * width + ordinal.map_or(0, |ordinal| ordinal as usize + 1);
                }
                cells[cell] += 1;
            }
        })?;
        for (mut cell, count) in cells.into_iter().enumerate().filter(|(_, count)| *count > 0) {
            let mut key = Vec::new();
            for (column, width) in columns.iter().zip(&widths).rev() {
                let ordinal = (cell % width).checked_sub(1);
                let mut text = String::new();
                if let (Some(column), Some(ordinal)) = (column, ordinal) {
                    column.ord_to_str(ordinal as u64, &mut text)?;
                }
                key.push(ordinal.map(|_| text));
                cell /= width;
            }
            key.reverse();
            *whole.entry(key).or_insert(0) += count;
        }
    }
    Ok(whole)
}

//! `bench query`: classes of questions in this process, and the first of each in processes of their own.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Instant;

use super::super::terminal::{Format, Terminal};
use super::super::{End, Global, open};
use super::{cores, earlier, itself};
use crate::bench::{self, Class, QueryRun};
use crate::render::{benched, json, plural};
use crate::{Error, Result};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Times each question is asked in one process, after once to warm up
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..=10_000))]
    runs: u16,
    /// Processes of their own that answer the first question of each class, warm and as often cold; 0 for none
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u16).range(0..=1_000))]
    processes: u16,
    /// Compare with the report in FILE
    #[arg(long, value_name = "FILE")]
    compare: Option<PathBuf>,
}

pub(super) fn run(args: &Args, global: &Global, terminal: &mut Terminal) -> Result<End> {
    let earlier = earlier(args.compare.as_ref(), "query_run")?;
    let index = open::open(global, terminal)?;
    let folder = global.folder();
    let classes = bench::classes(&index)?;
    let mut runs = Vec::new();
    for class in &classes {
        let (warm, found) = bench::ask(&index, class, usize::from(args.runs))?;
        let questions = class.questions.iter().map(|question| question.typed().join(" ")).collect();
        let process_us = in_processes(args, class, &folder, false)?;
        let cold_us = in_processes(args, class, &folder, true)?;
        runs.push(QueryRun { class: class.name, questions, found, warm, process_us, cold_us });
    }
    let stats = index.stats();
    if terminal.format() == Format::Json {
        for run in &runs {
            let now = run.warm.p50_us as f64;
            let ratio = earlier.as_ref().and_then(|earlier| earlier.ratio(run.class, now));
            terminal.json(&json::query_run(run, ratio))?;
        }
        terminal.json(&json::bench_summary(
            cores(),
            stats.documents,
            stats.findings,
            stats.bytes,
        ))?;
    } else {
        terminal.table(&benched::query_runs(&runs, earlier.as_ref()))?;
        let (findings, segments) =
            (plural(stats.findings, "finding"), plural(stats.segments, "segment"));
        terminal.note(&format!("{findings} in {segments}"));
    }
    Ok(End::found(!runs.is_empty()))
}

/// The median of whole processes in microseconds; `None` where none was asked for, or where files cannot be put out of
/// the page cache.
fn in_processes(args: &Args, class: &Class, folder: &Path, cold: bool) -> Result<Option<u64>> {
    let Some(question) = class.questions.first() else { return Ok(None) };
    let mut words = question.typed();
    words.extend(["--format", "table", "--quiet", "--index"].map(str::to_owned));
    words.push(folder.display().to_string());
    let mut times = Vec::new();
    for _ in 0..args.processes {
        if cold && !forget(folder) {
            return Ok(None);
        }
        let mut command = itself(&words)?;
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let started = Instant::now();
        command.status().map_err(|error| Error::io(folder, error))?;
        times.push(started.elapsed().as_secs_f64() * 1e6);
    }
    Ok((!times.is_empty()).then(|| bench::median(times) as u64))
}

/// Puts the files of a folder out of the page cache; false where that cannot be asked for.
#[cfg(target_os = "linux")]
fn forget(folder: &Path) -> bool {
    use rustix::fs::{Advice, fadvise};
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter(|entry| entry.path().is_file()).all(|entry| {
        // What was not written yet cannot be forgotten.
        let file = File::open(entry.path()).and_then(|file| file.sync_all().map(|()| file));
        file.is_ok_and(|file| fadvise(&file, 0, None, Advice::DontNeed).is_ok())
    })
}

#[cfg(not(target_os = "linux"))]
fn forget(_: &Path) -> bool {
    false
}

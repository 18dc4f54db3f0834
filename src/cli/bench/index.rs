//! `bench index`: builds in processes of their own, so that each has its own peak of memory.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;

use super::super::End;
use super::super::new_file::NewFile;
use super::super::terminal::{Format, Terminal};
use super::{cores, earlier, itself};
use crate::bench::{IndexRun, median};
use crate::gazetteer::Gazetteer;
use crate::render::{benched, json, plural, thousands};
use crate::synth::Synth;
use crate::{Error, ErrorKind, Result};

/// Findings that are made up where no corpus is named.
const MADE: u64 = 50_000;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Folders or files [default: 50,000 made-up findings, as `synth` makes them]
    #[arg(value_name = "CORPUS")]
    corpus: Vec<PathBuf>,
    /// Numbers of threads to build with [default: 1 and one a core]
    #[arg(long, value_name = "N", value_delimiter = ',')]
    threads: Vec<usize>,
    /// Builds with each number of threads; their median counts
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=100))]
    runs: u16,
    /// Memory of each build, as `index --memory`
    #[arg(long, value_name = "SIZE", default_value = "512MiB")]
    memory: String,
    /// Folder for the indexes, which are removed afterwards [default: that of the system for such things]
    #[arg(long, value_name = "DIR")]
    work: Option<PathBuf>,
    /// Compare with the report in FILE
    #[arg(long, value_name = "FILE")]
    compare: Option<PathBuf>,
}

pub(super) fn run(args: &Args, terminal: &mut Terminal) -> Result<End> {
    let earlier = earlier(args.compare.as_ref(), "index_run")?;
    let place = Place::begin(args.work.as_deref())?;
    let corpus = match args.corpus.as_slice() {
        [] => vec![made_up(&place)?],
        named => named.to_vec(),
    };
    let mut threads = match args.threads.as_slice() {
        [] => vec![1, cores()],
        asked => asked.to_vec(),
    };
    threads.dedup();
    let mut runs = Vec::new();
    let mut documents = 0;
    for &threads in &threads {
        let mut built = Vec::new();
        for number in 0..args.runs {
            terminal.note(&format!(
                "{}, build {} of {}",
                plural(threads as u64, "thread"),
                number + 1,
                args.runs
            ));
            let (run, seen) = build(args, &corpus, threads, &place)?;
            documents = seen;
            built.push(run);
        }
        runs.extend(together(built));
    }
    tell(&runs, documents, earlier.as_ref(), terminal)?;
    Ok(End::found(runs.iter().any(|run| run.findings > 0)))
}

fn tell(
    runs: &[IndexRun],
    documents: u64,
    earlier: Option<&crate::bench::Earlier>,
    terminal: &mut Terminal,
) -> Result<()> {
    let of = runs.first().map_or((0, 0), |run| (run.findings, run.bytes));
    if terminal.format() == Format::Json {
        for run in runs {
            let ratio = earlier.and_then(|earlier| earlier.ratio(&run.key(), run.seconds));
            terminal.json(&json::index_run(run, benched::speedup(runs, run), ratio))?;
        }
        return terminal.json(&json::bench_summary(cores(), documents, of.0, of.1));
    }
    terminal.table(&benched::index_runs(runs, earlier))?;
    let (findings, bytes) = (plural(of.0, "finding"), thousands(of.1));
    terminal.note(&format!("{findings} in {}, {bytes} bytes", plural(documents, "document")));
    Ok(())
}

/// One build in a process of its own, and how many documents it saw.
fn build(
    args: &Args,
    corpus: &[PathBuf],
    threads: usize,
    place: &Place,
) -> Result<(IndexRun, u64)> {
    let folder = place.0.join("index");
    let _ = std::fs::remove_dir_all(&folder);
    let mut words: Vec<String> =
        ["index", "--json", "--quiet", "--index"].map(str::to_owned).to_vec();
    words.push(folder.display().to_string());
    words.extend([
        "--threads".to_owned(),
        threads.to_string(),
        "--memory".to_owned(),
        args.memory.clone(),
        "--".to_owned(),
    ]);
    words.extend(corpus.iter().map(|root| root.display().to_string()));
    let said = itself(&words)?.stderr(Stdio::piped()).output();
    let said = said.map_err(|error| Error::io(&place.0, error))?;
    let line: Value = serde_json::from_slice(&said.stdout).unwrap_or_default();
    let number = |key: &str| line[key].as_u64().unwrap_or(0);
    if !matches!(said.status.code(), Some(0 | 3)) || line["type"] != "summary" {
        let why = String::from_utf8_lossy(&said.stderr).trim().to_owned();
        return Err(Error::new(ErrorKind::Io, format!("a build did not end well: {why}"))
            .hint("try the same with `peelian index`"));
    }
    let run = IndexRun {
        threads,
        seconds: line["seconds"].as_f64().unwrap_or(0.0),
        runs: 1,
        findings: number("findings"),
        bytes: number("bytes"),
        peak_rss_bytes: line["peak_rss_bytes"].as_u64(),
        index_bytes: size_of(&folder),
    };
    Ok((run, number("documents")))
}

/// The median time and the greatest memory of builds that are otherwise alike.
fn together(runs: Vec<IndexRun>) -> Option<IndexRun> {
    let seconds = median(runs.iter().map(|run| run.seconds).collect());
    let peak_rss_bytes = runs.iter().filter_map(|run| run.peak_rss_bytes).max();
    let count = runs.len();
    let last = runs.into_iter().next_back()?;
    Some(IndexRun { seconds, runs: count, peak_rss_bytes, ..last })
}

fn made_up(place: &Place) -> Result<PathBuf> {
    let pool = rayon::ThreadPoolBuilder::new().build();
    let pool = pool
        .map_err(|error| Error::new(ErrorKind::Io, "no threads can be started").because(error))?;
    let path = place.0.join("findings.jsonl");
    let mut file = NewFile::begin(&path)?;
    let synth = Synth::new(1, &Gazetteer::bundled());
    synth.write_findings(MADE, &pool, &mut file).map_err(|error| Error::io(&path, error))?;
    file.keep()?;
    Ok(path)
}

fn size_of(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.metadata().ok()).map(|metadata| metadata.len()).sum()
}

/// A folder for what a bench needs; it goes with it.
struct Place(PathBuf);

impl Place {
    fn begin(work: Option<&Path>) -> Result<Self> {
        let work = work.map_or_else(std::env::temp_dir, Path::to_owned);
        let place = work.join(format!("peelian-bench-{}", std::process::id()));
        std::fs::create_dir(&place).map_err(|error| Error::io(&place, error))?;
        Ok(Self(place))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // What cannot be removed lies where such things lie, and there is nobody left to tell.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::{IndexRun, together};

    #[test]
    fn builds_are_put_together_by_the_median_time_and_the_greatest_memory() {
        let run = |seconds, peak| IndexRun {
            threads: 2,
            seconds,
            runs: 1,
            findings: 10,
            bytes: 1_000,
            peak_rss_bytes: Some(peak),
            index_bytes: 900,
        };
        let all = together(vec![run(3.0, 5), run(1.0, 9), run(2.0, 7)]).unwrap();
        assert_eq!((all.seconds, all.peak_rss_bytes, all.runs), (2.0, Some(9), 3));
        assert_eq!((all.findings_per_second(), all.index_to_raw()), (5.0, 0.9));
        assert_eq!(together(Vec::new()), None);
    }
}

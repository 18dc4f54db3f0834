//! `synth`: findings or reports made up, as many as wanted, to measure with.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use rayon::prelude::*;

use super::new_file::NewFile;
use super::new_folder::NewFolder;
use super::terminal::{Format, Terminal};
use super::{End, Global};
use crate::gazetteer::Gazetteer;
use crate::render::{json, plural, thousands};
use crate::synth::{Made, Synth};
use crate::{Error, ErrorKind, Result};

/// Reports that are made before they are written.
const AT_A_TIME: u64 = 256;

/// Reports of a folder at most: more files than most file systems like in one place.
const MOST_REPORTS: u64 = 10_000_000;

/// Make up findings or reports, to measure with
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian synth 200000 --to findings.jsonl      findings as JSON Lines
  peelian synth 1M --to findings.jsonl --seed 7
  peelian synth 2000 --as reports --to pages/   report files in the layouts of the rounds
  peelian synth 500 --as reports --to pages/ --truth truth.jsonl
  peelian synth 100 | head -1

Everything is drawn: the bodies are those of the gazetteer, the words those of the bundled corpus, and what is said of any
body is made up. A seed and a number make the same bytes on every machine and with any number of threads; a smaller
number makes the beginning of what a larger one makes.")]
pub(super) struct Args {
    /// How many, such as 500, 200k or 1M
    #[arg(value_name = "SIZE", value_parser = number)]
    size: u64,
    /// findings (JSON Lines, the default) or reports (a folder of HTML, text and Markdown files)
    #[arg(long = "as", value_name = "WHAT", value_enum, default_value_t)]
    what: What,
    /// File of the findings (`-` is standard output), or folder of the reports
    #[arg(long, value_name = "PATH", default_value = "-")]
    to: PathBuf,
    /// Another seed makes other words and other grades
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Threads; 0 for one a core
    #[arg(long, value_name = "N", default_value_t = 0)]
    threads: usize,
    /// Write every judgment that the reports state to FILE as JSON Lines
    #[arg(long, value_name = "FILE")]
    truth: Option<PathBuf>,
}

/// What is made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum What {
    #[default]
    Findings,
    Reports,
}

impl What {
    fn singular(self) -> &'static str {
        match self {
            Self::Findings => "finding",
            Self::Reports => "report",
        }
    }
}

pub(super) fn run(args: &Args, _: &Global, terminal: &mut Terminal) -> Result<End> {
    let started = Instant::now();
    let synth = Synth::new(args.seed, &Gazetteer::bundled());
    let pool = rayon::ThreadPoolBuilder::new().num_threads(args.threads).build();
    let pool = pool
        .map_err(|error| Error::new(ErrorKind::Io, "no threads can be started").because(error))?;
    let bytes = match args.what {
        What::Findings => findings(args, &synth, &pool, terminal)?,
        What::Reports => reports(args, &synth, &pool)?,
    };
    let seconds = started.elapsed().as_secs_f64();
    let to_file = args.what == What::Reports || args.to != Path::new("-");
    if to_file && terminal.format() == Format::Json {
        let made = args.what.singular();
        terminal
            .json(&json::synth_summary(made, args.size, args.seed, &args.to, bytes, seconds))?;
    }
    let made = plural(args.size, args.what.singular());
    let (place, size) = (args.to.display(), thousands(bytes));
    let place = if to_file { format!(" to {place}") } else { String::new() };
    terminal.note(&format!("made {made}{place}: {size} bytes in {seconds:.1} s"));
    Ok(End::found(args.size > 0))
}

fn findings(
    args: &Args,
    synth: &Synth,
    pool: &rayon::ThreadPool,
    terminal: &mut Terminal,
) -> Result<u64> {
    if args.truth.is_some() {
        let message = "`--truth` tells of reports: each finding says itself what it states";
        return Err(Error::new(ErrorKind::Usage, message).hint("add `--as reports`"));
    }
    if args.to == Path::new("-") {
        let written = synth.write_findings(args.size, pool, terminal.data());
        return written.map_err(super::terminal::output_failed);
    }
    let mut file = NewFile::begin(&args.to)?;
    let bytes = synth
        .write_findings(args.size, pool, &mut file)
        .map_err(|error| Error::io(&args.to, error))?;
    file.keep()?;
    Ok(bytes)
}

fn reports(args: &Args, synth: &Synth, pool: &rayon::ThreadPool) -> Result<u64> {
    let usage = |message: &str, hint: &str| Err(Error::new(ErrorKind::Usage, message).hint(hint));
    if args.to == Path::new("-") {
        return usage("reports are files", "name a folder for them with `--to FOLDER`");
    }
    if args.size > MOST_REPORTS {
        return usage("more than 10,000,000 files", "make findings, which are lines of one file");
    }
    let folder = NewFolder::begin(&args.to)?;
    let mut truth = args.truth.as_deref().map(NewFile::begin).transpose()?;
    let mut bytes = 0;
    let mut next = 0;
    while next < args.size {
        let some = next..(next + AT_A_TIME).min(args.size);
        next = some.end;
        let write = |number: u64| -> Result<Option<Made>> {
            let Some(made) = synth.report(number) else { return Ok(None) };
            let failed = |error| Error::io(&args.to.join(&made.path), error);
            let mut file = folder.file(&made.path)?;
            file.write_all(made.text.as_bytes()).and_then(|()| file.flush()).map_err(failed)?;
            Ok(Some(made))
        };
        let made: Result<Vec<Option<Made>>> =
            pool.install(|| some.into_par_iter().map(write).collect());
        for made in made?.into_iter().flatten() {
            bytes += made.text.len() as u64;
            if let Some(file) = &mut truth {
                write_truth(&made, file)
                    .map_err(|error| Error::io(args.truth.as_deref().unwrap_or(&args.to), error))?;
            }
        }
    }
    folder.keep_as_it_is()?;
    truth.map(NewFile::keep).transpose()?;
    Ok(bytes)
}

fn write_truth(made: &Made, out: &mut impl Write) -> std::io::Result<()> {
    for (key, outcome) in &made.truth {
        serde_json::to_writer(&mut *out, &json::truth(&made.path, key, *outcome))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// `500`, `200k`, `1M`, `10_000`, `10,000`.
fn number(text: &str) -> std::result::Result<u64, String> {
    let wrong = || format!("`{text}` is no number such as `500`, `200k` or `1M`");
    let plain: String = text.trim().chars().filter(|c| !matches!(c, '_' | ',')).collect();
    let split = plain.find(|c: char| !c.is_ascii_digit()).unwrap_or(plain.len());
    let (digits, unit) = plain.split_at(split);
    let factor = match unit {
        "" => 1_u64,
        "k" | "K" => 1_000,
        "m" | "M" => 1_000_000,
        _ => return Err(wrong()),
    };
    digits.parse::<u64>().ok().and_then(|number| number.checked_mul(factor)).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, expected) in [
            ("500", Some(500)),
            ("200k", Some(200_000)),
            ("1M", Some(1_000_000)),
            ("10_000", Some(10_000)),
            ("10,000", Some(10_000)),
            ("0", Some(0)),
            ("", None),
            ("-1", None),
            ("1.5M", None),
            ("1MB", None),
            ("99999999999999999999", None),
            ("99999999999999999M", None),
        ] {
            assert_eq!(number(text).ok(), expected, "{text}");
        }
    }
}

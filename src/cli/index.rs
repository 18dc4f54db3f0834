//! `index`: make folders of reports searchable.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::terminal::{Format, Terminal};
use super::watching::Watching;
use super::{End, Global, open};
use crate::extract::{Limits, Outside, PdfEngine, Readers};
use crate::index::{self, BuildOptions, BuildSummary, Index, Progress};
use crate::render::{json, plural, thousands};
use crate::{Error, ErrorKind, Result};

/// Build or update the index from folders of reports
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian index                                 ./corpus into ./index
  peelian index reports letters --index /srv/peel
  peelian index --prune                         also forget documents that are gone
  peelian index --dry-run --report problems.jsonl
  peelian index --watch                         again and again, as the folder changes
  peelian index --ocr                           scanned pages too, where `tesseract` is installed

A document that has not changed is not read again. Ctrl-C leaves the last commit answering.
Exit code 3 says that all else was indexed but some inputs failed.")]
pub(super) struct Args {
    /// Folders or files [default: ./corpus]
    #[arg(value_name = "CORPUS")]
    corpus: Vec<PathBuf>,
    /// Memory to use, such as 300M or 1GiB
    #[arg(long, value_name = "SIZE", default_value = "512MiB", value_parser = size)]
    memory: usize,
    /// Threads; 0 for one a core
    #[arg(long, value_name = "N", default_value_t = 0)]
    threads: usize,
    /// Remove documents that are gone from the corpus
    #[arg(long)]
    prune: bool,
    /// Read every file to tell whether it has changed, also those of the same length and times
    #[arg(long)]
    checksum: bool,
    /// Read and parse, write nothing
    #[arg(long)]
    dry_run: bool,
    /// Commit nothing if an input fails
    #[arg(long)]
    strict: bool,
    /// Write failures, skipped files and notes to FILE as JSON Lines
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Read the pages of PDF files that are pictures, through `pdftoppm` and `tesseract`
    #[arg(long)]
    ocr: bool,
    /// Who reads PDF files: this program, or `pdftotext` as a cross-check
    #[arg(long, value_name = "PROGRAM", value_enum, default_value_t)]
    pdf_engine: Engine,
    #[command(flatten)]
    watching: Watching,
}

/// Who reads PDF files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum Engine {
    #[default]
    Own,
    Pdftotext,
}

impl From<Engine> for PdfEngine {
    fn from(engine: Engine) -> Self {
        match engine {
            Engine::Own => Self::Own,
            Engine::Pdftotext => Self::Pdftotext,
        }
    }
}

/// How long a program of another may take for a page (OCR) or a document.
const OUTSIDE: Duration = Duration::from_secs(60);

pub(super) fn run(args: &Args, global: &Global, terminal: &mut Terminal) -> Result<End> {
    let roots = roots(&args.corpus)?;
    let folder = global.folder();
    let round = |terminal: &mut Terminal| round(args, &roots, &folder, terminal);
    if args.watching.watch {
        return args.watching.run(&roots, stop_on_interrupt(), terminal, round);
    }
    round(terminal)
}

fn round(args: &Args, roots: &[PathBuf], folder: &Path, terminal: &mut Terminal) -> Result<End> {
    let summary = build(args, roots, folder, terminal)?;
    if let Some(file) = &args.report {
        let committed = !args.dry_run && !summary.refused;
        write_report(file, &summary, committed.then_some(folder))?;
    }
    if terminal.format() == Format::Json {
        terminal.json(&json::index_summary(&summary, peak_rss_bytes(), args.dry_run))?;
    }
    say(&summary, args.dry_run, terminal);
    Ok(if summary.failed > 0 { End::SomeFailed } else { End::Done })
}

/// Builds the index that a question was asked of and that is not there.
pub(super) fn build_first(corpus: &Path, folder: &Path, terminal: &mut Terminal) -> Result<()> {
    let args = Args {
        corpus: Vec::new(),
        memory: 512 << 20,
        threads: 0,
        prune: false,
        checksum: false,
        dry_run: false,
        strict: false,
        report: None,
        ocr: false,
        pdf_engine: Engine::Own,
        watching: Watching::default(),
    };
    let summary = build(&args, &[corpus.to_owned()], folder, terminal)?;
    say(&summary, false, terminal);
    Ok(())
}

fn roots(typed: &[PathBuf]) -> Result<Vec<PathBuf>> {
    if !typed.is_empty() {
        return Ok(typed.to_vec());
    }
    let usual = PathBuf::from(open::CORPUS);
    if usual.exists() {
        return Ok(vec![usual]);
    }
    Err(Error::new(ErrorKind::Usage, "there is no folder `corpus` here and none was named")
        .hint("name the folder of the reports: `peelian index FOLDER`"))
}

fn build(
    args: &Args,
    roots: &[PathBuf],
    folder: &Path,
    terminal: &Terminal,
) -> Result<BuildSummary> {
    let bar = Bar::new(terminal.shows_progress());
    let readers = readers();
    let temporary = std::env::temp_dir();
    let outside = Outside::find(args.ocr, args.pdf_engine.into(), temporary, OUTSIDE)?;
    let options = BuildOptions {
        threads: args.threads,
        memory: args.memory,
        prune: args.prune,
        checksum: args.checksum,
        now: jiff::Timestamp::now().as_second(),
        dry_run: args.dry_run,
        strict: args.strict,
        stop: stop_on_interrupt(),
        readers: readers.as_ref(),
        outside: outside.as_ref(),
        progress: &bar,
    };
    let summary = index::build(roots, folder, &options);
    bar.0.finish_and_clear();
    summary
}

/// Processes of this very program; `None` where the system does not say which file that is.
pub(super) fn readers() -> Option<Readers> {
    let program = std::env::current_exe().ok()?;
    Some(Readers::new(program, Limits::default()))
}

/// The flag that Ctrl-C sets; a second Ctrl-C ends the program at once.
pub(super) fn stop_on_interrupt() -> &'static AtomicBool {
    static STOP: AtomicBool = AtomicBool::new(false);
    // A handler that is set already, or that cannot be set, leaves the system's own: the program just ends.
    let _ = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::SeqCst) {
            std::process::exit(130);
        }
    });
    &STOP
}

fn say(summary: &BuildSummary, dry_run: bool, terminal: &mut Terminal) {
    for failure in &summary.failures {
        terminal.message(&format!("failed: `{}`: {}", failure.path, failure.message));
    }
    let done = if dry_run || summary.refused { "read" } else { "indexed" };
    terminal.note(&format!(
        "{done} {} in {:.1} s: {} added, {} changed, {} unchanged, {} removed, {} failed; {}",
        plural(summary.documents, "document"),
        summary.seconds,
        thousands(summary.added),
        thousands(summary.changed),
        thousands(summary.unchanged),
        thousands(summary.removed),
        thousands(summary.failed),
        plural(summary.findings, "finding"),
    ));
    if summary.refused {
        let inputs = plural(summary.failed, "input");
        terminal
            .message(&format!("nothing was committed: {inputs} failed, and `--strict` was given"));
    }
    if summary.copies > 0 {
        let copies = plural(summary.copies, "finding");
        terminal.note(&format!(
            "counted once: {copies} that other documents hold too; `--copies` counts them again"
        ));
    }
    if summary.gone > 0 {
        let gone = plural(summary.gone, "document");
        terminal.note(&format!("kept: {gone} that this corpus does not have; `--prune` removes"));
    }
    let [_, warnings, errors] = summary.notes;
    if warnings + errors > 0 && !dry_run && !summary.refused {
        let notes = plural(warnings + errors, "note");
        terminal.note(&format!("{notes} about how documents were read: `peelian reports --json`"));
    }
}

fn write_report(file: &Path, summary: &BuildSummary, folder: Option<&Path>) -> Result<()> {
    let failed = |error: std::io::Error| Error::io(file, error);
    let mut out = BufWriter::new(File::create(file).map_err(failed)?);
    for line in json::inputs(summary) {
        write_line(&mut out, &line).map_err(failed)?;
    }
    let reports = folder.map(|folder| Index::open(folder)?.reports()).transpose()?;
    for report in reports.iter().flatten() {
        for note in &report.notes {
            write_line(&mut out, &json::note(&report.path, note)).map_err(failed)?;
        }
    }
    out.flush().map_err(failed)
}

fn write_line(out: &mut impl Write, line: &impl serde::Serialize) -> std::io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}

/// The most memory the process held, where the system tells (Linux).
fn peak_rss_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kib| kib * 1024)
}

/// `512MiB`, `1GiB`, `300M`, `1.5G` or a number of bytes; the units are powers of 1,024.
pub(super) fn size(text: &str) -> std::result::Result<usize, String> {
    let wrong = || format!("`{text}` is not a size such as `512MiB`, `300M` or `1GiB`");
    let text = text.trim();
    let split = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let factor = match unit.trim().to_lowercase().as_str() {
        "" | "b" => 1_u64,
        "k" | "kb" | "kib" => 1 << 10,
        "m" | "mb" | "mib" => 1 << 20,
        "g" | "gb" | "gib" => 1 << 30,
        _ => return Err(wrong()),
    };
    let number: f64 = number.parse().map_err(|_| wrong())?;
    let bytes = number * factor as f64;
    // Beyond 2^53 a float is no whole number any more, and no machine has that much.
    if !(1.0..=9e15).contains(&bytes) {
        return Err(wrong());
    }
    usize::try_from(bytes as u64).map_err(|_| wrong())
}

/// Progress on standard error.
#[derive(Debug)]
struct Bar(ProgressBar);

impl Bar {
    fn new(shown: bool) -> Self {
        let target =
            if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        if let Ok(style) = ProgressStyle::with_template(
            "{msg} {wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {eta}",
        ) {
            bar.set_style(style);
        }
        Self(bar)
    }
}

impl Progress for Bar {
    fn total(&self, documents: u64, bytes: u64) {
        self.0.set_length(bytes);
        self.0.set_message(format!("reading {}", plural(documents, "document")));
    }

    fn advance(&self, bytes: u64) {
        self.0.inc(bytes);
    }

    fn committing(&self) {
        self.0.set_message("writing");
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_read_as_people_write_them() {
        for (text, bytes) in [
            ("512MiB", Some(512 << 20)),
            ("1GiB", Some(1 << 30)),
            ("300M", Some(300 << 20)),
            ("1.5g", Some(3 << 29)),
            ("4096", Some(4096)),
            ("", None),
            ("lots", None),
            ("-1M", None),
            ("0", None),
            ("1TiBit", None),
        ] {
            assert_eq!(size(text).ok(), bytes, "{text}");
        }
    }
}

//! How fast the text of a PDF is read beside `pdftotext` (poppler), page by page, in one run.
//!
//! `cargo bench --bench pdf` prints made reports with Chromium into a PDF of some hundred pages and reads that;
//! `PEELIAN_PDF=FILE` reads another. Where Chromium or `pdftotext` is not installed it says so and measures nothing. Ours is
//! measured in the process, on one core, with layout, columns, boxes and tables; `pdftotext` as a process with its start, and
//! once more with the time of its start taken off. Runs alternate; figures are medians.
#![allow(
    clippy::disallowed_methods,
    reason = "the bench is told by the environment which file to read"
)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use peelian::corpus::{Document, Format, Supplied};
use peelian::extract::extract;
use peelian::gazetteer::Gazetteer;
use peelian::synth::Synth;

type Failure = Box<dyn std::error::Error>;

// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Runs of each side.
const RUNS: usize = 15;

/// Made reports that are printed.
const REPORTS: u64 = 40;

fn main() -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let file = match std::env::var_os("PEELIAN_PDF") {
        Some(file) => PathBuf::from(file),
        None => match printed(folder.path())? {
            Some(file) => file,
            None => return say("pdf: skipped: no Chromium to print with, and no PEELIAN_PDF\n"),
        },
    };
    if pdftotext(&["-v"]).is_err() {
        return say("pdf: skipped: `pdftotext` is not installed\n");
    }
    let document = Document {
        path: "bench.pdf".to_owned(),
        bytes: std::fs::read(&file)?,
        format: Format::Pdf,
        digest: String::new(),
        supplied: Supplied::default(),
        notes: Vec::new(),
    };
    let text = extract(&document);
    let pages = text.places.iter().map(|place| place.page).max();
    let pages = f64::from(pages.ok_or("a PDF without text")?);
    let path = file.to_str().ok_or("the name of the file")?;
    let mut times = [Vec::new(), Vec::new(), Vec::new()];
    for _ in 0..=RUNS {
        let started = Instant::now();
        std::hint::black_box(extract(&document));
        times[0].push(started.elapsed().as_secs_f64());
        let started = Instant::now();
        pdftotext(&[path, "-"])?;
        times[1].push(started.elapsed().as_secs_f64());
        let started = Instant::now();
        pdftotext(&["-v"])?;
        times[2].push(started.elapsed().as_secs_f64());
    }
    let [ours, whole, start] = times.map(|mut times| {
        // The first run warms up.
        times.remove(0);
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    });
    let mut table = format!("{:<26}{:>10}{:>12}{:>9}\n", "", "ms", "pages/s", "to ours");
    for (name, time) in
        [("peelian", ours), ("pdftotext", whole), ("pdftotext without start", whole - start)]
    {
        let (ms, rate, ratio) = (time * 1e3, pages / time, time / ours);
        table.push_str(&format!("{name:<26}{ms:>10.1}{rate:>12.0}{ratio:>9.2}\n"));
    }
    say(&format!("{pages} pages, {} bytes\n{table}", document.bytes.len()))
}

/// The text goes where nobody reads it.
fn pdftotext(args: &[&str]) -> Result<(), Failure> {
    let run = quiet("pdftotext", args).status()?;
    run.success().then_some(()).ok_or_else(|| format!("pdftotext: {run}").into())
}

fn quiet(program: &str, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(args).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Made reports as one PDF.
fn printed(folder: &Path) -> Result<Option<PathBuf>, Failure> {
    let synth = Synth::new(1, &Gazetteer::bundled());
    let mut page = String::new();
    for made in (0..).filter_map(|number| synth.report(number)) {
        if made.path.ends_with("html") {
            page.push_str(&made.text);
        }
        if page.matches("</html>").count() as u64 == REPORTS {
            break;
        }
    }
    let (html, pdf) = (folder.join("page.html"), folder.join("page.pdf"));
    std::fs::write(&html, page)?;
    let to = format!("--print-to-pdf={}", pdf.display());
    let address = format!("file://{}", html.display());
    let options = ["--headless", "--no-sandbox", "--disable-gpu", &to, &address];
    for program in ["chromium", "chromium-browser", "google-chrome"] {
        if quiet(program, &options).status().is_ok_and(|status| status.success()) && pdf.exists() {
            return Ok(Some(pdf));
        }
    }
    Ok(None)
}

fn say(text: &str) -> Result<(), Failure> {
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(())
}

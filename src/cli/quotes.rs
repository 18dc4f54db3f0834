//! `quotes`: is what a paper quotes what a report says?

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::filters::Filters;
use super::pictures::Pictures;
use super::terminal::{Format, Terminal};
use super::{End, Global, open};
use crate::analyse::{Checker, FEW_WORDS, Fidelity, word_count};
use crate::extract::{Paper, Quotation, quotations};
use crate::render::json::{self, QuotationTotals};
use crate::render::{picture, plural, quotes};
use crate::{Error, Result};

/// Check the quotations of a paper against the reports
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian quotes check article.md               every quotation of a paper
  peelian quotes check response.docx --force kent --year 2016
  peelian quotes check a.html b.txt --json
  peelian quotes check article.md --picture verdicts.svg

A quotation stands in double quotation marks of any shape, or is a block quotation. It is verbatim if a finding says it word
for word: marks, dashes and spaces of another shape are told and accepted, `...` leaves words out, words in [square
brackets] stand for any. Exit code 1 says that one is not verbatim.")]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Verbatim, altered or not found, each with the finding and the words that differ
    Check(CheckArgs),
}

#[derive(Debug, clap::Args)]
struct CheckArgs {
    /// Markdown, plain text, HTML or Word files; `-` is standard input, as Markdown
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Shorter quotations are not checked
    #[arg(long, value_name = "WORDS", default_value_t = FEW_WORDS)]
    least: usize,
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    pictures: Pictures,
}

pub(super) fn run(args: &Args, global: &Global, terminal: &mut Terminal) -> Result<End> {
    let What::Check(args) = &args.what;
    args.pictures.check(terminal)?;
    let filters = args.filters.meant()?;
    // What cannot be read is told before anything is searched.
    let papers = args.files.iter().map(|file| Ok((name(file), read(file)?)));
    let papers = papers.collect::<Result<Vec<(String, Vec<Quotation>)>>>()?;
    let index = open::open(global, terminal)?;
    let mut checker = Checker::new(&index, filters.clone())?;
    let mut totals = QuotationTotals::default();
    let mut table = quotes::heads(papers.len());
    for (file, quotation) in
        papers.iter().flat_map(|(file, all)| all.iter().map(move |one| (file, one)))
    {
        if word_count(&quotation.text) < args.least {
            totals.short += 1;
            continue;
        }
        let checked = checker.check(&quotation.text)?;
        totals.quotations += 1;
        *match checked.fidelity {
            Fidelity::Verbatim => &mut totals.verbatim,
            Fidelity::Altered(_) => &mut totals.altered,
            Fidelity::NotFound => &mut totals.not_found,
        } += 1;
        if terminal.format() == Format::Json {
            terminal.json(&json::quotation(file, quotation, &checked))?;
        } else {
            table.push(quotes::row(file, quotation, &checked));
        }
    }
    let drawn = args.pictures.show(terminal, || picture::of::quotations(&filters, totals))?;
    if terminal.format() == Format::Json {
        terminal.json(&json::quotation_summary(totals))?;
    } else if !drawn {
        terminal.table(&table)?;
    }
    say(totals, args.least, terminal);
    Ok(End::found(totals.quotations > 0 && totals.verbatim == totals.quotations))
}

fn say(totals: QuotationTotals, least: usize, terminal: &mut Terminal) {
    let QuotationTotals { quotations, verbatim, altered, not_found, short } = totals;
    terminal.note(&match quotations {
        0 => format!("no quotation of {least} words and more"),
        _ => format!(
            "{}: {verbatim} verbatim, {altered} altered, {not_found} not found",
            plural(quotations, "quotation")
        ),
    });
    if short > 0 {
        let few = plural(short, "quotation");
        terminal.note(&format!(
            "not checked: {few} of less than {least} words; `--least` sets how many"
        ));
    }
}

fn name(file: &Path) -> String {
    file.display().to_string()
}

fn read(file: &Path) -> Result<Vec<Quotation>> {
    let (bytes, paper) = if file == Path::new("-") {
        let mut bytes = Vec::new();
        let read = std::io::stdin().read_to_end(&mut bytes);
        read.map_err(|error| Error::io(Path::new("standard input"), error))?;
        (bytes, Paper::Markdown)
    } else {
        (std::fs::read(file).map_err(|error| Error::io(file, error))?, Paper::of(file))
    };
    quotations(&bytes, paper).map_err(|mut error| {
        error.message = format!("`{}`: {}", file.display(), error.message);
        error
    })
}

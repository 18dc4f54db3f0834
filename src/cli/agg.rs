//! `agg`: aggregations in the JSON of Elasticsearch.

use std::fs::File;
use std::io::{Read, stdin};
use std::path::Path;

use super::count::include;
use super::filters::Filters;
use super::pictures::Pictures;
use super::terminal::{Format, Terminal};
use super::{End, Global, open};
use crate::analyse::{self, AggRequest, Aggregations};
use crate::render::{json, picture, plural};
use crate::{Error, ErrorKind, Result};

/// Bytes of a request that are read at most.
const MAX_REQUEST: u64 = 1 << 20;

/// Aggregate in the JSON of Elasticsearch, every figure exact
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  echo '{\"aggs\":{\"grades\":{\"terms\":{\"field\":\"grade\"}}}}' | peelian agg -
  peelian agg request.json --force kent
  peelian agg request.json --draw               the first aggregation that is one row of buckets, as bars

The request is that of Elasticsearch: {\"query\": \"vetting\", \"unit\": \"findings\", \"aggs\": {NAME: {KIND: {...},
\"aggs\": {...}}}}. Kinds: terms, multi_terms, histogram, date_histogram, range, date_range, filter, filters, missing,
composite, nested, reverse_nested, stats, min, max, avg, sum, value_count, cardinality, percentiles. Units, which are also the
paths of nested: findings, judgments, reports, inspections, forces. Fields: force, region, year, grade, pillar, kind, programme,
question, doc_kind, report, inspection; numbers: question_number, first_year; days: published, date.
Every figure is exact. The answer is one line of JSON; on a terminal it is indented.")]
pub(super) struct Args {
    /// File with the request; `-` for standard input
    #[arg(value_name = "FILE")]
    file: String,
    /// Judgments that are left out otherwise: retrospective, second_hand, ungraded
    #[arg(long, value_name = "WHICH", value_delimiter = ',')]
    include: Vec<String>,
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    pictures: Pictures,
}

pub(super) fn run(args: &Args, global: &Global, terminal: &mut Terminal) -> Result<End> {
    args.pictures.check(terminal)?;
    let request = AggRequest {
        aggregations: Aggregations::read(&text_of(&args.file)?)?,
        filters: args.filters.meant()?,
        include: include(&args.include)?,
    };
    let index = open::open(global, terminal)?;
    let answer = analyse::aggregate(&index, &request)?;
    let drawn = args.pictures.are_wanted() && {
        let query = request.aggregations.query.as_ref();
        let picture = picture::of::aggregated(query, &request.filters, &answer)?;
        args.pictures.show(terminal, || picture)?
    };
    match terminal.format() {
        _ if drawn => {}
        Format::Table => {
            let indented = serde_json::to_string_pretty(&json::aggregated(&answer));
            let indented = indented.map_err(|error| {
                Error::new(ErrorKind::Bug, "an answer cannot be written").because(error)
            })?;
            terminal.text(&format!("{indented}\n"))?;
        }
        _ => terminal.json(&json::aggregated(&answer))?,
    }
    let unit = answer.unit.slug();
    terminal.note(&plural(answer.hits, unit.strip_suffix('s').unwrap_or(unit)));
    Ok(End::found(answer.hits > 0))
}

fn text_of(file: &str) -> Result<String> {
    let mut text = String::new();
    let failed = |error: std::io::Error| {
        let kind = match error.kind() {
            std::io::ErrorKind::InvalidData => ErrorKind::Usage,
            _ => ErrorKind::Io,
        };
        Error::new(kind, format!("the request `{file}` cannot be read")).because(error)
    };
    let read = match file {
        "-" => stdin().take(MAX_REQUEST + 1).read_to_string(&mut text),
        path => File::open(Path::new(path))
            .and_then(|file| file.take(MAX_REQUEST + 1).read_to_string(&mut text)),
    };
    read.map_err(failed)?;
    if text.len() as u64 > MAX_REQUEST {
        let message = format!("the request `{file}` is longer than {} MiB", MAX_REQUEST >> 20);
        return Err(Error::new(ErrorKind::Usage, message));
    }
    Ok(text)
}

//! `search --batch`: many queries, one opening of the index; each answer is written as soon as it is there.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, stdin};
use std::path::Path;
use std::time::Instant;

use serde::Deserialize;
use serde_json::Value;

use super::End;
use super::search::{Args, remarks_on, took};
use super::terminal::{Format, Terminal};
use crate::index::Index;
use crate::render::{json, plural, sheets};
use crate::search::{self, SearchRequest};
use crate::{Error, ErrorKind, Result};

/// Bytes of a line at most: a query may have 16 KiB, and filters need little.
const MAX_LINE: u64 = 1 << 20;

/// A query and what it is called in the answers.
struct Asked {
    id: Value,
    request: Result<SearchRequest>,
}

/// A line of JSON: what it says takes the place of the options.
#[derive(Deserialize)]
struct Line {
    query_id: Option<Value>,
    query: String,
    limit: Option<usize>,
    offset: Option<usize>,
    all: Option<bool>,
    exact: Option<bool>,
    /// The rest: filters, and names that are none.
    #[serde(flatten)]
    filters: BTreeMap<String, Value>,
}

/// How many queries came to what.
#[derive(Default)]
struct Counts {
    found: u64,
    nothing: u64,
    wrong: u64,
}

/// Answers every line of `source` (`-` is standard input), with `args` for whatever a line does not say.
///
/// # Errors
/// `Io` and `Usage` where the lines cannot be read, and what stops a search but for mistakes in a query, which are told in
/// place of its answer.
pub(super) fn run(
    source: &str,
    args: &Args,
    index: &Index,
    terminal: &mut Terminal,
) -> Result<End> {
    // What the options get wrong is wrong for every line, so it is said once.
    let options = args.with(&args.filters, "*", None)?;
    search::check_filters(index, &options.filters)?;
    let mut lines = open(source)?;
    let mut counts = Counts::default();
    let mut head = true;
    for number in 1_u64.. {
        let Some(line) = next_line(&mut lines, source)? else { break };
        let Some(asked) = meant(&line, number, args) else { continue };
        let started = Instant::now();
        let facets = terminal.format() == Format::Json;
        let answer = asked.request.and_then(|request| {
            let request = SearchRequest { facets, ..request };
            Ok((search::search(index, &request)?, request))
        });
        match answer {
            Ok((answer, request)) => {
                let any = answer.findings > 0 || !answer.hits.is_empty();
                *(if any { &mut counts.found } else { &mut counts.nothing }) += 1;
                if terminal.format() == Format::Json {
                    for hit in &answer.hits {
                        terminal.json(&json::in_batch(json::hit(hit), &asked.id))?;
                    }
                    let text = &request.query.text;
                    let summary = json::search_summary(text, &answer, took(started));
                    terminal.json(&json::in_batch(summary, &asked.id))?;
                } else {
                    let table = sheets::findings(&answer).in_front("query_id", &name(&asked.id));
                    terminal.tsv(&table, head)?;
                    head = false;
                    for remark in remarks_on(&answer, &request) {
                        terminal.note(&format!("query {}: {remark}", name(&asked.id)));
                    }
                }
            }
            Err(error) if matches!(error.kind, ErrorKind::Query | ErrorKind::Usage) => {
                counts.wrong += 1;
                if terminal.format() == Format::Json {
                    terminal.json(&json::in_batch(json::mistake(&error), &asked.id))?;
                } else {
                    terminal.message(&format!("query {}: {error}", name(&asked.id)));
                }
            }
            Err(error) => return Err(error),
        }
        terminal.flush()?;
    }
    Ok(say(&counts, terminal))
}

fn say(counts: &Counts, terminal: &mut Terminal) -> End {
    let Counts { found, nothing, wrong } = *counts;
    let all = match found + nothing + wrong {
        1 => "1 query".to_owned(),
        n => format!("{} queries", crate::render::thousands(n)),
    };
    terminal.note(&format!("{all}: {found} found something, {nothing} nothing, {wrong} wrong"));
    if wrong > 0 { End::SomeWrong } else { End::found(found > 0) }
}

fn open(source: &str) -> Result<Box<dyn BufRead>> {
    if source == "-" {
        return Ok(Box::new(BufReader::new(stdin())));
    }
    let path = Path::new(source);
    let file = File::open(path).map_err(|error| Error::io(path, error))?;
    Ok(Box::new(BufReader::new(file)))
}

/// The next line without its end; `None` at the end of the file.
fn next_line(lines: &mut dyn BufRead, source: &str) -> Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    let failed = |error| Error::io(Path::new(source), error);
    let read = lines.take(MAX_LINE).read_until(b'\n', &mut line).map_err(failed)?;
    if read as u64 == MAX_LINE && line.last() != Some(&b'\n') {
        let message = format!("`{source}` has a line of more than {}", plural(MAX_LINE, "byte"));
        return Err(Error::new(ErrorKind::Usage, message).hint("write one query a line"));
    }
    while line.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
        line.pop();
    }
    Ok((read > 0).then_some(line))
}

/// What a line asks; `None` for an empty one.
fn meant(line: &[u8], number: u64, args: &Args) -> Option<Asked> {
    let wrong = |message: &str| Error::new(ErrorKind::Query, message);
    let Ok(text) = std::str::from_utf8(line) else {
        return Some(Asked { id: number.into(), request: Err(wrong("the line is not UTF-8")) });
    };
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return None;
    }
    if !text.starts_with('{') {
        return Some(Asked { id: number.into(), request: args.with(&args.filters, text, None) });
    }
    // The id is looked for first, so that a line that is wrong in another way is still called by it.
    let id =
        serde_json::from_str::<Value>(text).ok().and_then(|line| line.get("query_id").cloned());
    let id = id.filter(is_name).unwrap_or_else(|| number.into());
    let request = serde_json::from_str::<Line>(text)
        .map_err(|error| wrong(&format!("the line is no query: {error}")))
        .and_then(|line| line.request(args));
    Some(Asked { id, request })
}

fn is_name(id: &Value) -> bool {
    id.is_string() || id.is_number()
}

/// The id as a cell of a table.
fn name(id: &Value) -> String {
    id.as_str().map_or_else(|| id.to_string(), str::to_owned)
}

impl Line {
    fn request(self, args: &Args) -> Result<SearchRequest> {
        if let Some(id) = self.query_id.filter(|id| !is_name(id)) {
            let message = format!("`query_id` cannot be `{id}`");
            return Err(Error::new(ErrorKind::Query, message).hint("give a text or a number"));
        }
        let mut filters = args.filters.clone();
        for (name, values) in self.filters {
            filters.replace(&name, strings(&name, values)?)?;
        }
        let request = args.with(&filters, &self.query, self.exact)?;
        Ok(SearchRequest {
            limit: self.limit.unwrap_or(request.limit),
            offset: self.offset.unwrap_or(request.offset),
            all: self.all.unwrap_or(request.all),
            ..request
        })
    }
}

/// One value or a list of them.
fn strings(name: &str, values: Value) -> Result<Vec<String>> {
    let values = match values {
        Value::Array(values) => values,
        value => vec![value],
    };
    let text = |value: Value| match value {
        Value::String(text) => Ok(text),
        Value::Number(number) => Ok(number.to_string()),
        other => {
            let message = format!("`{name}` cannot be `{other}`");
            Err(Error::new(ErrorKind::Query, message)
                .hint("give a text, a number or a list of them"))
        }
    };
    values.into_iter().map(text).collect()
}

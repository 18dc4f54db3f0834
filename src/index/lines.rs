//! A JSON Lines file is read line by line, parsed in parallel, and never held in memory whole.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Cursor;
use std::path::Path;

use rayon::prelude::*;

use super::build::{Build, Outcome, count_notes, isolated, source_of};
use super::rows::{Heading, RowMaker, Rows};
use super::sources::Source;
use crate::corpus::table::FindingRows;
use crate::corpus::{Document, Format, JsonLine, lines};
use crate::extract::{BROKE_OFF, Text};
use crate::parse::{Line, attested, container, parse_line};
use crate::report::{Attestation, Note, Report, Severity};
use crate::{Error, ErrorKind, Result};

/// Bytes of the lines of one batch.
const BATCH_BYTES: usize = 4 << 20;

/// Attestations of a file that are made into records at a time.
const ATTESTATIONS_AT_A_TIME: usize = 1_000;

/// Lines that failed whose numbers are named; the others are only counted.
const NAMED_FAILURES: usize = 2;

/// Lines whose records lie together and are written by one thread.
const LINES_OF_THREAD: usize = 64;

/// What one line gave, but for its records.
struct Parsed {
    /// What it counts and defines.
    rows: Rows,
    attested: Option<Attestation>,
    notes: Vec<Note>,
    unknown: Vec<String>,
}

/// Lines on their way, with their numbers.
type Batch = Vec<(u64, String)>;

/// Reads a file of structured findings; `document` has the bytes of a workbook, other files are read as they lie on disk.
pub(super) fn read_file(
    build: &mut Build<'_>,
    source: &Source<'_>,
    mut document: Document,
) -> Result<()> {
    let file = &source.entry.file;
    if document.format == Format::JsonLines {
        build.begin_lines(source, &document)?;
        return read_lines(build, &document, lines(file)?);
    }
    if document.format == Format::Xlsx {
        return read_workbook(build, source, &mut document);
    }
    let opened = File::open(file).map_err(|error| Error::io(file, error));
    match opened.and_then(|opened| FindingRows::new(opened, file)) {
        Ok(rows) => {
            build.begin_lines(source, &document)?;
            read_lines(build, &document, rows)
        }
        Err(error) => build.take(source, Outcome::Failed(error.message)),
    }
}

/// Reads the findings of a workbook.
pub(super) fn read_workbook(
    build: &mut Build<'_>,
    source: &Source<'_>,
    document: &mut Document,
) -> Result<()> {
    let sheet = build.opener().sheet(std::mem::take(&mut document.bytes));
    let name = Path::new(&source.path);
    let rows = sheet.and_then(|(csv, notes)| {
        let rows = FindingRows::new(Cursor::new(csv), name).map_err(|error| error.message)?;
        Ok((rows, notes))
    });
    match rows {
        Ok((rows, notes)) => {
            document.notes.extend(notes);
            build.begin_lines(source, document)?;
            read_lines(build, document, rows)
        }
        Err(why) => {
            let text = Text::unread(why);
            let read = build.with_maker(|maker| build.rows_of_text(document, text, maker))?;
            let outcome = build.put(&source.path, Ok(read))?;
            build.take(source, outcome)
        }
    }
}

/// Reads the lines of a file and writes their records, the report that stands for the file last.
pub(super) fn read_lines(
    build: &mut Build<'_>,
    document: &Document,
    mut lines: impl Iterator<Item = JsonLine>,
) -> Result<()> {
    let mut report = container(source_of(document));
    report.notes.extend(document.notes.iter().cloned());
    let mut failed = Vec::new();
    let mut unknown = BTreeSet::new();
    let mut defined = Rows::default();
    let mut broke_off = None;
    let mut ahead = next_batch(&mut lines, &mut failed, &mut broke_off);
    while let Some((batch, bytes)) = ahead {
        build.check_stop()?;
        // While one batch is written the next is read.
        let mut parsed = Ok(Vec::new());
        ahead = build.pool.in_place_scope(|scope| {
            scope.spawn(|_| parsed = write_batch(build, document, &report, &batch));
            next_batch(&mut lines, &mut failed, &mut broke_off)
        });
        for ((number, _), parsed) in batch.iter().zip(parsed?.into_iter().flatten()) {
            match parsed {
                Ok(mut parsed) => {
                    report.attestations.extend(parsed.attested.take());
                    defined.define(std::mem::take(&mut parsed.rows.definitions));
                    take(build, document, *number, parsed, &mut failed, &mut unknown);
                }
                Err(message) => failed.push((*number, message)),
            }
        }
        build.advance(bytes);
        build.make_room()?;
    }
    failed.sort();
    if !unknown.is_empty() {
        report.notes.push(unknown_keys(&unknown));
    }
    if !failed.is_empty() || broke_off.is_some() {
        let broke_off = broke_off.map(|why| format!("{BROKE_OFF}{why}"));
        let lines = (!failed.is_empty()).then(|| failures(&failed));
        let message = broke_off.into_iter().chain(lines).collect::<Vec<_>>().join("; ");
        report.notes.push(Note::error(message.clone()));
        build.fail_in_part(&document.path, message);
    }
    build.count_notes(count_notes(&report.notes));
    write_report(build, document, &report, defined)
}

/// Writes the report that stands for a file, with what its lines define, and what they attest: a file of a million lines may attest as much.
fn write_report(
    build: &mut Build<'_>,
    document: &Document,
    report: &Report,
    defined: Rows,
) -> Result<()> {
    let mut rows = build.with_maker(|maker| {
        let mut rows = maker.report_bare(report)?;
        rows.define(defined.definitions);
        maker.settle(&mut rows);
        Ok(rows)
    })?;
    let numbers = 0..report.attestations.len();
    for first in numbers.clone().step_by(ATTESTATIONS_AT_A_TIME) {
        build.count(&document.path, rows.counts);
        build.write(&rows)?;
        build.make_room()?;
        let last = numbers.end.min(first + ATTESTATIONS_AT_A_TIME);
        rows = build.with_maker(|maker| maker.attestations(report, first..last))?;
    }
    build.count(&document.path, rows.counts);
    build.write(&rows)
}

/// Parses lines and writes their records; what else they gave, line by line.
fn write_batch(
    build: &Build<'_>,
    document: &Document,
    report: &Report,
    batch: &Batch,
) -> Result<Vec<Vec<std::result::Result<Parsed, String>>>> {
    let write = |lines: &[(u64, String)]| {
        let mut records = Rows::default();
        let parsed = build.with_maker(|maker| {
            let mut parse_one = |(number, line): &(u64, String)| {
                let mut parsed =
                    isolated(|| parse_into_rows(build, document, report, *number, line, maker))?;
                records.records.append(&mut parsed.rows.records);
                Ok(parsed)
            };
            lines.iter().map(&mut parse_one).collect()
        });
        build.write(&records)?;
        Ok(parsed)
    };
    batch.par_chunks(LINES_OF_THREAD).map(write).collect()
}

fn parse_into_rows(
    build: &Build<'_>,
    document: &Document,
    report: &Report,
    number: u64,
    line: &str,
    maker: &mut RowMaker,
) -> Result<Parsed> {
    let source = source_of(document);
    let (line, notes, unknown) = parse_line(source, &report.id, number, line, &build.gazetteer);
    let mut rows = Rows::default();
    let mut attests = None;
    match line {
        Line::Finding(finding) => {
            maker.finding(&finding, report, Heading::OfFinding, &mut rows)?;
            attests = attested(&finding);
        }
        Line::Report(inner) => rows = maker.report(&inner)?,
        Line::Nothing => {}
    }
    let attested = attests;
    Ok(Parsed { rows, attested, notes, unknown })
}

fn take(
    build: &mut Build<'_>,
    document: &Document,
    number: u64,
    parsed: Parsed,
    failed: &mut Vec<(u64, String)>,
    unknown: &mut BTreeSet<String>,
) {
    build.count_notes(count_notes(&parsed.notes));
    let errors = parsed.notes.into_iter().filter(|note| note.severity == Severity::Error);
    failed.extend(errors.map(|note| (number, note.message)));
    unknown.extend(parsed.unknown);
    build.count(&document.path, parsed.rows.counts);
}

fn unknown_keys(unknown: &BTreeSet<String>) -> Note {
    let names: Vec<String> = unknown.iter().take(20).map(|name| format!("`{name}`")).collect();
    let more = unknown.len() - names.len();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    Note::info(format!("keys without meaning here were left out: {}{more}", names.join(", ")))
}

/// `line 3: why; line 7: why; 2 more lines`.
fn failures(failed: &[(u64, String)]) -> String {
    let mut named: Vec<String> = failed
        .iter()
        .take(NAMED_FAILURES)
        .map(|(number, message)| format!("line {number}: {message}"))
        .collect();
    match failed.len() - named.len() {
        0 => {}
        1 => named.push("1 more line".to_owned()),
        more => named.push(format!("{more} more lines")),
    }
    named.join("; ")
}

/// The next lines of a file and how many bytes of it they are; `None` at its end. A line that cannot be read as text
/// goes to `failed`; why the file cannot be read on, if that is so, to `broke_off`.
fn next_batch(
    lines: &mut impl Iterator<Item = JsonLine>,
    failed: &mut Vec<(u64, String)>,
    broke_off: &mut Option<String>,
) -> Option<(Batch, u64)> {
    let mut batch = Vec::new();
    let mut bytes = 0;
    let mut any = false;
    while bytes < BATCH_BYTES {
        let Some(line) = lines.next() else { break };
        any = true;
        match line.text {
            Ok(text) => {
                bytes += text.len() + 1;
                batch.push((line.number, text));
            }
            Err(error) if error.kind == ErrorKind::Io => *broke_off = Some(error.message),
            Err(error) => {
                let why = error.message.rsplit_once(": ").map_or("", |(_, why)| why);
                failed.push((line.number, why.to_owned()));
            }
        }
    }
    any.then_some((batch, bytes as u64))
}

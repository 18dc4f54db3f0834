//! Findings as a bare engine keeps them: one text without stems, five columns, and what was given. It is what a small program around
//! the engine would do, made by our own segments: beside such a program it tells what these are worth, and beside [`super::build`] what
//! our analysis costs. Nothing that searches opens it.

use std::borrow::Cow;
use std::path::Path;

use rayon::prelude::*;
use serde::Deserialize;
use tantivy::Index;
use tantivy::indexer::IndexWriter;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};

use super::failure::failure;
use super::record::Record;
use super::segment::Segments;
use super::tokenizer::{EXACT, tokenizers};
use super::writer::{HEAP_PART, SORT_PART, settings};
use crate::corpus::lines;
use crate::{Error, ErrorKind, Result};

/// Bytes of the lines that are read while others are written.
const BATCH_BYTES: usize = 4 << 20;

/// Lines whose records lie together and are written by one thread.
const LINES_OF_THREAD: usize = 64;

/// Memory of the engine's writer, which writes nothing but the commit.
const HEAP: usize = 16 << 20;

/// A finding as a line has it.
#[derive(Deserialize)]
struct Line<'l> {
    #[serde(borrow)]
    id: Cow<'l, str>,
    #[serde(borrow)]
    force: Cow<'l, str>,
    year: u64,
    #[serde(borrow)]
    grade: Cow<'l, str>,
    #[serde(borrow)]
    pillar: Cow<'l, str>,
    #[serde(borrow)]
    kind: Cow<'l, str>,
    #[serde(borrow)]
    title: Cow<'l, str>,
    #[serde(borrow)]
    body: Cow<'l, str>,
}

struct Fields {
    id: Field,
    number: Field,
    facets: [Field; 4],
    year: Field,
    title: Field,
    body: Field,
}

impl Fields {
    fn schema() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let words = TextFieldIndexing::default()
            .set_tokenizer(EXACT)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let words = TextOptions::default().set_indexing_options(words) | STORED;
        let fields = Self {
            id: schema.add_text_field("id", STRING | STORED),
            number: schema.add_u64_field("n", FAST),
            facets: ["force", "grade", "pillar", "kind"]
                .map(|name| schema.add_text_field(name, STRING | FAST | STORED)),
            year: schema.add_u64_field("year", INDEXED | FAST | STORED),
            title: schema.add_text_field("title", STORED),
            body: schema.add_text_field("body", words),
        };
        (schema.build(), fields)
    }

    fn record(&self, number: u64, line: &Line<'_>) -> Record {
        let mut record = Record::default();
        record.add_text(self.id, &line.id);
        record.add_u64(self.number, number);
        let facets = [&line.force, &line.grade, &line.pillar, &line.kind];
        self.facets.iter().zip(facets).for_each(|(field, value)| record.add_text(*field, value));
        record.add_u64(self.year, line.year);
        record.add_text(self.title, &line.title);
        record.add_text(self.body, &line.body);
        record
    }
}

/// Keeps the findings of a file of JSON Lines
/// (`{"id","force","year","grade","pillar","kind","title","body"}`, all of them texts but the year) in the empty folder `dir` as a bare
/// engine would, with `threads` threads (0 for one a core) and `memory` bytes. Gives their number.
///
/// # Errors
/// `Io`, and `Usage` for a line that is no such finding or a folder that holds an index.
pub fn build_plain(corpus: &Path, dir: &Path, threads: usize, memory: usize) -> Result<u64> {
    let failed = |error| failure(dir, error);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|error| Error::new(ErrorKind::Io, "no threads can be started").because(error))?;
    std::fs::create_dir_all(dir).map_err(|error| Error::io(dir, error))?;
    let (schema, fields) = Fields::schema();
    let index = Index::builder()
        .schema(schema)
        .settings(settings())
        .tokenizers(tokenizers())
        .create_in_dir(dir)
        .map_err(failed)?;
    let mut writer: IndexWriter = index.writer_with_num_threads(1, HEAP).map_err(failed)?;
    let mut segments = Segments::plain(&index);
    let [most, sorting] = [HEAP_PART, SORT_PART].map(|part| memory / part);
    let (mut lines, mut findings) = (lines(corpus)?, 0);
    let mut batch = next_batch(&mut lines)?;
    while !batch.is_empty() {
        let (taken, next) = pool.install(|| {
            rayon::join(|| take(&segments, &fields, &batch, corpus, dir), || next_batch(&mut lines))
        });
        taken?;
        findings += batch.len() as u64;
        batch = next?;
        if segments.held() >= most || batch.is_empty() {
            let segment = pool.install(|| segments.write(sorting)).map_err(failed)?;
            segment.map_or(Ok(()), |segment| writer.add_segment(segment)).map_err(failed)?;
        }
    }
    writer.commit().map_err(failed)?;
    writer.wait_merging_threads().map_err(failed)?;
    Ok(findings)
}

fn next_batch(
    lines: &mut impl Iterator<Item = crate::corpus::JsonLine>,
) -> Result<Vec<(u64, String)>> {
    let (mut batch, mut bytes) = (Vec::new(), 0);
    for line in lines {
        let text = line.text?;
        bytes += text.len();
        batch.push((line.number, text));
        if bytes >= BATCH_BYTES {
            break;
        }
    }
    Ok(batch)
}

fn take(
    segments: &Segments,
    fields: &Fields,
    batch: &[(u64, String)],
    corpus: &Path,
    dir: &Path,
) -> Result<()> {
    batch.par_chunks(LINES_OF_THREAD).try_for_each(|run| {
        let record = |(number, line): &(u64, String)| {
            let line: Line<'_> = serde_json::from_str(line).map_err(|error| {
                let message = format!("`{}`, line {number}: {error}", corpus.display());
                Error::new(ErrorKind::Usage, message)
            })?;
            Ok(fields.record(number - 1, &line))
        };
        let records = run.iter().map(record).collect::<Result<Vec<_>>>()?;
        segments.add(&records).map_err(|error| failure(dir, error))
    })
}

#[cfg(test)]
mod tests {
    use tantivy::Term;
    use tantivy::collector::Count;
    use tantivy::query::{PhraseQuery, TermQuery};
    use tantivy::schema::IndexRecordOption;

    use super::*;

    fn line(number: usize, body: &str) -> String {
        format!(
            r#"{{"id":"F{number}","force":"borsetshire","year":2016,"grade":"good","pillar":"efficiency","kind":"finding","title":"A \"title\"","body":"{body}"}}"#
        )
    }

    #[test]
    fn the_engine_finds_the_words_as_they_are_written() {
        let place = tempfile::tempdir().unwrap();
        let corpus = place.path().join("f.jsonl");
        let bodies = ["Forces take counter-corruption seriously.", "The force takes it."];
        let text: Vec<String> = (0..200).map(|at| line(at, bodies[at % 2])).collect();
        std::fs::write(&corpus, text.join("\n")).unwrap();
        let dir = place.path().join("plain");
        assert_eq!(build_plain(&corpus, &dir, 2, 128 << 20).unwrap(), 200);
        let index = Index::open_in_dir(&dir).unwrap();
        let searcher = index.reader().unwrap().searcher();
        let body = index.schema().get_field("body").unwrap();
        let held = |word: &str| {
            let term = Term::from_field_text(body, word);
            searcher.search(&TermQuery::new(term, IndexRecordOption::Basic), &Count).unwrap()
        };
        assert_eq!(["forces", "force", "takes", "seriously"].map(held), [100; 4]);
        assert_eq!(held("Forces"), 0);
        let phrase = ["force", "takes"].map(|word| Term::from_field_text(body, word));
        assert_eq!(searcher.search(&PhraseQuery::new(phrase.into()), &Count).unwrap(), 100);
        let years = index.schema().get_field("year").unwrap();
        let year = TermQuery::new(Term::from_field_u64(years, 2016), IndexRecordOption::Basic);
        assert_eq!(searcher.search(&year, &Count).unwrap(), 200);
        // There is an index already.
        assert!(build_plain(&corpus, &dir, 2, 128 << 20).is_err());
    }

    #[test]
    fn a_line_that_is_no_finding_is_named() {
        let place = tempfile::tempdir().unwrap();
        let corpus = place.path().join("f.jsonl");
        std::fs::write(&corpus, format!("{}\n{{\"id\":\"F2\"}}\n", line(1, "a"))).unwrap();
        let error = build_plain(&corpus, &place.path().join("plain"), 1, 128 << 20).unwrap_err();
        assert!(error.message.contains("f.jsonl`, line 2: missing field"), "{}", error.message);
    }
}

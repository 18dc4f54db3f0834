//! Building an index: every new and changed document is read in parallel and written in the order of the paths.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use rayon::prelude::*;

use super::copies;
use super::known::Known;
use super::lines::read_file;
use super::listings::Listings;
use super::members::{read_members, run_length};
use super::payload::{Payload, corpus_digest};
use super::put::Read;
use super::repeated::Recent;
use super::rows::RowMaker;
use super::schema::{Fields, schema};
use super::sources::{Source, Sources};
use super::stamps::Stamps;
use super::writer::{Writer, last_payload};
use super::{BuildOptions, BuildSummary, Failure, Index};
use crate::corpus::archive::{Here, Opener};
use crate::corpus::{Document, Format};
use crate::extract::{BROKE_OFF, Text, extract};
use crate::gazetteer::Gazetteer;
use crate::parse::{self, parse};
use crate::report::Note;
use crate::thesaurus::Added;
use crate::{Error, ErrorKind, Result};

/// Part of the memory budget for the documents of one batch: text, tree and report of a document take several
/// times its bytes.
const BATCH_PART: usize = 64;

/// Documents of one batch at most, so that a stop is heard soon.
pub(super) const BATCH_DOCUMENTS: usize = 512;

/// Documents that a thread takes at a time, at most: at the end of a batch the others wait for so many.
pub(super) const AT_A_TIME: usize = 4;

/// Builds or updates the index in `dir` from the documents under `roots`.
///
/// # Errors
/// `Io`, `IndexLocked`, `IndexDamaged`, `IndexFormat`, `Interrupted`; `Usage` if `dir` holds something else.
pub fn build(roots: &[PathBuf], dir: &Path, options: &BuildOptions<'_>) -> Result<BuildSummary> {
    let started = Instant::now();
    let pool = pool(options.threads)?;
    let listings = Listings::open(dir, opener(options), !options.checksum, options.now);
    let sources = pool.install(|| Sources::open(roots, &listings))?;
    let mut build = Build::begin(&sources, dir, options, pool)?;
    let documents = sources.documents();
    let bytes = documents.iter().map(|source| source.entry.size).sum();
    options.progress.total(documents.len() as u64, bytes);
    build.all_bytes = bytes;
    let outcome = build.open_writer(dir, bytes).and_then(|()| build.read(&documents));
    if let Err(error) = outcome.and_then(|()| build.forget_gone(&sources, &documents)) {
        build.give_up();
        return Err(error);
    }
    if options.strict && !build.summary.failures.is_empty() {
        build.summary.refused = true;
        build.give_up();
    }
    let is_written = build.writer.is_some();
    let summary = build.finish(dir, started)?;
    if is_written {
        // Only a hint for the next build, as the stamps are.
        let _ = listings.write(dir);
    }
    Ok(summary)
}

/// A build on its way.
pub(super) struct Build<'a> {
    pub(super) options: &'a BuildOptions<'a>,
    pub(super) pool: rayon::ThreadPool,
    pub(super) gazetteer: Gazetteer,
    thesaurus: Added,
    pub(super) fields: Fields,
    pub(super) summary: BuildSummary,
    pub(super) writer: Option<Writer>,
    /// Makers of records that no thread uses now, with what they remember.
    makers: Mutex<Vec<RowMaker>>,
    recent: Mutex<Recent>,
    /// Bytes of the documents that are done, and of all.
    pub(super) read_bytes: u64,
    pub(super) all_bytes: u64,
    /// What the last commit holds, by path.
    pub(super) before: BTreeMap<String, Known>,
    /// What this commit will hold, by path.
    after: BTreeMap<String, Known>,
    /// What files looked like when they were read.
    stamps: Stamps,
    /// True if what was read before must be read again: another program or gazetteer read it.
    stale: bool,
}

/// What became of a document.
pub(super) enum Outcome {
    Unchanged,
    /// Its records are written: so many reports, attestations and findings.
    Written {
        digest: String,
        counts: [u64; 3],
        notes: [u64; 3],
        failure: Option<String>,
    },
    Lines(Box<Document>),
    Failed(String),
}

impl<'a> Build<'a> {
    fn begin(
        sources: &Sources,
        dir: &Path,
        options: &'a BuildOptions<'a>,
        pool: rayon::ThreadPool,
    ) -> Result<Self> {
        let payload = last_payload(dir)?;
        let before = match payload {
            Some(_) => Index::open(dir)?.known_documents()?,
            None => BTreeMap::new(),
        };
        let known_csv = payload.as_ref().map_or("", |payload| &payload.gazetteer_csv);
        let gazetteer = sources.gazetteer(known_csv)?;
        let program = env!("CARGO_PKG_VERSION");
        let stale = payload.as_ref().is_some_and(|payload| {
            payload.program != program || payload.gazetteer_csv != gazetteer.added_csv()
        });
        let known = payload.map(|payload| payload.thesaurus).filter(|_| !options.prune);
        let mut summary = BuildSummary::default();
        sources.report_skipped(&mut summary);
        Ok(Self {
            options,
            pool,
            gazetteer,
            thesaurus: sources.thesaurus().or(known).unwrap_or_default(),
            fields: Fields::of(&schema()).ok_or_else(|| bug("the schema lacks a field"))?,
            summary,
            writer: None,
            makers: Mutex::default(),
            recent: Mutex::default(),
            read_bytes: 0,
            all_bytes: 0,
            after: before.clone(),
            before,
            stamps: Stamps::open(dir),
            stale,
        })
    }

    fn open_writer(&mut self, dir: &Path, bytes: u64) -> Result<()> {
        if !self.options.dry_run {
            let writer = Writer::open(dir, self.options.memory, bytes)?;
            self.fields = writer.fields();
            self.writer = Some(writer);
        }
        Ok(())
    }

    fn read(&mut self, documents: &[Source<'_>]) -> Result<()> {
        let most = (self.options.memory / BATCH_PART).max(1 << 20) as u64;
        let mut rest = documents;
        while !rest.is_empty() {
            self.check_stop()?;
            let inner = run_length(rest);
            if inner > 0 {
                let (run, others) = rest.split_at(inner);
                rest = others;
                read_members(self, run, most)?;
                continue;
            }
            let (batch, others) = rest.split_at(batch_length(rest, most));
            rest = others;
            for (source, outcome) in batch.iter().zip(self.read_batch(batch)) {
                self.take(source, outcome?)?;
            }
            self.make_room()?;
        }
        Ok(())
    }

    fn read_batch(&self, batch: &[Source<'_>]) -> Vec<Result<Outcome>> {
        self.pool.install(|| {
            let read = |source| self.with_maker(|maker| self.read_one(source, maker));
            batch.par_iter().with_max_len(AT_A_TIME).map(read).collect()
        })
    }

    /// Lends a maker of records to `make`; from any thread.
    pub(super) fn with_maker<T>(&self, make: impl FnOnce(&mut RowMaker) -> T) -> T {
        let free = locked(&self.makers).pop();
        let mut maker = free.unwrap_or_else(|| RowMaker::new(self.fields));
        let made = make(&mut maker);
        locked(&self.makers).push(maker);
        made
    }

    fn read_one(&self, source: &Source<'_>, maker: &mut RowMaker) -> Result<Outcome> {
        let read_by = self.read_by(source);
        let beside = source.beside();
        let stamp = source.stamp(&beside);
        if let Some(stamp) = stamp.as_ref().filter(|_| !self.options.checksum)
            && let Some(digest) = self.stamps.digest(&source.path, stamp)
            && self.is_unchanged(&source.path, digest, read_by)
        {
            self.stamps.keep(&source.path, stamp.clone(), digest, self.options.now);
            return Ok(Outcome::Unchanged);
        }
        let mut document = match source.read(beside) {
            Ok(document) => document,
            Err(error) => return Ok(Outcome::Failed(error.to_string())),
        };
        if let Some(stamp) = stamp {
            self.stamps.keep(&source.path, stamp, &document.digest, self.options.now);
        }
        if self.is_unchanged(&source.path, &document.digest, read_by) {
            return Ok(Outcome::Unchanged);
        }
        document.digest.push_str(read_by);
        if document.format.holds_findings() {
            return Ok(Outcome::Lines(Box::new(document)));
        }
        self.put(&source.path, isolated(|| self.rows_of(&document, maker)))
    }

    /// What programs of others that read the document add to its digest.
    pub(super) fn read_by(&self, source: &Source<'_>) -> &'static str {
        self.options.outside.map_or("", |outside| outside.stamp(source.entry.format))
    }

    /// True if the index has the document under `path` as it is now. What programs of others (`read_by`) read is told by what
    /// follows a `+` in its digest; without them it stays as they read it.
    pub(super) fn is_unchanged(&self, path: &str, digest: &str, read_by: &str) -> bool {
        let same = self.before.get(path).is_some_and(|known| {
            let of_bytes = known.digest.split('+').next().unwrap_or_default();
            let by = known.digest.get(of_bytes.len()..).unwrap_or_default();
            of_bytes == digest && (read_by.is_empty() || by == read_by)
        });
        same && !self.stale && !self.broke_off(path)
    }

    /// Who opens archives.
    pub(super) fn opener(&self) -> &'a dyn Opener {
        opener(self.options)
    }

    pub(super) fn rows_of(&self, document: &Document, maker: &mut RowMaker) -> Result<Read> {
        let own = || match self.options.readers {
            Some(readers) if document.format.is_isolated() => readers.read(document),
            _ => extract(document),
        };
        let text = match self.options.outside {
            Some(outside) if document.format == Format::Pdf => outside.read(document, own),
            _ => own(),
        };
        self.rows_of_text(document, text, maker)
    }

    pub(super) fn rows_of_text(
        &self,
        document: &Document,
        text: Text,
        maker: &mut RowMaker,
    ) -> Result<Read> {
        let mut report = parse(source_of(document), &text, &self.gazetteer);
        report.notes.extend(document.notes.iter().cloned());
        let rows = maker.report(&report)?;
        if self.writer.is_some() {
            locked(&self.recent).keep(&report);
        }
        Ok(Read {
            digest: document.digest.clone(),
            rows,
            notes: count_notes(&report.notes),
            failure: text.unread,
        })
    }

    /// True if the last build could not read the document to its end: on another day it may have more time.
    fn broke_off(&self, path: &str) -> bool {
        let known = self.before.get(path).and_then(|known| known.failure.as_ref());
        known.is_some_and(|failure| failure.starts_with(BROKE_OFF))
    }

    pub(super) fn take(&mut self, source: &Source<'_>, outcome: Outcome) -> Result<()> {
        self.summary.documents += 1;
        match outcome {
            Outcome::Unchanged => {
                self.summary.unchanged += 1;
                if let Some(why) =
                    self.before.get(&source.path).and_then(|known| known.failure.clone())
                {
                    self.fail(&source.path, why);
                }
            }
            Outcome::Failed(message) => self.fail(&source.path, message),
            Outcome::Written { digest, counts, notes, failure } => {
                self.summary.bytes += source.entry.size;
                self.replace(&source.path, digest);
                self.count_notes(notes);
                self.count(&source.path, counts);
                if let Some(why) = failure {
                    self.fail_in_part(&source.path, why);
                }
            }
            Outcome::Lines(document) => {
                self.summary.documents -= 1;
                return read_file(self, source, *document);
            }
        }
        self.advance(source.entry.size);
        Ok(())
    }

    /// Counts a document whose lines follow.
    pub(super) fn begin_lines(&mut self, source: &Source<'_>, document: &Document) -> Result<()> {
        self.summary.documents += 1;
        self.summary.bytes += source.entry.size;
        self.replace(&source.path, document.digest.clone());
        self.remove(&source.path)
    }

    /// Names an input that is indexed only in part, or of which only the notes are.
    pub(super) fn fail_in_part(&mut self, path: &str, message: String) {
        self.after.entry(path.to_owned()).or_default().failure = Some(message.clone());
        self.fail(path, message);
    }

    /// Names an input that could not be read.
    fn fail(&mut self, path: &str, message: String) {
        self.summary.failures.push(Failure { path: path.to_owned(), message });
    }

    /// Adds notes by severity to the summary.
    pub(super) fn count_notes(&mut self, notes: [u64; 3]) {
        self.summary.notes.iter_mut().zip(notes).for_each(|(all, more)| *all += more);
    }

    /// Counts reports, attestations and findings of the file at `path`.
    pub(super) fn count(&mut self, path: &str, counts: [u64; 3]) {
        let known = self.after.entry(path.to_owned()).or_default();
        known.counts.iter_mut().zip(counts).for_each(|(all, more)| *all += more);
        self.summary.findings += counts[2];
    }

    /// Hears a stop from outside.
    pub(super) fn check_stop(&self) -> Result<()> {
        if self.options.stop.load(Ordering::Relaxed) {
            return Err(Error::new(
                ErrorKind::Interrupted,
                "stopped; the index is as it was before",
            ));
        }
        Ok(())
    }

    fn replace(&mut self, path: &str, digest: String) {
        if self.before.contains_key(path) {
            self.summary.changed += 1;
        } else {
            self.summary.added += 1;
        }
        self.after.insert(path.to_owned(), Known { digest, ..Known::default() });
    }

    /// Counts the documents of the index that the folders no longer have, and removes them where that is asked.
    fn forget_gone(&mut self, sources: &Sources, documents: &[Source<'_>]) -> Result<()> {
        self.check_stop()?;
        let seen: BTreeSet<&str> = documents.iter().map(|source| source.path.as_str()).collect();
        let before = self.before.keys().filter(|path| !seen.contains(path.as_str()));
        let gone: Vec<String> =
            before.filter(|path| !sources.may_still_hold(path)).cloned().collect();
        // An archive that could not be read and now can is no document any more, its documents are.
        let (mended, gone): (Vec<String>, Vec<String>) =
            gone.into_iter().partition(|path| sources.is_whole_archive(path));
        for path in mended {
            self.after.remove(&path);
            self.remove(&path)?;
        }
        if !self.options.prune {
            self.summary.gone = gone.len() as u64;
            return Ok(());
        }
        for path in gone {
            self.summary.removed += 1;
            self.after.remove(&path);
            self.remove(&path)?;
        }
        Ok(())
    }

    fn give_up(&mut self) {
        // The error that stopped the build is the one to tell of; without a commit nothing has changed anyway.
        if let Some(writer) = self.writer.take() {
            let _ = writer.roll_back();
        }
    }

    fn finish(mut self, dir: &Path, started: Instant) -> Result<BuildSummary> {
        if let Some(writer) = self.writer.take() {
            self.options.progress.committing();
            let payload = self.payload();
            if !last_payload(dir)?.is_some_and(|last| last.is_of_the_same(&payload)) {
                self.pool.install(|| writer.commit(&payload))?;
            }
            let recent = std::mem::take(&mut *locked(&self.recent));
            let stamps = std::mem::take(&mut self.stamps);
            // Stamps are only a hint for the next build, which without them takes longer.
            let remember = || rayon::join(|| copies::remember(dir, &recent), || stamps.write(dir));
            self.summary.copies = self.pool.install(remember).0?;
        }
        self.summary.failures.sort_by(|a, b| a.path.cmp(&b.path));
        self.summary.failed = self.summary.failures.len() as u64;
        self.summary.seconds = started.elapsed().as_secs_f64();
        Ok(self.summary)
    }

    fn payload(&self) -> Payload {
        let mut records = [0; 3];
        for known in self.after.values() {
            records.iter_mut().zip(known.counts).for_each(|(all, more)| *all += more);
        }
        let pairs = self.after.iter().map(|(path, known)| (path.as_str(), known.digest.as_str()));
        let partly = self.after.iter().filter_map(|(path, known)| {
            known.failure.as_ref().map(|failure| (path.clone(), failure.clone()))
        });
        Payload {
            gazetteer_csv: self.gazetteer.added_csv(),
            thesaurus: self.thesaurus.clone(),
            partly: partly.collect(),
            ..Payload::new(corpus_digest(pairs), self.after.len() as u64, records)
        }
    }
}

/// What the parser knows of a document beforehand.
pub(super) fn source_of(document: &Document) -> parse::Source<'_> {
    parse::Source { path: &document.path, digest: &document.digest, supplied: &document.supplied }
}

/// Number of notes of each severity.
pub(super) fn count_notes(notes: &[Note]) -> [u64; 3] {
    let mut counts = [0; 3];
    for note in notes {
        counts[note.severity as usize] += 1;
    }
    counts
}

/// Runs `read` so that a bug met by one document does not stop the others.
pub(super) fn isolated<T>(read: impl FnOnce() -> Result<T>) -> std::result::Result<T, String> {
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("a bug of this program: reading the document broke off".to_owned()),
    }
}

/// Documents from the front of `rest` that make a batch: at least one.
fn batch_length(rest: &[Source<'_>], most: u64) -> usize {
    let mut bytes = 0;
    let fits = rest.iter().take(BATCH_DOCUMENTS).take_while(|source| {
        bytes += if source.entry.format.is_lines() { 0 } else { source.entry.size };
        bytes <= most && source.entry.inner.is_none()
    });
    fits.count().max(1)
}

fn opener<'a>(options: &BuildOptions<'a>) -> &'a dyn Opener {
    match options.readers {
        Some(readers) => readers,
        None => &Here,
    }
}

fn pool(threads: usize) -> Result<rayon::ThreadPool> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|error| Error::new(ErrorKind::Io, "no threads can be started").because(error))
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn bug(message: &str) -> Error {
    Error::new(ErrorKind::Bug, message)
}

//! The documents of an archive: those that are new or changed are unpacked as a stream, in batches, and read as files are.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::build::{AT_A_TIME, BATCH_DOCUMENTS, Build, Outcome, isolated};
use super::lines::{read_lines, read_workbook};
use super::sources::Source;
use crate::Result;
use crate::corpus::archive::{Archive, Events, Inner};
use crate::corpus::table::FindingRows;
use crate::corpus::{Document, Format, Lines};
use crate::extract::Text;

/// How many sources from the front of `rest` lie in the same archive as the first; 0 if that is a file of its own.
pub(super) fn run_length(rest: &[Source<'_>]) -> usize {
    let archive = |source: &Source<'_>| source.entry.inner.as_ref().map(|i| i.archive.path.clone());
    match rest.first().and_then(archive) {
        Some(first) => {
            rest.iter().take_while(|source| archive(source).as_ref() == Some(&first)).count()
        }
        None => 0,
    }
}

/// Reads documents that lie in one archive; `most` bytes of them are held at once, or one document.
pub(super) fn read_members(build: &mut Build<'_>, run: &[Source<'_>], most: u64) -> Result<()> {
    let mut wanted = BTreeMap::new();
    let mut archive = None;
    for source in run {
        let Some(inner) = &source.entry.inner else { continue };
        if build.is_unchanged(&source.path, &inner.member.digest, build.read_by(source)) {
            build.take(source, Outcome::Unchanged)?;
        } else if let Some(why) = &inner.member.unread {
            take_unread(build, source, inner, why)?;
        } else {
            archive = Some(&inner.archive);
            wanted.insert(inner.member.ordinal, source);
        }
    }
    match archive {
        Some(archive) => Unpacking { build, most, wanted, batch: Vec::new() }.run(archive),
        None => Ok(()),
    }
}

/// Writes the report that says why a document, or the archive itself, could not be read.
fn take_unread(build: &mut Build<'_>, source: &Source<'_>, inner: &Inner, why: &str) -> Result<()> {
    let text = Text::unread(why.to_owned());
    let read = isolated(|| {
        let document = inner.bare(&source.path);
        build.with_maker(|maker| build.rows_of_text(&document, text, maker))
    });
    let outcome = build.put(&source.path, read)?;
    build.take(source, outcome)
}

/// An archive on its way, with the documents that are wanted of it by their ordinals.
struct Unpacking<'u, 'b, 's> {
    build: &'u mut Build<'b>,
    most: u64,
    wanted: BTreeMap<u64, &'s Source<'s>>,
    batch: Vec<(&'s Source<'s>, Document)>,
}

impl Unpacking<'_, '_, '_> {
    fn run(mut self, archive: &Archive) -> Result<()> {
        let ordinals: Vec<u64> = self.wanted.keys().copied().collect();
        let mut events = self.build.opener().unpack(archive, &ordinals);
        let ended = self.take_all(&mut events)?;
        self.read_batch()?;
        let why = ended.err().unwrap_or_else(|| "unpacking it broke off".to_owned());
        for source in std::mem::take(&mut self.wanted).into_values() {
            if let Some(inner) = &source.entry.inner {
                take_unread(self.build, source, inner, &why)?;
            }
        }
        Ok(())
    }

    /// The inner result says why the rest cannot be had.
    fn take_all(&mut self, events: &mut Events) -> Result<std::result::Result<(), String>> {
        let mut held = 0;
        loop {
            let ordinal = match events.next_member() {
                Ok(Some(ordinal)) => ordinal,
                Ok(None) => return Ok(Ok(())),
                Err(why) => return Ok(Err(why)),
            };
            let Some(source) = self.wanted.get(&ordinal).copied() else { continue };
            let Some(inner) = &source.entry.inner else { continue };
            self.build.check_stop()?;
            if !inner.is_whole() {
                self.wanted.remove(&ordinal);
                self.read_lines(source, inner, events)?;
                continue;
            }
            match inner.document(&source.path, events) {
                Ok(mut document) if document.format == Format::Xlsx => {
                    self.wanted.remove(&ordinal);
                    read_workbook(self.build, source, &mut document)?;
                }
                Ok(mut document) => {
                    document.digest.push_str(self.build.read_by(source));
                    self.wanted.remove(&ordinal);
                    held += document.bytes.len() as u64;
                    self.batch.push((source, document));
                }
                Err(why) => return Ok(Err(why)),
            }
            if held >= self.most || self.batch.len() >= BATCH_DOCUMENTS {
                self.read_batch()?;
                held = 0;
            }
        }
    }

    fn read_lines(
        &mut self,
        source: &Source<'_>,
        inner: &Inner,
        events: &mut Events,
    ) -> Result<()> {
        let document = inner.bare(&source.path);
        let name = std::path::Path::new(&source.path);
        if document.format == Format::JsonLines {
            self.build.begin_lines(source, &document)?;
            return read_lines(self.build, &document, Lines::new(events.bytes(), name));
        }
        match FindingRows::new(events.bytes(), name) {
            Ok(rows) => {
                self.build.begin_lines(source, &document)?;
                read_lines(self.build, &document, rows)
            }
            Err(error) => self.build.take(source, Outcome::Failed(error.message)),
        }
    }

    fn read_batch(&mut self) -> Result<()> {
        let batch = std::mem::take(&mut self.batch);
        let build = &*self.build;
        let outcomes: Vec<Result<Outcome>> = build.pool.install(|| {
            let read = |(source, document): &(&Source<'_>, Document)| {
                let rows = build.with_maker(|maker| isolated(|| build.rows_of(document, maker)));
                build.put(&source.path, rows)
            };
            batch.par_iter().with_max_len(AT_A_TIME).map(read).collect()
        });
        for ((source, _), outcome) in batch.iter().zip(outcomes) {
            self.build.take(source, outcome?)?;
        }
        self.build.make_room()
    }
}

//! Going through an archive: every file in it, once, as a stream, with archives within archives.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use std::rc::Rc;

use super::limits::{Budget, MOST_NESTED};
use super::name;
use super::shape::Shape;
use crate::corpus::Format;

/// Is shown what is in an archive, in its order.
pub(super) trait Visit {
    /// A file, whose bytes may be read or left. Returns false if no more is wanted.
    fn file(&mut self, found: Found<'_>, bytes: &mut dyn Read) -> bool;

    /// Something that is no file that could be read: a link, a damaged or encrypted one, an archive nested too deep.
    fn refused(&mut self, path: String, why: String, failed: bool);
}

/// A file in an archive.
#[derive(Debug)]
pub(super) struct Found<'a> {
    /// The how manieth file that is shown, from 0: the same each time the archive is gone through.
    pub(super) ordinal: u64,
    /// Path within the corpus.
    pub(super) path: String,
    /// The name that says its format: its path within the innermost archive, without the ending of its compression.
    pub(super) name: &'a str,
    /// The name as it stands in the archive, where it had to be changed.
    pub(super) raw: Option<&'a str>,
    /// What a web archive says of it.
    pub(super) record: Option<Record>,
}

/// What a web archive says of a page in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    /// Its address.
    pub(super) url: String,
    /// When it was captured, as the record says it.
    pub(super) captured: Option<String>,
    /// What its media type says it is read as; `None` if that says nothing, an error with the reason if it is no document.
    pub(super) format: Result<Option<Format>, String>,
}

/// Why going through an archive ended before its end.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Halt {
    /// The visitor has what it wanted.
    Done,
    /// It is damaged, or its allowance is used up.
    Trouble(String),
}

/// Goes through the archive `file`, whose path within the corpus is `path`.
///
/// # Errors
/// Why it was not gone through to its end.
pub(super) fn walk(file: &Path, path: &str, visit: &mut dyn Visit) -> Result<(), Halt> {
    let trouble = |error: std::io::Error| Halt::Trouble(format!("cannot be read: {error}"));
    let opened = File::open(file).map_err(trouble)?;
    let size = opened.metadata().map_err(trouble)?.len();
    let shape = Shape::of(path).ok_or_else(|| Halt::Trouble("its name says no archive".into()))?;
    let budget = Budget::of(size);
    let mut walk = Walk { visit, budget: Rc::clone(&budget), ordinal: 0 };
    let outcome = walk.archive(shape, path, 1, Source::File(BufReader::new(opened)));
    match (outcome, budget.broken()) {
        (Err(Halt::Done), _) => Err(Halt::Done),
        (_, Some(why)) => Err(Halt::Trouble(why)),
        (outcome, None) => outcome,
    }
}

/// Where the bytes of an archive come from.
pub(super) enum Source<'a> {
    File(BufReader<File>),
    Stream(&'a mut dyn Read),
}

/// A way through an archive.
pub(super) struct Walk<'v> {
    pub(super) visit: &'v mut dyn Visit,
    pub(super) budget: Rc<Budget>,
    ordinal: u64,
}

impl Walk<'_> {
    #[cfg(not(feature = "archives"))]
    fn archive(&mut self, _: Shape<'_>, _: &str, _: usize, _: Source<'_>) -> Result<(), Halt> {
        let why = "this program was built without its reader of archives (feature `archives`)";
        Err(Halt::Trouble(why.to_owned()))
    }

    /// One archive, the `deep`th within each other.
    #[cfg(feature = "archives")]
    fn archive(
        &mut self,
        shape: Shape<'_>,
        path: &str,
        deep: usize,
        source: Source<'_>,
    ) -> Result<(), Halt> {
        use super::frames::Frames;
        use super::limits::Counted;
        use super::shape::{Kind, Packing};
        use super::{tar, warc, zip};
        if shape.kind == Kind::Zip {
            return match source {
                Source::File(file) => zip::read(self, file, path, deep),
                Source::Stream(bytes) => zip::read_inner(self, bytes, path, deep),
            };
        }
        let bytes: Box<dyn Read + '_> = match source {
            Source::File(file) => Box::new(file),
            Source::Stream(bytes) => Box::new(bytes),
        };
        let mut bytes: Box<dyn Read + '_> = match shape.packing {
            Packing::None => bytes,
            Packing::Gzip => {
                Box::new(Counted::new(flate2::read::MultiGzDecoder::new(bytes), &self.budget))
            }
            Packing::Zstd => {
                Box::new(Counted::new(Frames::new(BufReader::new(bytes)), &self.budget))
            }
        };
        match shape.kind {
            Kind::Tar => tar::read(self, bytes, path, deep),
            Kind::Warc => warc::read(self, bytes, path),
            Kind::Zip | Kind::Single => {
                self.budget.entry().map_err(Halt::Trouble)?;
                self.named(path.to_owned(), shape.inner, None, deep, &mut *bytes)
            }
        }
    }

    /// A file in the archive at `archive`, under the name that it has there.
    pub(super) fn file(
        &mut self,
        archive: &str,
        raw: &str,
        deep: usize,
        bytes: &mut dyn Read,
    ) -> Result<(), Halt> {
        let name = name::safe(raw);
        let path = format!("{archive}!{name}");
        let raw = name::is_changed(raw, &name).then_some(raw);
        self.named(path, &name, raw, deep, bytes)
    }

    /// A page of the web archive at `archive`.
    pub(super) fn page(
        &mut self,
        archive: &str,
        record: Record,
        bytes: &mut dyn Read,
    ) -> Result<(), Halt> {
        let address = record.url.split_once("://").map_or(record.url.as_str(), |(_, rest)| rest);
        let name = name::safe(address);
        let path = format!("{archive}!{name}");
        self.show(Found { ordinal: 0, path, name: &name, raw: None, record: Some(record) }, bytes)
    }

    /// Tells of something in the archive at `archive` that is not read.
    pub(super) fn refuse(&mut self, archive: &str, raw: &str, why: &str, failed: bool) {
        self.visit.refused(format!("{archive}!{}", name::safe(raw)), why.to_owned(), failed);
    }

    fn named(
        &mut self,
        path: String,
        name: &str,
        raw: Option<&str>,
        deep: usize,
        bytes: &mut dyn Read,
    ) -> Result<(), Halt> {
        if let Some(shape) = Shape::of(name) {
            return self.nested(shape, path, deep, bytes);
        }
        self.show(Found { ordinal: 0, path, name, raw, record: None }, bytes)
    }

    fn show(&mut self, found: Found<'_>, bytes: &mut dyn Read) -> Result<(), Halt> {
        let found = Found { ordinal: self.ordinal, ..found };
        self.ordinal += 1;
        let goes_on = self.visit.file(found, bytes);
        match self.budget.broken() {
            Some(why) => Err(Halt::Trouble(why)),
            None if goes_on => Ok(()),
            None => Err(Halt::Done),
        }
    }

    /// An archive within an archive: damage in it is its own.
    fn nested(
        &mut self,
        shape: Shape<'_>,
        path: String,
        deep: usize,
        bytes: &mut dyn Read,
    ) -> Result<(), Halt> {
        if deep >= MOST_NESTED {
            let why = format!("an archive nested deeper than {MOST_NESTED}: not opened");
            self.visit.refused(path, why, true);
            return Ok(());
        }
        match self.archive(shape, &path, deep + 1, Source::Stream(bytes)) {
            Err(Halt::Trouble(why)) if self.budget.broken().is_none() => {
                self.visit.refused(path, why, true);
                Ok(())
            }
            outcome => outcome,
        }
    }
}

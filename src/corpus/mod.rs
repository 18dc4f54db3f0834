//! From a folder to documents: which files there are, their bytes, their digests, what was supplied beside them.

pub mod archive;
mod expand;
mod jsonl;
mod look;
mod stamp;
mod supplied;
pub mod table;
mod tables;
mod walk;

pub use jsonl::{JsonLine, Lines, MAX_LINE, lines};
pub use look::{Look, look};
pub use stamp::Stamp;
pub(crate) use supplied::{Given, Manifest};

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use self::archive::{Here, Inner, Opener};
use crate::gazetteer::Gazetteer;
use crate::report::Note;
use crate::thesaurus::Added;
use crate::{Error, ErrorKind, Result};

/// The largest document that is read whole, in bytes; JSON Lines files have no limit.
pub const MAX_BYTES: u64 = 64 << 20;

/// What a file is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    /// Plain text.
    Text,
    /// Markdown.
    Markdown,
    /// HTML.
    Html,
    /// PDF.
    Pdf,
    /// Word (Office Open XML).
    Docx,
    /// OpenDocument text.
    Odt,
    /// Rich Text Format.
    Rtf,
    /// A web page saved with its pictures as one file (MHTML).
    Mhtml,
    /// JSON Lines: structured findings, or whole reports.
    JsonLines,
    /// A table of findings, or of what is supplied for documents, as CSV.
    Csv,
    /// The same as a workbook.
    Xlsx,
    /// An archive; a [`Corpus`] has the documents in it, and the archive itself only where it cannot be read to its end.
    Archive,
}

impl Format {
    /// True for formats that are read in a process of their own, because a hostile file can take all memory or time.
    #[must_use]
    pub fn is_isolated(self) -> bool {
        matches!(self, Self::Pdf | Self::Docx | Self::Odt | Self::Rtf | Self::Xlsx)
    }

    /// True for formats that are read line by line, however large a file is.
    #[must_use]
    pub fn is_lines(self) -> bool {
        matches!(self, Self::JsonLines | Self::Csv)
    }

    /// True for formats that hold findings and are no text.
    #[must_use]
    pub fn holds_findings(self) -> bool {
        self.is_lines() || self == Self::Xlsx
    }
}

/// A file of a corpus that is a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Path within the corpus, with `/`.
    pub path: String,
    /// Where it is on disk.
    pub file: PathBuf,
    /// Size in bytes when the folder was walked.
    pub size: u64,
    /// What it is read as.
    pub format: Format,
    /// The archive that holds it, and what was found out when that was listed; `None` for a file of its own.
    pub inner: Option<Box<Inner>>,
}

/// A file of a corpus that is not read, and why: nothing is dropped in silence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// Path within the corpus, with `/`.
    pub path: String,
    /// Why, in a few words.
    pub reason: String,
    /// True if this is a failure (unreadable), false for files that are no documents (an image, a sidecar).
    pub failed: bool,
}

impl Skipped {
    /// Something is supplied for a document that there is not.
    fn not_there(path: String) -> Self {
        Self { path, reason: "named in a manifest but not there".to_owned(), failed: false }
    }

    /// It was to be read and could not be.
    fn fail(&mut self, error: &Error) {
        let hint = error.hints.first().map(|hint| format!("; {hint}")).unwrap_or_default();
        self.reason = format!("{}{hint}", error.message);
        self.failed = true;
    }
}

/// Fields that a sidecar `NAME.meta.json` or the corpus's `MANIFEST.toml` gives for a document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supplied {
    /// The address the document came from.
    pub url: Option<String>,
    /// The inspected body, by any of its names.
    pub force: Option<String>,
    /// The cycle.
    pub year: Option<String>,
    /// The day of publication, as `YYYY-MM-DD`.
    pub published: Option<String>,
    /// When the bytes were taken from the web, such as `2016-12-08T12:00:00Z`.
    #[serde(default)]
    pub captured: Option<String>,
    /// The licence.
    pub licence: Option<String>,
    /// The title.
    pub title: Option<String>,
    /// The kind of document.
    pub kind: Option<String>,
    /// The pillar.
    pub pillar: Option<String>,
    /// The programme.
    pub programme: Option<String>,
    /// Which file supplied the fields, for the evidence.
    pub from: Option<String>,
}

/// One file with its bytes.
#[derive(Debug, Clone)]
pub struct Document {
    /// Path within the corpus, with `/`.
    pub path: String,
    /// What it is read as.
    pub format: Format,
    /// The bytes; a JSON Lines file is left on disk and read line by line, so its bytes are empty here.
    pub bytes: Vec<u8>,
    /// BLAKE3 over the bytes and the supplied fields, in hexadecimal.
    pub digest: String,
    /// What was supplied beside it.
    pub supplied: Supplied,
    /// What was odd about the sidecar or the manifest's entry.
    pub notes: Vec<Note>,
}

/// A folder (or a single file) of documents.
#[derive(Debug)]
pub struct Corpus {
    /// The folder; for a single file the folder it stands in.
    pub root: PathBuf,
    /// The documents, in the order of their paths.
    pub entries: Vec<Entry>,
    /// What was passed over, in the order of the paths.
    pub skipped: Vec<Skipped>,
    /// The bundled gazetteer with the corpus's own `gazetteer.csv`.
    pub gazetteer: Gazetteer,
    /// What the corpus's own `thesaurus.toml` says; `None` if it has none, or none that can be read.
    pub thesaurus: Option<Added>,
    /// The archives that were listed to their end.
    pub archives: Vec<String>,
    /// The archives that were not, which are among the entries: they may hold more than is listed.
    pub broken_archives: Vec<String>,
    /// The folder by its path without links, if it was walked: what a walk finds below is there without links.
    walked: Option<PathBuf>,
    manifest: supplied::Manifest,
    documents: table::Documents,
}

/// Bytes of a file that are digested at a time.
const DIGESTED_AT_A_TIME: u64 = 4 << 20;

impl Corpus {
    /// Walks `root` in parallel and lists the archives in this process; see [`Self::open_with`].
    ///
    /// # Errors
    /// As [`Self::open_with`].
    pub fn open(root: &Path) -> Result<Self> {
        Self::open_with(root, &Here)
    }

    /// Walks `root` in parallel and has `opener` list the archives; the result is in the order of the paths whatever the
    /// number of threads.
    ///
    /// A single file may be given instead: a corpus of one document, with its sidecar and the manifest beside it
    /// but without the gazetteer of the folder it stands in. A broken `gazetteer.csv`, `thesaurus.toml` or
    /// `MANIFEST.toml` is an input that failed; the documents are read without it.
    ///
    /// # Errors
    /// `Io` if `root` does not exist or cannot be read, `Input` if it is a single file that is no document.
    pub fn open_with(root: &Path, opener: &dyn Opener) -> Result<Self> {
        let metadata = std::fs::metadata(root).map_err(|error| Error::io(root, error))?;
        if !metadata.is_dir() {
            return Self::of_one(root, opener);
        }
        let walk::Found { entries, mut skipped } = walk::walk(root)?;
        let manifest = manifest(root, &mut skipped);
        let gazetteer = gazetteer(root, &mut skipped);
        let thesaurus = thesaurus(root, &mut skipped);
        let mut expanded = expand::expand(entries, &manifest, opener);
        let documents = tables::sort_out(&mut expanded, opener);
        let entries = expanded.entries;
        skipped.extend(expanded.skipped);
        for path in manifest.paths() {
            let known = entries.binary_search_by(|entry| entry.path.as_str().cmp(path)).is_ok()
                || expanded.whole.contains(path)
                || skipped.iter().any(|other| &other.path == path);
            if !known {
                skipped.push(Skipped::not_there(path.clone()));
            }
        }
        skipped.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Self {
            root: root.to_owned(),
            entries,
            skipped,
            gazetteer,
            thesaurus,
            archives: expanded.whole,
            broken_archives: expanded.broken,
            walked: root.canonicalize().ok(),
            manifest,
            documents,
        })
    }

    fn of_one(file: &Path, opener: &dyn Opener) -> Result<Self> {
        let root = walk::parent(file);
        let mut skipped = Vec::new();
        if root.join(supplied::MANIFEST).is_file() {
            let reason = "a manifest: read with its documents".to_owned();
            skipped.push(Skipped { path: supplied::MANIFEST.to_owned(), reason, failed: false });
        }
        let manifest = manifest(&root, &mut skipped);
        let mut expanded = expand::expand(vec![walk::single(file)?], &manifest, opener);
        let documents = tables::sort_out(&mut expanded, opener);
        skipped.extend(expanded.skipped);
        Ok(Self {
            root,
            entries: expanded.entries,
            skipped,
            gazetteer: Gazetteer::bundled(),
            thesaurus: None,
            archives: expanded.whole,
            broken_archives: expanded.broken,
            walked: None,
            manifest,
            documents,
        })
    }

    /// Reads one document: its bytes, its digest, what was supplied beside it. The bytes of a JSON Lines file
    /// are digested but not kept; [`lines`] reads them. A document in an archive is unpacked in this process; who wants
    /// many asks an [`Opener`] for all of them at once.
    ///
    /// # Errors
    /// `Io` if the file cannot be read any more; `Input` if it is larger than [`MAX_BYTES`].
    pub fn read(&self, entry: &Entry) -> Result<Document> {
        self.read_beside(entry, self.beside(entry))
    }

    /// The same where it is known what stands beside the document.
    pub(crate) fn read_beside(&self, entry: &Entry, given: Given) -> Result<Document> {
        if let Some(inner) = &entry.inner {
            return inner.read(&entry.path);
        }
        let mut hasher = blake3::Hasher::new();
        let bytes = if entry.format.is_lines() {
            digest_file(&entry.file, &mut hasher)?;
            Vec::new()
        } else {
            let bytes = read_whole(&entry.file)?;
            hasher.update(&bytes);
            bytes
        };
        digest_supplied(&given.supplied, &mut hasher);
        Ok(Document {
            path: entry.path.clone(),
            format: entry.format,
            bytes,
            digest: hasher.finalize().to_hex().to_string(),
            supplied: given.supplied,
            notes: given.notes,
        })
    }

    /// What was supplied beside a document that is a file of its own; it takes some looks at the disk.
    pub(crate) fn beside(&self, entry: &Entry) -> Given {
        if entry.inner.is_some() {
            return Given::default();
        }
        let given = supplied::given(&self.manifest, entry);
        match self.documents.get(&entry.path, given.supplied.url.as_deref()) {
            Some(weaker) => weaker.clone().and(given),
            None => given,
        }
    }
}

/// What all manifests among `skipped` give, those of inner folders last; a broken one becomes a failure there.
fn manifest(root: &Path, skipped: &mut [Skipped]) -> supplied::Manifest {
    let mut manifest = supplied::Manifest::default();
    let mut found: Vec<&mut Skipped> =
        skipped.iter_mut().filter(|file| walk::is_manifest(&file.path)).collect();
    found.sort_by_key(|file| file.path.matches('/').count());
    for file in found {
        if let Err(error) = manifest.read(root, &file.path) {
            file.fail(&error);
        }
    }
    manifest
}

/// The bundled gazetteer, with the rows of the corpus's own if it has one; a broken one becomes a failure.
fn gazetteer(root: &Path, skipped: &mut [Skipped]) -> Gazetteer {
    let own = skipped.iter_mut().find(|file| file.path == "gazetteer.csv");
    let Some(own) = own.filter(|file| root.join(&file.path).is_file()) else {
        return Gazetteer::bundled();
    };
    let file = root.join(&own.path);
    let csv = std::fs::read_to_string(&file).map_err(|error| Error::io(&file, error));
    csv.and_then(|csv| Gazetteer::bundled().with_csv(&csv)).unwrap_or_else(|error| {
        own.fail(&error);
        Gazetteer::bundled()
    })
}

/// The corpus's own thesaurus; a broken one becomes a failure.
fn thesaurus(root: &Path, skipped: &mut [Skipped]) -> Option<Added> {
    let own = skipped.iter_mut().find(|file| file.path == walk::THESAURUS)?;
    let file = root.join(&own.path);
    let text = std::fs::read_to_string(&file).map_err(|error| Error::io(&file, error));
    match text.and_then(|text| Added::read(&text)) {
        Ok(added) => Some(added),
        Err(error) => {
            own.fail(&error);
            None
        }
    }
}

/// Reads at most one byte over the limit, whatever size the file claims to have.
fn read_whole(file: &Path) -> Result<Vec<u8>> {
    let io = |error| Error::io(file, error);
    let opened = File::open(file).map_err(io)?;
    let size = opened.metadata().map_err(io)?.len();
    let mut bytes = Vec::with_capacity(usize::try_from(size.min(MAX_BYTES)).unwrap_or(0));
    if size <= MAX_BYTES {
        opened.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(io)?;
    }
    if size.max(bytes.len() as u64) > MAX_BYTES {
        return Err(Error::new(ErrorKind::Input, format!("`{}`: {}", file.display(), too_large()))
            .hint("cut it into documents, or give its findings as JSON Lines"));
    }
    Ok(bytes)
}

fn too_large() -> String {
    format!("larger than the {} MiB that a document may have", MAX_BYTES >> 20)
}

/// A block is digested by all threads while the next is read.
fn digest_file(file: &Path, hasher: &mut blake3::Hasher) -> Result<()> {
    let io = |error| Error::io(file, error);
    let mut opened = File::open(file).map_err(io)?;
    let (mut here, mut next) = (Vec::new(), Vec::new());
    let mut read = |block: &mut Vec<u8>| {
        block.clear();
        opened.by_ref().take(DIGESTED_AT_A_TIME).read_to_end(block)
    };
    read(&mut here).map_err(io)?;
    while !here.is_empty() {
        let digest = || {
            hasher.update_rayon(&here);
        };
        rayon::join(|| read(&mut next), digest).0.map_err(io)?;
        std::mem::swap(&mut here, &mut next);
    }
    Ok(())
}

/// Each field with its name and length, so that no two sets of fields give the same bytes.
fn digest_supplied(supplied: &Supplied, hasher: &mut blake3::Hasher) {
    for (name, value) in supplied.given() {
        hasher.update(format!("\n{name} {} {value}", value.len()).as_bytes());
    }
}

#[cfg(test)]
mod tests;

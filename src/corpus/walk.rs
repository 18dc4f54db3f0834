//! Which files of a folder are documents, and what becomes of the others.

use std::fs::{File, FileType};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ignore::{DirEntry, WalkBuilder, WalkState};

use super::archive::is_archive;
use super::supplied::MANIFEST;
use super::{Entry, Format, Skipped};
use crate::{Error, ErrorKind, Result};

/// The name of the thesaurus at the root of a corpus.
pub(super) const THESAURUS: &str = "thesaurus.toml";

/// What a walk found, each list in the order of the paths.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) entries: Vec<Entry>,
    pub(super) skipped: Vec<Skipped>,
}

/// Walks a folder on all cores. Hidden files and what a `.peelianignore` names are left out; symbolic links
/// are not followed; nothing but regular files is opened.
pub(super) fn walk(root: &Path) -> Result<Found> {
    std::fs::read_dir(root).map_err(|error| Error::io(root, error))?;
    let found = Mutex::new(Found::default());
    let mut builder = WalkBuilder::new(root);
    builder.standard_filters(false).hidden(true).add_custom_ignore_filename(".peelianignore");
    builder.build_parallel().run(|| {
        Box::new(|step| {
            let seen = look(root, step);
            let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
            match seen {
                Seen::Document(entry) => found.entries.push(entry),
                Seen::Other(skipped) => found.skipped.push(skipped),
                Seen::Folder => {}
            }
            WalkState::Continue
        })
    });
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.entries.sort_unstable_by(|a, b| (&a.path, &a.file).cmp(&(&b.path, &b.file)));
    found.skipped.sort_unstable_by(|a, b| (&a.path, &a.reason).cmp(&(&b.path, &b.reason)));
    tell_apart(&mut found.entries);
    found.entries.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

/// The one document that `file` is.
pub(super) fn single(file: &Path) -> Result<Entry> {
    let metadata = std::fs::metadata(file).map_err(|error| Error::io(file, error))?;
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    match classify(&name, file, metadata.file_type(), metadata.len()) {
        Seen::Document(entry) => Ok(entry),
        Seen::Other(Skipped { reason, .. }) => {
            Err(Error::new(ErrorKind::Input, format!("`{}`: {reason}", file.display())))
        }
        Seen::Folder => Err(Error::new(ErrorKind::Bug, "a folder was taken for a file")),
    }
}

enum Seen {
    Document(Entry),
    Other(Skipped),
    Folder,
}

fn look(root: &Path, step: std::result::Result<DirEntry, ignore::Error>) -> Seen {
    let entry = match step {
        Ok(entry) => entry,
        Err(error) => return failed_step(root, &error),
    };
    let path = inner_path(root, entry.path());
    let Some(kind) = entry.file_type() else { return other(path, "standard input", true) };
    if kind.is_dir() {
        return Seen::Folder;
    }
    if kind.is_symlink() {
        return other(path, "a symbolic link, not followed", false);
    }
    let size = entry.metadata().map_or(0, |metadata| metadata.len());
    classify(&path, entry.path(), kind, size)
}

fn failed_step(root: &Path, error: &ignore::Error) -> Seen {
    let path = path_of(error).map_or_else(|| ".".to_owned(), |path| inner_path(root, path));
    let reason = match error.io_error() {
        Some(io) => format!("cannot be read: {io}"),
        None => error.to_string(),
    };
    other(path, reason, true)
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            match err.as_ref() {
                ignore::Error::WithPath { path, .. } => Some(path),
                _ => None,
            }
        }
        _ => None,
    }
}

fn classify(path: &str, file: &Path, kind: FileType, size: u64) -> Seen {
    if !kind.is_file() {
        return other(path, "a pipe, socket or device, not opened", true);
    }
    if let Some(reason) = beside(path) {
        return other(path, reason, false);
    }
    let format = match by_name(path) {
        Ok(format) => format,
        Err(reason) => return other(path, reason, false),
    };
    let head = match head(file) {
        Ok(head) => head,
        Err(error) => return other(path, format!("cannot be read: {error}"), true),
    };
    let Some(format) = with_head(format, &head) else {
        return other(path, "no extension, and it does not look like text", false);
    };
    let (path, file) = (path.to_owned(), file.to_owned());
    Seen::Document(Entry { path, file, size, format, inner: None })
}

/// The format of a file by its name, `None` if that says nothing, and by how it begins; `None` if it is no document.
pub(super) fn with_head(format: Option<Format>, head: &[u8]) -> Option<Format> {
    match format {
        Some(Format::Text) | None if looks_like_html(head) => Some(Format::Html),
        None => looks_like_text(head).then_some(Format::Text),
        known => known,
    }
}

/// What a name in an archive says.
pub(super) enum Named {
    /// It is left out as hidden files are.
    Hidden,
    /// A document; of this format, if the name has an extension.
    Document(Option<Format>),
    /// A `NAME.meta.json`.
    Sidecar,
    /// A `MANIFEST.toml`.
    Manifest,
    /// It is no document, and why.
    Other(String),
}

/// What the path of a file within its archive says of it.
pub(super) fn name_in_archive(path: &str) -> Named {
    let hidden = |part: &str| part.starts_with('.') || part == "__MACOSX";
    if path.split('/').any(hidden) {
        return Named::Hidden;
    }
    if path.to_ascii_lowercase().ends_with(".meta.json") {
        return Named::Sidecar;
    }
    if is_manifest(path) {
        return Named::Manifest;
    }
    match path.to_ascii_lowercase().as_str() {
        "gazetteer.csv" | THESAURUS => {
            return Named::Other("read at the root of a corpus only, not in an archive".to_owned());
        }
        _ => {}
    }
    match (beside(path), by_name(path)) {
        (Some(reason), _) => Named::Other(reason.to_owned()),
        (None, Ok(format)) => Named::Document(format),
        (None, Err(reason)) => Named::Other(reason),
    }
}

fn other(path: impl Into<String>, reason: impl Into<String>, failed: bool) -> Seen {
    Seen::Other(Skipped { path: path.into(), reason: reason.into(), failed })
}

/// Files that belong to the corpus without being documents.
fn beside(path: &str) -> Option<&'static str> {
    let low = path.to_ascii_lowercase();
    match low.as_str() {
        _ if low.ends_with(".meta.json") => Some("a sidecar: read with its document"),
        _ if is_manifest(path) => Some("a manifest: read with its documents"),
        "gazetteer.csv" => Some("the corpus's gazetteer"),
        THESAURUS => Some("the corpus's thesaurus"),
        _ if low.contains('/') => None,
        _ if low.starts_with("readme") => Some("about the corpus"),
        _ if low.starts_with("license") || low.starts_with("licence") => Some("a licence"),
        _ => None,
    }
}

/// True for a `MANIFEST.toml` in any folder.
pub(super) fn is_manifest(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|name| name.eq_ignore_ascii_case(MANIFEST))
}

/// The format that a name's extension says; `None` if it has none.
fn by_name(path: &str) -> std::result::Result<Option<Format>, String> {
    if is_archive(path) {
        return Ok(Some(Format::Archive));
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    let Some((stem, extension)) = name.rsplit_once('.') else { return Ok(None) };
    // `Report no. 7`: what follows the full stop is no extension.
    if stem.is_empty() || extension.is_empty() || !extension.chars().all(char::is_alphanumeric) {
        return Ok(None);
    }
    match extension.to_ascii_lowercase().as_str() {
        "txt" | "text" => Ok(Some(Format::Text)),
        "md" | "markdown" => Ok(Some(Format::Markdown)),
        "html" | "htm" | "xhtml" => Ok(Some(Format::Html)),
        "pdf" => Ok(Some(Format::Pdf)),
        "docx" | "docm" => Ok(Some(Format::Docx)),
        "odt" => Ok(Some(Format::Odt)),
        "rtf" => Ok(Some(Format::Rtf)),
        "mhtml" | "mht" => Ok(Some(Format::Mhtml)),
        "csv" | "tsv" => Ok(Some(Format::Csv)),
        "xlsx" | "xlsm" => Ok(Some(Format::Xlsx)),
        "jsonl" | "ndjson" => Ok(Some(Format::JsonLines)),
        other => Err(format!("no reader for `.{other}` yet")),
    }
}

/// Bytes of a file's head that are looked at.
const HEAD: usize = 1024;

/// In one or two reads, where a vector that grows takes four.
fn head(file: &Path) -> std::io::Result<Vec<u8>> {
    let mut file = File::open(file)?;
    let mut head = vec![0; HEAD];
    let mut length = 0;
    while length < HEAD {
        match file.read(&mut head[length..]) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    head.truncate(length);
    Ok(head)
}

fn looks_like_text(head: &[u8]) -> bool {
    let control = |b: &u8| *b < 0x20 && !matches!(*b, b'\t' | b'\n' | b'\r' | 0xc);
    let cut_only = |error: std::str::Utf8Error| error.error_len().is_none();
    !head.is_empty()
        && !head.iter().any(control)
        && std::str::from_utf8(head).map_or_else(cut_only, |_| true)
}

/// A page that was saved as `.txt`: it begins, after comments, with `<!doctype html` or `<html`.
fn looks_like_html(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    while let Some(comment) = rest.strip_prefix("<!--") {
        let Some((_, after)) = comment.split_once("-->") else { return false };
        rest = after.trim_start();
    }
    rest.starts_with("<!doctype html") || rest.starts_with("<html")
}

/// Path within `root`, with `/`; what is not Unicode in it is replaced.
fn inner_path(root: &Path, path: &Path) -> String {
    let inner = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = inner.iter().map(|part| part.to_string_lossy()).collect();
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

/// Names that are the same once what is not Unicode is replaced get a number: a path names one document.
pub(super) fn tell_apart(entries: &mut [Entry]) {
    let mut last = String::new();
    let mut same = 1;
    for entry in entries {
        if entry.path == last {
            same += 1;
            entry.path = format!("{last}~{same}");
        } else {
            last.clone_from(&entry.path);
            same = 1;
        }
    }
}

/// The folder that a single file stands in.
pub(super) fn parent(file: &Path) -> PathBuf {
    match file.parent() {
        Some(parent) if parent.as_os_str().is_empty() => PathBuf::from("."),
        Some(parent) => parent.to_owned(),
        None => PathBuf::from("."),
    }
}

#[cfg(test)]
mod tests {
    use super::{beside, by_name, looks_like_html, looks_like_text};
    use crate::corpus::Format;

    #[test]
    fn names_say_the_format() {
        for (name, format) in [
            ("a/b.txt", Ok(Some(Format::Text))),
            ("a/B.TEXT", Ok(Some(Format::Text))),
            ("b.markdown", Ok(Some(Format::Markdown))),
            ("b.xhtml", Ok(Some(Format::Html))),
            ("b.ndjson", Ok(Some(Format::JsonLines))),
            ("a.dir/letter", Ok(None)),
            ("Report no. 7", Ok(None)),
            ("b.PDF", Ok(Some(Format::Pdf))),
            ("b.Docx", Ok(Some(Format::Docx))),
            ("b.odt", Ok(Some(Format::Odt))),
            ("b.tar.GZ", Ok(Some(Format::Archive))),
            ("b.doc", Err("no reader for `.doc` yet".to_owned())),
        ] {
            assert_eq!(by_name(name), format, "{name}");
        }
        assert!(beside("README.md").is_some() && beside("sub/README.md").is_none());
    }

    #[test]
    fn heads_are_told_apart() {
        assert!(looks_like_html(b"\xef\xbb\xbf \n<!-- made up --><!DOCTYPE HTML>"));
        assert!(!looks_like_html(b"Write <html in it"));
        assert!(looks_like_text("a letter ’".as_bytes().get(..11).unwrap()));
        assert!(!looks_like_text(b"\x7fELF\x02\x01\x00") && !looks_like_text(b""));
    }
}

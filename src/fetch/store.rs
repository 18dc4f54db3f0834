//! Documents and their sidecars on the disk: whole or not at all.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use serde_json::{Map, Value};

use crate::corpus::{Document, Format};
use crate::extract::extract;
use crate::{Error, Result};

/// What the sidecar of a document says.
#[derive(Debug)]
pub(super) struct Sidecar<'a> {
    pub(super) url: &'a str,
    pub(super) fetched: &'a str,
    pub(super) digest: &'a str,
    pub(super) licence: Option<&'a str>,
    pub(super) page: Option<&'a str>,
}

/// Writes a file beside its place and moves it there once it is on the disk.
///
/// # Errors
/// `Io`; the place then has what it had.
pub(super) fn write(place: &Path, bytes: &[u8]) -> Result<()> {
    let failed = |error| Error::io(place, error);
    let folder = place.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(failed)?;
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    let aside = place.with_file_name(format!(".{name}.partial"));
    let written = File::create(&aside)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&aside, place))
        .and_then(|()| settle(folder));
    if written.is_err() {
        // Nothing of it is wanted; that it cannot be removed is no news beside the error.
        let _ = fs::remove_file(&aside);
    }
    written.map_err(failed)
}

/// Waits until the names of a folder are on the disk; only Unix opens folders.
fn settle(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Writes the sidecar of the document at `place`. What others wrote into it stays.
///
/// # Errors
/// `Io`.
pub(super) fn describe(place: &Path, sidecar: &Sidecar<'_>) -> Result<()> {
    let file = beside(place);
    let mut fields = read(&file).unwrap_or_default();
    let mut set = |name: &str, value: Option<&str>| match value {
        Some(value) => {
            fields.insert(name.to_owned(), Value::from(value));
        }
        None => {
            fields.remove(name);
        }
    };
    set("url", Some(sidecar.url));
    set("captured", Some(sidecar.fetched));
    set("digest", Some(&format!("blake3:{}", sidecar.digest)));
    set("page", sidecar.page);
    if sidecar.licence.is_some() {
        set("licence", sidecar.licence);
    }
    let text = serde_json::to_string_pretty(&fields).unwrap_or_default();
    write(&file, format!("{text}\n").as_bytes())
}

/// The digest and the address that the sidecar of the document at `place` gives.
pub(super) fn described(place: &Path) -> Option<(String, String)> {
    let fields = read(&beside(place))?;
    let field = |name: &str| fields.get(name)?.as_str().map(str::to_owned);
    Some((field("digest")?.trim_start_matches("blake3:").to_owned(), field("url")?))
}

/// Keeps a document and its sidecar under another name too.
///
/// # Errors
/// `Io`.
pub(super) fn keep(place: &Path, earlier: &Path) -> Result<()> {
    for (from, to) in [(place.to_owned(), earlier.to_owned()), (beside(place), beside(earlier))] {
        match fs::read(&from) {
            Ok(bytes) => write(&to, &bytes)?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(Error::io(&from, error)),
        }
    }
    Ok(())
}

/// True if two states of a page say the same: they differ in what no reader sees.
pub(super) fn same_text(path: &str, old: &[u8], new: &[u8]) -> bool {
    if !path.ends_with(".html") {
        return false;
    }
    let read = |bytes: &[u8]| {
        let text = extract(&Document {
            path: path.to_owned(),
            format: Format::Html,
            bytes: bytes.to_vec(),
            digest: String::new(),
            supplied: crate::corpus::Supplied::default(),
            notes: Vec::new(),
        });
        (text.canonical, text.head_title, text.head_url)
    };
    read(old) == read(new)
}

fn beside(place: &Path) -> std::path::PathBuf {
    let mut name = place.as_os_str().to_owned();
    name.push(".meta.json");
    name.into()
}

fn read(file: &Path) -> Option<Map<String, Value>> {
    match serde_json::from_slice(&fs::read(file).ok()?) {
        Ok(Value::Object(fields)) => Some(fields),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{Sidecar, describe, described, keep, same_text, write};

    #[test]
    fn a_sidecar_keeps_what_others_wrote() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("a/b.html");
        write(&place, b"x").unwrap();
        let sidecar = folder.path().join("a/b.html.meta.json");
        fs::write(&sidecar, "{\"force\":\"kent\",\"licence\":\"by letter\",\"page\":\"old\"}")
            .unwrap();
        let (url, fetched) = ("http://x/b", "2016-12-08T12:00:00Z");
        let says = Sidecar { url, fetched, digest: "d1", licence: None, page: None };
        describe(&place, &says).unwrap();
        let text = fs::read_to_string(&sidecar).unwrap();
        assert!(text.contains("kent") && text.contains("by letter") && !text.contains("old"));
        assert_eq!(described(&place), Some(("d1".to_owned(), url.to_owned())));
        let earlier = folder.path().join("a/b@1.html");
        keep(&place, &earlier).unwrap();
        assert_eq!(described(&earlier), described(&place));
        assert_eq!(fs::read_dir(folder.path().join("a")).unwrap().count(), 4);
    }

    #[test]
    fn what_no_reader_sees_is_no_change() {
        let page = |nonce: &str, grade: &str| {
            format!(
                "<html><head><script>'{nonce}'</script></head><body><!-- {nonce} --><p>{grade}</p>"
            )
        };
        let same = |a: (&str, &str), b: (&str, &str)| {
            same_text("a.html", page(a.0, a.1).as_bytes(), page(b.0, b.1).as_bytes())
        };
        assert!(same(("1", "Good"), ("2", "Good")));
        assert!(!same(("1", "Good"), ("1", "Adequate")));
        assert!(!same_text("a.pdf", b"Good", b"Good"));
    }
}

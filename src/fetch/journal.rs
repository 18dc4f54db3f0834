//! What earlier runs did: one line of JSON a step in `.peelian-fetch.jsonl`, in the folder of the documents.
//!
//! Lines are only added while a run goes on and are on the disk before the next address is asked for; a line that a power
//! cut left half written is passed over. At its beginning a run writes the file anew without what no longer matters,
//! beside it, and moves it into its place.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::store;
use crate::{Error, ErrorKind, Result};

const NAME: &str = ".peelian-fetch.jsonl";
const LOCK: &str = ".peelian-fetch.lock";

/// A document that is here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Known {
    /// Its address, behind all redirects.
    pub(super) url: String,
    /// Its path in the folder, with `/`.
    pub(super) file: String,
    pub(super) digest: String,
    pub(super) bytes: u64,
    /// When these bytes were fetched.
    pub(super) fetched: String,
    pub(super) etag: Option<String>,
    pub(super) modified: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Line {
    /// A document was put down.
    Document(Known),
    /// A run began.
    Run { v: u32, plan: String, at: String },
    /// An address is done with in this run; `to` is where redirects led.
    Done { url: String, to: Option<String> },
    /// The run ended and left nothing waiting.
    End,
}

/// The journal of a folder, held by one run at a time.
#[derive(Debug)]
pub(super) struct Journal {
    known: BTreeMap<String, Known>,
    /// The addresses of files: no two addresses share one.
    files: BTreeMap<String, String>,
    /// What the run that goes on had done, and where it led.
    done: BTreeMap<String, Option<String>>,
    file: File,
    place: PathBuf,
    _lock: File,
}

impl Journal {
    /// Opens the journal of `folder` for a run. If the last run had the same `plan` and was stopped, this one goes on.
    ///
    /// # Errors
    /// `Io` where it cannot be read or written, or another run holds it.
    pub(super) fn open(folder: &Path, plan: &str, at: &str) -> Result<Self> {
        let lock = lock(folder)?;
        let place = folder.join(NAME);
        let mut known = BTreeMap::new();
        let mut done = BTreeMap::new();
        let mut of_plan = false;
        for line in lines(&place)? {
            match line {
                Line::Document(one) => {
                    known.insert(one.url.clone(), one);
                }
                Line::Run { plan: other, .. } => {
                    // What a stopped run had done, the next of the same plan has done too.
                    if !(of_plan && other == plan) {
                        done.clear();
                    }
                    of_plan = other == plan;
                }
                Line::Done { url, to } => {
                    done.insert(url, to);
                }
                Line::End => of_plan = false,
            }
        }
        if !of_plan {
            done.clear();
        }
        let mut text = String::new();
        let all = known.values().cloned().map(Line::Document);
        let run = Line::Run { v: 1, plan: plan.to_owned(), at: at.to_owned() };
        let again = done.iter().map(|(url, to)| Line::Done { url: url.clone(), to: to.clone() });
        for line in all.chain([run]).chain(again) {
            push(&mut text, &line);
        }
        store::write(&place, text.as_bytes())?;
        let file = File::options().append(true).open(&place);
        let file = file.map_err(|error| Error::io(&place, error))?;
        let files = known.values().map(|one| (one.file.clone(), one.url.clone())).collect();
        Ok(Self { known, files, done, file, place, _lock: lock })
    }

    /// The document of an address, if its file is still as it was put down by its size.
    pub(super) fn known(&self, folder: &Path, url: &str) -> Option<&Known> {
        let known = self.known.get(url)?;
        let there = fs::metadata(folder.join(&known.file));
        there.is_ok_and(|there| there.is_file() && there.len() == known.bytes).then_some(known)
    }

    /// The path of the file of an address, whatever became of it.
    pub(super) fn file_of(&self, url: &str) -> Option<&str> {
        self.known.get(url).map(|known| known.file.as_str())
    }

    /// The address whose file is at `path`.
    pub(super) fn owner(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Where redirects led, if the run that goes on was done with the address.
    pub(super) fn done(&self, url: &str) -> Option<Option<&str>> {
        self.done.get(url).map(|to| to.as_deref())
    }

    /// A document was put down.
    pub(super) fn put(&mut self, known: Known) -> Result<()> {
        self.write(&Line::Document(known.clone()))?;
        self.files.insert(known.file.clone(), known.url.clone());
        self.known.insert(known.url.clone(), known);
        Ok(())
    }

    /// An address is done with.
    pub(super) fn finish(&mut self, url: &str, to: Option<&str>) -> Result<()> {
        self.write(&Line::Done { url: url.to_owned(), to: to.map(str::to_owned) })
    }

    /// The run is at its end.
    pub(super) fn end(&mut self) -> Result<()> {
        self.write(&Line::End)
    }

    fn write(&mut self, line: &Line) -> Result<()> {
        let mut text = String::new();
        push(&mut text, line);
        let written = self.file.write_all(text.as_bytes()).and_then(|()| self.file.sync_data());
        written.map_err(|error| Error::io(&self.place, error))
    }
}

fn push(text: &mut String, line: &Line) {
    // A line of strings and numbers has a JSON form.
    if let Ok(line) = serde_json::to_string(line) {
        text.push_str(&line);
        text.push('\n');
    }
}

/// The lines that can be read.
fn lines(place: &Path) -> Result<Vec<Line>> {
    let text = match fs::read(place) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Error::io(place, error)),
    };
    let lines = text.split(|byte| *byte == b'\n');
    Ok(lines.filter_map(|line| serde_json::from_slice(line).ok()).collect())
}

/// Holds the folder until the process ends, however it ends.
fn lock(folder: &Path) -> Result<File> {
    let place = folder.join(LOCK);
    let failed = |error| Error::io(&place, error);
    let file = File::options().create(true).append(true).open(&place).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            let message = format!("another `fetch` is writing to `{}`", folder.display());
            Err(Error::new(ErrorKind::Io, message)
                .hint("wait until it is done, or name another folder"))
        }
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{Journal, Known, NAME};

    fn known(url: &str) -> Known {
        let text = |text: &str| text.to_owned();
        Known {
            url: text(url),
            file: text("f.html"),
            digest: text("d"),
            bytes: 2,
            fetched: text("2016-12-08T12:00:00Z"),
            etag: Some(text("\"e\"")),
            modified: None,
        }
    }

    #[test]
    fn a_run_that_was_stopped_goes_on_and_one_that_ended_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let open = |plan: &str| Journal::open(folder.path(), plan, "now").unwrap();
        let mut journal = open("a");
        journal.put(known("http://x/1")).unwrap();
        journal.finish("http://x/1", None).unwrap();
        journal.finish("http://x/0", Some("http://x/1")).unwrap();
        let second = Journal::open(folder.path(), "a", "now").unwrap_err();
        assert!(second.message.contains("another `fetch`"), "{second}");
        drop(journal);
        // A power cut within a line.
        let text = fs::read_to_string(folder.path().join(NAME)).unwrap();
        fs::write(folder.path().join(NAME), format!("{text}{{\"type\":\"done\",\"u")).unwrap();
        let mut journal = open("a");
        assert_eq!(journal.done("http://x/0"), Some(Some("http://x/1")));
        assert_eq!((journal.done("http://x/1"), journal.done("http://x/2")), (Some(None), None));
        assert_eq!(journal.known(folder.path(), "http://x/1"), None, "the file is not there");
        fs::write(folder.path().join("f.html"), "ab").unwrap();
        assert_eq!(journal.known(folder.path(), "http://x/1"), Some(&known("http://x/1")));
        assert_eq!(journal.owner("f.html"), Some("http://x/1"));
        journal.end().unwrap();
        drop(journal);
        assert_eq!(open("a").done("http://x/1"), None);
        drop(open("a"));
        assert_eq!(open("b").done("http://x/1"), None);
        assert!(open("b").known(folder.path(), "http://x/1").is_some());
    }
}

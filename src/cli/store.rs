//! Where saved searches lie, and what was seen of those that are watched.
//!
//! They are the user's, not an index's: an index may be shared, read-only or built again. The file is `--saved FILE`, else
//! what `PEELIAN_SAVED` names, else `peelian/saved.json` in the user's data folder. Beside it a folder `FILE.seen` has one
//! file for each watched question of each index.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::new_file::NewFile;
use crate::{Error, ErrorKind, Result, gazetteer};

/// The version of both kinds of file.
const VERSION: u32 = 1;

/// The option that says where.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct Place {
    /// The file of saved searches [default: peelian/saved.json in the user's data folder] [env: PEELIAN_SAVED]
    #[arg(long, value_name = "FILE")]
    saved: Option<PathBuf>,
}

/// The file of saved searches.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Searches {
    v: u32,
    /// The words of each, by name.
    searches: BTreeMap<String, Vec<String>>,
}

/// What was seen of a watched question.
#[derive(Debug, Serialize, Deserialize)]
struct Seen {
    v: u32,
    seen: BTreeMap<String, Option<String>>,
}

/// The saved searches of a user.
#[derive(Debug)]
pub(super) struct Store {
    path: PathBuf,
    searches: BTreeMap<String, Vec<String>>,
}

impl Store {
    /// Reads the file; one that is not there holds nothing.
    ///
    /// # Errors
    /// `Io` for a file that cannot be read or is no file of saved searches, `Usage` where no place is known.
    pub(super) fn open(place: &Place) -> Result<Self> {
        let path = place.saved.clone().or_else(usual).ok_or_else(|| {
            Error::new(ErrorKind::Usage, "no folder for saved searches is known here")
                .hint("name a file with `--saved FILE` or the variable `PEELIAN_SAVED`")
        })?;
        let searches: Option<Searches> = read(&path)?;
        Ok(Self { searches: searches.map(|it| it.searches).unwrap_or_default(), path })
    }

    /// Names and words, by name.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.searches.iter().map(|(name, words)| (name.as_str(), words.as_slice()))
    }

    /// The words saved as `name`, if any are.
    pub(super) fn get(&self, name: &str) -> Option<&[String]> {
        self.searches.get(name).map(Vec::as_slice)
    }

    /// The words saved as `name`.
    ///
    /// # Errors
    /// `Usage` with the names that may have been meant.
    pub(super) fn find(&self, name: &str) -> Result<&[String]> {
        self.get(name).ok_or_else(|| {
            let error = Error::new(ErrorKind::Usage, format!("no saved search is called `{name}`"));
            let near = self.near(name);
            match (near.as_slice(), self.searches.is_empty()) {
                ([], true) => error.hint("save one with `peelian save NAME VERB ...`"),
                ([], false) => error.hint("`peelian saved` lists them"),
                (near, _) => {
                    let near: Vec<String> = near.iter().map(|it| format!("`{it}`")).collect();
                    error.hint(format!("did you mean {}?", near.join(" or ")))
                }
            }
        })
    }

    /// Names like `name`.
    pub(super) fn near(&self, name: &str) -> Vec<String> {
        gazetteer::closest(name, self.searches.keys().map(String::as_str))
    }

    /// Saves `words` as `name`.
    ///
    /// # Errors
    /// `Usage` for a name that cannot be one or, without `replace`, is one already; `Io`.
    pub(super) fn save(&mut self, name: &str, words: Vec<String>, replace: bool) -> Result<()> {
        let is_name = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        let fits = (1..=60).contains(&name.chars().count()) && !name.starts_with('-');
        if !fits || !name.chars().all(is_name) {
            let message = format!("`{name}` cannot be the name of a saved search");
            return Err(Error::new(ErrorKind::Usage, message)
                .hint("letters, digits, `-` and `_` can, 60 at most"));
        }
        if let Some(there) = self.get(name).filter(|there| *there != words && !replace) {
            let there = super::asked::line(there);
            return Err(Error::new(ErrorKind::Usage, format!("`{name}` is saved already"))
                .hint(format!("it is `{there}`"))
                .hint("`--replace` puts the new one in its place"));
        }
        self.searches.insert(name.to_owned(), words);
        self.write()
    }

    /// Forgets `name`.
    ///
    /// # Errors
    /// As [`Store::find`]; `Io`.
    pub(super) fn remove(&mut self, name: &str) -> Result<()> {
        self.find(name)?;
        self.searches.remove(name);
        self.write()
    }

    fn write(&self) -> Result<()> {
        write(&self.path, &Searches { v: VERSION, searches: self.searches.clone() })
    }

    /// What was seen of the question with this key; `None` if it was never watched.
    ///
    /// # Errors
    /// `Io`.
    pub(super) fn seen(&self, key: &str) -> Result<Option<BTreeMap<String, Option<String>>>> {
        let seen: Option<Seen> = read(&self.place_of(key))?;
        Ok(seen.map(|it| it.seen))
    }

    /// Notes what was seen.
    ///
    /// # Errors
    /// `Io`.
    pub(super) fn see(&self, key: &str, seen: BTreeMap<String, Option<String>>) -> Result<()> {
        write(&self.place_of(key), &Seen { v: VERSION, seen })
    }

    fn place_of(&self, key: &str) -> PathBuf {
        let digest = blake3::hash(key.as_bytes()).to_hex();
        let mut folder = self.path.clone().into_os_string();
        folder.push(".seen");
        PathBuf::from(folder).join(format!("{}.json", &digest.as_str()[..32]))
    }
}

fn read<T: for<'a> Deserialize<'a>>(path: &Path) -> Result<Option<T>> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::io(path, error)),
    };
    serde_json::from_str(&text).map(Some).map_err(|error| {
        let message = format!("`{}` is no file of saved searches: {error}", path.display());
        Error::new(ErrorKind::Io, message).hint("mend it or move it away").because(error)
    })
}

fn write(path: &Path, value: &impl Serialize) -> Result<()> {
    let failed = |error: std::io::Error| Error::io(path, error);
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut file = NewFile::begin(path)?;
    serde_json::to_writer_pretty(&mut file, value).map_err(|error| failed(error.into()))?;
    file.write_all(b"\n").map_err(failed)?;
    file.keep().map(|_| ())
}

/// What the environment says.
fn usual() -> Option<PathBuf> {
    let folder = |name: &str| variable(name).map(PathBuf::from);
    let data = || {
        folder("XDG_DATA_HOME")
            .or_else(|| folder("HOME").map(|home| home.join(".local").join("share")))
            .or_else(|| folder("APPDATA"))
    };
    folder("PEELIAN_SAVED").or_else(|| data().map(|data| data.join("peelian").join("saved.json")))
}

#[expect(clippy::disallowed_methods, reason = "`cli` is the room that reads the environment")]
fn variable(name: &str) -> Option<std::ffi::OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

//! Where the index is; on first use it is made.

use std::path::{Path, PathBuf};

use super::terminal::Terminal;
use super::{Global, index};
use crate::index::Index;
use crate::search;
use crate::{Error, ErrorKind, Result};

/// Where a corpus is looked for if none is named.
pub(super) const CORPUS: &str = "corpus";
const INDEX: &str = "index";

impl Global {
    /// The folder of the index.
    pub(super) fn folder(&self) -> PathBuf {
        self.index.clone().unwrap_or_else(|| PathBuf::from(INDEX))
    }
}

/// Opens the index. Where none was named, none is there and `./corpus` is, it is built first: the first thing a
/// newcomer types is a question.
pub(super) fn open(global: &Global, terminal: &mut Terminal) -> Result<Index> {
    let index = open_for_one(global, terminal)?;
    // The thread that asks is one of the pool's, so that it shares work without waiting for others to wake up. A pool
    // that is there already is as good; with one segment there is little to share.
    if index.segments() > 1 {
        let _ = rayon::ThreadPoolBuilder::new().use_current_thread().build_global();
    }
    Ok(index)
}

/// The same for one question that may be answered before other threads have started.
pub(super) fn open_for_one(global: &Global, terminal: &mut Terminal) -> Result<Index> {
    let index = opened(global, terminal)?;
    let index = if global.copies { index.with_copies() } else { index };
    search::asks_alone();
    // Its files stay mapped until the process ends: to give them back one by one makes the cores wait for each other.
    index.keep_open();
    Ok(index)
}

fn opened(global: &Global, terminal: &mut Terminal) -> Result<Index> {
    let folder = global.folder();
    match Index::open(&folder) {
        Err(error) if error.kind == ErrorKind::IndexMissing => {
            let corpus = Path::new(CORPUS);
            if global.index.is_some() || !corpus.is_dir() {
                return Err(with_command(error, global));
            }
            terminal.note(&format!(
                "no index here yet: building `{INDEX}` from `{CORPUS}` (`peelian index` does it again)"
            ));
            index::build_first(corpus, &folder, terminal)?;
            Index::open(&folder)
        }
        other => other,
    }
}

/// The error with the command that makes an index where one was looked for.
pub(super) fn with_command(error: Error, global: &Global) -> Error {
    let corpus = if Path::new(CORPUS).is_dir() { CORPUS } else { "CORPUS" };
    let place = global.index.as_ref().map(|dir| format!(" --index {}", dir.display()));
    let command = format!("peelian index {corpus}{}", place.unwrap_or_default());
    let mut error = error;
    // The engine knows no usual folder, so its hint names none.
    error.hints.retain(|hint| !hint.contains("peelian index"));
    error.hint(format!("make one with `{command}`"))
}

//! Which digest a file had when it looked as it does now: a file that has not changed need not be read to know that.
//!
//! They lie beside the index in a file of their own and are never more than a hint: a document is left alone only if its
//! digest here is the one that the commit has, so a lost, old or foreign file of stamps costs time and nothing else.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::line_file;
use crate::corpus::Stamp;

/// The file in the folder of the index.
pub(super) const FILE: &str = "stamps.jsonl";

/// One line of the file.
#[derive(Serialize, Deserialize)]
struct Line {
    path: String,
    digest: String,
    stamp: Stamp,
}

/// The stamps of the last build, and those of this one.
#[derive(Default)]
pub(super) struct Stamps {
    before: BTreeMap<String, (Stamp, String)>,
    after: Mutex<BTreeMap<String, (Stamp, String)>>,
}

impl Stamps {
    /// Those in the folder of the index; none where there are none or they cannot be read.
    pub(super) fn open(dir: &Path) -> Self {
        let Ok(file) = std::fs::File::open(dir.join(FILE)) else { return Self::default() };
        let lines = BufReader::new(file).lines().map_while(Result::ok);
        let read = lines.map_while(|line| serde_json::from_str::<Line>(&line).ok());
        let before = read.map(|Line { path, digest, stamp }| (path, (stamp, digest))).collect();
        Self { before, after: Mutex::default() }
    }

    /// The digest that the document had when its file looked like this.
    pub(super) fn digest(&self, path: &str, stamp: &Stamp) -> Option<&str> {
        self.before.get(path).filter(|(known, _)| known == stamp).map(|(_, digest)| digest.as_str())
    }

    /// Remembers it, if the file has rested at `now`.
    pub(super) fn keep(&self, path: &str, stamp: Stamp, digest: &str, now: i64) {
        if stamp.has_rested(now) {
            let mut after = self.after.lock().unwrap_or_else(PoisonError::into_inner);
            after.insert(path.to_owned(), (stamp, digest.to_owned()));
        }
    }

    /// Writes them, whole or not at all.
    pub(super) fn write(self, dir: &Path) -> std::io::Result<()> {
        let after = self.after.into_inner().unwrap_or_else(PoisonError::into_inner);
        if after == self.before {
            return Ok(());
        }
        let line = |(path, (stamp, digest))| Line { path, digest, stamp };
        line_file::write(dir, FILE, after.into_iter().map(line))
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs::File;
    use std::os::unix::fs::MetadataExt;
    use std::time::Duration;

    use super::Stamps;
    use crate::corpus::Corpus;

    #[test]
    fn a_file_is_known_again_until_anything_of_it_changes() {
        let dir = tempfile::tempdir().unwrap();
        let at = dir.path().join("a.txt");
        std::fs::write(&at, "one").unwrap();
        let stamp = || {
            let corpus = Corpus::open(dir.path()).unwrap();
            corpus.stamp(&corpus.entries[0]).unwrap()
        };
        let first = stamp();
        let written = std::fs::metadata(&at).unwrap().ctime();
        // A file that was written just now may change again within the same tick.
        let known = Stamps::default();
        known.keep("a.txt", first.clone(), "digest", written + 1);
        known.write(dir.path()).unwrap();
        assert_eq!(Stamps::open(dir.path()).digest("a.txt", &first), None);
        let known = Stamps::default();
        known.keep("a.txt", first.clone(), "digest", written + 10);
        known.write(dir.path()).unwrap();
        let known = Stamps::open(dir.path());
        assert_eq!(known.digest("a.txt", &first), Some("digest"));
        assert_eq!(known.digest("b.txt", &first), None);

        // The same length and the same time of the content, set back.
        let modified = std::fs::metadata(&at).unwrap().modified().unwrap();
        std::thread::sleep(Duration::from_millis(20));
        std::fs::write(&at, "two").unwrap();
        File::options().write(true).open(&at).unwrap().set_modified(modified).unwrap();
        assert_eq!(known.digest("a.txt", &stamp()), None);
    }

    #[test]
    fn what_lies_beside_a_file_is_part_of_its_stamp() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("a.txt"), "one").unwrap();
        let stamp = || {
            let corpus = Corpus::open(dir.path()).unwrap();
            corpus.stamp(&corpus.entries[0]).unwrap()
        };
        let bare = stamp();
        std::fs::write(dir.path().join("a.txt.meta.json"), r#"{"year":"2016"}"#).unwrap();
        assert_ne!(stamp(), bare);
    }

    #[test]
    fn stamps_that_cannot_be_read_are_none() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(super::FILE), "no JSON\n").unwrap();
        assert!(Stamps::open(dir.path()).before.is_empty());
    }
}

//! What was in an archive when its file looked as it does now: one that has not changed need not be opened to know that.
//!
//! As with the stamps of files, they lie beside the index and are never more than a hint: a document of an archive is left
//! alone only if its digest in the listing is the one that the commit has, and one that is wanted is unpacked from the
//! archive itself.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::line_file;
use crate::corpus::Stamp;
use crate::corpus::archive::{Archive, Events, Listing, Opener};
use crate::report::Note;

/// The file in the folder of the index.
pub(super) const FILE: &str = "listings.jsonl";

/// Documents of an archive at most whose listing is kept: it is read whole by each build.
const MOST_MEMBERS: usize = 20_000;

/// Bytes of the tables in a listing that is kept, at most.
const MOST_TABLES: usize = 4 << 20;

/// One line of the file.
#[derive(Serialize, Deserialize)]
struct Line {
    /// Of the program that listed it: another may know more formats, or other names.
    program: String,
    path: String,
    stamp: Stamp,
    listing: Listing,
}

/// Listings by the path of the archive within its corpus and its file.
type Known = BTreeMap<(String, String), (Stamp, Listing)>;

/// An opener that knows the archives of the last build.
#[derive(Debug)]
pub(super) struct Listings<'a> {
    opener: &'a dyn Opener,
    /// False where every archive is to be opened.
    believes: bool,
    now: i64,
    before: Known,
    after: Mutex<Known>,
}

impl<'a> Listings<'a> {
    /// Those in the folder of the index; none where there are none or they cannot be read. `opener` opens what is not known.
    pub(super) fn open(dir: &Path, opener: &'a dyn Opener, believes: bool, now: i64) -> Self {
        Self {
            opener,
            believes,
            now,
            before: read(dir).unwrap_or_default(),
            after: Mutex::default(),
        }
    }

    /// Writes those of this build, whole or not at all.
    pub(super) fn write(self, dir: &Path) -> std::io::Result<()> {
        let after = self.after.into_inner().unwrap_or_else(PoisonError::into_inner);
        if after == self.before {
            return Ok(());
        }
        let program = env!("CARGO_PKG_VERSION");
        let lines = after.into_iter().map(|((path, _), (stamp, listing))| Line {
            program: program.to_owned(),
            path,
            stamp,
            listing,
        });
        line_file::write(dir, FILE, lines)
    }

    fn keep(&self, archive: &Archive, stamp: Stamp, listing: &Listing) {
        let tables = listing.tables.iter().map(|(_, csv)| csv.len()).sum::<usize>();
        let is_small = listing.members.len() <= MOST_MEMBERS && tables <= MOST_TABLES;
        // What could not be read may be another time: a disk fails, a process is slow.
        let is_whole = listing.trouble.is_none()
            && listing.members.iter().all(|member| member.unread.is_none())
            && listing.skipped.iter().all(|skipped| !skipped.failed);
        if is_small && is_whole && stamp.has_rested(self.now) {
            let mut after = self.after.lock().unwrap_or_else(PoisonError::into_inner);
            after.insert(key(&archive.path, &stamp), (stamp, listing.clone()));
        }
    }
}

fn key(path: &str, stamp: &Stamp) -> (String, String) {
    (path.to_owned(), stamp.file().to_owned())
}

fn read(dir: &Path) -> Option<Known> {
    let file = std::fs::File::open(dir.join(FILE)).ok()?;
    let lines = BufReader::new(file).lines().map_while(Result::ok);
    let read = lines.map_while(|line| serde_json::from_str::<Line>(&line).ok());
    let own = read.filter(|line| line.program == env!("CARGO_PKG_VERSION"));
    Some(own.map(|line| (key(&line.path, &line.stamp), (line.stamp, line.listing))).collect())
}

impl Opener for Listings<'_> {
    fn list(&self, archive: &Archive) -> Listing {
        // Before it is opened: a file that changes meanwhile looks otherwise the next time.
        let Some(stamp) = Stamp::of_archive(archive) else { return self.opener.list(archive) };
        let known = self.before.get(&key(&archive.path, &stamp));
        let known = known.filter(|(before, _)| self.believes && *before == stamp);
        let listing = match known {
            Some((_, listing)) => listing.clone(),
            None => self.opener.list(archive),
        };
        self.keep(archive, stamp, &listing);
        listing
    }

    fn sheet(&self, bytes: Vec<u8>) -> Result<(String, Vec<Note>), String> {
        self.opener.sheet(bytes)
    }

    fn unpack(&self, archive: &Archive, wanted: &[u64]) -> Events {
        self.opener.unpack(archive, wanted)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs::File;
    use std::path::Path;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::{Listings, Stamp};
    use crate::corpus::archive::{Archive, Events, Here, Listing, Opener};
    use crate::report::Note;

    /// Counts how often an archive is opened.
    #[derive(Debug, Default)]
    struct Counting(AtomicUsize);

    impl Opener for Counting {
        fn list(&self, archive: &Archive) -> Listing {
            self.0.fetch_add(1, Ordering::Relaxed);
            Here.list(archive)
        }

        fn sheet(&self, bytes: Vec<u8>) -> Result<(String, Vec<Note>), String> {
            Here.sheet(bytes)
        }

        fn unpack(&self, archive: &Archive, wanted: &[u64]) -> Events {
            Here.unpack(archive, wanted)
        }
    }

    /// A tape archive (POSIX ustar) of one file of this name.
    fn tar(name: &str) -> Vec<u8> {
        let mut header = tar::Header::new_ustar();
        header.set_size(5);
        header.set_path(name).expect("a short name");
        header.set_cksum();
        let mut builder = tar::Builder::new(Vec::new());
        builder.append(&header, &b"Quay."[..]).expect("written to memory");
        builder.into_inner().expect("written to memory")
    }

    fn archive(file: &Path) -> Archive {
        let size = std::fs::metadata(file).expect("a file").len();
        Archive { path: "a.tar".into(), file: file.into(), size, ..Archive::default() }
    }

    const LATER: i64 = i64::MAX / 2;

    #[test]
    fn an_archive_is_opened_again_where_anything_of_it_changed() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.tar");
        let counting = Counting::default();
        let list = |archive: &Archive, believes: bool, now: i64| {
            let listings = Listings::open(dir.path(), &counting, believes, now);
            let before = counting.0.load(Ordering::Relaxed);
            let listing = listings.list(archive);
            listings.write(dir.path()).unwrap();
            (counting.0.load(Ordering::Relaxed) - before, listing)
        };
        std::fs::write(&file, tar("one.txt")).unwrap();
        // Not rested: it may change within the same tick of the clock.
        assert_eq!(list(&archive(&file), true, 0).0, 1);
        let (opened, first) = list(&archive(&file), true, LATER);
        assert_eq!((opened, first.members.len()), (1, 1));
        assert_eq!(list(&archive(&file), true, LATER), (0, first.clone()));
        assert_eq!(list(&archive(&file), true, LATER), (0, first.clone()));
        assert_eq!(list(&archive(&file), false, LATER), (1, first.clone()));
        // What is supplied outside is part of what the listing says.
        let mut supplied = archive(&file);
        supplied.supplied.year = Some("2016".into());
        let (opened, other) = list(&supplied, true, LATER);
        assert_eq!((opened, other.members[0].supplied.year.as_deref()), (1, Some("2016")));
        assert_eq!(list(&archive(&file), true, LATER).0, 1);
        // The same length and the same time of the content, set back.
        let modified = std::fs::metadata(&file).unwrap().modified().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(20));
        std::fs::write(&file, tar("two.txt")).unwrap();
        File::options().write(true).open(&file).unwrap().set_modified(modified).unwrap();
        let (opened, second) = list(&archive(&file), true, LATER);
        assert_eq!((opened, second.members[0].path.as_str()), (1, "a.tar!two.txt"));
    }

    #[test]
    fn what_could_not_be_read_to_its_end_is_tried_again() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.tar");
        std::fs::write(&file, &tar("one.txt")[..514]).unwrap();
        let counting = Counting::default();
        for opened in 1..3 {
            let listings = Listings::open(dir.path(), &counting, true, LATER);
            let listing = listings.list(&archive(&file));
            assert!(
                listing.trouble.is_some() || listing.members[0].unread.is_some(),
                "{listing:?}"
            );
            listings.write(dir.path()).unwrap();
            assert_eq!(counting.0.load(Ordering::Relaxed), opened);
        }
    }

    #[test]
    fn what_another_program_listed_is_not_believed() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.tar");
        std::fs::write(&file, tar("one.txt")).unwrap();
        let listings = Listings::open(dir.path(), &Here, true, LATER);
        listings.list(&archive(&file));
        listings.write(dir.path()).unwrap();
        let text = std::fs::read_to_string(dir.path().join(super::FILE)).unwrap();
        let stamp = Stamp::of_archive(&archive(&file)).unwrap();
        let known = |text: &str| {
            std::fs::write(dir.path().join(super::FILE), text).unwrap();
            super::read(dir.path()).unwrap().contains_key(&super::key("a.tar", &stamp))
        };
        assert!(known(&text));
        assert!(!known(&text.replacen(env!("CARGO_PKG_VERSION"), "0.0.0", 1)));
        assert!(!known("no JSON\n"));
    }
}

//! In the place of each archive of a folder, the documents in it.

use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;

use super::archive::{Archive, Inner, Listing, Member, Opener};
use super::supplied::{self, Manifest};
use super::{Entry, Format, Skipped, Supplied, walk};

/// What the archives of a folder made of it.
#[derive(Debug, Default)]
pub(super) struct Expanded {
    pub(super) entries: Vec<Entry>,
    pub(super) skipped: Vec<Skipped>,
    /// Tables in archives that supply something for documents: path and text.
    pub(super) tables: Vec<(String, String)>,
    /// Archives that were gone through to their end.
    pub(super) whole: Vec<String>,
    /// Archives that were not: what they held before may still be there.
    pub(super) broken: Vec<String>,
}

/// Lists every archive among `entries`, in parallel; the result is in the order of the paths.
pub(super) fn expand(entries: Vec<Entry>, manifest: &Manifest, opener: &dyn Opener) -> Expanded {
    let (archives, entries): (Vec<Entry>, Vec<Entry>) =
        entries.into_iter().partition(|entry| entry.format == Format::Archive);
    let mut expanded = Expanded { entries, ..Expanded::default() };
    if archives.is_empty() {
        return expanded;
    }
    let listed: Vec<(Archive, Listing)> = archives
        .into_par_iter()
        .map(|entry| {
            let archive = archive(entry, manifest);
            let listing = opener.list(&archive);
            (archive, listing)
        })
        .collect();
    for (archive, listing) in listed {
        expanded.take(archive, listing);
    }
    expanded.entries.sort_by(|a, b| (&a.path, &a.file).cmp(&(&b.path, &b.file)));
    walk::tell_apart(&mut expanded.entries);
    expanded.entries.sort_by(|a, b| a.path.cmp(&b.path));
    expanded
}

fn archive(entry: Entry, manifest: &Manifest) -> Archive {
    let supplied = supplied::given(manifest, &entry).supplied;
    let manifest = manifest.within(&entry.path);
    Archive { path: entry.path, file: entry.file, size: entry.size, supplied, manifest }
}

impl Expanded {
    fn take(&mut self, archive: Archive, listing: Listing) {
        let archive = Arc::new(archive);
        let is_empty = listing.members.is_empty()
            && listing.skipped.is_empty()
            && listing.tables.is_empty()
            && listing.trouble.is_none();
        if is_empty {
            let reason = "an archive with nothing in it".to_owned();
            self.skipped.push(Skipped { path: archive.path.clone(), reason, failed: false });
        }
        self.skipped.extend(listing.skipped);
        self.tables.extend(listing.tables);
        match listing.trouble {
            Some(why) => {
                self.broken.push(archive.path.clone());
                self.entries.push(entry(&archive, itself(&archive, why)));
            }
            None => self.whole.push(archive.path.clone()),
        }
        self.entries.extend(listing.members.into_iter().map(|member| entry(&archive, member)));
    }
}

fn entry(archive: &Arc<Archive>, member: Member) -> Entry {
    Entry {
        path: member.path.clone(),
        file: PathBuf::clone(&archive.file),
        size: member.size,
        format: member.format,
        inner: Some(Box::new(Inner { archive: Arc::clone(archive), member })),
    }
}

/// An archive that was not gone through to its end is a document that says why.
fn itself(archive: &Archive, why: String) -> Member {
    Member {
        ordinal: u64::MAX,
        path: archive.path.clone(),
        size: 0,
        format: Format::Archive,
        digest: blake3::hash(format!("{} bytes: {why}", archive.size).as_bytes())
            .to_hex()
            .to_string(),
        supplied: Supplied::default(),
        notes: Vec::new(),
        unread: Some(why),
    }
}

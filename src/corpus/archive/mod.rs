//! Archives: one file that holds many documents, each a document of its own under a path such as `reports.zip!kent/2016.html`.
//!
//! An archive is gone through twice, each time as a stream. [`Opener::list`] says what is in it: the digest of every document, what
//! was supplied beside it within the archive, what is passed over and why. [`Opener::unpack`] then hands over the bytes of
//! those that are wanted, so an archive whose documents have not changed is unpacked but not read again; one that is known by its
//! times is not even listed (`index` keeps its listing). Nothing of its documents is ever written to disk.
//! An archive may promise more than there is memory or time: `limits` has what is read of one at most.
//!
//! [`Here`] opens archives in this process; the room of extraction has an opener that does it in another, with limits.

#![cfg_attr(
    not(feature = "archives"),
    allow(dead_code, reason = "without its readers nothing goes through an archive")
)]

#[cfg(feature = "archives")]
mod frames;
mod here;
#[cfg(feature = "archives")]
mod http;
mod inner;
mod limits;
mod list;
mod name;
#[cfg(feature = "archives")]
mod same_name;
mod shape;
#[cfg(feature = "archives")]
mod tar;
mod unpack;
mod walk;
#[cfg(feature = "archives")]
mod warc;
#[cfg(feature = "archives")]
mod zip;

pub use here::Here;
pub use inner::Inner;
pub use unpack::{Event, Events, MemberBytes};

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::supplied::Manifest;
use super::{Format, Skipped, Supplied};
use crate::report::Note;

pub(super) use shape::is_archive;

/// An archive that is to be opened, with what was supplied outside of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Archive {
    /// Path within the corpus, with `/`.
    pub path: String,
    /// Where it is on disk.
    pub file: PathBuf,
    /// Size in bytes.
    pub size: u64,
    /// What is supplied for the archive, and so for everything in it but for the address and the title.
    pub supplied: Supplied,
    /// What is supplied outside for single documents in it.
    pub(crate) manifest: Manifest,
}

/// What is in an archive.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Listing {
    /// The documents, in the order of the archive.
    pub members: Vec<Member>,
    /// What is no document, and why.
    pub skipped: Vec<Skipped>,
    /// Tables of what is supplied for documents: path, and text as CSV.
    pub tables: Vec<(String, String)>,
    /// Why it was not read to its end, if that is so.
    pub trouble: Option<String>,
}

/// A document in an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The how manieth document of the archive it is, from 0.
    pub ordinal: u64,
    /// Path within the corpus: that of the archive, `!`, and the name in there; of a compressed file its own.
    pub path: String,
    /// Bytes that it has when unpacked.
    pub size: u64,
    /// What it is read as.
    pub format: Format,
    /// BLAKE3 over its bytes; where anything is supplied, over that digest and the supplied fields; in hexadecimal.
    pub digest: String,
    /// What was supplied for it, within the archive and outside.
    pub supplied: Supplied,
    /// What was odd about its name, its sidecar or the manifest's entry.
    pub notes: Vec<Note>,
    /// Why its bytes cannot be had, if that is so.
    pub unread: Option<String>,
}

/// Opens archives.
pub trait Opener: Sync + std::fmt::Debug {
    /// Says what is in an archive; what cannot be opened has its reason in the listing.
    fn list(&self, archive: &Archive) -> Listing;

    /// The sheet of a workbook that is to be read, as CSV, with notes on what of the workbook is not.
    ///
    /// # Errors
    /// Why it cannot be read.
    fn sheet(&self, bytes: Vec<u8>) -> Result<(String, Vec<Note>), String>;

    /// Hands over the bytes of the members with these ordinals, in the order of the archive.
    fn unpack(&self, archive: &Archive, wanted: &[u64]) -> Events;
}

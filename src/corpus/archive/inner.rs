//! A document in an archive, as an entry of a corpus.

use std::io::Read;
use std::sync::Arc;

use super::{Archive, Events, Here, Member, Opener};
use crate::corpus::supplied::Given;
use crate::corpus::table::Documents;
use crate::corpus::{Document, MAX_BYTES, digest_supplied};
use crate::{Error, ErrorKind, Result};

impl Member {
    /// Takes what tables give for it, where nothing stronger does.
    pub(in crate::corpus) fn supply(&mut self, path: &str, documents: &Documents) {
        let Some(weaker) = documents.get(path, self.supplied.url.as_deref()) else { return };
        let own = Given { supplied: std::mem::take(&mut self.supplied), notes: Vec::new() };
        let all = weaker.clone().and(own);
        self.supplied = all.supplied;
        self.notes.extend(all.notes);
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.digest.as_bytes());
        digest_supplied(&self.supplied, &mut hasher);
        self.digest = hasher.finalize().to_hex().to_string();
    }
}

/// A member with the archive it lies in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inner {
    /// The archive.
    pub archive: Arc<Archive>,
    /// The document.
    pub member: Member,
}

impl Inner {
    /// The document under `path` without its bytes: one that is read line by line, or that cannot be read.
    pub(crate) fn bare(&self, path: &str) -> Document {
        Document {
            path: path.to_owned(),
            format: self.member.format,
            bytes: Vec::new(),
            digest: self.member.digest.clone(),
            supplied: self.member.supplied.clone(),
            notes: self.member.notes.clone(),
        }
    }

    /// The document under `path` with the bytes that `events` gives now.
    ///
    /// # Errors
    /// Why its bytes cannot be had.
    pub(crate) fn document(
        &self,
        path: &str,
        events: &mut Events,
    ) -> std::result::Result<Document, String> {
        let mut document = self.bare(path);
        // Never more than when it was listed: it was within bounds then.
        let read = events.bytes().take(MAX_BYTES).read_to_end(&mut document.bytes);
        read.map_err(|error| error.to_string())?;
        Ok(document)
    }

    /// True if it has bytes to be read whole.
    pub(crate) fn is_whole(&self) -> bool {
        self.member.unread.is_none() && !self.member.format.is_lines()
    }

    /// Unpacks this one document, in this process.
    pub(in crate::corpus) fn read(&self, path: &str) -> Result<Document> {
        let failed = |why: String| Error::new(ErrorKind::Input, format!("`{path}`: {why}"));
        if let Some(why) = &self.member.unread {
            return Err(failed(why.clone()));
        }
        if !self.is_whole() {
            return Ok(self.bare(path));
        }
        let mut events = Here.unpack(&self.archive, &[self.member.ordinal]);
        events.next_member().map_err(failed)?;
        self.document(path, &mut events).map_err(failed)
    }
}

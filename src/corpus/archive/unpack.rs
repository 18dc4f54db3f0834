//! Handing over the bytes of some documents of an archive, in pieces.

use std::collections::BTreeSet;
use std::io::{BufRead, Error, Read, Result};

use serde::{Deserialize, Serialize};

use super::Archive;
use super::walk::{Found, Halt, Visit, walk};

/// Bytes of a piece.
const PIECE: usize = 1 << 18;

/// A step of unpacking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// The document with this ordinal follows.
    Begin(u64),
    /// More of its bytes.
    Bytes(Vec<u8>),
    /// It is at its end.
    End,
    /// What is missing cannot be had, and why.
    Broke(String),
}

/// The steps of unpacking an archive.
pub struct Events(Box<dyn Iterator<Item = Event> + Send>);

impl std::fmt::Debug for Events {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Events").finish_non_exhaustive()
    }
}

impl Events {
    /// Steps as they come.
    pub fn new(events: impl Iterator<Item = Event> + Send + 'static) -> Self {
        Self(Box::new(events))
    }

    /// The ordinal of the next document; its bytes are in [`Self::bytes`]. What is left of the one before is passed over.
    ///
    /// # Errors
    /// Why there are no more, if unpacking broke off.
    pub fn next_member(&mut self) -> std::result::Result<Option<u64>, String> {
        for event in self.0.by_ref() {
            match event {
                Event::Begin(ordinal) => return Ok(Some(ordinal)),
                Event::Broke(why) => return Err(why),
                Event::Bytes(_) | Event::End => {}
            }
        }
        Ok(None)
    }

    /// The bytes of the document that has begun.
    pub fn bytes(&mut self) -> MemberBytes<'_> {
        MemberBytes { events: self, piece: Vec::new(), at: 0, ended: false }
    }
}

/// The bytes of a document in an archive, as they are unpacked.
#[derive(Debug)]
pub struct MemberBytes<'a> {
    events: &'a mut Events,
    piece: Vec<u8>,
    at: usize,
    ended: bool,
}

impl BufRead for MemberBytes<'_> {
    fn fill_buf(&mut self) -> Result<&[u8]> {
        while self.at >= self.piece.len() && !self.ended {
            match self.events.0.next() {
                Some(Event::Bytes(piece)) => (self.piece, self.at) = (piece, 0),
                Some(Event::End) => self.ended = true,
                Some(Event::Broke(why)) => return Err(Error::other(why)),
                Some(Event::Begin(_)) | None => return Err(Error::other("unpacking it broke off")),
            }
        }
        Ok(self.piece.get(self.at..).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        self.at = (self.at + amount).min(self.piece.len());
    }
}

impl Read for MemberBytes<'_> {
    fn read(&mut self, into: &mut [u8]) -> Result<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

/// Goes through an archive and tells `tell` of each wanted document; `tell` returns false where nobody listens any more.
pub(super) fn unpack(archive: &Archive, wanted: &[u64], tell: &mut dyn FnMut(Event) -> bool) {
    let mut unpacker = Unpacker { wanted: wanted.iter().copied().collect(), tell, broke: None };
    if unpacker.wanted.is_empty() {
        return;
    }
    let outcome = walk(&archive.file, &archive.path, &mut unpacker);
    let why = match (unpacker.broke.take(), outcome) {
        (Some(why), _) | (None, Err(Halt::Trouble(why))) => why,
        (None, Err(Halt::Done)) => return,
        (None, Ok(())) => "it is not what it was when it was listed".to_owned(),
    };
    (unpacker.tell)(Event::Broke(why));
}

struct Unpacker<'t> {
    wanted: BTreeSet<u64>,
    tell: &'t mut dyn FnMut(Event) -> bool,
    broke: Option<String>,
}

impl Unpacker<'_> {
    /// False where nobody listens or the bytes are damaged, which they were not when they were listed.
    fn pass_on(&mut self, ordinal: u64, bytes: &mut dyn Read) -> bool {
        if !(self.tell)(Event::Begin(ordinal)) {
            return false;
        }
        loop {
            let mut piece = Vec::new();
            match bytes.take(PIECE as u64).read_to_end(&mut piece) {
                Ok(0) => return (self.tell)(Event::End),
                Ok(_) if (self.tell)(Event::Bytes(piece)) => {}
                Ok(_) => return false,
                Err(error) => {
                    self.broke = Some(format!("cannot be unpacked: {error}"));
                    return false;
                }
            }
        }
    }
}

impl Visit for Unpacker<'_> {
    fn file(&mut self, found: Found<'_>, bytes: &mut dyn Read) -> bool {
        if !self.wanted.remove(&found.ordinal) {
            return true;
        }
        self.pass_on(found.ordinal, bytes) && !self.wanted.is_empty()
    }

    fn refused(&mut self, _: String, _: String, _: bool) {}
}

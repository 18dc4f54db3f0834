//! Archives opened in this process, and what a process that opens them for another does.

use std::sync::mpsc::sync_channel;

use super::unpack::{self, Event, Events};
use super::{Archive, Listing, Opener, list};
use crate::corpus::table::csv_of;
use crate::report::Note;

/// Pieces that wait to be read.
const WAITING: usize = 8;

/// Opens archives in this process.
#[derive(Debug, Clone, Copy, Default)]
pub struct Here;

impl Opener for Here {
    fn list(&self, archive: &Archive) -> Listing {
        list::list(archive)
    }

    fn sheet(&self, bytes: Vec<u8>) -> Result<(String, Vec<Note>), String> {
        let (csv, others) = csv_of(&bytes)?;
        let note = |name: String| Note::warning(format!("the sheet `{name}` is not read"));
        Ok((csv, others.into_iter().map(note).collect()))
    }

    fn unpack(&self, archive: &Archive, wanted: &[u64]) -> Events {
        let (sender, receiver) = sync_channel(WAITING);
        let (archive, wanted) = (archive.clone(), wanted.to_vec());
        std::thread::spawn(move || {
            unpack::unpack(&archive, &wanted, &mut |event| sender.send(event).is_ok());
        });
        Events::new(receiver.into_iter())
    }
}

impl Here {
    /// As [`Opener::unpack`], but step by step to `tell`, which returns false where nobody listens any more.
    pub fn tell(archive: &Archive, wanted: &[u64], tell: &mut dyn FnMut(Event) -> bool) {
        unpack::unpack(archive, wanted, tell);
    }
}

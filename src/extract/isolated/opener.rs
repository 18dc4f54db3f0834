//! Archives are opened in processes of their own too. Each begins with a fresh one: what it says of an archive is its last word.

use super::reader::{Death, Reader};
use super::{Idle, Limits, Readers, broke_off, message, put_back};
use crate::corpus::archive::{Archive, Event, Events, Listing, Opener};
use crate::corpus::{Document, Format, Supplied};
use crate::report::Note;

impl Opener for Readers {
    fn list(&self, archive: &Archive) -> Listing {
        let listed = Reader::start(&self.program, &self.limits).and_then(|mut reader| {
            let listing = reader.list(archive, &self.limits)?;
            self.put_back(reader);
            Ok(listing)
        });
        listed.unwrap_or_else(|death| Listing {
            trouble: Some(broke_off(&self.limits, &death)),
            ..Listing::default()
        })
    }

    fn sheet(&self, bytes: Vec<u8>) -> Result<(String, Vec<Note>), String> {
        let text = self.read(&Document {
            path: String::new(),
            format: Format::Xlsx,
            bytes,
            digest: String::new(),
            supplied: Supplied::default(),
            notes: Vec::new(),
        });
        match text.unread {
            Some(why) => Err(why),
            None => Ok((text.canonical, text.notes)),
        }
    }

    fn unpack(&self, archive: &Archive, wanted: &[u64]) -> Events {
        let started = Reader::start(&self.program, &self.limits).map(|mut reader| {
            reader.unpack(archive, wanted);
            reader
        });
        let (limits, idle) = (self.limits, Idle::clone(&self.idle));
        Events::new(Steps { state: State::of(started), limits, idle })
    }
}

/// The steps of a process that unpacks.
struct Steps {
    state: State,
    limits: Limits,
    idle: Idle,
}

enum State {
    Unpacking(Reader),
    Died(Death),
    Ended,
}

impl State {
    fn of(started: Result<Reader, Death>) -> Self {
        started.map_or_else(Self::Died, Self::Unpacking)
    }
}

impl Iterator for Steps {
    type Item = Event;

    fn next(&mut self) -> Option<Event> {
        match std::mem::replace(&mut self.state, State::Ended) {
            State::Ended => None,
            State::Died(death) => Some(Event::Broke(broke_off(&self.limits, &death))),
            State::Unpacking(mut reader) => match reader.answer(self.limits.wall) {
                Err(death) => Some(Event::Broke(broke_off(&self.limits, &death))),
                Ok(answer) => match message::stepped(answer) {
                    None => {
                        put_back(&self.idle, reader);
                        None
                    }
                    event => {
                        self.state = State::Unpacking(reader);
                        event
                    }
                },
            },
        }
    }
}

//! Documents of hostile formats are read in processes of their own, so that none of them can stop a build.
//!
//! A PDF can ask for a terabyte, never end, or nest so deep that the stack runs out, which nothing within a process can
//! catch. So [`Readers`] keeps a few processes of this same program ([`serve`] is what they run), each with limits on
//! memory, processor time and open files that it sets itself, and hands them documents over pipes. One that dies or does
//! not answer in time is replaced; its document gets a note, and all others are read as if nothing had happened.

mod limits;
mod message;
mod opener;
mod reader;
mod serve;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

pub use serve::serve;

use self::reader::{Death, Reader};
use super::Text;
use crate::corpus::Document;

/// The first argument of a process that reads documents.
pub const READER: &str = "__read-documents";

/// How `Text::unread` begins where reading broke off: it may go better another time.
pub const BROKE_OFF: &str = "reading it broke off: ";

/// Documents that one process reads before a fresh one takes its place: what its memory has become ends with it.
const MOST_DOCUMENTS: usize = 500;

/// What a process that reads documents may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of address space.
    pub memory: u64,
    /// Processor time a document, in seconds.
    pub cpu: u64,
    /// Time a document, waiting included.
    pub wall: Duration,
    /// Files open at once.
    pub files: u64,
}

impl Default for Limits {
    /// 1 GiB, 20 s, 30 s, 64 files.
    fn default() -> Self {
        Self { memory: 1 << 30, cpu: 20, wall: Duration::from_secs(30), files: 64 }
    }
}

/// Processes that read documents: as many as are asked at once, started when they are needed.
#[derive(Debug)]
pub struct Readers {
    program: PathBuf,
    limits: Limits,
    idle: Idle,
}

/// Processes that wait for a question.
type Idle = Arc<Mutex<Vec<Reader>>>;

impl Readers {
    /// No process yet; `program` is this program's own file.
    #[must_use]
    pub fn new(program: PathBuf, limits: Limits) -> Self {
        Self { program, limits, idle: Idle::default() }
    }

    /// Reads a document as [`extract`](super::extract) does, but in another process. If that dies, the text is empty, with an
    /// error as its note and as `Text::unread`.
    #[must_use]
    pub fn read(&self, document: &Document) -> Text {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if let Some(mut reader) = idle
            && let Ok(text) = reader.read(document, &self.limits)
        {
            self.put_back(reader);
            return text;
        }
        // A process that has read others may have died of them: the last word is a fresh one's.
        let fresh = Reader::start(&self.program, &self.limits);
        let read = fresh.and_then(|mut reader| {
            let text = reader.read(document, &self.limits)?;
            self.put_back(reader);
            Ok(text)
        });
        read.unwrap_or_else(|death| self.unread(&death))
    }

    fn put_back(&self, reader: Reader) {
        put_back(&self.idle, reader);
    }

    fn unread(&self, death: &Death) -> Text {
        Text::unread(broke_off(&self.limits, death))
    }
}

fn put_back(idle: &Idle, reader: Reader) {
    if reader.documents() < MOST_DOCUMENTS {
        idle.lock().unwrap_or_else(PoisonError::into_inner).push(reader);
    }
}

/// What is said of a document or archive that a process died of.
fn broke_off(limits: &Limits, death: &Death) -> String {
    let Limits { memory, cpu, wall, .. } = limits;
    let why = match death {
        Death::Memory => format!("it needs more than {} MiB of memory", memory >> 20),
        Death::Cpu => format!("it takes more than {cpu} s of processor time"),
        Death::Wall => format!("it takes more than {} s", wall.as_secs_f64()),
        Death::Stack => "it nests too deep".to_owned(),
        Death::Other(how) => how.clone(),
    };
    format!("{BROKE_OFF}{why}")
}

//! One process that reads documents, as the process that asks it sees it.

use std::io::Read;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;

use serde::de::DeserializeOwned;

use super::{Limits, READER, message};
use crate::corpus::Document;
use crate::corpus::archive::{Archive, Listing};
use crate::extract::Text;

/// Bytes of what a dying process says that are looked at.
const LAST_WORDS: u64 = 16 << 10;

/// Bytes of an archive for which its listing may take a second longer.
const BYTES_A_SECOND: u64 = 4 << 20;

/// How long a process may take to die, in hundredths of a second.
const GRACE: u32 = 200;

/// Why a document was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Death {
    Memory,
    Cpu,
    Wall,
    Stack,
    Other(String),
}

/// A process and the pipes to it.
#[derive(Debug)]
pub(super) struct Reader {
    child: Child,
    questions: Option<ChildStdin>,
    answers: Receiver<Vec<u8>>,
    documents: usize,
}

impl Reader {
    /// Starts a process of `program` with these limits.
    pub(super) fn start(program: &Path, limits: &Limits) -> Result<Self, Death> {
        let numbers = [limits.memory, limits.cpu, limits.files].map(|number| number.to_string());
        let started = Command::new(program)
            .arg(READER)
            .args(numbers)
            // The program's allocator takes a gibibyte of addresses at once, which is all that a reader may have.
            .env("MIMALLOC_ARENA_RESERVE", "16MiB")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let mut child =
            started.map_err(|error| Death::Other(format!("no process can be started: {error}")))?;
        let (questions, output) = (child.stdin.take(), child.stdout.take());
        let (sender, answers) = sync_channel(1);
        // A pipe cannot be read with a limit on time, a channel can. The thread ends with the process. Of an archive there
        // are many answers to a question: the channel is short, so that the process waits for who reads them.
        std::thread::spawn(move || {
            let Some(mut output) = output else { return };
            while let Ok(Some(answer)) = message::read(&mut output) {
                if sender.send(answer).is_err() {
                    return;
                }
            }
        });
        Ok(Self { child, questions, answers, documents: 0 })
    }

    /// Documents that it has been given.
    pub(super) fn documents(&self) -> usize {
        self.documents
    }

    /// Has a document read. After a death the process is gone.
    pub(super) fn read(&mut self, document: &Document, limits: &Limits) -> Result<Text, Death> {
        self.ask(&message::question(document.format, &document.bytes));
        self.understood(limits.wall)
    }

    /// Has an archive listed, which may take longer the larger it is.
    pub(super) fn list(&mut self, archive: &Archive, limits: &Limits) -> Result<Listing, Death> {
        self.ask(&message::about(archive, None));
        let more = Duration::from_secs(archive.size / BYTES_A_SECOND);
        self.understood(limits.wall.saturating_add(more))
    }

    /// Asks for documents of an archive; [`Self::answer`] gives the steps.
    pub(super) fn unpack(&mut self, archive: &Archive, wanted: &[u64]) {
        self.ask(&message::about(archive, Some(wanted)));
    }

    fn ask(&mut self, question: &[u8]) {
        self.documents += 1;
        if let Some(pipe) = &mut self.questions {
            // A process that dies while it is asked has closed its pipes; how it died is found below.
            let _ = message::write(pipe, question);
        }
    }

    fn understood<T: DeserializeOwned>(&mut self, wall: Duration) -> Result<T, Death> {
        let answer = self.answer(wall)?;
        serde_json::from_slice(&answer).map_err(|error| {
            self.end();
            Death::Other(format!("its answer cannot be understood: {error}"))
        })
    }

    /// The next answer. After a death the process is gone.
    pub(super) fn answer(&mut self, wall: Duration) -> Result<Vec<u8>, Death> {
        match self.answers.recv_timeout(wall) {
            Ok(answer) => Ok(answer),
            Err(RecvTimeoutError::Timeout) => {
                self.end();
                Err(Death::Wall)
            }
            Err(RecvTimeoutError::Disconnected) => Err(self.death()),
        }
    }

    fn end(&mut self) {
        self.questions = None;
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// How it died, by its exit status and its last words.
    fn death(&mut self) -> Death {
        self.questions = None;
        // It is dying, or it has closed its pipe and is of no more use.
        for _ in 0..GRACE {
            if !matches!(self.child.try_wait(), Ok(None)) {
                break;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        let _ = self.child.kill();
        let mut words = Vec::new();
        if let Some(stderr) = &mut self.child.stderr {
            let _ = stderr.take(LAST_WORDS).read_to_end(&mut words);
        }
        let words = String::from_utf8_lossy(&words);
        let Ok(status) = self.child.wait() else {
            return Death::Other("how its process ended is not known".to_owned());
        };
        if words.contains("memory allocation") {
            return Death::Memory;
        }
        if words.contains("overflowed its stack") {
            return Death::Stack;
        }
        of_status(status)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.end();
    }
}

#[cfg(unix)]
fn of_status(status: ExitStatus) -> Death {
    use std::os::unix::process::ExitStatusExt;
    const SIGXCPU: i32 = 24;
    match status.signal() {
        Some(SIGXCPU) => Death::Cpu,
        Some(signal) => Death::Other(format!("its process was ended by signal {signal}")),
        None => Death::Other(format!("its process ended with {status}")),
    }
}

#[cfg(not(unix))]
fn of_status(status: ExitStatus) -> Death {
    Death::Other(format!("its process ended with {status}"))
}

//! One process that reads documents, as the process that asks it sees it.

use std::io::Read;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use super::{Limits, READER, message};
use crate::corpus::Document;
use crate::extract::Text;

/// Bytes of what a dying process says that are looked at.
const LAST_WORDS: u64 = 16 << 10;

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
        let (sender, answers) = channel();
        // A pipe cannot be read with a limit on time, a channel can. The thread ends with the process.
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
        self.documents += 1;
        let question = message::question(document.format, &document.bytes);
        if let Some(pipe) = &mut self.questions {
            // A process that dies while it is asked has closed its pipes; how it died is found below.
            let _ = message::write(pipe, &question);
        }
        drop(question);
        match self.answers.recv_timeout(limits.wall) {
            Ok(answer) => serde_json::from_slice(&answer).map_err(|error| {
                self.end();
                Death::Other(format!("its answer cannot be understood: {error}"))
            }),
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

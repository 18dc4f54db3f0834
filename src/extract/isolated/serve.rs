//! The other side: a process that reads one document or archive after the other until its input ends.

use std::io::{Write, stdin, stdout};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use serde::Serialize;

use super::message::Question;
use super::{Limits, limits, message};
use crate::corpus::archive::{Archive, Event, Here, Listing, Opener};
use crate::corpus::{Document, Supplied};
use crate::extract::{Text, extract};

/// The stack on which a document is read, in bytes: what nests deeper than that is no report.
const STACK: usize = 64 << 20;

/// Reads documents from standard input and writes their texts to standard output; `args` are the limits as
/// `Reader` gives them. Returns the exit code.
#[must_use]
pub fn serve(args: &[String]) -> u8 {
    let Some(limits) = understood(args) else { return 2 };
    // Ctrl-C is for the process that asked: it decides what becomes of this one. Without a handler this one just ends.
    let _ = ctrlc::set_handler(|| {});
    // A bug that shows itself as a panic is told in the answer.
    std::panic::set_hook(Box::new(|_| {}));
    limits::set(&limits);
    let (mut input, mut output) = (stdin().lock(), stdout().lock());
    while let Ok(Some(question)) = message::read(&mut input) {
        let told = match message::asked(&question) {
            Some(Question::Unpack(archive, wanted)) => {
                limits::allow_cpu(cpu(&limits, &archive));
                unpack(&archive, &wanted, &mut output)
            }
            Some(Question::List(archive)) => {
                limits::allow_cpu(cpu(&limits, &archive));
                tell(&list(archive), &mut output)
            }
            _ => {
                limits::allow_cpu(limits.cpu);
                tell(&answer(question), &mut output)
            }
        };
        if told.is_err() {
            return 0;
        }
    }
    0
}

/// Processor time for an archive: unpacking takes time that grows with its size.
fn cpu(limits: &Limits, archive: &Archive) -> u64 {
    const BYTES_A_SECOND: u64 = 8 << 20;
    limits.cpu + archive.size / BYTES_A_SECOND
}

fn tell(answer: &impl Serialize, output: &mut impl Write) -> std::io::Result<()> {
    let answer = serde_json::to_vec(answer)?;
    message::write(output, &answer)
}

fn unpack(archive: &Archive, wanted: &[u64], output: &mut impl Write) -> std::io::Result<()> {
    let mut told = Ok(());
    let unpacked = catch_unwind(AssertUnwindSafe(|| {
        Here::tell(archive, wanted, &mut |event| {
            told = message::write(output, &message::step(Some(event)));
            told.is_ok()
        });
    }));
    told?;
    if unpacked.is_err() {
        let broke = Event::Broke("a bug of this program: unpacking it broke off".to_owned());
        message::write(output, &message::step(Some(broke)))?;
    }
    message::write(output, &message::step(None))
}

fn list(archive: Archive) -> Listing {
    catch_unwind(AssertUnwindSafe(|| Here.list(&archive))).unwrap_or_else(|_| {
        let why = "a bug of this program: listing it broke off".to_owned();
        Listing { trouble: Some(why), ..Listing::default() }
    })
}

/// The limits of the command line: memory, processor time, files.
fn understood(args: &[String]) -> Option<Limits> {
    let numbers: Option<Vec<u64>> = args.iter().map(|arg| arg.parse().ok()).collect();
    match numbers?.as_slice() {
        [memory, cpu, files] => {
            Some(Limits { memory: *memory, cpu: *cpu, files: *files, wall: Duration::MAX })
        }
        _ => None,
    }
}

fn answer(question: Vec<u8>) -> Text {
    let read = move || {
        let Some(Question::Read(format, bytes)) = message::asked(&question) else { return None };
        let bytes = bytes.to_vec();
        Some(extract(&Document {
            path: String::new(),
            format,
            bytes,
            digest: String::new(),
            supplied: Supplied::default(),
            notes: Vec::new(),
        }))
    };
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(read);
    match thread.map(std::thread::JoinHandle::join) {
        Ok(Ok(Some(text))) => text,
        Ok(Ok(None)) => Text::unread("a question that is none".to_owned()),
        Ok(Err(_)) => {
            Text::unread("a bug of this program: reading the document broke off".to_owned())
        }
        Err(error) => Text::unread(format!("no thread can be started: {error}")),
    }
}

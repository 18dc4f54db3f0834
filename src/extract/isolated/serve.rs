//! The other side: a process that reads one document after the other until its input ends.

use std::io::{stdin, stdout};
use std::time::Duration;

use super::{Limits, limits, message};
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
        limits::allow_cpu(limits.cpu);
        let text = answer(question);
        let Ok(answer) = serde_json::to_vec(&text) else { return 70 };
        drop(text);
        if message::write(&mut output, &answer).is_err() {
            return 0;
        }
    }
    0
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
        let (format, bytes) = message::asked(&question)?;
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

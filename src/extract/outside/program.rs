//! A program of another, run with limits, and the files it is given.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Bytes that a program may write.
const MOST_WRITTEN: u64 = 64 << 20;

/// A program that was found.
#[derive(Debug, Clone)]
pub(super) struct Program {
    name: &'static str,
    wall: Duration,
}

impl Program {
    /// The program of this name, if it can be started.
    pub(super) fn find(name: &'static str, version: &str, wall: Duration) -> Option<Self> {
        let mut command = Command::new(name);
        command.arg(version).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().ok().map(|_| Self { name, wall })
    }

    /// Runs it and gives what it writes.
    ///
    /// # Errors
    /// What went wrong, as the end of a sentence that begins with its name.
    pub(super) fn run(&self, args: &[&str]) -> Result<Vec<u8>, String> {
        let mut command = Command::new(self.name);
        command.args(args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(|error| format!("cannot be started: {error}"))?;
        let out = child.stdout.take();
        let reader = thread::spawn(move || {
            let mut written = Vec::new();
            let read = out.map(|out| out.take(MOST_WRITTEN + 1).read_to_end(&mut written));
            read.transpose().map(|_| written)
        });
        let until = Instant::now() + self.wall;
        let status = loop {
            match child.try_wait() {
                Ok(Some(status)) => break Ok(status),
                Ok(None) if Instant::now() < until => thread::sleep(Duration::from_millis(10)),
                Ok(None) => break Err(format!("takes more than {} s", self.wall.as_secs())),
                Err(error) => break Err(format!("cannot be waited for: {error}")),
            }
        };
        if status.is_err() {
            // It may have ended by itself meanwhile; either way it is over and nothing of it is waited for.
            let _ = child.kill();
            let _ = child.wait();
        }
        let status = status?;
        let written = reader.join().map_err(|_| "was not read".to_owned())?;
        let written = written.map_err(|error| format!("was not read: {error}"))?;
        match status.code() {
            _ if written.len() as u64 > MOST_WRITTEN => Err("writes without an end".to_owned()),
            Some(0) => Ok(written),
            Some(code) => Err(format!("ended with exit code {code}")),
            None => Err("was ended by a signal".to_owned()),
        }
    }
}

/// A temporary file, gone when it is dropped.
#[derive(Debug)]
pub(super) struct Scratch(PathBuf);

impl Scratch {
    /// A file with these bytes.
    pub(super) fn new(folder: &Path, bytes: &[u8]) -> Result<Self, String> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let place = folder.join(format!("peelian-{}-{number}.pdf", std::process::id()));
        // Never over a file that is there: the folder may be anybody's.
        let mut options = File::options();
        options.write(true).create_new(true);
        let written =
            options.open(&place).and_then(|mut file| std::io::Write::write_all(&mut file, bytes));
        let scratch = Self(place);
        written.map_err(|error| format!("no temporary file: {error}"))?;
        Ok(scratch)
    }

    /// A file that a program will write: a PNG beside this one.
    pub(super) fn beside(&self, what: &str) -> Self {
        Self(self.0.with_extension(format!("{what}.png")))
    }

    pub(super) fn path(&self) -> String {
        self.0.display().to_string()
    }

    /// The path without its last ending, which some programs add themselves.
    pub(super) fn stem(&self) -> String {
        self.0.with_extension("").display().to_string()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What was never written need not be removed.
        let _ = fs::remove_file(&self.0);
    }
}

//! `index --watch`: round after round, whenever the folders have changed and are still again.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::terminal::Terminal;
use super::{End, fetch};
use crate::corpus::{Look, look};
use crate::{Error, ErrorKind, Result};

/// The options of watching.
#[derive(Debug, Default, clap::Args)]
pub(super) struct Watching {
    /// Go on: index again whenever a folder has changed, until Ctrl-C
    #[arg(long, conflicts_with = "dry_run")]
    pub(super) watch: bool,
    /// With `--watch`: seconds between two looks at the folders
    #[arg(long, value_name = "SECONDS", default_value = "2", value_parser = fetch::seconds, requires = "watch")]
    every: Duration,
}

impl Watching {
    /// Runs `round` now and after every change of `roots`, until `stop` is set. A folder is taken as changed when two looks
    /// in a row find the same and something else than before: what is still being written is waited for.
    ///
    /// # Errors
    /// `Interrupted` in the end; from the first round whatever it gives, from later ones what another try cannot mend.
    pub(super) fn run(
        &self,
        roots: &[PathBuf],
        stop: &AtomicBool,
        terminal: &mut Terminal,
        mut round: impl FnMut(&mut Terminal) -> Result<End>,
    ) -> Result<End> {
        // The look before the round: a change while it reads is a change after it.
        let mut indexed = look(roots);
        round(terminal)?;
        terminal.flush()?;
        terminal.note(&format!("watching {}; Ctrl-C ends it", shown(roots)));
        while let Some(now) = self.changed(roots, indexed, stop) {
            match round(terminal) {
                Ok(_) => indexed = now,
                Err(error) if may_pass(&error) => {
                    terminal.message(&format!("this round failed and is tried again: {error}"));
                }
                Err(error) => return Err(error),
            }
            terminal.flush()?;
        }
        let message = "stopped watching; the index is as the last round left it";
        Err(Error::new(ErrorKind::Interrupted, message))
    }

    /// Waits for a change that is over; `None` if there is to be an end.
    fn changed(&self, roots: &[PathBuf], indexed: Look, stop: &AtomicBool) -> Option<Look> {
        let mut last = None;
        loop {
            if !rest(self.every, stop) {
                return None;
            }
            let now = look(roots);
            if now != indexed && last == Some(now) {
                return Some(now);
            }
            last = Some(now);
        }
    }
}

/// What another program's work or a disk that is away explains.
fn may_pass(error: &Error) -> bool {
    matches!(error.kind, ErrorKind::Io | ErrorKind::IndexLocked | ErrorKind::Input)
}

/// Rests; false as soon as `stop` is set.
fn rest(time: Duration, stop: &AtomicBool) -> bool {
    let until = Instant::now() + time.max(Duration::from_millis(20));
    loop {
        if stop.load(Ordering::Relaxed) {
            return false;
        }
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return true;
        }
        thread::sleep(left.min(Duration::from_millis(50)));
    }
}

fn shown(roots: &[PathBuf]) -> String {
    let name = |root: &PathBuf| format!("`{}`", Path::display(root));
    roots.iter().map(name).collect::<Vec<_>>().join(", ")
}

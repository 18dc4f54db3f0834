//! The files of a segment, opened while its records come, and closed while others are written: the engine makes a list of its files
//! safe on disk before it opens one, and each file before it closes it, and no thread of the pool need wait for that.

use std::io::{self, Write};
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::thread::{Builder, JoinHandle};

use tantivy::Segment;
use tantivy::directory::error::OpenWriteError;
use tantivy::directory::{AntiCallToken, TerminatingWrite, WritePtr};
use tantivy::index::SegmentComponent;

type Opened = std::result::Result<WritePtr, OpenWriteError>;

/// Bytes on their way to a file: a power of two, and more than a system maps at a time.
const ROOM: usize = 1 << 18;

/// A file that is written, in parts of [`ROOM`] bytes that begin at multiples of it. The system keeps what is written at once, and
/// lies so, as one piece of its memory, and maps it at once for whoever reads it later: a search of what was just written takes a
/// tenth less time. The engine's own room is eight kilobytes.
pub(super) struct File {
    to: WritePtr,
    waiting: Vec<u8>,
}

impl File {
    fn new(to: WritePtr) -> Self {
        Self { to, waiting: Vec::with_capacity(ROOM) }
    }

    fn pass_on(&mut self) -> io::Result<()> {
        let passed_on = self.to.write_all(&self.waiting);
        self.waiting.clear();
        passed_on
    }
}

impl Write for File {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.waiting.len() >= ROOM {
            self.pass_on()?;
        }
        let room = bytes.len().min(ROOM - self.waiting.len());
        self.waiting.extend_from_slice(&bytes[..room]);
        Ok(room)
    }

    /// What waits goes on waiting: no one reads the file before it is closed.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl TerminatingWrite for File {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        self.pass_on()?;
        self.to.flush()?;
        self.to.terminate_ref(token)
    }
}

/// A file that is being opened.
pub(super) struct Opening(Receiver<Opened>);

impl Opening {
    /// The file; waits until it is open.
    pub(super) fn wait(&self) -> io::Result<File> {
        file(self.0.recv().map_err(|_| not_opened())?)
    }

    /// The file, if it is open by now.
    pub(super) fn get(&self) -> Option<io::Result<File>> {
        match self.0.try_recv() {
            Ok(opened) => Some(file(opened)),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some(Err(not_opened())),
        }
    }
}

/// The thread that opens files; whoever lets go of it waits for its end, so that none is opened for a build that was given up.
pub(super) struct Opener(Option<JoinHandle<()>>);

impl Drop for Opener {
    fn drop(&mut self) {
        // What it has met is told to those who wait for its files.
        let _ = self.0.take().map(JoinHandle::join);
    }
}

/// Begins to open files of a segment, one after another, on a thread that ends with the last.
pub(super) fn open<const N: usize>(
    segment: &Segment,
    components: [SegmentComponent; N],
) -> ([Opening; N], Opener) {
    let mut senders: Vec<(SegmentComponent, Sender<Opened>)> = Vec::with_capacity(N);
    let openings = components.map(|component| {
        let (sender, receiver) = channel();
        senders.push((component, sender));
        Opening(receiver)
    });
    let segment = segment.clone();
    let open_all = move || {
        for (component, sender) in senders {
            // No one waits for the others where one cannot be opened or is no longer wanted.
            let opened = segment.open_write(component);
            let failed = opened.is_err();
            if sender.send(opened).is_err() || failed {
                return;
            }
        }
    };
    // Without a thread they are not opened, which whoever waits is told.
    let thread = Builder::new().name("opening".to_owned()).spawn(open_all).ok();
    (openings, Opener(thread))
}

fn file(opened: Opened) -> io::Result<File> {
    opened.map(File::new).map_err(io::Error::other)
}

/// A file that is being closed.
pub(super) struct Closing(JoinHandle<io::Result<()>>);

impl Closing {
    /// Begins to close a file, on a thread of its own.
    pub(super) fn begin(
        close: impl FnOnce() -> io::Result<()> + Send + 'static,
    ) -> io::Result<Self> {
        Builder::new().name("closing".to_owned()).spawn(close).map(Self)
    }

    /// Waits until it is safe on disk.
    pub(super) fn wait(self) -> io::Result<()> {
        let broke_off = || io::Error::other("closing a file of a segment broke off");
        self.0.join().unwrap_or_else(|_| Err(broke_off()))
    }
}

fn not_opened() -> io::Error {
    io::Error::other("a file of a segment could not be opened")
}

#[cfg(test)]
mod tests {
    use std::io::{self, Write as _};

    use tantivy::Index;
    use tantivy::directory::TerminatingWrite as _;
    use tantivy::index::SegmentComponent;

    use super::{Closing, ROOM, open};
    use crate::index::schema::schema;

    #[test]
    fn a_file_holds_what_was_written_in_parts_of_any_length() {
        let dir = tempfile::tempdir().unwrap();
        let segment = Index::create_in_dir(dir.path(), schema()).unwrap().new_segment();
        let ([store], _opener) = open(&segment, [SegmentComponent::Store]);
        let mut file = store.wait().unwrap();
        let mut written = Vec::new();
        for length in [0, 1, 7, ROOM - 8, 1, ROOM, ROOM - 1, 3 * ROOM + 5, 2] {
            let bytes: Vec<u8> = (0..length).map(|at| (at * 31 + length) as u8).collect();
            file.write_all(&bytes).unwrap();
            assert!(file.waiting.len() <= ROOM);
            written.extend(bytes);
        }
        file.terminate().unwrap();
        let read = segment.open_read(SegmentComponent::Store).unwrap().read_bytes().unwrap();
        assert!(read.as_slice() == written);
    }

    #[test]
    fn who_waits_for_a_file_that_cannot_be_opened_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let segment = Index::create_in_dir(dir.path(), schema()).unwrap().new_segment();
        let open = |components| open(&segment, components).0;
        let [store, terms] = open([SegmentComponent::Store, SegmentComponent::Terms]);
        assert!(terms.wait().is_ok());
        assert!(store.get().unwrap().is_ok());
        // There it is; and where one fails no other is opened.
        let [store, norms] = open([SegmentComponent::Store, SegmentComponent::FieldNorms]);
        assert!(store.wait().is_err());
        assert!(norms.wait().is_err());
        assert!(norms.get().unwrap().is_err());
    }

    #[test]
    fn what_fails_while_a_file_is_closed_is_told() {
        assert!(Closing::begin(|| Ok(())).unwrap().wait().is_ok());
        assert!(Closing::begin(|| Err(io::Error::other("full"))).unwrap().wait().is_err());
        assert!(Closing::begin(|| panic!("a bug")).unwrap().wait().is_err());
    }
}

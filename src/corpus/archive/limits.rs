//! What is read of an archive at most, by bytes that are really unpacked: what an archive says of itself may be a lie.

use std::cell::{Cell, RefCell};
use std::io::{Error, Read, Result};
use std::rc::Rc;

/// Files in an archive at most, those in archives within it included.
pub(super) const MOST_ENTRIES: u64 = 100_000;

/// Archives within each other at most, the outermost included; `.tar.gz` is one.
pub(super) const MOST_NESTED: usize = 2;

/// Bytes of a ZIP archive within another archive at most: it is held in memory, for its table of contents stands at its end.
#[cfg(feature = "archives")]
pub(super) const MOST_INNER: u64 = 256 << 20;

/// Bytes that all of an archive may unpack to.
const MOST_UNPACKED: u64 = 8 << 30;

/// Unpacked bytes for a byte of the archive at most. Text packs to a tenth, pages that repeat each other to a fiftieth;
/// what goes beyond this was made to fill a disk.
const MOST_RATIO: u64 = 200;

/// Unpacked bytes before the ratio counts.
const FREE: u64 = 16 << 20;

/// What is left of an archive's allowance, shared by all that unpack parts of it.
#[derive(Debug)]
pub(super) struct Budget {
    size: u64,
    unpacked: Cell<u64>,
    entries: Cell<u64>,
    broken: RefCell<Option<String>>,
}

impl Budget {
    /// The allowance of an archive of `size` bytes.
    pub(super) fn of(size: u64) -> Rc<Self> {
        Rc::new(Self {
            size,
            unpacked: Cell::new(0),
            entries: Cell::new(0),
            broken: RefCell::new(None),
        })
    }

    /// Why no more may be read, once that is so.
    pub(super) fn broken(&self) -> Option<String> {
        self.broken.borrow().clone()
    }

    /// Counts one more file.
    pub(super) fn entry(&self) -> std::result::Result<(), String> {
        self.entries.set(self.entries.get() + 1);
        if self.entries.get() > MOST_ENTRIES {
            let why =
                format!("it has more than {MOST_ENTRIES} files; those after them are not read");
            self.broken.replace(Some(why.clone()));
            return Err(why);
        }
        Ok(())
    }

    /// Counts unpacked bytes.
    fn spend(&self, bytes: usize) -> Result<()> {
        let unpacked = self.unpacked.get() + bytes as u64;
        self.unpacked.set(unpacked);
        let why = if unpacked > MOST_UNPACKED {
            format!("it unpacks to more than {} GiB", MOST_UNPACKED >> 30)
        } else if unpacked > FREE + self.size.saturating_mul(MOST_RATIO) {
            format!("it unpacks to more than {MOST_RATIO} times its size")
        } else {
            return Ok(());
        };
        self.broken.replace(Some(format!("{why}; what comes after that is not read")));
        Err(Error::other(why))
    }
}

/// Unpacked bytes, counted as they are read.
pub(super) struct Counted<R> {
    inner: R,
    budget: Rc<Budget>,
}

impl<R: Read> Counted<R> {
    pub(super) fn new(inner: R, budget: &Rc<Budget>) -> Self {
        Self { inner, budget: Rc::clone(budget) }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> Result<usize> {
        let read = self.inner.read(into)?;
        self.budget.spend(read)?;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, copy, repeat, sink};

    use super::{Budget, Counted, FREE, MOST_ENTRIES, MOST_RATIO};

    #[test]
    fn an_archive_unpacks_to_so_many_times_its_size_and_no_more() {
        let budget = Budget::of(1_000);
        let whole = FREE + 1_000 * MOST_RATIO;
        let mut counted = Counted::new(repeat(0), &budget);
        assert_eq!(copy(&mut (&mut counted).take(whole), &mut sink()).ok(), Some(whole));
        assert_eq!(budget.broken(), None);
        assert!(counted.read(&mut [0]).is_err());
        assert!(budget.broken().is_some_and(|why| why.contains("200 times its size")));
    }

    #[test]
    fn so_many_files_and_no_more() {
        let budget = Budget::of(0);
        assert!((0..MOST_ENTRIES).all(|_| budget.entry().is_ok()));
        assert!(budget.entry().is_err() && budget.broken().is_some());
    }
}

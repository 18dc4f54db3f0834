//! What the dictionaries said of words: everything that reads a query asks for its words again.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::Result;

/// Words that are remembered at most.
const MOST: usize = 1_024;

/// Words with what was found of each; holds no more than [`MOST`].
#[derive(Debug)]
pub(super) struct Remembered<T>(Mutex<BTreeMap<String, T>>);

impl<T> Default for Remembered<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Clone> Remembered<T> {
    /// What is known of `word`; what `find` gives if nothing is.
    ///
    /// # Errors
    /// That of `find`, which is not remembered.
    pub(super) fn of(&self, word: &str, find: impl FnOnce() -> Result<T>) -> Result<T> {
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known().get(word) {
            return Ok(found.clone());
        }
        let found = find()?;
        let mut known = known();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(word.to_owned(), found.clone());
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, Remembered};
    use crate::{Error, ErrorKind};

    #[test]
    fn a_word_is_looked_up_once_and_memory_is_bounded() {
        let known = Remembered::default();
        let failed = || Err(Error::new(ErrorKind::IndexDamaged, "unreadable"));
        assert!(known.of("vetting", failed).is_err());
        assert_eq!(known.of("vetting", || Ok(1)).unwrap(), 1);
        assert_eq!(known.of("vetting", || Ok(2)).unwrap(), 1);
        for other in 0..2 * MOST {
            known.of(&other.to_string(), || Ok(3)).unwrap();
        }
        assert!(known.0.lock().unwrap().len() <= MOST);
    }
}

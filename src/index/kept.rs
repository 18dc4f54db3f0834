//! What was worked out of a commit: it does not change, so the question after the next finds it here.

use std::any::{Any, TypeId};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::Index;
use crate::Result;

/// Results that are kept at most; when there are more, all are forgotten.
const MOST: usize = 64;

/// Results by what they are and of what they are.
#[derive(Default)]
pub(super) struct Kept(Mutex<BTreeMap<(TypeId, String), Arc<dyn Any + Send + Sync>>>);

impl Kept {
    /// # Errors
    /// That of `find`, which is not kept.
    fn of<T: Send + Sync + 'static>(
        &self,
        what: String,
        find: impl FnOnce() -> Result<T>,
    ) -> Result<Arc<T>> {
        let key = (TypeId::of::<T>(), what);
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = known().get(&key).cloned().and_then(|kept| kept.downcast().ok());
        if let Some(kept) = kept {
            return Ok(kept);
        }
        // Not under the lock: what is worked out here may ask for what is kept.
        let found = Arc::new(find()?);
        let mut known = known();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(key, Arc::<T>::clone(&found));
        Ok(found)
    }
}

impl Index {
    /// The `T` of `what`, worked out by `find` if it was not before.
    ///
    /// # Errors
    /// That of `find`, which is not kept.
    pub(crate) fn kept<T: Send + Sync + 'static>(
        &self,
        what: String,
        find: impl FnOnce() -> Result<T>,
    ) -> Result<Arc<T>> {
        self.kept.of(what, find)
    }
}

#[cfg(test)]
mod tests {
    use super::{Kept, MOST};
    use crate::{Error, ErrorKind};

    #[test]
    fn a_result_is_worked_out_once_by_type_and_name_and_memory_is_bounded() {
        let kept = Kept::default();
        let failed = || Err(Error::new(ErrorKind::IndexDamaged, "unreadable"));
        assert!(kept.of::<u8>("all".to_owned(), failed).is_err());
        assert_eq!(*kept.of("all".to_owned(), || Ok(1_u8)).unwrap(), 1);
        assert_eq!(*kept.of("all".to_owned(), || Ok(2_u8)).unwrap(), 1);
        assert_eq!(*kept.of("all".to_owned(), || Ok(2_u16)).unwrap(), 2);
        assert_eq!(*kept.of("some".to_owned(), || Ok(3_u8)).unwrap(), 3);
        for other in 0..2 * MOST {
            kept.of(other.to_string(), || Ok(4_u8)).unwrap();
        }
        assert!(kept.0.lock().unwrap().len() <= MOST);
    }
}

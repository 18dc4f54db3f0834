//! Small work shared by the cores.

use std::sync::OnceLock;
use std::thread::{ThreadId, current};

use rayon::prelude::*;

use crate::Result;

/// The thread that asks all questions of this process, if one said so.
static ASKS: OnceLock<ThreadId> = OnceLock::new();

/// Says that this thread asks all questions of this process: it becomes one of the pool's once work is shared that is worth
/// it, so that it works too and need not wait for others to wake up. To start them takes as long as to find a rare word.
pub fn asks_alone() {
    ASKS.get_or_init(|| current().id());
}

/// Starts the pool with this thread in it, if it is the one that asks and there is none yet: who knows beforehand that work will be
/// shared says so, as another thread takes a while to be there.
pub(super) fn start() {
    if rayon::current_thread_index().is_none() && ASKS.get() == Some(&current().id()) {
        let _ = rayon::ThreadPoolBuilder::new().use_current_thread().build_global();
    }
}

/// How much work there is, against waking another thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Work {
    /// Done before another thread is awake.
    Little,
    /// Offered to other threads, while this one goes on. A thread outside the pool would hand over everything and sleep:
    /// it works alone.
    Some,
    /// Shared in any case.
    Much,
}

/// What `each` makes of the numbers below `count`, in their order, with what `tools` gives each thread.
///
/// # Errors
/// The first of what `each` gives, by number.
pub(super) fn together<S, T: Send>(
    count: usize,
    work: Work,
    tools: impl Fn() -> S + Sync + Send,
    each: impl Fn(&mut S, usize) -> Result<T> + Sync + Send,
) -> Result<Vec<T>> {
    let outside = || rayon::current_thread_index().is_none();
    if count < 2 || work == Work::Little || work == Work::Some && outside() {
        let mut tools = tools();
        return (0..count).map(|nth| each(&mut tools, nth)).collect();
    }
    start();
    let made: Vec<Result<T>> = (0..count).into_par_iter().map_init(tools, each).collect();
    made.into_iter().collect()
}

/// Does two things: at once where this thread is one of several that share work, else one after the other.
pub(super) fn both<A: Send, B: Send>(
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B + Send,
) -> (A, B) {
    match rayon::current_thread_index() {
        Some(_) => rayon::join(one, other),
        None => (one(), other()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Work, together};
    use crate::{Error, ErrorKind, Result};

    #[test]
    fn what_is_made_comes_in_order() {
        for work in [Work::Little, Work::Some, Work::Much] {
            for count in [0, 1, 2, 100] {
                let made = together(count, work, || (), |(), nth| Ok(nth * nth)).unwrap();
                assert_eq!(made, (0..count).map(|nth| nth * nth).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn the_first_error_is_told() {
        let odd = |(): &mut (), nth: usize| -> Result<usize> {
            match nth % 2 {
                0 => Ok(nth),
                _ => Err(Error::new(ErrorKind::Query, format!("{nth} is odd"))),
            }
        };
        for work in [Work::Little, Work::Much] {
            assert_eq!(together(9, work, || (), odd).unwrap_err().message, "1 is odd");
        }
        assert_eq!(together(1, Work::Much, || (), odd).unwrap(), [0]);
    }
}

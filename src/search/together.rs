//! Small work shared by the cores.

use rayon::prelude::*;

use crate::Result;

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
    let made: Vec<Result<T>> = (0..count).into_par_iter().map_init(tools, each).collect();
    made.into_iter().collect()
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

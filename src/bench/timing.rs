//! Times of questions, and how they spread.

use std::time::Instant;

use super::classes::{Class, Question};
use crate::Result;
use crate::analyse::count;
use crate::index::Index;
use crate::search::search;

/// How times spread, in microseconds. A percentile is the least time that so many hundredths of the runs did not exceed
/// (nearest rank).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spread {
    /// Number of times.
    pub runs: usize,
    /// Half of them took no longer.
    pub p50_us: u64,
    /// 95 of a hundred took no longer.
    pub p95_us: u64,
    /// 99 of a hundred took no longer.
    pub p99_us: u64,
    /// The longest.
    pub max_us: u64,
}

impl Spread {
    /// The spread of `times` in microseconds.
    #[must_use]
    pub fn of(mut times: Vec<u64>) -> Self {
        times.sort_unstable();
        let at = |hundredths: usize| {
            let rank = (times.len() * hundredths).div_ceil(100);
            times.get(rank.saturating_sub(1)).copied().unwrap_or(0)
        };
        Self { runs: times.len(), p50_us: at(50), p95_us: at(95), p99_us: at(99), max_us: at(100) }
    }
}

/// Asks every question of a class once to warm up and `runs` times more, in turn. Gives the times and how much was found,
/// in the mean.
///
/// # Errors
/// As `search` and `count`.
pub fn ask(index: &Index, class: &Class, runs: usize) -> Result<(Spread, f64)> {
    let mut times = Vec::with_capacity(class.questions.len() * runs);
    let mut found = 0;
    for round in 0..=runs {
        for question in &class.questions {
            let started = Instant::now();
            let here = match question {
                Question::Search { request, .. } => search(index, request)?.findings,
                Question::Count { request, .. } => count(index, request)?.total,
            };
            if round > 0 {
                times.push(u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX));
                found += here;
            }
        }
    }
    let mean = found as f64 / times.len().max(1) as f64;
    Ok((Spread::of(times), mean))
}

#[cfg(test)]
mod tests {
    use super::Spread;

    #[test]
    fn percentiles_are_the_nearest_ranks() {
        let spread = Spread::of((1..=200).rev().collect());
        let expected = Spread { runs: 200, p50_us: 100, p95_us: 190, p99_us: 198, max_us: 200 };
        assert_eq!(spread, expected);
        let one = Spread { runs: 1, p50_us: 7, p95_us: 7, p99_us: 7, max_us: 7 };
        assert_eq!(Spread::of(vec![7]), one);
        assert_eq!(Spread::of(Vec::new()), Spread::default());
    }
}

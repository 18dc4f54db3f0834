//! Draws that depend on nothing but a seed and the number of a record.

/// The draws of one record. SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014)
/// from a place that is a hash of seed, stream and number: as with the generators of Salmon and others ("Parallel random
/// numbers: as easy as 1, 2, 3", 2011) any core can make any record without the ones before it.
#[derive(Debug, Clone)]
pub(super) struct Draws {
    state: u64,
}

/// What is drawn for: each has draws of its own.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stream {
    /// A finding as a JSON line.
    Finding = 1,
    /// A report as a file.
    Report = 2,
    /// The grade of a judgment.
    Grade = 3,
    /// The order of the inspections.
    Order = 4,
}

/// The golden ratio in 64 bits: the step of SplitMix64.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

impl Draws {
    pub(super) fn new(seed: u64, stream: Stream, number: u64) -> Self {
        let place = mixed(seed.wrapping_add(STEP.wrapping_mul(stream as u64)));
        Self { state: mixed(place.wrapping_add(STEP.wrapping_mul(number))) }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(STEP);
        mixed(self.state)
    }

    /// A number below `bound`, every one as likely (to one part in 2^32 / `bound`); 0 for a bound of 0.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        let bound = bound as u64 & 0xffff_ffff;
        (((self.next() >> 32) * bound) >> 32) as usize
    }

    /// A number from `least` to `most`.
    pub(super) fn between(&mut self, least: usize, most: usize) -> usize {
        least + self.below(most + 1 - least.min(most))
    }

    /// True in so many of a hundred cases.
    pub(super) fn in_hundred(&mut self, cases: usize) -> bool {
        self.below(100) < cases
    }

    /// The place of one of `weights`, each as likely as it is heavy.
    pub(super) fn weighted(&mut self, weights: &[usize]) -> usize {
        let mut rest = self.below(weights.iter().sum());
        weights
            .iter()
            .position(|&weight| {
                let here = rest < weight;
                rest = rest.saturating_sub(weight);
                here
            })
            .unwrap_or(0)
    }

    /// One of `choices`.
    pub(super) fn one<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        choices.get(self.below(choices.len()))
    }

    /// A rank from 0 below `most` whose frequency falls as its inverse: Zipf's law with exponent 1.
    pub(super) fn rank(&mut self, most: usize) -> usize {
        let part = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        // The sum of inverses grows as the logarithm, so a uniform logarithm is Zipf's law.
        let rank = ((most as f64 + 1.0).ln() * part).exp() as usize;
        rank.saturating_sub(1).min(most.saturating_sub(1))
    }
}

/// The last step of SplitMix64, which spreads every bit over all.
fn mixed(bits: u64) -> u64 {
    let bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::{Draws, Stream, mixed};

    #[test]
    fn the_generator_is_the_published_one() {
        // The first output of SplitMix64 from the state 0, as its authors give it.
        assert_eq!(mixed(super::STEP), 0xe220_a839_7b1d_cdaf);
    }

    #[test]
    fn draws_fall_where_they_should() {
        let mut draws = Draws::new(1, Stream::Finding, 2);
        let mut counts = [0; 3];
        for _ in 0..30_000 {
            counts[draws.weighted(&[1, 2, 3])] += 1;
        }
        for (count, expected) in counts.iter().zip([5_000, 10_000, 15_000]) {
            assert!(i32::abs(count - expected) < 400, "{counts:?}");
        }
        let mut ranks = [0; 4];
        for _ in 0..24_000 {
            ranks[draws.rank(4)] += 1;
        }
        // Zipf over [1, 5): ln 2, ln 3/2, ln 4/3, ln 5/4 of ln 5.
        for (count, expected) in ranks.iter().zip([10_336, 6_046, 4_290, 3_328]) {
            assert!(i32::abs(count - expected) < 350, "{ranks:?}");
        }
        assert_eq!(draws.below(0), 0);
        assert!((0..100).all(|_| (3..=5).contains(&draws.between(3, 5))));
    }

    #[test]
    fn records_and_streams_have_draws_of_their_own() {
        let first = |seed, stream, number| Draws::new(seed, stream, number).next();
        let all = [
            first(1, Stream::Finding, 1),
            first(1, Stream::Finding, 2),
            first(2, Stream::Finding, 1),
            first(1, Stream::Report, 1),
        ];
        let distinct: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(distinct.len(), all.len());
    }
}

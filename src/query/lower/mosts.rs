//! The most that each window promises for all parts of a question together, in whole steps: of ten million records there are so many windows
//! that each may cost no more than a few bytes read and a sum of small numbers made side by side with others.

use std::ops::RangeInclusive;
use std::sync::Arc;

use tantivy::{DocId, Score};

use super::ceilings::Ceiling;

/// Windows of which the greatest is known as well, so that those that promise too little are passed over together.
const TOGETHER: usize = 16;

/// Steps that all parts together can promise, at most: what is rounded up comes on top of it.
const LARGEST: f64 = 64_000.0;

/// The most that is promised by each window, and by windows [`TOGETHER`].
pub(super) struct Mosts {
    step: f64,
    /// 0 where a window has nothing that is asked for; [`u16::MAX`] where the parts are too many to be summed up.
    of: Vec<u16>,
    tops: Vec<u16>,
}

/// What a part is among the others.
#[derive(Debug, Clone, Copy)]
enum Role {
    /// A record may hold it.
    May,
    /// A record must hold it.
    Must,
    /// It comes on top of what others promise.
    More,
}

impl Mosts {
    /// The sums of so many windows, of which each has any of `parts`; `None` where of one it is not known how much it promises.
    pub(super) fn any(windows: usize, parts: Vec<Option<Arc<Ceiling>>>) -> Option<Self> {
        let parts = parts.into_iter().map(|part| Some((part?, Role::May)));
        Some(Self::of(windows, parts.collect::<Option<_>>()?))
    }

    /// The sums of so many windows, of which each has all of `parts`; `more` comes on top. `None` as above.
    pub(super) fn all(
        windows: usize,
        parts: Vec<Option<Arc<Ceiling>>>,
        more: Vec<Arc<Ceiling>>,
    ) -> Option<Self> {
        let parts = parts.into_iter().map(|part| Some((part?, Role::Must)));
        let mut parts: Vec<(Arc<Ceiling>, Role)> = parts.collect::<Option<_>>()?;
        parts.extend(more.into_iter().map(|more| (more, Role::More)));
        Some(Self::of(windows, parts))
    }

    fn of(windows: usize, parts: Vec<(Arc<Ceiling>, Role)>) -> Self {
        let largest: f64 = parts.iter().map(|(part, _)| f64::from(part.greatest())).sum();
        let step = largest.max(f64::MIN_POSITIVE) / LARGEST;
        let mut of = vec![0; windows];
        for (nth, (part, role)) in parts.iter().enumerate() {
            // The first is laid over nothing.
            let role = if nth == 0 { Role::May } else { *role };
            lay(&mut of, part, step, role);
        }
        Self { tops: of.chunks(TOGETHER).map(greatest).collect(), step, of }
    }
}

/// Adds what a part promises to the sums of windows.
fn lay(sums: &mut [u16], part: &Ceiling, step: f64, role: Role) {
    match role {
        Role::May => lay_by(sums, part, step, u16::saturating_add),
        Role::Must => {
            lay_by(
                sums,
                part,
                step,
                |sum, most| {
                    if sum.min(most) == 0 { 0 } else { sum.saturating_add(most) }
                },
            )
        }
        Role::More => lay_by(
            sums,
            part,
            step,
            |sum, most| {
                if sum == 0 { 0 } else { sum.saturating_add(most) }
            },
        ),
    }
}

fn lay_by(sums: &mut [u16], part: &Ceiling, step: f64, add: impl Fn(u16, u16) -> u16) {
    // How many steps one of its own is, in parts of 256: the greatest of 255 of its own is no more than all, so that sixteen bits hold it.
    let times = (f64::from(part.step()) / step * 256.0).ceil() as u16;
    let (whole, parts) = (times >> u8::BITS, times & u16::from(u8::MAX));
    for (sum, steps) in sums.iter_mut().zip(part.steps()) {
        let steps = u16::from(*steps);
        // Rounded up. Products of sixteen bits are made eight at once.
        let most = steps * whole + ((steps * parts) >> u8::BITS) + 1;
        *sum = add(*sum, if steps == 0 { 0 } else { most });
    }
}

impl Mosts {
    /// From how much on windows are looked at first, then from how much on, and so forth: at first about the best so many, then more and more,
    /// so that what is enough is known before most of them come.
    pub(super) fn bands(&self, best: usize) -> Vec<u16> {
        /// Times as many as before.
        const MORE: usize = 4;
        let mut held = [0_usize; 1 << u8::BITS];
        self.tops.iter().for_each(|top| held[usize::from(top >> u8::BITS)] += 1);
        let (mut bands, mut above, mut many) = (Vec::new(), 0, best);
        for (from, held) in (0..=u8::MAX).zip(held).rev() {
            above += held;
            // What most promise comes last, with all that is left.
            if above >= many && above <= self.tops.len() / 2 {
                bands.push(u16::from(from) << u8::BITS);
                many = above.saturating_mul(MORE);
            }
        }
        bands.push(0);
        bands
    }

    /// Gives `look` the windows that promise so much, in their order, if it is more than `least` when they come; it gives back how much that is
    /// from then on.
    pub(super) fn each<E>(
        &self,
        band: RangeInclusive<u16>,
        mut least: Score,
        mut look: impl FnMut(DocId) -> Result<Score, E>,
    ) -> Result<(), E> {
        let (start, end) = band.into_inner();
        let mut enough = self.enough(least);
        let above = self.tops.chunks(TOGETHER).zip(self.of.chunks(TOGETHER * TOGETHER));
        for (nth, (tops, of)) in above.enumerate() {
            if !has(tops, enough.max(start)) {
                continue;
            }
            for (at, of) in of.chunks(TOGETHER).enumerate() {
                if !has(of, enough.max(start)) {
                    continue;
                }
                let first = ((nth * TOGETHER + at) * TOGETHER) as DocId;
                for (window, most) in (first..).zip(of) {
                    if !(enough.max(start)..=end).contains(most) {
                        continue;
                    }
                    let now = look(window)?;
                    if now != least {
                        (least, enough) = (now, self.enough(now));
                    }
                }
            }
        }
        Ok(())
    }

    /// The fewest steps that are more than `least`, and one at least.
    fn enough(&self, least: Score) -> u16 {
        ((f64::from(least) / self.step).floor() as u16).saturating_add(1)
    }
}

/// Whether any number is so much.
#[inline]
fn has(of: &[u16], enough: u16) -> bool {
    // All of them are asked, so that eight are at once.
    of.iter().fold(false, |has, most| has | (*most >= enough))
}

/// The greatest of some numbers.
fn greatest(of: &[u16]) -> u16 {
    of.iter().copied().max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::ceilings::tests::ceiling;
    use super::super::ceilings::{SLACK, WINDOW};
    use super::*;

    /// Windows of the segment.
    const WINDOWS: DocId = 300;

    /// What each window scores at most in a part, if it has that.
    fn part() -> impl Strategy<Value = Vec<Option<u32>>> {
        prop::collection::vec(prop::option::of(0..10_000_u32), WINDOWS as usize)
    }

    fn score(most: u32, nth: usize) -> Score {
        // Of words that count much and words that count little.
        most as Score / [1.0, 90.0, 8_000.0][nth % 3]
    }

    fn ceilings(parts: &[Vec<Option<u32>>]) -> Vec<Option<Arc<Ceiling>>> {
        let of = |(nth, part): (usize, &Vec<Option<u32>>)| {
            let held = (0..)
                .zip(part)
                .filter_map(|(window, most)| most.map(|most| (window * WINDOW, score(most, nth))));
            Some(Arc::new(ceiling(&held.collect::<Vec<_>>(), WINDOWS * WINDOW)))
        };
        parts.iter().enumerate().map(of).collect()
    }

    fn looked_at(mosts: &Mosts, least: Score) -> Vec<DocId> {
        let mut looked_at = Vec::new();
        let look = |window| -> Result<Score, ()> {
            looked_at.push(window);
            Ok(least)
        };
        mosts.each(0..=u16::MAX, least, look).unwrap();
        looked_at
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn what_can_be_enough_is_looked_at_and_hardly_anything_else(
            parts in prop::collection::vec(part(), 1..6),
            all in any::<bool>(),
            least in 0..20_000_u32,
        ) {
            let (known, least) = (ceilings(&parts), least as Score / 2.0);
            let mosts = match all {
                true => Mosts::all(WINDOWS as usize, known, Vec::new()),
                false => Mosts::any(WINDOWS as usize, known),
            };
            let mosts = mosts.unwrap();
            let found = looked_at(&mosts, least);
            for window in 0..WINDOWS {
                let here = parts.iter().map(|part| part[window as usize]).enumerate();
                let held: Vec<Score> =
                    here.filter_map(|(nth, most)| Some(score(most?, nth))).collect();
                let has = if all { held.len() == parts.len() } else { !held.is_empty() };
                let (sum, is_found) = (held.iter().sum::<Score>(), found.contains(&window));
                prop_assert!(is_found || !has || sum <= least, "{window}: {sum} of {least}");
                prop_assert!(!is_found || has && sum * SLACK + 200.0 > least, "{window}: {sum} of {least}");
            }
        }
    }

    #[test]
    fn bands_part_the_windows_so_that_the_best_come_first() {
        // The first part counts 256 times as much as the second.
        let part = |of: fn(DocId) -> DocId| {
            let held: Vec<_> =
                (0..60_000).map(|window| (window * WINDOW, of(window) as Score)).collect();
            Some(Arc::new(ceiling(&held, 60_000 * WINDOW)))
        };
        let parts = vec![part(|window| window - window % 256), part(|window| window % 256)];
        let mosts = Mosts::any(60_000, parts).unwrap();
        let bands = mosts.bands(10);
        let mut past = u16::MAX;
        let mut counts = Vec::new();
        for from in bands {
            let mut count = 0;
            let look = |_| -> Result<Score, ()> {
                count += 1;
                Ok(0.0)
            };
            mosts.each(from..=past, 0.0, look).unwrap();
            counts.push(count);
            past = from.saturating_sub(1);
        }
        assert_eq!(counts.iter().sum::<usize>(), 60_000);
        assert!(counts[0] >= 10 && counts[0] < 1_000, "{counts:?}");
        assert!(counts.len() > 3 && counts.windows(2).all(|two| two[0] < two[1]), "{counts:?}");
        // Where they are few there is nothing to be gained.
        let few = Some(Arc::new(ceiling(&[(0, 1.0), (9_000, 2.0)], 300 * WINDOW)));
        assert_eq!(Mosts::any(300, vec![few]).unwrap().bands(10), [0]);
    }

    #[test]
    fn of_what_is_not_known_or_too_much_nothing_is_passed_over() {
        let known = Arc::new(ceiling(&[(5, 1.0)], 200 * WINDOW));
        assert!(Mosts::any(200, vec![Some(Arc::clone(&known)), None]).is_none());
        // Too many parts to be summed up.
        let mosts = Mosts::any(200, vec![Some(known); 70_000]).unwrap();
        assert_eq!(looked_at(&mosts, 1e9), [0]);
    }
}

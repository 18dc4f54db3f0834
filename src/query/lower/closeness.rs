//! When words stand close enough together: plain arithmetic on positions, for the engine and for highlights alike.

/// One way in which words stand close: the position of each word.
pub(crate) type Places = Vec<u32>;

/// A run of words: its first position and the one past its last.
pub(crate) type Run = (u32, u32);

/// Ways to share out the places of words that a phrase repeats, tried at most.
const MAX_TRIES: usize = 1_000;

/// The ways in which the words of a phrase stand so that they are moved by at most `slop` places in all: the greatest
/// minus the least of `position - place in the phrase`, as in Lucene's sloppy phrases. `positions` holds the sorted
/// positions of each word in the order of the phrase; of overlapping ways the first is given.
pub(crate) fn within_slop(positions: &[Vec<u32>], slop: u32) -> Vec<Places> {
    let mut found = Vec::new();
    let mut at = vec![0; positions.len()];
    while let Some(places) = places_at(positions, &at) {
        let moved = |place: usize| i64::from(places[place]) - place as i64;
        let least = (0..places.len()).min_by_key(|&place| moved(place)).unwrap_or(0);
        let most = (0..places.len()).map(moved).max().unwrap_or(0);
        let close = most - moved(least) <= i64::from(slop);
        let apart = match close {
            true if are_distinct(&places) => Some(places),
            true => distinct(positions, moved(least), slop),
            false => None,
        };
        match apart {
            Some(places) => {
                for ((next, list), place) in at.iter_mut().zip(positions).zip(&places) {
                    *next = list.partition_point(|other| other <= place);
                }
                found.push(places);
            }
            // Only a later place of the word that stands furthest ahead can bring them closer.
            None => at[least] += 1,
        }
    }
    found
}

/// A place of its own for each word, moved by `least` to `least + slop`: a word that a phrase holds twice has the same
/// places for both, and the nearest of them cannot serve twice.
fn distinct(positions: &[Vec<u32>], least: i64, slop: u32) -> Option<Places> {
    let within = least..=least + i64::from(slop);
    let mut open = vec![Places::new()];
    for _ in 0..MAX_TRIES {
        let taken = open.pop()?;
        let Some(places) = positions.get(taken.len()) else { return Some(taken) };
        let moved = |place: u32| i64::from(place) - taken.len() as i64;
        let fit = places.iter().rev().filter(|&&place| within.contains(&moved(place)));
        let free = fit.filter(|place| !taken.contains(place));
        open.extend(free.map(|&place| [taken.as_slice(), &[place]].concat()));
    }
    None
}

/// The pairs of runs with at most `between` words between them, not overlapping; in either order, or only the left one
/// first if `ordered`. Runs are sorted.
pub(crate) fn near(left: &[Run], right: &[Run], between: u32, ordered: bool) -> Vec<(Run, Run)> {
    let is_near = |a: Run, b: Run| b.0 >= a.1 && b.0 - a.1 <= between;
    let longest = right.iter().map(|run| run.1 - run.0).max().unwrap_or(0);
    let mut found = Vec::new();
    for &a in left {
        // Those that begin too early to be near need no look. Runs are not sorted by their ends.
        let reach_back = longest.saturating_add(between);
        let first = right.partition_point(|b| b.0.saturating_add(reach_back) < a.0);
        let reach = a.1.saturating_add(between);
        for &b in right.iter().skip(first).take_while(|b| b.0 <= reach) {
            if is_near(a, b) || (!ordered && is_near(b, a)) {
                found.push((a, b));
            }
        }
    }
    found
}

/// The runs of consecutive words, sorted, given the sorted positions of each.
pub(crate) fn runs(positions: &[Vec<u32>]) -> Vec<Run> {
    let Some((first, rest)) = positions.split_first() else { return Vec::new() };
    let length = positions.len() as u32;
    let follows = |start: u32| {
        (1..).zip(rest).all(|(place, later)| later.binary_search(&(start + place)).is_ok())
    };
    first
        .iter()
        .copied()
        .filter(|&start| follows(start))
        .map(|start| (start, start + length))
        .collect()
}

fn places_at(positions: &[Vec<u32>], at: &[usize]) -> Option<Places> {
    positions.iter().zip(at).map(|(list, &next)| list.get(next).copied()).collect()
}

fn are_distinct(places: &[u32]) -> bool {
    let mut sorted = places.to_vec();
    sorted.sort_unstable();
    sorted.windows(2).all(|pair| pair[0] != pair[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slop_is_the_number_of_places_moved() {
        for (positions, slop, expected) in [
            (vec![vec![3], vec![4]], 0, 1),
            (vec![vec![3], vec![6]], 1, 0),
            (vec![vec![3], vec![6]], 2, 1),
            (vec![vec![4], vec![3]], 1, 0),
            (vec![vec![4], vec![3]], 2, 1),
            (vec![vec![1, 9], vec![3, 10], vec![20]], 9, 1),
            (vec![vec![5], vec![5]], 3, 0),
            (vec![vec![4, 5], vec![4, 5], vec![3]], 4, 1),
            (vec![vec![0, 10], vec![1, 11]], 0, 2),
            (vec![vec![0], vec![]], 5, 0),
        ] {
            assert_eq!(within_slop(&positions, slop).len(), expected, "{positions:?} {slop}");
        }
    }

    #[test]
    fn nearness_counts_the_words_between() {
        for (left, right, between, expected, in_order) in [
            (vec![(0, 1)], vec![(3, 4)], 2, 1, 1),
            (vec![(0, 1)], vec![(3, 4)], 1, 0, 0),
            (vec![(3, 5)], vec![(0, 1)], 2, 1, 0),
            (vec![(0, 2)], vec![(1, 2)], 5, 0, 0),
            // The run that ends last does not begin last.
            (vec![(10, 11)], vec![(6, 9), (7, 8)], 1, 1, 0),
        ] {
            let pairs = near(&left, &right, between, false);
            assert_eq!(pairs.len(), expected, "{left:?} {right:?}");
            let pairs = near(&left, &right, between, true);
            assert_eq!(pairs.len(), in_order, "{left:?} {right:?} in order");
        }
        assert_eq!(runs(&[vec![1, 5], vec![2, 7], vec![3]]), [(1, 4)]);
    }
}

//! Walking over the records that hold words, window by window: in each the most is known that every word can score there.
//!
//! Where the sum of it is too little the whole window is passed over. Else only the records of what can be enough by itself are
//! looked at, and of a record no more words than it takes to tell that it is not enough: Turtle and Flood's "Query evaluation:
//! strategies and optimizations" (1995), which they call MaxScore, within the blocks of Ding and Suel (2011).

use tantivy::query::Scorer;
use tantivy::{DocId, DocSet, Score, TERMINATED};

use super::ceilings::{SLACK, Walk};
use super::nearness::NearnessScorer;

/// Is given records with their scores, and gives back how much a record must score for.
pub(super) type Callback<'a> = &'a mut dyn FnMut(DocId, Score) -> Score;

/// By what the score of a record is multiplied, as a part of the most.
pub(super) type Share<'a> = &'a dyn Fn(DocId) -> Score;

/// A word in one segment.
pub(super) struct Word {
    pub(super) walk: Walk,
    pub(super) scorer: Box<dyn Scorer>,
    /// The most that it scores in the present window, shares counted.
    pub(super) most: Score,
}

impl Word {
    /// Goes on to `doc`; true if that holds the word.
    fn holds(&mut self, doc: DocId) -> bool {
        let here = self.scorer.doc();
        let here = if here < doc { self.scorer.seek(doc) } else { here };
        here == doc
    }
}

/// What two neighbours add in one segment.
pub(super) struct Near {
    pub(super) walk: Walk,
    pub(super) scorer: NearnessScorer,
}

/// Records that follow each other over which one bound holds for each word.
struct Window {
    first: DocId,
    last: DocId,
    /// The most that neighbours add.
    bonus: Score,
}

impl Window {
    /// The next window from `first` on in which a record may score more than `least`. With `all` a record holds every word.
    fn next(
        mut first: DocId,
        least: Score,
        words: &mut [Word],
        near: &mut [Near],
        all: bool,
    ) -> Option<Self> {
        loop {
            let (mut last, mut most, mut held) = (TERMINATED - 1, 0.0, false);
            for word in words.iter_mut() {
                let run = word.walk.from(first);
                word.most = run.map_or(0.0, |(_, most)| most);
                match run {
                    Some((end, score)) => {
                        (last, most, held) = (last.min(end), most + score, true);
                    }
                    None if all => return None,
                    None => {}
                }
            }
            if !held {
                return None;
            }
            let mut bonus = 0.0;
            for near in near.iter_mut() {
                if let Some((end, score)) = near.walk.from(first) {
                    (last, bonus) = (last.min(end), bonus + score);
                }
            }
            if most + bonus > least {
                return Some(Self { first, last, bonus });
            }
            first = last + 1;
        }
    }
}

/// Words held by so many times as many records as are looked at go by one bound.
const COMMON: u32 = 8;

/// Gives `callback` the records that hold all `words`, pass all `tests`, and score more than `least`.
pub(super) fn all(
    words: &mut [Word],
    tests: &mut [Box<dyn Scorer>],
    near: &mut [Near],
    mut least: Score,
    share: Share<'_>,
    callback: Callback<'_>,
) {
    // The rarest first; in this order they are also added up.
    words.sort_by_key(|word| word.scorer.size_hint());
    tests.sort_by_key(|test| test.size_hint());
    let rarest = words.first().map_or(0, |word| word.scorer.size_hint());
    let fewest = tests.first().map_or(u32::MAX, |test| test.size_hint());
    // Whichever leads gives the records that are looked at.
    let (leading, tests) = match fewest < rarest {
        true => tests.split_at_mut(1),
        false => (<&mut [Box<dyn Scorer>]>::default(), tests),
    };
    let looked_at = rarest.min(fewest);
    for word in words.iter_mut() {
        if word.scorer.size_hint() / COMMON > looked_at {
            word.walk.coarse();
        }
    }
    let mut from = 0;
    while let Some(window) = Window::next(from, least, words, near, true) {
        let Some((first, others)) = words.split_first_mut() else { return };
        let rest: Score = others.iter().map(|word| word.most).sum::<Score>() + window.bonus;
        let lead = leading.first_mut().map_or(&mut first.scorer, |test| test);
        let mut doc = lead.doc();
        if doc < window.first {
            doc = lead.seek(window.first);
        }
        while doc <= window.last {
            let lead = leading.first_mut();
            if lead.is_none() || first.holds(doc) {
                let score = first.scorer.score();
                if (score + rest) * SLACK > least
                    && (score * share(doc) + rest) * SLACK > least
                    && tests.iter_mut().all(|test| passes(&mut **test, doc))
                    && others.iter_mut().all(|word| word.holds(doc))
                {
                    let mut whole = score;
                    others.iter_mut().for_each(|word| whole += word.scorer.score());
                    if (whole * share(doc) + window.bonus) * SLACK > least {
                        let near_most = |near: &mut Near| near.scorer.most(doc);
                        let most: Score = near.iter_mut().map(near_most).sum();
                        if (whole + most) * share(doc) * SLACK > least {
                            let mut added = 0.0;
                            for near in near.iter_mut().filter(|near| near.scorer.is_at(doc)) {
                                added += near.scorer.score_here();
                            }
                            if whole + added > least {
                                least = callback(doc, whole + added);
                            }
                        }
                    }
                }
            }
            doc = lead.map_or(&mut first.scorer, |test| test).advance();
        }
        from = doc.max(window.last + 1);
    }
}

fn passes(test: &mut dyn Scorer, doc: DocId) -> bool {
    let here = if test.doc() < doc { test.seek(doc) } else { test.doc() };
    here == doc
}

/// Gives `callback` the records that hold one of `words` at least and score more than `least`.
pub(super) fn any(words: &mut [Word], mut least: Score, share: Share<'_>, callback: Callback<'_>) {
    let mut from = 0;
    // The words by the most that they score in the window, and what each scores in the present record.
    let mut order: Vec<usize> = (0..words.len()).collect();
    let mut scores = vec![0.0; words.len()];
    while let Some(window) = Window::next(from, least, words, &mut [], false) {
        from = window.last + 1;
        order.sort_unstable_by(|a, b| words[*a].most.total_cmp(&words[*b].most));
        // What a record scores for the first of them alone is not enough.
        let (mut alone, mut rest) = (0, 0.0);
        for word in &order {
            if (rest + words[*word].most) * SLACK > least {
                break;
            }
            (alone, rest) = (alone + 1, rest + words[*word].most);
        }
        let (few, many) = order.split_at(alone);
        for at in many {
            let word = &mut words[*at];
            if word.scorer.doc() < window.first {
                word.scorer.seek(window.first);
            }
        }
        loop {
            let docs = many.iter().map(|at| words[*at].scorer.doc());
            let doc = docs.min().unwrap_or(TERMINATED);
            if doc > window.last {
                break;
            }
            scores.fill(0.0);
            for at in many {
                let scorer = &mut words[*at].scorer;
                if scorer.doc() == doc {
                    scores[*at] = scorer.score();
                    scorer.advance();
                }
            }
            let so_far: Score = scores.iter().sum();
            if (so_far + rest) * SLACK <= least || (so_far * share(doc) + rest) * SLACK <= least {
                continue;
            }
            for at in few.iter().rev() {
                let word = &mut words[*at];
                if word.most > 0.0 && word.holds(doc) {
                    scores[*at] = word.scorer.score();
                }
            }
            let score: Score = scores.iter().sum();
            if score > least {
                least = callback(doc, score);
            }
        }
    }
}

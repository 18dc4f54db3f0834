//! The best findings of a query of nothing but words as written, all of them or any, or of the beginning of one:
//! [`super::ranked`] without what such a query does not need.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use tantivy::{DocAddress, DocId, Score};

use super::best::{Local, Scale, candidates, prune};
use super::pass::Want;
use super::ranked::{Ranked, id_of};
use super::standing::Standing;
use super::together::{Work, together};
use super::weights::Scales;
use crate::Result;
use crate::index::Index;
use crate::query::lower::{ByNumber, Lowering, Sought, Taker, Word, Written};
use crate::query::{FieldTest, Node, Query};

/// Findings that are asked for at most: more are kept in order otherwise.
const MOST: usize = 128;

/// Bytes of a word at most, well below what an indexed word is cut to.
const MOST_LETTERS: usize = 100;

/// Segments from which on several threads look into them.
const MANY_SEGMENTS: usize = 16;

/// Weights of records that are told apart at most.
const MOST_WEIGHTS: usize = 1 << u8::BITS;

/// What a query asks for, if it is such a query.
pub(super) enum Lean<'q> {
    /// Findings that hold all of some words, or any, and pass tests of fields; words that must follow each other are one, parted by
    /// spaces.
    Words { words: Vec<&'q str>, all: bool, tests: Vec<&'q FieldTest> },
    /// Findings that hold a word that begins so.
    Begun(&'q str),
}

impl<'q> Lean<'q> {
    /// That of `query` and `filters`.
    pub(super) fn of(query: &'q Query, filters: &'q [FieldTest]) -> Option<Self> {
        let root = query.root.as_ref()?;
        if let (Node::Prefix { text, .. }, []) = (root, filters) {
            return is_indexed(text).then_some(Self::Begun(text));
        }
        let mut tests: Vec<&FieldTest> = Vec::new();
        let mut rest: Vec<&Node> = Vec::new();
        let conditions =
            if let Node::And(nodes) = root { nodes } else { std::slice::from_ref(root) };
        for node in conditions {
            match node {
                Node::Field(test) => tests.push(test),
                other => rest.push(other),
            }
        }
        tests.extend(filters);
        let (words, all): (Option<Vec<&str>>, bool) = match rest.as_slice() {
            [] => return None,
            [Node::Or(nodes)] => (nodes.iter().map(written).collect(), false),
            nodes => (nodes.iter().copied().map(written).collect(), true),
        };
        Some(Self::Words { words: words?, all, tests })
    }
}

/// The words as they are indexed, parted by a space each, if that is what the node asks for.
fn written(node: &Node) -> Option<&str> {
    let Node::Word { text, exact: true, .. } = node else { return None };
    text.split(' ').all(is_indexed).then_some(text)
}

/// Whether a word, or the beginning of one, is typed as it is indexed.
fn is_indexed(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    !text.is_empty() && text.len() <= MOST_LETTERS && text.bytes().all(is_letter)
}

/// What is kept of an index for such queries.
pub(super) struct Ground {
    scales: Arc<Scales>,
    written: Written,
    /// For each segment by what the weight of a record multiplies the score of its words: by its kind, and by that of its document.
    weights: Vec<Vec<[Score; 2]>>,
    greatest: Vec<Score>,
    /// For each segment the number of each finding in its report.
    numbers: Vec<Vec<u32>>,
    /// For each segment in which order findings are listed that score the same; worked out by the second question that needs it.
    standings: Vec<OnceLock<Standing>>,
    asked: AtomicBool,
}

impl Ground {
    /// That of `index`, worked out by the first question; `None` where kinds are too many.
    pub(super) fn of(index: &Index) -> Result<Arc<Option<Self>>> {
        index.kept(String::new(), || Self::open(index))
    }

    fn open(index: &Index) -> Result<Option<Self>> {
        let scales = Scales::of(index, &Want { only_best: true, ..Want::default() })?;
        let (mut standings, mut weights, mut greatest) = (Vec::new(), Vec::new(), Vec::new());
        let mut in_reports = Vec::new();
        for (nth, reader) in index.searcher().segment_readers().iter().enumerate() {
            let scale = scales.segment(nth)?;
            scale.expect(reader.max_doc() as usize, 0);
            let all: Vec<DocId> = (0..reader.max_doc()).collect();
            let of_findings = scale.all_numbers(&all).into_iter().map(u32::try_from);
            let Ok(of_findings) = of_findings.collect() else { return Ok(None) };
            in_reports.push(of_findings);
            let (mut known, mut numbers) = (Vec::<[Score; 2]>::new(), Vec::new());
            for doc in all {
                let weight = scale.weights(doc);
                // They come in runs, and are few.
                let number = known.iter().position(|it| *it == weight).unwrap_or_else(|| {
                    known.push(weight);
                    known.len() - 1
                });
                if number >= MOST_WEIGHTS {
                    return Ok(None);
                }
                numbers.push(number as u8);
            }
            let most = scale.greatest();
            let shares = known.iter().map(|[kind, document]| kind * document / most).collect();
            standings.push(ByNumber { numbers, shares });
            weights.push(known);
            greatest.push(most);
        }
        let written = Written::new(index, standings)?;
        let standings = weights.iter().map(|_| OnceLock::new()).collect();
        let asked = AtomicBool::new(false);
        let numbers = in_reports;
        Ok(Some(Self { scales, written, weights, greatest, numbers, standings, asked }))
    }

    /// The best so many, best first; `None` where that is not to be answered here.
    pub(super) fn best(
        &self,
        index: &Index,
        (lean, text): (&Lean<'_>, &str),
        limit: usize,
    ) -> Result<Option<Vec<Ranked>>> {
        if limit == 0 || limit > MOST {
            return Ok(None);
        }
        match lean {
            Lean::Words { words, all, tests } => {
                let mut known = Vec::with_capacity(words.len());
                for word in words {
                    match self.word(index, word)? {
                        Some(word) => known.push(word),
                        None if words.len() == 1 && tests.is_empty() => {
                            return self.sequence(index, word, limit);
                        }
                        None => return Ok(None),
                    }
                }
                let tests = match tests.as_slice() {
                    [] => Vec::new(),
                    tests => Lowering::new(index, text).passing(tests)?,
                };
                let asked = Sought { words: &known, all: *all, tests: &tests };
                self.of_words(index, &asked, limit).map(Some)
            }
            Lean::Begun(letters) if self.asked.swap(true, Ordering::Relaxed) => {
                self.begun(index, letters, limit).map(Some)
            }
            Lean::Begun(_) => Ok(None),
        }
    }

    fn begun(&self, index: &Index, letters: &str, limit: usize) -> Result<Vec<Ranked>> {
        let mut found = Vec::with_capacity(self.standings.len());
        for (nth, standing) in self.standings.iter().enumerate() {
            let scale = self.scales.segment(nth)?;
            let held = self.written.begun(nth, letters).map_err(|error| index.failure(error))?;
            let records = index.searcher().segment_reader(nth as u32).max_doc();
            let standing = standing.get_or_init(|| Standing::of(&scale, records));
            let first = standing.first(&held, limit, |doc| self.written.is_alive(nth, doc));
            let local = |doc: DocId| {
                let [kind, document] = scale.weights(doc);
                Local::new(doc, kind * document)
            };
            found.push((first.into_iter().map(local).collect(), scale));
        }
        self.listed(index, found, limit)
    }

    fn word(&self, index: &Index, text: &str) -> Result<Option<Arc<Word>>> {
        let found = match text.contains(' ') {
            true => self.written.pair(index, text),
            false => self.written.word(text).map(Some),
        };
        found.map_err(|error| index.failure(error))
    }

    /// Words that follow each other and are not indexed together; `None` if there are many such places to look at.
    fn sequence(&self, index: &Index, words: &str, limit: usize) -> Result<Option<Vec<Ranked>>> {
        let failed = |error| index.failure(error);
        let known = words.split(' ').map(|word| self.written.word(word));
        let known: Vec<Arc<Word>> = known.collect::<tantivy::Result<_>>().map_err(failed)?;
        let mut found = Vec::with_capacity(self.weights.len());
        let mut floor = 0.0;
        for nth in 0..self.weights.len() {
            let mut best = self.nothing(nth, limit, floor)?;
            if !self.written.sequence(nth, &known, &mut best).map_err(failed)? {
                return Ok(None);
            }
            floor = best.floor;
            found.push((best.found, best.scale));
        }
        self.listed(index, found, limit).map(Some)
    }

    /// No finding of a segment yet.
    fn nothing(&self, nth: usize, limit: usize, floor: Score) -> Result<Best<'_>> {
        let scale = self.scales.segment(nth)?;
        let (weights, greatest) = (self.weights[nth].as_slice(), self.greatest[nth]);
        let found = Vec::with_capacity(limit + 1);
        Ok(Best { ground: self, nth, scale, weights, greatest, limit, floor, found })
    }

    fn of_words(&self, index: &Index, asked: &Sought<'_>, limit: usize) -> Result<Vec<Ranked>> {
        let failed = |error| index.failure(error);
        let segment = |nth: usize, floor: Score| -> Result<Best<'_>> {
            let mut best = self.nothing(nth, limit, floor)?;
            let least = best.threshold();
            let reader = index.searcher().segment_reader(nth as u32);
            let wanted = (limit, least);
            self.written.best((nth, reader), asked, wanted, &mut best).map_err(failed)?;
            Ok(best)
        };
        let several = self.written.segments();
        let found = match several {
            1 => vec![segment(0, 0.0)?],
            ..MANY_SEGMENTS => {
                let mut floor = 0.0;
                let each = (0..several).map(|nth| {
                    let best = segment(nth, floor)?;
                    floor = best.floor;
                    Ok(best)
                });
                each.collect::<Result<_>>()?
            }
            _ => {
                let floor = segment(0, 0.0)?.floor;
                together(several, Work::Much, || (), |(), nth| segment(nth, floor))?
            }
        };
        let found = found.into_iter().map(|best| (best.found, best.scale)).collect();
        self.listed(index, found, limit)
    }

    /// The first of what the segments have, which lies in order there.
    fn listed(
        &self,
        index: &Index,
        mut found: Vec<(Vec<Local>, Arc<Scale>)>,
        limit: usize,
    ) -> Result<Vec<Ranked>> {
        let failed = |error| index.failure(error);
        if let ([(best, scale)], [numbers]) = (found.as_slice(), self.numbers.as_slice()) {
            scale.expect(0, best.len());
            let ranked = |local: &Local| {
                let number = numbers.get(local.doc as usize).copied().unwrap_or(0);
                let id = id_of(scale, local.doc, u64::from(number)).map_err(failed)?;
                Ok(Ranked::new(id, local.score, DocAddress::new(0, local.doc)))
            };
            return best.iter().map(ranked).collect();
        }
        prune(&mut found, limit);
        let mut top = candidates(&found).map_err(failed)?;
        top.sort_unstable_by(|a, b| b.cmp(a));
        top.truncate(limit);
        let ranked = top.iter().map(|best| {
            let scale = &found[best.address.segment_ord as usize].1;
            let id = id_of(scale, best.address.doc_id, best.number()).map_err(failed)?;
            Ok(Ranked::new(id, best.score, best.address))
        });
        ranked.collect()
    }
}

/// The best of a segment.
struct Best<'g> {
    ground: &'g Ground,
    nth: usize,
    scale: Arc<Scale>,
    weights: &'g [[Score; 2]],
    greatest: Score,
    limit: usize,
    /// What as many findings reach as are wanted, in whichever segment.
    floor: Score,
    /// The best first.
    found: Vec<Local>,
}

impl Best<'_> {
    /// What words must score for more than, that their finding can be among the best.
    fn threshold(&self) -> Score {
        // What reaches the least score may still stand before it, and a product of three is not exact.
        (self.floor / self.greatest) * (1.0 - 4.0 * Score::EPSILON) - Score::MIN_POSITIVE
    }
}

impl Taker for &mut Best<'_> {
    fn share(&self, doc: DocId) -> Score {
        self.ground.written.share(self.nth, doc)
    }

    fn take(&mut self, doc: DocId, score: Score) -> Score {
        let written = &self.ground.written;
        let weight = self.weights.get(usize::from(written.number(self.nth, doc)));
        let [kind, document] = weight.copied().unwrap_or([1.0, 1.0]);
        let local = Local::new(doc, score * kind * document);
        let is_full = self.found.len() == self.limit;
        let is_better = |other: &Local| self.scale.is_better(local, *other);
        if local.score < self.floor
            || !written.is_alive(self.nth, doc)
            || is_full && !self.found.last().is_some_and(is_better)
        {
            return self.threshold();
        }
        let at = self.found.partition_point(|other| !is_better(other));
        self.found.insert(at, local);
        self.found.truncate(self.limit);
        if self.found.len() == self.limit {
            let last = self.found.last().map_or(0.0, |last| last.score);
            self.floor = self.floor.max(last);
        }
        self.threshold()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Lean;
    use crate::index::analyze;
    use crate::query::{exactly, parse};

    proptest! {
        #[test]
        fn what_is_taken_as_it_is_typed_is_indexed_so(words in prop::collection::vec("[a-z0-9]{1,9}", 1..4)) {
            let text = words.join(" ");
            let tokens: Vec<String> = analyze(&text).into_iter().map(|token| token.text).collect();
            prop_assert_eq!(&tokens, &words);
            let query = exactly(parse(&format!("\"{text}\"")).unwrap()).unwrap();
            match Lean::of(&query, &[]) {
                Some(Lean::Words { words, all: true, tests }) => {
                    prop_assert_eq!((words, tests.len()), (vec![text.as_str()], 0));
                }
                _ => prop_assert!(false, "`{}` is words", text),
            }
        }
    }

    #[test]
    fn only_words_as_written_tests_and_one_beginning_are_answered_here() {
        for (typed, taken) in [
            ("=police AND =force", true),
            ("=police OR =force", true),
            ("=police AND year:2016 AND grade:good", true),
            ("(=police OR =force) AND year:2016", true),
            ("pol*", true),
            ("police", false),
            ("=Police", false),
            ("=force's", false),
            ("=counter-corruption", false),
            ("=police NOT =force", false),
            ("=police AND (=crime OR =force)", false),
            ("=police^2", false),
            ("pol* AND year:2016", false),
            ("year:2016", false),
            ("", false),
        ] {
            assert_eq!(Lean::of(&parse(typed).unwrap(), &[]).is_some(), taken, "{typed}");
        }
    }
}

//! The best findings of a query of nothing but words as written, all of them or any, or of the beginning of one:
//! [`super::ranked`] without what such a query does not need.

use std::cmp::Ordering;
use std::sync::atomic::{AtomicBool, Ordering as Access};
use std::sync::{Arc, OnceLock};

use tantivy::{DocId, Score};

use super::pass::Want;
use super::ranked::{Ranked, id_of, numbered};
use super::standing::{Standing, Ties};
use super::weights::Scales;
use crate::Result;
use crate::index::{ColumnValues, Index};
use crate::query::lower::{ByNumber, EndToEnd, InOrder, Lowering, Sought, Taker, Word, Written};
use crate::query::{FieldTest, Node, Query};

/// Findings that are asked for at most: more are kept in order otherwise.
const MOST: usize = 128;

/// Bytes of a word at most, well below what an indexed word is cut to.
const MOST_LETTERS: usize = 100;

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
    /// By what the weight of a record multiplies the score of its words: by its kind, and by that of its document.
    weights: Vec<[Score; 2]>,
    greatest: Score,
    /// For each place the number of its finding in its report.
    numbers: Vec<u32>,
    /// The reports of all segments; `None` for one, whose column is asked.
    reports: Option<Arc<ColumnValues>>,
    /// In which order findings are listed that score the same.
    ties: Ties,
    /// The same where their words score the same; worked out by the second question that needs it.
    standing: OnceLock<Standing>,
    asked: AtomicBool,
}

impl Ground {
    /// That of `index`, worked out by the first question; `None` where kinds, reports or findings are too many.
    pub(super) fn of(index: &Index) -> Result<Arc<Option<Self>>> {
        index.kept(String::new(), || Self::open(index))
    }

    fn open(index: &Index) -> Result<Option<Self>> {
        let Some(among) = EndToEnd::of(index.searcher()) else { return Ok(None) };
        let several = index.searcher().segment_readers().len() > 1;
        let reports = if several { index.column_of_many("report")? } else { None };
        if several && reports.is_none() {
            return Ok(None);
        }
        let scales = Scales::of(index, &Want { only_best: true, ..Want::default() })?;
        let places = among.places() as usize;
        let mut weights: Vec<[Score; 2]> = Vec::new();
        let (mut of_places, mut numbers) = (vec![0_u8; places], vec![0_u32; places]);
        let mut greatest: Score = 1.0;
        for (nth, reader) in index.searcher().segment_readers().iter().enumerate() {
            let scale = scales.segment(nth)?;
            scale.expect(reader.max_doc() as usize, 0);
            greatest = greatest.max(scale.greatest());
            let all: Vec<DocId> = (0..reader.max_doc()).collect();
            let first = among.first(nth) as usize;
            let here = numbers.iter_mut().skip(first).zip(of_places.iter_mut().skip(first));
            for ((doc, found), (number, weight)) in
                all.iter().zip(scale.all_numbers(&all)).zip(here)
            {
                let Ok(found) = u32::try_from(found) else { return Ok(None) };
                *number = found;
                let of_record = scale.weights(*doc);
                // They come in runs, and are few.
                let known = weights.iter().position(|it| *it == of_record).unwrap_or_else(|| {
                    weights.push(of_record);
                    weights.len() - 1
                });
                let Ok(known) = u8::try_from(known) else { return Ok(None) };
                *weight = known;
            }
        }
        let ties = Ties::of(index, &scales, (&among, reports.as_deref()), &numbers)?;
        let shares = weights.iter().map(|[kind, document]| kind * document / greatest).collect();
        let written = Written::new(index, among, ByNumber { numbers: of_places, shares })?;
        let (standing, asked) = (OnceLock::new(), AtomicBool::new(false));
        Ok(Some(Self {
            scales,
            written,
            weights,
            greatest,
            numbers,
            reports,
            ties,
            standing,
            asked,
        }))
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
                        None => return Ok(None),
                    }
                }
                let tests = match tests.as_slice() {
                    [] => Vec::new(),
                    tests => Lowering::new(index, text).passing(tests)?,
                };
                if let [word] = known.as_slice() {
                    let found = self.written.asked_alone(word, self);
                    found.map_err(|error| index.failure(error))?;
                }
                let asked = Sought { words: &known, all: *all, tests: &tests };
                let mut best = self.nothing(limit);
                let wanted = (limit, best.threshold());
                let found = self.written.best(&asked, wanted, &mut best);
                found.map_err(|error| index.failure(error))?;
                self.listed(index, best.found).map(Some)
            }
            Lean::Begun(letters) if self.asked.swap(true, Access::Relaxed) => {
                self.begun(index, letters, limit).map(Some)
            }
            Lean::Begun(_) => Ok(None),
        }
    }

    fn begun(&self, index: &Index, letters: &str, limit: usize) -> Result<Vec<Ranked>> {
        let failed = |error| index.failure(error);
        let standing =
            self.standing.get_or_init(|| Standing::of(&self.ties, |doc| self.weight(doc)));
        let ranks = self.written.first_begun(letters, limit, |doc| standing.rank(doc));
        let first = match ranks.map_err(failed)? {
            Some(ranks) => standing.of_ranks(&ranks),
            None => {
                let held = self.written.begun(letters).map_err(failed)?;
                standing.first(&held, limit, |doc| self.written.is_alive(doc))
            }
        };
        let found = first.into_iter().map(|doc| Found { doc, score: self.weight(doc) });
        self.listed(index, found.collect())
    }

    fn word(&self, index: &Index, text: &str) -> Result<Option<Arc<Word>>> {
        let found = match text.contains(' ') {
            true => self.written.run(index, text),
            false => self.written.word(text).map(Some),
        };
        found.map_err(|error| index.failure(error))
    }

    /// By what the score of the words of a record is multiplied.
    fn weight(&self, doc: DocId) -> Score {
        let [kind, document] = self.weights_of(doc);
        kind * document
    }

    #[inline]
    fn weights_of(&self, doc: DocId) -> [Score; 2] {
        self.weights.get(usize::from(self.written.number(doc))).copied().unwrap_or([1.0, 1.0])
    }

    /// No finding yet.
    fn nothing(&self, limit: usize) -> Best<'_> {
        Best { ground: self, limit, floor: 0.0, found: Vec::with_capacity(limit + 1) }
    }

    fn listed(&self, index: &Index, found: Vec<Found>) -> Result<Vec<Ranked>> {
        let mut ranked = Vec::with_capacity(found.len());
        for Found { doc, score } in found {
            let address = self.written.among().address(doc);
            let scale = self.scales.at(address.segment_ord as usize)?;
            let number = u64::from(self.numbers.get(doc as usize).copied().unwrap_or(0));
            scale.expect(0, 1);
            let report = self.reports.as_ref().and_then(|reports| {
                let of_segment = reports.numbers.get(address.segment_ord as usize)?;
                let ordinal = scale.report_ordinal(address.doc_id).checked_sub(1)?;
                reports.texts.get(*of_segment.get(ordinal)? as usize)
            });
            let id = match report {
                Some(report) => Ok(numbered(report, number)),
                None => id_of(scale, address.doc_id, number),
            };
            ranked.push(Ranked::new(id.map_err(|error| index.failure(error))?, score, address));
        }
        Ok(ranked)
    }
}

impl InOrder for Ground {
    fn total(&self, doc: DocId, score: Score) -> Score {
        let [kind, document] = self.weights_of(doc);
        score * kind * document
    }

    fn is_before(&self, doc: DocId, other: DocId) -> bool {
        self.ties.is_before(doc, other)
    }
}

/// A finding that may be among the best, by its place.
#[derive(Debug, Clone, Copy)]
struct Found {
    doc: DocId,
    score: Score,
}

/// The best that were found.
struct Best<'g> {
    ground: &'g Ground,
    limit: usize,
    /// What as many findings reach as are wanted.
    floor: Score,
    /// The best first.
    found: Vec<Found>,
}

impl Best<'_> {
    /// What words must score for more than, that their finding can be among the best.
    fn threshold(&self) -> Score {
        // What reaches the least score may still stand before it, and a product of three is not exact.
        (self.floor / self.ground.greatest) * (1.0 - 4.0 * Score::EPSILON) - Score::MIN_POSITIVE
    }

    #[inline]
    fn is_better(&self, a: &Found, b: &Found) -> bool {
        match a.score.total_cmp(&b.score) {
            Ordering::Equal => self.ground.ties.is_before(a.doc, b.doc),
            order => order.is_gt(),
        }
    }
}

impl Taker for &mut Best<'_> {
    fn share(&self, doc: DocId) -> Score {
        self.ground.written.share(doc)
    }

    fn take(&mut self, doc: DocId, score: Score) -> Score {
        let found = Found { doc, score: self.ground.total(doc, score) };
        let is_full = self.found.len() == self.limit;
        if found.score < self.floor
            || !self.ground.written.is_alive(doc)
            || is_full && !self.found.last().is_some_and(|last| self.is_better(&found, last))
        {
            return self.threshold();
        }
        // Most come behind most of those that are there.
        let after = self.found.iter().rev().take_while(|other| self.is_better(&found, other));
        let at = self.found.len() - after.count();
        // It may have been given before.
        if at.checked_sub(1).is_some_and(|before| self.found[before].doc == doc) {
            return self.threshold();
        }
        self.found.insert(at, found);
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

//! The words of an index that begin with the same two letters, those of all segments together, each with the first of its records in the
//! order in which findings are listed: of a beginning of words the first are found among the first of each.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tantivy::DocId;
use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;

use super::Written;

/// Letters that the words of a page have in common.
const IN_COMMON: usize = 2;

/// Records that are kept of a word, and findings that are asked for, at most.
const MOST: usize = 128;

/// Bytes that a word of a page takes beside its letters and the places of its postings.
const BESIDE: usize = 64;

/// The pages that were asked for.
#[derive(Default)]
pub(super) struct Pages(Mutex<HashMap<[u8; IN_COMMON], Arc<Page>>>);

/// Words with the same first letters, sorted.
struct Page(Vec<Begun>);

/// A word of a page.
struct Begun {
    word: Box<[u8]>,
    /// The segments that have it, and where its postings are there.
    infos: Vec<(usize, TermInfo)>,
    /// The ranks of its first records, removed ones left out.
    first: OnceLock<Box<[u32]>>,
}

impl Pages {
    /// Forgets all.
    pub(super) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Written {
    /// The ranks of the first so many records that hold a word that begins with `letters`, in their order; removed ones are left out.
    /// `None` where the letters are too few, or the records too many, to keep anything for it. `rank` gives each record another rank.
    pub(crate) fn first_begun(
        &self,
        letters: &str,
        limit: usize,
        rank: impl Fn(DocId) -> u32,
    ) -> tantivy::Result<Option<Vec<u32>>> {
        let Some(page) = self.page(letters)?.filter(|_| limit <= MOST) else { return Ok(None) };
        let Page(words) = &*page;
        let letters = letters.as_bytes();
        let from = words.partition_point(|begun| &*begun.word < letters);
        let mut found: Vec<u32> = Vec::with_capacity(limit + 1);
        for begun in words[from..].iter().take_while(|begun| begun.word.starts_with(letters)) {
            for rank in self.first_of(begun, &rank)? {
                if found.len() == limit && found.last().is_none_or(|last| last <= rank) {
                    break;
                }
                if let Err(at) = found.binary_search(rank) {
                    found.insert(at, *rank);
                    found.truncate(limit);
                }
            }
        }
        Ok(Some(found))
    }

    /// The words that begin as `letters` do; `None` if these are too few.
    fn page(&self, letters: &str) -> tantivy::Result<Option<Arc<Page>>> {
        let Some(&in_common) = letters.as_bytes().first_chunk::<IN_COMMON>() else {
            return Ok(None);
        };
        let pages = || self.pages.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(page) = pages().get(&in_common) {
            return Ok(Some(Arc::clone(page)));
        }
        let mut words: BTreeMap<Box<[u8]>, Vec<(usize, TermInfo)>> = BTreeMap::new();
        for (segment, part) in self.parts.iter().enumerate() {
            let mut terms = part.inverted.terms().range().ge(in_common).into_stream()?;
            while terms.advance() && terms.key().starts_with(&in_common) {
                let info = (segment, terms.value().clone());
                match words.get_mut(terms.key()) {
                    Some(infos) => infos.push(info),
                    None => drop(words.insert(terms.key().into(), vec![info])),
                }
            }
        }
        let begun = |(word, infos)| Begun { word, infos, first: OnceLock::new() };
        let page = Arc::new(Page(words.into_iter().map(begun).collect()));
        let bytes = |begun: &Begun| begun.word.len() + size_of_val(&*begun.infos) + BESIDE;
        self.grown(page.0.iter().map(bytes).sum());
        pages().insert(in_common, Arc::clone(&page));
        Ok(Some(page))
    }

    /// The ranks of the first records of a word, worked out once.
    fn first_of<'b>(
        &self,
        begun: &'b Begun,
        rank: impl Fn(DocId) -> u32,
    ) -> tantivy::Result<&'b [u32]> {
        if let Some(first) = begun.first.get() {
            return Ok(first);
        }
        let mut ranks = Vec::new();
        for (segment, info) in &begun.infos {
            let Some(part) = self.parts.get(*segment) else { continue };
            let first = self.among.first(*segment);
            let option = IndexRecordOption::Basic;
            let mut postings = part.inverted.read_block_postings_from_terminfo(info, option)?;
            while postings.block_len() > 0 {
                let places = postings.docs().iter().map(|doc| first + doc);
                ranks.extend(places.filter(|place| self.is_alive(*place)).map(&rank));
                postings.advance();
            }
        }
        if ranks.len() > MOST {
            ranks.select_nth_unstable(MOST);
            ranks.truncate(MOST);
        }
        ranks.sort_unstable();
        self.grown(size_of_val(&*ranks));
        Ok(begun.first.get_or_init(|| ranks.into()))
    }
}

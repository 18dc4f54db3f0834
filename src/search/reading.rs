//! Reading the words of many findings: on all cores, in the order in which they lie.

use rayon::prelude::*;
use serde::Deserialize;
use tantivy::{DocAddress, DocId};

use super::columns::Texts;
use crate::Result;
use crate::index::Index;
use crate::parse::report_id;

/// Findings that one thread reads at a time: they lie together, so that a block of the store is decompressed once.
const CHUNK: usize = 256;

/// Parts the title from the text, as it does in the index: no phrase and no window of words crosses it.
pub(crate) const GAP: char = '\u{1f}';

/// The words of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The id of the finding.
    pub id: String,
    /// Its text; where structured input gave it a title of its own, that title and a gap stand before it.
    pub text: String,
    /// Bytes of that title and the gap; 0 without one.
    pub title: usize,
    /// The name of the body it is about.
    pub body: Option<String>,
}

/// What the columns of a segment tell of a finding beside its text.
pub(super) struct Beside {
    reports: Texts,
    /// True by the ordinal of a report that stands for a file of lines: its findings have titles of their own, whose words
    /// are theirs.
    of_lines: Vec<bool>,
}

impl Beside {
    fn open(index: &Index, segment: usize) -> Result<Self> {
        let failed = |error| index.failure(error);
        let texts = |name| Texts::open(index, segment, name);
        let (documents, reports) = (texts("document")?, texts("report")?);
        let mut of_lines = vec![false; reports.width()];
        let mut files = Vec::new();
        let all: Vec<u64> = (1..documents.width() as u64).collect();
        let each = |_, path: &str| files.extend(holds_lines(path).then(|| path.to_owned()));
        documents.each(&all, each).map_err(failed)?;
        for file in files {
            let report = reports.find(&report_id(&file)).map_err(failed)?;
            if let Some(is) = report.and_then(|at| of_lines.get_mut(at)) {
                *is = true;
            }
        }
        Ok(Self { reports, of_lines })
    }

    fn has_own_title(&self, doc: DocId) -> bool {
        self.of_lines.get(self.reports.ordinal(doc)).copied().unwrap_or(false)
    }
}

fn holds_lines(path: &str) -> bool {
    let end = path.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase());
    end.is_some_and(|end| matches!(end.as_str(), "jsonl" | "ndjson"))
}

/// What is read of a record.
#[derive(Deserialize)]
struct Stored {
    id: String,
    text: String,
    heading: Option<String>,
    force: Option<Named>,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

/// What the columns of every segment tell.
pub(super) fn beside(index: &Index) -> Result<Vec<Beside>> {
    let segments = 0..index.searcher().segment_readers().len();
    segments.map(|segment| Beside::open(index, segment)).collect()
}

/// The words of the finding at `address`.
pub(super) fn words_at(index: &Index, beside: &[Beside], address: DocAddress) -> Result<Words> {
    let Stored { id, text, heading, force } = index.read(address)?;
    let body = force.map(|force| force.name);
    let doc = address.doc_id;
    let beside = &beside[address.segment_ord as usize];
    let own = |title: &String| beside.has_own_title(doc) && !title.is_empty();
    Ok(match heading.filter(own) {
        Some(heading) => {
            let title = heading.len() + GAP.len_utf8();
            Words { id, text: format!("{heading}{GAP}{text}"), title, body }
        }
        None => Words { id, text, title: 0, body },
    })
}

/// What `each` makes of every finding, in the order of `addresses`, whatever the number of threads; each thread has its
/// own clone of `state`.
pub(super) fn read_each<S: Clone + Send + Sync, T: Send>(
    index: &Index,
    addresses: &[DocAddress],
    state: &S,
    each: impl Fn(&mut S, usize, Words) -> Result<T> + Sync,
) -> Result<Vec<T>> {
    let beside = beside(index)?;
    let chunks = addresses.par_chunks(CHUNK).enumerate().map_init(
        || state.clone(),
        |state, (nth, chunk)| {
            index.expect(chunk.iter().copied());
            let read = |(at, address): (usize, &DocAddress)| {
                let words = words_at(index, &beside, *address)?;
                each(state, nth * CHUNK + at, words)
            };
            chunk.iter().enumerate().map(read).collect::<Result<Vec<T>>>()
        },
    );
    Ok(chunks.collect::<Result<Vec<Vec<T>>>>()?.into_iter().flatten().collect())
}

/// What `each` gathers over all findings: one `T` a piece of work, merged by `merge`, which must not care for the order.
pub(super) fn gather<S: Clone + Send + Sync, T: Send + Default>(
    index: &Index,
    addresses: &[DocAddress],
    state: &S,
    each: impl Fn(&mut S, &mut T, usize, Words) + Sync,
    merge: impl Fn(&mut T, T) + Sync,
) -> Result<T> {
    let beside = beside(index)?;
    let fresh = || (state.clone(), T::default());
    let chunks = addresses.par_chunks(CHUNK).enumerate();
    let gathered = chunks.try_fold(fresh, |(mut state, mut sum), (nth, chunk)| {
        index.expect(chunk.iter().copied());
        for (at, address) in chunk.iter().enumerate() {
            let words = words_at(index, &beside, *address)?;
            each(&mut state, &mut sum, nth * CHUNK + at, words);
        }
        Ok((state, sum))
    });
    gathered.map(|done| done.map(|(_, sum)| sum)).try_reduce(T::default, |mut sum, other| {
        merge(&mut sum, other);
        Ok(sum)
    })
}

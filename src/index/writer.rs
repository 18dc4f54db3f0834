//! Writing an index: records in, one commit at the end, nothing lost when the program is killed.

use std::collections::BTreeSet;
use std::fs::File;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::directory::MmapDirectory;
use tantivy::index::SegmentId;
use tantivy::indexer::{IndexWriter, LogMergePolicy, MergePolicy, NoMergePolicy};
use tantivy::store::{Compressor, ZstdCompressor};
use tantivy::{Directory, IndexSettings, Term};

use super::failure::{failure, rebuild};
use super::open::{bytes_in, open_tantivy, read_payload};
use super::payload::Payload;
use super::rows::Rows;
use super::schema::{Fields, schema};
use super::segment::{Removal, Segments};
use super::tokenizer::tokenizers;
use super::{copies, listings, stamps};
use crate::{Error, ErrorKind, Result};

/// The least memory for records on their way, and the least that tantivy accepts for its own writer, which here writes nothing but
/// commits.
const LEAST_HEAP: usize = 16 << 20;

/// The most: larger segments gain nothing.
const MOST_HEAP: usize = 1 << 30;

/// The least memory budget that is believed.
const LEAST_MEMORY: u64 = 128 << 20;

/// Part of the memory budget for records on their way into segments; the rest is for parsing, for what is sorted when a segment
/// is written, for the mapped files of a merge and for the program itself.
pub(super) const HEAP_PART: usize = 4;

/// Segments of a build that are as large as each other, at most: one for each thread that searches them.
const EVEN_SEGMENTS: usize = 4;

/// How much of the documents must have been read before it is believed how much memory all of them will take.
const BELIEVED_FROM: f64 = 0.02;

/// Part of the memory budget for what is sorted when a segment is written.
pub(super) const SORT_PART: usize = 6;

/// Records up to which all segments become one at the end: then answers are fastest, and an index that was updated
/// scores as one that was built anew, without the statistics of deleted records.
const MERGE_WHOLE_BELOW: u64 = 1_000_000;

/// Part of the memory budget up to which the files of all segments together may grow for that. Several segments are searched by all
/// cores, so that more would not make all searches faster, and a build would take a third longer.
const MERGE_WHOLE_PART: u64 = 4;

/// Part of the memory budget that merges on the way may map at a time.
const MERGE_PART: u64 = 2;

/// Bytes of an index that are merged in less than a second: it always becomes one segment.
const MERGED_SOON: u64 = 64 << 20;

/// One in so many records that are new or gone is little: an update of a file in a large index does not write all of it anew.
const LITTLE: u32 = 10;

/// Segments that are merged at a time where one whole is not affordable.
const MERGE_AT_A_TIME: usize = 4;

/// Bytes of index a record takes, roughly: says how large a segment may grow by such merges.
const BYTES_OF_RECORD: u64 = 1_100;

/// How hard records are packed: more takes longer to write for little.
const PACKING: i32 = 1;

/// An index open for writing; until [`Writer::commit`] the last commit answers.
pub(crate) struct Writer {
    dir: PathBuf,
    inner: IndexWriter,
    segments: Segments,
    /// The segments of the last commit.
    before: Arc<BTreeSet<SegmentId>>,
    fields: Fields,
    memory: u64,
    /// Bytes of the records to come and of the index.
    expected: u64,
    evenly: Evenly,
}

/// The memory that the segments of this build took before they were written.
#[derive(Debug, Default)]
struct Evenly {
    segments: usize,
    held: usize,
}

impl Evenly {
    /// True if the segment on its way, of `held` bytes, should be written when this part of the documents has been read, so that
    /// the segments of a build are as large as each other and the threads that search them are done at the same time. A segment never holds
    /// more than `most`; one is enough where it can hold all.
    fn is_time(&self, held: usize, most: usize, read: f64, threads: usize) -> bool {
        if held >= most {
            return true;
        }
        if read < BELIEVED_FROM {
            return false;
        }
        let all = (self.held + held) as f64 / read.min(1.0);
        let needed = (all / most as f64).ceil() as usize;
        if needed <= 1 {
            return false;
        }
        let segments = needed.next_multiple_of(threads.clamp(1, EVEN_SEGMENTS));
        let next = self.segments + 1;
        next < segments && (self.held + held) as f64 >= all * next as f64 / segments as f64
    }
}

impl Writer {
    /// Opens the index in `dir` for writing, or begins one.
    pub(crate) fn open(dir: &Path, memory: usize, input: u64) -> Result<Self> {
        let index = open_or_create(dir)?;
        let frequent = last_payload(dir)?.map(|payload| payload.frequent).unwrap_or_default();
        let fields = Fields::of(&index.schema()).ok_or_else(|| foreign(dir, "meta.json"))?;
        let inner: IndexWriter =
            index.writer_with_num_threads(1, LEAST_HEAP).map_err(|error| failure(dir, error))?;
        // What is removed is removed from the segments that are there: they stay until it is.
        inner.set_merge_policy(Box::new(NoMergePolicy));
        let before = index.searchable_segment_ids().map_err(|error| failure(dir, error))?;
        Ok(Self {
            dir: dir.to_owned(),
            inner,
            segments: Segments::new(&index, &fields, frequent),
            before: Arc::new(before.into_iter().collect()),
            fields,
            memory: (memory as u64).max(LEAST_MEMORY),
            expected: input + bytes_in(dir),
            evenly: Evenly::default(),
        })
    }

    /// The fields of the index.
    pub(crate) fn fields(&self) -> Fields {
        self.fields
    }

    /// Takes the records of a file out that the last commit has.
    pub(crate) fn remove(&self, document: &str) -> Result<()> {
        let term = Term::from_field_text(self.fields.document, document);
        let removal = Removal::new(term, &self.before);
        let removed = self.inner.delete_query(Box::new(removal));
        removed.map(drop).map_err(|error| failure(&self.dir, error))
    }

    /// Puts records in; those of one call lie together. From any thread.
    pub(crate) fn add(&self, rows: &Rows) -> Result<()> {
        self.segments.add(&rows.records).map_err(|error| failure(&self.dir, error))
    }

    /// True if there is no more room for records on their way, or it is time for a segment because this part of the documents, up to 1, has been
    /// read: [`Writer::write_segment`] makes one. `threads` will search.
    pub(crate) fn is_full(&self, read: f64, threads: usize) -> bool {
        let most = (self.memory as usize / HEAP_PART).clamp(LEAST_HEAP, MOST_HEAP);
        self.evenly.is_time(self.segments.held(), most, read, threads)
    }

    /// Makes a segment of the records on their way, on the threads of the pool it is called in.
    pub(crate) fn write_segment(&mut self) -> Result<()> {
        let bytes = (self.memory as usize / SORT_PART).min(MOST_HEAP);
        self.evenly.held += self.segments.held();
        self.evenly.segments += 1;
        let segment = self.segments.write(bytes).map_err(|error| failure(&self.dir, error))?;
        let add = |segment| self.inner.add_segment(segment);
        segment.map_or(Ok(()), add).map_err(|error| failure(&self.dir, error))
    }

    /// Gives everything up that was done since the last commit.
    pub(crate) fn roll_back(mut self) -> Result<()> {
        self.inner.rollback().map(drop).map_err(|error| failure(&self.dir, error))
    }

    /// Makes what was done the new state, with what it says of itself, safe on disk.
    pub(crate) fn commit(mut self, payload: &Payload) -> Result<()> {
        self.write_segment()?;
        let dir = self.dir.clone();
        self.inner.set_merge_policy(merge_policy(self.expected, self.memory));
        self.commit_inner(payload).map_err(|error| failure(&dir, error))?;
        let records: u64 = payload.records.iter().sum();
        let bytes = bytes_in(&dir);
        if records < MERGE_WHOLE_BELOW && bytes <= self.memory / MERGE_WHOLE_PART {
            let soon = bytes <= MERGED_SOON;
            self.merge(soon).map_err(|error| failure(&dir, error))?;
        }
        self.inner.garbage_collect_files().wait().map_err(|error| failure(&dir, error))?;
        self.inner.wait_merging_threads().map_err(|error| failure(&dir, error))?;
        sync(&dir)
    }

    /// Commits and leaves the segments as they are, as in an index too large to be merged.
    #[cfg(test)]
    pub(crate) fn commit_unmerged(mut self, payload: &Payload) -> Result<()> {
        self.write_segment()?;
        let dir = self.dir.clone();
        self.commit_inner(payload).map_err(|error| failure(&dir, error))
    }

    fn commit_inner(&mut self, payload: &Payload) -> tantivy::Result<()> {
        let frequent = self.segments.frequent().to_vec();
        let text = serde_json::to_string(&Payload { frequent, ..payload.clone() })?;
        let mut prepared = self.inner.prepare_commit()?;
        prepared.set_payload(&text);
        prepared.commit().map(drop)
    }

    /// One segment, or few.
    fn merge(&mut self, soon: bool) -> tantivy::Result<()> {
        let mut segments = self.inner.index().searchable_segment_metas()?;
        segments.sort_by_key(|segment| std::cmp::Reverse(segment.num_docs()));
        let counts: Vec<[u32; 2]> =
            segments.iter().map(|it| [it.num_docs(), it.num_deleted_docs()]).collect();
        let ids: Vec<_> = segments[to_merge(&counts, soon)].iter().map(|it| it.id()).collect();
        drop(segments);
        if !ids.is_empty() {
            self.inner.merge(&ids).wait()?;
        }
        Ok(())
    }
}

/// Which of the segments, the largest first, become one, by how many records live and are gone in each. All of them, so that no
/// deleted record is left; but where that would not be done `soon` and only little has changed beside one large segment, that
/// stays, and the small ones become one now and then.
fn to_merge(segments: &[[u32; 2]], soon: bool) -> Range<usize> {
    let deleted: u32 = segments.iter().map(|[_, deleted]| deleted).sum();
    let Some(([largest, _], others)) = segments.split_first() else { return 0..0 };
    let changed = others.iter().map(|[living, _]| living).sum::<u32>() + deleted;
    let little = changed < largest / LITTLE;
    match others.len() {
        0 if deleted == 0 => 0..0,
        _ if soon || !little => 0..segments.len(),
        MERGE_AT_A_TIME.. => 1..segments.len(),
        _ => 0..0,
    }
}

/// For so many bytes of index: no merges on the way where all segments become one at the end; else few and small ones, whose mapped files stay
/// within the memory budget and which keep the number of segments low.
fn merge_policy(bytes: u64, memory: u64) -> Box<dyn MergePolicy> {
    if bytes <= memory / MERGE_WHOLE_PART {
        return Box::new(NoMergePolicy);
    }
    // Half of what a merge may map: even segments of a build stay as they are.
    let most = memory / MERGE_PART / MERGE_AT_A_TIME as u64 / BYTES_OF_RECORD / 2;
    let mut policy = LogMergePolicy::default();
    policy.set_min_num_segments(MERGE_AT_A_TIME);
    policy.set_max_docs_before_merge(most as usize);
    Box::new(policy)
}

/// The payload of the last commit in `dir`; `None` where no build has finished.
pub(crate) fn last_payload(dir: &Path) -> Result<Option<Payload>> {
    match open_tantivy(dir)? {
        Some(_) => read_payload(dir),
        None => Ok(None),
    }
}

fn open_or_create(dir: &Path) -> Result<tantivy::Index> {
    refuse_foreign(dir)?;
    if let Some(index) = open_tantivy(dir)? {
        read_payload(dir)?;
        if index.schema() != schema() {
            let message =
                format!("the index in `{}` has other fields than this program's", dir.display());
            return Err(Error::new(ErrorKind::IndexFormat, message).hint(rebuild(dir)));
        }
        return Ok(index);
    }
    std::fs::create_dir_all(dir).map_err(|error| Error::io(dir, error))?;
    let directory = MmapDirectory::open(dir).map_err(|error| failure(dir, error.into()))?;
    let directory: Box<dyn Directory> = Box::new(directory);
    tantivy::Index::builder()
        .schema(schema())
        .settings(settings())
        .tokenizers(tokenizers())
        .open_or_create(directory)
        .map_err(|error| failure(dir, error))
}

/// Records packed by Zstandard (RFC 8878): a third less than by LZ4, which made them more than half of an index.
pub(super) fn settings() -> IndexSettings {
    let packed = ZstdCompressor { compression_level: Some(PACKING) };
    IndexSettings { docstore_compression: Compressor::Zstd(packed), ..IndexSettings::default() }
}

/// Says no to a folder that holds anything but an index: a mistyped `--index` must not litter someone's files.
fn refuse_foreign(dir: &Path) -> Result<()> {
    let entries = match std::fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Error::io(dir, error)),
    };
    let names: BTreeSet<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    match names.iter().find(|name| !is_ours(name)) {
        Some(name) => Err(foreign(dir, name)),
        None => Ok(()),
    }
}

fn is_ours(name: &str) -> bool {
    let segment = name
        .split('.')
        .next()
        .is_some_and(|stem| stem.len() == 32 && stem.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let known = [
        "README.md",
        ".gitignore",
        ".gitkeep",
        "meta.json",
        ".managed.json",
        stamps::FILE,
        listings::FILE,
        copies::FILE,
    ];
    segment || known.contains(&name) || name.starts_with(".tantivy-") || name.starts_with(".tmp")
}

fn foreign(dir: &Path, name: &str) -> Error {
    let message = format!("`{}` holds `{name}` and is no index: it stays as it is", dir.display());
    Error::new(ErrorKind::Usage, message).hint("name an empty or new folder with --index DIR")
}

/// Makes the names of the files in `dir` safe too: tantivy writes `meta.json` and leaves the folder to its caller.
fn sync(dir: &Path) -> Result<()> {
    File::open(dir).and_then(|folder| folder.sync_all()).map_err(|error| Error::io(dir, error))
}

#[cfg(test)]
mod tests {
    use super::{Evenly, to_merge};

    /// Reads documents that take so many bytes of memory in all, a hundredth at a time, and gives the bytes of each segment.
    fn cut(all: usize, most: usize, threads: usize) -> Vec<usize> {
        let (mut evenly, mut held, mut cut) = (Evenly::default(), 0, Vec::new());
        for part in 1..=100 {
            held += all / 100;
            if evenly.is_time(held, most, f64::from(part) / 100.0, threads) || part == 100 {
                evenly.segments += 1;
                evenly.held += held;
                cut.push(std::mem::take(&mut held));
            }
        }
        cut
    }

    #[test]
    fn segments_of_a_build_are_even() {
        for (all, most, threads, expected) in [
            (900, 1_000, 2, &[900][..]),
            (900, 1_000, 64, &[900]),
            (1_100, 1_000, 1, &[550, 550]),
            (1_100, 1_000, 2, &[550, 550]),
            (1_200, 1_000, 4, &[300, 300, 300, 300]),
            (1_200, 1_000, 64, &[300, 300, 300, 300]),
            (2_400, 1_000, 2, &[600, 600, 600, 600]),
            (2_400, 1_000, 3, &[816, 792, 792]),
        ] {
            assert_eq!(cut(all, most, threads), expected, "{all} {most} {threads}");
        }
    }

    #[test]
    fn no_segment_holds_more_than_there_is_room_for() {
        // What comes late takes more memory than what came first.
        let (mut evenly, mut held) = (Evenly::default(), 0);
        for part in 1..=100_usize {
            held += if part > 50 { 100 } else { 1 };
            if evenly.is_time(held, 1_000, part as f64 / 100.0, 2) {
                evenly.segments += 1;
                evenly.held += std::mem::take(&mut held);
            }
            assert!(held < 1_000, "{part}");
        }
        assert!(evenly.segments >= 5);
    }

    #[test]
    fn all_become_one_but_for_a_little_beside_a_large_one() {
        for (segments, soon, expected) in [
            (&[][..], true, 0..0),
            (&[[10, 0]], true, 0..0),
            (&[[10, 1]], true, 0..1),
            (&[[10, 0], [10, 0]], false, 0..2),
            (&[[100_000, 0], [10, 0]], true, 0..2),
            (&[[100_000, 0], [10, 0]], false, 0..0),
            (&[[100_000, 40], [10, 0]], false, 0..0),
            (&[[100_000, 0], [9, 0], [9, 0], [8, 0], [7, 1]], false, 1..5),
            (&[[100_000, 20_000], [10, 0]], false, 0..2),
            (&[[100_000, 0], [9_000, 0], [1_000, 0]], false, 0..3),
        ] {
            assert_eq!(to_merge(segments, soon), expected, "{segments:?} {soon}");
        }
    }
}

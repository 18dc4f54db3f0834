//! What is soon read of an index is asked of the disk beforehand, all of it together: who reads one thing, and then what that
//! points to, waits for the disk each time, and the system reads far more around each than is used.
//!
//! Asked for is what every question reads (the ends of the files, where their tables are, and where the lists of each field begin), then the lists of the
//! words that are asked for, then the records of a page. Where the files are in memory, which one look tells, nothing is asked for. These are hints:
//! what they do not name, or name wrongly, is read all the same.

use std::fs::File;
use std::ops::Range;
use std::path::Path;

use tantivy::index::SegmentId;
use tantivy::postings::TermInfo;
use tantivy::schema::Field;

use super::segment::read_number;

/// Bytes at the end of a file in which its tables lie, most of them.
const END: u64 = 1 << 16;

/// Bytes of a file that is asked for whole, at most: dictionaries, columns and lengths, of which every question reads many stretches.
const SMALL: u64 = 1 << 23;

/// Bytes of such files in all, at most.
const MOST_OF_SMALL: u64 = 1 << 26;

/// Bytes at the beginning of a list, or of the lists of a field, that are asked for at most.
const MOST_OF_LIST: u64 = 1 << 20;

/// Bytes that the engine reads of the lists of a field when it opens them, which lie before the first list.
const BEFORE_LISTS: u64 = size_of::<u64>() as u64;

/// Files of a segment that are asked for whole where they are small.
const WHOLE: [&str; 3] = ["term", "fast", "fieldnorm"];

/// Files of an index that were not in memory when it was opened.
pub(crate) struct Ahead(Vec<Segment>);

/// The large files of a segment.
struct Segment {
    id: SegmentId,
    lists: Parted,
    positions: Parted,
    records: File,
}

/// A file in which each field has a part.
struct Parted {
    file: File,
    /// Where the part of each field begins.
    fields: Vec<(u32, u64)>,
}

impl Ahead {
    /// Asks for what is read to open these segments; `None` where that is in memory.
    pub(super) fn begin(dir: &Path, segments: &[SegmentId]) -> Option<Self> {
        let (file, bytes) = open(dir, *segments.first()?, WHOLE[0])?;
        let is_at_hand = disk::has_at_hand(&file, bytes.checked_sub(1)?);
        (!is_at_hand).then(|| Self::of(dir, segments))
    }

    fn of(dir: &Path, segments: &[SegmentId]) -> Self {
        let mut small = Vec::new();
        let mut begun = Vec::with_capacity(segments.len());
        for segment in segments {
            let open = |kind| {
                let (file, bytes) = open(dir, *segment, kind)?;
                disk::ask(&file, bytes.saturating_sub(END)..bytes);
                Some((file, bytes))
            };
            small.extend(WHOLE.into_iter().filter_map(open));
            if let Some(((lists, _), (positions, _))) = open("idx").zip(open("pos"))
                && let Some((records, _)) = open("store")
            {
                let [lists, positions] = [lists, positions].map(Parted::new);
                begun.push(Segment { id: *segment, lists, positions, records });
            }
        }
        let mut left = MOST_OF_SMALL;
        for (file, bytes) in small {
            if bytes <= SMALL.min(left) {
                left -= bytes;
                disk::ask(&file, 0..bytes);
            }
        }
        Self(begun)
    }

    /// Asks for where the lists of each field begin: once the segments are open, their tables are there.
    pub(super) fn fields(&mut self) {
        for segment in &mut self.0 {
            for part in [&mut segment.lists, &mut segment.positions] {
                part.fields = part.table().unwrap_or_default();
            }
            for (_, start) in &segment.lists.fields {
                disk::ask(&segment.lists.file, *start..start.saturating_add(BEFORE_LISTS));
            }
        }
    }

    /// Asks for where a word stands in a segment.
    pub(crate) fn word(&self, segment: SegmentId, field: Field, info: &TermInfo) {
        let Some(segment) = self.segment(segment) else { return };
        segment.lists.ask(field, BEFORE_LISTS, &info.postings_range);
        segment.positions.ask(field, 0, &info.positions_range);
    }

    /// Asks for stretches of the records of a segment.
    pub(super) fn records(&self, segment: SegmentId, bytes: Range<usize>) {
        if let Some(segment) = self.segment(segment) {
            disk::ask(&segment.records, bytes.start as u64..bytes.end as u64);
        }
    }

    fn segment(&self, id: SegmentId) -> Option<&Segment> {
        self.0.iter().find(|segment| segment.id == id)
    }
}

/// A file of a segment and how many bytes it has.
fn open(dir: &Path, segment: SegmentId, kind: &str) -> Option<(File, u64)> {
    let file = File::open(dir.join(format!("{}.{kind}", segment.uuid_string()))).ok()?;
    let bytes = file.metadata().ok()?.len();
    Some((file, bytes))
}

impl Parted {
    fn new(file: File) -> Self {
        Self { file, fields: Vec::new() }
    }

    fn ask(&self, field: Field, before: u64, list: &Range<usize>) {
        let part = self.fields.iter().find(|(of, _)| *of == field.field_id());
        let Some((_, start)) = part else { return };
        let first = start.saturating_add(before).saturating_add(list.start as u64);
        let bytes = (list.len() as u64).min(MOST_OF_LIST);
        disk::ask(&self.file, first..first.saturating_add(bytes));
    }

    /// Where the part of each field begins: a table at the end, before what the engine adds to every file.
    fn table(&self) -> Option<Vec<(u32, u64)>> {
        let length = self.file.metadata().ok()?.len();
        let end = disk::read(&self.file, length.saturating_sub(END)..length)?;
        let (rest, _) = behind_length(end.split_last_chunk::<{ size_of::<u32>() }>()?.0)?;
        let (_, mut table) = behind_length(rest)?;
        let mut start = 0_u64;
        let mut fields = Vec::new();
        for _ in 0..read_number(&mut table)? {
            start = start.checked_add(read_number(&mut table)?)?;
            let (field, rest) = table.split_first_chunk()?;
            table = rest;
            read_number(&mut table)?;
            fields.push((u32::from_le_bytes(*field), start));
        }
        Some(fields)
    }
}

/// What stands before and in a stretch at the end of some bytes, behind which its length is written.
fn behind_length(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (bytes, length) = bytes.split_last_chunk()?;
    let length = u32::from_le_bytes(*length) as usize;
    bytes.split_at_checked(bytes.len().checked_sub(length)?)
}

#[cfg(target_os = "linux")]
mod disk {
    //! What is asked of the system.

    use std::fs::File;
    use std::io::IoSliceMut;
    use std::num::NonZeroU64;
    use std::ops::Range;
    use std::os::unix::fs::FileExt;

    use rustix::fs::{Advice, fadvise};
    use rustix::io::{Errno, ReadWriteFlags, preadv2};

    /// Whether the byte at `at` is in memory, as far as can be told.
    pub(super) fn has_at_hand(file: &File, at: u64) -> bool {
        let mut byte = [0];
        let found = preadv2(file, &mut [IoSliceMut::new(&mut byte)], at, ReadWriteFlags::NOWAIT);
        found != Err(Errno::AGAIN)
    }

    /// Asks for some bytes, and does not wait for them.
    pub(super) fn ask(file: &File, bytes: Range<u64>) {
        if let Some(length) = NonZeroU64::new(bytes.end.saturating_sub(bytes.start)) {
            // A hint, which may be refused.
            let _ = fadvise(file, bytes.start, Some(length), Advice::WillNeed);
        }
    }

    /// Reads some bytes.
    pub(super) fn read(file: &File, bytes: Range<u64>) -> Option<Vec<u8>> {
        let mut read = vec![0; usize::try_from(bytes.end.checked_sub(bytes.start)?).ok()?];
        file.read_exact_at(&mut read, bytes.start).ok()?;
        Some(read)
    }
}

#[cfg(not(target_os = "linux"))]
mod disk {
    //! Elsewhere the system is not asked, and everything counts as being in memory.

    use std::fs::File;
    use std::ops::Range;

    pub(super) fn has_at_hand(_: &File, _: u64) -> bool {
        true
    }

    pub(super) fn ask(_: &File, _: Range<u64>) {}

    pub(super) fn read(_: &File, _: Range<u64>) -> Option<Vec<u8>> {
        None
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use tantivy::directory::CompositeFile;
    use tantivy::index::SegmentComponent;
    use tantivy::schema::Field;

    use super::*;
    use crate::index::{BuildOptions, Index, build};

    #[test]
    fn the_lists_of_each_field_begin_where_the_table_says() {
        let dir = tempfile::tempdir().unwrap();
        let (text, to) = (dir.path().join("plan.txt"), dir.path().join("index"));
        std::fs::write(&text, "A plan\n\nThe borough keeps a register.\n\nIt is long.\n").unwrap();
        build(&[text], &to, &BuildOptions::default()).unwrap();
        let index = Index::open(&to).unwrap();
        // What was written just now is in memory.
        assert!(index.ahead().is_none());
        let ids: Vec<SegmentId> =
            index.searcher().segment_readers().iter().map(|reader| reader.segment_id()).collect();
        let mut ahead = Ahead::of(&to, &ids);
        assert_eq!(ahead.0.len(), ids.len());
        ahead.fields();
        for segment in &ahead.0 {
            let engine = index.searcher().index();
            let engine = engine.segment(engine.new_segment_meta(segment.id, 0));
            for (part, component) in [
                (&segment.lists, SegmentComponent::Postings),
                (&segment.positions, SegmentComponent::Positions),
            ] {
                let whole = engine.open_read(component).unwrap();
                let fields = CompositeFile::open(&whole).unwrap();
                let whole = whole.read_bytes().unwrap();
                assert!(!part.fields.is_empty());
                for (field, start) in &part.fields {
                    let lists = fields.open_read(Field::from_field_id(*field)).unwrap();
                    let lists = lists.read_bytes().unwrap();
                    assert!(whole[*start as usize..].starts_with(&lists), "{field}");
                }
            }
            let info =
                TermInfo { doc_freq: 1, postings_range: 0..usize::MAX / 2, positions_range: 0..0 };
            // A hint for what is not there is no mistake.
            ahead.word(segment.id, index.fields().text, &info);
            ahead.word(segment.id, Field::from_field_id(9_999), &info);
            let damaged = Parted {
                fields: vec![(0, u64::MAX)],
                ..Parted::new(tempfile::tempfile().unwrap())
            };
            damaged.ask(Field::from_field_id(0), BEFORE_LISTS, &(1..9));
            ahead.records(segment.id, 5..5);
        }
        ahead.records(SegmentId::generate_random(), 0..10);
    }

    #[test]
    fn what_is_no_table_is_none() {
        for bytes in [&b""[..], b"abc", &[0; 64], &[255; 64]] {
            let file = tempfile::tempfile().unwrap();
            std::io::Write::write_all(&mut &file, bytes).unwrap();
            assert!(Parted::new(file).table().is_none_or(|fields| fields.is_empty()));
        }
    }
}

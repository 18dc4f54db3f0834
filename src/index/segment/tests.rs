//! What is written here beside what the engine's own writer makes of the same records.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proptest::prelude::*;
use tantivy::columnar::{ColumnarReader, DynamicColumn};
use tantivy::directory::FileSlice;
use tantivy::index::{SegmentComponent, SegmentId};
use tantivy::postings::Postings;
use tantivy::schema::{Facet, FieldType, IndexRecordOption, Schema};
use tantivy::store::{Compressor, StoreReader};
use tantivy::{
    DocSet, Index, IndexSettings, IndexWriter, SegmentReader, TERMINATED, TantivyDocument, Term,
};

use super::super::record::{Record, Value};
use super::super::schema::{Fields, schema};
use super::super::tokenizer::tokenizers;
use super::Segments;

fn fields() -> Fields {
    Fields::of(&schema()).unwrap()
}

fn in_memory() -> Index {
    let mut index = Index::create_in_ram(schema());
    index.set_tokenizers(tokenizers());
    index
}

/// What the engine's writer makes of them: it is given the words as written too.
fn by_the_engine(records: &[Record]) -> Index {
    by_the_engine_in(in_memory(), records)
}

fn by_the_engine_in(index: Index, records: &[Record]) -> Index {
    let schema = index.schema();
    let mut writer: IndexWriter = index.writer_with_num_threads(1, 20 << 20).unwrap();
    for record in records {
        let mut its_own = TantivyDocument::default();
        for (field, value) in record.values() {
            match (schema.get_field_entry(field).field_type(), value) {
                (_, Value::Number(number)) => its_own.add_u64(field, number),
                (FieldType::Facet(_), Value::Text(text)) => {
                    its_own
                        .add_facet(field, Facet::from_encoded(text.as_bytes().to_vec()).unwrap());
                }
                (_, Value::Text(text)) => its_own.add_text(field, text),
            }
            if let (true, Value::Text(text)) = (field == fields().text, value) {
                its_own.add_text(fields().text_exact, text);
            }
        }
        writer.add_document(its_own).unwrap();
    }
    writer.commit().unwrap();
    index
}

/// What is made of them here, in runs of so many records by as many parts; so many words are sorted at a time. More threads than there
/// are texts sort ahead.
fn by_us(runs: &[&[Record]], parts: usize, [most, threads]: [usize; 2]) -> Index {
    let index = in_memory();
    let mut writer: IndexWriter = index.writer_with_num_threads(1, 20 << 20).unwrap();
    let mut segments = Segments::new(&index, &fields(), Vec::new());
    for (number, run) in runs.iter().enumerate() {
        segments.add(run).unwrap();
        // The part that was used last is the first that is taken: turned, all are.
        let mut idle = segments.parts.lock().unwrap();
        if idle.len() < parts {
            let part = super::Part::new(&segments.plan);
            idle.push(part);
        } else {
            let turn = (1 + number % 2) % idle.len();
            idle.rotate_left(turn);
        }
    }
    let bytes = most * super::PLACE_BYTES * super::TEXTS_AT_A_TIME;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let segment = pool.install(|| segments.write(bytes)).unwrap().unwrap();
    writer.add_segment(segment).unwrap();
    writer.commit().unwrap();
    index
}

/// Everything a segment says, line by line.
fn told(index: &Index) -> Vec<String> {
    let searcher = index.reader().unwrap().searcher();
    let [reader] = searcher.segment_readers() else { panic!("one segment") };
    let mut lines = vec![format!("{} records", reader.num_docs())];
    tell_terms(reader, &index.schema(), &mut lines);
    tell_columns(reader, &mut lines);
    let store = reader.get_store_reader(10).unwrap();
    for doc in 0..reader.max_doc() {
        let record: TantivyDocument = store.get(doc).unwrap();
        let values: BTreeMap<u32, String> = record
            .field_values()
            .map(|(field, value)| {
                (field.field_id(), tantivy::schema::Value::as_str(&value).unwrap().to_owned())
            })
            .collect();
        lines.push(format!("{doc}: {values:?}"));
    }
    lines
}

fn tell_terms(reader: &SegmentReader, schema: &Schema, lines: &mut Vec<String>) {
    for (field, entry) in schema.fields().filter(|(_, entry)| entry.is_indexed()) {
        let inverted = reader.inverted_index(field).unwrap();
        lines.push(format!("{}: {} words", entry.name(), inverted.total_num_tokens()));
        if let Some(norms) = reader.fieldnorms_readers().get_field(field).unwrap() {
            let norms: Vec<u8> = (0..reader.max_doc()).map(|doc| norms.fieldnorm_id(doc)).collect();
            lines.push(format!("{}: {norms:?}", entry.name()));
        }
        let mut terms = inverted.terms().stream().unwrap();
        let mut positions = Vec::new();
        while terms.advance() {
            let option = IndexRecordOption::WithFreqsAndPositions;
            let mut postings = inverted.read_postings_from_terminfo(terms.value(), option).unwrap();
            let mut line = format!("{:?} {}:", terms.key(), terms.value().doc_freq);
            while postings.doc() != TERMINATED {
                postings.positions(&mut positions);
                line += &format!(" {}*{}{positions:?}", postings.doc(), postings.term_freq());
                postings.advance();
            }
            lines.push(line);
        }
    }
}

fn tell_columns(reader: &SegmentReader, lines: &mut Vec<String>) {
    let file = reader.open_read(SegmentComponent::FastFields).unwrap();
    for (name, handle) in ColumnarReader::open(file).unwrap().list_columns().unwrap() {
        let column = handle.open().unwrap();
        let told: Vec<String> = (0..reader.max_doc())
            .map(|doc| match &column {
                DynamicColumn::Str(texts) => {
                    let mut text = String::new();
                    let text = |ord| {
                        text.clear();
                        texts.ord_to_str(ord, &mut text).unwrap();
                        text.clone()
                    };
                    format!("{:?}", texts.ords().values_for_doc(doc).map(text).collect::<Vec<_>>())
                }
                DynamicColumn::U64(numbers) => {
                    format!("{:?}", numbers.values_for_doc(doc).collect::<Vec<_>>())
                }
                _ => panic!("no column of {name}"),
            })
            .collect();
        lines.push(format!("{name}: {told:?}"));
    }
}

fn record(values: &[(usize, String)]) -> Record {
    let fields = fields();
    let mut record = Record::default();
    for (which, text) in values {
        match which {
            0 => record.add_text(fields.text, text),
            1 => record.add_text(fields.heading, text),
            2 => record.add_text(fields.question_words, text),
            3 => record.add_text(fields.id, text),
            4 => record.add_text(fields.compound, text),
            5 => record.add_text(fields.pillar, text),
            6 => record.add_u64(fields.question, text.len() as u64),
            7 => record.add_u64(fields.number, text.len() as u64),
            8 => record.add_text(fields.digest, text),
            9 if !text.is_empty() && !text.contains(['\0', '/']) => {
                record.add_facet(fields.force, &Facet::from_path([text.as_str(), "x", text]));
            }
            _ => record.add_text(fields.stored, text),
        }
    }
    record
}

/// Words that are alike, that have one stem, that hang together and that nobody writes.
const WORDS: &str = "(force|forces|Force's|organised|organized|counter-corruption|anti-\ncrime|12,400|zo\u{eb}|\u{1f}|& |\u{301}|[a-c]{1,2}|\\PC{0,3})( |, |)";

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(WORDS, 0..25).prop_map(|words| words.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_segment_is_what_the_engine_would_write(
        records in prop::collection::vec(prop::collection::vec((0..11_usize, text()), 0..9), 1..30),
        run in 1..12_usize,
        parts in 1..4_usize,
        most in 1..60_usize,
        threads in prop::sample::select(vec![1, 9_usize]),
    ) {
        let records: Vec<Record> = records.iter().map(|it| record(it)).collect();
        let runs: Vec<&[Record]> = records.chunks(run).collect();
        prop_assert_eq!(told(&by_us(&runs, parts, [most, threads])), told(&by_the_engine(&records)));
    }
}

/// The pairs of a segment as its positions have them: what stands at a place, then what stands at the next.
fn pairs_by_position(
    reader: &SegmentReader,
    frequent: &[String],
) -> BTreeMap<String, Vec<[u32; 2]>> {
    let inverted = reader.inverted_index(fields().text_exact).unwrap();
    let mut at: BTreeMap<(u32, u32), Vec<&String>> = BTreeMap::new();
    for word in frequent {
        let term = Term::from_field_text(fields().text_exact, word);
        let option = IndexRecordOption::WithFreqsAndPositions;
        let Some(mut postings) = inverted.read_postings(&term, option).unwrap() else { continue };
        let mut positions = Vec::new();
        while postings.doc() != TERMINATED {
            postings.positions(&mut positions);
            for position in &positions {
                at.entry((postings.doc(), *position)).or_default().push(word);
            }
            postings.advance();
        }
    }
    let mut pairs: BTreeMap<String, Vec<[u32; 2]>> = BTreeMap::new();
    for ((doc, position), firsts) in &at {
        for second in at.get(&(*doc, position + 1)).into_iter().flatten() {
            for first in firsts {
                let held = pairs.entry(format!("{first} {second}")).or_default();
                match held.last_mut() {
                    Some([last, times]) if last == doc => *times += 1,
                    _ => held.push([*doc, 1]),
                }
            }
        }
    }
    pairs
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pairs_are_what_the_positions_say(
        records in prop::collection::vec(prop::collection::vec((0..2_usize, text()), 0..9), 1..30),
        run in 1..12_usize,
        // At once, or so many at a time.
        most in prop::sample::select(vec![2, 9, 60, 1 << 18]),
        left_out in 0..4_usize,
    ) {
        let records: Vec<Record> = records.iter().map(|it| record(it)).collect();
        let mut frequent: Vec<String> =
            ["a", "b", "ab", "anti", "corruption", "counter", "countercorruption", "crime", "force", "forces"]
                .map(str::to_owned).to_vec();
        frequent.sort_unstable();
        frequent.drain(..left_out);
        let index = in_memory();
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 20 << 20).unwrap();
        let mut segments = Segments::new(&index, &fields(), frequent.clone());
        records.chunks(run).for_each(|run| segments.add(run).unwrap());
        let bytes = most * super::PLACE_BYTES * super::TEXTS_AT_A_TIME;
        writer.add_segment(segments.write(bytes).unwrap().unwrap()).unwrap();
        writer.commit().unwrap();
        let searcher = index.reader().unwrap().searcher();
        let reader = searcher.segment_reader(0);
        let mut expected = pairs_by_position(reader, &frequent);
        let mark = super::super::pairs::MARK.to_owned();
        expected.insert(mark, (0..reader.max_doc()).map(|doc| [doc, 1]).collect());
        let inverted = reader.inverted_index(fields().pairs).unwrap();
        let mut found = BTreeMap::new();
        let mut terms = inverted.terms().stream().unwrap();
        while terms.advance() {
            let option = IndexRecordOption::WithFreqs;
            let mut postings = inverted.read_postings_from_terminfo(terms.value(), option).unwrap();
            let mut held = Vec::new();
            while postings.doc() != TERMINATED {
                held.push([postings.doc(), postings.term_freq()]);
                postings.advance();
            }
            found.insert(String::from_utf8(terms.key().to_vec()).unwrap(), held);
        }
        prop_assert_eq!(found, expected);
    }
}

/// Lists of more than one block, and words whose number does not fit into one code.
#[test]
fn a_large_segment_is_what_the_engine_would_write() {
    let records: Vec<Record> = (0..1_000)
        .map(|n| {
            let own: String = (0..70).map(|k| format!(" w{}", n * 70 + k)).collect();
            record(&[
                (0, format!("the force {} the{own}", "force ".repeat(n % 5))),
                (3, format!("{n}")),
            ])
        })
        .collect();
    let runs: Vec<&[Record]> = records.chunks(64).collect();
    let by_the_engine = told(&by_the_engine(&records));
    for threads in [1, 9] {
        assert_eq!(told(&by_us(&runs, 2, [5_000, threads])), by_the_engine);
    }
}

#[test]
fn no_records_make_no_segment() {
    let index = in_memory();
    let mut segments = Segments::new(&index, &fields(), Vec::new());
    segments.add(&[]).unwrap();
    assert!(segments.write(1 << 20).unwrap().is_none());
}

/// Whether the removal is told before or after the new segment is there: what is removed is what the last commit had.
#[test]
fn a_removal_leaves_new_records_of_the_same_document_alone() {
    for told_first in [true, false] {
        let index = in_memory();
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 20 << 20).unwrap();
        let mut segments = Segments::new(&index, &fields(), Vec::new());
        let mut add = |writer: &IndexWriter, document: &str, text: &str| {
            let mut record = Record::default();
            record.add_text(fields().document, document);
            record.add_text(fields().stored, text);
            segments.add(&[record]).unwrap();
            let segment = segments.write(1 << 20).unwrap().unwrap();
            writer.add_segment(segment).unwrap();
        };
        add(&writer, "a.html", "old");
        add(&writer, "b.html", "other");
        writer.commit().unwrap();
        let before: BTreeSet<SegmentId> =
            index.searchable_segment_ids().unwrap().into_iter().collect();
        let term = Term::from_field_text(fields().document, "a.html");
        let removal = Box::new(super::Removal::new(term, &Arc::new(before)));
        if told_first {
            writer.delete_query(removal.clone()).unwrap();
        }
        add(&writer, "a.html", "new");
        if !told_first {
            writer.delete_query(removal).unwrap();
        }
        writer.commit().unwrap();
        let searcher = index.reader().unwrap().searcher();
        let mut texts: Vec<String> = Vec::new();
        for reader in searcher.segment_readers() {
            let store = reader.get_store_reader(1).unwrap();
            for record in store.iter::<TantivyDocument>(reader.alive_bitset()) {
                let record = record.unwrap();
                let text = record.get_first(fields().stored).unwrap();
                texts.push(tantivy::schema::Value::as_str(&text).unwrap().to_owned());
            }
        }
        texts.sort_unstable();
        assert_eq!(texts, ["new", "other"], "{told_first}");
    }
}

/// Text that does not pack to nothing: blocks enough for three layers of tables.
fn long_texts(records: usize) -> Vec<Record> {
    let mut number = 1_u64;
    let mut next = || {
        number =
            number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        number >> 33
    };
    let mut text =
        |n: usize| -> String { (0..300 + n % 50).map(|_| format!("{:x} ", next())).collect() };
    (0..records).map(|n| record(&[(8, text(n)), (11, text(n))])).collect()
}

#[test]
fn every_record_is_found_among_many_blocks() {
    let records = long_texts(700);
    let runs: Vec<&[Record]> = records.chunks(23).collect();
    let (ours, the_engines) = (by_us(&runs, 3, [5_000, 2]), by_the_engine(&records));
    assert_eq!(told(&ours), told(&the_engines));
    let settings =
        IndexSettings { docstore_compression: Compressor::Zstd(<_>::default()), ..<_>::default() };
    let mut packed_alike =
        Index::builder().schema(schema()).settings(settings).create_in_ram().unwrap();
    packed_alike.set_tokenizers(tokenizers());
    for (index, is_read) in
        [(ours, true), (by_the_engine_in(packed_alike, &records), true), (the_engines, false)]
    {
        let segment = &index.searchable_segments().unwrap()[0];
        let file = segment.open_read(SegmentComponent::Store).unwrap();
        let blocks = super::Blocks::open(&file).unwrap();
        assert_eq!(blocks.is_some(), is_read);
        let Some(blocks) = blocks else { continue };
        let mut unpacker = zstd::bulk::Decompressor::new().unwrap();
        let (mut begun, mut block) = (BTreeSet::new(), Vec::new());
        for (doc, record) in (0..).zip(&records) {
            let place = blocks.place(doc).unwrap();
            blocks.unpack(&place, &mut unpacker, &mut block).unwrap();
            let found = super::Unpacked::of(&block, (doc - place.records.start) as usize).unwrap();
            for field in [fields().report, fields().stored, fields().id] {
                let text =
                    record.values().find(|(of, _)| *of == field).and_then(|(_, it)| match it {
                        Value::Text(text) => Some(text),
                        Value::Number(_) => None,
                    });
                let text = text.filter(|_| index.schema().get_field_entry(field).is_stored());
                assert_eq!(found.text(field), Ok(text), "{doc}");
            }
            begun.insert(place.bytes.start);
        }
        assert!(begun.len() > 64, "{}", begun.len());
        assert_eq!(blocks.place(700), None);
    }
}

proptest! {
    #[test]
    fn what_is_no_store_is_told_apart(bytes in prop::collection::vec(any::<u8>(), 0..90), doc in 0..9_u32) {
        let file = FileSlice::from(bytes.clone());
        if let Some(blocks) = super::Blocks::open(&file).unwrap() {
            blocks.place(doc);
        }
        if let Some(record) = super::Unpacked::of(&bytes, doc as usize) {
            let _ = record.text(fields().stored);
        }
        let footer = [&bytes[..], &2_u32.to_le_bytes(), &(bytes.len() as u64 / 2).to_le_bytes(), &[4], &[0; 15]];
        let blocks = super::Blocks::open(&FileSlice::from(footer.concat())).unwrap();
        if let Some((blocks, place)) = blocks.and_then(|it| it.place(doc).map(|place| (it, place))) {
            let mut unpacker = zstd::bulk::Decompressor::new().unwrap();
            let _ = blocks.unpack(&place, &mut unpacker, &mut Vec::new());
        }
    }
}

#[test]
fn blocks_may_come_back_in_any_order() {
    let index = in_memory();
    let records = long_texts(100);
    let (mut kept, _) = super::Records::begin(&index).unwrap();
    let mut packer = kept.packer().unwrap();
    let segment = kept.segment().clone();
    let (first, mut full) = kept.take(&records[..60]).unwrap();
    let (second, more) = kept.take(&records[60..]).unwrap();
    assert_eq!((first, second), (0, 60));
    full.extend(more);
    assert!(full.len() > 8, "{}", full.len());
    let packed: Vec<_> = full.into_iter().map(|full| packer.pack(full).unwrap()).collect();
    packed.into_iter().rev().for_each(|packed| kept.put(packed).unwrap());
    kept.close().unwrap().wait().unwrap();
    let store = StoreReader::open(segment.open_read(SegmentComponent::Store).unwrap(), 10).unwrap();
    for (doc, record) in (0..).zip(&records) {
        let found: TantivyDocument = store.get(doc).unwrap();
        let text = found.get_first(fields().stored).unwrap();
        let text = tantivy::schema::Value::as_str(&text).unwrap();
        let kept = record.values().find(|(field, _)| *field == fields().stored);
        assert_eq!(kept, Some((fields().stored, Value::Text(text))), "{doc}");
    }
}

#[test]
fn a_block_that_does_not_come_back_is_missed() {
    let (mut kept, _) = super::Records::begin(&in_memory()).unwrap();
    let (_, full) = kept.take(&long_texts(100)).unwrap();
    assert!(full.len() > 2);
    assert!(kept.close().is_err());
}

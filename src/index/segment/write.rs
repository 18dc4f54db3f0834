//! The files of a segment: what was gathered, as the engine reads it.
//!
//! The two texts that hold nearly all words, the other fields, the columns and the records are written at the same time where there
//! are threads for it. Postings lie in one file for all fields, so all but the first text are written to memory and then put there.

use std::io;
use std::io::Write;

use rayon::prelude::*;
use tantivy::directory::{CompositeWrite, TerminatingWrite, WritePtr};
use tantivy::fieldnorm::{FieldNormReader, FieldNormReaders, FieldNormsSerializer};
use tantivy::index::SegmentComponent;
use tantivy::postings::FieldSerializer;
use tantivy::schema::{Field, IndexRecordOption, Schema};
use tantivy::{Result, Segment};

use super::super::pairs::FEWEST_RECORDS;
use super::invert::{Gathered, Sorting, Tally, write_text, write_values};
use super::pairs::{chosen, write_pairs};
use super::part::Part;
use super::plan::{Plan, Text};
use super::records::Records;

/// Writes what `parts` and `records` have gathered; `most` places of words are sorted at a time. The frequent words are chosen if
/// they are not yet and there are enough records.
pub(super) fn write(
    plan: &Plan,
    parts: &[Part],
    records: Records,
    (most, frequent): (usize, &mut Vec<String>),
) -> Result<Segment> {
    let gathered = Gathered::new(parts);
    let segment = records.segment().clone();
    let texts: Vec<Tally> =
        (0..plan.words).into_par_iter().map(|log| Tally::of_words(&gathered, log)).collect();
    let values: Vec<Tally> = (0..plan.values.len())
        .into_par_iter()
        .map(|log| Tally::of_values(&gathered, log))
        .collect();
    write_norms(plan, &segment, &texts, &values)?;
    let norms = FieldNormReaders::open(segment.open_read(SegmentComponent::FieldNorms)?)?;
    let text = plan.pairs.and_then(|(_, log)| texts.get(log));
    if let Some(text) = text.filter(|_| gathered.records >= FEWEST_RECORDS && frequent.is_empty()) {
        *frequent = chosen(&gathered, text);
    }
    let schema = segment.schema();
    let writing = Writing { plan, gathered, schema, norms, texts, values, most, frequent };
    let (postings, kept) = rayon::join(|| writing.postings(&segment), || records.close());
    postings?;
    kept?;
    let records = writing.gathered.records;
    Ok(segment.with_max_doc(records))
}

/// How long each field is in each record.
fn write_norms(plan: &Plan, segment: &Segment, texts: &[Tally], values: &[Tally]) -> Result<()> {
    let mut all: Vec<(Field, &Tally)> =
        plan.texts.iter().map(|text| (text.field, &texts[text.log])).collect();
    all.extend(plan.values.iter().zip(values).map(|((field, _), tally)| (*field, tally)));
    all.sort_unstable_by_key(|(field, _)| *field);
    let schema = segment.schema();
    let write = segment.open_write(SegmentComponent::FieldNorms)?;
    let mut serializer = FieldNormsSerializer::from_write(write)?;
    for (field, tally) in all {
        if schema.get_field_entry(field).has_fieldnorms() {
            serializer.serialize_field(field, &tally.norms)?;
        }
    }
    Ok(serializer.close()?)
}

struct Writing<'p> {
    plan: &'p Plan,
    gathered: Gathered<'p>,
    schema: Schema,
    norms: FieldNormReaders,
    texts: Vec<Tally>,
    values: Vec<Tally>,
    most: usize,
    frequent: &'p [String],
}

impl Writing<'_> {
    fn postings(&self, segment: &Segment) -> Result<()> {
        let mut files = Files::open(segment)?;
        let (first, others) = self.plan.texts.split_at(self.plan.texts.len().min(1));
        let in_files = || first.iter().try_for_each(|text| self.text(text, &mut files));
        let in_memory = || {
            rayon::join(
                || {
                    others
                        .par_iter()
                        .map(|text| self.text_in_memory(text))
                        .collect::<Result<Vec<_>>>()
                },
                || rayon::join(|| self.pairs_in_memory(), || self.values_in_memory()),
            )
        };
        let (written, (texts, (pairs, values))) = rayon::join(in_files, in_memory);
        written?;
        for (field, buffers) in texts?.into_iter().chain(pairs?).chain(values?) {
            files.put(field, &buffers)?;
        }
        files.close()
    }

    fn text<W: TerminatingWrite + Send>(&self, text: &Text, files: &mut Files<W>) -> Result<()> {
        let norms = self.norms.get_field(text.field)?;
        let tally = &self.texts[text.log];
        // Where there are more texts than threads, each thread has one to write in any case.
        let ahead = self.plan.texts.len() < rayon::current_num_threads();
        let sorting = Sorting { most: self.most, ahead };
        write_text(&self.gathered, (text.log, text.stems), tally, sorting, |words| {
            files.field(text.field, &self.schema, words, norms)
        })?;
        Ok(())
    }

    fn text_in_memory(&self, text: &Text) -> Result<(Field, Buffers)> {
        let mut buffers = Buffers::of_words(self.texts[text.log].sum());
        self.text(text, &mut buffers.files())?;
        Ok((text.field, buffers))
    }

    fn pairs_in_memory(&self) -> Result<Option<(Field, Buffers)>> {
        let Some((field, log)) = self.plan.pairs.filter(|_| !self.frequent.is_empty()) else {
            return Ok(None);
        };
        let mut buffers = Buffers::default();
        let mut files = buffers.files();
        write_pairs(&self.gathered, (log, self.frequent), self.most / 2, |pairs| {
            files.field(field, &self.schema, pairs, None)
        })?;
        drop(files);
        Ok(Some((field, buffers)))
    }

    fn values_in_memory(&self) -> Result<Vec<(Field, Buffers)>> {
        let each = |(log, (field, are_facets)): (usize, &(Field, bool))| {
            let norms = self.norms.get_field(*field)?;
            let mut buffers = Buffers::default();
            let mut files = buffers.files();
            write_values(&self.gathered, (log, *are_facets), &self.values[log], |values| {
                files.field(*field, &self.schema, values, norms)
            })?;
            drop(files);
            Ok((*field, buffers))
        };
        self.plan.values.par_iter().enumerate().map(each).collect()
    }
}

/// The three files that hold terms, records and positions, field by field.
struct Files<W: TerminatingWrite> {
    terms: CompositeWrite<W>,
    postings: CompositeWrite<W>,
    positions: CompositeWrite<W>,
}

impl Files<WritePtr> {
    fn open(segment: &Segment) -> Result<Self> {
        let open = |component| segment.open_write(component).map(CompositeWrite::wrap);
        Ok(Self {
            terms: open(SegmentComponent::Terms)?,
            postings: open(SegmentComponent::Postings)?,
            positions: open(SegmentComponent::Positions)?,
        })
    }

    /// Puts a field here that was written to memory.
    fn put(&mut self, field: Field, buffers: &Buffers) -> Result<()> {
        if buffers.terms.is_empty() {
            return Ok(());
        }
        self.terms.for_field(field).write_all(&buffers.terms)?;
        self.postings.for_field(field).write_all(&buffers.postings)?;
        self.positions.for_field(field).write_all(&buffers.positions)?;
        Ok(())
    }

    fn close(self) -> Result<()> {
        self.terms.close()?;
        self.postings.close()?;
        Ok(self.positions.close()?)
    }
}

impl<W: TerminatingWrite> Files<W> {
    /// What writes the terms of a field that holds so many words.
    fn field(
        &mut self,
        field: Field,
        schema: &Schema,
        words: u64,
        norms: Option<FieldNormReader>,
    ) -> io::Result<FieldSerializer<'_, W>> {
        let option = schema.get_field_entry(field).field_type().index_record_option();
        FieldSerializer::create(
            option.unwrap_or(IndexRecordOption::Basic),
            words,
            self.terms.for_field(field),
            self.postings.for_field(field),
            self.positions.for_field(field),
            norms,
        )
    }
}

/// One field of the three files.
#[derive(Default)]
struct Buffers {
    terms: Vec<u8>,
    postings: Vec<u8>,
    positions: Vec<u8>,
}

impl Buffers {
    /// With room for so many words, so that what is there is not copied because more comes. What is not needed is not touched.
    fn of_words(words: u64) -> Self {
        let words = words as usize;
        let (postings, positions) = (Vec::with_capacity(words * 2), Vec::with_capacity(words * 2));
        Self { terms: Vec::new(), postings, positions }
    }

    fn files(&mut self) -> Files<&mut Vec<u8>> {
        Files {
            terms: CompositeWrite::wrap(&mut self.terms),
            postings: CompositeWrite::wrap(&mut self.postings),
            positions: CompositeWrite::wrap(&mut self.positions),
        }
    }
}

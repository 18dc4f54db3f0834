//! The files of a segment: what was gathered, as the engine reads it.
//!
//! The two texts that hold nearly all words, the other fields, the columns and the records are written at the same time where there
//! are threads for it. Postings lie in one file for all fields, so all but the first text are written to memory and then put there.

use std::io;
use std::io::Write;

use rayon::prelude::*;
use tantivy::directory::{CompositeWrite, FileSlice, TerminatingWrite};
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::FieldSerializer;
use tantivy::schema::{Field, IndexRecordOption, Schema};
use tantivy::{Result, Segment};

use super::super::pairs::FEWEST_RECORDS;
use super::columns::write_columns;
use super::files::{Closing, File, Opening};
use super::invert::{Gathered, Sorting, Tally, write_text, write_values};
use super::pairs::{chosen, write_pairs};
use super::part::Part;
use super::plan::{Plan, Text};
use super::records::{LastFiles, Records};
use super::twins::{Twins, sorts_ahead};

/// Writes what `parts` and `records` have gathered; `most` places of words are sorted at a time. The frequent words are chosen if
/// they are not yet and there are enough records.
pub(super) fn write(
    plan: &Plan,
    parts: &[Part],
    (records, files): (Records, LastFiles),
    (most, frequent): (usize, &mut Vec<String>),
) -> Result<Segment> {
    let gathered = Gathered::new(parts);
    let segment = records.segment().clone();
    let LastFiles { terms, postings, positions, norms, columns, opener: _opener } = files;
    let told = &gathered;
    let words = || {
        let tallies = (0..plan.words).into_par_iter().map(|log| Tally::of_words(told, log));
        let tallies: Vec<Tally> = tallies.collect();
        let text = plan.pairs.and_then(|(_, log)| tallies.get(log));
        if let Some(text) = text.filter(|_| told.records >= FEWEST_RECORDS && frequent.is_empty()) {
            *frequent = chosen(told, text);
        }
        let twins = Twins::sorted((plan, told), &tallies, most);
        (tallies, twins)
    };
    let values = move || {
        let logs = (0..plan.values.len()).into_par_iter();
        let tallies: Vec<Tally> = logs.map(|log| Tally::of_values(told, log)).collect();
        let columns = write_columns(plan, told, &tallies, columns.wait()?)?;
        Result::Ok((tallies, [columns, records.close()?]))
    };
    let ((texts, twins), values) = rayon::join(words, values);
    let (values, kept) = values?;
    let schema = segment.schema();
    let writing = Writing { plan, gathered, schema, texts, twins, values, most, frequent };
    let norms = norms.wait()?;
    let files = Files::open(terms, postings, positions)?;
    let (words, norms) = rayon::join(|| writing.postings(files), || writing.norms(norms));
    words?.into_iter().chain(kept).chain([norms?]).try_for_each(Closing::wait)?;
    let records = writing.gathered.records;
    Ok(segment.with_max_doc(records))
}

struct Writing<'p> {
    plan: &'p Plan,
    gathered: Gathered<'p>,
    schema: Schema,
    texts: Vec<Tally>,
    twins: Option<Twins<'p>>,
    values: Vec<Tally>,
    most: usize,
    frequent: &'p [String],
}

impl Writing<'_> {
    /// How long each field is in each record.
    fn norms(&self, file: File) -> Result<Closing> {
        let Self { plan, texts, values, .. } = self;
        let mut all: Vec<(Field, &Tally)> =
            plan.texts.iter().map(|text| (text.field, &texts[text.log])).collect();
        all.extend(plan.values.iter().zip(values).map(|((field, _), tally)| (*field, tally)));
        all.sort_unstable_by_key(|(field, _)| *field);
        let mut file = CompositeWrite::wrap(file);
        for (field, tally) in all.into_iter().filter(|(field, _)| self.has_norms(*field)) {
            file.for_field(field).write_all(&tally.norms)?;
        }
        Ok(Closing::begin(|| file.close())?)
    }

    fn has_norms(&self, field: Field) -> bool {
        self.schema.get_field_entry(field).has_fieldnorms()
    }

    /// What tells the length of a field, where the engine has it.
    fn norms_of(&self, field: Field, tally: &Tally) -> Result<Option<FieldNormReader>> {
        let norms = || FieldNormReader::open(FileSlice::from(tally.norms.clone()));
        self.has_norms(field).then(norms).transpose()
    }

    /// The longest first: what comes last is in pieces that the threads share.
    fn postings(&self, mut files: Files<File>) -> Result<[Closing; 3]> {
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
        let in_memory: Vec<(Field, Buffers)> =
            texts?.into_iter().chain(pairs?).chain(values?).collect();
        files.close_with(&in_memory)
    }

    fn text<W: TerminatingWrite + Send>(&self, text: &Text, files: &mut Files<W>) -> Result<()> {
        let tally = &self.texts[text.log];
        let norms = self.norms_of(text.field, tally)?;
        let open = |words| files.field(text.field, &self.schema, words, norms);
        match self.twins.as_ref().filter(|twins| twins.log == text.log) {
            Some(twins) if text.stems => {
                twins.write_stems((&self.gathered, tally), open(tally.sum())?)?;
            }
            Some(twins) => twins.write_words(open(tally.sum())?)?,
            None => {
                let sorting = Sorting { most: self.most, ahead: sorts_ahead(self.plan) };
                write_text(&self.gathered, (text.log, text.stems), tally, sorting, open)?;
            }
        }
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
            let norms = self.norms_of(*field, &self.values[log])?;
            let mut buffers = Buffers::default();
            let mut files = buffers.files();
            write_values(&self.gathered, (log, *are_facets), &self.values[log], |values| {
                files.field(*field, &self.schema, values, norms)
            })?;
            drop(files);
            Ok((*field, buffers))
        };
        let all = self.plan.values.par_iter().enumerate();
        all.filter(|(_, (field, _))| self.schema.get_field_entry(*field).is_indexed())
            .map(each)
            .collect()
    }
}

/// The three files that hold terms, records and positions, field by field.
struct Files<W: TerminatingWrite> {
    terms: CompositeWrite<W>,
    postings: CompositeWrite<W>,
    positions: CompositeWrite<W>,
}

impl Files<File> {
    fn open(terms: Opening, postings: Opening, positions: Opening) -> Result<Self> {
        let open = |opening: Opening| opening.wait().map(CompositeWrite::wrap);
        Ok(Self { terms: open(terms)?, postings: open(postings)?, positions: open(positions)? })
    }

    /// Puts the fields here that were written to memory, and closes the files.
    fn close_with(self, fields: &[(Field, Buffers)]) -> Result<[Closing; 3]> {
        let close = |mut file: CompositeWrite<File>, bytes: fn(&Buffers) -> &[u8]| {
            for (field, buffers) in fields.iter().filter(|(_, it)| !it.terms.is_empty()) {
                file.for_field(*field).write_all(bytes(buffers))?;
            }
            Closing::begin(|| file.close())
        };
        let Self { terms, postings, positions } = self;
        let (postings, (positions, terms)) = rayon::join(
            || close(postings, |it| &it.postings),
            || {
                rayon::join(
                    || close(positions, |it| &it.positions),
                    || close(terms, |it| &it.terms),
                )
            },
        );
        Ok([postings?, positions?, terms?])
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

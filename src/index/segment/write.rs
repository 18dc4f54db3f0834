//! The files of a segment: what was gathered, as the engine reads it.
//!
//! The text that holds nearly all words is counted and sorted while the other texts are written; then its words, their stems, their pairs and the
//! values are; and the columns last, while the system makes safe on disk what was written until then. Postings lie in one file for all
//! fields, so all but the first text are written to memory and then put there.

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

/// A field that was written to memory.
type InMemory = (Field, Buffers);

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
    let writing = Writing { plan, gathered: &gathered, schema: segment.schema(), most };
    let words = || {
        let tally = plan.texts.first().map(|text| Tally::of_words(&gathered, text.log));
        let are_few = gathered.records < FEWEST_RECORDS;
        if let Some(tally) = tally.as_ref().filter(|_| plan.pairs.is_some() && !are_few)
            && frequent.is_empty()
        {
            *frequent = chosen(&gathered, tally);
        }
        let twins = tally.as_ref().and_then(|tally| Twins::sorted((plan, &gathered), tally, most));
        (tally, twins)
    };
    let besides = || {
        let kept = records.close()?;
        Result::Ok((kept, writing.other_texts()?))
    };
    let ((tally, twins), besides) = rayon::join(words, besides);
    let (kept, others) = besides?;
    let files = Files::open(terms, postings, positions)?;
    let words = tally.as_ref().map(|tally| (tally, twins.as_ref(), frequent.as_slice()));
    let (values, postings) = writing.postings(words, &others, files)?;
    let (norms, columns) = (norms.wait()?, columns.wait()?);
    let (norms, columns) = rayon::join(
        || writing.norms(tally.as_ref(), &others, &values, norms),
        || write_columns(plan, &gathered, &values, columns),
    );
    postings.into_iter().chain([kept, norms?, columns?]).try_for_each(Closing::wait)?;
    Ok(segment.with_max_doc(gathered.records))
}

/// A text whose words are not those of the first.
struct Other {
    tally: Tally,
    written: InMemory,
}

struct Writing<'p> {
    plan: &'p Plan,
    gathered: &'p Gathered<'p>,
    schema: Schema,
    most: usize,
}

impl Writing<'_> {
    /// How many of the texts are of the same words as the first; they stand before all others.
    fn of_first(&self) -> usize {
        let log = self.plan.texts.first().map(|text| text.log);
        self.plan.texts.iter().take_while(|text| Some(text.log) == log).count()
    }

    /// Counts and writes the texts whose words are not those of the first.
    fn other_texts(&self) -> Result<Vec<Other>> {
        let others = self.plan.texts.get(self.of_first()..).unwrap_or_default().par_iter();
        others
            .map(|text| {
                let tally = Tally::of_words(self.gathered, text.log);
                let written = self.text_in_memory(text, &tally, None)?;
                Ok(Other { tally, written })
            })
            .collect()
    }

    /// How long each field is in each record.
    fn norms(
        &self,
        first: Option<&Tally>,
        others: &[Other],
        values: &[Tally],
        file: File,
    ) -> Result<Closing> {
        let Self { plan, .. } = self;
        let of_first = plan.texts.iter().take(self.of_first()).zip(std::iter::repeat(first));
        let of_first = of_first.filter_map(|(text, tally)| Some((text.field, tally?)));
        let others = others.iter().map(|Other { tally, written }| (written.0, tally));
        let values = plan.values.iter().zip(values).map(|((field, _), tally)| (*field, tally));
        let mut all: Vec<(Field, &Tally)> = of_first.chain(others).chain(values).collect();
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

    /// The longest first: what comes last is in pieces that the threads share. Gives the tallies of the values too.
    fn postings(
        &self,
        words: Option<(&Tally, Option<&Twins<'_>>, &[String])>,
        others: &[Other],
        mut files: Files<File>,
    ) -> Result<(Vec<Tally>, [Closing; 3])> {
        let of_first = &self.plan.texts[..self.of_first()];
        let (first, same) = of_first.split_at(of_first.len().min(1));
        let in_file = || match (first, words) {
            ([first], Some((tally, twins, _))) => self.text(first, tally, twins, &mut files),
            _ => Ok(()),
        };
        let texts = || -> Result<Vec<InMemory>> {
            let Some((tally, twins, _)) = words else { return Ok(Vec::new()) };
            same.par_iter().map(|text| self.text_in_memory(text, tally, twins)).collect()
        };
        let pairs = || words.map_or(Ok(None), |(.., frequent)| self.pairs_in_memory(frequent));
        let in_memory = || rayon::join(texts, || rayon::join(pairs, || self.values_in_memory()));
        let (written, (texts, (pairs, values))) = rayon::join(in_file, in_memory);
        written?;
        let (texts, pairs, (tallies, values)) = (texts?, pairs?, values?);
        let others = others.iter().map(|other| &other.written);
        let in_memory: Vec<&InMemory> =
            texts.iter().chain(others).chain(&pairs).chain(&values).collect();
        Ok((tallies, files.close_with(&in_memory)?))
    }

    fn text<W: TerminatingWrite + Send>(
        &self,
        text: &Text,
        tally: &Tally,
        twins: Option<&Twins<'_>>,
        files: &mut Files<W>,
    ) -> Result<()> {
        let norms = self.norms_of(text.field, tally)?;
        let open = |words| files.field(text.field, &self.schema, words, norms);
        match twins {
            Some(twins) if text.stems => {
                twins.write_stems((self.gathered, tally), open(tally.sum())?)?;
            }
            Some(twins) => twins.write_words(open(tally.sum())?)?,
            None => {
                let sorting = Sorting { most: self.most, ahead: sorts_ahead(self.plan) };
                write_text(self.gathered, (text.log, text.stems), tally, sorting, open)?;
            }
        }
        Ok(())
    }

    fn text_in_memory(
        &self,
        text: &Text,
        tally: &Tally,
        twins: Option<&Twins<'_>>,
    ) -> Result<InMemory> {
        let mut buffers = Buffers::of_words(tally.sum());
        self.text(text, tally, twins, &mut buffers.files())?;
        Ok((text.field, buffers))
    }

    fn pairs_in_memory(&self, frequent: &[String]) -> Result<Option<InMemory>> {
        let Some((field, log)) = self.plan.pairs.filter(|_| !frequent.is_empty()) else {
            return Ok(None);
        };
        let mut buffers = Buffers::default();
        let mut files = buffers.files();
        write_pairs(self.gathered, (log, frequent), self.most / 2, |pairs| {
            files.field(field, &self.schema, pairs, None)
        })?;
        drop(files);
        Ok(Some((field, buffers)))
    }

    /// The values, with the tallies of all of them.
    fn values_in_memory(&self) -> Result<(Vec<Tally>, Vec<InMemory>)> {
        let logs = (0..self.plan.values.len()).into_par_iter();
        let tallies: Vec<Tally> = logs.map(|log| Tally::of_values(self.gathered, log)).collect();
        let each = |(log, (field, are_facets)): (usize, &(Field, bool))| {
            let norms = self.norms_of(*field, &tallies[log])?;
            let mut buffers = Buffers::default();
            let mut files = buffers.files();
            write_values(self.gathered, (log, *are_facets), &tallies[log], |values| {
                files.field(*field, &self.schema, values, norms)
            })?;
            drop(files);
            Ok((*field, buffers))
        };
        let all = self.plan.values.par_iter().enumerate();
        let all = all.filter(|(_, (field, _))| self.schema.get_field_entry(*field).is_indexed());
        let written = all.map(each).collect::<Result<_>>()?;
        Ok((tallies, written))
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
    fn close_with(self, fields: &[&InMemory]) -> Result<[Closing; 3]> {
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

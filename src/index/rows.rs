//! From a report to the records of the index.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use tantivy::schema::Field;

use super::analysis::Analyzer;
use super::defined::entries;
use super::definitions::{Definition, definitions};
use super::meanings::name_key;
use super::place::Place;
use super::record::Record;
use super::scan::GAP;
use super::schema::{Fields, RecordType};
use super::sketch::Sketch;
use crate::report::{Attestation, Cycle, Finding, Outcome, Programme, Report, Scale, shared};
use crate::{Error, ErrorKind, Result};

/// [`GAP`] as a text.
const GAP_TEXT: &str = "\u{1f}";

/// Longest value in bytes that is kept as one term: tantivy accepts longer ones and never finds them again.
pub(super) const MAX_TERM_BYTES: usize = 65_000;

/// The records of a report: the report itself, its attestations, its findings.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    /// In the order in which they are written.
    pub(crate) records: Vec<Record>,
    /// Number of reports, attestations and findings among them.
    pub(crate) counts: [u64; 3],
    /// What findings define whose report is not yet among the records, by the keys of the short and the long form.
    pub(crate) definitions: BTreeMap<(String, String), Definition>,
}

impl Rows {
    /// Takes the records of `other` after its own.
    pub(crate) fn append(&mut self, mut other: Self) {
        self.records.append(&mut other.records);
        self.counts.iter_mut().zip(other.counts).for_each(|(mine, others)| *mine += others);
        self.define(std::mem::take(&mut other.definitions));
    }

    /// Takes definitions after its own: of two spellings of one the first stays.
    pub(crate) fn define(&mut self, others: BTreeMap<(String, String), Definition>) {
        others.into_iter().for_each(|(keys, found)| {
            self.definitions.entry(keys).or_insert(found);
        });
    }
}

/// Whose heading a finding has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Heading {
    /// Its own title, as structured input gives it: its words are words of the finding.
    OfFinding,
    /// That of the section it stands in, with others: it weighs in the score, but a finding is not found for a word
    /// that it does not hold.
    OfSection,
}

/// Makes records; holds the memory of the analysis, so one a thread.
pub(crate) struct RowMaker {
    fields: Fields,
    analyzer: Analyzer,
    /// Of the finding that came last: the next is mostly of the same.
    place: Option<Place>,
    /// What is written down and copied, in memory that is used again.
    json: Vec<u8>,
    joined: String,
    words: Vec<u64>,
}

impl RowMaker {
    /// A maker of records for an index with these fields.
    pub(crate) fn new(fields: Fields) -> Self {
        let (json, joined, words) = (Vec::new(), String::new(), Vec::new());
        Self { fields, analyzer: Analyzer::for_compounds(), place: None, json, joined, words }
    }

    /// Every record of a report.
    pub(crate) fn report(&mut self, report: &Report) -> Result<Rows> {
        let mut rows = self.report_alone(report)?;
        rows.records.reserve_exact(report.findings.len());
        for finding in &report.findings {
            self.finding(finding, report, Heading::OfSection, &mut rows)?;
        }
        self.settle(&mut rows);
        Ok(rows)
    }

    /// Writes what the findings define into the record of their report, which is the first.
    pub(crate) fn settle(&self, rows: &mut Rows) {
        let defined = std::mem::take(&mut rows.definitions);
        let Some(record) = rows.records.first_mut() else { return };
        for (keys, definition) in &defined {
            for entry in entries(keys, definition) {
                add(record, self.fields.definition, &entry);
            }
        }
    }

    /// The records of a report and its attestations.
    pub(crate) fn report_alone(&mut self, report: &Report) -> Result<Rows> {
        let mut rows = self.report_bare(report)?;
        rows.append(self.attestations(report, 0..report.attestations.len())?);
        Ok(rows)
    }

    /// The record of a report.
    pub(crate) fn report_bare(&mut self, report: &Report) -> Result<Rows> {
        let mut record = self.record(RecordType::Report, &report.id, report, 4_096);
        add(&mut record, self.fields.digest, &report.digest);
        for shared in shared(report) {
            add(&mut record, self.fields.shared, &shared);
        }
        self.store(&mut record, &report.alone())?;
        Ok(Rows { records: vec![record], counts: [1, 0, 0], ..Rows::default() })
    }

    /// The records of some of the attestations of a report, by their numbers.
    pub(crate) fn attestations(&mut self, report: &Report, numbers: Range<usize>) -> Result<Rows> {
        let some = report.attestations.iter().enumerate();
        let records: Vec<Record> = some
            .skip(numbers.start)
            .take(numbers.len())
            .map(|(number, attestation)| self.attestation(attestation, number, report))
            .collect::<Result<_>>()?;
        let counts = [0, records.len() as u64, 0];
        Ok(Rows { records, counts, ..Rows::default() })
    }

    /// Adds the record of a finding of `report` to `rows`.
    pub(crate) fn finding(
        &mut self,
        finding: &Finding,
        report: &Report,
        heading: Heading,
        rows: &mut Rows,
    ) -> Result<()> {
        let fields = self.fields;
        // Its text twice, as words and as it is kept, and what stands around.
        let bytes = finding.text.len() * 2 + 2_560;
        let mut record = self.record(RecordType::Finding, &finding.id, report, bytes);
        record.add_u64(fields.number, number_of(&finding.id));
        self.finding_words(&mut record, finding, report, heading, rows);
        self.places(&mut record, finding);
        self.order(&mut record, finding, report);
        add(&mut record, fields.kind, finding.kind.slug());
        if let Some(question) = finding.question {
            record.add_u64(fields.question, u64::from(question));
        }
        if finding.question.is_some() || finding.question_text.is_some() {
            let number = finding.question.map(|number| number.to_string()).unwrap_or_default();
            let text = finding.question_text.as_deref().unwrap_or("");
            self.joined.clear();
            self.joined.extend([number.as_str(), GAP_TEXT]);
            push_one_line(&mut self.joined, text);
            add(&mut record, fields.question_card, &self.joined);
        }
        self.store(&mut record, finding)?;
        rows.records.push(record);
        rows.counts[2] += 1;
        Ok(())
    }

    /// A record with room for `bytes` of values.
    fn record(&self, kind: RecordType, id: &str, report: &Report, bytes: usize) -> Record {
        let mut record = Record::with_capacity(bytes);
        add(&mut record, self.fields.record_type, kind.slug());
        add(&mut record, self.fields.id, id);
        add(&mut record, self.fields.report, &report.id);
        add(&mut record, self.fields.document, &report.document);
        add(&mut record, self.fields.path, &report.path);
        add(&mut record, self.fields.doc_kind, report.kind.slug());
        if let Some(language) = report.language {
            add(&mut record, self.fields.language, language.code());
        }
        record
    }

    fn attestation(
        &mut self,
        attestation: &Attestation,
        number: usize,
        report: &Report,
    ) -> Result<Record> {
        let mut record = self.record(RecordType::Attestation, &report.id, report, 2_048);
        record.add_u64(self.fields.number, number as u64);
        self.store(&mut record, attestation)?;
        Ok(record)
    }

    fn finding_words(
        &mut self,
        record: &mut Record,
        finding: &Finding,
        report: &Report,
        heading: Heading,
        rows: &mut Rows,
    ) {
        let fields = self.fields;
        let title = finding.heading.as_deref().unwrap_or("");
        let own = if heading == Heading::OfFinding { title } else { "" };
        let mut joined = std::mem::take(&mut self.joined);
        let text = apart([own, &finding.text], &mut joined);
        for compound in self.compounds(text) {
            add(record, fields.compound, &compound);
        }
        record.add_text(fields.text, text);
        self.define(text, rows);
        if !title.is_empty() {
            record.add_text(fields.heading, title);
        }
        let question = finding.question_text.as_deref().unwrap_or("");
        let context = apart([question, report.title.as_deref().unwrap_or("")], &mut joined);
        if !context.is_empty() {
            record.add_text(fields.context, context);
        }
        if !question.is_empty() {
            record.add_text(fields.question_words, question);
        }
        self.joined = joined;
    }

    /// Adds what `text` defines, by the keys of the short and the long form.
    fn define(&mut self, text: &str, rows: &mut Rows) {
        for definition in definitions(text) {
            let short = name_key(&mut self.analyzer, &definition.short);
            let long = name_key(&mut self.analyzer, &definition.long);
            rows.definitions.entry((short, long)).or_insert(definition);
        }
    }

    /// The entries for the lexicon, each once.
    fn compounds(&mut self, text: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        // A dash beyond ASCII is rare enough.
        if memchr::memchr(b'-', text.as_bytes()).is_some() || !text.is_ascii() {
            self.analyzer.compounds(text, |parts| {
                found.insert(parts.to_vec());
            });
        }
        found.into_iter().map(|parts| lexicon_entry(&mut self.analyzer, &parts)).collect()
    }

    /// What the list is folded and sorted by.
    fn order(&mut self, record: &mut Record, finding: &Finding, report: &Report) {
        let Sketch { twin, bins } = Sketch::of(&finding.text, &mut self.words);
        let fields = &self.fields;
        record.add_u64(fields.twin, twin);
        record.add_u64(fields.sketch, bins);
        if let Some(day) = report.published.or(report.sent).or(report.last_updated) {
            let [year, month, day] = [i64::from(day.year()), day.month().into(), day.day().into()];
            let number = year * 10_000 + month * 100 + day;
            record.add_u64(fields.day, u64::try_from(number).unwrap_or(0));
        }
        if let Some(outcome) = finding.outcome {
            let order = grade_order(outcome, finding.programme, finding.cycle);
            record.add_u64(fields.grade_order, order);
        }
    }

    fn places(&mut self, record: &mut Record, finding: &Finding) {
        let known = self.place.take().filter(|place| place.is_of(finding));
        let place = known.unwrap_or_else(|| Place::of(finding));
        place.write(record, &self.fields);
        self.place = Some(place);
    }

    fn store<T: serde::Serialize>(&mut self, record: &mut Record, value: &T) -> Result<()> {
        self.json.clear();
        let bug = |error: Box<dyn std::error::Error + Send + Sync>| {
            Error::new(ErrorKind::Bug, "a record cannot be written as JSON").because(error)
        };
        serde_json::to_writer(&mut self.json, value).map_err(|error| bug(error.into()))?;
        let json = std::str::from_utf8(&self.json).map_err(|error| bug(error.into()))?;
        record.add_text(self.fields.stored, json);
        Ok(())
    }
}

/// The lexicon's entry for a compound: stem of the joined form, then the stems of the parts.
pub(crate) fn lexicon_entry(analyzer: &mut Analyzer, parts: &[String]) -> String {
    let mut entry = analyzer.stem(&parts.concat()).to_owned();
    for part in parts {
        entry.push(GAP);
        entry.push_str(analyzer.stem(part));
    }
    entry
}

/// The number at the end of `REPORT-N`: ids of one report are in its order.
fn number_of(id: &str) -> u64 {
    id.rsplit_once('-').and_then(|(_, number)| number.parse().ok()).unwrap_or(0)
}

pub(crate) fn cycle_order(cycle: Cycle) -> u64 {
    u64::from(cycle.first()) * 10_000 + u64::from(cycle.last())
}

/// 21 to 25 for the grades of the five-tier scale from inadequate to outstanding, 11 to 15 for those of the four-tier
/// scale, 1 to 4 for the states without a grade, 0 for none: tens are what cannot be compared.
fn grade_order(outcome: Outcome, programme: Option<Programme>, cycle: Option<Cycle>) -> u64 {
    let grade = match outcome {
        Outcome::Graded(grade) => grade,
        Outcome::NotYetGraded => return 4,
        Outcome::Ungraded => return 3,
        Outcome::NotCarriedOut => return 2,
        Outcome::Lost => return 1,
    };
    let scale = match Scale::of(programme, cycle, grade) {
        Scale::FiveTier => 20,
        Scale::FourTier => 10,
    };
    scale + 1 + grade as u64
}

/// Adds a term; nothing for an empty value, which is the same as none, nor for one too long to be found.
pub(super) fn add(record: &mut Record, field: Field, value: &str) {
    if !value.is_empty() && value.len() <= MAX_TERM_BYTES {
        record.add_text(field, value);
    }
}

/// The parts that are not empty, so far from each other that no phrase crosses; two are put together in `joined`.
fn apart<'t>(parts: [&'t str; 2], joined: &'t mut String) -> &'t str {
    match parts {
        ["", only] | [only, ""] => only,
        [first, second] => {
            joined.clear();
            joined.extend([first, GAP_TEXT, second]);
            joined
        }
    }
}

pub(super) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    push_one_line(&mut line, text);
    line
}

fn push_one_line(line: &mut String, text: &str) {
    let mut parts = text.split(GAP);
    line.extend(parts.next());
    parts.for_each(|part| line.extend([" ", part]));
}

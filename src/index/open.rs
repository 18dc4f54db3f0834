//! Reading an index: the last commit in a folder, its reports and findings.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use serde::de::DeserializeOwned;
use tantivy::directory::MmapDirectory;
use tantivy::index::SegmentId;
use tantivy::query::{BooleanQuery, EnableScoring, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocSet, ReloadPolicy, Searcher, TERMINATED, Term};

use super::ahead::Ahead;
use super::column::Known;
use super::copies::Copies;
use super::failure::{damaged, failure, guarded, missing};
use super::kept::Kept;
use super::lexicon::Bodies;
use super::meanings::Groups;
use super::opened::Opened;
use super::pairs::Pairs;
use super::payload::Payload;
use super::remembered::Remembered;
use super::schema::{Fields, RecordType};
use super::stored::Stored;
use super::tokenizer::tokenizers;
use super::{FORMAT, Stats};
use crate::gazetteer::Gazetteer;
use crate::report::{Attestation, Finding, Report};
use crate::thesaurus::Thesaurus;
use crate::{Error, ErrorKind, Result};

/// Names that are asked for without the gazetteer, which a process that answers one question need not make. Whoever asks for more has it
/// made once, and asks for each name in a twentieth of the time.
const FEW_NAMES: usize = 16;

/// An open index: one commit of it, whatever is written meanwhile.
pub struct Index {
    dir: PathBuf,
    searcher: Searcher,
    ahead: Option<Arc<Ahead>>,
    fields: Fields,
    payload: Payload,
    gazetteer: OnceLock<Gazetteer>,
    names_asked: AtomicUsize,
    bodies: OnceLock<Bodies>,
    groups: OnceLock<Groups>,
    pub(super) columns: Mutex<BTreeMap<&'static str, Known>>,
    pub(super) opened: Vec<Opened>,
    pub(super) splits: Remembered<BTreeSet<Vec<String>>>,
    pub(super) defined: Remembered<bool>,
    pub(super) kept: Kept,
    pub(super) records: Stored,
    pub(super) pairs: OnceLock<Option<Pairs>>,
    /// Which commit it is, over merges that change nothing of what it says.
    opstamp: u64,
    pub(super) copies: OnceLock<Option<Copies>>,
    pub(super) with_copies: bool,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Index").field("dir", &self.dir).field("payload", &self.payload).finish()
    }
}

impl Index {
    /// Opens the last commit in `dir`.
    ///
    /// # Errors
    /// `IndexMissing` (also where no build ever finished), `IndexDamaged`, `IndexFormat`, each with the command that helps.
    pub fn open(dir: &Path) -> Result<Self> {
        guarded(dir, || {
            let Commit { payload, opstamp, segments } =
                read_commit(dir)?.ok_or_else(|| missing(dir))?;
            let mut ahead = Ahead::begin(dir, &segments);
            let index = open_tantivy(dir)?.ok_or_else(|| missing(dir))?;
            let fields = Fields::of(&index.schema())
                .ok_or_else(|| damaged(dir, "its schema lacks fields of this format"))?;
            let reader = index
                .reader_builder()
                .reload_policy(ReloadPolicy::Manual)
                .try_into()
                .map_err(|error| failure(dir, error))?;
            let searcher = reader.searcher();
            ahead.iter_mut().for_each(Ahead::fields);
            let opened = searcher.segment_readers().iter().map(|_| Opened::default()).collect();
            let records = Stored::new(&searcher);
            Ok(Self {
                dir: dir.to_owned(),
                searcher,
                ahead: ahead.map(Arc::new),
                fields,
                payload,
                gazetteer: OnceLock::new(),
                names_asked: AtomicUsize::new(0),
                bodies: OnceLock::new(),
                columns: Mutex::default(),
                opened,
                groups: OnceLock::new(),
                splits: Remembered::default(),
                defined: Remembered::default(),
                kept: Kept::default(),
                records,
                pairs: OnceLock::new(),
                opstamp,
                copies: OnceLock::new(),
                with_copies: false,
            })
        })
    }

    /// Leaves the files mapped until the process ends, also after the last use: for programs that end then.
    pub fn keep_open(&self) {
        std::mem::forget(self.searcher.clone());
    }

    /// What the commit says of itself.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.payload.stats(self.searcher.segment_readers().len() as u64, bytes_in(&self.dir))
    }

    /// What tells this commit from every other of the same folder, over merges.
    pub(super) fn commit(&self) -> String {
        format!("{} {}", self.opstamp, self.payload.corpus_digest)
    }

    /// Number of segments.
    #[must_use]
    pub fn segments(&self) -> usize {
        self.searcher.segment_readers().len()
    }

    /// Number of findings.
    pub(crate) fn findings(&self) -> u64 {
        self.payload.records[2]
    }

    /// The words of which each pair is indexed.
    pub(super) fn frequent_words(&self) -> &[String] {
        &self.payload.frequent
    }

    /// The gazetteer the index was built with.
    #[must_use]
    pub fn gazetteer(&self) -> &Gazetteer {
        // Building it costs more than many a query: only those that name a body pay. A build refuses a broken
        // CSV, so the bundled one stands in only where the payload was tampered with.
        self.gazetteer.get_or_init(|| {
            Gazetteer::bundled()
                .with_csv(&self.payload.gazetteer_csv)
                .unwrap_or_else(|_| Gazetteer::bundled())
        })
    }

    /// Whether a body may be called `name`: told without the gazetteer while few have asked.
    pub(crate) fn may_name_a_body(&self, name: &str) -> bool {
        self.gazetteer.get().is_some()
            || self.names_asked.fetch_add(1, Ordering::Relaxed) >= FEW_NAMES
            || Gazetteer::may_name(&self.payload.gazetteer_csv, name)
    }

    /// Every report, in the order of the paths, without its findings.
    ///
    /// # Errors
    /// `IndexDamaged`.
    pub fn reports(&self) -> Result<Vec<Report>> {
        guarded(&self.dir, || {
            let mut reports: Vec<Report> = self.read_all(self.of_type(RecordType::Report))?;
            let mut attested: BTreeMap<String, Vec<Attestation>> = BTreeMap::new();
            for (report, attestation) in
                self.attestations_of(self.of_type(RecordType::Attestation))?
            {
                attested.entry(report).or_default().push(attestation);
            }
            for report in &mut reports {
                report.attestations = attested.remove(&report.id).unwrap_or_default();
            }
            reports.sort_by(|a, b| a.path.cmp(&b.path));
            Ok(reports)
        })
    }

    /// Every attestation with the id of its report, in the order of the reports and of the text.
    ///
    /// # Errors
    /// `IndexDamaged`.
    pub fn attestations(&self) -> Result<Vec<(String, Attestation)>> {
        let reports = self.reports()?.into_iter();
        Ok(reports
            .flat_map(|report| {
                let id = report.id;
                report.attestations.into_iter().map(move |attestation| (id.clone(), attestation))
            })
            .collect())
    }

    /// The report with this id, with its findings.
    ///
    /// # Errors
    /// `IndexDamaged`.
    pub fn report(&self, id: &str) -> Result<Option<Report>> {
        guarded(&self.dir, || {
            let Some(mut report) = self.report_with_attestations(id)? else { return Ok(None) };
            let inside = self.both(RecordType::Finding, self.term(self.fields.report, id));
            report.findings = self.read_all(inside)?;
            Ok(Some(report))
        })
    }

    /// The report with this id, without findings.
    fn report_with_attestations(&self, id: &str) -> Result<Option<Report>> {
        let Some(mut report) = self.report_alone(id)? else { return Ok(None) };
        let attested = self.both(RecordType::Attestation, self.term(self.fields.report, id));
        let attested = self.attestations_of(attested)?.into_iter();
        report.attestations = attested.map(|(_, attestation)| attestation).collect();
        Ok(Some(report))
    }

    /// The finding with this id, and its report without findings.
    ///
    /// # Errors
    /// `IndexDamaged`.
    pub fn finding(&self, id: &str) -> Result<Option<(Finding, Report)>> {
        guarded(&self.dir, || {
            let address = self.record(RecordType::Finding, id);
            let Some(address) = address.map_err(|error| self.failure(error))? else {
                return Ok(None);
            };
            let (finding, report): (Finding, String) = self.read_with_report(address)?;
            let report = self
                .report_alone(&report)?
                .ok_or_else(|| damaged(&self.dir, &format!("the report of `{id}` is not there")))?;
            Ok(Some((finding, report)))
        })
    }

    /// The report with this id, without findings and attestations.
    pub(crate) fn report_alone(&self, id: &str) -> Result<Option<Report>> {
        let address = self.record(RecordType::Report, id).map_err(|error| self.failure(error))?;
        address.map(|address| self.read(address)).transpose()
    }

    /// The address of the living record of a type with this id. Most segments do not know the id, which their
    /// dictionaries tell at once.
    fn record(&self, kind: RecordType, id: &str) -> tantivy::Result<Option<DocAddress>> {
        let id = Term::from_field_text(self.fields.id, id);
        let kind = Term::from_field_text(self.fields.record_type, kind.slug());
        for (segment, reader) in (0..).zip(self.searcher.segment_readers()) {
            let basic = IndexRecordOption::Basic;
            let Some(mut with_id) =
                reader.inverted_index(self.fields.id)?.read_postings(&id, basic)?
            else {
                continue;
            };
            let of_type = reader.inverted_index(self.fields.record_type)?;
            let Some(mut of_type) = of_type.read_postings(&kind, basic)? else { continue };
            let mut doc = with_id.doc();
            while doc != TERMINATED {
                let alive = reader.alive_bitset().is_none_or(|alive| alive.is_alive(doc));
                let typed = of_type.doc();
                if alive && (typed == doc || typed < doc && of_type.seek(doc) == doc) {
                    return Ok(Some(DocAddress::new(segment, doc)));
                }
                doc = with_id.advance();
            }
        }
        Ok(None)
    }

    /// Whom to tell what is soon read, if that is on a disk.
    pub(crate) fn ahead(&self) -> Option<&Arc<Ahead>> {
        self.ahead.as_ref()
    }

    /// The folder of the index.
    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// The fields.
    pub(crate) fn fields(&self) -> &Fields {
        &self.fields
    }

    /// The payload of the commit.
    pub(crate) fn payload(&self) -> &Payload {
        &self.payload
    }

    /// The commit as tantivy sees it.
    pub(crate) fn searcher(&self) -> &Searcher {
        &self.searcher
    }

    /// The bodies that findings are about.
    pub(crate) fn bodies(&self) -> Result<&Bodies> {
        if let Some(bodies) = self.bodies.get() {
            return Ok(bodies);
        }
        let bodies = Bodies::read(self)?;
        Ok(self.bodies.get_or_init(|| bodies))
    }

    /// The groups of the thesaurus by their forms.
    pub(crate) fn groups(&self) -> &Groups {
        self.groups.get_or_init(|| Groups::of(Thesaurus::bundled().with(&self.payload.thesaurus)))
    }

    /// An error of tantivy in our words.
    pub(crate) fn failure(&self, error: tantivy::TantivyError) -> Error {
        failure(&self.dir, error)
    }

    /// Every record of one type.
    pub(crate) fn of_type(&self, record: RecordType) -> Box<dyn Query> {
        self.term(self.fields.record_type, record.slug())
    }

    /// Every record that has a term.
    pub(crate) fn term(&self, field: Field, value: &str) -> Box<dyn Query> {
        let term = Term::from_field_text(field, value);
        Box::new(TermQuery::new(term, IndexRecordOption::Basic))
    }

    /// The addresses of the records that match, in the order of the segments.
    pub(crate) fn addresses(&self, query: &dyn Query) -> Result<Vec<DocAddress>> {
        self.addresses_inner(query).map_err(|error| self.failure(error))
    }

    fn addresses_inner(&self, query: &dyn Query) -> tantivy::Result<Vec<DocAddress>> {
        let weight = query.weight(EnableScoring::disabled_from_searcher(&self.searcher))?;
        let mut found = Vec::new();
        for (segment, reader) in (0..).zip(self.searcher.segment_readers()) {
            let mut docs = weight.scorer(reader, 1.0)?;
            while docs.doc() != TERMINATED {
                if reader.alive_bitset().is_none_or(|alive| alive.is_alive(docs.doc())) {
                    found.push(DocAddress::new(segment, docs.doc()));
                }
                docs.advance();
            }
        }
        Ok(found)
    }

    /// The record at `address`.
    pub(crate) fn read<T: DeserializeOwned>(&self, address: DocAddress) -> Result<T> {
        self.read_with_report(address).map(|(record, _)| record)
    }

    /// The JSON of the record at `address`.
    pub(super) fn json(&self, address: DocAddress) -> Result<String> {
        let json = |[json]: [Option<&str>; 1]| json.unwrap_or_default().to_owned();
        self.stored(address, [self.fields.stored], json).map_err(|error| self.failure(error))
    }

    fn read_all<T: DeserializeOwned>(&self, query: Box<dyn Query>) -> Result<Vec<T>> {
        self.all_by_id(&query)?.iter().map(|address| self.read(address)).collect()
    }

    fn attestations_of(&self, query: Box<dyn Query>) -> Result<Vec<(String, Attestation)>> {
        let read =
            |address| self.read_with_report(address).map(|(record, report)| (report, record));
        self.all_by_id(&query)?.iter().map(read).collect()
    }

    fn both(&self, record: RecordType, query: Box<dyn Query>) -> Box<dyn Query> {
        Box::new(BooleanQuery::intersection(vec![self.of_type(record), query]))
    }
}

impl Index {
    /// The record at `address` and the id of its report.
    pub(crate) fn read_with_report<T: DeserializeOwned>(
        &self,
        address: DocAddress,
    ) -> Result<(T, String)> {
        let read = |[json, report]: [Option<&str>; 2]| {
            let value = json.and_then(|json| serde_json::from_str(json).ok());
            value.zip(report.map(str::to_owned))
        };
        let fields = [self.fields.stored, self.fields.report];
        let read = self.stored(address, fields, read).map_err(|error| self.failure(error))?;
        read.ok_or_else(|| {
            damaged(
                &self.dir,
                &format!(
                    "record {} of segment {} cannot be read",
                    address.doc_id, address.segment_ord
                ),
            )
        })
    }
}

/// The tantivy index in `dir`; `None` if there is none.
pub(crate) fn open_tantivy(dir: &Path) -> Result<Option<tantivy::Index>> {
    if !dir.join("meta.json").is_file() {
        return Ok(None);
    }
    let directory = MmapDirectory::open(dir).map_err(|error| failure(dir, error.into()))?;
    let mut index = tantivy::Index::open(directory).map_err(|error| failure(dir, error))?;
    index.set_tokenizers(tokenizers());
    Ok(Some(index))
}

/// What the last commit says of itself; `None` where no build has finished.
pub(crate) fn read_payload(dir: &Path) -> Result<Option<Payload>> {
    Ok(read_commit(dir)?.map(|commit| commit.payload))
}

/// The last commit in a folder.
struct Commit {
    payload: Payload,
    opstamp: u64,
    segments: Vec<SegmentId>,
}

/// What is read of `meta.json`, which the engine writes.
#[derive(serde::Deserialize)]
struct Metas {
    opstamp: u64,
    payload: Option<String>,
    segments: Vec<SegmentMetas>,
}

#[derive(serde::Deserialize)]
struct SegmentMetas {
    segment_id: SegmentId,
}

/// What every commit says of itself, whatever else.
#[derive(serde::Deserialize)]
struct Format {
    format: u64,
}

/// The last commit in `dir`; `None` where no build has finished.
fn read_commit(dir: &Path) -> Result<Option<Commit>> {
    // The engine's own reading of this file reads the whole schema too, which takes longer than many a question.
    let path = dir.join("meta.json");
    if !path.is_file() {
        return Ok(None);
    }
    let text = std::fs::read(&path).map_err(|error| Error::io(&path, error))?;
    let metas: Metas = serde_json::from_slice(&text)
        .map_err(|error| damaged(dir, "its `meta.json` cannot be read").because(error))?;
    let Some(text) = metas.payload else { return Ok(None) };
    let Format { format } = serde_json::from_str(&text)
        .map_err(|_| damaged(dir, "its commit does not say which format it has"))?;
    if format != u64::from(FORMAT) {
        return Err(other_format(dir, format));
    }
    let payload = serde_json::from_str(&text)
        .map_err(|error| damaged(dir, "what its commit says cannot be read").because(error))?;
    let segments = metas.segments.into_iter().map(|segment| segment.segment_id).collect();
    Ok(Some(Commit { payload, opstamp: metas.opstamp, segments }))
}

fn other_format(dir: &Path, format: u64) -> Error {
    let message = format!(
        "the index in `{}` was built by format {format}, this program reads {FORMAT}",
        dir.display()
    );
    Error::new(ErrorKind::IndexFormat, message).hint(super::failure::rebuild(dir))
}

/// Bytes of the files in `dir`.
pub(crate) fn bytes_in(dir: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(dir) else { return 0 };
    entries.flatten().filter_map(|entry| entry.metadata().ok()).map(|file| file.len()).sum()
}

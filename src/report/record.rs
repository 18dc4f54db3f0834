use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    Attestation, Capture, Cycle, DocKind, Evidence, Finding, Force, Language, Note, Outcome,
    Pillar, Programme,
};

/// What a document says, once parsed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Sixteen hexadecimal digits of the digest of `path`: the same file keeps its id when its text changes.
    pub id: String,
    /// The path of the document within its corpus, with `/`; a report within a JSON Lines file adds `#LINE`.
    pub path: String,
    /// The path of the file that holds it: `path` without `#LINE`.
    pub document: String,
    /// BLAKE3 of the bytes of the document and of what was supplied beside it, in hexadecimal.
    pub digest: String,
    /// What sort of document.
    pub kind: DocKind,
    /// The title line, if one was recognised.
    pub title: Option<String>,
    /// The bodies it is about; empty for national documents and where the text leaves it open.
    pub forces: Vec<Force>,
    /// The series.
    pub programme: Option<Programme>,
    /// The round; `None` if the text does not settle it.
    pub cycle: Option<Cycle>,
    /// The strand, if the document is about one.
    pub pillar: Option<Pillar>,
    /// The overall judgment of the document's one force and strand, if it has one.
    pub outcome: Option<Outcome>,
    /// The day the document says it was published.
    pub published: Option<Date>,
    /// The day the page says it was last updated.
    pub last_updated: Option<Date>,
    /// The day a letter was sent.
    pub sent: Option<Date>,
    /// First and last day of the fieldwork.
    pub fieldwork: Option<(Date, Date)>,
    /// When the page was taken from the web, if that was supplied: `2016-12-08T12:00:00Z`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub captured: Option<String>,
    /// The address, if supplied.
    pub url: Option<String>,
    /// The licence, if supplied.
    pub licence: Option<String>,
    /// The language of most of it; `None` where there are too few words to tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// Of which page it is a copy, and of when.
    #[serde(default)]
    pub capture: Capture,
    /// The judgments it states.
    pub attestations: Vec<Attestation>,
    /// The passages that search returns.
    pub findings: Vec<Finding>,
    /// What a reader should know about how it was read.
    pub notes: Vec<Note>,
    /// Why each field has its value; keys are `kind`, `forces`, `programme`, `year`, `pillar`, `grade`,
    /// `published`, `last_updated`, `sent`, `fieldwork`, `title`.
    pub evidence: BTreeMap<String, Evidence>,
}

impl Report {
    /// The report without its attestations and findings, which have records of their own.
    #[must_use]
    pub fn alone(&self) -> Self {
        Self {
            id: self.id.clone(),
            path: self.path.clone(),
            document: self.document.clone(),
            digest: self.digest.clone(),
            kind: self.kind,
            title: self.title.clone(),
            forces: self.forces.clone(),
            programme: self.programme,
            cycle: self.cycle,
            pillar: self.pillar.clone(),
            outcome: self.outcome,
            published: self.published,
            last_updated: self.last_updated,
            sent: self.sent,
            fieldwork: self.fieldwork,
            captured: self.captured.clone(),
            url: self.url.clone(),
            licence: self.licence.clone(),
            language: self.language,
            capture: self.capture.clone(),
            attestations: Vec::new(),
            findings: Vec::new(),
            notes: self.notes.clone(),
            evidence: self.evidence.clone(),
        }
    }
}

//! The fields of the index: what can be searched, filtered, counted and read back.

use tantivy::schema::{
    FAST, FacetOptions, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, SchemaBuilder,
    TextFieldIndexing, TextOptions,
};

use super::tokenizer::{EXACT, STEMMED};

/// What a record is: the value of the field `type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RecordType {
    /// A report, without its findings and attestations.
    Report,
    /// An attestation with the id of its report.
    Attestation,
    /// A finding.
    Finding,
}

impl RecordType {
    /// Every type, in the order of [`super::rows::Rows::counts`].
    pub(crate) const ALL: [Self; 3] = [Self::Report, Self::Attestation, Self::Finding];

    /// The term.
    pub(crate) fn slug(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Attestation => "attestation",
            Self::Finding => "finding",
        }
    }
}

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident = $text:literal: $add:expr),+ $(,)?) => {
        /// The fields by name.
        #[derive(Debug, Clone, Copy)]
        pub(crate) struct Fields {
            $($(#[$doc])* pub(crate) $name: Field,)+
        }

        impl Fields {
            /// The fields of an index; `None` if it is not one of ours.
            pub(crate) fn of(schema: &Schema) -> Option<Self> {
                Some(Self { $($name: schema.get_field($text).ok()?,)+ })
            }
        }

        /// The schema of this version of the format.
        pub(crate) fn schema() -> Schema {
            let mut builder = Schema::builder();
            $({
                let add: fn(&mut SchemaBuilder, &str) -> Field = $add;
                add(&mut builder, $text);
            })+
            builder.build()
        }
    };
}

fields! {
    /// Report, attestation or finding.
    record_type = "type": |b, name| b.add_text_field(name, STRING | FAST),
    /// Id of the finding, of the report, or of the report of the attestation.
    id = "id": |b, name| b.add_text_field(name, STRING),
    /// Number of the finding in its report: the order of the ids.
    number = "number": |b, name| b.add_u64_field(name, FAST),
    /// Id of the report that holds the record.
    report = "report": |b, name| b.add_text_field(name, STRING | FAST | STORED),
    /// Path of the file that holds the record: what an update replaces.
    document = "document": |b, name| b.add_text_field(name, STRING | FAST),
    /// Path of the report: the file, with `#LINE` for a report in a JSON Lines file.
    path = "path": |b, name| b.add_text_field(name, STRING),
    /// Digest of the file: on reports only.
    digest = "digest": |b, name| b.add_text_field(name, FAST),
    /// What copies of a document share: on reports only, so that its frequency is the number of reports.
    shared = "shared": |b, name| b.add_text_field(name, STRING),
    /// Own title and text of a finding, stemmed.
    text = "text": |b, name| b.add_text_field(name, words(STEMMED)),
    /// Own title and text of a finding, as written. Records do not have it: its words are those of `text` (`segment/plan.rs`).
    text_exact = "text_exact": |b, name| b.add_text_field(name, words(EXACT)),
    /// Two frequent words of `text_exact` that follow each other, parted by a space (`pairs.rs`). Records do not have it.
    pairs = "pairs": |b, name| b.add_text_field(name, whole()),
    /// Heading above a finding, or its own title, stemmed: weighs in the score, never matches alone.
    heading = "heading": |b, name| b.add_text_field(name, words(STEMMED)),
    /// Question and title of the report above a finding, stemmed: weigh in the score, never match alone.
    context = "context": |b, name| b.add_text_field(name, words(STEMMED)),
    /// Words of the question, stemmed.
    question_words = "question_words": |b, name| b.add_text_field(name, words(STEMMED)),
    /// The lexicon of compounds: stem of the joined form, then the stems of the parts, parted by U+001F.
    compound = "compound": |b, name| b.add_text_field(name, STRING),
    /// What a report defines, both ways: key, `1` for that of a short form or `2` for that of a long one, key of the other,
    /// short form, long form, parted by U+001F. On reports only, so that its frequency is the number of reports.
    definition = "definition": |b, name| b.add_text_field(name, STRING),
    /// `/country/region/slug`.
    force = "force": |b, name| b.add_facet_field(name, FacetOptions::default()),
    /// `/cycle`.
    year = "year": |b, name| b.add_facet_field(name, FacetOptions::default()),
    /// `/scale/grade` or `/none/state`.
    grade = "grade": |b, name| b.add_facet_field(name, FacetOptions::default()),
    /// `Force::key`.
    body = "body": |b, name| b.add_text_field(name, STRING | FAST),
    /// The directory of bodies: key, slug, name, region, parted by U+001F.
    body_card = "body_card": |b, name| b.add_text_field(name, STRING),
    /// Region of the body.
    region = "region": |b, name| b.add_text_field(name, STRING | FAST),
    /// The cycle as text.
    cycle = "cycle": |b, name| b.add_text_field(name, STRING | FAST),
    /// First year times 10,000 plus last year: newer is greater.
    cycle_order = "cycle_order": |b, name| b.add_u64_field(name, FAST),
    /// `Outcome::slug`.
    outcome = "outcome": |b, name| b.add_text_field(name, STRING | FAST),
    /// Slug of the pillar.
    pillar = "pillar": |b, name| b.add_text_field(name, STRING | FAST),
    /// Slug of the kind of finding.
    kind = "kind": |b, name| b.add_text_field(name, STRING | FAST),
    /// Slug of the programme.
    programme = "programme": |b, name| b.add_text_field(name, STRING | FAST),
    /// Number of the question.
    question = "question": |b, name| b.add_u64_field(name, INDEXED | FAST),
    /// Number and text of the question, parted by U+001F; either may be empty.
    question_card = "question_card": |b, name| b.add_text_field(name, STRING | FAST),
    /// Slug of the kind of document.
    doc_kind = "doc_kind": |b, name| b.add_text_field(name, STRING | FAST),
    /// Code of the language of the document.
    language = "language": |b, name| b.add_text_field(name, STRING),
    /// `Inspection::key`, for findings on a body.
    inspection = "inspection": |b, name| b.add_text_field(name, STRING | FAST),
    /// `Sketch::twin` of the text of a finding.
    twin = "twin": |b, name| b.add_u64_field(name, FAST),
    /// `Sketch::bins` of it.
    sketch = "sketch": |b, name| b.add_u64_field(name, FAST),
    /// The day of the report of a finding as the number `yyyymmdd`.
    day = "day": |b, name| b.add_u64_field(name, FAST),
    /// Scale times 10 plus grade or state: see `rows::grade_order`.
    grade_order = "grade_order": |b, name| b.add_u64_field(name, FAST),
    /// The record itself, as JSON. The engine reads a text in one go, bytes one by one.
    stored = "stored": |b, name| b.add_text_field(name, STORED),
}

/// Terms with how often each record has them, whatever its length.
fn whole() -> TextOptions {
    TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_fieldnorms(false)
            .set_index_option(IndexRecordOption::WithFreqs),
    )
}

fn words(tokenizer: &str) -> TextOptions {
    TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer(tokenizer)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions),
    )
}

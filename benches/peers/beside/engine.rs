//! The engine alone: one text field with positions, grades as terms and as a column, the body kept.

use std::path::Path;

use tantivy::collector::{Collector, Count, SegmentCollector, TopDocs};
use tantivy::columnar::StrColumn;
use tantivy::query::{BooleanQuery, InvertedIndexRangeQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{FAST, Field, IndexRecordOption, STORED, STRING, Schema, TEXT, Value as _};
use tantivy::{DocId, IndexWriter, Score, Searcher, SegmentReader, TantivyDocument, Term};

use super::{Failure, Peer, Question, findings, text};

const FACETS: [&str; 4] = ["force", "grade", "pillar", "kind"];

pub(super) fn build(bodies: &Path, folder: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(folder)?;
    let mut schema = Schema::builder();
    let id = schema.add_text_field("id", STRING | STORED);
    let facets = FACETS.map(|name| schema.add_text_field(name, STRING | FAST | STORED));
    let year = schema.add_text_field("year", STRING | FAST | STORED);
    let body = schema.add_text_field("body", TEXT | STORED);
    let index = tantivy::Index::create_in_dir(folder, schema.build())?;
    let mut writer: IndexWriter = index.writer_with_num_threads(2, 512_000_000)?;
    for finding in findings(bodies)? {
        let finding = finding?;
        let mut document = TantivyDocument::default();
        document.add_text(id, text(&finding, "id"));
        document.add_text(year, text(&finding, "year"));
        FACETS
            .iter()
            .zip(facets)
            .for_each(|(name, field)| document.add_text(field, text(&finding, name)));
        document.add_text(body, text(&finding, "body"));
        writer.add_document(document)?;
    }
    writer.commit()?;
    let segments = index.searchable_segment_ids()?;
    if segments.len() > 1 {
        writer.merge(&segments).wait()?;
    }
    writer.garbage_collect_files().wait()?;
    Ok(writer.wait_merging_threads()?)
}

pub(super) struct Engine {
    searcher: Searcher,
    body: Field,
    grade: Field,
}

impl Engine {
    pub(super) fn open(folder: &Path) -> Result<Self, Failure> {
        let index = tantivy::Index::open_in_dir(folder)?;
        let (body, grade) = (index.schema().get_field("body")?, index.schema().get_field("grade")?);
        Ok(Self { searcher: index.reader()?.searcher(), body, grade })
    }

    /// Words of letters that about this part of the findings hold, the nearest first.
    pub(super) fn words(&self, part: f64) -> Result<Vec<String>, Failure> {
        let wanted = (self.searcher.num_docs() as f64 * part).max(1.0);
        let mut found: Vec<(f64, String)> = Vec::new();
        for reader in self.searcher.segment_readers() {
            let inverted = reader.inverted_index(self.body)?;
            let mut terms = inverted.terms().stream()?;
            while terms.advance() {
                let word = String::from_utf8_lossy(terms.key()).into_owned();
                if word.len() > 4 && word.bytes().all(|byte| byte.is_ascii_lowercase()) {
                    let held = f64::from(terms.value().doc_freq);
                    found.push(((held / wanted).ln().abs(), word));
                }
            }
        }
        found.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
        Ok(found.into_iter().take(6).map(|(_, word)| word).collect())
    }

    /// A word that follows each of `words` in some finding.
    pub(super) fn pairs(&self, words: &[String]) -> Result<Vec<(String, String)>, Failure> {
        let mut pairs = Vec::new();
        for word in words.iter().take(4) {
            let best = TopDocs::with_limit(1).order_by_score();
            for (_, address) in self.searcher.search(&self.term(self.body, word), &best)? {
                let document: TantivyDocument = self.searcher.doc(address)?;
                let body = document
                    .get_first(self.body)
                    .and_then(|value| value.as_str())
                    .unwrap_or_default();
                let body = body.to_lowercase();
                let split =
                    body.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
                let all: Vec<&str> = split.collect();
                let pair = all.windows(2).find(|pair| pair[0] == word && pair[1].len() > 1);
                pairs.extend(pair.map(|pair| (pair[0].to_owned(), pair[1].to_owned())));
            }
        }
        Ok(pairs)
    }

    fn term(&self, field: Field, word: &str) -> TermQuery {
        TermQuery::new(Term::from_field_text(field, word), IndexRecordOption::WithFreqs)
    }

    fn joined(&self, words: [&str; 2], occur: Occur) -> Box<dyn Query> {
        let each =
            words.map(|word| (occur, Box::new(self.term(self.body, word)) as Box<dyn Query>));
        Box::new(BooleanQuery::new(each.into()))
    }

    fn graded(&self, word: &str, grade: &str) -> Box<dyn Query> {
        let both = [self.term(self.body, word), self.term(self.grade, grade)];
        let each = both.map(|term| (Occur::Must, Box::new(term) as Box<dyn Query>));
        Box::new(BooleanQuery::new(each.into()))
    }

    fn ten(&self, query: &dyn Query) -> Result<u64, Failure> {
        let best = self.searcher.search(query, &TopDocs::with_limit(10).order_by_score())?;
        for (_, address) in &best {
            self.searcher.doc::<TantivyDocument>(*address)?;
        }
        Ok(best.len() as u64)
    }
}

impl Peer for Engine {
    fn name(&self) -> &'static str {
        "tantivy"
    }

    fn ask(&self, question: &Question) -> Result<u64, Failure> {
        match question {
            Question::Word(word) => self.ten(&self.term(self.body, word)),
            Question::All(a, b) => self.ten(self.joined([a, b], Occur::Must).as_ref()),
            Question::Any(a, b) => self.ten(self.joined([a, b], Occur::Should).as_ref()),
            Question::Phrase(a, b) => {
                let terms = [a, b].map(|word| Term::from_field_text(self.body, word));
                self.ten(&PhraseQuery::new(terms.into()))
            }
            Question::Prefix(letters) => {
                let past = format!("{letters}\u{10ffff}");
                let bound =
                    |text: &str| std::ops::Bound::Included(Term::from_field_text(self.body, text));
                self.ten(&InvertedIndexRangeQuery::new(bound(letters), bound(&past)))
            }
            Question::Graded(word) => self.ten(self.graded(word, "good").as_ref()),
            Question::Count(a, b) => {
                Ok(self.searcher.search(self.joined([a, b], Occur::Must).as_ref(), &Count)? as u64)
            }
            Question::Grades(word) => {
                let counted = self.searcher.search(&self.term(self.body, word), &Grades)?;
                Ok(counted.iter().sum())
            }
        }
    }
}

/// Counts by the column of the grades.
struct Grades;

struct Counts {
    column: Option<StrColumn>,
    counts: Vec<u64>,
}

impl Collector for Grades {
    type Fruit = Vec<u64>;
    type Child = Counts;

    fn for_segment(&self, _: u32, reader: &SegmentReader) -> tantivy::Result<Counts> {
        let column = reader.fast_fields().str("grade")?;
        let width = column.as_ref().map_or(0, |column| column.num_terms());
        Ok(Counts { column, counts: vec![0; width] })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<Vec<u64>>) -> tantivy::Result<Vec<u64>> {
        Ok(segments.concat())
    }
}

impl SegmentCollector for Counts {
    type Fruit = Vec<u64>;

    fn collect(&mut self, doc: DocId, _: Score) {
        let ordinal = self.column.as_ref().and_then(|column| column.ords().first(doc));
        if let Some(count) = ordinal.and_then(|ordinal| self.counts.get_mut(ordinal as usize)) {
            *count += 1;
        }
    }

    fn harvest(self) -> Vec<u64> {
        self.counts
    }
}

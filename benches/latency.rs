//! How long a search takes beside the engine's own query: the same words over the same index, by class.
//!
//! `PEELIAN_LATENCY=INDEX cargo bench --bench latency`, where INDEX is a folder that `peelian index` made, best of some
//! 200,000 findings. Without it nothing is measured. Both sides give ten findings with their records, the totals and five
//! facets; peelian's has word knowledge, BM25F, nearness, folding, passages and highlights besides. The engine answers
//! twice: `fields` is the same query as the engine has it, BM25 over the four fields that peelian weighs, `plain` BM25
//! over the text alone; both with one collector over the same columns. A last column is the ten best of `plain` without
//! totals and facets, for which the engine may skip most of the postings.
//! Where fewer than ten findings hold all words, peelian's list goes on with those that hold some; `goes on` measures that,
//! and the engine is then asked a second time, for ten that hold any. `and three` is the same words with `--all`.
//! Runs alternate; the figures are medians of microseconds. Words after `--` choose classes: `-- rare prefix`.
#![allow(
    clippy::disallowed_methods,
    reason = "the bench is told by the environment where the index lies"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

use peelian::index::{Index, analyze};
use peelian::query::parse;
use peelian::report::Finding;
use peelian::search::{SearchRequest, search};
use tantivy::collector::{Collector, SegmentCollector, TopDocs};
use tantivy::columnar::StrColumn;
use tantivy::query::{BooleanQuery, InvertedIndexRangeQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocId, Score, Searcher, SegmentReader, TantivyDocument, Term};

// As the program has it; the engine's own queries run with it too.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Failure = Box<dyn std::error::Error>;

/// Runs of each query on each side.
const RUNS: usize = 15;

fn main() -> Result<(), Failure> {
    let Some(folder) = std::env::var_os("PEELIAN_LATENCY") else {
        say("latency: skipped: set PEELIAN_LATENCY to the folder of an index\n");
        return Ok(());
    };
    // As the program does: the thread that asks is one of the pool's.
    rayon::ThreadPoolBuilder::new().use_current_thread().build_global()?;
    let ours = Index::open(Path::new(&folder))?;
    let plain = Plain::open(Path::new(&folder))?;
    let mut table = format!(
        "{:<12}{:>9}{:>9}{:>7}{:>9}{:>7}{:>10}  {}\n",
        "class",
        "peelian",
        "fields",
        "ratio",
        "plain",
        "ratio",
        "ten alone",
        "slowest query, to fields"
    );
    let wanted: Vec<String> = std::env::args().skip(1).filter(|it| !it.starts_with('-')).collect();
    let is_wanted = |class: &str| wanted.is_empty() || wanted.iter().any(|it| class.contains(it));
    for (class, queries) in plain.classes()?.into_iter().filter(|(class, _)| is_wanted(class)) {
        let mut sums = [0.0; 4];
        let mut worst = (0.0, String::new());
        for asked in &queries {
            let times = measure(&ours, &plain, asked)?;
            let text = &asked.text;
            sums.iter_mut().zip(times).for_each(|(sum, time)| *sum += time);
            if times[0] / times[1] > worst.0 {
                worst = (times[0] / times[1], format!("`{text}` {:.2}", times[0] / times[1]));
            }
        }
        let [own, fields, plain, alone] = sums.map(|sum| sum / queries.len() as f64);
        let _ = writeln!(
            table,
            "{class:<12}{own:>9.0}{fields:>9.0}{:>7.2}{plain:>9.0}{:>7.2}{alone:>10.0}  {}",
            own / fields,
            own / plain,
            worst.1
        );
    }
    say(&table);
    Ok(())
}

fn say(text: &str) {
    use std::io::Write as _;
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// Medians of microseconds: ours, the engine's whole answer over the same fields and over the text alone, its ten best
/// alone.
fn measure(ours: &Index, plain: &Plain, asked: &Asked) -> Result<[f64; 4], Failure> {
    let text = &asked.text;
    let request = SearchRequest { all: asked.all, ..SearchRequest::new(parse(text)?) };
    let mut times = [Vec::new(), Vec::new(), Vec::new(), Vec::new()];
    for _ in 0..=RUNS {
        let started = Instant::now();
        let answer = search(ours, &request)?;
        times[0].push(started.elapsed().as_secs_f64() * 1e6);
        let started = Instant::now();
        let of_fields = plain.answer(asked.fields.as_ref())?;
        plain.go_on(of_fields, asked.some.as_ref().map(|[fields, _]| fields.as_ref()))?;
        times[1].push(started.elapsed().as_secs_f64() * 1e6);
        let started = Instant::now();
        let count = plain.answer(asked.plain.as_ref())?;
        plain.go_on(count, asked.some.as_ref().map(|[_, plain]| plain.as_ref()))?;
        times[2].push(started.elapsed().as_secs_f64() * 1e6);
        let started = Instant::now();
        plain.ten(asked.plain.as_ref())?;
        times[3].push(started.elapsed().as_secs_f64() * 1e6);
        if of_fields != count {
            return Err(format!("`{text}`: the engine finds {of_fields} and {count}").into());
        }
        if answer.findings < count {
            return Err(format!("`{text}` finds {}, the engine {count}", answer.findings).into());
        }
    }
    // The first run warms up.
    Ok(times.map(|mut times| {
        times.remove(0);
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    }))
}

/// The index as the engine alone sees it.
struct Plain {
    searcher: Searcher,
    text: Field,
    exact: Field,
    /// The fields that only weigh: the words above a finding.
    above: [Field; 2],
    /// The finding itself.
    stored: Field,
}

/// A query as typed and as the engine's own.
struct Asked {
    text: String,
    /// Over all fields that peelian weighs.
    fields: Box<dyn Query>,
    /// Over the text alone.
    plain: Box<dyn Query>,
    /// With which findings the list goes on where fewer than ten hold all words, over all fields and over the text alone.
    some: Option<[Box<dyn Query>; 2]>,
    /// Whether every word must hold, so that the list does not go on.
    all: bool,
}

type Classes = Vec<(&'static str, Vec<Asked>)>;

/// Makes a query of several words.
type Join<'a> = &'a dyn Fn(&[&str]) -> Asked;

impl Plain {
    fn open(folder: &Path) -> Result<Self, Failure> {
        let index = tantivy::Index::open_in_dir(folder)?;
        let schema = index.schema();
        let (text, exact) = (schema.get_field("text")?, schema.get_field("text_exact")?);
        let above = [schema.get_field("heading")?, schema.get_field("context")?];
        let stored = schema.get_field("stored")?;
        Ok(Self { searcher: index.reader()?.searcher(), text, exact, above, stored })
    }

    fn ten(&self, query: &dyn Query) -> Result<(), Failure> {
        for (_, address) in
            self.searcher.search(query, &TopDocs::with_limit(10).order_by_score())?
        {
            self.searcher.doc::<TantivyDocument>(address)?;
        }
        Ok(())
    }

    /// Where fewer than ten findings hold all words, ten that hold some of them.
    fn go_on(&self, found: u64, some: Option<&dyn Query>) -> Result<(), Failure> {
        let Some(query) = some.filter(|_| found < 10) else { return Ok(()) };
        for (_, address) in
            self.searcher.search(query, &TopDocs::with_limit(10).order_by_score())?
        {
            self.read(address)?;
        }
        Ok(())
    }

    fn read(&self, address: DocAddress) -> Result<(), Failure> {
        let record: TantivyDocument = self.searcher.doc(address)?;
        let json = record.get_first(self.stored).ok_or("no record")?;
        let json = tantivy::schema::Value::as_str(&json).ok_or("no record")?;
        std::hint::black_box(serde_json::from_str::<Finding>(json)?);
        Ok(())
    }

    /// Ten findings, the totals and the facets; gives the number of findings.
    fn answer(&self, query: &dyn Query) -> Result<u64, Failure> {
        let best = TopDocs::with_limit(10).order_by_score();
        let (best, counts) = self.searcher.search(query, &(best, Facets))?;
        for (_, address) in best {
            self.read(address)?;
        }
        Ok(counts.iter().map(|segment| segment.found).sum())
    }

    fn term(&self, word: &str) -> Box<dyn Query> {
        let stem = analyze(word).first().map(|token| token.stem.clone()).unwrap_or_default();
        let term = Term::from_field_text(self.text, &stem);
        Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
    }

    /// The word in the text, and what it weighs above it and as typed.
    fn weighed(&self, word: &str) -> Box<dyn Query> {
        let stem = analyze(word).first().map(|token| token.stem.clone()).unwrap_or_default();
        let should = |field, text: &str| -> (Occur, Box<dyn Query>) {
            let term = Term::from_field_text(field, text);
            (Occur::Should, Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)))
        };
        let above = self.above.map(|field| should(field, &stem));
        let must = (Occur::Must, self.term(word));
        Box::new(BooleanQuery::new(
            std::iter::once(must).chain(above).chain([should(self.exact, word)]).collect(),
        ))
    }

    fn joined(&self, words: &[&str], occur: Occur, text: String) -> Asked {
        let plain = words.iter().map(|word| (occur, self.term(word))).collect();
        let fields = words.iter().map(|word| (occur, self.weighed(word))).collect();
        let [plain, fields]: [Box<dyn Query>; 2] =
            [plain, fields].map(|each: Vec<_>| Box::new(BooleanQuery::new(each)) as Box<dyn Query>);
        Asked { text, fields, plain, some: None, all: false }
    }

    fn single(&self, word: &str) -> Asked {
        let (fields, plain) = (self.weighed(word), self.term(word));
        Asked { text: word.to_owned(), fields, plain, some: None, all: false }
    }

    fn all(&self, words: &[&str]) -> Asked {
        let Asked { fields, plain, .. } = self.any(words);
        Asked { some: Some([fields, plain]), all: false, ..self.only_all(words) }
    }

    fn only_all(&self, words: &[&str]) -> Asked {
        Asked { all: true, ..self.joined(words, Occur::Must, words.join(" ")) }
    }

    fn any(&self, words: &[&str]) -> Asked {
        self.joined(words, Occur::Should, words.join(" OR "))
    }

    fn phrase(&self, words: &[&str]) -> Asked {
        let stems = words.iter().flat_map(|word| analyze(word)).map(|token| token.stem);
        let stems: Vec<String> = stems.collect();
        let within = |field| -> Box<dyn Query> {
            let terms = stems.iter().map(|stem| Term::from_field_text(field, stem)).collect();
            Box::new(PhraseQuery::new(terms))
        };
        let above = self.above.map(|field| (Occur::Should, within(field)));
        let all = std::iter::once((Occur::Must, within(self.text))).chain(above).collect();
        let text = format!("\"{}\"", words.join(" "));
        let (fields, plain) = (Box::new(BooleanQuery::new(all)), within(self.text));
        Asked { text, fields, plain, some: None, all: false }
    }

    fn prefix(&self, letters: &str) -> Asked {
        let term = |text: &str| std::ops::Bound::Included(Term::from_field_text(self.exact, text));
        let past = format!("{letters}\u{10ffff}");
        let range = InvertedIndexRangeQuery::new(term(letters), term(&past));
        let fields = Box::new(range.clone());
        let (text, plain) = (format!("{letters}*"), Box::new(range));
        Asked { text, fields, plain, some: None, all: false }
    }

    fn filtered(&self, word: &str, grade: &str) -> Result<Asked, Failure> {
        let field = self.searcher.schema().get_field("outcome")?;
        let with = |query| -> Box<dyn Query> {
            let term = Term::from_field_text(field, grade);
            let filter: Box<dyn Query> = Box::new(TermQuery::new(term, IndexRecordOption::Basic));
            let filter = Box::new(tantivy::query::ConstScoreQuery::new(filter, 0.0));
            Box::new(BooleanQuery::new(vec![(Occur::Must, query), (Occur::Must, filter)]))
        };
        let (fields, plain) = (with(self.weighed(word)), with(self.term(word)));
        let text = format!("{word} grade:{grade}");
        Ok(Asked { text, fields, plain, some: None, all: false })
    }

    /// Words of letters that about this part of the findings hold, the nearest first.
    fn words(&self, part: f64) -> Result<Vec<String>, Failure> {
        let wanted = self.searcher.num_docs() as f64 * part;
        let mut held: BTreeMap<String, u32> = BTreeMap::new();
        for reader in self.searcher.segment_readers() {
            let inverted = reader.inverted_index(self.exact)?;
            let mut terms = inverted.terms().stream()?;
            while terms.advance() {
                let word = String::from_utf8_lossy(terms.key()).into_owned();
                if word.len() > 2 && word.bytes().all(|byte| byte.is_ascii_lowercase()) {
                    *held.entry(word).or_default() += terms.value().doc_freq;
                }
            }
        }
        let distance = |held: u32| (f64::from(held) / wanted).ln().abs();
        let mut found: Vec<(f64, String)> =
            held.into_iter().map(|(word, held)| (distance(held), word)).collect();
        found.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
        let mut stems = BTreeSet::new();
        let new = |(_, word): (f64, String)| {
            let stem = analyze(&word).first().map(|token| token.stem.clone());
            stems.insert(stem).then_some(word)
        };
        Ok(found.into_iter().filter_map(new).take(6).collect())
    }

    /// Pairs of words that stand together in findings.
    fn pairs(&self, word: &str) -> Result<Vec<(String, String)>, Failure> {
        let field = self.searcher.schema().get_field("stored")?;
        let best = TopDocs::with_limit(6).order_by_score();
        let mut pairs = Vec::new();
        for (_, address) in self.searcher.search(self.term(word).as_ref(), &best)? {
            let record: TantivyDocument = self.searcher.doc(address)?;
            let json = tantivy::schema::Value::as_str(&record.get_first(field).ok_or("no record")?);
            let record: serde_json::Value = serde_json::from_str(json.ok_or("no record")?)?;
            let tokens = analyze(record["text"].as_str().unwrap_or_default());
            let at = tokens
                .windows(2)
                .find(|pair| pair[0].text == word && pair.iter().all(|token| token.role == "word"));
            pairs.extend(at.map(|pair| (pair[0].text.clone(), pair[1].text.clone())));
        }
        pairs.sort();
        pairs.dedup();
        pairs.truncate(3);
        Ok(pairs)
    }

    fn classes(&self) -> Result<Classes, Failure> {
        let (rare, mid, common) = (self.words(0.0005)?, self.words(0.01)?, self.words(0.3)?);
        let single = |words: &[String]| -> Vec<Asked> {
            words.iter().take(4).map(|word| self.single(word)).collect()
        };
        let two = |a: &[String], b: &[String], join: Join<'_>| {
            let pairs = a.iter().zip(b.iter().rev()).take(3);
            pairs.map(|(a, b)| join(&[a, b])).collect::<Vec<_>>()
        };
        let three = |join: Join<'_>| {
            let words = common.iter().zip(&mid).zip(&rare).take(3);
            words.map(|((a, b), c)| join(&[a, b, c])).collect::<Vec<_>>()
        };
        let mut phrases = Vec::new();
        for word in common.iter().take(3) {
            let pairs = self.pairs(word)?;
            phrases.extend(pairs.iter().map(|(a, b)| self.phrase(&[a, b])));
        }
        let mut filtered = Vec::new();
        for word in common.iter().chain(&mid).take(8) {
            filtered.push(self.filtered(word, "good")?);
        }
        let (all, any) = (|words: &[&str]| self.all(words), |words: &[&str]| self.any(words));
        let only_all = |words: &[&str]| self.only_all(words);
        Ok(vec![
            ("term rare", single(&rare)),
            ("term mid", single(&mid)),
            ("term common", single(&common)),
            ("and common", two(&common, &common, &all)),
            ("and mid", two(&common, &mid, &all)),
            ("and three", three(&only_all)),
            ("goes on", three(&all)),
            ("or common", two(&common, &common, &any)),
            ("or mid", two(&mid, &rare, &any)),
            ("or three", three(&any)),
            ("phrase", phrases),
            ("prefix", vec![self.prefix("inspect"), self.prefix("corr"), self.prefix("vet")]),
            ("filtered", filtered),
        ])
    }
}

/// The columns that both sides count by: five facets, then reports and inspections.
const COLUMNS: [&str; 7] = ["body", "cycle", "outcome", "kind", "pillar", "report", "inspection"];

struct Facets;

struct Counts {
    found: u64,
    columns: Vec<Option<StrColumn>>,
    counts: Vec<Vec<u64>>,
}

impl Collector for Facets {
    type Fruit = Vec<Counts>;
    type Child = Counts;

    fn for_segment(&self, _: u32, reader: &SegmentReader) -> tantivy::Result<Counts> {
        let columns = COLUMNS.iter().map(|name| reader.fast_fields().str(name));
        let columns = columns.collect::<tantivy::Result<Vec<_>>>()?;
        let width =
            |column: &Option<StrColumn>| column.as_ref().map_or(0, |column| column.num_terms());
        let counts = columns.iter().map(|column| vec![0; width(column)]).collect();
        Ok(Counts { found: 0, columns, counts })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<Counts>) -> tantivy::Result<Vec<Counts>> {
        Ok(segments)
    }
}

impl SegmentCollector for Counts {
    type Fruit = Self;

    fn collect(&mut self, doc: DocId, _: Score) {
        self.found += 1;
        for (column, counts) in self.columns.iter().zip(&mut self.counts) {
            let ordinal = column.as_ref().and_then(|column| column.ords().first(doc));
            if let Some(count) = ordinal.and_then(|ordinal| counts.get_mut(ordinal as usize)) {
                *count += 1;
            }
        }
    }

    fn harvest(self) -> Self {
        self
    }
}

//! Ranking on the Cranfield 1400 collection, which nobody here wrote: nDCG@10 and MAP of this engine beside plain tantivy
//! and, where `python3` is installed, SQLite FTS5 with Porter stems.
//!
//! `PEELIAN_CRANFIELD=DIR cargo bench --bench cranfield`, where DIR holds `cran.all.1400`, `cran.qry` and `cranqrel`.
//! Without it nothing is measured. After `--`: `--ablations` prints each part of the ranking off, `NAME=VALUE` (several
//! joined by commas make one ranking, separate arguments several) measures other weights; the names are those of
//! `peelian::query::Ranking`.
//!
//! The abstracts become findings of a JSON Lines file with the title as their own heading, the queries are plain words as
//! typed: whatever holds some of them is ranked. A judgment counts 5 minus its grade, -1 counts 0.
#![allow(
    clippy::disallowed_methods,
    reason = "the bench is told by the environment where the collection lies"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use peelian::index::{BuildOptions, Index, build};
use peelian::query::{self, Ranking};
use peelian::search::{Listing, SearchRequest, search_ranked};
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{FAST, IndexRecordOption, SchemaBuilder, TextFieldIndexing, TextOptions};
use tantivy::{TantivyDocument, Term};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let Some(folder) = std::env::var_os("PEELIAN_CRANFIELD") else {
        say("cranfield: skipped: set PEELIAN_CRANFIELD to the folder with cran.all.1400\n");
        return Ok(());
    };
    let collection = Collection::read(Path::new(&folder))?;
    let plain = plain_tantivy(&collection)?;
    let mut table = format!("{:<48}{:>9}{:>9}\n", "", "nDCG@10", "MAP");
    row(&mut table, "tantivy, English stems, one field", collection.measure(&plain));
    let work = tempfile::tempdir()?;
    match sqlite(&collection, work.path()) {
        Ok(lists) => row(&mut table, "SQLite FTS5, porter", collection.measure(&lists)),
        Err(error) => {
            let _ = writeln!(table, "SQLite FTS5 was not measured: {error}");
        }
    }
    let index = build_index(&collection, work.path())?;
    for (name, ranking) in rankings()? {
        let lists = collection.queries.iter().map(|query| answer(&index, query, &ranking));
        let lists = lists.collect::<Result<Vec<_>, _>>()?;
        row(&mut table, &format!("peelian, {name}"), collection.measure(&lists));
    }
    say(&table);
    Ok(())
}

/// What the command line asks to measure.
fn rankings() -> Result<Vec<(String, Ranking)>, Failure> {
    let mut found = vec![("as it is".to_owned(), Ranking::default())];
    for argument in std::env::args().skip(1) {
        if argument == "--ablations" {
            let all = Ranking::ablations().into_iter().skip(1);
            found.extend(all.map(|(name, ranking)| (name.to_owned(), ranking)));
        } else if argument.contains('=') {
            let ranking = argument.parse()?;
            found.push((argument, ranking));
        }
    }
    Ok(found)
}

fn row(table: &mut String, name: &str, (gain, precision): (f64, f64)) {
    let _ = writeln!(table, "{name:<48}{gain:>9.4}{precision:>9.4}");
}

fn say(text: &str) {
    use std::io::Write as _;
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// Abstracts, queries and judgments; a list of results holds numbers of abstracts from 1, best first.
struct Collection {
    /// Title, and the text after it.
    abstracts: Vec<(String, String)>,
    queries: Vec<String>,
    /// Gain by query and abstract.
    gains: Vec<BTreeMap<usize, f64>>,
}

impl Collection {
    fn read(folder: &Path) -> Result<Self, Failure> {
        let text = |name: &str| -> Result<String, Failure> {
            let bytes = std::fs::read(folder.join(name))?;
            Ok(String::from_utf8_lossy(&bytes).into_owned())
        };
        let abstracts = records(&text("cran.all.1400")?)
            .into_iter()
            .map(|mut record| {
                let title = record.remove(&'T').unwrap_or_default();
                let whole = record.remove(&'W').unwrap_or_default();
                let rest = whole.strip_prefix(title.as_str()).unwrap_or(&whole).trim().to_owned();
                (title, rest)
            })
            .collect();
        let queries: Vec<String> = records(&text("cran.qry")?)
            .into_iter()
            .map(|mut record| record.remove(&'W').unwrap_or_default())
            .collect();
        let mut gains = vec![BTreeMap::new(); queries.len()];
        for line in text("cranqrel")?.lines() {
            let numbers: Vec<i64> =
                line.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
            let [query, document, grade] = numbers[..] else { continue };
            let gain = if grade == -1 { 0 } else { (5 - grade).max(0) };
            let place = usize::try_from(query - 1).ok().and_then(|at| gains.get_mut(at));
            if let (Some(gains), Ok(document)) = (place, usize::try_from(document)) {
                gains.insert(document, gain as f64);
            }
        }
        Ok(Self { abstracts, queries, gains })
    }

    /// Mean nDCG@10 and mean average precision.
    fn measure(&self, lists: &[Vec<usize>]) -> (f64, f64) {
        let (mut gain, mut precision) = (0.0, 0.0);
        for (list, gains) in lists.iter().zip(&self.gains) {
            let gained: Vec<f64> =
                list.iter().map(|number| gains.get(number).copied().unwrap_or(0.0)).collect();
            let mut ideal: Vec<f64> = gains.values().copied().collect();
            ideal.sort_by(|a, b| b.total_cmp(a));
            gain += discounted(&gained) / discounted(&ideal).max(f64::MIN_POSITIVE);
            let relevant = ideal.iter().filter(|gain| **gain > 0.0).count();
            precision += precision_sum(&gained) / relevant.max(1) as f64;
        }
        (gain / lists.len() as f64, precision / lists.len() as f64)
    }
}

fn discounted(gains: &[f64]) -> f64 {
    (2_u32..).zip(gains.iter().take(10)).map(|(place, gain)| gain / f64::from(place).log2()).sum()
}

fn precision_sum(gains: &[f64]) -> f64 {
    let mut found = 0.0;
    let mut sum = 0.0;
    for (place, _) in (1_u32..).zip(gains).filter(|(_, gain)| **gain > 0.0) {
        found += 1.0;
        sum += found / f64::from(place);
    }
    sum
}

/// The records of a file of the SMART format: the text of each field on one line.
fn records(text: &str) -> Vec<BTreeMap<char, String>> {
    let mut records: Vec<BTreeMap<char, String>> = Vec::new();
    let mut field = None;
    for line in text.lines() {
        match line.as_bytes() {
            [b'.', b'I', b' ', ..] => {
                records.push(BTreeMap::new());
                field = None;
            }
            [b'.', name @ (b'T' | b'A' | b'B' | b'W')] => field = Some(char::from(*name)),
            _ => {
                if let (Some(record), Some(field)) = (records.last_mut(), field) {
                    let text: &mut String = record.entry(field).or_default();
                    for word in line.split_whitespace() {
                        text.push_str(if text.is_empty() { "" } else { " " });
                        text.push_str(word);
                    }
                }
            }
        }
    }
    records
}

/// The abstracts as findings of one file; one without a word is left out, as no query can find it.
fn build_index(collection: &Collection, work: &Path) -> Result<Index, Failure> {
    let (corpus, place) = (work.join("corpus"), work.join("index"));
    std::fs::create_dir_all(&corpus)?;
    let mut lines = String::new();
    for (number, (title, rest)) in (1..).zip(&collection.abstracts) {
        let number: usize = number;
        if !rest.is_empty() {
            let id = number.to_string();
            let line = serde_json::json!({ "id": id, "title": title, "body": rest });
            let _ = writeln!(lines, "{line}");
        }
    }
    std::fs::write(corpus.join("abstracts.jsonl"), lines)?;
    let options = BuildOptions { memory: 128 << 20, ..BuildOptions::default() };
    build(&[corpus], &place, &options)?;
    Ok(Index::open(&place)?)
}

/// The numbers of the abstracts found for the words of `text`.
fn answer(index: &Index, text: &str, ranking: &Ranking) -> Result<Vec<usize>, Failure> {
    let query = query::parse(&words_of(text))?;
    // Every abstract is judged for itself, one that repeats another too.
    let listing = Listing { unfold: true, ..Listing::default() };
    let request = SearchRequest { limit: 1400, listing, ..SearchRequest::new(query) };
    let answer = search_ranked(index, &request, ranking)?;
    let number = |hit: &peelian::search::Hit| hit.finding.source_id.as_ref()?.parse().ok();
    Ok(answer.hits.iter().filter_map(number).collect())
}

/// The query without its marks, which the language would read: `(a)` and `c*` are no words of the collection.
fn words_of(text: &str) -> String {
    let spaced = |c: char| if c.is_alphanumeric() || "-.'".contains(c) { c } else { ' ' };
    let spaced: String = text.chars().map(spaced).collect();
    let is_word = |word: &&str| word.contains(char::is_alphanumeric);
    let bare = |word: &str| word.trim_matches(['-', '.', '\'']).to_owned();
    spaced.split_whitespace().filter(is_word).map(bare).collect::<Vec<_>>().join(" ")
}

/// Indexes lines of `number, tab, text` and ranks them for each line of words by SQLite's BM25.
const SQLITE: &str = r#"
import sqlite3, sys
db = sqlite3.connect(":memory:")
db.execute("create virtual table t using fts5(n unindexed, body, tokenize='porter unicode61')")
for line in open(sys.argv[1], encoding="utf-8"):
    db.execute("insert into t values (?, ?)", line.rstrip("\n").split("\t", 1))
for line in open(sys.argv[2], encoding="utf-8"):
    words = " OR ".join('"%s"' % word for word in line.split())
    found = db.execute("select n from t where t match ? order by bm25(t), n limit 1400", (words,))
    print(" ".join(str(n) for (n,) in found))
"#;

/// Every word of the query joined by OR, ranked by SQLite FTS5 through Python's standard library.
fn sqlite(collection: &Collection, work: &Path) -> Result<Vec<Vec<usize>>, Failure> {
    let (abstracts, queries) = (work.join("abstracts.tsv"), work.join("queries.txt"));
    let rows = (1..).zip(&collection.abstracts);
    let rows =
        rows.map(|(number, (title, rest)): (usize, _)| format!("{number}\t{title} {rest}\n"));
    std::fs::write(&abstracts, rows.collect::<String>())?;
    let words = collection.queries.iter().map(|query| words_of(query) + "\n");
    std::fs::write(&queries, words.collect::<String>())?;
    let mut python = std::process::Command::new("python3");
    let said = python.args(["-c", SQLITE]).arg(&abstracts).arg(&queries).output()?;
    if !said.status.success() {
        return Err(String::from_utf8_lossy(&said.stderr).into_owned().into());
    }
    let list = |line: &str| line.split(' ').filter_map(|number| number.parse().ok()).collect();
    Ok(String::from_utf8(said.stdout)?.lines().map(list).collect())
}

/// Every word of the query joined by OR over one stemmed field, ranked by tantivy's BM25.
fn plain_tantivy(collection: &Collection) -> Result<Vec<Vec<usize>>, Failure> {
    let mut builder = SchemaBuilder::new();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("en_stem")
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let text =
        builder.add_text_field("text", TextOptions::default().set_indexing_options(indexing));
    let number = builder.add_u64_field("number", FAST);
    let index = tantivy::Index::create_in_ram(builder.build());
    let mut writer = index.writer_with_num_threads(1, 64 << 20)?;
    for (at, (title, rest)) in (1_u64..).zip(&collection.abstracts) {
        let mut document = TantivyDocument::default();
        document.add_text(text, format!("{title} {rest}"));
        document.add_u64(number, at);
        writer.add_document(document)?;
    }
    writer.commit()?;
    let searcher = index.reader()?.searcher();
    let mut analyzer = index.tokenizer_for_field(text)?;
    let mut lists = Vec::new();
    for query in &collection.queries {
        let mut words: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        analyzer.token_stream(query).process(&mut |token| {
            let term = Term::from_field_text(text, &token.text);
            let word = TermQuery::new(term, IndexRecordOption::WithFreqs);
            words.push((Occur::Should, Box::new(word)));
        });
        let best = TopDocs::with_limit(1400).order_by_score();
        let mut list = Vec::new();
        for (_, address) in searcher.search(&BooleanQuery::new(words), &best)? {
            let column =
                searcher.segment_reader(address.segment_ord).fast_fields().u64("number")?;
            list.extend(column.first(address.doc_id).and_then(|at| usize::try_from(at).ok()));
        }
        lists.push(list);
    }
    Ok(lists)
}

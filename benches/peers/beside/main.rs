//! Peelian beside plain tantivy and SQLite FTS5, in one run over one corpus: building, then classes of questions.
//!
//! `PEELIAN_PEERS=CORPUS.jsonl cargo bench --bench peers`, where CORPUS has a finding a line as `peelian synth` makes them.
//! Without it nothing is measured. Each side indexes the same bodies; the titles are left out, for peelian would find a
//! finding for the words of its title too. The engine alone and SQLite know words as they are written, so peelian is asked
//! for exact words, and all three must find as many. What peelian does besides: stems, compounds and exact words in fields
//! of their own, places, definitions, sketches; with each page totals, five facets, passages and highlights.
#![allow(
    clippy::disallowed_methods,
    reason = "the bench is told by the environment where the corpus lies"
)]

mod engine;
mod ours;
mod sqlite;

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use serde_json::Value;

type Failure = Box<dyn std::error::Error>;

/// Runs of each question on each side, after one to warm up.
const RUNS: usize = 15;

/// What is asked.
enum Question {
    Word(String),
    All(String, String),
    Any(String, String),
    Phrase(String, String),
    Prefix(String),
    Graded(String),
    Count(String, String),
    Grades(String),
}

/// Something that can be asked: gives the number of hits on the page, or what was counted.
trait Peer {
    fn name(&self) -> &'static str;
    fn ask(&self, question: &Question) -> Result<u64, Failure>;
}

fn main() -> Result<(), Failure> {
    let Some(corpus) = std::env::var_os("PEELIAN_PEERS").map(PathBuf::from) else {
        return say("peers: skipped: set PEELIAN_PEERS to a file of findings\n");
    };
    let work = tempfile::tempdir()?;
    let bodies = work.path().join("bodies.jsonl");
    let bytes = without_titles(&corpus, &bodies)?;
    let mut table =
        format!("{:<10}{:>9}{:>9}{:>9}{:>8}\n", "building", "seconds", "MB/s", "to raw", "ratio");
    let folder = |name: &str| work.path().join(name);
    let mut alone = 0.0;
    for (name, build) in [
        ("tantivy", engine::build as fn(&Path, &Path) -> Result<(), Failure>),
        ("peelian", ours::build),
        ("sqlite", sqlite::build),
    ] {
        let started = Instant::now();
        build(&bodies, &folder(name))?;
        let seconds = started.elapsed().as_secs_f64();
        alone = if name == "tantivy" { seconds } else { alone };
        let (rate, raw) =
            (bytes as f64 / 1e6 / seconds, size(&folder(name))? as f64 / bytes as f64);
        let _ = writeln!(
            table,
            "{name:<10}{seconds:>9.2}{rate:>9.1}{raw:>9.2}{:>8.2}",
            seconds / alone
        );
    }
    say(&table)?;
    let plain = engine::Engine::open(&folder("tantivy"))?;
    let questions = questions(&plain)?;
    let ours = ours::Ours::open(&folder("peelian"))?;
    let sqlite = sqlite::Sqlite::open(&folder("sqlite"))?;
    ask_all(&[&plain, &ours, &sqlite], &questions)
}

fn ask_all(peers: &[&dyn Peer], questions: &[(&str, Vec<Question>)]) -> Result<(), Failure> {
    let mut table = format!("\n{:<14}", "microseconds");
    for peer in peers {
        let _ = write!(table, "{:>10}", peer.name());
    }
    table.push_str("   ratio to the engine, each\n");
    for (class, questions) in questions {
        let mut sums = vec![0.0; peers.len()];
        for question in questions {
            let mut found = Vec::new();
            for (peer, sum) in peers.iter().zip(&mut sums) {
                let mut times = Vec::new();
                for run in 0..=RUNS {
                    let started = Instant::now();
                    let n = peer.ask(question)?;
                    if run == 0 {
                        found.push(n);
                    } else {
                        times.push(started.elapsed().as_secs_f64() * 1e6);
                    }
                }
                times.sort_by(f64::total_cmp);
                *sum += times.get(times.len() / 2).copied().unwrap_or(0.0);
            }
            if found.windows(2).any(|pair| pair[0] != pair[1]) {
                return Err(format!("{class}: they do not find as many: {found:?}").into());
            }
        }
        let _ = write!(table, "{class:<14}");
        for sum in &sums {
            let _ = write!(table, "{:>10.0}", sum / questions.len() as f64);
        }
        for sum in &sums {
            let _ = write!(table, "{:>8.2}", sum / sums.first().copied().unwrap_or(1.0));
        }
        table.push('\n');
    }
    say(&table)
}

/// The classes, from words that about so many of the findings hold.
fn questions(plain: &engine::Engine) -> Result<Vec<(&'static str, Vec<Question>)>, Failure> {
    let [rare, middling, common] = [0.0005, 0.01, 0.3].map(|part| plain.words(part));
    let (rare, middling, common) = (rare?, middling?, common?);
    let one = |words: &[String], make: fn(String) -> Question| -> Vec<Question> {
        words.iter().take(4).cloned().map(make).collect()
    };
    let two = |a: &[String], b: &[String], make: fn(String, String) -> Question| -> Vec<Question> {
        a.iter().zip(b.iter().rev()).take(3).map(|(a, b)| make(a.clone(), b.clone())).collect()
    };
    let pairs = plain.pairs(&common)?;
    let phrases = pairs.into_iter().map(|(a, b)| Question::Phrase(a, b)).collect();
    let begun = middling.iter().filter_map(|word| word.get(..4)).map(str::to_owned);
    Ok(vec![
        ("word, rare", one(&rare, Question::Word)),
        ("word, middling", one(&middling, Question::Word)),
        ("word, common", one(&common, Question::Word)),
        ("both common", two(&common, &common, Question::All)),
        ("both, one mid.", two(&common, &middling, Question::All)),
        ("either common", two(&common, &common, Question::Any)),
        ("phrase", phrases),
        ("prefix", begun.take(4).map(Question::Prefix).collect()),
        ("filtered", one(&common, Question::Graded)),
        ("count of both", two(&common, &middling, Question::Count)),
        ("grades of word", one(&common, Question::Grades)),
    ])
}

/// The findings without their titles; gives the number of bytes.
fn without_titles(corpus: &Path, bodies: &Path) -> Result<u64, Failure> {
    let mut out = BufWriter::new(std::fs::File::create(bodies)?);
    for finding in findings(corpus)? {
        let mut finding = finding?;
        if let Some(fields) = finding.as_object_mut() {
            fields.remove("title");
        }
        writeln!(out, "{finding}")?;
    }
    out.flush()?;
    Ok(std::fs::metadata(bodies)?.len())
}

fn findings(file: &Path) -> Result<impl Iterator<Item = Result<Value, Failure>>, Failure> {
    let lines = BufReader::with_capacity(1 << 20, std::fs::File::open(file)?).lines();
    Ok(lines.map(|line| Ok(serde_json::from_str(&line?)?)))
}

/// A field of a finding as text; empty if it has none.
fn text<'a>(finding: &'a Value, field: &str) -> &'a str {
    finding[field].as_str().unwrap_or_default()
}

fn size(folder: &Path) -> Result<u64, Failure> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        bytes += entry?.metadata()?.len();
    }
    Ok(bytes)
}

fn say(text: &str) -> Result<(), Failure> {
    Ok(std::io::stdout().write_all(text.as_bytes())?)
}

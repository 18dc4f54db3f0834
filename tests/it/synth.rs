//! What `synth` knows of the language is what the bundled corpus says.

use std::collections::BTreeMap;
use std::path::Path;

use peelian::corpus::{Corpus, Format};
use peelian::extract::extract;
use peelian::gazetteer::Gazetteer;
use peelian::parse::{Source, parse};
use peelian::report::DocKind;

/// Words that speak of grades, and those by which the words of others are known: what is made shall state nothing and be
/// taken for nobody else's.
const NOT_TO_LEARN: [&str; 25] = [
    "outstanding",
    "good",
    "adequate",
    "improvement",
    "grade",
    "grading",
    "judge",
    "judgment",
    "rated",
    "cause of concern",
    "inspector",
    "hmic",
    "majesty",
    "commissioner",
    "government",
    "panel",
    "watchdog",
    "today",
    "yesterday",
    "publish",
    "response to",
    " said",
    " says",
    " told",
    "according",
];

/// `PEELIAN_REWRITE=1` writes the table anew.
#[test]
fn the_words_of_synth_are_those_of_the_corpus() {
    let learnt = table(&words());
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/synth/data/words.txt");
    if std::env::var_os("PEELIAN_REWRITE").is_some() {
        std::fs::write(&file, &learnt).unwrap();
    }
    let known = std::fs::read_to_string(&file).unwrap();
    let differs = known.lines().zip(learnt.lines()).find(|(a, b)| a != b);
    assert!(known == learnt, "PEELIAN_REWRITE=1 writes src/synth/data/words.txt anew: {differs:?}");
}

/// Each word with what followed it, `.` before the first word of a sentence and after the last.
type Pairs = BTreeMap<String, BTreeMap<String, usize>>;

fn words() -> Pairs {
    let corpus = Corpus::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")).unwrap();
    let mut pairs = Pairs::new();
    for entry in &corpus.entries {
        if entry.path.starts_with("odd/") || entry.format == Format::JsonLines {
            continue;
        }
        let document = corpus.read(entry).unwrap();
        let source =
            Source { path: &document.path, digest: &document.digest, supplied: &document.supplied };
        let report = parse(source, &extract(&document), &corpus.gazetteer);
        if !matches!(report.kind, DocKind::Assessment | DocKind::Report) {
            continue;
        }
        for finding in report.findings {
            for sentence in finding.text.split_inclusive(['.', '!', '?', '\n']) {
                learn(sentence, &corpus.gazetteer, &mut pairs);
            }
        }
    }
    pairs
}

/// A sentence that speaks of no grade; bodies that it names are `the force`.
fn learn(sentence: &str, gazetteer: &Gazetteer, pairs: &mut Pairs) {
    let mut sentence = sentence.trim().to_owned();
    for mention in gazetteer.mentions(&sentence.clone()).into_iter().rev() {
        sentence.replace_range(mention.start..mention.end, "the force");
    }
    let lower = sentence.to_lowercase();
    if !sentence.ends_with('.') || NOT_TO_LEARN.iter().any(|word| lower.contains(word)) {
        return;
    }
    let mut words: Vec<String> = Vec::new();
    for word in sentence.trim_end_matches('.').split_whitespace() {
        let comma = word.ends_with([',', ';', ':']);
        let quotes = ['\u{201c}', '\u{201d}', '"', '\u{2018}'];
        let word = word.trim_end_matches([',', ';', ':']).trim_matches(quotes);
        let word = word.replace('\u{2019}', "'").replace(['\u{2011}', '\u{ad}'], "-");
        let is_plain = word.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '-' | '\''));
        let is_number = word.contains(|c: char| c.is_ascii_digit());
        match (is_plain && !word.is_empty() && !word.starts_with(['-', '\'']), is_number) {
            (_, true) => words.push("0".to_owned()),
            (true, _) => words.push(word.to_lowercase()),
            // A definition in parentheses is no part of the sentence.
            _ if word.starts_with('(') && word.ends_with(')') => {}
            _ => return,
        }
        if comma && words.last().is_some_and(|last| last != ",") {
            words.push(",".to_owned());
        }
    }
    while words.last().is_some_and(|last| last == ",") {
        words.pop();
    }
    if words.len() < 4 {
        return;
    }
    let mut last = ".".to_owned();
    for word in words.into_iter().chain([".".to_owned()]) {
        *pairs.entry(last).or_default().entry(word.clone()).or_default() += 1;
        last = word;
    }
}

/// A line a word: the signs first, then the commonest word; its followers that came twice, the commonest first.
fn table(pairs: &Pairs) -> String {
    let mut lines: Vec<(bool, usize, &str, String)> = Vec::new();
    for (word, followers) in pairs {
        let count: usize = followers.values().sum();
        let mut twice: Vec<(&String, &usize)> =
            followers.iter().filter(|(_, count)| **count > 1).collect();
        twice.sort_by_key(|(word, count)| (std::cmp::Reverse(**count), word.to_owned()));
        let followers: String =
            twice.iter().map(|(word, count)| format!(" {word}:{count}")).collect();
        let is_sign = matches!(word.as_str(), "." | "," | "0");
        lines.push((!is_sign, count, word, format!("{word} {count}{followers}\n")));
    }
    let sign = |word: &str| [".", ",", "0"].iter().position(|sign| *sign == word);
    lines.sort_by_key(|(is_word, count, word, _)| {
        (*is_word, sign(word), std::cmp::Reverse(*count), *word)
    });
    lines.into_iter().map(|(.., line)| line).collect()
}

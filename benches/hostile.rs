//! Queries nobody means, timed: the slowest of many random strings over the bundled corpus, and of bombs that must be
//! refused by name.
//!
//! `cargo bench --bench hostile`; after `--` a number of strings other than 10,000 and a seed. Prints the slowest of
//! each kind, and whether any string took over a second or any bomb over a tenth of one. A dictionary of the size that
//! 200,000 findings have follows: what a pattern costs there.

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use peelian::index::{BuildOptions, Index, build};
use peelian::query::parse;
use peelian::search::{SearchRequest, search};

type Failure = Box<dyn std::error::Error>;

/// A string must be answered within this.
const STRING: Duration = Duration::from_secs(1);
/// A bomb must be refused within this.
const BOMB: Duration = Duration::from_millis(100);
/// Strings that are named.
const NAMED: usize = 5;

const PIECES: [&str; 56] = [
    "vetting",
    "vettng",
    "force",
    "counter-corruption",
    "stopandsearch",
    "the",
    "of",
    " ",
    " ",
    " ",
    "\"",
    "\"",
    "(",
    ")",
    " AND ",
    " OR ",
    " NOT ",
    " NEAR/3 ",
    " BEFORE/9 ",
    "-",
    "*",
    "?",
    "~2",
    "~",
    "^3",
    "/",
    "[a-z]+",
    ".*",
    "\\w",
    "{9}",
    "|",
    "force:",
    "kent",
    "year:2014..",
    "..",
    "grade>=good",
    "has:",
    "missing:",
    "=",
    ":",
    "\u{2019}s",
    "\u{201c}",
    "\u{0}",
    "\u{1f600}",
    "e\u{301}",
    "\t",
    "co*",
    "a",
    "*ing",
    "re?o*",
    "/(a|b).*/",
    "qu",
    "x~1",
    "\"in* of\"",
    "\u{df}",
    "9",
];

fn main() -> Result<(), Failure> {
    let numbers: Vec<u64> = std::env::args().skip(1).filter_map(|text| text.parse().ok()).collect();
    let strings = numbers.first().copied().unwrap_or(10_000);
    let mut dice = Dice(numbers.get(1).copied().unwrap_or(7));
    let work = tempfile::tempdir()?;
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let index = built(&corpus, &work.path().join("bundled"))?;
    let random = (0..strings).map(|_| dice.string());
    report("random strings", timed(&index, random), STRING);
    report("bombs", timed(&index, bombs().into_iter()), BOMB);
    let large = work.path().join("large");
    std::fs::create_dir(&large)?;
    std::fs::write(large.join("words.jsonl"), many_words(&mut dice))?;
    let index = built(&large, &work.path().join("index"))?;
    let patterns =
        ["abc*", "a?c*", "*ing", "*og*", "/(in|un)[a-m]+s?/", "/.*(un|in)s.*/", "vettng~2"];
    let near =
        ["a?c* NEAR/5 b?g*", "\"abc* def*\"", "vettng", "vettngbacklgo", "vetting vettng backlgo"];
    let asked = patterns.into_iter().chain(near).map(str::to_owned);
    report("200,000 findings", timed(&index, asked), STRING);
    Ok(())
}

fn built(corpus: &Path, place: &Path) -> Result<Index, Failure> {
    let options = BuildOptions { memory: 512 << 20, ..BuildOptions::default() };
    build(&[corpus.to_owned()], place, &options)?;
    Ok(Index::open(place)?)
}

/// Each query with what came of it and how long it took, the slowest first.
fn timed(index: &Index, queries: impl Iterator<Item = String>) -> Vec<(Duration, String, String)> {
    let ask = |text: &str| -> peelian::Result<u64> {
        Ok(search(index, &SearchRequest::new(parse(text)?))?.findings)
    };
    let mut all: Vec<(Duration, String, String)> = queries
        .map(|text| {
            let started = Instant::now();
            let came = match ask(&text) {
                Ok(found) => format!("{found} findings"),
                Err(error) => error.message,
            };
            (started.elapsed(), text, came)
        })
        .collect();
    all.sort_by_key(|(took, ..)| std::cmp::Reverse(*took));
    all
}

fn report(name: &str, all: Vec<(Duration, String, String)>, most: Duration) {
    use std::io::Write as _;
    let over = all.iter().filter(|(took, ..)| *took > most).count();
    let mut text =
        format!("{name}: {} asked, {over} took over {most:?}; the slowest:\n", all.len());
    let named = if all.len() > 100 { NAMED } else { all.len().min(2 * NAMED + 2) };
    for (took, query, came) in all.iter().take(named) {
        let few: String = query.chars().take(60).collect();
        let _ = writeln!(text, "{:>10.2} ms  {few:?}: {came}", took.as_secs_f64() * 1e3);
    }
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// What would take long if nothing stopped it.
fn bombs() -> Vec<String> {
    let mut bombs = Vec::new();
    for (open, close) in
        [("(", ")"), ("NOT (", ")"), ("-(", ")"), ("(a OR ", ")"), ("(a ", ")"), ("!(", ")")]
    {
        for depth in [65, 200, 1_000] {
            bombs.push(format!("{}a{}", open.repeat(depth), close.repeat(depth)));
        }
    }
    for word in
        ["a ", "a OR ", "a AND ", "co* ", "\"a b\" ", "a~1 ", "year:2014 ", "-a ", "/.*a.*/ "]
    {
        bombs.extend([1_030, 1_500].map(|times| format!("{}a", word.repeat(times))));
    }
    bombs.extend(["a", "(", "\"", "-", "*", "a*", "\u{e9}"].map(|text| text.repeat(20_000)));
    for pattern in [
        "/a{1000}{1000}/",
        "/(((a{100}){100}){100})/",
        "/(a|b|c){900}{900}/",
        "/\\w{500}{50}/",
        "/(.?){300}/",
        "/((a*)*)*(b|c){256}/",
        "/\\pL{90}/",
        "a NEAR/1000000 b",
        "\"a b\"~1000000",
        "vetting~9",
        "a^1000000",
        "c*",
    ] {
        bombs.push(pattern.to_owned());
    }
    bombs.push(format!("/{}/", "a".repeat(300)));
    bombs
}

/// Findings with as many words as a large corpus has: a few common ones, and one in five that stands nowhere else.
fn many_words(dice: &mut Dice) -> String {
    let common: Vec<String> = (0..5_000)
        .map(|_| dice.word())
        .chain(["vetting".to_owned(), "backlog".to_owned()])
        .collect();
    let mut lines = String::new();
    for number in 0..200_000 {
        let mut words: Vec<String> = (0..12)
            .map(|_| {
                let at = dice.below(common.len()).min(dice.below(common.len()));
                common.get(at).cloned().unwrap_or_default()
            })
            .collect();
        if number % 2 == 0 {
            words.push(dice.word());
        }
        if number % 50 == 0 {
            words.extend(["vetting".to_owned(), "backlog".to_owned()]);
        }
        let _ = writeln!(lines, "{{\"id\":\"{number}\",\"body\":\"{}.\"}}", words.join(" "));
    }
    lines
}

/// Random numbers that are the same in every run: xorshift64, G. Marsaglia 2003.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.next() % most.max(1) as u64).unwrap_or(0)
    }

    fn word(&mut self) -> String {
        let length = 4 + self.below(8);
        let letters = b"etaoinshrdlucmfwypvbgkqjxz";
        let letter = |dice: &mut Self| {
            let at = dice.below(26).min(dice.below(26));
            letters.get(at).copied().map_or('e', char::from)
        };
        (0..length).map(|_| letter(self)).collect()
    }

    /// Half anything at all, half pieces of the language in any order.
    fn string(&mut self) -> String {
        let length = self.below(16);
        if self.below(2) == 0 {
            let any = |dice: &mut Self| {
                let most = [0x80, 0x300, 0x11_0000][dice.below(3)];
                u32::try_from(dice.below(most)).ok().and_then(char::from_u32).unwrap_or(' ')
            };
            return (0..2 * length).map(|_| any(self)).collect();
        }
        (0..length).filter_map(|_| PIECES.get(self.below(PIECES.len()))).copied().collect()
    }
}

//! Queries nobody means: each gets an answer or a caret, in time, and never a panic.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use peelian::index::{BuildOptions, Index, build};
use peelian::query::parse;
use peelian::search::{SearchRequest, search};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Random strings.
const STRINGS: usize = 10_000;

/// Past this a query hangs. It is no measurement: a busy machine is slow, and speed is measured in `benches/`.
const HANGS: Duration = Duration::from_secs(30);

/// The bundled corpus, built once.
fn bundled() -> &'static Index {
    static INDEX: OnceLock<(tempfile::TempDir, Index)> = OnceLock::new();
    let made = INDEX.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        let options = BuildOptions { memory: 256 << 20, ..BuildOptions::default() };
        let corpus: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
        build(&[corpus], dir.path(), &options).unwrap();
        let index = Index::open(dir.path()).unwrap();
        (dir, index)
    });
    &made.1
}

/// An answer, or the place of a mistake.
fn ask(text: &str) -> Result<u64, peelian::Error> {
    let query = parse(text)?;
    let request = SearchRequest::new(query);
    Ok(search(bundled(), &request)?.findings)
}

#[test]
fn a_random_string_gets_an_answer_or_a_caret() {
    // Half anything at all, half pieces of the language in any order.
    let pieces = [
        "vetting",
        "force",
        "counter-corruption",
        "stop and search",
        " ",
        " ",
        "\"",
        "(",
        ")",
        "AND",
        "OR",
        "NOT",
        "NEAR/3",
        "BEFORE/2",
        "near/2",
        "\"in* the\"",
        "vettng",
        "stopandsearch",
        "-",
        "*",
        "?",
        "~2",
        "~",
        "^3",
        "/",
        "[a-z]+",
        "force:",
        "kent",
        "year:2014..",
        "..",
        "grade>=good",
        "has:",
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
    ];
    let mixed = proptest::collection::vec(proptest::sample::select(pieces.to_vec()), 0..14);
    let text =
        proptest::prop_oneof!["\\PC{0,40}", ".{0,30}", mixed.prop_map(|parts| parts.concat())];
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    bundled();
    for number in 0..STRINGS {
        let text = text.new_tree(&mut runner).unwrap().current();
        let started = Instant::now();
        let answer = std::panic::catch_unwind(|| ask(&text));
        let took = started.elapsed();
        assert!(took < HANGS, "string {number}, {text:?}, took {took:?}");
        match answer {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => assert!(
                error.place.is_some() && !error.message.is_empty(),
                "string {number}, {text:?}: no place: {}",
                error.message
            ),
            Err(_) => panic!("string {number}, {text:?}: a panic"),
        }
    }
}

#[test]
fn query_bombs_are_refused_by_name() {
    let many = |part: &str, times: usize| part.repeat(times);
    let mut bombs: Vec<(String, &str)> = Vec::new();
    for (open, close) in
        [("(", ")"), ("NOT (", ")"), ("-(", ")"), ("(a OR ", ")"), ("(a ", ")"), ("!(", ")")]
    {
        for depth in [65, 200, 1_000] {
            bombs.push((format!("{}a{}", many(open, depth), many(close, depth)), "64"));
        }
    }
    for word in ["a ", "a OR ", "a AND ", "co* ", "\"a b\" ", "a~1 ", "year:2014 ", "-a "] {
        for times in [1_030, 1_500] {
            bombs.push((format!("{}a", many(word, times)), "1,024"));
        }
    }
    for text in ["a", "(", "\"", "-", "*", "a*", "\u{e9}"] {
        bombs.push((many(text, 20_000), "16"));
    }
    for pattern in
        ["/a{1000}{1000}/", "/(((a{100}){100}){100})/", "/(a|b|c){900}{900}/", "/\\w{500}{50}/"]
    {
        bombs.push((pattern.to_owned(), "256 letters"));
    }
    for (text, name) in [
        ("a NEAR/1000000 b", "100"),
        ("\"a b\"~1000000", "100"),
        ("vetting~9", "2"),
        ("a^1000000", "100"),
        ("c*", "two letters"),
        ("/\\pL{90}/", "1 MiB"),
        ("\"* * *\"", "no words"),
    ] {
        bombs.push((text.to_owned(), name));
    }
    bombs.push((format!("/{}/", many("a", 300)), "256"));
    assert!(bombs.len() >= 50, "{}", bombs.len());
    bundled();
    for (bomb, name) in bombs {
        let few: String = bomb.chars().take(40).collect();
        let started = Instant::now();
        let answer = ask(&bomb);
        let took = started.elapsed();
        assert!(took < HANGS, "`{few}` took {took:?}");
        match answer {
            Ok(found) => panic!("`{few}` found {found}"),
            Err(error) => {
                let said = format!("{} {}", error.message, error.hints.join(" "));
                assert!(said.contains(name), "`{few}` is not refused by `{name}`: {said}");
            }
        }
    }
}

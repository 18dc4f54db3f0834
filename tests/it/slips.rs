//! A search with a slip of the keyboard finds what the right one finds: the graded searches, each mistyped in several ways.

use std::path::Path;

use peelian::index::{BuildOptions, Index, analyze, build};
use peelian::query::parse;
use peelian::search::{Answer, SearchRequest, search};

/// The part of the mistyped searches whose first ten findings are those of the right one, in their order. A slip may
/// make another word of the corpus, or one that is as near to two of them: those stay wrong, and are told apart below.
const SAME: f64 = 0.93;

fn bundled(place: &Path) -> Index {
    let options = BuildOptions { memory: 128 << 20, ..BuildOptions::default() };
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    build(&[corpus], place, &options).unwrap();
    Index::open(place).unwrap()
}

/// The slips of a word: neighbours swapped, a letter lost, doubled, missed for the key beside it, the first one wrong, and
/// what a scan makes of it.
fn slips(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let middle = letters.len() / 2;
    let with = |change: &dyn Fn(&mut Vec<char>)| {
        let mut letters = letters.clone();
        change(&mut letters);
        letters.into_iter().collect::<String>()
    };
    let beside = |c: char| {
        let keys = "qwertyuiopasdfghjklzxcvbnm";
        let at = keys.find(c).map_or(0, |at| if at + 1 < keys.len() { at + 1 } else { at - 1 });
        keys.chars().nth(at).unwrap_or(c)
    };
    vec![
        with(&|letters| letters.swap(middle - 1, middle)),
        with(&|letters| {
            letters.remove(middle);
        }),
        with(&|letters| letters.insert(middle, letters[middle])),
        with(&|letters| letters[middle] = beside(letters[middle])),
        with(&|letters| letters[0] = beside(letters[0])),
        word.replacen('m', "rn", 1),
        word.replacen("fi", "", 1),
    ]
}

fn ask(index: &Index, text: &str) -> Answer {
    let request = SearchRequest::new(parse(text).unwrap());
    search(index, &request).unwrap()
}

fn ids(answer: &Answer) -> Vec<&str> {
    answer.hits.iter().map(|hit| hit.finding.id.as_str()).collect()
}

#[test]
fn a_mistyped_search_finds_what_the_right_one_finds() {
    let place = tempfile::tempdir().unwrap();
    let index = bundled(place.path());
    let graded =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/queries.toml"));
    let graded: toml::Table = graded.unwrap().parse().unwrap();
    let (mut tried, mut same, mut wrong) = (0_u32, 0_u32, Vec::new());
    for graded in graded["query"].as_array().unwrap() {
        let text = graded["text"].as_str().unwrap();
        let plain = |word: &&str| word.len() > 4 && word.chars().all(|c| c.is_ascii_lowercase());
        let Some(word) = text.split(' ').filter(plain).max_by_key(|word| word.len()) else {
            continue;
        };
        let right = ask(&index, text);
        for slip in slips(word).into_iter().filter(|slip| slip != word) {
            // A slip that makes another form of the word is none.
            if analyze(&slip)[0].stem == analyze(word)[0].stem {
                continue;
            }
            let mistyped = text.replacen(word, &slip, 1);
            let answer = ask(&index, &mistyped);
            tried += 1;
            match ids(&answer) == ids(&right) {
                true => same += 1,
                false => {
                    wrong.push(format!("{mistyped}: {:?} {:?}", answer.corrected, answer.hints))
                }
            }
        }
    }
    assert!(tried > 200, "only {tried} searches were mistyped");
    let part = f64::from(same) / f64::from(tried);
    let wrong = wrong.join("\n");
    assert!(part > SAME, "{same} of {tried} find the same\n{wrong}");
}

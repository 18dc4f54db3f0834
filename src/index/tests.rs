//! What a build leaves behind: the same answers for one thread and many, for an update and a new build.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use tempfile::TempDir;

use super::*;
use crate::ErrorKind;
use crate::query::parse;
use crate::search::{Hit, Listing, SearchRequest, search};

static STOP: AtomicBool = AtomicBool::new(true);

fn options() -> BuildOptions<'static> {
    let memory = 128 << 20;
    BuildOptions { threads: 2, memory, ..BuildOptions::default() }
}

/// A corpus of one text and one file of lines, and a place for the index.
struct Corpus {
    folder: TempDir,
}

impl Corpus {
    fn new() -> Self {
        let corpus = Self { folder: tempfile::tempdir().expect("a folder") };
        fs::create_dir(corpus.root()).expect("a corpus");
        corpus.write(
            "plan.txt",
            "A plan\n\nThe borough keeps a risk register.\n\nIt has no backlog.\n",
        );
        let lines: Vec<String> = (1..=300).map(line).collect();
        corpus.write("lines.jsonl", &lines.join("\n"));
        corpus
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("corpus")
    }

    fn index(&self) -> PathBuf {
        self.folder.path().join("index")
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.root().join(name), text).expect("a file");
    }

    fn build(&self) -> BuildSummary {
        self.build_with(&options())
    }

    fn build_with(&self, options: &BuildOptions<'_>) -> BuildSummary {
        build(&[self.root()], &self.index(), options).expect("a build")
    }
}

fn line(number: u32) -> String {
    let kind = ["recommendation", "area_for_improvement", "narrative"][number as usize % 3];
    let extra = if number.is_multiple_of(7) { "backlog of risk-based work" } else { "register" };
    format!(
        r#"{{"id":"n{number}","force":"Kent","year":"{}","grade":"good","kind":"{kind}","body":"The risk {extra} is number {number}."}}"#,
        2014 + number % 5
    )
}

fn hits(dir: &Path, query: &str) -> Vec<Hit> {
    let index = Index::open(dir).expect("an index");
    let query = parse(query).expect("a query");
    let listing = Listing { unfold: true, ..Listing::default() };
    let request = SearchRequest { limit: 500, listing, ..SearchRequest::new(query) };
    search(&index, &request).expect("an answer").hits
}

#[test]
fn an_update_reads_only_what_changed_and_answers_like_a_new_index() {
    let corpus = Corpus::new();
    let first = corpus.build();
    assert_eq!((first.documents, first.added, first.failed), (2, 2, 0), "{first:?}");
    let again = corpus.build();
    assert_eq!((again.unchanged, again.changed, again.findings), (2, 0, 0));

    corpus.write("plan.txt", "A plan\n\nThe borough lost its risk register.\n");
    corpus.write("more.txt", "More\n\nThe risk of a backlog is small.\n");
    fs::remove_file(corpus.root().join("lines.jsonl")).expect("removed");
    let update = corpus.build_with(&BuildOptions { prune: true, ..options() });
    assert_eq!((update.added, update.changed, update.removed), (1, 1, 1));

    let anew = corpus.folder.path().join("anew");
    build(&[corpus.root()], &anew, &options()).expect("a build");
    for query in ["risk", "register", "risk backlog", "kind:narrative"] {
        assert_eq!(hits(&corpus.index(), query), hits(&anew, query), "{query}");
    }
    let (updated, new) = (Index::open(&corpus.index()), Index::open(&anew));
    assert_eq!(
        updated.expect("an index").stats().corpus_digest,
        new.expect("an index").stats().corpus_digest
    );
}

#[test]
fn one_thread_and_many_give_the_same_answers() {
    let corpus = Corpus::new();
    let answers = [1, 4].map(|threads| {
        let dir = corpus.folder.path().join(format!("with{threads}"));
        build(&[corpus.root()], &dir, &BuildOptions { threads, ..options() }).expect("a build");
        ["risk", "risk backlog", "\"risk based\"", "year:2016", "*"].map(|query| hits(&dir, query))
    });
    assert_eq!(answers[0], answers[1]);
    assert!(answers[0][0].len() > 100);
}

#[test]
fn a_bad_line_is_named_and_the_others_are_indexed() {
    let corpus = Corpus::new();
    corpus.write("lines.jsonl", &format!("{}\nno json\n{}", line(1), line(2)));
    let summary = corpus.build();
    assert_eq!(summary.failed, 1);
    assert!(summary.failures[0].message.starts_with("line 2: "), "{:?}", summary.failures);
    assert_eq!(hits(&corpus.index(), "number").len(), 2);
    let again = corpus.build();
    assert_eq!((again.unchanged, again.failures), (2, summary.failures), "told again");
}

#[test]
fn a_dry_run_and_a_stop_leave_no_index() {
    let corpus = Corpus::new();
    let dry = corpus.build_with(&BuildOptions { dry_run: true, ..options() });
    assert!(dry.findings > 300);
    assert!(!corpus.index().exists());
    let stopped = BuildOptions { stop: &STOP, ..options() };
    let error = build(&[corpus.root()], &corpus.index(), &stopped).expect_err("stopped");
    assert_eq!(error.kind, ErrorKind::Interrupted);
    assert_eq!(Index::open(&corpus.index()).expect_err("no commit").kind, ErrorKind::IndexMissing);
    corpus.build();
    assert!(verify(&corpus.index()).expect("checked").ok);
}

#[test]
fn folders_and_formats_that_are_not_ours_are_refused() {
    let corpus = Corpus::new();
    let kind = |dir: &Path| build(&[corpus.root()], dir, &options()).expect_err("refused").kind;
    assert_eq!(kind(&corpus.root()), ErrorKind::Usage);
    corpus.build();
    let meta = corpus.index().join("meta.json");
    let text = fs::read_to_string(&meta).expect("read");
    let ours = format!(r#"\"format\":{FORMAT}"#);
    assert!(text.contains(&ours), "{text}");
    fs::write(&meta, text.replace(&ours, r#"\"format\":9"#)).expect("written");
    let error = Index::open(&corpus.index()).expect_err("another format");
    assert_eq!(error.kind, ErrorKind::IndexFormat);
    let expected = format!("built by format 9, this program reads {FORMAT}");
    assert!(error.message.contains(&expected), "{}", error.message);
    assert_eq!(kind(&corpus.index()), ErrorKind::IndexFormat);
    fs::write(&meta, "{").expect("written");
    assert_eq!(Index::open(&corpus.index()).expect_err("damaged").kind, ErrorKind::IndexDamaged);
}

/// Every format that ever was is opened, as it was written: none is misread.
#[test]
fn an_index_of_an_older_format_gives_the_one_error_with_what_to_do() {
    let museum = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    for format in 1..FORMAT {
        let dir = museum.join(format!("index_v{format}"));
        let error = Index::open(&dir).expect_err("another format");
        assert_eq!(error.kind, ErrorKind::IndexFormat, "{}", error.message);
        let expected = format!("was built by format {format}, this program reads {FORMAT}");
        assert!(error.message.ends_with(&expected), "{}", error.message);
        assert!(error.hints[0].contains("build again"), "{:?}", error.hints);
    }
}

#[test]
fn damage_is_named_file_by_file() {
    let corpus = Corpus::new();
    corpus.build();
    let dir = corpus.index();
    let files = fs::read_dir(&dir).expect("a folder").flatten().map(|entry| entry.path());
    let store = files.into_iter().find(|file| file.extension().is_some_and(|e| e == "store"));
    let store = store.expect("a store");
    let mut bytes = fs::read(&store).expect("read");
    bytes[100] ^= 0xff;
    fs::write(&store, bytes).expect("written");
    let verified = verify(&dir).expect("checked");
    assert!(!verified.ok);
    let name = store.file_name().expect("a name").to_string_lossy().into_owned();
    assert!(verified.problems[0].contains(&name), "{:?}", verified.problems);
}

#[test]
fn a_second_writer_is_told_that_the_index_is_locked() {
    let corpus = Corpus::new();
    corpus.build();
    let _held = super::writer::Writer::open(&corpus.index(), 0, 0).expect("a writer");
    let error = build(&[corpus.root()], &corpus.index(), &options()).expect_err("locked");
    assert_eq!(error.kind, ErrorKind::IndexLocked);
}

#[test]
fn roots_with_the_same_paths_are_kept_apart() {
    let corpus = Corpus::new();
    let other = Corpus::new();
    let roots = [corpus.root(), other.root()];
    let summary = build(&roots, &corpus.index(), &options()).expect("a build");
    assert_eq!(summary.documents, 4);
    let index = Index::open(&corpus.index()).expect("an index");
    let reports = index.reports().expect("reports");
    let paths: Vec<&str> = reports.iter().map(|report| report.path.as_str()).collect();
    assert_eq!(
        paths,
        ["corpus-2/lines.jsonl", "corpus-2/plan.txt", "corpus/lines.jsonl", "corpus/plan.txt"]
    );
    let report = index.report(&reports[1].id).expect("read").expect("there");
    let (finding, _) = index.finding(&report.findings[0].id).expect("read").expect("there");
    assert_eq!(finding, report.findings[0]);
}

#[test]
fn a_column_copied_says_what_the_packed_one_says() {
    let corpus = Corpus::new();
    let forces = ["kent", "essex", "sussex"];
    let line = |number: usize| {
        // Some have no body, no year and no grade: the columns have holes.
        let force = match number % 5 {
            0 => String::new(),
            rest => format!(r#""force": "{}", "#, forces[rest % 3]),
        };
        let year = if number.is_multiple_of(7) { "" } else { r#""year": "2016", "# };
        let grade = if number.is_multiple_of(3) { r#""grade": "good", "# } else { "" };
        format!("{{{force}{year}{grade}\"body\": \"The backlog of case {number} grew.\"}}")
    };
    let lines: Vec<String> = (0..1_300).map(line).collect();
    corpus.write("many.jsonl", &lines.join("\n"));
    corpus.build();
    let index = Index::open(&corpus.index()).expect("an index");
    let mut holes = 0;
    for (segment, reader) in index.searcher().segment_readers().iter().enumerate() {
        for name in ["type", "report", "body", "cycle", "outcome", "kind", "pillar", "inspection"] {
            let column = index.ordinals(segment, name).expect("a column");
            let all = || (0..reader.max_doc()).map(|doc| column.of(doc)).collect::<Vec<_>>();
            let packed = all();
            column.expect(reader.max_doc() as usize);
            assert_eq!(all(), packed, "{name}");
            holes += packed.iter().filter(|ordinal| **ordinal == 0).count();
            let mut each = Vec::new();
            let docs: Vec<u32> = (0..reader.max_doc()).rev().collect();
            column.each(&docs, |ordinal| each.push(ordinal));
            assert!(each.into_iter().rev().eq(packed), "{name}");
        }
    }
    assert!(holes > 100);
}

/// Of so many that the frequent words are chosen.
#[test]
fn what_has_not_changed_is_not_committed_again() {
    let corpus = Corpus::new();
    let lines: Vec<String> = (1..=1_500).map(line).collect();
    corpus.write("many.jsonl", &lines.join("\n"));
    corpus.build();
    let index = Index::open(&corpus.index()).expect("an index");
    assert!(!index.frequent_words().is_empty());
    let said = || fs::read_to_string(corpus.index().join("meta.json")).expect("meta.json");
    let before = said();
    assert_eq!(corpus.build().unchanged, 3);
    assert_eq!(said(), before);
    corpus.write("plan.txt", "A plan\n\nThe borough keeps two risk registers.\n");
    assert_eq!(corpus.build().changed, 1);
    assert_ne!(said(), before);
}

//! One report in the layouts that reports come in, set by Chromium, Typst and LibreOffice Writer: read in order, word for
//! word, and understood as its page in HTML is.
//!
//! Its pages are kept in `tests/data/pdf/layouts/`. Where a program is installed its layouts are set again and read as well,
//! as another version may set them otherwise; `PEELIAN_REWRITE=1` keeps what was set now.

mod chromium;
mod report;
mod typst;
mod writer;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use peelian::corpus::Format;
use peelian::extract::{Text, extract};
use peelian::report::{FindingKind, Grade, Outcome, Span, Subject};

use self::report::{compounds, document, in_order, said_by, said_by_its_page, words};

/// Part of the words that must stand in the order of the page.
const IN_ORDER: f64 = 0.99;

/// A layout, whose `style` is in the language of the program that sets it.
struct Layout {
    name: &'static str,
    style: &'static str,
    /// Running heads and numbers of pages.
    has_heads: bool,
    is_tagged: bool,
    /// Boxes stand beside the text that surrounds them in the source.
    beside: bool,
}

impl Layout {
    const PLAIN: Self =
        Self { name: "", style: "", has_heads: false, is_tagged: false, beside: false };

    fn file(&self, folder: &Path) -> PathBuf {
        folder.join(format!("{}.pdf", self.name))
    }
}

/// True if the program is there and does what it is asked.
fn ran(program: &str, options: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(options).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// How many of `wanted` stand in `found` in this order: their longest common subsequence.
fn kept_in_order(wanted: &[String], found: &[String]) -> usize {
    let mut best = vec![0; found.len() + 1];
    for word in wanted {
        let mut diagonal = 0;
        for (at, other) in found.iter().enumerate() {
            let above = best[at + 1];
            best[at + 1] = if word == other { diagonal + 1 } else { above.max(best[at]) };
            diagonal = above;
        }
    }
    best[found.len()]
}

/// What is read otherwise than it was set, in words.
fn wrong(layout: &Layout, text: &Text) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut found = words(&text.canonical);
    let mut flow = Vec::new();
    for part in in_order() {
        if !(part.is_boxed && layout.beside) {
            flow.extend(part.words);
            continue;
        }
        // It may come before or after what it stands beside, but as a whole.
        match found.windows(part.words.len()).position(|run| run == part.words) {
            Some(at) => _ = found.drain(at..at + part.words.len()),
            None => wrong.push(format!("a box is not whole: {:?}", part.words)),
        }
    }
    let kept = kept_in_order(&flow, &found);
    if (kept as f64) < IN_ORDER * flow.len().max(found.len()) as f64 {
        wrong.push(format!("{kept} of {} words in order among {}", flow.len(), found.len()));
    }
    let (typed, read) = (compounds(&report::html()), compounds(&text.canonical));
    if typed != read {
        wrong.push(format!("`counter-corruption` {read} times instead of {typed}"));
    }
    for furniture in [report::HEAD, report::FOOT, "page.html"] {
        if text.canonical.contains(furniture) {
            wrong.push(format!("furniture: {furniture}"));
        }
    }
    for title in ["Area for improvement", "Areas for improvement", "Cause of concern"] {
        let is_title = |span: &Span| text.canonical[span.start..span.end].starts_with(title);
        if !text.boxes.iter().any(is_title) {
            wrong.push(format!("no box begins with `{title}`: {:?}", text.boxes));
        }
    }
    let (mut said, mut page) = (said_by(text), said_by_its_page());
    if layout.beside {
        for said in [&mut said, &mut page] {
            said.findings.sort_by(|a, b| (a.1, a.0, &a.3).cmp(&(b.1, b.0, &b.3)));
        }
    }
    if said.judgments != page.judgments {
        wrong.push(format!("{:#?}\ninstead of {:#?}", said.judgments, page.judgments));
    }
    let missing = page.findings.iter().filter(|one| !said.findings.contains(one));
    wrong.extend(missing.map(|one| format!("no finding {one:?}")));
    let other = said.findings.iter().filter(|one| !page.findings.contains(one));
    wrong.extend(other.map(|one| format!("a finding too many: {one:?}")));
    if wrong.is_empty() && said != page {
        wrong.push("findings in another order".to_owned());
    }
    wrong
}

#[allow(clippy::print_stderr, reason = "a test says what it could not do")]
fn check(layouts: &[Layout], set: fn(&Layout, &Path) -> Option<PathBuf>) {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/pdf/layouts");
    let folder = tempfile::tempdir().unwrap();
    let mut failed = String::new();
    let mut read = |layout: &Layout, bytes: Vec<u8>, by: &str| {
        let text = extract(&document(Format::Pdf, bytes));
        let wrong = wrong(layout, &text);
        if !wrong.is_empty() {
            let (name, wrong, words) = (layout.name, wrong.join("\n"), &text.canonical);
            failed.push_str(&format!("==== {name}, {by}\n{wrong}\n---- text\n{words}\n"));
        }
    };
    for layout in layouts {
        let file = layout.file(&kept);
        if let Some(fresh) = set(layout, folder.path()) {
            let bytes = fs::read(fresh).unwrap();
            if std::env::var_os("PEELIAN_REWRITE").is_some() {
                fs::write(&file, &bytes).unwrap();
            }
            read(layout, bytes, "set now");
        } else {
            eprintln!("{}: only as it is kept: what sets it is not installed here", layout.name);
        }
        read(layout, fs::read(&file).unwrap(), "kept");
    }
    assert!(failed.is_empty(), "{failed}");
}

#[test]
fn the_page_of_the_report_says_what_its_parts_say() {
    let said = said_by_its_page();
    let graded: Vec<_> =
        said.judgments.iter().map(|(key, outcome)| (key.subject.clone(), *outcome)).collect();
    let (good, improve) =
        (Outcome::Graded(Grade::Good), Outcome::Graded(Grade::RequiresImprovement));
    let question = Subject::Question;
    for judged in
        [(Subject::Overall, good), (question(1), good), (question(2), improve), (question(3), good)]
    {
        assert!(graded.contains(&judged), "{judged:?}: {graded:?}");
    }
    let of_kind = |kind| said.findings.iter().filter(|one| one.0 == kind).count();
    assert_eq!(
        [
            of_kind(FindingKind::AreaForImprovement),
            of_kind(FindingKind::CauseOfConcern),
            of_kind(FindingKind::Recommendation)
        ],
        [3, 1, 2]
    );
}

#[test]
fn what_chromium_prints_is_read_in_order_word_for_word() {
    check(&chromium::LAYOUTS, chromium::printed);
}

#[test]
fn what_typst_sets_is_read_in_order_word_for_word() {
    check(&typst::LAYOUTS, typst::printed);
}

#[test]
fn what_writer_prints_is_read_in_order_word_for_word() {
    check(&writer::LAYOUTS, writer::printed);
}

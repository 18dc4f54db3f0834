//! `bundle`: a question with its answer in one file, to be checked and asked again.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::new_file::NewFile;
use super::terminal::{Format, Terminal};
use super::{End, Global, asked, open, shield};
use crate::index::Index;
use crate::render::bundle::{self, Bundle, Document, Drift, MOST_BYTES, Manifest, Read};
use crate::render::picture::{Picture, svg, vega_lite};
use crate::render::{Table, json, plural};
use crate::{Error, ErrorKind, Result};

/// The entry that a program without the feature `png` has not.
const PNG: &str = "picture.png";

/// Pack a question with its answer into one file, check such a file, ask it again
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  peelian bundle create vetting.zip search vetting --kind afi
  peelian bundle create grades.zip count --by year,grade --index /srv/peel
  peelian bundle verify vetting.zip
  peelian bundle replay vetting.zip             asks again and compares byte for byte

A bundle holds what was asked, the version of the program, every document of the corpus with its digest, the answer as
JSON Lines and as a table, and its picture if it has one. It holds no time and no name of a machine or folder.")]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Ask, and pack the answer
    Create(Create),
    /// Check every entry against its digest
    Verify(One),
    /// Ask the same again and compare
    Replay(One),
}

#[derive(Debug, clap::Args)]
struct Create {
    /// The file to write
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// A verb that asks, and what it takes
    #[arg(
        value_name = "VERB",
        required = true,
        trailing_var_arg = true,
        allow_hyphen_values = true
    )]
    words: Vec<String>,
}

#[derive(Debug, clap::Args)]
struct One {
    /// The bundle
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub(super) fn run(args: &Args, global: &Global, terminal: &mut Terminal) -> Result<End> {
    match &args.what {
        What::Create(args) => create(args, global),
        What::Verify(args) => verify(&args.file, terminal),
        What::Replay(args) => replay(&args.file, global, terminal),
    }
}

fn create(args: &Create, global: &Global) -> Result<End> {
    let words = shield::as_typed(&args.words);
    // Where the index lies and how to tell of the bundle may be said behind the question too.
    let global = asked::over(&asked::parse(&words)?.global, global);
    let terminal = &mut Terminal::new(&global);
    let words = without_place(&words)?;
    let index = open::open(&global, terminal)?;
    let (bundle, note) = answered(&words, &index, &global)?;
    let packed = bundle.pack();
    if packed.len() > MOST_BYTES {
        let message = format!("a bundle of {} bytes is too large", packed.len());
        return Err(Error::new(ErrorKind::Usage, message)
            .hint(format!("at most {MOST_BYTES} bytes; ask for less with filters or `--limit`")));
    }
    let mut file = NewFile::begin(&args.file)?;
    file.write_all(&packed).map_err(|error| Error::io(&args.file, error))?;
    file.keep()?;
    tell(&Read { bundle, problems: Vec::new() }, &packed, terminal)?;
    note.iter().for_each(|note| terminal.note(note));
    terminal.note(&format!("wrote `{}`", args.file.display()));
    terminal.flush()?;
    Ok(End::Done)
}

/// Asks and packs; with what a reader should know of it.
fn answered(words: &[String], index: &Index, global: &Global) -> Result<(Bundle, Option<String>)> {
    let mut note = None;
    let folder = Some(global.folder());
    let lines = asked::keep(words, folder.clone(), Format::Json)?;
    let table = asked::keep(words, folder, Format::Table)?;
    let mut entries = BTreeMap::from([
        ("results.jsonl".to_owned(), lines.bytes),
        ("results.txt".to_owned(), table.bytes),
    ]);
    if let Some(picture) = lines.picture.filter(|picture| !picture.is_empty()) {
        entries.insert("picture.svg".to_owned(), svg::render(&picture).into_bytes());
        entries.insert("picture.vl.json".to_owned(), vega_lite::render(&picture).into_bytes());
        match png(&picture) {
            Ok(Some(bytes)) => drop(entries.insert(PNG.to_owned(), bytes)),
            Ok(None) => {}
            Err(error) => note = Some(format!("without `{PNG}`: {error}")),
        }
    }
    let stats = index.stats();
    let documents: Vec<Document> = index
        .reports()?
        .into_iter()
        .map(|report| Document { path: report.path, digest: report.digest })
        .collect();
    let manifest = Manifest {
        v: bundle::VERSION,
        r#type: "bundle".to_owned(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        index_format: stats.format,
        json: json::VERSION,
        asks: words.to_vec(),
        line: asked::line(words),
        width: asked::WIDTH,
        found: lines.end == End::Done,
        corpus_digest: stats.corpus_digest,
        documents: stats.documents,
        entries: BTreeMap::new(),
    };
    Ok((Bundle::new(manifest, &documents, entries), note))
}

#[cfg(feature = "png")]
fn png(picture: &Picture) -> Result<Option<Vec<u8>>> {
    crate::render::picture::png::render(picture).map(|png| Some(png.bytes))
}

/// This program draws none.
#[cfg(not(feature = "png"))]
fn png(_: &Picture) -> Result<Option<Vec<u8>>> {
    Ok(None)
}

/// A PNG is the SVG drawn: where one of two programs cannot draw it, the SVG alone is compared. True if that is so.
fn is_without_png(bundle: &Bundle, here: &mut Bundle) -> bool {
    match (bundle.entries.get(PNG), here.entries.contains_key(PNG)) {
        (Some(then), false) if !cfg!(feature = "png") => {
            here.entries.insert(PNG.to_owned(), then.clone());
            true
        }
        (None, true) => here.entries.remove(PNG).is_some(),
        _ => false,
    }
}

fn verify(file: &Path, terminal: &mut Terminal) -> Result<End> {
    let packed = bytes(file)?;
    let read = read(file, &packed)?;
    tell(&read, &packed, terminal)?;
    for problem in &read.problems {
        terminal.message(&format!("wrong: {problem}"));
    }
    Ok(if read.problems.is_empty() { End::Done } else { End::Damaged })
}

fn replay(file: &Path, global: &Global, terminal: &mut Terminal) -> Result<End> {
    let packed = bytes(file)?;
    let Read { bundle, problems } = read(file, &packed)?;
    if let Some(problem) = problems.first() {
        let message = format!("`{}` is not whole: {problem}", file.display());
        return Err(Error::new(ErrorKind::Input, message).hint("`peelian bundle verify` tells all"));
    }
    // What a bundle of another hand asks is read as strictly as what is typed.
    let words = without_place(&bundle.manifest.asks)?;
    let index = open::open(global, terminal)?;
    let (mut here, _) = answered(&words, &index, global)?;
    if is_without_png(&bundle, &mut here) {
        terminal.note(&format!("`{PNG}` is not compared: one of the programs cannot draw it"));
    }
    let (differences, drift) = (bundle::differences(&bundle, &here), bundle::drift(&bundle, &here));
    if terminal.format() == Format::Json {
        terminal.json(&json::replay(&bundle.manifest, &differences, &drift))?;
    } else {
        let mut table = Table::new(["entry", "#line", "bundle", "here"]);
        for one in &differences {
            table.push(vec![
                Some(one.entry.clone()),
                Some(one.line.to_string()),
                one.bundle.clone(),
                one.here.clone(),
            ]);
        }
        if !table.is_empty() {
            terminal.table(&table)?;
        }
    }
    terminal.note(&format!("asked again: `{}`", asked::line(&words)));
    terminal.note(&of_corpus(&drift));
    let (then, now) = (&bundle.manifest.program, env!("CARGO_PKG_VERSION"));
    if then != now {
        terminal.note(&format!("the bundle was made by peelian {then}, this is {now}"));
    }
    terminal.note(if differences.is_empty() {
        "the same answer, byte for byte"
    } else {
        "the answer differs"
    });
    Ok(End::found(differences.is_empty()))
}

fn of_corpus(drift: &Drift) -> String {
    if *drift == Drift::default() {
        return "the same corpus".to_owned();
    }
    let parts = [(&drift.added, "added"), (&drift.removed, "removed"), (&drift.changed, "changed")];
    let parts = parts.into_iter().filter_map(|(paths, how)| {
        let first = paths.first()?;
        Some(format!("{} {how} (`{first}` ...)", plural(paths.len() as u64, "document")))
    });
    format!("another corpus: {}", parts.collect::<Vec<_>>().join(", "))
}

/// What a bundle says of itself.
fn tell(read: &Read, packed: &[u8], terminal: &mut Terminal) -> Result<()> {
    let manifest = &read.bundle.manifest;
    let digest = blake3::hash(packed).to_hex();
    if terminal.format() == Format::Json {
        return terminal.json(&json::bundle(manifest, &digest, &read.problems));
    }
    let mut table = Table::new(["what", "value"]);
    let sizes =
        manifest.entries.iter().map(|(name, entry)| format!("{name} ({} bytes)", entry.bytes));
    for (what, value) in [
        ("asks", manifest.line.clone()),
        ("found", manifest.found.to_string()),
        ("program", manifest.program.clone()),
        ("documents", manifest.documents.to_string()),
        ("corpus", manifest.corpus_digest.clone()),
        ("entries", sizes.collect::<Vec<_>>().join(", ")),
        ("blake3", digest.to_string()),
    ] {
        table.push(vec![Some(what.to_owned()), Some(value)]);
    }
    terminal.table(&table)
}

fn bytes(file: &Path) -> Result<Vec<u8>> {
    let failed = |error| Error::io(file, error);
    let mut bytes = Vec::new();
    let most = MOST_BYTES as u64 + 1;
    File::open(file).map_err(failed)?.take(most).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() > MOST_BYTES {
        let message = format!("`{}` is larger than {MOST_BYTES} bytes", file.display());
        return Err(Error::new(ErrorKind::Input, message));
    }
    Ok(bytes)
}

fn read(file: &Path, packed: &[u8]) -> Result<Read> {
    bundle::read(packed).map_err(|why| {
        Error::new(ErrorKind::Input, format!("`{}` is no bundle: {why}", file.display()))
    })
}

/// The words without what only says where the index lies and how the answer is shown: neither belongs to the question.
///
/// # Errors
/// `Usage` for options by which a question reads or writes files: they cannot be asked again elsewhere.
fn without_place(words: &[String]) -> Result<Vec<String>> {
    let names = |option: &str| words.iter().any(|word| word.split('=').next() == Some(option));
    if words.first().is_some_and(|verb| verb == "due") && !names("--as-of") {
        let message = "`due` without `--as-of` counts from today: tomorrow it has another answer";
        return Err(
            Error::new(ErrorKind::Usage, message).hint("name the day: `--as-of 2026-11-25`")
        );
    }
    if words.first().is_some_and(|verb| verb == "agg") {
        let message = "`agg` reads its question from a file, which a bundle does not hold";
        return Err(Error::new(ErrorKind::Usage, message).hint("`count` can be packed"));
    }
    let mut kept = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let (option, value) =
            word.split_once('=').map_or((word.as_str(), None), |(it, v)| (it, Some(v)));
        match option {
            "--index" | "--format" | "--color" => {
                if value.is_none() {
                    words.next();
                }
            }
            "--json" | "--quiet" | "-q" => {}
            "--picture" | "--draw" | "--batch" => {
                let message = format!("`{option}` cannot stand in a bundle");
                let hint = match option {
                    "--batch" => "pack each of its queries by itself",
                    _ => "a bundle has the picture of its answer anyway",
                };
                return Err(Error::new(ErrorKind::Usage, message).hint(hint));
            }
            _ => kept.push(word.clone()),
        }
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::without_place;

    #[test]
    fn where_and_how_are_no_part_of_a_question() {
        let kept = |line: &str| {
            let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
            without_place(&words).map(|words| words.join(" ")).ok()
        };
        assert_eq!(
            kept("search a --index /x --json -q --format=tsv -b --kind afi").as_deref(),
            Some("search a -b --kind afi")
        );
        assert_eq!(kept("count --picture a.svg"), None);
        assert_eq!(kept("search --batch=a"), None);
        assert_eq!(kept("agg question.json"), None);
        assert_eq!(kept("due --force kent"), None, "the clock is no part of a bundle");
        assert!(kept("due --as-of=2018-07-01").is_some());
    }
}

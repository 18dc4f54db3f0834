use std::fs;
use std::path::Path;

use super::{Corpus, Format};
use crate::ErrorKind;

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let file = folder.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    folder
}

#[test]
fn a_folder_is_sorted_into_documents_and_others() {
    let folder = folder(&[
        ("b/two.MD", "# Two"),
        ("a/one.txt", "One"),
        ("page.txt", "\n<!DOCTYPE html><p>x"),
        ("letter", "Dear colleague"),
        ("rows.jsonl", "{}\n"),
        ("a/sheet.doc", "PK"),
        ("a/one.meta.json", "{}"),
        ("README.md", "About"),
        ("MANIFEST.toml", "[[document]]\npath = \"gone.txt\""),
        (".hidden/three.txt", "x"),
        ("left/out.txt", "x"),
        (".peelianignore", "left/\n"),
        (".gitignore", "letter\n"),
    ]);
    let corpus = Corpus::open(folder.path()).unwrap();
    let found: Vec<_> = corpus.entries.iter().map(|e| (e.path.as_str(), e.format)).collect();
    assert_eq!(
        found,
        [
            ("a/one.txt", Format::Text),
            ("b/two.MD", Format::Markdown),
            ("letter", Format::Text),
            ("page.txt", Format::Html),
            ("rows.jsonl", Format::JsonLines),
        ]
    );
    let skipped: Vec<_> = corpus.skipped.iter().map(|s| (s.path.as_str(), s.failed)).collect();
    assert_eq!(
        skipped,
        [
            ("MANIFEST.toml", false),
            ("README.md", false),
            ("a/one.meta.json", false),
            ("a/sheet.doc", false),
            ("gone.txt", false),
        ]
    );
    assert_eq!(corpus.skipped[3].reason, "no reader for `.doc` yet");
}

#[cfg(unix)]
#[test]
fn odd_files_do_no_harm() {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::{fs::symlink, net::UnixListener};
    let folder = folder(&[("one.txt", "One")]);
    let root = folder.path();
    symlink(root, root.join("loop")).unwrap();
    symlink("nowhere", root.join("dangling.txt")).unwrap();
    let _socket = UnixListener::bind(root.join("socket.txt")).unwrap();
    for byte in [0xfe, 0xff] {
        let name = [&b"n"[..], &[byte], b".txt"].concat();
        fs::write(root.join(std::ffi::OsStr::from_bytes(&name)), "x").unwrap();
    }
    let corpus = Corpus::open(root).unwrap();
    let paths: Vec<_> = corpus.entries.iter().map(|e| e.path.as_str()).collect();
    assert_eq!(paths, ["n\u{fffd}.txt", "n\u{fffd}.txt~2", "one.txt"]);
    assert!(corpus.entries.iter().all(|entry| corpus.read(entry).is_ok()));
    let skipped: Vec<_> = corpus.skipped.iter().map(|s| (s.path.as_str(), s.failed)).collect();
    assert_eq!(skipped, [("dangling.txt", false), ("loop", false), ("socket.txt", true)]);
}

#[test]
fn a_sidecar_wins_over_the_manifest_and_changes_the_digest() {
    let manifest = "[[document]]\npath = \"one.txt\"\nyear = 2015\nforce = \"kent\"\n";
    let folder = folder(&[("one.txt", "One"), ("MANIFEST.toml", manifest)]);
    let read = || {
        let corpus = Corpus::open(folder.path()).unwrap();
        corpus.read(&corpus.entries[0]).unwrap()
    };
    let before = read();
    assert_eq!(before.supplied.year.as_deref(), Some("2015"));
    fs::write(folder.path().join("one.txt.meta.json"), "{\"year\": 2016}").unwrap();
    let after = read();
    assert_eq!(after.supplied.year.as_deref(), Some("2016"));
    assert_eq!(after.supplied.force.as_deref(), Some("kent"));
    assert_eq!(after.supplied.from.as_deref(), Some("MANIFEST.toml, one.txt.meta.json"));
    assert_ne!(before.digest, after.digest);
    fs::write(folder.path().join("one.txt.meta.json"), "{\"year\": ").unwrap();
    assert_eq!(read().notes.len(), 1);
    assert_eq!(read().digest, before.digest);
}

#[test]
fn a_thesaurus_is_read_or_named() {
    let text = "off = [\"ASB\"]\n[[group]]\nsame = [\"quay\", \"wharf\"]\n";
    let folder = folder(&[("one.txt", "One"), ("thesaurus.toml", text)]);
    let corpus = Corpus::open(folder.path()).unwrap();
    let added = corpus.thesaurus.unwrap();
    assert_eq!((added.groups.len(), added.off), (1, vec!["ASB".to_owned()]));
    fs::write(folder.path().join("thesaurus.toml"), "[[group]]\nsame = [\"quay\"]\n").unwrap();
    let corpus = Corpus::open(folder.path()).unwrap();
    assert!(corpus.thesaurus.is_none() && corpus.skipped[0].failed);
    assert!(corpus.skipped[0].reason.starts_with("line 1: "), "{}", corpus.skipped[0].reason);
}

#[test]
fn a_single_file_is_a_corpus() {
    let folder =
        folder(&[("one.txt", "One"), ("two.doc", "PK"), ("one.meta.json", "{\"year\":\"2016\"}")]);
    let corpus = Corpus::open(&folder.path().join("one.txt")).unwrap();
    assert_eq!(corpus.entries[0].path, "one.txt");
    let document = corpus.read(&corpus.entries[0]).unwrap();
    assert_eq!(document.supplied.year.as_deref(), Some("2016"));
    let error = Corpus::open(&folder.path().join("two.doc")).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Input);
    assert_eq!(Corpus::open(Path::new("no/such")).unwrap_err().kind, ErrorKind::Io);
}

#[test]
fn what_is_too_large_is_refused_by_name() {
    let folder = folder(&[("one.txt", "One")]);
    let file = fs::File::options().write(true).open(folder.path().join("one.txt")).unwrap();
    file.set_len(super::MAX_BYTES + 1).unwrap();
    let corpus = Corpus::open(folder.path()).unwrap();
    let error = corpus.read(&corpus.entries[0]).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Input);
    assert!(error.message.contains("one.txt"));
}

/// As it is however many blocks it is read in.
#[test]
fn a_file_of_lines_has_the_digest_of_its_bytes() {
    let dir = tempfile::tempdir().unwrap();
    let block = usize::try_from(super::DIGESTED_AT_A_TIME).unwrap();
    for length in [0, 5, block - 1, block, 2 * block + 7] {
        let bytes: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
        std::fs::write(dir.path().join("rows.jsonl"), &bytes).unwrap();
        let corpus = Corpus::open(dir.path()).unwrap();
        let read = corpus.read(&corpus.entries[0]).unwrap();
        assert_eq!(read.digest, blake3::hash(&bytes).to_hex().to_string(), "{length}");
        assert!(read.bytes.is_empty());
    }
}

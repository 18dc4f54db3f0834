//! A bundle: a question, its answer, and what the answer rests on, in one file that others can check and ask again.
//!
//! The archive holds `manifest.json` (what was asked, of which program and corpus, and the BLAKE3 digest of every entry),
//! `corpus.jsonl` (every document with its digest), `results.jsonl`, `results.txt` and, where the answer can be drawn,
//! `picture.svg`, `picture.png` and `picture.vl.json`. Nothing in it comes from a clock or names a machine or a folder of one: the same
//! question asked of the same corpus by the same program gives the same bytes.

mod zip;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// The version of the form.
pub const VERSION: u32 = 1;
/// Bytes of a bundle at most.
pub const MOST_BYTES: usize = 512 << 20;

const MANIFEST: &str = "manifest.json";
const CORPUS: &str = "corpus.jsonl";

/// What a bundle says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of the form.
    pub v: u32,
    /// `bundle`.
    pub r#type: String,
    /// The version of the program that made it.
    pub program: String,
    /// The version of the format of its index.
    pub index_format: u32,
    /// The version of the JSON lines.
    pub json: u32,
    /// The words of the question, its verb first.
    pub asks: Vec<String>,
    /// The same as a shell takes it.
    pub line: String,
    /// Columns of the screen that the table was made for.
    pub width: usize,
    /// Whether anything was found.
    pub found: bool,
    /// The digest of the corpus: BLAKE3 over the paths and digests of its documents.
    pub corpus_digest: String,
    /// Documents of the corpus.
    pub documents: u64,
    /// The other entries.
    pub entries: BTreeMap<String, Entry>,
}

/// What the manifest says of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its size.
    pub bytes: u64,
    /// Its digest.
    pub blake3: String,
}

/// A bundle with its entries but the manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// What it says of itself.
    pub manifest: Manifest,
    /// Its entries by name.
    pub entries: BTreeMap<String, Vec<u8>>,
}

/// A line of the list of documents.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Document {
    /// Its path in the corpus.
    pub path: String,
    /// Its digest.
    pub digest: String,
}

impl Bundle {
    /// A bundle of these entries: the digests of the manifest are made here.
    #[must_use]
    pub fn new(
        manifest: Manifest,
        documents: &[Document],
        entries: BTreeMap<String, Vec<u8>>,
    ) -> Self {
        let mut entries = entries;
        entries.insert(CORPUS.to_owned(), lines(documents));
        let digests = entries.iter().map(|(name, bytes)| (name.clone(), entry(bytes)));
        let manifest = Manifest { entries: digests.collect(), ..manifest };
        Self { manifest, entries }
    }

    /// The file.
    #[must_use]
    pub fn pack(&self) -> Vec<u8> {
        let mut entries = self.entries.clone();
        let mut manifest = serde_json::to_vec_pretty(&self.manifest).unwrap_or_default();
        manifest.push(b'\n');
        entries.insert(MANIFEST.to_owned(), manifest);
        zip::write(&entries)
    }

    /// The documents of its corpus; what cannot be read is left out.
    #[must_use]
    pub fn documents(&self) -> Vec<Document> {
        let lines = self.entries.get(CORPUS).map(Vec::as_slice).unwrap_or_default();
        let lines = lines.split(|byte| *byte == b'\n');
        lines.filter_map(|line| serde_json::from_slice(line).ok()).collect()
    }
}

/// A bundle as read, with what does not hold in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// The bundle.
    pub bundle: Bundle,
    /// Each thing that is not as the manifest says, naming the entry; empty for a whole bundle.
    pub problems: Vec<String>,
}

/// Reads a bundle and checks every entry against its digest.
///
/// # Errors
/// Why it is no bundle of a form that this program reads, in words.
pub fn read(file: &[u8]) -> Result<Read, String> {
    let mut entries = zip::read(file)?;
    let manifest = entries.remove(MANIFEST).ok_or(format!("it has no `{MANIFEST}`"))?;
    let manifest: Manifest = serde_json::from_slice(&manifest)
        .map_err(|error| format!("its `{MANIFEST}` cannot be read: {error}"))?;
    if manifest.v != VERSION {
        return Err(format!("its form is {}, this program reads {VERSION}", manifest.v));
    }
    let mut problems = Vec::new();
    let names: BTreeSet<&String> = manifest.entries.keys().chain(entries.keys()).collect();
    for name in names {
        match (manifest.entries.get(name), entries.get(name)) {
            (Some(said), Some(bytes)) if *said != entry(bytes) => {
                let size = format!("{} bytes, said to be {}", bytes.len(), said.bytes);
                problems.push(format!("`{name}` is not what was packed ({size})"));
            }
            (Some(_), None) => problems.push(format!("`{name}` is missing")),
            (None, _) => problems.push(format!("`{name}` is not in the manifest")),
            (Some(_), Some(_)) => {}
        }
    }
    let bundle = Bundle { manifest, entries };
    if problems.is_empty() && bundle.pack() != file {
        problems
            .push("the archive holds more than its entries, or others than it seems".to_owned());
    }
    Ok(Read { bundle, problems })
}

/// The first place where an entry of a bundle and of another differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The entry.
    pub entry: String,
    /// The line, from 1.
    pub line: usize,
    /// The line in the bundle; `None` where it has no such line.
    pub bundle: Option<String>,
    /// The line now.
    pub here: Option<String>,
}

/// For each entry but the list of documents the first difference, by name of the entry.
#[must_use]
pub fn differences(bundle: &Bundle, here: &Bundle) -> Vec<Difference> {
    let names: BTreeSet<&String> = bundle.entries.keys().chain(here.entries.keys()).collect();
    let differ = |name: &&String| bundle.entries.get(*name) != here.entries.get(*name);
    let names = names.into_iter().filter(|name| *name != CORPUS).filter(differ);
    names.map(|name| first(name, bundle.entries.get(name), here.entries.get(name))).collect()
}

fn first(entry: &str, was: Option<&Vec<u8>>, is: Option<&Vec<u8>>) -> Difference {
    let text = |bytes: &Vec<u8>| match String::from_utf8(bytes.clone()) {
        Ok(text) => text,
        Err(_) => format!("{} bytes, BLAKE3 {}", bytes.len(), digest(bytes)),
    };
    let lines = |bytes: Option<&Vec<u8>>| -> Vec<String> {
        let text = bytes.map(text);
        text.iter().flat_map(|text| text.split('\n')).map(str::to_owned).collect()
    };
    let (was, is) = (lines(was), lines(is));
    let same = was.iter().zip(&is).take_while(|(was, is)| was == is).count();
    Difference {
        entry: entry.to_owned(),
        line: same + 1,
        bundle: was.get(same).cloned(),
        here: is.get(same).cloned(),
    }
}

/// What of the documents of a bundle another corpus has not, has besides, and has with other bytes: paths, sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Drift {
    /// In the bundle only.
    pub removed: Vec<String>,
    /// Not in the bundle.
    pub added: Vec<String>,
    /// In both, with other bytes.
    pub changed: Vec<String>,
}

/// How the documents of two bundles differ.
#[must_use]
pub fn drift(bundle: &Bundle, here: &Bundle) -> Drift {
    let by_path = |bundle: &Bundle| -> BTreeMap<String, String> {
        bundle.documents().into_iter().map(|document| (document.path, document.digest)).collect()
    };
    let (was, is) = (by_path(bundle), by_path(here));
    let only = |these: &BTreeMap<String, String>, those: &BTreeMap<String, String>| {
        these.keys().filter(|path| !those.contains_key(*path)).cloned().collect()
    };
    let changed = was.iter().filter(|(path, digest)| is.get(*path).is_some_and(|it| it != *digest));
    Drift {
        removed: only(&was, &is),
        added: only(&is, &was),
        changed: changed.map(|(path, _)| path.clone()).collect(),
    }
}

fn entry(bytes: &[u8]) -> Entry {
    Entry { bytes: bytes.len() as u64, blake3: digest(bytes) }
}

fn digest(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

fn lines(documents: &[Document]) -> Vec<u8> {
    let mut documents = documents.to_vec();
    documents.sort();
    documents.dedup();
    let lines = documents.iter().filter_map(|document| serde_json::to_vec(document).ok());
    lines.flat_map(|line| [line, b"\n".to_vec()].concat()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bundle(result: &str, documents: &[(&str, &str)]) -> Bundle {
        let manifest = Manifest {
            v: VERSION,
            r#type: "bundle".into(),
            program: "0.1.0".into(),
            index_format: 2,
            json: 1,
            asks: vec!["count".into()],
            line: "peelian count".into(),
            width: 100,
            found: true,
            corpus_digest: "c".into(),
            documents: 1,
            entries: BTreeMap::new(),
        };
        let documents: Vec<Document> = documents
            .iter()
            .map(|(path, digest)| Document { path: (*path).into(), digest: (*digest).into() })
            .collect();
        let entries = BTreeMap::from([("results.jsonl".to_owned(), result.as_bytes().to_vec())]);
        Bundle::new(manifest, &documents, entries)
    }

    #[test]
    fn a_bundle_is_read_as_it_was_packed_and_every_changed_byte_is_found() {
        let packed = bundle("{\"n\":1}\n", &[("a.txt", "1")]).pack();
        let read_back = read(&packed).unwrap();
        assert_eq!((read_back.bundle.pack(), read_back.problems), (packed.clone(), vec![]));
        for at in 0..packed.len() {
            let mut other = packed.clone();
            other[at] ^= 1;
            let seen = read(&other);
            let found = seen.as_ref().map_or(true, |read| !read.problems.is_empty());
            // Words of the manifest that nothing else repeats can be changed: it has no digest but that of the file.
            let in_manifest = seen.is_ok_and(|read| {
                read.problems.is_empty() && read.bundle.manifest != read_back.bundle.manifest
            });
            assert!(found || in_manifest, "byte {at} changed and nothing seen");
        }
    }

    #[test]
    fn the_entry_that_differs_is_named() {
        let mut other = bundle("{\"n\":1}\n", &[]);
        other.entries.insert("results.jsonl".into(), b"{\"n\":2}\n".to_vec());
        other.entries.insert("more.txt".into(), Vec::new());
        other.entries.remove("corpus.jsonl");
        let problems = read(&other.pack()).unwrap().problems.join("; ");
        for said in
            ["`results.jsonl` is not what", "`more.txt` is not in", "`corpus.jsonl` is missing"]
        {
            assert!(problems.contains(said), "{problems}");
        }
    }

    #[test]
    fn the_first_difference_is_told_and_how_the_corpus_moved() {
        let (was, is) = (
            bundle("a\nb\n", &[("x", "1"), ("y", "1"), ("gone", "1")]),
            bundle("a\nc\n", &[("x", "1"), ("y", "2"), ("new", "1")]),
        );
        assert!(differences(&was, &was.clone()).is_empty());
        let difference = Difference {
            entry: "results.jsonl".into(),
            line: 2,
            bundle: Some("b".into()),
            here: Some("c".into()),
        };
        assert_eq!(differences(&was, &is), [difference]);
        let one = |path: &str| vec![path.to_owned()];
        assert_eq!(
            drift(&was, &is),
            Drift { removed: one("gone"), added: one("new"), changed: one("y") }
        );
    }
}

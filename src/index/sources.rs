//! The documents of all the folders of one build, under paths that cannot clash.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::{BuildSummary, Failure};
use crate::Result;
use crate::corpus::archive::Opener;
use crate::corpus::{Corpus, Document, Entry, Given, Stamp};
use crate::gazetteer::Gazetteer;
use crate::thesaurus::Added;

/// The folders of a build.
pub(crate) struct Sources {
    corpora: Vec<(String, Corpus)>,
}

/// A document that has not been read yet.
#[derive(Clone)]
pub(crate) struct Source<'a> {
    corpus: &'a Corpus,
    /// Where it is and what it is read as.
    pub(crate) entry: &'a Entry,
    /// Its path within the build.
    pub(crate) path: String,
}

impl Source<'_> {
    /// What was supplied beside it.
    pub(crate) fn beside(&self) -> Given {
        self.corpus.beside(self.entry)
    }

    /// Reads it; its path is that within the build.
    pub(crate) fn read(&self, beside: Given) -> Result<Document> {
        let mut document = self.corpus.read_beside(self.entry, beside)?;
        document.path.clone_from(&self.path);
        Ok(document)
    }

    /// What can be known of it without reading it.
    pub(crate) fn stamp(&self, beside: &Given) -> Option<Stamp> {
        self.corpus.stamp_beside(self.entry, beside)
    }

    /// The file; of a document in an archive the archive's, with its name in there.
    pub(crate) fn place(&self) -> PathBuf {
        match self.entry.inner {
            Some(_) => self.corpus.root.join(&self.entry.path),
            None => self.entry.file.clone(),
        }
    }
}

impl Sources {
    /// Walks every root. One root gives bare paths; of several, each path begins with the name of its folder.
    pub(crate) fn open(roots: &[PathBuf], opener: &dyn Opener) -> Result<Self> {
        let mut taken = BTreeSet::new();
        let mut corpora = Vec::new();
        for root in roots {
            let prefix = if roots.len() > 1 { free_name(root, &mut taken) } else { String::new() };
            corpora.push((prefix, Corpus::open_with(root, opener)?));
        }
        Ok(Self { corpora })
    }

    /// Every document, in the order of the paths.
    pub(crate) fn documents(&self) -> Vec<Source<'_>> {
        let mut all: Vec<Source<'_>> = self
            .corpora
            .iter()
            .flat_map(|(prefix, corpus)| {
                corpus.entries.iter().map(move |entry| {
                    let path = format!("{prefix}{}", entry.path);
                    Source { corpus, entry, path }
                })
            })
            .collect();
        all.sort_by(|a, b| a.path.cmp(&b.path));
        all
    }

    /// True for what was in an archive that can no longer be read to its end.
    pub(crate) fn may_still_hold(&self, path: &str) -> bool {
        self.corpora.iter().any(|(prefix, corpus)| {
            let inner = path.strip_prefix(prefix.as_str());
            corpus.broken_archives.iter().any(|archive| {
                inner
                    .and_then(|inner| inner.strip_prefix(archive.as_str()))
                    .is_some_and(|rest| rest.starts_with('!'))
            })
        })
    }

    /// True for an archive that was listed to its end.
    pub(crate) fn is_whole_archive(&self, path: &str) -> bool {
        self.corpora.iter().any(|(prefix, corpus)| {
            let inner = path.strip_prefix(prefix.as_str());
            inner.is_some_and(|inner| corpus.archives.iter().any(|archive| archive == inner))
        })
    }

    /// Names what was passed over in `summary`.
    pub(crate) fn report_skipped(&self, summary: &mut BuildSummary) {
        for (prefix, corpus) in &self.corpora {
            for skipped in &corpus.skipped {
                let path = format!("{prefix}{}", skipped.path);
                let entry = Failure { path, message: skipped.reason.clone() };
                if skipped.failed {
                    summary.failures.push(entry);
                } else {
                    summary.skipped.push(entry);
                }
            }
        }
    }

    /// What the thesauri of the folders say; `None` if none of them has one that can be read.
    pub(crate) fn thesaurus(&self) -> Option<Added> {
        let own = self.corpora.iter().filter_map(|(_, corpus)| corpus.thesaurus.clone());
        own.reduce(Added::and)
    }

    /// Every body that any of the folders names, and those that the index knew before.
    pub(crate) fn gazetteer(&self, known_csv: &str) -> Result<Gazetteer> {
        let mut parts: Vec<String> = Vec::new();
        let added = self.corpora.iter().map(|(_, corpus)| corpus.gazetteer.added_csv());
        for csv in std::iter::once(known_csv.to_owned()).chain(added) {
            if !parts.iter().any(|part| part.contains(csv.trim())) {
                parts.retain(|part| !csv.contains(part.trim()));
                parts.push(csv);
            }
        }
        parts.iter().try_fold(Gazetteer::bundled(), |gazetteer, csv| gazetteer.with_csv(csv))
    }
}

/// The name of the folder with `/`, numbered where another root has it already.
fn free_name(root: &Path, taken: &mut BTreeSet<String>) -> String {
    let full = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let name =
        full.file_name().map_or_else(|| "root".to_owned(), |n| n.to_string_lossy().into_owned());
    let numbered = (2..).map(|number| format!("{name}-{number}"));
    let free = std::iter::once(name.clone()).chain(numbered).find(|name| !taken.contains(name));
    let free = free.unwrap_or(name);
    taken.insert(free.clone());
    format!("{free}/")
}

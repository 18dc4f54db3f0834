//! Peelian: exact words over everything that it indexes.

use std::path::Path;

use peelian::analyse::{CountRequest, count};
use peelian::index::{BuildOptions, Index};
use peelian::query::{Query, exactly, parse};
use peelian::search::{Dimension, SearchRequest, search};

use super::{Failure, Peer, Question};

pub(super) fn build(bodies: &Path, folder: &Path) -> Result<(), Failure> {
    let options = BuildOptions { threads: 2, memory: 1 << 30, ..BuildOptions::default() };
    peelian::index::build(&[bodies.to_owned()], folder, &options)?;
    Ok(())
}

pub(super) struct Ours(Index);

impl Ours {
    pub(super) fn open(folder: &Path) -> Result<Self, Failure> {
        Ok(Self(Index::open(folder)?))
    }

    fn search(&self, query: Query, limit: usize) -> Result<u64, Failure> {
        let mut request = SearchRequest { limit, all: true, ..SearchRequest::new(query) };
        request.listing.unfold = true;
        let answer = search(&self.0, &request)?;
        Ok(if limit == 0 { answer.findings } else { answer.hits.len() as u64 })
    }
}

/// The words as they are written only.
fn meant(text: &str) -> Result<Query, Failure> {
    Ok(exactly(parse(text)?)?)
}

impl Peer for Ours {
    fn name(&self) -> &'static str {
        "peelian"
    }

    fn ask(&self, question: &Question) -> Result<u64, Failure> {
        match question {
            Question::Word(word) => self.search(meant(word)?, 10),
            Question::All(a, b) => self.search(meant(&format!("{a} AND {b}"))?, 10),
            Question::Any(a, b) => self.search(meant(&format!("{a} OR {b}"))?, 10),
            Question::Phrase(a, b) => self.search(meant(&format!("\"{a} {b}\""))?, 10),
            Question::Prefix(letters) => self.search(parse(&format!("{letters}*"))?, 10),
            Question::Graded(word) => self.search(meant(&format!("{word} grade:good"))?, 10),
            Question::Count(a, b) => self.search(meant(&format!("{a} AND {b}"))?, 0),
            Question::Grades(word) => {
                let by = CountRequest::of_findings(vec![Dimension::Grade]);
                Ok(count(&self.0, &CountRequest { query: Some(meant(word)?), ..by })?.total)
            }
        }
    }
}

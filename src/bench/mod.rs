//! How fast is it here: an index as measured by the questions of many classes, and what builds of an index took.
//!
//! [`classes`] picks questions from the words of the index itself, by how many findings hold them, so that an index of any
//! size and subject is asked like with like. [`ask`] times them in a process that answers many. Nothing here reads the
//! clock of the day, starts processes or writes.

mod classes;
mod earlier;
mod timing;

pub use classes::{Class, Question, classes};
pub use earlier::Earlier;
pub use timing::{Spread, ask};

/// One build of an index, as it tells of itself.
#[derive(Debug, Clone, PartialEq)]
pub struct IndexRun {
    /// Threads that built it.
    pub threads: usize,
    /// Wall time in seconds: the median of the builds.
    pub seconds: f64,
    /// Builds.
    pub runs: usize,
    /// Findings of the index.
    pub findings: u64,
    /// Bytes of the documents read.
    pub bytes: u64,
    /// The most memory of a build, in bytes; `None` where the system does not tell.
    pub peak_rss_bytes: Option<u64>,
    /// Bytes of the index.
    pub index_bytes: u64,
}

impl IndexRun {
    /// What identifies the run in a report: runs of one key are compared.
    #[must_use]
    pub fn key(&self) -> String {
        self.threads.to_string()
    }

    /// Findings a second.
    #[must_use]
    pub fn findings_per_second(&self) -> f64 {
        self.findings as f64 / self.seconds.max(1e-9)
    }

    /// Bytes of documents a second.
    #[must_use]
    pub fn bytes_per_second(&self) -> f64 {
        self.bytes as f64 / self.seconds.max(1e-9)
    }

    /// Bytes of the index for a byte of documents.
    #[must_use]
    pub fn index_to_raw(&self) -> f64 {
        self.index_bytes as f64 / (self.bytes as f64).max(1.0)
    }
}

/// The questions of a class, asked.
#[derive(Debug, Clone, PartialEq)]
pub struct QueryRun {
    /// Name of the class.
    pub class: &'static str,
    /// The questions as they are typed.
    pub questions: Vec<String>,
    /// Findings or counted things that the questions found, in the mean.
    pub found: f64,
    /// In a process that answers many.
    pub warm: Spread,
    /// A whole process, its index in the page cache: the median in microseconds.
    pub process_us: Option<u64>,
    /// The same with the index out of the page cache.
    pub cold_us: Option<u64>,
}

/// The middle of `values`, of two the lower; 0 of none.
#[must_use]
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len().saturating_sub(1) / 2).copied().unwrap_or(0.0)
}

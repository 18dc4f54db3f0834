//! The one public error: what went wrong, where, what to try.

use std::fmt;

use crate::report::Span;

/// What kind of thing went wrong; one table in `cli` maps it to the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The command or an option is wrong.
    Usage,
    /// The query cannot be understood.
    Query,
    /// Some of the inputs could not be read.
    Input,
    /// There is no index here.
    IndexMissing,
    /// Another program is writing the index.
    IndexLocked,
    /// The index is damaged.
    IndexDamaged,
    /// The index was made by another version of the format.
    IndexFormat,
    /// A file or the network failed.
    Io,
    /// The user asked to stop.
    Interrupted,
    /// The output was closed by its reader: not a failure.
    ClosedPipe,
    /// A bug of the program.
    Bug,
}

/// An error with its place, its hints and its source.
#[derive(Debug)]
pub struct Error {
    /// What kind of thing.
    pub kind: ErrorKind,
    /// One lower-case sentence without a final full stop; the offending thing in backticks.
    pub message: String,
    /// The place in the query, if the query is at fault: the query's text and a byte range of it.
    pub place: Option<(String, Span)>,
    /// What to try, a line each.
    pub hints: Vec<String>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// The result of every fallible function of the library.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error of `kind` that says `message`.
    #[must_use]
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), place: None, hints: Vec::new(), source: None }
    }

    /// An error in `query` at `span`.
    #[must_use]
    pub fn in_query(query: &str, span: Span, message: impl Into<String>) -> Self {
        Self { place: Some((query.to_owned(), span)), ..Self::new(ErrorKind::Query, message) }
    }

    /// The same error with one more thing to try.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The same error with what caused it.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// A failure to read or write `path`.
    #[must_use]
    pub fn io(path: &std::path::Path, error: std::io::Error) -> Self {
        Self::new(ErrorKind::Io, format!("`{}`: {error}", path.display())).because(error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|source| source.as_ref() as _)
    }
}

use crate::Error;
use crate::report::Span;

/// What is wrong with a query and where, before it is known through which door the query came.
#[derive(Debug, PartialEq)]
pub(super) struct Mistake {
    pub(super) span: Span,
    pub(super) message: String,
    pub(super) hints: Vec<String>,
}

impl Mistake {
    pub(super) fn new(span: Span, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), hints: Vec::new() }
    }

    /// The same with one more thing to try: first what was expected, then what may have been meant.
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The same with the way out that always works, for text that only looks like an operator.
    pub(super) fn or_quote(self, text: &str) -> Self {
        self.hint(format!("to look for the text itself, put it in quotation marks: `\"{text}\"`"))
    }

    /// As an error with a caret in `query`.
    pub(super) fn in_query(self, query: &str) -> Error {
        let error = Error::in_query(query, self.span, self.message);
        self.hints.into_iter().fold(error, Error::hint)
    }

    /// As an error about an option, which has no place in a query.
    pub(super) fn in_option(self) -> Error {
        let error = Error::new(crate::ErrorKind::Usage, self.message);
        self.hints.into_iter().fold(error, Error::hint)
    }
}

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
        Self { span, message: shortened(&message.into()), hints: Vec::new() }
    }

    /// The same with one more thing to try: first what was expected, then what may have been meant.
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(shortened(&hint.into()));
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

/// The sentence with every quoted thing of more than 60 characters cut: a message is read, the query is shown beside it.
fn shortened(sentence: &str) -> String {
    let cut = |(number, part): (usize, &str)| match part.char_indices().nth(60) {
        Some((end, _)) if number % 2 == 1 => format!("{}…", part.get(..end).unwrap_or(part)),
        _ => part.to_owned(),
    };
    sentence.split('`').enumerate().map(cut).collect::<Vec<_>>().join("`")
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn only_long_quoted_things_are_cut() {
        let long = "x".repeat(61);
        assert_eq!(shortened(&format!("`{long}` {long}")), format!("`{}…` {long}", &long[1..]));
        assert_eq!(shortened("`a` is `b`"), "`a` is `b`");
    }
}

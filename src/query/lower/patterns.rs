//! Patterns of words as regular expressions, for the dictionary and for highlights alike.

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::Hir;

/// Size of a compiled pattern in bytes: far above any sensible one, far below what would hurt.
const MAX_COMPILED: usize = 1 << 20;

/// The regular expression that a whole word must match; words are in small letters.
///
/// # Errors
/// What is wrong with it, in a few words.
pub(crate) fn word_regex(pattern: &str) -> Result<Regex, String> {
    RegexBuilder::new(&format!("^(?:{pattern})$"))
        .size_limit(MAX_COMPILED)
        .nest_limit(50)
        // Large classes take long to be made blind to capitals, which few patterns hold.
        .case_insensitive(pattern.contains(char::is_uppercase))
        .build()
        .map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => {
                format!("`/{pattern}/` takes more than 1 MiB when it is compiled")
            }
            error => {
                let shown = error.to_string();
                let reason = shown.lines().last().unwrap_or("").trim_start_matches("error: ");
                format!("`/{pattern}/` is no regular expression: {reason}")
            }
        })
}

/// The parts of a regular expression.
///
/// # Errors
/// What is wrong with it, in a few words.
pub(super) fn expression(pattern: &str) -> Result<Hir, String> {
    regex_syntax::ParserBuilder::new()
        .nest_limit(50)
        .build()
        .parse(pattern)
        .map_err(|_| format!("`/{pattern}/` is no regular expression"))
}

/// The regular expression of a pattern of `?` (one letter) and `*` (any number of letters).
pub(super) fn of_wildcard(pattern: &str) -> String {
    let mut regex = String::new();
    for c in pattern.chars() {
        match c {
            '?' => regex.push('.'),
            '*' => regex.push_str(".*"),
            c => regex.push_str(&regex::escape(c.encode_utf8(&mut [0; 4]))),
        }
    }
    regex
}

/// What a whole text must match for such a pattern.
///
/// # Errors
/// If it is too long.
pub(crate) fn wildcard_regex(pattern: &str) -> Result<Regex, String> {
    RegexBuilder::new(&format!("^(?:{})$", of_wildcard(pattern)))
        .size_limit(MAX_COMPILED)
        .case_insensitive(true)
        .build()
        .map_err(|_| format!("`{pattern}` is too long a pattern"))
}

/// The letters before the first `?` or `*`.
pub(crate) fn wildcard_prefix(pattern: &str) -> String {
    pattern.chars().take_while(|c| !matches!(c, '?' | '*')).collect()
}

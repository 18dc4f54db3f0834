//! Patterns of words as regular expressions, for the dictionary and for highlights alike.

use regex::{Regex, RegexBuilder};

/// Size of a compiled pattern in bytes: far above any sensible one, far below what would hurt.
const MAX_COMPILED: usize = 1 << 20;

/// The regular expression that a whole word must match.
///
/// # Errors
/// What is wrong with it, in a few words.
pub(crate) fn word_regex(pattern: &str) -> Result<Regex, String> {
    RegexBuilder::new(&format!("^(?:{pattern})$"))
        .size_limit(MAX_COMPILED)
        .nest_limit(50)
        .case_insensitive(true)
        .build()
        .map_err(|error| {
            let shown = error.to_string();
            let reason = shown.lines().last().unwrap_or("").trim_start_matches("error: ");
            format!("`/{pattern}/` is no regular expression: {reason}")
        })
}

/// The same for a pattern of `?` (one letter) and `*` (any number of letters).
///
/// # Errors
/// If it is too long.
pub(crate) fn wildcard_regex(pattern: &str) -> Result<Regex, String> {
    let mut regex = String::new();
    for c in pattern.chars() {
        match c {
            '?' => regex.push('.'),
            '*' => regex.push_str(".*"),
            c => regex.push_str(&regex::escape(c.encode_utf8(&mut [0; 4]))),
        }
    }
    word_regex(&regex).map_err(|_| format!("`{pattern}` is too long a pattern"))
}

/// The letters before the first `?` or `*`.
pub(crate) fn wildcard_prefix(pattern: &str) -> String {
    pattern.chars().take_while(|c| !matches!(c, '?' | '*')).collect()
}

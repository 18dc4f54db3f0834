use std::ffi::OsString;

/// Stands before a word that is to be left out of a search while clap reads the line.
const SHIELD: char = '\u{E000}';

/// Lets `search vetting -backlog` mean what it says. No option of the program is a dash with several letters, so
/// such a word is part of a query; clap's own `allow_hyphen_values` would swallow mistyped `--options` with it.
pub(super) fn raise(args: impl Iterator<Item = OsString>) -> impl Iterator<Item = OsString> {
    args.map(|arg| match arg.to_str() {
        Some(text) if is_exclusion(text) => format!("{SHIELD}{text}").into(),
        _ => arg,
    })
}

/// The words of a query as they were typed.
pub(super) fn lower(words: &[String]) -> String {
    words.iter().map(|word| word.trim_start_matches(SHIELD)).collect::<Vec<_>>().join(" ")
}

/// Each word as it was typed.
pub(super) fn as_typed(words: &[String]) -> Vec<String> {
    words.iter().map(|word| word.trim_start_matches(SHIELD).to_owned()).collect()
}

fn is_exclusion(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next() == Some('-')
        && chars.next().is_some_and(|c| c.is_alphanumeric() || matches!(c, '"' | '(' | '='))
        && chars.next().is_some()
}

#[cfg(test)]
mod tests {
    use super::{lower, raise};

    #[test]
    fn what_goes_up_comes_down() {
        let typed = ["vetting", "-backlog", "-q", "--limit", "-1", "-\"a b\""];
        let raised: Vec<String> =
            raise(typed.iter().map(Into::into)).filter_map(|arg| arg.into_string().ok()).collect();
        let untouched: Vec<bool> = raised.iter().zip(typed).map(|(a, b)| a == b).collect();
        assert_eq!(untouched, [true, false, true, true, true, false]);
        assert_eq!(lower(&raised), typed.join(" "));
    }
}

//! A command line within another: what `save` keeps, `run` runs and `bundle` packs.

use std::path::PathBuf;

use clap::FromArgMatches;

use super::terminal::{Colour, Format, Terminal};
use super::{End, Global, Typed, command, index_of_environment, shield};
use crate::render::picture::Picture;
use crate::{Error, ErrorKind, Result};

/// Verbs that ask nothing of an index, or do more than ask.
const NO_QUESTIONS: [&str; 13] = [
    "index",
    "export",
    "quotes",
    "verify",
    "stats",
    "analyze",
    "completions",
    "man",
    "save",
    "saved",
    "run",
    "watch",
    "bundle",
];

/// Columns of the screen of answers that are kept.
pub(super) const WIDTH: usize = 100;

/// What a question gave, kept instead of shown.
pub(super) struct Kept {
    pub(super) end: End,
    pub(super) bytes: Vec<u8>,
    pub(super) picture: Option<Picture>,
}

/// Reads the words of a question, its verb first. Where an option of one value stands twice, the later holds: `run` adds
/// options at the end.
///
/// # Errors
/// `Usage` for a verb that asks nothing, or none, and for what the verb does not take.
pub(super) fn parse(words: &[String]) -> Result<Typed> {
    let verb = words.first().map_or("", String::as_str);
    if NO_QUESTIONS.contains(&verb) {
        let message = format!("`{verb}` is no question that could be asked again");
        return Err(Error::new(ErrorKind::Usage, message)
            .hint("verbs that ask are `search`, `count`, `grades` and others in the first groups of `peelian --help`"));
    }
    let line = std::iter::once("peelian".into()).chain(words.iter().map(Into::into));
    let matches = command()
        .args_override_self(true)
        .try_get_matches_from(shield::raise(line))
        .and_then(|matches| Typed::from_arg_matches(&matches));
    matches.map_err(|error| usage(&error))
}

/// Asks and keeps the answer. Nothing of the machine, the clock or the screen gets into it.
///
/// # Errors
/// As [`parse`] and the verb itself.
pub(super) fn keep(words: &[String], index: Option<PathBuf>, format: Format) -> Result<Kept> {
    let typed = parse(words)?;
    let (copies, json, color, quiet) = (typed.global.copies, false, Colour::Never, true);
    let global = Global { index, copies, json, format, color, quiet };
    let mut terminal = Terminal::kept(format, WIDTH);
    let end = super::run(typed.verb, &global, &mut terminal)?;
    let (bytes, picture) = terminal.into_kept();
    Ok(Kept { end, bytes, picture })
}

/// The options of every verb as they stand within a question, with those typed before it in their place.
pub(super) fn over(saved: &Global, now: &Global) -> Global {
    let typed_now = now.index.clone().filter(|_| now.index != index_of_environment());
    let says_now = now.json || now.format != Format::Auto;
    Global {
        index: typed_now.or_else(|| saved.index.clone()).or_else(|| now.index.clone()),
        copies: now.copies || saved.copies,
        json: if says_now { now.json } else { saved.json },
        format: if says_now { now.format } else { saved.format },
        color: if now.color == Default::default() { saved.color } else { now.color },
        quiet: now.quiet || saved.quiet,
    }
}

/// The question as a shell takes it.
pub(super) fn line(words: &[String]) -> String {
    let quoted = words.iter().map(|word| {
        let plain = |c: char| c.is_alphanumeric() || "-_./:=,+@%~".contains(c);
        if !word.is_empty() && !word.starts_with('~') && word.chars().all(plain) {
            word.clone()
        } else {
            format!("'{}'", word.replace('\'', r"'\''"))
        }
    });
    format!("peelian {}", quoted.collect::<Vec<_>>().join(" "))
}

/// The same error with the question it is of, where it is the question that is wrong.
pub(super) fn blame(error: Error, name: &str, words: &[String]) -> Error {
    match error.kind {
        ErrorKind::Usage | ErrorKind::Query => error.hint(format!("`{name}` is `{}`", line(words))),
        _ => error,
    }
}

/// clap's complaint as an error of ours: its first line and its tips.
fn usage(error: &clap::Error) -> Error {
    let text = error.to_string();
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let message = lines.next().unwrap_or("not a question").trim_start_matches("error: ");
    let mut ours = Error::new(ErrorKind::Usage, message.replace('\'', "`"));
    for tip in lines.filter_map(|line| line.strip_prefix("tip: ")) {
        ours = ours.hint(tip.replace('\'', "`"));
    }
    ours
}

#[cfg(test)]
mod tests {
    use super::{NO_QUESTIONS, line, parse};

    fn words(line: &str) -> Vec<String> {
        line.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn only_questions_are_asked_again_and_a_later_option_holds() {
        assert!(parse(&words("search vetting -backlog --limit 3 --limit 5")).is_ok());
        for verb in NO_QUESTIONS {
            let known = super::command().find_subcommand(verb).is_some();
            assert!(known && parse(&words(verb)).is_err(), "{verb}");
        }
        let error = parse(&words("serch vetting")).err().map(|it| (it.message, it.hints.join(" ")));
        assert!(
            error.is_some_and(|(it, hint)| it.contains("`serch`") && hint.contains("`search`"))
        );
        assert!(parse(&[]).is_err());
    }

    #[test]
    fn a_line_can_be_pasted_into_a_shell() {
        let typed =
            ["search", "\"vetting unit\"~3", "it's", "-backlog", "--year", "2014..2018", ""];
        let typed: Vec<String> = typed.map(str::to_owned).into();
        assert_eq!(
            line(&typed),
            r#"peelian search '"vetting unit"~3' 'it'\''s' -backlog --year 2014..2018 ''"#
        );
    }
}

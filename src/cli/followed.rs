//! `watch` of a saved question that is no search: which lines of its answer are new, and which are gone.

use super::store::Store;
use super::terminal::{Format, Terminal};
use super::watch::{Args, Since};
use super::{End, Global, asked};
use crate::render::changes::{self, Lines};
use crate::render::json;
use crate::{Error, ErrorKind, Result};

pub(super) fn run(
    args: &Args,
    since: &Since,
    words: &[String],
    store: &Store,
    global: &Global,
    terminal: &mut Terminal,
) -> Result<End> {
    check(since, words)?;
    let folder = global.folder();
    let answer = |format| {
        let kept = asked::keep(words, Some(folder.clone()), format)?;
        Ok(String::from_utf8_lossy(&kept.bytes).into_owned())
    };
    let lines = Lines::read(&answer(Format::Json)?, &answer(Format::Tsv)?);
    let line = asked::line(words);
    let folder = std::fs::canonicalize(&folder).unwrap_or(folder);
    let key = format!("{line}\n{}", folder.display());
    let before = args.before(since, &key, store)?;
    let changes = before.as_ref().map(|before| lines.since(before));
    if terminal.format() == Format::Json {
        for change in changes.iter().flat_map(json::changes) {
            terminal.json(&change)?;
        }
        terminal.json(&json::changes_summary(changes.as_ref(), &lines, words, args.since()))?;
    } else if let Some(changes) = changes.as_ref().filter(|it| !it.table.is_empty()) {
        terminal.table(&changes.table)?;
    }
    terminal.note(&changes::summary(changes.as_ref(), &lines, &line, args.peek));
    let any = changes.is_some_and(|it| !it.new.is_empty() || !it.gone.is_empty());
    args.seen(since, &key, lines.kept(), store, terminal)?;
    Ok(End::found(any))
}

/// Refuses what no line can tell.
fn check(since: &Since, words: &[String]) -> Result<()> {
    let verb = words.first().map_or("", String::as_str);
    let usage = |message: String, hint: &str| {
        Err(Error::new(ErrorKind::Usage, message).hint(hint.to_owned()))
    };
    if let Since::Day(_) = since {
        let message = format!("the lines of `{verb}` have no day");
        return usage(message, "`--since` a moment marked with `--mark`, or watch a search");
    }
    let names_day = words.iter().any(|word| word.split('=').next() == Some("--as-of"));
    if verb == "due" && !names_day {
        let message = "`due` counts from today: every day all of its lines are new";
        return usage(message.to_owned(), "save it with `--as-of`, or watch `kind:recommendation`");
    }
    Ok(())
}

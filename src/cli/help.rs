//! The help: verbs in groups, so that a newcomer sees what to try first.

use clap::Command;

/// Verbs by what a person wants, in the order of the help.
pub(super) const GROUPS: &[(&str, &[&str])] = &[
    ("ask", &["search", "similar", "suggest", "show", "why"]),
    (
        "count",
        &[
            "count",
            "agg",
            "grades",
            "heatmap",
            "rank",
            "movers",
            "transitions",
            "trend",
            "compare",
            "coverage",
            "reports",
        ],
    ),
    (
        "words",
        &["concordance", "keyness", "collocates", "ngrams", "dispersion", "recurring", "thesaurus"],
    ),
    ("publish", &["cite", "due", "export", "quotes", "bundle"]),
    ("again", &["save", "run", "saved", "watch"]),
    (
        "corpus",
        &["fetch", "index", "verify", "check", "versions", "stats", "analyze", "synth", "bench"],
    ),
    ("shell", &["completions", "man"]),
];

const EXAMPLES: &str = "\
Examples:
  peelian search counter-corruption             findings about it, best first
  peelian search vetting --force northants      of one force
  peelian count --by force,grade                how many judgments of each grade
  peelian grades --year 2016                    a table of grades
  peelian help search                           all about one verb

Data goes to standard output, everything else to standard error.
Exit codes: 0 found or done, 1 nothing found, 2 usage or query error, 3 some inputs failed,
4 index missing, locked or damaged, 5 input or output failed, 70 a bug, 130 interrupted.";

/// The command, which wants a verb.
pub(super) fn needed(command: Command) -> Command {
    command.subcommand_required(true).arg_required_else_help(true).disable_help_subcommand(false)
}

/// The command with its verbs listed in groups.
pub(super) fn grouped(command: Command) -> Command {
    let verbs = verbs(&command);
    needed(command)
        .mut_subcommands(|verb| {
            let help = verb.get_after_help().map(ToString::to_string);
            help.map_or_else(|| verb.clone(), |help| verb.clone().after_help(flowing(&help)))
        })
        .help_template(
            "{about-with-newline}\n{usage-heading} {usage}\n\n{before-help}{options}{after-help}",
        )
        .before_help(verbs)
        .after_help(EXAMPLES)
}

/// The text with each paragraph as one line, to be wrapped as wide as the screen is; examples, which begin with spaces, stay
/// lines of their own.
fn flowing(text: &str) -> String {
    let mut flowing = String::with_capacity(text.len());
    let mut before = "";
    for line in text.lines() {
        let goes_on = |line: &str| !line.is_empty() && !line.starts_with(' ');
        if goes_on(line) && goes_on(before) {
            flowing.push(' ');
        } else if !flowing.is_empty() {
            flowing.push('\n');
        }
        flowing.push_str(line);
        before = line;
    }
    flowing
}

fn verbs(command: &Command) -> String {
    let mut text = String::new();
    for (group, names) in GROUPS {
        text.push_str(&format!("{group}\n"));
        for name in *names {
            let about = command.find_subcommand(name).and_then(Command::get_about);
            let about = about.map(ToString::to_string).unwrap_or_default();
            text.push_str(&format!("  {name:<12} {about}\n"));
        }
    }
    text.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::flowing;

    #[test]
    fn paragraphs_flow_and_examples_stay() {
        let text = "Examples:\n  peelian a\n  peelian b\n\nOne thing\ngoes on.\n\nAnother.";
        let expected = "Examples:\n  peelian a\n  peelian b\n\nOne thing goes on.\n\nAnother.";
        assert_eq!(flowing(text), expected);
        assert_eq!(flowing(expected), expected);
    }
}

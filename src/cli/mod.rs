//! The command line: what was typed becomes what was meant, one file a verb.
//!
//! A verb is a file with `Args` (what was typed) and `run` (which makes the request, asks the engine, renders). To add
//! one: the file, its `mod` line, a variant and an arm here, its name in `help::GROUPS`. Only this room knows the
//! terminal, the environment, the clock and the current directory.

mod asked;
mod errors;
mod figures;
mod filters;
mod followed;
mod help;
mod listing;
mod new_file;
mod new_folder;
mod open;
mod pictures;
mod rounds;
mod shield;
mod source;
mod store;
mod terminal;

mod agg;
mod analyze;
mod batch;
mod bench;
mod bundle;
mod check;
mod cite;
mod collocates;
mod compare;
mod completions;
mod concordance;
mod count;
mod coverage;
mod dispersion;
mod due;
mod export;
mod fetch;
mod grades;
mod heatmap;
mod index;
mod keyness;
mod man;
mod movers;
mod ngrams;
mod quotes;
mod rank;
mod recurring;
mod reports;
mod run;
mod save;
mod saved;
mod search;
mod show;
mod similar;
mod stats;
mod suggest;
mod synth;
mod thesaurus;
mod transitions;
mod trend;
mod verify;
mod versions;
mod watch;
mod watching;
mod why;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::{Error, ErrorKind, Result, extract};
use terminal::{Colour, Format, Terminal};

/// Full-text search and analytics over inspection reports.
#[derive(Debug, Parser)]
#[command(name = "peelian", version, max_term_width = 100)]
struct Typed {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    verb: Verb,
}

/// Options of every verb.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Everywhere")]
struct Global {
    /// Folder of the index [default: ./index] [env: PEELIAN_INDEX]
    #[arg(long, global = true, value_name = "DIR")]
    index: Option<PathBuf>,
    /// Count findings that several documents hold once for each of them
    #[arg(long, global = true)]
    copies: bool,
    /// Write JSON Lines: the same as `--format json`
    #[arg(long, global = true, conflicts_with = "format")]
    json: bool,
    /// How results are written; auto is a table on a terminal and TSV in a pipe
    #[arg(long, global = true, value_name = "FORMAT", value_enum, default_value_t)]
    format: Format,
    /// When colour is used; auto honours NO_COLOR
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t)]
    color: Colour,
    /// Say nothing on standard error but errors
    #[arg(long, short, global = true)]
    quiet: bool,
}

/// The verbs: a variant each, which holds what was typed after the name of its file.
macro_rules! verbs {
    ($($variant:ident($file:ident),)+) => {
        #[derive(Debug, Subcommand)]
        enum Verb {
            $($variant($file::Args),)+
        }

        impl Verb {
            /// The verb of this name; `None` if it is none.
            fn named(name: &str) -> Option<clap::Command> {
                let command = clap::Command::new;
                match name {
                    $(stringify!($file) => {
                        Some($file::Args::augment_args(command(stringify!($file))))
                    })+
                    _ => None,
                }
            }
        }
    };
}

verbs! {
    Search(search),
    Show(show),
    Similar(similar),
    Suggest(suggest),
    Why(why),
    Save(save),
    Run(run),
    Saved(saved),
    Watch(watch),
    Bundle(bundle),
    Count(count),
    Agg(agg),
    Grades(grades),
    Heatmap(heatmap),
    Rank(rank),
    Coverage(coverage),
    Movers(movers),
    Transitions(transitions),
    Trend(trend),
    Compare(compare),
    Reports(reports),
    Concordance(concordance),
    Keyness(keyness),
    Collocates(collocates),
    Ngrams(ngrams),
    Dispersion(dispersion),
    Recurring(recurring),
    Cite(cite),
    Due(due),
    Export(export),
    Quotes(quotes),
    Fetch(fetch),
    Index(index),
    Verify(verify),
    Check(check),
    Versions(versions),
    Stats(stats),
    Analyze(analyze),
    Thesaurus(thesaurus),
    Synth(synth),
    Bench(bench),
    Completions(completions),
    Man(man),
}

/// How a verb ended, if not in an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// Found or done.
    Done,
    /// It ran well and there is nothing to show.
    Nothing,
    /// Indexed, but some inputs failed.
    SomeFailed,
    /// Of many queries some were mistaken.
    SomeWrong,
    /// The index was checked and is damaged.
    Damaged,
}

impl End {
    fn found(any: bool) -> Self {
        if any { Self::Done } else { Self::Nothing }
    }
}

/// Runs the program on the arguments of the process.
#[must_use]
pub fn main() -> ExitCode {
    let args: Vec<String> = std::env::args_os().filter_map(|arg| arg.into_string().ok()).collect();
    if let [_, first, rest @ ..] = args.as_slice()
        && first == extract::READER
    {
        return ExitCode::from(extract::serve(rest));
    }
    let code = match parse(std::env::args_os()) {
        Ok(typed) => errors::guarded(|| answer(typed)),
        Err(error) => errors::usage(&error),
    };
    ExitCode::from(code)
}

/// The whole command as clap knows it, with its help in groups: for help, completions and the manual page.
fn command() -> clap::Command {
    help::grouped(Typed::command())
}

fn parse(
    args: impl Iterator<Item = std::ffi::OsString>,
) -> std::result::Result<Typed, clap::Error> {
    let args: Vec<std::ffi::OsString> = shield::raise(args).collect();
    // To build all verbs and put the help in groups takes longer than many an answer: only who asks for help or errs sees it.
    let matches = match alone(&args).map(|command| command.try_get_matches_from(&args)) {
        Some(Ok(matches)) => matches,
        _ => match help::needed(Typed::command()).try_get_matches_from(&args) {
            Ok(matches) => matches,
            Err(_) => command().try_get_matches_from(&args)?,
        },
    };
    let mut typed = Typed::from_arg_matches(&matches)?;
    typed.global.index = typed.global.index.or_else(index_of_environment);
    Ok(typed)
}

/// The command with no verb but the one that seems to be typed. Another that is typed after all is a mistake to it, and no
/// line means anything else to it than to the whole.
fn alone(args: &[std::ffi::OsString]) -> Option<clap::Command> {
    let verb = args.iter().skip(1).filter_map(|arg| arg.to_str()).find_map(Verb::named)?;
    let bare = Global::augment_args(clap::Command::new("peelian"));
    Some(help::needed(bare.subcommand(verb)))
}

/// What `PEELIAN_INDEX` names. Read here and not by clap, for which a variable that is set and empty is a mistake of
/// the user: everywhere else it is the same as none.
#[expect(clippy::disallowed_methods, reason = "`cli` is the room that reads the environment")]
fn index_of_environment() -> Option<PathBuf> {
    std::env::var_os("PEELIAN_INDEX").filter(|dir| !dir.is_empty()).map(PathBuf::from)
}

fn answer(typed: Typed) -> u8 {
    let mut terminal = Terminal::new(&typed.global);
    let end = run(typed.verb, &typed.global, &mut terminal)
        .and_then(|end| terminal.flush().map(|()| end));
    match end {
        Ok(end) => errors::code_of_end(end),
        Err(error) => terminal.fail(&error),
    }
}

fn run(verb: Verb, global: &Global, terminal: &mut Terminal) -> Result<End> {
    if global.format == Format::Ics && !matches!(verb, Verb::Due(_) | Verb::Run(_)) {
        return Err(Error::new(ErrorKind::Usage, "`--format ics` is a calendar of `due` alone")
            .hint("other verbs know `table`, `tsv` and `json`"));
    }
    match verb {
        Verb::Search(args) => search::run(args, global, terminal),
        Verb::Show(args) => show::run(&args, global, terminal),
        Verb::Similar(args) => similar::run(&args, global, terminal),
        Verb::Suggest(args) => suggest::run(&args, global, terminal),
        Verb::Save(args) => save::run(&args, global, terminal),
        Verb::Run(args) => run::run(&args, global, terminal),
        Verb::Saved(args) => saved::run(&args, global, terminal),
        Verb::Watch(args) => watch::run(&args, global, terminal),
        Verb::Bundle(args) => bundle::run(&args, global, terminal),
        Verb::Why(args) => why::run(&args, global, terminal),
        Verb::Count(args) => count::run(args, global, terminal),
        Verb::Agg(args) => agg::run(&args, global, terminal),
        Verb::Grades(args) => grades::run(&args, global, terminal),
        Verb::Heatmap(args) => heatmap::run(&args, global, terminal),
        Verb::Rank(args) => rank::run(&args, global, terminal),
        Verb::Coverage(args) => coverage::run(&args, global, terminal),
        Verb::Movers(args) => movers::run(&args, global, terminal),
        Verb::Transitions(args) => transitions::run(&args, global, terminal),
        Verb::Trend(args) => trend::run(&args, global, terminal),
        Verb::Compare(args) => compare::run(&args, global, terminal),
        Verb::Reports(args) => reports::run(args, global, terminal),
        Verb::Concordance(args) => concordance::run(&args, global, terminal),
        Verb::Keyness(args) => keyness::run(&args, global, terminal),
        Verb::Collocates(args) => collocates::run(&args, global, terminal),
        Verb::Ngrams(args) => ngrams::run(&args, global, terminal),
        Verb::Dispersion(args) => dispersion::run(&args, global, terminal),
        Verb::Recurring(args) => recurring::run(&args, global, terminal),
        Verb::Cite(args) => cite::run(&args, global, terminal),
        Verb::Due(args) => due::run(&args, global, terminal),
        Verb::Export(args) => export::run(args, global, terminal),
        Verb::Quotes(args) => quotes::run(&args, global, terminal),
        Verb::Fetch(args) => fetch::run(&args, global, terminal),
        Verb::Index(args) => index::run(&args, global, terminal),
        Verb::Verify(args) => verify::run(&args, global, terminal),
        Verb::Check(args) => check::run(&args, global, terminal),
        Verb::Versions(args) => versions::run(&args, global, terminal),
        Verb::Stats(args) => stats::run(&args, global, terminal),
        Verb::Analyze(args) => analyze::run(&args, terminal),
        Verb::Bench(args) => bench::run(&args, global, terminal),
        Verb::Synth(args) => synth::run(&args, global, terminal),
        Verb::Thesaurus(args) => thesaurus::run(&args, global, terminal),
        Verb::Completions(args) => completions::run(&args, terminal),
        Verb::Man(args) => man::run(&args, terminal),
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use clap::{CommandFactory, FromArgMatches};

    use super::{Typed, alone, command, help, parse, shield};

    #[test]
    fn the_command_line_holds_together() {
        command().debug_assert();
    }

    #[test]
    fn every_verb_is_in_one_group_of_the_help() {
        let mut grouped: Vec<&str> =
            help::GROUPS.iter().flat_map(|(_, verbs)| *verbs).copied().collect();
        grouped.sort_unstable();
        let command = command();
        let mut verbs: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
        verbs.sort_unstable();
        assert_eq!(grouped, verbs);
    }

    #[test]
    fn a_line_means_the_same_to_its_verb_alone_as_to_all() {
        for (line, is_enough) in [
            ("search vetting -backlog --limit 3 --year 2016 --json", true),
            ("-q --index search search count --unfold", true),
            ("--index count search vetting", false),
            ("count --by force --by grade --format table --copies", true),
            ("index a b --memory 1GiB --prune", true),
            ("show --source 40696fe179480187", true),
            ("bench query --index i", true),
            ("search --limt 3", false),
            ("search --help", false),
            ("vetting search", false),
            ("--version", false),
        ] {
            let line = format!("peelian {line}");
            let args: Vec<OsString> = shield::raise(line.split(' ').map(OsString::from)).collect();
            let alone = alone(&args).and_then(|it| it.try_get_matches_from(&args).ok());
            assert_eq!(alone.is_some(), is_enough, "{line}");
            let Some(alone) = alone else { continue };
            let all = Typed::command().try_get_matches_from(&args).unwrap();
            let [alone, all] = [alone, all].map(|it| Typed::from_arg_matches(&it).unwrap());
            assert_eq!(format!("{alone:?}"), format!("{all:?}"), "{line}");
        }
    }

    #[test]
    fn a_word_to_leave_out_is_no_option() {
        let parse = |line: &str| parse(line.split(' ').map(Into::into));
        assert!(parse("peelian search vetting -backlog --limit 3").is_ok());
        assert!(parse("peelian search vetting --limt 3").is_err());
        assert!(parse("peelian search -q vetting").is_ok());
    }
}

//! Where results and messages go: data to standard output, everything else to standard error.

use std::io::{BufWriter, IsTerminal, Stdout, Write, stderr, stdout};

use serde::Serialize;

use super::{Global, errors};
use crate::render::{Look, Table, table, tsv};
use crate::{Error, ErrorKind, Result};

/// How results are written; `Auto` is `Table` on a terminal and `Tsv` in a pipe.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    #[default]
    Auto,
    Table,
    Tsv,
    Json,
}

/// When colour is used; `Auto` is on a terminal, unless `NO_COLOR` is set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Colour {
    #[default]
    Auto,
    Always,
    Never,
}

/// Both streams with what they can show.
#[derive(Debug)]
pub(super) struct Terminal {
    out: BufWriter<Stdout>,
    format: Format,
    look: Look,
    colour_of_messages: bool,
    quiet: bool,
}

impl Terminal {
    pub(super) fn new(global: &Global) -> Self {
        let on_screen = stdout().is_terminal();
        let format = match (global.json, global.format) {
            (true, _) => Format::Json,
            (false, Format::Auto) if on_screen => Format::Table,
            (false, Format::Auto) => Format::Tsv,
            (false, asked) => asked,
        };
        Self {
            out: BufWriter::new(stdout()),
            format,
            look: Look { colour: wants_colour(global.color, on_screen), width: width() },
            colour_of_messages: wants_colour(global.color, stderr().is_terminal()),
            quiet: global.quiet,
        }
    }

    pub(super) fn format(&self) -> Format {
        self.format
    }

    pub(super) fn look(&self) -> Look {
        self.look
    }

    /// True where progress can be drawn and is wanted.
    pub(super) fn shows_progress(&self) -> bool {
        !self.quiet && stderr().is_terminal()
    }

    pub(super) fn text(&mut self, text: &str) -> Result<()> {
        self.out.write_all(text.as_bytes()).map_err(output_failed)
    }

    pub(super) fn json(&mut self, line: &impl Serialize) -> Result<()> {
        serde_json::to_writer(&mut self.out, line).map_err(|error| output_failed(error.into()))?;
        self.text("\n")
    }

    /// Writes the table as the format wants; never called for JSON.
    pub(super) fn table(&mut self, table: &Table) -> Result<()> {
        let text = match self.format {
            Format::Table if table.is_empty() => String::new(),
            Format::Table => table::render(table, self.look),
            _ => tsv::render(table),
        };
        self.text(&text)
    }

    /// Writes the table as TSV, whatever the format, with or without its heads.
    pub(super) fn tsv(&mut self, table: &Table, heads: bool) -> Result<()> {
        self.text(&if heads { tsv::render(table) } else { tsv::rows(table) })
    }

    /// Where data goes, for those who write it themselves.
    pub(super) fn data(&mut self) -> &mut (dyn Write + Send) {
        &mut self.out
    }

    pub(super) fn flush(&mut self) -> Result<()> {
        self.out.flush().map_err(output_failed)
    }

    /// Says something beside the data, after all data so far.
    pub(super) fn note(&mut self, message: &str) {
        if !self.quiet {
            self.message(message);
        }
    }

    /// Says something that even `--quiet` must not hide.
    pub(super) fn message(&mut self, message: &str) {
        // A message that cannot be written is not worth the answer.
        let _ = self.out.flush();
        let _ = writeln!(stderr(), "{message}");
    }

    /// Shows the error and tells the exit code. What was written before it is shown first.
    pub(super) fn fail(&mut self, error: &Error) -> u8 {
        if error.kind != ErrorKind::ClosedPipe {
            let _ = self.out.flush();
            let _ = write!(stderr(), "{}", errors::render(error, self.colour_of_messages));
        }
        errors::code_of(error.kind)
    }
}

fn output_failed(error: std::io::Error) -> Error {
    let kind = match error.kind() {
        std::io::ErrorKind::BrokenPipe => ErrorKind::ClosedPipe,
        _ => ErrorKind::Io,
    };
    Error::new(kind, format!("standard output: {error}")).because(error)
}

fn wants_colour(asked: Colour, on_screen: bool) -> bool {
    match asked {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => {
            on_screen
                && variable("NO_COLOR").is_none_or(|value| value.is_empty())
                && variable("TERM").is_none_or(|value| value != "dumb")
        }
    }
}

/// Columns of the screen: what it says, else `COLUMNS`, else 100.
fn width() -> usize {
    let screen = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    let told = || variable("COLUMNS").and_then(|columns| columns.parse().ok());
    screen.or_else(told).unwrap_or(100).clamp(40, 1000)
}

#[expect(clippy::disallowed_methods, reason = "`cli` is the room that reads the environment")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

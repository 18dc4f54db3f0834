//! Where results and messages go: data to standard output, everything else to standard error.

use std::io::{BufWriter, IsTerminal, Stdout, Write, stderr, stdout};

use serde::Serialize;

use super::{Global, errors};
use crate::render::picture::Picture;
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
    /// A calendar, of `due` alone.
    #[value(hide = true)]
    Ics,
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
    out: Out,
    picture: Option<Picture>,
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
            out: Out::Screen(BufWriter::new(stdout())),
            picture: None,
            format,
            look: Look { colour: wants_colour(global.color, on_screen), width: width() },
            colour_of_messages: wants_colour(global.color, stderr().is_terminal()),
            quiet: global.quiet,
        }
    }

    /// One that keeps what is written, for a screen that is the same everywhere, and says nothing.
    pub(super) fn kept(format: Format, width: usize) -> Self {
        Self {
            out: Out::Kept(Vec::new()),
            picture: None,
            format,
            look: Look { colour: false, width },
            colour_of_messages: false,
            quiet: true,
        }
    }

    /// What was written, and drawn.
    pub(super) fn into_kept(self) -> (Vec<u8>, Option<Picture>) {
        match self.out {
            Out::Kept(bytes) => (bytes, self.picture),
            Out::Screen(_) => (Vec::new(), self.picture),
        }
    }

    /// True where what is written is kept: nothing of the clock may get into it.
    pub(super) fn keeps(&self) -> bool {
        matches!(self.out, Out::Kept(_))
    }

    /// Keeps a picture beside what is written.
    pub(super) fn keep(&mut self, picture: Picture) {
        self.picture = Some(picture);
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

    /// Writes an answer in rows: as JSON its lines and the summary behind them, else its table, if one is to be shown.
    pub(super) fn rows<L: Serialize>(
        &mut self,
        lines: impl IntoIterator<Item = L>,
        summary: &impl Serialize,
        table: impl FnOnce() -> Option<Table>,
    ) -> Result<()> {
        if self.format == Format::Json {
            lines.into_iter().try_for_each(|line| self.json(&line))?;
            return self.json(summary);
        }
        table().map_or(Ok(()), |table| self.table(&table))
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
        if self.keeps() {
            return;
        }
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

/// Where data goes.
#[derive(Debug)]
enum Out {
    Screen(BufWriter<Stdout>),
    Kept(Vec<u8>),
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self {
            Self::Screen(out) => out.write(bytes),
            Self::Kept(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match self {
            Self::Screen(out) => out.flush(),
            Self::Kept(_) => Ok(()),
        }
    }
}

pub(super) fn output_failed(error: std::io::Error) -> Error {
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

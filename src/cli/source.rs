//! `--source`: where a passage stands in the file it is from, for `show` and `why`.

use std::path::PathBuf;

use super::open;
use super::terminal::{Format, Terminal};
use crate::corpus::Document;
use crate::corpus::archive::{Here, Opener};
use crate::extract::{Origin, Text, extract};
use crate::index::read_again;
use crate::render::{json, source as rendered};
use crate::report::{Report, Span};
use crate::{Error, ErrorKind, Result};

/// The options of verbs that point into files.
#[derive(Debug, clap::Args)]
pub(super) struct Pointing {
    /// Tell where the words stand in the file: its bytes, page and box, or paragraph
    #[arg(long)]
    source: bool,
    /// Folder that the index was built from; repeatable, in the same order [default: ./corpus]
    #[arg(long, value_name = "DIR", requires = "source")]
    corpus: Vec<PathBuf>,
}

/// A document that was read again.
pub(super) struct Again {
    file: PathBuf,
    document: Document,
    text: Text,
}

impl Pointing {
    /// The document of `report`, read again, if that was asked for.
    ///
    /// # Errors
    /// `Usage` if it is not in the folders any more or has changed since it was indexed; `Io`.
    pub(super) fn again(&self, report: &Report) -> Result<Option<Again>> {
        if !self.source {
            return Ok(None);
        }
        const NAME: &str = "name the folder that the index was built from: `--corpus DIR`";
        let usual = PathBuf::from(open::CORPUS);
        if self.corpus.is_empty() && !usual.exists() {
            let message = format!("there is no folder `{}` here to read again", open::CORPUS);
            return Err(Error::new(ErrorKind::Usage, message).hint(NAME));
        }
        let roots = if self.corpus.is_empty() { vec![usual] } else { self.corpus.clone() };
        let path = &report.document;
        let readers = super::index::readers();
        let opener: &dyn Opener = readers.as_ref().map_or(&Here, |readers| readers);
        let Some((document, file)) = read_again(&roots, path, opener)? else {
            let message = format!("`{path}` is not in `{}`", shown(&roots));
            return Err(Error::new(ErrorKind::Usage, message).hint(NAME));
        };
        if document.format.holds_findings() || report.path != *path {
            let message =
                format!("`{path}` is no page: it holds findings or reports, one a line or row");
            return Err(Error::new(ErrorKind::Usage, message));
        }
        let read_by = report.digest.strip_prefix(document.digest.as_str());
        if let Some(program) = read_by.and_then(|by| by.strip_prefix('+')) {
            let message = format!("`{path}` was read by a program of another (`{program}`)");
            return Err(Error::new(ErrorKind::Usage, message).hint(
                "where its words stand in the file is known of what this program reads itself",
            ));
        }
        if document.digest != report.digest {
            let message = format!("`{path}` has changed since it was indexed");
            return Err(Error::new(ErrorKind::Usage, message)
                .hint("`peelian index` reads it anew, and ids of findings may change"));
        }
        let text = match &readers {
            Some(readers) if document.format.is_isolated() => readers.read(&document),
            _ => extract(&document),
        };
        Ok(Some(Again { file, document, text }))
    }
}

fn shown(roots: &[PathBuf]) -> String {
    roots.iter().map(|root| root.display().to_string()).collect::<Vec<_>>().join("`, `")
}

impl Again {
    /// Tells where each of the `passages` (what it is called, its words, its place) stands.
    pub(super) fn tell<'a>(
        &self,
        passages: impl Iterator<Item = (&'a str, &'a str, Span)>,
        terminal: &mut Terminal,
    ) -> Result<()> {
        let mut table = rendered::table();
        for (of, words, span) in passages {
            let origin: Origin = self.text.origin(span);
            let excerpt =
                origin.bytes.and_then(|bytes| self.document.bytes.get(bytes.start..bytes.end));
            let one = rendered::Source { of, words, file: &self.file, span, origin, excerpt };
            if terminal.format() == Format::Json {
                terminal.json(&json::source(&one))?;
            } else {
                table.push(rendered::row(&one));
            }
        }
        if table.is_empty() {
            return Ok(());
        }
        terminal.text("\n")?;
        terminal.table(&table)
    }
}

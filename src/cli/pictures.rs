//! `--picture` and `--draw`, the options of every verb whose result can be drawn.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::new_file::NewFile;
use super::terminal::{Format, Terminal};
use crate::render::picture::{Picture, svg, unicode, vega_lite};
use crate::{Error, ErrorKind, Result};

/// The options as typed.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Pictures")]
pub(super) struct Pictures {
    /// Also write the result as a picture; the ending says how: .svg, .png, .vl.json (Vega-Lite)
    #[arg(long, value_name = "FILE")]
    picture: Vec<PathBuf>,
    /// Draw the result in the terminal instead of its table
    #[arg(long, conflicts_with = "json")]
    draw: bool,
}

/// How a picture is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Svg,
    Png,
    VegaLite,
}

impl Pictures {
    /// Checks the options before anything is asked, so that no long answer ends in a mistyped ending.
    ///
    /// # Errors
    /// `Usage` for a file of no known kind, or `--draw` with JSON.
    pub(super) fn check(&self, terminal: &Terminal) -> Result<()> {
        if self.draw && terminal.format() == Format::Json {
            return Err(Error::new(ErrorKind::Usage, "`--draw` is no JSON")
                .hint("leave out one of them; `--picture FILE` goes with JSON"));
        }
        self.picture.iter().try_for_each(|file| kind(file).map(|_| ()))
    }

    /// True where a picture was asked for.
    pub(super) fn are_wanted(&self) -> bool {
        self.draw || !self.picture.is_empty()
    }

    /// Writes the files that were asked for, and draws on the terminal where that was; true if it did, so that the table
    /// can be left out.
    ///
    /// # Errors
    /// `Io` for a file that cannot be written, `Usage` for a picture too large for its kind.
    pub(super) fn show(
        &self,
        terminal: &mut Terminal,
        picture: impl FnOnce() -> Picture,
    ) -> Result<bool> {
        if terminal.keeps() {
            let picture = picture();
            terminal.keep(picture);
            return Ok(false);
        }
        if !self.are_wanted() {
            return Ok(false);
        }
        let picture = picture();
        if picture.is_empty() {
            terminal.note("nothing to draw: no picture was written");
            return Ok(self.draw);
        }
        if self.draw {
            let drawn = unicode::render(&picture, terminal.look());
            terminal.text(&drawn)?;
        }
        for file in &self.picture {
            let bytes = match kind(file)? {
                Kind::Svg => svg::render(&picture).into_bytes(),
                Kind::VegaLite => vega_lite::render(&picture).into_bytes(),
                Kind::Png => png(&picture, terminal)?,
            };
            let mut new = NewFile::begin(file)?;
            new.write_all(&bytes).map_err(|error| Error::io(file, error))?;
            new.keep()?;
            terminal.note(&format!("wrote `{}`", file.display()));
        }
        Ok(self.draw)
    }
}

#[cfg(feature = "png")]
fn png(picture: &Picture, terminal: &mut Terminal) -> Result<Vec<u8>> {
    let png = crate::render::picture::png::render(picture)?;
    if !png.boxed.is_empty() {
        let boxed: Vec<String> = png.boxed.iter().map(|c| format!("`{c}`")).collect();
        terminal.note(&format!(
            "the font of PNG pictures lacks characters such as {}: they are boxes there; an `.svg` has them",
            boxed.join(", ")
        ));
    }
    Ok(png.bytes)
}

/// Never asked for: `kind` has refused it.
#[cfg(not(feature = "png"))]
fn png(_: &Picture, _: &mut Terminal) -> Result<Vec<u8>> {
    Err(Error::new(ErrorKind::Bug, "a PNG without the feature `png`"))
}

fn kind(file: &Path) -> Result<Kind> {
    let name = file.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    if name.ends_with(".svg") {
        Ok(Kind::Svg)
    } else if name.ends_with(".vl.json") {
        Ok(Kind::VegaLite)
    } else if name.ends_with(".png") && cfg!(feature = "png") {
        Ok(Kind::Png)
    } else if name.ends_with(".png") {
        Err(Error::new(ErrorKind::Usage, "this program was built without PNG")
            .hint("an `.svg` can be had, or build it with the feature `png`"))
    } else {
        let message = format!("`{}` says no kind of picture", file.display());
        Err(Error::new(ErrorKind::Usage, message)
            .hint("it may end in `.svg`, `.png` or `.vl.json` (Vega-Lite)"))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Kind, kind};

    #[test]
    fn the_ending_says_the_kind() {
        assert_eq!(kind(Path::new("a/b.SVG")).ok(), Some(Kind::Svg));
        assert_eq!(kind(Path::new("b.vl.json")).ok(), Some(Kind::VegaLite));
        assert_eq!(kind(Path::new("b.png")).is_ok(), cfg!(feature = "png"));
        let error = kind(Path::new("b.jpeg")).err().map(|error| error.hints.join(""));
        assert!(error.is_some_and(|hint| hint.contains("`.svg`")));
    }
}

//! Pictures: here are figures with their unit and denominator, draw them so that everybody can read them.
//!
//! A [`Picture`] is plain values: a title, the line of its unit and denominators, a [`Form`] and notes. [`of`] makes it from
//! the result of an analysis; [`svg`], [`png`], [`unicode`] and [`vega_lite`] draw it. Whatever draws it keeps three rules:
//! every mark bears its figure or sign as text, nothing is told by colour alone, and what is absent for different reasons
//! looks different and is never drawn as zero.
//!
//! ```
//! use peelian::render::picture::{Amount, Bar, Bars, Form, Picture, svg, words};
//!
//! let bars = vec![Bar::new("good", Amount::count(4)), Bar::new("inadequate", Amount::count(0))];
//! let picture = Picture {
//!     title: "Judgments by grade".to_owned(),
//!     figures: "4 judgments of 1 force".to_owned(),
//!     form: Form::Bars(Bars { of: "grade".to_owned(), unit: "judgments".to_owned(), bars }),
//!     notes: Vec::new(),
//! };
//! assert!(words::description(&picture).contains("good: 4"));
//! assert!(svg::render(&picture).contains("role=\"img\""));
//! ```

mod label;
mod measure;
pub mod of;
mod palette;
#[cfg(feature = "png")]
pub mod png;
#[cfg(test)]
mod samples;
pub mod svg;
pub mod unicode;
pub mod vega_lite;
pub mod words;

pub use label::label;

use super::thousands;
use crate::report::Grade;

/// Figures to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// What is shown, in a few words.
    pub title: String,
    /// What is counted and of how many: the line under the title.
    pub figures: String,
    /// The marks.
    pub form: Form,
    /// What a reader must know besides, a line each.
    pub notes: Vec<String>,
}

impl Picture {
    /// True where there is no mark to draw.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match &self.form {
            Form::Bars(bars) => bars.bars.is_empty(),
            Form::Lines(lines) => lines.at.is_empty() || lines.series.is_empty(),
            Form::Grid(grid) => grid.rows.is_empty() || grid.columns.is_empty(),
        }
    }
}

/// How figures are laid out.
#[derive(Debug, Clone, PartialEq)]
pub enum Form {
    /// One amount a row.
    Bars(Bars),
    /// Amounts over ordered places, as cycles: one panel a series.
    Lines(Lines),
    /// Rows and columns: a heat map of grades or a matrix of amounts.
    Grid(Grid),
}

/// Amounts, one a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Bars {
    /// What a bar stands for: `grade`, `force`.
    pub of: String,
    /// What its length means.
    pub unit: String,
    /// The bars from top to bottom.
    pub bars: Vec<Bar>,
}

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// Its name.
    pub label: String,
    /// Its length.
    pub amount: Amount,
}

impl Bar {
    /// A bar with its name made fit for a picture.
    #[must_use]
    pub fn new(name: &str, amount: Amount) -> Self {
        Self { label: label(name), amount }
    }
}

/// Amounts over ordered places.
#[derive(Debug, Clone, PartialEq)]
pub struct Lines {
    /// What the places are: `year`.
    pub over: String,
    /// What the height means.
    pub unit: String,
    /// The places from left to right.
    pub at: Vec<String>,
    /// What is followed, one panel each, all on one scale.
    pub series: Vec<Series>,
}

/// One thing followed over the places.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Its name.
    pub label: String,
    /// One amount a place.
    pub amounts: Vec<Amount>,
    /// Places before which amounts stop being comparable, as where a scale of grades changes; a line marks them.
    pub breaks: Vec<usize>,
}

/// Rows and columns of signs.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// What a row stands for.
    pub row: String,
    /// What a column stands for.
    pub column: String,
    /// What a cell tells: `grade`, `judgments`.
    pub unit: String,
    /// Names of the rows.
    pub rows: Vec<String>,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Columns before which cells stop being comparable; a line marks them.
    pub breaks: Vec<usize>,
    /// The cells of each row.
    pub cells: Vec<Vec<Cell>>,
}

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// One to a few characters, in every cell whatever its colour.
    pub sign: String,
    /// The same in full.
    pub words: String,
    /// What the sign alone means, where it is one of the legend.
    pub key: Option<Key>,
    /// How it is filled.
    pub tone: Tone,
}

impl Cell {
    /// The cell of an absent thing.
    #[must_use]
    pub fn absent(absence: Absence) -> Self {
        Self {
            sign: absence.sign().to_owned(),
            words: absence.short().to_owned(),
            key: Some(Key { sign: absence.sign().to_owned(), words: absence.words().to_owned() }),
            tone: Tone::Absent(absence),
        }
    }

    /// The cell of an amount that is `share` of the largest of its grid.
    #[must_use]
    pub fn amount(text: &str, words: &str, share: f64) -> Self {
        Self { sign: label(text), words: label(words), key: None, tone: Tone::Share(share) }
    }
}

/// A line of the legend.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// The sign.
    pub sign: String,
    /// What it means.
    pub words: String,
}

/// How a cell is filled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Tone {
    /// A grade has its colour.
    Grade(Grade),
    /// An amount, from 0 to 1: the more the darker.
    Share(f64),
    /// Absences have patterns.
    Absent(Absence),
}

/// How much, or why that is not known.
#[derive(Debug, Clone, PartialEq)]
pub enum Amount {
    /// A number and how it is written beside its mark: with its `n` where it is a share or a rate.
    Known {
        /// The number.
        value: f64,
        /// How it is written.
        text: String,
    },
    /// Nothing is drawn but the reason.
    Absent(Absence),
}

impl Amount {
    /// A count.
    #[must_use]
    pub fn count(n: u64) -> Self {
        // Counts of documents stay far below 2^53.
        Self::Known { value: n as f64, text: thousands(n) }
    }

    /// A number written as `text`. What is no finite number is drawn as absent: there is nothing to measure it by.
    #[must_use]
    pub fn known(value: f64, text: &str) -> Self {
        if value.is_finite() {
            Self::Known { value, text: label(text) }
        } else {
            Self::Absent(Absence::NoFigure)
        }
    }

    /// The number, if there is one.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        match self {
            Self::Known { value, .. } => Some(*value),
            Self::Absent(_) => None,
        }
    }

    /// The figure, or the reason in words.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Known { text, .. } => text,
            Self::Absent(absence) => absence.short(),
        }
    }
}

/// Why there is nothing to draw. Each is a thing of its own, with its own sign, words and pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Absence {
    /// No document about it is here.
    NotInCorpus,
    /// A document is here and gives no such grade.
    NotStated,
    /// It is here, and the filters leave it out.
    LeftOut,
    /// No overall grade is here, but questions or areas have theirs.
    ByQuestion,
    /// To be graded: not published yet.
    NotYetGraded,
    /// Never graded.
    Ungraded,
    /// The inspection was not carried out.
    NotCarriedOut,
    /// The copy of the document lost it.
    Lost,
    /// The round did not ask it, or there was no such round.
    NotAsked,
    /// Only a later document or one of another hand tells of it.
    NotCounted,
    /// There is something, but no figure can be made of it.
    NoFigure,
}

impl Absence {
    /// Every absence.
    pub const ALL: [Self; 11] = [
        Self::NotInCorpus,
        Self::NotStated,
        Self::LeftOut,
        Self::ByQuestion,
        Self::NotYetGraded,
        Self::Ungraded,
        Self::NotCarriedOut,
        Self::Lost,
        Self::NotAsked,
        Self::NotCounted,
        Self::NoFigure,
    ];

    /// One character; `.` and `-` as in the table of grades.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::NotInCorpus => ".",
            Self::NotStated => "-",
            Self::LeftOut => "#",
            Self::ByQuestion => "q",
            Self::NotYetGraded => "y",
            Self::Ungraded => "u",
            Self::NotCarriedOut => "x",
            Self::Lost => "?",
            Self::NotAsked => "/",
            Self::NotCounted => "*",
            Self::NoFigure => "~",
        }
    }

    /// In two or three words.
    #[must_use]
    pub fn short(self) -> &'static str {
        match self {
            Self::NotInCorpus => "not in the corpus",
            Self::NotStated => "no such grade",
            Self::LeftOut => "left out",
            Self::ByQuestion => "by question",
            Self::NotYetGraded => "not yet graded",
            Self::Ungraded => "ungraded",
            Self::NotCarriedOut => "not carried out",
            Self::Lost => "lost",
            Self::NotAsked => "not asked",
            Self::NotCounted => "not counted",
            Self::NoFigure => "no figure",
        }
    }

    /// As a sentence of a legend.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::NotInCorpus => "no document is in the corpus",
            Self::NotStated => "a document is here and gives no such grade",
            Self::LeftOut => "a grade is here that the filters leave out",
            Self::ByQuestion => "no overall grade is here, questions have theirs",
            Self::NotYetGraded => "not yet graded",
            Self::Ungraded => "never graded",
            Self::NotCarriedOut => "inspection not carried out",
            Self::Lost => "grade lost in this copy of the document",
            Self::NotAsked => "no such round, or it did not ask this",
            Self::NotCounted => "known only from a later document or at second hand",
            Self::NoFigure => "no figure can be made of what is there",
        }
    }
}

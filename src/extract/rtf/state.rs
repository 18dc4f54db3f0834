//! What holds within a group of a Rich Text Format file.

/// Where the words of a group go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Destination {
    /// The text.
    #[default]
    Body,
    /// Nowhere, with all groups within.
    Skip,
    /// Nowhere, but a text box within is text.
    Shape,
    /// The table of fonts.
    Fonts,
    /// The style sheet, and a style in it.
    Styles,
    Style,
    /// What is said about the file; its title.
    Info,
    Title,
}

/// Destinations whose words are not the text's.
const SKIPPED: [&str; 35] = [
    "annotation",
    "atnauthor",
    "atnid",
    "atrfend",
    "atrfstart",
    "author",
    "colortbl",
    "comment",
    "do",
    "filetbl",
    "fldinst",
    "footer",
    "footerf",
    "footerl",
    "footerr",
    "footnote",
    "header",
    "headerf",
    "headerl",
    "headerr",
    "keywords",
    "listoverridetable",
    "listtable",
    "listtext",
    "nonshppict",
    "objdata",
    "operator",
    "pict",
    "pntext",
    "private",
    "rxe",
    "shprslt",
    "tc",
    "xe",
    "revtbl",
];

impl Destination {
    /// The destination that `word` begins in a group of `within`; `None` for any other word. `starred` is true after `\*`.
    pub(super) fn of(word: &str, starred: bool, within: Self) -> Option<Self> {
        match (within, word) {
            (_, "fonttbl") => Some(Self::Fonts),
            (_, "stylesheet") => Some(Self::Styles),
            (_, "info") => Some(Self::Info),
            (Self::Info, "title") => Some(Self::Title),
            (_, "shp" | "shpinst" | "shpgrp") => Some(Self::Shape),
            (Self::Shape, "shptxt") => Some(Self::Body),
            _ if SKIPPED.contains(&word) => Some(Self::Skip),
            // What a field shows is text, what it is asked for is not; other marked destinations are newer than this reader.
            _ if starred => Some(Self::Skip),
            _ => None,
        }
    }
}

/// What holds for the words of a group.
#[derive(Debug, Clone)]
pub(super) struct State {
    pub(super) destination: Destination,
    /// True in the group that began the destination, false in those within.
    pub(super) begins: bool,
    pub(super) hidden: bool,
    pub(super) font: i32,
    usual_font: i32,
    /// Characters that stand in for a `\u`.
    pub(super) stand_ins: usize,
    pub(super) paragraph: Paragraph,
}

/// What holds for a paragraph.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Paragraph {
    pub(super) style: i32,
    pub(super) outline: Option<u8>,
    /// Depth in a list.
    pub(super) item: Option<u8>,
    level: u8,
    pub(super) in_table: bool,
    /// Borders at its top and left; both make a box.
    top: bool,
    left: bool,
}

impl Default for State {
    fn default() -> Self {
        Self {
            destination: Destination::Body,
            begins: false,
            hidden: false,
            font: 0,
            usual_font: 0,
            stand_ins: 1,
            paragraph: Paragraph::default(),
        }
    }
}

impl Paragraph {
    pub(super) fn is_boxed(&self) -> bool {
        self.top && self.left
    }
}

impl State {
    pub(super) fn usual_font(&mut self, font: i32) {
        (self.font, self.usual_font) = (font, font);
    }

    /// A word that says how the text is set.
    pub(super) fn set(&mut self, word: &str, number: Option<i32>) {
        let is_on = number != Some(0);
        let small = || number.and_then(|number| u8::try_from(number).ok());
        let paragraph = &mut self.paragraph;
        match word {
            "pard" => *paragraph = Paragraph::default(),
            "plain" => (self.hidden, self.font) = (false, self.usual_font),
            "v" | "deleted" => self.hidden = is_on,
            "s" => paragraph.style = number.unwrap_or(0),
            "outlinelevel" => paragraph.outline = small().filter(|level| *level < 9),
            "ls" => paragraph.item = is_on.then_some(paragraph.level),
            "ilvl" => {
                paragraph.level = small().unwrap_or(0).min(8);
                paragraph.item = paragraph.item.map(|_| paragraph.level);
            }
            "pnlvlblt" | "pnlvlbody" => paragraph.item = Some(0),
            "intbl" => paragraph.in_table = true,
            "box" => (paragraph.top, paragraph.left) = (true, true),
            "brdrt" => paragraph.top = true,
            "brdrl" => paragraph.left = true,
            _ => {}
        }
    }
}

//! What the HTML Standard says of an element by its name, as far as the tree of a page goes.

/// What an element is. Those of one kind begin and end each other in the same way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Html,
    Head,
    Body,
    /// `p`
    Paragraph,
    /// `h1` to `h6`
    Heading,
    /// `li`
    Item,
    /// `dt` and `dd`
    Term,
    /// `ol` and `ul`
    List,
    /// `address` and `div`
    Loose,
    /// The other blocks.
    Block,
    Form,
    Button,
    Table,
    /// `tbody`, `thead`, `tfoot`
    Section,
    /// `tr`
    Row,
    /// `td` and `th`
    Cell,
    /// What stands within a line, and all that the Standard has no rule for.
    Inline,
}

impl What {
    /// Of an element of the body; `None` for one that has rules of its own.
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "p" => Self::Paragraph,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Self::Heading,
            "li" => Self::Item,
            "dt" | "dd" => Self::Term,
            "ol" | "ul" => Self::List,
            "address" | "div" => Self::Loose,
            "article" | "aside" | "blockquote" | "center" | "details" | "dir" | "dl"
            | "fieldset" | "figcaption" | "figure" | "footer" | "header" | "hgroup" | "main"
            | "menu" | "nav" | "section" | "summary" => Self::Block,
            "form" => Self::Form,
            "button" => Self::Button,
            "table" => Self::Table,
            "tbody" | "thead" | "tfoot" => Self::Section,
            "tr" => Self::Row,
            "td" | "th" => Self::Cell,
            "abbr" | "acronym" | "audio" | "bdi" | "bdo" | "canvas" | "cite" | "data" | "del"
            | "dfn" | "ins" | "kbd" | "label" | "legend" | "map" | "mark" | "meter" | "output"
            | "picture" | "progress" | "q" | "samp" | "span" | "sub" | "sup" | "time" | "var"
            | "video" => Self::Inline,
            _ => return None,
        })
    }

    /// True for one that an end tag within does not reach out of.
    pub(super) fn ends_scope(self) -> bool {
        matches!(self, Self::Html | Self::Table | Self::Cell)
    }

    /// True for those that the Standard calls special: the end tag of an element within a line does not reach out of them.
    pub(super) fn is_special(self) -> bool {
        self != Self::Inline
    }

    /// True for what a new item looks through for the item that it ends.
    pub(super) fn may_stand_in_item(self) -> bool {
        matches!(self, Self::Loose | Self::Paragraph)
    }
}

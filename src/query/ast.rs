use crate::report::Span;

/// A query as meant.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// What was typed.
    pub text: String,
    /// The meaning; `None` asks for everything (an empty query).
    pub root: Option<Node>,
    /// True if the query is plain words (and field tests) only: then fewer than all words may match, set apart.
    pub plain: bool,
}

/// A part of a query with its place in the text.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// `*`: everything.
    Everything(Span),
    /// A word or a compound such as `counter-corruption` as typed, without operators.
    Word {
        /// The word as typed.
        text: String,
        /// `=word`: the word itself, not its stem.
        exact: bool,
        /// Its place.
        span: Span,
    },
    /// `"words in this order"`, `"..."~n`.
    Phrase {
        /// The words between the quotation marks as typed.
        text: String,
        /// How many places the words may be moved in all.
        slop: u32,
        /// Its place.
        span: Span,
    },
    /// `corrupt*`.
    Prefix {
        /// The letters before the star.
        text: String,
        /// Its place.
        span: Span,
    },
    /// `c?rrupt`, `corr*ion`: `?` is one letter, `*` any number.
    Wildcard {
        /// The pattern as typed.
        text: String,
        /// Its place.
        span: Span,
    },
    /// `/corrupt(ion|ly)/`: a whole word that the regular expression matches.
    Regex {
        /// The expression between the slashes.
        text: String,
        /// Its place.
        span: Span,
    },
    /// `corrupton~1`.
    Fuzzy {
        /// The word as typed.
        text: String,
        /// The greatest edit distance, 1 or 2.
        distance: u8,
        /// Its place.
        span: Span,
    },
    /// `a NEAR/n b`, `a BEFORE/n b`.
    Near {
        /// The left side: a word, a phrase, a pattern or an OR of them.
        left: Box<Node>,
        /// The right side.
        right: Box<Node>,
        /// The greatest number of words between.
        distance: u32,
        /// `BEFORE`: the left side stands first.
        ordered: bool,
        /// Its place.
        span: Span,
    },
    /// `node^2.5`.
    Boost {
        /// What is weighed.
        node: Box<Node>,
        /// The factor, above 0, at most 100.
        factor: f32,
    },
    /// What a word names that findings are about: decides like the test of the field, and counts in the score. No
    /// query is parsed to it: a search puts it in beside the word.
    About(FieldTest),
    /// `force:northants`, `grade>=good`, `year:2014..2018`, `has:recommendation`.
    Field(FieldTest),
    /// All of them.
    And(Vec<Node>),
    /// At least one of them.
    Or(Vec<Node>),
    /// What the node does not match.
    Not(Box<Node>),
    /// What was typed, or what it also stands for, which weighs less. Never parsed: an index puts it in
    /// ([`crate::search::understood`]).
    Also {
        /// A word, the words of a name side by side, or a phrase.
        typed: Box<Node>,
        /// Its other names: words and phrases.
        also: Vec<Node>,
    },
}

/// The fields a query can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FieldName {
    /// The inspected body, by any of its names.
    Force,
    /// The region of the body.
    Region,
    /// The cycle.
    Year,
    /// The grade of the finding's question, or its state (`ungraded` ...).
    Grade,
    /// The pillar.
    Pillar,
    /// The kind of finding.
    Kind,
    /// The programme.
    Programme,
    /// The number of the question, or words of it.
    Question,
    /// The kind of document.
    DocKind,
    /// The language of the document.
    Language,
    /// The id of a finding or report.
    Id,
    /// The path of the document; `*` stands for any letters.
    Path,
    /// `has:` a kind of finding in the same report, or a known field.
    Has,
    /// `missing:` a field without value.
    Missing,
}

/// How a field is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `:` or `=`.
    Is,
    /// `<`.
    Less,
    /// `<=`.
    AtMost,
    /// `>`.
    More,
    /// `>=`.
    AtLeast,
}

/// What a field is compared with.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// One value as typed.
    One(String),
    /// Any of these, at least two: `grade:(good outstanding)`, `year:(2014 2016..2018)`. Never holds another `Any`.
    Any(Vec<Value>),
    /// `from..to`, both included; either side may be open, not both. Only year, grade and question.
    Range(Option<String>, Option<String>),
    /// A comparison of its own within `Any`: `grade:(>=good inadequate)`. Only there.
    Compared(Comparison, String),
}

/// One of the alternatives of a [`FieldTest`]: what its comparison and value come down to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice<'a> {
    /// The field compared with one value as typed.
    Compared(Comparison, &'a str),
    /// The field between two values, both included; at least one is there.
    Range(Option<&'a str>, Option<&'a str>),
}

/// A test of one field.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldTest {
    /// Which field.
    pub field: FieldName,
    /// How it is compared.
    pub comparison: Comparison,
    /// With what.
    pub value: Value,
    /// Its place; an empty span for a filter given as an option.
    pub span: Span,
}

impl FieldTest {
    /// The alternatives of the test, of which one must hold, in the order typed.
    #[must_use]
    pub fn choices(&self) -> Vec<Choice<'_>> {
        match &self.value {
            Value::Any(values) => values.iter().flat_map(|value| self.choice(value)).collect(),
            value => self.choice(value).into_iter().collect(),
        }
    }

    fn choice<'a>(&self, value: &'a Value) -> Option<Choice<'a>> {
        match value {
            Value::One(text) => Some(Choice::Compared(self.comparison, text)),
            Value::Compared(comparison, text) => Some(Choice::Compared(*comparison, text)),
            Value::Range(from, to) => Some(Choice::Range(from.as_deref(), to.as_deref())),
            Value::Any(_) => None,
        }
    }
}

//! What stands in a row: typed values and the fields they belong to.

use std::borrow::Cow;

use jiff::civil::Date;

/// A column: its name and what its values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// The name: the head of a column, the key of a JSON line.
    pub name: &'static str,
    /// What the values are.
    pub kind: FieldKind,
}

/// What the values of a field are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Words, mostly different from row to row.
    Text,
    /// One of few words, such as a grade.
    Word,
    /// A whole number.
    Integer,
    /// A day.
    Date,
    /// Yes or no.
    Flag,
}

/// A value of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<'a> {
    /// None: not known, or not there.
    Absent,
    /// For [`FieldKind::Text`] and [`FieldKind::Word`].
    Text(Cow<'a, str>),
    /// For [`FieldKind::Integer`].
    Integer(i64),
    /// For [`FieldKind::Date`].
    Date(Date),
    /// For [`FieldKind::Flag`].
    Flag(bool),
}

impl Value<'_> {
    /// The value as text; `None` for an absent one.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        match self {
            Self::Absent => None,
            Self::Text(text) => Some(text.clone().into_owned()),
            Self::Integer(number) => Some(number.to_string()),
            Self::Date(date) => Some(date.to_string()),
            Self::Flag(flag) => Some(flag.to_string()),
        }
    }
}

/// A field with the way to its value in a row.
pub(super) struct Column<R> {
    pub(super) field: Field,
    pub(super) value: for<'a> fn(&'a R) -> Value<'a>,
}

impl<R> Column<R> {
    pub(super) const fn new(
        name: &'static str,
        kind: FieldKind,
        value: for<'a> fn(&'a R) -> Value<'a>,
    ) -> Self {
        Self { field: Field { name, kind }, value }
    }
}

pub(super) fn heads<R>(columns: &[Column<R>]) -> Vec<Field> {
    columns.iter().map(|column| column.field).collect()
}

pub(super) fn values<'a, R>(columns: &[Column<R>], row: &'a R) -> Vec<Value<'a>> {
    columns.iter().map(|column| (column.value)(row)).collect()
}

/// A text that is there.
pub(super) fn text(text: &str) -> Value<'_> {
    Value::Text(Cow::Borrowed(text))
}

/// A text that may be absent; an empty one is.
pub(super) fn texts(words: Option<&str>) -> Value<'_> {
    words.filter(|words| !words.is_empty()).map_or(Value::Absent, text)
}

/// A text that had to be made.
pub(super) fn made<'a>(made: Option<String>) -> Value<'a> {
    made.map_or(Value::Absent, |made| Value::Text(Cow::Owned(made)))
}

/// A number that may be absent.
pub(super) fn number<'a>(number: Option<impl Into<i64>>) -> Value<'a> {
    number.map_or(Value::Absent, |number| Value::Integer(number.into()))
}

/// A count or an offset.
pub(super) fn count<'a>(count: usize) -> Value<'a> {
    Value::Integer(i64::try_from(count).unwrap_or(i64::MAX))
}

/// A day that may be absent.
pub(super) fn day<'a>(day: Option<Date>) -> Value<'a> {
    day.map_or(Value::Absent, Value::Date)
}

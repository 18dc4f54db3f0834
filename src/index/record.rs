//! A record of the index on its way there: what it has in each field.

use tantivy::schema::{Facet, Field};

/// A record.
///
/// Of the engine's own each value is found by what stands before it, of what sort it is and how long. Here a record has the only two
/// sorts that there are, and is read three times.
#[derive(Debug, Default)]
pub(crate) struct Record {
    /// The texts, one behind another.
    texts: String,
    values: Vec<(Field, Held)>,
}

#[derive(Debug, Clone, Copy)]
enum Held {
    /// The text that ends there.
    Text(usize),
    Number(u64),
}

/// What a record has in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Value<'r> {
    /// A text, or a facet as the engine writes it: its levels parted by NUL.
    Text(&'r str),
    /// A number.
    Number(u64),
}

/// Values of a finding that has all there are.
const VALUES: usize = 32;

impl Record {
    /// One with room for so many bytes of text.
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self { texts: String::with_capacity(bytes), values: Vec::with_capacity(VALUES) }
    }

    /// Adds a text.
    pub(crate) fn add_text(&mut self, field: Field, text: &str) {
        self.texts.push_str(text);
        self.values.push((field, Held::Text(self.texts.len())));
    }

    /// Adds a facet.
    pub(crate) fn add_facet(&mut self, field: Field, facet: &Facet) {
        self.add_text(field, facet.encoded_str());
    }

    /// Adds a number.
    pub(crate) fn add_u64(&mut self, field: Field, number: u64) {
        self.values.push((field, Held::Number(number)));
    }

    /// What it has, in the order in which it was added.
    pub(crate) fn values(&self) -> impl Iterator<Item = (Field, Value<'_>)> {
        let mut start = 0;
        self.values.iter().map(move |(field, held)| match held {
            Held::Text(end) => {
                let text = self.texts.get(start..*end).unwrap_or_default();
                start = *end;
                (*field, Value::Text(text))
            }
            Held::Number(number) => (*field, Value::Number(*number)),
        })
    }
}

#[cfg(test)]
mod tests {
    use tantivy::schema::{Facet, Field};

    use super::{Record, Value};

    #[test]
    fn what_was_added_is_read_in_order() {
        let field = Field::from_field_id;
        let mut record = Record::with_capacity(3);
        record.add_text(field(1), "Kent");
        record.add_u64(field(0), 7);
        record.add_text(field(2), "");
        record.add_facet(field(1), &Facet::from("/a/b"));
        record.add_u64(field(0), u64::MAX);
        let values: Vec<_> = record.values().collect();
        let text = |id, text| (field(id), Value::Text(text));
        let number = |number| (field(0), Value::Number(number));
        assert_eq!(
            values,
            [text(1, "Kent"), number(7), text(2, ""), text(1, "a\0b"), number(u64::MAX)]
        );
    }
}

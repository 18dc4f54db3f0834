//! What scores depend on, as bytes: by it is found again what was worked out of them.

use super::occurrences::Sequence;

/// Numbers and words one after the other, each with its length, so that no two lists of them are the same bytes.
#[derive(Debug, Default)]
pub(super) struct Key(Vec<u8>);

impl Key {
    /// Of one kind of query.
    pub(super) fn of(kind: u8) -> Self {
        let mut bytes = Vec::with_capacity(128);
        bytes.push(kind);
        Self(bytes)
    }

    /// Adds a whole number.
    pub(super) fn number(&mut self, number: u64) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    /// Adds numbers.
    pub(super) fn numbers(&mut self, numbers: &[f32]) {
        numbers.iter().for_each(|number| self.0.extend_from_slice(&number.to_le_bytes()));
    }

    /// Adds ways to write something.
    pub(super) fn ways(&mut self, ways: &[Sequence]) {
        self.number(ways.len() as u64);
        for way in ways {
            self.number(way.len() as u64);
            for word in way {
                let value = word.value();
                // Words are texts, all of them.
                let bytes = value.as_str().unwrap_or_default().as_bytes();
                self.number(bytes.len() as u64);
                self.0.extend_from_slice(bytes);
            }
        }
    }

    /// All of it.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use tantivy::Term;
    use tantivy::schema::Field;

    use super::Key;

    #[test]
    fn words_that_are_parted_otherwise_have_another_key() {
        let key = |ways: &[&[&str]]| {
            let term = |word: &&str| Term::from_field_text(Field::from_field_id(0), word);
            let ways: Vec<Vec<Term>> =
                ways.iter().map(|way| way.iter().map(term).collect()).collect();
            let mut key = Key::of(b'w');
            key.ways(&ways);
            key.bytes().to_vec()
        };
        let of = [
            key(&[&["ab", "c"]]),
            key(&[&["a", "bc"]]),
            key(&[&["a"], &["bc"]]),
            key(&[&["abc"]]),
            key(&[&["abc"], &[]]),
        ];
        for (at, one) in of.iter().enumerate() {
            assert_eq!(of.iter().position(|other| other == one), Some(at));
        }
    }
}

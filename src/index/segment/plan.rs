//! What becomes of each field of a record when a segment is made of it, told from the schema.

use tantivy::schema::{Field, FieldType, Schema};

use super::super::tokenizer::STEMMED;

/// What becomes of the values of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Its text is analysed: the number of the log of words.
    Words(usize),
    /// Each value is a term: the number of the log of values.
    Term(usize),
    /// The value and each of its beginnings is a term: the number of the log of values.
    Facet(usize),
    /// The number is a term: the number of the log of values.
    Number(usize),
    /// It has no terms.
    Kept,
}

/// What is written of a log of words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text {
    /// The field that is written.
    pub(super) field: Field,
    /// The log.
    pub(super) log: usize,
    /// True for stems, false for the words themselves.
    pub(super) stems: bool,
}

/// The plan for all fields of an index.
#[derive(Debug)]
pub(super) struct Plan {
    /// By the number of the field.
    pub(super) roles: Vec<Role>,
    /// What is written of words, the largest first.
    pub(super) texts: Vec<Text>,
    /// The field of each log of values, and whether its values are facets.
    pub(super) values: Vec<(Field, bool)>,
    /// Number of logs of words.
    pub(super) words: usize,
    /// Whether any of them is written as stems.
    pub(super) stems: bool,
    /// The field of the pairs of words, and the log whose words they are.
    pub(super) pairs: Option<(Field, usize)>,
}

impl Plan {
    /// The plan for an index with this schema; the words of the second of `twins` are those of the first, the third has pairs of
    /// them, and records do not say them twice.
    pub(super) fn of(schema: &Schema, twins: Option<[Field; 3]>) -> Self {
        let (roles, texts, values) = (Vec::new(), Vec::new(), Vec::new());
        let mut plan = Self { roles, texts, values, words: 0, stems: false, pairs: None };
        for (field, entry) in schema.fields() {
            let is_twin = twins.is_some_and(|[_, twin, pairs]| field == twin || field == pairs);
            let role = match entry.field_type() {
                _ if is_twin || !entry.is_indexed() => Role::Kept,
                FieldType::Facet(_) => Role::Facet(plan.value(field, true)),
                FieldType::U64(_) => Role::Number(plan.value(field, false)),
                other if other.index_record_option().is_some_and(|it| it.has_positions()) => {
                    let twin = twins.filter(|[own, ..]| field == *own).map(|[_, twin, _]| twin);
                    let stems = match other {
                        FieldType::Str(text) => text.get_indexing_options(),
                        _ => None,
                    };
                    let stems = stems.is_some_and(|options| options.tokenizer() == STEMMED);
                    Role::Words(plan.word(field, stems, twin))
                }
                _ => Role::Term(plan.value(field, false)),
            };
            if let (Role::Words(log), Some([text, _, pairs])) = (role, twins)
                && field == text
            {
                plan.pairs = Some((pairs, log));
            }
            plan.roles.push(role);
        }
        plan
    }

    fn value(&mut self, field: Field, is_facet: bool) -> usize {
        self.values.push((field, is_facet));
        self.values.len() - 1
    }

    fn word(&mut self, field: Field, stems: bool, twin: Option<Field>) -> usize {
        let log = self.words;
        self.words += 1;
        self.stems |= stems;
        let twin = twin.map(|field| Text { field, log, stems: false });
        let own = [Text { field, log, stems }];
        let at = if twin.is_some() { 0 } else { self.texts.len() };
        self.texts.splice(at..at, own.into_iter().chain(twin));
        log
    }
}

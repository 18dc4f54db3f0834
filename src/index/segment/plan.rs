//! What becomes of each field of a record when a segment is made of it, told from the schema.

use tantivy::schema::{Field, FieldEntry, FieldType, Schema};

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
    /// The number is a term, a value of a column, or both: the numbers of the log of values and of that of numbers.
    Number {
        /// Where it is a term.
        term: Option<usize>,
        /// Where it has a column.
        column: Option<usize>,
    },
    /// It has neither terms nor a column.
    Kept,
}

/// A column.
#[derive(Debug)]
pub(super) struct Column {
    /// The name of its field.
    pub(super) name: String,
    /// What its values are made of.
    pub(super) source: Source,
}

/// What the values of a column are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// The texts of a log of values.
    Values {
        /// The log.
        log: usize,
        /// Whether they are facets.
        are_facets: bool,
    },
    /// A log of numbers.
    Numbers(usize),
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
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// By the number of the field.
    pub(super) roles: Vec<Role>,
    /// What is written of words, the largest first.
    pub(super) texts: Vec<Text>,
    /// The field of each log of values, and whether its values are facets.
    pub(super) values: Vec<(Field, bool)>,
    /// Number of logs of numbers.
    pub(super) numbers: usize,
    /// The columns, in the order of their names. A field of words has none.
    pub(super) columns: Vec<Column>,
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
        let mut plan = Self::default();
        for (field, entry) in schema.fields() {
            let is_twin = twins.is_some_and(|[_, twin, pairs]| field == twin || field == pairs);
            let role = match entry.field_type() {
                _ if is_twin || !(entry.is_indexed() || entry.is_fast()) => Role::Kept,
                FieldType::Facet(_) => Role::Facet(plan.value((field, entry), true)),
                FieldType::U64(_) => plan.number(field, entry),
                other if other.index_record_option().is_some_and(|it| it.has_positions()) => {
                    let twin = twins.filter(|[own, ..]| field == *own).map(|[_, twin, _]| twin);
                    let stems = match other {
                        FieldType::Str(text) => text.get_indexing_options(),
                        _ => None,
                    };
                    let stems = stems.is_some_and(|options| options.tokenizer() == STEMMED);
                    Role::Words(plan.word(field, stems, twin))
                }
                _ => Role::Term(plan.value((field, entry), false)),
            };
            if let (Role::Words(log), Some([text, _, pairs])) = (role, twins)
                && field == text
            {
                plan.pairs = Some((pairs, log));
            }
            plan.roles.push(role);
        }
        plan.columns.sort_by(|a, b| a.name.cmp(&b.name));
        plan
    }

    fn value(&mut self, (field, entry): (Field, &FieldEntry), are_facets: bool) -> usize {
        let log = self.values.len();
        self.values.push((field, are_facets));
        if entry.is_fast() {
            self.column(entry, Source::Values { log, are_facets });
        }
        log
    }

    fn number(&mut self, field: Field, entry: &FieldEntry) -> Role {
        let term = entry.is_indexed().then(|| {
            self.values.push((field, false));
            self.values.len() - 1
        });
        let column = entry.is_fast().then(|| {
            self.column(entry, Source::Numbers(self.numbers));
            self.numbers += 1;
            self.numbers - 1
        });
        Role::Number { term, column }
    }

    fn column(&mut self, entry: &FieldEntry, source: Source) {
        self.columns.push(Column { name: entry.name().to_owned(), source });
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

//! Reading a request part by part: what is missing, wrong or unknown is named with its place.

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::field::Field;
use crate::query::{self, Query};
use crate::{Error, ErrorKind, Result};

/// An object of a request, with its place; every key must be asked for.
pub(super) struct Part<'v> {
    pub(super) path: String,
    map: &'v Map<String, Value>,
    seen: RefCell<BTreeSet<&'static str>>,
}

impl<'v> Part<'v> {
    pub(super) fn of(value: &'v Value, path: String) -> Result<Self> {
        match value {
            Value::Object(map) => Ok(Self { path, map, seen: RefCell::default() }),
            _ => Err(wrong(&path, "an object is expected")),
        }
    }

    pub(super) fn get(&self, key: &'static str) -> Option<&'v Value> {
        self.seen.borrow_mut().insert(key);
        self.map.get(key)
    }

    pub(super) fn place(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = (&'v String, &'v Value)> {
        self.map.iter()
    }

    pub(super) fn text(&self, key: &'static str) -> Result<Option<&'v str>> {
        self.typed(key, Value::as_str, "a text")
    }

    pub(super) fn number(&self, key: &'static str) -> Result<Option<f64>> {
        self.typed(key, Value::as_f64, "a number")
    }

    pub(super) fn count(&self, key: &'static str) -> Result<Option<u64>> {
        self.typed(key, Value::as_u64, "a whole number")
    }

    pub(super) fn list(&self, key: &'static str) -> Result<&'v [Value]> {
        let list = self.typed(key, |value| value.as_array().map(Vec::as_slice), "a list")?;
        match list {
            Some([]) | None => Err(wrong(&self.place(key), "a list that is not empty is expected")),
            Some(list) => Ok(list),
        }
    }

    pub(super) fn field(&self) -> Result<Field> {
        let place = self.place("field");
        let name = self.text("field")?.ok_or_else(|| wrong(&place, "a field is expected"))?;
        Field::named(name, &place)
    }

    /// The field, which must be a number or day.
    pub(super) fn number_field(&self) -> Result<Field> {
        let field = self.field()?;
        if field.is_number() {
            return Ok(field);
        }
        let message = format!("`{}`: `{}` is a text", self.place("field"), field.name());
        let numbers = Field::all().into_iter().filter(|(_, field)| field.is_number());
        let numbers: Vec<&str> = numbers.map(|(name, _)| name).collect();
        Err(Error::new(ErrorKind::Usage, message)
            .hint(format!("numbers and days are {}", numbers.join(", "))))
    }

    /// A query of the language of `search`.
    pub(super) fn query(&self, key: &'static str) -> Result<Option<Query>> {
        self.text(key)?.map(query::parse).transpose()
    }

    /// Refuses keys that nobody asked for: they would be ignored in silence.
    pub(super) fn finish(&self) -> Result<()> {
        let seen = self.seen.borrow();
        match self.map.keys().find(|key| !seen.contains(key.as_str())) {
            None => Ok(()),
            Some(key) => {
                let known: Vec<String> = seen.iter().map(|key| format!("`{key}`")).collect();
                let message = format!("`{}` is not known here", self.place(key));
                Err(Error::new(ErrorKind::Usage, message)
                    .hint(format!("known are {}", known.join(", "))))
            }
        }
    }

    fn typed<T>(
        &self,
        key: &'static str,
        read: impl Fn(&'v Value) -> Option<T>,
        expected: &str,
    ) -> Result<Option<T>> {
        match self.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => read(value)
                .map(Some)
                .ok_or_else(|| wrong(&self.place(key), &format!("{expected} is expected"))),
        }
    }
}

/// A mistake at `path` of a request.
pub(super) fn wrong(path: &str, message: &str) -> Error {
    let message = if path.is_empty() { message.to_owned() } else { format!("`{path}`: {message}") };
    Error::new(ErrorKind::Usage, message)
}

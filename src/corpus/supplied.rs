//! What stands beside a document: a sidecar `NAME.meta.json`, the corpus's `MANIFEST.toml`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Entry, Supplied};
use crate::report::{Note, Severity};
use crate::{Error, ErrorKind, Result};

/// The name of the manifest at the root of a corpus.
pub(super) const MANIFEST: &str = "MANIFEST.toml";

/// The largest sidecar that is read, in bytes.
pub(super) const MAX_SIDECAR: u64 = 1 << 20;

/// What was supplied for one document, and what was odd about it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Given {
    pub(super) supplied: Supplied,
    pub(super) notes: Vec<Note>,
}

/// The fields of every document that a `MANIFEST.toml` names, by path within the corpus.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    entries: BTreeMap<String, Given>,
}

impl Manifest {
    /// Adds what the manifest at `path` within the corpus gives; its paths begin at the folder it stands in.
    ///
    /// # Errors
    /// `Io` if it cannot be read, `Input` with the line if it is no TOML.
    pub(super) fn read(&mut self, root: &Path, path: &str) -> Result<()> {
        let file = root.join(path);
        let text = std::fs::read_to_string(&file).map_err(|error| Error::io(&file, error))?;
        self.parse(&text, path)
    }

    /// Adds what the text of the manifest at `from` gives.
    ///
    /// # Errors
    /// `Input` with the line if it is no TOML.
    pub(super) fn parse(&mut self, text: &str, from: &str) -> Result<()> {
        let table: toml::Table = toml::from_str(text).map_err(|error| broken(text, &error))?;
        for (key, value) in &table {
            match value {
                toml::Value::Array(items) => {
                    for item in items.iter().filter_map(toml::Value::as_table) {
                        self.add(from, None, item);
                    }
                }
                toml::Value::Table(item) => self.add_table(from, key, item),
                _ => {}
            }
        }
        Ok(())
    }

    /// A table is an entry keyed by its path, or a table of entries (`[documents."a.txt"]`).
    fn add_table(&mut self, from: &str, key: &str, item: &toml::Table) {
        if self.add(from, Some(key), item) {
            return;
        }
        for (path, inner) in item {
            if let Some(inner) = inner.as_table() {
                self.add(from, Some(path), inner);
            }
        }
    }

    /// False for an entry without a path, which says nothing about any document: other tables of a manifest are its
    /// own affair, and so is the name of one that is no entry of a list.
    fn add(&mut self, from: &str, key: Option<&str>, item: &toml::Table) -> bool {
        let named = |name: &str| item.get(name)?.as_str();
        let is_path = |name: &&str| key.is_none() || name.contains(['.', '/']);
        let path = ["path", "file", "filename"].into_iter().find_map(named);
        let path = path.or_else(|| named("name").filter(is_path));
        let Some(path) = path.or(key.filter(is_path)) else { return false };
        let folder = from.rfind(['/', '!']).and_then(|at| from.get(..=at)).unwrap_or_default();
        let fields = item.iter().map(|(name, value)| (name.as_str(), toml_text(value)));
        let given = self.entries.entry(format!("{folder}{}", normal(path))).or_default();
        take_fields(given, from, fields);
        true
    }

    /// What it gives for the document at `path`.
    pub(super) fn get(&self, path: &str) -> Given {
        self.entries.get(path).cloned().unwrap_or_default()
    }

    /// The paths it names, sorted.
    pub(super) fn paths(&self) -> impl Iterator<Item = &String> {
        self.entries.keys()
    }

    /// What it gives for documents in the archive at `path`.
    pub(super) fn within(&self, path: &str) -> Self {
        let inner = format!("{path}!");
        let from = self.entries.range(inner.clone()..);
        let entries = from.take_while(|(path, _)| path.starts_with(&inner));
        Self { entries: entries.map(|(path, given)| (path.clone(), given.clone())).collect() }
    }
}

impl Given {
    /// The fields of both; where both have one, that of `stronger`.
    pub(super) fn and(mut self, stronger: Self) -> Self {
        let from = stronger.supplied.from.clone();
        for (name, value) in stronger.supplied.given() {
            if let Some(field) = self.supplied.field(name) {
                *field = Some(value.to_owned());
            }
        }
        if let Some(from) = from {
            self.add_from(&from);
        }
        self.notes.extend(stronger.notes);
        self
    }

    /// Takes the fields of a sidecar of this name.
    pub(super) fn take_sidecar(&mut self, name: &str, bytes: &[u8]) {
        match parse_sidecar(bytes) {
            Ok(fields) => {
                let fields = fields.iter().map(|(name, value)| (name.as_str(), json_text(value)));
                take_fields(self, name, fields);
            }
            Err(why) => self.notes.push(Note::warning(format!("sidecar `{name}`: {why}"))),
        }
    }

    fn add_from(&mut self, from: &str) {
        self.supplied.from = match self.supplied.from.take() {
            Some(before) if before != from => Some(format!("{before}, {from}")),
            _ => Some(from.to_owned()),
        };
    }
}

/// The fields for a document: the manifest's, then those of `NAME.meta.json`, then those of
/// `NAME.ext.meta.json`; the last to give a field wins.
pub(super) fn given(manifest: &Manifest, entry: &Entry) -> Given {
    let mut given = manifest.get(&entry.path);
    for file in sidecars(&entry.file) {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match read_sidecar(&file) {
            Ok(Some(bytes)) => given.take_sidecar(&name, &bytes),
            Ok(None) => {}
            Err(why) => given.notes.push(Note::warning(format!("sidecar `{name}`: {why}"))),
        }
    }
    given
}

fn sidecars(file: &Path) -> Vec<PathBuf> {
    let mut whole = file.as_os_str().to_owned();
    whole.push(".meta.json");
    let short = file.with_extension("meta.json");
    if short.as_os_str() == whole { vec![short] } else { vec![short, PathBuf::from(whole)] }
}

fn read_sidecar(file: &Path) -> std::result::Result<Option<Vec<u8>>, String> {
    let Ok(metadata) = std::fs::metadata(file) else { return Ok(None) };
    if !metadata.is_file() {
        return Err("not a regular file".to_owned());
    }
    if metadata.len() > MAX_SIDECAR {
        return Err(format!("{} bytes; the limit is {MAX_SIDECAR}", metadata.len()));
    }
    std::fs::read(file).map(Some).map_err(|error| format!("cannot be read: {error}"))
}

fn parse_sidecar(
    bytes: &[u8],
) -> std::result::Result<serde_json::Map<String, serde_json::Value>, String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match serde_json::from_slice(bytes) {
        Ok(serde_json::Value::Object(fields)) => Ok(fields),
        Ok(_) => Err("not a JSON object".to_owned()),
        Err(error) => Err(format!("not JSON: {error}")),
    }
}

/// Puts named values into the fields. `None` is a value that is neither text, number nor date.
pub(super) fn take_fields<'a>(
    given: &mut Given,
    from: &str,
    fields: impl Iterator<Item = (&'a str, Option<String>)>,
) {
    let (mut unknown, mut unusable) = (Vec::new(), Vec::new());
    for (name, value) in fields {
        let low = name.to_ascii_lowercase();
        match (given.supplied.field(&low), value) {
            (Some(field), Some(value)) if !value.is_empty() => *field = Some(value),
            (Some(_), Some(_)) => {}
            (Some(_), None) => unusable.push(name),
            (None, _) if from.ends_with(MANIFEST) || is_for_readers(&low) => {}
            (None, _) => unknown.push(name),
        }
    }
    given.add_from(from);
    let mut note = |severity, what: &str, names: Vec<&str>| {
        if !names.is_empty() {
            let names = names.join("`, `");
            given.notes.push(Note::new(severity, format!("`{from}`: {what} `{names}`")));
        }
    };
    note(Severity::Warning, "neither text nor number", unusable);
    note(Severity::Info, "unknown keys", unknown);
}

impl Supplied {
    /// The field that a key names.
    pub(super) fn field(&mut self, name: &str) -> Option<&mut Option<String>> {
        Some(match name {
            "url" => &mut self.url,
            "force" | "forces" => &mut self.force,
            "year" => &mut self.year,
            "published" => &mut self.published,
            "licence" | "license" => &mut self.licence,
            "captured" => &mut self.captured,
            "title" => &mut self.title,
            "kind" => &mut self.kind,
            "pillar" => &mut self.pillar,
            "programme" => &mut self.programme,
            _ => return None,
        })
    }

    /// The fields that are given, with their names, in a fixed order.
    pub(super) fn given(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let fields = [
            ("url", &self.url),
            ("force", &self.force),
            ("year", &self.year),
            ("published", &self.published),
            ("licence", &self.licence),
            ("captured", &self.captured),
            ("title", &self.title),
            ("kind", &self.kind),
            ("pillar", &self.pillar),
            ("programme", &self.programme),
            ("from", &self.from),
        ];
        fields.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)))
    }
}

/// Keys that say where a file is from and why it is there: for people.
fn is_for_readers(name: &str) -> bool {
    matches!(
        name,
        "origin"
            | "digest"
            | "page"
            | "why"
            | "note"
            | "notes"
            | "path"
            | "file"
            | "filename"
            | "name"
    )
}

/// The text of a value; a list of one is its one value.
fn toml_text(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.trim().to_owned()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Float(number) => Some(number.to_string()),
        toml::Value::Datetime(date) => Some(date.to_string()),
        toml::Value::Array(items) if items.len() == 1 => toml_text(items.first()?),
        _ => None,
    }
}

fn json_text(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(text) => Some(text.trim().to_owned()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        serde_json::Value::Null => Some(String::new()),
        serde_json::Value::Array(items) if items.len() == 1 => json_text(items.first()?),
        _ => None,
    }
}

fn normal(path: &str) -> String {
    let path = path.replace('\\', "/");
    path.trim().trim_start_matches("./").to_owned()
}

fn broken(text: &str, error: &toml::de::Error) -> Error {
    let at = error.span().map_or(0, |span| span.start);
    let line = text.bytes().take(at).filter(|b| *b == b'\n').count() + 1;
    let what = error.message().lines().next().unwrap_or_default();
    Error::new(ErrorKind::Input, format!("line {line}: {what}"))
}

#[cfg(test)]
mod tests {
    use super::{Given, Manifest, take_fields};
    use crate::report::Severity;

    #[test]
    fn a_manifest_is_read_in_every_shape() {
        let text = "about = \"made up\"\n[corpus]\nlicence = \"x\"\n\
            [[document]]\npath = \"./a/b.txt\"\nyear = 2016\nwhy = \"seed\"\n\
            [[files]]\nfile = \"c.md\"\npublished = 2016-12-08\n\
            [\"d.html\"]\nforce = \"kent\"\nlicense = \"OGL\"\n\
            [documents.\"e.txt\"]\ntitle = \" T \"\n\
            [reports.\"f.txt\"]\nforces = [\"kent\"]\n";
        let mut manifest = Manifest::default();
        manifest.parse(text, "MANIFEST.toml").unwrap();
        let paths: Vec<_> = manifest.paths().map(String::as_str).collect();
        assert_eq!(paths, ["a/b.txt", "c.md", "d.html", "e.txt", "f.txt"]);
        for (path, fields) in [
            ("a/b.txt", vec![("year", "2016")]),
            ("c.md", vec![("published", "2016-12-08")]),
            ("d.html", vec![("force", "kent"), ("licence", "OGL")]),
            ("e.txt", vec![("title", "T")]),
            ("f.txt", vec![("force", "kent")]),
        ] {
            let given = manifest.get(path);
            let mut found: Vec<_> = given.supplied.given().collect();
            assert_eq!(found.pop(), Some(("from", "MANIFEST.toml")));
            assert_eq!(found, fields);
            assert!(given.notes.is_empty());
        }
    }

    #[test]
    fn a_broken_manifest_names_its_line() {
        let text = "a = 1\n\n[[document]\npath = 1";
        let error = Manifest::default().parse(text, "a/MANIFEST.toml").unwrap_err();
        assert!(error.message.starts_with("line 3:"), "{error}");
    }

    #[test]
    fn fields_are_taken_and_oddities_noted() {
        let mut given = Given::default();
        let text = |s: &str| Some(s.to_owned());
        let fields =
            [("Year", text("2016")), ("colour", text("blue")), ("force", None), ("url", text(""))];
        take_fields(&mut given, "a.meta.json", fields.into_iter());
        assert_eq!(given.supplied.year.as_deref(), Some("2016"));
        assert_eq!(given.supplied.url, None);
        let severities: Vec<_> = given.notes.iter().map(|note| note.severity).collect();
        assert_eq!(severities, [Severity::Warning, Severity::Info]);
    }
}

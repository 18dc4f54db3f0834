//! Which bodies there are, by which names: here is a name or a text, give me the forces in it.

mod mentions;
mod names;

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use crate::report::{Family, Force, ForceKind};
use crate::{Error, ErrorKind, Result};

use mentions::Finder;
pub use mentions::Mention;
pub(crate) use names::{closest, edit_distance, normal};

/// Police forces, agencies and regional units.
const FORCES: &str = include_str!("data/forces.csv");
/// Fire and rescue services.
const FIRE_SERVICES: &str = include_str!("data/fire_services.csv");

/// Every known body with its names.
#[derive(Debug, Clone)]
pub struct Gazetteer {
    forces: Vec<Force>,
    /// Normal form of every name, to the bodies that bear it (positions in `forces`).
    by_name: BTreeMap<String, Vec<usize>>,
    /// Every name of each body, in the order of `forces`.
    names: Vec<Vec<String>>,
    /// Made when the first text is read: it costs more than all the rest, and most queries need only a look-up.
    finder: OnceLock<Finder>,
    added: String,
}

/// A row of a gazetteer file.
#[derive(Debug, serde::Deserialize)]
struct Row {
    slug: String,
    name: String,
    #[serde(default)]
    aliases: String,
    #[serde(default)]
    region: String,
    #[serde(default)]
    country: String,
    kind: String,
}

impl Gazetteer {
    /// The bodies that come with the program: police forces, agencies, regional units, fire services.
    #[must_use]
    pub fn bundled() -> Self {
        let mut rows = read_rows(FORCES).unwrap_or_default();
        rows.extend(read_rows(FIRE_SERVICES).unwrap_or_default());
        Self::from_rows(rows, String::new())
    }

    /// The same with the rows of a `gazetteer.csv` (columns `slug,name,aliases,region,country,kind`) added;
    /// a row with the slug and family of a known body replaces it.
    ///
    /// # Errors
    /// `Input` with the line, if a row cannot be read.
    pub fn with_csv(self, csv: &str) -> Result<Self> {
        if csv.trim().is_empty() {
            return Ok(self);
        }
        let mut rows = read_rows(FORCES)?;
        rows.extend(read_rows(FIRE_SERVICES)?);
        let mut all = String::new();
        for part in [self.added.as_str(), csv].into_iter().filter(|part| !part.is_empty()) {
            rows.extend(read_rows(part)?);
            all = join_csv(&all, part);
        }
        Ok(Self::from_rows(rows, all))
    }

    /// The rows added by [`Gazetteer::with_csv`], as CSV: what an index keeps so that queries know its bodies.
    #[must_use]
    pub fn added_csv(&self) -> String {
        self.added.clone()
    }

    /// Every body, in the order of the files.
    pub fn forces(&self) -> impl Iterator<Item = &Force> {
        self.forces.iter()
    }

    /// The bodies called `name` exactly (slug, full name or alias, in any case, `&` as `and`, hyphens as
    /// spaces), police before fire.
    #[must_use]
    pub fn named(&self, name: &str) -> Vec<&Force> {
        let found = self.by_name.get(&normal(name));
        found.into_iter().flatten().filter_map(|&at| self.forces.get(at)).collect()
    }

    /// The same for a name among other words, where one that is an ordinary word names no body.
    #[must_use]
    pub fn named_in_passing(&self, name: &str) -> Vec<&Force> {
        if mentions::TOO_COMMON.contains(&normal(name).as_str()) {
            Vec::new()
        } else {
            self.named(name)
        }
    }

    /// Whether a body may be called `name` where the rows of `added` are added: false for most words, and then the gazetteer
    /// need not be made.
    #[must_use]
    pub fn may_name(added: &str, name: &str) -> bool {
        let name = normal(name);
        [FORCES, FIRE_SERVICES, added].iter().any(|rows| names::may_be_in(rows, &name))
    }

    /// The body with this slug in this family.
    #[must_use]
    pub fn get(&self, family: Family, slug: &str) -> Option<&Force> {
        self.forces.iter().find(|force| force.family() == family && force.slug == slug)
    }

    /// Names in the gazetteer close to `name`, best first, for "did you mean": slugs, full names and aliases, one for
    /// each body.
    #[must_use]
    pub fn similar(&self, name: &str) -> Vec<String> {
        let own = self.forces.iter().flat_map(|force| [force.slug.as_str(), &force.name]);
        let aliases = self.by_name.keys().map(String::as_str);
        let mut seen: Vec<&[usize]> = Vec::new();
        let near = names::closest(&normal(name), own.chain(aliases));
        near.into_iter().filter(|name| self.is_new(name, &mut seen)).collect()
    }

    fn is_new<'a>(&'a self, name: &str, seen: &mut Vec<&'a [usize]>) -> bool {
        let Some(bearers) = self.by_name.get(&normal(name)) else { return true };
        let new = !seen.contains(&bearers.as_slice());
        seen.push(bearers);
        new
    }

    /// Every region, sorted.
    #[must_use]
    pub fn regions(&self) -> Vec<String> {
        let mut regions: Vec<String> =
            self.forces.iter().map(|force| force.region.clone()).collect();
        regions.sort();
        regions.dedup();
        regions.retain(|region| !region.is_empty());
        regions
    }

    /// Every name in `text`, longest match first, at word bounds, left to right.
    #[must_use]
    pub fn mentions<'a>(&'a self, text: &str) -> Vec<Mention<'a>> {
        let finder =
            self.finder.get_or_init(|| Finder::new(&self.forces, &self.names, &self.by_name));
        finder.find(text, &self.forces)
    }

    fn from_rows(rows: Vec<Row>, added: String) -> Self {
        let mut forces: Vec<Force> = Vec::new();
        let mut aliases: Vec<Vec<String>> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::with_capacity(rows.len());
        for row in rows {
            let (force, names) = body(row);
            match places.entry(force.key()) {
                Entry::Occupied(place) => {
                    forces[*place.get()] = force;
                    aliases[*place.get()] = names;
                }
                Entry::Vacant(place) => {
                    place.insert(forces.len());
                    forces.push(force);
                    aliases.push(names);
                }
            }
        }
        let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, names) in aliases.iter().enumerate() {
            for name in names {
                let bearers = by_name.entry(normal(name)).or_default();
                if !bearers.contains(&at) {
                    bearers.push(at);
                }
            }
        }
        for bearers in by_name.values_mut() {
            bearers.sort_by_key(|&at| (forces[at].family(), at));
        }
        Self { forces, by_name, names: aliases, finder: OnceLock::new(), added }
    }
}

/// The body of a row and all its names, the full name first.
fn body(row: Row) -> (Force, Vec<String>) {
    let kind = row.kind.parse().unwrap_or(ForceKind::Unlisted);
    let mut names = vec![row.name.trim().to_owned(), row.slug.trim().to_owned()];
    names.extend(row.aliases.split(';').map(|alias| alias.trim().to_owned()));
    names.extend(names::place_of(&row.name));
    if kind.family() == Family::Fire {
        names.extend(names::fire_spellings(&row.name));
    }
    names.retain(|name| !name.is_empty());
    let force = Force {
        slug: row.slug.trim().to_owned(),
        name: row.name.trim().to_owned(),
        region: row.region.trim().to_owned(),
        country: row.country.trim().to_owned(),
        kind,
    };
    (force, names)
}

fn read_rows(csv: &str) -> Result<Vec<Row>> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(csv.as_bytes());
    let rows: std::result::Result<Vec<Row>, csv::Error> = reader.deserialize().collect();
    let rows = rows.map_err(|error| {
        Error::new(ErrorKind::Input, format!("`gazetteer.csv`: {error}")).hint(
            "the columns are `slug,name,aliases,region,country,kind`; aliases are parted by `;`",
        )
    })?;
    for row in &rows {
        if row.kind.parse::<ForceKind>().is_err() {
            let message = format!(
                "`gazetteer.csv`: `{}` is no kind of body (row of `{}`)",
                row.kind, row.slug
            );
            return Err(Error::new(ErrorKind::Input, message)
                .hint("kinds are `territorial`, `special`, `national-agency`, `regional-unit`, `fire` and those of the bundled gazetteer"));
        }
    }
    Ok(rows)
}

/// Two CSV texts with a header each as one.
fn join_csv(first: &str, second: &str) -> String {
    if first.is_empty() {
        return second.trim_end().to_owned();
    }
    let body: Vec<&str> = second.lines().skip(1).collect();
    format!("{}\n{}", first.trim_end(), body.join("\n")).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slugs(forces: &[&Force]) -> Vec<String> {
        forces.iter().map(|force| force.key()).collect()
    }

    #[test]
    fn names_lead_to_bodies() {
        let gazetteer = Gazetteer::bundled();
        for (name, expected) in [
            ("northants", vec!["police:northamptonshire"]),
            ("DYFED POWYS", vec!["police:dyfed-powys"]),
            ("Devon & Cornwall", vec!["police:devon-and-cornwall"]),
            (
                "hampshire-and-isle-of-wight",
                vec!["police:hampshire", "fire:hampshire-and-isle-of-wight"],
            ),
            ("Kent", vec!["police:kent", "fire:kent"]),
            ("Kent Fire & Rescue Service", vec!["fire:kent"]),
            ("Atlantis", vec![]),
        ] {
            assert_eq!(slugs(&gazetteer.named(name)), expected, "{name}");
        }
    }

    #[test]
    fn mentions_are_longest_and_at_word_bounds() {
        let gazetteer = Gazetteer::bundled();
        for (text, expected) in [
            ("Wessex and Essex Police", vec!["police:essex"]),
            ("in Redcar and Cleveland", vec![]),
            (
                "Devon and Cornwall Police met Cornwall FRS",
                vec!["police:devon-and-cornwall", "fire:cornwall"],
            ),
            ("they met the Met", vec!["police:metropolitan"]),
            ("West Mercia\u{2019}s plan", vec!["police:west-mercia"]),
            ("the kent road", vec![]),
            ("Northumberland and Northumbria", vec!["fire:northumberland", "police:northumbria"]),
        ] {
            let found: Vec<String> = gazetteer
                .mentions(text)
                .iter()
                .flat_map(|mention| slugs(&mention.forces))
                .collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn every_name_may_name_a_body_and_most_words_do_not() {
        let added = "slug,name,aliases,region,country,kind\nfens,Fenland Police,The \u{c9}fen;&c,,,territorial\n";
        let gazetteer = Gazetteer::bundled().with_csv(added).unwrap();
        let names = gazetteer.names.iter().flatten().map(String::as_str);
        for name in names.chain(gazetteer.by_name.keys().map(String::as_str)) {
            assert!(Gazetteer::may_name(added, name), "{name}");
        }
        for word in [
            "vetting",
            "backlog",
            "ken",
            "northampton",
            "fenland",
            "police",
            "police crime",
            "police and crime",
        ] {
            assert!(!Gazetteer::may_name("", word), "{word}");
        }
    }

    #[test]
    fn a_slip_of_the_pen_finds_the_name() {
        let gazetteer = Gazetteer::bundled();
        for (slip, meant) in [
            ("northhants", "northants"),
            ("Bedfordshyre", "bedfordshire"),
            ("wiltshire polic", "Wiltshire Police"),
        ] {
            assert_eq!(gazetteer.similar(slip).first().map(String::as_str), Some(meant), "{slip}");
        }
        assert!(gazetteer.similar("xyzzy").is_empty());
    }

    #[test]
    fn a_corpus_adds_bodies_and_a_bad_row_is_named() {
        let csv = "slug,name,aliases,region,country,kind\nfenland,Fenland Police,Fens,East,Nowhere,territorial\n";
        let gazetteer = Gazetteer::bundled().with_csv(csv).unwrap();
        assert_eq!(slugs(&gazetteer.named("fens")), ["police:fenland"]);
        assert_eq!(gazetteer.added_csv(), csv.trim_end());
        let bad = csv.replace("territorial", "tribal");
        assert!(Gazetteer::bundled().with_csv(&bad).unwrap_err().message.contains("tribal"));
    }
}

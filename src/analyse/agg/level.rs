//! The units whose documents can be aggregated: which contain which, and which fields they have.

use super::field::Field;
use super::read::wrong;
use crate::analyse::Unit;
use crate::search::Dimension;
use crate::{Error, ErrorKind, Result};

/// The units from the finest to the coarsest: a document of one knows to which documents of the later ones it belongs.
pub(super) const FINEST_FIRST: [Unit; 5] =
    [Unit::Findings, Unit::Judgments, Unit::Reports, Unit::Inspections, Unit::Forces];

/// The two, the finer first.
pub(super) fn in_order(a: Unit, b: Unit) -> (Unit, Unit) {
    let place = |unit| FINEST_FIRST.iter().position(|one| *one == unit);
    if place(a) <= place(b) { (a, b) } else { (b, a) }
}

/// The unit called `name`, at `path` of a request.
pub(super) fn named(name: &str, path: &str) -> Result<Unit> {
    let wanted = name.trim().to_lowercase();
    FINEST_FIRST.into_iter().find(|unit| unit.slug() == wanted).ok_or_else(|| {
        let names = FINEST_FIRST.map(Unit::slug).join(", ");
        wrong(path, &format!("there is no unit `{name}`")).hint(format!("units are {names}"))
    })
}

/// True for a field that each document of the unit has at most one value of.
fn has(unit: Unit, field: Field) -> bool {
    use Dimension::{DocKind, Force, Grade, Kind, Pillar, Programme, Region, Year};
    use Field::{Date, FirstYear, Inspection, Of, Published, Report};
    match unit {
        Unit::Findings => true,
        Unit::Judgments => !matches!(field, Of(Kind | DocKind)),
        // Not what it may have several of: a report may be about many bodies.
        Unit::Reports => matches!(
            field,
            Of(Year | Grade | Pillar | Programme | DocKind) | Report | FirstYear | Published | Date
        ),
        Unit::Inspections => {
            matches!(field, Of(Force | Region | Year | Pillar | Programme) | Inspection | FirstYear)
        }
        Unit::Forces => matches!(field, Of(Force | Region)),
    }
}

/// Refuses a field that documents of the unit do not have, or have several of.
pub(super) fn check(unit: Unit, field: Field) -> Result<()> {
    if has(unit, field) {
        return Ok(());
    }
    let one = unit.slug().strip_suffix('s').unwrap_or(unit.slug());
    let article = if unit == Unit::Inspections { "an" } else { "a" };
    let all = Field::all().into_iter().filter(|(_, field)| has(unit, *field));
    let names: Vec<&str> = all.map(|(name, _)| name).collect();
    let several = match (unit, field) {
        (Unit::Reports, Field::Of(Dimension::Force | Dimension::Region) | Field::Inspection) => {
            " of its own: it may be about several bodies"
        }
        _ => "",
    };
    let message = format!("{article} {one} has no `{}`{several}", field.name());
    Err(Error::new(ErrorKind::Usage, message)
        .hint(format!("{article} {one} has {}", names.join(", ")))
        .hint("findings have every field: `{\"nested\": {\"path\": \"findings\"}}` leads to them"))
}

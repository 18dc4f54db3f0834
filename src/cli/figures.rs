//! What is drawn of the rows of a page: how many there are of each sort and round.

use crate::Result;
use crate::analyse::{
    self, CountRequest, Include, Interval, Missing, RecordUnit, RecordsRequest, Unit,
};
use crate::index::Index;
use crate::render::export::Figure;
use crate::render::{picture, sheets};
use crate::search::Dimension::{self, DocKind, Grade, Kind, Year};

/// The figures of the rows that `request` asks for.
///
/// # Errors
/// As [`analyse::count`].
pub(super) fn figures(index: &Index, request: &RecordsRequest) -> Result<Vec<Figure>> {
    let (unit, drawn): (Unit, [&[Dimension]; 2]) = match request.unit {
        RecordUnit::Findings => (Unit::Findings, [&[Kind], &[Year]]),
        RecordUnit::Judgments => (Unit::Judgments, [&[Grade], &[Year, Grade]]),
        RecordUnit::Reports => (Unit::Reports, [&[DocKind], &[Year]]),
    };
    let mut figures = Vec::new();
    for by in drawn {
        let asked = CountRequest {
            query: request.query.clone(),
            filters: request.filters.clone(),
            by: by.to_vec(),
            unit: Some(unit),
            include: Include::default(),
            interval: Interval::default(),
            missing: Missing::default(),
        };
        let counts = analyse::count(index, &asked)?;
        if !counts.rows.is_empty() {
            figures.push(Figure {
                picture: picture::of::counts(&asked, &counts, usize::MAX),
                table: sheets::counts(&counts, usize::MAX, None),
            });
        }
    }
    Ok(figures)
}

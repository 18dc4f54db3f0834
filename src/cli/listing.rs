//! How findings are listed: the options `--sort`, `--reverse`, `--unit`, `--unfold` and `--after`.

use super::count::choice;
use crate::Result;
use crate::search::{Listing, Sort, Unit};

/// The options as typed.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct Typed {
    /// What comes first: score, date (newest), grade (best), force (A to Z); unknown values always come last
    #[arg(long, value_name = "ORDER")]
    sort: Option<String>,
    /// Turn the order round: oldest, worst, Z to A
    #[arg(long, requires = "sort")]
    reverse: bool,
    /// One hit a finding, report, inspection or force: its best finding, with the number of its findings
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
    /// Show every finding, also those that say the same as one above
    #[arg(long)]
    unfold: bool,
    /// Go on where a page ended: what `next` of its summary says; reaches any depth
    #[arg(long, value_name = "CURSOR", conflicts_with = "offset")]
    after: Option<String>,
    /// Tell of each finding why it scores what it scores: a tree of sums
    #[arg(long)]
    explain: bool,
}

impl Typed {
    /// What is meant.
    ///
    /// # Errors
    /// `Usage` for an order or unit that there is not.
    pub(super) fn meant(&self) -> Result<Listing> {
        let orders = [
            ("score", Sort::Score),
            ("date", Sort::Date),
            ("grade", Sort::Grade),
            ("force", Sort::Force),
        ];
        let units = [Unit::Finding, Unit::Report, Unit::Inspection, Unit::Force];
        let units = units.map(|unit| (unit.slug(), unit));
        let sort = self.sort.as_ref().map(|name| choice("--sort", name, orders)).transpose()?;
        let unit = self.unit.as_ref().map(|name| choice("--unit", name, units)).transpose()?;
        Ok(Listing {
            once: false,
            unfold: self.unfold,
            sort: sort.unwrap_or_default(),
            reverse: self.reverse,
            unit: unit.unwrap_or_default(),
            after: self.after.clone(),
            explain: self.explain,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Typed;
    use crate::search::{Sort, Unit};

    #[test]
    fn an_order_and_a_unit_are_read_by_name() {
        let typed = |sort: &str, unit: &str, reverse| {
            let (sort, unit) = (Some(sort.to_owned()), Some(unit.to_owned()));
            Typed { sort, unit, reverse, ..Typed::default() }.meant()
        };
        let listing = typed("date", "reports", true).unwrap();
        assert_eq!((listing.sort, listing.unit, listing.reverse), (Sort::Date, Unit::Report, true));
        assert_eq!(typed("grade", "force", false).unwrap().sort, Sort::Grade);
        for (sort, unit) in [("newest", "force"), ("date", "page")] {
            let error = typed(sort, unit, false).unwrap_err();
            assert_eq!(error.kind, crate::ErrorKind::Usage, "{sort} {unit}");
            assert!(error.hints[0].contains("force"), "{sort} {unit}");
        }
    }
}

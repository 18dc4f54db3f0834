//! What an analysis of grades stands on: the ledger, the inspections with a document, the bodies there are, all under the
//! shared filters.

use std::collections::{BTreeMap, BTreeSet};

use crate::gazetteer::Gazetteer;
use crate::index::Index;
use crate::query::{FieldName, FieldTest};
use crate::report::{Cycle, Family, Force, ForceKind, Inspection, Pillar, Programme, Report};
use crate::{Error, ErrorKind, Result, search};

use super::filter::{Filter, inspections, year_is};
use super::{Include, Judgment, Ledger};

/// The judgments of an index and the filters over them.
pub(super) struct Scope<'a> {
    gazetteer: &'a Gazetteer,
    filters: Vec<FieldTest>,
    /// Of the grade, which only one side of a comparison need pass.
    grade: Vec<FieldTest>,
    ledger: Ledger,
    /// Inspections with the number of reports about them.
    present: BTreeMap<Inspection, u64>,
}

impl<'a> Scope<'a> {
    /// Reads the ledger of `index`.
    ///
    /// # Errors
    /// `Usage` for a filter of `refused` and for one that only findings have, `Query` for a value that there is not,
    /// `IndexDamaged`.
    pub(super) fn read(
        index: &'a Index,
        filters: &[FieldTest],
        refused: &[(FieldName, &str)],
    ) -> Result<Self> {
        for test in filters {
            if let Some((field, hint)) = refused.iter().find(|(field, _)| *field == test.field) {
                let message = format!("`--{field}` has no meaning here");
                return Err(Error::new(ErrorKind::Usage, message).hint(*hint));
            }
        }
        refuse_findings(filters)?;
        search::check_filters(index, filters)?;
        let reports = index.reports()?;
        Ok(Self::of(index.gazetteer(), filters, &reports))
    }

    /// The same of what `reports` state.
    pub(super) fn of(gazetteer: &'a Gazetteer, filters: &[FieldTest], reports: &[Report]) -> Self {
        let (grade, filters) =
            filters.iter().cloned().partition(|test| test.field == FieldName::Grade);
        Self {
            gazetteer,
            filters,
            grade,
            ledger: Ledger::of_reports(reports),
            present: present(reports),
        }
    }

    /// The judgments that pass every filter but that of the grade, counted under `include` or not.
    pub(super) fn judgments(&self) -> impl Iterator<Item = &Judgment> {
        let filter = Filter::new(&self.filters, self.gazetteer);
        self.ledger.judgments.iter().filter(move |judgment| filter.judgment(judgment))
    }

    /// Those of them that count under `include`.
    pub(super) fn standing(&self, include: Include) -> impl Iterator<Item = &Judgment> {
        self.judgments().filter(move |judgment| judgment.stands(include))
    }

    /// The graded judgments that the inspectorate states of a round, whatever the filters.
    pub(super) fn graded(
        &self,
        programme: Programme,
        cycle: Cycle,
    ) -> impl Iterator<Item = &Judgment> {
        self.ledger.counted(Include::default()).filter(move |judgment| {
            judgment.key.programme == Some(programme)
                && judgment.key.cycle == Some(cycle)
                && judgment.outcome.grade().is_some()
        })
    }

    /// True if `judgment` passes the filter of the grade.
    pub(super) fn has_grade(&self, judgment: &Judgment) -> bool {
        Filter::new(&self.grade, self.gazetteer).judgment(judgment)
    }

    /// True if a document about the inspection is in the corpus.
    pub(super) fn is_present(&self, inspection: &Inspection) -> bool {
        self.present.contains_key(inspection)
    }

    /// Number of reports about the inspection.
    pub(super) fn reports_about(&self, inspection: &Inspection) -> u64 {
        self.present.get(inspection).copied().unwrap_or_default()
    }

    /// The inspections with a report, and how many, that pass the filters.
    pub(super) fn present(&self) -> impl Iterator<Item = (&Inspection, u64)> {
        let filter = Filter::new(&self.filters, self.gazetteer);
        let passes = move |at: &Inspection| {
            at.programme.is_none_or(|programme| filter.programme(programme))
                && at.cycle.is_none_or(|cycle| filter.cycle(cycle))
                && filter.pillar(at.pillar.as_ref())
        };
        self.present.iter().filter(move |(at, _)| passes(at)).map(|(at, n)| (at, *n))
    }

    /// True if the filters let `pillar` pass.
    pub(super) fn has_pillar(&self, pillar: Option<&Pillar>) -> bool {
        Filter::new(&self.filters, self.gazetteer).pillar(pillar)
    }

    /// True if the filters let `programme` pass.
    pub(super) fn has_programme(&self, programme: Programme) -> bool {
        Filter::new(&self.filters, self.gazetteer).programme(programme)
    }

    /// The bodies that pass the filters: those that `programme` inspects by the gazetteer, and `others` that it did
    /// inspect; by name.
    pub(super) fn bodies(&self, programme: Programme, others: BTreeSet<Force>) -> Vec<Force> {
        let filter = Filter::new(&self.filters, self.gazetteer);
        let listed =
            self.gazetteer.forces().filter(|force| is_inspected(programme, force)).cloned();
        let mut bodies: BTreeSet<Force> = others;
        bodies.extend(listed);
        bodies.retain(|force| filter.body(force));
        let mut bodies: Vec<Force> = bodies.into_iter().collect();
        bodies.sort_by(|a, b| (&a.name, a.key()).cmp(&(&b.name, b.key())));
        bodies
    }

    /// The programmes of judgments that pass the filters and count, in the order of [`Programme`].
    pub(super) fn programmes(&self, include: Include) -> BTreeSet<Programme> {
        self.standing(include).filter_map(|judgment| judgment.key.programme).collect()
    }

    /// The rounds of `programme` with such a judgment.
    pub(super) fn rounds(&self, programme: Programme, include: Include) -> BTreeSet<Cycle> {
        let of = |judgment: &&Judgment| judgment.key.programme == Some(programme);
        self.standing(include).filter(of).filter_map(|judgment| judgment.key.cycle).collect()
    }

    /// The rounds of which the corpus has a report or a judgment, under the filters of programme and year alone.
    pub(super) fn all_rounds(&self) -> BTreeSet<(Programme, Cycle)> {
        let filter = Filter::new(&self.filters, self.gazetteer);
        let judged = self.ledger.counted(Include::default());
        let judged = judged.filter_map(|judgment| judgment.key.programme.zip(judgment.key.cycle));
        let reported = self.present.keys().filter_map(|at| at.programme.zip(at.cycle));
        judged
            .chain(reported)
            .filter(|(programme, cycle)| filter.programme(*programme) && filter.cycle(*cycle))
            .collect()
    }

    /// The rounds of `programme` that any document speaks of, whatever the filters.
    pub(super) fn known_rounds(&self, programme: Programme) -> BTreeSet<Cycle> {
        let of = |judgment: &&Judgment| judgment.key.programme == Some(programme);
        self.ledger.judgments.iter().filter(of).filter_map(|judgment| judgment.key.cycle).collect()
    }
}

/// The round of `rounds` that `text` asks for: `2018` finds `2018/19` too, but `2018` alone where there is such a round.
pub(super) fn round_named(text: &str, rounds: &BTreeSet<Cycle>) -> Option<Cycle> {
    let exact = text.parse::<Cycle>().ok()?;
    let covers = |cycle: &&Cycle| year_is(**cycle, crate::query::Comparison::Is, text);
    rounds.get(&exact).or_else(|| rounds.iter().find(covers)).copied()
}

fn present(reports: &[Report]) -> BTreeMap<Inspection, u64> {
    let mut present = BTreeMap::new();
    for inspection in reports.iter().flat_map(inspections) {
        *present.entry(inspection).or_insert(0) += 1;
    }
    present
}

/// Refuses filters that only findings have: a grade has no kind, and a filter is never left aside in silence.
fn refuse_findings(filters: &[FieldTest]) -> Result<()> {
    use FieldName::{Force, Grade, Pillar, Programme, Region, Year};
    let of_judgments = |field| matches!(field, Force | Region | Year | Grade | Pillar | Programme);
    match filters.iter().find(|test| !of_judgments(test.field)) {
        None => Ok(()),
        Some(test) => {
            let message = format!("a grade has no `{}`", test.field);
            Err(Error::new(ErrorKind::Usage, message)
                .hint("findings have: `peelian count --unit findings`, `peelian search`"))
        }
    }
}

/// True if `programme` inspects bodies like `force` as a rule: the territorial police forces, the fire services.
fn is_inspected(programme: Programme, force: &Force) -> bool {
    match programme {
        Programme::Fire => force.kind == ForceKind::Fire,
        _ => force.kind == ForceKind::Territorial && force.family() == Family::Police,
    }
}

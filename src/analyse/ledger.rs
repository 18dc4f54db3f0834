use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::Result;
use crate::index::Index;
use crate::report::{
    Attestation, Cycle, DocKind, Inspection, JudgmentKey, Outcome, Pillar, Report, Subject, Taken,
};

/// The judgments of a corpus, each once, with every document that states it.
///
/// The documents' words become judgments by five rules:
/// - attestations with one [`JudgmentKey`] are one judgment;
/// - what the inspectorate says of its current round settles the outcome; what others repeat (second hand) does so
///   only where nothing better is there, and what a later document says of an earlier round only in the last place;
/// - of the copies of one page that give a grade the latest speaks, and the others are superseded;
/// - a grade outweighs the absence of one: an interim page's "to be graded" does not contradict the grade that came;
/// - where grades disagree, the document with the latest date speaks, then the kind of document trusted most.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// In the order of their keys.
    pub judgments: Vec<Judgment>,
}

/// One judgment with the documents that state it.
#[derive(Debug, Clone)]
pub struct Judgment {
    /// Which judgment.
    pub key: JudgmentKey,
    /// The question or area as printed in the document that settles the outcome, else in any.
    pub question_text: Option<String>,
    /// The outcome by the rules of [`Ledger`].
    pub outcome: Outcome,
    /// What the documents say, the one that settles the outcome first.
    pub statements: Vec<Statement>,
    /// True if the round or programme is unknown and a judgment with the same outcome that has both exists: most
    /// likely the same one, so it is never counted.
    pub undated: bool,
}

/// An attestation with what is needed to weigh it.
#[derive(Debug, Clone)]
pub struct Statement {
    /// Id of the report.
    pub report: String,
    /// Path of the report.
    pub path: String,
    /// Kind of the report.
    pub kind: DocKind,
    /// The day of the report: when it was last updated, else published.
    pub date: Option<Date>,
    /// The page of which the report is a copy.
    page: Option<String>,
    taken: Taken,
    /// True if a later copy of the same page gives this judgment a grade.
    pub superseded: bool,
    /// What it says.
    pub attestation: Attestation,
}

/// What is counted beyond the graded judgments that the inspectorate states of its current round.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Include {
    /// Judgments of earlier rounds that only a later document mentions.
    pub retrospective: bool,
    /// Judgments that only second-hand documents state.
    pub second_hand: bool,
    /// Judgments without a grade: ungraded, not yet graded, not carried out, lost.
    pub ungraded: bool,
}

/// The reports of an index and the ledger of what they state.
#[derive(Debug)]
pub(super) struct Stated {
    /// The reports, in the order of the paths, without their findings.
    pub(super) reports: Vec<Report>,
    /// The ledger.
    pub(super) ledger: Ledger,
}

impl Stated {
    /// Those of `index`, read once however often they are asked for.
    pub(super) fn of(index: &Index) -> Result<Arc<Self>> {
        index.kept(String::new(), || {
            let reports = index.reports()?;
            Ok(Self { ledger: Ledger::of_reports(&reports), reports })
        })
    }
}

impl Ledger {
    /// The ledger of everything in `index`.
    ///
    /// # Errors
    /// `IndexDamaged`.
    pub fn read(index: &Index) -> Result<Self> {
        Ok(Self::of_reports(&index.reports()?))
    }

    /// The ledger of what `reports` state.
    #[must_use]
    pub fn of_reports(reports: &[Report]) -> Self {
        let stated = |report: &Report| {
            let id = report.id.clone();
            report.attestations.clone().into_iter().map(move |stated| (id.clone(), stated))
        };
        Self::of(reports.iter().flat_map(stated).collect(), reports)
    }

    /// The ledger of `attestations`, each with the id of its report among `reports`.
    #[must_use]
    pub fn of(attestations: Vec<(String, Attestation)>, reports: &[Report]) -> Self {
        let reports: BTreeMap<&str, &Report> =
            reports.iter().map(|report| (report.id.as_str(), report)).collect();
        let mut by_key: BTreeMap<JudgmentKey, Vec<Statement>> = BTreeMap::new();
        for (id, attestation) in attestations {
            let statement = Statement::new(id, attestation, &reports);
            by_key.entry(statement.attestation.judgment.clone()).or_default().push(statement);
        }
        let mut judgments: Vec<Judgment> =
            by_key.into_iter().map(|(key, statements)| Judgment::new(key, statements)).collect();
        mark_undated(&mut judgments);
        Self { judgments }
    }

    /// The judgments that are counted under `include`, graded or not.
    pub fn counted(&self, include: Include) -> impl Iterator<Item = &Judgment> {
        self.judgments.iter().filter(move |judgment| judgment.stands(include))
    }

    /// The judgments to which documents give different grades.
    pub fn contradictions(&self) -> impl Iterator<Item = &Judgment> {
        self.judgments.iter().filter(|judgment| judgment.is_contradicted())
    }
}

impl Statement {
    fn new(id: String, attestation: Attestation, reports: &BTreeMap<&str, &Report>) -> Self {
        let report = reports.get(id.as_str());
        Self {
            path: report.map_or_else(String::new, |report| report.path.clone()),
            kind: report.map_or(DocKind::Other, |report| report.kind),
            date: report.and_then(|report| report.last_updated.or(report.published)),
            page: report.and_then(|report| report.capture.page.clone()),
            taken: report.map(|report| Taken::of(report)).unwrap_or_default(),
            superseded: false,
            report: id,
            attestation,
        }
    }

    /// How much the statement weighs; greater settles the outcome.
    fn weight(&self) -> impl Ord + use<> {
        let attestation = &self.attestation;
        let state = match attestation.outcome {
            Outcome::Lost => 0,
            Outcome::NotYetGraded => 1,
            Outcome::Ungraded | Outcome::NotCarriedOut => 2,
            Outcome::Graded(_) => 3,
        };
        let trust = std::cmp::Reverse(self.kind);
        let (own_round, first_hand) = (!attestation.retrospective, !attestation.second_hand);
        (own_round, first_hand, !self.superseded, state, self.date, trust)
    }

    /// True if this is what a later copy of the page of `other` says of its own round too.
    fn supersedes(&self, other: &Self) -> bool {
        let (later, earlier) = (&self.attestation, &other.attestation);
        self.page.is_some()
            && self.page == other.page
            && self.report != other.report
            && later.outcome.grade().is_some()
            && later.retrospective == earlier.retrospective
            && later.second_hand == earlier.second_hand
            && self.taken.is_after(other.taken)
    }
}

impl Judgment {
    fn new(key: JudgmentKey, mut statements: Vec<Statement>) -> Self {
        for at in 0..statements.len() {
            let superseded = statements.iter().any(|later| later.supersedes(&statements[at]));
            statements[at].superseded = superseded;
        }
        // A stable sort: what is equal in weight stays in the order of the reports.
        statements.sort_by_key(|statement| std::cmp::Reverse(statement.weight()));
        let outcome = statements.first().map_or(Outcome::Lost, |first| first.attestation.outcome);
        let question_text =
            statements.iter().find_map(|statement| statement.attestation.question_text.clone());
        Self { key, question_text, outcome, statements, undated: false }
    }

    /// True if the inspectorate itself states it of its current round.
    #[must_use]
    pub fn is_first_hand(&self) -> bool {
        self.any(|attestation| !attestation.retrospective && !attestation.second_hand)
    }

    /// True if only later documents mention it.
    #[must_use]
    pub fn is_retrospective(&self) -> bool {
        self.statements.iter().all(|statement| statement.attestation.retrospective)
    }

    /// The round that the grade is carried over from, if the inspectorate says that it did not inspect the question anew.
    #[must_use]
    pub fn carried_over_from(&self) -> Option<Cycle> {
        let settled = |statement: &&Statement| {
            !statement.attestation.retrospective && statement.attestation.outcome == self.outcome
        };
        self.statements
            .iter()
            .filter(settled)
            .find_map(|statement| statement.attestation.carried_over_from)
    }

    /// True if it is counted under `include`, leaving the state of its grade aside.
    #[must_use]
    pub fn stands(&self, include: Include) -> bool {
        !self.undated
            && (self.is_first_hand()
                || include.retrospective && self.any(|attestation| attestation.retrospective)
                || include.second_hand
                    && self
                        .any(|attestation| attestation.second_hand && !attestation.retrospective))
    }

    /// True if documents give it different grades.
    #[must_use]
    pub fn is_contradicted(&self) -> bool {
        let mut grades = self.statements.iter().filter_map(|s| s.attestation.outcome.grade());
        grades.next().is_some_and(|first| grades.any(|grade| grade != first))
    }

    /// The inspection and what of it is judged, as in `police:kent|peel|2016|legitimacy|2`: unique, and the same in
    /// every index.
    #[must_use]
    pub fn id(&self) -> String {
        let inspection = self.inspection().key();
        match &self.key.subject {
            Subject::Overall => format!("{inspection}|overall"),
            Subject::Question(number) => format!("{inspection}|{number}"),
            Subject::Area(slug) => format!("{inspection}|{slug}"),
        }
    }

    /// The inspection it belongs to.
    #[must_use]
    pub fn inspection(&self) -> Inspection {
        Inspection {
            force: self.key.force.key(),
            programme: self.key.programme,
            cycle: self.key.cycle,
            pillar: self.key.pillar.clone(),
        }
    }

    fn any(&self, test: impl Fn(&Attestation) -> bool) -> bool {
        self.statements.iter().any(|statement| test(&statement.attestation))
    }
}

/// Marks the judgments whose round or programme is unknown and that most likely repeat a known one. They are
/// never merged: that would be a guess written down as a fact.
fn mark_undated(judgments: &mut [Judgment]) {
    let mut known: BTreeMap<Place, Vec<(JudgmentKey, Outcome)>> = BTreeMap::new();
    for judgment in judgments.iter().filter(|judgment| is_complete(&judgment.key)) {
        known
            .entry(place(&judgment.key))
            .or_default()
            .push((judgment.key.clone(), judgment.outcome));
    }
    for judgment in judgments.iter_mut().filter(|judgment| !is_complete(&judgment.key)) {
        let twins = known.get(&place(&judgment.key)).map_or(&[][..], Vec::as_slice);
        judgment.undated = twins.iter().any(|(key, outcome)| {
            *outcome == judgment.outcome
                && judgment.key.cycle.is_none_or(|cycle| key.cycle == Some(cycle))
                && judgment.key.programme.is_none_or(|programme| key.programme == Some(programme))
        });
    }
}

fn is_complete(key: &JudgmentKey) -> bool {
    key.cycle.is_some() && key.programme.is_some()
}

/// What is known of every judgment: the body, the strand, the question.
type Place = (String, Option<Pillar>, Subject);

fn place(key: &JudgmentKey) -> Place {
    (key.force.key(), key.pillar.clone(), key.subject.clone())
}

#[cfg(test)]
pub(super) mod tests {
    use super::{Include, Ledger};
    use crate::report::{
        Attestation, Cycle, DocKind, Force, Grade, JudgmentKey, Outcome, Pillar, Programme, Report,
        Span, Subject,
    };

    /// A report of `kind`, last updated on the first of January of `updated`.
    pub(crate) fn report(id: &str, kind: DocKind, updated: Option<i16>) -> Report {
        Report {
            id: id.to_owned(),
            path: format!("{id}.txt"),
            document: format!("{id}.txt"),
            digest: String::new(),
            kind,
            title: None,
            forces: Vec::new(),
            programme: Some(Programme::Peel),
            cycle: None,
            pillar: Some(Pillar::Legitimacy),
            outcome: None,
            published: None,
            captured: None,
            last_updated: updated.map(|year| jiff::civil::date(year, 1, 1)),
            sent: None,
            fieldwork: None,
            url: None,
            licence: None,
            language: None,
            capture: crate::report::Capture::default(),
            attestations: Vec::new(),
            findings: Vec::new(),
            notes: Vec::new(),
            evidence: std::collections::BTreeMap::new(),
        }
    }

    /// Overall legitimacy of one force in `year`.
    pub(crate) fn says(year: Option<u16>, outcome: Outcome) -> Attestation {
        Attestation {
            judgment: JudgmentKey {
                force: Force::unlisted("Mereshire Police"),
                programme: Some(Programme::Peel),
                cycle: year.map(Cycle::year),
                pillar: Some(Pillar::Legitimacy),
                subject: Subject::Overall,
            },
            question_text: None,
            outcome,
            retrospective: false,
            second_hand: false,
            span: Span::new(0, 4),
            quote: "Good".to_owned(),
            rule: "label line".to_owned(),
            carried_over_from: None,
            page: None,
        }
    }

    const GOOD: Outcome = Outcome::Graded(Grade::Good);
    const POOR: Outcome = Outcome::Graded(Grade::Inadequate);

    fn retrospective(attestation: Attestation) -> Attestation {
        Attestation { retrospective: true, ..attestation }
    }

    fn second_hand(attestation: Attestation) -> Attestation {
        Attestation { second_hand: true, ..attestation }
    }

    /// The outcomes of the counted judgments of `statements`, given by the reports a (assessment of 2017),
    /// b (release without date) and c (assessment of 2018).
    fn counted(statements: Vec<(&str, Attestation)>, include: Include) -> Vec<Outcome> {
        let reports = [
            report("a", DocKind::Assessment, Some(2017)),
            report("b", DocKind::Release, None),
            report("c", DocKind::Assessment, Some(2018)),
        ];
        let statements = statements.into_iter().map(|(id, says)| (id.to_owned(), says)).collect();
        let ledger = Ledger::of(statements, &reports);
        ledger.counted(include).map(|judgment| judgment.outcome).collect()
    }

    #[test]
    fn a_judgment_is_counted_once_however_many_documents_state_it() {
        let y2016 = |outcome| says(Some(2016), outcome);
        type Case = (&'static str, Vec<(&'static str, Attestation)>, Vec<Outcome>);
        let cases: Vec<Case> = vec![
            ("release and assessment", vec![("a", y2016(GOOD)), ("b", y2016(GOOD))], vec![GOOD]),
            (
                "interim page and grade",
                vec![("a", y2016(GOOD)), ("c", y2016(Outcome::NotYetGraded))],
                vec![GOOD],
            ),
            ("the latest speaks", vec![("a", y2016(GOOD)), ("c", y2016(POOR))], vec![POOR]),
            ("trust without dates", vec![("b", y2016(POOR)), ("a", y2016(GOOD))], vec![GOOD]),
            ("last year's grade", vec![("a", retrospective(y2016(GOOD)))], vec![]),
            ("the press", vec![("b", second_hand(y2016(GOOD)))], vec![]),
            (
                "the press does not outweigh",
                vec![("b", second_hand(y2016(POOR))), ("a", y2016(GOOD))],
                vec![GOOD],
            ),
            ("undated twin", vec![("a", y2016(GOOD)), ("b", says(None, GOOD))], vec![GOOD]),
            (
                "undated and different",
                vec![("a", y2016(GOOD)), ("b", says(None, POOR))],
                vec![POOR, GOOD],
            ),
        ];
        for (name, statements, expected) in cases {
            assert_eq!(counted(statements, Include::default()), expected, "{name}");
        }
    }

    #[test]
    fn earlier_rounds_and_repeated_words_are_counted_when_asked_for() {
        let earlier = || vec![("a", retrospective(says(Some(2015), GOOD)))];
        let include = Include { retrospective: true, ..Include::default() };
        assert_eq!(counted(earlier(), include), [GOOD]);
        let press = || vec![("b", second_hand(says(Some(2015), GOOD)))];
        let include = Include { second_hand: true, ..Include::default() };
        assert_eq!(counted(press(), include), [GOOD]);
        assert_eq!(counted(earlier(), include), []);
    }

    #[test]
    fn the_later_copy_of_a_page_speaks_whatever_day_it_prints() {
        let copy = |id: &str, page: &str, updated, fetched: Option<&str>| {
            let mut copy = report(id, DocKind::Assessment, Some(updated));
            copy.capture.page = Some(page.to_owned());
            copy.capture.captured = fetched.map(|moment| moment.parse().unwrap());
            copy
        };
        let (early, late) = ("2017-01-01T00:00:00Z", "2017-02-01T00:00:00Z");
        let of = |reports: &[Report], says: [(&str, Outcome); 2]| {
            let says = says.map(|(id, outcome)| (id.to_owned(), self::says(Some(2016), outcome)));
            let ledger = Ledger::of(says.to_vec(), reports);
            let judgment = &ledger.judgments[0];
            let superseded = judgment.statements.iter().filter(|it| it.superseded).count();
            (judgment.outcome, superseded, judgment.is_contradicted())
        };
        // Put right later, under an older day.
        let copies = [copy("a", "kent", 2018, Some(early)), copy("b", "kent", 2017, Some(late))];
        assert_eq!(of(&copies, [("a", GOOD), ("b", POOR)]), (POOR, 1, true));
        // A later copy that lost the grade supersedes nothing.
        assert_eq!(of(&copies, [("a", GOOD), ("b", Outcome::Lost)]), (GOOD, 0, false));
        // Of two pages the later day speaks as ever.
        let pages = [copy("a", "kent", 2018, Some(early)), copy("b", "essex", 2017, Some(late))];
        assert_eq!(of(&pages, [("a", GOOD), ("b", POOR)]), (GOOD, 0, true));
        // Copies of unknown moments are told apart by their days alone.
        let undated = [copy("a", "kent", 2017, None), copy("b", "kent", 2017, Some(late))];
        assert_eq!(of(&undated, [("a", GOOD), ("b", POOR)]).1, 0);
    }

    #[test]
    fn different_grades_are_a_contradiction_and_a_missing_one_is_not() {
        let reports = [report("a", DocKind::Assessment, None)];
        let of = |second| {
            let says = |outcome| ("a".to_owned(), says(Some(2016), outcome));
            let ledger = Ledger::of(vec![says(GOOD), says(second)], &reports);
            ledger.judgments[0].is_contradicted()
        };
        assert!(of(POOR));
        assert!(!of(GOOD));
        assert!(!of(Outcome::NotYetGraded));
    }
}

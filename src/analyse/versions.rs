use std::collections::BTreeMap;

use crate::report::{JudgmentKey, Outcome, Report, Taken, latest_first};

/// A page with the copies of it that the corpus holds.
#[derive(Debug, Clone)]
pub struct Versions {
    /// Its address as [`crate::report::Capture::page`] has it; `None` for documents that share their text and no address.
    pub page: Option<String>,
    /// The latest first.
    pub copies: Vec<Copy>,
}

/// A copy of a page.
#[derive(Debug, Clone)]
pub struct Copy {
    /// The document.
    pub report: Report,
    /// What became of it.
    pub standing: Standing,
    /// The judgments that it states and the next later copy states otherwise.
    pub changes: Vec<GradeChange>,
}

/// What became of a copy of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The latest: what it says stands.
    Current,
    /// A later copy says something else.
    Superseded,
    /// A later copy, or one that cannot be told to be earlier, has the same text.
    Same,
    /// Its text is another, and nothing tells which copy is the later.
    Undated,
}

impl Standing {
    /// The word in tables and JSON lines.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Superseded => "superseded",
            Self::Same => "same",
            Self::Undated => "undated",
        }
    }
}

/// A judgment that two states of a page give differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GradeChange {
    /// Which.
    pub key: JudgmentKey,
    /// As the earlier copy says.
    pub before: Outcome,
    /// As the later copy says.
    pub now: Outcome,
}

/// The pages of which there are several copies, in the order of the path of the latest: documents of one address
/// ([`crate::report::Capture::page`]) or with the same text.
#[must_use]
pub fn versions(reports: &[Report]) -> Vec<Versions> {
    let mut pages: Vec<Versions> = groups(reports)
        .into_iter()
        .filter(|group| group.len() > 1)
        .map(|group| Versions::new(group.iter().filter_map(|at| reports.get(*at)).collect()))
        .collect();
    pages.sort_by(|a, b| a.path().cmp(b.path()));
    pages
}

/// Places of reports that are copies of one page, each group in the order of the reports.
fn groups(reports: &[Report]) -> Vec<Vec<usize>> {
    let mut group_of: Vec<usize> = (0..reports.len()).collect();
    let mut first: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (at, report) in reports.iter().enumerate() {
        let page = report.capture.page.as_deref().map(|page| ("page", page));
        let text = Some(report.capture.text.as_str()).filter(|text| !text.is_empty());
        for key in [page, text.map(|text| ("text", text))].into_iter().flatten() {
            let other = *first.entry(key).or_insert(at);
            let (from, to) = (group_of[at], group_of[other]);
            if from != to {
                let (from, to) = (from.max(to), from.min(to));
                group_of.iter_mut().filter(|group| **group == from).for_each(|group| *group = to);
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, group) in group_of.into_iter().enumerate() {
        groups.entry(group).or_default().push(at);
    }
    groups.into_values().collect()
}

impl Versions {
    fn new(reports: Vec<&Report>) -> Self {
        let mut reports = reports;
        latest_first(&mut reports);
        let standing = |at: usize| {
            let Some((report, before)) = reports.get(at).zip(reports.get(..at)) else {
                return Standing::Current;
            };
            if before.is_empty() {
                return Standing::Current;
            }
            let text = &report.capture.text;
            if !text.is_empty() && before.iter().any(|other| other.capture.text == *text) {
                return Standing::Same;
            }
            let taken = Taken::of(report);
            let is_after = |other: &&Report| Taken::of(other).is_after(taken);
            let latest = before.first().is_some_and(|latest| is_later(latest, report));
            if latest || before.iter().any(is_after) {
                Standing::Superseded
            } else {
                Standing::Undated
            }
        };
        let copies = reports.iter().enumerate().map(|(at, report)| Copy {
            report: (*report).clone(),
            standing: standing(at),
            changes: match at.checked_sub(1).and_then(|later| reports.get(later)) {
                Some(later) => changes(report, later),
                None => Vec::new(),
            },
        });
        let page = reports.iter().find_map(|report| report.capture.page.clone());
        Self { page, copies: copies.collect() }
    }

    /// True if one of its copies has this id.
    #[must_use]
    pub fn holds(&self, report: &str) -> bool {
        self.copies.iter().any(|copy| copy.report.id == report)
    }

    fn path(&self) -> &str {
        self.copies.first().map_or("", |copy| &copy.report.path)
    }
}

/// True if one state of a page is certain to be later than another: by when it was taken, or where that is unknown because
/// it has a grade where the other says that there is none yet.
fn is_later(one: &Report, other: &Report) -> bool {
    let (taken, other_taken) = (Taken::of(one), Taken::of(other));
    if taken.is_after(other_taken) || other_taken.is_after(taken) {
        return taken.is_after(other_taken);
    }
    let came = |change: &GradeChange| change.before == Outcome::NotYetGraded;
    changes(other, one).iter().any(came) && !changes(one, other).iter().any(came)
}

/// What `earlier` states of its own round and `later` states otherwise, in the order of the judgments.
fn changes(earlier: &Report, later: &Report) -> Vec<GradeChange> {
    let stated = |report: &Report| -> BTreeMap<JudgmentKey, Outcome> {
        let own = report.attestations.iter().filter(|said| !said.retrospective);
        own.map(|said| (said.judgment.clone(), said.outcome)).collect()
    };
    let now = stated(later);
    let both = stated(earlier).into_iter().filter_map(|(key, before)| {
        let now = *now.get(&key)?;
        (now != before).then_some(GradeChange { key, before, now })
    });
    both.collect()
}

#[cfg(test)]
mod tests {
    use super::{Standing, versions};
    use crate::analyse::ledger::tests::{report, says};
    use crate::report::{DocKind, Grade, Outcome, Report};

    fn copy(id: &str, page: Option<&str>, text: &str, fetched: Option<&str>) -> Report {
        let mut copy = report(id, DocKind::Assessment, None);
        copy.capture.page = page.map(str::to_owned);
        copy.capture.text = text.to_owned();
        copy.capture.captured = fetched.map(|moment| moment.parse().unwrap());
        copy
    }

    fn shown(reports: &[Report]) -> Vec<String> {
        let of = |page: &super::Versions| {
            let copies = page.copies.iter();
            let copies = copies.map(|it| format!("{} {}", it.report.id, it.standing.slug()));
            copies.collect::<Vec<_>>().join(", ")
        };
        versions(reports).iter().map(of).collect()
    }

    #[test]
    fn copies_of_one_page_are_put_in_order() {
        let (early, late) = (Some("2017-01-01T00:00:00Z"), Some("2017-03-01T00:00:00Z"));
        let mut reports = vec![
            copy("a", Some("/kent"), "t1", early),
            copy("b", Some("/kent"), "t2", late),
            copy("c", Some("/kent"), "t1", None),
            copy("d", Some("/essex"), "t3", late),
            copy("e", None, "t3", None),
            copy("f", None, "", None),
            copy("g", None, "", None),
            copy("h", Some("/avon"), "t4", late),
        ];
        assert_eq!(shown(&reports), ["b current, a superseded, c same", "d current, e same"],);
        reports[0].capture.captured = None;
        assert_eq!(shown(&reports)[0], "b current, a undated, c same");
        // Without a moment the days decide.
        reports[0].last_updated = Some(jiff::civil::date(2016, 1, 1));
        reports[1].last_updated = Some(jiff::civil::date(2017, 1, 1));
        assert_eq!(shown(&reports)[0], "b current, a superseded, c same");
        assert_eq!(versions(&[]).len(), 0);
    }

    #[test]
    fn what_changed_between_two_states_is_told() {
        let mut early = copy("a", Some("/kent"), "t1", Some("2017-01-01T00:00:00Z"));
        let mut late = copy("b", Some("/kent"), "t2", Some("2017-03-01T00:00:00Z"));
        early.attestations.push(says(Some(2016), Outcome::NotYetGraded));
        late.attestations.push(says(Some(2016), Outcome::Graded(Grade::Good)));
        let (mut undated, mut final_state) = (early.clone(), late.clone());
        let found = versions(&[early, late]);
        let change = &found[0].copies[1].changes[0];
        assert_eq!(
            (change.before, change.now),
            (Outcome::NotYetGraded, Outcome::Graded(Grade::Good))
        );
        assert_eq!(found[0].copies[1].standing, Standing::Superseded);
        assert!(found[0].copies[0].changes.is_empty());
        // An interim state is known by what it says.
        (undated.capture.captured, final_state.capture.captured) = (None, None);
        let found = versions(&[undated, final_state]);
        let standings = found[0].copies.iter().map(|it| (it.report.id.as_str(), it.standing));
        let expected = [("b", Standing::Current), ("a", Standing::Superseded)];
        assert_eq!(standings.collect::<Vec<_>>(), expected);
    }
}

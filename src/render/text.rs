//! Findings as a person reads them: wrapped, the matched words lit up, as much of a long passage as tells.

use unicode_width::UnicodeWidthStr;

use super::explanation;
use super::folded::alike;
use super::{Look, tame};
use crate::query::Query;
use crate::report::{Finding, FindingKind, Span};
use crate::search::{Also, Answer, FacetCounts, Hit, Match, ReportRef};

/// Lines of a finding shown in a list of results; `show` gives the whole.
const LINES: usize = 5;
const MARGIN: &str = "    ";

const BOLD: &str = "\u{1b}[1m";
const DIM: &str = "\u{1b}[2m";
const LIT: &str = "\u{1b}[1;33m";
/// Another name of what was asked for: underlined, so that it is not told by its colour alone.
const ALSO: &str = "\u{1b}[4;36m";
const END: &str = "\u{1b}[0m";

/// What stands before the findings that hold only some of the words.
const SET_APART: &str = "fewer than asked hold all words; these hold some of them:";

/// The hits of an answer, then its facets in a block.
#[must_use]
pub fn answer(answer: &Answer, look: Look) -> String {
    let mut text = String::new();
    let mut set_apart = false;
    for hit in &answer.hits {
        // Said before the first of them, be there others above or not.
        if hit.matched == Match::Some && !set_apart {
            set_apart = true;
            text.push_str(&format!("{}\n\n", styled(&set_apart_by(answer), DIM, look)));
        }
        text.push_str(&one_hit(hit, look));
        text.push('\n');
    }
    text.push_str(&facets(&answer.facets, look));
    text
}

/// Why the findings that follow are set apart.
fn set_apart_by(answer: &Answer) -> String {
    if answer.corrected.is_empty() {
        return SET_APART.to_owned();
    }
    let read = answer.corrected.iter().map(|one| format!("`{}` for `{}`", one.read_as, one.typed));
    format!(
        "no finding holds all words as typed; with {}:",
        tame(&read.collect::<Vec<_>>().join(", "))
    )
}

fn one_hit(hit: &Hit, look: Look) -> String {
    let head = format!("{:>3} {}", hit.rank, styled(&heading(&hit.finding), BOLD, look));
    let marks = Marks { typed: &hit.highlights, also: &hit.also_highlights };
    let body = passage(&hit.finding.text, hit.passage, marks, Some(LINES), look);
    let mut text =
        format!("{head}\n{body}{}\n", styled(&foot(&hit.finding, &hit.report, look), DIM, look));
    if let Some(folded) = &hit.folded {
        let line = tame(&alike(folded, &hit.finding));
        let line = passage(&line, Span::new(0, line.len()), Marks::default(), None, look);
        text.push_str(&format!("{}\n", styled(line.trim_end(), DIM, look)));
    }
    if let Some(findings) = hit.unit_findings.filter(|findings| *findings > 1) {
        let line = format!("{MARGIN}the first of {} here that match", super::thousands(findings));
        text.push_str(&format!("{}\n", styled(&line, DIM, look)));
    }
    if let Some(explanation) = &hit.explanation {
        let lines = explanation::lines(explanation);
        text.extend(lines.iter().map(|line| format!("{MARGIN}{}\n", tame(line))));
    }
    text
}

/// The whole of a finding.
#[must_use]
pub fn finding(finding: &Finding, report: &ReportRef, look: Look) -> String {
    let head = styled(&heading(finding), BOLD, look);
    let whole = Span::new(0, finding.text.len());
    let body = passage(&finding.text, whole, Marks::default(), None, look);
    format!("{head}\n{body}{}\n", styled(&foot(finding, report, look), DIM, look))
}

/// `Mereshire Police · 2016 · legitimacy, question 2 · good · area for improvement`.
#[must_use]
pub fn heading(finding: &Finding) -> String {
    let force = finding.force.as_ref().map_or("all or no force", |force| force.name.as_str());
    let question = finding.question.map(|number| format!("question {number}"));
    let place: Vec<String> =
        finding.pillar.as_ref().map(ToString::to_string).into_iter().chain(question).collect();
    let grade = finding.outcome.map(|outcome| {
        let words = outcome
            .grade()
            .map_or_else(|| outcome.state().replace('_', " "), |g| g.label().to_owned());
        match finding.carried_over_from {
            Some(from) => format!("{words} (carried over from {from})"),
            None => words,
        }
    });
    let parts = [
        Some(force.to_owned()),
        Some(finding.cycle.map_or_else(|| "year unknown".to_owned(), |cycle| cycle.to_string())),
        (!place.is_empty()).then(|| place.join(", ")),
        grade,
        Some(kind(finding.kind)),
    ];
    tame(&parts.into_iter().flatten().collect::<Vec<_>>().join(" · "))
}

fn kind(kind: FindingKind) -> String {
    kind.slug().replace('_', " ")
}

/// The id, the title as far as there is room, the path.
fn foot(finding: &Finding, report: &ReportRef, look: Look) -> String {
    let title = report.title.as_deref().unwrap_or("untitled");
    let page = finding.page.map(|page| format!(", page {page}")).unwrap_or_default();
    let around = format!("{MARGIN}{}   ({}{page})", finding.id, report.path);
    let title = shortened(title, look.width.saturating_sub(around.width()).max(20));
    tame(&format!("{MARGIN}{}  {title} ({}{page})", finding.id, report.path))
}

/// The text, or as much of it as leaves room for `…`.
fn shortened(text: &str, room: usize) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let kept: String = text.chars().take(room.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

fn styled(text: &str, style: &str, look: Look) -> String {
    if look.colour { format!("{style}{text}{END}") } else { text.to_owned() }
}

/// A word with its place in the text.
type Word = (usize, usize);

/// What is lit in a text.
#[derive(Debug, Clone, Copy, Default)]
struct Marks<'a> {
    /// What was asked for.
    typed: &'a [Span],
    /// Other names of it.
    also: &'a [Span],
}

impl Marks<'_> {
    /// The style at a byte of the text.
    fn style(&self, at: usize) -> Option<&'static str> {
        let inside = |spans: &[Span]| spans.iter().any(|span| span.start <= at && at < span.end);
        match (inside(self.typed), inside(self.also)) {
            (true, _) => Some(LIT),
            (false, true) => Some(ALSO),
            (false, false) => None,
        }
    }

    /// Where the first begins at or after `begin`.
    fn first(&self, begin: usize) -> usize {
        let starts = self.typed.iter().chain(self.also).map(|span| span.start);
        starts.filter(|start| *start >= begin).min().unwrap_or_default()
    }
}

/// The part `within` of the text wrapped within a margin, highlights lit; at most `most` lines.
fn passage(text: &str, within: Span, marks: Marks<'_>, most: Option<usize>, look: Look) -> String {
    let part = text.get(within.start..within.end).unwrap_or_default();
    let mut lines = wrap(part, look.width.saturating_sub(MARGIN.len()).max(20));
    for (start, end) in lines.iter_mut().flatten() {
        (*start, *end) = (*start + within.start, *end + within.start);
    }
    let more =
        |from: usize, to: usize| text.get(from..to).is_some_and(|rest| !rest.trim().is_empty());
    let (from, to) = window(&lines, marks, most);
    let mut shown = String::new();
    for (at, line) in lines.iter().enumerate().take(to).skip(from) {
        shown.push_str(MARGIN);
        if at == from && (from > 0 || more(0, within.start)) {
            shown.push_str("… ");
        }
        shown.push_str(&lit(text, line, marks, look));
        if at + 1 == to && (to < lines.len() || more(within.end, text.len())) {
            shown.push_str(" …");
        }
        shown.push('\n');
    }
    shown
}

/// The lines as lists of words; a line end in the text is a line end.
fn wrap(text: &str, width: usize) -> Vec<Vec<Word>> {
    let mut lines = Vec::new();
    let mut offset = 0;
    for paragraph in text.split('\n') {
        let mut line: Vec<Word> = Vec::new();
        let mut used = 0;
        for word in paragraph.split_whitespace() {
            let start = offset + (word.as_ptr() as usize - paragraph.as_ptr() as usize);
            let wide = word.width();
            if !line.is_empty() && used + 1 + wide > width {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            used += wide + usize::from(!line.is_empty());
            line.push((start, start + word.len()));
        }
        if !line.is_empty() {
            lines.push(line);
        }
        offset += paragraph.len() + 1;
    }
    lines
}

/// The lines to show where a narrow screen has not room for all: from the one before the first highlight.
fn window(lines: &[Vec<Word>], marks: Marks<'_>, most: Option<usize>) -> (usize, usize) {
    let most = most.unwrap_or(lines.len());
    let begin = lines.first().and_then(|line| line.first()).map_or(0, |(start, _)| *start);
    let first = marks.first(begin);
    let lit = lines.iter().position(|line| line.last().is_some_and(|(_, end)| *end > first));
    let latest = lines.len().saturating_sub(most);
    let from = lit.unwrap_or_default().saturating_sub(1).min(latest);
    (from, (from + most).min(lines.len()))
}

/// One line; a highlight that runs over several words is lit with the spaces between.
fn lit(text: &str, line: &[Word], marks: Marks<'_>, look: Look) -> String {
    let mut shown = String::new();
    let mut on: Option<&str> = None;
    let mut turn = |shown: &mut String, wanted: Option<&'static str>| {
        if look.colour && wanted != on {
            shown.push_str(if on.is_some() { END } else { "" });
            shown.push_str(wanted.unwrap_or_default());
            on = wanted;
        }
    };
    for (nth, (start, end)) in line.iter().enumerate() {
        if nth > 0 {
            let before = marks.style(start.saturating_sub(1));
            turn(&mut shown, before.filter(|_| before == marks.style(*start)));
            shown.push(' ');
        }
        for (at, c) in text.get(*start..*end).unwrap_or_default().char_indices() {
            turn(&mut shown, marks.style(start + at));
            shown.push(if c.is_control() { ' ' } else { c });
        }
    }
    turn(&mut shown, None);
    shown
}

/// One line a facet, as many values as there is room for: `year   2016 8 · 2017 1 · 3 more`.
fn facets(facets: &[FacetCounts], look: Look) -> String {
    let mut text = String::new();
    for facet in facets.iter().filter(|facet| !facet.values.is_empty()) {
        let name = format!("{:<7}", facet.dimension.slug());
        let line =
            facet_values(facet, look.width.saturating_sub(name.width() + " · 999 more".width()));
        text.push_str(&format!("{} {}\n", styled(&name, DIM, look), tame(&line)));
    }
    text
}

fn facet_values(facet: &FacetCounts, room: usize) -> String {
    let mut line = String::new();
    for (at, (bucket, n)) in facet.values.iter().enumerate() {
        let label = if bucket.value.is_none() { super::ABSENT } else { &bucket.label };
        let value = format!("{} {n}", label.replace('_', " "));
        if at > 0 && line.width() + value.width() + 3 > room {
            line.push_str(&format!(" · {} more", facet.values.len() - at));
            break;
        }
        line.push_str(if at > 0 { " · " } else { "" });
        line.push_str(&value);
    }
    line
}

/// What the words also stood for, a line each: `also: counter-corruption unit (3 reports), ACU for CCU`.
#[must_use]
pub fn also(also: &[Also]) -> Vec<String> {
    let mut lines: Vec<(&str, Vec<String>)> = Vec::new();
    for one in also {
        let reports = one.meaning.reports.map(|n| format!(" ({})", super::plural(n, "report")));
        let name = format!("{}{}", one.meaning.text, reports.unwrap_or_default());
        match lines.iter_mut().find(|(typed, _)| *typed == one.typed) {
            Some((_, names)) => names.push(name),
            None => lines.push((&one.typed, vec![name])),
        }
    }
    let line = |(typed, names): (&str, Vec<String>)| {
        tame(&format!("also: {} for `{typed}`", names.join(", ")))
    };
    lines.into_iter().map(line).collect()
}

/// `9 findings in 2 reports of 1 inspection`.
#[must_use]
pub fn totals(answer: &Answer, query: &Query) -> String {
    let found = format!(
        "{} in {} of {}",
        super::plural(answer.findings, "finding"),
        super::plural(answer.reports, "report"),
        super::plural(answer.inspections, "inspection"),
    );
    match (answer.findings, query.text.trim()) {
        (0, _) if answer.copies > 0 => "all that is found counts in other documents".to_owned(),
        (0, text) if !answer.hits.is_empty() => format!("no finding holds all of `{text}`"),
        (0, "") => "nothing found".to_owned(),
        (0, text) => format!("nothing found for `{text}`"),
        _ => found,
    }
}

#[cfg(test)]
mod tests {
    use super::{Marks, passage};
    use crate::render::Look;
    use crate::report::Span;

    #[test]
    fn a_long_passage_is_shown_around_its_highlight() {
        let text = "one two three four five six seven eight nine ten";
        let look = Look { colour: false, width: 24 };
        let at = text.find("nine").unwrap();
        let highlight = [Span::new(at, at + 4)];
        let all = Span::new(0, text.len());
        let marks = Marks { typed: &highlight, also: &[] };
        let shown = passage(text, all, marks, Some(2), look);
        assert_eq!(shown, "    … five six seven eight\n    nine ten\n");
        let part = Span::new(text.find("seven").unwrap(), text.len() - 4);
        let shown = passage(text, part, marks, Some(2), look);
        assert_eq!(shown, "    … seven eight nine …\n");
    }

    #[test]
    fn a_highlight_over_two_words_is_one() {
        let look = Look { colour: true, width: 80 };
        let marks = Marks { typed: &[Span::new(4, 16)], also: &[] };
        let shown = passage("the vetting unit works", Span::new(0, 22), marks, None, look);
        assert_eq!(shown, "    the \u{1b}[1;33mvetting unit\u{1b}[0m works\n");
        let plain = passage(
            "the vetting unit",
            Span::new(0, 16),
            Marks::default(),
            None,
            Look { colour: false, width: 80 },
        );
        assert_eq!(plain, "    the vetting unit\n");
    }

    #[test]
    fn another_name_is_lit_in_another_way() {
        let look = Look { colour: true, width: 80 };
        let marks = Marks { typed: &[Span::new(0, 3)], also: &[Span::new(3, 7)] };
        let shown = passage("CCU and so on", Span::new(0, 13), marks, None, look);
        assert_eq!(shown, "    \u{1b}[1;33mCCU\u{1b}[0m\u{1b}[4;36m and\u{1b}[0m so on\n");
    }
}

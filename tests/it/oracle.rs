//! The engine against a naive reading: random findings, random queries of the whole language, every finding looked at.
//!
//! The oracle walks the meaning of a query over the tokens of each finding, without dictionary, postings or automata.
//! Hits, totals, counts and facets must agree exactly, pages joined must be the whole, and an index built by four
//! threads must answer like one built by one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use peelian::index::{BuildOptions, Index, Token, analyze, build};
use peelian::query::{Choice, Comparison, FieldName, FieldTest, Node, Query, exactly, parse};
use peelian::report::{Finding, FindingKind, Outcome};
use peelian::search::{
    Answer, Dimension, Listing, Match, SearchRequest, count_findings, ranked, search,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use regex::Regex;

use crate::names::{DEFINED, Names, THESAURUS};

const CORPORA: u8 = 5;
const QUERIES: usize = 30;
const GRADES: [&str; 5] = ["inadequate", "requires_improvement", "adequate", "good", "outstanding"];

type Ways = Vec<Vec<String>>;

/// Every finding with its tokens, and the compounds that some finding joins: stem of the whole, stems of its parts.
struct Oracle {
    findings: Vec<(Finding, Vec<Token>)>,
    compounds: BTreeMap<String, BTreeSet<Vec<String>>>,
    names: Names,
}

fn stem(folded: &str) -> String {
    analyze(folded).first().map(|token| token.stem.clone()).unwrap_or_default()
}

/// The words of a text as stems with their folded letters; the parts of a dashed compound stand in one group.
fn groups(text: &str) -> Vec<Vec<(String, String)>> {
    let tokens = analyze(text);
    let joined: Vec<&Token> = tokens.iter().filter(|token| token.role == "joined").collect();
    let mut groups: Vec<(usize, Vec<(String, String)>)> = Vec::new();
    for token in tokens.iter().filter(|token| token.role != "joined") {
        let whole =
            joined.iter().find(|whole| whole.start <= token.start && token.end <= whole.end);
        let key = whole.map_or(token.start, |whole| whole.start);
        let word = (token.text.clone(), token.stem.clone());
        match groups.last_mut() {
            Some((last, words)) if *last == key => words.push(word),
            _ => groups.push((key, vec![word])),
        }
    }
    groups.into_iter().map(|(_, words)| words).collect()
}

fn apart(words: &[(String, String)]) -> Vec<String> {
    words.iter().map(|(_, stem)| stem.clone()).collect()
}

fn whole(words: &[(String, String)]) -> String {
    stem(&words.iter().map(|(folded, _)| folded.as_str()).collect::<String>())
}

impl Oracle {
    fn new(reports: Vec<Vec<Finding>>) -> Self {
        let texts = |findings: &Vec<Finding>| findings.iter().map(|f| f.text.clone()).collect();
        let subjects = reports.iter().flatten().flat_map(|finding| {
            [FieldName::Force, FieldName::Year].map(|field| value(finding, field))
        });
        let subjects = subjects.flatten().collect();
        let names = Names::of(&reports.iter().map(texts).collect::<Vec<_>>(), subjects);
        let findings: Vec<Finding> = reports.into_iter().flatten().collect();
        let mut compounds: BTreeMap<String, BTreeSet<Vec<String>>> = BTreeMap::new();
        for words in findings.iter().flat_map(|finding| groups(&finding.text)) {
            if words.len() > 1 {
                compounds.entry(whole(&words)).or_default().insert(apart(&words));
            }
        }
        let findings = findings.into_iter().map(|finding| {
            let tokens = analyze(&finding.text);
            (finding, tokens)
        });
        Self { findings: findings.collect(), compounds, names }
    }

    /// The ways to write a text, each as stems side by side.
    fn spellings(&self, text: &str) -> Ways {
        let groups = groups(text);
        let mut elements: Vec<Ways> = Vec::new();
        let mut at = 0;
        while at < groups.len() {
            let plain = |count: &usize| {
                let some = groups.get(at..at + count)?;
                let single =
                    |words: &Vec<_>| words.len() == 1 && self.known(&whole(words)).is_empty();
                if !some.iter().all(single) {
                    return None;
                }
                let words = some.concat();
                self.known(&whole(&words)).contains(&apart(&words)).then_some(words)
            };
            let spaced = [3, 2].iter().find_map(plain);
            let words = spaced.unwrap_or_else(|| groups[at].clone());
            let dashed = groups[at].len() > 1;
            at += if dashed { 1 } else { words.len() };
            elements.push(self.ways(&words));
        }
        if groups.len() == 2 && elements.len() == 2 && elements.iter().all(|ways| ways.len() == 1) {
            return self.ways(&groups.concat());
        }
        elements.iter().fold(vec![Vec::new()], |all, ways| {
            all.iter()
                .flat_map(|start| ways.iter().map(|way| [start.clone(), way.clone()].concat()))
                .collect()
        })
    }

    fn known(&self, whole: &str) -> Ways {
        self.compounds.get(whole).into_iter().flatten().cloned().collect()
    }

    fn ways(&self, words: &[(String, String)]) -> Ways {
        let joined = whole(words);
        let mut ways: BTreeSet<Vec<String>> = self.known(&joined).into_iter().collect();
        ways.extend([apart(words), vec![joined]]);
        ways.into_iter().collect()
    }

    /// Where the words of one of the ways stand side by side: first position and the one past the last.
    fn runs(tokens: &[Token], ways: &Ways, form: fn(&Token) -> &str) -> Vec<(usize, usize)> {
        let holds =
            |at: usize, word: &str| tokens.iter().any(|t| t.position == at && form(t) == word);
        let ends = tokens.iter().map(|token| token.position).max().map_or(0, |last| last + 1);
        let starts = |way: &Vec<String>| {
            let fits =
                |start: &usize| way.iter().enumerate().all(|(i, word)| holds(start + i, word));
            let length = way.len();
            (0..ends).filter(fits).map(move |start| (start, start + length)).collect::<Vec<_>>()
        };
        ways.iter().filter(|way| !way.is_empty()).flat_map(starts).collect()
    }

    fn side(&self, tokens: &[Token], node: &Node) -> Vec<(usize, usize)> {
        match node {
            Node::Word { text, exact: true, .. } => {
                Self::runs(tokens, &as_written(text), |t| &t.text)
            }
            Node::Phrase { text, .. } if text.contains('*') => placed(tokens, &self.begun(text)),
            Node::Word { text, .. } | Node::Phrase { text, .. } => {
                Self::runs(tokens, &self.spellings(text), |t| &t.stem)
            }
            Node::Prefix { text, .. } => placed(tokens, &beginnings(text)),
            Node::Wildcard { .. } | Node::Regex { .. } | Node::Fuzzy { .. } => {
                let single = tokens.iter().filter(|token| self.is_like(node, &token.text));
                single.map(|token| (token.position, token.position + 1)).collect()
            }
            Node::Or(nodes) => nodes.iter().flat_map(|node| self.side(tokens, node)).collect(),
            Node::Also { typed, also } => {
                let names = std::iter::once(&**typed).chain(also);
                names.flat_map(|node| self.side(tokens, node)).collect()
            }
            other => panic!("{other:?} beside NEAR"),
        }
    }

    /// The ways to write a phrase in which some words only begin.
    fn begun(&self, text: &str) -> Vec<Vec<Spot>> {
        let mut ways: Vec<Vec<Spot>> = vec![Vec::new()];
        let mut add = |ends: Vec<Vec<Spot>>| {
            let all =
                ways.iter().flat_map(|way| ends.iter().map(|end| [way.as_slice(), end].concat()));
            ways = all.collect();
        };
        let mut plain: Vec<&str> = Vec::new();
        for word in text.split(' ').chain(["*"]) {
            if !word.ends_with('*') {
                plain.push(word);
                continue;
            }
            if !plain.is_empty() {
                let stems = self.spellings(&plain.join(" ")).into_iter();
                add(stems.map(|way| way.into_iter().map(Spot::Stem).collect()).collect());
                plain.clear();
            }
            if word.len() > 1 {
                add(beginnings(word));
            }
        }
        ways
    }

    fn is_like(&self, node: &Node, word: &str) -> bool {
        let matches =
            |pattern: &str| Regex::new(&format!("^(?:{pattern})$")).unwrap().is_match(word);
        match node {
            Node::Wildcard { text, .. } => matches(&text.replace('?', ".").replace('*', ".*")),
            Node::Regex { text, .. } => matches(text),
            Node::Fuzzy { text, distance, .. } => distance_of(text, word) <= usize::from(*distance),
            other => panic!("{other:?} is no pattern"),
        }
    }

    fn holds(&self, node: &Node, finding: &Finding, tokens: &[Token]) -> bool {
        match node {
            Node::Everything(_) => true,
            Node::Phrase { text, slop, .. } if *slop > 0 => {
                let ways = match text.contains('*') {
                    true => self.begun(text),
                    false => {
                        let stems = self.spellings(text).into_iter();
                        stems.map(|way| way.into_iter().map(Spot::Stem).collect()).collect()
                    }
                };
                ways.iter().any(|way| moved(tokens, way, *slop as usize))
            }
            Node::Word { .. }
            | Node::Phrase { .. }
            | Node::Prefix { .. }
            | Node::Wildcard { .. }
            | Node::Regex { .. }
            | Node::Fuzzy { .. } => !self.side(tokens, node).is_empty(),
            Node::Near { left, right, distance, ordered, .. } => {
                let (left, right) = (self.side(tokens, left), self.side(tokens, right));
                let near = |a: &(usize, usize), b: &(usize, usize)| {
                    b.0 >= a.1 && b.0 - a.1 <= *distance as usize
                };
                left.iter().any(|a| right.iter().any(|b| near(a, b) || !ordered && near(b, a)))
            }
            Node::Boost { node, .. } => self.holds(node, finding, tokens),
            Node::Field(test) | Node::About(test) => passes(test, finding),
            Node::And(nodes) => self.all(nodes, finding, tokens),
            Node::Or(nodes) => nodes.iter().any(|node| self.holds(node, finding, tokens)),
            Node::Not(node) => !self.holds(node, finding, tokens),
            Node::Also { typed, also } => {
                std::iter::once(&**typed).chain(also).any(|node| self.holds(node, finding, tokens))
            }
        }
    }

    /// All of them; of two words side by side that make a compound, the compound in one word will do. Tests of fields
    /// have no place among the words.
    fn all(&self, nodes: &[Node], finding: &Finding, tokens: &[Token]) -> bool {
        let (fields, words): (Vec<_>, Vec<_>) =
            nodes.iter().partition(|node| matches!(node, Node::Field(_)));
        let mut rest = words.as_slice();
        while let [first, others @ ..] = rest {
            let pair = others.first().and_then(|second| self.pair(first, second));
            let apart = |node: &&Node| self.holds(node, finding, tokens);
            rest = if pair.is_some() { &others[1..] } else { others };
            let joined = pair.iter().any(|ways| !Self::runs(tokens, ways, |t| &t.stem).is_empty());
            if !joined && !(apart(first) && (pair.is_none() || apart(&others[0]))) {
                return false;
            }
        }
        fields.iter().all(|node| self.holds(node, finding, tokens))
    }

    /// Whether the words are of a phrase whose words may move: each is marked by itself, those of a compound too.
    fn may_move(&self, node: &Node, words: &[Token]) -> bool {
        match node {
            Node::Phrase { text, slop: 1.., .. } => {
                let ways = text.split(' ').flat_map(|word| self.spellings(word)).flatten();
                let ways: BTreeSet<String> = ways.collect();
                words.iter().all(|word| ways.contains(&word.stem))
            }
            Node::Also { typed, also } => {
                std::iter::once(&**typed).chain(also).any(|node| self.may_move(node, words))
            }
            _ => false,
        }
    }

    /// Conditions whose words are one compound and nothing else, with that in their place: it is one thing however it is
    /// written.
    fn whole(&self, conditions: &[Node]) -> Option<Vec<Node>> {
        let (fields, words): (Vec<_>, Vec<_>) =
            conditions.iter().partition(|node| matches!(node, Node::Field(_)));
        let dashed = |first: &Node, second: &Node| {
            self.pair(first, second)?;
            let text = [first, second].map(|word| match word {
                Node::Word { text, .. } => text.as_str(),
                _ => "",
            });
            let (text, span) = (text.join("-"), first.span());
            Some(Node::Word { text, exact: false, span })
        };
        let whole = match words.as_slice() {
            [first, second] => dashed(first, second)?,
            [Node::Also { typed, also }] => match &**typed {
                Node::And(words) if words.len() == 2 => {
                    let typed = Box::new(dashed(&words[0], &words[1])?);
                    Node::Also { typed, also: also.clone() }
                }
                _ => return None,
            },
            _ => return None,
        };
        Some(std::iter::once(whole).chain(fields.into_iter().cloned()).collect())
    }

    fn pair(&self, first: &Node, second: &Node) -> Option<Ways> {
        let (Node::Word { text: a, exact: false, .. }, Node::Word { text: b, exact: false, .. }) =
            (first, second)
        else {
            return None;
        };
        let (a, b) = (groups(a), groups(b));
        let alone = |words: &[Vec<_>]| {
            words.len() == 1 && words[0].len() == 1 && self.known(&whole(&words[0])).is_empty()
        };
        let words = [a.concat(), b.concat()].concat();
        let known = self.known(&whole(&words)).contains(&apart(&words));
        (alone(&a) && alone(&b) && known).then(|| self.ways(&words))
    }
}

fn as_written(text: &str) -> Ways {
    let groups = groups(text);
    let words: Vec<String> = groups.concat().into_iter().map(|(folded, _)| folded).collect();
    let joined = (groups.len() == 1).then(|| vec![words.concat()]);
    joined.into_iter().chain([words]).collect()
}

/// What may stand at one position.
#[derive(Debug, Clone)]
enum Spot {
    Stem(String),
    Written(String),
    Begins(String),
}

impl Spot {
    fn takes(&self, token: &Token) -> bool {
        match self {
            Self::Stem(stem) => token.stem == *stem,
            Self::Written(word) => token.text == *word,
            Self::Begins(letters) => token.text.starts_with(letters),
        }
    }
}

/// The ways to begin a word or compound: its parts, or all of it in one.
fn beginnings(text: &str) -> Vec<Vec<Spot>> {
    let words = groups(text).concat();
    let joined: String = words.iter().map(|(folded, _)| folded.as_str()).collect();
    let (last, before) = words.split_last().unwrap();
    let before = before.iter().map(|(folded, _)| Spot::Written(folded.clone()));
    let apart = before.chain([Spot::Begins(last.0.clone())]).collect();
    if words.len() > 1 { vec![apart, vec![Spot::Begins(joined)]] } else { vec![apart] }
}

/// Where the spots of one of the ways are side by side.
fn placed(tokens: &[Token], ways: &[Vec<Spot>]) -> Vec<(usize, usize)> {
    let ends = tokens.iter().map(|token| token.position).max().map_or(0, |last| last + 1);
    let fits = |start: usize, way: &Vec<Spot>| {
        let at = |(i, spot): (usize, &Spot)| {
            tokens.iter().any(|t| t.position == start + i && spot.takes(t))
        };
        way.iter().enumerate().all(at)
    };
    let starts = |way: &Vec<Spot>| {
        let found = (0..ends).filter(|start| fits(*start, way));
        found.map(|start| (start, start + way.len())).collect::<Vec<_>>()
    };
    ways.iter().flat_map(starts).collect()
}

/// Every choice of places, one a word, no place twice, whose moves lie within the slop.
fn moved(tokens: &[Token], way: &[Spot], slop: usize) -> bool {
    let mut open: Vec<Vec<usize>> = vec![Vec::new()];
    for word in way {
        let places = tokens.iter().filter(|token| word.takes(token)).map(|token| token.position);
        let places: BTreeSet<usize> = places.collect();
        open = open
            .iter()
            .flat_map(|taken| places.iter().map(move |place| (taken, *place)))
            .filter(|(taken, place)| !taken.contains(place))
            .map(|(taken, place)| [taken.as_slice(), &[place]].concat())
            .collect();
    }
    open.iter().any(|taken| {
        let moves = || taken.iter().zip(0..).map(|(place, i)| *place + way.len() - i);
        moves().max().zip(moves().min()).is_some_and(|(most, least)| most - least <= slop)
    })
}

/// Letters wrong, missing, too many or in each other's place.
fn distance_of(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            table[i][j] = if i.min(j) == 0 {
                i.max(j)
            } else {
                let other = usize::from(a[i - 1] != b[j - 1]);
                let mut least =
                    (table[i - 1][j - 1] + other).min(1 + table[i - 1][j].min(table[i][j - 1]));
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    least = least.min(table[i - 2][j - 2] + 1);
                }
                least
            };
        }
    }
    table[a.len()][b.len()]
}

fn value(finding: &Finding, field: FieldName) -> Option<String> {
    match field {
        FieldName::Force => finding.force.as_ref().map(|force| force.slug.clone()),
        FieldName::Year => finding.cycle.map(|cycle| cycle.to_string()),
        FieldName::Grade => finding.outcome.map(|outcome| outcome.slug().to_owned()),
        FieldName::Pillar => finding.pillar.as_ref().map(|pillar| pillar.slug().to_owned()),
        FieldName::Kind => Some(finding.kind.slug().to_owned()),
        other => panic!("{other:?} is not asked for here"),
    }
}

fn passes(test: &FieldTest, finding: &Finding) -> bool {
    if test.field == FieldName::Missing {
        return test.choices().iter().any(|choice| match choice {
            Choice::Compared(_, "year") => finding.cycle.is_none(),
            Choice::Compared(_, "grade") => finding.outcome.and_then(|o| o.grade()).is_none(),
            other => panic!("{other:?}"),
        });
    }
    let Some(value) = value(finding, test.field) else { return false };
    let order = |text: &str| match test.field {
        FieldName::Grade => GRADES.iter().position(|grade| *grade == text),
        _ => text.parse().ok(),
    };
    test.choices().iter().any(|choice| match choice {
        Choice::Compared(Comparison::Is, wanted) => value == *wanted,
        Choice::Compared(by, bound) => {
            order(&value).zip(order(bound)).is_some_and(|(value, bound)| match by {
                Comparison::Less => value < bound,
                Comparison::AtMost => value <= bound,
                Comparison::More => value > bound,
                _ => value >= bound,
            })
        }
        Choice::Range(from, to) => order(&value).is_some_and(|value| {
            from.is_none_or(|from| order(from) <= Some(value))
                && to.is_none_or(|to| Some(value) <= order(to))
        }),
    })
}

fn request(query: &Query, limit: usize, offset: usize) -> SearchRequest {
    let listing = Listing { unfold: true, ..Listing::default() };
    SearchRequest { limit, offset, all: true, listing, ..SearchRequest::new(query.clone()) }
}

/// What must hold at the top: parentheses round an AND within an AND say nothing.
fn conditions(node: &Node) -> Vec<Node> {
    match node {
        Node::And(nodes) => nodes.iter().flat_map(conditions).collect(),
        other => vec![other.clone()],
    }
}

fn ids(answer: &Answer) -> Vec<String> {
    answer.hits.iter().map(|hit| hit.finding.id.clone()).collect()
}

/// The runs of five words of a text.
fn runs_of_five(text: &str) -> BTreeSet<Vec<String>> {
    let text = text.to_lowercase().replace(['\'', '\u{2019}'], "").replace('-', " ");
    let words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    words.windows(words.len().clamp(1, 5)).map(<[String]>::to_vec).collect()
}

/// The ids that are shown when the list is folded, each with how many fold under it.
fn naive_folds(unfolded: &Answer) -> Vec<(&str, u64)> {
    let mut shown: Vec<(&Finding, BTreeSet<Vec<String>>, u64)> = Vec::new();
    let mut grades: BTreeMap<&str, Option<Outcome>> = BTreeMap::new();
    for finding in unfolded.hits.iter().map(|hit| &hit.finding) {
        let runs = runs_of_five(&finding.text);
        let under = shown.iter_mut().find(|(above, others, _)| {
            let shared = runs.intersection(others).count();
            let same_round = above.force == finding.force && above.cycle == finding.cycle;
            let grade = grades[above.id.as_str()];
            let no_grade = grade.is_none() || finding.outcome.is_none();
            shared * 5 >= (runs.len() + others.len() - shared) * 4
                && (above.kind == finding.kind || finding.kind == FindingKind::Narrative)
                && (grade == finding.outcome || no_grade && same_round)
        });
        match under {
            Some((above, _, folded)) => {
                *folded += 1;
                let grade = grades.entry(&above.id).or_default();
                *grade = grade.or(finding.outcome);
            }
            None => {
                grades.insert(&finding.id, finding.outcome);
                shown.push((finding, runs, 0));
            }
        }
    }
    shown.into_iter().map(|(finding, _, folded)| (finding.id.as_str(), folded)).collect()
}

/// The findings by the value of a field, without those that have none.
fn by_value(findings: &[&Finding], field: FieldName) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for value in findings.iter().filter_map(|finding| value(finding, field)) {
        *counts.entry(value).or_insert(0) += 1;
    }
    counts
}

fn check(oracle: &Oracle, indexes: &[Index; 2], text: &str) {
    let query = parse(text).unwrap_or_else(|error| panic!("`{text}`: {}", error.message));
    check_query(oracle, indexes, text, &query);
    // Phrases whose words may move are not known as written.
    if let Ok(exact) = exactly(query) {
        check_query(oracle, indexes, &format!("{text} --exact"), &exact);
    }
}

fn check_query(oracle: &Oracle, indexes: &[Index; 2], text: &str, query: &Query) {
    let typed: Vec<Node> = query.root.iter().flat_map(conditions).collect();
    let conditions = oracle.names.all(&typed);
    let found = |nodes: &[Node]| -> Vec<&Finding> {
        let whole = if query.plain { oracle.whole(nodes) } else { None };
        let nodes = whole.as_deref().unwrap_or(nodes);
        let all = oracle.findings.iter();
        all.filter(|(finding, tokens)| oracle.all(nodes, finding, tokens)).map(|(f, _)| f).collect()
    };
    let expected = found(&conditions);
    let answer = search(&indexes[0], &request(query, 1000, 0)).unwrap();
    let hits = ids(&answer);
    let wanted: BTreeSet<&str> = expected.iter().map(|finding| finding.id.as_str()).collect();
    let got: BTreeSet<&str> = hits.iter().map(String::as_str).collect();
    let differ: Vec<&str> = oracle
        .findings
        .iter()
        .filter(|(f, _)| wanted.contains(f.id.as_str()) != got.contains(f.id.as_str()))
        .map(|(finding, _)| finding.text.as_str())
        .collect();
    assert!(differ.is_empty(), "`{text}` wants {}, finds {}: {differ:?}", wanted.len(), got.len());
    assert_eq!(answer.findings as usize, wanted.len(), "`{text}`");
    for (dimension, field) in [
        (Dimension::Force, FieldName::Force),
        (Dimension::Year, FieldName::Year),
        (Dimension::Grade, FieldName::Grade),
        (Dimension::Kind, FieldName::Kind),
        (Dimension::Pillar, FieldName::Pillar),
    ] {
        let rows = count_findings(&indexes[0], query, &[], &[dimension]).unwrap();
        let rows = rows.into_iter().filter_map(|(mut row, n)| Some((row.pop()?.value?, n)));
        assert_eq!(
            rows.collect::<BTreeMap<_, _>>(),
            by_value(&expected, field),
            "`{text}` {field:?}"
        );
        let others = conditions.iter().filter(|n| !matches!(n, Node::Field(t) if t.field == field));
        let others: Vec<Node> = others.cloned().collect();
        let facet = answer.facets.iter().find(|facet| facet.dimension == dimension).unwrap();
        let facet = facet.values.iter().filter_map(|(b, n)| Some((b.value.clone()?, *n)));
        let facet: BTreeMap<String, u64> = facet.collect();
        assert_eq!(facet, by_value(&found(&others), field), "`{text}` facet {field:?}");
    }
    marks_agree(oracle, &answer, &typed, text);
    names_agree(oracle, &answer, &conditions, text);
    let pages = (0..hits.len()).step_by(7);
    let pages = pages.flat_map(|at| ids(&search(&indexes[0], &request(query, 7, at)).unwrap()));
    assert_eq!(pages.collect::<Vec<_>>(), hits, "`{text}` in pages");
    let mut page = request(query, 5, 0);
    let mut joined = Vec::new();
    loop {
        let answer = search(&indexes[1], &page).unwrap();
        joined.extend(ids(&answer));
        page.listing.after = answer.next;
        if page.listing.after.is_none() {
            break;
        }
    }
    assert_eq!(joined, hits, "`{text}` from cursor to cursor");
    for index in indexes {
        let best = ranked(index, query, &[], 10).unwrap();
        let whole = answer.hits.iter().filter(|hit| hit.matched == Match::All);
        assert_eq!(best.len(), whole.clone().count().min(10), "`{text}` the best alone");
        for (best, hit) in best.iter().zip(whole) {
            let close = (best.score - hit.score).abs() <= 1e-5 * hit.score.max(1.0);
            assert!(close, "`{text}` the best alone: {best:?}, {} {}", hit.finding.id, hit.score);
        }
    }
    let mut folding = request(query, 1000, 0);
    folding.listing.unfold = false;
    let folded = search(&indexes[1], &folding).unwrap();
    let folded: Vec<(&str, u64)> = folded
        .hits
        .iter()
        .map(|hit| (hit.finding.id.as_str(), hit.folded.as_ref().map_or(0, |folded| folded.n)))
        .collect();
    assert_eq!(folded, naive_folds(&answer), "`{text}` folded");
    let other = search(&indexes[1], &request(query, 1000, 0)).unwrap();
    assert_eq!(other, answer, "`{text}` by four threads");
}

/// What is marked is what matched: a finding that holds a wanted part has a mark, every mark holds a wanted word.
fn marks_agree(oracle: &Oracle, answer: &Answer, conditions: &[Node], text: &str) {
    let mut wanted = Vec::new();
    conditions.iter().for_each(|node| wanted_parts(node, &mut wanted));
    for hit in &answer.hits {
        let tokens = analyze(&hit.finding.text);
        let held = wanted.iter().any(|node| oracle.holds(node, &hit.finding, &tokens));
        let lit = &hit.highlights;
        assert!(!held || !lit.is_empty(), "`{text}` marks nothing in {}", hit.finding.text);
        for span in lit {
            let marked = &hit.finding.text[span.start..span.end];
            let tokens = analyze(marked);
            let mut single = wanted.iter().flat_map(|node| words_of(node));
            let pairs = wanted.windows(2).filter_map(|pair| oracle.pair(pair[0], pair[1]));
            let pair =
                pairs.into_iter().any(|ways| !Oracle::runs(&tokens, &ways, |t| &t.stem).is_empty());
            let fits = pair
                || single.any(|node| oracle.holds(&node, &hit.finding, &tokens))
                || wanted.iter().any(|node| oracle.may_move(node, &tokens));
            assert!(fits, "`{text}` marks `{marked}` in {}", hit.finding.text);
        }
        let within = |at: usize| hit.finding.text.is_char_boundary(at);
        assert!(within(hit.passage.start) && within(hit.passage.end));
    }
}

/// What is marked apart is another name of what was typed.
fn names_agree(oracle: &Oracle, answer: &Answer, conditions: &[Node], text: &str) {
    let mut wanted = Vec::new();
    conditions.iter().for_each(|node| names_of(node, &mut wanted));
    for hit in &answer.hits {
        for span in &hit.also_highlights {
            let marked = &hit.finding.text[span.start..span.end];
            let tokens = analyze(marked);
            let fits = wanted.iter().any(|node| oracle.holds(node, &hit.finding, &tokens));
            assert!(fits, "`{text}` marks `{marked}` apart in {}", hit.finding.text);
            let lit =
                |typed: &peelian::report::Span| typed.start < span.end && span.start < typed.end;
            assert!(!hit.highlights.iter().any(lit), "`{text}` marks `{marked}` twice");
        }
    }
}

/// The other names that must or may be there, and what stands near one.
fn names_of(node: &Node, found: &mut Vec<Node>) {
    match node {
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().for_each(|node| names_of(node, found)),
        Node::Boost { node, .. } => names_of(node, found),
        Node::Also { also, .. } => found.extend(also.iter().cloned()),
        Node::Near { .. } => found.extend(words_of(node)),
        _ => {}
    }
}

/// The parts that must or may be there.
fn wanted_parts<'n>(node: &'n Node, found: &mut Vec<&'n Node>) {
    match node {
        Node::And(nodes) | Node::Or(nodes) => {
            nodes.iter().for_each(|node| wanted_parts(node, found))
        }
        Node::Boost { node, .. } => wanted_parts(node, found),
        Node::Not(_) | Node::Field(_) | Node::Everything(_) => {}
        leaf => found.push(leaf),
    }
}

/// What of a part is marked by itself: the sides of a `NEAR`, the words of a phrase that may move.
fn words_of(node: &Node) -> Vec<Node> {
    match node {
        Node::Near { left, right, .. } => [words_of(left), words_of(right)].concat(),
        Node::Or(nodes) => nodes.iter().flat_map(words_of).collect(),
        Node::Also { typed, also } => {
            std::iter::once(&**typed).chain(also).flat_map(words_of).collect()
        }
        Node::Phrase { text, slop: 1.., span } => {
            // A moved compound is marked part by part.
            let words = text.split([' ', '-']);
            words
                .map(|word| Node::Phrase { text: word.to_owned(), slop: 0, span: *span })
                .chain([Node::Phrase { text: text.clone(), slop: 0, span: *span }])
                .collect()
        }
        other => vec![other.clone()],
    }
}

const WORDS: [&str; 26] = [
    "kent",
    "essex",
    "2015",
    "NWU",
    "NWUs",
    "vb",
    "vetting",
    "vetted",
    "vet",
    "backlog",
    "backlogs",
    "force",
    "forces",
    "force\u{2019}s",
    "the",
    "night-watch",
    "night watch",
    "nightwatch",
    "night",
    "watch",
    "organised",
    "organized",
    "unit",
    "rest-day",
    "restday",
    "stop-and-search",
];

fn corpus() -> impl Strategy<Value = Vec<String>> {
    let defined: Vec<&str> = DEFINED.iter().map(|(.., how)| *how).collect();
    let word = prop_oneof![
        12 => prop::sample::select(&WORDS[..]),
        1 => prop::sample::select(defined),
    ];
    let words = prop::collection::vec(word, 1..9);
    let field = |values: &'static [&'static str]| prop::sample::select(values);
    let finding = (
        words,
        field(&["kent", "essex", "cumbria"]),
        field(&["2014", "2015", "2016", ""]),
        field(&["good", "inadequate", "outstanding", "requires_improvement", "ungraded", ""]),
        field(&["legitimacy", "efficiency"]),
        field(&["narrative", "afi", "recommendation"]),
    );
    let line = finding.prop_map(|(words, force, year, grade, pillar, kind)| {
        let body = words.join(" ");
        serde_json::json!({"body": body, "force": force, "year": year, "grade": grade,
            "pillar": pillar, "kind": kind})
        .to_string()
    });
    prop::collection::vec(line, 10..60)
}

fn query() -> impl Strategy<Value = String> {
    let word = || prop::sample::select(&WORDS[..]);
    let fields = [
        "force:kent",
        "force:(kent essex)",
        "year:2015",
        "year:2014..2015",
        "year>=2015",
        "year<2016",
        "year:..2014",
        "grade:good",
        "grade>=good",
        "grade<good",
        "grade:inadequate..good",
        "grade:ungraded",
        "kind:narrative",
        "kind:(afi recommendation)",
        "pillar:legitimacy",
        "missing:year",
        "*",
        "vet*",
        "night-w*",
        "org*",
        "w?t*h",
        "*log*",
        "/(un|b).*/",
        "forse~1",
        "ntight~2",
        "vetitng~1",
    ];
    let kinds = |text: &str| {
        text.replace("kind:(afi", "kind:(area_for_improvement").replace("*log*", "b*log*")
    };
    let pattern =
        || prop::sample::select(vec!["vet*", "night-w*", "w?t*h", "/(un|b).*/", "forse~1"]);
    let begun = || prop::sample::select(vec!["vet*", "night-w*", "rest*", "fo*"]);
    let near = || prop::sample::select(vec!["NEAR", "BEFORE"]);
    let names = [
        "night watch unit",
        "nightwatch units",
        "vetting backlog",
        "vetting backlogs force",
        "vetted backlog",
        "\"the vet backlogs\"",
        "VB -unit",
        "rest day force",
        "organized forces",
        "\"the night-watch unit\"",
        "\"nwu vb\"",
        "\"restday vetting backlog\"",
        "(nwu NEAR/2 force)",
    ];
    let leaf = prop_oneof![
        3 => prop::sample::select(names.to_vec()).prop_map(|name| name.to_owned()),
        4 => word().prop_map(|word| word.to_owned()),
        1 => word().prop_filter("one word", |word| !word.contains(' ')).prop_map(|word| format!("={word}")),
        2 => (word(), word()).prop_map(|(a, b)| format!("\"{a} {b}\"")),
        1 => (word(), word(), word(), 1..6).prop_map(|(a, b, c, n)| format!("\"{a} {b} {c}\"~{n}")),
        1 => (word(), word(), 1..4).prop_map(|(a, b, n)| format!("(\"{a}\" NEAR/{n} \"{b}\")")),
        1 => (word(), word(), 1..4).prop_map(|(a, b, n)| format!("((\"{a}\" OR \"the unit\") NEAR/{n} \"{b}\")")),
        1 => (word(), pattern(), near(), 1..4).prop_map(|(a, b, near, n)| format!("({b} {near}/{n} \"{a}\")")),
        1 => (pattern(), pattern(), word(), near(), 1..4)
            .prop_map(|(a, b, c, near, n)| format!("(\"{c}\" {near}/{n} ({a} OR {b}))")),
        1 => (word(), begun(), 0..4).prop_map(|(a, b, n)| format!("\"{a} {b}\"~{n}")),
        1 => (word(), begun(), word()).prop_map(|(a, b, c)| format!("\"{b} {a} {c}\"")),
        3 => prop::sample::select(fields.map(kinds).to_vec()),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let some = || prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            3 => some().prop_map(|parts| parts.join(" ")),
            1 => some().prop_map(|parts| format!("({})", parts.join(" AND "))),
            1 => some().prop_map(|parts| format!("({})", parts.join(" OR "))),
            1 => inner.clone().prop_map(|part| format!("NOT ({part})")),
            1 => inner.prop_map(|part| format!("({part})^2")),
        ]
    })
}

fn built(folder: &Path, name: &str, threads: usize) -> Index {
    let dir = folder.join(name);
    let options =
        BuildOptions { threads, memory: 64 << 20, strict: true, ..BuildOptions::default() };
    build(&[folder.join("corpus")], &dir, &options).unwrap();
    Index::open(&dir).unwrap()
}

fn one_corpus(seed: u8) {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("corpus")).unwrap();
    std::fs::write(folder.path().join("corpus/thesaurus.toml"), THESAURUS).unwrap();
    let lines = corpus().new_tree(&mut runner).unwrap().current();
    for (number, lines) in lines.chunks(8).enumerate() {
        let file = folder.path().join(format!("corpus/{number}.jsonl"));
        std::fs::write(file, lines.join("\n")).unwrap();
    }
    let indexes = [built(folder.path(), "one", 1), built(folder.path(), "four", 4)];
    let reports = indexes[0].reports().unwrap();
    let findings = reports.iter().map(|r| indexes[0].report(&r.id).unwrap().unwrap().findings);
    let oracle = Oracle::new(findings.collect());
    assert_eq!(oracle.findings.len(), lines.len());
    for _ in 0..QUERIES {
        check(&oracle, &indexes, &query().new_tree(&mut runner).unwrap().current());
    }
}

#[test]
fn the_engine_finds_what_a_naive_reading_finds() {
    let mut failures = Vec::new();
    for seed in 0..CORPORA {
        if let Err(why) = std::panic::catch_unwind(|| one_corpus(seed)) {
            let why = why.downcast_ref::<String>().cloned().unwrap_or_default();
            failures.push(format!("seed {seed}: {why}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

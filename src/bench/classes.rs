//! Questions of many classes, from the words of the index.

use std::collections::BTreeSet;

use crate::Result;
use crate::analyse::CountRequest;
use crate::index::{Index, analyze};
use crate::query;
use crate::search::{self, Dimension, SearchRequest};

/// Questions of a class.
const QUESTIONS: usize = 4;

/// Parts of the findings that hold a rare, a middling and a common word.
const RARE: f64 = 0.0005;
const MIDDLING: f64 = 0.01;
const COMMON: f64 = 0.3;

/// Questions that cost alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Class {
    /// Its name.
    pub name: &'static str,
    /// At least one.
    pub questions: Vec<Question>,
}

/// A question, as it is typed and as it is asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Question {
    /// Ten findings with totals and facets.
    Search {
        /// The query.
        text: String,
        /// What it means.
        request: Box<SearchRequest>,
    },
    /// A table of counts of findings.
    Count {
        /// The values of `--by`.
        by: &'static str,
        /// What it means.
        request: Box<CountRequest>,
    },
}

impl Question {
    fn search(text: String) -> Result<Self> {
        let request = Box::new(SearchRequest::new(query::parse(&text)?));
        Ok(Self::Search { text, request })
    }

    /// The verb and its arguments, as one types them.
    #[must_use]
    pub fn typed(&self) -> Vec<String> {
        let words: &[&str] = match self {
            Self::Search { text, .. } => &["search", text],
            Self::Count { by, .. } => &["count", "--unit", "findings", "--by", by],
        };
        words.iter().map(|word| (*word).to_owned()).collect()
    }
}

/// The classes of an index. One for which the index has no words is left out.
///
/// # Errors
/// `IndexDamaged`, `Io`.
pub fn classes(index: &Index) -> Result<Vec<Class>> {
    let words = Words::of(index)?;
    let two = |a: &[String], b: &[String], between: &str| -> Vec<String> {
        let pairs = a.iter().zip(b.iter().rev()).filter(|(a, b)| a != b);
        pairs.map(|(a, b)| format!("{a}{between}{b}")).collect()
    };
    let three = |between: &str| -> Vec<String> {
        let all = words.common.iter().zip(&words.middling).zip(&words.rare);
        all.map(|((a, b), c)| [a.as_str(), b, c].join(between)).collect()
    };
    let pairs = pairs(index, &words.common)?;
    let ended = |words: &[String], letters: usize| -> Vec<String> {
        let begun = words.iter().filter_map(|word| word.get(..letters));
        begun.map(|begun| format!("{begun}*")).collect()
    };
    let mistyped =
        words.middling.iter().filter_map(|word| Some(format!("{}~1", word.get(..word.len() - 1)?)));
    let graded = words.common.iter().map(|word| format!("{word} grade:good"));
    let without = words.common.iter().zip(&words.middling).map(|(a, b)| format!("{a} NOT {b}"));
    let searches: Vec<(&'static str, Vec<String>)> = vec![
        ("rare word", words.rare.clone()),
        ("middling word", words.middling.clone()),
        ("common word", words.common.clone()),
        ("two common words", two(&words.common, &words.common, " ")),
        ("common and middling", two(&words.common, &words.middling, " ")),
        ("three words", three(" ")),
        ("one of two", two(&words.common, &words.common, " OR ")),
        ("one of three", three(" OR ")),
        ("phrase", pairs.iter().map(|(a, b)| format!("\"{a} {b}\"")).collect()),
        ("near", two(&words.common, &words.middling, " NEAR/10 ")),
        ("prefix", ended(&words.middling, 4)),
        ("one letter off", mistyped.collect()),
        ("filtered", graded.collect()),
        ("without", without.collect()),
    ];
    let mut classes = Vec::new();
    for (name, texts) in searches {
        let texts = texts.into_iter().take(QUESTIONS);
        let questions = texts.map(Question::search).collect::<Result<Vec<_>>>()?;
        classes.push(Class { name, questions });
    }
    let counted = [
        ("count of one", "grade", vec![Dimension::Grade]),
        ("count of two", "force,grade", vec![Dimension::Force, Dimension::Grade]),
    ];
    for (name, by, dimensions) in counted {
        let request = Box::new(CountRequest::of_findings(dimensions));
        classes.push(Class { name, questions: vec![Question::Count { by, request }] });
    }
    classes.retain(|class| !class.questions.is_empty());
    Ok(classes)
}

/// Words by how many findings hold them.
struct Words {
    rare: Vec<String>,
    middling: Vec<String>,
    common: Vec<String>,
}

impl Words {
    fn of(index: &Index) -> Result<Self> {
        let all = search::frequencies(index)?;
        let findings = index.stats().findings as f64;
        let [rare, middling, common] = [RARE, MIDDLING, COMMON].map(|part| {
            // No word is rarer than that of one finding.
            let wanted = (findings * part).max(1.0);
            let mut near: Vec<(f64, &str)> = all
                .iter()
                .map(|(word, held)| ((*held as f64 / wanted).ln().abs(), word.as_str()))
                .collect();
            near.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(b.1)));
            let mut stems = BTreeSet::new();
            let new = near.into_iter().filter(|(_, word)| {
                analyze(word).first().is_some_and(|token| stems.insert(token.stem.clone()))
            });
            new.take(QUESTIONS).map(|(_, word)| word.to_owned()).collect()
        });
        Ok(Self { rare, middling, common })
    }
}

/// Words that stand together in the findings of common words.
fn pairs(index: &Index, common: &[String]) -> Result<BTreeSet<(String, String)>> {
    let mut pairs = BTreeSet::new();
    for word in common {
        let Question::Search { request, .. } = Question::search(word.clone())? else { continue };
        for hit in search::search(index, &request)?.hits {
            let tokens = analyze(&hit.finding.text);
            let stands = tokens.windows(2).find(|pair| {
                pair[0].text == *word
                    && pair.iter().all(|token| token.role == "word" && token.text.is_ascii())
            });
            if let Some(pair) = stands {
                pairs.insert((pair[0].text.clone(), pair[1].text.clone()));
                break;
            }
        }
    }
    Ok(pairs)
}

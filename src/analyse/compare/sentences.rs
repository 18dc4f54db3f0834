//! Sentences that findings of several bodies have in the same words.

use std::collections::{BTreeMap, BTreeSet};

use crate::report::{Finding, FindingKind};
use crate::search;

/// Words of a sentence that is worth finding again: shorter ones meet by chance.
const SHORTEST: usize = 6;

/// The sentences that two and more bodies share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentences {
    /// By the number of bodies that have it, then by length: most and longest first.
    pub shared: Vec<SharedSentence>,
    /// Different sentences of six words and more of each body.
    pub of: Vec<u64>,
}

/// A sentence and who has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedSentence {
    /// As printed where it stands first.
    pub text: String,
    /// The first finding of each body that has it: the body by its place, and the id of the finding.
    pub places: Vec<(usize, String)>,
}

/// The sentences whose words are the same, but for case and signs, in findings of two and more bodies; judgments are left
/// out, whose questions and stems are the same for all.
pub(super) fn shared(of_forces: &[Vec<Finding>]) -> Sentences {
    let mut seen: BTreeMap<String, SharedSentence> = BTreeMap::new();
    let mut of = Vec::with_capacity(of_forces.len());
    for (force, findings) in of_forces.iter().enumerate() {
        let mut own: BTreeSet<String> = BTreeSet::new();
        for finding in findings.iter().filter(|it| it.kind != FindingKind::Judgment) {
            for span in search::sentences(&finding.text) {
                let text = finding.text.get(span.start..span.end).unwrap_or_default();
                let Some(words) = words(text) else { continue };
                if own.insert(words.clone()) {
                    let sentence = seen.entry(words).or_insert_with(|| SharedSentence {
                        text: text.trim().to_owned(),
                        places: Vec::new(),
                    });
                    sentence.places.push((force, finding.id.clone()));
                }
            }
        }
        of.push(own.len() as u64);
    }
    let mut shared: Vec<SharedSentence> =
        seen.into_values().filter(|sentence| sentence.places.len() > 1).collect();
    shared.sort_by(|a, b| {
        let size = |it: &SharedSentence| (it.places.len(), it.text.len());
        size(b).cmp(&size(a)).then_with(|| a.text.cmp(&b.text))
    });
    Sentences { shared, of }
}

/// The words in lower case, joined; `None` if they are too few.
fn words(text: &str) -> Option<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<String> = words.map(str::to_lowercase).collect();
    (words.len() >= SHORTEST).then(|| words.join(" "))
}

//! How much a word tells: the fewer findings hold it, the more.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::Term;
use tantivy::query::TermQuery;
use tantivy::schema::IndexRecordOption;

use crate::Result;
use crate::index::{Index, RecordType, guarded};

/// The inverse document frequency `ln(N / n)` of each of `stems`, N being all findings and n those that hold it, counted
/// and not estimated, so that it is the same in any number of segments. K. Sparck Jones, "A statistical interpretation of
/// term specificity and its application in retrieval", Journal of Documentation 28, 1972.
///
/// # Errors
/// `IndexDamaged`.
pub(crate) fn rarity(index: &Index, stems: &BTreeSet<String>) -> Result<BTreeMap<String, f64>> {
    guarded(index.dir(), || {
        let all = index.count(&*index.of_type(RecordType::Finding))? as f64;
        let mut rarity = BTreeMap::new();
        for stem in stems {
            let term = Term::from_field_text(index.fields().text, stem);
            let query = TermQuery::new(term, IndexRecordOption::Basic);
            let held = index.count(&query)?;
            rarity.insert(stem.clone(), (all / held.max(1) as f64).ln().max(0.0));
        }
        Ok(rarity)
    })
}

//! The language of findings: where words stand, which are typical, which keep company, how evenly they are spread.
//!
//! A token is a word as the analysis of the index gives it: a run of letters and digits in lower case, without accents
//! and possessives, not stemmed. The parts of a compound (`counter-corruption`) are tokens each.

mod concordance;

pub use concordance::{
    Concordance, ConcordanceLine, ConcordanceRequest, LineOrder, MAX_WIDTH, concordance,
};

//! The language of findings: where words stand, which are typical, which keep company, how evenly they are spread.
//!
//! A token is a word as the analysis of the index gives it: a run of letters and digits in lower case, without accents
//! and possessives, not stemmed. A compound (`counter-corruption`) is a token for each of its parts and one more for the
//! whole, written without dashes.

mod collocates;
mod concordance;
mod grams;
mod keyness;
mod mask;
pub mod measures;
mod ngrams;
mod scales;
mod spread;

pub use collocates::{
    Collocate, CollocateOrder, Collocates, CollocatesRequest, MAX_WINDOW, collocates,
};
pub(super) use concordance::why_nothing;
pub use concordance::{
    Concordance, ConcordanceLine, ConcordanceRequest, LineOrder, MAX_WIDTH, Placed, concordance,
    placed,
};
pub use grams::{MAX_GRAM, Masked};
pub use keyness::{KeyOrder, Keyness, KeynessRequest, Keyword, SideTotal, Use, keyness};
pub use mask::Mask;
pub use ngrams::{Ngram, Ngrams, NgramsRequest, ngrams};
pub use spread::{Spread, SpreadPart, spread};

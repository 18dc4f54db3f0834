//! The verbs as a user runs them, one file a verb.

mod batch;
mod cite;
mod collocates;
mod concordance;
mod count;
mod coverage;
mod dispersion;
mod due;
mod export;
mod grades;
mod heatmap;
mod index;
mod keyness;
mod like;
mod listing;
mod movers;
mod ngrams;
mod pictures;
mod rank;
mod reports;
mod search;
mod show;
mod thesaurus;
mod transitions;
mod trend;
mod verify;

//! The verbs as a user runs them, one file a verb.

mod count;
mod grades;
mod index;
mod like;
mod reports;
mod search;
mod show;
mod verify;

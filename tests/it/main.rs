//! The one integration binary.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod cli;
mod corpus;
mod desk;
mod docs;
mod hostile;
mod kill;
mod oracle;
mod quality;
mod suite;
mod tidy;

//! The one integration binary.

mod cli;
mod corpus;
mod desk;
mod docs;
mod suite;
mod tidy;

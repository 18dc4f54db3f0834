//! The one integration binary.

mod cli;
mod desk;
mod docs;
mod suite;

//! The one integration binary.

mod corpus;
mod suite;
mod tidy;

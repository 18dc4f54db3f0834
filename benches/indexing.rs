//! Time to index, measured with criterion.
fn main() {}

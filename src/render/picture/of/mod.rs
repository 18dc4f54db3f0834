//! From results to pictures: one file an analysis.

mod counts;
mod grades;

pub use counts::counts;
pub use grades::grades;

//! From results to pictures: one file an analysis.

mod counts;
mod grades;
mod keyness;
mod movements;
mod trend;

pub use counts::counts;
pub use grades::grades;
pub use keyness::keyness;
pub use movements::{movers, transitions};
pub use trend::trend;

//! The options of verbs that compare two rounds: `--from`, `--to`, `--question`, `--include`.

use super::count;
use super::filters::Filters;
use crate::Result;
use crate::analyse::{PairsRequest, Topics};

/// The options as typed.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct Rounds {
    /// The earlier round, such as 2016 [default: the last but one that can be compared]
    #[arg(long, value_name = "CYCLE")]
    from: Option<String>,
    /// The later round, such as 2018/19 [default: the last that can be compared]
    #[arg(long, value_name = "CYCLE")]
    to: Option<String>,
    /// Whose grades: overall, all, a number as in the later round, or a name such as investigating_crime
    #[arg(long, value_name = "QUESTION")]
    question: Option<String>,
    /// Judgments that are left out otherwise: retrospective, second_hand
    #[arg(long, value_name = "WHICH", value_delimiter = ',')]
    include: Vec<String>,
    #[command(flatten)]
    filters: Filters,
}

impl Rounds {
    /// What is meant.
    ///
    /// # Errors
    /// `Usage` for a value that an option cannot have.
    pub(super) fn meant(&self) -> Result<PairsRequest> {
        Ok(PairsRequest {
            filters: self.filters.meant()?,
            from: self.from.clone(),
            to: self.to.clone(),
            topics: self.question.as_deref().map(Topics::read).unwrap_or_default(),
            include: count::include(&self.include)?,
        })
    }
}

/// What is said where no two rounds can be compared.
pub(super) const NOTHING: &str =
    "no two rounds under these filters can be compared; `--from` and `--to` name two all the same";

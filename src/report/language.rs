use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The language that most of a document is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Language {
    /// English.
    #[serde(rename = "en")]
    English,
    /// Welsh.
    #[serde(rename = "cy")]
    Welsh,
}

impl Language {
    /// Both.
    pub const ALL: [Self; 2] = [Self::English, Self::Welsh];

    /// Its code by BCP 47: `en`, `cy`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Welsh => "cy",
        }
    }
}

impl FromStr for Language {
    type Err = ();

    /// Reads a language by its code or its name, in English or Welsh, in any case.
    fn from_str(text: &str) -> Result<Self, ()> {
        match text.trim().to_lowercase().as_str() {
            "en" | "english" | "saesneg" => Ok(Self::English),
            "cy" | "welsh" | "cymraeg" => Ok(Self::Welsh),
            _ => Err(()),
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::English => "English",
            Self::Welsh => "Welsh",
        })
    }
}

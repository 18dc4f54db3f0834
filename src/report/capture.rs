use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Which page a document is a copy of, and when it was taken: by this the states of one page are known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capture {
    /// The page's address without what differs between copies of one page: scheme, host of the inspectorate, query,
    /// closing `/`. `None` if no address is known, or it names no single page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// When the copy was taken from the web, if that was supplied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub captured: Option<Timestamp>,
    /// Sixteen hexadecimal digits of the digest of its text: two documents with the same say the same. Empty for
    /// documents without text of their own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
}

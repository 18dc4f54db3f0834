//! Addresses in the queue, and what is told of them.

use url::Url;

use super::client::Trouble;
use super::journal::Known;
use super::{Fetched, Outcome, Plan};
use crate::{Error, ErrorKind, Result};

/// An address to ask for.
#[derive(Debug, Clone)]
pub(super) struct Task {
    pub(super) url: Url,
    /// Where the address is from.
    pub(super) from: From,
    /// Links in a row that led here.
    pub(super) depth: u32,
}

#[derive(Debug, Clone)]
pub(super) enum From {
    /// It was named by the user.
    User,
    /// A sitemap of this depth names it as another sitemap.
    Index(u32),
    /// A sitemap names it as a page.
    Sitemap,
    /// A page links to it.
    Page { url: String, file: String, pdf: bool },
}

/// What decides whether a run goes on with another: what is asked for, not how fast.
pub(super) fn fingerprint(plan: &Plan<'_>) -> String {
    let follow: Vec<&str> = plan.follow.iter().map(regex::Regex::as_str).collect();
    let asked = (&plan.addresses, follow, plan.depth, &plan.hosts, plan.pdf);
    let asked = serde_json::to_vec(&asked).unwrap_or_default();
    blake3::hash(&asked).to_hex().to_string()
}

/// An address as a user writes it; without a scheme it is https.
pub(super) fn address(text: &str) -> Result<Url> {
    let wrong = |what: &str| {
        Error::new(ErrorKind::Usage, format!("`{text}` {what}")).hint(
            "an address is written as https://hmicfrs.justiceinspectorates.gov.uk/peel-reports/",
        )
    };
    let whole = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let url = Url::parse(&whole).map_err(|_| wrong("is no address"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(wrong("is neither http nor https"));
    }
    usable(&url).ok_or_else(|| wrong("holds a user name"))
}

/// The address without what names a place on the page; `None` for what is not asked for.
pub(super) fn usable(url: &Url) -> Option<Url> {
    let web = matches!(url.scheme(), "http" | "https") && url.host_str().is_some();
    let plain = url.username().is_empty() && url.password().is_none();
    (web && plain).then(|| cleaned(url))
}

pub(super) fn cleaned(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_fragment(None);
    if url.query() == Some("") {
        url.set_query(None);
    }
    url
}

/// Where redirects led, if they did.
pub(super) fn behind(task: &Task, at: &Url) -> Option<String> {
    (*at != task.url).then(|| at.to_string())
}

pub(super) fn blank(task: &Task, outcome: Outcome) -> Fetched {
    let page = match &task.from {
        From::Page { url, .. } => Some(url.clone()),
        _ => None,
    };
    Fetched {
        outcome,
        url: task.url.to_string(),
        final_url: None,
        page,
        status: None,
        file: None,
        before: None,
        bytes: None,
        digest: None,
        licence: None,
        reason: None,
        named: matches!(task.from, From::User),
        network: false,
    }
}

pub(super) fn of_trouble(task: &Task, trouble: Trouble) -> Fetched {
    let (outcome, reason, network) = match trouble {
        Trouble::Refused(what) => (Outcome::Refused, what, false),
        Trouble::Network(what) => (Outcome::Failed, what, true),
        Trouble::TooLarge(what) => (Outcome::Failed, what, false),
    };
    Fetched { reason: Some(reason), network, ..blank(task, outcome) }
}

pub(super) fn of_known(
    task: &Task,
    at: &Url,
    known: &Known,
    status: u16,
    outcome: Outcome,
) -> Fetched {
    Fetched {
        final_url: behind(task, at),
        status: Some(status),
        file: Some(known.file.clone()),
        bytes: Some(known.bytes),
        digest: Some(known.digest.clone()),
        ..blank(task, outcome)
    }
}

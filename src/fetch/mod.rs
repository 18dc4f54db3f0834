//! Reports from the web into a folder: here are addresses, get what stands behind them, politely and once.
//!
//! One request at a time. [`fetch`] takes a [`Plan`] and tells of every address what became of it ([`Fetched`]) as soon as
//! it is known. `crawl.rs` is the queue; it asks `manners.rs` whether and when a host may be asked, `client.rs` for the
//! bytes (`guard.rs` watches where a connection leads), `names.rs` for a file name, `store.rs` to put a document and its
//! sidecar down, `journal.rs` what earlier runs did, `sitemap.rs` for the addresses of a sitemap.

#[cfg(feature = "fetch")]
mod client;
#[cfg(feature = "fetch")]
mod crawl;
#[cfg(feature = "fetch")]
mod guard;
#[cfg(feature = "fetch")]
mod journal;
#[cfg(feature = "fetch")]
mod manners;
#[cfg(feature = "fetch")]
mod missing;
#[cfg(feature = "fetch")]
mod names;
mod network;
#[cfg(feature = "fetch")]
mod place;
#[cfg(feature = "fetch")]
mod sitemap;
#[cfg(feature = "fetch")]
mod store;
#[cfg(feature = "fetch")]
mod task;

pub use network::{Network, Private};

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use regex::Regex;

use crate::Result;

/// What is to be fetched, and how.
pub struct Plan<'a> {
    /// Addresses of documents, of pages with links to them, or of sitemaps.
    pub addresses: Vec<String>,
    /// The folder that gets the documents; it is made if it is not there.
    pub into: PathBuf,
    /// Links to follow: whose whole address one of these matches. Of a sitemap, the addresses to take (all if empty).
    pub follow: Vec<Regex>,
    /// Links in a row that are followed at most.
    pub depth: u32,
    /// Documents that are asked for at most.
    pub limit: u64,
    /// Hosts to follow links to, besides those of `addresses` and their neighbours.
    pub hosts: Vec<String>,
    /// True if the PDF files that a page links to are fetched with it.
    pub pdf: bool,
    /// Rest between two requests to one host; a host may ask for more.
    pub delay: Duration,
    /// Longest time of one request, from the name's look-up to the last byte.
    pub timeout: Duration,
    /// Largest document, in bytes after decompression.
    pub max_bytes: u64,
    /// How the owner of a site can reach who runs this: an address of mail or of a page.
    pub contact: Option<String>,
    /// Private networks that may be connected to.
    pub private: Private,
    /// True if only robots.txt files and sitemaps are read and nothing is written.
    pub dry_run: bool,
    /// The time now, as `2026-11-26T05:20:00Z`.
    pub now: &'a dyn Fn() -> String,
    /// Set from outside to stop after the request on its way.
    pub stop: &'a AtomicBool,
}

/// What became of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was not here before and now is.
    New,
    /// It says something else than before; what it said is kept beside it.
    Changed,
    /// It is as it was.
    Unchanged,
    /// It leads to an address that is fetched anyhow.
    Moved,
    /// No document that can be read: an image, a feed.
    Skipped,
    /// The site or a rule of this program forbids it.
    Refused,
    /// It could not be had.
    Failed,
    /// It would be asked for (a dry run).
    Planned,
}

impl Outcome {
    /// The word in tables and JSON lines.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
            Self::Moved => "moved",
            Self::Skipped => "skipped",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::Planned => "planned",
        }
    }
}

/// An address and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// What became of it.
    pub outcome: Outcome,
    /// The address that was asked for.
    pub url: String,
    /// Where redirects led, if they did.
    pub final_url: Option<String>,
    /// The page whose link it is.
    pub page: Option<String>,
    /// The last status of HTTP.
    pub status: Option<u16>,
    /// Where it lies in the folder, with `/`.
    pub file: Option<String>,
    /// Where that lies which it said before.
    pub before: Option<String>,
    /// Its size.
    pub bytes: Option<u64>,
    /// BLAKE3 of its bytes, in hexadecimal.
    pub digest: Option<String>,
    /// The line of the page that names its licence.
    pub licence: Option<String>,
    /// Why it was refused, skipped or failed, without a final full stop.
    pub reason: Option<String>,
    /// True for an address that was named and not found by a link or in a sitemap.
    pub named: bool,
    /// True if the network failed, not the site.
    pub network: bool,
}

/// How many of each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Documents that were not here before.
    pub new: u64,
    /// Documents that say something else than before.
    pub changed: u64,
    /// Documents that are as they were.
    pub unchanged: u64,
    /// Addresses that lead to others that are fetched anyhow.
    pub moved: u64,
    /// Addresses of what is no document.
    pub skipped: u64,
    /// Addresses that may not be asked for.
    pub refused: u64,
    /// Addresses that could not be had.
    pub failed: u64,
    /// Addresses that would be asked for (a dry run).
    pub planned: u64,
    /// Addresses that an earlier run, which was stopped, had done with.
    pub resumed: u64,
    /// Addresses that are known and were not asked for, because of the limit.
    pub waiting: u64,
    /// Of the refused those that were named.
    pub named_refused: u64,
    /// Of the failed those where the network failed.
    pub network_failed: u64,
    /// Requests, those for robots.txt files, sitemaps and redirects too.
    pub requests: u64,
    /// Bytes of the new and changed documents.
    pub bytes: u64,
}

impl Summary {
    /// Documents that are here now, or would be.
    #[must_use]
    pub fn documents(&self) -> u64 {
        self.new + self.changed + self.unchanged + self.resumed + self.planned
    }

    #[cfg(feature = "fetch")]
    fn count(&mut self, one: &Fetched) {
        let counter = match one.outcome {
            Outcome::New => &mut self.new,
            Outcome::Changed => &mut self.changed,
            Outcome::Unchanged => &mut self.unchanged,
            Outcome::Moved => &mut self.moved,
            Outcome::Skipped => &mut self.skipped,
            Outcome::Refused => &mut self.refused,
            Outcome::Failed => &mut self.failed,
            Outcome::Planned => &mut self.planned,
        };
        *counter += 1;
        self.named_refused += u64::from(one.outcome == Outcome::Refused && one.named);
        self.network_failed += u64::from(one.outcome == Outcome::Failed && one.network);
        if matches!(one.outcome, Outcome::New | Outcome::Changed) {
            self.bytes += one.bytes.unwrap_or(0);
        }
    }
}

/// Who hears how it goes.
pub trait Listener {
    /// An address is asked for; so many are known and not done.
    fn asking(&mut self, url: &str, waiting: u64);
    /// An address is done with.
    ///
    /// # Errors
    /// Whatever stops the run.
    fn done(&mut self, one: &Fetched) -> Result<()>;
    /// Something worth saying, in a sentence without a final full stop.
    fn note(&mut self, message: &str);
}

/// Fetches what the plan says. What was put down before an error stays, and the next run goes on from there.
///
/// # Errors
/// `Usage` for an address that is none, `Io` where the folder cannot be written or another run is writing to it,
/// `Interrupted`, and what `listener` gives.
#[cfg(feature = "fetch")]
pub fn fetch(plan: &Plan<'_>, listener: &mut dyn Listener) -> Result<Summary> {
    crawl::run(plan, listener)
}

/// Says that this program cannot fetch.
///
/// # Errors
/// `Usage`, always.
#[cfg(not(feature = "fetch"))]
pub fn fetch(_: &Plan<'_>, _: &mut dyn Listener) -> Result<Summary> {
    let message = "this program was built without its crawler (feature `fetch`)";
    Err(crate::Error::new(crate::ErrorKind::Usage, message))
}

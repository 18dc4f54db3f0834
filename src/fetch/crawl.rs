//! The queue: addresses that are named, and those that sitemaps and links add, one after the other.

use std::collections::{BTreeSet, VecDeque};
use std::fs;
use std::sync::atomic::Ordering;
use std::time::Duration;

use url::Url;

use super::client::{Answer, Client, Condition, Trouble};
use super::journal::{Journal, Known};
use super::manners::{LONGEST_REST, Manners, next};
use super::missing::says_missing;
use super::place::{Place, Taken};
use super::store::{self, Sidecar};
use super::task::{
    From, Task, address, behind, blank, cleaned, fingerprint, of_known, of_trouble, usable,
};
use super::{Fetched, Listener, Outcome, Plan, Summary, names, sitemap};
use crate::extract;
use crate::{Error, ErrorKind, Result};

/// Redirects in a row that are followed.
const MOST_HOPS: usize = 10;

/// Tries of one address where the network fails or the site is busy.
const TRIES: u32 = 3;

/// Sitemaps within sitemaps; the protocol knows one level.
const DEEPEST_SITEMAP: u32 = 2;

/// Links of one page that are looked at.
const MOST_LINKS: usize = 10_000;

/// A run on its way.
struct Crawl<'a, 'l> {
    plan: &'a Plan<'a>,
    listener: &'l mut dyn Listener,
    client: Client,
    manners: Manners<'a>,
    /// None in a dry run, which writes nothing.
    journal: Option<Journal>,
    queue: VecDeque<Task>,
    /// Every address that was ever in the queue or stood behind a redirect.
    seen: BTreeSet<String>,
    /// Hosts that links may lead to.
    homes: BTreeSet<String>,
    summary: Summary,
    asked: u64,
}

pub(super) fn run(plan: &Plan<'_>, listener: &mut dyn Listener) -> Result<Summary> {
    let mut crawl = Crawl::begin(plan, listener)?;
    let ended = crawl.work();
    crawl.summary.requests = crawl.client.requests;
    ended.map(|()| crawl.summary)
}

impl<'a, 'l> Crawl<'a, 'l> {
    fn begin(plan: &'a Plan<'a>, listener: &'l mut dyn Listener) -> Result<Self> {
        let named =
            plan.addresses.iter().map(|text| address(text)).collect::<Result<Vec<Url>>>()?;
        let journal = if plan.dry_run {
            None
        } else {
            fs::create_dir_all(&plan.into).map_err(|error| Error::io(&plan.into, error))?;
            Some(Journal::open(&plan.into, &fingerprint(plan), &(plan.now)())?)
        };
        let homes = named.iter().filter_map(|url| url.host_str().map(str::to_owned));
        let mut crawl = Self {
            plan,
            listener,
            client: Client::new(plan),
            manners: Manners::new(plan.delay, plan.stop),
            journal,
            queue: VecDeque::new(),
            seen: BTreeSet::new(),
            homes: homes.chain(plan.hosts.iter().map(|host| host.to_lowercase())).collect(),
            summary: Summary::default(),
            asked: 0,
        };
        for url in named {
            crawl.add(Task { url, from: From::User, depth: 0 });
        }
        Ok(crawl)
    }

    fn work(&mut self) -> Result<()> {
        while let Some(task) = self.queue.pop_front() {
            if self.plan.stop.load(Ordering::Relaxed) {
                let message = "stopped; what was fetched is in its place";
                return Err(Error::new(ErrorKind::Interrupted, message)
                    .hint("the same command goes on from there"));
            }
            if self.go_on_from(&task) {
                self.summary.resumed += 1;
                continue;
            }
            if self.asked >= self.plan.limit {
                self.summary.waiting += 1;
                continue;
            }
            self.listener.asking(task.url.as_str(), self.queue.len() as u64);
            let found = if self.plan.dry_run { self.foresee(&task) } else { self.visit(&task)? };
            if let Some(one) = found {
                self.asked += 1;
                self.summary.count(&one);
                self.listener.done(&one)?;
            }
        }
        match &mut self.journal {
            Some(journal) if self.summary.waiting == 0 => journal.end(),
            _ => Ok(()),
        }
    }

    /// Puts an address into the queue, once.
    fn add(&mut self, task: Task) {
        if self.seen.insert(task.url.as_str().to_owned()) {
            self.queue.push_back(task);
        }
    }

    /// True if the run that goes on was done with the address; its links are taken from the file.
    fn go_on_from(&mut self, task: &Task) -> bool {
        let Some(journal) = &self.journal else { return false };
        let Some(to) = journal.done(task.url.as_str()) else { return false };
        let url = to.and_then(|to| Url::parse(to).ok()).unwrap_or_else(|| task.url.clone());
        let Some(known) = journal.known(&self.plan.into, url.as_str()) else {
            // No document, or a redirect to what is in the queue anyhow.
            return to.is_none_or(|to| self.seen.contains(to));
        };
        let file = known.file.clone();
        self.seen.insert(url.as_str().to_owned());
        self.take_links_of(&file, &url, task.depth);
        true
    }

    /// What a run would do with an address; sitemaps are read all the same.
    fn foresee(&mut self, task: &Task) -> Option<Fetched> {
        let path = task.url.path();
        let may_be_sitemap = path.ends_with(".xml") || path.ends_with(".xml.gz");
        let named_so = matches!(task.from, From::User) && may_be_sitemap;
        if named_so || matches!(task.from, From::Index(_)) {
            return self.visit(task).unwrap_or_else(|error| {
                Some(Fetched { reason: Some(error.message), ..blank(task, Outcome::Failed) })
            });
        }
        if let Err(trouble) = self.manners.may_ask(&task.url, &mut self.client) {
            return Some(of_trouble(task, trouble));
        }
        let ending = if path.to_ascii_lowercase().ends_with(".pdf") { "pdf" } else { "html" };
        let file = Some(names::path(&task.url, ending));
        Some(Fetched { file, ..blank(task, Outcome::Planned) })
    }

    /// Asks for an address and puts down what comes; `None` for a sitemap, whose addresses join the queue.
    fn visit(&mut self, task: &Task) -> Result<Option<Fetched>> {
        let mut chain = vec![task.url.clone()];
        for _ in 0..=MOST_HOPS {
            let Some(at) = chain.last().cloned() else { break };
            let end = |one: Fetched| Fetched { final_url: behind(task, &at), ..one };
            let answer = match self.answer(&at) {
                Ok(answer) => answer,
                Err(trouble) => return Ok(Some(end(of_trouble(task, trouble)))),
            };
            let failed = |reason: String| {
                let status = Some(answer.status);
                let one = Fetched { status, reason: Some(reason), ..blank(task, Outcome::Failed) };
                Ok(Some(end(one)))
            };
            match answer.status {
                200 => return self.take(task, &at, &answer),
                304 => return self.leave(task, &at),
                301 | 302 | 303 | 307 | 308 => {
                    let to = answer.location.as_deref().unwrap_or_default();
                    let to = match next(&at, to).map(|to| cleaned(&to)) {
                        Ok(to) => to,
                        Err(what) => {
                            let one = of_trouble(task, Trouble::Refused(what));
                            return Ok(Some(end(Fetched { status: Some(answer.status), ..one })));
                        }
                    };
                    if chain.contains(&to) {
                        return failed("redirects in a circle".to_owned());
                    }
                    if !self.seen.insert(to.as_str().to_owned()) {
                        self.finish(task, Some(&to))?;
                        let final_url = Some(to.to_string());
                        let status = Some(answer.status);
                        return Ok(Some(Fetched {
                            final_url,
                            status,
                            ..blank(task, Outcome::Moved)
                        }));
                    }
                    chain.push(to);
                }
                404 | 410 => {
                    return failed(
                        self.gone("the site has no such page any more or never had", &at),
                    );
                }
                status => return failed(format!("the site answers {status}")),
            }
        }
        let reason = Some(format!("more than {MOST_HOPS} redirects"));
        Ok(Some(Fetched { reason, ..blank(task, Outcome::Failed) }))
    }

    /// The reason for an address where nothing is, and that what was there before stays here.
    fn gone(&self, why: &str, at: &Url) -> String {
        let there = self.journal.as_ref().and_then(|journal| journal.file_of(at.as_str()));
        format!("{why}{}", there.map_or("", |_| "; what was fetched before is kept"))
    }

    /// Asks until there is an answer, or no more try is worth it.
    fn answer(&mut self, at: &Url) -> std::result::Result<Answer, Trouble> {
        self.manners.may_ask(at, &mut self.client)?;
        let journal = self.journal.as_ref();
        let known =
            journal.and_then(|journal| journal.known(&self.plan.into, at.as_str())).cloned();
        let condition = known.as_ref().map_or_else(Condition::default, |known| Condition {
            etag: known.etag.as_deref(),
            modified: known.modified.as_deref(),
        });
        let mut tried = 0;
        loop {
            tried += 1;
            let answer = self.manners.ask(at, condition, self.plan.max_bytes, &mut self.client);
            let pause = match &answer {
                Err(Trouble::Network(_)) => Some(self.plan.delay * (1 << tried)),
                Ok(answer) if matches!(answer.status, 429 | 500 | 502 | 503 | 504) => {
                    Some(answer.retry_after.unwrap_or(self.plan.delay * (1 << (tried + 1))))
                }
                _ => None,
            };
            let again = pause.filter(|pause| tried < TRIES && *pause <= LONGEST_REST);
            let Some(pause) = again.filter(|_| !self.plan.stop.load(Ordering::Relaxed)) else {
                self.manners.tried(at, matches!(answer, Err(Trouble::Network(_))));
                return answer;
            };
            self.rest(at, pause);
        }
    }

    fn rest(&mut self, at: &Url, pause: Duration) {
        if pause >= Duration::from_secs(5) {
            let host = at.host_str().unwrap_or_default();
            self.listener.note(&format!("waiting {} s for `{host}`", pause.as_secs()));
        }
        self.manners.wait(pause);
    }

    /// The site says that the document is as it was.
    fn leave(&mut self, task: &Task, at: &Url) -> Result<Option<Fetched>> {
        let journal = self.journal.as_ref();
        let known =
            journal.and_then(|journal| journal.known(&self.plan.into, at.as_str())).cloned();
        let Some(known) = known else {
            let reason = Some("the site says `not modified` of what is not here".to_owned());
            let one = Fetched { status: Some(304), reason, ..blank(task, Outcome::Failed) };
            return Ok(Some(one));
        };
        self.take_links_of(&known.file, at, task.depth);
        self.finish(task, Some(at))?;
        Ok(Some(of_known(task, at, &known, 304, Outcome::Unchanged)))
    }

    /// The bytes of an address: a sitemap, a document, or neither.
    fn take(&mut self, task: &Task, at: &Url, answer: &Answer) -> Result<Option<Fetched>> {
        let one = Fetched {
            final_url: behind(task, at),
            status: Some(answer.status),
            ..blank(task, Outcome::Skipped)
        };
        let level = match task.from {
            From::User => Some(0),
            From::Index(level) => Some(level),
            From::Sitemap | From::Page { .. } => None,
        };
        if let Some(level) = level {
            match sitemap::read(&answer.body) {
                Some(Ok(found)) => {
                    self.take_sitemap(found, level);
                    return Ok(None);
                }
                Some(Err(what)) => {
                    return Ok(Some(Fetched {
                        outcome: Outcome::Failed,
                        reason: Some(what),
                        ..one
                    }));
                }
                None if level > 0 => {
                    let reason = Some("no sitemap, though one names it so".to_owned());
                    return Ok(Some(Fetched { outcome: Outcome::Failed, reason, ..one }));
                }
                None => {}
            }
        }
        if self.plan.dry_run {
            let file = Some(names::path(at, "html"));
            return Ok(Some(Fetched { outcome: Outcome::Planned, file, ..one }));
        }
        if answer.body.is_empty() {
            let reason = Some("an empty answer".to_owned());
            return Ok(Some(Fetched { outcome: Outcome::Failed, reason, ..one }));
        }
        let Some(ending) = names::ending(answer.content_type.as_deref(), at, &answer.body) else {
            self.finish(task, Some(at))?;
            let what = answer.content_type.as_deref().unwrap_or("bytes of an unknown sort");
            let reason = Some(format!("no document that is read: `{what}`"));
            return Ok(Some(Fetched { reason, ..one }));
        };
        if ending == "html"
            && let Some(said) = says_missing(&answer.body)
        {
            let reason = self.gone(&format!("the page says `{said}`, though with status 200"), at);
            return Ok(Some(Fetched { outcome: Outcome::Failed, reason: Some(reason), ..one }));
        }
        let one = self.put(task, at, answer, ending, one)?;
        self.take_links(task.depth, at, one.file.as_deref().unwrap_or_default(), &answer.body);
        self.finish(task, Some(at))?;
        Ok(Some(one))
    }

    /// Puts a document down, unless what is here says the same.
    fn put(
        &mut self,
        task: &Task,
        at: &Url,
        answer: &Answer,
        ending: &str,
        one: Fetched,
    ) -> Result<Fetched> {
        let folder = &self.plan.into;
        let Some(journal) = &mut self.journal else { return Ok(one) };
        let digest = blake3::hash(&answer.body).to_hex().to_string();
        let licence = (ending == "html").then(|| extract::links(&answer.body).licence).flatten();
        let known = journal.known(folder, at.as_str()).cloned();
        let now = (self.plan.now)();
        let (etag, modified) = (answer.etag.clone(), answer.modified.clone());
        let bytes = answer.body.len() as u64;
        let (url, fetched) = (at.to_string(), now.clone());
        let mut new = Known { url, file: String::new(), digest, bytes, fetched, etag, modified };
        if let Some(known) = &known {
            let old = fs::read(folder.join(&known.file)).unwrap_or_default();
            if known.digest == new.digest || store::same_text(&known.file, &old, &answer.body) {
                let (etag, modified) = (new.etag, new.modified);
                journal.put(Known { etag, modified, ..known.clone() })?;
                return Ok(of_known(task, at, known, answer.status, Outcome::Unchanged));
            }
        }
        let place = Place::find(task, at, ending, &new.digest, &self.plan.into, journal);
        new.file.clone_from(&place.path);
        let file = folder.join(&place.path);
        let mut before = None;
        if place.taken == Some(Taken::Other) {
            let stamp = known.as_ref().map_or(now.as_str(), |known| &known.fetched);
            let earlier = names::earlier(&place.path, stamp);
            store::keep(&file, &folder.join(&earlier))?;
            before = Some(earlier);
        }
        if place.taken != Some(Taken::Same) {
            store::write(&file, &answer.body)?;
        }
        let page = match &task.from {
            From::Page { url, .. } => Some(url.as_str()),
            _ => None,
        };
        let (url, fetched, licence) = (new.url.as_str(), new.fetched.as_str(), licence.as_deref());
        store::describe(&file, &Sidecar { url, fetched, digest: &new.digest, licence, page })?;
        journal.put(new.clone())?;
        let outcome = match place.taken {
            None => Outcome::New,
            Some(Taken::Same) => Outcome::Unchanged,
            Some(Taken::Other) => Outcome::Changed,
        };
        let licence = licence.map(str::to_owned);
        Ok(Fetched { before, licence, ..of_known(task, at, &new, answer.status, outcome) })
    }

    fn take_sitemap(&mut self, found: sitemap::Sitemap, level: u32) {
        let mut elsewhere = 0;
        let pages = found.pages.into_iter().map(|text| (text, From::Sitemap));
        let inner = found.sitemaps.into_iter().map(|text| (text, From::Index(level + 1)));
        for (text, from) in inner.chain(pages) {
            let Some(url) = Url::parse(&text).ok().and_then(|url| usable(&url)) else { continue };
            let is_inner = matches!(from, From::Index(_));
            if is_inner && level >= DEEPEST_SITEMAP {
                self.listener.note(&format!("not read, a sitemap too deep within others: `{url}`"));
            } else if !self.is_home(&url) {
                elsewhere += 1;
            } else if is_inner || self.plan.follow.is_empty() || self.is_wanted(&url) {
                self.add(Task { url, from, depth: 0 });
            }
        }
        if elsewhere > 0 {
            let note = format!("{elsewhere} addresses of a sitemap are on other hosts: `--host`");
            self.listener.note(&note);
        }
    }

    /// The links of a document that is in the folder.
    fn take_links_of(&mut self, file: &str, at: &Url, depth: u32) {
        let bytes = fs::read(self.plan.into.join(file)).unwrap_or_default();
        self.take_links(depth, at, file, &bytes);
    }

    fn take_links(&mut self, depth: u32, at: &Url, file: &str, bytes: &[u8]) {
        let follows = depth < self.plan.depth && !self.plan.follow.is_empty();
        if !file.ends_with(".html") || !(follows || self.plan.pdf) {
            return;
        }
        let links = extract::links(bytes);
        let base = links.base.and_then(|base| at.join(&base).ok());
        let base = base.as_ref().unwrap_or(at);
        if links.hrefs.len() > MOST_LINKS {
            self.listener
                .note(&format!("`{at}` has over {MOST_LINKS} links: the rest is passed over"));
        }
        for href in links.hrefs.iter().take(MOST_LINKS) {
            let Some(url) = base.join(href).ok().and_then(|url| usable(&url)) else { continue };
            let pdf = self.plan.pdf && url.path().to_ascii_lowercase().ends_with(".pdf");
            if self.is_home(&url) && (pdf || (follows && self.is_wanted(&url))) {
                let from = From::Page { url: at.to_string(), file: file.to_owned(), pdf };
                self.add(Task { url, from, depth: depth + 1 });
            }
        }
    }

    fn is_wanted(&self, url: &Url) -> bool {
        self.plan.follow.iter().any(|pattern| pattern.is_match(url.as_str()))
    }

    /// True for the hosts that were named and their neighbours: hosts under the same domain of three names or more, as
    /// `assets.reports.gov.uk` beside `www.reports.gov.uk`. Two names may be a register's, as `gov.uk`.
    fn is_home(&self, url: &Url) -> bool {
        let Some(host) = url.host_str() else { return false };
        let domain = |host: &str| {
            let (_, domain) = host.split_once('.')?;
            let is_name = domain.bytes().any(|byte| byte.is_ascii_alphabetic());
            (is_name && domain.matches('.').count() >= 2).then(|| domain.to_owned())
        };
        let own = domain(host);
        self.homes.contains(host)
            || own.is_some_and(|own| {
                self.homes
                    .iter()
                    .any(|home| *home == own || domain(home).is_some_and(|it| it == own))
            })
    }

    /// Remembers that an address is done with, and where it led.
    fn finish(&mut self, task: &Task, at: Option<&Url>) -> Result<()> {
        let to = at.filter(|at| **at != task.url).map(Url::as_str);
        self.journal.as_mut().map_or(Ok(()), |journal| journal.finish(task.url.as_str(), to))
    }
}

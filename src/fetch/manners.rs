//! Whether and when a host may be asked: its robots.txt (RFC 9309), and a rest between two requests.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use robotxt::Robots;
use url::{Position, Url};

use super::client::{Answer, Client, Condition, Trouble};

/// The name under which robots.txt files speak of this program.
const NAME: &str = "peelian";

/// The largest robots.txt file; of one that is longer than the 500 KiB of RFC 9309 only those count.
const MOST_BYTES: u64 = 10 << 20;

/// Redirects on the way to a robots.txt file; RFC 9309 asks for five at least.
const MOST_HOPS: usize = 5;

/// Longest rest that a host may ask for: with a longer one a corpus would take weeks.
pub(super) const LONGEST_REST: Duration = Duration::from_secs(120);

/// Addresses in a row that cannot be had before a host is left alone.
const MOST_TROUBLES: u32 = 3;

/// What is known of the hosts that were met.
#[derive(Debug)]
pub(super) struct Manners<'a> {
    delay: Duration,
    stop: &'a AtomicBool,
    /// By scheme, host and port: a robots.txt file speaks for no other.
    rules: BTreeMap<String, Rules>,
    hosts: BTreeMap<String, Host>,
}

#[derive(Debug)]
enum Rules {
    Known(Robots),
    /// No robots.txt could be had: RFC 9309 has a crawler assume that everything is forbidden.
    Unreachable(Trouble),
}

#[derive(Debug, Default)]
struct Host {
    asked: Option<Instant>,
    rest: Duration,
    troubles: u32,
}

impl<'a> Manners<'a> {
    pub(super) fn new(delay: Duration, stop: &'a AtomicBool) -> Self {
        Self { delay, stop, rules: BTreeMap::new(), hosts: BTreeMap::new() }
    }

    /// Nothing if the address may be asked for; the robots.txt file of its host is read first where it is not known.
    ///
    /// # Errors
    /// Why it may not be.
    pub(super) fn may_ask(&mut self, url: &Url, client: &mut Client) -> Result<(), Trouble> {
        let origin = url[..Position::BeforePath].to_owned();
        if !self.rules.contains_key(&origin) {
            let rules = self.read_rules(url, client);
            if let Rules::Known(robots) = &rules {
                let rest = robots.crawl_delay().unwrap_or_default();
                let host = self.host(url);
                host.rest = host.rest.max(rest);
            }
            self.rules.insert(origin.clone(), rules);
        }
        let host = self.host(url);
        let (rest, troubles) = (host.rest, host.troubles);
        let refused = |what: String| Err(Trouble::Refused(what));
        match self.rules.get(&origin) {
            Some(Rules::Unreachable(trouble)) => Err(trouble.clone()),
            Some(Rules::Known(robots)) if !robots.is_url_allowed(url) => {
                refused("robots.txt of the site forbids it".to_owned())
            }
            _ if rest > LONGEST_REST => {
                let (asked, most) = (rest.as_secs(), LONGEST_REST.as_secs());
                refused(format!(
                    "the site asks for {asked} s between requests; at most {most} s are waited"
                ))
            }
            _ if troubles >= MOST_TROUBLES => {
                let what = format!("not asked for: its host failed {MOST_TROUBLES} times in a row");
                Err(Trouble::Network(what))
            }
            _ => Ok(()),
        }
    }

    /// Asks for an address when its host has rested.
    ///
    /// # Errors
    /// As [`Client::get`].
    pub(super) fn ask(
        &mut self,
        url: &Url,
        condition: Condition<'_>,
        most: u64,
        client: &mut Client,
    ) -> Result<Answer, Trouble> {
        let least = self.delay;
        let host = self.host(url);
        let rest = host.rest.max(least);
        let wait = host.asked.map_or(Duration::ZERO, |asked| rest.saturating_sub(asked.elapsed()));
        self.wait(wait);
        let answer = client.get(url, condition, most);
        self.host(url).asked = Some(Instant::now());
        answer
    }

    /// Hears whether an address of a host could be had, all tries together.
    pub(super) fn tried(&mut self, url: &Url, network_failed: bool) {
        let host = self.host(url);
        host.troubles = if network_failed { host.troubles + 1 } else { 0 };
    }

    /// Waits, but hears a stop.
    pub(super) fn wait(&self, time: Duration) {
        let until = Instant::now() + time;
        while !self.stop.load(Ordering::Relaxed) {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            thread::sleep(left.min(Duration::from_millis(50)));
        }
    }

    fn host(&mut self, url: &Url) -> &mut Host {
        self.hosts.entry(url.host_str().unwrap_or_default().to_owned()).or_default()
    }

    fn read_rules(&mut self, url: &Url, client: &mut Client) -> Rules {
        let Ok(mut at) = robotxt::robots_url(url) else { return Rules::Known(Robots::allow_all()) };
        for _ in 0..=MOST_HOPS {
            let answer = match self.ask(&at, Condition::default(), MOST_BYTES, client) {
                Ok(answer) => answer,
                Err(Trouble::TooLarge(_)) => return Rules::Known(Robots::disallow_all()),
                Err(refused @ Trouble::Refused(_)) => return Rules::Unreachable(refused),
                Err(Trouble::Network(what)) => {
                    return Rules::Unreachable(Trouble::Network(format!("robots.txt: {what}")));
                }
            };
            match answer.status {
                200 => return Rules::Known(Robots::parse(&answer.body, NAME)),
                300..=399 => match answer.location.and_then(|to| next(&at, &to).ok()) {
                    Some(next) => at = next,
                    None => return Rules::Known(Robots::allow_all()),
                },
                400..=499 if answer.status != 429 => return Rules::Known(Robots::allow_all()),
                status => {
                    let what = format!("robots.txt: the site answers {status}");
                    return Rules::Unreachable(Trouble::Network(what));
                }
            }
        }
        Rules::Known(Robots::allow_all())
    }
}

/// Where a redirect from `at` leads.
///
/// # Errors
/// Why it is not followed.
pub(super) fn next(at: &Url, to: &str) -> Result<Url, String> {
    let next = at.join(to).map_err(|_| "a redirect to what is no address".to_owned())?;
    let scheme = next.scheme();
    if !matches!(scheme, "http" | "https") || next.host_str().is_none() {
        return Err(format!("a redirect to `{scheme}:`, which is neither http nor https"));
    }
    if at.scheme() == "https" && scheme == "http" {
        return Err("a redirect from https to http".to_owned());
    }
    if !next.username().is_empty() || next.password().is_some() {
        return Err("a redirect to an address with a user name".to_owned());
    }
    Ok(next)
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::next;

    #[test]
    fn redirects_that_are_not_followed() {
        let at = Url::parse("https://reports.example/a/b").unwrap();
        for (to, leads) in [
            ("../c", Some("https://reports.example/c")),
            ("//other.example/x", Some("https://other.example/x")),
            ("http://reports.example/", None),
            ("file:///etc/passwd", None),
            ("gopher://x/", None),
            ("javascript:alert(1)", None),
            ("https://user:word@reports.example/", None),
            ("https://", None),
        ] {
            assert_eq!(next(&at, to).ok().as_ref().map(Url::as_str), leads, "{to}");
        }
    }
}

//! Who looks up the address of a host, and lets through only addresses that may be connected to.
//!
//! The check stands where the name becomes an address and the connection is made to that very address: a name that says
//! another address a moment later, and a redirect, pass the same door.

use std::io;

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

use super::Private;

/// A resolver that keeps back what may not be connected to.
#[derive(Debug)]
pub(super) struct Guard<R = DefaultResolver> {
    private: Private,
    inner: R,
}

impl Guard {
    pub(super) fn new(private: Private) -> Self {
        Self { private, inner: DefaultResolver::default() }
    }
}

impl<R: Resolver> Resolver for Guard<R> {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        let mut allowed = self.empty();
        for address in found.iter().filter(|address| self.private.allows(address.ip())) {
            allowed.push(*address);
        }
        if allowed.is_empty() {
            let hosts = uri.host().unwrap_or_default();
            let first = found.iter().next().map(|address| address.ip().to_string());
            let what = match first.filter(|ip| ip != hosts) {
                Some(ip) => format!("`{hosts}` is at the private address {ip}"),
                None => format!("`{hosts}` is a private address"),
            };
            let what = format!("{what}: `--allow-private` connects to those");
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, what).into());
        }
        Ok(allowed)
    }
}

/// What the guard said, if it is the guard who stopped the request.
pub(super) fn refusal(error: &ureq::Error) -> Option<String> {
    match error {
        ureq::Error::Io(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            Some(error.to_string())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use ureq::Timeout;
    use ureq::config::Config;
    use ureq::http::Uri;
    use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
    use ureq::unversioned::transport::NextTimeout;

    use super::{Guard, refusal};
    use crate::fetch::Private;

    /// A name that says another address each time it is asked for.
    #[derive(Debug)]
    struct Rebinding(Vec<Vec<&'static str>>, AtomicUsize);

    impl Resolver for Rebinding {
        fn resolve(
            &self,
            _: &Uri,
            _: &Config,
            _: NextTimeout,
        ) -> Result<ResolvedSocketAddrs, ureq::Error> {
            let mut all = self.empty();
            for address in &self.0[self.1.fetch_add(1, Ordering::SeqCst)] {
                all.push(format!("{address}:80").parse().unwrap());
            }
            Ok(all)
        }
    }

    #[test]
    fn every_answer_of_the_name_service_is_looked_at() {
        let answers = vec![vec!["8.8.8.8"], vec!["10.0.0.1"], vec!["127.0.0.1", "8.8.4.4"]];
        let inner = Rebinding(answers, AtomicUsize::new(0));
        let guard = Guard { private: Private::No, inner };
        let uri: Uri = "http://reports.example/".parse().unwrap();
        let ask = || {
            let timeout = NextTimeout {
                after: ureq::unversioned::transport::time::Duration::NotHappening,
                reason: Timeout::Global,
                ..NextTimeout::default()
            };
            let found = guard.resolve(&uri, &Config::default(), timeout);
            found.map(|all| all.iter().map(|one| one.ip().to_string()).collect::<Vec<_>>())
        };
        assert_eq!(ask().unwrap(), ["8.8.8.8"]);
        let refused = refusal(&ask().unwrap_err()).unwrap();
        assert!(refused.starts_with("`reports.example` is at the private address 10.0.0.1: "));
        assert_eq!(ask().unwrap(), ["8.8.4.4"]);
    }
}

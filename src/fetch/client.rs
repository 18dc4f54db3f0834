//! One request: what a server answers, within limits on time and size.

use std::io::Read;
use std::time::Duration;

use ureq::http::{HeaderMap, Response, header};
use ureq::tls::TlsConfig;
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Body};
use url::Url;

use super::guard::{Guard, refusal};
use super::{Plan, Private};

/// What a server answered.
#[derive(Debug, Default)]
pub(super) struct Answer {
    pub(super) status: u16,
    /// The bytes of a 200, decompressed.
    pub(super) body: Vec<u8>,
    /// In lower case, without parameters.
    pub(super) content_type: Option<String>,
    pub(super) etag: Option<String>,
    pub(super) modified: Option<String>,
    pub(super) location: Option<String>,
    pub(super) retry_after: Option<Duration>,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Trouble {
    /// The guard let nothing through.
    Refused(String),
    /// The network or the server's words failed; another try may do.
    Network(String),
    /// The answer is larger than is allowed.
    TooLarge(String),
}

/// By what a document that is here can be told from a newer one.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Condition<'a> {
    pub(super) etag: Option<&'a str>,
    pub(super) modified: Option<&'a str>,
}

/// Sends requests and counts them.
#[derive(Debug)]
pub(super) struct Client {
    agent: Agent,
    timeout: Duration,
    pub(super) requests: u64,
}

impl Client {
    pub(super) fn new(plan: &Plan<'_>) -> Self {
        Self::with(&agent_name(plan.contact.as_deref()), plan.timeout, plan.private.clone())
    }

    fn with(name: &str, timeout: Duration, private: Private) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            // Every hop is looked at before it is asked for.
            .max_redirects(0)
            .max_redirects_will_error(false)
            // A proxy would look names up itself, out of the guard's sight.
            .proxy(None)
            .timeout_global(Some(timeout))
            .user_agent(name)
            .accept("text/html, application/pdf, application/xml;q=0.9, */*;q=0.5")
            .tls_config(TlsConfig::default())
            .build();
        let agent = Agent::with_parts(config, DefaultConnector::default(), Guard::new(private));
        Self { agent, timeout, requests: 0 }
    }

    /// Asks for one address; redirects are answers like others.
    pub(super) fn get(
        &mut self,
        url: &Url,
        condition: Condition<'_>,
        most: u64,
    ) -> Result<Answer, Trouble> {
        self.requests += 1;
        let mut request = self.agent.get(url.as_str());
        if let Some(etag) = condition.etag {
            request = request.header(header::IF_NONE_MATCH, etag);
        }
        if let Some(modified) = condition.modified {
            request = request.header(header::IF_MODIFIED_SINCE, modified);
        }
        let response = request.call().map_err(|error| self.trouble(&error))?;
        self.read(response, most)
    }

    fn read(&self, response: Response<Body>, most: u64) -> Result<Answer, Trouble> {
        let (head, body) = response.into_parts();
        let content_type = text(&head.headers, header::CONTENT_TYPE.as_str());
        let mut answer = Answer {
            status: head.status.as_u16(),
            body: Vec::new(),
            content_type: content_type
                .and_then(|it| it.split(';').next().map(|it| it.trim().to_lowercase())),
            etag: text(&head.headers, header::ETAG.as_str()),
            modified: text(&head.headers, header::LAST_MODIFIED.as_str()),
            location: text(&head.headers, header::LOCATION.as_str()),
            retry_after: text(&head.headers, header::RETRY_AFTER.as_str())
                .and_then(|seconds| seconds.parse().ok().map(Duration::from_secs)),
        };
        if answer.status == 200 {
            if body.content_length().is_some_and(|length| length > most) {
                return Err(too_large(most));
            }
            // Counted after decompression: a small answer may hold a large one.
            let mut reader = body.into_reader().take(most + 1);
            reader.read_to_end(&mut answer.body).map_err(|error| self.broken(&error))?;
            if answer.body.len() as u64 > most {
                return Err(too_large(most));
            }
        }
        Ok(answer)
    }

    fn trouble(&self, error: &ureq::Error) -> Trouble {
        match (refusal(error), error) {
            (Some(what), _) => Trouble::Refused(what),
            (None, ureq::Error::Timeout(_)) => self.too_slow(),
            (None, ureq::Error::Io(error)) => self.broken(error),
            (None, ureq::Error::HostNotFound) => Trouble::Network("no such host".to_owned()),
            (None, error) => Trouble::Network(error.to_string()),
        }
    }

    fn broken(&self, error: &std::io::Error) -> Trouble {
        let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<ureq::Error>());
        if matches!(inner, Some(ureq::Error::Timeout(_))) {
            return self.too_slow();
        }
        match error.kind() {
            std::io::ErrorKind::TimedOut | std::io::ErrorKind::WouldBlock => self.too_slow(),
            _ => Trouble::Network(error.to_string()),
        }
    }

    fn too_slow(&self) -> Trouble {
        let seconds = self.timeout.as_secs_f64();
        Trouble::Network(format!("no whole answer within {seconds} s"))
    }
}

/// `peelian/0.1.0 (+contact)`: what the owner of a site reads in the log.
fn agent_name(contact: Option<&str>) -> String {
    let name = concat!("peelian/", env!("CARGO_PKG_VERSION"));
    match contact {
        Some(contact) => format!("{name} (+{contact})"),
        None => format!("{name} (search of inspection reports)"),
    }
}

fn too_large(most: u64) -> Trouble {
    let size =
        if most >= 1 << 20 { format!("{} MiB", most >> 20) } else { format!("{most} bytes") };
    Trouble::TooLarge(format!("larger than the {size} that a document may have"))
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?.trim();
    (!value.is_empty() && value.len() <= 4_096).then(|| value.to_owned())
}
